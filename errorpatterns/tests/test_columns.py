"""Columns of the real tools on lines with characters that each of them counts otherwise."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from errorpatterns.diagnostics import Diagnostic, read
from errorpatterns.mending import Position
from errorpatterns.tests.proofs.tools import TSC, needed, output_of

# Nothing here asks a database.
pytestmark = pytest.mark.once

RUFF = (sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "F")
MYPY = (sys.executable, "-m", "mypy", "--config-file=", f"--cache-dir={os.devnull}")
WIDE = '"é漢😀e\u0301"'
ESLINT = "export default [{ rules: { 'no-undef': 2 } }];"


def installed(tool: str) -> None:
    if tool in ("eslint", "tsc", "vite", "esbuild"):
        needed()
    elif shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")


def rustup() -> str:
    """Where it looks for its compilers."""
    return os.environ.get("RUSTUP_HOME", str(Path.home() / ".rustup"))


def first(command: Sequence[str], folder: Path, name: str, text: str) -> Diagnostic:
    installed(command[0])
    (folder / name).write_text(text, "utf-8")
    _, output = output_of(command, folder, LC_ALL="C.UTF-8", RUSTUP_HOME=rustup())
    found = read(output)
    assert found, output
    return found[0]


def pointed(error: Diagnostic, text: str, captured: Sequence[str] = ()) -> str:
    """What stands where the error is."""
    span = Position.of(error.told()).span(text, captured)
    assert span is not None, error
    return text[span.start :]


@pytest.mark.parametrize("form", ["concise", "full", "json", "github", "gitlab", "sarif"])
def test_ruff_counts_characters(tmp_path: Path, form: str) -> None:
    text = f"x = {WIDE}; gone()\n"
    error = first([*RUFF, "--output-format", form, "a.py"], tmp_path, "a.py", text)
    assert pointed(error, text) == "gone()\n"


@pytest.mark.parametrize("form", ["human", "short", "json"])
def test_rustc_counts_characters(tmp_path: Path, form: str) -> None:
    text = f"fn main() {{\tlet _x = {WIDE}; gone(); }}\n"
    command = ("rustc", "--emit", "metadata", "--error-format", form, "a.rs")
    assert pointed(first(command, tmp_path, "a.rs", text), text).startswith("gone()")


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("-fdiagnostics-format=json",),
        ("-fdiagnostics-plain-output",),
        ("-fdiagnostics-column-unit=byte",),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        f"\tint f(void) {{ return gone; }}\n\tchar *s = {WIDE};\n",
        f"int f(void) {{ char *s = {WIDE}; return gone; }}\n",
        f"\t\tint f(void) {{ char *s = {WIDE};\treturn gone; }}\n",
        # A mark, a joiner and a space of no width
        'int f(void) { char *s = "\u2764\ufe0f"; return -gone; }\n',
        'int f(void) { char *s = "\u0e01\u0e47"; return -gone; }\n',
        'int f(void) { char *s = "\u200b"; return -gone; }\n',
    ],
)
def test_gcc_counts_cells_or_bytes(tmp_path: Path, options: tuple[str, ...], text: str) -> None:
    error = first(("gcc", "-fsyntax-only", *options, "a.c"), tmp_path, "a.c", text)
    assert pointed(error, text, ["gone"]).startswith("gone;")


def test_mypy_is_believed_where_every_unit_is_one(tmp_path: Path) -> None:
    text = f"\nx = {WIDE}; gone(x)\ny = 1; gone(other)\n"
    (tmp_path / "a.py").write_text(text, "utf-8")
    _, output = output_of([*MYPY, "--show-column-numbers", "a.py"], tmp_path)
    behind, *plain = read(output)
    assert pointed(behind, text, ["gone"]).startswith("gone(x)\n")
    assert Position.of(behind.told()).span(text, []) is None
    assert [pointed(error, text) for error in plain] == ["gone(other)\n", "other)\n"]


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ((*TSC, "--pretty", "false", "a.ts"), "a.ts"),
        ((*TSC, "--pretty", "a.ts"), "a.ts"),
        (("eslint", "-c", "eslint.config.mjs", "a.js"), "a.js"),
        (("eslint", "-c", "eslint.config.mjs", "-f", "json", "a.js"), "a.js"),
    ],
)
def test_javascript_counts_utf16(tmp_path: Path, command: tuple[str, ...], name: str) -> None:
    text = f"export const s = {WIDE}; gone();\n"
    (tmp_path / "eslint.config.mjs").write_text(ESLINT, "utf-8")
    assert pointed(first(command, tmp_path, name, text), text) == "gone();\n"


def test_esbuild_counts_bytes(tmp_path: Path) -> None:
    text = f"const s = {WIDE}; const n = = 3;\n"
    assert pointed(first(("esbuild", "a.js"), tmp_path, "a.js", text), text) == "= 3;\n"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (f"const s = {WIDE}; const n = = 3;\n", "= 3;"),
        (f'const s = {WIDE}; import {{ gone }} from "./b.js"; console.log(s, gone);\n', "gone }"),
    ],
)
def test_vite_tells_bytes_of_esbuild_and_utf16_of_rollup(
    tmp_path: Path, text: str, at: str
) -> None:
    (tmp_path / "index.html").write_text('<script type="module" src="/a.js"></script>\n', "utf-8")
    (tmp_path / "b.js").write_text("export const b = 1;\n", "utf-8")
    error = first(("vite", "build", "--logLevel", "error"), tmp_path, "a.js", text)
    assert pointed(error, text, ["gone"]).startswith(at)


# Their documentation: go/token.Position counts bytes, and so does clang; pyright tells what its
# language server does.
@pytest.mark.parametrize(
    ("tool", "column"), [("go", 30), ("clang", 30), ("pyright", 24), ("", 24), ("cargo", 23)]
)
def test_others_count_as_their_documentation_says(tool: str, column: int) -> None:
    text = f"const s = {WIDE};    gone()\n"
    told: dict[str, Any] = {"message": "m", "tool": tool, "line": 1, "column": column}
    assert pointed(Diagnostic(**told), text) == "gone()\n"


def test_a_column_of_two_units_is_told_by_the_word_that_begins_there() -> None:
    """clang counts a tab as one, gcc as what it takes to the next stop."""
    text = "\tint x = gone;\n"
    for column in (10, 17):
        told = Diagnostic("m", tool="gcc", file="a.c", line=1, column=column)
        assert pointed(told, text) == "gone;\n"


def test_a_column_that_may_be_two_places_is_what_the_message_names() -> None:
    text = "\tone  + two\n"
    told = Diagnostic("m", tool="gcc", file="a.c", line=1, column=9)
    assert pointed(told, text, ["one"]).startswith("one")
    assert pointed(told, text, ["two"]).startswith("two")
    assert Position.of(told.told()).span(text, []) is None


MARK = "\ufeff"
NO_SETTINGS = ("eslint", "-c", "eslint.config.mjs", "a.js")


@pytest.mark.parametrize(
    ("command", "name", "text", "at"),
    [
        ((*RUFF, "a.py"), "a.py", "x = gone\n", "gone\n"),
        ((*RUFF, "--output-format", "json", "a.py"), "a.py", "gone\n", "gone\n"),
        ((*MYPY, "--show-column-numbers", "a.py"), "a.py", "x = gone\n", "gone\n"),
        (("gcc", "-fsyntax-only", "a.c"), "a.c", "int f(void) { return gone; }\n", "gone; }\n"),
        (("rustc", "--emit", "metadata", "a.rs"), "a.rs", "fn main() { gone(); }\n", "gone(); }\n"),
        ((*TSC, "a.ts"), "a.ts", "export const x = gone;\n", "gone;\n"),
        (NO_SETTINGS, "a.js", "gone();\n", "gone();\n"),
        (("esbuild", "a.js"), "a.js", "const n = = 3;\n", "= 3;\n"),
    ],
)
def test_the_mark_of_the_encoding_is_no_column_but_where_the_tool_counts_it(
    tmp_path: Path, command: tuple[str, ...], name: str, text: str, at: str
) -> None:
    (tmp_path / "eslint.config.mjs").write_text(ESLINT, "utf-8")
    for marked in (text, MARK + text):
        error = first(command, tmp_path, name, marked)
        assert pointed(error, marked, ["gone"]) == at


def test_of_many_marks_the_first_is_that_of_the_encoding() -> None:
    text = MARK * 50_000 + "gone()\n"
    place = Position(1, 2, tool="eslint").span(text, [])
    assert place is not None
    assert place.start == 2
