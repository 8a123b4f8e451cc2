"""What failed and then passed, with the change that belongs to it; over real git repositories."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errorpatterns.backtest import pairs
from errorpatterns.backtest.changes import Changes, is_same, lines_in, made
from errorpatterns.backtest.pairs import Pair
from errorpatterns.backtest.recording import Ran
from errorpatterns.backtest.repository import Repository
from errorpatterns.diagnostics import Diagnostic
from errorpatterns.tests.histories import History, unused

# Nothing here asks a database.
pytestmark = pytest.mark.once

texts = st.lists(st.sampled_from(["a\n", "b\n", "\n", "c"]), max_size=12).map("".join)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "shop")


def found(history: History, runs: list[Ran]) -> tuple[list[Pair], dict[str, int]]:
    left_out: Counter[str] = Counter()
    return pairs.found(runs, Repository(history.path), left_out), dict(left_out)


def after(history: History, *errors: list[Diagnostic], code: int = 1) -> list[str]:
    """What the pairs say that the file became."""
    got, left_out = found(history, history.runs(*errors, code=code))
    assert left_out == {}
    return [pair.repair.fix["after"] for pair in got]


def why(history: History, *errors: list[Diagnostic], code: int | None = None) -> list[str]:
    got, left_out = found(history, history.runs(*errors, code=code))
    assert got == []
    return list(left_out)


class TestPairs:
    def test_is_made_of_the_last_failure_and_the_first_pass(self, history: History) -> None:
        history.commit({"a.py": "import os\n"})
        failed = history.commit({"a.py": "import os\nx = 1\n", "b.py": "y = 1\n"})
        passed = history.commit({"a.py": "x = 1\n", "b.py": "y = 2\n"})
        error = unused("os", "a.py", 1)
        [pair], left_out = found(history, history.runs([error], [error], []))
        assert left_out == {}
        assert (pair.failed, pair.passed) == (failed, passed)
        assert pair.repair.error == {**error.told(), "file": "a.py"}
        fix = {"file": "a.py", "before": "import os\nx = 1\n", "after": "x = 1\n"}
        assert pair.repair.fix == fix
        assert pair.source == fix["before"]
        assert pair.repair.evidence == "tool"
        assert Pair.from_json(pair.to_json()) == pair

    def test_has_only_what_belongs_to_the_error(self, history: History) -> None:
        history.commit({"a.py": "import os\n\n\nx = 1\n\n\ny = 1\n"})
        history.commit({"a.py": "\n\nx = 1\n\n\ny = 2\n"})
        assert after(history, [unused("os", "a.py", 1)], []) == ["\n\nx = 1\n\n\ny = 1\n"]

    def test_does_not_mind_what_is_no_matter_of_the_tool(self, history: History) -> None:
        pyproject = "[tool.ruff]\n\n[tool.mypy]\n"
        history.commit({"a.py": "import os\nx = 1\n", "pyproject.toml": pyproject})
        history.commit({"a.py": "x = 1\n", "pyproject.toml": f"{pyproject}strict = true\n"})
        assert after(history, [unused("os", "a.py", 1)], []) == ["x = 1\n"]

    def test_takes_what_followed_from_the_change_with_it(self, history: History) -> None:
        history.commit({"a.ts": "type A = { b: 1 };\n", "b.ts": "f(a.size);\n", "c.ts": "d;\n"})
        history.commit({"a.ts": "type A = { size: 1 };\n"})
        error = Diagnostic("Unknown 'b'.", "tsc", "TS1", file="a.ts", line=1, column=12)
        follows = Diagnostic("No 'size' on 'A'.", "tsc", "TS2", file="b.ts", line=1, column=5)
        other = Diagnostic("No 'd'.", "tsc", "TS3", file="c.ts", line=1, column=1)
        got, _ = found(history, history.runs([error, follows, other], [other]))
        assert [pair.repair.error["code"] for pair in got] == ["TS1", "TS2"]

    def test_follows_a_file_that_was_renamed(self, history: History) -> None:
        rest = "".join(f"x{n} = {n}\n" for n in range(9))
        history.commit({"app/a.py": f"import os, re\n{rest}", "b": "1"})
        history.commit({"app/a.py": None, "app/c d.py": f"import re\n{rest}", "b": None, "e": "1"})
        [pair], left_out = found(history, history.runs([unused("os", "app/a.py", 1)], []))
        assert not left_out
        assert pair.repair.fix["file"] == "app/a.py"
        assert pair.repair.fix["after"] == f"import re\n{rest}"

    def test_parts_a_change_whose_lines_each_had_an_error(self, history: History) -> None:
        history.commit({"a.py": "import os\nimport re\nx = 1\n"})
        history.commit({"a.py": "x = 1\n"})
        errors = [unused("os", "a.py", 1), unused("re", "a.py", 2)]
        assert after(history, errors, []) == ["import re\nx = 1\n", "import os\nx = 1\n"]

    def test_finds_the_change_that_names_what_the_message_quotes(self, history: History) -> None:
        history.commit({"a.py": "\n\n\n\nprint(os.name)\n\n\n\nx = 1\n"})
        history.commit({"a.py": "import os\n\n\n\n\nprint(os.name)\n\n\n\nx = 2\n"})
        error = Diagnostic("Undefined name `os`", "ruff", "F821", file="a.py", line=5, column=7)
        assert after(history, [error], []) == ["import os\n\n\n\n\nprint(os.name)\n\n\n\nx = 1\n"]

    def test_takes_the_one_file_that_was_changed_if_it_names_the_matter(
        self, history: History
    ) -> None:
        history.commit({"a.py": "import shop\n", "setup.cfg": "[a]\n"})
        history.commit({"setup.cfg": "[a]\nshop = 1\n"})
        [pair], _ = found(history, history.runs([unused("shop", "a.py", 1)], []))
        assert pair.repair.told["diff"].startswith("--- setup.cfg")
        assert pair.repair.is_elsewhere

    def test_of_several_alike_takes_those_that_were_changed(self, history: History) -> None:
        history.commit({"a.py": "def f():\n    import os\n\n\n\ndef g():\n    import os\n"})
        history.commit({"a.py": "def f():\n    import os\n\n\n\ndef g():\n    pass\n"})
        both = [unused("os", "a.py", 2), unused("os", "a.py", 7)]
        [pair], _ = found(history, history.runs(both, both[:1]))
        assert pair.repair.error["line"] == 7

    def test_of_several_alike_takes_those_whose_lines_are_told_no_longer(
        self, history: History
    ) -> None:
        history.commit({"a.py": "f(one)\nx = 1\n\n\n\n\nf(one)\n"})
        history.commit({"a.py": "f(two, one)\nx = 1\n\n\n\n\nf(two)\n"})
        both = [
            Diagnostic("Undefined name `one`", "ruff", "F821", file="a.py", line=line, column=3)
            for line in (1, 7)
        ]
        [pair], _ = found(history, history.runs(both, both[:1]))
        assert pair.repair.error["line"] == 7

    def test_a_test_that_passes_is_evidence_of_a_test(self, history: History) -> None:
        history.commit({"test_a.py": "assert 1 == 2\n"})
        history.commit({"test_a.py": "assert 2 == 2\n"})
        error = Diagnostic("assert 1 == 2", tool="pytest", file="test_a.py", line=1)
        [pair], _ = found(history, history.runs([error], []))
        assert pair.repair.evidence == "test"

    def test_what_says_nothing_is_passed_over(self, history: History) -> None:
        history.commit({"a.py": "import os\n"})
        history.commit({"a.py": "import os, \n"})
        history.commit({"a.py": "\n"})
        first, second, third = history.runs([unused("os", "a.py", 1)], [], [])
        crashed = Ran(second.commit, second.stream, 2, [], "it failed without an error")
        [pair], _ = found(history, [first, crashed, third])
        assert (pair.failed, pair.passed) == (first.commit.sha, third.commit.sha)

    def test_streams_are_kept_apart(self, history: History) -> None:
        history.commit({"a.py": "import os\n"})
        history.commit({"a.py": "\n"})
        failed, passed = history.runs([unused("os", "a.py", 1)], [])
        assert found(history, [failed, Ran(passed.commit, "other", 0, [])]) == ([], {})

    @pytest.mark.parametrize("bound", ["MAX_PAIRS", "MAX_TEXTS"])
    def test_of_very_many_the_last_are_taken(
        self, history: History, monkeypatch: pytest.MonkeyPatch, bound: str
    ) -> None:
        monkeypatch.setattr(pairs, bound, 1)
        for text in ("import os\n", "\n", "import re\n", "\n"):
            history.commit({"a.py": text})
        first, second = unused("os", "a.py", 1), unused("re", "a.py", 1)
        got, left_out = found(history, history.runs([first], [], [second], []))
        assert [pair.repair.error["message"] for pair in got] == ["`re` imported but unused"]
        assert left_out == {"it is older than what is learned at once": 1}

    def test_those_of_a_commit_stay_together(self, history: History) -> None:
        for text in ("import os\n", "", "import re\n", ""):
            history.commit({"a.py": text or "\n"})
        first, second, third, fourth = history.commits()
        told = unused("os", "a.py", 1)
        runs = [
            Ran(first, "lint", 1, [told]),
            Ran(first, "vet", 1, [told]),
            Ran(second, "lint", 0, []),
            Ran(third, "lint", 1, [unused("re", "a.py", 1)]),
            Ran(fourth, "lint", 0, []),
            Ran(second, "vet", 0, []),  # of the same commit, and later
        ]
        passed = [pair.passed for pair in found(history, runs)[0]]
        assert passed == [second.sha, second.sha, fourth.sha]


class TestNoPair:
    def test_where_the_error_was_silenced(self, history: History) -> None:
        history.commit({"a.py": "import os\n"})
        history.commit({"a.py": "import os  # noqa: F401\n"})
        assert why(history, [unused("os", "a.py", 1)], []) == ["it was silenced, not mended"]

    def test_a_file_that_is_gone(self, history: History) -> None:
        history.commit({"a.py": "import os\n"})
        history.commit({"a.py": None})
        assert why(history, [unused("os", "a.py", 1)], []) == ["its file is gone"]

    @pytest.mark.parametrize(
        ("name", "head", "left", "reason"),
        [
            ("b.py", "import os\nimport re\n", [], "it cannot be told which change mended it"),
            ("b.py", "import os\nimport re\n\n\nx = os\n", [], "its file is gone"),
            ("b.py", "import re\n", [unused("re", "b.py", 1)], "its file then had another error"),
            ("old/a.py", "import re\n", [], "its file is gone"),
            ("a.txt", "import re\n", [], "its file is gone"),
        ],
    )
    def test_a_file_that_was_renamed(
        self, history: History, name: str, head: str, left: list[Diagnostic], reason: str
    ) -> None:
        rest = "".join(f"x{n} = {n}\n" for n in range(9))
        other = [unused("y", "z.py", 1), unused("z", "z.py", 1)]
        history.commit({"a.py": f"import os\nimport re\n{rest}", "z.py": "import y, z\n"})
        history.commit({"a.py": None, name: head + rest})
        told = why(history, [unused("os", "a.py", 1), *other], [*left, *other])
        assert told == [reason]

    def test_another_error_in_the_same_file(self, history: History) -> None:
        history.commit({"a.py": "import os\n", "b.py": "import re\n"})
        history.commit({"a.py": "import os,\n"})
        broken = Diagnostic("Expected an identifier", tool="ruff", file="a.py", line=1)
        other = unused("re", "b.py", 1)
        told = why(history, [unused("os", "a.py", 1), other], [broken, other])
        assert told == ["its file then had another error"]

    def test_another_error_at_which_the_command_may_have_stopped(self, history: History) -> None:
        history.commit({"a.py": "import os\n"})
        history.commit({"a.py": "\n", "b.py": "import re\n"})
        told = why(history, [unused("os", "a.py", 1)], [unused("re", "b.py", 1)])
        assert told == ["the command may have stopped at another error before"]

    def test_others_of_its_kind_that_nobody_touched(self, history: History) -> None:
        """As where the check was switched off somewhere."""
        history.commit({"a.py": "import os\nx = 1\n", "b.py": "import re\n"})
        history.commit({"a.py": "x = 1\n"})
        got, left_out = found(
            history, history.runs([unused("os", "a.py", 1), unused("re", "b.py", 1)], [])
        )
        assert got == []
        assert left_out == {
            "others of its kind went that nobody touched": 1,
            "nothing in its file was changed": 1,
        }

    def test_a_command_that_said_less_of_what_nobody_touched(self, history: History) -> None:
        history.commit({"a.py": "import os\nx = 1\n", "b.py": "y == None\n", "c.py": "z\n"})
        history.commit({"a.py": "x = 1\n"})
        one = Diagnostic("Comparison to `None`", "ruff", "E711", file="b.py", line=1, column=6)
        other = Diagnostic("Undefined name `z`", "ruff", "F821", file="c.py", line=1, column=1)
        errors = [unused("os", "a.py", 1), one, other]
        assert "the command may have stopped before" in why(history, errors, [other])

    def test_an_error_of_syntax_elsewhere_behind_which_nothing_is_looked_for(
        self, history: History
    ) -> None:
        history.commit({"a.ts": "const a = 1;\nb;\n", "b.ts": "c;\n"})
        history.commit({"a.ts": "b;\n", "b.ts": "c(;\n"})
        gone = Diagnostic("'a' is never read.", "tsc", "TS6133", file="a.ts", line=1, column=7)
        new = [
            Diagnostic(said, "tsc", code, file="b.ts", line=1, column=3)
            for said, code in (("Expression expected.", "TS1109"), ("')' expected.", "TS1005"))
        ]
        assert why(history, [gone], new) == ["the command may have stopped at another error before"]

    @pytest.mark.parametrize(
        ("name", "old", "new"),
        [
            ("ruff.toml", "", "lint.ignore = ['F401']\n"),
            ("app/ruff.toml", "line-length = 80\n", None),
            ("pyproject.toml", "[tool.ruff]\n", "[tool.ruff]\nexclude = ['a.py']\n"),
        ],
    )
    def test_a_tool_that_was_told_otherwise(
        self, history: History, name: str, old: str, new: str | None
    ) -> None:
        history.commit({"a.py": "import os\nx = 1\n", name: old})
        history.commit({"a.py": "x = 1\n", name: new})
        assert why(history, [unused("os", "a.py", 1)], []) == [
            "the configuration of the tool was changed as well"
        ]

    def test_a_command_that_ended_otherwise(self, history: History) -> None:
        history.commit({"a.py": "import os\n"})
        history.commit({"a.py": "\n"})
        error = unused("os", "a.py", 1)
        first, second = history.runs([error], [])
        second = Ran(second.commit, second.stream, 2, [unused("re", "b.py", 1)] * 2)
        assert found(history, [first, second]) == (
            [],
            {"the command then failed in another way": 1},
        )

    def test_a_change_among_several(self, history: History) -> None:
        text = "x = 1\n\n\n\ny = 1\n\n\n\nimport os\n\n\n\nz = 1\n"
        history.commit({"a.py": text})
        history.commit({"a.py": text.replace("x = 1", "x = 2").replace("z = 1", "z = 2")})
        assert why(history, [unused("os", "a.py", 9)], []) == [
            "it cannot be told which change mended it"
        ]

    def test_several_other_files(self, history: History) -> None:
        history.commit({"a.py": "import os\n", "b": "os 1", "c": "os 1"})
        history.commit({"b": "os 2", "c": "os 2"})
        assert why(history, [unused("os", "a.py", 1)], []) == ["nothing in its file was changed"]

    def test_nothing_that_was_changed(self, history: History) -> None:
        history.commit({"a.py": "import os\n"})
        history.commit({})
        assert why(history, [unused("os", "a.py", 1)], []) == ["nothing in its file was changed"]

    def test_what_failed_by_chance_and_passed_with_another_change(self, history: History) -> None:
        history.commit({"a.py": "import os\n", "README": "shop\n"})
        history.commit({"README": "shops\n"})
        assert why(history, [unused("os", "a.py", 1)], []) == ["nothing in its file was changed"]

    def test_a_lone_change_far_away_beside_another_file(self, history: History) -> None:
        text = "x = 1\n\n\n\nimport os\n"
        history.commit({"a.py": text, "README": "shop\n"})
        history.commit({"a.py": text.replace("1", "2"), "README": "shops\n"})
        assert why(history, [unused("os", "a.py", 5)], []) == [
            "it cannot be told which change mended it"
        ]

    def test_several_alike_of_which_none_was_changed(self, history: History) -> None:
        history.commit({"a.py": "import os\n\n\n\nimport os\nx = 1\n"})
        history.commit({"a.py": "import os\n\n\n\nimport os\n\n\n\nx = 2\n"})
        both = [unused("os", "a.py", 1), unused("os", "a.py", 2)]
        left = [unused("os", "a.py", 7)]  # a line that is new
        assert why(history, both, left) == ["it cannot be told which of several alike is gone"]

    def test_a_function_that_was_taken_out(self, history: History) -> None:
        body = "".join(f"    x{n} = {n}\n" for n in range(6))
        history.commit({"a.py": f"y = 1\ndef f():\n    import os\n{body}"})
        history.commit({"a.py": "y = 1\n"})
        assert why(history, [unused("os", "a.py", 3)], []) == ["the code around it was taken out"]

    def test_a_file_that_was_emptied(self, history: History) -> None:
        history.commit({"a.py": "import os\nx = 1\n"})
        history.commit({"a.py": "\n"})
        assert why(history, [unused("os", "a.py", 1)], []) == ["the code around it was taken out"]

    def test_a_file_that_is_no_text(self, history: History) -> None:
        history.commit({"a.py": "import os\n\0"})
        history.commit({"a.py": "\n"})
        assert why(history, [unused("os", "a.py", 1)], []) == ["its file is no text, or too large"]


class TestChanges:
    @given(texts, texts)
    def test_make_of_the_one_the_other(self, before: str, after: str) -> None:
        assert made(before, Changes(before, after).edits) == after

    @given(texts)
    def test_lines_lose_nothing(self, text: str) -> None:
        assert "".join(lines_in(text)) == text

    @pytest.mark.timeout(30)
    def test_of_lines_that_are_all_alike_are_found_in_time(self) -> None:
        before, after = "x\n" * 20_000, "y\nx\n" * 10_000
        assert made(before, Changes(before, after).edits) == after

    def test_of_a_long_file_are_told_apart(self) -> None:
        before = [f"x{n}\n" if n % 5 else "\n" for n in range(4_000)]
        places = list(range(11, 4_000, 200))
        after = ["y\n" if n in places else line for n, line in enumerate(before)]
        known = Changes("".join(before), "".join(after))
        assert [known.line_at(edit.parts[0].start) for edit in known.edits] == places

    def test_spaces_within_lines_and_blank_lines_are_no_difference(self) -> None:
        assert is_same("a = 1\n\nb\n", "a  =  1  \nb")
        assert not is_same("if a:\n    b\n", "if a:\n  b\n")
