"""What a text says beside a value: its label, in whatever form and language.

A label ends before what joins it with the value, or stands behind it: `Steuernummer: …`,
`customer.set_name("…")`, `"…" is not a valid phone number`.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import re2

from intake.scrubbing.rules import ANYWHERE, Found, compiled, found_in

# Letters that do not come apart into a plain one and its mark
PLAIN: dict[int, str] = str.maketrans(
    {
        "_": " ",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "\u0131": "i",
        "ð": "d",
        "þ": "th",
        "ə": "e",
        "æ": "ae",
        "œ": "oe",
    }
)
# The plane of what is mostly written is remembered, and no more, whatever a text holds.
_MOST_LETTERS = 0xFFFF


class _Folding(dict[int, str | int | None]):
    """What a letter that came apart becomes: a plain one, itself, or of a mark nothing."""

    def __missing__(self, letter: int) -> int | None:
        becomes = None if unicodedata.combining(chr(letter)) else letter
        if letter <= _MOST_LETTERS:
            self[letter] = becomes
        return becomes


_FOLDING = _Folding(PLAIN)


def folded(text: str) -> str:
    """In small letters, without the marks that many leave out."""
    if text.isascii():
        return text.lower().replace("_", " ")
    return unicodedata.normalize("NFKD", text.casefold()).translate(_FOLDING)


def words(text: str) -> frozenset[str]:
    return frozenset(folded(text).split())


def any_of(text: str) -> str:
    return "|".join(folded(text).split())


def finder(pattern: str) -> Callable[[str], bool]:
    options = re2.Options()
    options.log_errors = False
    search: Any = re2.compile(pattern.encode(), options)._regexp.Match

    def finds(text: str) -> bool:
        raw = text.encode(errors="replace")
        place: tuple[int, int] = search(ANYWHERE, raw, 0, len(raw))[0]
        return place[0] >= 0

    return finds


class Label(NamedTuple):
    """What stands beside a value: its words, and folded; all of it where it is not ASCII."""

    words: list[str]
    folded: list[str]
    text: str
    whole: str


_REACH = 90
_END = 32  # what is looked for at the end of a text is shorter
_WORDS = 8
_SIGN = re.compile(r"[#\u2116]")
_NEXT_LINE = re.compile(r":\s?\n\s{1,8}$")
_CALL = re.compile(r"\w\($")
_NUMBERS = re.compile(r"\b(?:\d\w+|\d(?=.))", re.DOTALL)  # but `line 1`
# The last one
_UP_TO_A_STOP = re.compile(
    r"(?s:.*)(?:[\n:;=<>{}\[\]|,!?\"`\x1a\uff1a]|(?<!\w)'|'(?!\w)|\s[\u2013\u2014](?=\s))"
)
_JOINTS = " \t\"'`*([]|:=#<>\u2116,\uff1a\u2013\u2014-"
_VERB = re.compile(
    r"(?:\s(?:is|was|are|es|est|ist|jest|on)|,?\s(?:but\s)?(?:got|received|found|given|was)"
    r"|\)*\.(?:(?:to|is|should)_?\w{2,16}|equals?\w{0,10}|eql?))$"
)
_SET_TO = re.compile(r"(?P<name>[\w-]+)\s?=>?\s?[\"']$")
_BEHIND = re.compile(
    r"[\"'`)\]]{0,2}\s(?:\((?:field|column|property|param(?:eter)?|attribute|key):?"
    r"|of|for|as|at|is (?:not |no )?(?:an?|the|your|my)|isn't an?|is no)\s[\"']?"
    r"(?P<name>[^\n:;=<>{}\[\]|,!?\"`\x1a]{2,48})"
)
# `"…" (NHS number)`
_IN_BRACKETS = re.compile(
    r"[\"'`]?\s\((?P<name>(?:[A-Za-z]+ ){0,4}(?:number|no|nr|name|code|id|address))\)"
)
# `assertEquals("…", person.getName())`
_ASKED = re.compile(r"[\"'],\s?(?:[\w.$>-]{0,40}[.>])?(?:get)?(?P<name>[^\W\d][\w-]{2,60})\(?\)")
# What is said of any value: the label stands before it.
_OF_ANY_VALUE = re.compile(
    r"(?:(?:a|an|actual|be|but|expected|given|got|input|invalid|is|match|must|not|of|raw|received|string"
    r"|text|the|to|value|was|were|wert|valeur|valor|valore|waarde|equal|equals|get|should|assert|that)"
    r"(?: |$))+"
)
_QUOTED = re.compile(r"(?:\"[^\"\n]*\"|(?<!\w)'[^'\n]*'(?!\w)|`[^`\n]*`|/[^/\n]*/)$")
_FURTHER = 3
_COUNTRY = re.compile(
    r"(?:(?<=[:=#\"'(>\uff1a])\s?|(?<=got|was)\s)(?:[A-Z]{1,4}[ .]|[A-Z][a-z] ){1,2}$"
)
_HUMPS = re.compile(
    r"(?<=[a-z\xdf-\xff\u03ac-\u03ce\u0430-\u045f])(?=[A-Z\xc0-\xde\u0391-\u03a9\u0400-\u042f])|[\W_]+"
)


def _label(text: str, unsaid: frozenset[str]) -> Label:
    """Its last words, as far as no number stands between, without those that say nothing here."""
    said = [word for word in _HUMPS.split(_NUMBERS.split(text)[-1]) if word][-_WORDS:]
    said = [word for word in said if word not in unsaid]
    if text.isascii():
        small = [word.lower() for word in said]
        return Label(said, small, " ".join(small), "")
    small = [folded(word) for word in said]
    # There are scripts whose vowels are marks.
    return Label(said, small, " ".join(small), folded(text))


def _ending(pattern: re.Pattern[str], instead: str, text: str) -> str:
    """The text with something else for what the pattern finds at its end."""
    return text[:-_END] + pattern.sub(instead, text[-_END:])


def _last_label(before: str, unsaid: frozenset[str]) -> Label:
    said = before.rstrip(_JOINTS)
    sign = " no" if _SIGN.search(before[len(said) :]) else ""
    said = _ending(_VERB, "", said).rstrip(_JOINTS)
    stop = _UP_TO_A_STOP.match(said)
    return _label(said[stop.end() if stop else 0 :] + sign, unsaid)


def _labels_before(before: str, unsaid: frozenset[str]) -> Iterator[Label]:
    """`personalCode: must match "…" (was: …)`"""
    for _ in range(_FURTHER):
        label = _last_label(before, unsaid)
        yield label
        if _OF_ANY_VALUE.fullmatch(label.text) is None:
            return
        stop = _UP_TO_A_STOP.match(before.rstrip(_JOINTS))
        if stop is None:
            return
        before = _QUOTED.sub("", stop[0].rstrip(" ("))


def labels(found: Found, unsaid: frozenset[str] = frozenset()) -> Iterator[Label]:
    """What was said last before the value, and what it is said to be, without `unsaid` words."""
    before = found.before(_REACH)
    end = before[-_END:]
    if "(" not in end or not _CALL.search(end):
        if "\n" in end:
            before = _ending(_NEXT_LINE, ": ", before)
        yield from _labels_before(before, unsaid)
        if (further := _ending(_COUNTRY, "", before)) != before:
            yield _last_label(further, unsaid)
        set_to = before.endswith(("'", '"')) and "=" in before[-_END:]
        if set_to and (quoted := _SET_TO.search(before)):
            yield _label(quoted["name"], unsaid)
    after = found.after(_REACH)
    behind = _BEHIND.match(after) or _IN_BRACKETS.match(after) or _ASKED.match(after)
    if behind:
        yield _label(behind["name"], unsaid)


_GAP = r"[\W_]*"


def glance(pattern: str) -> Callable[[bytes], Callable[[int, int], bool]]:
    r"""Where in a shadow a label may say what a finder of the pattern finds: to read labels takes
    longer. Beside letters that are not ASCII it always may.

    In the pattern `\s` parts words.
    """
    said = compiled(pattern.replace(r"\b", "").replace(r"\s?", _GAP).replace(r"\s", _GAP))

    def near(shadow: bytes) -> Callable[[int, int], bool]:
        places = [place for (place,) in found_in(shadow.lower(), said)]
        ends = [end for _, end in places]

        def is_near(start: int, end: int) -> bool:
            first, last = max(0, start - _REACH), end + _REACH
            at = bisect_right(ends, first)
            said_there = at < len(places) and places[at][0] < last
            return said_there or not shadow[first:last].isascii()

        return is_near

    return near
