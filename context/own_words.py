"""What the lessons of one account agree on, of an item that another account taught, too.

The item says what all of them told. Before it is everybody's each account is served it with its own
lessons only, and afterwards goes on to be: nobody else takes away when its own knowledge applies.
"""

from collections.abc import Callable, Collection, Mapping
from copy import copy
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F

from context.models import LearnedItem, Lesson, Standing
from context.teaching import is_everybodys, written_by_staff
from projects.models import Project, Sharing

Columns = Mapping[str, Any]
ItemType = TypeVar("ItemType", bound=LearnedItem)


def keep_own(
    item: LearnedItem, project: Project, told: Columns, common: Callable[[Columns], Columns]
) -> None:
    """Note what each account says of its own, before one more lesson of a project changes the item.

    `told` is what the lesson says, `common` what it and other columns agree on. The item is locked,
    the account stands before it, and the lesson is not stored yet. What everybody is served, what
    was shipped and what staff wrote no lesson changes; and what a project keeps to itself is not
    told to its account.
    """
    lessons, standings = Lesson.objects.filter(item=item), Standing.objects.filter(item=item)
    mine = standings.filter(account=project.account_id)
    [known] = mine.values_list("own", flat=True)
    is_shared = is_everybodys(item)
    if item.is_built_in or (is_shared and not known):
        return
    # It may have been read before it was locked.
    item.refresh_from_db(fields=[*told])
    names = {*told} - written_by_staff(item)

    def of_lessons(columns: Columns) -> dict[str, Any]:
        return {name: value for name, value in columns.items() if name in names}

    said = {name: getattr(item, name) for name in told}
    before = of_lessons(said)
    after = before if is_shared else of_lessons(common(said))
    teachers = set(lessons.values_list("account", flat=True))
    if after != before:
        keeping = lessons.of_closed_projects().values_list("account", flat=True)
        others = teachers.difference(keeping) - {project.account_id}
        standings.filter(account__in=others, own={}).update(own=before)
    own = of_lessons(common({**said, **known}) if project.account_id in teachers else told)
    is_kept = not known and project.effective_sharing == Sharing.PROJECT
    mine.update(own={} if is_kept or own == after else own)
    if known and own != known:
        LearnedItem.objects.filter(pk=item.pk).update(version=F("version") + 1)


def tell_all(item_id: UUID, names: Collection[str]) -> None:
    """Let all be served these columns as staff wrote them."""
    standings = list(Standing.objects.filter(item=item_id).exclude(own={}))
    for standing in standings:
        own = standing.own.items()
        standing.own = {name: value for name, value in own if name not in names}
    Standing.objects.bulk_update(standings, ["own"])


def forget_own(account_id: UUID, ids: Collection[UUID]) -> None:
    """Let the account be served these as the items are."""
    own = Standing.objects.filter(account=account_id, item__in=ids).exclude(own={})
    items = list(own.values_list("item", flat=True))
    own.update(own={})
    LearnedItem.objects.filter(pk__in=items).update(version=F("version") + 1)


def told_to(account_id: UUID, items: Mapping[UUID, ItemType]) -> dict[UUID, ItemType]:
    """The items, by id, as the account is served them: one query, where any was learned."""
    learned = [pk for pk, item in items.items() if not item.is_built_in]
    own = Standing.objects.before(account_id).filter(item__in=learned).exclude(own={})
    standings = {one.item_id: one for one in own} if learned else {}
    return {pk: as_told(item, standings.get(pk)) for pk, item in items.items()}


def as_told(item: ItemType, standing: Any) -> ItemType:
    """The item as the account is served it that this standing is before, if there is one."""
    if standing is None or not standing.own:
        return item
    own = copy(item)
    for name, value in standing.own.items():
        setattr(own, name, value)
    return own
