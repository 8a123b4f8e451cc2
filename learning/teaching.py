"""Patterns and strategies as a generator tells them become items and lessons.

What is told has been scrubbed and bounded. An item is what all its lessons agree on: the text that
makes it this item, and of the rest what nobody told otherwise.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from context.models import Lesson, Source, Standing, Status
from context.own_words import keep_own
from context.rendering import truncated
from context.teaching import CONFIDENCE, Rejected, keep_common, note_lesson, stand, tell
from intake.screening import screen
from intake.scrubbing import SCRUB_VERSION
from learning.models import LearnedPattern, Strategy
from learning.wording import folded
from projects.models import Project

LONGEST_NAME = 120
MOST_CONDITIONS = 20
LONGEST_CONDITION = 300
STRENGTH = {source: place for place, source in enumerate(reversed(Source.values))}


@dataclass(frozen=True)
class Kind:
    """How items of a kind are told, by the names of their columns.

    `name` is what the API calls one. `identity` makes two of them the same; its part `words` makes
    the slug, and the name where lessons name it otherwise. `explanation` is what a lesson says
    about it.
    """

    name: str
    model: type[Any]
    category: str
    identity: tuple[str, ...]
    words: str
    explanation: str


PATTERN = Kind(
    "pattern",
    LearnedPattern,
    category="category",
    # Where it must not be used no other account's lesson takes away.
    identity=("category", "problem", "solution", "code_template", "anti_conditions"),
    words="problem",
    explanation="solution",
)
STRATEGY = Kind(
    "strategy",
    Strategy,
    category="domain",
    identity=("domain", "name", "description"),
    words="name",
    explanation="description",
)


@dataclass(frozen=True)
class Told:
    """Something to be learned: the columns of the item, and on which evidence."""

    kind: Kind
    columns: Mapping[str, Any]
    source: str = Source.TOOL.value
    # Of a pattern that was extracted: the kind of experience.
    origin: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 in hex of what makes it the same as another."""
        told = {name: self.columns[name] for name in self.kind.identity}
        same = "\0".join(identical(name, told[name]) for name in told if told[name] != [])
        return hashlib.sha256(same.encode()).hexdigest()

    def digests(self, account_id: UUID) -> tuple[str, str]:
        """The digest, and the account's own, for where other accounts' words stand for the text."""
        own = hashlib.sha256(f"{self.digest} {account_id.hex}".encode()).hexdigest()
        return self.digest, own

    def slug(self, digest: str) -> str:
        """Made of what all say who tell the same: one account's own name is no business of
        another's.
        """
        words = slugify(self.columns[self.kind.words])[:60].strip("-")
        return f"learned-{words}-{digest[:8]}".replace("--", "-")

    @property
    def flags(self) -> list[str]:
        """Which rules of screening it breaks, by column."""
        said = {
            name: text if isinstance(text, str) else "\n".join(text)
            for name, text in self.columns.items()
        }
        return sorted({f"{flag.field}: {flag.rule}" for flag in screen(said)})

    @property
    def rest(self) -> dict[str, Any]:
        """What it says that is not its identity."""
        identity = self.kind.identity
        return {name: told for name, told in self.columns.items() if name not in identity}

    def common(self, item: Any, known: Mapping[str, Any]) -> dict[str, Any]:
        """On what this and `known`, which was told of the item before, agree."""
        found = {name: agreed(known[name], told) for name, told in self.rest.items()}
        if found.get("name") == "":
            words = " ".join(getattr(item, self.kind.words).split())
            found["name"] = truncated(words, LONGEST_NAME)
        return found


def identical(name: str, text: str | list[str]) -> str:
    """What two texts of a column share that are the same: of code, all but the white space; of
    several, whatever their order.
    """
    if not isinstance(text, str):
        return "\n".join(sorted(map(folded, text)))
    return " ".join(text.split()) if name == "code_template" else folded(text)


def agreed(known: Any, told: Any) -> Any:
    """The entries of a list that are told too; a text that is told alike, else nothing."""
    if isinstance(known, str):
        return known if folded(known) == folded(told) else ""
    same = {folded(each) for each in told}
    return [each for each in known if folded(each) in same]


@dataclass(frozen=True)
class Taught:
    """What came of it. `created`: the account had no such item before."""

    item: Any
    standing: Standing
    created: bool
    flags: list[str]


@transaction.atomic
def teach(project: Project, told: Told) -> Taught:
    """Learn what the project tells; the same again changes nothing.

    Raises Rejected where staff have rejected it, and Conflict where the project was erased
    meanwhile; nothing is stored then.
    """
    return learn(project, told, hold([(project, told)])[whose(project, told)])


# Of a text: the account that tells it, and its digest.
Whose = tuple[UUID, str]


def whose(project: Project, told: Told) -> Whose:
    return project.account_id, told.digest


def hold(lessons: Collection[tuple[Project, Told]]) -> dict[Whose, Any]:
    """The items of these lessons of one kind by `whose`, found or made, and locked.

    First the projects, then the items, each in the order of their ids, and what is made in the
    order of digests: nobody who does so can wait for us in a circle. Must be called in a
    transaction, of which these are the first locks.
    """
    for pk in sorted({project.pk for project, _ in lessons}):
        Project.objects.hold(pk)
    wanted = {whose(project, told): told for project, told in lessons}
    held: dict[Whose, Any] = {}
    # What is found may be erased with another project, or merged, until it is locked.
    while missing := sorted(wanted.keys() - held.keys(), key=lambda one: one[::-1]):
        found = {one: find_or_make(wanted[one], one[0]) for one in missing}
        model = next(iter(wanted.values())).kind.model
        locked = {item.pk: item for item in model.objects.locked(found.values())}
        there = {pk for pk, item in locked.items() if item.merged_into_id is None}
        held |= {one: locked[pk] for one, pk in found.items() if pk in there}
    return held


def find_or_make(told: Told, account_id: UUID) -> UUID:
    """The id of the item, or of what it was merged into if the account may read that; of two who
    make it at once one finds the other's.
    """
    items = told.kind.model.objects
    for digest in told.digests(account_id):
        found, survivor = find_or_insert(told, digest)
        if survivor is None:
            return found
        if items.known_to(account_id).filter(pk=survivor).exists():
            return survivor
    raise AssertionError("An account may read what its own words were merged into.")


def find_or_insert(told: Told, digest: str) -> tuple[UUID, UUID | None]:
    """The item of this digest, and what it was merged into."""
    items = told.kind.model.objects
    same = items.filter(digest=digest).values_list("pk", "merged_into")
    found: tuple[UUID, UUID | None] | None = same.first()
    if found is None:
        origin = {"origin": told.origin} if told.origin else {}
        columns = {**told.columns, **origin, "digest": digest, "confidence": CONFIDENCE}
        try:
            with transaction.atomic():
                found = items.create(slug=told.slug(digest), **columns).pk, None
        except IntegrityError:
            found = same.get()
    return found


def learn(project: Project, told: Told, item: Any) -> Taught:
    """One lesson, about an item that is held. Raises Rejected."""
    flags = told.flags
    standing, created = stand(project, item, flags)
    if standing.status == Status.REJECTED:
        raise Rejected
    own = Lesson.objects.filter(project=project, item=item)
    # What a merge has moved here taught other words.
    known = (own.filter(taught_as=None) if item.digest == told.digest else own).first()
    if known is not None:
        strengthen(project, known, told.source)
        return Taught(item, standing, created, flags)
    # What was merged into the item says something else of its own.
    if item.digest == told.digest and item.lessons.exists():
        common = partial(told.common, item)
        keep_own(item, project, told.rest, common)
        keep_common(item, common({name: getattr(item, name) for name in told.rest}))
    add_lesson(project, item, told, flags)
    note_lesson(project, item)
    is_flagged = standing.status == Status.QUARANTINED
    tell(project, item, getattr(item, told.kind.category), flagged=is_flagged)
    return Taught(item, standing, created, flags)


def add_lesson(project: Project, item: Any, told: Told, flags: list[str]) -> None:
    Lesson.objects.create(
        item=item,
        account_id=project.account_id,
        project=project,
        example=told.columns[told.kind.words],
        explanation=told.columns[told.kind.explanation],
        flags=flags,
        source=told.source,
        scrub_version=SCRUB_VERSION,
    )


def strengthen(project: Project, lesson: Lesson, source: str) -> None:
    """Told again on better evidence, it counts by that."""
    if STRENGTH[source] > STRENGTH[lesson.source]:
        Lesson.objects.filter(pk=lesson.pk).update(source=source)
        note_lesson(project, lesson.item)
