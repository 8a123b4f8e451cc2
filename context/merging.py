"""Two items that became one: the older stays, the other points to it for ever.

Both are one account's own. Lessons, tallies, outcomes, seen events and standings move in one
transaction. A lesson remembers which words it taught (`taught_as`), so that erasing who taught the
survivor's words brings back those that are left, for that account alone.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Greatest

from context.models import (
    BuildItem,
    ContextBuild,
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
# Of texts that a survivor takes over.
MOST_JOINED = 20


@transaction.atomic
def merge(survivor_id: UUID, other_id: UUID) -> bool:
    """Let the survivor stand for the other too; False where that may not be, or no longer.

    May not be: one is merged already, shipped, flagged or withdrawn, or served to everybody; or it
    would show the words of an account, or of a project that keeps them, to another one.
    """
    both = hold(survivor_id, other_id)
    if both is None or not may_merge(*both):
        return False
    absorb(*both)
    return True


def hold(survivor_id: UUID, other_id: UUID) -> tuple[LearnedItem, LearnedItem] | None:
    """Both, locked with whose rows will move; None where one went, or was taught, meanwhile."""
    held = hold_teachers(other_id)
    found = {item.pk: item for item in LearnedItem.objects.locked([survivor_id, other_id])}
    if len(found) < 2 or teachers(other_id) - held:
        return None
    return found[survivor_id], found[other_id]


def hold_teachers(item_id: UUID) -> set[UUID]:
    """Lock whose rows will move, accounts first: nobody reports, teaches or erases meanwhile."""
    accounts = Tally.objects.filter(item=item_id, project=None).values("account")
    lock(Account.objects.filter(pk__in=accounts))
    projects = teachers(item_id)
    lock(Project.objects.filter(pk__in=projects))
    return projects


def lock(rows: QuerySet[Any]) -> None:
    """Keep others from writing these rows until the transaction ends."""
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def teachers(item_id: UUID) -> set[UUID]:
    """The projects that taught it or reported about it."""
    lessons = Lesson.objects.filter(item=item_id).values_list("project", flat=True)
    tallies = Tally.objects.filter(item=item_id).exclude(project=None)
    return set(lessons) | set(tallies.values_list("project", flat=True))


def may_merge(survivor: LearnedItem, other: LearnedItem) -> bool:
    """Both are proposed to or active for one account, which alone taught them, with no project
    that keeps what it teaches.
    """
    return not why_apart(survivor, other)


def why_apart(survivor: LearnedItem, other: LearnedItem) -> str:
    """Why the two may not become one, as a sentence; empty where they may (ADR 4)."""
    if survivor.kind != other.kind:
        return "They are of different kinds."
    if survivor.is_built_in or other.is_built_in:
        return "What came with the release stays as it is: withdraw the other instead."
    if survivor.merged_into_id or other.merged_into_id:
        return "One of them was merged already."
    both = [survivor.pk, other.pk]
    standings = Standing.objects.filter(item__in=both)
    if any(one.status not in MERGEABLE or one.flags for one in standings):
        return "One of them is flagged or withdrawn: judge it first."
    if standings.filter(account=None).exclude(status=Status.PROPOSED).exists():
        return "One of them is everybody's: withdraw the other instead."
    lessons = Lesson.objects.filter(item__in=both).order_by()
    if len(set(lessons.values_list("account", flat=True))) != 1:
        return "Several accounts taught them: one's words must not stand for another's."
    if lessons.of_closed_projects().exists():
        return "A project that taught one of them keeps what it teaches to itself."
    return ""


def absorb(survivor: LearnedItem, other: LearnedItem) -> None:
    """Everything of the other becomes the survivor's, which is to be weighed anew."""
    Lesson.objects.filter(item=other).update(
        item=survivor, taught_as=Coalesce("taught_as", other.pk)
    )
    move_rows(survivor, other, Q())
    move_standings(survivor, other)
    count(survivor)
    count(other)
    LearnedItem.objects.filter(Q(pk=other.pk) | Q(merged_into=other)).update(merged_into=survivor)
    join(survivor, other)
    # It says more than these told of it.
    Standing.objects.filter(item=survivor).update(own={})
    owe(survivor, other)


def join(survivor: LearnedItem, other: LearnedItem) -> None:
    """Let the survivor apply wherever the other did."""
    rows: Any = survivor.table.objects
    if survivor.table.joined:
        stays, goes = (rows.get(pk=one.pk) for one in (survivor, other))
        joined = {name: union(getattr(stays, name), getattr(goes, name)) for name in stays.joined}
        rows.filter(pk=survivor.pk).update(**joined)


def union(known: Iterable[str], more: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*known, *more]))[:MOST_JOINED]


def part(item: LearnedItem) -> None:
    """Take out of what stands for the item the texts that the item brought along."""
    rows: Any = item.table.objects
    if item.table.joined:
        goes, stays = rows.get(pk=item.pk), rows.get(pk=item.merged_into_id)
        left = {
            name: [text for text in getattr(stays, name) if text not in getattr(goes, name)]
            for name in stays.joined
        }
        rows.filter(pk=stays.pk).update(**left, version=F("version") + 1)


def move_rows(to: LearnedItem, source: LearnedItem, whose: Q) -> None:
    """Tallies, outcomes, what was served and seen, and the counts, of whom `whose` names."""
    add_tallies(to, source, whose)
    Outcome.objects.filter(whose, item=source).update(item=to)
    served = ContextBuild.objects.filter(whose)
    BuildItem.objects.filter(item=source, build__in=served.values("pk")).update(item=to)
    events = EventSeen.objects.filter(item_id=source.pk)
    twice = EventSeen.objects.filter(
        item_id=to.pk, account_id=OuterRef("account_id"), event=OuterRef("event")
    )
    events.filter(Exists(twice)).delete()
    events.update(item_id=to.pk)


def count(item: LearnedItem) -> None:
    """Make the counts those of the tallies."""
    told = Tally.objects.filter(item=item).aggregate(
        successes=Sum(F("successes") + F("base_successes")),
        failures=Sum(F("failures") + F("base_failures")),
    )
    LearnedItem.objects.filter(pk=item.pk).update(
        success_count=told["successes"] or 0, failure_count=told["failures"] or 0
    )


def add_tallies(to: LearnedItem, source: LearnedItem, whose: Q) -> None:
    known = {teller(tally): tally for tally in Tally.objects.filter(item=to)}
    for tally in Tally.objects.filter(whose, item=source):
        same = known.get(teller(tally))
        if same is None:
            Tally.objects.filter(pk=tally.pk).update(item=to)
        else:
            more = {name: F(name) + getattr(tally, name) for name in COUNTS}
            Tally.objects.filter(pk=same.pk).update(**more)
            tally.delete()


def teller(tally: Tally) -> tuple[UUID, UUID | None, str]:
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
    Generation.objects.raise_for(Generation.of([survivor, other]))


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
    """Let the oldest of what was merged into the item, and is still taught, take its place before
    the account that taught both; its id.

    None where nothing is. What is left with the item is other accounts', which never were to read
    the heir's words; the item is to be forgotten. Must be called in a transaction that holds both.
    """
    taught = Lesson.objects.filter(taught_as=OuterRef("pk"))
    heir = LearnedItem.objects.filter(Exists(taught), merged_into=item).order_by("pk").first()
    if heir is None:
        return None
    account = Lesson.objects.filter(taught_as=heir).values_list("account", flat=True)[:1].get()
    whose = Q(account=account)
    LearnedItem.objects.filter(pk=heir.pk).update(merged_into=None)
    Lesson.objects.filter(taught_as=heir).update(item=heir, taught_as=None)
    Lesson.objects.filter(whose, item=item).update(item=heir)
    move_rows(heir, item, whose)
    Standing.objects.filter(whose, item=item).update(item=heir, own={})
    # It was active for other words: evidence, which went along, or a person says whether these are.
    Standing.objects.filter(item=heir, status=Status.ACTIVE).move(
        Status.PROPOSED, by=Standing.By.JOB, reason="the words that were active were taken back"
    )
    LearnedItem.objects.filter(merged_into=item).update(merged_into=heir)
    count(heir)
    owe(heir, item)
    return heir.pk
