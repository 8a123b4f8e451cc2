"""Changed lines cut into runs of tokens, as small as can be: a line that became another keeps what
they share, and what only came or went is told statement by statement, or item by item.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from errorpatterns.editing.differences import MAX_CELLS, Hunk, differing, slid_to_sense
from errorpatterns.editing.imports import LINE
from errorpatterns.editing.tokens import Source, Token

MAX_PAIRED = 10_000  # of the lines of one change the old ones times the new ones
ALIKE = 0.5  # as much as two lines have in common that one became the other
_COMMA = ","
_GOES_ON = {"else", "elif", "except", "finally", "catch"}


class Run(NamedTuple):
    """Tokens `low` to `high` of the old text became those from `start` to `end` of the new one."""

    low: int
    high: int
    start: int
    end: int

    @property
    def size(self) -> int:
        return (self.high - self.low) * (self.end - self.start)


def runs_of_lines(old: Source, new: Source, whole: Run) -> Iterator[Run]:
    """What differs within changed lines. Imports that have nothing in common are not one that
    became another.
    """
    rows = rows_of(old[whole.low : whole.high]), rows_of(new[whole.start : whole.end])
    if not all(LINE.match("".join(token.text for token in row)) for some in rows for row in some):
        yield from runs_within(old, new, whole)
        return
    low, start = whole.low, whole.start
    places = [begins_of(rows[0], low), begins_of(rows[1], start)]
    for line, mate in [*sorted(mates_of(*rows).items()), (len(rows[0]), len(rows[1]))]:
        at, other = (
            [*some, end][n]
            for some, end, n in ((places[0], whole.high, line), (places[1], whole.end, mate))
        )
        for run in (Run(low, at, start, start), Run(at, at, start, other)):
            if run.low < run.high or run.start < run.end:
                yield from runs_within(old, new, run)
        if line < len(rows[0]):
            low, start = at + len(rows[0][line]), other + len(rows[1][mate])
            yield from runs_within(old, new, Run(at, low, other, start))


def runs_within(old: Source, new: Source, whole: Run) -> Iterator[Run]:
    """What differs within lines; all of it where they are too many to compare."""
    a, b = old[whole.low : whole.high], new[whole.start : whole.end]
    found = [whole]
    if 0 < whole.size <= MAX_CELLS:
        rows = rows_of(a), rows_of(b)
        mates = mates_of(*rows)
        lines, others = ([n for n, row in enumerate(some) for _ in row] for some in rows)
        differ = differing(a, b, lambda i, j: mates.get(lines[i]) == others[j])
        shifted: list[Run] = []
        for i, i2, j, j2 in differ:
            run = Run(whole.low + i, whole.low + i2, whole.start + j, whole.start + j2)
            if shifted and is_blank_between(old, new, shifted[-1], run):
                run = Run(shifted[-1].low, run.high, shifted.pop().start, run.end)
            shifted.append(run)
        begins, begins_new = begins_of(rows[0], whole.low), begins_of(rows[1], whole.start)
        places = [(begins[line], begins_new[mate]) for line, mate in sorted(mates.items())]
        found = [part for run in shifted for part in divided(run, places)]
    found = met(old, new, found)
    for number, run in enumerate(found):
        low = found[number - 1].high if number else whole.low
        high = found[number + 1].low if number + 1 < len(found) else whole.high
        yield from pieces_of(old, new, slid(old, new, run, (low, high)))


def met(old: Source, new: Source, runs: Sequence[Run]) -> list[Run]:
    """The runs, of which two are one where what came or went with the first may as well be told
    right before the second: `{ a }` became `{ a }: { a: T }` by what is put in behind `a`.
    """
    found: list[Run] = []
    for run in runs:
        if found and (gap := run.low - found[-1].high) and can_slide(old, new, found[-1], gap):
            last = found.pop()
            run = Run(last.low + gap, run.high, last.start + gap, run.end)
        found.append(run)
    return found


def can_slide(old: Source, new: Source, run: Run, far: int) -> bool:
    """Whether what only came, or only went, may as well be told so many tokens later."""
    source, low, high = (
        (old, run.low, run.high) if run.start == run.end else (new, run.start, run.end)
    )
    return (run.low == run.high or run.start == run.end) and all(
        source[low + n].text == source[high + n].text for n in range(far)
    )


def is_blank_between(old: Source, new: Source, one: Run, other: Run) -> bool:
    """Whether nothing but blanks within a line stays between two runs."""
    before = [*old[one.low : one.high][-1:], *new[one.start : one.end][-1:]]
    tokens = [*before, *old[one.high : other.low]]
    return all(token.kind != "newline" for token in tokens) and all(
        token.is_blank for token in old[one.high : other.low]
    )


def rows_of(tokens: Sequence[Token]) -> list[list[Token]]:
    rows: list[list[Token]] = [[]]
    for token in tokens:
        rows[-1].append(token)
        if token.kind == "newline":
            rows.append([])
    return rows if rows[-1] else rows[:-1]


def begins_of(rows: Sequence[Sequence[Token]], at: int) -> list[int]:
    begins = []
    for row in rows:
        begins.append(at)
        at += len(row)
    return begins


def mates_of(old: Sequence[Sequence[Token]], new: Sequence[Sequence[Token]]) -> dict[int, int]:
    """Which line became which, as far as they are alike, in their order."""
    if len(old) * len(new) > MAX_PAIRED:
        return {}
    bags, others = (
        [Counter(t.text for t in row if not t.is_blank and t.kind != "keyword") for row in some]
        for some in (old, new)
    )
    likes = [[likeness(one, other) for other in others] for one in bags]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], likes[i][j] + best[i + 1][j + 1])
    found, i, j = {}, 0, 0
    while i < len(old) and j < len(new):
        if likes[i][j] and best[i][j] == likes[i][j] + best[i + 1][j + 1]:
            found[i] = j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """0 where it is too little to say that one became the other."""
    share = 2 * (one & other).total() / max(1, one.total() + other.total())
    return share if share >= ALIKE else 0.0


def divided(run: Run, places: Sequence[tuple[int, int]]) -> Iterator[Run]:
    """The run, divided where a line begins in both texts."""
    low, start = run.low, run.start
    for at, other in places:
        is_within = low <= at <= run.high and start <= other <= run.end
        if is_within and (at, other) not in ((low, start), (run.high, run.end)):
            yield Run(low, at, start, other)
            low, start = at, other
    yield Run(low, run.high, start, run.end)


def slid(old: Source, new: Source, run: Run, walls: tuple[int, int]) -> Run:
    """What came or went at the place, of several that say the same, where it makes sense."""
    hunk = Hunk(run.low, run.high, new[run.start : run.end])
    far = slid_to_sense(old, hunk, (), walls, alone=True).start - run.low
    return Run(run.low + far, run.high + far, run.start + far, run.end + far)


def pieces_of(old: Source, new: Source, run: Run) -> Iterator[Run]:
    """What only came, or only went, cut where another statement or item begins."""
    came = run.low == run.high
    if not came and run.start < run.end:
        yield run
        return
    tokens = new[run.start : run.end] if came else old[run.low : run.high]
    for low, high in pairwise([0, *cuts_in(tokens), len(tokens)]):
        if came:
            yield Run(run.low, run.low, run.start + low, run.start + high)
        else:
            yield Run(run.low + low, run.low + high, run.start, run.start)


def cuts_in(tokens: Sequence[Token]) -> Iterator[int]:
    if tokens[-1].kind == "newline":
        yield from statements_in(tokens)
    elif not any(token.kind == "newline" for token in tokens):
        yield from items_in(tokens)


def statements_in(tokens: Sequence[Token]) -> Iterator[int]:
    """The lines that are not deeper than the first one, and do not go on with what is before."""
    at = depth = 0
    first: int | None = None
    is_led = False
    for row in rows_of(tokens):
        bare = [token for token in row if not token.is_blank]
        indent = len(row[0].text) if row[0].kind == "space" else 0
        if bare and not depth and bare[0].kind != "close":
            goes_on = is_led or bare[0].text in _GOES_ON
            if first is not None and indent <= first and not goes_on:
                yield at
            first = indent if first is None else min(first, indent)
            is_led = bare[0].text.startswith("@")
        depth += sum({"open": 1, "close": -1}.get(token.kind, 0) for token in row)
        at += len(row)


def items_in(tokens: Sequence[Token]) -> Iterator[int]:
    """Each with a comma of its own, before or behind it."""
    bare = [number for number, token in enumerate(tokens) if not token.is_blank]
    leads = bool(bare) and tokens[bare[0]].text == _COMMA
    if not bare or not (leads or tokens[bare[-1]].text == _COMMA):
        return
    depth = 0
    for number in bare:
        depth += {"open": 1, "close": -1}.get(tokens[number].kind, 0)
        if depth or tokens[number].text != _COMMA:
            continue
        if leads and number != bare[0]:
            yield number
        if not leads and number != bare[-1]:
            # Blanks stay with what they stand before, or behind, all alike.
            yield number + 1 if bare[0] else next(other for other in bare if other > number)
