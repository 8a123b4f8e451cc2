"""`learn` and `match` with code: what is taught to do, and what is done to other code."""

import shutil
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from context.models import Lesson
from errorpatterns.diagnostics import read
from errorpatterns.editing.imports import may_be_exports
from errorpatterns.level0.trying import edited
from errorpatterns.library import library
from errorpatterns.mending import EDIT_VERSION
from errorpatterns.models import Applicability, ErrorPattern
from errorpatterns.tests.factories import error, event, judge, learn, matches, report, run_jobs
from errorpatterns.tests.proofs.tools import TSC, needed, output_of
from intake.jobs import jobs
from projects.models import Project
from projects.tests.factories import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

RUFF = (sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "F")
MESSAGE = "'{}' is defined but never used."


def unused(name: str, line: int, column: int, **fields: Any) -> dict[str, Any]:
    return error(
        MESSAGE.format(name),
        code="no-unused-vars",
        tool="eslint",
        line=line,
        column=column,
        end_line=line,
        end_column=column + len(name),
        **fields,
    )


FIX = {"before": "const a = 1;\nf(b);\n", "after": "f(b);\n"}


def teach(caller: Caller, project: str = "shop", **fields: Any) -> str:
    told = {"error": unused("a", 1, 7), "fix": FIX, **fields}
    return str(learn(caller, project, **told)["pattern"]["id"])


def edits(caller: Caller, slug: str, told: dict[str, Any]) -> Any:
    """None with a reason."""
    fix = matches(caller, "shop", told)[slug]["fix"]
    assert bool(fix["edits"]) != bool(fix["declined"])
    return fix["edits"]


def test_a_fix_is_applied_to_other_code(ours: Caller) -> None:
    slug = teach(ours)
    source = "f('😀'); g();\nconst total = 2;\ng(total2);\n"
    assert edits(ours, slug, unused("total", 2, 7, source=source)) == [
        {
            "range": {"start": {"line": 1, "character": 0}, "end": {"line": 2, "character": 0}},
            "newText": "",
        }
    ]


def test_columns_are_utf_16_units(ours: Caller) -> None:
    told = error("Use '===' here.", code="eqeqeq", line=1, column=3, end_line=1, end_column=5)
    slug = teach(ours, error=told, fix={"before": "a == b", "after": "a === b"})
    other = {**told, "source": "'😀' == b", "column": 6, "end_column": 8}
    # The emoji is two of them.
    assert edits(ours, slug, other) == [
        {
            "range": {"start": {"line": 0, "character": 5}, "end": {"line": 0, "character": 7}},
            "newText": "===",
        }
    ]


@pytest.mark.parametrize(
    ("command", "name", "before", "after"),
    [
        ((*RUFF, "a.py"), "a.py", "import os, sys\nsys.exit()\n", "import sys\nsys.exit()\n"),
        (
            ("gcc", "-fsyntax-only", "a.c"),
            "a.c",
            "int f(void) { int value = 1; return valeu; }\n",
            "int f(void) { int value = 1; return value; }\n",
        ),
        ((*TSC, "a.ts"), "a.ts", '"ab".lenght;\n', '"ab".length;\n'),
        (
            ("eslint", "-c", "eslint.config.mjs", "a.js"),
            "a.js",
            "let x = 1; f(x);\n",
            "const x = 1; f(x);\n",
        ),
    ],
)
def test_the_mark_of_the_encoding_stays_before_what_is_mended(
    ours: Caller,
    tmp_path: Path,
    command: tuple[str, ...],
    name: str,
    before: str,
    after: str,
) -> None:
    if command[0] in ("tsc", "eslint"):
        needed()
    elif shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    rules = "export default [{ rules: { 'prefer-const': 2 } }];"
    (tmp_path / "eslint.config.mjs").write_text(rules, "utf-8")
    for mark in ("", "\ufeff"):
        (tmp_path / name).write_text(mark + before, "utf-8")
        _, said = output_of(command, tmp_path)
        found = read(said)[0].told()
        body = {"errors": [{**found, "source": mark + before}]}
        [result] = ours.post("error-patterns/match/", body).json()["results"]
        best = result["matches"][0]["fix"]["edits"]
        assert best, said
        assert edited(mark + before, best) == mark + after


def test_a_mark_on_both_sides_teaches_nothing(ours: Caller) -> None:
    marked = {side: "\ufeff" + text for side, text in FIX.items()}
    slug = teach(ours, fix=marked)
    source = "const total = 2;\ng(x);\n"
    for mark in ("", "\ufeff"):
        found = edits(ours, slug, unused("total", 1, 7, source=mark + source))
        assert edited(mark + source, found) == f"{mark}g(x);\n"


def test_without_a_column_the_one_name_that_the_message_tells_is_the_place(ours: Caller) -> None:
    def attribute(name: str, line: int, **fields: Any) -> dict[str, Any]:
        said = f'"list[int]" has no attribute "{name}d"; maybe "{name}"?'
        known = {"code": "attr-defined", "tool": "mypy", "file": "a.py"}
        return {"message": said, "line": line, **known, **fields}

    fix = {"before": "x.appendd(1)\n", "after": "x.append(1)\n"}
    slug = teach(ours, error=attribute("append", 1), fix=fix)
    source = "# extendd\nmany.extendd([2])\n"
    assert edits(ours, slug, attribute("extend", 2, source=source)) == [
        {
            "range": {"start": {"line": 1, "character": 5}, "end": {"line": 1, "character": 12}},
            "newText": "extend",
        }
    ]
    for twice in ("a.extendd(b.extendd)\n", "extendd2(extendde)\n"):
        assert edits(ours, slug, attribute("extend", 1, source=twice)) is None
    fix = {"before": "y2.popd()\n", "after": "y2.pop()\n"}
    again = teach(ours, error=attribute("pop", 1), fix=fix, event_id=event())
    assert again == slug


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (unused("total", 2, 7), "the text of its file was not sent"),
        (unused("total", 2, 7, source="const other = 1;\n"), "its examples do not fit this code"),
        (
            unused("total", 99, 7, source="const total = 1;\n"),
            "the error names no line of its file",
        ),
        (
            {**unused("total", 1, 7, source="const total = 1;\n"), "line": None},
            "the error names no line of its file",
        ),
        (unused("total", 1, 7, source="call(total)\n"), "its examples do not fit this code"),
    ],
)
def test_nothing_is_guessed_and_why_is_said(ours: Caller, told: dict[str, Any], why: str) -> None:
    slug = teach(ours)
    fix = matches(ours, "shop", told)[slug]["fix"]
    assert (fix["edits"], fix["declined"][: len(why)]) == (None, why)


@pytest.mark.parametrize(
    "source",
    [
        "const total = 1\nf(b);\n",
        "const total = a // why;\nf(b);\n",
        "const total = () => {\n  g();\n}\n\nf(b);\n",
        "const total = a\n@Bound()\nclass B {}\ng();\n",
    ],
)
def test_code_without_semicolons_does_not_lose_the_next_statement(
    ours: Caller, source: str
) -> None:
    """The tool would fall silent about that, too."""
    assert edits(ours, teach(ours), unused("total", 1, 7, source=source)) is None


@pytest.mark.parametrize(
    "source",
    [
        "const total = a\n  .b;\nf(b);\n",
        "const total =\n  b;\nf(b);\n",
        "const total = a &&\n  b;\nf(b);\n",
        "const total = [\n  a\n    ? b\n    : c,\n];\nf(b);\n",
    ],
)
def test_a_statement_of_several_lines_goes_as_a_whole(ours: Caller, source: str) -> None:
    [edit] = edits(ours, teach(ours), unused("total", 1, 7, source=source))
    end = edit["range"]["end"]
    assert source.split("\n")[end["line"] :] == ["f(b);", ""]
    assert (end["character"], edit["newText"]) == (0, "")


@pytest.mark.parametrize("head", ["if (a) g(); else ", "export ", "for (;;) ", "do "])
def test_the_next_line_does_not_take_the_place_of_what_goes(ours: Caller, head: str) -> None:
    told = unused("total", 1, len(head) + 7, source=f"{head}const total = 1;\nf(b);\n")
    assert edits(ours, teach(ours), told) is None


@pytest.mark.parametrize("head", ["if x: ", "try: ", "a = "])
def test_nor_in_python(ours: Caller, head: str) -> None:
    def told(name: str, line: int, column: int, **fields: Any) -> dict[str, Any]:
        place = {"line": line, "column": column, "end_line": line, "end_column": column + len(name)}
        message = f"Local variable `{name}` is assigned to but never used"
        return error(message, code="F841", tool="ruff", file="a.py", **place, **fields)

    fix = {"before": "x = 1\nf()\n", "after": "f()\n"}
    slug = teach(ours, error=told("x", 1, 1), fix=fix)
    whole = edits(ours, slug, told("z", 1, 1, source="z = 2\ng()\n"))
    assert [edit["newText"] for edit in whole] == [""]
    source = f"{head}z = 2\ng()\n"
    assert edits(ours, slug, told("z", 1, len(head) + 1, source=source)) is None


def test_the_same_edit_of_other_code_is_the_same_pattern(ours: Caller) -> None:
    slug = teach(ours)
    fix = {"before": "x();\nconst name = 'y';\n", "after": "x();\n"}
    again = teach(ours, error=unused("name", 2, 7), fix=fix, event_id=event())
    assert again == slug
    pattern = ErrorPattern.objects.get(slug=slug)
    assert pattern.edit is not None
    assert [rule["n"] for rule in pattern.edit["rules"]] == [2]
    assert {row.fix_version for row in pattern.signatures.all()} == {EDIT_VERSION}


def test_the_same_example_again_says_nothing_new(ours: Caller) -> None:
    slug = teach(ours)
    teach(ours, event_id=event())
    pattern = ErrorPattern.objects.get(slug=slug)
    assert pattern.edit is not None
    assert [rule["n"] for rule in pattern.edit["rules"]] == [1]


def test_a_diff_of_one_place_teaches_too(ours: Caller) -> None:
    diff = "--- a/x.js\n+++ b/x.js\n@@ -4,2 +4,1 @@\n-const a = 1;\n f(b);\n"
    slug = teach(ours, error=unused("a", 4, 7), fix={"diff": diff})
    told = unused("total", 1, 7, source="const total = 2;\n")
    assert edits(ours, slug, told) is not None


def test_a_larger_change_is_guidance(ours: Caller) -> None:
    slug = teach(ours, fix={**FIX, "type": "refactor"})
    assert edits(ours, slug, unused("total", 1, 7, source="const total = 2;\n")) is None


def test_nothing_private_is_stored(ours: Caller) -> None:
    before = "open(a);\n"
    after = "open('/home/maria/a.ts');\n"
    told = error("Bad name.", line=1, column=6, end_line=1, end_column=7)
    slug = teach(ours, error=told, fix={"before": before, "after": after})
    assert "maria" not in str(ErrorPattern.objects.filter(slug=slug).values())


def test_an_import_that_a_package_may_pass_on_stays(ours: Caller) -> None:
    def imported(name: str, **fields: Any) -> dict[str, Any]:
        said = f"`{name}` imported but unused"
        return error(said, code="F401", tool="ruff", **{"line": 1, "column": 8, **fields})

    fix = {"before": "import os\n\nprint(1)\n", "after": "\nprint(1)\n"}
    slug = teach(ours, error=imported("os", file="a.py", end_line=1, end_column=10), fix=fix)
    place = {"source": "import sys\n\nf()\n", "end_line": 1, "end_column": 11}
    for file, is_edited in (
        ("app/views.py", True),
        ("app/init.py", True),
        ("app/__init__.py", False),
        ("__init__.pyi", False),
        ("C:\\app\\__init__.py", False),
    ):
        told = edits(ours, slug, imported("sys", file=file, **place))
        assert (told is not None) == is_edited, file


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "from .a import (\n    b,\n    c,\n)\nx = 1\n",
            "from .a import (\n    b,\n)\nx = 1\n",
            True,
        ),
        ("from .a import b, c\n", "from .a import b\n", True),
        ("try:\n    import a, b\nfinally: x\n", "try:\n    import a\nfinally: x\n", True),
        ("import a\nx = 1\n", "x = 1\n", True),
        ("import a\nx = 1\n", "", False),
        ("import a\n", "import a as a\n", False),
        ("import a\n", "import b\n", False),
        ("x = important\n", "x = 1\n", False),
    ],
)
def test_imports_alone_go(before: str, after: str, expected: bool) -> None:
    assert may_be_exports("pkg/__init__.py", before, after) is expected


def test_a_statement_that_never_ends_takes_linear_time() -> None:
    """Imports of 60 KB took seconds."""
    text = "import (\n" * 27_000
    began = time.process_time()
    assert may_be_exports("pkg/__init__.py", text, text[:-9])
    assert time.process_time() - began < 5


def test_failures_lower_the_applicability(ours: Caller) -> None:
    slug = teach(ours)
    ErrorPattern.objects.filter(slug=slug).update(applicability="machine_applicable")
    told = unused("a", 1, 7, source=FIX["before"])
    for build in "ab":
        assert report(ours, slug, success=False, told=told, build=build).status_code == 201
    run_jobs()
    found = matches(ours, "shop", told)
    assert found[slug]["fix"]["applicability"] == "maybe_incorrect"


def test_of_two_fixes_that_is_applied_whose_example_looked_like_this(ours: Caller) -> None:
    def told(column: int, size: int, **fields: Any) -> dict[str, Any]:
        place = {"line": 1, "column": column, "end_line": 1, "end_column": column + size}
        return error("Split these declarations.", code="one-var", **{**place, **fields})

    outer = {"before": "export let a, b;", "after": "export let a; export let b;"}
    inner = {"before": "f(() => { let a, b; });", "after": "f(() => { let a; let b; });"}
    first = teach(ours, error=told(8, 9), fix=outer)
    second = teach(ours, error=told(11, 9), fix=inner, event_id=event())
    assert first != second
    source = "g(() => { let x, y; });"
    assert edits(ours, first, told(11, 9, source=source)) is None
    [edit] = edits(ours, second, told(11, 9, source=source))
    assert edit["newText"] == "; let"
    source = "export let x, y;"
    assert edits(ours, second, told(8, 9, source=source)) is None
    assert edits(ours, first, told(8, 9, source=source)) is not None


def test_what_is_put_in_is_capped(ours: Caller) -> None:
    def told(name: str, **fields: Any) -> dict[str, Any]:
        place = {"line": 1, "column": 1, "end_line": 1, "end_column": 2}
        return error(f"Name '{name}' is missing here.", code="M1", **{**place, **fields})

    slug = teach(ours, error=told("abc"), fix={"before": "f()", "after": "f(abc, abc)"})
    assert edits(ours, slug, told("x" * 3000, source="g()")) is not None
    fix = matches(ours, "shop", told("x" * 5000, source="g()"))[slug]["fix"]
    assert (fix["edits"], fix["declined"]) == (None, "its edit puts in more than 8192 bytes")


class TestApplicability:
    """What reports do to it, by the API alone."""

    def test_falls_when_failures_are_reported_again_and_again(self, ours: Caller) -> None:
        slug = teach(ours)
        told = unused("a", 1, 7, source=FIX["before"])
        seen = []
        for build in "ab":
            seen.append(matches(ours, "shop", told)[slug]["fix"]["applicability"])
            assert report(ours, slug, success=False, told=told, build=build).status_code == 201
            run_jobs()
        fix = matches(ours, "shop", told)[slug]["fix"]
        seen.append(fix["applicability"])
        assert fix["edits"]
        assert fix["declined"].startswith("2 of 2 reports say that it failed (unspecified)")
        assert seen == ["maybe_incorrect", "maybe_incorrect", "unspecified"]

    def test_stays_where_far_more_went_well(self, ours: Caller) -> None:
        slug = teach(ours)
        told = unused("a", 1, 7, source=FIX["before"])
        for success in (False, *[True] * 7, False):
            assert report(ours, slug, success=success, told=told, build=event()).status_code == 201
        run_jobs()
        found = matches(ours, "shop", told)[slug]
        assert found["evidence"]["failures"] == 2
        assert found["fix"]["applicability"] == Applicability.MAYBE_INCORRECT

    @staticmethod
    def after(ours: Caller, slug: str, *reports: bool, **fields: Any) -> str:
        told = unused("a", 1, 7, source=FIX["before"])
        for success in reports:
            answer = report(ours, slug, success=success, told=told, build=event(), **fields)
            assert answer.status_code == 201
        run_jobs()
        return str(matches(ours, "shop", told)[slug]["fix"]["applicability"])

    def test_is_not_taken_out_of_use_by_what_tools_say(self, ours: Caller) -> None:
        slug = teach(ours)
        assert self.after(ours, slug, False, False, evidence="tool") == "maybe_incorrect"
        ErrorPattern.objects.filter(slug=slug).update(applicability="machine_applicable")
        assert self.after(ours, slug) == "maybe_incorrect"

    def test_stays_at_six_of_eight(self, ours: Caller) -> None:
        slug = teach(ours)
        assert self.after(ours, slug, False, False, *[True] * 6) == "maybe_incorrect"

    def test_rises_again_by_successes(self, ours: Caller) -> None:
        slug = teach(ours)
        assert self.after(ours, slug, False, False) == "unspecified"
        # Too few of them leave it as unreliable as it was, and it is not served at all.
        assert self.after(ours, slug, *[True] * 5) == "maybe_incorrect"


class TestSarif:
    def test_a_fix_tells_regions_from_1_in_utf_16_units(self, ours: Caller) -> None:
        told = error("Use '===' here.", code="eqeqeq", line=1, column=3, end_line=1, end_column=5)
        slug = teach(ours, error=told, fix={"before": "a == b", "after": "a === b"})
        other = {**told, "source": "'😀' == b", "column": 6, "end_column": 8, "file": "src/a b.js"}
        fix = matches(ours, "shop", other)[slug]["fix"]
        region = {"startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 8}
        replacement = {"deletedRegion": region, "insertedContent": {"text": "==="}}
        assert fix["sarif"] == {
            "description": {"text": fix["title"]},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "src/a%20b.js"},
                    "replacements": [replacement],
                }
            ],
        }

    def test_a_deletion_inserts_nothing(self, ours: Caller) -> None:
        slug = teach(ours)
        told = unused("total", 1, 7, source="const total = 2;\nf();\n")
        [change] = matches(ours, "shop", told)[slug]["fix"]["sarif"]["artifactChanges"]
        region = {"startLine": 1, "startColumn": 1, "endLine": 2, "endColumn": 1}
        assert change["replacements"] == [{"deletedRegion": region}]

    @pytest.mark.parametrize("fields", [{"file": ""}, {"source": ""}])
    def test_there_is_none_without_a_file_or_an_edit(
        self, ours: Caller, fields: dict[str, str]
    ) -> None:
        slug = teach(ours)
        told = {**unused("total", 1, 7, source="const total = 2;\n"), **fields}
        assert matches(ours, "shop", told)[slug]["fix"]["sarif"] is None


SEVERAL = """--- a/src/user.ts
+++ b/src/user.ts
@@ -1,2 +1,2 @@
-const a = loadUser(1);
+const a = fetchUser(1);
 f(a);
--- a/src/load.ts
+++ b/src/load.ts
@@ -4,3 +4,3 @@
 // users
-export { loadUser };
+export { loadUser, loadUser as fetchUser };
 //
"""
OWN = "const x = getBill(7);\n"
BESIDE = "let y;\n// bills\nexport { getBill };\n"


def renamed(name: str, wanted: str, **fields: Any) -> dict[str, Any]:
    message = f"Function '{name}' was renamed to '{wanted}'."
    place = {"line": 1, "column": 11, "end_line": 1, "end_column": 11 + len(name)}
    return error(message, code="RN1", file="src/user.ts", **{**place, **fields})


class TestSeveralFiles:
    def fix_of(self, caller: Caller, sources: dict[str, str]) -> dict[str, Any]:
        slug = teach(caller, error=renamed("loadUser", "fetchUser"), fix={"diff": SEVERAL})
        told = renamed("getBill", "fetchBill", source=OWN, sources=sources)
        fix: dict[str, Any] = matches(caller, "shop", told)[slug]["fix"]
        assert (fix["type"], fix["edits"]) == ("multi_file", None)
        return fix

    def test_are_changed_together_where_the_caller_gives_them(self, ours: Caller) -> None:
        fix = self.fix_of(ours, {"src/bill.ts": BESIDE, "src/else.ts": "f();\n"})
        start, end, place = (
            {"line": line, "character": character}
            for line, character in ((0, 10), (0, 17), (2, 16))
        )
        own = {"range": {"start": start, "end": end}, "newText": "fetchBill"}
        beside = {"range": {"start": place, "end": place}, "newText": ", getBill as fetchBill"}
        assert fix["workspace_edit"] == {
            "documentChanges": [
                {"textDocument": {"uri": "src/user.ts", "version": None}, "edits": [own]},
                {"textDocument": {"uri": "src/bill.ts", "version": None}, "edits": [beside]},
            ]
        }
        files = [change["artifactLocation"]["uri"] for change in fix["sarif"]["artifactChanges"]]
        assert files == ["src/user.ts", "src/bill.ts"]

    @pytest.mark.parametrize(
        "sources",
        [
            {},
            {"src/else.ts": "f();\n"},
            {"src/bill.ts": BESIDE, "src/two.ts": "//\nexport { getBill };\n"},
        ],
    )
    def test_are_guidance_where_one_is_missing_or_two_fit(
        self, ours: Caller, sources: dict[str, str]
    ) -> None:
        fix = self.fix_of(ours, sources)
        assert (fix["workspace_edit"], bool(fix["declined"])) == (None, True)

    @pytest.mark.parametrize(
        ("file", "beside"),
        [
            ("", "src/load.ts"),
            ("src/user.ts", ""),
            ("src/user.ts", "./src/user.ts"),
            ("src/user.ts", "src/x/../user.ts"),
            ("file:///src/user.ts", "file:///src/./user.ts"),
            ("src/user.ts", "src\\user.ts"),
        ],
    )
    def test_are_not_where_two_are_one_or_one_has_no_name(
        self, ours: Caller, file: str, beside: str
    ) -> None:
        slug = teach(ours, error=renamed("loadUser", "fetchUser"), fix={"diff": SEVERAL})
        told = renamed("getBill", "fetchBill", source=OWN, sources={beside: BESIDE})
        fix = matches(ours, "shop", {**told, "file": file})[slug]["fix"]
        assert (fix["edits"], fix["workspace_edit"], fix["sarif"]) == (None, None, None)
        assert fix["declined"] == "a file has no name, or two names are of one file"


class TestRefining:
    def told(self, gauge: str, name: str, column: int, **fields: Any) -> dict[str, Any]:
        message = f"Value of gauge {gauge} is never used."
        return {**unused(name, 1, column, **fields), "message": message}

    def test_keeps_the_edit(self, ours: Caller) -> None:
        slug = teach(ours, error=self.told("header", "a", 7))
        kept = ErrorPattern.objects.get(slug=slug).error_regex
        fix = {"before": "const total = 1;\ng(c);\n", "after": "g(c);\n"}
        again = self.told("row_2", "total", 7)
        assert teach(ours, error=again, fix=fix, event_id=event()) == slug
        assert ErrorPattern.objects.get(slug=slug).error_regex != kept
        told = self.told("x.y", "sum", 7, source="const sum = 2;\nh();\n")
        assert edits(ours, slug, told) is not None


class TestErasing:
    def test_takes_back_the_words_that_nobody_else_taught(self, ours: Caller) -> None:
        slug = teach(ours, "shop")
        assert teach(ours, "blog", event_id=event()) == slug
        pattern = ErrorPattern.objects.get(slug=slug)
        assert pattern.edit is not None
        own = {"e": [["<"], ["=", "unique_name", True], [">"]], "n": 1, "g": False, "i": []}
        edit = {**pattern.edit, "rules": [*pattern.edit["rules"], own]}
        ErrorPattern.objects.filter(pk=pattern.pk).update(edit=edit)
        Project.objects.get(key="shop").erase()
        pattern.refresh_from_db()
        assert pattern.edit is not None
        assert len(pattern.edit["rules"]) == 1
        assert "unique_name" not in str(pattern.edit)

    def test_takes_back_the_lines_that_nobody_else_taught(self, ours: Caller) -> None:
        """Whatever stood around the change, it was the same one."""
        fix = {"before": "const a = acmeSecret(1);\nf(b);\n", "after": "f(b);\n"}
        slug = teach(ours, "shop", fix=fix)
        assert teach(ours, "blog", event_id=event()) == slug
        pattern = ErrorPattern.objects.get(slug=slug)
        assert "acmeSecret" in pattern.fix_template
        Project.objects.get(key="shop").erase()
        pattern.refresh_from_db()
        assert pattern.fix_template == "- const $1 = 1;"
        assert not pattern.history.filter(fix_template__contains="acmeSecret").exists()


def changed(caller: Caller, slug: str) -> Any:
    told = unused("total", 1, 7, source="const total = 2;\ng();\n")
    found = matches(caller, "shop", told)[slug]["fix"]
    return found["edits"], ErrorPattern.objects.values_list("edit", "template").get(slug=slug)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_who_says_the_same_of_no_place_agrees_to_no_edit(
    ours: Caller, theirs: Caller, order: tuple[int, ...]
) -> None:
    placed = unused("a", 1, 7)
    somewhere = {name: placed[name] for name in ("message", "code", "tool", "file")}
    told = somewhere, placed
    slugs = {n: teach(ours, error=told[n], event_id=event()) for n in order}
    assert slugs[0] != slugs[1]
    assert teach(theirs, error=somewhere) == slugs[0]
    assert ErrorPattern.objects.get(slug=slugs[0]).edit is None
    assert ErrorPattern.objects.get(slug=slugs[1]).edit is not None


def test_a_diff_that_lies_below_the_error_teaches_no_edit(ours: Caller) -> None:
    diff = "--- a/a.ts\n+++ b/a.ts\n@@ -9,2 +9,1 @@\n-const a = 1;\n f(b);\n"
    slug = teach(ours, error=unused("a", 1, 7), fix={"diff": diff})
    assert ErrorPattern.objects.get(slug=slug).edit is None


def test_what_differs_in_where_it_is_done_is_two_patterns(ours: Caller) -> None:
    """The same line is taken out, but another part of it is what the tool marks."""
    named = unused("a", 1, 7)
    told = named, {**named, "column": 11, "end_column": 12}
    slugs = [teach(ours, error=one, event_id=event()) for one in told]
    assert slugs[0] != slugs[1]


OTHERWISE = [
    {"before": "let a = 1, c = 2;\nf(b);\n", "after": "f(b);\n"},
    {"before": "const a = g(1);\nf(b);\n", "after": "f(b);\n"},
    {"before": "{ const a = 1; }\n", "after": "{ }\n"},
]


def test_what_another_account_teaches_changes_no_edit(ours: Caller, theirs: Caller) -> None:
    slug = teach(ours)
    before = changed(ours, slug)
    assert before[0] is not None
    taught = set()
    for fix in OTHERWISE:
        column = fix["before"].index("a") + 1
        taught.add(teach(theirs, error=unused("a", 1, column), fix=fix))
    assert slug in taught
    assert changed(ours, slug) == before


def test_one_more_lesson_changes_no_edit_that_everybody_is_served(ours: Caller) -> None:
    slug = teach(ours)
    judge(ErrorPattern.objects.get(slug=slug), "active")
    before = changed(ours, slug)
    fix = {"before": "const a = g.h;\nf(b);\n", "after": "f(b);\n"}
    assert teach(ours, "blog", fix=fix) == slug
    assert changed(ours, slug) == before


@pytest.mark.parametrize("value", ["g(1)", "(g = 1)"])
def test_what_another_account_took_out_is_not_taken_out_here(
    ours: Caller, theirs: Caller, value: str
) -> None:
    fix = {"before": f"const a = {value};\nf(b);\n", "after": "f(b);\n"}
    taken = teach(theirs, fix=fix)
    slug = teach(ours)
    assert slug != taken
    told = unused("paid", 1, 7, source="const paid = pay(order);\nf(b);\n")
    assert edits(ours, slug, told) is None
    assert taken not in matches(ours, "shop", told)
    # Nor is what they did not take out kept from whoever did.
    assert teach(ours, fix=fix, event_id=event()) == taken
    assert (edits(ours, taken, told) is not None) == (value == "g(1)")


def test_what_another_account_taught_changes_no_order(ours: Caller, theirs: Caller) -> None:
    message = "Use `{}` instead of `loop`."
    slugs = {}
    for fix, value in (("Do one.", "a.b"), ("Do another.", "f(x)")):
        told = learn(ours, error=error(message.format(value)), fix={"template": fix})
        slugs[told["pattern"]["id"]] = fix
    asked = error(message.format("g[0]"))
    before = list(matches(ours, "shop", asked))
    learn(theirs, error=asked, fix={"template": slugs[before[-1]]})
    library.forget()  # as another process reads it
    assert list(matches(ours, "shop", asked)) == before


def test_an_edit_with_private_text_is_no_longer_served_after_a_rescrub(ours: Caller) -> None:
    slug = teach(ours)
    told = unused("total", 1, 7, source="const total = 2;\n")
    assert edits(ours, slug, told) is not None
    Lesson.objects.update(scrub_version=0, diff="-const a = 1; // ada@acme.io")
    jobs()["rescrub"]()
    assert ErrorPattern.objects.get(slug=slug).edit is None
    assert edits(ours, slug, told) is None


class TestPrivate:
    """What one account's code says is read by no other one, whatever both did to theirs."""

    def test_a_fix_says_only_what_both_accounts_told(self, ours: Caller, theirs: Caller) -> None:
        fix = {"before": "const a = acmeVault;\nf(b);\n", "after": "f(b);\n"}
        slug = teach(ours, fix=fix)
        assert teach(theirs) == slug
        told = unused("total", 1, 7)
        assert "acmeVault" not in str(matches(theirs, "shop", told))
        text = matches(theirs, "shop", told)[slug]["fix"]["text"]
        assert "const total = …" in text
        assert "acmeVault" not in str(ErrorPattern.objects.filter(slug=slug).values())

    def test_what_either_puts_in_stays_said(self, ours: Caller, theirs: Caller) -> None:
        """Half a fix is a wrong one: what is to go, without what is to come for it."""
        for caller, name in ((ours, "acmeVault"), (theirs, "b")):
            before = f"const a = {name}(1);\nf(b);\n"
            fix = {"before": before, "after": before.replace("const a", "const _a")}
            slug = teach(caller, fix=fix)
        for caller in (ours, theirs):
            text = matches(caller, "shop", unused("total", 1, 7))[slug]["fix"]["text"]
            assert text == "- const total = …(1);\n+ const _total = …(1);"

    def test_white_space_of_another_account_changes_no_fix(
        self, ours: Caller, theirs: Caller
    ) -> None:
        slug = teach(ours, fix={"before": "f(a,  b);\n", "after": "g(a,  b);\n"})
        before = matches(ours, "shop", unused("total", 1, 7))[slug]
        assert teach(theirs, fix={"before": "f(a, b);\n", "after": "g(a, b);\n"}) == slug
        now = matches(ours, "shop", unused("total", 1, 7))[slug]
        assert now["fix"]["text"] == before["fix"]["text"]

    def test_the_words_of_ones_own_account_stay(self, ours: Caller) -> None:
        fix = {"before": "const a = acmeVault;\nf(b);\n", "after": "f(b);\n"}
        slug = teach(ours, fix=fix)
        assert teach(ours, "blog") == slug
        assert "acmeVault" in matches(ours, "shop", unused("total", 1, 7))[slug]["fix"]["text"]

    def test_a_name_says_only_what_both_accounts_told(self, ours: Caller, theirs: Caller) -> None:
        message = "cannot write block {} of the journal to '/a'"
        fix = {"template": "Make it larger."}
        for word in ("acmeheader", "row_2"):
            slug = learn(ours, error=error(message.format(word)), fix=fix)["pattern"]["id"]
        assert ErrorPattern.objects.get(slug=slug).name == message.format("$1").replace("/a", "$2")
        told = error(message.format("row_2"))
        assert learn(theirs, error=told, fix=fix)["pattern"]["id"] == slug
        assert "acmeheader" not in slug
        assert "acmeheader" not in matches(theirs, "shop", told)[slug]["pattern"]["name"]


class TestErasingLooks:
    def test_takes_back_how_values_looked_that_nobody_else_told(self, ours: Caller) -> None:
        message = "Use `{}` instead of `loop`."
        fix = {"template": "Do one."}
        for project, value in (("shop", "f(x)"), ("blog", "a.b")):
            told = learn(ours, project, error=error(message.format(value)), fix=fix)
        pattern = ErrorPattern.objects.get(slug=told["pattern"]["id"])
        assert "w(w)" in str(pattern.template)
        version = pattern.version
        Project.objects.get(key="shop").erase()
        pattern.refresh_from_db()
        assert "w(w)" not in str(pattern.template)
        assert "w.w" in str(pattern.template)
        assert pattern.version > version

    def test_takes_back_the_shape_that_nobody_else_told(self, ours: Caller) -> None:
        message = "cannot write block {} of the journal to '/a'"
        fix = {"template": "Make it larger."}
        for project, word in (("shop", "acmeheader"), ("blog", "row_2")):
            slug = learn(ours, project, error=error(message.format(word)), fix=fix)["pattern"]["id"]
        pattern = ErrorPattern.objects.get(slug=slug)
        assert pattern.signatures.count() == 2
        Project.objects.get(key="shop").erase()
        assert pattern.signatures.count() == 1
        pattern.refresh_from_db()
        assert "acmeheader" not in pattern.name
        again = learn(ours, "blog", error=error(message.format("row_2")), fix=fix)
        assert again["pattern"]["id"] == slug


def missing(name: str, line: int, **fields: Any) -> dict[str, Any]:
    """As ruff and flake8 say it, in two words."""
    place = {"line": line, "column": 1, "end_line": line, "end_column": 1 + len(name)}
    return error(f"Undefined name `{name}`", code="F821", tool="ruff", **place, **fields)


def test_each_module_of_the_language_is_imported_by_its_own_name(ours: Caller) -> None:
    modules = ["abc", "csv", "glob", "json", "os", "queue", "re", "shutil", "sys", "zlib"]
    for name in modules:
        code = f"import math\n\n{name}.x\n"
        after = f"import math\nimport {name}\n\n{name}.x\n"
        learn(ours, error=missing(name, 3), fix={"before": code, "after": after})
    for name in [*modules, "osx"]:
        found = matches(ours, told=missing(name, 3, source=f"import math\n\n{name}.y\n"))
        told = [edit["newText"] for one in found.values() for edit in one["fix"]["edits"] or ()]
        assert told == ([f"\nimport {name}"] if name in modules else [])
