"""What waits for a person, one item at a time, in an order that nobody's judgement shifts.

First what is served and does harm, then what is flagged, what came with the release and fails, and
what has evidence; in each the oldest item first. A place is an item of a group, so that the next is
found though this one and others were judged meanwhile. Nothing is counted beyond MOST.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from context.curation.places import Place, chosen
from context.models import LearnedItem, Standing, Status
from context.pruning import FAILING
from context.waiting import failing, harming, proposed, quarantined

MOST = 200
# Standings that are read to count items: one may wait before many accounts.
READ = 1_000

GROUPS: Mapping[str, tuple[str, Callable[[], QuerySet[Standing]]]] = {
    "harm": ("Doing harm", lambda: harming().exclude(flags=[FAILING])),
    "flagged": ("Flagged", quarantined),
    "failing": ("Built-in and failing", failing),
    "proposed": ("Proposed, with evidence", proposed),
}


@dataclass
class Counted:
    """How much waits, as far as it is counted, and what it can be narrowed down to."""

    ids: list[UUID] = field(default_factory=list)
    is_capped: bool = False
    accounts: dict[str, str] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        return f"{len(self.ids)}+" if self.is_capped else str(len(self.ids))


class Queue:
    """The queue as somebody narrowed it down by the filters of `query`."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self.filters = chosen(query)
        wanted = self.filters.get("what")
        self.groups = [name for name in GROUPS if wanted in (None, name)]

    def rows(self, group: str) -> QuerySet[Standing]:
        rows = GROUPS[group][1]()
        if group != "flagged":
            held = Standing.objects.filter(item=OuterRef("item"), status=Status.QUARANTINED)
            rows = rows.exclude(Exists(held))
        if kind := self.filters.get("kind"):
            rows = rows.filter(item__kind=kind)
        if account := self.filters.get("of"):
            known = id_of(account)
            rows = rows.filter(account=known) if known else rows.none()
        if flag := self.filters.get("flag"):
            said = rows.annotate(said=Cast("flags", TextField()))
            rows = said.filter(said__contains=flag)
        return rows

    def waiting(self, place: Place) -> list[Any]:
        """The standings for which the item of a place is in its group: their ids, as many as are
        shown.
        """
        rows = GROUPS[place.group][1]().filter(item=place.item_id)
        return list(rows.values_list("pk", flat=True)[:MOST])

    def after(self, place: Place | None) -> Place | None:
        """The first one, or the first after a place."""
        groups = iter(self.groups)
        if place is not None and place.group in self.groups:
            rows = self.rows(place.group).filter(item__gt=place.item_id).order_by("item", "id")
            if (found := first(rows)) is not None:
                return Place(place.group, found)
            groups = iter(self.groups[self.groups.index(place.group) + 1 :])
        for group in groups:
            if (found := first(self.rows(group).order_by("item", "id"))) is not None:
                return Place(group, found)
        return None

    def before(self, place: Place) -> Place | None:
        """The last one before a place."""
        groups = list(reversed(self.groups))
        if place.group in groups:
            rows = self.rows(place.group).filter(item__lt=place.item_id).order_by("-item", "-id")
            if (found := first(rows)) is not None:
                return Place(place.group, found)
            groups = groups[groups.index(place.group) + 1 :]
        for group in groups:
            if (found := first(self.rows(group).order_by("-item", "-id"))) is not None:
                return Place(group, found)
        return None

    @cached_property
    def counted(self) -> Counted:
        found = Counted()
        ids: dict[UUID, None] = {}
        for group in self.groups:
            rows = list(self.read(group))
            found.is_capped |= len(rows) == READ
            for item_id, account_id, account, flags in rows:
                ids[item_id] = None
                if account_id:
                    found.accounts[str(account_id)] = account
                found.rules.update(flag.partition(": ")[2] or flag for flag in flags)
        found.is_capped |= len(ids) > MOST
        found.ids = list(ids)[:MOST]
        return found

    def read(self, group: str) -> Iterator[tuple[UUID, UUID | None, str, list[str]]]:
        columns = ("item_id", "account_id", "account__name", "flags")
        yield from self.rows(group).order_by("item", "id").values_list(*columns)[:READ]

    @property
    def choices(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """Each filter: its name, what it is called, and (value, title) of what it may be."""
        rules = sorted(self.counted.rules | {self.filters.get("flag", "")} - {""})
        accounts = sorted(self.counted.accounts.items(), key=lambda one: one[1])
        return [
            ("what", "What", [(name, title) for name, (title, _) in GROUPS.items()]),
            ("kind", "Kind", [(kind.value, str(kind.label).lower()) for kind in LearnedItem.Kind]),
            ("of", "Account", accounts),
            ("flag", "Flag", [(each, each) for each in rules]),
        ]


def first(rows: QuerySet[Standing]) -> UUID | None:
    return rows.values_list("item_id", flat=True).first()


def id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
