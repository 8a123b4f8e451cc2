"""How far an edit is carried over: to code that is laid out or written otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errorpatterns.tests.test_edits import lesson, mended

pytestmark = pytest.mark.once


class TestLines:
    """A line that is put in where another one begins."""

    def test_an_empty_line_stands_before_the_white_space_of_the_next(self) -> None:
        known = lesson(("f();\ng();\n", "f();\n\ng();\n", "g();", []))
        assert mended(known, "{\n\tx();\n\ty();\n}\n", "y();") == "{\n\tx();\n\n\ty();\n}\n"

    def test_what_follows_a_line_stands_where_it_stood(self) -> None:
        known = lesson(("e();\nf();\n", "e();\n// next\nf();\n", "f();", []))
        assert mended(known, "{\n  g();\n}\n", "g();") == "{\n  // next\n  g();\n}\n"

    @given(st.text(" \t", max_size=6))
    def test_no_line_loses_its_white_space(self, indent: str) -> None:
        known = lesson(("f();\ng();\n", "f();\n\ng();\n", "g();", []))
        text = f"{indent}x();\n{indent}y();\n"
        assert mended(known, text, "y();") == f"{indent}x();\n\n{indent}y();\n"


class TestAround:
    """What stands there of which nothing is told."""

    def test_white_space_at_an_edge_of_the_range_whatever_the_range_is(self) -> None:
        known = lesson(("x = a=> 1", "x = a => 1", "a", []))
        assert mended(known, "x = (a)=> 1", ")") == "x = (a) => 1"

    def test_words_at_an_edge_of_the_range_ask_for_what_was_seen_there(self) -> None:
        known = lesson(("x = a=> 1", "x = a: b=> 1", "a", []))
        assert mended(known, "x = (a)=> 1", ")") is None

    def test_what_a_capture_names_may_be_a_keyword(self) -> None:
        known = lesson(("f(); g(1);", "f(); g (1);", "g", ["g"]))
        assert mended(known, "if (a) {} else{}", "else", ["else"]) == "if (a) {} else {}"

    def test_a_comment_that_stays_may_be_missing(self) -> None:
        known = lesson(("f(a, // b\nc);", "f(a, // b\n\nc);", "a, // b", []))
        assert mended(known, "g(x,\ny);", "x,") == "g(x,\n\ny);"
