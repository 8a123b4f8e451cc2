"""What is written so that a reader does not see it."""

import re
from collections.abc import Iterator

_HIDDEN = re.compile(
    r"[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]+"  # bidi overrides, tag characters
    r"|(?P<joiner>[\u00ad\u200b-\u200d\u2060-\u2064\ufeff]+)"
    # Back space and other controls; colours of a terminal are harmless.
    r"|(?:[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]|\x1b(?!\[[0-9;]*m))+"
    # A word half Latin, half Cyrillic. (Greek stands beside Latin in every formula.)
    r"|\b(?=\w*[a-zA-Z])\w*[\u0400-\u04ff]\w*"
)
_BOM = "\ufeff"
_QUOTES = ("'", '"', "`", "\\")


def hidden(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _HIDDEN.finditer(text):
        if not _is_innocent(match):
            yield "hidden-text", *match.span()


def _is_innocent(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 1) : match.start()]
    after = match.string[match.end() : match.end() + 1]
    if match["joiner"] is not None and not _is_latin(before + after):
        # Indic scripts and emoji need their joiners.
        return True
    if match[0] == _BOM and not before:
        return True
    # Compilers show the one character that they do not like between quotes.
    return len(match[0]) == 1 and before in _QUOTES and after in _QUOTES


def _is_latin(chars: str) -> bool:
    return any("!" <= char <= "~" for char in chars)
