"""What code does when it runs, of which no edit takes out more than an example did."""

import re
from collections.abc import Sequence
from typing import NamedTuple

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
    r"(?:\?\.|!|(?:::)?<[\w.:, \[\]]{0,80}>)?[(`]"
    r"|[)\]][(`]|!\[|\+\+|--|<-"
)
_SET = re.compile(r"(?<![=!<>])(?:=|<<=|>>=)(?![=>])")


class Acts(NamedTuple):
    """How many calls and the like there are, and how many values are given to something."""

    calls: int = 0
    sets: int = 0

    def beyond(self, other: Sequence[int]) -> bool:
        """Whether there are more of one of them than in the `other`, as it is stored in a rule."""
        return any(own > most for own, most in zip(self, other, strict=True))


def acts_of(text: str) -> Acts:
    """
    >>> acts_of("total = shop.prices(item)[0]"), acts_of("if (total == 1) { return (3) }")
    (Acts(calls=1, sets=1), Acts(calls=0, sets=0))
    """
    calls = sum(
        bool(match["of"]) or match["called"] not in _CALL_NOTHING for match in _ACT.finditer(text)
    )
    return Acts(calls, len(_SET.findall(text)))


def taken_out(text: str, edits: Sequence[Edit]) -> Acts:
    """What the edits take out whole; nothing where they put something in instead."""
    if any(edit.text.strip() for edit in edits):
        return Acts()
    gone = (text[edit.start : edit.end] for edit in edits)
    whole = [acts_of(one) for one in gone if one.count("(") == one.count(")")]
    return Acts(*map(sum, zip(*whole, strict=True)))
