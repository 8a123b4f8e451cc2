"""Which edits of a commit mended which error: over real git repositories, told by real tools."""

import sys
from collections import Counter
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

from errorpatterns.backtest import pairs
from errorpatterns.backtest.changes import Changes, made
from errorpatterns.backtest.pairs import Pair
from errorpatterns.backtest.recording import Recording
from errorpatterns.backtest.repository import Repository
from errorpatterns.diagnostics import Diagnostic
from errorpatterns.tests.histories import History
from errorpatterns.tests.proofs.tools import TSC

# Nothing here asks a database.
pytestmark = pytest.mark.once

RUFF = [str(Path(sys.executable).parent / "ruff"), "check", "--isolated", "--no-cache"]
RUFF += ["--output-format", "full", "--select", "E7,F,B,UP", "."]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
PYTEST += ["--disable-plugin-autoload", "."]  # the plugins of our tests take seconds
STRICT = [*TSC, "--strict", "--target", "es2022", "--module", "es2022", "--pretty", "false"]
MORE = "it cannot be told what else belongs to its change"


@pytest.fixture
def history(tmp_path: Path, settings: Any) -> History:
    settings.STATE_DIR = tmp_path / "state"
    return History(tmp_path / "shop")


def found(
    history: History, command: Sequence[str], *commits: dict[str, str]
) -> tuple[list[Pair], dict[str, int]]:
    """What the commits of these files teach, and why other errors taught nothing."""
    for files in commits:
        history.commit(files)
    recording = Recording(Repository(history.path), [command], 60.0, lambda said: None)
    left_out: Counter[str] = Counter()
    with recording.state.held():
        runs = list(recording.runs(history.commits()))
    return pairs.found(runs, recording.repository, left_out), dict(left_out)


def changed(got: Sequence[Pair], before: str) -> dict[str, list[str]]:
    """By code, and line where there are several, the lines that the change taught takes out and
    puts in.
    """
    told: dict[str, list[str]] = {}
    for pair in got:
        code = pair.repair.error.get("code") or pair.repair.error["message"]
        name = f"{code}:{pair.repair.error['line']}" if code in told else code
        lines = unified_diff(before.splitlines(), pair.repair.fix["after"].splitlines(), n=0)
        told[name] = [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]
    return told


def taught(
    history: History, command: Sequence[str], before: str, after: str, name: str = "a.py"
) -> tuple[dict[str, list[str]], dict[str, int]]:
    """What changed by each error, and why other errors taught none."""
    got, left_out = found(history, command, {name: before}, {name: after})
    return changed(got, before), left_out


class TestRuff:
    def test_three_errors_in_one_hunk(self, history: History) -> None:
        before = 'def f(x):\n    a = f"late"\n    b = x == None\n    c = 1\n    return a, b\n'
        after = 'def f(x):\n    a = "late"\n    b = x is None\n    return a, b\n'
        assert taught(history, RUFF, before, after) == (
            {
                "F541": ['-    a = f"late"', '+    a = "late"'],
                "E711": ["-    b = x == None", "+    b = x is None"],
                "F841": ["-    c = 1"],
            },
            {},
        )

    def test_two_errors_on_one_line(self, history: History) -> None:
        before, after = "def f(x, y):\n    g = x == None or y == True\n    return g\n", ""
        after = before.replace("x == None", "x is None").replace("y == True", "y")
        line = "-    g = x == None or y == True"
        assert taught(history, RUFF, before, after)[0] == {
            "E711": [line, "+    g = x is None or y == True"],
            "E712": [line, "+    g = x == None or y"],
        }

    def test_two_names_of_one_import(self, history: History) -> None:
        before = "from os import path, sep, walk\n\nwalk('.')\n"
        assert taught(history, RUFF, before, before.replace("path, sep, ", ""))[0] == {
            "F401": ["-from os import path, sep, walk", "+from os import sep, walk"],
            "F401:1": ["-from os import path, sep, walk", "+from os import path, walk"],
        }

    def test_an_import_that_is_put_in_above(self, history: History) -> None:
        before = "import os\n\n\ndef f(x):\n    y = json.dumps(x) == None\n    return os, y\n"
        after = before.replace("import os\n", "import json\nimport os\n")
        assert taught(history, RUFF, before, after.replace("==", "is"))[0] == {
            "F821": ["+import json"],
            "E711": ["-    y = json.dumps(x) == None", "+    y = json.dumps(x) is None"],
        }

    def test_what_uses_a_name_goes_with_its_import(self, history: History) -> None:
        before = "from typing import List\n\n\ndef f(x: List[int]):\n    return x == None\n"
        after = "def f(x: list[int]):\n    return x is None\n"
        got, _ = taught(history, RUFF, before, after)
        assert got["UP006"] == ["-def f(x: List[int]):", "+def f(x: list[int]):"]
        assert got["UP035"][0] == "-from typing import List"
        assert got["UP035"][-2:] == got["UP006"]
        assert got["E711"] == ["-    return x == None", "+    return x is None"]

    def test_a_name_that_becomes_another_at_all_its_places(self, history: History) -> None:
        before = "def f(x):\n    l = x\n    return l + f'a'\n"
        after = "def f(x):\n    line = x\n    return line + 'a'\n"
        got, _ = taught(history, RUFF, before, after)
        assert got["E741"] == [
            "-    l = x",
            "-    return l + f'a'",
            "+    line = x",
            "+    return line + f'a'",
        ]

    def test_a_default_goes_with_the_lines_it_moved_to(self, history: History) -> None:
        before = "def f(x=[]):\n    y = f'a'\n    return x, y\n"
        after = "def f(x=None):\n    if x is None:\n        x = []\n    y = 'a'\n    return x, y\n"
        assert taught(history, RUFF, before, after)[0]["B006"] == [
            "-def f(x=[]):",
            "+def f(x=None):",
            "+    if x is None:",
            "+        x = []",
        ]

    def test_a_commit_that_formats_and_renames_as_well(self, history: History) -> None:
        before = "def f(price, y):\n    show('a', price)\n    g = y == None\n    return g, price\n"
        before = f"from os import *\n\n\ndef show(*x):\n    pass\n\n\n{before}"
        after = before.replace("'a'", '"a"').replace("price", "cost").replace("==", "is")
        got, _ = taught(history, RUFF, before, after)
        assert got == {"E711": ["-    g = y == None", "+    g = y is None"]}

    def test_a_commit_that_leaves_another(self, history: History) -> None:
        before = "def f(x, y):\n    a = x == None\n    b = y == None\n    return a, b\n"
        after = before.replace("y == None", "y is None")
        assert taught(history, RUFF, before, after) == (
            {"E711": ["-    b = y == None", "+    b = y is None"]},
            {},
        )

    def test_what_else_changes_on_the_line_is_not_guessed(self, history: History) -> None:
        before = "def f(x, y):\n    return x == None and y > 2\n"
        after = before.replace("==", "is").replace("y > 2", "y > 3")
        assert taught(history, RUFF, before, after) == ({}, {MORE: 1})

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("f(2, x == None)", "f(3, x is None)"),  # another argument
            ("f(x == None, y=2)", "f(x is None, y=3)"),
            ("print(x) or 2", "log(x) or 3"),  # another operand
            ("z = print(x)", "a = log(x)"),  # what it is assigned to
            ("print('a', x == None)", "log('b', x is None)"),  # of two errors
            ("print('a', x)\n    y = 1", "log('b', x)\n    y = 2"),  # with another statement
            ("print('a', x)\n\n\n\n    y = 1", "log('b', x)\n\n\n\n    y = 2"),
        ],
    )
    def test_nor_what_else_changes_in_a_call(
        self, history: History, before: str, after: str
    ) -> None:
        texts = [f"def f(x, y, z):\n    {text}\n    return x, y, z\n" for text in (before, after)]
        got, left_out = taught(history, [*RUFF[:-2], "E7,F541,T20", "."], *texts)
        assert set(left_out) == {MORE}
        assert "T201" not in got

    def test_parameters_are_no_arguments(self, history: History) -> None:
        before, after = "def f(x=[]):\n    return x\n", "def g(x=()):\n    return x\n"
        assert taught(history, RUFF, before, after) == ({}, {MORE: 1})

    @pytest.mark.parametrize(
        ("code", "before", "after"),
        [
            ("T201", 'print("t", x)', 'log.info("t %s", x)'),
            ("PTH123", "y = open(x).read()", "y = Path(x).read_text()"),
            ("S113", "return requests.get(x).body", "return client.fetch(x, 3).body"),
            ("E711", "return f(x == None)", "return await f(x is None)"),
        ],
    )
    def test_several_cuts_in_the_operand_of_an_error_are_one_change(
        self, history: History, code: str, before: str, after: str
    ) -> None:
        text = "import requests\nfrom a import Path, client, log\n\n\nasync def f(x):\n    {}\n"
        texts = [text.format(line) for line in (before, after)]
        assert taught(history, [*RUFF[:-2], code, "."], *texts) == (
            {code: [f"-    {before}", f"+    {after}"]},
            {},
        )

    def test_so_are_those_of_each_error_with_the_import_that_both_need(
        self, history: History
    ) -> None:
        before = "import os\n\n\ndef f(x):\n    print('a', x)\n\n\n\n    print('b', os)\n"
        after = before.replace("print('", "log.info('%s ").replace(
            "os\n", "os\nfrom a import log\n", 1
        )
        got, left_out = taught(history, [*RUFF[:-2], "T201", "."], before, after)
        assert not left_out
        assert got == {
            "T201": ["+from a import log", "-    print('a', x)", "+    log.info('%s a', x)"],
            "T201:9": ["+from a import log", "-    print('b', os)", "+    log.info('%s b', os)"],
        }

    def test_half_of_what_python_reads_only_whole_is_not_taught(self, history: History) -> None:
        before = "def f(x):\n    try:\n        x()\n    except:\n        pass\n    return 1\n"
        after = "def f(x):\n    with x:\n        x()\n    return 1\n"
        got, left_out = taught(history, RUFF, before, after)
        assert got == {}
        assert left_out == {MORE: 1}


def test_a_test_that_failed(history: History) -> None:
    before = "def test_a():\n    assert 1 + 1 == 3\n\n\ndef test_b():\n    print('b')\n"
    after = before.replace("3", "2").replace("'b'", '"b"')
    got, _ = taught(history, PYTEST, before, after, "test_a.py")
    assert list(got.values()) == [["-    assert 1 + 1 == 3", "+    assert 1 + 1 == 2"]]


def test_an_error_that_names_no_line(history: History) -> None:
    """As mypy tells what it cannot take of its settings."""
    before, after = "[x]\nversion = 3.8\nlax = 1\n", "[x]\nversion = 3.12\nlax = 1\n"
    history.commit({"setup.cfg": before})
    history.commit({"setup.cfg": after})
    told = Diagnostic("version: 3.8 is not supported", "mypy", file="setup.cfg")
    left_out: Counter[str] = Counter()
    got = pairs.found(history.runs([told], []), Repository(history.path), left_out)
    assert [pair.repair.fix["after"] for pair in got] == [after]


# By code, what stands there and what mends it.
OPERANDS = {
    "TS18048": ("list.push(u.n.size);", "list.push(u.n?.size ?? 0);"),
    "TS2554": ("both(1, 2);", "await both(1);"),
    "TS2551": ("list.psh(1, 2);", "both(1);"),
}


@pytest.mark.usefixtures("tsc")
def test_typescript_by_its_own_compiler(history: History) -> None:
    """Each program in a file of its own, for one run of the compiler."""
    head = "export {};\ndeclare const u: { n?: { size: number } }, list: number[];\n"
    head += "declare function both(a: number): Promise<void>;\n"
    before = "declare const u: { n: string } | undefined;\n"
    before += "export const f = (a, b) => a + b;\nexport const g = u.n.size;\n"
    after = before.replace("(a, b)", "(a: number, b: number)").replace("u.n.size", "u?.n.length")
    programs = {"a.ts": (before, after)}
    for code, (stood, stands) in OPERANDS.items():
        programs[f"{code}.ts"] = (f"{head}{stood}\n", f"{head}{stands}\n")
    commits = [{name: texts[at] for name, texts in programs.items()} for at in (0, 1)]
    told, left_out = found(history, [*STRICT, *programs], *commits)
    got = {
        name: changed([pair for pair in told if pair.repair.error["file"] == name], text)
        for name, text in commits[0].items()
    }
    assert got["a.ts"]["TS7006"][-1] == "+export const f = (a: number, b) => a + b;"
    assert got["a.ts"]["TS7006:2"][-1] == "+export const f = (a, b: number) => a + b;"
    assert got["a.ts"]["TS18048"][-1] == "+export const g = u?.n.size;"
    assert got["a.ts"]["TS2339"][-1] == "+export const g = u.n.length;"
    assert left_out == {}
    for code, (stood, stands) in OPERANDS.items():
        assert got[f"{code}.ts"] == {code: [f"-{stood}", f"+{stands}"]}


@pytest.mark.usefixtures("tsc")
def test_a_method_of_javascript_by_its_own_linter(history: History) -> None:
    """Which names the place without its end."""
    config = 'export default [{ rules: { "no-console": "error" } }];\n'
    history.commit({"eslint.config.mjs": config})
    before = "export function f(x) {\n  console.log('total', x);\n  return x;\n}\n"
    before += "export function g(x) {\n  console.log('sum', x);\n}\n"
    after = before.replace("console.log", "logger.debug")
    got, left_out = taught(history, ["eslint", "."], before, after, "a.js")
    assert not left_out
    assert got == {
        "no-console": ["-  console.log('total', x);", "+  logger.debug('total', x);"],
        "no-console:6": ["-  console.log('sum', x);", "+  logger.debug('sum', x);"],
    }


def of_typescript(
    history: History, before: str, after: str, *errors: tuple[str, str, int, int]
) -> list[str]:
    """What the file became by each error, told as tsc tells it."""
    for text in (before, after):
        history.commit({"a.ts": text})
    told = [
        Diagnostic(message, "tsc", code, file="a.ts", line=line, column=column)
        for code, message, line, column in errors
    ]
    left_out: Counter[str] = Counter()
    got = pairs.found(history.runs(told, []), Repository(history.path), left_out)
    assert not left_out
    return [pair.repair.fix["after"] for pair in got]


class TestTypeScript:
    def test_two_parameters_of_one_line(self, history: History) -> None:
        before = "export const f = (a, b) => a + b;\n"
        said = "Parameter '{}' implicitly has an 'any' type."
        errors = [("TS7006", said.format(name), 1, at) for name, at in (("a", 19), ("b", 22))]
        after = before.replace("a, b", "a: number, b: number")
        assert of_typescript(history, before, after, *errors) == [
            before.replace("a, b", "a: number, b"),
            before.replace("a, b", "a, b: number"),
        ]

    def test_brackets_around_an_argument_are_one_edit(self, history: History) -> None:
        before = "word(count);\nboth(1);\n"
        after = "word(String(count));\nboth(1, 0);\n"
        assert of_typescript(
            history,
            before,
            after,
            ("TS2345", "Argument of type 'number' is not assignable to 'string'.", 1, 6),
            ("TS2554", "Expected 2 arguments, but got 1.", 2, 1),
        ) == ["word(String(count));\nboth(1);\n", "word(count);\nboth(1, 0);\n"]

    def test_what_may_be_told_at_one_place_is_one_edit(self, history: History) -> None:
        """Half of it would stand in the pattern, where a colon renames."""
        before = "export function Cart({ id }) {\n  return id;\n}\n"
        after = before.replace("{ id }", "{ id }: { id: number }")
        said = "Binding element 'id' implicitly has an 'any' type."
        told = of_typescript(history, before, after, ("TS7031", said, 1, 24))
        assert told == [after]

    def test_an_import_of_one_more_name(self, history: History) -> None:
        before = "import { useRef } from 'react';\n\n\n\nconst a = useState(0);\nuseRef(a.sise);\n"
        after = before.replace("{ useRef", "{ useRef, useState").replace("(0)", "<number>(0)")
        assert of_typescript(
            history,
            before,
            after.replace("sise", "size"),
            ("TS2304", "Cannot find name 'useState'.", 5, 11),
            ("TS2551", "Property 'sise' does not exist on type 'A'.", 6, 10),
        ) == [before.replace("{ useRef", "{ useRef, useState"), before.replace("sise", "size")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("import os\nimport re\nx == None\n", "x is None\n", 3),
        ("import os\nimport sys, re\n", "import re\n", 2),
        ("import time\n", "import string\n", 2),
        ("from a import x\n", "from b import x\n", 1),
        ("f(x, y)\n", "f(String(x), y.z)\n", 2),
        ("self.assertEquals(a, b)\n", "assert a == b\n", 1),
        ("x = 1\ny = 2\n", "if x:\n    x = 1\n    y = 2\n", 1),
        ("print('a')\nprint('b')\n", 'print("a")\nprint("b")\n', 2),
        ("if a != None:\n    b\n", "if a is not None:\n    b\n", 1),
    ],
)
def test_edits_are_as_small_as_can_be(before: str, after: str, expected: int) -> None:
    edits = Changes(before, after).edits
    assert len(edits) == expected
    assert made(before, edits) == after
