"""What the lessons of one account do to code, of a pattern that another taught, too.

Until it is everybody's each account is served the edit of its own lessons: neither decides what the
other's code becomes. The pattern's own edit is the first one's, held back to what all took out, and
it is what everybody comes to be served.
"""

from collections.abc import Collection
from copy import copy
from uuid import UUID

from context.models import Lesson
from context.teaching import is_everybodys
from errorpatterns.editing.rules import Rule, RuleSet, refined
from errorpatterns.library import Library
from errorpatterns.models import ErrorPattern, OwnEdit


def keep(account_id: UUID, pattern: ErrorPattern, rule: Rule) -> None:
    """That one more lesson of the account does `rule`. The pattern is locked, the lesson stored."""
    if pattern.edit is None or pattern.is_built_in or is_everybodys(pattern):
        return
    rows = pattern.own_edits
    if not rows.exists() and not _split(account_id, pattern):
        return
    row = rows.filter(account_id=account_id).first()
    known: RuleSet | None = row.edit if row else None
    edit = refined(known, rule)
    rows.update_or_create(account_id=account_id, defaults={"edit": edit})


def _split(account_id: UUID, pattern: ErrorPattern) -> bool:
    """Whether the pattern was one other account's until now, whose edit it has."""
    lessons = Lesson.objects.filter(item=pattern).order_by()
    others = lessons.exclude(account_id=account_id).values_list("account", flat=True).distinct()
    if len(others) != 1 or lessons.filter(account_id=account_id).count() != 1:
        return False
    pattern.own_edits.create(account_id=others[0], edit=pattern.edit)
    return True


def rules_of(pattern: ErrorPattern) -> list[Rule]:
    """All that the accounts have of their own."""
    return [rule for own in pattern.own_edits.all() for rule in own.edit["rules"]]


def as_taught(known: Library, account_id: UUID, ids: Collection[UUID]) -> dict[UUID, ErrorPattern]:
    """The patterns of `ids`, with the edit of the account's lessons where it has one: one query,
    where there may be such.
    """
    patterns = {pk: known.patterns[pk] for pk in ids}
    several = [
        pk
        for pk, pattern in patterns.items()
        if pattern.edit is not None and not pattern.is_built_in and pk not in known.everybody
    ]
    if several:
        own = OwnEdit.objects.filter(account_id=account_id, pattern__in=several)
        for pk, edit in own.values_list("pattern", "edit"):
            patterns[pk] = copy(patterns[pk])
            patterns[pk].edit = edit
    return patterns
