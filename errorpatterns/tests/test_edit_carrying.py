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
