"""`/escalations/`: incidents, one open for each signature, resolved with evidence, then taught."""

from typing import Any

import pytest

from context.models import Lesson, Status
from errorpatterns.models import Attempt, ErrorEscalation, ErrorPattern
from errorpatterns.tests.factories import (
    ERROR,
    FIX,
    error,
    event,
    judge,
    learn,
    lesson,
    opened,
    resolve,
)
from projects.models import Project
from projects.tests.factories import Caller, problem_of, row_counts, where_stored

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

TOKEN = "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8"
PATH = "escalations/"


def opening(project: str = "shop", **fields: Any) -> dict[str, Any]:
    return {"project": project, "error": ERROR, **fields}


def attempt(caller: Caller, pk: str, **fields: Any) -> Any:
    body = {"level": 1, "result": "failed", "event_id": event(), **fields}
    return caller.post(f"{PATH}{pk}/attempts/", body)


class TestOpening:
    def test_makes_an_incident(self, ours: Caller) -> None:
        answer = ours.post(PATH, opening(level=1, language="typescript", framework="react"))
        body = answer.json()
        assert answer.status_code == 201
        assert body["ref"] == f"incident:{body['id']}"
        assert body["project"] == "shop"
        assert (body["message"], body["code"], body["tool"]) == (
            ERROR["message"],
            ERROR["code"],
            ERROR["tool"],
        )
        assert (body["current_level"], body["total_attempts"], body["attempts"]) == (1, 0, [])
        assert (body["language"], body["framework"]) == ("typescript", "react")
        assert body["resolved"] is False
        assert "cut" not in body

    def test_one_is_open_for_each_signature(self, ours: Caller) -> None:
        first = opened(ours)
        again = ours.post(PATH, opening(error=error("Cannot find name 'useMemo'.")))
        assert (again.status_code, again.json()["id"]) == (200, first["id"])
        assert opened(ours, error=error("Unexpected token here"))["id"] != first["id"]
        assert opened(ours, "blog")["id"] != first["id"]

    def test_the_same_error_later_is_another_incident(self, ours: Caller) -> None:
        first = opened(ours)
        resolve(ours, first["id"])
        assert opened(ours)["id"] != first["id"]

    def test_a_list_is_answered_in_order(self, ours: Caller) -> None:
        bodies = [opening(), opening("blog"), opening(error=error("Unexpected token here"))]
        answer = ours.post(PATH, bodies)
        assert answer.status_code == 201
        assert [row["project"] for row in answer.json()] == ["shop", "blog", "shop"]
        assert ours.post(PATH, bodies).status_code == 200
        assert ErrorEscalation.objects.count() == 3

    @pytest.mark.parametrize(
        ("wrong", "status", "pointer"),
        [
            ({"error": {"message": 5}}, 400, "/3/error/message"),
            ({"level": 9}, 400, "/3/level"),
            ({"project": "nowhere"}, 422, "/3/project"),
            ({"error": {"message": "x"}}, 422, "/3/error/message"),
            ({"status": "open"}, 400, "/3/status"),
        ],
        ids=["type", "range", "project", "too little", "unknown"],
    )
    def test_a_list_is_all_or_nothing(
        self, ours: Caller, wrong: dict[str, Any], status: int, pointer: str
    ) -> None:
        before = row_counts()
        problem_of(ours.post(PATH, [*[opening()] * 3, opening(**wrong)]), status, pointer)
        assert row_counts() == before

    def test_a_list_has_one_to_a_hundred(self, ours: Caller) -> None:
        problem_of(ours.post(PATH, []), 400)
        problem_of(ours.post(PATH, [opening()] * 101), 400)
        assert ours.post(PATH, [opening()] * 100).status_code == 201

    def test_says_what_was_cut(self, ours: Caller) -> None:
        long = error("Cannot find name 'useId'.\n" + "x" * 9000)
        assert opened(ours, error=long)["cut"] == ["/error/message"]
        rows = ours.post(PATH, [opening(), opening("blog", error=long)]).json()
        assert ["cut" in row for row in rows] == [False, True]

    def test_language_is_the_projects_unless_told(self, ours: Caller) -> None:
        ours.put("projects/shop/", {"language": "rust"})
        assert opened(ours)["language"] == "rust"
        assert opened(ours, error=error("Other thing"), language="go")["language"] == "go"

    def test_raises_the_projects_state_generation(self, ours: Caller) -> None:
        before = Project.objects.get(account=ours.account, key="shop").state_generation
        pk = opened(ours)["id"]
        attempt(ours, pk)
        resolve(ours, pk)
        after = Project.objects.get(account=ours.account, key="shop").state_generation
        assert after >= before + 3


class TestAttempts:
    def test_are_counted_and_raise_the_level(self, ours: Caller) -> None:
        pk = opened(ours)["id"]
        for level, result in ((1, "failed"), (3, "partial"), (2, "new_error")):
            answer = attempt(ours, pk, level=level, result=result, model="m", fix="f", ms=5)
            assert answer.status_code == 201
        body = answer.json()
        assert (body["total_attempts"], body["current_level"]) == (3, 3)
        assert [row["level"] for row in body["attempts"]] == [1, 3, 2]
        assert {row["model"] for row in body["attempts"]} == {"m"}

    def test_once_for_each_event(self, ours: Caller) -> None:
        pk = opened(ours)["id"]
        told = event()
        statuses = [attempt(ours, pk, event_id=told).status_code for _ in range(3)]
        assert statuses == [201, 200, 200]
        assert Attempt.objects.count() == 1

    def test_not_once_it_is_resolved(self, ours: Caller) -> None:
        pk = opened(ours)["id"]
        told = event()
        attempt(ours, pk, event_id=told)
        resolve(ours, pk)
        before = row_counts()
        problem_of(attempt(ours, pk), 409)
        assert row_counts() == before
        assert attempt(ours, pk, event_id=told).status_code == 200

    def test_nobody_elses(self, ours: Caller, theirs: Caller) -> None:
        pk = opened(ours)["id"]
        foreign = problem_of(attempt(theirs, pk), 404)
        assert foreign == problem_of(attempt(theirs, "0199" + pk[4:]), 404)


class TestResolving:
    def test_closes_with_evidence_and_teaches(self, ours: Caller) -> None:
        pk = opened(ours)["id"]
        attempt(ours, pk, level=2)
        body = resolve(ours, pk, fix=FIX, evidence="test").json()
        assert body["resolved"] is True
        assert body["resolved_at"]
        assert (body["resolved_at_level"], body["evidence"]) == (2, "test")
        assert body["final_fix"] == FIX["template"]
        pattern = ErrorPattern.objects.get(slug=body["taught"])
        lesson_of = Lesson.objects.get(item=pattern)
        assert (lesson_of.project.key, lesson_of.source) == ("shop", "test")

    def test_teaches_what_learn_teaches(self, ours: Caller) -> None:
        slug = learn(ours, "blog")["pattern"]["id"]
        assert resolve(ours, opened(ours)["id"], fix=FIX).json()["taught"] == slug

    def test_keeps_the_diff(self, ours: Caller) -> None:
        fix = {"before": "a\nb\n", "after": "a\nc\n"}
        body = resolve(ours, opened(ours)["id"], fix=fix).json()
        assert "-b\n+c" in body["final_diff"]

    def test_needs_evidence(self, ours: Caller) -> None:
        pk = opened(ours)["id"]
        before = row_counts()
        answer = ours.post(f"{PATH}{pk}/resolve/", {"event_id": event(), "fix": FIX})
        problem_of(answer, 400, "/evidence")
        problem_of(resolve(ours, pk, evidence="model"), 400, "/evidence")
        assert row_counts() == before

    def test_once(self, ours: Caller) -> None:
        pk = opened(ours)["id"]
        told = event()
        first = resolve(ours, pk, event_id=told, fix=FIX)
        before = row_counts()
        assert resolve(ours, pk, event_id=told, fix=FIX).json() == first.json()
        problem_of(resolve(ours, pk, fix=FIX), 409)
        assert row_counts() == before

    def test_without_a_fix_teaches_nothing(self, ours: Caller) -> None:
        body = resolve(ours, opened(ours)["id"], was_rebuilt_from_intent=True, level=4).json()
        assert (body["taught"], body["was_rebuilt_from_intent"]) == (None, True)
        assert body["resolved_at_level"] == 4
        assert not Lesson.objects.exists()

    def test_what_staff_rejected_is_resolved_and_not_taught(self, ours: Caller) -> None:
        slug = learn(ours, "blog")["pattern"]["id"]
        judge(ErrorPattern.objects.get(slug=slug), Status.REJECTED)
        body = resolve(ours, opened(ours)["id"], fix=FIX).json()
        assert (body["resolved"], body["taught"]) == (True, None)

    def test_a_fix_that_changes_nothing_teaches_nothing(self, ours: Caller) -> None:
        fix = {"before": "same", "after": "same"}
        assert resolve(ours, opened(ours)["id"], fix=fix).json()["taught"] is None

    def test_an_event_of_learn_is_another_one(self, ours: Caller) -> None:
        told = event()
        ours.post("error-patterns/learn/", lesson("blog", event_id=f"resolve:{told}"))
        fix = {"template": "Quite another way."}
        body = resolve(ours, opened(ours)["id"], fix=fix, event_id=told).json()
        assert ErrorPattern.objects.get(slug=body["taught"]).fix_template == fix["template"]

    def test_nobody_elses(self, ours: Caller, theirs: Caller) -> None:
        pk = opened(ours)["id"]
        problem_of(resolve(theirs, pk), 404)
        assert ours.get(f"{PATH}{pk}/").json()["resolved"] is False


class TestPrivate:
    @pytest.mark.parametrize("name", ["message", "type", "code", "tool", "file", "stack", "source"])
    def test_of_the_error(self, ours: Caller, name: str) -> None:
        told = error("Cannot read this") | {name: f"Cannot read {TOKEN} here"[-60:]}
        told["tool"] = told["tool"][-40:]
        body = opened(ours, error=told)
        assert TOKEN not in str(body)
        assert where_stored(TOKEN) == []

    @pytest.mark.parametrize("name", ["type", "code", "tool", "file"])
    def test_what_grew_by_scrubbing_still_fits(self, ours: Caller, name: str) -> None:
        longest = {"type": 120, "code": 60, "tool": 40, "file": 500}[name]
        told = error("Cannot read this", **{name: ("a@b.co " * 100)[:longest]})
        opened(ours, error=told, language="a@b.co " * 5, framework="a@b.co " * 5)
        assert where_stored("a@b.co") == []

    def test_of_attempts_and_fixes(self, ours: Caller) -> None:
        pk = opened(ours)["id"]
        attempt(ours, pk, model=f"model {TOKEN}", fix=f"used {TOKEN}")
        attempt(ours, pk, model="a@b.co " * 17)
        resolve(ours, pk, fix={"template": f"Use {TOKEN}", "explanation": f"It is {TOKEN}"})
        assert where_stored(TOKEN) == []
        assert where_stored("a@b.co") == []


class TestReading:
    def test_one(self, ours: Caller) -> None:
        body = opened(ours)
        assert ours.get(f"{PATH}{body['id']}/").json() == body

    def test_a_foreign_one_like_a_missing_one(self, ours: Caller, theirs: Caller) -> None:
        pk = opened(ours)["id"]
        foreign = problem_of(theirs.get(f"{PATH}{pk}/"), 404)
        assert foreign == problem_of(theirs.get(f"{PATH}0199{pk[4:]}/"), 404)

    def test_unresolved_ones_stand_in_the_context(self, ours: Caller) -> None:
        body = opened(ours)
        for project, stands in (("shop", True), ("blog", False)):
            context = ours.post("context/", {"project": project}).json()
            assert (body["ref"] in str(context["sections"])) is stands
