"""What every kind of learned item shares when it is taught: how it then stands, and who is told."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.db.models.functions import Greatest

from context.models import Due, Generation, LearnedItem, Lesson, Standing, Status
from context.querysets import FAILING
from intake import outbox
from projects.models import Project

# Of what is taught, before anybody has reported.
CONFIDENCE = 0.7


class Rejected(Exception):
    """Staff have rejected what is taught; it may not be submitted again."""


def stand(project: Project, item: LearnedItem, rules: list[str]) -> tuple[Standing, bool]:
    """How the item stands before the account: as it did, or newly proposed or quarantined.

    `rules` are those that the lesson breaks; what the item itself is flagged for counts too. True
    where the account had not been taught it. Raises Rejected where everybody is to do without.
    """
    shared = Standing.objects.before(None).filter(item=item).first()
    if shared is not None and shared.status == Status.REJECTED:
        raise Rejected
    if shared is not None and shared.flags != FAILING:
        # An edit brought them in, and nobody else has looked at it.
        rules = sorted({*rules, *shared.flags})
    taught_here = Lesson.objects.filter(item=item, account_id=project.account_id).exists()
    standing, made = Standing.objects.get_or_create(
        item=item,
        account_id=project.account_id,
        defaults={
            "status": Status.QUARANTINED if rules else Status.PROPOSED,
            "flags": rules,
            "confidence": item.confidence,
            "reason": "flagged: " + ", ".join(rules) if rules else "taught",
        },
    )
    return standing, made or not taught_here


def is_everybodys(item: LearnedItem) -> bool:
    """Whether accounts or staff have agreed on what it says: one more voice changes nothing."""
    return Standing.objects.before(None).filter(item=item, status=Status.ACTIVE).exists()


def keep_common(item: LearnedItem, common: dict[str, Any]) -> None:
    """Write what of the item its lessons agree on, where it says more: that was one account's own,
    and leaves its history too.

    What everybody is served, what was shipped, and what staff wrote stays as it is.
    """
    differing = {name: value for name, value in common.items() if getattr(item, name) != value}
    if differing and not item.is_built_in and not is_everybodys(item):
        staffs = written_by_staff(item)
        taught = {name: value for name, value in differing.items() if name not in staffs}
        if taught:
            say_no_more(item, taught)
            item.refresh_from_db()


def written_by_staff(item: LearnedItem) -> set[str]:
    """The columns in which nothing is left of what the item was made with."""
    kind: Any = type(item)
    made = kind.history.filter(id=item.pk, history_type="+", history_user=None).first()
    if item.last_edited_by_id is None or made is None:
        return set()
    names = {field.name for field in kind._meta.concrete_fields}
    return {name for name in names if getattr(made, name, None) != getattr(item, name)}


def say_no_more(item: LearnedItem, changes: Mapping[str, Any]) -> None:
    """Let it say `changes`, by column, and no more what it was taught to say there; nor in its
    history, where that could be read and restored. What staff wrote stays there.
    """
    take_back(item, changes)
    kind: Any = type(item)
    kind.objects.filter(pk=item.pk).update(**changes, version=F("version") + 1)


def take_back(item: LearnedItem, changes: Mapping[str, Any]) -> None:
    """What it was made with and still says, by column, gives way to `changes` in its history."""
    kind: Any = type(item)
    records = kind.history.filter(id=item.pk)
    for made in records.filter(history_type="+", history_user=None):
        for name in changes.keys() & {field.name for field in made._meta.fields}:
            if (said := getattr(made, name)) == getattr(item, name):
                records.filter(**{name: said}).update(**{name: changes[name]})


def note_lesson(project: Project, item: LearnedItem) -> None:
    """Have the item weighed and served anew, after a lesson of the project."""
    LearnedItem.objects.filter(pk=item.pk).update(due=Greatest(F("due"), Due.WEIGHING.value))
    Generation.objects.raise_for(Generation.of([item]))
    Project.objects.filter(pk=project.pk).touch()


def tell(project: Project, item: LearnedItem, category: str, *, flagged: bool) -> None:
    """The event of a lesson that said something new to the account."""
    outbox.emit(
        "item.quarantined" if flagged else "pattern.learned",
        {"ref": item.ref, "category": category},
        account=project.account_id,
    )
