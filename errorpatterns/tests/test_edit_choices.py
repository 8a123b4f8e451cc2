"""What an edit is told from: the part that a message names, and how an example was left."""

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errorpatterns.editing.captures import renumbered
from errorpatterns.editing.learning import learn
from errorpatterns.editing.parts import part_of, parts_of
from errorpatterns.editing.places import Span
from errorpatterns.editing.rules import RuleSet, refined
from errorpatterns.tests.test_edits import CODE, at, lesson, mended

pytestmark = pytest.mark.once

NAMED = ("RegExp('([0-9]{4})')", "RegExp('(?:[0-9]{4})')", "RegExp('([0-9]{4})')", ["([0-9]{4})"])


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
        assert rule is not None
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


def captured(known: RuleSet) -> Sequence[int]:
    return [rule["w"] for rule in known["rules"] if "w" in rule]


def test_what_is_done_outside_of_it_is_not_told_from_the_part() -> None:
    assert captured(lesson(NAMED)) == [0]
    assert captured(lesson(("f(a.b)", "g(a.b)", "f(a.b)", ["a.b"]))) == []
