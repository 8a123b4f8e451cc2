"""Logs of real tools, each with the diagnostics that stand in it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from errorpatterns import diagnostics
from errorpatterns.diagnostics import Diagnostics, matchers
from errorpatterns.diagnostics.model import MAX_DIAGNOSTICS, MAX_MESSAGE

# Nothing here asks a database.
pytestmark = pytest.mark.once

LOGS = sorted((Path(__file__).parent / "logs").glob("*.txt"))


# Two runs of one tool: the first tells its errors in blocks, the second in its summary alone.
RUNS = [(LOGS[0].with_name(f"pytest-{name}.txt"), "plain") for name in ("collect", "no")]

# Below what Vite's server shows, indented, stands what pnpm indents by a narrow blank.
SERVED = [(LOGS[0].with_name(f"{name}.txt"), "buildkit") for name in ("vite-5-dev", "pnpm-errors")]
GROUPED = [
    (LOGS[0].with_name(f"{name}.txt"), "plain") for name in ("vite-7-devsass", "python-group")
]


def log_of(path: Path) -> str:
    return path.read_bytes().decode()


def told(found: Diagnostics) -> list[dict[str, Any]]:
    return [one.told() for one in found]


def expected(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.with_suffix(".json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_reads_what_the_tool_reported(path: Path) -> None:
    found = diagnostics.read(log_of(path))
    assert told(found) == expected(path)
    assert not found.cut


def test_every_tool_has_logs() -> None:
    tools = {path.stem.partition("-")[0] for path in LOGS}
    assert {matcher.tool for matcher in matchers.MATCHERS} - {""} <= tools


@pytest.mark.parametrize("place", [r"\1(\2,\3): ", r"\1(\2,\3) :  ", r"\1 +\2:\3: "])
def test_reads_the_places_of_other_compilers_as_clang_writes_them(place: str) -> None:
    """-fdiagnostics-format=msvc and vi, as its manual has them."""
    path = LOGS[0].with_name("gcc-clang-plain.txt")
    log, count = re.subn(r"(?m)^([^\s:]+):(\d+):(\d+): ", place, log_of(path))
    assert count
    assert bare(told(diagnostics.read(log))) == bare(expected(path))


@pytest.mark.parametrize(
    "between",
    [
        "",
        "##[error]Process completed with exit code 2.\n##[group]Run tsc\ntsc\n##[endgroup]\n",
        "npm ERR! code ELIFECYCLE\nnpm ERR! errno 2\n",
    ],
)
def test_webpack_ends_where_the_next_step_begins(between: str) -> None:
    """Version 4 leaves no blank line below its last error."""
    paths = [LOGS[0].with_name(f"{name}.txt") for name in ("webpack-4-plain", "tsc-5-plain")]
    first, second = map(log_of, paths)
    found = told(diagnostics.read(f"{first.rstrip()}\n{between}{second}"))
    assert found == [one for path in paths for one in expected(path)]


# How logs come out of where they were written.
PREFIXES: dict[str, Callable[[int], str]] = {
    "plain": lambda n: "",
    "github": lambda n: f"2024-05-01T12:34:{n % 60:02}.1234567Z ",
    "gh run view": lambda n: f"build\tRun npm test\t2024-05-01T12:34:{n % 60:02}.1234567Z ",
    "gitlab": lambda n: f"2024-05-01T12:34:{n % 60:02}.123456Z 01O ",
    "kubernetes": lambda n: f"2024-05-01T12:34:{n % 60:02}.123456789Z stderr F ",
    "jenkins": lambda n: f"[2024-05-01T12:34:{n % 60:02}.123Z] ",
    "teamcity": lambda n: f"[12:34:{n % 60:02}]{' WE'[n % 3]}:\t [Step 1/2] ",
    "netlify": lambda n: f"1:34:{n % 60:02} PM: ",
    "vercel": lambda n: f"12:34:{n % 60:02}.123  "[:-1],
    "docker compose": lambda n: "web-1  | ",
    "buildkit": lambda n: f"#12 {n // 10}.{n % 10:03} ",
    "turbo": lambda n: "@acme/web:build: ",
    "pnpm": lambda n: "packages/web build: ",
    "pnpm in a terminal": lambda n: "│ ",
    "concurrently": lambda n: "[1] ",
    "concurrently, names": lambda n: "[web] ",
    "kubectl": lambda n: "[pod/web-7d/web] ",
    "pm2": lambda n: f"0|web  | 2024-05-01T12:34:{n % 60:02}: ",
    "journalctl": lambda n: f"Nov 27 06:47:{n % 60:02} host web[123]: ",
    "journalctl -o short-iso": lambda n: f"2026-11-27T06:47:{n % 60:02}+0000 host web[123]: ",
    "heroku": lambda n: f"2024-05-01T12:34:{n % 60:02}.789012+00:00 app[web.1]: ",
    "cloud build": lambda n: 'Step #1 - "build": ',
    "cloudflare": lambda n: f"12:34:{n % 60:02}.789\t",
    "render": lambda n: f"May 5 10:34:{n % 60:02} AM  ",
    "maven": lambda n: "[INFO] ",
    "amplify": lambda n: f"2024-05-01T12:34:{n % 60:02}.123Z [WARNING]: ",
    "open build service": lambda n: f"[{n:5}s] ",
    "git push heroku": lambda n: "remote:        ",
    "the end of a step of buildkit": lambda n: f"{n // 10}.{n % 10:03} ",
    "a quote": lambda n: "> ",
    "github and turbo": lambda n: f"2024-05-01T12:34:{n % 60:02}.1234567Z web:test: ",
}


# Among others a quote is known by its length, which not all logs have.
MIXED = sorted(set(PREFIXES) - {"a quote"})


def sent(log: str, prefix: str, ending: str = "\n") -> str:
    rows = log.rstrip("\n").replace("\r\n", "\n").split("\n")
    rows += [""]  # what runs programs shows it so, too: names in brackets are known by it
    return "".join(f"{PREFIXES[prefix](n)}{row}{ending}" for n, row in enumerate(rows))


def key(one: dict[str, Any]) -> tuple[Any, ...]:
    """Of a place, whoever tells it."""
    names = ("code", "message", "file", "line", "column")
    return ("" if one.get("line") else one.get("tool"), *(one.get(name) for name in names))


def once(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first of each, as places and messages tell them apart."""
    firsts: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in found:
        firsts.setdefault(key(one), one)
    return list(firsts.values())


def bare(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: one[name] for name in one if name != "stack"} for one in found]


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_reads_the_same_behind_any_prefix(path: Path) -> None:
    right = bare(expected(path))
    for number, prefix in enumerate(PREFIXES):
        log = sent(log_of(path), prefix, ("\n", "\r\n")[number % 2])
        assert bare(told(diagnostics.read(log))) == right, prefix


def parts_of(row: str) -> list[str]:
    return [row[i : i + 16] for i in range(0, len(row), 16)] or [""]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("path", LOGS[::5], ids=lambda path: path.stem)
def test_reads_lines_that_were_written_in_parts(path: Path, ending: str) -> None:
    rows = log_of(path).rstrip("\n").replace("\r\n", "\n").split("\n")
    time = "2024-05-01T12:34:56.123456789Z"
    kubernetes, gitlab = "", ""
    for first, *more in map(parts_of, rows):
        kubernetes += "".join(f"{time} stdout P {part}{ending}" for part in [first, *more])
        kubernetes += f"{time} stdout F {ending}"
        gitlab += f"{time} 01O {first}{ending}"
        gitlab += "".join(f"{time} 01O+{part}{ending}" for part in more)
    for log in (kubernetes, gitlab):
        assert bare(told(diagnostics.read(log))) == bare(expected(path))


def test_parts_of_two_streams_are_told_apart() -> None:
    time = "2024-05-01T12:34:56.123456789Z"
    log = f"{time} stdout P a.ts(1,1): err\n{time} stderr P b.ts(2,1): err\n"
    log += f"{time} stdout F or TS1: x\n{time} stderr F or TS2: y\n"
    found = [(one.file, one.message) for one in diagnostics.read(log)]
    assert found == [("a.ts", "x"), ("b.ts", "y")]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from(LOGS), st.sampled_from(MIXED)), max_size=6),
    st.sampled_from(["\n", "\r\n"]),
)
@example(RUNS, "\n")
@example(SERVED, "\n")
@example(GROUPED, "\n")
def test_one_log_of_many_tools_has_the_errors_of_all_in_order(
    parts: list[tuple[Path, str]], ending: str
) -> None:
    log = "".join(sent(log_of(path), prefix, ending) + ending * 2 for path, prefix in parts)
    whole = [one for path, _ in parts for one in expected(path)]
    assert bare(told(diagnostics.read(log))) == bare(once(whole))


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from(LOGS), min_size=2, max_size=4, unique=True),
    st.randoms(use_true_random=False),
)
def test_what_is_written_at_once_is_told_apart_by_its_prefix(
    paths: list[Path], chance: Any
) -> None:
    """Lines of several packages, mixed at random, each package's in order."""
    left = {f"web{n}:build: ": log_of(path).split("\n") for n, path in enumerate(paths)}
    rows = []
    while left:
        prefix = chance.choice(sorted(left))
        rows.append(prefix + left[prefix].pop(0))
        if not left[prefix]:
            del left[prefix]
    found = told(diagnostics.read("\n".join(rows)))
    whole = once([one for path in paths for one in expected(path)])
    assert set(map(key, found)) == set(map(key, whole))
    assert len(found) == len(whole)


KILO = 1024
# Half of what is read of a log: there, too, what goes back takes far more than its time.
HALF = KILO // 2
HOSTILE = {
    "one letter": "a" * 50 * HALF,
    "newlines": "\n" * KILO * HALF,
    "short lines": "aaaa\n" * 50 * HALF,
    "nested brackets": "[" * 256 * HALF,
    "a bracket a line": "[\n" * 128 * HALF,
    "brackets, indented": "[\n " * 80 * HALF,
    "unclosed text": '{"a":' * 50 * HALF,
    "escapes": "\x1b[" * 128 * HALF,
    "a long escape": "\x1b[" + "0;" * 128 * HALF,
    "unclosed links": "\x1b]8;;" * 50 * HALF,
    "carriage returns": "\r" * 256 * HALF,
    "blanks": " " * 256 * HALF,
    "colons": ":" * 256 * HALF,
    "folders": "a/" * 128 * HALF,
    "parentheses": "a(" * 128 * HALF,
    "rows without a heading": "  1:1  error  x  y\n" * 13 * HALF,
    "rows below what is no file": "foo\n" + "  1:1  error  x  y\n" * 13 * HALF,
    "tracebacks that do not end": "Traceback (most recent call last):\n" * 7 * HALF,
    "a traceback of frames": "Traceback (most recent call last):\n"
    + '  File "a.py", line 1, in x\n    y\n' * 7 * HALF,
    "places without an error": '  File "a.py", line 1\n' * 11 * HALF,
    "names of tests": "____ a ____\n" * 21 * HALF,
    "names that fill a line": f"_ {'a' * 50} _\n" * 4 * HALF,
    "errors in one word": "Error\n" * 28 * HALF,
    "a folder of Pythons": 'Traceback (most recent call last):\n  File "'
    + "/Python3" * 16 * HALF
    + '", line 1\nKeyError: 1',
    "a class of functions": 'Traceback (most recent call last):\n  File "a.py", line 1\n'
    + "f.<locals>." * 11 * HALF,
    "what could not be compiled": "Sorry: AError: " + " (a, line 1" * 12 * HALF,
    "tests of cargo": "---- a stdout ----\nb\n" * 12 * HALF,
    "a frame of names": "Foo: x\n    at " + "a (" * 32 * HALF,
    "a frame of evals": "Foo: x\n    at " + "eval at a (" * 11 * HALF,
    "a class of suffixes": "Error" * 20 * HALF + ": x",
    "blocks that tell nothing": f"_ {'a' * 50} _\n{'b' * 9}\n\n" * 4 * HALF,
    "a name of brackets": "FAILED a.py::" + ".py::[] -" * 12 * HALF,
    "tests that run": "=== RUN   TestX\n" * 16 * HALF,
    "headings of webpack": "ERROR in ./a.js 1:1\n" * 12 * HALF,
    "builds that failed": "error during build:\nx\n" * 11 * HALF,
    "errors without a stack": "Error: x\n" * 28 * HALF,
    "panics without a trace": "panic: x\n\tx\n" * 20 * HALF,
    "paths": "./a.tsx\n" * 32 * HALF,
    "errors without a place": "error[E0308]: x\n" * 16 * HALF,
    "folded messages": "a.py:1: error: x\nb\nc\n" * 12 * HALF,
    "blanks in a folded message": "a.py:1: error: x\ny" + " " * 120 * HALF + "z\n",
    "brackets of webpack": "ERROR in ./x.js (" + " (" * 60 * HALF + "\nx",
    "what pnpm parses": " ERROR  x" + " while parsing x" * 8 * HALF,
    "options in brackets": "cc1: error: x" + " [-W" * 24 * HALF,
    "quotes in brackets": '["' + '\\"' * 400 * HALF + "]",
    "pairs": "::error " + "a=b," * 64 * HALF + "::x",
    "tests of jest": "  ● a\n    b\n" * 17 * HALF,
    "tests of vitest": " FAIL  a\n\n" * 20 * HALF,
    "names of vitest": " FAIL  a\n" * 20 * HALF,
    "names in brackets": "[a] " * 64 * HALF,
    "rows in brackets": "[a]  x\n" * 32 * HALF,
    "prefixes": "a:b: " * 50 * HALF,
    "parts": "2024-05-01T12:34:56Z stdout P a.py:1: error: x\n" * 20 * HALF,
    "programs": "".join(f"a{n}:b: x\n" for n in range(20 * HALF)),
    "events": '{"Time":"' * 28 * HALF,
    "quotes": "> " * 128 * HALF,
    "rows of quotes": "> > >\n> a\n\n" * 20 * HALF,
    "rows with an indent": "\n    a.py:1: x\n" * 16 * HALF,
    "frames without a beginning": '  File "a.py", line 1, in x\n    y\n' * 7 * HALF,
    "files with lint": "a.js\n  Line 1:1:  x\n" * 12 * HALF,
    "errors with blanks": "npm ERR! \n\n" * 20 * HALF,
    "modules": "Module not found: Can't resolve 'x'\n" * 7 * HALF,
    "ends of tests": "E        a\n" * 24 * HALF,
    "tests that pass": "--- PASS: TestX\n\ta.go:1: x\n" * 10 * HALF,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("log", HOSTILE.values(), ids=HOSTILE)
def test_takes_linear_time_on(log: str) -> None:
    """Each takes a fraction of a second; one that went back would take hours."""
    assert len(diagnostics.read(log)) <= 1


@settings(max_examples=200)
@given(st.text(max_size=400))
def test_any_text_can_be_read(log: str) -> None:
    diagnostics.read(log)


@settings(max_examples=100)
@given(st.sampled_from(LOGS), st.integers(0, 4000), st.integers(0, 4000), st.text(max_size=8))
def test_a_log_that_is_damaged_can_be_read(path: Path, start: int, more: int, text: str) -> None:
    log = log_of(path)
    for one in diagnostics.read(log[:start] + text + log[start + more :]):
        assert one.message
        assert one.line is None or one.line > 0


class TestCaps:
    def test_five_hundred_diagnostics(self) -> None:
        rows = [f"a.ts({n},1): error TS1: x{n}" for n in range(1, MAX_DIAGNOSTICS + 2)]
        assert not diagnostics.read("\n".join(rows[:-1])).cut
        found = diagnostics.read("\n".join(rows))
        assert (len(found), found.cut) == (MAX_DIAGNOSTICS, True)

    def test_a_megabyte(self) -> None:
        row = "\na.ts(1,1): error TS1: x\n"
        assert len(diagnostics.read(" " * (KILO * KILO - len(row)) + row)) == 1
        found = diagnostics.read(" " * KILO * KILO + row)
        assert (len(found), found.cut) == (0, True)

    @pytest.mark.parametrize("size", [1_000_000, KILO * KILO, 2 * KILO * KILO])
    def test_the_half_line_at_the_end_of_what_was_cut_is_no_error(self, size: int) -> None:
        row = "x.py:1:8: F401 [*] `os` imported but unused\n"
        log = (row * (size // len(row) + 1))[:size]
        assert not log.endswith("\n")
        found = diagnostics.read(log)
        assert [one.message for one in found] == ["`os` imported but unused"]
        assert found.cut

    def test_a_long_document_has_no_end_of_line(self) -> None:
        reports: list[dict[str, Any]] = [
            {"filePath": "a.js", "messages": [], "source": "x" * 900_000}
        ]
        told = {"ruleId": "no-var", "severity": 2, "message": "No var", "line": 1, "column": 1}
        reports.append({"filePath": "b.js", "messages": [told], "source": "x" * 110_000})
        found = diagnostics.read(json.dumps(reports))
        assert ([one.message for one in found], found.cut) == (["No var"], False)

    def test_a_message(self) -> None:
        found = diagnostics.read("a.ts(1,1): error TS1: " + "x" * 2 * MAX_MESSAGE)
        assert (len(found[0].message), found.cut) == (MAX_MESSAGE, True)

    @pytest.mark.parametrize("source", ["x" * 150 * KILO, "[" * 70, "\x1b[31m" * 70, '\\"[' * 70])
    def test_none_of_a_document(self, source: str) -> None:
        """ESLint tells the text of each file, on the one line that it prints."""
        path = LOGS[0].with_name("eslint-10-json.txt")
        reports = json.loads(log_of(path).partition("\n")[0])
        for report in reports:
            report["source"] = source
        for prefix in ("plain", "github"):
            found = diagnostics.read(sent(json.dumps(reports), prefix))
            assert (told(found), found.cut) == (expected(path), False)

    def test_a_line_of_what_is_no_document(self) -> None:
        found = diagnostics.read("[" + "x" * 150 * KILO + "]\na.ts(1,1): error TS1: x")
        assert (len(found), found.cut) == (1, True)

    def test_none_of_what_is_told_again(self) -> None:
        """A header's warning, in each file that includes it."""
        again = "inc.h:3:5: warning: unused variable 'x' [-Wunused-variable]\n" * 5000
        found = diagnostics.read(again + "main.c:9:1: error: expected ';' before '}' token\n")
        assert ([one.line for one in found], found.cut) == ([3, 9], False)


class TestText:
    def test_what_json_escapes_can_be_stored(self) -> None:
        told = {"ruleId": "no-x", "severity": 2, "message": "a\ud800b\x00c", "line": 1, "column": 1}
        [one] = diagnostics.read(json.dumps([{"filePath": "src/\udfff.js", "messages": [told]}]))
        assert (one.message, one.file) == ("a\ufffdb\ufffdc", "src/\ufffd.js")

    def test_the_name_of_a_file_is_one_line(self) -> None:
        told = {"ruleId": "no-x", "severity": 2, "message": "a", "line": 1, "column": 1}
        [one] = diagnostics.read(json.dumps([{"filePath": "a.js\nkept: all", "messages": [told]}]))
        assert one.file == ""

    @pytest.mark.parametrize(
        "log",
        [
            "Found 6 errors in the same file, starting at: src/App.ts:1",
            "✖ 9 problems (7 errors, 2 warnings)",
            "error: aborting due to 3 previous errors",
            'error: could not compile `shop` (bin "shop") due to 3 previous errors',
            "make: *** [Makefile:3: main.o] Error 1",
            "collect2: error: ld returned 1 exit status",
            "FAIL\texample.com/shop\t0.005s",
            "12:30:01 server started on http://localhost:5173/",
            "INFO:root:done in 3:45",
            " ERR_PNPM_RECURSIVE_RUN_FIRST_FAIL  a@1.0.0 t: `nosuchbin`",
            "npm warn deprecated inflight@1.0.6: This module is not supported",
            "  1:1  is a row of nothing",
            "ERROR: not found: manifest for x:latest not found",
            "10 | a gutter",
            "Trace: of a place\n    at f (/app/a.js:1:2)",
            "Warning: of React\n    at List (/app/list.tsx:3:15)",
            "Reminder: lunch\n    at 12:30:00",
            "Note: what is said\nover there\n    at f (/app/a.js:1:2)",
            "Sorry: the server is away",
            "---- out stdout ----\nnothing\n",
            "Done\n\n    at f (/app/a.js:1:2)",
            f"_ {'what somebody stressed ' * 3} _\nE = mc2\n",
            "deploy.sh:12: error: of a shell",
            "see main.c:12: error: what a sentence says",
            "call(1,2): error: of a program",
            "app.py +1:2: error: of a program",
            "a.s:1: Error: of no assembler",
            "clang: error: linker command failed with exit code 1 (use -v to see invocation)",
            "ERROR: failed to solve: process did not complete successfully: exit code: 1",
            "ERROR: Exception:",
            "usage: deploy.py [-h]\ndeploy.py: error: unrecognized arguments: --foo",
            '{"level": "error", "message": "of an application"}',
            "--- PASS: TestSum (0.00s)\n    sum_test.go:7: a note",
            "=== RUN   TestSum\n    sum_test.go:7: a note\n--- PASS: TestSum (0.00s)",
        ],
    )
    def test_that_no_tool_is_known_for_is_no_error(self, log: str) -> None:
        assert diagnostics.read(log) == []

    def test_of_npm_loses_no_part_of_a_word(self) -> None:
        [one] = diagnostics.read("npm error npx canceled: no YES option\n")
        assert one.message == "npx canceled: no YES option"

    def test_is_told_once(self) -> None:
        row = "a.ts(1,1): error TS1: x"
        assert len(diagnostics.read(f"{row}\nagain\n{row}\n")) == 1

    def test_that_a_progress_bar_overwrote_is_gone(self) -> None:
        log = "10 %\r50 %\ra.ts(1,1): error TS1: x"
        assert [one.file for one in diagnostics.read(log)] == ["a.ts"]

    @pytest.mark.parametrize(
        ("frame", "place"),
        [
            ("f (file:///C:/app/src/a.mjs:3:7)", ("C:/app/src/a.mjs", 3, 7)),
            ("file:///C:/app/src/a.mjs:3:7", ("C:/app/src/a.mjs", 3, 7)),
            ("new Cart (C:\\app\\(shop)\\a.js:3:7)", ("C:\\app\\(shop)\\a.js", 3, 7)),
            ("async /app/(shop)/a b.js:3:7", ("/app/(shop)/a b.js", 3, 7)),
            ("Cart.f [as g] (app/(shop)/[id]/a.js:3:7) {", ("app/(shop)/[id]/a.js", 3, 7)),
            ("f (webpack-internal:///(rsc)/./app/a.js:3:7)", ("", None, None)),
        ],
    )
    def test_of_a_frame_has_its_place(
        self, frame: str, place: tuple[str, int | None, int | None]
    ) -> None:
        [one] = diagnostics.read(f"TypeError: x is bad\n    at {frame}\n")
        assert (one.file, one.line, one.column) == place

    def test_above_a_syntax_error_is_its_place(self) -> None:
        said = (
            "let let = 1\n    ^^^\n\nSyntaxError: no let\n    at wrapSafe (node:internal/x:1:2)\n"
        )
        for place, file in [
            ("file:///C:/my%20app/(shop)/a.mjs", "C:/my app/(shop)/a.mjs"),
            ("C:\\app\\(shop)\\a.cjs", "C:\\app\\(shop)\\a.cjs"),
        ]:
            [one] = diagnostics.read(f"{place}:3\n{said}")
            assert (one.file, one.line) == (file, 3)

    @pytest.mark.parametrize(
        ("ours", "installed"),
        [
            ("C:\\app\\src\\a.js", "C:\\app\\node_modules\\lib\\index.js"),
            ("C:\\app\\a.py", "C:\\Python311\\Lib\\site-packages\\django\\x.py"),
            ("C:\\app\\a.py", "C:\\app\\.venv\\Lib\\site-packages\\django\\x.py"),
            ("C:\\app\\a.py", "C:\\Python311\\Lib\\json\\decoder.py"),
            ("C:\\a.py", "C:\\hostedtoolcache\\windows\\Python\\3.11.9\\x64\\Lib\\json\\x.py"),
            (
                "D:\\a.py",
                "C:\\WindowsApps\\PythonSoftware.Python.3.11_3.11.2_x64__q\\Lib\\re\\x.py",
            ),
            ("C:\\app\\Python3\\src\\Lib.py", "C:\\Python311\\Lib\\json\\decoder.py"),
            ("/app/Lib/a.py", "/usr/lib/python3/dist-packages/x.py"),
        ],
    )
    def test_of_installed_code_is_not_told_for_the_program(self, ours: str, installed: str) -> None:
        frames = f'  File "{ours}", line 3, in f\n  File "{installed}", line 9, in g\n'
        trace = f"Traceback (most recent call last):\n{frames}KeyError: 'x'\n"
        stack = f"TypeError: x is bad\n    at g ({installed}:9:17)\n    at f ({ours}:3:1)\n"
        for log in (trace, stack):
            [one] = diagnostics.read(log)
            assert (one.file, one.line) == (ours, 3)

    def test_keeps_brackets_blanks_and_drives_in_paths(self) -> None:
        files = ["app/(shop)/[id]/page.tsx", "my app/page.tsx", "C:\\app\\page.tsx", "ünï/ö.ts"]
        for file in files:
            [one] = diagnostics.read(f"{file}(3,4): error TS1: x")
            assert (one.file, one.line) == (file, 3)
            [one] = diagnostics.read(f"{file}:3:4 - error TS1: x")
            assert (one.file, one.line) == (file, 3)


Place = tuple[str, int | None, int | None, str, str]
APP = ("src/app.ts", 3, 5, "TS1", "x")
HEADER = ("src/a.c", 4, 10, "", "Python.h: No such file or directory")
PASTED: dict[str, tuple[str, list[Place]]] = {
    "a quote of one line in a text": (
        "It says:\n> src/app.ts(3,5): error TS1: x\nFound 1 error.\n",
        [APP],
    ),
    "a quote of one line": ("> src/app.ts(3,5): error TS1: x\n", [APP]),
    "a quote in a quote": ("> > src/app.ts(3,5): error TS1: x\n> > \n> > Found 1 error.\n", [APP]),
    "what npm runs is no quote": (
        "> web@1.0.0 build\n> tsc\n\nsrc/app.ts(3,5): error TS1: x\n",
        [APP],
    ),
    "indented as a whole": ("    src/app.ts(3,5): error TS1: x\n    Found 1 error.\n", [APP]),
    "indented below a text": ("It says:\n\n    src/app.ts(3,5): error TS1: x\n", [APP]),
    "jest, which indents": (
        "  ● Cart\n\n    expect(received).toBe(expected)\n\n"
        "      at Object.<anonymous> (src/cart.test.js:3:5)\n",
        [("src/cart.test.js", 3, 5, "", "expect(received).toBe(expected)")],
    ),
    "jest in a terminal": (
        " FAIL  src/cart.test.js\n  ● Test suite failed to run\n\n    Cannot find module './x'\n\n"
        "    > 3 | import './x'\n        | ^\n",
        [("src/cart.test.js", None, None, "", "Cannot find module './x'")],
    ),
    "Angular 4 to 9": ("ERROR in src/app.ts(3,5): error TS1: x\n", [APP]),
    "Angular's own codes": (
        "Error: src/a.html:3:5 - error NG8001: 'b' is not known\n",
        [("src/a.html", 3, 5, "NG8001", "'b' is not known")],
    ),
    "Angular 17": (
        "✘ [ERROR] TS1: x [plugin angular-compiler]\n\n    src/app.ts:3:4:\n      3 │ y\n",
        [APP],
    ),
    "awesome-typescript-loader": (
        "ERROR in [at-loader] ./src/app.ts:3:5 \n    TS1: x\n\n[at-loader] ./src/b.ts:4:6 \n"
        "    TS2: y\n",
        [APP, ("src/b.ts", 4, 6, "TS2", "y")],
    ),
    "ts-loader until 2": ("ERROR in ./src/app.ts\n(3,5): error TS1: x\n", [APP]),
    "fork-ts-checker 4": ("ERROR in src/app.ts(3,5):\nTS1: x\n", [APP]),
    "fork-ts-checker 6": ("ERROR in src/app.ts:3:5\nTS1: x\n    1 | y\n", [APP]),
    "types in Create React App 4": (
        "src/app.ts\nTypeScript error in src/app.ts(3,5):\nx  TS1\n\n    1 | y\n  > 3 | z\n",
        [APP],
    ),
    "lint in Create React App": (
        "Failed to compile.\n\n./src/a.js\n  Line 3:5:  'x' is not defined     no-undef\n"
        "\nsrc/b.js\n  Line 9:  Parsing error: y\n\nSearch for the keywords.\n\n"
        "./src/c.js\nModule not found: Can't resolve 'x'\n",
        [
            ("src/a.js", 3, 5, "no-undef", "'x' is not defined"),
            ("src/b.js", 9, None, "", "Parsing error: y"),
            ("src/c.js", None, None, "", "Module not found: Can't resolve 'x'"),
        ],
    ),
    "lint in Create React App 5, told twice": (
        "Failed to compile.\n\n[eslint] \nsrc/a.js\n  Line 3:5:  x  no-undef\n\n"
        "ERROR in [eslint] \nsrc/a.js\n  Line 3:5:  x  no-undef\n\nwebpack compiled with 1 error\n",
        [("src/a.js", 3, 5, "no-undef", "x")],
    ),
    "Babel in Create React App": (
        "Failed to compile.\n\n./src/a.js\nSyntaxError: /app/src/a.js: Unexpected token (3:4)\n",
        [("src/a.js", 3, 5, "", "Unexpected token")],
    ),
    "a module in Create React App 5, told twice": (
        "Module not found: Error: Can't resolve 'x' in '/app'\nERROR in ./src/a.js 3:4-9\n"
        "Module not found: Error: Can't resolve 'x' in '/app'\n",
        [("src/a.js", 3, 5, "", "Module not found: Error: Can't resolve 'x' in '/app'")],
    ),
    "a module alone": (
        "Module not found: Can't resolve 'x'\n",
        [("", None, None, "", "Module not found: Can't resolve 'x'")],
    ),
    "webpack's entry": (
        "ERROR in Entry module not found: Error: Can't resolve './src' in '/app'\n\n",
        [("", None, None, "", "Entry module not found: Error: Can't resolve './src' in '/app'")],
    ),
    "a heading of nobody's": ("ERROR in Error at /app/a.html(3,5): x\nError at y\n", []),
    "Vite in a program": (
        'ERR! Error: [vite]: Rollup failed to resolve import "x" from "src/a.ts".\nERR! y\n',
        [("src/a.ts", None, None, "", 'Rollup failed to resolve import "x" from "src/a.ts".')],
    ),
    "Vite, which says it twice": (
        '[vite]: Rollup failed to resolve import "x" from "src/a.ts".\nerror during build:\n'
        'Error: [vite]: Rollup failed to resolve import "x" from "src/a.ts".\n'
        "    at viteWarn (file:///app/node_modules/vite/dist/x.js:1:2)\n",
        [("src/a.ts", None, None, "", 'Rollup failed to resolve import "x" from "src/a.ts".')],
    ),
    "Vite 2": (
        "error during build:\nError: Transform failed with 1 error:\na.js:3:4: error: x\n",
        [("a.js", 3, 5, "", "x")],
    ),
    "Node.js 12": (
        "(node:7) UnhandledPromiseRejectionWarning: Error: x\n"
        "    at Module._load (internal/modules/cjs/loader.js:581:15)\n    at f (/app/a.js:3:5)\n"
        "    at Socket.emit (events.js:198:13)\n(node:7) UnhandledPromiseRejectionWarning: y\n",
        [("/app/a.js", 3, 5, "", "Error: x")],
    ),
    "a traceback without its beginning": (
        '  File "/app/a.py", line 3, in <module>\n    import x\nImportError: x\n',
        [("/app/a.py", 3, None, "", "ImportError: x")],
    ),
    "a frame without an error": ('  File "/app/a.py", line 3, in f\n    import x\ndone\n', []),
    "gcc in a build of pip": (
        "      src/a.c:4:10: fatal error: Python.h: No such file or directory\n"
        "          4 | #include <Python.h>\n            |          ^~~~~~~~~~\n"
        "      compilation terminated.\n      error: command 'gcc' failed with exit code 1\n",
        [HEADER],
    ),
    "rustc in a build of pip": (
        "  ╰─> [3 lines of output]\n      error[E1]: x\n        --> src/a.rs:3:5\n"
        "         |\n       3 |     y\n         |     ^\n",
        [("src/a.rs", 3, 5, "E1", "x")],
    ),
    "a build of pip without its compiler": (
        "  error: Microsoft Visual C++ 14.0 or greater is required. Get it\n"
        "  error: command 'gcc' failed: No such file or directory\n",
        [
            ("", None, None, "", "Microsoft Visual C++ 14.0 or greater is required. Get it"),
            ("", None, None, "", "command 'gcc' failed: No such file or directory"),
        ],
    ),
    "the end of pip's output": (
        "error: metadata-generation-failed\n\n× Encountered error while generating x.\n"
        "╰─> See above for output.\n",
        [("", None, None, "metadata-generation-failed", "Encountered error while generating x.")],
    ),
    "ld without debug symbols": (
        "/lib/crt1.o: In function `_start':\n(.text+0x20): undefined reference to `main'\n"
        "collect2: error: ld returned 1 exit status\n",
        [("", None, None, "", "undefined reference to `main'")],
    ),
    "ld of an object": (
        "/usr/bin/ld: a.o: undefined reference to symbol 'sqrt'\n/usr/bin/ld: b.o: relocation x\n",
        [
            ("a.o", None, None, "", "undefined reference to symbol 'sqrt'"),
            ("b.o", None, None, "", "relocation x"),
        ],
    ),
    "ld of macOS": (
        'Undefined symbols for architecture arm64:\n  "_f", referenced from:\n      _main in a.o\n'
        "ld: symbol(s) not found for architecture arm64\n",
        [
            (
                *("", None, None, ""),
                'Undefined symbols for architecture arm64:\n  "_f", referenced from:\n'
                "      _main in a.o",
            )
        ],
    ),
    "go's vendoring": (
        "go: inconsistent vendoring in /app:\n\ta@v1: is required\n",
        [("", None, None, "", "inconsistent vendoring in /app:\n\ta@v1: is required")],
    ),
    "go's imports": (
        "package main\n\timports a/b: use of vendored package not allowed\n",
        [("", None, None, "", "imports a/b: use of vendored package not allowed")],
    ),
    "go, which stopped": (
        "./a.go:3:5: undefined: x\n./a.go:9:2: too many errors\n",
        [("a.go", 3, 5, "", "undefined: x")],
    ),
    "go's tests until 1.13": (
        "--- FAIL: TestA (0.00s)\n    \ta_test.go:3: got 1\n    \t\twant 2\n"
        "--- PASS: TestB (0.00s)\n\ta_test.go:9: a note\n"
        "--- SKIP: TestC (0.00s)\n    a_test.go:8: a note\n",
        [("a_test.go", 3, None, "", "got 1\nwant 2")],
    ),
    "pyright of 2020": (
        '/app/a.py\n  3:5 - error: Import "x" (reportMissingImports)\n1 error, 0 warnings\n',
        [("/app/a.py", 3, 5, "reportMissingImports", 'Import "x"')],
    ),
    "Windows without a program": (
        "'vite' is not recognized as an internal or external command,\n"
        "operable program or batch file.\n",
        [
            (
                *("", None, None, ""),
                "'vite' is not recognized as an internal or external command,\n"
                "operable program or batch file.",
            )
        ],
    ),
    "PowerShell without a program": (
        "tsc : The term 'tsc' is not recognized as the name of a cmdlet, function, or\n",
        [("", None, None, "", "The term 'tsc' is not recognized as the name of a cmdlet")],
    ),
    "bash without a file": (
        "run.sh: line 3: bin/tsc: No such file or directory\n",
        [("", None, None, "", "run.sh: line 3: bin/tsc: No such file or directory")],
    ),
    "npm 4, of a script": (
        'npm ERR! Linux 5.4\n\nnpm ERR! argv "node" "npm"\n\nnpm ERR! node v7.10.0\n\n'
        "npm ERR! npm  v4.2.0\n\nnpm ERR! file sh\n\nnpm ERR! code ELIFECYCLE\n\n"
        "npm ERR! a@1.0.0 lint: `eslint .`\n\nnpm ERR! Exit status 1\n",
        [],
    ),
    "npm 1": (
        "npm ERR! Error: ENOENT, open 'x'\nnpm ERR! If you need help, report\n\n"
        'npm ERR! System Linux 3\nnpm ERR! command "node"\nnpm ERR! path /app/x\n'
        "npm ERR! code ENOENT\nnpm ERR! not ok code 0\n",
        [("/app/x", None, None, "ENOENT", "Error: ENOENT, open 'x'")],
    ),
    "npm in npm": (
        "npm ERR! code 1\nnpm ERR! git dep preparation failed\nnpm ERR! command /bin/node x\n"
        "npm ERR! npm WARN using --force\nnpm ERR! npm ERR! code 1\n",
        [("", None, None, "1", "git dep preparation failed")],
    ),
    "make without a compiler": (
        "make: g++: Command not found\nmake: *** [a.o] Error 127\n",
        [("", None, None, "", "make: g++: Command not found")],
    ),
    "Rollup's plugins": (
        "[!] (plugin rpt2) Error: src/app.ts(3,5): semantic error TS1: x\n"
        "(!) [plugin typescript] src/b.ts(4,6): error TS2: y\n"
        "[plugin rpt2] error TS3: z\n  The file is here.\n",
        [APP, ("src/b.ts", 4, 6, "TS2", "y"), ("", None, None, "TS3", "z\n  The file is here.")],
    ),
    "nx": (
        " >  NX   src/app.ts:3:5 - error TS1: x\nError during bundle: Error: "
        "src/b.ts(4,6): semantic error TS2: y\n",
        [APP, ("src/b.ts", 4, 6, "TS2", "y")],
    ),
    "pytest without its beginning": (
        ">       assert f(1) == 2\nE       assert 1 == 2\nE        +  where 1 = f(1)\n\n"
        "tests/test_a.py:3: AssertionError\n",
        [("tests/test_a.py", 3, None, "", "assert 1 == 2")],
    ),
    "pytest with hardly an end": (
        "E         ...Full output truncated (6 lines hidden), use '-vv' to show\n\n"
        "tests/test_a.py:3: AssertionError\n",
        [],
    ),
    "npm, cut": ("npm ERR!   dev eslint from the root project\nnpm ERR! \n", []),
}


@pytest.mark.parametrize(("log", "expected"), PASTED.values(), ids=PASTED)
def test_reads_a_log_as_people_paste_it(log: str, expected: list[Place]) -> None:
    found = diagnostics.read(log)
    assert [(one.file, one.line, one.column, one.code, one.message) for one in found] == expected
    assert not found.cut


@pytest.mark.parametrize(
    ("above", "severity"), [("Compiled with warnings.", "warning"), ("Failed to compile.", "error")]
)
def test_lint_in_create_react_app_weighs_what_stands_above(above: str, severity: str) -> None:
    [one] = diagnostics.read(f"{above}\n\nsrc/a.js\n  Line 3:5:  x  no-undef\n")
    assert one.severity == severity
