"""`/projects/{key}/verification-results/` and `/tournament-results/`: added, one or many."""

from typing import Any

import pytest

from projects.models import Project, TournamentResult, VerificationResult
from projects.tests.bodies import BODIES, VIOLATION
from projects.tests.factories import Caller, problem_of, row_counts, where_stored

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

VERIFICATIONS = "projects/shop/verification-results/"
TOURNAMENTS = "projects/shop/tournament-results/"
VERIFICATION = BODIES["post", "projects/{key}/verification-results/"]
TOURNAMENT = BODIES["post", "projects/{key}/tournament-results/"]
BOTH = pytest.mark.parametrize(
    ("path", "told", "kind"),
    [
        (VERIFICATIONS, VERIFICATION, "verification_result"),
        (TOURNAMENTS, TOURNAMENT, "tournament_result"),
    ],
)


def verification(agent: str = "code_quality", feature: str = "cart", **fields: Any) -> Any:
    return {"agent": agent, "feature": feature, "passed": True, **fields}


def latest() -> list[tuple[str, str, str, bool]]:
    """Project, agent, feature and verdict of the results that count."""
    rows = VerificationResult.objects.filter(is_latest=True).order_by("id")
    return list(rows.values_list("project__key", "agent", "feature", "passed"))


@BOTH
class TestBoth:
    def test_one_is_answered_with_one(
        self, ours: Caller, path: str, told: dict[str, Any], kind: str
    ) -> None:
        answer = ours.post(path, told)
        body = answer.json()
        assert answer.status_code == 201
        assert {name: body[name] for name in told} == told
        assert body["ref"] == f"{kind}:{body['id']}"

    def test_many_are_answered_in_order(
        self, ours: Caller, path: str, told: dict[str, Any], kind: str
    ) -> None:
        answer = ours.post(path, [{**told, "feature": f"f-{n}"} for n in range(5)])
        assert answer.status_code == 201
        bodies = answer.json()
        assert [body["feature"] for body in bodies] == [f"f-{n}" for n in range(5)]
        assert [body["id"] for body in bodies] == sorted(body["id"] for body in bodies)

    def test_all_or_nothing(self, ours: Caller, path: str, told: dict[str, Any], kind: str) -> None:
        before = row_counts()
        problem_of(ours.post(path, [told, {**told, "feature": 5}]), 400, "/1/feature")
        problem_of(ours.post(path, []), 400)
        problem_of(ours.post(path, [told] * 101), 400)
        assert row_counts() == before

    def test_takes_as_many_queries_for_many(
        self,
        ours: Caller,
        path: str,
        told: dict[str, Any],
        kind: str,
        django_assert_num_queries: Any,
    ) -> None:
        ours.post(path, told)
        # Key, project; then in its transaction project, insert, touch, and what is superseded.
        queries = 5 + (kind == "verification_result") + 2
        for count in (1, 20):
            with django_assert_num_queries(queries):
                ours.post(path, [{**told, "feature": f"f-{n}"} for n in range(count)])

    def test_raises_the_state_generation(
        self, ours: Caller, path: str, told: dict[str, Any], kind: str
    ) -> None:
        before = Project.objects.get(account=ours.account, key="shop").state_generation
        ours.post(path, [told, told])
        after = Project.objects.get(account=ours.account, key="shop").state_generation
        assert after == before + 1

    def test_a_retry_adds_nothing(
        self, ours: Caller, path: str, told: dict[str, Any], kind: str
    ) -> None:
        first = ours.post(path, told, Idempotency_Key="k")
        before = row_counts()
        again = ours.post(path, told, Idempotency_Key="k")
        assert (again.status_code, again.json()) == (201, first.json())
        assert row_counts() == before

    def test_nobody_elses_project(
        self, ours: Caller, theirs: Caller, path: str, told: dict[str, Any], kind: str
    ) -> None:
        theirs.put("projects/secret/", {})
        for name in ("secret", "absent"):
            problem_of(ours.post(path.replace("shop", name), told), 404)

    def test_goes_with_its_project(
        self, ours: Caller, path: str, told: dict[str, Any], kind: str
    ) -> None:
        ours.post(path, told)
        ours.delete("projects/shop/")
        assert not VerificationResult.objects.exists()
        assert not TournamentResult.objects.exists()


class TestLatest:
    def test_a_later_one_of_agent_and_feature_counts(self, ours: Caller) -> None:
        first = ours.post(VERIFICATIONS, verification(passed=False)).json()
        assert first["is_latest"] is True
        ours.post(VERIFICATIONS, verification(passed=True))
        assert latest() == [("shop", "code_quality", "cart", True)]
        assert VerificationResult.objects.count() == 2

    def test_other_agents_features_and_projects_are_left_alone(
        self, ours: Caller, theirs: Caller
    ) -> None:
        failed = [
            verification(passed=False),
            verification("error_checker", passed=False),
            verification(feature="login", passed=False),
            verification(feature="", passed=False),
        ]
        for caller in (ours, theirs):
            for project in ("shop", "blog"):
                caller.post(f"projects/{project}/verification-results/", failed)
        ours.post(VERIFICATIONS, [verification(), verification("error_checker", "login")])
        assert sum(passed for *_, passed in latest()) == 2
        assert len(latest()) == 16 + 1
        assert VerificationResult.objects.filter(is_latest=False).count() == 1

    def test_in_a_list_the_last_counts(self, ours: Caller) -> None:
        told = [verification(passed=n == 1) for n in range(3)]
        bodies = ours.post(VERIFICATIONS, told).json()
        assert [body["is_latest"] for body in bodies] == [False, False, True]
        assert latest() == [("shop", "code_quality", "cart", False)]

    def test_agents_that_differ_in_private_text_alone_are_one(self, ours: Caller) -> None:
        told = [verification("a@b.co"), verification("c@d.co")]
        bodies = ours.post(VERIFICATIONS, told).json()
        assert [body["is_latest"] for body in bodies] == [False, True]


@pytest.mark.parametrize(
    ("path", "wrong", "pointer"),
    [
        (VERIFICATIONS, {"agent": ""}, "/agent"),
        (VERIFICATIONS, {"agent": "x" * 61}, "/agent"),
        (VERIFICATIONS, {"passed": None}, "/passed"),
        (VERIFICATIONS, {"score": 101}, "/score"),
        (VERIFICATIONS, {"score": 50.5}, "/score"),
        (VERIFICATIONS, {"violations": [VIOLATION] * 101}, "/violations"),
        (VERIFICATIONS, {"violations": [VIOLATION, {"line": 3}]}, "/violations/1/message"),
        (VERIFICATIONS, {"violations": [VIOLATION | {"rule": "x"}]}, "/violations/0/rule"),
        (VERIFICATIONS, {"reasoning": "x" * 4097}, "/reasoning"),
        (VERIFICATIONS, {"is_latest": True}, "/is_latest"),
        (VERIFICATIONS, {"build": "a b"}, "/build"),
        (TOURNAMENTS, {"feature": " "}, "/feature"),
        (TOURNAMENTS, {"status": "won"}, "/status"),
        (TOURNAMENTS, {"verdicts": [{"winner": "a"}]}, "/verdicts/0/judge"),
        (TOURNAMENTS, {"verdicts": [{"judge": "j"}] * 21}, "/verdicts"),
        (
            TOURNAMENTS,
            {"verdicts": [{"judge": "j", "scores": {"a": 101}}]},
            "/verdicts/0/scores/a",
        ),
    ],
)
def test_refuses(ours: Caller, path: str, wrong: dict[str, Any], pointer: str) -> None:
    told = VERIFICATION if path == VERIFICATIONS else TOURNAMENT
    before = row_counts()
    problem_of(ours.post(path, {**told, **wrong}), 400, pointer)
    problem_of(ours.post(path, [told, {**told, **wrong}]), 400, f"/1{pointer}")
    assert row_counts() == before


def test_a_score_not_told_is_missing_and_nought_is_nought(ours: Caller) -> None:
    body = ours.post(VERIFICATIONS, verification(anti_slop_score=0)).json()
    assert (body["score"], body["anti_slop_score"], body["soul_match_score"]) == (None, 0, None)


def test_a_tournament_is_finished_unless_told_otherwise(ours: Caller) -> None:
    told = [{"feature": "cart"}, {"feature": "cart", "status": "running"}]
    bodies = ours.post(TOURNAMENTS, told).json()
    assert [body["status"] for body in bodies] == ["finished", "running"]


def test_private_text_is_not_stored_at_any_depth(ours: Caller) -> None:
    private = "ask a@b.co"
    violation = {"file": private, "message": private, "severity": private}
    ours.post(
        VERIFICATIONS,
        {
            "agent": private,
            "feature": private,
            "passed": True,
            "violations": [violation],
            "reasoning": private,
        },
    )
    verdict = {"judge": private, "winner": private, "reasoning": private, "scores": {private: 5}}
    told = {"feature": private, "winner": private, "winner_model": private, "verdicts": [verdict]}
    body = ours.post(TOURNAMENTS, told).json()
    assert where_stored("a@b.co") == []
    assert body["verdicts"][0]["scores"] == {"ask <email>": 5}
    assert (VerificationResult.objects.count(), TournamentResult.objects.count()) == (1, 1)
