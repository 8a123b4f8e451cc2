"""A text in pieces, of which some are marked: what may stand there, or what was found in it."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from context.gist import Part, shown
from intake.screening import screen


class Piece(NamedTuple):
    """A stretch of a text: plain, or of a `kind` (hole, literal, flag); `label` says of which."""

    text: str
    kind: str = ""
    label: str = ""


# From where to where, and kind and label of what is there.
Mark = tuple[int, int, str, str]


def cut(text: str, marks: Iterable[Mark]) -> Iterator[Piece]:
    """`text` in order, cut at `marks`; of those that overlap the first, and of the others the
    rest.
    """
    at = 0
    for start, end, kind, label in sorted(marks, key=lambda mark: (mark[0], -mark[1])):
        if end <= max(at, start):
            continue
        if start > at:
            yield Piece(visible(text[at:start]))
        yield Piece(visible(text[max(at, start) : end]), kind, label)
        at = end
    if at < len(text):
        yield Piece(visible(text[at:]))


def visible(text: str) -> str:
    return "".join(map(shown, text))


def flagged(part: Part) -> list[Piece]:
    """The part's text with what fired each of its rules marked; what shows nothing by its code."""
    fired = [flag for flag in screen({part.field: part.text}) if flag.rule in part.rules]
    return list(cut(part.text, [(flag.start, flag.end, "flag", flag.rule) for flag in fired]))


_HOLE = re.compile(r"\$\d+")


def with_holes(words: str) -> list[Piece]:
    """Words in which `$1` stands for what varies."""
    return list(cut(words, [(*found.span(), "hole", "") for found in _HOLE.finditer(words)]))
