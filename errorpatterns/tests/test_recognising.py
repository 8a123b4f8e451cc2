"""`POST /error-patterns/match/`: an error that no pattern matches, but that is like a known one."""

from typing import Any

import pytest

from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import MATCH, error, event, learn, matches
from projects.tests.factories import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

ONE = "permission denied for journal of type boolean"
LIKE = "permission denied for journal of type user_id"
FIX = {"template": "GRANT USAGE ON TYPE boolean"}


def taught(caller: Caller, message: str = ONE, **fields: Any) -> str:
    return str(learn(caller, **{"error": error(message), "fix": FIX, **fields})["pattern"]["id"])


class TestRecognised:
    def test_is_offered_with_the_fix_told_for_what_differs(self, ours: Caller) -> None:
        match = matches(ours, told=error(LIKE))
        slug = taught(ours)
        assert slug not in match
        match = matches(ours, told=error(LIKE))[slug]
        assert match["captures"] == ["user_id"]
        assert match["fix"]["text"] == "GRANT USAGE ON TYPE user_id"

    def test_changes_nothing_of_the_pattern(self, ours: Caller) -> None:
        slug = taught(ours)
        before = ErrorPattern.objects.filter(slug=slug).values().get()
        assert slug in matches(ours, told=error(LIKE))
        assert ErrorPattern.objects.filter(slug=slug).values().get() == before
        assert matches(ours, told=error(ONE))[slug]["captures"] == []

    def test_is_served_in_the_context(self, ours: Caller) -> None:
        slug = taught(ours)
        body = {"project": "shop", "errors": [error(LIKE)], "sections": ["error_patterns"]}
        text = str(ours.post("context/", body).json())
        assert slug in text
        assert "GRANT USAGE ON TYPE user_id" in text

    @pytest.mark.parametrize(
        "message",
        [
            "permission denied for journal of type",
            "permission denied for journal of type boolean 'x'",
            "permission granted for journal of type boolean",
            "permission denied for table of type boolean",
            "too short",
        ],
    )
    def test_leaves_alone_where_words_differ(self, ours: Caller, message: str) -> None:
        assert taught(ours) not in matches(ours, told=error(message))

    def test_leaves_alone_where_the_fix_needs_what_is_missing(self, ours: Caller) -> None:
        one = "cannot cast value to type map[$key_a, x_y] of the journal"
        slug = taught(ours, one, fix={"template": "Cast to $key_a first."})
        assert slug in matches(ours, told=error(one))
        assert slug not in matches(ours, told=error("cannot cast value to type q_r of the journal"))

    def test_is_denied_for_the_account(self, ours: Caller) -> None:
        slug = taught(ours)
        receipt = matches(ours, told=error(LIKE))[slug]["receipt"]
        said = {"success": False, "evidence": "human", "event_id": event(), "receipt": receipt}
        answer = ours.post(f"error-patterns/{slug}/outcomes/", {**said, "mismatch": LIKE})
        assert answer.status_code == 201, answer.content
        assert slug not in matches(ours, told=error(LIKE))
        assert slug in matches(ours, told=error(ONE))

    def test_what_another_account_knows_changes_nothing(self, ours: Caller, theirs: Caller) -> None:
        slug = taught(ours)
        offered = matches(ours, told=error(LIKE))[slug]
        other = taught(theirs, LIKE, fix={"template": "Ask the owner."})
        assert other != slug
        found = matches(ours, told=error(LIKE))
        assert other not in found
        assert found[slug]["fix"] == offered["fix"]

    def test_is_sought_for_the_first_errors_alone(
        self, ours: Caller, django_assert_max_num_queries: Any
    ) -> None:
        taught(ours)
        with django_assert_max_num_queries(25):
            ours.post(MATCH, {"project": "shop", "errors": [error(LIKE)] * 50})
