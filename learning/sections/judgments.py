"""Section 13 (judge decisions): what judges recommended."""

from context.base import Found, Item, Left, Section, Stability, Subject
from learning.models import Judgment


class JudgeDecisions(Section):
    """The newest judgments of the project that carry a recommendation."""

    number = 13
    key = "judge_decisions"
    title = "Judge decisions"
    scope = "project"
    stability = Stability.TAIL
    limit = 5

    def items(self, subject: Subject, limit: int) -> Found:
        if subject.project_id is None:
            return Found()
        rows = Judgment.objects.recommending(subject.project_id)
        items = [judgment_item(row, place) for place, row in enumerate(rows[: limit + 1])]
        return Found(items[:limit], [Left(item.ref, "limit") for item in items[limit:]])


def judgment_item(row: Judgment, place: int) -> Item:
    return Item(
        ref=row.ref,
        version=1,
        title=str(row),
        facts={
            "type": row.type,
            "verdict": row.verdict.replace("_", " "),
            "score": row.overall,
            "recommendations": row.recommendations,
            "reasoning": row.reasoning,
        },
        value=1.0 / (1 + place),
        sort=(place,),
        tail=True,
        reason="recommended by a judge of this project",
    )
