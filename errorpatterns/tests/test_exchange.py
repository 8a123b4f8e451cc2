"""SARIF and the diagnostics of language servers, as tools and editors send them."""

import time
from typing import Any

import pytest

from errorpatterns.diagnostics import Malformed, from_lsp, from_sarif
from errorpatterns.diagnostics.model import MAX_MESSAGE

# Nothing here asks a database.
pytestmark = pytest.mark.once

RANGE = {"start": {"line": 0, "character": 4}, "end": {"line": 2, "character": 0}}
LSP = {"range": RANGE, "message": "m"}


def sarif(*results: Any, rules: Any = (), **run: Any) -> dict[str, Any]:
    driver = {"name": "CodeQL", "rules": list(rules)}
    runs = [{"tool": {"driver": driver}, "results": list(results), **run}]
    return {"$schema": "…", "version": "2.1.0", "runs": runs, "properties": {"x": 1}}


def result(**fields: Any) -> dict[str, Any]:
    return {"message": {"text": "m"}, **fields}


def at(uri: str, **region: int) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": uri}, **({"region": region} if region else {})}
    return {"locations": [{"physicalLocation": place}]}


class TestLsp:
    def test_counts_from_one(self) -> None:
        [one] = from_lsp([LSP], "file:///app/a%20b.ts")
        assert (one.line, one.column, one.end_line, one.end_column) == (1, 5, 3, 1)
        assert one.file == "/app/a b.ts"

    def test_a_uri_of_its_own_comes_first(self) -> None:
        [one] = from_lsp([{**LSP, "uri": "file:///c%3A/a.ts"}], "file:///b.ts")
        assert one.file == "c:/a.ts"

    @pytest.mark.parametrize(
        ("told", "severity"), [(1, "error"), (2, "warning"), (3, "info"), (4, "hint")]
    )
    def test_severity(self, told: int, severity: str) -> None:
        assert from_lsp([{**LSP, "severity": told}])[0].severity == severity

    def test_what_is_null_is_absent_and_what_is_added_is_ignored(self) -> None:
        [one] = from_lsp([{**LSP, "code": None, "severity": None, "data": {"x": []}, "tags": [1]}])
        assert (one.code, one.severity) == ("", "error")

    def test_related_places_are_its_stack(self) -> None:
        related = [{"location": {"uri": "file:///b.ts", "range": RANGE}, "message": "here"}]
        [one] = from_lsp([{**LSP, "relatedInformation": related}])
        assert one.stack == "/b.ts:1:5: here"

    @pytest.mark.parametrize(
        ("wrong", "pointer"),
        [
            ("x", ""),
            ([5], "/0"),
            ([{}], "/0/range"),
            ([{**LSP, "message": 5}], "/0/message"),
            ([LSP, {**LSP, "severity": "error"}], "/1/severity"),
            ([{**LSP, "severity": True}], "/0/severity"),
            ([{**LSP, "code": []}], "/0/code"),
            ([{**LSP, "source": 1}], "/0/source"),
            ([{**LSP, "range": {**RANGE, "end": []}}], "/0/range/end"),
            ([{**LSP, "range": {**RANGE, "end": {"line": 1}}}], "/0/range/end/character"),
            (
                [{**LSP, "range": {**RANGE, "end": {"line": -1, "character": 0}}}],
                "/0/range/end/line",
            ),
            ([{**LSP, "relatedInformation": [{}]}], "/0/relatedInformation/0/location"),
        ],
        ids=str,
    )
    def test_points_to_what_is_wrong(self, wrong: Any, pointer: str) -> None:
        with pytest.raises(Malformed) as refused:
            from_lsp(wrong)
        assert refused.value.pointer == pointer


class TestSarif:
    def test_a_place(self) -> None:
        told = at("src/a%20b.ts", startLine=3, startColumn=5, endLine=3, endColumn=9)
        [one] = from_sarif(sarif(result(ruleId="r1", level="error", **told)))
        assert one.told() == {
            "message": "m",
            "tool": "codeql",
            "code": "r1",
            "file": "src/a b.ts",
            "line": 3,
            "column": 5,
            "end_line": 3,
            "end_column": 9,
            "severity": "error",
        }

    def test_without_a_place(self) -> None:
        [one] = from_sarif(sarif(result()))
        assert (one.file, one.line, one.severity) == ("", None, "warning")

    def test_a_rule_tells_level_code_and_words(self) -> None:
        rule = {
            "id": "r1",
            "defaultConfiguration": {"level": "note"},
            "messageStrings": {"default": {"text": "{0} hides {1}, {2}"}},
        }
        told = {"message": {"id": "default", "arguments": ["a", "b"]}, "ruleIndex": 0}
        [one] = from_sarif(sarif(told, rules=[rule]))
        assert (one.message, one.code, one.severity) == ("a hides b, {2}", "r1", "info")

    def test_an_artifact_by_its_index(self) -> None:
        place = {"physicalLocation": {"artifactLocation": {"index": 0}}}
        told = sarif(result(locations=[place]), artifacts=[{"location": {"uri": "a.ts"}}])
        assert from_sarif(told)[0].file == "a.ts"

    @pytest.mark.parametrize(
        "fields",
        [
            {"kind": "pass"},
            {"kind": "notApplicable"},
            {"baselineState": "absent"},
            {"suppressions": [{"kind": "inSource"}]},
        ],
        ids=str,
    )
    def test_what_is_no_finding(self, fields: dict[str, Any]) -> None:
        assert from_sarif(sarif(result(**fields), result())) == from_sarif(sarif(result()))

    def test_a_suppression_that_was_rejected_suppresses_nothing(self) -> None:
        told = result(suppressions=[{"kind": "external", "status": "rejected"}])
        assert len(from_sarif(sarif(told))) == 1

    def test_a_long_argument_is_not_repeated_without_end(self) -> None:
        told = {"text": "{0}" * 150_000, "arguments": ["x" * 300_000]}
        found = from_sarif(sarif({"message": told}))
        assert (found[0].message, found.cut) == ("x" * MAX_MESSAGE, True)

    def test_many_results_of_many_rules_are_read_in_time(self) -> None:
        rules = [{"id": str(number)} for number in range(20_000)]
        results = [result(ruleId="none"), result(rule={"index": 19_999})] * 2_500
        told = sarif(*results, rules=rules)
        begun = time.process_time()
        found = from_sarif(told)
        assert time.process_time() - begun < 2
        assert [one.code for one in found] == ["none", "19999"]

    def test_what_all_results_share_is_told_once_only(self) -> None:
        """As long as it may be, of as many results as fit into a body."""
        rules = [{"id": "r" * 100_000, "messageStrings": {"m": {"text": "ä" * 300_000}}}]
        artifacts = [{"location": {"uri": "%41" * 60_000}}]
        places = [{"physicalLocation": {"artifactLocation": {"index": 0}}}]
        one = {"message": {"id": "m"}, "ruleIndex": 0, "locations": places}
        told = sarif(*[one] * 5_000, rules=rules, artifacts=artifacts)
        told["runs"][0]["tool"]["driver"]["name"] = "n" * 100_000
        begun = time.process_time()
        found = from_sarif(told)
        assert time.process_time() - begun < 5
        assert [(one.tool, one.code, one.file) for one in found] == [("", "", "")]
        assert found.cut

    @pytest.mark.parametrize(
        ("wrong", "pointer"),
        [
            ([], ""),
            ({}, "/version"),
            ({"version": 2, "runs": []}, "/version"),
            ({"version": "2.0.0", "runs": []}, "/version"),
            ({"version": "2.1.0"}, "/runs"),
            ({"version": "2.1.0", "runs": {}}, "/runs"),
            ({"version": "2.1.0", "runs": [{"results": [{}]}]}, "/runs/0/tool"),
            (sarif({}), "/runs/0/results/0/message"),
            (sarif({"message": {"id": "x"}}), "/runs/0/results/0/message"),
            (sarif(result(level="bad")), "/runs/0/results/0/level"),
            (sarif(result(ruleId=5)), "/runs/0/results/0/ruleId"),
            (sarif(result(ruleIndex="1")), "/runs/0/results/0/ruleIndex"),
            (sarif(result(locations={})), "/runs/0/results/0/locations"),
            (
                sarif(result(**at("a", startLine=0))),
                "/runs/0/results/0/locations/0/physicalLocation/region/startLine",
            ),
            (sarif(result(ruleId="a"), rules=[5]), "/runs/0/tool/driver/rules/0"),
        ],
        ids=lambda value: str(value)[:60],
    )
    def test_points_to_what_is_wrong(self, wrong: Any, pointer: str) -> None:
        with pytest.raises(Malformed) as refused:
            from_sarif(wrong)
        assert refused.value.pointer == pointer
