"""Which stored errors an edited regex gains and loses, before it is saved.

Looked at are, until the time is up: what this pattern must and must not match, the lessons that
taught it, what all other patterns must and must not match, the mended programs of the release, and
the newest lessons. A lesson's text is its account's own: of lessons there are only counts.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from context.models import LearnedItem, Lesson
from context.snapshot import look
from errorpatterns.builtins import load
from errorpatterns.library import library
from errorpatterns.matching import MAX_TEXT
from errorpatterns.models import ErrorPattern
from errorpatterns.regexes import compiled, fold, literals, longest
from intake.lists import count_of

SECONDS = 1.0
OWN_LESSONS = 200
LESSONS = 2_000
SHOWN = 20
# The clock is asked once for so many texts.
OFTEN = 64

EXAMPLE, COUNTER, PROOF = "must match", "must not match", "shipped lesson"


class Curated(NamedTuple):
    """A text that staff or the release wrote, and what it is to the pattern that has it."""

    pattern: ErrorPattern
    role: str
    text: str


class Taught(NamedTuple):
    """How many lessons of an account, about a pattern, came or went."""

    account: str
    name: str
    lessons: int


@dataclass
class Side:
    """What is gained, or what is lost; `count` also of texts that are not shown."""

    curated: list[Curated] = field(default_factory=list)
    taught: Counter[tuple[str, str]] = field(default_factory=Counter)
    count: int = 0

    def add(self, text: Curated) -> None:
        self.count += 1
        if len(self.curated) < SHOWN:
            self.curated.append(text)

    def note(self, account: str, name: str) -> None:
        self.count += 1
        self.taught[account, name] += 1

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.curated) - sum(one.lessons for one in self.lessons)

    @property
    def lessons(self) -> list[Taught]:
        return [Taught(*whose, count) for whose, count in self.taught.most_common(SHOWN)]


@dataclass
class Effects:
    """`looked` of `texts` were looked at; `lessons_left` of the lessons are older than those."""

    gained: Side = field(default_factory=Side)
    lost: Side = field(default_factory=Side)
    kept: int = 0
    looked: int = 0
    texts: int = 0
    lessons: int = 0
    lessons_known: int = 0

    @property
    def in_time(self) -> bool:
        return self.looked == self.texts


class Matcher:
    """Whether a regex matches; asked of the texts that have its literal alone."""

    def __init__(self, regex: str) -> None:
        self.regex = compiled(regex)
        self.literal = longest(literals(regex)) or ""

    def __call__(self, text: str, folded: str) -> bool:
        return self.literal in folded and self.regex.search(text[:MAX_TEXT]) is not None


def effects(
    pattern: ErrorPattern, regex: str, examples: Iterable[str], counters: Iterable[str]
) -> Effects:
    """Of `regex` and these examples, instead of what is stored of the pattern: two queries and a
    look at the library.
    """
    look()
    told = Effects()
    stored = ErrorPattern.objects.values_list("error_regex", flat=True).get(pk=pattern.pk)
    change = Change(Matcher(stored), Matcher(regex), told, time.monotonic() + SECONDS)
    own = [Curated(pattern, EXAMPLE, text) for text in examples]
    own += [Curated(pattern, COUNTER, text) for text in counters]
    change.look_at_curated(own)
    change.look_at_lessons(taught_by(pattern.pk))
    change.look_at_curated(of_others(pattern.pk))
    change.look_at_lessons(newest(pattern.pk))
    told.lessons_known = count_of(lessons(), LESSONS + OWN_LESSONS)
    return told


@dataclass
class Change:
    before: Callable[[str, str], bool]
    after: Callable[[str, str], bool]
    told: Effects
    until: float

    def side(self, text: str) -> Side | None:
        """Where the text belongs; None where nothing changes for it."""
        self.told.looked += 1
        folded = fold(text)
        was, is_now = self.before(text, folded), self.after(text, folded)
        self.told.kept += was and is_now
        if was == is_now:
            return None
        return self.told.gained if is_now else self.told.lost

    @property
    def is_late(self) -> bool:
        return self.told.texts % OFTEN == 0 and time.monotonic() > self.until

    def look_at_curated(self, texts: Iterable[Curated]) -> None:
        late = False
        for one in texts:
            late = late or self.is_late
            self.told.texts += 1
            if not late and (side := self.side(one.text)):
                side.add(one)

    def look_at_lessons(self, rows: Iterable[tuple[str, str, str]]) -> None:
        late = False
        for account, name, text in rows:
            late = late or self.is_late
            self.told.texts += 1
            self.told.lessons += not late
            if not late and (side := self.side(text)):
                side.note(account, name)


def of_others(pk: UUID) -> Iterator[Curated]:
    """What every other pattern must match or not, from the library of this process."""
    known = library().patterns
    for pattern in known.values():
        if pattern.pk != pk:
            yield from (Curated(pattern, EXAMPLE, text) for text in pattern.examples)
            yield from (Curated(pattern, COUNTER, text) for text in pattern.counter_examples)
    shipped = proofs()
    for pattern in known.values():
        if pattern.is_built_in:
            yield from (Curated(pattern, PROOF, text) for text in shipped.get(pattern.slug, ()))


@cache
def proofs() -> dict[str, list[str]]:
    """The errors of the mended programs of the release, by slug."""
    return {one.slug: [lesson.message for lesson in one.lessons] for one in load() if one.lessons}


def lessons() -> QuerySet[Lesson]:
    return Lesson.objects.filter(item__kind=LearnedItem.Kind.ERROR_PATTERN)


def taught_by(pk: UUID) -> list[tuple[str, str, str]]:
    rows = Lesson.objects.filter(item=pk).order_by("-pk")
    return list(rows.values_list("account__name", "item__name", "example")[:OWN_LESSONS])


def newest(pk: UUID) -> list[tuple[str, str, str]]:
    """The newest lessons about other patterns."""
    rows = lessons().exclude(item=pk).order_by("-pk")
    chosen = rows.values_list("account__name", "item__name", "example")
    return list(chosen[:LESSONS])
