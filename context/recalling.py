"""Items that were found bad after they were served: who was given them, and telling them so."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.utils import timezone

from context.models import BuildItem, BuildServed, LearnedItem, Recall, Standing, Status
from intake import outbox

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

PAGE = 50


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


def announce(
    items: Iterable[LearnedItem],
    shared: set[UUID],
    reason: str,
    user: "User | AnonymousUser | None",
) -> list[Recall]:
    """Tell whoever was served these items that they are bad, and remember it.

    In the transaction that withdraws them, which has locked them. Of `shared`, which everybody was
    served until now, everybody is told; else the accounts that taught them or whose contexts
    carried them. The reason is told too.
    """
    by_id = user.pk if user else None
    found = []
    for item in items:
        known = {"item_id": item.pk, "version": item.version}
        found.append(Recall.objects.create(**known, reason=reason, by_id=by_id))
        tell("item.recalled", item, item.version, item.pk in shared, reason)
    return found


def withdraw(pks: Collection[int], reason: str, *, is_back: bool) -> None:
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
        tell("item.recall_withdrawn", newest.item, newest.version, is_shared, reason)


def withdraw_all(items: Iterable[UUID], reason: str) -> None:
    """The same of every recall that holds of these items: people serve them to everybody again."""
    holding: dict[UUID, list[int]] = defaultdict(list)
    known = Recall.objects.filter(item__in=active_before_everybody(items), withdrawn_at=None)
    for pk, item_id in known.values_list("pk", "item_id"):
        holding[item_id].append(pk)
    for pks in holding.values():
        withdraw(pks, reason, is_back=True)


def tell(type: str, item: LearnedItem, version: int, is_shared: bool, reason: str) -> None:
    payload = {"ref": item.ref, "version": version, "reason": reason}
    told: list[UUID | None] = [None] if is_shared else list(served_accounts(item))
    for account in told:
        outbox.emit(type, payload, account=account)


def served_accounts(item: LearnedItem) -> set[UUID]:
    """The accounts whose contexts carried it, as far as they are kept, or that have a say in it."""
    rows = rows_of(item).order_by()
    given = set(rows.values_list("build__account", flat=True).distinct())
    known = Standing.objects.filter(item=item).exclude(account=None)
    return given | set(known.values_list("account", flat=True))


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
