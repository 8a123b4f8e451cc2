"""Sections 7 (error history), 15 (error patterns) and 17 (proven fixes)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Q, When

from context.base import Found, Item, Left, Section, Stability, Subject
from context.offers import (
    CANDIDATES,
    Grant,
    Offer,
    before_account,
    first_of_account,
    fits,
    grant_of,
    offers,
    with_sample,
)
from context.own_words import as_told
from errorpatterns import explaining
from errorpatterns.codes import are_one_kind, differ
from errorpatterns.fixes import fill_shown
from errorpatterns.library import Library, library
from errorpatterns.mismatches import hits_of
from errorpatterns.models import ErrorEscalation, ErrorPattern, ProvenFix
from errorpatterns.recognising import Like
from intake.cuts import Cut

# In this order they are chosen and printed; within one as served.
GROUPS = ("matched", "own", "proven", "unproven")
# Of an incident's attempts so many kinds are told.
STEPS = 6
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
        rows = ErrorEscalation.objects.for_project(subject.project_id).with_journey()
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
            "journey": journey(row.journey),
            "tried": row.tried,
            "fix": row.final_diff or row.final_fix,
            "resolved_at_level": row.resolved_at_level,
            "evidence": row.evidence,
            "rebuilt": row.was_rebuilt_from_intent,
        },
        value=1.0 / (1 + place),
        group="worked" if worked else "unresolved",
        sort=(worked, place),
        tail=True,
        reason="unresolved in this project" if not worked else "worked in this project",
    )


def journey(attempts: Iterable[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
    """Attempts in order, those alike in level, model and result told together; the last STEPS."""
    times: Counter[tuple[int, str, str]] = Counter(
        (one["level"], one["model"], one["result"])
        for one in sorted(attempts or (), key=lambda one: str(one["id"]))
    )
    steps = [
        {"level": level, "model": model, "result": result, "times": count}
        for (level, model, result), count in times.items()
    ]
    return steps[-STEPS:]


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
        views, best, samples, patterns = granted(known, subject, limit, matched)
        unreliable = {pk for pk, view in views.items() if view.evidence.is_unreliable}
        left = [Left(known.patterns[pk].ref, "low_reliability") for pk in unreliable]
        items = [
            matched_item(views[pk], subject, index, like, pk in samples)
            for pk, (index, like) in matched.items()
            if pk in views.keys() - unreliable
        ]
        lasting = {pk: views[pk] for pk in best & views.keys()}
        items += [
            pattern_item(patterns[pk], views[pk], pk in samples)
            for pk in served(patterns, lasting, subject, limit)
            # What the project taught and matches stands in the tail once, filled.
            if pk not in unreliable and not (pk in matched and views[pk].is_own)
        ]
        items.sort(key=lambda item: GROUPS.index(item.group))
        return Found(items, sorted(left, key=lambda one: one.ref))


def matches(known: Library, subject: Subject) -> dict[UUID, tuple[int, Like]]:
    """For each pattern that matches an error of the request: which error, and how; best first."""
    found: dict[UUID, tuple[int, Like]] = {}
    for index, hits in enumerate(hits_of(known, subject.account_id, subject.errors)):
        for hit in hits:
            found.setdefault(hit.pattern.pk, (index, hit))
    return found


def granted(
    known: Library,
    subject: Subject,
    limit: int,
    matched: Mapping[UUID, Any],
) -> tuple[dict[UUID, Grant], set[UUID], set[UUID], dict[UUID, ErrorPattern]]:
    """What the subject may be served, what of it without regard to its errors, what nobody but the
    sample accounts taught, and the patterns as the account is served them: one query.
    """
    kinds = (known.tested, known.taught, known.shipped)
    best = {pk for kind in kinds for pk in kind[: limit * CANDIDATES]}
    rows = account_standings(subject, best, matched, limit)
    own = {row.item_id: row for row in rows}
    views: dict[UUID, Grant] = {}
    for pk in {*best, *matched, *own} & known.patterns.keys():
        view = grant_of(known.everybody.get(pk), own.get(pk))
        if view is not None:
            views[pk] = view
    best = best | imagine(views, known, subject)
    samples = known.samples.union(row.item_id for row in rows if row.is_sample)
    best = best.union(row.item_id for row in rows if row.is_best)
    patterns = {pk: as_told(known.patterns[pk], own.get(pk)) for pk in views}
    return views, best, set(samples), patterns


def imagine(views: dict[UUID, Grant], known: Library, subject: Subject) -> set[UUID]:
    """What a preview asks for as if it stood otherwise: put into `views`, or taken out of it."""
    granted = set()
    for pk, one in subject.imagined.items():
        views.pop(pk, None)
        if one.grant is not None and pk in known.patterns:
            views[pk] = one.grant
            granted.add(pk)
    return granted


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
    return list(with_sample(rows.filter(first | Q(item_id__in=list(matched)))))


def served(
    patterns: Mapping[UUID, ErrorPattern], views: Mapping[UUID, Grant], subject: Subject, limit: int
) -> Iterator[UUID]:
    """The tested by their lower bound, then the rest by confidence; of the request's language,
    built-ins bounded.
    """
    fitting = [pk for pk in views if fits(patterns[pk], subject)]
    yield from sorted(
        (pk for pk in fitting if views[pk].evidence.is_tested),
        key=lambda pk: (-views[pk].evidence.lower_bound, patterns[pk].slug),
    )
    rest = sorted(
        (pk for pk in fitting if not views[pk].evidence.is_tested),
        key=lambda pk: (-patterns[pk].confidence, patterns[pk].slug),
    )
    built_in = [pk for pk in rest if patterns[pk].is_built_in]
    learned = [pk for pk in rest if not patterns[pk].is_built_in]
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


def pattern_item(pattern: ErrorPattern, view: Grant, is_sample: bool) -> Item:
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
        item_id=pattern.pk,
        is_sample=is_sample,
        says=(pattern.plain_regex, pattern.fix_template.strip()),
    )


def matched_item(view: Grant, subject: Subject, index: int, like: Like, is_sample: bool) -> Item:
    """A pattern with its fix filled for the error at hand."""
    pattern = like.pattern
    filled = fill_shown(pattern.fix_template, like.groups)
    return Item(
        ref=pattern.ref,
        version=pattern.version,
        title=pattern.name,
        facts={
            **facts(pattern, view),
            "explanation": explaining.filled(pattern, like.groups),
            "matched": index,
            "filled": filled,
            "is_cut": isinstance(filled, Cut),
        },
        value=2 + clues(pattern, subject.errors[index]) + view.evidence.lower_bound,
        group="matched",
        sort=(
            index,
            -clues(pattern, subject.errors[index]),
            -view.evidence.lower_bound,
            pattern.slug,
        ),
        tail=True,
        reason=f"matches errors[{index}]",
        item_id=pattern.pk,
        is_sample=is_sample,
        says=(index, pattern.plain_regex, filled.strip()),
    )


def facts(pattern: ErrorPattern, view: Grant) -> dict[str, Any]:
    return {
        "name": pattern.name,
        "category": pattern.category,
        "words": pattern.said,
        "regex": pattern.plain_regex,
        "fix_type": pattern.get_fix_type_display(),
        "template": pattern.fix_template,
        # Guidance of several lines is no code.
        "language": ""
        if pattern.is_built_in and "\n" in pattern.fix_template
        else pattern.language,
        "explanation": pattern.explanation,
        **view.evidence.shown,
        "proven": view.evidence.is_tested,
        "matched": None,
        "filled": None,
        "is_cut": False,
        "applicability": pattern.applicability,
    }


def clues(pattern: ErrorPattern, error: Mapping[str, Any]) -> int:
    """How many of the error's other facts speak for the pattern, less those against it."""
    told = ((pattern.tool, error.get("tool")), (pattern.error_type, error.get("type")))
    score = sum(
        (1 if str(asked).lower() == known.lower() else -1)
        for known, asked in told
        if known and asked
    )
    code = str(error.get("code") or "")
    score += are_one_kind(pattern.code, code) - differ(pattern.code, code)
    file = error.get("file")
    if pattern.file_glob and file:
        score += 1 if fnmatch(f"/{file}", pattern.file_glob) else -1
    return score


class ProvenFixes(Section):
    number = 17
    key = "proven_fixes"
    title = "Proven fixes (learned from all users)"
    kind = ProvenFix.Kind.PROVEN_FIX
    stability = Stability.ACCOUNT
    limit = 20

    def items(self, subject: Subject, limit: int) -> Found:
        found = offers(subject, self.kind)
        # What mended it in this project alone stands in the error history.
        proven = [one for one in found.items if not one.grant.is_own]
        proven.sort(key=lambda one: (-times_used(one), one.item.slug))
        return Found([fix_item(one, subject) for one in proven], found.left)


def fix_item(offer: Offer, subject: Subject) -> Item:
    fix, shared = offer.item, offer.grant.audience == "global"
    # Before a fix is everybody's, what other accounts did with it is nobody's business.
    is_countable = not shared and fix.only_account_id == subject.account_id
    is_told = is_countable or (shared and fix.only_account_id in (None, subject.account_id))
    return Item(
        ref=fix.ref,
        version=fix.version,
        title=fix.name,
        facts={
            "name": fix.name,
            "category": fix.category,
            "words": fix.words,
            "approach": fix.approach,
            "uses": fix.uses if is_countable else None,
            "projects": fix.projects if is_countable else None,
            "level": most_used_level(fix) if is_told else None,
            **offer.grant.evidence.shown,
        },
        value=1 + offer.grant.evidence.lower_bound,
        group="everybody" if shared else "account",
        sort=(fix.slug,),
        reason=f"worked in several projects, {offer.grant.audience}",
        item_id=fix.pk,
        is_sample=offer.is_sample,
    )


def times_used(offer: Offer) -> int:
    """Every use in an account; of what is everybody's, what its evidence counts for it."""
    if offer.grant.audience == "global":
        return offer.grant.evidence.successes
    return int(offer.item.uses)


def most_used_level(fix: ProvenFix) -> int | None:
    """The level at which it mended most; of equals the lowest. None where nothing was counted."""
    levels = sorted((-uses, int(level)) for level, uses in fix.levels.items())
    return levels[0][1] if levels else None
