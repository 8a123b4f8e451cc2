"""Blocks of Python, whose end no bracket tells: one that has lost all of its statements is an error
of its own.
"""

import re

_HEADER = re.compile(
    r"""(?mx)
    ^ (?P<indent> [^\S\n]* )
    (?: (?: async | def | class | if | elif | else | for | while | try | except | finally | with
    | match | case ) \b | [)\]}] )
    .* : [^\S\n]* (?: \#.* )? $
    """
)
_NEXT = re.compile(r"(?:\n[^\S\n]*(?:#.*)?(?=\n))*\n(?P<indent>[^\S\n]*)(?=[^\s#])")


def empty_blocks(text: str) -> int:
    """How many headers no statement follows that stands deeper."""
    return sum(_is_empty(header, text) for header in _HEADER.finditer(text))


def _is_empty(header: re.Match[str], text: str) -> bool:
    following = _NEXT.match(text, header.end())
    return following is None or _width(following) <= _width(header)


def _width(match: re.Match[str]) -> int:
    return len(match["indent"].expandtabs())
