"""The step that makes strategies of decisions."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from context.cycle import Batch, Step
from context.models import Lesson
from learning.evolution import MOST_DECISIONS, SELECTION, Made, alike, evolved
from learning.extraction import evidence_of
from learning.models import Decision, Strategy
from learning.steps.lessons import teach_all
from learning.teaching import Told
from projects.models import Project, Sharing

AT_ONCE = 25


class Evolving(Step):
    """Decisions that went well again and again make a strategy, on trial.

    A batch is of one account and type of decision; the cursor is `place account type`, where place
    is how many of their lessons were looked at.
    """

    key = "evolving"
    title = "Evolve strategies"

    def plan(self, cycle: int, cursor: str) -> Any:
        place, _, last = cursor.partition(" ")
        group = group_of(last) if int(place or 0) else next_group(cycle, last)
        return group and (group, lessons_of(*group))

    def batch(self, cycle: int, cursor: str, plan: Any) -> Batch:
        if plan is None:
            return Batch({})
        (account, type), lessons = plan
        start = int(cursor.partition(" ")[0] or 0)
        counts = teach_all(held_lessons(untaught(lessons[start : start + AT_ONCE])), "strategies")
        place = start + AT_ONCE if start + AT_ONCE < len(lessons) else 0
        return Batch(counts, f"{place} {account} {type}")


def group_of(text: str) -> tuple[UUID, str]:
    account, _, type = text.partition(" ")
    return UUID(account), type


def lessons_of(account_id: UUID, type: str) -> list[tuple[UUID, Told]]:
    """What the decisions of this type teach, by project; those of a project that keeps what it
    teaches are looked at by themselves.
    """
    shared, closed = decisions_of(account_id, type)
    return [
        lesson
        for decisions in (shared, *closed)
        for group in alike(decisions)
        for lesson in evolved(type, group).items()
    ]


def next_group(cycle: int, last: str) -> tuple[UUID, str] | None:
    """The account and type after the last, `account type`, that have decisions in the cycle."""
    decisions: QuerySet[Any] = Decision.objects.filter(cycle=cycle)
    rows = decisions.exclude(type=SELECTION)
    if last:
        account, type = group_of(last)
        same = Q(project__account=account, type__gt=type)
        rows = rows.filter(same | Q(project__account__gt=account))
    groups = rows.order_by("project__account", "type").values_list("project__account", "type")
    found: tuple[UUID, str] | None = groups.distinct().first()
    return found


def decisions_of(account_id: UUID, type: str) -> tuple[list[Made], list[list[Made]]]:
    """All that were used until now, oldest first, at most MOST_DECISIONS of the newest: of the
    projects that share, and of each of those that do not.
    """
    decisions: QuerySet[Any] = Decision.objects.filter(cycle__gt=0)
    rows = decisions.filter(project__account=account_id, type=type)
    newest = list(rows.select_related("project__account").order_by("-pk")[:MOST_DECISIONS])
    shared: list[Made] = []
    closed: dict[UUID, list[Made]] = {}
    for row in reversed(newest):
        keeps = row.project.effective_sharing == Sharing.PROJECT
        made = Made(row.project_id, row.chosen, row.context, row.result, evidence_of(row))
        (closed.setdefault(row.project_id, []) if keeps else shared).append(made)
    return shared, list(closed.values())


def untaught(lessons: Collection[tuple[UUID, Told]]) -> list[tuple[UUID, Told]]:
    """Those whose project has not taught the strategy yet, or what it was merged into."""
    known = Lesson.objects.filter(project__in={project for project, _ in lessons})
    items = Strategy.objects.filter(digest__in={told.digest for _, told in lessons})
    stands = {item.digest: item.merged_into_id or item.pk for item in items}
    taught = set(known.filter(item__in=list(stands.values())).values_list("project", "item"))
    return [one for one in lessons if (one[0], stands.get(one[1].digest)) not in taught]


def held_lessons(lessons: Collection[tuple[UUID, Told]]) -> list[tuple[Project, Told]]:
    """With their projects, locked; those of erased ones are left out."""
    wanted = Project.objects.filter(pk__in=[project for project, _ in lessons])
    there = {row.pk: row for row in wanted.order_by("pk").select_for_update(no_key=True)}
    return [(there[project], told) for project, told in lessons if project in there]
