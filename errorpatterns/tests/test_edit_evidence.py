"""What an example tells of other code, and what it tells of its own alone."""

import re

import pytest

from errorpatterns.editing.doubts import (
    GUESS,
    OTHER_TYPE,
    SECOND,
    SEVERAL,
    SILENT,
    why_none,
)
from errorpatterns.editing.rules import RuleSet, refined
from errorpatterns.tests.test_edits import Example, lesson, mended

pytestmark = pytest.mark.once

NUMBER: Example = ("const g = f();", "const g: number = f();", "g", [])
STRING: Example = ("const h = a.b;", "const h: string[] = a.b;", "h", [])
AWAIT: Example = ("{ p.x; }", "{ (await p).x; }", "x", ["x", "Promise<string>"])


class TestTypes:
    def test_a_type_is_of_its_place_until_another_example_puts_it_in(self) -> None:
        assert mended(lesson(NUMBER), "const row = t();", "row") is None
        assert (
            mended(lesson(NUMBER, NUMBER), "const row = t();", "row") == "const row: number = t();"
        )

    def test_nor_where_some_were_given_another(self) -> None:
        assert mended(lesson(NUMBER, NUMBER, STRING), "const row = t();", "row") is None

    def test_says_what_it_waits_for(self) -> None:
        assert why_none(lesson(NUMBER), []) == SECOND
        assert why_none(lesson(NUMBER, NUMBER), []) == ""
        assert why_none(lesson(NUMBER, NUMBER, STRING), []) == SEVERAL
        assert why_none(lesson(NUMBER, ("f(b);", "f(c);", "b", []), STRING), []) == ""
        text: Example = ("const g = f();", "const g: string = f();", "g", [])
        assert why_none(lesson(NUMBER, text), []) == GUESS
        assert why_none(lesson(AWAIT), ["n", "Row"]) == ""
        other: Example = ("{ a.y; }", "{ a.z; }", "y", ["y", "Shop"])
        known = lesson(AWAIT, other)
        assert why_none({**known, "rules": known["rules"][:1]}, ["n", "Row"]) == ""
        silent: RuleSet = {"rules": known["rules"][:1], "missed": {"": 1}}
        assert why_none(silent, ["n", "Row"]) == OTHER_TYPE
        assert why_none(silent, ["n", "Promise<Row>"]) == ""
        assert why_none({**silent, "missed": {"": 2}}, ["n", "Promise<Row>"]) == SILENT
        typed: RuleSet = {"rules": lesson(NUMBER, NUMBER)["rules"], "missed": {"": 1}}
        assert why_none(typed, []) == SEVERAL
        assert why_none({"rules": [], "missed": {"": 2}}, []) == ""

    def test_what_else_stands_behind_a_colon_or_as_is_no_type(self) -> None:
        opened = lesson(("f = open(a)", "with open(a) as f:", "open", []))
        assert mended(opened, "g = open(b)", "open") == "with open(b) as g:"
        told = lesson(("f(a)", "f(a, {retries: LIMIT})", "f", []))
        assert mended(told, "f(b)", "f") == "f(b, {retries: LIMIT})"

    def test_but_one_that_the_message_tells_is_of_every_such_error(self) -> None:
        known = lesson(NUMBER, message="Expected a number.")
        assert mended(known, "const row = t();", "row") == "const row: number = t();"

    def test_it_stands_where_what_followed_in_the_example_does(self) -> None:
        known = lesson(("var x;", "var x: any;", "x", ["x", "any"]))
        assert mended(known, "let y;", "y", ["y", "any"]) == "let y: any;"
        assert mended(known, "f(y++);", "y", ["y", "any"]) is None

    def test_what_is_done_to_a_generic_type_is_done_to_no_other_where_some_did_otherwise(
        self,
    ) -> None:
        other: Example = ("{ a.y; }", "{ a.z; }", "y", ["y", "Shop"])
        known = lesson(AWAIT, other)
        assert mended(known, "{ q.n; }", "n", ["n", "Promise<Row>"]) == "{ (await q).n; }"
        assert mended(known, "{ q.n; }", "n", ["n", "typeof Row"]) is None
        assert mended(lesson(AWAIT), "{ q.n; }", "n", ["n", "Row"]) == "{ (await q).n; }"


class TestUses:
    def test_a_type_of_what_is_used_nowhere_is_of_no_name_that_is(self) -> None:
        known = lesson(("let a;\n", "let a: any;\n", "a", ["a"]))
        assert mended(known, "let b;\n", "b", ["b"]) == "let b: any;\n"
        assert mended(known, "let c;\nc = 1;\n", "c", ["c"]) is None

    def test_nor_that_of_a_function_that_gives_nothing_of_one_that_does(self) -> None:
        known = lesson(("f() {}", "f(): void {}", "f", []))
        assert mended(known, "g() { h(); }", "g") == "g(): void { h(); }"
        assert mended(known, "g() { if (a) return; }", "g") == "g(): void { if (a) return; }"
        assert mended(known, "g() { return 1; }", "g") is None

    def test_in_python_either(self) -> None:
        before, after = "def a1():\n    b()\n", "def a1() -> None:\n    b()\n"
        known = lesson((before, after, "a1", []))
        text = "def c1():\n    return\n\n\ndef d():\n    return 1\n"
        assert mended(known, text, "c1") == text.replace("c1()", "c1() -> None")
        assert mended(known, "def c1():\n    return 1\n", "c1") is None

    def test_two_examples_tell_of_both(self) -> None:
        known = lesson(
            ("let a;\n", "let a: any;\n", "a", ["a"]),
            ("let b;\nf(b);\n", "let b: any;\nf(b);\n", "b", ["b"]),
        )
        assert mended(known, "let c;\ng(c);\n", "c", ["c"]) == "let c: any;\ng(c);\n"

    def test_what_was_told_before_that_was_asked_stays_offered(self) -> None:
        known = lesson(("let a;\nf(a);\n", "let a: any;\nf(a);\n", "a", ["a"]))
        del known["rules"][0]["b"]
        more = lesson(("let b;\n", "let b: any;\n", "b", ["b"]))["rules"][0]
        assert mended(refined(known, more), "let c;\ng(c);\n", "c", ["c"]) is not None

    def test_a_value_of_an_object_is_no_type(self) -> None:
        known = lesson(("x = { a };", "x = { a: b };", "a", ["a", "b"]))
        text = "y = { c };\nf(c);"
        assert mended(known, text, "c", ["c", "d"]) == "y = { c: d };\nf(c);"


class TestNames:
    def test_a_number_in_a_name_is_of_its_place(self) -> None:
        known = lesson(("/(a)/", "/(?<part1>a)/", "a", []))
        assert mended(known, "/(b)/", "b") is None

    def test_one_made_of_the_name_of_what_is_around(self) -> None:
        known = lesson(("class Shop extends f() {}", "class Shop extends ShopBase {}", "f()", []))
        assert mended(known, "class Row extends f() {}", "f()") == "class Row extends RowBase {}"

    def test_but_not_by_letters_that_another_has_by_chance(self) -> None:
        before, after = "def split():\n    f(a)\n", "def split():\n    f(a, maxsplit=1)\n"
        known = lesson((before, after, "f(a)", []))
        text = "def part():\n    f(b)\n"
        assert mended(known, text, "f(b)") == text.replace("f(b)", "f(b, maxsplit=1)")

    def test_nor_by_what_a_library_calls_its_own(self) -> None:
        known = lesson(("class Map { f() { x } }", "class Map { f() { new HashMap(x) } }", "x", []))
        text = "class Row { f() { y } }"
        assert mended(known, text, "y") == text.replace("y", "new HashMap(y)")

    def test_one_of_a_series_is_the_same_everywhere(self) -> None:
        known = lesson(("md5(a)", "sha256(a)", "md5", []))
        assert mended(known, "md5(b)", "md5") == "sha256(b)"

    def test_a_path_beside_the_file_leads_elsewhere_from_another(self) -> None:
        old, new = "import { %s } from './list';\nx();\n%s;\n", "import { z, %s } from './list';\n"
        known = lesson(
            *((old % ("z", n), f"{new % n}x();\n{n};\n", f"{n};", [n]) for n in ("a", "b"))
        )
        assert mended(known, "x();\nc;\n", "c", ["c"]) is None
        has = "import { d } from './list';\nc;\n"
        assert mended(known, has, "c;", ["c"]) == "import { d, c } from './list';\nc;\n"

    @pytest.mark.parametrize("has", ["from .list import (\n    d,\n)\n", "from .list import d\n"])
    def test_but_not_where_the_file_imports_from_it(self, has: str) -> None:
        text = "import os\n\n{}()\n"
        taught = [
            (
                text.format(name),
                text.format(name).replace("os\n", f"os\nfrom .list import {name}\n"),
            )
            for name in ("a", "b")
        ]
        known = lesson(*((*one, name, [name]) for one, name in zip(taught, "ab", strict=True)))
        assert mended(known, text.format("c"), "c", ["c"]) is None
        found = mended(known, text.format("c").replace("os\n", f"os\n{has}"), "c", ["c"])
        assert re.search(r"from \.list import .*\bc\b", found or "", re.S)


class TestBrackets:
    def test_what_went_empty_goes_nowhere_full(self) -> None:
        known = lesson(("a();\nb.c = {};\n", "a();\n", "b", []))
        assert mended(known, "a();\nd.e = {};\n", "d") == "a();\n"
        assert mended(known, "a();\nd.e = { f: 1 };\n", "d") is None


class TestBeside:
    def test_a_keyword_is_put_in_for_the_words_that_went_in_the_example(self) -> None:
        known = lesson(("module.exports = f();", "export default f();", "module.exports", []))
        assert mended(known, "module.exports = g();", "module.exports") == "export default g();"
        assert mended(known, "exports.g = g();", "exports.g") is None

    def test_no_keyword_comes_between_one_and_the_name_that_follows_it(self) -> None:
        known = lesson(("o = { m() { await 1 } };", "o = { async m() { await 1 } };", "await", []))
        assert (
            mended(known, "o = { n() { await 2 } };", "await") == "o = { async n() { await 2 } };"
        )
        assert mended(known, "function f() { await 2 }", "await") is None

    def test_a_string_beside_a_string_stands_beside_no_other_code(self) -> None:
        before = 'enum E { A = "A" }\nE.B;'
        known = lesson((before, 'enum E { A = "A", B = "B" }\nE.B;', "B", ["B"]))
        text = 'enum F { C = "C" }\nF.D;'
        assert mended(known, text, "D", ["D"]) == 'enum F { C = "C", D = "D" }\nF.D;'
        assert mended(known, "enum F { C }\nF.D;", "D", ["D"]) is None

    def test_a_line_has_its_indentation_from_the_line_above(self) -> None:
        known = lesson(("  f() {\n    a;\n  }", "  f() {\n    super();\n    a;\n  }", "f()", []))
        assert mended(known, "g() {\n}", "g()") == "g() {\n  super();\n}"

    def test_a_name_comes_before_no_code_that_it_would_call_or_take(self) -> None:
        known = lesson(("}, []);", "}, [id]);", "[]", ["id"]))
        assert mended(known, "}, []);", "[]", ["a"]) == "}, [a]);"
        for items in ("(b)", "...b", "{}", "[b]", "'b'"):
            assert mended(known, f"}}, [{items}]);", f"[{items}]", ["a"]) is None
