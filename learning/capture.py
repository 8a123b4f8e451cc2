"""What generators tell of their work, kept: experiences, judgments and interactions.

What comes in here has been scrubbed and bounded by its serializers.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from context.merging import lock
from intake.problems import Conflict
from intake.scrubbing import SCRUB_VERSION
from learning.models import (
    CodeArtifact,
    Decision,
    DesignChoice,
    ErrorRecovery,
    Experience,
    Interaction,
    Judgment,
)
from projects.api import project_of
from projects.models import Account, EndUser, Project

TABLES: Mapping[str, type[Experience]] = {
    Experience.Kind.DECISION: Decision,
    Experience.Kind.CODE: CodeArtifact,
    Experience.Kind.DESIGN: DesignChoice,
    Experience.Kind.RECOVERY: ErrorRecovery,
}
# Columns of an error whose names on the wire are others.
ERROR_COLUMNS = {"type": "error_type"}
# The least score of each verdict, best first.
VERDICTS = (
    (85, Judgment.Verdict.APPROVED),
    (70, Judgment.Verdict.NEEDS_WORK),
    (50, Judgment.Verdict.BLOCKED),
    (0, Judgment.Verdict.REJECTED),
)


class Named:
    """The projects and users that the objects of one request name, each asked for once.

    For use within the transaction that writes below them: a project that is named is touched. With
    `told`, the whole body, all that it names are locked first, in the order of their ids, so that
    two of them cannot wait for each other.
    """

    def __init__(self, account: Account, told: Any = None) -> None:
        self.account = account
        bodies = told if isinstance(told, list) else [told]
        self.keys = {body["project"] for body in bodies if names_project(body)}
        self.projects: dict[str, Project] = {}
        self.users: dict[str, EndUser] = {}

    def project(self, key: str, pointer: str) -> Project:
        """Refused at the pointer where there is none; Conflict where it was erased meanwhile."""
        if not self.projects:
            named = Project.objects.filter(account=self.account, key__in=self.keys)
            lock(named)
        if key not in self.projects:
            project = project_of(self.account.pk, key, pointer)
            assert project is not None  # noqa: S101 - a key is given
            if not Project.objects.filter(pk=project.pk).touch():
                raise Conflict("This project was erased meanwhile.")
            self.projects[key] = project
        return self.projects[key]

    def user(self, key: str) -> EndUser:
        """Made where there is none."""
        if key not in self.users:
            self.users[key] = EndUser.objects.get_or_create(account=self.account, key=key)[0]
        return self.users[key]


def names_project(body: Any) -> bool:
    return isinstance(body, Mapping) and isinstance(body.get("project"), str)


def capture(project: Project, given: Mapping[str, Any]) -> Experience:
    """A new experience of the kind that `given` names."""
    told = dict(given)
    outcome, error, fix = (told.pop(name, None) for name in ("outcome", "error", "fix"))
    for name, value in (error or {}).items():
        told[ERROR_COLUMNS.get(name, name)] = value
    for name, value in (fix or {}).items():
        told[f"fix_{name}"] = value
    if outcome:
        told |= {**outcome, "outcome_at": timezone.now()}
    table = TABLES[told["kind"]]
    return table.objects.create(**{**told, "project": project, "scrub_version": SCRUB_VERSION})


@transaction.atomic
def tell_outcome(experience: Experience, given: Mapping[str, Any]) -> None:
    """Replace what is known of how it went; what says the same changes nothing.

    It is used anew by that: what a cycle made of it is made again. Raises
    Conflict where the project was erased meanwhile.
    """
    project = Project.objects.hold(experience.project_id)
    rows = Experience.objects.filter(pk=experience.pk)
    if rows.values(*given).get() == given:
        return
    now = timezone.now()
    rows.update(**given, outcome_at=now, updated_at=now, cycle=None)
    Project.objects.filter(pk=project.pk).touch()


def judge(project: Project, given: Mapping[str, Any]) -> Judgment:
    """A new judgment; its verdict is the judge's own, else the one that its score stands for."""
    failed = given.get("failed", False)
    told = {
        "verdict": given.get("verdict") or verdict_of(given.get("overall")),
        "recommends": bool(given.get("recommendations")) and not failed,
    }
    return Judgment.objects.create(
        **{**given, **told, "project": project, "scrub_version": SCRUB_VERSION}
    )


def verdict_of(score: int | None) -> str:
    """Empty without a score: what was not judged is neither good nor bad."""
    if score is None:
        return ""
    return next(verdict for least, verdict in VERDICTS if score >= least)


def note(user: EndUser, project: Project | None, given: Mapping[str, Any]) -> Interaction:
    """A new interaction, which the job `observe` counts."""
    return Interaction.objects.create(
        **{**given, "account": user.account, "user": user, "project": project}
    )
