"""What stands beside somebody: the other cells of a row, the other parts of a list or a record."""

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from intake.scrubbing.names import is_no_thing
from intake.scrubbing.people import is_a_name, is_near_somebody
from intake.scrubbing.rules import MASK, Found, Span

# Whose placeholders say that a list is somebody's
_SOMEBODY = ("card", "email", "iban", "id", "phone", "user", "value")
# Numbers and places are spoken of in the words of forms.
_SAY_LESS = ("id", "value")
# Behind so many parts of another kind a list may be about something else.
_REACH = 4
# Whatever else is found here says better what it is.
_RANK = 1 << 16

_LINE = re.compile(rf"[^\n]*{MASK}[^\n]*")
_BETWEEN = re.compile(
    r"(?:[ \t]*(?:[\"`()\[\]{}<>,;|\t]|(?<!\w)'|'(?!\w)|(?<= )[/\u2013\u2014\xb7-](?= )))+[ \t]*"
)
_KEY = re.compile(r"\s?(?::|=>?)\s?")

_EARLIEST, _LATEST = "1900", "2012"
_DATE = re.compile(r"(?P<first>\d{4})([-/.])\d\d?\2\d\d?|\d\d?([-/.]) ?\d\d?\3 ?(?P<last>\d{4})")
_QUOTED = re.compile(r"(?<=[\"'`])\d[\d./ -]{7,11}(?=[\"'`])")
_NUMBER = re.compile(r"\d(?:[./-]?\d){6,18}|\+?\d(?:[ ./-]?\d){8,18}|[A-Z]{1,3}\d{5,12}[A-Z]?")
# Seconds and thousandths since 1970, and years
_TIME = re.compile(r"1[4-9]\d{8}(?:\d{3})?|(?:19|20)\d\d-(?:19|20)\d\d")
_WORD = r"[^\W\d_a-z][^\W\d_]*[.'\u2019-]?"
_WORDS = rf"{_WORD}(?:[ -]?(?:[^\W\d_]{{1,4}} )?{_WORD}){{0,4}}"
_HOUSE = r"\d{1,4} ?[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?"
_POSTCODE = r"(?:[A-Z]{1,2}-)?(?:\d{4,5}|\d{2,3}[ -]\d{2,4})"
_STREET = re.compile(
    rf"(?:{_HOUSE},? )?{_WORDS}(?: [^\W\d_]+\.?)?,? {_HOUSE}|{_POSTCODE} {_WORDS}(?:/{_WORDS})?"
)
_LETTERS = re.compile(r"[^\W\d_]{2,}")


# In a sentence about somebody, and no head of one
_NEAR = 200
_NEXT = 40
_NAMED = re.compile(
    r"(?<![\w.$@#\\/-])[^\W\d_a-z][^\W\d_]+(?: (?:[a-z]{1,4} )?[^\W\d_a-z][^\W\d_]+){1,3}"
    rf"(?![\w(:-]|\.\w| ?{MASK}"
    # nor what messages begin with
    r"| (?:Error|Exception|Warning|Failure|Fault|Fehler|Panic|Erreur|Errore?|Fout|Fel|Fejl)\b)"
)


class _Part(NamedTuple):
    """Of a line; `is_keyed` where a name of its own stands before it."""

    start: int
    end: int
    is_keyed: bool


def company(text: str, kinds: Mapping[int, str]) -> Iterator[Span]:
    """What in `text`, whose private parts are masked, is somebody's as its neighbours are.

    `kinds`: of each masked part, by where it begins.
    """
    people = {start for start, kind in kinds.items() if kind in _SOMEBODY}
    for line in _LINE.finditer(text) if people else ():
        parts = [*_parts(text, *line.span())]
        yield from _reached(text, parts, people, _begins_the_last)
        yield from _reached(text, parts[::-1], people, _begins_the_first)
    spoken_of = sorted(start for start in people if kinds[start] not in _SAY_LESS)
    if spoken_of:
        contacts = [start for start in spoken_of if kinds[start] != "user"]
        yield from _named(text, spoken_of, contacts)
        yield from _dated(text, spoken_of)


def _dated(text: str, people: list[int]) -> Iterator[Span]:
    """Dates of long ago in what is quoted, where somebody is spoken of."""
    for date in _QUOTED.finditer(text):
        if _is_near(people, *date.span()) and _kind(date[0]) == "value":
            yield Span(*date.span(), _RANK, "value")


def _is_near(people: list[int], start: int, end: int, reach: int = _NEAR) -> bool:
    at = bisect(people, start)
    before, behind = people[at - 1 : at], people[at : at + 1]
    return any(start - one <= reach for one in before) or any(one - end <= reach for one in behind)


def _named(text: str, people: list[int], contacts: list[int]) -> Iterator[Span]:
    """Names in the sentences about somebody."""
    for name in _NAMED.finditer(text):
        if (
            _is_near(people, *name.span())
            and is_no_thing(Found(text, *name.span()))
            and is_near_somebody(name[0], _is_near(contacts, *name.span(), _NEXT))
        ):
            yield Span(*name.span(), _RANK, "user")


def _parts(text: str, start: int, end: int) -> Iterator[_Part]:
    is_keyed = False
    while start < end:
        gap = _BETWEEN.search(text, start, end)
        stop = gap.start() if gap else end
        if _KEY.fullmatch(text, start, stop):
            is_keyed = True
        elif start < stop:
            yield _Part(start, stop, is_keyed)
            is_keyed = False
        start = gap.end() if gap else end


def _begins_the_last(text: str, part: _Part) -> int:
    """Where what is masked at the end of the part begins."""
    return part.start + len(text[part.start : part.end].rstrip(MASK))


def _begins_the_first(text: str, part: _Part) -> int:
    return part.start


def _reached(
    text: str, parts: list[_Part], people: set[int], facing: Callable[[str, _Part], int]
) -> Iterator[Span]:
    """`facing` tells where what is nearest to the next part begins."""
    left = 0
    for part in parts:
        if facing(text, part) in people:
            left = _REACH
            continue
        value = text[part.start : part.end]
        kind = _kind(value) if left and not part.is_keyed else None
        # One word is a name only right beside.
        if kind and (kind != "user" or " " in value or left == _REACH):
            yield Span(part.start, part.end, _RANK, kind)
            left = _REACH
        else:
            left = max(0, left - 1)


def _kind(value: str) -> str | None:
    """Of what else people's records tell."""
    if date := _DATE.fullmatch(value):
        return "value" if _EARLIEST <= (date["first"] or date["last"]) <= _LATEST else None
    if _NUMBER.fullmatch(value):
        return None if _TIME.fullmatch(value) else "id"
    if not is_no_thing(Found(value, 0, len(value))):
        return None
    if _STREET.fullmatch(value) and value != value.lower() and _LETTERS.search(value):
        return "value"
    return "user" if is_a_name(value) else None
