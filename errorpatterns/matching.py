"""Which of many stored patterns an error text matches, best first.

One literal of each pattern, or of each of its alternatives, is sought by Aho-Corasick; RE2 verifies
the candidates and captures.
"""

import gc
import re
import threading
from collections import Counter
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, Generic, NamedTuple, TypeVar

from ahocorasick_rs import BytesAhoCorasick

from errorpatterns.regexes import (
    choices,
    fold,
    is_of_one_line,
    literals,
    literals_of,
    longest,
    spans_in,
)

MAX_TEXT = 64 * 1024  # bytes
MAX_CANDIDATES = 256
MAX_ALIKE = 64  # of one regex, where there are more candidates than may be tried
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
Among = Callable[[], Container[Id]]


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


class _Found(NamedTuple, Generic[Id]):
    """A candidate, and from where to where its literals stand in the folded text."""

    entry: _Entry[Id]
    start: int
    end: int


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

    def candidates(self, text: bytes) -> Iterator[_Found[Id]]:
        """Each once, also where several of its literals are found."""
        for entry in self.without:
            yield _Found(entry, 0, len(text))
        several: dict[Id, _Found[Id]] = {}
        for number, (start, end) in self._found(text).items():
            for entry in self._buckets[number]:
                if len(entry.sought) == 1:
                    yield _Found(entry, start, end)
                    continue
                _, first, last = several.get(entry.id, (entry, start, end))
                several[entry.id] = _Found(entry, min(first, start), max(last, end))
        yield from several.values()

    def _found(self, text: bytes) -> dict[int, tuple[int, int]]:
        """The literals that stand in the text: where the first begins, and where the last ends."""
        first: dict[int, int] = {}
        last: dict[int, int] = {}
        for offset in range(0, len(text) if self._automaton else 0, _PIECE):
            piece = text[offset : offset + _PIECE + 4 * _SOUGHT]
            # They come in the order of their ends.
            for number, start, end in self._automaton.find_matches_as_indexes(
                piece, overlapping=True
            ):
                first.setdefault(number, offset + start)
                last[number] = offset + end
        return {number: (start, last[number]) for number, start in first.items()}


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

    def candidates(self, text: bytes) -> Iterator[_Found[Id]]:
        for found in self.base.candidates(text):
            if found.entry.id not in self.dead:
                yield found
        for entry in self.delta.values():
            if not entry.sought:
                yield _Found(entry, 0, len(text))
            elif starts := [at for at in map(text.find, entry.sought) if at >= 0]:
                ends = (text.rfind(literal) + len(literal) for literal in entry.sought)
                yield _Found(entry, min(starts), max(ends))

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

    def match(self, text: str, among: Among[Id] | None = None) -> Hits[Id]:
        """What matches the first MAX_TEXT bytes of `text`: most literal text first, then by id.
        `among` is asked where there are more candidates than may be tried: no other ones count.
        """
        whole = text.encode("utf-8", "replace")
        searched = _Text(whole)
        candidates, is_cut = self._best(searched, among)
        hits = Hits(filter(None, map(searched.verify, candidates)))
        hits.text_cut = len(searched.text) < len(whole)
        hits.candidates_cut = is_cut
        return hits

    def tried(self, text: str, among: Among[Id] | None = None) -> list[Tried[Id]]:
        """Every candidate of `match`, in its order, and what came of it."""
        searched = _Text(text.encode("utf-8", "replace"))
        return [
            Tried(
                found.entry.id,
                next((one.decode() for one in found.entry.sought if one in searched.folded), ""),
                searched.verify(found),
            )
            for found in self._best(searched, among)[0]
        ]

    def _best(self, text: "_Text", among: Among[Id] | None) -> tuple[list[_Found[Id]], bool]:
        """The candidates, best first, and whether there are more than may be tried."""
        candidates = list(self._state.candidates(text.folded))
        if len(candidates) > MAX_CANDIDATES and among is not None:
            known = among()
            candidates = [found for found in candidates if found.entry.id in known]
        candidates.sort(key=lambda found: found.entry.rank)
        if len(candidates) <= MAX_CANDIDATES:
            return candidates, False
        return list(islice(_few_alike(candidates), MAX_CANDIDATES)), True


def _few_alike(candidates: Iterable[_Found[Id]]) -> Iterator[_Found[Id]]:
    """Many fixes of one error leave room for other errors."""
    alike: Counter[str] = Counter()
    for found in candidates:
        alike[found.entry.regex] += 1
        if alike[found.entry.regex] <= MAX_ALIKE:
            yield found


class _Text:
    """What is searched: at most MAX_TEXT bytes of a text."""

    def __init__(self, whole: bytes) -> None:
        cut = whole[:MAX_TEXT].decode("utf-8", "ignore")
        self.text = cut.encode()
        self.folded = fold(cut).encode()
        self.is_ascii = cut.isascii()

    def verify(self, found: _Found[Id]) -> Hit[Id] | None:
        spans = spans_in(found.entry.regex, self.text, *self._lines(found))
        if not spans:
            return None
        (start, end), *groups = spans
        return Hit(
            found.entry.id,
            tuple(self.text[a:b].decode() if a >= 0 else "" for a, b in groups),
            (self._characters(start), self._characters(end)),
        )

    def _lines(self, found: _Found[Id]) -> tuple[int, int]:
        """Where any match is: in the lines with its literals, if it takes no line end. What folding
        took stands before a literal or behind it, so that in the text none is nearer to either end.
        """
        if not is_of_one_line(found.entry.regex):
            return 0, len(self.text)
        behind = len(self.folded) - found.end
        high = self.text.find(b"\n", len(self.text) - behind)
        low = self.text.rfind(b"\n", 0, found.start) + 1
        return low, high if high >= 0 else len(self.text)

    def _characters(self, at: int) -> int:
        return at if self.is_ascii else len(self.text[:at].decode())


def _entry(id: Id, regex: str) -> _Entry[Id]:
    texts = literals(regex)
    literal = longest(texts)
    sought = choices(regex) if literal is None else (literal,)
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
