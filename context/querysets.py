"""Sets of learned items, standings and shipped content, named for who reads them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import Greatest, RowNumber
from django.utils import timezone

from intake import outbox
from projects.models import Sharing

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from context.models import (  # noqa: F401
        Approval,
        Daily,
        Generation,
        LearnedItem,
        Lesson,
        Shipped,
        Standing,
    )


# What is told when a standing gets a status; a job that withdraws prunes.
EVENTS = {
    "proposed": "pattern.deactivated",
    "active": "pattern.activated",
    "inactive": "pattern.deactivated",
    "quarantined": "item.quarantined",
    "rejected": "pattern.deactivated",
}
PRUNED = "pattern.pruned"
# The flags of what came with the release and fails.
FAILING = ["failing"]
# Where a kind has a name of its own for it.
EVENTS_OF_KIND = {("proven_fix", "active"): "fix.proven"}


class GenerationQuerySet(models.QuerySet["Generation"]):
    def raise_for(self, name: str) -> None:
        """Tell every process that what is named has changed; in the transaction that changes it.

        Its row is locked from here on. So that nobody waits in a circle, a transaction locks all
        its items before, and of several names raises SWITCH first, then SHIPPED, LIBRARY, PATTERNS.
        """
        if not self.filter(name=name).update(value=F("value") + 1):
            self.bulk_create([self.model(name=name)], ignore_conflicts=True)
            self.filter(name=name).update(value=F("value") + 1)

    def values_by_name(self) -> Mapping[str, int]:
        return dict(self.values_list("name", "value"))


class DailyQuerySet(models.QuerySet["Daily"]):
    def add(self, counts: Mapping[tuple[date, str], int]) -> None:
        """Add these numbers to what is known of (day, name). Must be called in a transaction."""
        self.bulk_create(
            [self.model(day=day, name=name) for day, name in sorted(counts)], ignore_conflicts=True
        )
        for day, name in sorted(counts):
            self.filter(day=day, name=name).update(count=F("count") + counts[day, name])


class ShippedQuerySet(models.QuerySet["Shipped"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def flagged(self) -> Self:
        """What is not served until somebody else has looked at what an edit brought in."""
        return self.exclude(flags=[])

    def switch(self, is_active: bool, *, reason: str, user: "User | None" = None) -> int:
        """Staff's act: serve these, or serve them no more.

        What was flagged is taken as looked at by who serves it, and what is new as decided about,
        also by who does not. In one transaction: rows, versions,
        history and the generation. Returns how many changed. Must be called in a transaction.
        """
        from context.models import NEW, Generation

        model: Any = self.model
        decided = Q(is_active=is_active) & ~Q(flags=NEW)
        ids = [row.pk for row in self.exclude(decided).select_for_update()]
        if not ids:
            return 0
        rows = model.objects.filter(pk__in=ids)
        rows.update(is_active=is_active, version=F("version") + 1, updated_at=timezone.now())
        (rows if is_active else rows.filter(flags=NEW)).update(flags=[])
        model.history.bulk_history_create(
            list(rows), update=True, default_user=user, default_change_reason=reason[:100]
        )
        Generation.objects.raise_for(Generation.Name.SHIPPED)
        return len(ids)


ItemType = TypeVar("ItemType", bound="LearnedItem")


class LearnedItemQuerySet(models.QuerySet[ItemType]):
    def known_to(self, account_id: UUID) -> Self:
        """What an account may read: what is active for everybody, and what has a standing before it
        by its own lessons.
        """
        from context.models import Lesson, Standing, Status

        everybody = Standing.objects.filter(item=OuterRef("pk"), account=None, status=Status.ACTIVE)
        own = Lesson.objects.filter(item=OuterRef("pk"), account_id=account_id)
        granted = Standing.objects.filter(
            item=OuterRef("pk"), account_id=account_id, status=Status.ACTIVE
        )
        return self.filter(merged_into=None).filter(
            Exists(everybody) | Exists(own) | Exists(granted)
        )

    def survivor_of(self, pk: UUID) -> UUID | None:
        """The id of the item that stands for this one: itself, or what it was merged into."""
        row = self.filter(pk=pk).values_list("merged_into", flat=True).first()
        known = self.filter(pk=pk).exists()
        return (row or pk) if known else None

    def surviving(self, slug: str, among: Any) -> ItemType | None:
        """The item of a slug, or what it was merged into, if it is `among` those."""
        row = self.filter(slug=slug).values_list("pk", "merged_into").first()
        found: ItemType | None = row and among.filter(pk=row[1] or row[0]).first()
        return found

    def served_to_all_of(self, account_id: UUID) -> Self:
        """What is active before the account or everybody, and not withdrawn from the account."""
        from context.models import Standing, Status

        before = Standing.objects.filter(item=OuterRef("pk"))
        active = before.filter(Q(account=None) | Q(account_id=account_id), status=Status.ACTIVE)
        withdrawn = before.filter(
            account_id=account_id,
            status__in=[Status.INACTIVE, Status.QUARANTINED, Status.REJECTED],
        )
        return self.filter(Exists(active)).exclude(Exists(withdrawn))

    def with_status(self, status: str, account_id: UUID) -> Self:
        """What has this status before the account; of what the account has no say in, before
        everybody.
        """
        from context.models import Standing, Status

        before = Standing.objects.filter(item=OuterRef("pk"))
        if status == Status.ACTIVE:
            return self.served_to_all_of(account_id)
        own = before.filter(account_id=account_id, status=status)
        shared = before.filter(account=None, status=Status.ACTIVE)
        found = self.filter(Exists(own))
        return found.exclude(Exists(shared)) if status == Status.PROPOSED else found

    def locked(self, ids: Iterable[UUID]) -> Self:
        """The items, locked in the order of their ids, so that two writers cannot wait for each
        other.
        """
        # The common row, whatever the kind: a kind's own would stop nobody who holds the other.
        is_kind = bool(self.model._meta.parents)
        common = self.model._meta.pk.name if is_kind else "self"
        return self.filter(pk__in=list(ids)).order_by("pk").select_for_update(of=(common,))

    def judge(
        self, status: str, *, account_id: UUID | None, reason: str, user: "User | None" = None
    ) -> int:
        """Staff's act: give the items this status before an account or, with None, everybody.

        What was flagged is taken as looked at by whoever activates it; withdrawn, it keeps its
        flags. Returns how many moved. Must be called in a transaction.
        """
        from context.models import Due, LearnedItem, Standing, Status

        items = list(self)
        known = Standing.objects.before(account_id).filter(item__in=[item.pk for item in items])
        standing = set(known.values_list("item_id", flat=True))
        Standing.objects.bulk_create(
            Standing(item_id=item.pk, account_id=account_id, confidence=item.confidence)
            for item in items
            if item.pk not in standing
        )
        # Whose lessons count depends on how the item stands before them.
        LearnedItem.objects.filter(pk__in=[item.pk for item in items]).update(
            due=Greatest(F("due"), Due.WEIGHING.value)
        )
        known = known.all()
        seen = known if status == Status.ACTIVE else known.filter(flags=FAILING)
        how: dict[str, Any] = {"by": Standing.By.STAFF, "reason": reason, "user": user}
        return seen.move(status, **how, flags=[]) + known.move(status, **how)

    def unfit(self) -> dict[UUID, str]:
        """Why some of these may not be activated, by id: each kind knows."""
        return {}


class StandingQuerySet(models.QuerySet["Standing"]):
    def before(self, account_id: UUID | None) -> Self:
        return self.filter(account_id=account_id)

    def waiting(self) -> Self:
        """What only a person can decide: quarantined, or flagged as failing."""
        from context.models import Status

        return self.filter(Q(status=Status.QUARANTINED) | Q(flags=FAILING))

    def flagged(self) -> Self:
        """Of which a person has to look at what it says, wherever it may stand."""
        from context.models import Status

        return self.exclude(Q(flags=FAILING) | Q(flags=[]) & ~Q(status=Status.QUARANTINED))

    def flag(self, flags: Iterable[str], *, reason: str, user: "User | None" = None) -> None:
        """Note what a person has to look at, beside what was noted before, whatever the status.

        With history. Must be called in a transaction.
        """
        more = {*flags}
        self._note({one: sorted({*one.flags, *more} - {*FAILING}) for one in self}, reason, user)

    def unflag(self, flags: Iterable[str], *, reason: str, user: "User | None" = None) -> None:
        """The inverse: note these no more."""
        less = {*flags}
        left = {one: [flag for flag in one.flags if flag not in less] for one in self}
        self._note(left, reason, user)

    def _note(
        self, flags: Mapping["Standing", list[str]], reason: str, user: "User | None"
    ) -> None:
        found = [standing for standing, noted in flags.items() if noted != standing.flags]
        for standing in found:
            standing.flags = flags[standing]
        self.model.objects.bulk_update(found, ["flags"])
        self.model.history.bulk_history_create(
            found, update=True, default_user=user, default_change_reason=reason[:100]
        )

    def move(
        self,
        status: str,
        *,
        by: str,
        reason: str,
        user: "User | None" = None,
        **changes: Any,
    ) -> int:
        """Give the standings a status: the one way in which any status changes.

        In one transaction: status and reason, the items' versions, history, events, and the
        library's generation. Returns how many moved; those that already have the status do not.
        Must be called in a transaction.
        """
        from context.builds import tally
        from context.models import Generation, LearnedItem

        moving = self.exclude(status=status)
        items = LearnedItem.objects.locked(moving.values_list("item_id", flat=True))
        if not items:
            return 0
        before = dict(moving.values_list("pk", "status"))
        rows = self.model.objects.filter(pk__in=list(before))
        rows.update(
            status=status, reason=reason[:500], moved_by=by, moved_at=timezone.now(), **changes
        )
        LearnedItem.objects.filter(pk__in=[item.pk for item in items]).update(
            version=F("version") + 1
        )
        moved = list(rows.select_related("item"))
        self.model.history.bulk_history_create(
            moved, update=True, default_user=user, default_change_reason=reason[:100]
        )
        for standing in moved:
            tell(standing, before[standing.pk])
        Generation.objects.raise_for(Generation.of(items))
        named = Counter(name for was in before.values() if (name := turn(was, status)))
        # Not in this transaction: moves of two kinds wait for two generations, and all of them
        # would wait for the day.
        transaction.on_commit(partial(tally.add, **named))
        return len(moved)


def turn(before: str, status: str) -> str:
    """Which of `Daily.Name` a move counts as, if any: from more to fewer who are served it is
    withdrawn.
    """
    from context.models import Daily, Status

    if status == Status.ACTIVE:
        return Daily.Name.ACTIVATED
    is_withdrawn = before == Status.ACTIVE or (
        before == Status.PROPOSED and status != Status.PROPOSED
    )
    return Daily.Name.WITHDRAWN if is_withdrawn else ""


def tell(standing: "Standing", before: str) -> None:
    """The event of a standing that moved; `before` is the status that it had."""
    # What everybody is told names the item: never one that was not everybody's.
    if standing.account_id is None and "active" not in (before, standing.status):
        return
    pruned = standing.status == "inactive" and standing.moved_by == standing.By.JOB
    told = EVENTS_OF_KIND.get((standing.item.kind, standing.status), EVENTS[standing.status])
    outbox.emit(
        PRUNED if pruned else told,
        {"ref": standing.item.ref, "by": standing.moved_by, "reason": standing.reason},
        account=standing.account_id,
    )


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def in_force(self) -> Self:
        """Of items that are still as they were when they were approved."""
        return self.filter(version=F("item__version"), is_withdrawn=False)


class LessonQuerySet(models.QuerySet["Lesson"]):
    def of(self, account_id: UUID) -> Self:
        return self.filter(account_id=account_id)

    def newest(self, count: int, texts: Collection[str] = ()) -> Self:
        """Of each item so many, and those that tell one of the texts."""
        place = Window(RowNumber(), partition_by=F("item"), order_by=F("pk").desc())
        return self.annotate(place=place).filter(Q(place__lte=count) | Q(example__in=texts))

    def of_closed_projects(self) -> Self:
        """Of projects that keep what they teach to themselves."""
        default = Q(project__sharing="", account__sharing=Sharing.PROJECT)
        return self.filter(Q(project__sharing=Sharing.PROJECT) | default)
