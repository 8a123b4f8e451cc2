"""The part of an error's range that a capture names: what is done within it is told from there."""

from collections.abc import Iterator, Sequence

from errorpatterns.editing.places import Span
from errorpatterns.editing.shapes import is_word

SHORTEST = 2  # characters of a capture that may stand anywhere by chance
LONGEST = 500
MAX_PLACES = 20  # of a capture in the range, as parts of words


def part_of(text: str, span: Span, capture: str) -> Span | None:
    """Where `capture` stands in the range; None where it does not, is all of it, or stands there
    twice.
    """
    if span.end is None or not SHORTEST <= len(capture) < span.end - span.start:
        return None
    found: list[Span] = []
    at = text.find(capture, span.start, span.end) if len(capture) <= LONGEST else -1
    for _ in range(MAX_PLACES):
        if at < 0:
            return found[0] if len(found) == 1 else None
        if _is_apart(text, at, capture):
            found.append(Span(at, at + len(capture)))
        at = text.find(capture, at + 1, span.end)
    return None


def parts_of(text: str, span: Span, captures: Sequence[str]) -> Iterator[tuple[int, Span]]:
    """The parts that captures name, by their number, the smallest first."""
    found = [(number, part_of(text, span, capture)) for number, capture in enumerate(captures)]
    known = [(number, part) for number, part in found if part is not None]
    yield from sorted(known, key=lambda one: len(captures[one[0]]))


def _is_apart(text: str, at: int, capture: str) -> bool:
    """Whether it is no part of a longer word."""
    end = at + len(capture)
    joins_left = is_word(text[at - 1 : at]) and is_word(capture[0])
    return not joins_left and not (is_word(text[end : end + 1]) and is_word(capture[-1]))
