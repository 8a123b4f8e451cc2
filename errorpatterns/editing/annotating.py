"""What the code tells of a type that an edit puts in: whether the name before it stands anywhere
else, and whether the function whose head it ends gives something back. A type that a tool infers
is another where these differ.
"""

import re
from collections.abc import Sequence

from errorpatterns.editing.places import Edit
from errorpatterns.editing.shapes import before, following, opened, text_at
from errorpatterns.editing.tokens import Source

ALONE, USED = "alone", "used"  # a name
GIVES, ENDS, HEAD = "gives", "ends", "head"  # a function; of the last there is no body
MAX_BLOCK = 20_000  # characters of Python
_TYPE = re.compile(r"\)?\s*(?::|->)\s*[\w{(\[\"']")
_GIVING = ("return", "yield")
_BEFORE_VALUES = ("=", "(", "[", ",", "?", "&&", "||", "??", "return", "=>")  # of objects
_NOTHING = (";", "}", "\n", "\r\n", "")


def uses(source: Source, edits: Sequence[Edit]) -> list[str]:
    """What it tells of each type that the edits put in."""
    told = {_use(source, edit) for edit in edits if _TYPE.match(edit.text)}
    return sorted(told - {""})


def _use(source: Source, edit: Edit) -> str:
    at = source.at(edit.start)
    name = before(source, at)
    if name >= 0 and source[name].text in ("?", "!"):
        name = before(source, name)
    if name < 0 or _is_in_object(source, at):
        return ""
    if source[name].text == ")" or edit.text.startswith(")"):
        return _gives(source, at)
    if source[name].kind != "word":
        return ""
    return USED if sum(token.text == source[name].text for token in source) > 1 else ALONE


def _is_in_object(source: Source, at: int) -> bool:
    """Whether what stands behind a colon there is a value, and no type."""
    around = opened(source, at)
    if around < 0 or source[around].text != "{":
        return False
    lead = before(source, around)
    return lead >= 0 and source[lead].text in _BEFORE_VALUES


def _gives(source: Source, at: int) -> str:
    """Whether the function does whose body begins there."""
    body = following(source, at)
    is_arrow = text_at(source, body) == "=>"
    if is_arrow:
        body = following(source, body + 1)
    if text_at(source, body) == "{":
        return _within(source, body + 1, source.partner.get(body, len(source)))
    if is_arrow:
        return GIVES
    if text_at(source, body) == ":" and source.is_python:
        return _within(source, body + 1, _end_of_block(source, body))
    return HEAD


def _within(source: Source, start: int, end: int) -> str:
    for index in range(start, end):
        if source[index].text in _GIVING and source[index].kind != "text":
            value = index + 1
            while value < end and source[value].kind == "space":
                value += 1
            if text_at(source, value) not in _NOTHING:
                return GIVES
    return ENDS


def _end_of_block(source: Source, at: int) -> int:
    offset = source.offset(at)
    indent = len(source.indent(offset))
    line = re.compile(rf"\n[^\S\n]{{0,{indent}}}(?=[^\s#])")
    found = line.search(source.text, offset, offset + MAX_BLOCK)
    return source.at(found.start()) if found else len(source)
