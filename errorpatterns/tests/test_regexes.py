import sys

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from errorpatterns.regexes import (
    RegexRefused,
    check,
    choices,
    compiled,
    escape,
    fold,
    is_of_one_line,
    literals,
    required_literal,
)

# Nothing here asks a database.
pytestmark = pytest.mark.once

REFUSED = {
    "[[:alpha:]]+ is wrong": r"\[\[:",
    "[a[:digit:]] is wrong": r"\[\[:",
    "[^]x[:digit:]] is wrong": r"\[\[:",
    "x{,3} is wrong": "{,",
    r"\Qx.y\E is wrong": r"\\Q",
    r"\pL is wrong": r"\\p",
    r"is wrong\z": r"\\z",
    r"is wrong\Z": r"\\Z",
    r"\C is wrong": r"\\C",
    "(?x) is wrong": "flag",
    "(?iU)is wrong": "flag",
    "(?s-U:is wrong)": "flag",
    "x" * 1_001: "1000 characters",
    "abcde" * 101: "500 instructions",
    "is wrong{101}": "more than 100 times",
    "is wrong(?:a|b{0,101})": "more than 100 times",
    "((a{100}){100}){10} is wrong": "RE2 cannot read it",
    "(a)" * 11 + "is wrong": "10 groups",
    "(?P<x>a)(?P=x) is wrong": "RE2 cannot read it",
    "(a)" * 10 + r"\10 is wrong": "References",
    "(?=x)is wrong": "RE2 cannot read it",
    "(is wrong": "RE2 cannot read it",
    "is wrong\ud800": "RE2 cannot read it",
    "": "empty",
    ".*": "empty",
    "(?:is wrong)?": "empty",
    r"\s+$": "No literal",
    "abc": "No literal",
    "(?i)is wrong": "No literal",
    "(?i:is wrong)": "No literal",
    "is wrong|nonsense": "No literal",
    "(?:is wrong)?x": "No literal",
}


@pytest.mark.parametrize(("pattern", "reason"), REFUSED.items())
def test_refused_with_the_reason(pattern: str, reason: str) -> None:
    with pytest.raises(RegexRefused, match=reason):
        check(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^Cannot find name '(\w+)'\.$",
        r"is \\Quoted\\Z",
        "é is wrong",
        r"\(\?xabcd",
        "(?s:.*)is wrong",
        "is wrong{100}",
        r"is wrong[:=] \[: that[;:]",
        "x" * 400,
    ],
)
def test_accepted(pattern: str) -> None:
    check(pattern)


def test_only_a_built_in_may_lack_a_literal() -> None:
    check("(?i)is wrong", built_in=True)
    with pytest.raises(RegexRefused, match="empty"):
        check(".*", built_in=True)


def test_nesting_is_refused_where_it_would_exhaust_the_stack() -> None:
    check("(?:" * 100 + "abcd" + ")" * 100)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(300)
    try:
        with pytest.raises(RegexRefused, match="nested"):
            check("(?:" * 240 + "abcd" + ")" * 240)
    finally:
        sys.setrecursionlimit(limit)


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [
        (r"^Cannot find name '(.*?)'\.$", "Cannot find name '"),
        (r"(a|b) is\s+not  defined", " is not defined"),
        (r"name\sfoo", "name foo"),
        ("(?:wrong)+ way", "wrong way"),
        (r"wrong\s*way", "wrong"),
        ("wron[gG] turn", " turn"),
        ("wrong?", "wron"),
        ("x(?i:wrong)y turn", "y turn"),
        ("expected|exported", None),
        ("wrong|right", None),
        ("é+", None),
        ("éé+", "éé"),
    ],
)
def test_required_literal(pattern: str, literal: str | None) -> None:
    assert required_literal(pattern) == literal


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        (r"is\s+wrong|'(\w+)' is nonsense", ["is wrong", "' is nonsense"]),
        ("wrong way|wrong turn|right", ["wrong way", "wrong turn", "right"]),
        ("is wrong|no", []),
        ("is wrong|", []),
        ("(?:is wrong|nonsense)", ["is wrong", "nonsense"]),
        ("(?i)is wrong|nonsense", []),
        ("(?i:is wrong)|nonsense", []),
        ("(?:is wrong|nonsense)x", []),
        ("is wrong", []),
    ],
)
def test_choices(pattern: str, texts: list[str]) -> None:
    assert choices(pattern) == tuple(texts)


# Pieces of a pattern, each with texts that it matches.
PIECES = {
    "wrong": ["wrong"],
    " ": [" "],
    "  ": ["  "],
    r"\s+": [" ", "\t\n "],
    r"\s": ["\n", "\f"],
    "(a|bc)": ["a", "bc"],
    "x+": ["x", "xxx"],
    "(?:is not)+": ["is not", "is notis not"],
    "(?:z )?": ["", "z "],
    ".*?": ["", "any"],
    r"\d{2}": ["12"],
    r"(?:é\s*){2}": ["éé", "é  é "],
    r"\.": ["."],
    r"[^()\]]": ["x", " "],
    r"w{2}?": ["ww"],
    r"\s+?": ["  "],
    r"(?:(?:(?:deep)))": ["deep"],
    r"\x41": ["A"],
    "": [""],
}


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        (r"^\s*Cannot\s+find '((?:[^'\n]|'\w)*?)'\.\s*$", ["Cannot find '", "'."]),
        (r"a\.b\\c wrong?", ["a.b\\c wron"]),
        (r"no[)(]t\d{2,3}here(?s:.*)x", ["no", "t", "here", "x"]),
        (r"\x41bcd", ["Abcd"]),
        (r"((((deep))))er", ["deeper"]),
        ("wrong|right", []),
        ("(?i)wrong", []),
        ("(?i:wrong) way", [" way"]),
    ],
)
def test_literals_are_in_order(pattern: str, texts: list[str]) -> None:
    assert literals(pattern) == texts


@given(
    st.lists(
        st.sampled_from(list(PIECES)).flatmap(
            lambda piece: st.tuples(st.just(piece), st.sampled_from(PIECES[piece]))
        ),
        max_size=8,
    )
)
def test_every_match_contains_the_literal(pieces: list[tuple[str, str]]) -> None:
    pattern = "".join(piece for piece, _ in pieces)
    text = "".join(text for _, text in pieces)
    assert compiled(pattern).fullmatch(text)
    assert all(literal in fold(text) for literal in literals(pattern))
    assert (required_literal(pattern) or "") in fold(text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_escaped_text_matches_itself_only(text: str) -> None:
    pattern = escape(text)
    assert re2.fullmatch(pattern, text)
    assert not re2.fullmatch(pattern, text + "x")


def test_compiled_is_shared() -> None:
    assert compiled("is wrong") is compiled("is wrong")


@pytest.mark.parametrize(
    "pattern",
    [
        r"wrong (\S+) of [^'\n]+",
        r"\bwrong .*",
        r"a(?:b|[\w.]+?)c{2,}",
        r"[^\n]x\d",
        "(?i:wrong) name",
    ],
)
def test_what_takes_no_line_end(pattern: str) -> None:
    assert is_of_one_line(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"wrong\s+name",
        r"wrong[^']+",
        r"wrong[\s]",
        r"wrong\W",
        r"wrong[\D]",
        r"wrong[\x00-\x20]",
        "wrong\nname",
        "(?s)wrong.*",
        "(?s:wrong.*)name",
        "wrong[^x]",
        "^wrong",
        "(?m)wrong$",
        r"\Awrong",
    ],
)
def test_what_may_take_a_line_end_or_is_bound_to_the_text(pattern: str) -> None:
    assert not is_of_one_line(pattern)
