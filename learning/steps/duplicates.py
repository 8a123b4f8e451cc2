"""The step that makes one of what an account says twice in other words.

Before others, one's own words never stand for theirs; nor within an account those of a project
that keeps what it teaches.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from context.cycle import Batch, Step
from context.merging import MERGEABLE, merge
from context.models import Cycle, LearnedItem, Lesson, Standing
from context.offers import LANGUAGES, agrees
from learning.models import LearnedPattern, Strategy
from learning.similarity import alike_pairs, prepare


@dataclass(frozen=True)
class Kind:
    """Which column tells items of a kind apart, and which say what they say."""

    model: type[Any]
    category: str
    texts: Sequence[str]


KINDS: Mapping[str, Kind] = {
    LearnedItem.Kind.LEARNED_PATTERN: Kind(LearnedPattern, "category", ("problem", "solution")),
    LearnedItem.Kind.STRATEGY: Kind(Strategy, "domain", ("description",)),
}
# Of one kind and account.
Group = tuple[str, UUID]


class Merging(Step):
    """Near-duplicates of one account merge, one pair a batch; the older stays.

    The cursor is `more kind account`; more is 1 where pairs are left, which are looked for again if
    it is another process that goes on.
    """

    key = "merging"
    title = "Merge what says the same"

    def __init__(self) -> None:
        # What is left of a plan, by its cursor: looking for pairs costs more than merging them.
        self._left: dict[str, list[tuple[UUID, UUID]]] = {}

    def plan(self, cycle: int, cursor: str) -> Any:
        more, _, last = cursor.partition(" ")
        group = group_of(last) if more == "1" else next_group(cycle, last)
        if group is None:
            return None
        kind, account = group
        fresh = fresh_of(cycle, kind, account)
        return group, self._left.get(cursor) or duplicates(KINDS[kind], account, fresh)

    def batch(self, cycle: int, cursor: str, plan: Any) -> Batch:
        if plan is None:
            return Batch({})
        (kind, account), found = plan
        merged = sum(merge(*pair) for pair in found[:1])
        here = f"{int(len(found) > 1)} {kind} {account}"
        self._left = {here: found[1:]}
        return Batch({"merged": merged}, here)


def group_of(text: str) -> Group:
    kind, _, account = text.partition(" ")
    return kind, UUID(account)


def fresh_of(cycle: int, kind: str, account_id: UUID | None = None) -> QuerySet[Standing]:
    """How the items stand that came, before their account, since the cycle before this one
    began.
    """
    before = Cycle.objects.filter(number__lt=cycle).exclude(finished_at=None).order_by("-number")
    since = before.values_list("started_at", flat=True).first()
    rows = candidates().filter(item__kind=kind)
    rows = rows.filter(item__created_at__gte=since) if since else rows
    return rows.filter(account=account_id) if account_id else rows


def candidates() -> QuerySet[Standing]:
    """Standings before accounts of what may be merged."""
    closed = Lesson.objects.of_closed_projects().filter(item=OuterRef("item"))
    rows = Standing.objects.filter(status__in=MERGEABLE, flags=[], item__merged_into=None)
    return rows.exclude(account=None).exclude(Exists(closed)).filter(item__is_built_in=False)


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
                found.append((min(one, other), max(one, other)))
    return found


def by_category(kind: Kind, account_id: UUID) -> Iterator[dict[UUID, Any]]:
    """What the account alone taught, of each category, by id, the oldest first."""
    own = candidates().filter(item=OuterRef("pk"), account=account_id)
    others = Lesson.objects.filter(item=OuterRef("pk")).exclude(account=account_id)
    rows = kind.model.objects.filter(Exists(own), ~Exists(others)).order_by("pk")
    for category in sorted(set(rows.order_by().values_list(kind.category, flat=True))):
        yield {row.pk: row for row in rows.filter(**{kind.category: category})}


def same_else(one: Any, other: Any) -> bool:
    """Whether two that read alike are of one language, and show the same code."""
    code, others = (getattr(each, "code_template", "") for each in (one, other))
    language, theirs = (getattr(each, "language", "") for each in (one, other))
    return " ".join(code.split()) == " ".join(others.split()) and agrees(
        language, theirs, LANGUAGES
    )
