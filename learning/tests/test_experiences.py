"""`/experiences/`: four kinds, told one or many, and later how they went."""

import copy
from typing import Any

import pytest

from learning.models import CodeArtifact, Decision, DesignChoice, ErrorRecovery, Experience
from learning.tests.bodies import BODIES, KINDS
from learning.tests.factories import (
    ARTIFACT,
    DECISION,
    DESIGN,
    EXPERIENCES,
    RECOVERY,
    told,
)
from projects.models import Project
from projects.tests.factories import Caller, problem_of, row_counts, where_stored

pytestmark = pytest.mark.django_db

TOKEN = "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8"
FULL = [BODIES["post", "experiences/"], *KINDS]
OUTCOME = {
    "result": "success",
    "scores": {"verification": 90},
    "required_fixes": 1,
    "in_production": True,
    "satisfaction": 4,
}


def kind_of(body: dict[str, Any]) -> str:
    return str(body["kind"])


def state(caller: Caller) -> int:
    return Project.objects.get(account=caller.account, key="shop").state_generation


class TestTelling:
    @pytest.mark.parametrize("body", FULL, ids=kind_of)
    def test_what_is_told_is_answered_and_kept(self, ours: Caller, body: dict[str, Any]) -> None:
        answer = told(ours, EXPERIENCES, body)
        assert {name: answer[name] for name in body} == body
        assert answer == ours.get(f"{EXPERIENCES}{answer['id']}/").json()

    @pytest.mark.parametrize(
        ("body", "table"),
        [
            (DECISION, Decision),
            (ARTIFACT, CodeArtifact),
            (DESIGN, DesignChoice),
            (RECOVERY, ErrorRecovery),
        ],
    )
    def test_the_least_of_each_kind(self, ours: Caller, body: Any, table: Any) -> None:
        answer = told(ours, EXPERIENCES, body)
        assert (answer["outcome"], answer["outcome_at"], answer["build"]) == (None, None, "")
        row = table.objects.get(pk=answer["id"])
        assert (row.kind, row.cycle, row.project.key) == (body["kind"], None, "shop")

    def test_a_list_may_have_all_kinds(self, ours: Caller) -> None:
        answer = told(ours, EXPERIENCES, FULL)
        assert [row["kind"] for row in answer] == [body["kind"] for body in FULL]

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            (DECISION | {"path": "a.ts"}, "/path"),
            (DESIGN | {"chosen": "x"}, "/chosen"),
            (RECOVERY | {"versions": []}, "/versions"),
            (ARTIFACT | {"versions": []}, "/versions"),
            (ARTIFACT | {"versions": ARTIFACT["versions"] * 21}, "/versions"),
            (ARTIFACT | {"versions": [{"version": 1, "code": ""}]}, "/versions/0/trigger"),
            (DECISION | {"rejected": ["x"] * 21}, "/rejected"),
            (DECISION | {"rejected": ["x", 5]}, "/rejected/1"),
            (DECISION | {"confidence": 1.5}, "/confidence"),
            (DECISION | {"outcome": {"result": "fine"}}, "/outcome/result"),
            (
                DECISION | {"outcome": {"result": "success", "scores": {"a": 101}}},
                "/outcome/scores/a",
            ),
            (DECISION | {"outcome_at": "2026-01-01T00:00:00Z"}, "/outcome_at"),
            (DESIGN | {"visual_scores": {"glow": 5}}, "/visual_scores/glow"),
            (RECOVERY | {"journey": [{"attempt": 1, "level": 5, "result": "fixed"}]},
             "/journey/0/level"),
            (RECOVERY | {"fix": {"level": 1}}, "/fix"),
            (DECISION | {"kind": "dream"}, "/kind"),
            ({"project": "shop"}, "/kind"),
        ],
    )  # fmt: skip
    def test_what_does_not_fit_the_kind(
        self, ours: Caller, body: dict[str, Any], pointer: str
    ) -> None:
        before = row_counts()
        problem = problem_of(ours.post(EXPERIENCES, body), 400, pointer)
        assert {error["pointer"] for error in problem["errors"]} == {pointer}
        problem_of(ours.post(EXPERIENCES, [DECISION, body]), 400, f"/1{pointer}")
        assert row_counts() == before

    def test_no_other_accounts_project(self, ours: Caller, theirs: Caller) -> None:
        theirs.put("projects/secret/", {})
        before = row_counts()
        body = [DECISION, DECISION | {"project": "secret"}]
        problem_of(ours.post(EXPERIENCES, body), 422, "/1/project")
        assert row_counts() == before

    def test_what_was_cut_is_named(self, ours: Caller) -> None:
        long = copy.deepcopy(RECOVERY) | {"error": {"message": "x " * 5000}}
        answer = told(ours, EXPERIENCES, [RECOVERY, long])
        assert "cut" not in answer[0]
        assert answer[1]["cut"] == ["/error/message"]
        assert len(answer[1]["error"]["message"]) == 8192

    def test_nothing_private_is_kept(self, ours: Caller) -> None:
        bodies = []
        for body in FULL:
            text = str(copy.deepcopy(body)).replace("import it", f"use {TOKEN}")
            bodies.append(eval(text))  # noqa: S307 - a literal of our own
        bodies[0] |= {"chosen": TOKEN, "rejected": [TOKEN], "context": f"token {TOKEN}"}
        bodies[0]["outcome"] = OUTCOME | {"scores": {TOKEN: 5}}
        bodies[1]["versions"][0]["code"] = f"const key = '{TOKEN}'"
        bodies[1]["patterns_used"][0]["name"] = TOKEN
        bodies[3]["error"]["message"] = f"Bad token {TOKEN}"
        bodies[3]["fix"]["diff"] = f"+{TOKEN}"
        answer = told(ours, EXPERIENCES, bodies)
        assert TOKEN not in str(answer)
        assert where_stored(TOKEN) == []

    def test_raises_the_projects_state_once_a_request(self, ours: Caller) -> None:
        before = state(ours)
        told(ours, EXPERIENCES, [DECISION, DESIGN])
        assert state(ours) == before + 1

    def test_a_retry_is_the_same(self, ours: Caller) -> None:
        answers = [ours.post(EXPERIENCES, DECISION, Idempotency_Key="k").json() for _ in range(2)]
        assert answers[0] == answers[1]
        assert Experience.objects.count() == 1


class TestOutcome:
    def patch(self, caller: Caller, pk: str, body: Any) -> Any:
        return caller.call("PATCH", f"{EXPERIENCES}{pk}/outcome/", body)

    def test_is_told_later(self, ours: Caller) -> None:
        pk = told(ours, EXPERIENCES, RECOVERY)["id"]
        before = state(ours)
        answer = self.patch(ours, pk, OUTCOME)
        assert answer.status_code == 200
        assert answer.json()["outcome"] == OUTCOME
        assert answer.json()["outcome_at"]
        assert answer.json()["error"]["message"] == "Cannot find name 'useId'."
        assert state(ours) == before + 1

    def test_told_again_replaces_the_whole(self, ours: Caller) -> None:
        pk = told(ours, EXPERIENCES, DECISION | {"outcome": OUTCOME})["id"]
        assert self.patch(ours, pk, {"result": "failure"}).json()["outcome"] == {
            "result": "failure",
            "scores": {},
            "required_fixes": None,
            "in_production": None,
            "satisfaction": None,
        }

    def test_the_same_changes_nothing(self, ours: Caller) -> None:
        first = told(ours, EXPERIENCES, DECISION | {"outcome": OUTCOME})
        before = state(ours)
        assert self.patch(ours, first["id"], OUTCOME).json() == first
        assert state(ours) == before

    def test_of_no_other_account(self, ours: Caller, theirs: Caller) -> None:
        pk = told(ours, EXPERIENCES, DECISION)["id"]
        foreign = problem_of(self.patch(theirs, pk, OUTCOME), 404)
        assert foreign == problem_of(self.patch(theirs, "0199" + pk[4:], OUTCOME), 404)

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({}, "/result"),
            (OUTCOME | {"satisfaction": 6}, "/satisfaction"),
            (OUTCOME | {"id": "x"}, "/id"),
            (OUTCOME | {"scores": {"": 5}}, "/scores/"),
            (OUTCOME | {"scores": {"x" * 61: 5}}, "/scores/" + "x" * 61),
        ],
    )
    def test_what_does_not_fit(self, ours: Caller, body: Any, pointer: str) -> None:
        pk = told(ours, EXPERIENCES, DECISION)["id"]
        problem_of(self.patch(ours, pk, body), 400, pointer)


class TestReading:
    def found(self, caller: Caller, query: str = "") -> list[str]:
        answer = caller.get(f"{EXPERIENCES}?{query}")
        assert answer.status_code == 200, answer.content
        return [row["kind"] for row in answer.json()["results"]]

    def test_shows_what_the_account_told_newest_first(self, ours: Caller, theirs: Caller) -> None:
        answer = told(ours, EXPERIENCES, FULL)
        told(theirs, EXPERIENCES, DESIGN)
        assert ours.get(EXPERIENCES).json()["results"] == answer[::-1]

    def test_filters(self, ours: Caller) -> None:
        told(ours, EXPERIENCES, [DECISION | {"outcome": OUTCOME}, DESIGN | {"build": "b-9"}])
        told(ours, EXPERIENCES, RECOVERY | {"project": "blog"})
        assert self.found(ours, "kind=design_choice") == ["design_choice"]
        assert self.found(ours, "project=blog") == ["error_recovery"]
        assert self.found(ours, "build=b-9") == ["design_choice"]
        assert self.found(ours, "result=success") == ["decision"]
        problem_of(ours.get(f"{EXPERIENCES}?kind=dream"), 400, "/kind")

    def test_is_one_query_besides_the_keys(
        self, ours: Caller, django_assert_num_queries: Any
    ) -> None:
        told(ours, EXPERIENCES, FULL)
        told(ours, EXPERIENCES, FULL * 4)
        with django_assert_num_queries(2):
            assert len(self.found(ours)) == 20

    def test_a_foreign_one_is_not_there(self, ours: Caller, theirs: Caller) -> None:
        pk = told(ours, EXPERIENCES, DECISION)["id"]
        problem_of(theirs.get(f"{EXPERIENCES}{pk}/"), 404)


def test_goes_with_its_project(ours: Caller) -> None:
    told(ours, EXPERIENCES, FULL)
    assert ours.delete("projects/shop/").status_code == 204
    assert not Experience.objects.exists()
