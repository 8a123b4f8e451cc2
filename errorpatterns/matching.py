"""Which of many stored patterns an error text matches, best first.

One literal of each pattern, or of each of its alternatives, is sought by Aho-Corasick; RE2 verifies
the candidates and captures.
"""

import gc
import heapq
import re
import threading
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar

from ahocorasick_rs import BytesAhoCorasick

from errorpatterns.regexes import choices, compiled, fold, literals, literals_of, longest

MAX_TEXT = 64 * 1024  # bytes
MAX_CANDIDATES = 256
MAX_WITHOUT_LITERAL = 16
MAX_DELTA = 1_000

# Enough to be selective. Nested literals each report their own end, so the length is what bounds
# the work on a text made of one repeated character; scanning in pieces bounds the memory.
_SOUGHT = 24  # characters, of up to four bytes each
# A shorter piece of a text is in too many others.
_LONG = re.compile(rf"[^\0]{{6,{_SOUGHT}}}")
_ANY = re.compile(rf"[^\0]{{1,{_SOUGHT}}}")
_MOST_PIECES = 4
_PIECE = 8 * 1024

Id = TypeVar("Id", bound=Hashable)


class Hit(NamedTuple, Generic[Id]):
    id: Id
    groups: tuple[str, ...]  # in the order of the pattern; empty where a group took no part
    span: tuple[int, int]  # characters of the text


class Tried(NamedTuple, Generic[Id]):
    """A candidate: the literal by which it was found, empty where it is always tried, and what it
    captured; None where the regex as a whole does not match.
    """

    id: Id
    literal: str
    hit: Hit[Id] | None


class Hits(list[Hit[Id]]):
    """Best first. The flags tell when a cap may have hidden some."""

    text_cut: bool = False
    candidates_cut: bool = False


class _Entry(NamedTuple, Generic[Id]):
    id: Id
    regex: str
    # Any of these stands in what it matches; of its texts the rarest in its base, in a delta the
    # longest; of alternatives one each. Without any it is always tried.
    sought: tuple[bytes, ...]
    size: int

    @property
    def rank(self) -> tuple[int, str]:
        """Most literal text first, then the id, so that equal inputs give equal answers."""
        return -self.size, str(self.id)


class _Base(Generic[Id]):
    """An automaton that is never changed once it is built."""

    def __init__(self, patterns: Mapping[Id, str]) -> None:
        by_literal: dict[bytes, list[_Entry[Id]]] = {}
        with _no_collecting():
            self.entries = {entry.id: entry for entry in _entries(patterns)}
            self.without = [entry for entry in self.entries.values() if not entry.sought]
            for entry in self.entries.values():
                for literal in entry.sought:
                    by_literal.setdefault(literal, []).append(entry)
        self._buckets = list(by_literal.values())
        self._automaton: Any = BytesAhoCorasick(list(by_literal)) if by_literal else None

    def candidates(self, text: bytes) -> Iterator[_Entry[Id]]:
        """Each once, also where several of its literals are found."""
        found = chain.from_iterable(self._buckets[number] for number in self._found(text))
        yield from {entry.id: entry for entry in chain(self.without, found)}.values()

    def _found(self, text: bytes) -> set[int]:
        found: set[int] = set()
        if self._automaton is None:
            return found
        for start in range(0, len(text), _PIECE):
            piece = text[start : start + _PIECE + 4 * _SOUGHT]
            matches = self._automaton.find_matches_as_indexes(piece, overlapping=True)
            found.update(number for number, _, _ in matches)
        return found


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Of what is made in between nothing becomes garbage: looking for it is a fifth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _State(NamedTuple, Generic[Id]):
    base: _Base[Id]
    delta: Mapping[Id, _Entry[Id]]
    dead: frozenset[Id]  # ids of the base that were removed or replaced

    def candidates(self, text: bytes) -> Iterator[_Entry[Id]]:
        for entry in self.base.candidates(text):
            if entry.id not in self.dead:
                yield entry
        for entry in self.delta.values():
            if not entry.sought or any(literal in text for literal in entry.sought):
                yield entry

    def entries(self) -> dict[Id, _Entry[Id]]:
        alive = {id: e for id, e in self.base.entries.items() if id not in self.dead}
        return alive | dict(self.delta)

    def patterns(self) -> dict[Id, str]:
        return {id: entry.regex for id, entry in self.entries().items()}


class Index(Generic[Id]):
    """A library of patterns. Any number of threads may read while others add and remove.

    Building costs about 0.1 ms a pattern and holds the interpreter: build before serving.
    `add` and `remove` are cheap until MAX_DELTA of them were made, when the base is built anew.
    """

    def __init__(self, patterns: Iterable[tuple[Id, str]] = ()) -> None:
        self._writing = threading.Lock()
        self._state = _State(_Base(dict(patterns)), dict[Id, _Entry[Id]](), frozenset())
        _refuse_too_many_without_literal(self._state.base.without)

    def __len__(self) -> int:
        base, delta, dead = self._state
        return len(base.entries) - len(dead) + len(delta)

    def __contains__(self, id: object) -> bool:
        base, delta, dead = self._state
        return id in delta or (id in base.entries and id not in dead)

    def add(self, id: Id, regex: str) -> None:
        """Add a pattern, or replace the one of this id."""
        entry = _entry(id, regex)
        with self._writing:
            base, delta, dead = self._state
            if not entry.sought:
                others = {key: e for key, e in self._state.entries().items() if key != id}
                _refuse_too_many_without_literal([*others.values(), entry])
            dead = dead | {id} if id in base.entries else dead
            self._swap(_State(base, {**delta, id: entry}, dead))

    def remove(self, id: Id) -> None:
        """Take a pattern away; nothing happens where there is none of this id."""
        with self._writing:
            base, delta, dead = self._state
            dead = dead | {id} if id in base.entries else dead
            self._swap(_State(base, {key: e for key, e in delta.items() if key != id}, dead))

    def _swap(self, state: _State[Id]) -> None:
        if len(state.delta) + len(state.dead) > MAX_DELTA:
            state = _State(_Base(state.patterns()), {}, frozenset())
        self._state = state

    def match(self, text: str) -> Hits[Id]:
        """What matches the first MAX_TEXT bytes of `text`: most literal text first, then by id."""
        whole = text.encode("utf-8", "replace")
        cut = whole[:MAX_TEXT].decode("utf-8", "ignore").encode()
        candidates = self._best(fold(cut.decode()).encode())
        ascii = cut.isascii()
        verified = (_verify(entry, cut, ascii) for entry in candidates[:MAX_CANDIDATES])
        hits = Hits(filter(None, verified))
        hits.text_cut = len(cut) < len(whole)
        hits.candidates_cut = len(candidates) > MAX_CANDIDATES
        return hits

    def tried(self, text: str) -> list[Tried[Id]]:
        """Every candidate of `match`, in its order, and what came of it."""
        cut = text.encode("utf-8", "replace")[:MAX_TEXT].decode("utf-8", "ignore").encode()
        folded = fold(cut.decode()).encode()
        return [
            Tried(
                entry.id,
                next((found.decode() for found in entry.sought if found in folded), ""),
                _verify(entry, cut, cut.isascii()),
            )
            for entry in self._best(folded)[:MAX_CANDIDATES]
        ]

    def _best(self, folded: bytes) -> list[_Entry[Id]]:
        """The candidates, best first, and one more where there are more than may be tried."""
        candidates = self._state.candidates(folded)
        return heapq.nsmallest(MAX_CANDIDATES + 1, candidates, key=lambda entry: entry.rank)


def _entry(id: Id, regex: str) -> _Entry[Id]:
    texts = literals(regex)
    literal = longest(texts)
    sought = choices(regex) if literal is None else [literal]
    return _Entry(id, regex, _cut(sought), sum(map(len, texts)))


def _cut(sought: Iterable[str]) -> tuple[bytes, ...]:
    return tuple({text[:_SOUGHT].encode(): None for text in sought})


def _entries(patterns: Mapping[Id, str]) -> Iterator[_Entry[Id]]:
    """Each with that of its pieces which the fewest other patterns have; of these the longest."""
    texts = literals_of(list(patterns.values()))
    pieces = [_pieces(those) for those in texts]
    common = Counter(chain.from_iterable(pieces))
    for (id, regex), those, mine in zip(patterns.items(), texts, pieces, strict=True):
        rarest = min(mine, key=common.__getitem__, default=None)
        sought = (rarest.encode(),) if rarest else _cut(choices(regex))
        yield _Entry(id, regex, sought, len("".join(those)))


def _pieces(texts: Iterable[str]) -> list[str]:
    """What of the texts may be sought, longest first."""
    joined = "\0".join(texts)
    pieces = _LONG.findall(joined) or _ANY.findall(joined)
    pieces.sort(key=len, reverse=True)
    return pieces[:_MOST_PIECES]


def _refuse_too_many_without_literal(entries: Iterable[_Entry[Id]]) -> None:
    """Each of them is tried on every text."""
    if sum(not entry.sought for entry in entries) > MAX_WITHOUT_LITERAL:
        raise ValueError(f"More than {MAX_WITHOUT_LITERAL} patterns without a literal.")


def _verify(entry: _Entry[Id], text: bytes, ascii: bool) -> Hit[Id] | None:
    match = compiled(entry.regex).search(text)
    if match is None:
        return None
    start, end = match.span()
    span = (start, end) if ascii else (len(text[:start].decode()), len(text[:end].decode()))
    groups = tuple("" if group is None else group.decode() for group in match.groups())
    return Hit(entry.id, groups, span)
