"""What an account says is not the error that a pattern took it for: there it is offered less."""

from typing import Any, ClassVar

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from context.models import Status
from errorpatterns.mismatches import differs, excludes
from errorpatterns.models import ErrorPattern, Mismatch
from errorpatterns.tests.factories import error, event, judge, learn, matches
from intake.jobs import jobs
from projects.models import Project
from projects.tests.factories import Caller, problem_of, where_stored

pytestmark = pytest.mark.by_turns

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
class TestSettled:
    """Five lessons that differ elsewhere, and have one value in a place."""

    FIX: ClassVar = {"template": "Take it out."}

    def teach(self, caller: Caller, option: str, owners: str) -> str:
        slugs = {
            learn(caller, error=told(option, owner), fix=self.FIX)["pattern"]["id"]
            for owner in owners
        }
        [slug] = slugs
        return str(slug)

    def test_another_value_is_another_error(self, ours: Caller) -> None:
        slug = self.teach(ours, "strict", "abcd")
        assert offered(ours, slug, "loose", "a")
        self.teach(ours, "strict", "e")
        assert not offered(ours, slug, "loose", "a")
        assert offered(ours, slug, "strict", "z")

    def test_a_lesson_that_shows_otherwise_is_believed(self, ours: Caller) -> None:
        slug = self.teach(ours, "strict", "abcde")
        assert self.teach(ours, "loose", "a") == slug
        for option in ("loose", "other"):
            assert offered(ours, slug, option, "z")

    @pytest.mark.parametrize("option", ["17", "1.2.3", "0x1f", "/home/{}/a.txt"])
    def test_numbers_and_what_was_taken_out_tell_nothing(self, ours: Caller, option: str) -> None:
        slug = self.teach(ours, option.format("jdoe"), "abcde")
        assert offered(ours, slug, option.replace("1", "2").format("mroe"), "z")

    def test_changes_nothing_for_others_nor_the_pattern(self, ours: Caller, theirs: Caller) -> None:
        slug = self.teach(theirs, "loose", "a")
        before = ErrorPattern.objects.values("error_regex", "template").get(slug=slug)
        self.teach(ours, "strict", "abcde")
        assert not offered(ours, slug, "loose", "a")
        assert offered(theirs, slug, "other", "b")
        assert ErrorPattern.objects.values("error_regex", "template").get(slug=slug) == before

    def test_what_everybody_is_served_stays(self, ours: Caller) -> None:
        slug = self.teach(ours, "strict", "abcde")
        judge(ErrorPattern.objects.get(slug=slug), Status.ACTIVE)
        assert offered(ours, slug, "loose", "a")

    def test_an_error_that_is_like_it_is_recognised_all_the_same(self, ours: Caller) -> None:
        message = "cannot write block {} of the journal to '{}'"
        for name in "abcde":
            body = learn(ours, error=error(message.format("header", f"/{name}")), fix=self.FIX)
        slug = body["pattern"]["id"]
        assert slug in matches(ours, told=error(message.format("row_2", "/z")))

    def test_a_report_that_it_is_another_error_counts(self, ours: Caller) -> None:
        slug = self.teach(ours, "strict", "abcd")
        receipt = matches(ours, told=told("loose", "a"))[slug]["receipt"]
        self.teach(ours, "strict", "e")
        said = {"success": False, "evidence": "human", "event_id": event(), "receipt": receipt}
        body = {**said, "mismatch": MESSAGE.format("loose", "a")}
        assert ours.post(f"error-patterns/{slug}/outcomes/", body).status_code == 201

    def test_asks_as_much_of_many_lessons_as_of_few(self, ours: Caller) -> None:
        slug = self.teach(ours, "strict", "abcde")
        counts = []
        for owners in ("", "fghijklmnopqrstuvwxyz"):
            assert self.teach(ours, "strict", f"a{owners}") == slug
            matches(ours, told=told("strict", "a"))
            with CaptureQueriesContext(connection) as asked:
                matches(ours, told=told("strict", "a"))
            counts.append(len(asked))
        assert counts[0] == counts[1]


@pytest.mark.once
@given(st.lists(VALUES, min_size=5), VALUES)
def test_what_was_taught_is_never_another_error(taught: list[Any], other: Any) -> None:
    assert not any(differs(taught, one) for one in taught)
    if differs(taught, other):
        # With a lesson of it, it is none any more.
        assert not differs([*taught, other], other)


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
