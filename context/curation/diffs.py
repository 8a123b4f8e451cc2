"""Two texts line by line: what went, what came, and what stayed."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from intake.comparing import Matcher, Steps, TooLong

# What takes a second.
MOST_STEPS = 20_000_000
# Of what both say alike, as many lines are shown around a difference.
AROUND = 2


class Line(NamedTuple):
    """A line of a text as it was (`-`), became (`+`), or stayed (empty)."""

    sign: str
    text: str


def lines(old: str, new: str) -> Iterator[Line]:
    """Of a line break at the end an empty line is told, where one of the two has none."""
    before, after = split(old), split(new)
    if before[-1:] == after[-1:] == [""]:
        before, after = before[:-1], after[:-1]
    head = alike(before, after)
    tail = alike(before[head:][::-1], after[head:][::-1])
    yield from (Line("", text) for text in before[:head])
    yield from between(before[head : len(before) - tail], after[head : len(after) - tail])
    yield from (Line("", text) for text in before[len(before) - tail :])


def split(text: str) -> list[str]:
    return text.split("\n") if text else []


def alike(before: Sequence[str], after: Sequence[str]) -> int:
    """How many lines both begin with."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((n for n, (old, new) in pairs if old != new), min(len(before), len(after)))


def between(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """What differs, line by line; of very long texts, which would take minutes, as a whole."""
    try:
        found = Matcher(before, after, Steps(MOST_STEPS)).get_opcodes()
    except TooLong:
        yield from (Line("-", text) for text in before)
        yield from (Line("+", text) for text in after)
        return
    for kind, start, end, other_start, other_end in found:
        if kind == "equal":
            yield from (Line("", text) for text in before[start:end])
        else:
            yield from (Line("-", text) for text in before[start:end])
            yield from (Line("+", text) for text in after[other_start:other_end])


def folded(found: Iterable[Line]) -> Iterator[Line]:
    """What differs, with a little of what is alike around it."""
    for is_alike, group in groupby(found, key=lambda line: not line.sign):
        some = list(group)
        if is_alike and len(some) > 2 * AROUND + 1:
            yield from some[:AROUND]
            yield Line("", f"⋯ {len(some) - 2 * AROUND} lines alike")
            yield from some[-AROUND:]
        else:
            yield from some
