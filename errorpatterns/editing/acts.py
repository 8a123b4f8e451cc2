"""What code does when it runs, of which no edit takes out more than an example did."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from errorpatterns.editing.places import Edit
from errorpatterns.editing.tokens import Source

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
_SET = re.compile(r"(?:[-+*/%&|^]|//|\*\*|<<|>>|>>>|&&|\|\||\?\?|:)?=")
_SET_IN_TEXT = re.compile(r"(?<![=!<>])=(?![=>}:!])")
_IN_BRACES = re.compile(r"\{[^{}]*\}")
_BRACKETS = ("(", "[", "{")
_COMMENTS = ("//", "/*", "#", "<!--")


class Acts(NamedTuple):
    """How many calls and the like there are, and how many values are given to something."""

    calls: int = 0
    sets: int = 0

    def beyond(self, other: "Acts") -> bool:
        """Whether there are more of one of them than of the `other`."""
        return self.calls > other.calls or self.sets > other.sets


# What goes with a name that is not used
HARMLESS = Acts(calls=0, sets=1)


def taken_out(source: Source, edits: Sequence[Edit]) -> Acts:
    """What the edits take out whole; nothing where they put something in instead."""
    if any(edit.text.strip() for edit in edits):
        return Acts()
    gone = (source.text[edit.start : edit.end] for edit in edits)
    whole = [
        edit for edit, one in zip(edits, gone, strict=True) if one.count("(") == one.count(")")
    ]
    found = [acts_of(source, source.at(edit.start), source.at(edit.end)) for edit in whole]
    return Acts(sum(one.calls for one in found), sum(one.sets for one in found))


def acts_of(source: Source, start: int, end: int) -> Acts:
    """Those of the tokens from `start` on before `end`; of comments none, and of what a string says
    those in braces.

    >>> source = Source("total = shop.prices(item, by='f(x)')[0]")
    >>> acts_of(source, 0, len(source))
    Acts(calls=1, sets=1)
    """
    code, said, sets, index = list[str](), list[str](), 0, start
    brackets = list[int]()  # that are open
    while index < end:
        token = source[index]
        if token.kind == "open" and token.text not in _BRACKETS:
            closed = min(source.partner.get(index, end), end)
            if token.text not in _COMMENTS:
                said += [one.text for one in source[index + 1 : closed]]
                code.append("`" if token.text == "`" else " ")
            index = closed + 1
            continue
        if token.kind == "open":
            brackets.append(index)
        elif token.kind == "close" and brackets:
            brackets.pop()
        elif _SET.fullmatch(token.text) and _gives(source, index, brackets):
            sets += 1
        code.append(token.text)
        index += 1
    told = "".join(_IN_BRACES.findall("".join(said)))
    return Acts(_calls("".join(code)) + _calls(told), sets + len(_SET_IN_TEXT.findall(told)))


def _calls(code: str) -> int:
    found = _ACT.finditer(code)
    return sum(bool(match["of"]) or match["called"] not in _CALL_NOTHING for match in found)


def _gives(source: Source, index: int, brackets: Sequence[int]) -> bool:
    """Whether the sign there gives a value to something that stays: it is none of an argument, a
    default or an attribute.
    """
    if brackets and source[brackets[-1]].text == "(":
        at = brackets[-1]
        closed = source.partner.get(at, at)
        behind = (one.text for one in source[closed + 1 : closed + 3] if not one.is_blank)
        is_called = at > 0 and source[at - 1].kind in ("word", "close")
        return not is_called and next(behind, "") not in ("=>", "{", ":")
    following = source[index + 1 : index + 2]
    is_close = index > 0 and source[index - 1].kind == "word" and following
    return not (is_close and following[0].text in ("{", '"', "'"))
