"""The same again: what was found in one place is private wherever else it stands in the text."""

import re
from collections.abc import Iterator, Sequence

from ahocorasick_rs import AhoCorasick, MatchKind

from intake.scrubbing.rules import Span

# The kinds whose values are names of somebody or something, and no places or sentences.
_KINDS = ("email", "host", "iban", "id", "mac", "phone", "secret", "user")
# A home ends with whose it is.
_HOME = re.compile(r"[^/\\\\]+$")
# What no word has: a digit among letters, or a sign or a space between them
_TELLING = re.compile(r"(?=.*[^\W\d_].*)(?:.*\d.*|[^\W_]+(?:[._ -][^\W_]+)+)|\d{6,}")
_SHORTEST = 5


def echoes(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Where in `text` the values of the spans stand again, between other words."""
    known: dict[str, Span] = {}
    for span in spans:
        value = text[span.start : span.end]
        if span.kind == "path" and (home := _HOME.search(value)):
            value, span = home[0], span._replace(kind="user")
        if (
            span.kind in _KINDS
            and len(value) >= _SHORTEST
            and _TELLING.fullmatch(value)
            and text.count(value) > 1
        ):
            known.setdefault(value, span)
    if not known:
        return
    values = list(known)
    for number, start, end in AhoCorasick(
        values, matchkind=MatchKind.LeftmostLongest
    ).find_matches_as_indexes(text):
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            span = known[values[number]]
            yield span._replace(start=start, end=end)
