"""How far an edit is carried over: to code that is laid out or written otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errorpatterns.editing.captures import renumbered
from errorpatterns.editing.learning import learn
from errorpatterns.editing.places import Span
from errorpatterns.editing.rules import refined
from errorpatterns.editing.shapes import view
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


class TestBrackets:
    @pytest.mark.parametrize("called", ["p", "p()"])
    def test_those_of_a_call_go_with_what_is_called(self, called: str) -> None:
        known = lesson((f"{{ {called}.x; }}", f"{{ (await {called}).x; }}", "x", ["x"]))
        assert mended(known, "{ q.n; }", "n", ["n"]) == "{ (await q).n; }"
        assert mended(known, "{ q().n; }", "n", ["n"]) == "{ (await q()).n; }"


class TestNames:
    """Names that the message has, and the repair joins otherwise."""

    @pytest.mark.parametrize(
        ("before", "after", "other", "wanted"),
        [
            ("myProp", "my-prop", "someOtherProp", "some-other-prop"),
            ("my-prop", "myProp", "some-other-prop", "someOtherProp"),
            ("my_item", "MyItem", "some_other_item", "SomeOtherItem"),
            ("MyItem", "my_item", "SomeOtherItem", "some_other_item"),
        ],
    )
    def test_a_name_is_joined_as_the_example_was(
        self, before: str, after: str, other: str, wanted: str
    ) -> None:
        known = lesson((f"<x {before}='1'>", f"<x {after}='1'>", before, [before]))
        assert mended(known, f"<y {other}='2'>", other, [other]) == f"<y {wanted}='2'>"

    def test_none_for_a_name_of_one_word(self) -> None:
        known = lesson(("<x myProp='1'>", "<x my-prop='1'>", "myProp", ["myProp"]))
        assert mended(known, "<y prop='2'>", "prop", ["prop"]) is None

    @pytest.mark.parametrize("name", ["_myProp", "näherWert", "my.prop"])
    def test_none_for_what_would_lose_a_letter(self, name: str) -> None:
        known = lesson(("<x myProp='1'>", "<x my-prop='1'>", "myProp", ["myProp"]))
        assert mended(known, f"<y {name}='2'>", name, [name]) is None

    @pytest.mark.parametrize("joined", [".", "#", "::"])
    def test_a_member_however_the_message_joins_it_to_its_type(self, joined: str) -> None:
        told = [f"Text{joined}tidy()", f"Text{joined}trim()"]
        known = lesson(("s.trim()", "s.tidy()", "trim", told))
        told = [f"List{joined}sorted()", f"List{joined}sort()"]
        assert mended(known, "a.sort()", "sort", told) == "a.sorted()"

    def test_the_type_whose_member_the_message_tells(self) -> None:
        known = lesson(("f(x)", "Text(x)", "f", ["Text#trim()"]))
        assert mended(known, "g(y)", "g", ["List#sort()"]) == "List(y)"

    @given(st.lists(st.from_regex(r"[a-z][a-z]{1,5}", fullmatch=True), min_size=2, max_size=4))
    def test_kebab_and_snake_are_told_from_each_other(self, words: list[str]) -> None:
        snake, kebab = "_".join(words), "-".join(words)
        assert (view(kebab, "snake"), view(snake, "kebab")) == (snake, kebab)
        assert view(view(snake, "pascal"), "snake") == snake


class TestSigns:
    def test_a_sign_that_became_a_capture_is_told_within_another(self) -> None:
        rule = learn("x = x - y", "x -= y", Span(0, 9), ["="])
        wider = renumbered(rule, {1: 1}, ["", "-"])
        known = refined(None, wider)
        assert mended(known, "a = a * b", "a = a * b", ["=", "*"]) == "a *= b"
        assert mended(known, "a = a * b", "a = a * b", ["=", "+"]) is None
