"""Places in a text, and edits of it."""

from collections.abc import Sequence
from typing import NamedTuple

from errorpatterns.editing.columns import Unit, utf16

MARK = "\ufeff"  # of the encoding, at the beginning of a file: no part of its text


class Edit(NamedTuple):
    """`text` instead of the characters from `start` to `end`."""

    start: int
    end: int
    text: str


class Span(NamedTuple):
    """Where a tool says that the error is; `end` is None where it does not say."""

    start: int
    end: int | None

    def moved(self, by: int) -> "Span":
        end = None if self.end is None else max(self.end + by, 0)
        return Span(max(self.start + by, 0), end)


def span_at(
    text: str, start: tuple[int, int], end: tuple[int | None, int] | None, unit: Unit = utf16
) -> Span:
    """The range between lines and columns that begin with 1."""
    first = offset_at(text, *start, unit)
    if end is None or end[0] is None:
        return Span(first, None)
    return Span(first, max(first, offset_at(text, end[0], end[1], unit)))


def offset_at(text: str, line: int, column: int, unit: Unit = utf16) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if start == 0:
            return len(text)
    count = 0
    for index in range(start, len(text)):
        if count >= column - 1 or text[index] == "\n":
            return index
        count += unit(text[index], count)
    return len(text)


def moved(edits: Sequence[Edit], by: int) -> list[Edit]:
    return [Edit(edit.start + by, edit.end + by, edit.text) for edit in edits]


def bare(text: str) -> tuple[str, int]:
    """The text without its mark, and how many characters that is."""
    left = text.removeprefix(MARK)
    return left, len(text) - len(left)


def unmarked(before: str, after: str) -> tuple[str, str]:
    """Both without the mark, where both have it: what changes is something else then."""
    if before.startswith(MARK) and after.startswith(MARK):
        return bare(before)[0], bare(after)[0]
    return before, after


def applied(text: str, edits: Sequence[Edit]) -> str:
    pieces, at = [], 0
    for edit in edits:
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])
