"""`/users/{key}/preferences/`: what a user has set; null is not set, and 0 and false are values."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from projects.models import EndUser, Project, UserPreference
from projects.tests.bodies import BODIES
from projects.tests.factories import (
    Caller,
    make_caller,
    problem_of,
    row_counts,
    where_stored,
)

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

PATH = "users/u-7/preferences/"
PREFERENCES = BODIES["put", "users/{key}/preferences/"]


def test_are_made_with_their_user(ours: Caller) -> None:
    answer = ours.put(PATH, PREFERENCES)
    body = answer.json()
    assert answer.status_code == 201
    assert {name: body[name] for name in PREFERENCES} == PREFERENCES
    assert (body["user"], body["version"]) == ("u-7", 1)
    assert ours.get(PATH).json() == body
    assert EndUser.objects.get().key == "u-7"


def test_what_is_not_told_is_not_set(ours: Caller) -> None:
    ours.put(PATH, PREFERENCES)
    answer = ours.put(PATH, {"design_threshold": 0, "security_scan": False})
    body = answer.json()
    assert (answer.status_code, body["version"]) == (200, 2)
    told = {name: body[name] for name in PREFERENCES if body[name] is not None}
    assert told == {"design_threshold": 0, "security_scan": False}


def test_null_is_the_same_as_not_told(ours: Caller) -> None:
    first = ours.put(PATH, {}).json()
    answer = ours.put(PATH, dict.fromkeys(PREFERENCES))
    assert (answer.status_code, answer.json()) == (200, first)


def test_the_same_again_changes_nothing(ours: Caller) -> None:
    ours.put("projects/shop/", {"user": "u-7"})
    first = ours.put(PATH, PREFERENCES).json()
    before = list(Project.objects.values())
    answer = ours.put(PATH, PREFERENCES)
    assert (answer.status_code, answer.json()) == (200, first)
    assert list(Project.objects.values()) == before


def test_a_change_touches_the_users_projects(ours: Caller) -> None:
    ours.put("projects/shop/", {"user": "u-7"})
    ours.put("projects/blog/", {"user": "u-8"})
    before = dict(Project.objects.values_list("key", "state_generation"))
    ours.put(PATH, PREFERENCES)
    ours.put(PATH, {})
    after = dict(Project.objects.values_list("key", "state_generation"))
    assert {key: after[key] - before[key] for key in after} == {"shop": 2, "blog": 0}


def test_what_was_observed_stays(ours: Caller) -> None:
    user = EndUser.objects.create(account=ours.account, key="u-7")
    observed = [{"task": "page", "events": 9}]
    UserPreference.objects.create(user=user, observed=observed)
    assert ours.put(PATH, PREFERENCES).status_code == 200
    assert UserPreference.objects.get().observed == observed


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"preferred_model": ""}, "/preferred_model"),
        ({"preferred_model": "x" * 121}, "/preferred_model"),
        ({"extended_thinking": "off"}, "/extended_thinking"),
        ({"tournament_mode": 0}, "/tournament_mode"),
        ({"design_threshold": 101}, "/design_threshold"),
        ({"code_threshold": -1}, "/code_threshold"),
        ({"code_threshold": 70.0}, "/code_threshold"),
        ({"user": "u-8"}, "/user"),
        ({"observed": []}, "/observed"),
    ],
)
def test_refuses(ours: Caller, wrong: dict[str, Any], pointer: str) -> None:
    before = row_counts()
    problem_of(ours.put(PATH, {**PREFERENCES, **wrong}), 400, pointer)
    assert row_counts() == before


def test_private_text_is_not_stored(ours: Caller) -> None:
    told = {"preferred_model": "model of a@b.co"}
    first = ours.put(PATH, told).json()
    assert first["preferred_model"] == "model of <email>"
    assert where_stored("a@b.co") == []
    assert ours.put(PATH, told).json() == first


def test_users_of_one_name_are_each_accounts_own(ours: Caller, theirs: Caller) -> None:
    theirs.put(PATH, PREFERENCES)
    problem_of(ours.get(PATH), 404)
    assert ours.put(PATH, {"code_threshold": 5}).status_code == 201
    assert theirs.get(PATH).json()["code_threshold"] == PREFERENCES["code_threshold"]


def test_a_user_who_has_set_nothing_has_no_preferences(ours: Caller) -> None:
    ours.put("projects/shop/", {"user": "u-7"})
    problem_of(ours.get(PATH), 404)


@pytest.mark.parametrize("key", ["a/b", "me@home", "x:1", "rules", "preferences"])
def test_keys(ours: Caller, key: str) -> None:
    assert ours.put(f"users/{key}/preferences/", PREFERENCES).json()["user"] == key
    assert ours.get(f"users/{key}/preferences/").status_code == 200


def test_take_few_queries(ours: Caller, django_assert_num_queries: Any) -> None:
    ours.put(PATH, PREFERENCES)
    with django_assert_num_queries(2):  # key, row with its user
        ours.get(PATH)
    with django_assert_num_queries(6 + 2):  # key; user, row, update, read, touch
        ours.put(PATH, {})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("path", "told"),
    [(PATH, PREFERENCES), ("users/u-7/rules/", BODIES["put", "users/{key}/rules/"])],
)
def test_of_two_at_once_one_makes_the_row(path: str, told: dict[str, Any]) -> None:
    caller = make_caller()
    assert caller.client

    def put(_: int) -> int:
        try:
            return int(caller.put(path, told).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(put, range(3))) == [200, 200, 201]
    assert EndUser.objects.count() == 1
