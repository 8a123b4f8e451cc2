"""Other ways to read a text: each finds in its plain form what an encoding hides.

A view knows of each of its characters where it comes from, so that what is found is replaced where
it stands, encoding and all.
"""

import base64
import binascii
import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from intake.scrubbing.rules import MASK, Span

_BEYOND_LATIN = re.compile(r"[^\x00-\xff]")


def shadow(text: str) -> bytes:
    """One byte for each character, so that RE2's positions are ours.

    Of a character beyond Latin-1 the rules ask only whether it is a letter, or a space.
    """
    return _BEYOND_LATIN.sub(_stand_in, text).encode("latin-1")


def _stand_in(match: re.Match[str]) -> str:
    if match[0].isalnum():
        return "\xe9"
    return " " if match[0].isspace() else "\xa6"


class View(NamedTuple):
    """`text`, and for each of its characters where it comes from in the original."""

    text: str
    starts: list[int]
    ends: list[int]


_ENCODED = re.compile(
    r"(?P<percent>(?:%[89A-Fa-f][0-9A-Fa-f])++|%[0-7][0-9A-Fa-f])|(?P<entity>&(?:#\d{1,7}"
    r"|#[xX][0-9A-Fa-f]{1,6}|[a-zA-Z]{2,10});)|(?P<escape>\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}))"
    r"|(?P<point>\\u\{[0-9A-Fa-f]{1,6}\}|\\U[0-9A-Fa-f]{8})|(?P<slash>\\/)"
    r"|(?P<blank>\\[nrt])"  # an escaped line end hides the word boundary that a rule looks for
    r"|(?P<wrap>\\\r?\n|=\r?\n(?=\w))"  # shell, and quoted-printable
    # One string literal that goes on in the next: `"ab" + "cd"`, `'ab' . 'cd'`, "ab" "cd".
    r"|(?P<join>(?<=[\w+/=.@:-])(?P<quote>[\"'`])\s{0,40}[+.&]{0,2}\s{0,40}(?P=quote)(?="
    r"[\w+/=.@:-]))"
    # How people write an address that machines shall not read
    r"|(?P<at>\s?[\[({<](?:at|AT|@)[\])}>]\s?|\s(?:at|AT)\s(?=[\w-]+\s(?:dot|DOT)\s))"
    r"|(?P<dot>\s?[\[({<](?:dot|DOT|\.)[\])}>]\s?|\s(?:dot|DOT)\s(?=[A-Za-z]{2,}))"
    # Zero-width, bidi and soft-hyphen characters, and the tag block.
    r"|(?P<invisible>[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f])"
    r"|(?P<wide>[\uff01-\uff5e\ufe52\ufe6b\uff61\u3002\u2024])"
)


def _point(code: str) -> str:
    number = int(code[2:].strip("{}"), 16)
    # One character for one: a lone surrogate, or none at all, stays out.
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


_DECODE: dict[str, Callable[[str], str]] = {
    "percent": unquote,
    "entity": html.unescape,
    "escape": lambda code: chr(int(code[2:], 16)),
    "point": _point,
    "slash": lambda _: "/",
    "blank": lambda _: "\n",
    "wrap": lambda _: "",
    "join": lambda _: "",
    "at": lambda _: "@",
    "dot": lambda _: ".",
    "invisible": lambda _: "",
    "wide": lambda char: unicodedata.normalize("NFKC", char).replace("\u3002", "."),
}
# What was encoded twice is decoded twice; deeper than that nobody's error message goes.
_DECODE_DEPTH = 2


def decoded(text: str) -> View:
    """The text without percent-, entity- and backslash-encoding, joins and invisible characters."""
    view = View(text, list(range(len(text))), list(range(1, len(text) + 1)))
    for _ in range(_DECODE_DEPTH):
        if not _ENCODED.search(view.text):
            break
        view = _decode_once(view)
    return view


def _decode_once(view: View) -> View:
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for match in _ENCODED.finditer(view.text):
        start, end = match.span()
        plain = _DECODE[match.lastgroup or ""](match[0])
        pieces += (view.text[position:start], plain)
        starts += view.starts[position:start] + [view.starts[start]] * len(plain)
        ends += view.ends[position:start] + [view.ends[end - 1]] * len(plain)
        position = end
    pieces.append(view.text[position:])
    return View("".join(pieces), starts + view.starts[position:], ends + view.ends[position:])


class Inside(NamedTuple):
    """Texts that stand in the original in base64 or hex, a line each.

    `begins` says where each line begins, `places` where it stands in the original.
    """

    text: str
    begins: list[int]
    places: list[tuple[int, int]]

    def hits(self, spans: Iterable[Span]) -> Iterator[Span]:
        """What was found in a line hides the whole of what it was decoded from."""
        for span in spans:
            start, end = self.places[bisect_right(self.begins, span.start) - 1]
            yield Span(start, end, span.rank, span.kind)


_BASE64 = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{16,}={0,2}(?![\w+/=-])")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){8,}")
_READABLE = re.compile(r"[\t\n\r -~]+")


def embedded(text: str) -> Inside:
    """What can be read in the base64 and hex of the text."""
    lines: list[str] = []
    begins: list[int] = []
    places: list[tuple[int, int]] = []
    position = 0
    for match in _BASE64.finditer(text):
        line = _read(match[0])
        if line is None:
            continue
        line = line.replace("\n", " ").replace(MASK, " ")
        lines.append(line)
        begins.append(position)
        places.append(match.span())
        position += len(line) + 1
    return Inside("\n".join(lines), begins, places)


def _read(token: str) -> str | None:
    """The text of which the token is the hex or base64, if it is one."""
    try:
        if _HEX.fullmatch(token):
            raw = bytes.fromhex(token)
        else:
            core = token.rstrip("=")
            raw = base64.b64decode(
                core + "=" * (-len(core) % 4), b"-_" if "-" in core or "_" in core else b"+/"
            )
    except (binascii.Error, ValueError):
        return None
    plain = raw.decode("latin-1")
    return plain if _READABLE.fullmatch(plain) else None
