"""What tests begin with: an account, its key and project, and a client that holds the key."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

from django.apps import apps
from django.db import connection
from rest_framework.test import APIClient

from projects.models import Account, ApiKey, Project, Scope

numbers = count(1)

ALL = [Scope.CONTEXT_READ, Scope.INGEST_WRITE, Scope.METRICS_READ]


def make_account(**fields: object) -> Account:
    return Account.objects.create(**{"name": f"account {next(numbers)}", **fields})


def make_project(account: Account | None = None, **fields: object) -> Project:
    account = account or make_account()
    return Project.objects.create(
        **{"account": account, "key": f"project-{next(numbers)}", **fields}
    )


def make_token(account: Account, *scopes: str) -> str:
    return ApiKey.make(account, "test", list(scopes or ALL))[1]


def client_of(account: Account, *scopes: str) -> APIClient:
    """A client that answers 500 instead of raising, as a server does."""
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(account, *scopes)}")
    return client


@dataclass(frozen=True)
class Caller:
    """An account and a key of it; addresses are below `/api/v1/`, bodies are sent as JSON."""

    account: Account
    scopes: tuple[str, ...] = ()

    @cached_property
    def client(self) -> APIClient:
        return client_of(self.account, *self.scopes)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """`body` is a text that is sent as it is, or what becomes JSON; None sends none."""
        text: Any = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.generic(
            method,
            f"/api/v1/{path}",
            "" if body is None else text,
            content_type="application/json",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.call("POST", path, body, **headers)

    def put(self, path: str, body: Any) -> Any:
        return self.call("PUT", path, body)

    def delete(self, path: str) -> Any:
        return self.call("DELETE", path)


def make_caller(*scopes: str, **fields: object) -> Caller:
    return Caller(make_account(**fields), scopes)


def with_projects(caller: Caller, *keys: str) -> Caller:
    """The caller, whose key is made now, with the projects `shop` and `blog`, or these."""
    assert caller.client
    for key in keys or ("shop", "blog"):
        make_project(caller.account, key=key)
    return caller


def everything_stored() -> Iterator[tuple[str, Any]]:
    """Every value of every row of every table, with the name of its column."""
    for model in apps.get_models():
        names = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.values_list(*names):
            for name, value in zip(names, row, strict=True):
                yield f"{model._meta.label}.{name}", value


def where_stored(text: str) -> list[str]:
    """The columns that hold `text` anywhere."""
    found = (name for name, value in everything_stored() if text in readable(value))
    return sorted(set(found))


def readable(value: Any) -> str:
    return (
        bytes(value).decode("utf-8", "replace")
        if isinstance(value, bytes | memoryview)
        else str(value)
    )


def row_counts() -> dict[str, int]:
    """How many rows each table has; asked in one query, since a query a table takes longer than
    most of what is done between two such counts.
    """
    tables = {model._meta.label: model._meta.db_table for model in apps.get_models()}
    counts = [
        f"(SELECT count(*) FROM {connection.ops.quote_name(table)})"  # noqa: S608
        for table in tables.values()
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}")
        [counted] = cursor.fetchall()
    return dict(zip(tables, counted, strict=True))


def problem_of(answer: Any, status: int, *pointers: str) -> dict[str, Any]:
    """The problem document of a refusal, after checking that it is one about these fields."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert {error["pointer"] for error in body.get("errors", [])} >= set(pointers), body
    return body
