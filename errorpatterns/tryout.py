"""What the library makes of a pasted error or log, and why: nothing of it is stored.

What is matched and edited is the text as it was pasted; what is shown of it is scrubbed before.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from context.curation.diffs import Line, folded, lines
from context.curation.pieces import Piece, cut
from context.models import Standing, Status
from context.offers import BARRED, Evidence, Grant, grants
from context.snapshot import look
from errorpatterns import diagnostics, reviewing
from errorpatterns.api.matching import matches_of, reported
from errorpatterns.editing.places import Edit, applied, offset_at
from errorpatterns.induction import induce
from errorpatterns.library import Library, library
from errorpatterns.matching import Tried
from errorpatterns.mismatches import Exceptions, exceptions_of
from errorpatterns.models import Applicability, ErrorPattern
from errorpatterns.own_edits import NOBODY, as_taught
from errorpatterns.recognising import Like, may_be_offered, recognised
from errorpatterns.regexes import BLANKS, compiled, fold, literals
from errorpatterns.sections import clues
from intake.cuts import Cut
from intake.scrubbing import scrub
from projects.models import Account

MOST_ERRORS = 20
MOST_OTHERS = 10
MOST_NAMES = 5
MOST_LINES = 500  # of a diff
LONGEST = 8192  # characters of one error that no tool is known for
OF_SEVERAL = "its edit is of several files, and is shown by the API alone"
HIDDEN = "what it changes is private text, which is not shown"
FACTS = ("tool", "code", "type", "file", "line", "column")


@dataclass(frozen=True)
class Match:
    """A pattern that matches, and what it would do."""

    pattern: ErrorPattern
    place: int
    pieces: Sequence[Piece]
    literal: str
    captures: Sequence[str]
    clues: int
    fix: str
    is_cut: bool  # the fix
    applicability: str
    diff: Sequence[Line]
    declined: str
    served: str
    is_like: bool  # the regex does not match, but the error is of its kind


class Other(NamedTuple):
    """A candidate that is not offered, and why not."""

    pattern: ErrorPattern
    why: str


@dataclass(frozen=True)
class Found:
    """One error, all that is shown of it scrubbed. `lesson`: what it would become if taught."""

    message: str
    facts: Sequence[tuple[str, Any]]
    matches: Sequence[Match]
    others: Sequence[Other]
    left: int = 0
    lesson: Sequence[Piece] = ()
    no_lesson: str = ""

    @property
    def plain(self) -> list[Piece]:
        return [Piece(self.message)]

    @property
    def others_count(self) -> int:
        return len(self.others) + self.left


@dataclass(frozen=True)
class Answer:
    """What was found in a paste. `more`: errors that are not shown."""

    errors: Sequence[Found] = field(default_factory=list)
    more: int = 0
    is_read: bool = True


def tried(
    log: str,
    source: str,
    file: str,
    account: Account | None,
    place: Mapping[str, int] = MappingProxyType({}),
) -> Answer:
    """The errors of `log`, each with its patterns as `match` would offer them: to the account, or
    all of the library where none is named. `source` is the text of `file`; `place` the line and
    column of errors that name no line.
    """
    look()
    known = library()
    told = [reported(one) for one in diagnostics.read(log)]
    is_read = bool(told)
    if not is_read and log.strip():
        told = [{"message": log.strip()[:LONGEST]}]
    placed = [one if one.get("line") else {**one, **place} for one in told[:MOST_ERRORS]]
    shown = [with_source(one, source, file) for one in placed]
    among = may_be_offered(known, account.pk) if account else None
    candidates = [known.index.tried(str(one["message"]), among) for one in shown]
    there = {one.id for some in candidates for one in some if one.id in known.patterns}
    patterns = as_taught(known, account.pk if account else NOBODY, there)
    hits = [
        [one.id for one in some if one.hit and not of_other_code(patterns, one, error)]
        for some, error in zip(candidates, shown, strict=True)
    ]
    like = likes_of(known, account, shown, hits)
    ids = {pk for some in hits for pk in some}
    ids |= {one.pattern.pk for some in like.values() for one in some}
    views, audiences = viewed(known, ids, account), audiences_of(ids)
    exceptions = exceptions_of(known, account.pk, ids) if account else Exceptions()
    errors = [
        found(error, some, like.get(place, ()), views, audiences, exceptions, patterns)
        for place, (error, some) in enumerate(zip(shown, candidates, strict=True))
    ]
    return Answer(errors, len(told) - len(shown), is_read)


def with_source(error: Mapping[str, Any], source: str, file: str) -> dict[str, Any]:
    """With the pasted file where it is the one that the error names, or is not named itself."""
    named = str(error.get("file") or "").replace("\\", "/")
    is_it = not file or named == file or named.endswith(f"/{file}") or file.endswith(f"/{named}")
    return {**error, "source": source} if source and is_it else dict(error)


def likes_of(
    known: Library,
    account: Account | None,
    errors: Sequence[Mapping[str, Any]],
    hits: Sequence[Sequence[UUID]],
) -> Mapping[int, Sequence[Like]]:
    """By its place, what an error is like: one that none of its hits is offered for; without an
    account, one that has none.
    """
    if account is not None:
        return recognised(known, account.pk, errors, hits)
    unknown = [place for place, some in enumerate(hits) if not some]
    found = recognised(known, NOBODY, [errors[n] for n in unknown], [()] * len(unknown))
    return {unknown[n]: some for n, some in found.items()}


def of_other_code(
    patterns: Mapping[UUID, ErrorPattern], one: Tried[UUID], error: Mapping[str, Any]
) -> bool:
    pattern = patterns.get(one.id)
    return pattern is not None and pattern.is_another(error)


def viewed(known: Library, ids: Collection[UUID], account: Account | None) -> dict[UUID, Grant]:
    """How far each may go for the account; without one, as far as everybody's evidence says."""
    if account is not None:
        return grants(ids, account.pk, None)
    nothing = Evidence(0, 0, 0.0, 0.0)
    return {pk: Grant("global", known.everybody.get(pk, nothing)) for pk in ids}


def audiences_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """To whom each is served, in words: one query. What is barred from everybody has no other."""
    told = Q(status=Status.ACTIVE) | Q(account=None, status__in=BARRED)
    active = Standing.objects.filter(told, item__in=list(ids))
    by_name = F("account__name").asc(nulls_first=True)
    rows = active.annotate(
        place=Window(RowNumber(), partition_by=F("item"), order_by=by_name),
        of=Window(Count("pk"), partition_by=F("item")),
    ).filter(place__lte=MOST_NAMES)
    names: dict[UUID, list[str]] = defaultdict(list)
    counts: dict[UUID, int] = {}
    barred: dict[UUID, str] = {}
    for pk, name, status, of in rows.values_list("item_id", "account__name", "status", "of"):
        names[pk].append(name or "everybody")
        counts[pk] = of
        if status in BARRED:
            barred[pk] = f"nobody: it is {status}"
    return {pk: in_words(those, counts[pk]) for pk, those in names.items()} | barred


def in_words(names: Sequence[str], count: int) -> str:
    more = count - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def found(
    error: Mapping[str, Any],
    candidates: Sequence[Tried[UUID]],
    like: Sequence[Like],
    views: Mapping[UUID, Grant],
    audiences: Mapping[UUID, str],
    exceptions: Exceptions,
    patterns: Mapping[UUID, ErrorPattern],
) -> Found:
    message = str(error["message"])
    clean = scrub(message)
    there = [one for one in candidates if one.id in patterns]
    hits = [one.hit for one in there if one.hit and not of_other_code(patterns, one, error)]
    denied = {hit.id for hit in hits if exceptions.rule_out(patterns[hit.id], message)}
    likes = [Like(patterns[hit.id], hit.groups) for hit in hits if hit.id not in denied]
    likes += [one for one in like if not exceptions.rule_out(one.pattern, message)]
    bodies = matches_of(views, error, likes, NOBODY, None)
    by_slug = {one.pattern.slug: one.pattern for one in likes}
    sought = {one.id: one.literal for one in there if one.hit}
    matches = []
    for place, body in enumerate(bodies, 1):
        pattern = by_slug[body["pattern"]["slug"]]
        literal, audience = sought.get(pattern.pk), audiences.get(pattern.pk)
        matches.append(match_of(pattern, literal, error, clean, body, place, audience))
    offered = {one.pattern.pk for one in matches}
    others = [
        Other(patterns[one.id], why_not(patterns[one.id], one, views, denied, error))
        for one in there
        if one.id not in offered
    ]
    lesson, no_lesson = ((), "") if matches else induced(clean)
    facts = [(name, scrub(str(error[name]))) for name in FACTS if error.get(name)]
    left = max(0, len(others) - MOST_OTHERS)
    return Found(clean, facts, matches, others[:MOST_OTHERS], left, lesson, no_lesson)


def match_of(
    pattern: ErrorPattern,
    literal: str | None,
    error: Mapping[str, Any],
    clean: str,
    body: Mapping[str, Any],
    place: int,
    audience: str | None,
) -> Match:
    fix = body["fix"]
    diff = diff_of(str(error.get("source") or ""), fix["edits"] or ())
    declined = OF_SEVERAL if fix["workspace_edit"] else fix["declined"]
    return Match(
        pattern,
        place,
        pieces_of(pattern.error_regex, clean, literal or ""),
        literal or "",
        [scrub(value) for value in body["captures"]],
        clues(pattern, error),
        scrub(fix["text"]),
        isinstance(fix["text"], Cut),
        Applicability(fix["applicability"]).label,
        diff,
        declined or ("" if diff else HIDDEN),
        audience or "nobody but projects that taught it",
        literal is None,
    )


def pieces_of(regex: str, text: str, literal: str) -> list[Piece]:
    """`text` with what the holes of the regex took, and the literal that was sought."""
    match = compiled(regex).search(text)
    if match is None:
        return [Piece(text)]
    marks = [
        (*match.span(number), "hole", f"${number}")
        for number in range(1, len(match.groups()) + 1)
        if match.span(number)[0] >= 0
    ]
    marks += [(*span, "literal", "") for span in places_of(literal, text)]
    return list(cut(text, marks))


def places_of(literal: str, text: str) -> Iterator[tuple[int, int]]:
    """Where it stands first, runs of white space being as good as a blank."""
    if literal:
        words = [re.escape(word) for word in BLANKS.split(literal)]
        if there := re.search(r"\s+".join(words), text):
            yield there.span()


def diff_of(source: str, edits: Sequence[Mapping[str, Any]]) -> list[Line]:
    """What the edits make of the source, as lines; both sides are scrubbed apart."""
    if not edits:
        return []
    places = [(edit["range"]["start"], edit["range"]["end"], edit["newText"]) for edit in edits]
    told = sorted(Edit(offset(source, a), offset(source, b), text) for a, b, text in places)
    old, new = scrub(source), scrub(applied(source, told))
    if old == new:
        return []
    shown = list(islice(folded(lines(old, new)), MOST_LINES + 1))
    return shown if len(shown) <= MOST_LINES else [*shown[:-1], Line("", "⋯ and so on")]


def offset(text: str, place: Mapping[str, int]) -> int:
    return offset_at(text, place["line"] + 1, place["character"] + 1)


def why_not(
    pattern: ErrorPattern,
    one: Tried[UUID],
    views: Mapping[UUID, Grant],
    denied: Iterable[UUID],
    error: Mapping[str, Any],
) -> str:
    """Why a candidate is not offered."""
    if one.hit is None:
        return unlike(pattern.error_regex, str(error["message"]))
    if pattern.is_another(error):
        code = scrub(str(error["code"]))
        return f"It matches, but is of {pattern.code}, and the tool says that this is {code}."
    if one.id in denied:
        return "It matches, but the account said, or its lessons tell, that this is another error."
    if one.id not in views:
        return "It matches, but is not served to this account."
    if views[one.id].evidence.is_unreliable:
        return "It matches, but fails too often to be offered."
    return "It matches, but is not offered."


def unlike(regex: str, message: str) -> str:
    """What the text lacks that every match has."""
    text = fold(message)
    missing = [literal for literal in literals(regex) if literal not in text]
    if missing:
        return "The text does not have " + ", ".join(f"“{one.strip()}”" for one in missing) + "."
    return "All its words are there, but not in this order, or with something else between them."


def induced(clean: str) -> tuple[Sequence[Piece], str]:
    """The template that a lesson of this error would make, or why there would be none."""
    try:
        template = induce(clean)
    except ValueError as refused:
        return (), str(refused)
    return list(reviewing.pieces_of(template)), ""
