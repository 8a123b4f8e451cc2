"""Comparing ends, and tells what `difflib` tells where it does not have to."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.comparing import Matcher, Steps, TooLong, replaced, unified

# Nothing here asks a database.
pytestmark = pytest.mark.once

texts = st.lists(st.sampled_from("abc"), max_size=30).map("\n".join)


@given(texts, texts)
def test_says_what_difflib_says(before: str, after: str) -> None:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "f", "f", lineterm="")
    assert unified(before, after, "f", Steps(1_000_000)) == "\n".join(lines)


@given(texts, texts)
def test_where_all_is_replaced_the_diff_makes_the_one_of_the_other(before: str, after: str) -> None:
    told = replaced(before, after, "f").splitlines()[3:]
    if before.splitlines() == after.splitlines():
        assert told == []
        return
    assert [line[1:] for line in told if line[0] == "-"] == before.splitlines()
    assert [line[1:] for line in told if line[0] == "+"] == after.splitlines()


def test_several_comparisons_share_their_steps() -> None:
    lines = ["x"] * 10
    steps = Steps(150)
    Matcher(lines, lines, steps).get_opcodes()
    with pytest.raises(TooLong):
        Matcher(lines, lines, steps).get_opcodes()
