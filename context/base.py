"""What a section is, whom it is for, and where the lists of sections and sources stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from functools import cache
from typing import Any, ClassVar, Literal
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from projects.models import EndUser, Project

# Every section there will be, by number: all are accepted in a request, whether served yet or not.
SECTION_KEYS = (
    "intent_lock",
    "app_soul",
    "anti_slop",
    "build_phase",
    "verification",
    "tournament",
    "error_history",
    "learned_patterns",
    "strategies",
    "project_analysis",
    "project_rules",
    "user_preferences",
    "judge_decisions",
    "provider_hints",
    "error_patterns",
    "shadow_recommendations",
    "proven_fixes",
)


class Stability(IntEnum):
    """By what a section's content is chosen, most lasting first; the tail by state and task."""

    GLOBAL = 0
    APP_TYPE = 1
    ACCOUNT = 2
    PROJECT = 3
    USER = 4
    TAIL = 5


@dataclass(frozen=True)
class Subject:
    """Whom a context is for, and what is about to be done.

    `project` comes with its account, intent, build phase and analysis, `user` with its preferences
    (`Project.objects.whole`): what sections say of these costs no query.

    `errors` are as the caller sent them (`message`, and whatever a tool adds). Nothing of task,
    files and errors is ever stored.
    """

    account_id: UUID
    project: Project | None = None
    user: EndUser | None = None
    language: str = ""
    framework: str = ""
    app_type: str = ""
    build_mode: str = ""
    providers: Sequence[str] = ()
    task: str = ""
    files: Sequence[str] = ()
    errors: Sequence[Mapping[str, Any]] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)
    # What staff ask for in a preview: items as if they were granted so, or with None not at all.
    imagined: Mapping[UUID, Any] = field(default_factory=dict, compare=False, repr=False)
    # What sections of one context share, by the names they agree on; asked of the database once.
    shared: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def user_id(self) -> UUID | None:
        return self.user.id if self.user else None

    @property
    def project_id(self) -> UUID | None:
        return self.project.id if self.project else None


@dataclass(frozen=True)
class Item:
    """One thing that a section may say. Whole, or not at all.

    `facts` is what the template's `item` macro prints. `value` ranks it within its class, `group`
    is the part of the section it belongs to, `sort` its place in print. `tail` puts it behind the
    bar: state, or relevant to the task. Of items of a section that `says` the same, the first that
    finds room stands, unless it is empty.
    """

    ref: str
    version: int
    title: str
    facts: Mapping[str, Any]
    value: float = 1.0
    group: str = ""
    sort: tuple[Any, ...] = ()
    tail: bool = False
    reason: str = ""
    item_id: UUID | None = None
    is_sample: bool = False
    says: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Left:
    """Something considered and not served, with one of the reasons of the API."""

    ref: str
    reason: Literal[
        "budget",
        "limit",
        "low_reliability",
        "duplicate",
        "excluded",
        "not_relevant",
        "held_out",
        "scope",
        "status",
    ]


@dataclass(frozen=True)
class Found:
    """What `Section.items` answers: candidates, best first, and what it considered and left out."""

    items: Sequence[Item] = ()
    left: Sequence[Left] = ()


class Section:
    """One section of a context: attributes and one hook.

    `stability` is the class whose share of the budget its stable part uses; `priority` weighs its
    items against those of other sections in the class; `reserved` sections (rules, intent) are the
    last to be dropped, of these first the one of lower priority. `splits` says that some items may
    stand in the tail, which is then kept a third of the limit. `kind` is that of the learned items
    it takes from `offers`. Its wording is `templates/context/<key>.md`.
    """

    number: ClassVar[int]
    key: ClassVar[str]
    title: ClassVar[str]
    scope: ClassVar[str] = "global"
    kind: ClassVar[str] = ""
    stability: ClassVar[Stability] = Stability.GLOBAL
    limit: ClassVar[int] = 20
    priority: ClassVar[float] = 1.0
    reserved: ClassVar[bool] = False
    splits: ClassVar[bool] = False

    def items(self, subject: Subject, limit: int) -> Found:
        """Candidates for `subject`, at most one indexed query whatever the number of rows.

        `limit` is the section's, as the request has it. An exception makes the section `failed`,
        never the document.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class Counts:
    """How many items a source has, and how they stand. `active` is what can be served."""

    items: int
    active: int
    proposed: int = 0
    quarantined: int = 0


class Feed:
    """One source of what is learned: what pipeline status says of it.

    `section` is the key of the section that serves it. `fed_by` says what to call where nothing
    feeds it: `POST /api/v1/judgments/`. `is_shipped`: it needs no feeding. `is_event`: its items
    count as learning events.
    """

    key: ClassVar[str]
    section: ClassVar[str]
    fed_by: ClassVar[str] = ""
    is_shipped: ClassVar[bool] = False
    is_event: ClassVar[bool] = False

    def counts(self, account_id: UUID | None) -> Counts:
        """Of what the account has or may be served; None is the whole installation."""
        raise NotImplementedError

    def last_fed_at(self, account_id: UUID | None) -> datetime | None:
        """When anything was told last, by the account or, with None, by anybody."""
        raise NotImplementedError

    def warnings(self, account_id: UUID | None) -> Iterable[str]:
        """What a person should know or do about it, besides that nothing feeds or serves it."""
        return ()


def get_feeds() -> tuple[Feed, ...]:
    """The feeds of PIPELINE_SOURCES, in that order; ImportError for what is not there."""
    return _feeds(tuple(settings.PIPELINE_SOURCES))


@cache
def _feeds(paths: tuple[str, ...]) -> tuple[Feed, ...]:
    return tuple(import_string(path)() for path in paths)


def get_sections() -> tuple[Section, ...]:
    """The sections of CONTEXT_SECTIONS, by number; imported once. Raises ImportError for what is
    not there.
    """
    return _sections(tuple(settings.CONTEXT_SECTIONS))


@cache
def _sections(paths: tuple[str, ...]) -> tuple[Section, ...]:
    return tuple(sorted((import_string(path)() for path in paths), key=lambda one: one.number))
