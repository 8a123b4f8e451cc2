"""What a pattern does to a caller's own code, and how far that may be trusted."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from context.models import Source as Witness
from context.models import Tally
from context.offers import Evidence, Grant
from errorpatterns.editing.doubts import why_none
from errorpatterns.editing.finding import propose
from errorpatterns.editing.forms import Change, are_apart
from errorpatterns.editing.imports import may_be_exports
from errorpatterns.editing.places import Edit, Span, applied, bare, moved
from errorpatterns.editing.rules import RuleSet, pooled
from errorpatterns.editing.several import edits_of_others
from errorpatterns.editing.tokens import Source
from errorpatterns.fixes import MAX_FILLED
from errorpatterns.importing import may_be_needed
from errorpatterns.mending import Position
from errorpatterns.models import Applicability, ErrorPattern, FixType

FAILURES = 2  # so many make a fix less applicable, unless it is tested all the same
UNFIT = "its examples do not fit this code, or do not say for sure what to change"
LOWER = {
    Applicability.MACHINE_APPLICABLE: Applicability.MAYBE_INCORRECT,
    Applicability.MAYBE_INCORRECT: Applicability.UNSPECIFIED,
    Applicability.HAS_PLACEHOLDERS: Applicability.UNSPECIFIED,
}


class Declined(ValueError):
    """Nothing is done to the code; `reason` says why, for who asked: of the pattern, as "it …"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Place(NamedTuple):
    """Where and how an error was recognised."""

    source: Source
    span: Span
    groups: Sequence[str]
    code: str


def is_doubtful(evidence: Evidence) -> bool:
    """Whether failures were reported again and again, and successes do not outweigh them."""
    return evidence.failures >= FAILURES and not evidence.is_tested


def lowered(applicability: str, evidence: Evidence, *, by_tools_alone: bool) -> str:
    """One step down where it is doubtful; what tools alone say takes no fix out of use."""
    if not is_doubtful(evidence):
        return applicability
    lower = LOWER.get(Applicability(applicability), applicability)
    return applicability if by_tools_alone and lower == Applicability.UNSPECIFIED else lower


def not_to_apply(applicability: str, by_failures: Evidence | None) -> str:
    """Why nobody is to apply such an edit unseen, `by_failures` where these lowered it; empty where
    it may be tried.
    """
    if applicability == Applicability.HAS_PLACEHOLDERS:
        return "its edit has blanks that a person fills in (has_placeholders)"
    if applicability != Applicability.UNSPECIFIED:
        return ""
    if by_failures is None:
        return (
            "nobody has said yet that its edit may be applied (unspecified): staff do in the admin"
        )
    counted = by_failures.shown["counted"]
    told = f"{by_failures.failures} of {by_failures.total} {counted}"
    return f"{told} say that it failed (unspecified): more that say otherwise bring it back"


def doubted_by_more(account_id: UUID, views: Mapping[UUID, Grant]) -> set[UUID]:
    """Of what is doubtful, where more than tools reported a failure before the audience whose
    evidence it is: one query, where there is such.
    """
    doubtful = {pk: view.evidence for pk, view in views.items() if is_doubtful(view.evidence)}
    if not doubtful:
        return set()
    own = {pk for pk, evidence in doubtful.items() if evidence.is_own}
    audience = Q(item_id__in=own, account_id=account_id) | Q(item_id__in=doubtful.keys() - own)
    failed = Q(failures__gt=0) | Q(base_failures__gt=0)
    told = Tally.objects.filter(audience, failed).exclude(source=Witness.TOOL)
    return set(told.values_list("item_id", flat=True))


def changes_of(
    pattern: ErrorPattern,
    alike: Sequence[ErrorPattern],
    error: Mapping[str, Any],
    source: Source,
    groups: Sequence[str],
) -> list[Change]:
    """What is done to the error's own `source`, and to those of `sources` that the fix is of too.
    Raises Declined where it is not sure what to do, or a text is missing.

    `alike` are all patterns, this one among them, that recognise the error by the same words: what
    the others would do must not speak against it.
    """
    if pattern.fix_type == FixType.REFACTOR:
        raise Declined("its fix is a larger change, which is told in words alone")
    if pattern.edit is None:
        raise Declined("its fix is told in words, and no edit is known for it")
    if not source.text:
        raise Declined("the text of its file was not sent")
    span = Position.of(error).span(source.text, groups)
    if span is None:
        raise Declined("the error names no line of its file, or on it no column and no sure place")
    text, marked = bare(source.text)
    read = Source(text, source.file) if marked else source
    place = _Place(read, span.moved(-marked), groups, str(error.get("code") or ""))
    own = propose(pattern.edit, *place)
    if own is None:
        why = why_none(pattern.edit, groups, place.code)
        raise Declined(why or UNFIT)
    if any(not _is_same(propose(edit, *place), own, text) for edit in pattern.agreed):
        raise Declined("not all who taught it showed that it is done here, too")
    if not _agree(own, alike, place):
        raise Declined("another fix that is known for this error would do something else here")
    file = str(error.get("file") or "")
    if may_be_exports(file, text, applied(text, own)):
        raise Declined("it takes an import out of a package, and others may import that from there")
    if may_be_needed(file, read, own):
        raise Declined("it takes an import out that may be there for what it does")
    beside = []
    if pattern.fix_type == FixType.MULTI_FILE:
        beside = _beside(pattern.edit, error, groups)
        if any(_beside(edit, error, groups) != beside for edit in pattern.agreed):
            raise Declined("not all who taught it showed that it is done here, too")
    changes = [Change(file, source.text, moved(own, marked)), *beside]
    if len(changes) > 1 and not are_apart(changes):
        raise Declined("a file has no name, or two names are of one file")
    size = sum(len(e.text.encode("utf-8", "replace")) for one in changes for e in one.edits)
    if size > MAX_FILLED:
        raise Declined(f"its edit puts in more than {MAX_FILLED} bytes")
    return changes


def _beside(edit: RuleSet, error: Mapping[str, Any], groups: Sequence[str]) -> list[Change]:
    """What is done to other files; Declined where that is not known, or several are."""
    sources = {str(file): str(text) for file, text in (error.get("sources") or {}).items()}
    sources.pop(str(error.get("file") or ""), None)
    known = [rule["o"] for rule in edit["rules"] if rule.get("o")]
    if len(known) != 1 or len(edit["rules"]) != 1:
        raise Declined("it changes several files, and its examples do not agree how")
    read = {file: bare(text) for file, text in sources.items()}
    found = edits_of_others(known[0], {file: text for file, (text, _) in read.items()}, groups)
    if found is None:
        raise Declined("it changes other files too: their texts were not sent, or it fits none")
    return [
        Change(file, sources[file], moved(edits, read[file][1])) for file, edits in found.items()
    ]


def _agree(own: Sequence[Edit], alike: Sequence[ErrorPattern], place: _Place) -> bool:
    known: list[RuleSet] = [other.edit for other in alike if other.edit is not None]
    if len(known) < 2:
        return True
    return _is_same(propose(pooled(known), *place), own, place.source.text)


def _is_same(one: Sequence[Edit] | None, other: Sequence[Edit], text: str) -> bool:
    return one is not None and applied(text, one) == applied(text, other)
