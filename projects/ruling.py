"""Rules of a project or a user. The same text, white space folded, is the same rule."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from intake.problems import Refused
from intake.scrubbing import SCRUB_VERSION
from projects.models import EndUser, Project, ProjectRule

MOST_RULES = 200
UNLESS_TOLD = {"priority": 50, "is_active": True}

Told = Mapping[str, Any]


def digest_of(text: str) -> str:
    """SHA-256, hex, of the text with its white space folded."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


@dataclass
class RuleBook:
    """All rules of a project or user that is held, `whose` being the name of it in a rule."""

    whose: dict[str, Project | EndUser]
    rules: dict[str, ProjectRule] = field(init=False)
    new: list[ProjectRule] = field(default_factory=list)
    changed: dict[UUID, ProjectRule] = field(default_factory=dict)
    dropped: list[UUID] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rules = {rule.digest: rule for rule in ProjectRule.objects.filter(**self.whose)}

    def put(self, told: Told) -> ProjectRule:
        """The rule of this text, made or changed to what is told of it."""
        digest = digest_of(told["text"])
        rule = self.rules.get(digest)
        if rule is None:
            stated = {**UNLESS_TOLD, **told, **self.whose}
            rule = ProjectRule(digest=digest, scrub_version=SCRUB_VERSION, **stated)
            self.rules[digest] = rule
            self.new.append(rule)
        else:
            self.change(rule, {name: told[name] for name in UNLESS_TOLD if name in told})
        return rule

    def change(self, rule: ProjectRule, told: Told) -> None:
        if all(getattr(rule, name) == value for name, value in told.items()):
            return
        for name, value in told.items():
            setattr(rule, name, value)
        # One that is new is written as it is now; another is written once.
        if not rule._state.adding and rule.pk not in self.changed:
            rule.version += 1
            rule.updated_at = timezone.now()
            self.changed[rule.pk] = rule

    def keep_only(self, kept: Iterable[ProjectRule]) -> None:
        ids = {rule.pk for rule in kept}
        self.dropped = [rule.pk for rule in self.rules.values() if rule.pk not in ids]

    def write(self) -> bool:
        """Whether anything changed."""
        if self.dropped:
            ProjectRule.objects.filter(pk__in=self.dropped).delete()
        if self.changed:
            ProjectRule.objects.bulk_update(
                self.changed.values(), [*UNLESS_TOLD, "version", "updated_at"]
            )
        if self.new:
            ProjectRule.objects.bulk_create(self.new)
        return bool(self.dropped or self.changed or self.new)


@transaction.atomic
def add_rules(
    project_id: UUID, told: Iterable[tuple[str, Told]]
) -> tuple[Sequence[ProjectRule], bool]:
    """The rules told, in order, and whether any is new. Each comes with the pointer of its place,
    at which one too many is Refused.
    """
    book = RuleBook({"project": Project.objects.hold(project_id)})
    rules = []
    for pointer, one in told:
        rules.append(book.put(one))
        if len(book.rules) > MOST_RULES:
            raise Refused({f"{pointer}/text": f"A project has at most {MOST_RULES} rules."})
    if book.write():
        Project.objects.filter(pk=project_id).touch()
    return rules, bool(book.new)


@transaction.atomic
def replace_project_rules(project_id: UUID, told: Sequence[Told]) -> bool:
    """Whether any rule is new: these are the project's rules from now on."""
    book = RuleBook({"project": Project.objects.hold(project_id)})
    if replace(book, told):
        Project.objects.filter(pk=project_id).touch()
    return bool(book.new)


@transaction.atomic
def replace_user_rules(account_id: UUID, key: str, told: Sequence[Told]) -> bool:
    """Whether any rule is new: these are the user's rules from now on, in all projects."""
    user = EndUser.objects.hold(account_id, key)
    book = RuleBook({"user": user})
    if replace(book, told):
        Project.objects.filter(user=user).touch()
    return bool(book.new)


def replace(book: RuleBook, told: Sequence[Told]) -> bool:
    """Whether that changed anything."""
    book.keep_only([book.put({**UNLESS_TOLD, **one}) for one in told])
    return book.write()
