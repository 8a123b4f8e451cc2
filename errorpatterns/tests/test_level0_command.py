"""`manage.py level0`, with a real tool over real files."""

import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from context.models import Outcome
from errorpatterns.level0.meaning import BOTH, FEWER, PASSED_ON, SET_AGAIN
from errorpatterns.level0.workspace import Workspace
from errorpatterns.tests.factories import error, learn
from projects.tests.factories import Caller

pytestmark = [pytest.mark.once, pytest.mark.django_db]

# Says what tsc says of each `const`, where the folder has the file.
TOOL = """
import pathlib, sys
said = ""
for path in sorted(pathlib.Path.cwd().glob("*.ts")):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("const "):
            name = line.split()[1]
            said = f"'{name}' is declared but its value is never read."
            print(f"{path}({number},7): error TS6133: {said}")
"""


@pytest.fixture
def app(tmp_path: Path, settings: Any) -> Path:
    settings.STATE_DIR = tmp_path / "state"
    folder = tmp_path / "app"
    folder.mkdir()
    return folder


def level0(caller: Caller, app: Path, tool: str, *options: str) -> tuple[int, str, str]:
    """The exit code, and what was said to either side."""
    out, err = StringIO(), StringIO()
    line = ["--account", caller.account.name, "--root", str(app), *options]
    with pytest.raises(SystemExit) as ended:
        call_command("level0", *line, "--", sys.executable, "-c", tool, stdout=out, stderr=err)
    return int(ended.value.code or 0), out.getvalue(), err.getvalue()


def teach(caller: Caller, **fix: str) -> str:
    message = "'a' is declared but its value is never read."
    told = error(message, code="TS6133", tool="tsc", line=1, column=7, file="a.ts")
    given = fix or {"before": "const a = 1;\nf(b);\n", "after": "f(b);\n"}
    return str(learn(caller, error=told, fix=given)["pattern"]["id"])


def test_what_a_tool_says_of_its_failure_is_shown(ours: Caller, app: Path) -> None:
    tool = "import sys; print('first'); print('x' * 5_000_000); sys.exit('no \x1b[2J\x08option')"
    code, _, said = level0(ours, app, tool)
    assert code == 1
    assert "failed without an error that is known. Its last words:" in said
    assert said.rstrip().endswith("no ⟨U+0008⟩option")
    assert "first" not in said


def test_a_failure_without_a_word_is_said(ours: Caller, app: Path) -> None:
    code, _, said = level0(ours, app, "import sys; sys.exit(3)")
    assert (code, "failed and said nothing" in said) == (3, True)


def test_nothing_is_tried_where_not_all_was_read(ours: Caller, app: Path) -> None:
    teach(ours)
    (app / "a.ts").write_text("const a = 1;\nf(b);\n")
    noisy = f"{TOOL}\nprint('building\\\n' * 400_000)\nsys.exit(bool(said))"
    code, told, said = level0(ours, app, noisy, "--project", "shop", "--apply")
    assert (code, (app / "a.ts").read_text()) == (1, "const a = 1;\nf(b);\n")
    assert "Nothing is tried: it says more than is read" in said
    assert "Errors: at least 1 before, at least 1 after. Fixes: 0 kept, 0 undone. " in told
    assert "Left: 1 declined, 0 unknown." in told
    assert Outcome.objects.count() == 0


def test_what_is_known_is_read_once_and_files_are_seen_from_the_folder(
    ours: Caller, app: Path
) -> None:
    slug = teach(ours, template="Remove it.")
    (app / "a.ts").write_text("const a = 1;\nconst a = 2;\n")
    _, told, _ = level0(ours, app, TOOL, "--project", "shop")
    assert told.count("Remove it.") == 1
    assert told.count(f"  {slug}\n    as above\n") == 1
    assert "\na.ts:2:7 TS6133 " in told
    assert str(app) not in told


def test_a_fix_that_is_cut_says_so(ours: Caller, app: Path) -> None:
    teach(ours, template="Remove $1, or use $1.")
    (app / "a.ts").write_text(f"const {'x' * 4_200} = 1;\nconst a = 2;\n")
    _, told, _ = level0(ours, app, TOOL, "--project", "shop")
    assert told.count("(The fix is cut here") == 1
    assert "0 unknown" in told


def test_what_is_not_applied_says_why_and_what_comes_next(ours: Caller, app: Path) -> None:
    unknown = "'a' idles here."
    told = error(unknown, code="TS1", tool="tsc", line=1, column=7, file="a.ts")
    tool = TOOL.replace("is declared but its value is never read", "idles here")
    tool = tool.replace("TS6133", "TS1")
    (app / "a.ts").write_text("const a = 1;\nf(b);\n")
    learn(ours, error=told, fix={"template": "Remove it."})
    _, said, _ = level0(ours, app, tool, "--project", "shop")
    assert "not to be applied: its fix is told in words, and no edit is known for it\n" in said
    assert "--apply" not in said
    assert said.endswith("by hand: the next run of this command learns from it.\n")
    learn(ours, error=told, fix={"before": "const a = 1;\nf(b);\n", "after": "f(b);\n"})
    _, said, _ = level0(ours, app, tool, "--project", "shop")
    assert "\nNext: with --apply the diffs above are tried" in said
    _, said, _ = level0(ours, app, tool)
    assert said.endswith("before and after you mend the rest by hand: it learns from that.\n")
    (app / "a.ts").unlink()
    _, said, _ = level0(ours, app, tool)
    assert said.endswith("0 unknown.\n")


def test_what_teaches_the_same_is_told_in_one_line(ours: Caller, app: Path) -> None:
    tool = """
import pathlib, sys
text = pathlib.Path("a.py").read_text()
for number, line in enumerate(text.splitlines(), 1):
    if "os." in line and "import os" not in text:
        print(f"a.py:{number}:1: F821 Undefined name `os`")
"""
    body = "".join(f"\n\ndef f{n}():\n    return os.name\n" for n in range(5))
    for text in (body, f"import os\n{body}"):
        (app / "a.py").write_text(text)
        _, told, _ = level0(ours, app, tool, "--project", "shop")
    [line] = [one for one in told.splitlines() if one.startswith("learned: ")]
    assert " from a.py:4, a.py:8, a.py:12 and 2 more places" in line


def test_what_teaches_no_edit_says_why(ours: Caller, app: Path) -> None:
    tool = """
import pathlib
if "old" in pathlib.Path("a.py").read_text():
    print("a.py:1: error: This is gone  [misc]")
"""
    for text in ("f(old)\n", "f(new)\n"):
        (app / "a.py").write_text(text)
        _, told, _ = level0(ours, app, tool, "--project", "shop")
    [line] = [one for one in told.splitlines() if one.startswith("learned: ")]
    assert " (proposed) from a.py:1; no edit: the error has no sure place on its line: " in line


LINTER = """
import pathlib
for number, line in enumerate(pathlib.Path("a.js").read_text().splitlines(), 1):
    if "console." in line:
        print(f"a.js:{number}:3: Unexpected console statement. [Error/no-console]")
"""


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ('  logger.debug("total", x);\n', "learned: "),
        (
            '  logger.debug("total", x);\n  a(x);\n',
            "Gone, and not learned from: it cannot be told what else belongs to its change (1).",
        ),
    ],
)
def test_a_mend_by_hand_is_learned_or_told_why_it_is_not(
    ours: Caller, app: Path, after: str, expected: str
) -> None:
    for text in ('  console.log("total", x);\n', after):
        (app / "a.js").write_text(f"export function f(x) {{\n{text}}}\n")
        _, told, _ = level0(ours, app, LINTER, "--project", "shop")
    [line] = [one for one in told.splitlines() if "learned" in one]
    assert line.startswith(expected)


def test_why_a_file_is_not_touched_is_said_before_all_else(ours: Caller, app: Path) -> None:
    teach(ours)
    outside = app.parent / "outside.ts"
    outside.write_text("const a = 1;\nf(b);\n")
    (app / "a.ts").symlink_to(outside)
    _, told, _ = level0(ours, app, TOOL, "--project", "shop", "--apply")
    assert "not to be applied: it lies outside the folder" in told


def test_a_service_that_would_not_answer_is_said_before_the_tool_is_run(
    ours: Caller, app: Path
) -> None:
    line = ["--url", "http://127.0.0.1:1", "--key", "x", "--root", str(app)]
    tool = "open('ran', 'w')"
    said = r"^http://127.0.0.1:1 does not answer: Connection refused\. .*`python3 dev.py run`"
    with pytest.raises(CommandError, match=said):
        call_command("level0", *line, "--", sys.executable, "-c", tool)
    assert not (app / "ran").exists()


STOP = "import os, signal, time; os.kill(os.getppid(), signal.SIGINT); time.sleep(60)"


def test_what_somebody_stops_ends_as_a_shell_says_it(ours: Caller, app: Path) -> None:
    line = ["--account", ours.account.name, "--root", str(app)]
    with pytest.raises(CommandError, match="what was being tried is undone") as stopped:
        call_command("level0", *line, "--", sys.executable, "-c", STOP)
    assert stopped.value.returncode == 130


def test_a_tool_that_is_missing_is_said(ours: Caller, app: Path) -> None:
    with pytest.raises(CommandError, match=r"no-such-tool: No such file.* PATH") as absent:
        call_command("level0", "--account", ours.account.name, "--", "no-such-tool")
    assert absent.value.returncode == 127


def test_a_tool_that_may_not_be_run_is_said(ours: Caller, app: Path) -> None:
    tool = app / "tool"
    tool.write_text("x")
    tool.chmod(0o644)
    with pytest.raises(CommandError, match="Permission denied") as denied:
        call_command("level0", "--account", ours.account.name, "--", str(tool))
    assert denied.value.returncode == 126


def test_a_first_run_that_takes_too_long_is_ended(ours: Caller, app: Path) -> None:
    teach(ours)
    (app / "a.ts").write_text("const a = 1;\nf(b);\n")
    slow = f"{TOOL}\nsys.stdout.flush()\nimport time\ntime.sleep(60)"
    options = ["--project", "shop", "--apply", "--timeout", "1.5"]
    code, told, said = level0(ours, app, slow, *options)
    assert (code, (app / "a.ts").read_text()) == (124, "const a = 1;\nf(b);\n")
    assert "Nothing is tried: what was ended shows nothing." in said
    assert "Errors: at least 1 before, at least 1 after. Fixes: 0 kept, 0 undone." in told
    with pytest.raises(CommandError, match="more than 0"):
        call_command("level0", "--timeout", "0", "--", "true")


def test_what_another_project_taught_is_tried_and_said_to_be_on_trial(
    ours: Caller, app: Path
) -> None:
    slug = teach(ours)
    (app / "a.ts").write_text("const a = 1;\nf(b);\n")
    _, told, _ = level0(ours, app, TOOL, "--project", "shop")
    assert f"\n  {slug}\n" in told
    _, told, _ = level0(ours, app, TOOL, "--project", "other", "--apply")
    assert f"\n  {slug} (on trial: from another project, unconfirmed)\n" in told
    assert f"\nkept: {slug} (on trial: from another project, unconfirmed) at a.ts:1\n" in told
    assert list(Outcome.objects.values_list("success", "project__key")) == [(True, "other")]


# Each run but the first does to `a.ts` what somebody at an editor does meanwhile.
BUSY = """
import pathlib
mark = pathlib.Path("../ran")
if mark.exists():
    path = pathlib.Path("a.ts")
    {act}
mark.touch()
"""
APPENDED = "export function half(\n"


@pytest.mark.parametrize(
    ("act", "left", "said"),
    [
        (
            f"'{APPENDED.strip()}' in path.read_text() or path.write_text("
            f"path.read_text() + {APPENDED!r})",
            f"const a = 1;\nf(b);\n{APPENDED}",
            "only the edit is taken back",
        ),
        (f"path.write_text('f(c);' + {APPENDED!r})", f"f(c);{APPENDED}", "it is left as it is"),
        ("path.write_text('const a = 1;\\nf(b);\\n')", "const a = 1;\nf(b);\n", "it is as it was"),
        ("path.unlink(missing_ok=True)", None, "it is gone"),
    ],
)
def test_nothing_is_lost_that_somebody_saves_meanwhile(
    act: str, left: str | None, said: str, ours: Caller, app: Path
) -> None:
    slug = teach(ours)
    (app / "a.ts").write_text("const a = 1;\nf(b);\n")
    # Its own error, so that the edit could not be kept.
    tool = f"{BUSY.format(act=act)}\n{TOOL}\nif mark.exists(): print('b.ts(1,1): error TS1: Half.')"
    _, told, _ = level0(ours, app, tool, "--project", "shop", "--apply")
    path = app / "a.ts"
    assert (path.read_text() if path.exists() else None) == left
    assert f"\nnot judged, its file was changed meanwhile: {said}" in told
    assert f": {slug} at a.ts:1\n" in told
    assert "Fixes: 0 kept, 0 undone, 1 not judged." in told
    assert Outcome.objects.count() == 0


def test_what_would_be_kept_is_not_judged_either(ours: Caller, app: Path) -> None:
    teach(ours)
    (app / "a.ts").write_text("const a = 1;\nf(b);\nf(c);\n")
    act = "path.write_text(path.read_text().replace('f(c)', 'f(d)'))"
    tool = f"{TOOL}\n{BUSY.format(act=act)}"
    _, told, _ = level0(ours, app, tool, "--project", "shop", "--apply")
    assert (app / "a.ts").read_text() == "const a = 1;\nf(b);\nf(d);\n"
    assert "Fixes: 0 kept, 0 undone, 1 not judged. Left: 1 tried, 0 declined, 0 unknown." in told
    assert Outcome.objects.count() == 0


def test_nothing_is_tried_where_another_tries(ours: Caller, app: Path) -> None:
    teach(ours)
    (app / "a.ts").write_text("const a = 1;\nf(b);\n")
    with Workspace(app.resolve()).held():
        line = ["--account", ours.account.name, "--root", str(app), "--apply"]
        with pytest.raises(CommandError, match=r"app: level0 is changing files there already\."):
            call_command("level0", *line, "--", sys.executable, "-c", TOOL)
        # What only shows is in nobody's way.
        level0(ours, app, TOOL, "--project", "shop")
    assert (app / "a.ts").read_text() == "const a = 1;\nf(b);\n"
    level0(ours, app, TOOL, "--project", "shop", "--apply")
    assert (app / "a.ts").read_text() == "f(b);\n"


def test_a_file_that_nobody_may_write_is_declined(ours: Caller, app: Path) -> None:
    slug = teach(ours)
    path = app / "a.ts"
    path.write_text("const a = 1;\nf(b);\n")
    path.chmod(0o444)
    _, told, _ = level0(ours, app, TOOL, "--project", "shop", "--apply")
    assert path.read_text() == "const a = 1;\nf(b);\n"
    assert f"\ndeclined, it is read-only: {slug} at a.ts:1\n" in told
    assert Outcome.objects.count() == 0


# Says what a linter says that looks into each file alone, of what is called and not imported.
ONE_FILE = r"""
import pathlib, re
for path in sorted(pathlib.Path(".").rglob("*.*")):
    text = path.read_text()
    for number, line in enumerate(text.splitlines(), 1):
        for name in re.findall(r"= (\w+)\(", line):
            if not re.search(rf"import.*\b{name}\b", text):
                print(f"{path}({number},{line.index(name) + 1}): error TS2304: "
                      f"Cannot find name '{name}'.")
"""


@pytest.mark.parametrize(
    ("file", "module", "there", "line"),
    [
        ("b.ts", "api.ts", "export function total() {}\n", 'import {{ {} }} from "./api";'),
        ("b.js", "api/index.js", "export { total };\n", 'import {{ {} }} from "./api";'),
        ("b.ts", "api.ts", "export function total() {}\n", 'import {{ {} }} from "./api.js";'),
        ("b.py", "shop/api.py", "def total(): ...\n", "from shop.api import {}"),
        ("shop/b.py", "shop/api.py", "def total(): ...\n", "from .api import {}"),
        ("shop/x/b.py", "shop/api/__init__.py", "total = 1\n", "from ..api import {}"),
    ],
)
def test_a_name_is_not_imported_that_its_file_does_not_have(
    file: str, module: str, there: str, line: str, ours: Caller, app: Path
) -> None:
    told = error("Cannot find name 'price'.", tool="tsc", code="TS2304", file=file, line=1)
    before = "y = price(1)\n"
    fix = {"before": before, "after": f"{line.format('price')}\n{before}"}
    learn(ours, error={**told, "column": 5}, fix=fix)
    # From a path beside a file it is imported only where the file imports from there already.
    has = "" if "shop.api" in line else f"{line.format('price')}\n"
    added = has.replace("price", "price, total") or f"{line.format('total')}\n"
    for name, text in ((module, there), (file, f"{has}x = total(1)\n")):
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        (app / name).write_text(text)
    (app / file).with_stem("c").write_text(f"{has}x = basket(1)\n")
    _, said, _ = level0(ours, app, ONE_FILE, "--project", "shop", "--apply")
    assert (app / file).read_text() == f"{added}x = total(1)\n"
    assert (app / file).with_stem("c").read_text() == f"{has}x = basket(1)\n"
    assert "not to be applied: it imports “basket” from “" in said
    assert said.count(", which has no such name\n") == 1
    (app / module).unlink()
    (app / file).write_text(f"{has}x = total(1)\n")
    _, said, _ = level0(ours, app, ONE_FILE, "--project", "shop", "--apply")
    assert ((app / file).read_text() == f"{has}x = total(1)\n") == bool(has)


@pytest.mark.parametrize(
    ("module", "there", "line"),
    [
        ("api.ts", "export * from './more';\n", 'import {{ {} }} from "./api";'),
        ("api.ts", "", 'import {{ {} }} from "@shop/api";'),
        ("shop.py", "from more import *\n", "from shop import {}"),
        ("shop/__init__.py", "", "from shop import {}"),
    ],
)
def test_a_name_is_imported_that_a_file_may_have(
    module: str, there: str, line: str, ours: Caller, app: Path
) -> None:
    file = f"b{Path(module).suffix}"
    told = error("Cannot find name 'price'.", tool="tsc", code="TS2304", file=file, line=1)
    before = "y = price(1)\n"
    fix = {"before": before, "after": f"{line.format('price')}\n{before}"}
    learn(ours, error={**told, "column": 5}, fix=fix)
    has = f"{line.format('price')}\n" if "./" in line else ""
    added = has.replace("price", "price, basket") or f"{line.format('basket')}\n"
    for name, text in ((module, there), (file, f"{has}x = basket(1)\n"), ("shop/basket.py", "")):
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        (app / name).write_text(text)
    level0(ours, app, ONE_FILE, "--project", "shop", "--apply")
    assert (app / file).read_text() == f"{added}x = basket(1)\n"


RUFF = [str(Path(sys.executable).parent / "ruff"), "check", "--isolated", "--no-cache"]
NONE = [*RUFF, "--select", "E711", "."]


@pytest.mark.parametrize(
    ("line", "is_mended"),
    [
        ("z = x == None", True),
        ("z = [f(x), x == None]", True),
        ("z = f(a) if x == None else b", True),
        ("z = f(a, not x == None)", True),
        ("z = query.filter(x.name == None)", False),
        ("z = query.filter(a if b else c, (x.name == None) | d)", False),
        ("z = query.filter(\n    x.name == None,\n)", False),
        ("z = data[x.name == None]", False),
    ],
)
def test_what_a_comparison_answers_is_left_where_it_is_passed_on(
    line: str, is_mended: bool, ours: Caller, app: Path
) -> None:
    """As a column of SQLAlchemy answers, of which a linter knows nothing."""
    told = error("Comparison to `None` should be `cond is None`", tool="ruff", code="E711", line=1)
    fix = {"before": "return y == None\n", "after": "return y is None\n"}
    learn(ours, error={**told, "file": "a.py", "column": 13}, fix=fix)
    (app / "b.py").write_text(f"{line}\n")
    out = StringIO()
    arguments = ["--account", ours.account.name, "--root", str(app), "--project", "shop"]
    with pytest.raises(SystemExit):
        call_command("level0", *arguments, "--apply", "--", *NONE, stdout=out, stderr=StringIO())
    assert ((app / "b.py").read_text() == f"{line.replace('==', 'is')}\n") == is_mended
    assert (f"not to be applied: {PASSED_ON}\n" in out.getvalue()) == (not is_mended)


# Says what ESLint says of `var` and of `==`, and nothing of what is set or asked for; of a `let`
# at the begin of a line that it is set once.
FORMS = r"""
import pathlib, re
for path in pathlib.Path(".").glob("*.js"):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("let i"):
            print(f"{path}: line {number}, col 5, Error - 'i' is never reassigned. "
                  "Use 'const' instead. (prefer-const)")
        for found in re.finditer(r"\bvar\b|(?<![=!])[=!]=(?!=)", line):
            said = (f"Expected '{found[0]}=' and instead saw '{found[0]}'.  eqeqeq"
                    if "=" in found[0] else "Unexpected var, use let or const instead.  no-var")
            print(f"{path}: line {number}, col {found.start() + 1}, Error - {said.split('  ')[0]} "
                  f"({said.split('  ')[1]})")
"""


@pytest.mark.parametrize(
    ("line", "after", "why"),
    [
        ("var i = 0; f(i == 1);", "const i = 0; f(i === 1);", ""),
        ("for (var i = 0; i < 3; i++) f(i);", None, SET_AGAIN.format("i")),
        ("var i = 0; g(() => { i += 2; });", None, SET_AGAIN.format("i")),
        ("var i = 0; g(--i);", None, SET_AGAIN.format("i")),
        ("var i = 0; g(a.i = 1, j = 2, i === 2);", "const i = 0; g(a.i = 1, j = 2, i === 2);", ""),
        (
            "let i = 0; g(() => { let i = 1; i++; });",
            "const i = 0; g(() => { let i = 1; i++; });",
            "",
        ),
        ("f(x == null);", None, BOTH),
        ("f(undefined != x);", None, BOTH),
        ("f(x == nullable);", "f(x === nullable);", ""),
    ],
)
def test_what_does_something_else_is_not_kept_as_a_linter_is_content(
    line: str, after: str | None, why: str, ours: Caller, app: Path
) -> None:
    taught = {
        "Unexpected var, use let or const instead.": ("no-var", "var a = 1;", "const a = 1;", 1),
        "'a' is never reassigned. Use 'const' instead.": (
            *("prefer-const", "let a = 1;", "const a = 1;", 5),
        ),
        "Expected '===' and instead saw '=='.": ("eqeqeq", "f(a == b);", "f(a === b);", 5),
        "Expected '!==' and instead saw '!='.": ("eqeqeq", "f(a != b);", "f(a !== b);", 5),
    }
    for message, (code, before, mended, column) in taught.items():
        told = error(message, tool="eslint", code=code, file="a.js", line=1, column=column)
        learn(ours, error=told, fix={"before": f"{before}\n", "after": f"{mended}\n"})
    (app / "b.js").write_text(f"{line}\n")
    _, said, _ = level0(ours, app, FORMS, "--project", "shop", "--apply")
    assert (app / "b.js").read_text() == f"{after or line}\n"
    assert (f"not to be applied: {why}\n" in said) == bool(why)


@pytest.mark.parametrize(
    "line",
    [
        "def g(y, x):\n    return y",
        "def g(x, y=(1, 2)):\n    return x",
        "async def g(a, x):\n    return a",
    ],
)
def test_no_parameter_is_taken_out_for_who_does_not_look_at_calls(
    line: str, ours: Caller, app: Path
) -> None:
    told = error("Unused function argument: `b`", tool="ruff", code="ARG001", line=1, column=10)
    fix = {"before": "def f(a, b):\n    return a\n", "after": "def f(a):\n    return a\n"}
    learn(ours, error={**told, "file": "a.py"}, fix=fix)
    (app / "b.py").write_text(f"{line}\n")
    out = StringIO()
    arguments = ["--account", ours.account.name, "--root", str(app), "--project", "shop"]
    command = [*RUFF, "--select", "ARG001", "."]
    with pytest.raises(SystemExit):
        call_command("level0", *arguments, "--apply", "--", *command, stdout=out, stderr=StringIO())
    assert (app / "b.py").read_text() == f"{line}\n"
    assert f"not to be applied: {FEWER.format('ruff')}\n" in out.getvalue()
