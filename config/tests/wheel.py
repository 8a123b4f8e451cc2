"""A small world to turn the wheel in, and what came of it, so that two worlds can be compared.

Every text of a world has its `mark` in it: what one world teaches says nothing to another.
"""

import json
from collections.abc import Mapping
from typing import Any

from context.ledger import Report, event_digest, record_use
from context.models import LearnedItem, Lesson, Standing, Tally
from errorpatterns.escalation import open_incident, resolve
from errorpatterns.models import ProvenFix
from intake.models import OutboxEvent
from learning.models import (
    CodeArtifact,
    Decision,
    DesignChoice,
    ErrorRecovery,
    Experience,
    LearnedPattern,
    PreferencePair,
)
from learning.teaching import PATTERN, Told, teach
from projects.models import Account, Project
from projects.tests.factories import make_account, make_project
from shadowmodels.models import ShadowInference, ShadowModel

ACCOUNTS = 3
PROJECTS = 3
Kind = Experience.Kind
SUCCESS = {"result": "success", "scores": {"tests": 90}, "in_production": True, "satisfaction": 5}
FAILURE = {"result": "failure", "required_fixes": 3}


def make_world(mark: str) -> list[Project]:
    """Three accounts of three projects each, which experienced something of every kind."""
    projects = [
        make_project(account, key=f"{mark}-{number}", language="typescript", framework="react")
        for account in [make_account(name=f"{mark} {number}") for number in range(ACCOUNTS)]
        for number in range(PROJECTS)
    ]
    for project in projects:
        experience(mark, project)
        mend(mark, project)
    for account in {project.account for project in projects}:
        advise(account)
    report_failures(mark, projects[0])
    return projects


def experience(mark: str, project: Project) -> None:
    common = {"project": project, "scrub_version": 1}
    for number in range(3):
        decided = SUCCESS if number else FAILURE
        if project.key.endswith("0"):
            decided = SUCCESS
        Decision.objects.create(
            **common,
            **decided,
            kind=Kind.DECISION,
            type="styling_approach",
            context=f"{mark}: page {number}",
            chosen=f"{mark}: tokens",
            rejected=["a global sheet", "inline styles"],
        )
    Decision.objects.create(
        **common,
        **SUCCESS,
        kind=Kind.DECISION,
        type="strategy_selection",
        chosen="component-first",
    )
    CodeArtifact.objects.create(
        **common,
        kind=Kind.CODE,
        path="src/Cart.tsx",
        language="typescript",
        versions=[
            {"version": 1, "code": f"// {mark}\nlet a", "trigger": "initial", "quality": 50},
            {"version": 2, "code": f"// {mark}\nlet b", "trigger": "fix", "quality": 80},
        ],
        patterns_used=[
            {"name": f"{mark} guard", "category": "validation", "first_attempt_success": True}
        ],
    )
    DesignChoice.objects.create(
        **common,
        kind=Kind.DESIGN,
        soul="professional",
        layout=f"{mark}: one column, and the numbers in a table beside it.",
        visual_scores={"overall": 88},
    )
    ErrorRecovery.objects.create(
        **common,
        **SUCCESS,
        kind=Kind.RECOVERY,
        message=f"{mark}: Cannot find name 'useId'.",
        tool="tsc",
        fix_level=1,
        fix_description=f"{mark}: import it from react.",
        journey=[{"attempt": 1, "level": 1, "fix": "Declare it.", "result": "failed"}],
    )
    if project.key.endswith(("1", "2")):
        in_other_words(mark, project)


def in_other_words(mark: str, project: Project) -> None:
    """What the first of its projects says with a capital, a plural and another order."""
    ends = "" if project.key.endswith("1") else "s"
    for what in ("request", "upload"):
        teach(project, in_words(mark, project, what, ends))


def in_words(mark: str, project: Project, what: str, ends: str) -> Told:
    return Told(
        PATTERN,
        {
            "category": "code",
            "name": f"{mark} {what}",
            "problem": f"{project.account.name}: {what}{ends} to the service fail{ends} at times.",
            "solution": f"Retry the {what}{ends} three times with a growing delay.",
            "conditions": [f"only {project.key}"],
            "anti_conditions": [],
            "code_template": "",
            "language": "",
            "framework": "",
        },
        "build",
    )


def mend(mark: str, project: Project) -> None:
    error = {"message": f"{mark} has no export named 'Cart'.", "tool": "vite"}
    incident, _ = open_incident(project, error, {})
    given = {"event_id": f"{mark} {project.key}", "evidence": "test"}
    fix = {"template": "Export $1 by its name."}
    resolve(incident, {**given, "fix": fix, "was_rebuilt_from_intent": False})


def advise(account: Account) -> None:
    """A specialist that is promoted, and a better one that is ready."""
    for version, status, good in (("1", "promoted", 6), ("2", "ready", 12)):
        model = ShadowModel.objects.create(
            account=account, name="code_specialist", model_version=version, status=status
        )
        for number in range(12):
            ShadowInference.objects.create(
                model=model,
                account=account,
                domain="forms",
                inference="Ask once.",
                confidence=0.9,
                was_successful=number < good,
                evidence="test",
                scrub_version=1,
            )


def report_failures(mark: str, project: Project) -> None:
    """Enough of them that the project's own lesson is pruned."""
    columns = {
        "category": "code",
        "name": f"{mark} poll",
        "problem": f"{mark}: the page does not know of news.",
        "solution": "Ask the server each second.",
        "conditions": [],
        "anti_conditions": [],
        "code_template": "",
        "language": "",
        "framework": "",
    }
    item = teach(project, Told(PATTERN, columns, "build")).item
    for number in range(4):
        report = Report(project.account_id, project.pk, False, "build")
        record_use(report, {item.pk: 1}, [event_digest("outcome", f"{mark} {number}")])


def outcome_of_world(mark: str) -> Any:
    """What can be seen of the world, without ids and times and with another mark for its own."""
    projects = Project.objects.filter(account__name__startswith=f"{mark} ")
    items = LearnedItem.objects.filter(lessons__project__in=projects).distinct()
    # Shipped ones are of all worlds.
    items = items.filter(is_built_in=False).order_by("created_at")
    seen = {
        "used": counts_of(Experience.objects.filter(project__in=projects, cycle__gt=0), "kind"),
        "pairs": rows(
            PreferencePair.objects.filter(project__in=projects),
            *("project__key", "part", "domain", "prompt", "chosen", "rejected", "margin"),
        ),
        "items": rows(items, "kind", "name", "success_count", "failure_count", "due"),
        "patterns": rows(
            LearnedPattern.objects.filter(pk__in=items), "problem", "conditions", "origin"
        ),
        "lessons": rows(
            Lesson.objects.filter(project__in=projects),
            *("item__name", "project__key", "source", "example", "taught_as__name"),
        ),
        "standings": rows(
            Standing.objects.filter(item__in=items),
            *("item__kind", "item__name", "account__name", "status", "reason"),
            *("evidence_for", "evidence_against", "lower_bound", "moved_by"),
        ),
        "uses": rows(
            Tally.objects.filter(project__in=projects),
            *("item__name", "project__key", "source", "successes", "failures"),
        ),
        "proven": rows(
            ProvenFix.objects.filter(pk__in=items), "words", "uses", "projects", "is_stale"
        ),
        "specialists": rows(
            ShadowModel.objects.filter(account__name__startswith=f"{mark} "),
            *("account__name", "model_version", "status", "proposal"),
        ),
        "events": counts_of(
            OutboxEvent.objects.filter(
                account__in=projects.values("account"), type__startswith="pattern."
            ),
            "type",
        ),
    }
    return json.loads(json.dumps(seen, default=str).replace(mark, "WORLD"))


def rows(found: Any, *names: str) -> list[str]:
    return sorted(json.dumps(row, default=str) for row in found.values_list(*names))


def counts_of(found: Any, name: str) -> Mapping[str, int]:
    told: list[str] = list(found.values_list(name, flat=True))
    return {each: told.count(each) for each in sorted(set(told))}
