"""Items that were found bad after they were served: who was given them, and telling them so."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.utils import timezone

from context.models import (
    BuildItem,
    BuildServed,
    ContextBuild,
    LearnedItem,
    Recall,
    Standing,
    Status,
)
from intake import outbox

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

PAGE = 50
BUILDS = 500  # of a query
# Of what contexts carried, rows that were perhaps written and not yet committed when others behind
# them were read: those of hundreds of contexts.
UNSEEN = 10_000


def rows_of(item: LearnedItem) -> QuerySet[BuildItem]:
    """What contexts carried of the item, and of those that were merged into it."""
    merged = list(LearnedItem.objects.filter(merged_into=item.pk).values_list("pk", flat=True))
    # Of one item the index has the order too; of several the database sorts what it finds.
    if not merged:
        return BuildItem.objects.filter(item=item.pk)
    return BuildItem.objects.filter(item__in=[item.pk, *merged])


def carried(item: LearnedItem, before: int | None = None, most: int = PAGE) -> list[Any]:
    """Served contexts that carried the item, the newest first, by the key of their rows.

    A page is read from one index, however many there are. `last_at` is when it was last served.
    """
    last = (
        BuildServed.objects.filter(build=OuterRef("build"))
        .order_by()
        .values("build")
        .annotate(last=Max("minute"))
        .values("last")
    )
    rows = rows_of(item).annotate(last_at=Subquery(last))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(
        rows.select_related("build__account", "build__project").order_by("-pk")[: max(most, 1)]
    )


def all_carried(item: LearnedItem, batch: int = 500) -> Iterator[Any]:
    """The same, all of them, a batch a query."""
    before = None
    while rows := carried(item, before, batch):
        yield from rows
        before = rows[-1].pk


class Given(NamedTuple):
    """Accounts whose contexts carried an item, up to a row of theirs."""

    accounts: set[UUID]
    upto: int


def given_before(ids: Iterable[UUID]) -> dict[UUID, Given]:
    """Of each of these items but those that are everybody's: read before the transaction that tells
    of it, as one that many contexts carried takes its time, in which nobody else could write.
    """
    wanted = list(ids)
    shared = active_before_everybody(wanted)
    upto = BuildItem.objects.aggregate(last=Max("pk"))["last"] or 0
    items = LearnedItem.objects.filter(pk__in=wanted).exclude(pk__in=shared)
    return {item.pk: Given(carriers(rows_of(item)), upto) for item in items}


def carriers(rows: QuerySet[BuildItem]) -> set[UUID]:
    return set(rows.order_by().values_list("build__account", flat=True).distinct())


def announce(
    items: Iterable[LearnedItem],
    shared: set[UUID],
    reason: str,
    user: "User | AnonymousUser | None",
    known: Mapping[UUID, Given],
) -> list[Recall]:
    """Tell whoever was served these items that they are bad, and remember it.

    In the transaction that withdraws them, which has locked them. Of `shared`, which everybody was
    served until now, everybody is told; else the accounts that taught them or whose contexts
    carried them, of which `known` are read already. The reason is told too.
    """
    by_id = user.pk if user else None
    found = []
    for item in items:
        row = {"item_id": item.pk, "version": item.version}
        found.append(Recall.objects.create(**row, reason=reason, by_id=by_id))
        told = [None] if item.pk in shared else served_accounts(item, known.get(item.pk))
        tell("item.recalled", item, item.version, told, reason)
    return found


def withdraw(
    pks: Collection[int], reason: str, known: Mapping[UUID, Given], *, is_back: bool
) -> None:
    """Take recalls of one item back and, where it `is_back` and no other recall of it holds, tell
    the same that it no longer is recalled. In the transaction that puts it back, after that.
    """
    open_ones = Recall.objects.filter(withdrawn_at=None)
    newest = open_ones.filter(pk__in=pks).select_related("item").first()
    if newest is None:
        return
    open_ones.filter(pk__in=pks).update(withdrawn_at=timezone.now(), withdrawn_why=reason)
    if is_back and not open_ones.filter(item=newest.item_id).exists():
        is_shared = bool(active_before_everybody([newest.item_id]))
        told = [None] if is_shared else served_accounts(newest.item, known.get(newest.item_id))
        tell("item.recall_withdrawn", newest.item, newest.version, told, reason)


def withdraw_all(items: Iterable[UUID], reason: str) -> None:
    """The same of every recall that holds of these items: people serve them to everybody again."""
    holding: dict[UUID, list[int]] = defaultdict(list)
    known = Recall.objects.filter(item__in=active_before_everybody(items), withdrawn_at=None)
    for pk, item_id in known.values_list("pk", "item_id"):
        holding[item_id].append(pk)
    for pks in holding.values():
        withdraw(pks, reason, {}, is_back=True)


def tell(
    type: str, item: LearnedItem, version: int, accounts: Iterable[UUID | None], reason: str
) -> None:
    outbox.emit_to(type, {"ref": item.ref, "version": version, "reason": reason}, accounts)


def served_accounts(item: LearnedItem, known: Given | None) -> list[UUID | None]:
    """The accounts whose contexts carried it, as far as they are kept, or that have a say in it; of
    the contexts those are read that are not `known`.
    """
    rest = lately(item, known.upto - UNSEEN) if known else carriers(rows_of(item))
    given = rest | known.accounts if known else rest
    having = Standing.objects.filter(item=item).exclude(account=None)
    return list(given | set(having.values_list("account", flat=True)))


def lately(item: LearnedItem, after: int) -> set[UUID]:
    """Whose contexts carried it, of the rows behind one. In a join SQLite reads all contexts."""
    builds = list(rows_of(item).filter(pk__gt=after).order_by().values_list("build", flat=True))
    found: set[UUID] = set()
    for start in range(0, len(builds), BUILDS):
        some = ContextBuild.objects.filter(pk__in=builds[start : start + BUILDS]).order_by()
        found.update(some.values_list("account", flat=True).distinct())
    return found


def active_before_everybody(ids: Iterable[UUID]) -> set[UUID]:
    standings = Standing.objects.before(None).filter(item__in=list(ids), status=Status.ACTIVE)
    return set(standings.values_list("item_id", flat=True))


def newest_of(item: LearnedItem) -> Recall | None:
    """The newest that holds; where none does, the newest."""
    recalls = Recall.objects.filter(item=item.pk).select_related("by")
    return recalls.order_by(IsNull(F("withdrawn_at"), True).desc(), "-pk").first()


def recalled(items: Iterable[LearnedItem]) -> bool:
    """Whether a recall of any of them holds."""
    ids = [item.pk for item in items]
    return Recall.objects.filter(item__in=ids, withdrawn_at=None).exists()


def with_recall(items: QuerySet[BuildItem]) -> QuerySet[Any]:
    """Of what a context carried, when and why it was recalled in that version; null: it was not."""
    heir = Q(item=OuterRef("item")) | Q(item=OuterRef("item__merged_into"))
    holding = Recall.objects.filter(heir, version__gte=OuterRef("version"), withdrawn_at=None)
    recalls = holding.order_by("-pk")
    return items.annotate(
        recalled_at=Subquery(recalls.values("at")[:1]),
        recalled_why=Subquery(recalls.values("reason")[:1]),
    )
