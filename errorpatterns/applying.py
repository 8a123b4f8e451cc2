"""What a pattern does to a caller's own code, and how far that may be trusted."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from context.offers import Evidence
from errorpatterns.editing.finding import propose
from errorpatterns.editing.forms import Change, are_apart
from errorpatterns.editing.imports import may_be_exports
from errorpatterns.editing.places import Edit, Span, applied, bare, moved
from errorpatterns.editing.rules import RuleSet, pooled
from errorpatterns.editing.several import edits_of_others
from errorpatterns.editing.tokens import Source
from errorpatterns.fixes import MAX_FILLED
from errorpatterns.mending import Position
from errorpatterns.models import Applicability, ErrorPattern, FixType

# So many failures, and so large a share of all reports, make a fix less applicable.
FAILURES = 2
SHARE = 0.25
LOWER = {
    Applicability.MACHINE_APPLICABLE: Applicability.MAYBE_INCORRECT,
    Applicability.MAYBE_INCORRECT: Applicability.UNSPECIFIED,
    Applicability.HAS_PLACEHOLDERS: Applicability.UNSPECIFIED,
}


class _Place(NamedTuple):
    """Where and how an error was recognised."""

    source: Source
    span: Span
    groups: Sequence[str]
    code: str


def lowered(applicability: str, evidence: Evidence) -> str:
    """One step down where failures were reported again and again."""
    failing = evidence.failures >= FAILURES and evidence.failures >= SHARE * evidence.total
    return LOWER.get(Applicability(applicability), applicability) if failing else applicability


def changes_of(
    pattern: ErrorPattern,
    alike: Sequence[ErrorPattern],
    error: Mapping[str, Any],
    source: Source,
    groups: Sequence[str],
) -> list[Change]:
    """What is done to the error's own `source`, and to those of `sources` that the fix is of too;
    empty where it is not sure what to do, or a text is missing.

    `alike` are all patterns, this one among them, that recognise the error by the same words: what
    the others would do must not speak against it.
    """
    span = Position.of(error).span(source.text, groups) if source.text else None
    if span is None or pattern.edit is None or pattern.fix_type == FixType.REFACTOR:
        return []
    text, marked = bare(source.text)
    read = Source(text) if marked else source
    place = _Place(read, span.moved(-marked), groups, str(error.get("code") or ""))
    own = propose(pattern.edit, *place)
    if own is None or not _agree(own, alike, place):
        return []
    file = str(error.get("file") or "")
    if may_be_exports(file, text, applied(text, own)):
        return []
    beside: list[Change] | None = []
    if pattern.fix_type == FixType.MULTI_FILE:
        beside = _beside(pattern.edit, error, groups)
    if beside is None:
        return []
    changes = [Change(file, source.text, moved(own, marked)), *beside]
    if len(changes) > 1 and not are_apart(changes):
        return []
    size = sum(len(e.text.encode("utf-8", "replace")) for one in changes for e in one.edits)
    return changes if size <= MAX_FILLED else []


def _beside(edit: RuleSet, error: Mapping[str, Any], groups: Sequence[str]) -> list[Change] | None:
    """What is done to other files; None where that is not known, or several are."""
    sources = {str(file): str(text) for file, text in (error.get("sources") or {}).items()}
    sources.pop(str(error.get("file") or ""), None)
    known = [rule["o"] for rule in edit["rules"] if rule.get("o")]
    if len(known) != 1 or len(edit["rules"]) != 1:
        return None
    read = {file: bare(text) for file, text in sources.items()}
    found = edits_of_others(known[0], {file: text for file, (text, _) in read.items()}, groups)
    if found is None:
        return None
    return [
        Change(file, sources[file], moved(edits, read[file][1])) for file, edits in found.items()
    ]


def _agree(own: Sequence[Edit], alike: Sequence[ErrorPattern], place: _Place) -> bool:
    known: list[RuleSet] = [other.edit for other in alike if other.edit is not None]
    if len(known) < 2:
        return True
    common = propose(pooled(known), *place)
    return common is not None and applied(place.source.text, common) == applied(
        place.source.text, own
    )
