"""Keys that are written in parts: which rules see of them may be one."""

import re

from intake.scrubbing.digests import OF_HEX
from intake.scrubbing.entropy import FAR_ODD, SIGNS, is_odd, is_of_one_kind

# The parts of a key that is written in two or three, by what may stand between them
_PART = r"[A-Za-z0-9_+=-]{8,80}"
_NEXT_PART = re.compile(rf"[./:=+~-]{{1,2}}({_PART})")
_LAST_PART = re.compile(rf"({_PART})[./:+]$")
# What is left of one in a line of its own, where a terminal or a mail broke it
_NEXT_LINE = re.compile(rf"=?\r?\n[ \t]{{0,8}}({_PART})(?=[ \t]*(?:\r?\n|$))")
_JOINTS = (".", "/", ":", "+")
_REACH = 82


def whole(text: str, start: int, end: int, after: int, before: int) -> tuple[int, int]:
    """Where a key begins and ends of which a part was found, between two other findings."""
    while (part := _NEXT_PART.match(text, end, before)) and _is_part(part[1]):
        end = part.end()
    while (part := _NEXT_LINE.match(text, end, before)) and _is_rest(part[1]):
        end = part.end()
    while text[start - 1 : start] in _JOINTS and (part := _last_part(text, after, start)):
        start = part.start()
    return start, end


def _last_part(text: str, after: int, start: int) -> re.Match[str] | None:
    part = _LAST_PART.search(text, max(after, start - _REACH), start)
    return part if part and _is_part(part[1]) else None


def _is_rest(value: str) -> bool:
    flat = SIGNS.sub("", value)
    cased = any(map(str.islower, flat)) and any(map(str.isupper, flat))
    return cased and is_odd(flat, FAR_ODD)


def _is_part(value: str) -> bool:
    flat = SIGNS.sub("", value)
    return not is_of_one_kind(flat) and (
        is_odd(flat, FAR_ODD) or OF_HEX.fullmatch(flat) is not None
    )
