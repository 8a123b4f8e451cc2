"""Two items that became one: the older stays, the other points to it for ever.

Lessons, tallies, outcomes, seen events and standings move in one transaction. A lesson remembers
which words it taught (`taught_as`), so that erasing who taught the survivor's words brings back
those that are left.
"""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from context.models import (
    BuildItem,
    Due,
    EventSeen,
    Generation,
    LearnedItem,
    Lesson,
    Outcome,
    Standing,
    Status,
    Tally,
)
from projects.models import Account, Project

COUNTS = (
    "successes",
    "failures",
    "base_successes",
    "base_failures",
    "served_successes",
    "served_failures",
)
# What staff or screening hold back is nobody's to merge but theirs.
MERGEABLE = (Status.PROPOSED, Status.ACTIVE)


@transaction.atomic
def merge(survivor_id: UUID, other_id: UUID) -> bool:
    """Let the survivor stand for the other too; False where that may not be, or no longer.

    May not be: one is merged already, flagged or withdrawn, the other is shipped or was given to
    everybody by staff; or it would show an account's words to another one.
    """
    held = hold_teachers(other_id)
    found = {item.pk: item for item in LearnedItem.objects.locked([survivor_id, other_id])}
    survivor, other = found.get(survivor_id), found.get(other_id)
    if survivor is None or other is None or not may_merge(survivor, other):
        return False
    if teachers(other_id) - held:
        return False  # somebody taught it meanwhile; the next cycle sees to it
    absorb(survivor, other)
    return True


def hold_teachers(item_id: UUID) -> set[UUID]:
    """Lock whose rows will move, accounts first: nobody reports, teaches or erases meanwhile."""
    accounts = Tally.objects.filter(item=item_id, project=None).values("account")
    lock(Account.objects.filter(pk__in=accounts))
    projects = teachers(item_id)
    lock(Project.objects.filter(pk__in=projects))
    return projects


def lock(rows: QuerySet[Any]) -> None:
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def teachers(item_id: UUID) -> set[UUID]:
    """The projects that taught it or reported about it."""
    lessons = Lesson.objects.filter(item=item_id).values_list("project", flat=True)
    tallies = Tally.objects.filter(item=item_id).exclude(project=None)
    return set(lessons) | set(tallies.values_list("project", flat=True))


def may_merge(survivor: LearnedItem, other: LearnedItem) -> bool:
    if survivor.kind != other.kind or other.is_built_in:
        return False
    if survivor.merged_into_id or other.merged_into_id:
        return False
    standings = list(Standing.objects.filter(item__in=[survivor.pk, other.pk]))
    if any(one.status not in MERGEABLE or one.flags for one in standings):
        return False
    everybodys = {
        one.item_id: one.moved_by
        for one in standings
        if one.account_id is None and one.status == Status.ACTIVE
    }
    if everybodys.get(other.pk, Standing.By.JOB) != Standing.By.JOB:
        return False
    if survivor.pk in everybodys:
        return True
    return other.pk not in everybodys and len(accounts_of([survivor.pk, other.pk])) == 1


def accounts_of(ids: Collection[UUID]) -> set[UUID]:
    """Whose words the items are: the accounts that taught any of them."""
    lessons = Lesson.objects.filter(item__in=ids).order_by()
    return set(lessons.values_list("account", flat=True).distinct())


def absorb(survivor: LearnedItem, other: LearnedItem) -> None:
    """Everything of the other becomes the survivor's, which is to be weighed anew."""
    Lesson.objects.filter(item=other).update(
        item=survivor, taught_as=Coalesce("taught_as", other.pk)
    )
    move_rows(survivor, other)
    move_standings(survivor, other)
    LearnedItem.objects.filter(Q(pk=other.pk) | Q(merged_into=other)).update(merged_into=survivor)
    owe(survivor, other)


def move_rows(to: LearnedItem, source: LearnedItem) -> None:
    """Tallies, outcomes, what was served and seen, and the counts."""
    add_tallies(to, source)
    Outcome.objects.filter(item=source).update(item=to)
    BuildItem.objects.filter(item=source).update(item=to)
    events = EventSeen.objects.filter(item_id=source.pk)
    twice = EventSeen.objects.filter(
        item_id=to.pk, account_id=OuterRef("account_id"), event=OuterRef("event")
    )
    events.filter(Exists(twice)).delete()
    events.update(item_id=to.pk)
    LearnedItem.objects.filter(pk=to.pk).update(
        success_count=F("success_count") + source.success_count,
        failure_count=F("failure_count") + source.failure_count,
    )
    LearnedItem.objects.filter(pk=source.pk).update(success_count=0, failure_count=0)


def add_tallies(to: LearnedItem, source: LearnedItem) -> None:
    known = {whose(tally): tally for tally in Tally.objects.filter(item=to)}
    for tally in Tally.objects.filter(item=source):
        same = known.get(whose(tally))
        if same is None:
            Tally.objects.filter(pk=tally.pk).update(item=to)
        else:
            more = {name: F(name) + getattr(tally, name) for name in COUNTS}
            Tally.objects.filter(pk=same.pk).update(**more)
            tally.delete()


def whose(tally: Tally) -> tuple[UUID, UUID | None, str]:
    return tally.account_id, tally.project_id, tally.source


def move_standings(to: LearnedItem, source: LearnedItem) -> None:
    """Before whom only the other stood, the survivor stands like it; what was active stays so."""
    known = {one.account_id: one for one in Standing.objects.filter(item=to)}
    for standing in Standing.objects.filter(item=source):
        same = known.get(standing.account_id)
        if same is None:
            Standing.objects.filter(pk=standing.pk).update(item=to)
            continue
        if (standing.status, same.status) == (Status.ACTIVE, Status.PROPOSED):
            Standing.objects.filter(pk=same.pk).move(
                Status.ACTIVE, by=standing.moved_by, reason=f"merged with one that was: {source}"
            )
        standing.delete()


def owe(survivor: LearnedItem, other: LearnedItem) -> None:
    LearnedItem.objects.filter(pk=other.pk).update(due=Due.NOTHING)
    LearnedItem.objects.filter(pk=survivor.pk).update(
        due=Greatest(F("due"), Due.WEIGHING.value), version=F("version") + 1
    )
    projects = Lesson.objects.filter(item=survivor).values("project")
    Project.objects.filter(pk__in=projects).touch()
    Generation.objects.raise_for(Generation.Name.LIBRARY)


def wordless(ids: Iterable[UUID]) -> QuerySet[LearnedItem]:
    """Items, or what was merged into them, whose words nobody teaches any more."""
    wanted = list(ids)
    of_it = Lesson.objects.filter(item=OuterRef("pk"), taught_as=None)
    as_it = Lesson.objects.filter(taught_as=OuterRef("pk"))
    rows = LearnedItem.objects.filter(is_built_in=False)
    return rows.filter(
        (Q(pk__in=wanted, merged_into=None) & ~Exists(of_it))
        | (Q(merged_into__in=wanted) & ~Exists(as_it))
    )


def hand_on(item: LearnedItem) -> UUID | None:
    """Let the oldest of what was merged into the item, and is still taught, take its place; its id.

    None where nothing is. The item keeps nothing, and is to be forgotten. Must be called in a
    transaction that holds both.
    """
    taught = Lesson.objects.filter(taught_as=OuterRef("pk"))
    heir = LearnedItem.objects.filter(Exists(taught), merged_into=item).order_by("pk").first()
    if heir is None:
        return None
    LearnedItem.objects.filter(pk=heir.pk).update(merged_into=None)
    Lesson.objects.filter(taught_as=heir).update(item=heir, taught_as=None)
    Lesson.objects.filter(item=item).update(item=heir)
    item.refresh_from_db()
    move_rows(heir, item)
    Standing.objects.filter(item=item).update(item=heir)
    # Everybody agreed on other words than the heir's.
    Standing.objects.before(None).filter(item=heir, status=Status.ACTIVE).move(
        Status.PROPOSED, by=Standing.By.JOB, reason="what it stood on was erased"
    )
    LearnedItem.objects.filter(merged_into=item).update(merged_into=heir)
    owe(heir, item)
    return heir.pk
