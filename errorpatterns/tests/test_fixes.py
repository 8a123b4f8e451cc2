import pytest
from hypothesis import given
from hypothesis import strategies as st

from errorpatterns import fixes
from errorpatterns.fixes import (
    CanonicalFix,
    FixRefused,
    abstract,
    canonical_fix,
    dangling,
    fill,
    infer_category,
    infer_type,
)

# Nothing here asks a database.
pytestmark = pytest.mark.once


def edit(before: str, after: str, *captures: str) -> CanonicalFix:
    return canonical_fix(before, after, None, None, captures)


def test_the_same_mend_of_another_name_is_the_same_fix() -> None:
    one = edit("f();\n", "import { useState } from 'react';\nf();\n", "useState")
    other = edit("g();\nh();", "import { useEffect } from 'react';\ng();\nh();", "useEffect")
    assert one == other
    assert one.text == "import { $1 } from 'react';"


def test_context_and_indentation_do_not_count() -> None:
    one = edit("def f():\n    return x.has_key(k)\n", "def f():\n    return k in x\n")
    other = edit("y = 1\nreturn  x.has_key(k)", "y = 1\nreturn k in  x")
    assert one.digest == other.digest
    assert one.text == "- return x.has_key(k)\n+ return k in x"


def test_other_changes_are_other_fixes() -> None:
    fixes_ = [
        edit("a", "b"),
        edit("a", "c"),
        edit("b", "a"),
        edit("", "a"),
        edit("a", ""),
        edit("a", "b x", "x"),
        canonical_fix(None, None, None, "a", ()),
    ]
    assert len({fix.digest for fix in fixes_}) == len(fixes_)


DIFF = """\
diff --git a/src/a.ts b/src/a.ts
index 123..456 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,3 +1,4 @@
+import { b } from './b';
 const x = 1;
-  y(x);
+  y(b, x);
 z();
\\ No newline at end of file
"""


def test_a_diff_is_the_fix_that_its_two_sides_are() -> None:
    before = "// head\nconst x = 1;\n  y(x);\nz();\n"
    after = "// head\nimport { b } from './b';\nconst x = 1;\n  y(b, x);\nz();\n"
    assert canonical_fix(None, None, DIFF, None, ("b",)) == edit(before, after, "b")
    assert canonical_fix(None, None, DIFF.replace("\n", "\r\n"), None, ("b",)) == edit(
        before, after, "b"
    )


def test_a_new_file_is_an_insertion() -> None:
    head = "diff --git a/x b/x\nnew file mode 100644\nindex 0..1\n--- /dev/null\n+++ b/x\n"
    diff = head + "@@ -0,0 +1 @@\n+x\n"
    assert canonical_fix(None, None, diff, None, ()) == edit("", "x")
    assert infer_type(diff=diff) == infer_type("", "x")


def test_a_diff_may_be_bare_lines() -> None:
    bare = canonical_fix(None, None, "-let x\n+const x", None, ())
    assert bare == edit("let x", "const x")


def test_white_space_counts_where_nothing_else_changes() -> None:
    indented = edit("if x:\nf()\n", "if x:\n    f()\n")
    assert indented.text == "- f()\n+     f()"
    assert indented.digest != edit("if x:\nf()\n", "if x:\n  f()\n").digest
    assert edit("a\nb", "a\n\nb").text == "+ "
    assert edit("a", "a\n").digest


def test_blank_lines_beside_a_change_do_not_count() -> None:
    assert edit("a\nb", "a\n\nimport x\n\nb") == edit("a\nb", "import x\na\nb")


def test_words_are_a_fix_whatever_their_case_and_blanks() -> None:
    one = canonical_fix(None, None, None, "Import  useState\nfrom react.", ("useState",))
    other = canonical_fix(None, None, None, " import $1 from React.", ("x",))
    assert one.digest == other.digest
    assert one.kind == "words"
    assert one.text == "Import  $1\nfrom react."


def test_an_edit_tells_more_than_words() -> None:
    assert canonical_fix("a", "b", None, "say it") == edit("a", "b")


@pytest.mark.parametrize(
    ("before", "after", "diff", "template"),
    [
        (None, None, None, None),
        (None, None, " \n", " "),
        ("a\nb", "a\nb", None, None),
        (None, None, " context only\n", None),
        ("", "x" * (fixes.MAX_TEMPLATE + 1), None, None),
        (None, None, None, "x" * (fixes.MAX_TEMPLATE + 1)),
        ("a\n" + "\n".join(f"b{n}" for n in range(3_000)) + "\nc", "x\nb\nc\ny", None, None),
    ],
)
def test_refused(
    before: str | None, after: str | None, diff: str | None, template: str | None
) -> None:
    with pytest.raises(FixRefused):
        canonical_fix(before, after, diff, template, ())


@pytest.mark.parametrize(
    ("text", "captures", "template"),
    [
        ("useState(useStateful, my.useState)", ["useState"], "$1(useStateful, my.$1)"),
        ("slice(2)", ["2"], "slice(2)"),
        ("$x + x", ["x"], "$x + $1"),
        ("$x + x", ["$x"], "$1 + x"),
        ("s/$1/$$2/ costs $", [], "s/$$1/$$$2/ costs $"),
        ("a.b + a", ["a", "a.b"], "$2 + $1"),
        ("a, a", ["a", "a"], "$1, $1"),
        ("'./x'1 './x'", ["'./x'"], "'./x'1 $1"),
        ("${name}", ["name"], "${$1}"),
        ("_name, __name, my_name, _names", ["name"], "_$1, __name, my_name, _names"),
    ],
)
def test_captures_become_holes_where_they_are_whole_tokens(
    text: str, captures: list[str], template: str
) -> None:
    assert abstract(text, captures) == template
    assert fill(template, captures) == text


CODE = st.text("ab$12 .('\n\u0661", max_size=30)


@given(CODE, st.lists(st.text("ab$12.('", max_size=4), max_size=12))
def test_filling_with_the_same_captures_gives_the_text_back(text: str, captures: list[str]) -> None:
    assert fill(abstract(text, captures), captures) == text


LINES = st.lists(st.text("ab$1 ", max_size=5), max_size=6)


@given(LINES, LINES, st.lists(st.sampled_from(["a", "b", "ab"]), max_size=3))
def test_a_diff_and_its_sides_give_the_same_digest(
    old: list[str], new: list[str], captures: list[str]
) -> None:
    diff = "\n".join(["@@ @@", *(f"-{line}" for line in old), *(f"+{line}" for line in new)])
    try:
        expected = edit("\n".join(old), "\n".join(new), *captures)
    except FixRefused:
        return
    assert canonical_fix(None, None, diff, None, captures).digest == expected.digest


def test_a_capture_is_filled_in_literally_and_once() -> None:
    assert fill("$1 and $2", ["$2", r"\1"]) == r"$2 and \1"
    assert fill("$3 $0 $01 $11", ["a", "b"]) == "$3 $0 $01 $11"


@pytest.mark.parametrize(
    ("template", "captures", "said"),
    [
        ("Use $7 now", 1, "It says $7, and $1 alone is captured. Where $7 itself is meant,"),
        ("Use $4 and $3", 2, "It says $3, and $1 to $2 are captured. Where $3 itself is meant,"),
        ("Use $1", 0, "It says $1, and nothing is captured. Where $1 itself is meant, write $$1."),
        ("Use $11", 12, "It says $11, and $1 to $10 are captured."),
        ("Use $$7 for $0, $05 and $100", 0, ""),
        ("Use $2 and $10", 10, ""),
    ],
)
def test_a_hole_that_nothing_fills_is_told(template: str, captures: int, said: str) -> None:
    assert dangling(template, captures).startswith(said)
    assert bool(dangling(template, captures)) == bool(said)


@given(st.text("$0123a ", max_size=12), st.integers(0, 12))
def test_what_does_not_dangle_is_filled(template: str, captures: int) -> None:
    values = [f"<{number}>" for number in range(captures)]
    more = [*values, *["<lost>"] * (10 - captures)]
    if captures < 10 and not dangling(template, captures):
        assert fill(template, values) == fill(template, more)


def test_a_fix_that_grows_too_long_is_not_given() -> None:
    assert len(fill("$1" * 8, ["x" * 1_024])) == fixes.MAX_FILLED
    with pytest.raises(FixRefused, match="longer"):
        fill("$1" * 9, ["x" * 1_024])


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a\nb", "a\nx\nb", "insert"),
        ("a\nx\nb", "a\nb", "delete"),
        ("a\nx\nb", "a\ny\nb", "replace"),
        ("a\nb", "x\na\ny", "replace"),
        ("a\nb\nc\nd\ne\nf\ng\nh", "1\nb\n2\nd\n3\nf\n4\nh", "refactor"),
        ("", "\n".join(map(str, range(30))), "refactor"),
        (None, None, "replace"),
    ],
)
def test_type_of_an_edit(before: str | None, after: str | None, expected: str) -> None:
    assert infer_type(before, after) == expected


def test_type_of_a_diff() -> None:
    assert infer_type(diff=DIFF) == "replace"
    assert infer_type(diff=DIFF + DIFF.replace("a.ts", "b.ts")) == "multi_file"
    assert infer_type(diff="+import x") == "insert"


@pytest.mark.parametrize(
    ("message", "code", "tool", "type", "category"),
    [
        ("Cannot find module './x' or its type declarations.", "TS2307", "tsc", None, "import"),
        ("Module not found: Error: Can't resolve './x'", None, "webpack", None, "import"),
        ("No module named 'x'", None, None, "ModuleNotFoundError", "import"),
        ("';' expected.", "TS1005", "tsc", None, "syntax"),
        ("Parsing error: Unexpected token }", None, "eslint", None, "syntax"),
        ("invalid syntax", None, "python", "SyntaxError", "syntax"),
        ("Type 'a' is not assignable to type 'b'.", "TS2322", None, None, "type"),
        ("Object is possibly 'undefined'.", None, None, None, "type"),
        ("mismatched types", "E0308", "rustc", None, "type"),
        ("No matching distribution found for x", None, "pip", None, "build"),
        ("undefined reference to `main'", None, None, None, "build"),
        ("'x' is assigned a value but never used.", "no-unused-vars", None, None, "lint"),
        ("`os` imported but unused", "F401", "ruff", None, "lint"),
        ("The `bg-x` class does not exist.", None, "tailwindcss", None, "style"),
        ("Cannot read properties of undefined (reading 'map')", None, None, "TypeError", "runtime"),
        ("duplicate key value violates unique constraint", "23505", "postgres", None, "runtime"),
    ],
)
def test_category(
    message: str, code: str | None, tool: str | None, type: str | None, category: str
) -> None:
    assert infer_category(message, code, tool, type) == category
