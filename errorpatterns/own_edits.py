"""What the lessons of one account do to code, of a pattern that another taught, too.

Each of them is served the edit of its own lessons: neither decides what the other's code becomes.
Everybody else, once the pattern is theirs, is served what all of these do alike.
"""

from collections import defaultdict
from collections.abc import Collection
from copy import copy
from uuid import UUID

from django.db.models import Q

from context.models import Lesson
from context.teaching import is_everybodys
from errorpatterns.editing.rules import Rule, RuleSet, refined
from errorpatterns.library import Library
from errorpatterns.models import ErrorPattern, OwnEdit

MOST = 10  # of those who taught a pattern that are heard, the first


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
    """The patterns of `ids`, with the edit of the account's lessons where it has one, else with
    those of all who taught it: one query, where there may be such.
    """
    patterns = {pk: known.patterns[pk] for pk in ids}
    taught = {
        pk
        for pk, pattern in patterns.items()
        if pattern.edit is not None and not pattern.is_built_in
    }
    if not taught:
        return patterns
    is_told = Q(account_id=account_id, pattern__in=taught)
    rows = OwnEdit.objects.filter(is_told | Q(pattern__in=taught & known.everybody.keys()))
    edits: dict[UUID, dict[UUID, RuleSet]] = defaultdict(dict)
    for pk, account, edit in rows.order_by("pk").values_list("pattern", "account", "edit"):
        edits[pk][account] = edit
    for pk, by_account in edits.items():
        patterns[pk] = copy(patterns[pk])
        if account_id in by_account:
            patterns[pk].edit = by_account[account_id]
        else:
            patterns[pk].agreed = [*by_account.values()][:MOST]
    return patterns
