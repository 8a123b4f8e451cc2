"""Which of several edits is meant, and what is told from the part that a message names."""

import re
import time
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errorpatterns.editing.captures import renumbered
from errorpatterns.editing.finding import cuts_at, marks_of, propose
from errorpatterns.editing.learning import learn
from errorpatterns.editing.looks import closeness, looks
from errorpatterns.editing.parts import part_of, parts_of
from errorpatterns.editing.places import Span, applied
from errorpatterns.editing.rules import RuleSet, refined
from errorpatterns.editing.shapes import LITERALS
from errorpatterns.editing.tokens import KEYWORDS, Source
from errorpatterns.tests.test_edits import CODE, Example, at, learned, lesson, mended

pytestmark = pytest.mark.once

NAMED = ("RegExp('([0-9]{4})')", "RegExp('(?:[0-9]{4})')", "RegExp('([0-9]{4})')", ["([0-9]{4})"])
EXPORTED = ("export var a = 1, b = 2;", "export var a = 1; export var b = 2;", "var a = 1, b = 2;")
INNER = ("f(); { var a = 1, b = 2; }", "f(); { var a = 1; var b = 2; }", "var a = 1, b = 2;")


def taught(*examples: tuple[str, str, str]) -> RuleSet:
    return lesson(*((*example, ["var"]) for example in examples))


def without_looks(known: RuleSet) -> RuleSet:
    """As releases before stored it."""
    rules = [{name: part for name, part in rule.items() if name != "x"} for rule in known["rules"]]
    return {**known, "rules": rules}


class TestNamedParts:
    def test_the_range_may_be_anything_around_what_is_named(self) -> None:
        known = lesson(NAMED)
        assert mended(known, "x = /a-(bc)-d/;", "/a-(bc)-d/", ["(bc)"]) == "x = /a-(?:bc)-d/;"

    def test_none_where_what_is_named_stands_there_twice_or_not_at_all(self) -> None:
        known = lesson(NAMED)
        assert mended(known, "x = /(b)-(b)/;", "/(b)-(b)/", ["(b)"]) is None
        assert mended(known, "x = /(b)-(b)/;", "/(b)-(b)/", ["(c)"]) is None

    def test_what_is_put_in_behind_it_follows_whatever_is_named(self) -> None:
        known = lesson(("//a", "// a", "//a", ["//"]))
        assert mended(known, "/**b */", "/**b */", ["/**"]) == "/** b */"

    def test_a_part_is_a_word_of_its_own_and_less_than_the_range(self) -> None:
        text = "call(all, al)"
        assert part_of(text, Span(0, len(text)), "all") == Span(5, 8)
        assert part_of(text, Span(0, len(text)), text) is None
        assert part_of(text, Span(0, None), "all") is None

    def test_a_part_is_sought_in_bounded_time(self) -> None:
        text = "a" * 200_000
        begun = time.process_time()
        assert part_of(text, Span(0, len(text)), "a" * 400) is None
        assert part_of(text, Span(0, len(text)), "a" * 50_000 + "b") is None
        assert time.process_time() - begun < 1

    def test_the_smallest_part_comes_first(self) -> None:
        text = "f(a.b, c)"
        found = list(parts_of(text, Span(0, len(text)), ["f(a.b, c)", "a.b, c", "a.b"]))
        assert found == [(2, Span(2, 5)), (1, Span(2, 8))]

    def test_the_number_of_the_capture_follows_a_wider_regex(self) -> None:
        before, after, part, captures = NAMED
        rule = learn(before, after, at(before, part), captures)
        wider = renumbered(rule, {1: 2}, ["", ""])
        assert wider is not None
        known = refined(None, wider)
        assert mended(known, "x = /(bc)/;", "/(bc)/", ["x", "(bc)"]) == "x = /(?:bc)/;"
        assert renumbered(rule, {2: 1}, [""]) is None

    @given(CODE, st.text(min_size=1, max_size=6), st.integers(0, 9), st.integers(0, 30))
    def test_a_part_is_what_was_named(self, text: str, named: str, start: int, size: int) -> None:
        part = part_of(text, Span(start, start + size), named)
        assert part is None or text[part.start : part.end] == named


class TestReading:
    def test_as_many_blanks_as_the_message_says(self) -> None:
        known = lesson(("f(\n  a)", "f(\n    a)", "a", ["4", "2"]))
        assert mended(known, "g(\n b)", "b", ["8", "1"]) == "g(\n        b)"

    def test_an_empty_line_stays_where_white_space_was_left(self) -> None:
        known = lesson(("f(); debugger; g();", "f();  g();", "debugger;", []))
        assert mended(known, "f();\n  debugger;\ng();", "debugger;") == "f();\n  \ng();"

    def test_an_empty_line_goes_where_nothing_tells_that_it_stays(self) -> None:
        known = lesson(("debugger;", "", "debugger;", []))
        assert mended(known, "f();\n  debugger;\ng();", "debugger;") == "f();\ng();"

    def test_a_range_may_end_with_an_operator(self) -> None:
        known = lesson(("x\n  a\ny", "x\n\n  a\ny", "a", []))
        assert mended(known, "x\n  <b></b>\ny", "<b></b>") == "x\n\n  <b></b>\ny"

    def test_none_that_would_make_one_word_of_two(self) -> None:
        known = lesson(("x = /a/;", "x = /a/u;", "a", ["u"]))
        assert mended(known, "x = /b/i;", "b", ["u"]) is None


class TestChoice:
    def test_what_was_done_where_it_looked_like_here(self) -> None:
        known = taught(EXPORTED, INNER)
        other = "export var x = f, y = 3;"
        assert mended(known, other, other[7:], ["var"]) == "export var x = f; export var y = 3;"
        inner = "g(); { var x = f, y = 3; }"
        assert mended(known, inner, inner[7:-2], ["var"]) == "g(); { var x = f; var y = 3; }"

    def test_none_where_nothing_looks_more_like_here(self) -> None:
        known = taught(EXPORTED, INNER)
        assert mended(known, "q = var x = 1, y = 2;", "var x = 1, y = 2;", ["var"]) is None

    def test_either_of_two_that_were_done_to_what_looks_the_same(self) -> None:
        known = lesson(
            ("f(a, b)", "f(a)", ", b", []),
            ("f(a, b)", "f(a, void b)", ", b", []),
            ("g(c, d)", "g(c, void d)", ", d", []),
        )
        assert mended(known, "h(x, y)", ", y") == "h(x, void y)"

    def test_none_where_an_example_is_closer_that_cannot_be_followed(self) -> None:
        plain = ("x = [a];", "x = a;", "[a]", ())
        spread: Example = ("f([...a]);", "f(...a);", "[...a]", ())
        assert mended(lesson(plain), "f([a.b()]);", "[a.b()]") == "f(a.b());"
        assert mended(lesson(plain, spread), "f([...a.b, c]);", "[...a.b, c]") is None

    def test_a_closer_example_that_does_the_same_says_nothing_against_it(self) -> None:
        bare: Example = ("!a instanceof b", "!(a instanceof b)", "!a instanceof b", ())
        nested: Example = ("!(a) instanceof b", "!((a) instanceof b)", "!(a) instanceof b", ())
        enclosed: Example = ("(!a in b)", "(!(a in b))", "!a in b", ())
        known = lesson(nested, bare, enclosed)
        assert mended(known, "!(a) in b", "!(a) in b") == "!((a) in b)"

    def test_what_was_stored_before_is_read_as_before(self) -> None:
        known = without_looks(taught(EXPORTED, INNER))
        other = "export var x = f, y = 3;"
        assert mended(known, other, other[7:], ["var"]) is None
        alone = without_looks(taught(INNER))
        assert mended(alone, "h(); { var c = 3, d = 4; }", "var c = 3, d = 4;", ["var"]) == (
            "h(); { var c = 3; var d = 4; }"
        )

    def test_what_was_stored_before_is_refined_by_a_lesson_of_now(self) -> None:
        old = without_looks(taught(INNER))
        before, after, part = ("p; { var c = 1, d = 2; }", "p; { var c = 1; var d = 2; }", "var c")
        rule = learn(before, after, at(before, "var c = 1, d = 2;"), ["var"])
        known = refined(old, rule)
        assert [one["n"] for one in known["rules"]] == [2]
        assert mended(known, before.replace("c", "q"), part.replace("c", "q"), ["var"]) is None


@given(CODE, st.integers(0, 12), st.integers(0, 12))
def test_looks_are_always_as_many_and_have_no_words(text: str, start: int, size: int) -> None:
    span = Span(min(start, len(text)), min(start + size, len(text)))
    source = Source(text).divided(cuts_at(span))
    found = looks(source, marks_of(source, span))
    assert len(found) == 14
    assert closeness([found], found) == 14 - found.count("")
    own = "".join({*KEYWORDS, *LITERALS})  # of a divided one its parts
    words = [word for one in found for word in re.findall(r"\w{3,}", one)]
    assert all(word in own for word in words)


@given(CODE, CODE, CODE, st.integers(0, 12), st.integers(0, 12))
def test_which_is_chosen_is_one_of_those_that_are_known(
    one: str, other: str, text: str, start: int, size: int
) -> None:
    """Whatever the looks say, only what a rule does is done."""
    span = Span(min(start, len(text)), min(start + size, len(text)))
    known: Any = None
    for after in (one, other):
        known = refined(known, learned(text, after, span))
    edits = propose(known, Source(text), span, [])
    assert edits is None or applied(text, edits) in (one, other)


def captured(known: RuleSet) -> Sequence[int]:
    return [rule["w"] for rule in known["rules"] if "w" in rule]


def test_what_is_done_outside_of_it_is_not_told_from_the_part() -> None:
    assert captured(lesson(NAMED)) == [0]
    assert captured(lesson(("f(a.b)", "g(a.b)", "f(a.b)", ["a.b"]))) == []


@pytest.mark.parametrize(
    ("text", "is_python"),
    [
        ("class Basket {\n  #items\n  #sum\n  static #all\n}\n", False),
        ("class Basket(Bag):\n    # what is in it\n    items = 7 // 2\n", True),
    ],
)
def test_private_names_of_a_class_are_no_comments_of_python(text: str, is_python: bool) -> None:
    assert Source(text).is_python is is_python


class TestOneDeed:
    """What several readings or examples say alike."""

    def test_of_quotes_those_that_the_code_has(self) -> None:
        known = lesson(
            ("f(a, 'x');", "f(a, 'x', 'y');", "f", []), ('f(a, "x");', 'f(a, "x", "y");', "f", [])
        )
        assert mended(known, "f(b, 'z');", "f") == "f(b, 'z', 'y');"
        put = [("a();\n", f"a({quote}y{quote});\n", "a", ["a"]) for quote in "'\""]
        assert mended(lesson(*put), "g('z');\nb();\n", "b", ["b"]) == "g('z');\nb('y');\n"
        assert mended(lesson(*put), 'g("z");\nb();\n', "b", ["b"]) == 'g("z");\nb("y");\n'

    def test_a_capture_as_it_is_goes_before_another_in_capitals(self) -> None:
        known = lesson(("b;", "B;", "b", ["b", "B"]))
        assert mended(known, "cont;", "cont", ["cont", "count"]) == "count;"

    def test_lines_that_end_where_one_did_are_put_in_only_there(self) -> None:
        before = "class A {\n  f() {}\n}\n"
        known = lesson((before, before.replace("{\n", "{\n  g() {}\n", 1), "A", ["A"]))
        text = before.replace("A", "B")
        assert mended(known, text, "B", ["B"]) == text.replace("{\n", "{\n  g() {}\n", 1)
        assert mended(known, "class B {}\n", "B", ["B"]) is None
