"""`/projects/{key}/build-phase/` and `/analysis/`: one row each, replaced by what is told."""

from typing import Any

import pytest

from projects.models import BuildPhase, Project, ProjectAnalysis
from projects.tests.bodies import BODIES
from projects.tests.factories import Caller, problem_of, row_counts, where_stored

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

PHASE = BODIES["put", "projects/{key}/build-phase/"]
ANALYSIS = BODIES["put", "projects/{key}/analysis/"]
BOTH = pytest.mark.parametrize(
    ("name", "told", "other"),
    [
        ("build-phase", PHASE, {"current_phase": "demo"}),
        ("analysis", ANALYSIS, {"language": "rust"}),
    ],
)


@BOTH
class TestBoth:
    def test_is_made_once_and_then_replaced(
        self, ours: Caller, name: str, told: dict[str, Any], other: dict[str, Any]
    ) -> None:
        path = f"projects/shop/{name}/"
        answer = ours.put(path, told)
        first = answer.json()
        assert (answer.status_code, first["version"]) == (201, 1)
        assert {field: first[field] for field in told} == told
        assert ours.get(path).json() == first
        answer = ours.put(path, other)
        second = answer.json()
        assert (answer.status_code, second["version"], second["ref"]) == (200, 2, first["ref"])
        emptied = [field for field in told if field not in other]
        assert not any(second[field] for field in emptied)
        assert ours.get(path).json() == second

    def test_the_same_again_changes_nothing(
        self, ours: Caller, name: str, told: dict[str, Any], other: dict[str, Any]
    ) -> None:
        first = ours.put(f"projects/shop/{name}/", told).json()
        before = list(Project.objects.values())
        answer = ours.put(f"projects/shop/{name}/", dict(reversed(told.items())))
        assert (answer.status_code, answer.json()) == (200, first)
        assert list(Project.objects.values()) == before
        ours.put(f"projects/shop/{name}/", other)
        assert list(Project.objects.values()) != before

    def test_is_its_projects_own(
        self,
        ours: Caller,
        theirs: Caller,
        name: str,
        told: dict[str, Any],
        other: dict[str, Any],
    ) -> None:
        theirs.put(f"projects/shop/{name}/", told)
        theirs.put("projects/secret/", {})
        problem_of(ours.get(f"projects/shop/{name}/"), 404)
        problem_of(ours.put(f"projects/secret/{name}/", told), 404)
        assert ours.put(f"projects/shop/{name}/", other).status_code == 201
        assert theirs.get(f"projects/shop/{name}/").json()["version"] == 1

    def test_takes_few_queries(
        self,
        ours: Caller,
        name: str,
        told: dict[str, Any],
        other: dict[str, Any],
        django_assert_num_queries: Any,
    ) -> None:
        path = f"projects/shop/{name}/"
        ours.put(path, told)
        with django_assert_num_queries(2):  # key, row
            ours.get(path)
        with django_assert_num_queries(7 + 2):  # key, project; project, row, update, read, touch
            ours.put(path, other)

    def test_goes_with_its_project(
        self, ours: Caller, name: str, told: dict[str, Any], other: dict[str, Any]
    ) -> None:
        ours.put(f"projects/shop/{name}/", told)
        ours.delete("projects/shop/")
        assert not BuildPhase.objects.exists()
        assert not ProjectAnalysis.objects.exists()


@pytest.mark.parametrize(
    ("name", "wrong", "pointer"),
    [
        ("build-phase", {"current_phase": ""}, "/current_phase"),
        ("build-phase", {"current_phase": "x" * 61}, "/current_phase"),
        ("build-phase", {"phase_progress": {"a": 101}}, "/phase_progress/a"),
        ("build-phase", {"phase_progress": {"a": "50"}}, "/phase_progress/a"),
        ("build-phase", {"phase_progress": {"": 50}}, "/phase_progress/"),
        ("build-phase", {"phase_progress": {"x" * 61: 50}}, f"/phase_progress/{'x' * 61}"),
        ("build-phase", {"phase_progress": {f"p{n}": 1 for n in range(31)}}, "/phase_progress"),
        ("build-phase", {"overall_progress": -1}, "/overall_progress"),
        ("build-phase", {"overall_progress": 101}, "/overall_progress"),
        ("build-phase", {"blocking_error": None}, "/blocking_error"),
        ("analysis", {"patterns": {"colour": "red"}}, "/patterns/colour"),
        ("analysis", {"conventions": {"semicolons": "yes"}}, "/conventions/semicolons"),
        ("analysis", {"conventions": {"indent": "x" * 61}}, "/conventions/indent"),
        ("analysis", {"issues": [{"file": "a"}]}, "/issues/0/description"),
        ("analysis", {"issues": [{"description": "a", "line": -1}]}, "/issues/0/line"),
        ("analysis", {"issues": [{"description": "a"}] * 101}, "/issues"),
        ("analysis", {"digest": "0"}, "/digest"),
    ],
)
def test_refuses(ours: Caller, name: str, wrong: dict[str, Any], pointer: str) -> None:
    told = PHASE if name == "build-phase" else ANALYSIS
    before = row_counts()
    problem_of(ours.put(f"projects/shop/{name}/", {**told, **wrong}), 400, pointer)
    assert row_counts() == before


class TestBuildPhase:
    PATH = "projects/shop/build-phase/"

    def test_a_phase_is_enough_and_nothing_is_not(self, ours: Caller) -> None:
        problem_of(ours.put(self.PATH, {}), 400, "/current_phase")
        body = ours.put(self.PATH, {"current_phase": "demo"}).json()
        assert (body["phase_progress"], body["overall_progress"]) == ({}, None)
        assert (body["blocking_error"], "cut" in body) == ("", False)

    def test_no_progress_is_not_the_same_as_none_told(self, ours: Caller) -> None:
        body = ours.put(self.PATH, {"current_phase": "demo", "overall_progress": 0}).json()
        assert body["overall_progress"] == 0

    def test_a_long_error_is_cut_and_that_is_said(self, ours: Caller) -> None:
        body = ours.put(self.PATH, {**PHASE, "blocking_error": "word " * 2000}).json()
        assert body["cut"] == ["/blocking_error"]
        assert len(body["blocking_error"]) == 8192
        assert "cut" not in ours.get(self.PATH).json()

    def test_private_text_is_not_stored(self, ours: Caller) -> None:
        private = "ask a@b.co"
        told = {"current_phase": private, "phase_progress": {private: 5}, "blocking_error": private}
        body = ours.put(self.PATH, told).json()
        assert where_stored("a@b.co") == []
        assert body["phase_progress"] == {"ask <email>": 5}


class TestAnalysis:
    PATH = "projects/shop/analysis/"

    def test_what_says_nothing_is_left_out_but_a_no_is_kept(self, ours: Caller) -> None:
        told = {
            "patterns": {"state": "", "testing": "vitest"},
            "conventions": {"semicolons": False, "quotes": ""},
        }
        body = ours.put(self.PATH, told).json()
        assert body["patterns"] == {"testing": "vitest"}
        assert body["conventions"] == {"semicolons": False}
        unset = ours.put(self.PATH, {"conventions": {"semicolons": None}}).json()
        assert unset["conventions"] == {}

    def test_private_text_is_not_stored(self, ours: Caller) -> None:
        private = "ask a@b.co"
        told = {
            **dict.fromkeys(("framework", "language"), private),
            "patterns": dict.fromkeys(ANALYSIS["patterns"], private),
            "conventions": {"indent": private, "quotes": private, "component_style": private},
            "issues": [
                {"type": private, "file": private, "description": private, "severity": private}
            ],
        }
        assert ours.put(self.PATH, told).status_code == 201
        assert where_stored("a@b.co") == []
