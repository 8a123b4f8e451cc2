"""What a fix does in other files than the error's own: at the only place there that the error's
captures tell.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from errorpatterns.editing.finding import cuts_at, edits_by, is_allowed
from errorpatterns.editing.learning import NoEdit, learn
from errorpatterns.editing.places import Edit, Span, applied
from errorpatterns.editing.rules import Rule
from errorpatterns.editing.tokens import Source

MAX_PLACES = 20  # of a capture in one file

# A companion is a rule with "at", the number of the capture that stands where it applies.


def places_of(text: str, capture: str) -> Iterator[Span]:
    """Where `capture` stands in `text` as a word of its own; nowhere, where that is too often."""
    if not re.search(r"\w", capture):
        return
    found = re.finditer(rf"(?<![\w$]){re.escape(capture)}(?![\w$])", text)
    spans = [Span(match.start(), match.end()) for match in found]
    if len(spans) <= MAX_PLACES:
        yield from spans


def companions_of(
    pairs: Sequence[tuple[str, str]], captures: Sequence[str], message: str = ""
) -> list[Rule]:
    """What is done to each of several other files; NoEdit where one of them is not told by the
    captures.
    """
    return [_companion(before, after, captures, message) for before, after in pairs]


def _companion(before: str, after: str, captures: Sequence[str], message: str) -> Rule:
    for number, capture in enumerate(captures):
        for span in places_of(before, capture):
            with suppress(NoEdit):
                rule = learn(before, after, span, captures, message)
                if rule["g"]:
                    continue
                companion = {**rule, "at": number}
                edits = edits_beside(companion, Source(before), captures)
                if edits is not None and applied(before, edits) == after:
                    return companion
    raise NoEdit(
        "the message does not tell what is done to another file of the diff: send the diff of the "
        "error's own file"
    )


def edits_beside(companion: Rule, source: Source, captures: Sequence[str]) -> list[Edit] | None:
    """The edits of another file; None where it has no place for them, or several."""
    number = companion["at"]
    if number >= len(captures):
        return None
    found: dict[str, list[Edit]] = {}
    text = source.text
    for span in places_of(text, captures[number]):
        edits = edits_by(companion, source.divided(cuts_at(span)), span, captures)
        if edits is None or not is_allowed(companion, source, edits):
            continue
        if (result := applied(text, edits)) != text and source.may_become(result):
            found[result] = edits
        if len(found) > 1:
            return None
    return next(iter(found.values()), None)


def edits_of_others(
    companions: Sequence[Rule], sources: Mapping[str, str], captures: Sequence[str]
) -> dict[str, list[Edit]] | None:
    """By file, what is done to each; None where one of the companions has no file, or several."""
    read = {file: Source(text, file) for file, text in sources.items()}
    found: dict[str, list[Edit]] = {}
    for companion in companions:
        fitting = {
            file: edits
            for file, source in read.items()
            if (edits := edits_beside(companion, source, captures)) is not None
        }
        if len(fitting) != 1 or fitting.keys() & found.keys():
            return None
        found |= fitting
    return found
