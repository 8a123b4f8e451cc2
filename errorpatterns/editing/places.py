"""Places in a text, and edits of it."""

from collections.abc import Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """`text` instead of the characters from `start` to `end`."""

    start: int
    end: int
    text: str


class Span(NamedTuple):
    """Where a tool says that the error is; `end` is None where it does not say."""

    start: int
    end: int | None


def span_at(text: str, start: tuple[int, int], end: tuple[int | None, int] | None) -> Span:
    """The range between lines and columns that begin with 1; columns count UTF-16 units."""
    first = offset_at(text, *start)
    if end is None or end[0] is None:
        return Span(first, None)
    return Span(first, max(first, offset_at(text, end[0], end[1])))


def offset_at(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if start == 0:
            return len(text)
    units = 0
    for index in range(start, len(text)):
        if units >= column - 1 or text[index] == "\n":
            return index
        units += 2 if text[index] > "\uffff" else 1
    return len(text)


def applied(text: str, edits: Sequence[Edit]) -> str:
    pieces, at = [], 0
    for edit in edits:
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])
