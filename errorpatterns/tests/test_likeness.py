"""How values look, and which of several looks another value is like."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errorpatterns.induction import Template, induce
from errorpatterns.kinship import refine
from errorpatterns.likeness import (
    KEYWORDS,
    MAX_LOOK,
    MAX_LOOKS,
    familiar,
    likeness,
    look,
    merged,
)

# Nothing here asks a database.
pytestmark = pytest.mark.once

VALUES = st.text("abZ09_.()[] ,", min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("value", "looks"),
    [
        ("ENV.fetch(key, 12)", "WW.w(w, 0)"),
        ("not (not owner)", "not (not w)"),
        ("<path>", "<w>"),
        ("Ann.Lee@corp.example", "W.W@w.w"),
        ("__secret__", "_"),
        ("l'été", "w'w"),
    ],
)
def test_a_look_keeps_signs_and_keywords_and_no_name_or_number(value: str, looks: str) -> None:
    assert look(value) == looks


@given(st.text(max_size=80))
def test_every_word_of_a_look_is_folded_or_everybodys(value: str) -> None:
    whole = look(value) if len(look(value)) < MAX_LOOK else ""
    assert set(re.findall(r"\w+", whole)) <= KEYWORDS | {"w", "W", "WW", "0", "_"}


@given(VALUES, VALUES)
def test_likeness_is_whole_for_the_same_look_alone(one: str, other: str) -> None:
    found = likeness([[look(one)]], [other])
    assert 0 <= found <= 1
    assert (found == 1) == (look(one) == look(other))


def test_what_was_never_seen_is_like_nothing() -> None:
    assert likeness([], ["x"]) == 0
    assert likeness([["w"]], ["x", "y"]) == 0
    assert likeness([[]], ["x"]) == 0


def test_a_value_speaks_for_those_that_were_taught_it() -> None:
    told = {
        "one": ["Use x of a", "Use x of b"],
        "two": ["Use y of a", "Use y of c"],
        "other": ["Nothing of the kind"],
    }

    def speak(*values: str) -> dict[str, int]:
        return familiar(r"^Use (\S+) of (\S+)$", values, told)

    assert speak("x", "new") == {"one": 2, "two": 0, "other": 0}
    assert speak("y", "b") == {"one": 1, "two": 2, "other": 0}
    assert speak("new", "new") == dict.fromkeys(told, 0)


def test_one_message_told_twice_is_one() -> None:
    assert familiar("^Use (.*)$", ["x"], {1: ["Use x", "Use x"], 2: ["Use y"]}) == {1: 1, 2: 0}


def test_looks_are_few_and_each_once() -> None:
    many = [f"{'.' * n}w" for n in range(9)]
    assert merged(many[:2], many) == tuple(many[:MAX_LOOKS])


def test_a_template_tells_how_its_values_looked_and_nothing_of_them() -> None:
    template = induce("Use `Owner.find(secret)` instead of `finder`")
    stored = json.dumps(template.stored)
    assert template.looks == [("W.w(w)",), ("w",)]
    assert "Owner" not in stored
    assert "secret" not in stored
    assert Template.restored(json.loads(stored)).looks == template.looks


def test_looks_add_up_where_the_pattern_is_the_same() -> None:
    one, other = induce("Use `a.b` instead of `c`"), induce("Use `x` instead of `y()`x`")
    assert one.seen_with(other) == one
    same = induce("Use `f(1)` instead of `c`")
    both = one.seen_with(same)
    assert both.looks == [("w.w", "w(0)"), ("w",)]
    assert both.regex == one.regex


def test_a_refined_template_has_the_looks_of_both() -> None:
    one = induce("cannot open the log of node main for writing at a.b")
    other = induce("cannot open the log of node x1 for writing at c_d.e")
    [refined] = refine(other, [("it", one)])
    assert refined.template.looks == [("w",), ("w.w",)]
