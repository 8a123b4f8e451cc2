"""One error is one, in whatever form the real tool tells it."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from errorpatterns.diagnostics import Diagnostic, Diagnostics, read
from errorpatterns.level0.workspace import run, with_folders
from errorpatterns.tests.proofs.tools import TSC, needed, output_of
from errorpatterns.tests.test_columns import MYPY, RUFF, installed, rustup

# Nothing here asks a database.
pytestmark = pytest.mark.once

PYTHON = (
    'import os\nimport sys, json\n\n\ndef f(a, b=[]):\n    return gone + 3 == None\n\n\nf"" "x"\n'
)
RUST = """\
use std::fmt;
use std::{io, env};
struct S;
fn f(a: i32) -> String { a }
fn main() {
    let x: i32 = "a";
    let unused = 3;
    let s = S; let t = s; drop(s);
    gone(); f(); x.foo(); t.bar;
    match Some(3) { None => {} }
    gone::new();
}
"""
UNPARSED = 'fn main() { let x = 3 println!("hi"); }\n'


def places(found: Sequence[Diagnostic], *, columns: bool = True) -> list[tuple[Any, ...]]:
    return sorted(
        (one.line, one.column if columns else None, one.code, one.message, Path(one.file).name)
        for one in found
    )


def told(command: Sequence[str], folder: Path) -> list[Diagnostic]:
    _, output = output_of(command, folder, LC_ALL="C.UTF-8", RUSTUP_HOME=rustup())
    found = read(output)
    assert found, output
    return found


@pytest.mark.parametrize("text", [PYTHON, "def f(:\n    return 1\n"])
def test_ruff(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.py").write_text(text)
    command = [*RUFF, "--select", "F,E,B,I", "--output-format"]
    same = places(told([*command, "json", "a.py"], tmp_path))
    assert len(same) > 1
    forms = "json-lines concise full github gitlab grouped sarif rdjson azure"
    for form in forms.split():
        assert places(told([*command, form, "a.py"], tmp_path)) == same, form
    without = sorted((line, None, *more) for line, _, *more in same)
    assert places(told([*command, "pylint", "a.py"], tmp_path)) == without


@pytest.mark.parametrize("text", [RUST, UNPARSED])
def test_rustc(tmp_path: Path, text: str) -> None:
    installed("rustc")
    (tmp_path / "a.rs").write_text(text)
    command = ["rustc", "--emit", "metadata", "a.rs", "--error-format"]
    same = places(told([*command, "human"], tmp_path))
    assert places(told([*command, "short"], tmp_path)) == same
    # Only there the lint is told that warns.
    document = told([*command, "json"], tmp_path)
    assert [one[:2] + one[3:] for one in places(document)] == [one[:2] + one[3:] for one in same]


def test_mypy(tmp_path: Path) -> None:
    text = 'x: int = "a"\n\nclass A: pass\nA().foo()\nreveal_type(x)\ndef f(a): return a.b\n'
    (tmp_path / "a.py").write_text(text)
    # What the first run reads of the standard library the others have.
    command = [*MYPY, f"--cache-dir={tmp_path / 'cache'}", "--strict", "a.py"]
    same = places(told([*command, "--show-column-numbers"], tmp_path))
    assert len(same) == 3
    for more in (["-O", "json"], ["--show-error-end"], ["--pretty"]):
        assert places(told([*command, *more], tmp_path)) == same, more
    without = [(line, None, *more) for line, _, *more in same]
    assert places(told(command, tmp_path)) == without


def test_gcc(tmp_path: Path) -> None:
    installed("gcc")
    (tmp_path / "a.c").write_text(
        "int printf(const char *, ...);\n"
        'int f(void) {\n\tint u; printf("%d", "a");\n\treturn gone;\n}\n'
    )
    command = ["gcc", "-Wall", "-fsyntax-only", "a.c"]
    same = places(told(command, tmp_path))
    assert len(same) == 3
    for more in ("format=json", "plain-output", "color=always", "parseable-fixits"):
        assert places(told([*command, f"-fdiagnostics-{more}"], tmp_path)) == same, more


def test_tsc(tmp_path: Path) -> None:
    needed()
    (tmp_path / "a.ts").write_text(
        "const a: { b: { c: number } } = { b: { c: '1' } };\n"
        "function f(x: { y: number }): void {}\nf({ z: 1 });\nf({ y: () => 1 });\nexport { a };\n"
    )
    command = [*TSC, "a.ts", "--pretty"]
    same = places(told([*command, "false"], tmp_path))
    assert len(same) == 3
    assert places(told([*command, "true"], tmp_path)) == same


def test_eslint(tmp_path: Path) -> None:
    needed()
    (tmp_path / "eslint.config.mjs").write_text(
        "export default [{ rules: { 'no-undef': 2, 'no-var': 1, eqeqeq: 2 } }];"
    )
    (tmp_path / "a.js").write_text("var a = gone;\nif (a == 1) {\n  gone();\n}\n")
    (tmp_path / "b.js").write_text("const a = = 3;\n")
    command = ["eslint", "-c", "eslint.config.mjs", "a.js", "b.js", "-f"]
    # Where it makes columns it takes off the full stop, which no pattern asks for.
    same = places(told([*command, "stylish"], tmp_path))
    assert len(same) == 5
    for form in ("json", "json-with-metadata"):
        rows = places(told([*command, form], tmp_path))
        assert [(*one[:3], one[3].removesuffix("."), one[4]) for one in rows] == same, form


COMPILED = {
    "indent.py": "def f():\nx = 1\n",
    "tab.py": "def f():\n\tif 1:\n        x\n",
    "syntax.py": "def f(:\n",
    "two words.py": "return\n",
    "null.py": "x = 1\0\n",
}


def test_compileall_has_the_places_of_py_compile(tmp_path: Path) -> None:
    """py_compile leaves out folders of some errors, and the file of the last."""
    (tmp_path / "pkg").mkdir()
    (tmp_path / "indent.py").write_text("another = 1\n")
    for name, text in COMPILED.items():
        (tmp_path / "pkg" / name).write_text(text)
    for more in ([], ["-q"]):
        found = told([sys.executable, "-m", "compileall", "-f", *more, "pkg"], tmp_path)
        assert sorted(one.file for one in found) == sorted(f"pkg/{name}" for name in COMPILED)
    lines = {one.file: one.line for one in found}
    for name in [*COMPILED][:-1]:
        command = [sys.executable, "-m", "py_compile", f"pkg/{name}"]
        (one,) = run(command, tmp_path, lambda _: None).found
        assert (one.file, one.line) == (f"pkg/{name}", lines[f"pkg/{name}"])


def test_a_name_that_two_arguments_have_is_no_place_of_either(tmp_path: Path) -> None:
    found = Diagnostics([Diagnostic("m", tool="python", file="a.py")])
    assert with_folders(found, ["python", "x/a.py", "y/a.py"])[0].file == "a.py"
    assert with_folders(found, ["python", "a.py", "y/a.py"])[0].file == "a.py"
    assert with_folders(found, ["python", "x/a.py", "y/b.py"])[0].file == "x/a.py"


@pytest.mark.parametrize("name", ["make", "gmake", "gnumake", "mingw32-make"])
def test_make_by_whatever_name(name: str, tmp_path: Path) -> None:
    program = tmp_path / name
    installed("make")
    program.symlink_to(str(shutil.which("make")))
    (tmp_path / "Makefile").write_text("all: gone\nsub:\n\t$(MAKE)\n\nfails:\n\tfalse\n")
    for goal in ("all", "sub"):
        [one] = told([str(program), goal], tmp_path)
        said = "No rule to make target 'gone', needed by 'all'."
        assert (one.tool, one.message) == ("make", said)
    _, output = output_of([str(program), "fails"], tmp_path)
    assert f"{name}: *** [Makefile:6: fails] Error 1" in output
    assert list(read(output)) == []


def test_the_settings_of_ruff_in_a_log_that_ends_with_their_frame(tmp_path: Path) -> None:
    (tmp_path / "ruff.toml").write_text("line-length = = 3\n")
    _, output = output_of([*RUFF[:4], "."], tmp_path)
    frame, caret, _ = output.rpartition("^\n")
    (whole,), (ended,), (blank,) = map(read, (output, frame + caret, f"{frame}{caret}\nnext\n"))
    assert whole.message.startswith(f"{ended.message}\n")
    assert ended.message.endswith("TOML parse error at line 1, column 15")
    assert (ended.line, blank) == (1, ended)
