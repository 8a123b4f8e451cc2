"""What was changed between two versions of a file, and which of it belongs to one error."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from intake.comparing import Matcher, Steps, TooLong

# Changes with so few lines between them are one: half of a change is a wrong one.
APART = 1
MAX_LINES = 20_000
MAX_STEPS = 20_000_000  # of the comparison of two files: some seconds
_NAMES = re.compile(r"[`'\"\u2018\u201c]([\w.@/-]{2,})[`'\"\u2019\u201d]")
_SPACES = re.compile(r"(?<=\S)[ \t]+")


def lines_in(text: str) -> list[str]:
    """With their ends; a line ends where tools that count lines say so."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


class Change(NamedTuple):
    """`lines` instead of those from `start` to `end`, which count from 0."""

    start: int
    end: int
    lines: tuple[str, ...]


def changes(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """Where it would take too long to tell what was changed, all was."""
    found: list[Change] = []
    try:
        told = Matcher(before, after, Steps(MAX_STEPS)).get_opcodes()
    except TooLong:
        told = [("replace", 0, len(before), 0, len(after))]
    for kind, start, end, low, high in told:
        if kind == "equal":
            continue
        if found and start - found[-1].end <= APART:
            known = found.pop()
            between = before[known.end : start]
            found.append(Change(known.start, end, (*known.lines, *between, *after[low:high])))
        else:
            found.append(Change(start, end, tuple(after[low:high])))
    return found


def applied(before: Sequence[str], some: Sequence[Change]) -> str:
    pieces: list[str] = []
    at = 0
    for change in some:
        pieces += [*before[at : change.start], *change.lines]
        at = change.end
    return "".join([*pieces, *before[at:]])


def touches(change: Change, start: int, end: int) -> bool:
    """Whether it is at the lines from `start` to `end`; what is put in, also beside them."""
    if change.start == change.end:
        return start <= change.start <= end
    return change.start < end and change.end > start


def mending(
    some: Sequence[Change],
    lines: tuple[int, int] | None,
    others: Collection[int],
) -> list[Change]:
    """Those that are at the `lines` of an error; `others` are the first lines of all errors that
    went with it.
    """
    own = [one for one in some if touches(one, *lines)] if lines else []
    return [own_line(own[0], lines[0], others)] if lines and len(own) == 1 else own


def naming(some: Sequence[Change], message: str, before: Sequence[str]) -> list[Change]:
    """Those that have a word which the message quotes."""
    quoted = set(_NAMES.findall(message))
    return [one for one in some if quoted & set(words(one, before))]


def own_line(change: Change, line: int, others: Collection[int]) -> Change:
    """Of a change of several lines, each with an error of its own, the one of this line."""
    size = change.end - change.start
    mine = line - change.start
    if not 0 <= mine < size or not set(range(change.start, change.end)) <= set(others):
        return change
    if change.lines and len(change.lines) != size:
        return change
    return Change(line, line + 1, change.lines[mine : mine + 1])


def words(change: Change, before: Sequence[str]) -> Iterator[str]:
    for line in (*before[change.start : change.end], *change.lines):
        yield from re.findall(r"[\w.@/-]{2,}", line)


def is_same(one: str, other: str) -> bool:
    """Whether two texts differ in blank lines and spaces within lines at most."""
    return folded(one) == folded(other)


def folded(text: str) -> list[str]:
    lines = (_SPACES.sub(" ", line.rstrip()) for line in text.splitlines())
    return [line for line in lines if line]
