"""Other ways to read a text: each finds in its plain form what an encoding hides.

A view knows of each of its characters where it comes from, so that what is found is replaced where
it stands, encoding and all.
"""

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import NamedTuple
from urllib.parse import unquote

from intake.scrubbing.labels import finder
from intake.scrubbing.rules import MASK, Span, compiled, found_in

_BEYOND_LATIN = re.compile(r"[^\x00-\xff]")


def shadow(text: str) -> bytes:
    """One byte for each character, so that RE2's positions are ours.

    Of a character beyond Latin-1 the rules ask only whether it is a letter, a capital, or a space;
    of a script without capitals each word begins with one.
    """
    return _BEYOND_LATIN.sub(_stand_in, text).encode("latin-1")


def _stand_in(match: re.Match[str]) -> str:
    if match[0].isalnum():
        begins = not match.string[match.start() - 1 : match.start()].isalpha()
        capital = match[0].isupper() or (begins and _has_no_capitals(match[0]))
        return "\xc9" if capital else "\xe9"
    return " " if match[0].isspace() else "\xa6"


def _has_no_capitals(letter: str) -> bool:
    """Those of Georgian are for headlines only."""
    return not letter.islower() or "\u10d0" <= letter <= "\u10ff"


class View(NamedTuple):
    """A text read from another, and where in the original each of its characters begins, and its
    end; and where each ends: with a piece that reads otherwise there, the whole piece.
    """

    text: str
    starts: list[int]
    ends: list[int]

    def located(self, span: Span) -> Span:
        """What was found here, where it stands in the original."""
        return Span(self.starts[span.start], self.ends[span.end - 1], span.rank, span.kind)


Piece = tuple[str, int, int]


def view_of(pieces: Iterable[Piece], of: View | None) -> View | None:
    """A text read from the original, or from the view `of` it, piece by piece: what it reads, and
    where that begins and ends there.
    """
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for text, start, end in pieces:
        texts.append(text)
        length = len(text)
        if length == end - start:
            starts += of.starts[start:end] if of else range(start, end)
            ends += of.ends[start:end] if of else range(start + 1, end + 1)
        elif length:
            starts += [of.starts[start] if of else start] * length
            ends += [of.ends[end - 1] if of else end] * length
    return View("".join(texts), [*starts, ends[-1]], ends) if ends else None


def views(text: str) -> Iterator[View]:
    """The other ways to read the text. What was encoded twice is decoded twice; deeper than that
    nobody's error message goes.
    """
    for once in (decoded(text), embedded(text)):
        if once:
            yield once
            yield from filter(None, (decoded(once.text, once), embedded(once.text, once)))


# How languages, forms and tools join a label with what it labels, where they need more than a sign
_JOINED = re.compile(
    # where most characters are turned away
    r"(?=[:*<,\"'\]\t`)=!\r\n_]|\.{3}"
    r"| (?:[\W_]|failed|is|was|must|should|does|did|has|not|cannot|expect|[LlI]))(?:"
    # cells and elements: `<th>Name</th><td>Ada`, `<label>Name</label><input value="Ada"`
    r"(?P<cells>(?!</th>\s{0,40}<th)(?<=[^\s>])[:*]?(?:</[\w:-]{1,20}>\s{0,40})"
    r"{1,3}(?:<[\w:-]{1,20}"
    r"(?: [^<>\n]{0,120}?)?"
    r"(?:>\s{0,40}(?=[^<\s])|>\s{0,40}(?=<)|(?<= value=)(?=[\"']))){1,3})"
    r"|(?P<said>(?<=[\w\"'`)]),? (?:failed|is|was|must|should|does|did|has|not|cannot"
    r"|expected|expects)\b"
    r"[^\n:;=]{0,60}?[,(] ?(?:value|got|received|actual|was|given)\b:? ?(?=\S))"
    r"|(?<=\w)(?:"  # and all that may stand behind a word alone
    # in bold: `<b>Name:</b> Ada`; and what was received at a path of JSON
    r"(?P<bold>(?::</(?:b|strong|em|i|dt|label|span)>|</(?:b|strong|em|i|dt|label|span)>:)"
    r"\s?(?=[^\s<]))"
    r"|(?P<issue>\"\s?\](?=,)[^{}]{0,240}?\"(?:received|input|value|actual)\":\s?(?=\"))"
    # dumps: `["name"]=>\n  string(3) "Ada"`
    r"|(?P<dump>[\"']?\]\s?=>\s{0,8}(?:\w{1,10}\(\d{1,6}\) )?(?=\S))"
    # blocks and tags of YAML; leaders and padding
    r"|(?P<yaml>[\"']?:(?: [>|][+-]?\r?\n\s{1,12}| !{1,2}\w{1,12} )(?=\S))"
    r"|(?P<leader>(?: ?\.{3,60} ?:? ?|[ \t]{2,30}:[ \t]{0,8}| : {1,8}"
    r"| ?:[ \t]{2,30})(?=[^\s:=]))"
    # declarations: `let name: &str = "Ada"`, and comparisons: `lower(name) = lower('Ada')`
    r"|(?P<typed>: ?&?'?[\w.<>\[\]|]{1,30} ?= ?(?=[\"']))"
    r"|(?P<compared>[\"'`)]{0,2} ?(?:=|==|!=|<>|[Ll]ike|LIKE|I?LIKE) ?\w{1,12}\((?=[\"']))"
    r"|(?P<operator>[\"']?: ?\{ ?[\"']?\$?\w{2,10}[\"']?: ?(?=[\"']))"
    r"|(?P<expected>\)(?:\.\w{2,4})?\.to\w{2,20}\((?=[\"'`]))"
    # `"field": "name", "value": "Ada"`
    r"|(?P<pair>\",\s?\"(?:value|rejectedValue|actual|received|got|input)\":\s?(?=\"))"
    # a field of a form, a part of one, an example of a validator's
    r"|(?P<field>[\"'] value=(?=[\"']))"
    r"|(?P<part>\"\r?\n(?:[\w-]{1,40}: [^\n]{0,80}\r?\n){0,3}\r?\n(?=\S))"
    r"|(?P<input>\r?\n {2}[^\n]{0,160}?\binput_value=(?=['\"]))"
    # emphasis: `**Name:** Ada`, `- **name**: `Ada``
    r"|(?P<emphasis>(?:(?:\*{1,2}|__)(?:: ?| ?[=-] )|:(?:\*{1,2}|__) ?"
    r"|: ?(?=[*`_]))[*`_]{0,3}(?=[^\s*`_]))"
    # the cells of a CSV
    r"|(?P<csv>\";(?=\"))))"
)


def joined(text: str, of: View | None = None) -> View | None:
    """The lines whose labels are joined with what they label in some elaborate way, with a colon
    there; None where there are none.
    """
    return view_of(_read_otherwise(text, _JOINED, lambda _: ": "), of)


_LITERAL = r"(?:\"[^\"\n]{0,80}\"|'[^'\n]{0,80}')"
_LITERALS = rf"{_LITERAL}(?:\s{{0,8}},\s{{0,8}}{_LITERAL}){{1,60}}"
_NUMBER = r"0x[\da-fA-F]{2}|\d{1,3}"
_ENCODED = re.compile(
    # where most characters are turned away
    r"(?=[\x1b\xa0%&\\=\"'`\[({<\u00ad\u034f-\U000e007f]|\s[\[({<AaDd])(?:"
    r"(?P<percent>(?:%[89A-Fa-f][0-9A-Fa-f])++|%[0-7][0-9A-Fa-f])|(?P<entity>&(?:#\d{1,7}"
    r"|#[xX][0-9A-Fa-f]{1,6}|[a-zA-Z]{2,10});)|(?P<hexes>(?:\\{1,8}x[0-9A-Fa-f]{2}){2,})"
    r"|(?P<escape>\\{1,8}(?:u[0-9A-Fa-f]{4}"
    r"|x[0-9A-Fa-f]{2}))"
    r"|(?P<point>\\{1,8}(?:u\{[0-9A-Fa-f]{1,6}\}|U[0-9A-Fa-f]{8}))|(?P<slash>\\{1,8}/)"
    r"|(?P<quoting>\\{1,8}(?=[\"']))"
    r"|(?P<form>=[\w.'-]+(?:\+[\w.,'-]+)+(?=[&\s\"'#]|$))"
    r"|(?P<blank>\\{1,8}[nrt])"  # an escaped line end hides the word boundary that a rule looks for
    r"|(?P<wrap>\\\r?\n[ \t]{0,16}|(?<=[^\n]{59}[^=\n])=\r?\n(?=\w))"  # shell, and quoted-printable
    # One string literal that goes on in the next: `"ab" + "cd"`, `'ab' . 'cd'`, "ab" "cd".
    r"|(?P<join>(?<=[\w+/=.@: -])(?P<quote>[\"'`])(?:\s{0,40}[+.&]{1,2}\s{0,40}"
    r"(?P=quote)(?=[\w+/=.@: -])"
    r"|\s{0,40}(?P=quote)(?=[\w+/=.: -])))"  # in a lock file the name of a package comes next
    r"|(?P<word>=\?[\w-]{2,20}\?[BbQq]\?[^?\s]{1,200}\?=)"  # of the head of a mail
    r"|(?P<quoted>(?:=[0-9A-F]{2}){3,}|(?<=\w)(?:=(?:20|2[CDE]|40|5F)"
    r"|=[C-F][0-9A-F](?:=[89AB][0-9A-F])+)(?=[A-Za-z=]))|(?P<octal>(?:\\{1,4}[0-3][0-7]{2})+)"
    # Parts that are joined with nothing: `["ab", "cd"].join('')`, `"".join(…)`, `implode('', …)`
    rf"|(?P<list>\[\s{{0,8}}{_LITERALS},?\s{{0,8}}\]\s?\.join\((?:''|\"\"|``"
    r"|[\"'`][@.][\"'`])\)"
    r"|(?:(?<=\"\"\.join)|(?<=''\.join)|(?<=\bimplode)|(?<=\.[Cc]oncat)|(?<=String\.join)"
    r"|(?<=strings\.Join))"
    rf"\(\s?(?:(?:''|\"\"),\s?)?(?:\[\]string|new string\[\]|array)"
    rf"?\s?[\[({{]?\s{{0,8}}{_LITERALS},?"
    r"\s{0,8}[\])}]{0,2}(?:,\s?(?:''|\"\")\))?)"
    # Letters by their numbers
    r"|(?P<chars>(?:(?<=fromCharCode)|(?<=fromCodePoint))\("
    rf"(?:\s?(?:{_NUMBER}),){{2,200}}\s?(?:{_NUMBER})\s?\))"
    # How people write an address that machines shall not read
    r"|(?P<at>\s?[\[({<](?:at|AT|@)[\])}>]\s?|\s(?:at|AT)\s(?=[\w-]+\s(?:dot|DOT)\s))"
    r"|(?P<dot>\s?[\[({<](?:dot|DOT|\.)[\])}>]\s?|\s(?:dot|DOT)\s(?=[A-Za-z]{2,}))"
    # Colours of a terminal, zero-width, bidi and soft-hyphen characters, and the tag block.
    r"|(?P<invisible>\x1b\[[\d;]{0,16}m|[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U00"
    r"0e0000-\U000e007f])"
    r"|(?P<wide>[\xa0\u2007\u2009\u202f\uff01-\uff5e\ufe52\ufe6b\uff61\u3002\u2024])"
    r"|(?P<digit>[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]))"
)


def _point(code: str) -> str:
    number = int(code.lstrip("\\")[1:].strip("{}"), 16)
    # One character for one: a lone surrogate, or none at all, stays out.
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def _bytes(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _word(code: str) -> str:
    try:
        return str(make_header(decode_header(code)))
    except (HeaderParseError, LookupError, UnicodeDecodeError):
        return code


_SIGN = re.compile(r"\.join\([\"'`]([@.])[\"'`]\)$")


def _joined_by(code: str) -> str:
    sign = _SIGN.search(code)
    return sign[1] if sign else ""


def _parts(code: str) -> list[str]:
    return re.findall(_LITERAL, _SIGN.sub("", code))


def _letter(number: str) -> str:
    return chr(int(number, 16 if number.startswith("0x") else 10))


_DECODE: dict[str, Callable[[str], str]] = {
    "percent": unquote,
    "entity": html.unescape,
    "escape": lambda code: chr(int(code.lstrip("\\")[1:], 16)),
    "point": _point,
    "slash": lambda _: "/",
    "word": _word,
    "quoted": lambda code: unquote(code.replace("=", "%")),
    "hexes": lambda code: _bytes(bytes.fromhex(code.replace("\\", "").replace("x", ""))),
    "octal": lambda code: _bytes(bytes(int(one, 8) for one in code.split("\\") if one)),
    "quoting": lambda _: "",
    "form": lambda code: code.replace("+", " "),
    "blank": lambda _: "\n",
    "wrap": lambda _: "",
    "join": lambda _: "",
    "list": lambda code: f'"{_joined_by(code).join(part[1:-1] for part in _parts(code))}"',
    "chars": lambda code: f' "{"".join(map(_letter, re.findall(_NUMBER, code)))}"',
    "at": lambda _: "@",
    "dot": lambda _: ".",
    "invisible": lambda _: "",
    "wide": lambda char: unicodedata.normalize("NFKC", char).replace("\u3002", "."),
    "digit": lambda char: str(unicodedata.decimal(char)),
}
# Of a text without encoding there is nothing more to read, and of one with a little only what is
# near: of a line with its neighbours a rule sees all that it asks for.
_NEIGHBOURS = 2


def decoded(text: str, of: View | None = None) -> View | None:
    """The lines that have percent-, entity- and backslash-encoding, joins and invisible characters,
    without them, and those around; None where there are none.
    """
    return view_of(_read_otherwise(text, _ENCODED, _decode), of)


def _decode(match: re.Match[str]) -> str:
    return _DECODE[match.lastgroup or ""](match[0])


def _read_otherwise(
    text: str, pattern: re.Pattern[str], read: Callable[[re.Match[str]], str]
) -> Iterator[Piece]:
    position = line_end = near_end = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        if start >= near_end:
            yield text[position:near_end], position, near_end
            position = max(near_end, _lines_before(text, start))
            if position > near_end:
                yield f"\n{MASK}\n", near_end, near_end
        if position < start:
            yield text[position:start], position, start
        yield read(match), start, end
        position = end
        if end > line_end:
            line_end, near_end = _lines_after(text, end)
    yield text[position:near_end], position, near_end


def _lines_before(text: str, position: int) -> int:
    for _ in range(_NEIGHBOURS + 1):
        position = text.rfind("\n", 0, max(position, 0))
    return position + 1


def _lines_after(text: str, position: int) -> tuple[int, int]:
    """Where the line ends, and where its last neighbour does."""
    ends = []
    for _ in range(_NEIGHBOURS + 1):
        end = text.find("\n", position)
        ends.append(end if end >= 0 else len(text))
        position = ends[-1] + 1
    return ends[0], ends[-1]


_BASE64 = re.compile(r"(?<![\w+/-])(?<!==)[A-Za-z0-9+/_-]{16,}={0,2}(?![\w+/=-])")
_may_be_base64 = compiled(r"[A-Za-z0-9+/_-]{16,}")  # where it begins, and nowhere else
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){8,}")
# Bytes, or letters, one by one
_ONE_BY_ONE = re.compile(
    r"(?<![\w.])(?:(?:0[xX][0-9A-Fa-f]{2}(?:,\s{0,8}| )){7,}0[xX][0-9A-Fa-f]{2}"
    r"|(?:[0-9A-Fa-f]{2}[ :]){7,}[0-9A-Fa-f]{2}|(?:\d{2,3},\s{0,8}){7,}\d{2,3}"
    r"|(?<=\[)(?:\d{2,3} ){7,}\d{2,3}(?=\]))(?![\w.])"
)
_LENGTH_OF_HEX = 2
_SPACES = "\t\n\r"
_may_be_one_by_one = finder(r"(?:[0-9A-FXa-fx\x{80}-\x{10FFFF}]{2,4}[ :,][^0-9A-Za-z]{0,8}){7}")


def embedded(text: str, of: View | None = None) -> View | None:
    """What can be read in the base64 and hex of the text, a line each, with what is said around it;
    None where that is nothing.

    What was found in a line hides the whole of what it was decoded from.
    """
    pieces: list[Piece] = []
    runs = found_in(text.encode("latin-1", errors="replace"), _may_be_base64)
    tokens = [token for ((start, _),) in runs if (token := _BASE64.match(text, start))]
    if _may_be_one_by_one(text):
        tokens += _ONE_BY_ONE.finditer(text)
    tokens.sort(key=re.Match.start)
    starts = [*map(re.Match.start, tokens), len(text)]
    last = 0
    for match, following in zip(tokens, starts[1:], strict=True):
        line = _read(match[0])
        if line is not None:
            start, end = match.span()
            line = line.replace("\n", " ").replace(MASK, " ")
            before = max(last, text.rfind("\n", last, start) + 1, start - _AROUND)
            behind = _end_of_line(text, end, min(following, end + _AROUND))
            pieces += ((text[before:start], before, start), (line, start, end))
            pieces += ((text[end:behind], end, behind), ("\n", behind, behind))
        last = match.end()
    return view_of(pieces, of)


_AROUND = 90


def _end_of_line(text: str, start: int, end: int) -> int:
    stop = text.find("\n", start, end)
    return end if stop < 0 else stop


def _read(token: str) -> str | None:
    """The text of which the token is the hex or base64, if it is one."""
    try:
        if "," in token or " " in token or ":" in token:
            numbers = re.split(r"[,\s:]+", token)
            long = any(len(number) > _LENGTH_OF_HEX for number in numbers)
            decimal = "x" not in token.lower() and ("," in token or long)
            raw = bytes(int(number, 10 if decimal else 16) for number in numbers)
        elif _HEX.fullmatch(token):
            raw = bytes.fromhex(token)
        else:
            core = token.rstrip("=")
            raw = base64.b64decode(
                core + "=" * (-len(core) % 4), b"-_" if "-" in core or "_" in core else b"+/"
            )
    except (binascii.Error, ValueError):
        return None
    wide = raw[1::2].strip(b"\0") == b"" and len(raw) % 2 == 0
    try:
        plain = raw.decode("utf-16-le" if wide else "utf-8")
    except UnicodeDecodeError:
        return None
    return plain if all(char.isprintable() or char in _SPACES for char in plain) else None
