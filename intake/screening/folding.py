"""What a text says once it is no longer hidden, and where each character of that comes from."""

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Folded(NamedTuple):
    """`text`, and for each of its characters where it comes from in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


_SURROGATES = re.compile(r"[\ud800-\udfff]")
_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"
)
# Accents, and what strikes a letter out or underlines it.
_MARKS = re.compile(r"[\u0300-\u036f\u0489\u20d0-\u20f0]")
# Letters drawn like Latin ones, after compatibility folding (Unicode's confusables.txt, the part
# that occurs in words): Cyrillic, Greek, Armenian; small capitals, barred letters; Cherokee, Lisu.
_LOOKALIKE = str.maketrans(
    "аеорсухіјѕԁһԛԝгтмкпѵАВЕКМНОРСТУХІЈЅαβγεικνορστυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧոսօհցգեզլյոՍՕ"
    "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢıɑɡɩøłđħŧᎪᏴᏟᎠᎬᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ"
    "ꓐꓑꓔꓖꓗꓙꓚꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ",
    "aeopcyxijsdhqwrtmknvABEKMHOPCTYXIJSabyeiknopotuxwABEZHIKMNOPTYXnuohgqtqljnUO"
    "abcdefghijklmnoprstuvwyziagioldhtABCDEHJKLMPRSTVWZ"
    "BPTGKJCFMNLSRVHWXYAEIOU",
)
# Letters in black squares and circles, and the halves of flags.
_BADGES = (0x1F150, 0x1F170, 0x1F1E6)
# One letter, the same mark or some spaces, one letter, …
_APART = re.compile(r"(?<!\S)(?:\S {1,3}){7,}\S(?!\S)")
_MARKED = re.compile(r"(?<![\w.])[^\W\d_]([-.*/|~_])[^\W\d_](?:\1[^\W\d_])+(?!\w)")


def plain(text: str) -> Folded:
    return Folded(_SURROGATES.sub("\ufffd", text), range(len(text)), range(1, len(text) + 1))


def fold(text: str) -> Folded:
    chars: list[str] = []
    origin: list[int] = []
    dropped = set(_separators(text))
    if text.isascii() and not dropped:
        return plain(text)
    for i, char in enumerate(text):
        if i not in dropped:
            folded = char if char.isascii() else _fold_char(char)
            chars += folded
            origin += [i] * len(folded)
    return Folded("".join(chars), origin, [i + 1 for i in origin])


def _separators(text: str) -> Iterator[int]:
    for match in _APART.finditer(text):
        # Two spaces part two words.
        yield from (i for i in range(*match.span()) if text[i] == " " != text[i - 1])
    for match in _MARKED.finditer(text):
        yield from range(match.start() + 1, match.end(), 2)


@functools.lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if _INVISIBLE.match(char):
        return ""
    for first in _BADGES:
        if first <= ord(char) < first + 26:
            return chr(ord("A") + ord(char) - first)
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", char))
    return _SURROGATES.sub("\ufffd", unicodedata.normalize("NFC", bare)).translate(_LOOKALIKE)


_WORD = re.compile(r"[^\s*_~]+[\s*_~]?")
_BETWEEN = re.compile(r"[\s*_~]")
# What is read otherwise than it is written.
_UNSPOKEN = re.compile(r"[^\S ]|  |[*_~]|[a-zA-Z][013457]|[013457][a-zA-Z]")
_DIGITS_AS_LETTERS = re.compile(r"\b(?=\d*[a-zA-Z])(?=[a-zA-Z]*\d)[a-zA-Z0-9]{2,}\b")
_LETTERS = str.maketrans("013457", "oieast")


def spoken(folded: Folded) -> Folded:
    """On one line, one space between two words, without emphasis, and w0rds in letters."""
    if not _UNSPOKEN.search(folded.text):
        return folded
    kept = [at for word in _WORD.finditer(folded.text) for at in range(*word.span())]
    text = _BETWEEN.sub(" ", "".join(folded.text[at] for at in kept))
    return Folded(
        _DIGITS_AS_LETTERS.sub(lambda word: word[0].translate(_LETTERS), text),
        [folded.starts[at] for at in kept],
        [folded.ends[at] for at in kept],
    )
