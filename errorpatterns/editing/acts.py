"""What code does when it runs, which no edit takes out unless an example did."""

import re
from collections.abc import Sequence

from errorpatterns.editing.places import Edit

# Before a bracket these call nothing.
_WORDS = """
    if elif for while switch case catch return and or not in is instanceof typeof void with assert
    function fn func def lambda except where
"""
_CALL_NOTHING = frozenset(_WORDS.split())

# A call, whatever is called, or a word or sign that does something by itself
_DOES = r"(?:await|yield|new|delete|del|raise|throw)"
_ACT = re.compile(
    rf"\b{_DOES}\b"
    r"|(?P<of>\.|::)?(?<![\w$])(?P<called>(?:[^\W\d]|\$)[\w$]*)"
    r"(?:\?\.|!|(?:::)?<[\w.:, \[\]]{0,80}>)?\("
    r"|[)\]]\(|!\[|\+\+|--|<-"
)


def acts_of(text: str) -> int:
    """How many calls and the like the text has.

    >>> acts_of("total = shop.prices(item)[0]"), acts_of("if (total) { return (3) }")
    (1, 0)
    """
    return sum(
        bool(match["of"]) or match["called"] not in _CALL_NOTHING for match in _ACT.finditer(text)
    )


def taken_out(text: str, edits: Sequence[Edit]) -> int:
    """How many of them the edits take out whole; none where they put something in instead."""
    if any(edit.text.strip() for edit in edits):
        return 0
    gone = (text[edit.start : edit.end] for edit in edits)
    return sum(acts_of(one) for one in gone if one.count("(") == one.count(")"))
