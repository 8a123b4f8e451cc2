"""The step that makes strategies of decisions."""

from collections.abc import Collection, Iterable
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
from projects.models import Project

AT_ONCE = 25


class Evolving(Step):
    """Decisions that went well again and again make a strategy, on trial.

    A batch is of one account and type of decision.
    """

    key = "evolving"
    title = "Evolve strategies"

    def plan(self, cycle: int, cursor: str) -> Any:
        group = next_group(cycle, cursor)
        if group is None:
            return None
        account, type = group
        decided = decisions_of(account, type)
        return group, [lesson for each in alike(decided) for lesson in evolved(type, each).items()]

    def batch(self, cycle: int, cursor: str, plan: Any) -> Batch:
        if plan is None:
            return Batch({})
        (account, type), lessons = plan
        here = f"{account} {type}"
        fresh = untaught(lessons)[:AT_ONCE]
        counts = teach_all(held_lessons(fresh), "strategies")
        has_more = len(fresh) == AT_ONCE > counts.get("rejected", 0)
        return Batch(counts, cursor if has_more else here)


def next_group(cycle: int, cursor: str) -> tuple[UUID, str] | None:
    """The account and type after the cursor, `account type`, that have decisions in the cycle."""
    decisions: QuerySet[Any] = Decision.objects.filter(cycle=cycle)
    rows = decisions.exclude(type=SELECTION)
    if cursor:
        account, _, type = cursor.partition(" ")
        same = Q(project__account=account, type__gt=type)
        rows = rows.filter(same | Q(project__account__gt=account))
    groups = rows.order_by("project__account", "type").values_list("project__account", "type")
    found: tuple[UUID, str] | None = groups.distinct().first()
    return found


def decisions_of(account_id: UUID, type: str) -> list[Made]:
    """All that were used until now, oldest first, at most MOST_DECISIONS of the newest."""
    decisions: QuerySet[Any] = Decision.objects.filter(cycle__gt=0)
    rows = decisions.filter(project__account=account_id, type=type)
    newest = list(rows.select_related("project").order_by("-pk")[:MOST_DECISIONS])
    return [
        Made(row.project_id, row.chosen, row.context, row.result, evidence_of(row))
        for row in reversed(newest)
    ]


def untaught(lessons: Iterable[tuple[UUID, Told]]) -> list[tuple[UUID, Told]]:
    """Those whose project has not taught the strategy yet, or what it was merged into."""
    told = list(lessons)
    digests = {lesson.digest for _, lesson in told}
    items = Strategy.objects.filter(digest__in=digests)
    stands = {item.digest: item.merged_into_id or item.pk for item in items}
    known = set(
        Lesson.objects.filter(item__in=list(stands.values())).values_list("project", "item")
    )
    return [
        (project, lesson)
        for project, lesson in told
        if (project, stands.get(lesson.digest)) not in known
    ]


def held_lessons(lessons: Collection[tuple[UUID, Told]]) -> list[tuple[Project, Told]]:
    """With their projects, locked; those of erased ones are left out."""
    wanted = Project.objects.filter(pk__in=[project for project, _ in lessons])
    there = {row.pk: row for row in wanted.order_by("pk").select_for_update(no_key=True)}
    return [(there[project], told) for project, told in lessons if project in there]
