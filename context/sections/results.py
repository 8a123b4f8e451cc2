"""What checks and judges found of a project: the sections 5 (verification) and 6 (tournament)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from context.base import Found, Item, Left, Section, Stability, Subject
from context.sections.findings import findings
from projects.models import TournamentResult, VerificationResult


class Verification(Section):
    """What counts of the checks: what blocks, what failed, and how original the rest is."""

    number = 5
    key = "verification"
    title = "Verification results"
    scope = "project"
    stability = Stability.TAIL
    limit = 20
    priority = 1.5

    def items(self, subject: Subject, limit: int) -> Found:
        if subject.project_id is None:
            return Found()
        says_something = (
            Q(passed=False) | Q(anti_slop_score__isnull=False) | Q(soul_match_score__isnull=False)
        )
        rows = VerificationResult.objects.filter(
            says_something, project=subject.project_id, is_latest=True
        ).order_by("passed", "-blocking", "-pk")
        items = [result_item(row, place) for place, row in enumerate(rows[: limit + 1])]
        return Found(items[:limit], [Left(item.ref, "limit") for item in items[limit:]])


def result_item(row: VerificationResult, place: int) -> Item:
    state = "passed" if row.passed else "blocking" if row.blocking else "failed"
    return Item(
        ref=row.ref,
        version=1,
        title=f"{row.agent} on {row.feature}" if row.feature else row.agent,
        facts={
            "agent": row.agent,
            "feature": row.feature,
            "state": state,
            "scores": [
                (name, score)
                for name, score in (
                    ("score", row.score),
                    ("anti-slop", row.anti_slop_score),
                    ("soul match", row.soul_match_score),
                )
                if score is not None
            ],
            "violations": findings(row.violations, "message"),
            "reasoning": row.reasoning,
        },
        value=1.0 / (1 + place),
        group=state,
        sort=(place,),
        reason={
            "blocking": "blocks this project",
            "failed": "failed in this project",
            "passed": "scored in this project",
        }[state],
    )


class Tournaments(Section):
    """Which of several candidates won, and why."""

    number = 6
    key = "tournament"
    title = "Tournament results"
    scope = "project"
    stability = Stability.TAIL
    limit = 5

    def items(self, subject: Subject, limit: int) -> Found:
        if subject.project_id is None:
            return Found()
        rows = TournamentResult.objects.filter(
            project=subject.project_id, status=TournamentResult.Status.FINISHED
        ).order_by("-pk")
        items = [tournament_item(row, place) for place, row in enumerate(rows[: limit + 1])]
        return Found(items[:limit], [Left(item.ref, "limit") for item in items[limit:]])


def tournament_item(row: TournamentResult, place: int) -> Item:
    return Item(
        ref=row.ref,
        version=1,
        title=row.feature,
        facts={
            "feature": row.feature,
            "winner": row.winner,
            "model": row.winner_model,
            "is_hybrid": row.is_hybrid,
            "verdicts": [verdict(one) for one in row.verdicts],
        },
        value=1.0 / (1 + place),
        sort=(place,),
        reason="finished in this project",
    )


def verdict(told: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "judge": told["judge"],
        "winner": told.get("winner") or "",
        "scores": sorted((told.get("scores") or {}).items()),
        "reasoning": told.get("reasoning") or "",
    }
