"""`/judgments/`: scores, verdicts and recommendations, or that a judge failed."""

from typing import Any

import pytest

from learning.models import Judgment
from learning.tests.bodies import BODIES
from learning.tests.factories import JUDGMENT, JUDGMENTS, told
from projects.models import Project
from projects.tests.factories import Caller, problem_of, row_counts, where_stored

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

FULL = BODIES["post", "judgments/"]
ADVICE = {"recommendations": ["Split the reducer."]}


def test_what_is_told_is_answered_and_kept(ours: Caller) -> None:
    answer = told(ours, JUDGMENTS, FULL)
    assert {name: answer[name] for name in FULL} == FULL
    assert answer["ref"] == f"judgment:{answer['id']}"
    assert ours.get(JUDGMENTS).json()["results"] == [answer]


def test_a_missing_score_stays_missing(ours: Caller) -> None:
    answer = told(ours, JUDGMENTS, JUDGMENT)
    assert (answer["overall"], answer["verdict"], answer["categories"]) == (None, "", {})
    assert Judgment.objects.get().overall is None


@pytest.mark.parametrize(
    ("score", "verdict"),
    [
        (100, "approved"),
        (85, "approved"),
        (84, "needs_work"),
        (70, "needs_work"),
        (69, "blocked"),
        (50, "blocked"),
        (49, "rejected"),
        (0, "rejected"),
    ],
)
def test_the_verdict_follows_from_the_score(ours: Caller, score: int, verdict: str) -> None:
    assert told(ours, JUDGMENTS, JUDGMENT | {"overall": score})["verdict"] == verdict


def test_a_verdict_that_is_given_stands(ours: Caller) -> None:
    body = JUDGMENT | {"overall": 95, "verdict": "blocked"}
    assert told(ours, JUDGMENTS, body)["verdict"] == "blocked"


@pytest.mark.parametrize(
    "said", [{"overall": 50}, {"overall": 0}, {"verdict": "approved"}, {"categories": {"a": 1}}]
)
def test_a_judge_that_failed_judged_nothing(ours: Caller, said: dict[str, Any]) -> None:
    [name] = said
    problem_of(ours.post(JUDGMENTS, JUDGMENT | {"failed": True} | said), 400, f"/{name}")
    answer = told(ours, JUDGMENTS, JUDGMENT | ADVICE | {"failed": True, "overall": None})
    assert (answer["failed"], answer["overall"], answer["verdict"]) == (True, None, "")
    assert not Judgment.objects.get().recommends


def test_recommends_what_carries_a_recommendation(ours: Caller) -> None:
    told(ours, JUDGMENTS, [JUDGMENT, JUDGMENT | ADVICE])
    assert list(Judgment.objects.order_by("pk").values_list("recommends", flat=True)) == [
        False,
        True,
    ]


def test_a_list_is_all_or_nothing(ours: Caller) -> None:
    before = row_counts()
    problem_of(ours.post(JUDGMENTS, [JUDGMENT, JUDGMENT | {"overall": 101}]), 400, "/1/overall")
    problem_of(ours.post(JUDGMENTS, [JUDGMENT, JUDGMENT | {"project": "no"}]), 422, "/1/project")
    assert row_counts() == before


def test_nothing_private_is_kept(ours: Caller) -> None:
    token = "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8"
    body = FULL | {
        **dict.fromkeys(("type", "model", "reasoning"), token),
        "issues": [token],
        "recommendations": [f"Revoke {token}"],
        "categories": {token: 1},
    }
    assert token not in str(told(ours, JUDGMENTS, body))
    assert where_stored(token) == []


def test_raises_the_projects_state(ours: Caller) -> None:
    before = Project.objects.get(account=ours.account, key="shop").state_generation
    told(ours, JUDGMENTS, JUDGMENT)
    assert Project.objects.get(account=ours.account, key="shop").state_generation == before + 1


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("type=anti_slop", 1),
        ("project=blog", 1),
        ("failed=true", 1),
        ("verdict=approved", 1),
        ("build=b-1", 0),
    ],
)
def test_lists_the_accounts_own(ours: Caller, theirs: Caller, query: str, count: int) -> None:
    told(
        ours,
        JUDGMENTS,
        [
            JUDGMENT | {"overall": 90},
            JUDGMENT | {"type": "anti_slop", "project": "blog"},
            JUDGMENT | {"failed": True},
        ],
    )
    told(theirs, JUDGMENTS, JUDGMENT)
    assert len(ours.get(f"{JUDGMENTS}?{query}").json()["results"]) == count


def test_is_one_query_besides_the_keys(ours: Caller, django_assert_num_queries: Any) -> None:
    told(ours, JUDGMENTS, JUDGMENT)
    told(ours, JUDGMENTS, [JUDGMENT] * 9)
    with django_assert_num_queries(2):
        assert len(ours.get(JUDGMENTS).json()["results"]) == 10
