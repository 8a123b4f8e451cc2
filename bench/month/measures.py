"""What the service did, read from its tables, beside what is true."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bench.month.world import Known, World
from context.models import Cycle, LearnedItem, Standing, Status
from projects.models import Account

KINDS = tuple(kind.value for kind in LearnedItem.Kind)
HARMFUL, USEFUL = 0.5, 0.6
USES = 5
EVERYBODY = "everybody"
MOVES = (
    "to account",
    "to everybody",
    "withdrawn",
    "proposed again",
    "taken back",
    "quarantined",
)
# Items by kind, and those of them that everybody is served.
Active = tuple[Mapping[str, int], Mapping[str, int]]


@dataclass(frozen=True)
class Move:
    """One standing that got another status."""

    day: int
    known: Known
    audience: str
    before: str
    after: str
    reason: str
    evidence: tuple[int, int]
    is_misled: bool

    @property
    def name(self) -> str:
        if self.after == Status.ACTIVE:
            return "to everybody" if self.audience == EVERYBODY else "to account"
        if self.after == Status.PROPOSED:
            return "taken back" if self.before == Status.ACTIVE else "proposed again"
        return "withdrawn" if self.after == Status.INACTIVE else self.after

    @property
    def is_right(self) -> bool | None:
        """Whether the truth speaks for it; None where it says nothing, or the account lied."""
        chance = self.known.chance
        if self.name == "quarantined" or chance is None or self.is_misled:
            return None
        if self.name in ("to account", "to everybody", "proposed again"):
            return chance >= HARMFUL
        return chance < USEFUL if self.name == "withdrawn" else None


@dataclass(frozen=True)
class Item:
    """A learned item as it stands in the end."""

    known: Known
    uses: int
    statuses: Mapping[str, str]
    evidence: Mapping[str, str]

    @property
    def is_active(self) -> bool:
        return Status.ACTIVE in self.statuses.values()

    @property
    def is_withdrawn(self) -> bool:
        return not self.is_active and Status.INACTIVE in self.statuses.values()


class Measures:
    def __init__(self, world: World) -> None:
        self.world = world
        self.moves: list[Move] = []
        self.taught: dict[str, int] = {}
        self.items: Sequence[Item] = ()
        # By item, the nights on which everybody was served it, and no fewer accounts were against
        # it than for it.
        self.contested: Counter[str] = Counter()
        self.merged: list[tuple[Known, Known]] = []
        self.cycles: list[Cycle] = []
        self._accounts: dict[UUID, str] = {}
        self._status: dict[UUID, str] = {}
        self._read = 0

    def read_moves(self, day: int) -> None:
        """The moves that came since the last reading."""
        rows = Standing.history.filter(history_id__gt=self._read).order_by("history_id")
        for row in rows.select_related("item"):
            self._read = row.history_id
            if row.history_type == "-":
                continue
            self.note(day, row)

    def note(self, day: int, row: Any) -> None:
        before = self._status.get(row.id, "" if row.history_type == "+" else Status.PROPOSED)
        self._status[row.id] = row.status
        if row.item.is_built_in and row.history_type == "+":
            return
        self.taught.setdefault(row.item.ref, day)
        if row.status == before or (row.history_type == "+" and row.status == Status.PROPOSED):
            return
        evidence = row.evidence_for, row.evidence_against
        known, audience = self.world.know(row.item.ref), self.audience(row.account_id)
        is_misled = audience == self.world.roles["contrary"]
        statuses = str(before), str(row.status)
        self.moves.append(Move(day, known, audience, *statuses, row.reason, evidence, is_misled))

    def audience(self, account_id: UUID | None) -> str:
        if account_id is None:
            return EVERYBODY
        if account_id not in self._accounts:
            self._accounts[account_id] = Account.objects.get(pk=account_id).name
        return self._accounts[account_id]

    def look(self) -> Active:
        """How it stands tonight."""
        rows = Standing.objects.filter(
            status=Status.ACTIVE, item__merged_into=None, item__is_built_in=False
        ).select_related("item")
        anywhere = {(row.item.kind, row.item_id) for row in rows}
        everywhere = {(row.item.kind, row.item_id) for row in rows if row.account_id is None}
        for row in rows:
            if row.account_id is None and row.evidence_against >= max(1, row.evidence_for):
                self.contested[row.item.ref] += 1
        return (
            Counter(kind for kind, _ in sorted(anywhere)),
            Counter(kind for kind, _ in sorted(everywhere)),
        )

    def finish(self) -> None:
        learned = LearnedItem.objects.filter(is_built_in=False).order_by("created_at", "pk")
        self.items = [self.item(row) for row in learned.filter(merged_into=None)]
        gone = learned.exclude(merged_into=None).select_related("merged_into")
        self.merged = [
            (self.world.know(row.ref), self.world.know(row.merged_into.ref))
            for row in gone
            if row.merged_into
        ]
        self.cycles = list(Cycle.objects.order_by("number"))

    def item(self, row: LearnedItem) -> Item:
        standings = row.standings.order_by("pk")
        statuses = {self.audience(each.account_id): str(each.status) for each in standings}
        evidence = {
            self.audience(each.account_id): f"{each.evidence_for}:{each.evidence_against}"
            for each in standings
        }
        uses = row.success_count + row.failure_count
        return Item(self.world.know(row.ref), uses, statuses, evidence)

    # What the report asks for.

    def count(self, name: str, kind: str) -> int:
        return sum(move.name == name and move.known.kind == kind for move in self.moves)

    def reasons(self, kind: str) -> list[tuple[str, int]]:
        said = (re.sub(r"\d+", "n", move.reason) for move in self.moves if move.known.kind == kind)
        return sorted(Counter(said).items(), key=lambda one: (-one[1], one[0]))

    def active_for_everybody(self) -> list[Item]:
        return [item for item in self.items if item.statuses.get(EVERYBODY) == Status.ACTIVE]

    def active_for_accounts(self) -> list[tuple[Item, str]]:
        return [
            (item, audience)
            for item in self.items
            for audience, status in item.statuses.items()
            if status == Status.ACTIVE and audience != EVERYBODY
        ]

    def harmful(self) -> list[Item]:
        chances = [(item, item.known.chance) for item in self.items]
        return [item for item, chance in chances if chance is not None and chance < HARMFUL]

    def twins(self) -> list[Item]:
        """Proven fixes that are active, and as an error pattern were withdrawn from somebody."""
        patterns = [item for item in self.items if item.known.kind == "error_pattern"]
        gone = {item.known.way for item in patterns if Status.INACTIVE in item.statuses.values()}
        fixes = [item for item in self.items if item.known.kind == "proven_fix"]
        return [item for item in fixes if item.is_active and item.known.way in gone]

    def days_until(self, name: str) -> list[int]:
        """Of each item that got so far, the days since it was first taught."""
        first: dict[str, int] = {}
        for move in self.moves:
            if move.name == name:
                first.setdefault(move.known.ref, move.day)
        return [day - self.taught[ref] for ref, day in first.items()]

    def weeks(self) -> Iterator[tuple[int, list[Cycle]]]:
        found: dict[int, list[Cycle]] = defaultdict(list)
        for cycle in self.cycles:
            days = (cycle.started_at - self.cycles[0].started_at).days
            found[days // 7].append(cycle)
        yield from sorted(found.items())
