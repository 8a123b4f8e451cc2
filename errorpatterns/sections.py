"""Sections 7 (error history) and 15 (error patterns)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Q, When

from context.base import Found, Item, Left, Section, Stability, Subject
from context.offers import (
    CANDIDATES,
    FRAMEWORKS,
    LANGUAGES,
    Grant,
    agrees,
    before_account,
    first_of_account,
    grant_of,
)
from errorpatterns.fixes import FixRefused, fill
from errorpatterns.library import Library, library
from errorpatterns.models import ErrorEscalation, ErrorPattern

# In this order they are chosen and printed; within one as served.
GROUPS = ("matched", "own", "proven", "unproven")
# Built-ins among the untested, at most this part of the limit.
BUILT_IN_PART = 3


class ErrorHistory(Section):
    number = 7
    key = "error_history"
    title = "Error history"
    scope = "project"
    stability = Stability.TAIL
    limit = 15

    def items(self, subject: Subject, limit: int) -> Found:
        if subject.project_id is None:
            return Found()
        rows = ErrorEscalation.objects.for_project(subject.project_id).with_last_failure()
        items = [history_item(row, place) for place, row in enumerate(rows[: limit + 1])]
        return Found(items[:limit], [Left(item.ref, "limit") for item in items[limit:]])


def history_item(row: Any, place: int) -> Item:
    worked = row.resolved_at is not None
    return Item(
        ref=f"incident:{row.pk}",
        version=1 + row.total_attempts + worked,
        title=row.message.partition("\n")[0][:120],
        facts={
            "kind": "worked" if worked else "unresolved",
            "level": row.current_level,
            "error_type": row.error_type or row.code,
            "message": row.message,
            "file": row.file,
            "line": row.line,
            "attempts": row.total_attempts,
            "tried": row.tried,
            "fix": row.final_diff or row.final_fix,
            "resolved_at_level": row.resolved_at_level,
        },
        value=1.0 / (1 + place),
        group="worked" if worked else "unresolved",
        sort=(worked, place),
        tail=True,
        reason="unresolved in this project" if not worked else "worked in this project",
    )


class ErrorPatterns(Section):
    number = 15
    key = "error_patterns"
    title = "Known error patterns (instant fixes)"
    stability = Stability.ACCOUNT
    limit = 30
    priority = 2.0
    splits = True

    def items(self, subject: Subject, limit: int) -> Found:
        known = library()
        matched = matches(known, subject)
        views, best = granted(known, subject, limit, matched)
        unreliable = {pk for pk, view in views.items() if view.evidence.is_unreliable}
        left = [Left(known.patterns[pk].ref, "low_reliability") for pk in unreliable]
        items = [
            item
            for pk, (index, captures) in matched.items()
            if pk in views.keys() - unreliable
            and (item := matched_item(known, views[pk], subject, pk, index, captures))
        ]
        lasting = {pk: views[pk] for pk in best & views.keys()}
        items += [
            pattern_item(known, pk, views[pk])
            for pk in served(known, lasting, subject, limit)
            # What the project taught and matches stands in the tail once, filled.
            if pk not in unreliable and not (pk in matched and views[pk].is_own)
        ]
        items.sort(key=lambda item: GROUPS.index(item.group))
        return Found(items, sorted(left, key=lambda one: one.ref))


def matches(known: Library, subject: Subject) -> dict[UUID, tuple[int, Sequence[str]]]:
    """For each pattern that matches an error of the request: which error, and the captures; best
    first.
    """
    found: dict[UUID, tuple[int, Sequence[str]]] = {}
    for index, error in enumerate(subject.errors):
        for hit in known.index.match(str(error.get("message", ""))):
            if hit.id in known.patterns:
                found.setdefault(hit.id, (index, hit.groups))
    return found


def granted(
    known: Library,
    subject: Subject,
    limit: int,
    matched: Mapping[UUID, Any],
) -> tuple[dict[UUID, Grant], set[UUID]]:
    """What the subject may be served, and what of it without regard to its errors: one query."""
    best = {*known.tested[: limit * CANDIDATES], *known.untested[: limit * CANDIDATES]}
    rows = account_standings(subject, best, matched, limit)
    own = {row.item_id: row for row in rows}
    views: dict[UUID, Grant] = {}
    for pk in {*best, *matched, *own} & known.patterns.keys():
        view = grant_of(known.everybody.get(pk), own.get(pk))
        if view is not None:
            views[pk] = view
    return views, best.union(row.item_id for row in rows if row.is_best)


def account_standings(
    subject: Subject, best: set[UUID], matched: Iterable[UUID], limit: int
) -> Sequence[Any]:
    """How `best`, the account's own best and `matched` stand before the account.

    `is_best`: here for another reason than that it matches.
    """
    rows = before_account(subject).filter(item__kind=ErrorPattern.Kind.ERROR_PATTERN)
    first = Q(pk__in=first_of_account(rows, best, limit * CANDIDATES))
    rows = rows.annotate(
        is_best=Case(When(first, then=True), default=False, output_field=BooleanField())
    )
    return list(rows.filter(first | Q(item_id__in=list(matched))))


def served(
    known: Library, views: Mapping[UUID, Grant], subject: Subject, limit: int
) -> Iterator[UUID]:
    """The tested by their lower bound, then the rest by confidence; of the request's language,
    built-ins bounded.
    """
    fitting = [pk for pk in views if fits(known.patterns[pk], subject)]
    yield from sorted(
        (pk for pk in fitting if views[pk].evidence.is_tested),
        key=lambda pk: (-views[pk].evidence.lower_bound, known.patterns[pk].slug),
    )
    rest = sorted(
        (pk for pk in fitting if not views[pk].evidence.is_tested),
        key=lambda pk: (-known.patterns[pk].confidence, known.patterns[pk].slug),
    )
    built_in = [pk for pk in rest if known.patterns[pk].is_built_in]
    learned = [pk for pk in rest if not known.patterns[pk].is_built_in]
    yield from mixed(built_in[: max(1, limit // BUILT_IN_PART)], learned)


def mixed(built_in: Sequence[UUID], learned: Sequence[UUID]) -> Iterator[UUID]:
    """Two learned ones to a built-in as long as there are any, so that the part of built-ins holds
    for whatever the budget has room for.
    """
    shipped, taught = iter(built_in), iter(learned)
    for first in shipped:
        yield first
        yield from islice(taught, BUILT_IN_PART - 1)
    yield from taught


def fits(pattern: ErrorPattern, subject: Subject) -> bool:
    """Not of another language or framework than the request names."""
    return agrees(pattern.language, subject.language, LANGUAGES) and agrees(
        pattern.framework, subject.framework, FRAMEWORKS
    )


def pattern_item(known: Library, pk: UUID, view: Grant) -> Item:
    pattern = known.patterns[pk]
    tested = view.evidence.is_tested
    group = "own" if view.is_own else "proven" if tested else "unproven"
    return Item(
        ref=pattern.ref,
        version=pattern.version,
        title=pattern.name,
        facts=facts(pattern, view),
        value=view.evidence.lower_bound + 1 if tested else pattern.confidence,
        group=group,
        sort=(pattern.slug,),
        tail=view.is_own,
        reason={
            "own": "taught by this project",
            "proven": f"proven, {view.audience}",
            "unproven": f"untested, {view.audience}",
        }[group],
        item_id=pk,
        is_sample=pk in known.samples,
    )


def matched_item(
    known: Library, view: Grant, subject: Subject, pk: UUID, index: int, captures: Sequence[str]
) -> Item | None:
    """A pattern with its fix filled for the error at hand; None where the filled fix cannot be
    given whole.
    """
    pattern = known.patterns[pk]
    try:
        filled = fill(pattern.fix_template, captures)
    except FixRefused:
        return None
    return Item(
        ref=pattern.ref,
        version=pattern.version,
        title=pattern.name,
        facts={**facts(pattern, view), "matched": index, "filled": filled},
        value=2 + clues(pattern, subject.errors[index]) + view.evidence.lower_bound,
        group="matched",
        sort=(index, -clues(pattern, subject.errors[index]), pattern.slug),
        tail=True,
        reason=f"matches errors[{index}]",
        item_id=pk,
        is_sample=pk in known.samples,
    )


def facts(pattern: ErrorPattern, view: Grant) -> dict[str, Any]:
    # Before everybody all reports are shown; where nobody reported yet, what the accounts taught.
    reports = (pattern.success_count, pattern.failure_count)
    shared = view.audience == "global" and any(reports)
    successes, failures = reports if shared else (view.evidence.successes, view.evidence.failures)
    return {
        "name": pattern.name,
        "category": pattern.category,
        "words": pattern.words,
        "regex": pattern.error_regex,
        "fix_type": pattern.get_fix_type_display(),
        "template": pattern.fix_template,
        # Guidance of several lines is no code.
        "language": ""
        if pattern.is_built_in and "\n" in pattern.fix_template
        else pattern.language,
        "explanation": pattern.explanation,
        "successes": successes,
        "failures": failures,
        "proven": view.evidence.is_tested,
        "matched": None,
        "filled": None,
        "applicability": pattern.applicability,
    }


def clues(pattern: ErrorPattern, error: Mapping[str, Any]) -> int:
    """How many of the error's other facts speak for the pattern, less those against it."""
    told = {
        "code": (pattern.code, error.get("code")),
        "tool": (pattern.tool, error.get("tool")),
        "type": (pattern.error_type, error.get("type")),
    }
    score = sum(
        (1 if str(asked).lower() == known.lower() else -1)
        for known, asked in told.values()
        if known and asked
    )
    file = error.get("file")
    if pattern.file_glob and file:
        score += 1 if fnmatch(f"/{file}", pattern.file_glob) else -1
    return score
