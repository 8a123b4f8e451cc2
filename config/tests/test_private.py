"""What is private is in no table afterwards, in whatever field of whatever operation it is told."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from config.tests.test_bad_input import WRITES, Field, World, fields_told, placed
from config.tests.test_bad_input import at_once as at_once
from config.tests.test_bad_input import world as world
from learning.tests.bodies import KINDS

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

# Names by which callers find their own things again; they are matched, and of no use in part.
KEYS = {"key", "user", "project", "build", "consumer", "context", "receipt", "event_id"}


def holding(text: str) -> list[str]:
    """The tables that hold the text, as the database has it: it is looked for hundreds of times,
    which Django would make values of first.
    """
    with connection.cursor() as cursor:
        return [table for table in tables() if any(text in str(row) for row in rows(cursor, table))]


def tables() -> list[str]:
    return [model._meta.db_table for model in apps.get_models()]


def rows(cursor: Any, table: str) -> list[tuple[Any, ...]]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")  # noqa: S608
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def private_values(field: Field, number: int) -> list[Any]:
    """What is private, as a value of this field and as a name in it, where it may be one."""
    private, named = f"a{number}@acme.io", field.schema.get("additionalProperties")
    values: list[Any] = []
    is_free = not field.schema.keys() & {"enum", "format"}
    if "string" in field.types and is_free and field.schema.get("maxLength", 99) >= len(private):
        values.append(private)
    if isinstance(named, dict):
        values += [{private: value} for value in (1, "x", True)]
    return values


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_nothing_private_is_kept(world: World, method: str, path: str) -> None:
    fields = [
        field for field in fields_told(method, path) if field.pointer.rpartition("/")[2] not in KEYS
    ]
    for number, field in enumerate(fields):
        for value in private_values(field, number):
            world.call(method, path, placed(world.body(method, path), {field.pointer: value}))
        assert not holding(f"a{number}@acme.io"), field


@pytest.mark.parametrize("body", KINDS, ids=lambda body: body["kind"])
def test_nothing_private_is_kept_of_any_experience(world: World, body: dict[str, Any]) -> None:
    def places(told: Any, pointer: str) -> list[str]:
        inner = told.items() if isinstance(told, dict) else enumerate(told)
        return [
            place
            for name, value in inner
            if name not in KEYS
            for place in (
                places(value, f"{pointer}/{name}")
                if isinstance(value, dict | list)
                else [f"{pointer}/{name}"] * isinstance(value, str)
            )
        ]

    for place in places(body, ""):
        world.call("post", "experiences/", placed(body, {place: "ada@acme.io"}))
        assert not holding("ada@acme.io"), place
