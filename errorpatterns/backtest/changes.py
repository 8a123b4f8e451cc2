"""What was changed between two versions of a file, cut into the smallest edits that can each stand
alone: by lines, then by tokens; what only makes sense together is one.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from errorpatterns.backtest.cutting import Run, runs_of_lines
from errorpatterns.editing.places import Edit as Put
from errorpatterns.editing.places import applied
from errorpatterns.editing.tokens import Source
from intake.comparing import Matcher, Steps, TooLong

MAX_LINES = 20_000
MAX_STEPS = 20_000_000  # of the comparison of two files: some seconds
MAX_CELLS = 5_000_000  # of the comparison of their changed lines: as long
_WORD = re.compile(r"[^\W\d][\w$]*")
_LOOKS = re.compile(r"[\s'\"`;,]")
_SPACES = re.compile(r"(?<=\S)[ \t]+")


def words_in(text: str) -> set[str]:
    return set(_WORD.findall(text))


class Part(NamedTuple):
    """`put` instead of `taken`: at the characters `start` of the old text and `at` of the new."""

    start: int
    at: int
    taken: str
    put: str

    @property
    def end(self) -> int:
        return self.start + len(self.taken)

    @property
    def is_of_lines(self) -> bool:
        """Whether it puts in or takes out whole lines."""
        return not (self.taken and self.put) and (self.taken or self.put).endswith("\n")

    @property
    def renaming(self) -> tuple[str, str] | None:
        """The name that became another."""
        both = self.taken, self.put
        return both if all(_WORD.fullmatch(text) for text in both) else None


@dataclass(frozen=True)
class Edit:
    """Parts that belong together, in their order."""

    parts: tuple[Part, ...]

    @cached_property
    def taken(self) -> str:
        return "".join(part.taken for part in self.parts)

    @cached_property
    def put(self) -> str:
        return "".join(part.put for part in self.parts)

    @cached_property
    def words_put(self) -> set[str]:
        return {word for part in self.parts for word in words_in(part.put)}

    @cached_property
    def words_taken(self) -> set[str]:
        return {word for part in self.parts for word in words_in(part.taken)}

    @property
    def words(self) -> set[str]:
        return self.words_put | self.words_taken

    @property
    def is_of_looks(self) -> bool:
        """Whether it changes white space, quotes, commas and semicolons alone."""
        return _LOOKS.sub("", self.taken) == _LOOKS.sub("", self.put)

    @property
    def renaming(self) -> tuple[str, str] | None:
        return self.parts[0].renaming if len(self.parts) == 1 else None


class Changes:
    """How one text became another."""

    def __init__(self, before: str, after: str) -> None:
        self.before, self.after = before, after
        self.old, self.new = Source(before), Source(after)
        self.starts, self.new_starts = starts_of(before), starts_of(after)

    def line_at(self, offset: int) -> int:
        """From 0."""
        return bisect_right(self.starts, offset) - 1

    def text_of(self, line: int) -> str:
        return self.before[slice(*self.starts[line : line + 2])]

    @cached_property
    def opcodes(self) -> list[tuple[str, int, int, int, int]]:
        """Of lines; where it would take too long to tell what was changed, all was."""
        old, new = lines_in(self.before), lines_in(self.after)
        try:
            return list(Matcher(old, new, Steps(MAX_STEPS)).get_opcodes())
        except TooLong:
            return [("replace", 0, len(old), 0, len(new))]

    def old_line(self, line: int) -> int | None:
        """The line that this one of the new text was, both from 0, where that is clear."""
        for kind, low, high, start, end in self.opcodes:
            if start <= line < end and (kind == "equal" or high - low == end - start):
                return low + line - start
        return None

    @cached_property
    def edits(self) -> list[Edit]:
        """In the order of their first parts."""
        runs = list(self.runs())
        parts = [
            Part(
                self.old.offset(run.low),
                self.new.offset(run.start),
                self.old.between(run.low, run.high),
                self.new.between(run.start, run.end),
            )
            for run in runs
        ]
        together = Together(len(parts))
        for one, other in bound(self.old, self.new, runs):
            together.join(one, other)
        for one, other in [*self.marks(parts, together), *self.indents(parts)]:
            together.join(one, other)
        return [Edit(tuple(parts[n] for n in numbers)) for numbers in together.sets()]

    def runs(self) -> Iterator[Run]:
        left = MAX_CELLS
        for kind, *lines in self.opcodes:
            if kind == "equal":
                continue
            low, high = (self.old.at(at(self.starts, self.before, n)) for n in lines[:2])
            start, end = (self.new.at(at(self.new_starts, self.after, n)) for n in lines[2:])
            whole = Run(low, high, start, end)
            left -= whole.size
            if left < 0:
                yield whole
            else:
                yield from runs_of_lines(self.old, self.new, whole)

    def marks(self, parts: Sequence[Part], together: "Together") -> list[tuple[int, int]]:
        """What changes commas and operators alone goes with brackets that change around it."""
        return [
            (numbers[0], number)
            for numbers in together.sets()
            for number in range(numbers[0], numbers[-1])
            if not words_in(parts[number].taken + parts[number].put)
            and (parts[number].taken + parts[number].put).strip()
        ]

    def indents(self, parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
        """Lines that are indented otherwise go with what heads them: the last change before."""
        head, last = 0, -2
        for number, part in enumerate(parts):
            line = self.line_at(part.start)
            both = part.taken + part.put
            if part.start != self.starts[line] or not both or both.strip(" \t"):
                head, last = number, self.line_at(part.end)
            elif line - last <= 1:
                yield head, number
                last = line


class Together:
    """Numbers from 0, and which of them belong together."""

    def __init__(self, count: int) -> None:
        self.leads = list(range(count))

    def lead(self, number: int) -> int:
        while self.leads[number] != number:
            self.leads[number] = self.leads[self.leads[number]]
            number = self.leads[number]
        return number

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.lead(one), self.lead(other)))
        self.leads[high] = low

    def sets(self) -> list[list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for number in range(len(self.leads)):
            found[self.lead(number)].append(number)
        return list(found.values())


def lines_in(text: str) -> list[str]:
    """With their ends; a line ends where tools that count lines say so."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def starts_of(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text))]


def at(starts: Sequence[int], text: str, line: int) -> int:
    return starts[line] if line < len(starts) else len(text)


class Side(NamedTuple):
    """One of both texts: which run has each token that the other has not, and where the other has
    the rest.
    """

    source: Source
    run_of: dict[int, int]
    there: dict[int, int]


def bound(old: Source, new: Source, runs: Sequence[Run]) -> Iterator[tuple[int, int]]:
    """The runs, by number, of which none can be without the other: they have one each of a pair of
    brackets or quotes, or both change what is the other one of a pair.
    """
    one, other = Side(old, {}, {}), Side(new, {}, {})
    low = start = 0
    for number, run in enumerate([*runs, Run(len(old), len(old), len(new), len(new))]):
        # What stands between two runs is the same in both.
        kept = list(zip(range(low, run.low), range(start, run.start), strict=True))
        one.there.update(kept)
        other.there.update((b, a) for a, b in kept)
        low, start = run.high, run.end
        one.run_of.update(dict.fromkeys(range(run.low, run.high), number))
        other.run_of.update(dict.fromkeys(range(run.start, run.end), number))
    for sides in ((one, other), (other, one)):
        for index, number in sides[0].run_of.items():
            if (partner := partner_of(index, *sides)) not in (None, number):
                yield number, partner


def partner_of(index: int, here: Side, there: Side) -> int | None:
    """The run that a pair with one bracket changed is made whole by."""
    for side in (here, there, here):
        partner = side.source.partner.get(index)
        if partner is None or partner in side.run_of:
            return side.run_of.get(-1 if partner is None else partner)
        # It stays, and has another partner in the other text.
        index = side.there[partner]
    return None


def made(before: str, some: Iterable[Edit]) -> str:
    """The text after these edits alone."""
    parts = sorted({part for edit in some for part in edit.parts})
    return applied(before, [Put(part.start, part.end, part.put) for part in parts])


def is_same(one: str, other: str) -> bool:
    """Whether two texts differ in blank lines and spaces within lines at most."""
    return folded(one) == folded(other)


def folded(text: str) -> list[str]:
    lines = (_SPACES.sub(" ", line.rstrip()) for line in text.splitlines())
    return [line for line in lines if line]
