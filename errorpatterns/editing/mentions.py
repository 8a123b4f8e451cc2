"""Where a name that the message tells stands elsewhere in the code: what is done beside it, as to
the declaration of a variable, is told from there.
"""

import re
from collections.abc import Iterator, Sequence

from errorpatterns.editing.places import Edit, Span
from errorpatterns.editing.tokens import Source

MAX_PLACES = 20  # of a name
MAX_GAP = 40  # characters between a name and what is done beside it


def mentions_of(source: Source, name: str) -> Iterator[Span]:
    """Each place where `name` stands in the code as a word; none where that is too often."""
    if not re.fullmatch(r"(?!\d)[\w$]+", name):
        return
    found = re.finditer(rf"(?<![\w$]){re.escape(name)}(?![\w$])", source.text)
    spans = [Span(match.start(), match.end()) for match in found]
    if len(spans) <= MAX_PLACES:
        yield from (span for span in spans if source.is_code(span.start))


def beside(
    source: Source, change: Edit, span: Span, captures: Sequence[str]
) -> list[tuple[int, Span]]:
    """The places of the name that the error is at which are nearer to the change than the error is,
    with the number of its capture; the nearest first.
    """
    name = source.text[span.start : span.end]
    own = _gap(source.text, change, span)
    if name not in captures or not own:
        return []
    places = [(_gap(source.text, change, place), place) for place in mentions_of(source, name)]
    near = sorted((gap, place) for gap, place in places if gap < min(own, MAX_GAP))
    return [(captures.index(name), place) for _, place in near]


def _gap(text: str, change: Edit, place: Span) -> int:
    """How much stands between them; more than all where a line ends there."""
    end = place.start if place.end is None else place.end
    between = text[end : change.start] or text[change.end : place.start]
    return len(text) + 1 if "\n" in between else len(between.strip())
