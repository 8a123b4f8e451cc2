"""What patterns and strategies share when they are taught."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from rest_framework import serializers

from context.api.standing import taught_body, visible
from context.teaching import Rejected
from intake.problems import Refused
from learning.teaching import Kind, Told, teach
from projects.api import project_of
from projects.api.fields import ToldText, some
from projects.models import Project

MOST_CONDITIONS = 20
LONGEST_CONDITION = 300

# What is told, as columns of the item, for the project that tells it.
Columns = Callable[[Mapping[str, Any], Project], dict[str, Any]]


def texts() -> serializers.ListField:
    """When something applies, or when not."""
    return some(ToldText(max_length=LONGEST_CONDITION), MOST_CONDITIONS)


def as_told(given: Mapping[str, Any], project: Project) -> dict[str, Any]:
    return dict(given)


def learn(
    account_id: UUID,
    kind: Kind,
    given: Mapping[str, Any],
    pointer: str,
    columns_of: Columns = as_told,
) -> tuple[Any, dict[str, Any]]:
    """Teach one; the item as the account sees it then, and what came of it.

    Refused where the project is not the account's, or where staff have rejected what is taught.
    """
    project = project_of(account_id, given["project"], f"{pointer}/project")
    assert project is not None  # noqa: S101 - the field is required
    columns = columns_of(given, project)
    told = {name: columns[name] for name in columns if name not in ("project", "evidence")}
    try:
        taught = teach(project, Told(kind, told, given["evidence"]))
    except Rejected as error:
        said = "Staff have rejected this; it cannot be submitted again."
        raise Refused({pointer: said} if pointer else said) from error
    item = visible(kind.model, account_id).get(pk=taught.item.pk)
    return item, taught_body(item, project, created=taught.created, flags=taught.flags)
