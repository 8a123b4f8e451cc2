"""Curators see what a project would be served now, and nobody is told of it."""

import re
from typing import Any

import pytest
from django.urls import reverse

from context.base import Found, Left
from context.builds import tally
from context.tests.stubs import many, one
from projects.models import Project
from projects.tests.factories import client_of, make_account, make_project, row_counts
from projects.tests.staff import assert_loads_nothing_foreign, staff

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

PAGE = "admin:context_contextbuild_preview"


@pytest.fixture
def project() -> Project:
    return make_project(make_account(name="Acme"), key="shop", language="typescript")


def form(**fields: Any) -> dict[str, Any]:
    shown = {
        "project": "shop",
        "account": "",
        "task": "",
        "user": "",
        "language": "",
        "max_tokens": 8000,
    }
    return {**shown, "form": "full", "order": "cache", **fields}


def preview(role: str = "curator", **fields: Any) -> Any:
    return staff(role).post(reverse(PAGE), form(**fields))


def document(page: Any) -> str:
    [found] = re.findall(r'<pre[^>]*id="document">(.*?)</pre>', page.content.decode(), re.DOTALL)
    return str(found)


def test_shows_the_document_its_parts_and_what_was_left_out(stubbed: Any, project: Project) -> None:
    stubbed["learned_patterns"] = Found(
        [one("l:1", "Put it back.")], [Left("l:2", "low_reliability")]
    )
    stubbed["anti_slop"] = ValueError("of the account's own words")
    stubbed["error_history"] = Found([one("e:1", "It is broken.")])
    page = preview()
    assert page.status_code == 200
    assert "- Put it back." in document(page)
    bars = {bar["key"]: bar for bar in page.context["bars"]}
    assert (bars["anti_slop"]["status"], bars["anti_slop"]["share"]) == ("failed", 0)
    assert max(bar["share"] for bar in bars.values()) == 100
    assert page.context["omissions"] == [("l:2", "fails too often", "")]
    html = page.content.decode()
    assert "of 8000 tokens" in html
    assert "own words" not in html
    assert_loads_nothing_foreign(page)


def test_is_what_the_api_serves(stubbed: Any, project: Project) -> None:
    stubbed["error_patterns"] = many("p", 50)
    page = preview(max_tokens=300, order="number", form="summary", task="mend it")
    asked = {"project": "shop", "max_tokens": 300, "order": "number", "form": "summary"}
    served = client_of(project.account).post(
        "/api/v1/context/", {**asked, "task": "mend it"}, format="json"
    )
    assert page.context["context"].markdown == served.json()["markdown"]
    assert page.context["context"].tokens <= 300


def test_is_neither_stored_nor_counted(stubbed: Any, project: Project) -> None:
    stubbed["learned_patterns"] = Found([one("l:1")])
    client = staff("curator")
    before = row_counts()
    assert client.post(reverse(PAGE), form()).context["context"].tokens
    tally.flush()
    assert row_counts() == before


def test_escapes_what_was_told(stubbed: Any, project: Project) -> None:
    bad = '<script>alert("x")</script></pre>'
    stubbed["learned_patterns"] = Found([one("l:<b>", bad)], [Left("m:<b>", "budget")])
    page = preview(task=bad)
    assert "&lt;script&gt;" in document(page)
    html = page.content.decode()
    assert bad not in html
    assert "m:<b>" not in html


@pytest.mark.parametrize(("role", "code"), [("viewer", 403), ("curator", 200), ("admin", 200)])
def test_is_for_curators(role: str, code: int, stubbed: Any, project: Project) -> None:
    client = staff(role)
    assert client.get(reverse(PAGE)).status_code == code
    assert client.post(reverse(PAGE), form()).status_code == code
    change = reverse("admin:projects_project_change", args=[project.pk])
    link = f"{reverse(PAGE)}?project={project.pk}"
    assert (link in client.get(change).content.decode()) == (code == 200)
    assert client.get(link).status_code == code


def test_of_a_project_as_it_is(stubbed: Any, project: Project) -> None:
    stubbed["learned_patterns"] = Found([one("l:1", "Put it back.")])
    page = staff("curator").get(f"{reverse(PAGE)}?project={project.pk}")
    assert page.context["project"] == project
    assert "Put it back." in document(page)


@pytest.mark.parametrize("asked", ["", "?project=", "?project=nonsense", "?project=%00"])
def test_before_a_project_is_chosen(asked: str, stubbed: Any, project: Project) -> None:
    page = staff("curator").get(reverse(PAGE) + asked)
    assert page.status_code == 200
    assert "context" not in page.context
    assert not page.context["form"].is_bound


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"project": "shop-43"}, "project"),
        ({"project": ""}, "project"),
        ({"project": "a\0b"}, "project"),
        ({"task": "a\0b"}, "task"),
        ({"max_tokens": "255"}, "max_tokens"),
        ({"max_tokens": "200001"}, "max_tokens"),
        ({"form": "none"}, "form"),
        ({"order": "none"}, "order"),
        ({"account": "nonsense"}, "account"),
        ({"language": "x" * 41}, "language"),
    ],
)
def test_what_is_wrong_is_said_in_the_form(
    wrong: dict[str, Any], field: str, stubbed: Any, project: Project
) -> None:
    page = preview(**wrong)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]


def test_a_key_of_several_accounts_is_asked_about(stubbed: Any, project: Project) -> None:
    other = make_project(key="shop")
    assert list(preview().context["form"].errors) == ["account"]
    client = staff("admin")
    page = client.post(reverse(PAGE), form(account=str(other.account.pk)))
    assert page.context["project"] == other


def test_nothing_but_the_form_is_sent_back_for_an_empty_one(stubbed: Any) -> None:
    page = staff("curator").post(reverse(PAGE), {})
    assert page.context["form"].errors["project"]


def test_tells_no_room_from_nothing_to_say(stubbed: Any, project: Project) -> None:
    stubbed["learned_patterns"] = Found([one("l:1", "word " * 400)])
    stubbed["error_history"] = Found([one("e:1", "It is broken.")])
    page = preview(max_tokens=256)
    assert page.context["context"].crowded == {"learned_patterns"}
    [(first, crowded), (second, mute)] = page.context["silent"]
    assert (first, len(crowded), second) == ("No room", 1, "Nothing to say")
    told = [one for one in page.context["context"].sections if one["status"] == "empty"]
    assert len(crowded) + len(mute) == len(told)
