"""The statement, or the item of a list, that an error is in: who takes out all of it does so
whatever stands behind the name.
"""

from typing import NamedTuple

from errorpatterns.editing.places import Edit, applied
from errorpatterns.editing.shapes import GROUPS, before, following, opened, text_at
from errorpatterns.editing.tokens import Source

STATEMENT, ITEM = ";", ","
# The classes of what goes on over the end of a line
_JOINING = frozenset("acls,.t")
# What may follow a block that is no statement of its own
_GOES_ON = (";", ",", ")", "]", "=", ":", ".")
# What others see of it, or what would go on with the next statement
_GOVERNING = ("export", "pub", "else", "do", "return", "case", "default")


class _Item(NamedTuple):
    """Its tokens, and its kind: the bracket around, or whether it is a statement; and whether words
    stand before the name.
    """

    start: int
    end: int
    kind: str


def kind_of(source: Source, marks: tuple[int, int], after: str) -> str:
    """The kind of what the name is of, where `after` is what is left without it; else empty."""
    item = _around(source, marks)
    return item.kind if item and applied(source.text, _gone(source, item)) == after else ""


def without(source: Source, marks: tuple[int, int], kind: str) -> list[Edit] | None:
    """What takes out all that the name is of, if that is of this kind."""
    item = _around(source, marks)
    return _gone(source, item) if item and item.kind == kind else None


def _around(source: Source, marks: tuple[int, int]) -> _Item | None:
    """What is named there by a word, and is more than that."""
    name, end = marks
    if end - name != 1:
        return None
    start, follows = _begin(source, name)
    stop, goes_on = _end(source, name)
    lead = [token for token in source[start:name] if not token.is_blank]
    is_named = all(
        token.kind in ("word", "keyword") and token.text not in _GOVERNING for token in lead
    )
    if stop < 0 or not is_named or (start, stop) == (name, end):
        return None
    around = opened(source, start)
    bracket = source[around].text if around >= 0 else ""
    kind = bracket if bracket in ("(", "[") else ITEM if follows or goes_on else STATEMENT
    if kind == ITEM and (not bracket or source[start].kind == "keyword"):
        return None  # one of several that one statement declares
    if kind == STATEMENT and not lead:
        return None  # nothing that a word declares
    return _Item(start, stop, kind + ("named" if lead else ""))


def _begin(source: Source, at: int) -> tuple[int, bool]:
    """Where that begins which has this token, and whether a comma stands before it."""
    first, index = at, at - 1
    while index >= 0:
        token = source[index]
        if token.kind == "open" or token.text in (",", ";", "}"):
            return first, token.text == ","
        if token.kind == "newline":
            last = before(source, index)
            if last < 0 or _may_part(source, last, first):
                return first, False
            index = last
            continue
        index = source.partner.get(index, index) if token.kind == "close" else index
        first = first if token.is_blank else index
        index -= 1
    return first, False


def _end(source: Source, at: int) -> tuple[int, bool]:
    """Behind that which has this token, and whether a comma follows; -1 where a bracket has no
    partner.
    """
    index = last = at
    while index < len(source):
        token = source[index]
        if token.kind == "close" or token.text == ",":
            return last + 1, token.text == ","
        if token.text == ";":
            return index + 1, False
        if token.kind == "newline":
            first = following(source, index)
            if first == len(source) or _may_part(source, last, first):
                return last + 1, False
            index = first
            continue
        if token.kind == "open":
            if index not in source.partner:
                return -1, False
            index = source.partner[index]
        if not token.is_blank:
            last = index
        index += 1
        if source[last].text == "}" and text_at(source, following(source, index)) not in _GOES_ON:
            return last + 1, False
    return last + 1, False


def _may_part(source: Source, last: int, first: int) -> bool:
    """Whether a statement may end with the one token and another begin with the other."""
    if source[last].kind == "open" and source[last].text in ("(", "["):
        return False
    signs = (source[index] for index in (last, first))
    return not any(
        sign.kind in ("operator", "keyword") and GROUPS.get(sign.text, " ") in _JOINING
        for sign in signs
    )


def _gone(source: Source, item: _Item) -> list[Edit]:
    """With the comma, and the line of which nothing is left."""
    text = source.text
    low, high = source.offset(item.start), source.offset(item.end)
    comma = following(source, item.end)
    if not item.kind.startswith(STATEMENT):
        lead = before(source, item.start)
        if text_at(source, comma) == ",":
            high = source[comma].end
        elif lead >= 0 and source[lead].text == ",":
            return [Edit(source[lead].start, high, "")]
    rest = text[high:].partition("\n")[0]
    start = text.rfind("\n", 0, low) + 1
    if not text[start:low].strip() and not rest.strip():
        return [Edit(start, min(len(text), high + len(rest) + 1), "")]
    return [Edit(low, high + len(rest) - len(rest.lstrip(" \t")), "")]
