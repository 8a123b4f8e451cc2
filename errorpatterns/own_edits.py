"""What the lessons of one account say, and do to code, of a pattern that another taught, too.

Each of them is served the edit of its own lessons: neither decides what the other's code becomes.
Everybody else, once the pattern is theirs, is served what all of these do alike.
"""

from collections import defaultdict
from collections.abc import Collection
from copy import copy
from uuid import UUID

from context.models import Lesson
from context.own_words import told_to
from context.teaching import is_everybodys
from errorpatterns.editing.rules import Rule, RuleSet, refined
from errorpatterns.library import Library
from errorpatterns.models import ErrorPattern, OwnEdit

NOBODY = UUID(int=0)  # who asks for all of the library
MOST = 10  # of those who taught a pattern that are heard, the first


def keep(account_id: UUID, pattern: ErrorPattern, rule: Rule | None) -> None:
    """That one more lesson of the account does `rule`, if it tells anything. The pattern, which
    another account taught, too, is locked, and the lesson stored.
    """
    if pattern.edit is None or pattern.is_built_in:
        return
    if not pattern.own_edits.exists():
        # Until now it was another account's, whose edit this is.
        taught = Lesson.objects.filter(item=pattern).exclude(account_id=account_id)
        first = taught.order_by("pk").values_list("account", flat=True)[0]
        pattern.own_edits.create(account_id=first, edit=pattern.edit)
    own = pattern.own_edits.filter(account_id=account_id).first()
    is_theirs = is_everybodys(pattern)
    if own is None:
        edit = refined(None, rule)
        pattern.own_edits.create(account_id=account_id, edit=edit, is_heard=not is_theirs)
    elif rule and pattern.last_edited_by_id is None and not (is_theirs and own.is_heard):
        own.edit = refined(own.edit, rule)
        own.save()


def edit_of(account_id: UUID, pattern: ErrorPattern) -> RuleSet | None:
    """What the account is served until the pattern is everybody's."""
    own = pattern.own_edits.filter(account_id=account_id).first()
    return own.edit if own else pattern.edit


def rules_of(pattern: ErrorPattern) -> list[Rule]:
    """All that the accounts have of their own."""
    return [rule for own in pattern.own_edits.all() for rule in own.edit["rules"]]


def as_taught(known: Library, account_id: UUID, ids: Collection[UUID]) -> dict[UUID, ErrorPattern]:
    """The patterns of `ids` as the account is served them, with the edit, too: two queries. NOBODY
    is served what everybody would be.
    """
    patterns = {pk: known.patterns[pk] for pk in ids}
    if account_id != NOBODY:
        patterns = told_to(account_id, patterns)
    taught = {pk for pk, one in patterns.items() if one.edit and not one.is_built_in}
    several: dict[UUID, list[OwnEdit]] = defaultdict(list)
    for own in OwnEdit.objects.filter(pattern__in=taught).order_by("pk") if taught else ():
        several[own.pattern_id].append(own)
    for pk, edits in several.items():
        patterns[pk] = copy(patterns[pk])
        is_shared = pk in known.everybody or account_id == NOBODY
        heard = [own for own in edits if own.is_heard]
        mine = [own for own in (heard if is_shared else edits) if own.account_id == account_id]
        if mine:
            patterns[pk].edit = mine[0].edit
        elif is_shared:
            patterns[pk].agreed = [own.edit for own in heard[:MOST]]
        else:
            patterns[pk].edit = None
    return patterns
