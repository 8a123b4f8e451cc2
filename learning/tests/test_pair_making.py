"""Which preference pairs an experience makes, and by which margin."""

from typing import Any

import pytest

from learning.models import CodeArtifact, Decision, DesignChoice, ErrorRecovery
from learning.pairs import margin_of, pairs_of

# Nothing here asks a database.
pytestmark = pytest.mark.once


def decision(**told: Any) -> Decision:
    return Decision(
        **{
            "kind": "decision",
            "type": "api_design",
            "context": "Loans end on a day.",
            "chosen": "Dates",
            "rejected": ["Midnight in UTC"],
            "result": "success",
            **told,
        }
    )


def artifact(*qualities: int | None, code: str = "let a{}") -> CodeArtifact:
    return CodeArtifact(
        kind="code_artifact",
        path="src/a.ts",
        language="typescript",
        versions=[
            {"version": number, "code": code.format(number), "trigger": "fix"}
            | ({} if quality is None else {"quality": quality})
            for number, quality in enumerate(qualities)
        ],
    )


def recovery(*journey: dict[str, Any], **told: Any) -> ErrorRecovery:
    return ErrorRecovery(
        **{
            "kind": "error_recovery",
            "message": "x is not defined",
            "file": "a.ts",
            "code": "E1",
            "fix_level": 1,
            "fix_description": "Define it.",
            "journey": list(journey),
            **told,
        }
    )


class TestMargin:
    @pytest.mark.parametrize(
        ("told", "margin"),
        [
            ({}, 40),
            ({"result": "partial"}, 20),
            ({"result": "failure"}, 0),
            ({"scores": {"a": 90, "b": 60}}, 55),
            ({"in_production": True}, 60),
            ({"required_fixes": 3}, 25),
            ({"satisfaction": 5}, 60),
            ({"satisfaction": 1}, 20),
            ({"scores": {"a": 100}, "in_production": True, "satisfaction": 5}, 100),
            ({"result": "failure", "required_fixes": 9}, 0),
            ({"scores": {"a": 100}, "in_production": True, "required_fixes": 2}, 70),
        ],
    )
    def test_of_a_decision(self, told: dict[str, Any], margin: int) -> None:
        made = decision(**told)
        assert margin_of(made, made.result) == margin


class TestDecisions:
    def test_each_rejected_option_makes_one(self) -> None:
        first, second = pairs_of(decision(rejected=["A clock", "A count of days"]))
        assert (first.part, second.part) == ("rejected 0", "rejected 1")
        assert first.prompt == "Api design: Loans end on a day."
        assert (first.chosen, first.rejected, second.rejected) == (
            "Dates",
            "A clock",
            "A count of days",
        )
        assert (first.domain, first.margin) == ("architecture", 40)

    def test_the_untried_is_never_chosen(self) -> None:
        assert pairs_of(decision(result="failure", required_fixes=5, satisfaction=1)) == []

    @pytest.mark.parametrize("told", [{"result": ""}, {"result": "partial", "required_fixes": 1}])
    def test_too_little_makes_none(self, told: dict[str, Any]) -> None:
        assert pairs_of(decision(**told)) == []

    @pytest.mark.parametrize("rejected", [[], ["dates."], ["Dates"]])
    def test_what_is_the_same_makes_none(self, rejected: list[str]) -> None:
        assert pairs_of(decision(rejected=rejected)) == []

    def test_what_was_rejected_twice_makes_one(self) -> None:
        assert [pair.part for pair in pairs_of(decision(rejected=["A", "B", "a"]))] == [
            "rejected 0",
            "rejected 1",
        ]

    @pytest.mark.parametrize(
        ("type", "domain"),
        [
            ("styling_approach", "design"),
            ("architecture_choice", "architecture"),
            ("error_recovery", "error_fix"),
            ("model_selection", "code"),
            ("our own", "code"),
        ],
    )
    def test_domain(self, type: str, domain: str) -> None:
        assert pairs_of(decision(type=type))[0].domain == domain

    def test_without_a_situation_the_question_stands_alone(self) -> None:
        assert pairs_of(decision(context=""))[0].prompt == "Api design?"


class TestVersions:
    def test_a_rise_of_more_than_ten(self) -> None:
        [pair] = pairs_of(artifact(50, 61))
        assert (pair.part, pair.domain, pair.margin) == ("version 0 to 1", "code", 11)
        assert pair.prompt == "Write src/a.ts in typescript."
        assert (pair.chosen, pair.rejected) == ("let a1", "let a0")

    @pytest.mark.parametrize(
        "qualities", [(), (50,), (50, 60), (60, 40), (None, 90), (50, None), (None, None)]
    )
    def test_what_shows_nothing(self, qualities: tuple[int | None, ...]) -> None:
        assert pairs_of(artifact(*qualities)) == []

    def test_one_that_nobody_judged_is_passed_over(self) -> None:
        assert [pair.part for pair in pairs_of(artifact(40, None, 70, 90))] == [
            "version 0 to 2",
            "version 2 to 3",
        ]

    def test_the_same_or_no_code_is_no_better(self) -> None:
        assert pairs_of(artifact(10, 90, code="let a")) == []
        assert pairs_of(artifact(10, 90, code="")) == []


class TestRecoveries:
    FAILED = {"attempt": 1, "level": 1, "fix": "Declare it.", "result": "failed"}
    FIXED = {"attempt": 2, "level": 1, "fix": "Import it.", "result": "fixed"}

    def test_what_mended_it_before_what_did_not(self) -> None:
        [pair] = pairs_of(recovery(self.FAILED, self.FIXED))
        assert pair.prompt == "Mend this error: a.ts: x is not defined [E1]"
        assert (pair.chosen, pair.rejected) == ("Import it.", "Declare it.")
        assert (pair.domain, pair.margin) == ("error_fix", 40)

    def test_told_by_its_description_or_diff(self) -> None:
        assert pairs_of(recovery(self.FAILED))[0].chosen == "Define it."
        diff = recovery(self.FAILED, fix_description="", fix_diff="-a\n+b")
        assert pairs_of(diff)[0].chosen == "-a\n+b"

    def test_a_new_error_is_a_failure_and_a_part_is_not(self) -> None:
        new, part = ({**self.FAILED, "result": result} for result in ("new_error", "partial"))
        assert len(pairs_of(recovery(new))) == 1
        assert pairs_of(recovery(part)) == []

    @pytest.mark.parametrize(
        "told", [{"fix_level": None}, {"result": "failure"}, {"required_fixes": 9}]
    )
    def test_what_did_not_last_makes_none(self, told: dict[str, Any]) -> None:
        assert pairs_of(recovery(self.FAILED, **told)) == []

    def test_without_a_failed_attempt_there_is_none(self) -> None:
        assert pairs_of(recovery(self.FIXED)) == []
        assert pairs_of(recovery({**self.FAILED, "fix": ""})) == []


def test_designs_make_none() -> None:
    assert pairs_of(DesignChoice(kind="design_choice", visual_scores={"overall": 99})) == []
