"""What fits: a budget shared among classes of stability, pieces taken whole or not at all.

What a class leaves unused goes to later classes only; what is left at the very end is filled, in
the tail, with the best pieces that found no room. So the stable part depends on nothing that stands
behind it.
"""

import sys
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from context import tokens
from context.base import Found, Item, Section, Stability, Subject

Part = Literal["stable", "tail"]

# Percent of the budget, where a request can have all classes.
SHARES = {
    Stability.GLOBAL: 15,
    Stability.APP_TYPE: 15,
    Stability.ACCOUNT: 30,
    Stability.PROJECT: 15,
    Stability.USER: 5,
    Stability.TAIL: 20,
}
# While others of its class want room, a section gets at most this part of the class's budget.
CAP = 0.6
NEVER_FITS = sys.maxsize


@dataclass(eq=False)
class Source:
    """A section within one context: what it found, its words, and its pieces, best first.

    `quota` is what of `limit` the stable part may use; `brief` the short form of a reserved section
    of one item.
    """

    section: Section
    limit: int
    quota: int
    failed: bool = False
    found: Found = field(default_factory=Found)
    headings: Mapping[Part, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    pieces: list["Piece"] = field(default_factory=list)
    brief: "Piece | None" = None


@dataclass(frozen=True, eq=False)
class Piece:
    """What is taken or left as a whole: an item, or a section's line of the summary."""

    source: Source
    part: Part
    items: tuple[Item, ...]
    text: str

    @property
    def words(self) -> tuple[tuple[Any, str], ...]:
        """What stands above it once: the heading of its part, and the words of its group."""
        group = self.items[0].group
        return (
            ((self.source, self.part), self.source.headings.get(self.part, "")),
            ((self.source, self.part, group), self.source.groups.get(group, "")),
        )

    @cached_property
    def cost(self) -> int:
        return cost(self.text)

    @property
    def worth(self) -> float:
        """Value a token: by this, sections of one class compete."""
        return self.source.section.priority * self.items[0].value / max(1, self.cost)


def cost(text: str) -> int:
    """Tokens of a block, however it is set apart from the next one; 0 for none."""
    try:
        return max(tokens.count(f"{text}\n"), tokens.count(f"{text}\n\n")) if text else 0
    except tokens.TooLong:
        return NEVER_FITS


class Draft:
    """The pieces chosen so far, and the room that is left."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.chosen: list[Piece] = []
        self.taken: Counter[Source] = Counter()
        self.said: dict[str, set[tuple[Source, Part]]] = {}
        self.told: dict[tuple[Source, Any], str] = {}
        self.opened: set[Any] = set()

    def price(self, piece: Piece) -> int:
        """Tokens that taking it would cost, with the words above it that are not there yet."""
        return piece.cost + sum(cost(text) for key, text in piece.words if key not in self.opened)

    def refuses(self, piece: Piece) -> Literal["limit", "duplicate"] | None:
        """Why it may not be taken, whatever the room.

        An item may stand once in each part of one section.
        """
        source = piece.source
        limit = source.quota if piece.part == "stable" else source.limit
        if self.taken[source] + len(piece.items) > limit:
            return "limit"
        here = (source, piece.part)
        for item in piece.items:
            if any(at == here or at[0] is not source for at in self.said.get(item.ref, ())):
                return "duplicate"
            if self.tells(source, item):
                return "duplicate"
        return None

    def tells(self, source: Source, item: Item) -> bool:
        """Whether another item of the section was taken that says the same."""
        return bool(item.says) and self.told.get((source, item.says), item.ref) != item.ref

    def take(self, piece: Piece) -> int:
        """Its price."""
        price = self.price(piece)
        self.room -= price
        self.chosen.append(piece)
        self.taken[piece.source] += len(piece.items)
        self.opened.update(key for key, _ in piece.words)
        for item in piece.items:
            self.said.setdefault(item.ref, set()).add((piece.source, piece.part))
            if item.says:
                self.told[piece.source, item.says] = item.ref
        return price


def choose(draft: Draft, sources: Iterable[Source], subject: Subject) -> None:
    """Take what fits: the reserved, then class by class, then whatever there is room for."""
    sources = list(sources)
    left = shares(draft.room, subject)
    spent = reserve(draft, [source for source in sources if source.section.reserved])
    left = shrunk(left, spent)
    carried = 0
    for stability in list(Stability)[:-1]:
        carried = fill(draft, stable_pieces(sources, stability), left[stability] + carried)
    fill(draft, [p for source in sources for p in source.pieces if p.part == "tail"], draft.room)
    fill(draft, homeless(draft, sources), draft.room)


def stable_pieces(sources: Iterable[Source], stability: Stability) -> list[Piece]:
    return [
        piece
        for source in sources
        if source.section.stability == stability and not source.section.reserved
        for piece in source.pieces
        if piece.part == "stable"
    ]


def homeless(draft: Draft, sources: Iterable[Source]) -> list[Piece]:
    """What found no room before the tail, now offered a place in it."""
    return [
        replace(piece, part="tail")
        for source in sources
        if not source.section.reserved
        for piece in source.pieces
        if piece.part == "stable" and not all(item.ref in draft.said for item in piece.items)
    ]


def has_tail(subject: Subject) -> bool:
    return bool(subject.project or subject.task or subject.files or subject.errors)


def shares(room: int, subject: Subject) -> dict[Stability, int]:
    """Tokens of each class, by the shape of the request alone.

    A class that the request cannot have leaves its share to the earlier ones, in proportion.
    """
    can_have = {
        Stability.GLOBAL: True,
        Stability.APP_TYPE: bool(subject.project or subject.app_type or subject.providers),
        Stability.ACCOUNT: True,
        Stability.PROJECT: subject.project is not None,
        # Thresholds are in effect for everybody, named or not.
        Stability.USER: True,
        Stability.TAIL: has_tail(subject),
    }
    percent = {stability: float(share) for stability, share in SHARES.items()}
    for stability in Stability:
        if not can_have[stability]:
            earlier = [one for one in Stability if one < stability and can_have[one]]
            lost, whole = percent[stability], sum(percent[one] for one in earlier)
            percent[stability] = 0.0
            percent.update({one: percent[one] * (1 + lost / whole) for one in earlier})
    return {stability: int(room * percent[stability] / 100) for stability in Stability}


def reserve(draft: Draft, sources: Iterable[Source]) -> Counter[Stability]:
    """Take reserved pieces, the weightiest first, until one does not fit; what each class spent.

    So whole rules go, lowest priority first; then an intent too long for all the room takes its
    short form.
    """
    spent: Counter[Stability] = Counter()
    for source in sorted(sources, key=lambda one: (-one.section.priority, one.section.number)):
        for piece in source.pieces:
            if draft.refuses(piece):
                continue
            fitting = piece if draft.price(piece) <= draft.room else source.brief
            if fitting is None or draft.price(fitting) > draft.room:
                return spent
            spent[source.section.stability] += draft.take(fitting)
    return spent


def shrunk(left: Mapping[Stability, int], spent: Mapping[Stability, int]) -> dict[Stability, int]:
    """What remains of each share.

    What the reserved spent beyond their own, all others lose in proportion.
    """
    remaining = {one: max(0, share - spent.get(one, 0)) for one, share in left.items()}
    excess = sum(max(0, spent.get(one, 0) - share) for one, share in left.items())
    whole = sum(remaining.values())
    kept = max(0.0, 1 - excess / whole) if whole else 0.0
    return {one: int(share * kept) for one, share in remaining.items()}


def fill(draft: Draft, pieces: Iterable[Piece], budget: int) -> int:
    """Take pieces of one class up to `budget` tokens; what of it is left.

    First the best of each section, so that none is starved; then by value a token, no section
    beyond CAP; then without the cap. Within a section the order is the section's own.
    """
    queues: dict[Source, list[Piece]] = {}
    for piece in pieces:
        queues.setdefault(piece.source, []).append(piece)
    race = Race(draft, min(budget, draft.room))
    for source in sorted(queues, key=lambda one: (-one.section.priority, one.section.number)):
        race.run({source: queues[source]}, budget, most=1)
    race.run(queues, int(budget * CAP))
    race.run(queues, budget)
    return race.left


class Race:
    """Sections of one class competing for its budget."""

    def __init__(self, draft: Draft, budget: int) -> None:
        self.draft = draft
        self.left = budget
        self.spent: Counter[Source] = Counter()

    def run(
        self, queues: Mapping[Source, list[Piece]], ceiling: int, most: int | None = None
    ) -> None:
        """Take the worthiest of the first pieces, again and again.

        At most `most` of them; each section up to `ceiling` tokens.
        """
        waiting = {source: deque(pieces) for source, pieces in queues.items()}
        while most is None or most > 0:
            firsts = [first for queue in waiting.values() if (first := self.first(queue, ceiling))]
            if not firsts:
                return
            best = max(firsts, key=lambda piece: (piece.worth, -piece.source.section.number))
            price = self.draft.take(best)
            self.left -= price
            self.spent[best.source] += price
            most = None if most is None else most - 1

    def first(self, queue: deque[Piece], ceiling: int) -> Piece | None:
        """The first that there is room for, unless its section would exceed the ceiling by it."""
        while queue:
            price = self.draft.price(queue[0])
            if price <= self.left and not self.draft.refuses(queue[0]):
                within = self.spent[queue[0].source] + price <= ceiling
                return queue[0] if within else None
            queue.popleft()
        return None
