"""Errors that are not what a pattern took them for, as an account said or its lessons tell: there
it matches less.

The pattern itself stays as it is, since others are served it. For the account, a place where its
lessons never differed takes nothing but what they had, if such an error differed there; or if they
are several, and the pattern is not everybody's.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from context.models import Lesson
from errorpatterns.induction import induce
from errorpatterns.library import Library
from errorpatterns.models import ErrorPattern, Mismatch
from errorpatterns.own_edits import as_taught
from errorpatterns.recognising import Like, likes, may_be_offered, recognised
from errorpatterns.regexes import Captures, captures_of
from intake.scrubbing import PLACEHOLDER, SCRUB_VERSION, scrub

# Of the lessons and the mismatches of a pattern, as many of the newest are heard.
HEARD = 100
# Lessons of which no two say the same. Of the places where real messages of one kind never differed
# in five of them, five in six are the tool's own words.
SETTLED = 5
# One of them says nothing of the next.
_NUMBER = re.compile(r"v?[\d.,:_-]+|(?:0x)?[0-9a-fA-F]+")


def note(pattern: ErrorPattern, account_id: UUID, project_id: UUID, message: str) -> None:
    """Remember that `message` is not this error. ValueError where the pattern does not match it."""
    clean = scrub(message)
    if captures_of(pattern.error_regex, clean) is None and not is_like(pattern, clean):
        raise ValueError("The pattern does not match this message.")
    Mismatch.objects.create(
        pattern=pattern,
        account_id=account_id,
        project_id=project_id,
        message=clean,
        scrub_version=SCRUB_VERSION,
    )


def is_like(pattern: ErrorPattern, clean: str) -> bool:
    try:
        told = {"message": clean, "code": pattern.code, "tool": pattern.tool}
        return bool(likes([pattern], induce(clean), told))
    except ValueError:
        return False


def hits_of(
    known: Library, account_id: UUID, errors: Sequence[Mapping[str, Any]]
) -> list[list[Like]]:
    """The patterns that match each error, best first, but for those of another code, and for what
    the account said it is not.

    Of the first errors that none of those it may be offered matches, those that they are like.
    """
    messages = [str(error["message"]) for error in errors]
    among = may_be_offered(known, account_id)
    matched = [known.index.match(message, among) for message in messages]
    there = {hit.id for some in matched for hit in some} & known.patterns.keys()
    patterns = as_taught(known, account_id, there)
    hits = [
        [hit for hit in some if hit.id in there and not patterns[hit.id].is_another(error)]
        for some, error in zip(matched, errors, strict=True)
    ]
    ids = [[hit.id for hit in some] for some in hits]
    found = [[Like(patterns[hit.id], hit.groups) for hit in some] for some in hits]
    for place, some in recognised(known, account_id, errors, ids).items():
        found[place] += some
    hit = {like.pattern.pk for some in found for like in some}
    exceptions = exceptions_of(known, account_id, hit)
    return [
        [like for like in some if not exceptions.rule_out(like.pattern, message)]
        for message, some in zip(messages, found, strict=True)
    ]


@dataclass(frozen=True)
class Exceptions:
    """What an account said of some patterns: scrubbed messages, by pattern; and the regexes of
    those that its lessons alone may narrow.
    """

    lessons: Mapping[UUID, Sequence[str]] = field(default_factory=dict)
    mismatches: Mapping[UUID, Sequence[str]] = field(default_factory=dict)
    own: Mapping[UUID, str] = field(default_factory=dict)
    # Of what was told, by pattern and regex: a log has hundreds of errors of one pattern.
    _captured: dict[tuple[UUID, str, bool], list[Captures]] = field(default_factory=dict)

    def rule_out(self, pattern: ErrorPattern, message: str) -> bool:
        """Whether the account said that such a message is not this error, or its lessons do."""
        if self._tell_another(pattern, message):
            return True
        others = self._captures(pattern, of_mismatches=True)
        found = captures_of(pattern.error_regex, scrub(message)) if others else None
        if found is None:
            return False
        taught = self._captures(pattern)
        return found not in taught and any(excludes(other, taught, found) for other in others)

    def _tell_another(self, pattern: ErrorPattern, message: str) -> bool:
        # A copy that is widened for an error has captures where all lessons have the same words.
        if self.own.get(pattern.pk) != pattern.error_regex:
            return False
        found = captures_of(pattern.error_regex, message)
        return found is not None and differs(self._captures(pattern), found)

    def _captures(self, pattern: ErrorPattern, *, of_mismatches: bool = False) -> list[Captures]:
        key = pattern.pk, pattern.error_regex, of_mismatches
        if key not in self._captured:
            told = self.mismatches if of_mismatches else self.lessons
            found = (captures_of(pattern.error_regex, text) for text in told.get(pattern.pk, ()))
            self._captured[key] = [captures for captures in found if captures is not None]
        return self._captured[key]


def excludes(other: Captures, taught: Sequence[Captures], found: Captures) -> bool:
    """Whether `found` is the mismatch `other`, or differs like it where what was taught never did.

    >>> excludes(("loose", "a"), [("strict", "b"), ("strict", "c")], ("other", "d"))
    True
    """
    if found == other:
        return True
    for place, value in enumerate(other):
        known = {captures[place] for captures in taught}
        if len(known) == 1 and value not in known:
            return found[place] not in known
    return False


def differs(taught: Sequence[Captures], found: Captures) -> bool:
    """Whether `found` has another value where all that was taught has the same: no number, and none
    that scrubbing took out.

    >>> differs([("strict", name) for name in "abcde"], ("loose", "a"))
    True
    """
    seen = set(taught)
    if len(seen) < SETTLED or found in seen:
        return False
    return any(
        len(set(values)) == 1 and value != values[0] and _is_telling(values[0])
        for value, values in zip(found, zip(*seen, strict=True), strict=True)
    )


def _is_telling(value: str) -> bool:
    is_number = any(map(str.isdigit, value)) and _NUMBER.fullmatch(value)
    return bool(value) and not is_number and not PLACEHOLDER.search(value)


def exceptions_of(known: Library, account_id: UUID, ids: Collection[UUID]) -> Exceptions:
    """One query; two where the account said something of these patterns, or may have taught them
    alone.
    """
    if not ids:
        return Exceptions()
    denied = Mismatch.objects.filter(account_id=account_id, pattern__in=ids)
    mismatches = newest(denied, "pattern", "message")
    own = {
        pk: pattern.error_regex
        for pk in ids
        if pk not in known.everybody and (pattern := known.patterns[pk]).learned is not None
    }
    if not mismatches and not own:
        return Exceptions()
    taught = Lesson.objects.filter(account_id=account_id, item__in=[*mismatches, *own])
    return Exceptions(newest(taught, "item", "example"), mismatches, own)


def newest(rows: QuerySet[Any], of: str, text: str) -> dict[UUID, list[str]]:
    """The newest texts of each pattern."""
    place = Window(RowNumber(), partition_by=F(of), order_by=F("pk").desc())
    found: dict[UUID, list[str]] = defaultdict(list)
    for pk, told in rows.annotate(place=place).filter(place__lte=HEARD).values_list(of, text):
        found[pk].append(told)
    return dict(found)
