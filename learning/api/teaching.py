"""What patterns and strategies share when they are taught."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from rest_framework import serializers

from context.api.standing import ItemSerializer, taught_body, visible
from context.teaching import Rejected
from intake.batches import Batch
from intake.problems import Refused
from learning.teaching import (
    LONGEST_CONDITION,
    MOST_CONDITIONS,
    Kind,
    Taught,
    Told,
    hold,
    learn,
    whose,
)
from projects.api import project_of
from projects.api.fields import ToldText, some
from projects.models import Project

# What is told, as columns of the item, for the project that tells it.
Columns = Callable[[Mapping[str, Any], Project], Mapping[str, Any]]


def texts() -> serializers.ListField:
    """When something applies, or when not."""
    return some(ToldText(max_length=LONGEST_CONDITION), MOST_CONDITIONS)


def as_told(given: Mapping[str, Any], project: Project) -> Mapping[str, Any]:
    return given


def learn_all(
    account_id: UUID,
    kind: Kind,
    batch: Batch,
    serializer: type[ItemSerializer],
    columns_of: Columns = as_told,
) -> list[tuple[dict[str, Any], bool]]:
    """Teach a batch, all or nothing: what came of each, and whether it is new to the account.

    Refused where a project is not the account's, or where staff have rejected what is taught.
    """
    lessons = [lesson(account_id, kind, *one, columns_of) for one in batch]
    with transaction.atomic():
        held = hold(lessons)
        taught = [
            learned(project, told, held[whose(project, told)], pointer)
            for (project, told), (pointer, _) in zip(lessons, batch, strict=True)
        ]
    seen = visible(kind.model, account_id).in_bulk([one.item.pk for one in taught])
    return [
        (
            {
                kind.name: serializer(item := seen[one.item.pk]).data,
                **taught_body(item, project, created=one.created, flags=one.flags),
            },
            one.created,
        )
        for (project, _), one in zip(lessons, taught, strict=True)
    ]


def lesson(
    account_id: UUID, kind: Kind, pointer: str, given: Mapping[str, Any], columns_of: Columns
) -> tuple[Project, Told]:
    project = project_of(account_id, given["project"], f"{pointer}/project")
    assert project is not None  # noqa: S101 - the field is required
    columns = dict(columns_of(given, project))
    for name in ("project", "evidence"):
        del columns[name]
    return project, Told(kind, columns, given["evidence"])


def learned(project: Project, told: Told, item: Any, pointer: str) -> Taught:
    try:
        return learn(project, told, item)
    except Rejected as error:
        said = "Staff have rejected this; it cannot be submitted again."
        raise Refused({pointer: said} if pointer else said) from error
