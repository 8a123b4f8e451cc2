"""`/interactions/`: kinds and names of what people did, and never a text."""

from typing import Any

import pytest

from learning.models import Interaction
from learning.tests.bodies import BODIES
from learning.tests.factories import INTERACTION, INTERACTIONS, told
from projects.models import EndUser
from projects.tests.factories import Caller, problem_of, row_counts

pytestmark = pytest.mark.django_db

FULL = BODIES["post", "interactions/"]


def test_what_is_told_is_answered(ours: Caller) -> None:
    answer = told(ours, INTERACTIONS, FULL)
    assert {name: answer[name] for name in FULL} == FULL
    row = Interaction.objects.get(pk=answer["id"])
    assert (row.account, row.user.key, row.is_counted) == (ours.account, "u-7", False)


def test_the_user_is_made_when_named(ours: Caller, theirs: Caller) -> None:
    answer = told(ours, INTERACTIONS, [INTERACTION, INTERACTION, INTERACTION | {"user": "u-8"}])
    told(theirs, INTERACTIONS, INTERACTION)
    assert [row["user"] for row in answer] == ["u-7", "u-7", "u-8"]
    assert [row["project"] for row in answer] == [None] * 3
    assert EndUser.objects.filter(account=ours.account).count() == 2
    assert EndUser.objects.filter(account=theirs.account).count() == 1


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"task": "Make me a checkout page"}, "/task"),
        ({"task": "component\n"}, "/task"),
        ({"task": ""}, "/task"),
        ({"task": "x" * 61}, "/task"),
        ({"modification": "changed the title"}, "/modification"),
        ({"file_type": "a.tsx"}, "/file_type"),
        ({"file_type": "x" * 21}, "/file_type"),
        ({"prompt": "x"}, "/prompt"),
        ({"reply": "x"}, "/reply"),
        ({"action": "rated"}, "/rating"),
        ({"action": "rated", "rating": None}, "/rating"),
        ({"action": "rated", "rating": 0}, "/rating"),
        ({"action": "rated", "rating": 6}, "/rating"),
        ({"rating": 5}, "/rating"),
        ({"action": "liked"}, "/action"),
        ({"user": "somebody else"}, "/user"),
    ],
)
def test_what_is_refused(ours: Caller, said: dict[str, Any], pointer: str) -> None:
    before = row_counts()
    problem_of(ours.post(INTERACTIONS, INTERACTION | said), 400, pointer)
    problem_of(ours.post(INTERACTIONS, [INTERACTION, INTERACTION | said]), 400, f"/1{pointer}")
    assert row_counts() == before


def test_no_other_accounts_project(ours: Caller, theirs: Caller) -> None:
    theirs.put("projects/secret/", {})
    before = row_counts()
    problem_of(ours.post(INTERACTIONS, INTERACTION | {"project": "secret"}), 422, "/project")
    assert row_counts() == before


def test_there_is_no_list_of_them(ours: Caller) -> None:
    assert ours.get(INTERACTIONS).status_code in (403, 405)
