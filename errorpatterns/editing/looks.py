"""What the place of an error looks like, without its words: of several rules that is chosen whose
examples looked most like it.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from errorpatterns.editing.shapes import LITERALS
from errorpatterns.editing.tokens import Source

Looks = list[str]
END = "$"  # of the text, or of the range
BEFORE, BEGINS, ENDS, BEHIND = 4, 4, 3, 3  # tokens that are looked at


def looks(source: Source, marks: tuple[int, int]) -> Looks:
    """Always as many: what stands before the range, what it begins and ends with, what follows it,
    the nearest of each first; empty where nothing is left.
    """
    start, end = marks
    return [
        *_shapes(source, start - 1, -1, BEFORE),
        *_shapes(source, start, end if end > start else len(source), BEGINS),
        *_shapes(source, end - 1, start - 1, ENDS),
        *_shapes(source, end, len(source), BEHIND),
    ]


def closeness(seen: Sequence[Looks], one: Looks) -> int:
    """How much `one` has in common with the closest of those that were seen."""
    alike = (sum(a == b != "" for a, b in zip(other, one, strict=False)) for other in seen)
    return max(alike, default=0)


def _shapes(source: Source, at: int, stop: int, size: int) -> list[str]:
    found = list(islice(_each_shape(source, at, stop), size))
    return found + [""] * (size - len(found))


def _each_shape(source: Source, at: int, stop: int) -> Iterator[str]:
    """Of the tokens from `at` on; a line that ends before one of them is told too."""
    step = 1 if stop > at else -1
    line = ""
    while at != stop:
        token = source[at]
        if token.kind == "newline":
            line = "\n"
        elif token.text and not token.is_blank:
            yield line + _shape(token.kind, token.text)
            line = ""
        at += step
    yield line + END


def _shape(kind: str, text: str) -> str:
    if kind == "word" and text not in LITERALS:
        return "A" if text[:1].isupper() else "a"
    if kind == "number":
        return "1"
    if kind == "text":
        return "a" if text[:1].isalnum() else text[:1]
    return text
