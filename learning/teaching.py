"""Patterns and strategies as a generator tells them become items and lessons.

What is told has been scrubbed and bounded. An item is what all its lessons agree on: the text that
makes it this item, and of the rest what nobody told otherwise.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Coalesce
from django.utils.text import slugify

from context.models import Lesson, Source, Standing, Status
from context.rendering import truncated
from context.teaching import CONFIDENCE, Rejected, keep_common, note_lesson, stand, tell
from intake.screening import screen
from intake.scrubbing import SCRUB_VERSION
from learning.models import LearnedPattern, Strategy
from learning.wording import folded
from projects.models import Project

LONGEST_NAME = 120
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
    identity=("category", "problem", "solution", "code_template"),
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

    @property
    def digest(self) -> str:
        """SHA-256 in hex of what makes it the same as another."""
        same = "\0".join(identical(name, self.columns[name]) for name in self.kind.identity)
        return hashlib.sha256(same.encode()).hexdigest()

    @property
    def slug(self) -> str:
        """Made of what all say who tell the same: one account's own name is no business of
        another's.
        """
        words = slugify(self.columns[self.kind.words])[:60].strip("-")
        return f"learned-{words}-{self.digest[:8]}".replace("--", "-")

    @property
    def flags(self) -> list[str]:
        """Which rules of screening it breaks, by column."""
        said = {
            name: text if isinstance(text, str) else "\n".join(text)
            for name, text in self.columns.items()
        }
        return sorted({f"{flag.field}: {flag.rule}" for flag in screen(said)})

    def common(self, item: Any) -> dict[str, Any]:
        """On what the item and this agree, of the columns that are not their identity."""
        found = {
            name: agreed(getattr(item, name), told)
            for name, told in self.columns.items()
            if name not in self.kind.identity
        }
        if found.get("name") == "":
            words = " ".join(getattr(item, self.kind.words).split())
            found["name"] = truncated(words, LONGEST_NAME)
        return found


def identical(name: str, text: str) -> str:
    """What two texts of a column share that are the same: of code, all but the white space."""
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
    return learn(project, told, hold([(project, told)])[told.digest])


def hold(lessons: Collection[tuple[Project, Told]]) -> dict[str, Any]:
    """The items of these lessons by digest, found or made, and locked.

    First the projects, then the items, each in the order of their ids, and what is made in the
    order of digests: nobody who does so can wait for us in a circle. Must be called in a
    transaction, of which these are the first locks.
    """
    for pk in sorted({project.pk for project, _ in lessons}):
        Project.objects.hold(pk)
    wanted = {told.digest: told for _, told in lessons}
    held: dict[str, Any] = {}
    # What is found may be erased with another project, until it is locked.
    while missing := sorted(wanted.keys() - held.keys()):
        found = {digest: find_or_make(wanted[digest]) for digest in missing}
        model = next(iter(wanted.values())).kind.model
        locked = {item.pk: item for item in model.objects.locked(found.values())}
        held |= {digest: locked[pk] for digest, pk in found.items() if pk in locked}
    return held


def find_or_make(told: Told) -> UUID:
    """The id of the item, or of what it was merged into; of two who make it at once one finds the
    other's.
    """
    items = told.kind.model.objects
    rows = items.filter(digest=told.digest).annotate(stands=Coalesce("merged_into", "pk"))
    same = rows.values_list("stands", flat=True)
    found: UUID | None = same.first()
    if found is None:
        try:
            with transaction.atomic():
                made = items.create(
                    slug=told.slug, confidence=CONFIDENCE, digest=told.digest, **told.columns
                )
                found = made.pk
        except IntegrityError:
            found = same.get()
    return found


def learn(project: Project, told: Told, item: Any) -> Taught:
    """One lesson, about an item that is held. Raises Rejected."""
    flags = told.flags
    standing, created = stand(project, item, flags)
    if standing.status == Status.REJECTED:
        raise Rejected
    known = Lesson.objects.filter(project=project, item=item).first()
    if known is not None:
        strengthen(project, known, told.source)
        return Taught(item, standing, created, flags)
    # What was merged into the item says something else of its own.
    if item.digest == told.digest and item.lessons.exists():
        keep_common(item, told.common(item))
    add_lesson(project, item, told, flags)
    note_lesson(project, item)
    tell(project, item, getattr(item, told.kind.category), flagged=created and bool(flags))
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
