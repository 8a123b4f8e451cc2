"""Dumps of bytes, read as strings(1) reads them: `00000000  68 69 …  |hi…|`.

Of hexdump, xxd, od, tcpdump, Wireshark, OpenSSL, gdb, WinDbg, curl, PowerShell, Netty and kernels:
on each line an offset, the bytes one by one, in pairs or in fours, and what they look like.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from intake.scrubbing.rules import compiled, found_in
from intake.scrubbing.views import Piece, View, view_of

_TWO = "[0-9A-Fa-f]{2}"
_BYTES = (
    rf"(?P<bytes>(?:0x)?{_TWO}(?:(?:[ :\t-]| {{2}}|,[ \t]?)(?:0x)?{_TWO}\b)*"
    rf"|(?:{_TWO}){{2}}(?:  ?(?:{_TWO}){{2}}\b)*(?: {_TWO}\b)?"
    rf"|(?:{_TWO}){{4}}(?:  ?(?:{_TWO}){{4}}\b)*(?:  ?(?:{_TWO}){{1,3}}\b)?)"
    r"[:,]?(?P<looks>[ \t]{1,60}[^\n]{1,80}|)\r?$"
)
# Behind what a log puts before each line
_WITH_OFFSET = re.compile(
    r"(?m)(?:[^\n]{0,80}?[\s|>])??(?P<offset>(?:0x)?(?:[0-9A-Fa-f]{8}`)?[0-9A-Fa-f]{4,16})"
    r"(?P<mark>(?: <[^>\n]{1,60}>)?(?:[:|]| -)[ \t]{1,4}|[ \t]{2,4}| )" + _BYTES
)
_WITHOUT_OFFSET = re.compile(r"(?m)[ \t]{0,24}" + _BYTES)
# od -c: `0000000   g   h   p   _  \n`
_OF_SIGNS = re.compile(
    r"(?m)(?P<offset>[0-9a-f]{7,8}) ?(?P<bytes>(?: {3}[!-~]| {4}| {2}\\\w| \d{3}){1,16})$"
)
_may_be = compiled(
    rf"(?:(?:0x)?{_TWO}(?:[ :\t-]|  |, ?)){{7}}|(?:(?:{_TWO}){{2}}  ?){{5}}"
    rf"|(?:(?:{_TWO}){{4}}  ?){{3}}"
    r"|(?:   [!-~]){6}"
)

_FEWEST = 8  # bytes of a dump, and of a line that has no offset
_WORD = 2  # bytes that hexdump and od swap where they print them in pairs
_OFFSET_OF_WORDS = 7
_MARKS = " \t|<>"
_BESIDE = 3
_AROUND = 90


class _Line(NamedTuple):
    """The bytes of a line, and where their digits and what they look like begin and end."""

    raw: bytes
    start: int
    end: int


def dumped(text: str, of: View | None = None) -> View | None:
    """What can be read in the dumps of the text, each with the line before it; None where that is
    nothing. What was found hides all of the lines that it is in.
    """
    pieces: list[Piece] = []
    for lines in _dumps(text):
        first = lines[0].start
        line = text.rfind("\n", 0, first) + 1
        before = max(text.rfind("\n", 0, max(line - 1, 0)) + 1, line - 1 - _AROUND)
        if before < line - 1:
            pieces += ((text[before : line - 1], before, line - 1), (" ", line - 1, line))
        pieces += _strings(lines)
        pieces.append(("\n", lines[-1].end, lines[-1].end))
    return view_of(pieces, of)


def _dumps(text: str) -> Iterator[list[_Line]]:
    position = 0
    for ((start, _),) in found_in(text.encode("latin-1", errors="replace"), _may_be):
        if start < position:
            continue
        lines: list[_Line] = []
        at = text.rfind("\n", 0, start) + 1
        while line := _line(text, at):
            lines.append(line)
            at = position = text.find("\n", line.end) + 1 or len(text)
            if at == len(text):
                break
        if sum(len(line.raw) for line in lines) >= _FEWEST:
            yield lines


def _line(text: str, at: int) -> _Line | None:
    if signs := _OF_SIGNS.match(text, at):
        return _Line(_spelled(signs["bytes"]), *signs.span("bytes"))
    told = _WITH_OFFSET.match(text, at)
    if told and not _is_a_group(told):
        looks = told["looks"].strip(_MARKS)
        raw = _bytes(told["bytes"], looks, len(told["offset"]) == _OFFSET_OF_WORDS)
        if len(looks) <= len(raw) + _BESIDE:
            return _Line(raw, told.start("bytes"), told.end("looks"))
    bare = _WITHOUT_OFFSET.match(text, at)
    if bare is None:
        return None
    looks = bare["looks"].strip(_MARKS)
    raw = _bytes(bare["bytes"], looks, False)
    long = len(raw) >= _FEWEST or text[max(0, at - 2) : at - 1] == ":"
    if not long or len(looks) > len(raw) + _BESIDE:
        return None
    return _Line(raw, bare.start("bytes"), bare.end("looks"))


def _is_a_group(line: re.Match[str]) -> bool:
    """What looks like an offset is as long as what is behind it."""
    return line["mark"] == " " and len(line["offset"]) == len(line["bytes"].split(" ")[0])


def _bytes(digits: str, looks: str, is_of_words: bool) -> bytes:
    groups = [one.removeprefix("0x") for one in re.split(r"[^0-9A-Fa-fx]+", digits) if one]
    raw = bytes.fromhex("".join(groups))
    size = len(groups[0]) // 2
    if size < _WORD:
        return raw
    turned = b"".join(bytes.fromhex(group)[::-1] for group in groups)
    if not looks:
        return turned if is_of_words and size == _WORD else raw
    return max(raw, turned, key=lambda one: _alike(one, looks))


def _alike(raw: bytes, looks: str) -> int:
    return sum(
        byte == sign for byte, sign in zip(raw, looks.encode("latin-1", "replace"), strict=False)
    )


def _spelled(cells: str) -> bytes:
    signs = [cells[at : at + 4].strip() for at in range(0, len(cells), 4)]
    return "".join(sign if len(sign) == 1 else " " if not sign else "\n" for sign in signs).encode()


def _strings(lines: Sequence[_Line]) -> Iterator[Piece]:
    raw = [line.raw for line in lines]
    whole = b"".join(raw)
    wide = len(whole) >= _FEWEST and whole[1::2].strip(b"\0") == b"" and len(whole) % 2 == 0
    texts = [one.decode("utf-16-le" if wide else "utf-8", errors="replace") for one in raw]
    read = _SHORT.sub(_blank, _UNPRINTED.sub("\n", "".join(texts)))
    at = 0
    for line, text in zip(lines, texts, strict=True):
        yield read[at : at + len(text)], line.start, line.end
        at += len(text)


_UNPRINTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd]")
_SHORT = re.compile(r"(?<![^\n])[^\n]{1,3}(?![^\n])")


def _blank(run: re.Match[str]) -> str:
    return "\n" * len(run[0])
