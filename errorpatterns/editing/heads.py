"""The head of the function around an error: there much is mended that is wrong in its body."""

from errorpatterns.editing.places import Span
from errorpatterns.editing.shapes import before, opened
from errorpatterns.editing.tokens import KEYWORDS, Source

MAX_HEAD = 200  # tokens
_INTRODUCING = ("function", "fn", "func", "def", "*")
# What stands before brackets that no function has
_CONTROL = KEYWORDS | {"foreach", "using", "lock", "synchronized"}
# What does not stand between parameters and a body
_APART = (";", "{", "}", "=", ",")


def head_around(source: Source, span: Span) -> Span | None:
    """Of the innermost function in whose body the place is: from its keyword, its name or its
    parameters on to what stands before the body.
    """
    if source.is_python:
        return _of_python(source, span.start)
    at = source.at(span.start)
    while (at := opened(source, at)) >= 0:
        if source[at].text == "{" and (head := _of_body(source, at)) is not None:
            return head
    return None


def _of_body(source: Source, body: int) -> Span | None:
    end = before(source, body)
    is_arrow = end >= 0 and source[end].text == "=>"
    if is_arrow:
        end = before(source, end)
        if end >= 0 and source[end].kind == "word" and _begins(source, end):
            return _from(source, end, end)
    closed = _closed(source, end)
    if closed < 0:
        return None
    start = _behind_types(source, source.partner[closed])
    if is_arrow:
        return _from(source, start, end)
    name = before(source, start)
    if name < 0 or (source[name].text not in _INTRODUCING and source[name].kind != "word"):
        return None
    lead = before(source, name)
    if source[name].kind == "word" and lead >= 0 and source[lead].text in _INTRODUCING:
        name = lead
    return _from(source, name, end)


def _begins(source: Source, at: int) -> bool:
    """Whether a parameter without brackets stands there, and no type behind some."""
    lead = before(source, at)
    return lead < 0 or source[lead].text in ("=", "(", ",", "=>", "return", ":", "async", "?")


def _closed(source: Source, end: int) -> int:
    """The end of the parameters, behind which a type may stand, or what is thrown; -1 where there
    are none.
    """
    at, steps = end, 0
    while at >= 0 and steps < MAX_HEAD:
        token = source[at]
        if token.text == ")" and at in source.partner:
            name = before(source, _behind_types(source, source.partner[at]))
            is_function = name < 0 or source[name].text in _INTRODUCING
            return at if is_function or source[name].text not in _CONTROL else -1
        if token.text in _APART and at not in source.partner:
            return -1
        at = before(source, source.partner.get(at, at))
        steps += 1
    return -1


def _behind_types(source: Source, at: int) -> int:
    """Where the types of a function begin that stand before its parameters, or else these."""
    last = before(source, at)
    if last < 0 or source[last].text != ">":
        return at
    low = max(-1, last - MAX_HEAD)
    return next((index for index in range(last, low, -1) if source[index].text == "<"), at)


def _from(source: Source, start: int, end: int) -> Span:
    return Span(source[start].start, source[end].end)


def _of_python(source: Source, offset: int) -> Span | None:
    text, indent = source.text, source.indent(offset)
    start = text.rfind("\n", 0, offset) + 1
    while start > 0:
        start, end = text.rfind("\n", 0, start - 1) + 1, start - 1
        line = text[start:end].strip()
        own = source.indent(start)
        if not line or line.startswith("#") or len(own) >= len(indent):
            continue
        indent = own
        found = line.removeprefix("async ").lstrip()
        if found.startswith("def "):
            return Span(text.index(found, start), text.index(found, start) + len(found))
    return None
