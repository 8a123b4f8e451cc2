"""Edits that are told from another place than that of the error, and of all that it is in."""

import time

import pytest

from errorpatterns.editing.finding import propose
from errorpatterns.editing.places import Span, applied
from errorpatterns.editing.rules import RuleSet
from errorpatterns.editing.tokens import Source
from errorpatterns.tests.test_edits import Example, lesson, mended

pytestmark = pytest.mark.once


def at_last(known: RuleSet, text: str, name: str) -> str | None:
    start = text.rindex(name)
    found = propose(known, Source(text), Span(start, start + len(name)), [name])
    return None if found is None else applied(text, found)


class TestMentions:
    def known(self) -> RuleSet:
        before = "a = 3;\nf(x);\nconst a = 2;\n"
        return lesson((before, before.replace("const", "let"), "a", ["a"]))

    def test_a_declaration_is_found_by_the_name_that_the_error_is_at(self) -> None:
        text = "export const rows: T[] = [];\n\nfunction f() {\n  g();\n  rows = [1];\n}\n"
        assert at_last(self.known(), text, "rows") == text.replace("const", "let")

    def test_but_not_where_two_are(self) -> None:
        text = "{ const b = 1; }\n{ const b = 2; }\nb = 3;\n"
        assert at_last(self.known(), text, "b") is None

    def test_nor_in_what_a_string_says(self) -> None:
        assert at_last(self.known(), "f('const b = 1');\nb = 3;\n", "b") is None


class TestHeads:
    AWAIT: Example = (
        "const f = () => { await g(); }",
        "const f = async () => { await g(); }",
        "await",
        [],
    )

    @pytest.mark.parametrize(
        ("text", "head"),
        [
            ("function h() { await k(); }", "function h"),
            ("const h = x => { await k(); }", "x =>"),
            ("const h = <T>(x: T) => { await k(); }", "<T>("),
            ("class A { h(a: B): C<D> { if (a) { await k(); } } }", "h(a"),
            ("const o = { h: function () { await k(); } }", "function ("),
            ("function a() { const b = (c) => { for (d of c) { await k(); } } }", "(c)"),
        ],
    )
    def test_what_is_put_before_the_head_of_one_function_is_put_before_any(
        self, text: str, head: str
    ) -> None:
        assert mended(lesson(self.AWAIT), text, "await") == text.replace(head, f"async {head}")

    def test_in_python_too(self) -> None:
        before = "def f():\n    await g()\n"
        known = lesson((before, f"async {before}", "await", []))
        text = "class A:\n    def h(self):\n        if b:\n            await k()\n"
        assert mended(known, text, "await") == text.replace("def h", "async def h")

    def test_where_there_is_no_function_nothing_is_done(self) -> None:
        assert mended(lesson(self.AWAIT), "if (a) { await k(); }", "await") is None

    def test_what_is_thrown_is_told_behind_it(self) -> None:
        known = lesson(("void f() { g(); }", "void f() throws E { g(); }", "g()", ["E"]))
        text = "int h(int a) { if (a) { k(); } }"
        assert mended(known, text, "k()", ["IOE"]) == "int h(int a) throws IOE { if (a) { k(); } }"


class TestItems:
    def test_a_statement_goes_whatever_stands_behind_the_name(self) -> None:
        known = lesson(("class A {\n  private x1;\n}\n", "class A {\n}\n", "x1", ["x1"]))
        assert mended(known, "f();\nlet y1 = 10;\ng();\n", "y1", ["y1"]) == "f();\ng();\n"
        assert mended(known, "f();\nlet y1: T = {\n  a,\n};\n", "y1", ["y1"]) == "f();\n"

    @pytest.mark.parametrize(
        "text", ["let y1 = 1, z = 2;\n", "let y1 = f();\n", "f(y1);\n", "const { y1, z } = a;\n"]
    )
    def test_but_not_with_what_else_it_declares_or_does(self, text: str) -> None:
        known = lesson(("class A {\n  private x1;\n}\n", "class A {\n}\n", "x1", ["x1"]))
        assert mended(known, text, "y1", ["y1"]) is None

    def test_a_parameter_goes_with_its_comma(self) -> None:
        known = lesson(("f(private a1: T) {}", "f() {}", "a1", ["a1"]))
        assert mended(known, "g(private b1) {}", "b1", ["b1"]) == "g() {}"
        assert mended(known, "g(c, private b1 = 2) {}", "b1", ["b1"]) == "g(c) {}"
        assert mended(known, "g(private b1: U, c) {}", "b1", ["b1"]) == "g(c) {}"


@pytest.mark.parametrize(
    "text",
    [
        "{" * 20_000,
        "\n" * 60_000,
        "f(\n" * 20_000,
        "a =\n" * 20_000,
        "x => {" * 9_000,
        "def " * 20_000,
        "<" * 60_000 + ">(",
    ],
)
def test_any_code_is_looked_over_in_a_time_that_grows_as_it_does(text: str) -> None:
    taught = [
        ("class A {\n  private x1;\n}\n", "class A {\n}\n", "x1", ["x1"]),
        TestHeads.AWAIT,
        ("a = 3;\nf(x);\nconst a = 2;\n", "a = 3;\nf(x);\nlet a = 2;\n", "a", ["a"]),
        ("f() {}", "f(): void {}", "f", []),
    ]
    began = time.perf_counter()
    for example in taught:
        at_last(lesson(example), f"{text}\nzz{text}", "zz")
    assert time.perf_counter() - began < 20
