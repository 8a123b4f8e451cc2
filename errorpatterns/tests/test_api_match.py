"""`POST /error-patterns/match/`: who is offered what, and how it is filled."""

import json
from typing import Any

import pytest

from context import snapshot
from context.builds import tally
from context.models import Daily, Lesson, Status
from errorpatterns.api import matching
from errorpatterns.library import library
from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import (
    ERROR,
    MATCH,
    error,
    judge,
    learn,
    learned,
    matches,
    report,
    run_jobs,
)
from projects.tests.factories import Caller, problem_of, row_counts

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

BUILT_IN = error("'useState' is not defined", code="no-undef", tool="eslint")


def taught(found: dict[str, Any]) -> dict[str, Any]:
    return {slug: match for slug, match in found.items() if slug.startswith("learned-")}


class TestRivals:
    def test_of_two_fixes_of_one_error_the_proven_one_comes_first(self, ours: Caller) -> None:
        """And so it does in a context."""
        slugs = [
            learn(ours, fix={"template": template})["pattern"]["id"]
            for template in ("Declare it.", "Import it.", "Ask for it.")
        ]
        for slug, successes in zip(slugs, (0, 3, 1), strict=True):
            for _ in range(successes):
                report(ours, slug)
        run_jobs()
        expected = [slugs[1], slugs[2], slugs[0]]
        assert list(taught(matches(ours))) == expected
        body = {"project": "shop", "errors": [ERROR], "sections": ["error_patterns"]}
        [part] = [
            part
            for part in ours.post("context/", body).json()["sections"]
            if part.get("part") == "tail"
        ]
        refs = [item["ref"].partition(":")[2] for item in part["items"]]
        assert [ref for ref in refs if ref in slugs] == expected

    def test_of_very_many_the_best_are_given_and_the_others_counted(
        self, ours: Caller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slugs = [
            learn(ours, fix={"template": template})["pattern"]["id"]
            for template in ("Declare it.", "Import it.", "Ask for it.")
        ]
        report(ours, slugs[1])
        run_jobs()
        body = {"project": "shop", "errors": [error("never seen zyx qwv"), ERROR]}
        whole = ours.post("error-patterns/match/", body).json()
        assert "cut" not in whole
        assert not any("more" in one for one in whole["results"])
        names = [match["pattern"]["id"] for match in whole["results"][1]["matches"]]
        assert set(slugs) <= set(names)
        monkeypatch.setattr(matching, "MAX_MATCHES", 2)
        cut = ours.post("error-patterns/match/", body).json()
        first, second = cut["results"]
        assert [match["pattern"]["id"] for match in second["matches"]] == names[:2]
        assert slugs[1] in names[:2]
        assert second["more"] == len(names) - 2
        assert cut["cut"] == ["/results/1/matches"]
        assert "more" not in first

    def test_what_another_account_taught_is_in_nobodys_way(
        self, ours: Caller, theirs: Caller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("errorpatterns.matching.MAX_CANDIDATES", 3)
        monkeypatch.setattr("errorpatterns.recognising.MAX_MESSAGES", 0)
        told = error("Cannot find name 'y'.")
        for name in "abcde":
            learn(theirs, error=told, fix={"template": f"Write {name} there."})
        everybodys = learn(ours, error=told)["pattern"]["id"]
        judge(ErrorPattern.objects.get(slug=everybodys), "active")
        own = learn(ours, error=told, fix={"template": "Declare it."})["pattern"]["id"]
        library.forget()
        assert set(matches(ours, told=told)) == {everybodys, own}

    def test_of_fixes_for_one_pattern_that_of_values_like_these_comes_first(
        self, ours: Caller
    ) -> None:
        told = {
            "Use `Hash.new(key)` instead of `{}`": "Build it by its class.",
            "Use `size` instead of `count`": "Ask for its size.",
            "Use `!done?` instead of `not done?`": "Write the sign.",
        }
        slugs = [
            learn(ours, error=error(message), fix={"template": fix})["pattern"]["id"]
            for message, fix in told.items()
        ]
        report(ours, slugs[1], told=error("Use `size` instead of `count`"))
        run_jobs()
        asked = {
            "Use `Set.new(list)` instead of `[]`": slugs[0],
            "Use `length` instead of `total`": slugs[1],
            "Use `!empty?` instead of `not empty?`": slugs[2],
        }
        for message, slug in asked.items():
            found = list(taught(matches(ours, told=error(message))))
            assert sorted(found) == sorted(slugs)
            assert found[0] == slug


class TestAnswer:
    def test_has_what_the_contract_names(self, ours: Caller) -> None:
        slug = learn(ours)["pattern"]["id"]
        match = matches(ours)[slug]
        assert set(match) == {
            *("pattern", "receipt", "trial", "confidence", "captures", "fix", "evidence"),
        }
        assert match["pattern"] == {
            "id": slug,
            "slug": slug,
            "name": "Cannot find name '$1'.",
            "category": "import",
        }
        assert match["receipt"].startswith("mat_")
        assert match["trial"] is False
        assert match["captures"] == ["useId"]
        assert match["fix"] == {
            "type": "insert",
            "applicability": "maybe_incorrect",
            "declined": "its fix is told in words, and no edit is known for it",
            "title": "Cannot find name '$1'.",
            "text": "Ask the hooks folder for 'useId'.",
            "explanation": "Mended by an insertion.",
            "edits": None,
            "workspace_edit": None,
            "sarif": None,
            "command": None,
        }
        assert match["evidence"] == {"successes": 0, "failures": 0, "reliability": 0.7}

    @pytest.mark.parametrize(
        ("fix", "limited"),
        [
            ('import { useId } from "react";', True),
            ("from hooks import useId", True),
            ("import useId from './useId';", False),
            ("Ask the hooks folder for 'useId'.", False),
        ],
    )
    def test_says_where_an_import_that_brings_any_name_holds(
        self, ours: Caller, fix: str, limited: bool
    ) -> None:
        slug = learn(ours, fix={"template": fix})["pattern"]["id"]
        told = matches(ours)[slug]["fix"]["explanation"]
        assert ("for names that the module has" in told) is limited

    def test_each_error_has_its_own_result_in_order(self, ours: Caller) -> None:
        slug = learn(ours)["pattern"]["id"]
        errors = [error("nothing that anybody knows"), ERROR]
        body = ours.post(MATCH, {"project": "shop", "errors": errors}).json()
        assert [result["error"]["message"] for result in body["results"]] == [
            one["message"] for one in errors
        ]
        assert body["results"][0]["matches"] == []
        assert slug in str(body["results"][1]["matches"])

    def test_no_errors_are_no_results(self, ours: Caller) -> None:
        assert ours.post(MATCH, {"errors": []}).json() == {"results": []}

    def test_stores_nothing(self, ours: Caller) -> None:
        learn(ours)
        before = row_counts()
        matches(ours)
        matches(ours, "blog")
        matches(ours, None)
        assert row_counts() == before

    def test_is_counted_by_the_day(self, ours: Caller) -> None:
        asked = {"project": "shop", "errors": [BUILT_IN, error("Nobody knows this one")]}
        for _ in range(2):
            assert ours.post("error-patterns/match/", asked).status_code == 200
        tally.flush()
        counted = dict(Daily.objects.values_list("name", "count"))
        assert counted == {"errors": 4, "recognised": 2}

    def test_fills_with_the_callers_raw_text(self, ours: Caller) -> None:
        learn(ours, error=error("Cannot open '/home/maria/a.ts' now"))
        [match] = taught(matches(ours, "shop", error("Cannot open '/home/otto/b.ts' now"))).values()
        assert match["captures"] == ["/home/otto/b.ts"]

    def test_says_what_was_cut(self, ours: Caller) -> None:
        told = error("Cannot find name 'useId'.\n" + "x" * 9000)
        body = ours.post(MATCH, {"errors": [ERROR, told]}).json()
        assert body["cut"] == ["/errors/1/message"]
        assert len(body["results"][1]["error"]["message"]) == 8192

    def test_a_fix_that_its_captures_make_too_long_is_cut_and_says_so(self, ours: Caller) -> None:
        slug = learn(ours, fix={"template": "Use $1 and then $1."})["pattern"]["id"]
        long = error(f"Cannot find name '{'é' * 2_100}'.")
        body = ours.post(MATCH, {"project": "shop", "errors": [ERROR, long]}).json()
        _, known = body["results"]
        [place] = [n for n, one in enumerate(known["matches"]) if one["pattern"]["id"] == slug]
        assert body["cut"] == [f"/results/1/matches/{place}/fix/text"]
        text = known["matches"][place]["fix"]["text"]
        assert text == f"Use {'é' * 2_100} and then {'é' * 1_989}"

    def test_what_a_tool_adds_to_an_error_is_ignored(self, ours: Caller) -> None:
        slug = learn(ours)["pattern"]["id"]
        assert slug in matches(ours, "shop", {**ERROR, "severity": 2, "ruleId": None})


class TestWhoIsOffered:
    def test_a_trial_only_in_the_same_account_and_for_a_project(
        self, ours: Caller, theirs: Caller
    ) -> None:
        slug = learn(ours)["pattern"]["id"]
        assert matches(ours, "shop")[slug]["trial"] is False
        assert matches(ours, "blog")[slug]["trial"] is True
        assert slug not in matches(ours, None)
        assert slug not in matches(theirs, "shop")
        assert slug not in matches(theirs, None)

    def test_a_confirmed_one_is_no_trial_and_needs_no_project(
        self, ours: Caller, theirs: Caller
    ) -> None:
        slug = learn(ours)["pattern"]["id"]
        for project in ("blog", "site"):
            report(ours, slug, project)
        run_jobs()
        match = matches(ours, "blog")[slug]
        assert (match["trial"], match["evidence"]["successes"]) == (False, 2)
        assert slug in matches(ours, None)
        assert slug not in matches(theirs, "shop")

    def test_without_project_no_receipts(self, ours: Caller) -> None:
        found = matches(ours, None, BUILT_IN)
        assert found
        assert {match["receipt"] for match in found.values()} == {None}
        receipts = {match["receipt"] for match in matches(ours, "shop", BUILT_IN).values()}
        assert None not in receipts

    @pytest.mark.parametrize("status", [Status.INACTIVE, Status.QUARANTINED, Status.REJECTED])
    def test_not_what_is_withdrawn_from_the_account(
        self, ours: Caller, theirs: Caller, status: str
    ) -> None:
        pattern = learned(ours)
        judge(pattern, Status.ACTIVE)
        judge(pattern, status, ours.account)
        assert pattern.slug not in matches(ours)
        assert pattern.slug in matches(theirs)

    def test_not_what_is_unreliable(self, ours: Caller) -> None:
        pattern = learned(ours)
        judge(pattern, Status.ACTIVE, ours.account)
        for success in (True, False) * 3:
            report(ours, pattern.slug, success=success)
        run_jobs()
        assert pattern.slug not in matches(ours)

    def test_a_foreign_project_like_a_missing_one(self, ours: Caller, theirs: Caller) -> None:
        theirs.put("projects/secret/", {})
        bodies = [
            str(problem_of(ours.post(MATCH, {"project": key, "errors": []}), 422, "/project"))
            for key in ("secret", "absent")
        ]
        assert bodies[0].replace("secret", "absent") == bodies[1]


class TestOrder:
    @pytest.mark.parametrize(
        "clue",
        [
            {"tool": "tsc"},
            {"type": "ReferenceError"},
            {"file": "src/other.tsx"},
        ],
        ids=lambda clue: next(iter(clue)),
    )
    def test_more_clues_rank_higher(self, ours: Caller, clue: dict[str, str]) -> None:
        """Two fixes of one message: which comes first is the clue's to say, whatever the order."""
        told = {"message": str(ERROR["message"])}
        other = {"tool": "x", "type": "Other", "file": "a.py"}
        name = next(iter(clue))
        slugs = [
            learn(ours, error={**told, **clue}, fix={"template": "One."})["pattern"]["id"],
            learn(ours, error={**told, name: other[name]}, fix={"template": "Two."})["pattern"][
                "id"
            ],
        ]
        first = list(taught(matches(ours, "shop", {**told, **clue})))
        assert first == slugs
        second = list(taught(matches(ours, "shop", {**told, name: other[name]})))
        assert second == slugs[::-1]

    def test_what_is_known_comes_before_trials(self, ours: Caller) -> None:
        trial = learn(ours, "shop", fix={"template": "One."})["pattern"]["id"]
        own = learn(ours, "blog", fix={"template": "Two."})["pattern"]["id"]
        assert list(taught(matches(ours, "blog"))) == [own, trial]
        assert list(taught(matches(ours, "shop"))) == [trial, own]


class TestRefused:
    def test_nothing_at_all(self, ours: Caller) -> None:
        problem_of(ours.post(MATCH, {"project": "shop"}), 400, "/errors")

    def test_more_than_a_hundred_errors(self, ours: Caller) -> None:
        assert ours.post(MATCH, {"errors": [ERROR] * 100}).status_code == 200
        problem_of(ours.post(MATCH, {"errors": [ERROR] * 101}), 400, "/errors")

    def test_points_to_the_error_that_is_wrong(self, ours: Caller) -> None:
        body = {"errors": [ERROR, {"message": 5}]}
        problem_of(ours.post(MATCH, body), 400, "/errors/1/message")

    def test_a_body_of_a_megabyte_is_taken_and_no_more(self, ours: Caller) -> None:
        told = [error("m", source="x" * 249_000)] * 4
        assert ours.post(MATCH, {"errors": told}).status_code == 200
        problem_of(ours.post(MATCH, {"errors": [*told, *told]}), 413)


LOG = """\
web:build: src/Field.tsx(2,14): error TS2304: Cannot find name 'useId'.
web:test: FAILED tests/test_cart.py::test_total - KeyError: 'price'
web:build: Found 1 error.
"""
DIAGNOSTIC = {
    "range": {"start": {"line": 1, "character": 13}, "end": {"line": 1, "character": 18}},
    "severity": 1,
    "code": 2304,
    "source": "ts",
    "message": "Cannot find name 'useId'.",
    "uri": "file:///app/src/Field.tsx",
    "tags": [1],
}
SARIF = {
    "version": "2.1.0",
    "runs": [
        {
            "tool": {"driver": {"name": "ESLint"}},
            "results": [
                {
                    "ruleId": "no-undef",
                    "level": "error",
                    "message": {"text": "Cannot find name 'useId'."},
                    "locations": [
                        {
                            "physicalLocation": {
                                "artifactLocation": {"uri": "src/Field.tsx"},
                                "region": {"startLine": 2, "startColumn": 14},
                            }
                        }
                    ],
                }
            ],
        }
    ],
}


class TestWhatToolsWrite:
    def test_a_log_is_cut_into_its_errors(self, ours: Caller) -> None:
        slug = learn(ours)["pattern"]["id"]
        body = ours.post(MATCH, {"project": "shop", "log": LOG}).json()
        assert [result["error"] for result in body["results"]] == [
            {
                "message": "Cannot find name 'useId'.",
                "tool": "tsc",
                "code": "TS2304",
                "file": "src/Field.tsx",
                "line": 2,
                "column": 14,
                "severity": "error",
            },
            {
                "message": "KeyError: 'price'",
                "tool": "pytest",
                "type": "KeyError",
                "file": "tests/test_cart.py",
                "severity": "error",
            },
        ]
        assert slug in str(body["results"][0]["matches"])
        assert slug not in str(body["results"][1]["matches"])
        assert "cut" not in body

    def test_diagnostics_of_a_language_server(self, ours: Caller) -> None:
        slug = learn(ours)["pattern"]["id"]
        body = {"project": "shop", "diagnostics": [DIAGNOSTIC]}
        [result] = ours.post(MATCH, body).json()["results"]
        assert result["error"] == {
            "message": "Cannot find name 'useId'.",
            "tool": "ts",
            "code": "2304",
            "file": "/app/src/Field.tsx",
            "line": 2,
            "column": 14,
            "end_line": 2,
            "end_column": 19,
            "severity": "error",
        }
        assert slug in str(result["matches"])

    def test_sarif(self, ours: Caller) -> None:
        slug = learn(ours)["pattern"]["id"]
        body = {"project": "shop", "sarif": SARIF}
        [result] = ours.post(MATCH, body).json()["results"]
        assert result["error"] == {
            "message": "Cannot find name 'useId'.",
            "tool": "eslint",
            "code": "no-undef",
            "file": "src/Field.tsx",
            "line": 2,
            "column": 14,
            "severity": "error",
        }
        assert slug in str(result["matches"])

    def test_all_at_once_in_the_order_of_the_contract(self, ours: Caller) -> None:
        body = {"sarif": SARIF, "diagnostics": [DIAGNOSTIC], "log": LOG, "errors": [ERROR]}
        results = ours.post(MATCH, body).json()["results"]
        tools = [result["error"]["tool"] for result in results]
        assert tools == ["tsc", "tsc", "pytest", "ts", "eslint"]

    def test_what_a_result_tells_can_be_taught(self, ours: Caller) -> None:
        [first, _] = ours.post(MATCH, {"log": LOG}).json()["results"]
        slug = learn(ours, error=first["error"])["pattern"]["id"]
        [result, _] = ours.post(MATCH, {"project": "shop", "log": LOG}).json()["results"]
        assert slug in str(result["matches"])

    def test_what_json_in_a_log_escapes_is_no_failure(self, ours: Caller) -> None:
        told = {"ruleId": "x", "severity": 2, "message": "a\ud800\x00", "line": 1, "column": 1}
        log = json.dumps([{"filePath": "a.js", "messages": [told]}])
        [row] = ours.post(MATCH, {"project": "shop", "log": log}).json()["results"]
        assert row["error"]["message"] == "a\ufffd\ufffd"

    @pytest.mark.parametrize("log", ["", "all is well\n", "\x1b[32mdone\x1b[0m"])
    def test_a_log_without_errors_has_no_results(self, ours: Caller, log: str) -> None:
        assert ours.post(MATCH, {"log": log}).json() == {"results": []}

    def test_says_that_a_log_had_more(self, ours: Caller) -> None:
        rows = [f"src/a.ts({n},1): error TS2304: Cannot find name 'x{n}'." for n in range(1, 502)]
        body = ours.post(MATCH, {"log": "\n".join(rows[:500])}).json()
        assert (len(body["results"]), "cut" in body) == (500, False)
        body = ours.post(MATCH, {"log": "\n".join(rows)}).json()
        assert (len(body["results"]), body["cut"]) == (500, ["/log"])

    def test_says_that_a_log_ends_within_a_line(self, ours: Caller) -> None:
        row = "x.py:1:8: F401 [*] `os` imported but unused\n"
        log = (row * 25_000)[:1_010_010]
        body = ours.post(MATCH, {"log": log}).json()
        told = [row["error"]["message"] for row in body["results"]]
        assert (told, body["cut"]) == (["`os` imported but unused"], ["/log"])

    def test_says_that_a_message_was_longer(self, ours: Caller) -> None:
        body = ours.post(MATCH, {"diagnostics": [{**DIAGNOSTIC, "message": "x" * 9000}]}).json()
        assert len(body["results"][0]["error"]["message"]) == 8192
        assert body["cut"] == ["/diagnostics"]

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"log": 5}, "/log"),
            ({"log": "a\x00b"}, "/log"),
            ({"diagnostics": "text"}, "/diagnostics"),
            ({"diagnostics": [{"message": "m"}]}, "/diagnostics/0/range"),
            ({"diagnostics": [{**DIAGNOSTIC, "severity": 5}]}, "/diagnostics/0/severity"),
            ({"diagnostics": [{**DIAGNOSTIC, "message": None}]}, "/diagnostics/0/message"),
            ({"sarif": []}, "/sarif"),
            ({"sarif": {"version": "2.0.0", "runs": []}}, "/sarif/version"),
            ({"sarif": {"version": "2.1.0", "runs": [{"results": [{}]}]}}, "/sarif/runs/0/tool"),
        ],
        ids=str,
    )
    def test_points_to_what_is_malformed(
        self, ours: Caller, body: dict[str, Any], pointer: str
    ) -> None:
        problem_of(ours.post(MATCH, {"errors": [ERROR], **body}), 400, pointer)


def test_costs_the_same_whatever_matches(
    ours: Caller, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        learn(ours, fix={"template": f"Way {number}."})
    # Only a request as it begins looks at the generations.
    monkeypatch.setattr(snapshot, "POLL_SECONDS", 60.0)
    assert len(taught(matches(ours))) == 3
    # Key, project, generations, which patterns are its own, its own words of them, mismatches,
    # standings, lessons, and which of them these very messages taught.
    with django_assert_num_queries(10):
        matches(ours)
    with django_assert_num_queries(10):
        ours.post(MATCH, {"project": "shop", "errors": [ERROR] * 50})
    with django_assert_num_queries(10):
        ours.post(MATCH, {"project": "shop", "log": LOG, "sarif": SARIF})


class TestToTheLetter:
    """Two fixes of one kind of error; values that look alike do not tell which is meant."""

    ONE, OTHER = "Use `alpha` instead of `beta`.", "Use `gamma` instead of `delta`."

    def first(self, caller: Caller, message: str) -> str:
        return next(iter(matches(caller, "shop", error(message))))

    def test_what_taught_a_pattern_finds_it_first(self, ours: Caller) -> None:
        one, other = (
            learned(ours, error=error(text), fix={"template": fix}).slug
            for text, fix in ((self.ONE, "Do one."), (self.OTHER, "Do the other."))
        )
        assert (self.first(ours, self.ONE), self.first(ours, self.OTHER)) == (one, other)

    def test_of_another_account_it_tells_nothing(self, ours: Caller, theirs: Caller) -> None:
        for caller, texts in ((ours, (self.ONE, self.OTHER)), (theirs, (self.OTHER, self.ONE))):
            for text, fix in zip(texts, ("Do one.", "Do the other."), strict=True):
                learn(caller, error=error(text), fix={"template": fix})
        assert self.first(ours, self.ONE) == self.first(theirs, self.OTHER)
        assert self.first(ours, self.ONE) != self.first(ours, self.OTHER)


class TestSaidByTheTool:
    """Two kinds of error with one regex: what tells them apart is a word that the tool quotes."""

    FIXES = {"strict": "Ask for more.", "loose": "Ask for less."}

    @staticmethod
    def message(word: str, name: str) -> str:
        return f"Option `{word}` is not set for `{name}`."

    def teach(self, caller: Caller) -> dict[str, str]:
        """By the word, which pattern was taught with it and with three names."""
        return {
            word: learned(caller, error=error(self.message(word, name)), fix={"template": fix}).slug
            for name in ("alpha", "beta", "gamma")
            for word, fix in self.FIXES.items()
        }

    def first(self, caller: Caller, word: str) -> str:
        return next(iter(matches(caller, "shop", error(self.message(word, "delta")))))

    def test_a_value_that_was_taught_again_and_again_tells_which_it_is(self, ours: Caller) -> None:
        slugs = self.teach(ours)
        assert slugs["strict"] != slugs["loose"]
        assert {word: self.first(ours, word) for word in slugs} == slugs

    def test_lessons_of_another_account_tell_nothing(self, ours: Caller, theirs: Caller) -> None:
        for caller in (ours, theirs):
            self.teach(caller)
        own = Lesson.objects.of(ours.account.pk)
        own.update(example=self.message("neither", "nothing"))
        assert len({self.first(ours, word) for word in self.FIXES}) == 1
        assert len({self.first(theirs, word) for word in self.FIXES}) == 2

    def test_of_many_lessons_the_newest_are_read_and_those_of_the_message(
        self, ours: Caller
    ) -> None:
        texts = [self.message("strict", name) for name in ("alpha", "beta", "gamma", "delta")]
        for text in texts:
            learn(ours, error=error(text), fix={"template": "Ask for more."})
        learn(ours, error=error(self.message("loose", "alpha")), fix={"template": "Ask for less."})
        found = Lesson.objects.of(ours.account.pk).newest(2, texts[:1])
        of_more = found.filter(item__errorpattern__fix_template="Ask for more.")
        assert set(of_more.values_list("example", flat=True)) == {texts[0], *texts[2:]}
        assert found.count() == 4
