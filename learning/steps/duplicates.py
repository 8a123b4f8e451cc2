"""The step that makes one of what says the same in other words.

Within an account, and into what everybody is served: before others, one's own words never stand
for theirs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from context.cycle import Batch, Step
from context.merging import MERGEABLE, merge
from context.models import Cycle, LearnedItem, Standing, Status
from context.offers import LANGUAGES, agrees
from context.teaching import is_everybodys
from learning.models import LearnedPattern, Strategy
from learning.similarity import alike_pairs, prepare
from learning.teaching import MOST_CONDITIONS
from learning.wording import folded

AT_ONCE = 10


@dataclass(frozen=True)
class Kind:
    """Which column tells items of a kind apart, which say what they say, and which say when."""

    model: type[Any]
    category: str
    texts: Sequence[str]
    conditions: Sequence[str]


KINDS: Mapping[str, Kind] = {
    LearnedItem.Kind.LEARNED_PATTERN: Kind(
        LearnedPattern, "category", ("problem", "solution"), ("conditions", "anti_conditions")
    ),
    LearnedItem.Kind.STRATEGY: Kind(
        Strategy, "domain", ("description",), ("contexts", "anti_contexts")
    ),
}
# Of one kind and account.
Group = tuple[str, UUID]


class Merging(Step):
    """Near-duplicates merge: the older stays, unless the other is everybody's.

    A batch is of one kind and account.
    """

    key = "merging"
    title = "Merge what says the same"

    def plan(self, cycle: int, cursor: str) -> Any:
        group = next_group(cycle, cursor)
        if group is None:
            return None
        kind, account = group
        return group, duplicates(KINDS[kind], account, fresh_of(cycle, kind, account))

    def batch(self, cycle: int, cursor: str, plan: Any) -> Batch:
        if plan is None:
            return Batch({})
        (kind, account), found = plan
        merged = sum(merge_alike(KINDS[kind], *pair) for pair in found[:AT_ONCE])
        # Merging may bring others together; where nothing could be merged, nothing will.
        return Batch({"merged": merged}, cursor if merged else f"{kind} {account}")


def fresh_of(cycle: int, kind: str, account_id: UUID | None = None) -> QuerySet[Standing]:
    """How the items stand that came, before their account, since the cycle before this one
    began.
    """
    before = Cycle.objects.filter(number__lt=cycle).exclude(finished_at=None).order_by("-number")
    since = before.values_list("started_at", flat=True).first()
    rows = candidates().filter(item__kind=kind, item__is_built_in=False)
    rows = rows.filter(item__created_at__gte=since) if since else rows
    return rows.filter(account=account_id) if account_id else rows


def candidates() -> QuerySet[Standing]:
    """Standings before accounts of what may be merged."""
    rows = Standing.objects.filter(status__in=MERGEABLE, flags=[], item__merged_into=None)
    return rows.exclude(account=None)


def next_group(cycle: int, cursor: str) -> Group | None:
    """After the cursor, `kind account`, in the order of both."""
    at, _, account = cursor.partition(" ")
    for kind in sorted(KINDS):
        if kind < at:
            continue
        rows = fresh_of(cycle, kind)
        if kind == at:
            rows = rows.filter(account__gt=account)
        found = rows.order_by("account").values_list("account", flat=True).first()
        if found is not None:
            return kind, found
    return None


def duplicates(kind: Kind, account_id: UUID, fresh: QuerySet[Standing]) -> list[tuple[UUID, UUID]]:
    """(who stays, who goes) of the fresh ones that say what another one says."""
    new = set(fresh.values_list("item", flat=True))
    found: list[tuple[UUID, UUID]] = []
    for rows in by_category(kind, account_id):
        texts = {
            pk: prepare(*(getattr(row, name) for name in kind.texts)) for pk, row in rows.items()
        }
        for one, other, _ in alike_pairs(texts, new & texts.keys()):
            if same_else(rows[one], rows[other]):
                found.append(in_order(rows[one], rows[other]))
    return found


def by_category(kind: Kind, account_id: UUID) -> Iterator[dict[UUID, Any]]:
    """The account's items and everybody's, of each category, by id."""
    own = candidates().filter(item=OuterRef("pk"), account=account_id)
    everybodys = Standing.objects.before(None).filter(item=OuterRef("pk"), status=Status.ACTIVE)
    rows = kind.model.objects.filter(Exists(own) | Exists(everybodys), merged_into=None)
    rows = rows.annotate(is_everybodys=Exists(everybodys)).order_by("pk")
    for category in sorted(set(rows.order_by().values_list(kind.category, flat=True))):
        yield {row.pk: row for row in rows.filter(**{kind.category: category})}


def same_else(one: Any, other: Any) -> bool:
    """Whether two that read alike are of one language, and show the same code."""
    code, others = (getattr(each, "code_template", "") for each in (one, other))
    language, theirs = (getattr(each, "language", "") for each in (one, other))
    return " ".join(code.split()) == " ".join(others.split()) and agrees(
        language, theirs, LANGUAGES
    )


def in_order(one: Any, other: Any) -> tuple[UUID, UUID]:
    """Everybody's stays, else the older."""
    first, second = sorted((one, other), key=lambda each: (not each.is_everybodys, each.pk))
    return first.pk, second.pk


@transaction.atomic
def merge_alike(kind: Kind, survivor_id: UUID, other_id: UUID) -> bool:
    """Merge them, and let the survivor apply wherever the other did."""
    if not merge(survivor_id, other_id):
        return False
    survivor, other = (kind.model.objects.get(pk=pk) for pk in (survivor_id, other_id))
    if survivor.is_built_in or is_everybodys(survivor):
        return True
    told = {name: both(getattr(survivor, name), getattr(other, name)) for name in kind.conditions}
    kind.model.objects.filter(pk=survivor_id).update(**told, version=F("version") + 1)
    return True


def both(known: Sequence[str], more: Sequence[str]) -> list[str]:
    said = {folded(text): text for text in reversed([*known, *more])}
    return list(reversed(said.values()))[:MOST_CONDITIONS]
