"""The context endpoint, as a generator meets it."""

import json
import logging
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from rest_framework.test import APIClient

from context import tokens
from context.base import SECTION_KEYS, Found
from context.models import AntiSlopRule, BuildItem, ContextBuild, Generation
from context.tests.stubs import many, one
from projects.models import EndUser, Project, Scope
from projects.tests.factories import client_of, make_account, make_project

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

URL = "/api/v1/context/"


@pytest.fixture
def project() -> Project:
    return make_project(key="shop/42", providers=["stripe"])


@pytest.fixture
def client(project: Project) -> APIClient:
    return client_of(project.account, Scope.CONTEXT_READ)


@pytest.fixture(autouse=True)
def _own_sections(settings: Any) -> None:
    settings.CONTEXT_SECTIONS = [
        "context.sections.shipped.AntiSlop",
        "context.sections.shipped.ProviderHints",
    ]


def post(client: APIClient, body: Any = None, **headers: str) -> Any:
    return client.post(URL, body or {}, format="json", headers=headers)


def test_json_has_the_document_and_its_manifest(client: APIClient) -> None:
    answer = post(client, {"project": "shop/42", "consumer": "agent"})
    body = answer.json()
    assert answer.status_code == 200
    assert sorted(body) == [
        *("etag", "id", "markdown", "omitted", "sections", "stable_tokens", "tokenizer", "tokens")
    ]
    assert body["id"].startswith("ctx_")
    assert body["tokens"] == tokens.count(body["markdown"])
    assert body["tokenizer"] == "o200k_base"
    assert [one["key"] for one in body["sections"]] == ["anti_slop", "provider_hints"]
    assert sorted(body["sections"][1]["items"][0]) == [
        "reason",
        "ref",
        "title",
        "tokens",
        "version",
    ]
    assert body["sections"][1]["items"][0]["ref"] == "provider_hint:stripe"


def test_get_and_post_say_the_same(client: APIClient) -> None:
    wish: dict[str, Any] = {
        "project": "shop/42",
        "max_tokens": 700,
        "order": "number",
        "form": "full",
    }
    lists = {
        "sections": ["anti_slop", "tournament"],
        "exclude": ["strategies"],
        "providers": ["turso"],
    }
    query: dict[str, Any] = {
        **wish,
        **{name: ",".join(keys) for name, keys in lists.items()},
        "task": "a page",
    }
    got = client.get(URL, query)
    assert got.status_code == 200
    assert got.json() == post(client, {**wish, **lists, "task": "a page"}).json()


def test_without_a_project_the_global_sections_are_served(client: APIClient) -> None:
    body = client.get(URL).json()
    assert [one["status"] for one in body["sections"]] == ["ok", "empty"]


def test_markdown_by_accept(client: APIClient) -> None:
    told = client.get(URL, headers={"accept": "text/markdown"})
    body = client.get(URL).json()
    assert told.content.decode() == body["markdown"]
    assert told["Content-Type"] == "text/markdown; charset=utf-8"
    assert told["X-Context-Id"] == body["id"]
    assert told["X-Context-Tokens"] == str(body["tokens"])


def test_head_is_get_without_the_body(client: APIClient) -> None:
    told = client.head(URL)
    assert (told.status_code, told.content) == (200, b"")
    assert told["ETag"] == client.get(URL)["ETag"]


def test_another_form_is_406(client: APIClient) -> None:
    answer = client.get(URL, headers={"accept": "text/html"})
    assert answer.status_code == 406
    assert answer["Content-Type"] == "application/problem+json"


def test_a_problem_is_json_to_who_asks_for_markdown(client: APIClient) -> None:
    answer = client.get(URL, {"project": "none"}, headers={"accept": "text/markdown"})
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_etags_are_strong_and_differ_by_form(client: APIClient) -> None:
    plain, told = client.get(URL), client.get(URL, headers={"accept": "text/markdown"})
    assert plain["ETag"] == f'"{plain.json()["etag"]}"' != told["ETag"]
    for answer in (plain, told):
        assert answer["Vary"] == "Accept, Authorization"
        assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("form", ["{tag}", "W/{tag}", '"x", {tag}', 'W/"y" , W/{tag}', "*"])
def test_if_none_match_is_304(client: APIClient, form: str) -> None:
    tag = client.get(URL)["ETag"]
    for answer in (
        client.get(URL, headers={"if-none-match": form.format(tag=tag)}),
        post(client, **{"if-none-match": form.format(tag=tag)}),
    ):
        assert answer.status_code == 304
        assert answer["ETag"] == tag
        assert answer.content == b""
        assert answer["Vary"] == "Accept, Authorization"


def test_an_etag_of_the_other_form_or_of_older_content_is_not_matched(client: APIClient) -> None:
    tag = client.get(URL)["ETag"]
    markdown = {"accept": "text/markdown", "if-none-match": tag}
    assert client.get(URL, headers=markdown).status_code == 200
    AntiSlopRule.objects.filter(slug="ban-todo").update(is_active=False)
    Generation.objects.raise_for(Generation.Name.SHIPPED)
    assert client.get(URL, headers={"if-none-match": tag}).status_code == 200


def test_the_summary_form_is_shorter(client: APIClient) -> None:
    assert post(client, {"form": "summary"}).json()["tokens"] < 100


@pytest.mark.parametrize("name", ["sections", "exclude"])
def test_every_section_may_be_named(client: APIClient, name: str) -> None:
    assert post(client, {name: list(SECTION_KEYS)}).status_code == 200
    assert client.get(URL, {name: ",".join(SECTION_KEYS)}).status_code == 200


def test_every_section_may_be_limited(client: APIClient) -> None:
    assert post(client, {"limits": dict.fromkeys(SECTION_KEYS, 200)}).status_code == 200
    none = post(client, {"limits": dict.fromkeys(SECTION_KEYS, 0)}).json()
    assert [one["items"] for one in none["sections"]] == [[], []]


def test_excluded_sections_are_named(client: APIClient) -> None:
    body = post(client, {"exclude": ["tournament", "anti_slop"]}).json()
    assert body["omitted"] == [
        {"key": "anti_slop", "reason": "excluded"},
        {"key": "tournament", "reason": "excluded"},
    ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"projct": "x"}, "/projct"),
        ({"project": 4}, "/project"),
        ({"project": "a b"}, "/project"),
        ({"max_tokens": 255}, "/max_tokens"),
        ({"max_tokens": 200_001}, "/max_tokens"),
        ({"max_tokens": "8000"}, "/max_tokens"),
        ({"order": "random"}, "/order"),
        ({"form": "long"}, "/form"),
        ({"sections": ["nope"]}, "/sections/0"),
        ({"sections": "anti_slop"}, "/sections"),
        ({"limits": {"nope": 1}}, "/limits/nope"),
        ({"limits": {"anti_slop": 201}}, "/limits/anti_slop"),
        ({"limits": {"anti_slop": -1}}, "/limits/anti_slop"),
        ({"limits": {"anti_slop": True}}, "/limits/anti_slop"),
        ({"errors": [{"code": "TS1"}]}, "/errors/0/message"),
        ({"errors": [{"message": 5}]}, "/errors/0/message"),
        ({"versions": {"node": "22"}}, "/versions/node"),
        ({"task": "a\x00b"}, "/task"),
    ],
)
def test_what_is_wrong_is_400_with_its_pointer(client: APIClient, body: Any, pointer: str) -> None:
    answer = post(client, body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert pointer in [one["pointer"] for one in answer.json()["errors"]]


@pytest.mark.parametrize(
    "query",
    ["limits=1", "nope=1", "format=api", "max_tokens=x", "max_tokens=1", "project=a&project=b"],
)
def test_a_wrong_query_is_400(client: APIClient, query: str) -> None:
    answer = client.get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/{query.partition('=')[0]}"


@pytest.mark.parametrize(
    "body", ["[]", "null", "3", '{"a":', '{"task":"\\ud800"}', '{"max_tokens":NaN}']
)
def test_a_body_that_is_no_object_is_400(client: APIClient, body: str) -> None:
    assert client.post(URL, body, content_type="application/json").status_code == 400


def test_a_body_may_have_a_megabyte(client: APIClient) -> None:
    errors = [{"message": "x" * 8_000, "stack": "y" * 3_000} for _ in range(90)]
    assert post(client, {"errors": errors}).status_code == 200
    too_large = json.dumps({"task": "x" * 1_048_576})
    assert client.post(URL, too_large, content_type="application/json").status_code == 413


def test_errors_may_have_what_a_tool_adds_and_are_cut(client: APIClient) -> None:
    error = {"message": "x" * 9_000, "severity": 2, "source": {"deep": [1]}}
    assert post(client, {"errors": [error]}).json()["cut"] == ["/errors/0/message"]


def test_an_unknown_project_is_404_with_how_to_make_it(client: APIClient) -> None:
    make_project(key="theirs")
    for key in ("missing", "theirs"):
        for answer in (client.get(URL, {"project": key}), post(client, {"project": key})):
            assert answer.status_code == 404
            assert f"PUT /api/v1/projects/{key}/" in answer.json()["detail"]


def test_an_unknown_user_is_as_good_as_none(client: APIClient) -> None:
    assert post(client, {"user": "somebody"}).status_code == 200
    assert not EndUser.objects.exists()


def test_a_key_without_the_scope_is_403_and_none_is_401(project: Project) -> None:
    assert client_of(project.account, Scope.INGEST_WRITE).get(URL).status_code == 403
    assert APIClient().get(URL).status_code == 401


def test_a_context_is_stored_once_for_its_content(client: APIClient, project: Project) -> None:
    first = post(client, {"project": "shop/42", "build": "b-1", "task": "secret plan"}).json()
    second = post(client, {"project": "shop/42", "build": "b-2", "task": "secret plan"}).json()
    assert first["id"] == second["id"]
    build = ContextBuild.objects.get()
    assert (build.account, build.project, build.tokens) == (
        *(project.account, project, first["tokens"]),
    )
    served = {one["ref"]: one["version"] for told in first["sections"] for one in told["items"]}
    assert dict(BuildItem.objects.values_list("ref", "version")) == served


def test_an_id_belongs_to_account_and_project(client: APIClient, project: Project) -> None:
    make_project(project.account, key="other", providers=["stripe"])
    make_project(theirs := make_account(), key="other", providers=["stripe"])
    answers = [
        post(client, {"project": "shop/42"}).json(),
        post(client, {"project": "other"}).json(),
        post(client_of(theirs), {"project": "other"}).json(),
    ]
    assert len({body["markdown"] for body in answers}) == 1
    assert len({body["id"] for body in answers}) == 3


def test_neither_stored_nor_logged_is_what_was_asked(
    client: APIClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        post(client, {"task": "hunter2 task", "errors": [{"message": "hunter2 error"}]})
    assert "hunter2" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_failed_query_fails_its_section_alone(
    client: APIClient, stubbed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from context.tests.stubs import Global

    def ask(*args: Any) -> Found:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")
        raise ImproperlyConfigured

    monkeypatch.setattr(Global, "items", ask)
    stubbed["learned_patterns"] = Found([one("l:1")])
    answer = post(client)
    assert answer.status_code == 200
    told = {one["key"]: one["status"] for one in answer.json()["sections"]}
    assert (told["anti_slop"], told["learned_patterns"]) == ("failed", "ok")


@pytest.mark.parametrize("rows", [10, 10_000])
def test_queries_of_a_context_are_the_same_at_any_size(
    client: APIClient, project: Project, rows: int, django_assert_num_queries: Any
) -> None:
    AntiSlopRule.objects.bulk_create(
        AntiSlopRule(
            slug=f"more-{n}", name="More", kind="ban", pattern="x", text="y", is_active=n < 20
        )
        for n in range(rows)
    )
    build = ContextBuild(id="x", account=project.account, tokens=1, template_digest="", release="")
    ContextBuild.objects.bulk_create([build])
    BuildItem.objects.bulk_create(
        BuildItem(build=build, ref=f"item:{n}", version=1) for n in range(rows)
    )
    client.get(URL, {"project": "shop/42"})
    # The key, the project, the generations, and whether the context is known.
    with django_assert_num_queries(4):
        client.get(URL, {"project": "shop/42"})


def test_a_new_context_is_one_short_transaction(
    client: APIClient, project: Project, django_assert_num_queries: Any
) -> None:
    client.get(URL)
    # Those of a known one, then: savepoint, build, its items, release.
    with django_assert_num_queries(8):
        client.get(URL, {"project": "shop/42"})


def test_long_lists_are_within_the_budget(client: APIClient, stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = many("a", 200)
    body = post(client, {"max_tokens": 256}).json()
    assert body["tokens"] == tokens.count(body["markdown"]) <= 256
    assert body["omitted"][-1] == {"key": "anti_slop", "reason": "limit", "more": True}
