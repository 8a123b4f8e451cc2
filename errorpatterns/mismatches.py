"""Errors that an account said are not what a pattern took them for: there it matches less.

The pattern itself stays as it is, since others are served it. For the account, a place where its
lessons never differed, and where such an error did, takes nothing but what the lessons had.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from context.models import Lesson
from errorpatterns.induction import induce
from errorpatterns.library import Library
from errorpatterns.models import ErrorPattern, Mismatch
from errorpatterns.recognising import Like, likes, recognised
from errorpatterns.regexes import Captures, captures_of
from intake.scrubbing import SCRUB_VERSION, scrub

# Of the lessons and the mismatches of a pattern, as many of the newest are heard.
HEARD = 20


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
    found = [
        [
            Like(known.patterns[hit.id], hit.groups)
            for hit in known.index.match(message)
            if hit.id in known.patterns and not known.patterns[hit.id].is_another(error)
        ]
        for message, error in zip(messages, errors, strict=True)
    ]
    ids = [[like.pattern.pk for like in some] for some in found]
    for place, some in recognised(known, account_id, errors, ids).items():
        found[place] += some
    exceptions = exceptions_of(account_id, {like.pattern.pk for some in found for like in some})
    return [
        [like for like in some if not exceptions.rule_out(like.pattern, message)]
        for message, some in zip(messages, found, strict=True)
    ]


@dataclass(frozen=True)
class Exceptions:
    """What an account said of some patterns: scrubbed messages, by pattern."""

    lessons: Mapping[UUID, Sequence[str]] = field(default_factory=dict)
    mismatches: Mapping[UUID, Sequence[str]] = field(default_factory=dict)

    def rule_out(self, pattern: ErrorPattern, message: str) -> bool:
        """Whether the account said that such a message is not this error."""
        others = self._captures(pattern, self.mismatches)
        found = captures_of(pattern.error_regex, scrub(message)) if others else None
        if found is None:
            return False
        taught = self._captures(pattern, self.lessons)
        return found not in taught and any(excludes(other, taught, found) for other in others)

    def _captures(
        self, pattern: ErrorPattern, told: Mapping[UUID, Sequence[str]]
    ) -> list[Captures]:
        found = (captures_of(pattern.error_regex, text) for text in told.get(pattern.pk, ()))
        return [captures for captures in found if captures is not None]


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


def exceptions_of(account_id: UUID, ids: Collection[UUID]) -> Exceptions:
    """One query; two where the account said something of these patterns."""
    if not ids:
        return Exceptions()
    own = Mismatch.objects.filter(account_id=account_id, pattern__in=ids).order_by("-pk")
    mismatches = newest(own.values_list("pattern", "message"))
    if not mismatches:
        return Exceptions()
    taught = Lesson.objects.filter(account_id=account_id, item__in=list(mismatches)).order_by("-pk")
    return Exceptions(newest(taught.values_list("item", "example")), mismatches)


def newest(rows: Iterable[Any]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for pk, text in rows:
        if len(found[pk]) < HEARD:
            found[pk].append(text)
    return dict(found)
