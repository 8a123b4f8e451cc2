"""What an operator or an argument list has: a name, its members and calls."""

from collections.abc import Iterator

from errorpatterns.editing.shapes import GROUPS
from errorpatterns.editing.tokens import ENDS_AN_OPERAND, Source, Token

Run = tuple[int, int]  # of tokens, from one to before the other
_BODY = ("{", ":", "->")  # what follows parameters


def operand(source: Source, start: int, end: int) -> Run:
    """The one that these tokens are in, or those that the first and the last of them are in."""
    return _begin(source, start), _end(source, end)


def call_around(source: Source, at: int) -> tuple[Run, Run] | None:
    """The operand that has this token between its brackets, on the same line; and what is between
    them.
    """
    at -= 1
    while at >= 0 and source[at].kind not in ("newline", "open"):
        at = source.partner.get(at, at) - 1
    if at < 0 or _end(source, at) == at:
        return None
    return operand(source, at, at), (at + 1, source.partner[at])


def _begin(source: Source, at: int) -> int:
    while at > 0:
        before, one = source[at - 1], source[at]
        goes_on = _is_link(one) or one.text in ("(", "[")
        if not _is_link(before) and not (goes_on and before.kind in ENDS_AN_OPERAND):
            break
        at = source.partner.get(at - 1, at - 1)
    return at


def _end(source: Source, at: int) -> int:
    """Parameters are no call."""
    while 0 < at < len(source):
        before, one = source[at - 1], source[at]
        if _is_link(one) or (_is_link(before) and one.kind == "word"):
            at += 1
        elif one.text in ("(", "[") and before.kind in ENDS_AN_OPERAND and at in source.partner:
            close = source.partner[at]
            if next(_behind(source, close), "") in _BODY:
                break
            at = close + 1
        else:
            break
    return at


def _is_link(token: Token) -> bool:
    return GROUPS.get(token.text) == "."


def _behind(source: Source, at: int) -> Iterator[str]:
    """The texts behind this token, without blanks."""
    tokens = (source[index] for index in range(at + 1, len(source)))
    return (token.text for token in tokens if not token.is_blank)
