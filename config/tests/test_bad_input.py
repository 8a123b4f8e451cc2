"""Whatever comes in: a 4xx problem document that says where, and nothing is half written.

The cases are derived from the OpenAPI document, so that an operation or field that is added is
tried too.
"""

import copy
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Any

import pytest
import yaml
from django.conf import settings

from context import snapshot
from intake.problems import MAX_POINTER
from learning.tests import bodies as learning
from learning.tests.bodies import KINDS
from projects.models import Scope
from projects.tests import bodies as projects
from projects.tests.factories import Caller, make_caller, problem_of, row_counts
from shadowmodels.tests import bodies as shadowmodels

# By turns: each takes a while, and what is refused is refused before any database.
pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

SURROGATE = "lone \ud800 surrogate"
READ_ONLY = ("is_built_in", "status", "success_count", "confidence", "account", "created_at", "id")
ERROR = {
    "message": "Cannot find name 'useId'.",
    "type": "ReferenceError",
    "code": "TS2304",
    "tool": "tsc",
    "file": "src/Field.tsx",
    "line": 2,
    "column": 14,
    "end_line": 2,
    "end_column": 19,
    "source": "useId()",
    "stack": "at Field",
}
FIX = {
    "type": "insert",
    "category": "import",
    "before": "a\n",
    "after": "import b\na\n",
    "diff": "@@ -1 +1,2 @@\n+import b\n a\n",
    "template": "Import it.",
    "explanation": "It was missing.",
}
VERSIONS = {"tool": "5.9", "framework": "19.1"}
# A body of each operation in which every field is told, and accepted but for what excludes another;
# those of the apps above stand beside their own tests.
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    **projects.BODIES,
    **learning.BODIES,
    **shadowmodels.BODIES,
    ("post", "context/"): {
        "project": "shop",
        "user": "u-7",
        "consumer": "agent",
        "build": "b-1",
        "task": "add a page",
        "language": "typescript",
        "framework": "react",
        "providers": ["stripe"],
        "files": ["src/App.tsx"],
        "errors": [ERROR],
        "versions": VERSIONS,
        "sections": ["error_patterns"],
        "exclude": ["tournament"],
        "limits": {"error_patterns": 10},
        "max_tokens": 8000,
        "order": "cache",
        "form": "full",
    },
    ("put", "projects/{key}/"): {
        "name": "The shop",
        "app_type": "ecommerce",
        "build_mode": "production",
        "language": "typescript",
        "framework": "react",
        "providers": ["stripe"],
        "user": "u-7",
        "sharing": "account",
    },
    ("post", "error-patterns/learn/"): {
        "project": "shop",
        "error": ERROR,
        "fix": FIX,
        "language": "typescript",
        "framework": "react",
        "versions": VERSIONS,
        "evidence": "build",
        "event_id": "e-1",
    },
    ("post", "error-patterns/match/"): {"project": "shop", "errors": [ERROR]},
    ("post", "error-patterns/{slug}/outcomes/"): {
        "success": True,
        "evidence": "build",
        "receipt": "{receipt}",
        "context": "{context}",
        "build": "b-1",
        "versions": VERSIONS,
        "event_id": "e-2",
    },
    ("post", "error-patterns/{slug}/activate/"): {"reason": "looked at it", "scope": "account"},
    ("post", "error-patterns/{slug}/deactivate/"): {"reason": "looked at it", "scope": "account"},
    ("post", "outcomes/"): {
        "context": "{context}",
        "success": True,
        "evidence": "test",
        "used": ["error_pattern:{slug}"],
        "consumer": "agent",
        "build": "b-1",
        "event_id": "e-3",
    },
    ("post", "escalations/"): {
        "project": "shop",
        "error": {**ERROR, "message": "Unexpected token here"},
        "language": "typescript",
        "framework": "react",
        "level": 1,
    },
    ("post", "escalations/{id}/attempts/"): {
        "level": 1,
        "model": "m",
        "fix": "f",
        "result": "failed",
        "ms": 5,
        "event_id": "e-4",
    },
    ("post", "escalations/{id}/resolve/"): {
        "level": 1,
        "fix": FIX,
        "evidence": "build",
        "was_rebuilt_from_intent": False,
        "versions": VERSIONS,
        "event_id": "e-5",
    },
}
# What an account has of what its other bodies would open anew.
FIRST = {"escalations/": {"project": "shop", "error": ERROR}}
# Told only to be refused.
NOT_READ = {"log", "diagnostics", "sarif"}


@cache
def document() -> dict[str, Any]:
    """As it is committed, which test_openapi compares: to generate it takes seconds."""
    text = (settings.BASE_DIR / "openapi.yaml").read_bytes()
    found: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return found


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path below `/api/v1/`, and what the document says of it."""
    return [
        (method, path.removeprefix("/api/v1/"), operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """What a reference stands for; of one object or a list the object, of kinds the first."""
    while "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if is_batch(schema) or "discriminator" in schema:
        return resolved(schema["oneOf"][0])
    if "allOf" in schema:
        return {**schema, **resolved(schema["allOf"][0])}
    return schema


def dereferenced(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def is_batch(schema: dict[str, Any]) -> bool:
    return len(schema.get("oneOf", [])) == 2 and schema["oneOf"][1].get("type") == "array"


@dataclass(frozen=True)
class Field:
    """A place in a body of an operation, and what the document says of it."""

    method: str
    path: str
    pointer: str
    schema: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.pointer}"

    @property
    def types(self) -> set[str]:
        """JSON types that it takes, by the document."""
        either = [self.schema, *self.schema.get("oneOf", [])]
        found: set[str] = set()
        for one in map(resolved, either):
            told = one.get("type", [])
            found |= {told} if isinstance(told, str) else set(told)
            found |= {"string"} if "enum" in one else set()
        return found


def fields_told(method: str, path: str) -> Iterator[Field]:
    """The fields of an operation that its body here tells."""
    operation = document()["paths"][f"/api/v1/{path}"][method]
    [content] = operation["requestBody"]["content"].values()
    for field in fields_of(method, path, "", resolved(content["schema"])):
        if is_told(BODIES[method, path], field.pointer):
            yield field


def is_told(body: Any, pointer: str) -> bool:
    """Whether the place is there: of alternatives a body tells one."""
    for step in pointer.removeprefix("/").split("/"):
        if isinstance(body, list):
            if not step.isdigit() or len(body) <= int(step):
                return False
            body = body[int(step)]
        elif not isinstance(body, dict) or step not in body:
            return False
        else:
            body = body[step]
    return True


def fields_of(method: str, path: str, pointer: str, schema: dict[str, Any]) -> Iterator[Field]:
    """The fields below a place, of lists the first."""
    for name, told in schema.get("properties", {}).items():
        if not pointer and name in NOT_READ:
            continue
        inner = resolved(told)
        yield Field(method, path, f"{pointer}/{name}", inner)
        yield from fields_of(method, path, f"{pointer}/{name}", inner)
        if "items" in inner:
            item = resolved(inner["items"])
            yield Field(method, path, f"{pointer}/{name}/0", item)
            yield from fields_of(method, path, f"{pointer}/{name}/0", item)


def wrong_values(field: Field) -> Iterator[Any]:
    """What the document does not allow in this place, and what no place allows."""
    yield from ("NUL \x00 here", SURROGATE, float("nan"), 10**30)
    types, schema = field.types, field.schema
    if "integer" in types:
        yield from (1.5, schema.get("minimum", -(2**31)) - 1, schema.get("maximum", 2**31) + 1)
    if "maxLength" in schema:
        yield "x" * (schema["maxLength"] + 1)
    if "null" not in types:
        yield None
    yield from of_other_types(types, schema)


NOTHING = object()


def wrong_together(fields: Iterable[Field]) -> Iterator[dict[str, Any]]:
    """{pointer: wrong value} of fields none of which is within another: to ask for each by itself
    would take minutes.
    """
    by_depth = defaultdict[int, dict[str, Iterator[Any]]](dict)
    for field in fields:
        by_depth[field.pointer.count("/")][field.pointer] = wrong_values(field)
    for values in by_depth.values():
        for several in zip_longest(*values.values(), fillvalue=NOTHING):
            told = zip(values, several, strict=True)
            yield {pointer: value for pointer, value in told if value is not NOTHING}


def of_other_types(types: set[str], schema: dict[str, Any]) -> Iterator[Any]:
    if "string" not in types:
        yield from ("5", "true", "")
    if not types & {"integer", "number"}:
        yield from (5, 1.5)
    if "boolean" not in types:
        yield from (True, False)
    if "array" not in types:
        yield from ([], ["x"])
    if "object" not in types:
        yield from ({}, {"x": "y"})
    if "maxItems" in schema:
        yield [None] * (schema["maxItems"] + 1)
    if "enum" in schema or "oneOf" in schema:
        yield "none of these"


def placed(body: Any, values: dict[str, Any]) -> Any:
    """A copy of the body with these values in their places."""
    whole = copy.deepcopy(body)
    for pointer, value in values.items():
        place = whole
        *steps, last = pointer.removeprefix("/").split("/")
        for step in steps:
            place = place[int(step) if isinstance(place, list) else step]
        if isinstance(place, list):
            place[int(last)] = value
        else:
            place[last] = value
    return whole


class World:
    """An account with something of everything; its key has all scopes."""

    def __init__(self, *, operator: bool) -> None:
        self.caller: Caller = make_caller(
            *Scope.values[: 4 if operator else 2], is_operator=operator
        )
        self.caller.put("projects/shop/", {})
        learn = BODIES["post", "error-patterns/learn/"] | {"event_id": "w-1"}
        self.slug = self.caller.post("error-patterns/learn/", learn).json()["pattern"]["id"]
        match = self.caller.post("error-patterns/match/", BODIES["post", "error-patterns/match/"])
        [receipt] = [
            match["receipt"]
            for match in match.json()["results"][0]["matches"]
            if match["pattern"]["id"] == self.slug
        ]
        self.receipt = receipt
        context = {"project": "shop", "max_tokens": 100_000}
        self.context = self.caller.post("context/", context).json()["id"]
        self.ids: dict[str, str] = {}
        for path in ("escalations/", "experiences/", "shadow-models/", "shadow-inferences/"):
            self.ids[path] = self.made(path)

    def made(self, path: str) -> str:
        """The id of what a POST of this body makes."""
        answer = self.caller.post(path, self.filled(FIRST.get(path) or BODIES["post", path]))
        made: str = answer.json()["id"]
        return made

    def filled(self, told: Any) -> Any:
        """The same with this world's names in it; an address's `{id}` is of its own kind."""
        if isinstance(told, str):
            for name in ("slug", "receipt", "context"):
                told = told.replace(f"{{{name}}}", getattr(self, name))
            collection = f"{told.partition('/')[0]}/"
            told = told.replace(
                "{id}", self.ids.get(collection, self.ids.get("shadow-models/", ""))
            )
            return told.replace("{key}", "shop")
        if isinstance(told, dict):
            return {name: self.filled(value) for name, value in told.items()}
        return [self.filled(one) for one in told] if isinstance(told, list) else told

    def body(self, method: str, path: str) -> Any:
        return self.filled(BODIES[method, path])

    def call(self, method: str, path: str, body: Any = None) -> Any:
        return self.caller.call(method.upper(), self.filled(path), body)


@pytest.fixture(scope="module")
def at_once() -> Iterator[None]:
    """What was written is served to the next request, not only a second later."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "POLL_SECONDS", 0.0)
        yield


@pytest.fixture(scope="module")
def world(rows_of_module: None, at_once: None) -> World:
    return World(operator=True)


@pytest.fixture(scope="module")
def stranger(rows_of_module: None, at_once: None) -> World:
    return World(operator=False)


LISTS_OF_THE_CONTRACT = 12
WRITES = sorted(
    (method, path) for method, path, operation in operations() if "requestBody" in operation
)
LISTS = sorted(
    path
    for method, path, operation in operations()
    if method == "get" and any(one["name"] == "cursor" for one in operation.get("parameters", []))
)


def test_every_operation_that_takes_a_body_is_tried() -> None:
    assert sorted(BODIES) == WRITES
    assert len(LISTS) == LISTS_OF_THE_CONTRACT


@pytest.mark.parametrize("body", KINDS, ids=lambda body: body["kind"])
def test_the_other_kinds_of_experience(world: World, body: dict[str, Any]) -> None:
    before = row_counts()
    fields = [
        field
        for field in fields_of("post", "experiences/", "", kind_schema(body["kind"]))
        if field.pointer != "/kind" and is_told(body, field.pointer)
    ]
    assert_refused(world, "post", "experiences/", body, fields)
    assert row_counts() == before
    assert world.call("post", "experiences/", body).status_code == 201


def kind_schema(kind: str) -> dict[str, Any]:
    operation = document()["paths"]["/api/v1/experiences/"]["post"]
    [content] = operation["requestBody"]["content"].values()
    either = dereferenced(dereferenced(content["schema"])["oneOf"][0])
    return resolved({"$ref": either["discriminator"]["mapping"][kind]})


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_the_bodies_are_accepted(world: World, method: str, path: str) -> None:
    body = world.body(method, path)
    if "receipt" in body:
        del body["context"]
    assert world.call(method, path, body).status_code in (200, 201)


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_values_that_do_not_fit(world: World, method: str, path: str) -> None:
    before = row_counts()
    body = world.body(method, path)
    assert_refused(world, method, path, body, fields_told(method, path))
    assert row_counts() == before


def assert_refused(
    world: World, method: str, path: str, body: Any, fields: Iterable[Field]
) -> None:
    """Each wrong value, in its place; alone where it is looked at only if all else fits, or where
    all are too large.
    """
    for wrong in wrong_together(fields):
        answer = world.call(method, path, placed(body, wrong))
        found = [] if answer.status_code == 413 else pointers(answer, wrong)
        for place, value in wrong.items():
            if not any(is_within(pointer, {place}) for pointer in found):
                alone = {place: value}
                assert pointers(world.call(method, path, placed(body, alone)), alone)


def pointers(answer: Any, wrong: dict[str, Any]) -> list[str]:
    """What is refused of a body, which is all within what is wrong with it."""
    assert answer.status_code == 400, (wrong, answer.content)
    found = [error["pointer"] for error in problem_of(answer, 400)["errors"]]
    assert all(is_within(pointer, wrong) for pointer in found), (wrong, found)
    return found


def is_within(pointer: str, places: Iterable[str]) -> bool:
    return f"{pointer}/".startswith(tuple(f"{place}/" for place in places))


BATCHES = sorted(
    (method, path)
    for method, path, operation in operations()
    for content in operation.get("requestBody", {}).get("content", {}).values()
    if is_batch(dereferenced(content["schema"]))
)


@pytest.mark.parametrize(("method", "path"), BATCHES)
class TestBatches:
    def test_one_that_is_wrong_stops_all(self, world: World, method: str, path: str) -> None:
        before = row_counts()
        good = world.body(method, path)
        name = next(iter(good))
        problem_of(world.call(method, path, [good, {**good, name: []}]), 400, f"/1/{name}")
        problem_of(world.call(method, path, [good, {**good, "unknown": 1}]), 400, "/1/unknown")
        assert row_counts() == before

    def test_none_and_too_many(self, world: World, method: str, path: str) -> None:
        before = row_counts()
        problem_of(world.call(method, path, []), 400)
        problem_of(world.call(method, path, [{}] * 101), 400)
        assert row_counts() == before

    def test_several_are_answered_in_order(self, world: World, method: str, path: str) -> None:
        body = world.body(method, path)
        answer = world.call(method, path, [body])
        assert answer.status_code in (200, 201), answer.content
        assert len(answer.json()) == 1


def unknown_and_read_only_fields(world: World, method: str, path: str) -> None:
    before = row_counts()
    body = world.body(method, path)
    for name in ("unknown", "", "a/b~c", "ä", *READ_ONLY):
        pointer = "/" + name.replace("~", "~0").replace("/", "~1")
        problem_of(world.call(method, path, {**body, name: "x"}), 400, pointer)
    assert row_counts() == before


def unknown_fields_further_in(world: World, method: str, path: str) -> None:
    body = world.body(method, path)
    for name in ("fix", "versions", "limits"):
        if isinstance(body.get(name), dict):
            wrong = placed(body, {f"/{name}/unknown": "x"})
            problem_of(world.call(method, path, wrong), 400, f"/{name}/unknown")


def required_fields(world: World, method: str, path: str) -> None:
    operation = document()["paths"][f"/api/v1/{path}"][method]
    schema = resolved(operation["requestBody"]["content"]["application/json"]["schema"])
    before = row_counts()
    for name in schema.get("required", []):
        body = world.body(method, path)
        del body[name]
        problem_of(world.call(method, path, body), 400, f"/{name}")
    assert row_counts() == before


def what_is_no_strict_json(world: World, method: str, path: str) -> None:
    before = row_counts()
    body = json.dumps(world.body(method, path))
    name = next(iter(json.loads(body)))
    texts = {
        "a key twice": body[:-1] + f', "{name}": null}}',
        "cut off": body[:-1],
        "more after it": body + "x",
        "comment": "// comment\n" + body,
        "trailing comma": body[:-1] + ",}",
        "single quotes": "{'a': 1}",
        "infinity": body[:-1] + ', "x": Infinity}',
        "UTF-16": body.encode("utf-16"),
        "Latin-1": body[:-1].encode() + b', "x": "\xe4"}',
        "too deep": body[:-1] + ', "x": ' + "[" * 20 + "]" * 20 + "}",
        "far too deep": "[" * 100_000,
        "text": '"text"',
        "number": "5",
        "null": "null",
        "list in list": "[[]]",
        "list of null": "[null]",
        "NUL as name": body[:-1] + ', "\\u0000": 1}',
        "surrogate as name": body[:-1] + ', "\\ud800": 1}',
    }
    for what, text in texts.items():
        assert problem_of(world.call(method, path, text), 400), what
    assert row_counts() == before


def nothing_at_all(world: World, method: str, path: str) -> None:
    answer = world.call(method, path)
    assert answer.status_code == 400 or path in ("projects/{key}/", "context/"), answer.content


def a_body_too_large(world: World, method: str, path: str) -> None:
    limit = 2**20 if path in ("context/", "error-patterns/match/") else 2**18
    body = json.dumps({"x": "x" * limit})
    before = row_counts()
    problem_of(world.call(method, path, body), 413)
    assert row_counts() == before


def other_media(world: World, method: str, path: str) -> None:
    before = row_counts()
    text = json.dumps(world.body(method, path))
    address = f"/api/v1/{world.filled(path)}"
    for media in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = world.caller.client.generic(method, address, text, content_type=media)
        problem_of(answer, 415)
    assert row_counts() == before


def a_body_in_chunks(world: World, method: str, path: str) -> None:
    """Of which nothing tells where it ends: as empty it would be taken for something else."""
    before = row_counts()
    answer = world.caller.client.generic(
        method,
        f"/api/v1/{world.filled(path)}",
        json.dumps(world.body(method, path)),
        content_type="application/json",
        CONTENT_LENGTH="",
        HTTP_TRANSFER_ENCODING="chunked",
    )
    assert "Content-Length" in problem_of(answer, 400)["detail"]
    assert row_counts() == before


def idempotency_keys(world: World, method: str, path: str) -> None:
    operation = document()["paths"][f"/api/v1/{path}"][method]
    if not any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", [])):
        return
    before = row_counts()
    for key in ("", "x" * 256, "ä", "a\tb"):
        body = world.body(method, path)
        answer = world.caller.call(method.upper(), world.filled(path), body, Idempotency_Key=key)
        problem_of(answer, 400)
    assert row_counts() == before


REFUSED = (
    unknown_and_read_only_fields,
    unknown_fields_further_in,
    required_fields,
    what_is_no_strict_json,
    nothing_at_all,
    a_body_too_large,
    other_media,
    a_body_in_chunks,
    idempotency_keys,
)


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_bodies_that_are_refused(world: World, method: str, path: str) -> None:
    for tried in REFUSED:
        tried(world, method, path)


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_nobody_elses(world: World, stranger: World, method: str, path: str) -> None:
    """As if it were not there: 404 in the path, 422 in the body, but for contexts."""
    if "{slug}" in path or "{id}" in path:
        if path.endswith(("activate/", "deactivate/", "promote/")):
            return  # only the operator's keys may
        own = world.filled(path)
        answer = stranger.caller.call(method.upper(), own, stranger.body(method, path))
        # Both taught the same, so that the pattern is known to both; an incident is not.
        status = 422 if "{slug}" in path else 404
        problem_of(answer, status)
    elif BODIES[method, path].get("context") == "{context}":
        body = stranger.body(method, path) | {"context": world.context}
        problem_of(stranger.call(method, path, body), 422, "/context")
    elif "project" in BODIES[method, path]:
        world.caller.put("projects/secret/", {})
        body = stranger.body(method, path) | {"project": "secret"}
        problem_of(stranger.call(method, path, body), 404 if path == "context/" else 422)


@pytest.mark.parametrize("path", LISTS)
class TestQueries:
    def test_unknown_parameters(self, world: World, path: str) -> None:
        problem_of(world.call("get", f"{path}?unknown=1"), 400, "/unknown")

    def test_values_that_no_database_holds(self, world: World, path: str) -> None:
        for name in self.parameters(path):
            problem_of(world.call("get", f"{path}?{name}=%00"), 400, f"/{name}")

    def test_values_that_find_nothing(self, world: World, path: str) -> None:
        for name in self.parameters(path):
            for value in ("x" * 5000, "%F0%9F", "%25", "'", "-1", "1e999", "9" * 40, "null"):
                answer = world.call("get", f"{path}?{name}={value}")
                assert answer.status_code in (200, 400), (name, value)

    def test_choices(self, world: World, path: str) -> None:
        for name, schema in self.parameters(path).items():
            if "enum" in resolved(schema):
                problem_of(world.call("get", f"{path}?{name}=none-of-these"), 400, f"/{name}")

    def parameters(self, path: str) -> dict[str, Any]:
        operation = document()["paths"][f"/api/v1/{path}"]["get"]
        return {one["name"]: one["schema"] for one in operation["parameters"]}


@pytest.mark.parametrize(
    "path",
    [
        "error-patterns/%00/",
        "error-patterns/a b/",
        "error-patterns/" + "x" * 500 + "/",
        "escalations/1/",
        "escalations/not-a-uuid/",
        "escalations/%ff/",
        "projects/%00/",
        "projects/%ff/",
        "nowhere/",
        "projects//",
    ],
)
def test_addresses_where_nothing_is(world: World, path: str) -> None:
    problem_of(world.call("get", path), 404)


def test_other_forms_of_the_answer(world: World) -> None:
    answer = world.caller.get("projects/", Accept="text/html")
    problem_of(answer, 406)


@pytest.mark.parametrize("leaf", ["0", "NaN"])
def test_a_long_name_is_not_repeated_for_all_that_is_below(world: World, leaf: str) -> None:
    text = f'{{"{"k" * 500_000}": [{",".join([leaf] * 100_000)}]}}'
    begun = time.process_time()
    problem = problem_of(world.call("post", "context/", text), 400)
    assert time.process_time() - begun < 3
    assert all(len(error["pointer"]) <= MAX_POINTER for error in problem["errors"])


@pytest.mark.parametrize("path", sorted(document()["paths"]))
def test_no_address_has_other_methods(world: World, path: str) -> None:
    for method in {"options", "trace", "patch", "delete", "put", "post"} - {
        *document()["paths"][path]
    }:
        answer = world.call(method, path.removeprefix("/api/v1/").replace("{slug}", world.slug))
        problem_of(answer, 405)


def test_the_pages_of_the_schema_have_none_either(world: World) -> None:
    for path in ("schema/", "docs/"):
        for method in ("options", "post", "delete"):
            assert world.call(method, path).status_code == 405
