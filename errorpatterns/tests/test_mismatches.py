"""What an account says is not the error that a pattern took it for: there it is offered less."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errorpatterns.mismatches import excludes
from errorpatterns.models import ErrorPattern, Mismatch
from errorpatterns.tests.factories import error, event, learn, matches
from intake.jobs import jobs
from projects.models import Project
from projects.tests.factories import Caller, problem_of, where_stored

MESSAGE = "The option '{}' of '{}' is not allowed here."
VALUES = st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"))


def told(option: str, owner: str) -> dict[str, Any]:
    return error(MESSAGE.format(option, owner))


def deny(caller: Caller, slug: str, option: str, owner: str, **fields: Any) -> Any:
    receipt = matches(caller, told=told(option, owner))[slug]["receipt"]
    said = {"success": False, "evidence": "human", "event_id": event(), "receipt": receipt}
    body = {**said, "mismatch": MESSAGE.format(option, owner), **fields}
    return caller.post(f"error-patterns/{slug}/outcomes/", body)


def offered(caller: Caller, slug: str, option: str, owner: str) -> bool:
    """In a match and in a context alike."""
    found = slug in matches(caller, told=told(option, owner))
    body = {"project": "shop", "errors": [told(option, owner)], "sections": ["error_patterns"]}
    parts = caller.post("context/", body).json()["sections"]
    reasons = {
        item["ref"]: item["reason"] for part in parts for item in part["items"] if "ref" in item
    }
    assert reasons.get(f"error_pattern:{slug}", "").startswith("matches") == found
    return found


@pytest.fixture
def slug(ours: Caller) -> str:
    fix = {"template": "Take it out."}
    for owner in ("a", "b"):
        slug = learn(ours, error=told("strict", owner), fix=fix)["pattern"]["id"]
    return str(slug)


@pytest.mark.django_db
class TestReported:
    def test_leaves_alone_what_differs_where_the_lessons_never_did(
        self, ours: Caller, slug: str
    ) -> None:
        assert offered(ours, slug, "other", "c")
        assert deny(ours, slug, "loose", "b").status_code == 201
        assert not offered(ours, slug, "loose", "b")
        assert not offered(ours, slug, "other", "c")
        assert offered(ours, slug, "strict", "c")

    def test_changes_nothing_for_others_nor_the_pattern(
        self, ours: Caller, theirs: Caller, slug: str
    ) -> None:
        assert learn(theirs, error=told("strict", "a"), fix={"template": "Take it out."})
        before = ErrorPattern.objects.values("error_regex", "version").get(slug=slug)
        deny(ours, slug, "loose", "b")
        assert offered(theirs, slug, "loose", "b")
        assert ErrorPattern.objects.values("error_regex", "version").get(slug=slug) == before

    def test_a_lesson_that_shows_otherwise_is_believed(self, ours: Caller, slug: str) -> None:
        deny(ours, slug, "loose", "b")
        learn(ours, error=told("other", "c"), fix={"template": "Take it out."})
        assert offered(ours, slug, "other", "c")
        assert offered(ours, slug, "third", "d")
        assert not offered(ours, slug, "loose", "b")

    def test_counts_once_and_as_a_failure(self, ours: Caller, slug: str) -> None:
        same = {"event_id": event()}
        assert deny(ours, slug, "loose", "b", **same).json()["counted"]
        assert ErrorPattern.objects.get(slug=slug).failure_count == 1
        receipt = matches(ours, told=told("strict", "b"))[slug]["receipt"]
        body = {"success": False, "evidence": "human", "receipt": receipt, **same}
        body["mismatch"] = MESSAGE.format("loose", "b")
        assert ours.post(f"error-patterns/{slug}/outcomes/", body).status_code == 200
        assert Mismatch.objects.count() == 1

    def test_keeps_no_private_text_and_goes_with_its_project(self, ours: Caller, slug: str) -> None:
        deny(ours, slug, "ada@acme.io", "b")
        assert where_stored("ada@acme.io") == []
        assert not offered(ours, slug, "bob@acme.io", "b")
        Mismatch.objects.update(scrub_version=0, message=MESSAGE.format("ada@acme.io", "b"))
        jobs()["rescrub"]()
        assert where_stored("ada@acme.io") == []
        Project.objects.get(account=ours.account, key="shop").delete()
        assert not Mismatch.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "pointer"),
        [
            ({"mismatch": "Something else is wrong."}, "/mismatch"),
            ({"success": True}, "/mismatch"),
        ],
    )
    def test_refuses_what_makes_no_sense_and_counts_nothing(
        self, ours: Caller, slug: str, fields: dict[str, Any], pointer: str
    ) -> None:
        problem_of(deny(ours, slug, "loose", "b", **fields), 422, pointer)
        assert ErrorPattern.objects.get(slug=slug).failure_count == 0
        assert not Mismatch.objects.exists()


@given(VALUES, st.lists(VALUES, min_size=1), VALUES)
def test_what_was_taught_is_never_excluded_by_another(
    other: tuple[str, str], taught: list[tuple[str, str]], found: tuple[str, str]
) -> None:
    assert excludes(found, taught, found)
    for lesson in taught:
        assert excludes(other, taught, lesson) == (lesson == other)
