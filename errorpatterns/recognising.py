"""Errors that no pattern matches, recognised by those that they are like.

A lesson that says such an error may refine the pattern later. Until then a copy of it stands for
what it would become: its captures and its fix are told for both, and nothing is stored.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from copy import copy
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from context.killswitch import unless_off
from context.models import Standing, Status
from errorpatterns import explaining
from errorpatterns.codes import all_of, few_of
from errorpatterns.editing.captures import recounted
from errorpatterns.fixes import renumbered
from errorpatterns.induction import Template, induced
from errorpatterns.kinship import Refined, recognise
from errorpatterns.library import Library
from errorpatterns.models import ErrorPattern
from errorpatterns.own_edits import as_taught
from errorpatterns.refining import candidates, learned
from errorpatterns.regexes import Captures, captures_of, compiled
from intake.scrubbing import scrub

# Each costs a query and some milliseconds; of an error are offered as many patterns.
MAX_MESSAGES = 10
MAX_PATTERNS = 3


class Like(NamedTuple):
    """A pattern as it would be if it matched a message, and what it would capture of it."""

    pattern: ErrorPattern
    groups: Captures


def may_be_offered(known: Library, account_id: UUID) -> Callable[[], Container[UUID]]:
    """What is everybody's or stands before the account, when it is asked: what other accounts alone
    know is in nobody's way. One query, the first time.
    """

    @cache
    def among() -> Container[UUID]:
        own = unless_off(Standing.objects.before(account_id))
        return known.everybody.keys() | set(own.values_list("item", flat=True))

    return among


def recognised(
    known: Library,
    account_id: UUID,
    errors: Sequence[Mapping[str, Any]],
    hits: Sequence[Sequence[UUID]],
) -> dict[int, list[Like]]:
    """By its place, what an error is like that none of its `hits` may be offered for.

    What other accounts alone know changes nothing of it.
    """
    own = unless_off(Standing.objects.before(account_id))
    others = {pk for some in hits for pk in some} - known.everybody.keys()
    offered = set(own.filter(item__in=others).values_list("item", flat=True)) if others else set()
    unknown = [n for n, some in enumerate(hits) if others - offered >= set(some)]
    everybodys = unless_off(Standing.objects.before(None)).filter(status=Status.ACTIVE)
    among = Q(pattern__in=own.values("item")) | Q(pattern__in=everybodys.values("item"))
    texts = {n: scrub(str(errors[n]["message"])) for n in unknown[:MAX_MESSAGES]}
    fresh = {n: told for n, text in texts.items() if (told := induced(text))}
    near = {
        n: [pk for pk in candidates(told, among) if pk in known.patterns]
        for n, told in fresh.items()
    }
    patterns = as_taught(known, account_id, {pk for some in near.values() for pk in some})
    same = {
        n: [patterns[pk] for pk in some if not patterns[pk].is_another(errors[n])]
        for n, some in near.items()
    }
    return {n: likes(same[n], told, errors[n])[:MAX_PATTERNS] for n, told in fresh.items()}


def likes(
    patterns: Sequence[ErrorPattern], fresh: Template, error: Mapping[str, Any]
) -> list[Like]:
    """Of the patterns, best first, those that the error is like, whose template is `fresh`."""
    by_id = {pattern.pk: pattern for pattern in patterns}
    tool, message = str(error.get("tool") or ""), str(error["message"])
    codes = {pk: pattern.code_of(tool) for pk, pattern in by_id.items()}
    code = str(error.get("code") or "")
    alike = recognise(fresh, learned(patterns), few_of(code, codes), all_of(code, codes))
    found = (widened(by_id[like.id], like) for like in alike)
    return [
        Like(pattern, groups)
        for pattern in found
        if pattern and (groups := captures_of(pattern.error_regex, message)) is not None
    ]


def widened(pattern: ErrorPattern, like: Refined[UUID]) -> ErrorPattern | None:
    """A copy that matches both; None where its fix could not be told, or it was said not to."""
    regex = like.template.regex
    captures = like.alignment.captures(0)
    fix = renumbered(pattern.fix_template, *captures)
    if fix is None or any(map(compiled(regex).search, pattern.counter_examples)):
        return None
    wide = copy(pattern)
    wide.error_regex, wide.template, wide.fix_template = regex, like.template.stored, fix
    wide.edit = pattern.edit and recounted(pattern.edit, *captures)
    agreed = [recounted(edit, *captures) for edit in pattern.agreed]
    wide.agreed = [edit for edit in agreed if edit is not None]
    if len(wide.agreed) < len(agreed):
        wide.edit = None
    wide.explanation = explaining.refined(pattern, fix, wide.edit, numbers=captures[0])
    return wide
