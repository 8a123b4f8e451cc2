"""`/projects/{key}/intent-lock/`: drafts are rewritten, locked ones followed by others."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from projects.models import IntentLock, Project
from projects.tests.bodies import CRITERION, INTENT, WORKFLOW
from projects.tests.factories import (
    Caller,
    make_caller,
    make_project,
    problem_of,
    row_counts,
    where_stored,
)

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

PATH = "projects/shop/intent-lock/"


def intent(**fields: Any) -> dict[str, Any]:
    return {**INTENT, **fields}


def generation(caller: Caller) -> int:
    return Project.objects.get(account=caller.account, key="shop").state_generation


class TestDraft:
    def test_is_made_and_served(self, ours: Caller) -> None:
        answer = ours.put(PATH, intent(locked=False))
        body = answer.json()
        assert answer.status_code == 201
        assert {name: body[name] for name in INTENT} == intent(locked=False)
        assert body["ref"] == f"intent_lock:{body['id']}"
        assert (body["version"], body["locked_at"], body["is_served"]) == (1, None, True)
        assert ours.get(PATH).json() == body

    def test_is_rewritten_in_place(self, ours: Caller) -> None:
        first = ours.put(PATH, intent(locked=False)).json()
        answer = ours.put(PATH, {"core_value": "Tea within an hour."})
        body = answer.json()
        assert (answer.status_code, body["id"], body["version"]) == (200, first["id"], 2)
        assert body["updated_at"] > first["updated_at"]
        assert IntentLock.objects.count() == 1

    def test_what_is_not_named_is_empty(self, ours: Caller) -> None:
        ours.put(PATH, intent(locked=False))
        body = ours.put(PATH, {"core_value": "Tea within an hour."}).json()
        told = {"core_value": "Tea within an hour.", "locked": False, "visual_identity": {}}
        empty: dict[str, Any] = {name: type(value)() for name, value in INTENT.items()}
        assert {name: body[name] for name in INTENT} == {**empty, **told}

    def test_the_same_again_changes_nothing(self, ours: Caller) -> None:
        first = ours.put(PATH, intent(locked=False)).json()
        before = generation(ours)
        answer = ours.put(PATH, intent(locked=False))
        assert (answer.status_code, answer.json()) == (200, first)
        assert generation(ours) == before

    def test_a_change_raises_the_state_generation(self, ours: Caller) -> None:
        before = generation(ours)
        ours.put(PATH, intent(locked=False))
        made = generation(ours)
        ours.put(PATH, {})
        assert before < made < generation(ours)

    def test_parts_of_an_identity_that_say_nothing_are_left_out(self, ours: Caller) -> None:
        told = {"soul": "", "depth": "low"}
        body = ours.put(PATH, {"visual_identity": told}).json()
        assert body["visual_identity"] == {"depth": "low"}

    def test_criteria_and_workflows_are_open_until_told(self, ours: Caller) -> None:
        criterion = {"description": "It loads", "verification": "performance"}
        told = {"success_criteria": [criterion], "user_workflows": [{"name": "Buy"}]}
        body = ours.put(PATH, told).json()
        assert body["success_criteria"] == [{**criterion, "id": "", "passed": False}]
        assert body["user_workflows"] == [
            {"name": "Buy", "steps": [], "success": "", "verified": False}
        ]


class TestLock:
    def test_a_draft_is_locked_in_place(self, ours: Caller) -> None:
        draft = ours.put(PATH, intent(locked=False)).json()
        answer = ours.put(PATH, intent())
        body = answer.json()
        assert (answer.status_code, body["id"], body["version"]) == (200, draft["id"], 2)
        assert body["locked"] is True
        assert body["locked_at"] >= draft["created_at"]

    def test_a_locked_one_is_made_at_once(self, ours: Caller) -> None:
        answer = ours.put(PATH, intent())
        assert (answer.status_code, answer.json()["is_served"]) == (201, True)

    def test_the_same_again_changes_nothing(self, ours: Caller) -> None:
        first = ours.put(PATH, intent()).json()
        answer = ours.put(PATH, intent())
        assert (answer.status_code, answer.json()) == (200, first)

    def test_it_is_superseded_and_never_edited(self, ours: Caller) -> None:
        first = ours.put(PATH, intent()).json()
        answer = ours.put(PATH, intent(core_value="Tea within an hour."))
        second = answer.json()
        assert (answer.status_code, second["version"], second["is_served"]) == (201, 1, True)
        assert second["id"] != first["id"]
        kept = IntentLock.objects.get(pk=first["id"])
        assert (kept.core_value, kept.version) == (INTENT["core_value"], 1)
        assert not kept.is_served
        assert ours.get(PATH).json() == second

    def test_a_draft_after_it_is_not_served(self, ours: Caller) -> None:
        locked = ours.put(PATH, intent()).json()
        for core_value in ("Tea within an hour.", "Tea at once."):
            draft = ours.put(PATH, {"core_value": core_value}).json()
            assert draft["is_served"] is False
            assert ours.get(PATH).json() == locked
        assert draft["version"] == 2
        assert IntentLock.objects.count() == 2

    def test_a_draft_that_is_locked_is_served_from_then_on(self, ours: Caller) -> None:
        ours.put(PATH, intent())
        draft = ours.put(PATH, intent(locked=False, app_type="tea shop")).json()
        locked = ours.put(PATH, intent(app_type="tea shop")).json()
        assert (locked["id"], locked["is_served"]) == (draft["id"], True)
        assert ours.get(PATH).json() == locked

    @pytest.mark.parametrize(
        ("wanting", "pointers"),
        [
            ({"success_criteria": [CRITERION] * 2}, ["/success_criteria"]),
            ({"user_workflows": []}, ["/user_workflows"]),
            ({"anti_patterns": ["a", "b"]}, ["/anti_patterns"]),
            (
                {"success_criteria": [], "user_workflows": [], "anti_patterns": []},
                ["/anti_patterns", "/success_criteria", "/user_workflows"],
            ),
        ],
    )
    def test_needs_enough_to_hold_on_to(
        self, ours: Caller, wanting: dict[str, Any], pointers: list[str]
    ) -> None:
        before = row_counts()
        problem = problem_of(ours.put(PATH, intent(**wanting)), 422)
        assert sorted(error["pointer"] for error in problem["errors"]) == pointers
        assert row_counts() == before
        assert ours.put(PATH, intent(**wanting, locked=False)).status_code == 201


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"app_soul": "x" * 61}, "/app_soul"),
        ({"core_value": "x" * 501}, "/core_value"),
        ({"original_prompt": "x" * 8193}, "/original_prompt"),
        ({"success_criteria": [CRITERION] * 51}, "/success_criteria"),
        ({"success_criteria": [{"description": "x"}]}, "/success_criteria/0/verification"),
        ({"success_criteria": [CRITERION | {"colour": 1}]}, "/success_criteria/0/colour"),
        ({"success_criteria": [CRITERION, "x"]}, "/success_criteria/1"),
        ({"user_workflows": [WORKFLOW] * 51}, "/user_workflows"),
        ({"user_workflows": [WORKFLOW | {"steps": ["x"] * 31}]}, "/user_workflows/0/steps"),
        ({"user_workflows": [WORKFLOW | {"steps": ["a", ""]}]}, "/user_workflows/0/steps/1"),
        ({"visual_identity": {"depth": "deep"}}, "/visual_identity/depth"),
        ({"visual_identity": {"colour": "red"}}, "/visual_identity/colour"),
        ({"visual_identity": []}, "/visual_identity"),
        ({"anti_patterns": ["x"] * 51}, "/anti_patterns"),
        ({"locked": "yes"}, "/locked"),
        ({"locked_at": "2026-01-01T00:00:00Z"}, "/locked_at"),
        ({"is_served": True}, "/is_served"),
        ({"version": 3}, "/version"),
    ],
)
def test_refuses(ours: Caller, wrong: dict[str, Any], pointer: str) -> None:
    before = row_counts()
    problem_of(ours.put(PATH, {**INTENT, **wrong}), 400, pointer)
    assert row_counts() == before


def test_private_text_is_not_stored_at_any_depth(ours: Caller) -> None:
    private = "write to a@b.co"
    told = {
        "app_type": private,
        "app_soul": private,
        "core_value": private,
        "success_criteria": [{**CRITERION, "id": private, "description": private}],
        "user_workflows": [{"name": private, "steps": [private], "success": private}],
        "visual_identity": {"soul": private, "primary_emotion": private, "motion": private},
        "anti_patterns": [private],
        "original_prompt": private,
    }
    body = ours.put(PATH, told).json()
    assert where_stored("a@b.co") == []
    assert body["user_workflows"][0]["steps"] == ["write to <email>"]
    assert ours.put(PATH, told).json() == body


def test_what_grew_by_scrubbing_still_fits(ours: Caller) -> None:
    answer = ours.put(PATH, {"app_soul": "a@b.co " * 8, "core_value": "a@b.co " * 71})
    assert answer.status_code == 201
    assert len(answer.json()["app_soul"]) == 60


def test_nobody_elses_is_seen_or_changed(ours: Caller, theirs: Caller) -> None:
    theirs.put("projects/secret/", {})
    theirs.put("projects/secret/intent-lock/", INTENT)
    for path in ("projects/secret/intent-lock/", "projects/absent/intent-lock/"):
        problem_of(ours.get(path), 404)
        problem_of(ours.put(path, INTENT), 404)
    assert IntentLock.objects.count() == 1


def test_there_is_none_at_first(ours: Caller) -> None:
    problem_of(ours.get(PATH), 404)


def test_a_key_may_have_slashes_in_it(ours: Caller) -> None:
    ours.put("projects/acme%2Fshop/", {})
    assert ours.put("projects/acme%2Fshop/intent-lock/", INTENT).status_code == 201
    assert ours.get("projects/acme/shop/intent-lock/").json()["locked"] is True


def test_goes_with_its_project(ours: Caller) -> None:
    ours.put(PATH, INTENT)
    ours.put(PATH, {"core_value": "Tea at once."})
    assert ours.delete("projects/shop/").status_code == 204
    assert not IntentLock.objects.exists()


def test_takes_as_many_queries_for_many_rows(ours: Caller, django_assert_num_queries: Any) -> None:
    for number in range(3):
        ours.put(PATH, intent(core_value=f"Tea {number}."))
    with django_assert_num_queries(2):  # key, intent with its project
        assert ours.get(PATH).status_code == 200
    # Key, project; then in its transaction project, newest, insert, touch.
    with django_assert_num_queries(6 + 2):
        assert ours.put(PATH, intent(core_value="Tea at once.")).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_makes_the_row() -> None:
    caller = make_caller()
    make_project(caller.account, key="shop")
    assert caller.client

    def put(_: int) -> int:
        try:
            return int(caller.put(PATH, INTENT).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(put, range(3))) == [200, 200, 201]
    assert IntentLock.objects.count() == 1
