"""Decisions that went well again and again make a strategy."""

from uuid import UUID, uuid4

import pytest

from learning.evolution import Made, alike, evolved, reliability

# Nothing here asks a database.
pytestmark = pytest.mark.once

PROJECT = uuid4()


def made(result: str = "success", chosen: str = "Tokens in one file", **told: object) -> Made:
    fields = {"project_id": PROJECT, "context": "", "source": "build"}
    return Made(chosen=chosen, result=result, **{**fields, **told})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("sss", 6.5 / 8),
        ("ssf", 5.5 / 8),
        ("p", 4 / 6),
        ("fff", 3.5 / 8),
        ("s" * 95, 98.5 / 100),
    ],
)
def test_reliability_is_that_of_learned_items(results: str, expected: float) -> None:
    names = {"s": "success", "f": "failure", "p": "partial"}
    assert reliability([made(names[each]) for each in results]) == pytest.approx(expected)


class TestEvolved:
    def test_three_that_went_well(self) -> None:
        [told] = evolved("styling_approach", [made()] * 3).values()
        assert told.columns == {
            "domain": "design_approach",
            "name": "Styling approach: Tokens in one file",
            "description": "Tokens in one file",
            "contexts": [],
            "anti_contexts": [],
        }
        assert told.source == "build"

    @pytest.mark.parametrize(
        "group",
        [
            [made()] * 2,
            [made(), made(), made("failure")],
            [made("partial")] * 3,
            [made("failure")] * 9,
        ],
    )
    def test_too_few_or_too_unsure_make_none(self, group: list[Made]) -> None:
        assert evolved("styling_approach", group) == {}

    def test_contradicting_ones_are_weighed(self) -> None:
        assert evolved("x", [made(), made("failure")] * 20) == {}
        assert evolved("x", [made(), made(), made(), made("failure")] * 20)

    def test_only_projects_where_it_worked_teach_it(self) -> None:
        failed = uuid4()
        group = [*[made()] * 9, made("failure", project_id=failed)]
        assert evolved("x", group).keys() == {PROJECT}

    def test_where_it_worked_and_where_not(self) -> None:
        worked = [made(context="Six pages"), made(context="one page"), made(context="Six  pages")]
        failed = [made("failure", context="An e-mail"), made("failure", context="one page")]
        [told] = evolved("x", [*worked * 3, *failed]).values()
        assert told.columns["contexts"] == ["Six pages", "one page"]
        assert told.columns["anti_contexts"] == ["An e-mail"]

    def test_on_the_best_evidence_of_each_project(self) -> None:
        other: UUID = uuid4()
        group = [made(source="tool"), made(source="human"), made(project_id=other, source="tool")]
        found = evolved("x", group)
        assert (found[PROJECT].source, found[other].source) == ("human", "tool")

    @pytest.mark.parametrize(
        ("type", "domain"),
        [
            ("error_recovery", "error_recovery"),
            ("api_design", "code_generation"),
            ("motion_implementation", "design_approach"),
            ("our own", "code_generation"),
        ],
    )
    def test_domain(self, type: str, domain: str) -> None:
        [told] = evolved(type, [made()] * 3).values()
        assert told.columns["domain"] == domain

    def test_what_is_too_long_is_cut_to_its_column(self) -> None:
        [told] = evolved("x", [made(chosen="y" * 9000, context="z" * 301)] * 3).values()
        assert len(told.columns["name"]) <= 120
        assert len(told.columns["description"]) == 4096
        assert told.columns["contexts"] == []


class TestAlike:
    def test_the_same_in_other_words_is_one_group(self) -> None:
        group = [
            made(chosen="Keep design tokens in one file."),
            made(chosen="keep the design tokens in one file"),
            made(chosen="Query cache keyed by patient"),
        ]
        assert [len(each) for each in alike(group)] == [2, 1]

    def test_nothing_has_no_groups(self) -> None:
        assert alike([]) == []

    def test_thousands_of_equal_ones_are_one(self) -> None:
        assert [len(each) for each in alike([made()] * 5000)] == [5000]
