"""Which patterns an experience teaches, and on which evidence."""

from typing import Any

import pytest

from learning.extraction import evidence_of, patterns_of
from learning.models import CodeArtifact, Decision, DesignChoice, ErrorRecovery, Experience
from projects.models import Project

# Nothing here asks a database.
pytestmark = pytest.mark.once

PROJECT = Project(key="shop", language="typescript", framework="react")
USED = {"name": "Guard at the edge", "category": "input_validation", "first_attempt_success": True}


def artifact(*used: dict[str, Any], **told: Any) -> CodeArtifact:
    fields = {"kind": "code_artifact", "path": "src/api/cart.ts", "patterns_used": list(used)}
    return CodeArtifact(project=PROJECT, **{**fields, **told})


def design(**told: Any) -> DesignChoice:
    fields = {"kind": "design_choice", "soul": "ecommerce", "colour": "Flour white"}
    return DesignChoice(project=PROJECT, **{**fields, **told})


def recovery(**told: Any) -> ErrorRecovery:
    fields = {"kind": "error_recovery", "message": "x is not defined\n  at a.ts", "tool": "tsc"}
    fix = {"code": "TS1", "fix_level": 1, "fix_description": "Define it."}
    return ErrorRecovery(project=PROJECT, **{**fields, **fix, **told})


class TestArtifacts:
    def test_what_worked_at_the_first_attempt(self) -> None:
        [told] = patterns_of(artifact(USED, {**USED, "name": "B", "first_attempt_success": False}))
        assert told.columns == {
            "category": "code",
            "name": "Guard at the edge",
            "problem": "input validation in typescript",
            "solution": "Guard at the edge",
            "conditions": ["*.ts files"],
            "anti_conditions": [],
            "code_template": "",
            "language": "typescript",
            "framework": "react",
        }
        assert told.origin == "code_artifact"

    def test_its_own_language_comes_before_the_projects(self) -> None:
        [told] = patterns_of(artifact(USED, language="python", path="Makefile"))
        assert told.columns["problem"] == "input validation in python"
        assert told.columns["conditions"] == []

    @pytest.mark.parametrize("success", [None, False])
    def test_what_is_not_said_to_have_worked_did_not(self, success: bool | None) -> None:
        assert patterns_of(artifact({**USED, "first_attempt_success": success})) == []
        assert patterns_of(artifact({"name": "A"})) == []

    def test_what_failed_in_the_end_teaches_nothing(self) -> None:
        assert patterns_of(artifact(USED, result="failure")) == []

    def test_the_same_twice_is_one(self) -> None:
        assert len(patterns_of(artifact(USED, USED))) == 1


class TestDesigns:
    def test_what_was_scored_well(self) -> None:
        [told] = patterns_of(
            design(visual_scores={"overall": 70, "depth": 10}, layout="Two columns")
        )
        assert told.columns["category"] == "design"
        assert told.columns["solution"] == "Colour: Flour white\nLayout: Two columns"
        assert told.columns["conditions"] == ["app soul ecommerce"]
        assert told.source == "verifier"

    @pytest.mark.parametrize("scores", [{}, {"overall": 69}, {"depth": 60, "motion": 70}])
    def test_less_teaches_nothing(self, scores: dict[str, int]) -> None:
        assert patterns_of(design(visual_scores=scores)) == []

    def test_without_an_overall_score_the_mean_counts(self) -> None:
        assert patterns_of(design(visual_scores={"depth": 60, "motion": 80}))

    def test_what_says_nothing_teaches_nothing(self) -> None:
        assert patterns_of(design(colour=" ", visual_scores={"overall": 90})) == []


class TestRecoveries:
    def test_the_error_and_its_mend(self) -> None:
        [told] = patterns_of(recovery())
        assert told.columns["name"] == "x is not defined"
        assert told.columns["problem"] == "x is not defined\n  at a.ts"
        assert told.columns["solution"] == "Define it."
        assert told.columns["conditions"] == ["tsc TS1"]
        assert told.columns["category"] == "error_fix"

    def test_without_words_the_change_says_it(self) -> None:
        [told] = patterns_of(recovery(fix_description="", fix_diff="-a\n+b"))
        assert told.columns["code_template"] == "-a\n+b"

    @pytest.mark.parametrize("told", [{"fix_level": None}, {"result": "failure"}])
    def test_what_did_not_mend_it_teaches_nothing(self, told: dict[str, Any]) -> None:
        assert patterns_of(recovery(**told)) == []

    def test_what_is_too_long_is_cut_to_its_column(self) -> None:
        [told] = patterns_of(recovery(message="x" * 9000, fix_description="y" * 9000))
        lengths = {name: len(told.columns[name]) for name in ("name", "problem", "solution")}
        assert lengths == {"name": 120, "problem": 2048, "solution": 4096}


def test_decisions_teach_strategies_instead() -> None:
    assert patterns_of(Decision(kind="decision", project=PROJECT, chosen="x")) == []


@pytest.mark.parametrize(
    ("told", "source"),
    [
        ({}, "tool"),
        ({"result": "success"}, "tool"),
        ({"scores": {"tests": 90}}, "verifier"),
        ({"in_production": True}, "build"),
        ({"satisfaction": 3}, "tool"),
        ({"satisfaction": 4, "scores": {"tests": 90}}, "human"),
    ],
)
def test_a_models_own_word_is_the_weakest_evidence(told: dict[str, Any], source: str) -> None:
    assert evidence_of(Experience(kind="decision", **told)) == source
