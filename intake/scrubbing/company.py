"""What stands beside somebody: the other cells of a row, the other parts of a list or a record."""

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from intake.scrubbing.labels import folded, words
from intake.scrubbing.names import PARTICLES, is_no_thing
from intake.scrubbing.people import is_a_name, is_near_somebody, is_of_no_list, is_unsaid
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
    r"(?=[ \t\"`()\[\]{}<>,;|'/\u2013\u2014\xb7-])"  # most characters are turned away
    r"(?:[ \t]*(?:[\"`()\[\]{}<>,;|\t]|(?<!\w)'|'(?!\w)|(?<= )[/\u2013\u2014\xb7-](?= )))+[ \t]*"
)
_KEY = re.compile(r"\s?(?::|=>?)\s?")

_EARLIEST, _LATEST = "1900", "2012"
_DATE = re.compile(r"(?P<first>\d{4})([-/.])\d\d?\2\d\d?|\d\d?([-/.]) ?\d\d?\3 ?(?P<last>\d{4})")
_QUOTED = re.compile(r"(?<=[\"'`])\d[\d./ -]{7,11}(?=[\"'`])")
_NUMBER = re.compile(r"\d(?:[./-]?\d){6,18}|\+?\d(?:[ ./-]?\d){8,18}|[A-Z]{1,4}\d{4,12}[A-Z]?")
# Seconds and thousandths since 1970, and years
_TIME = re.compile(r"1[4-9]\d{8}(?:\d{3})?|(?:19|20)\d\d-(?:19|20)\d\d")
_WORD = r"[^\W\d_a-z][^\W\d_]*[.'\u2019-]?"
_WORDS = rf"{_WORD}(?:[ -]?(?:[^\W\d_]{{1,4}} )?{_WORD}){{0,4}}"
_HOUSE = r"\d{1,4} ?[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?"
_POSTCODE = r"(?:[A-Z]{1,2}-)?(?:\d{4,5}|\d{2,3}[ -]\d{2,4})"
# Beside where somebody lives
_A_POSTCODE = re.compile(
    r"\d{5}|\d{3} \d\d|\d\d-\d{3}|\d{4} ?[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]\d[\dW] ?[A-Z\d]{4}"
    r"|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}"
)
_STREET = re.compile(
    rf"(?:{_HOUSE},? )?{_WORDS}(?: [^\W\d_]+\.?)?,? {_HOUSE}|{_POSTCODE} {_WORDS}(?:/{_WORDS})?"
)
_LETTERS = re.compile(r"[^\W\d_]{2,}")


# In a sentence about somebody, and no head of one
_NEAR = 200
_NEXT = 40
_BESIDE = 28
# Of a name, a number and what labels them
_LONGEST = 60
_NAMED = re.compile(
    r"(?<![\w.$@#\\/-])[^\W\d_a-z][^\W\d_]+(?:-[^\W\d_]+)?"
    rf"(?: {PARTICLES}[^\W\d_a-z][^\W\d_]+(?:-[^\W\d_]+)?){{1,4}}"
    r"(?![\w(:-]|\.\w"
    # nor what messages begin with
    r"| (?:Error|Exception|Warning|Failure|Fault|Fehler|Panic|Erreur|Errore?|Fout|Fel|Fejl)\b)"
)


# A number right beside somebody, and what counts, measures or is an error's
_NUMBERED = re.compile(
    r"(?<![\w.,:/#@$%&=+-])(?P<label>[^\W\d_]{2,}[.:#]{0,2} |\()?"
    r"(?P<number>\d{6,20}|\d{3,6}(?:[/-]\d{2,7}){1,4}|\d{3,5}(?: \d{1,7}){2,4}"
    r"|[A-Z]{1,5}[-/]?\d{5,14}|[A-Z]{2,6}/\d{3,6}-\d{2,4}"
    r"|[A-Z]{1,3}-?\d{6,10}[A-Z]?)(?![\w:/%-]|[.,]\d)"
)
_MEASURED = re.compile(
    r"\s?(?:[munk]?s(?:ec\w*)?|[kmgt]?i?b(?:ytes?)?|min\w*|hours?|days?|rows?|times?|records?|items?|px|eur|usd"
    r"|errors?|warnings?|lines?|requests?|events?|messages?|users?|retries|attempts?)\b",
    re.IGNORECASE,
)
_FEWEST_DIGITS = 6
_CODES = ("ORA", "ERR", "RFC", "KB", "CVE", "PLS", "SQL", "TNS", "WSAE")
# Of what runs or went wrong, and not of somebody
_OF_MACHINES = words(
    """
    pid tid port code error line offset job run build task thread commit revision status version
    release size bytes took after for than in until since before at to from by exit signal attempt
    retry rev of returned seq sequence timestamp time epoch batch partition chunk block request
    trace span lsn xid
    txn oid tick frame address ptr memory cpu hash sha idoc issue ticket bug pr mr patch rfc cve kb
    ora statuscode errno fehler erreur zeile ligne linea limit max min total count expected got
    length limite http fehlercode hresult page step node worker replica shard ref
    """
)


def _found_around(
    pattern: re.Pattern[str], text: str, people: list[int], reach: int
) -> Iterator[re.Match[str]]:
    """What begins or ends so near to somebody, or a little further."""
    stop = 0
    for one in people:
        start, end = max(stop, one - reach - _LONGEST), one + 2 * reach + _LONGEST
        if start < end:
            for match in pattern.finditer(text, start, end):
                stop = match.end()
                yield match
            stop = max(stop, end)


def _numbered(text: str, people: list[int]) -> Iterator[Span]:
    """Numbers right beside somebody, in the same statement."""
    for number in _found_around(_NUMBERED, text, people, _BESIDE):
        value, (start, end) = number["number"], number.span("number")
        label = folded(number["label"] or "").strip(" .:#(")
        if (
            sum(map(str.isdigit, value)) >= _FEWEST_DIGITS
            and label not in _OF_MACHINES
            and not value.startswith(_CODES)
            and not (_TIME.fullmatch(value) or _DATE.fullmatch(value))
            and _MEASURED.match(text, end) is None
            and _is_beside(text, people, start, end)
        ):
            yield Span(start, end, _RANK, "id")


def _is_beside(text: str, people: list[int], start: int, end: int) -> bool:
    at = bisect(people, start)
    if any(one - end <= _BESIDE and "\n" not in text[end:one] for one in people[at : at + 1]):
        return True
    last = text.rfind(MASK, max(0, start - _BESIDE), start)
    if last < 0 or "\n" in text[last:start]:
        return False
    return any(not text[one:last].strip(MASK) for one in people[max(0, at - 1) : at])


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
        yield from _reached(text, parts, people, kinds, _begins_the_last)
        yield from _reached(text, parts[::-1], people, kinds, _begins_the_first)
    spoken_of = sorted(start for start in people if kinds[start] not in _SAY_LESS)
    if spoken_of:
        contacts = [start for start in spoken_of if kinds[start] != "user"]
        yield from _named(text, spoken_of, contacts)
        yield from _dated(text, spoken_of)
        yield from _numbered(text, spoken_of)
        yield from _posted(text, spoken_of)
    if people:
        yield from _turned(text, sorted(people))


def _dated(text: str, people: list[int]) -> Iterator[Span]:
    """Dates of long ago in what is quoted, where somebody is spoken of."""
    for date in _QUOTED.finditer(text):
        if _is_near(people, *date.span()) and _kind(date[0]) == "value":
            yield Span(*date.span(), _RANK, "value")


# Of forms that nothing else has: Britain, Ireland, Canada
_POSTED = re.compile(
    r"(?<![\w-])(?:[A-CEGHJ-NPR-TVXY]\d[A-Z] \d[A-Z]\d|[AC-FHKNPRTV-Y]\d[\dW] [A-Z\d]{2}\d[A-Z\d]"
    r"|[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2})(?![\w-])"
)


def _posted(text: str, people: list[int]) -> Iterator[Span]:
    """Postcodes, where somebody is spoken of."""
    for code in _found_around(_POSTED, text, people, _NEAR):
        if _is_near(people, *code.span()):
            yield Span(*code.span(), _RANK, "value")


# `Lovelace, Ada`, and the name of a part of one behind what says so
_TURNED = re.compile(
    r"(?<![\w.$@#\\/-])(?P<name>[^\W\d_a-z][^\W\d_]{2,}, [^\W\d_a-z][^\W\d_]{2,})(?=[,;)]|\.?$)"
)
_PARTS = (
    "amilienname", "achname", "orname", "urname", "astname", "ast name", "irstname", "irst name",
    "iven name", "ivenname", "rénom", "pellido", "pellidos", "ognome", "oornaam", "chternaam",
    "azwisko", "mię", "říjmení", "fternamn", "örnamn", "tternavn", "ornavn", "oyad", "oyad\u0131",
)  # fmt: skip
_PART = re.compile(rf"(?:{'|'.join(_PARTS)}) (?P<name>[^\W\d_a-z][^\W\d_]{{2,}})(?![\w(:=-])")


def _turned(text: str, people: list[int]) -> Iterator[Span]:
    """Names that begin with the family's, beside whatever is known."""
    for name in _found_around(_TURNED, text, people, _NEXT):
        start, end = name.span("name")
        if _is_named_beside(text, people, start, end) and is_near_somebody(
            name["name"].replace(",", ""), False
        ):
            yield Span(start, end, _RANK, "user")
    small = text.lower()
    if any(map(small.__contains__, _PARTS)):
        for name in _found_around(_PART, text, people, _NEXT):
            start, end = name.span("name")
            word = text[start:end]
            if _is_named_beside(text, people, start, end) and (
                is_of_no_list(word) or is_near_somebody(word, False)
            ):
                yield Span(start, end, _RANK, "user")


def _is_named_beside(text: str, people: list[int], start: int, end: int) -> bool:
    return _is_near(people, start, end, _NEXT) and is_no_thing(Found(text, start, end))


def _is_near(people: list[int], start: int, end: int, reach: int = _NEAR) -> bool:
    at = bisect(people, start)
    before, behind = people[at - 1 : at], people[at : at + 1]
    return any(start - one <= reach for one in before) or any(one - end <= reach for one in behind)


def _named(text: str, people: list[int], contacts: list[int]) -> Iterator[Span]:
    """Names in the sentences about somebody."""
    for name in _NAMED.finditer(text):
        start, end = name.span()
        while " " in text[start:end] and not is_of_no_list(text[start:end].split(" ", 1)[0]):
            start = text.index(" ", start) + 1  # the words that a sentence begins with
        if (
            " " in text[start:end]
            and _is_near(people, start, end)
            and is_no_thing(Found(text, start, end))
            and is_near_somebody(text[start:end], _is_near(contacts, start, end, _NEXT))
            and _is_no_label(text, start, end)
        ):
            yield Span(start, end, _RANK, "user")


def _is_no_label(text: str, start: int, end: int) -> bool:
    """Right before what is somebody's, all of one and no word: `"Ada Lovelace <iban>"`."""
    if not text.startswith(MASK, end) and not text.startswith(f" {MASK}", end):
        return True
    quoted = text[start - 1 : start] in ("'", '"', "`")
    return quoted and all(map(is_unsaid, text[start:end].split()))


def _parts(text: str, start: int, end: int) -> Iterator[_Part]:
    is_keyed = False
    while start < end:
        gap = _BETWEEN.search(text, start, end)
        stop = gap.start() if gap else end
        if _KEY.fullmatch(text, start, stop):
            is_keyed = True
        elif start < stop:
            yield _Part(start, stop, is_keyed)
            is_keyed = text[stop - 1] in ":="
        start = gap.end() if gap else end


def _begins_the_last(text: str, part: _Part) -> int:
    """Where what is masked at the end of the part begins."""
    return part.start + len(text[part.start : part.end].rstrip(MASK))


def _begins_the_first(text: str, part: _Part) -> int:
    return part.start


def _reached(
    text: str,
    parts: list[_Part],
    people: set[int],
    kinds: Mapping[int, str],
    facing: Callable[[str, _Part], int],
) -> Iterator[Span]:
    """`facing` tells where what is nearest to the next part begins."""
    left, is_placed, is_named = 0, False, False
    for part in parts:
        if (begins := facing(text, part)) in people:
            left = _REACH
            is_placed = kinds[begins] == "value"
            is_named = kinds[begins] == "user"
            continue
        value = text[part.start : part.end]
        kind = _kind(value) if left and not part.is_keyed else None
        if kind is None and left and not part.is_keyed and _is_quoted_name(text, part):
            kind = "user"
        if kind is None and left == _REACH and is_named and (cell := _named_cell(text, part)):
            part, value, kind = cell, text[cell.start : cell.end], "user"
        if is_placed and left == _REACH and _A_POSTCODE.fullmatch(value):
            kind = "value"
        # One word is a name only right beside.
        if kind and (kind != "user" or " " in value or left == _REACH):
            yield Span(part.start, part.end, _RANK, kind)
            left = _REACH
        else:
            left = max(0, left - 1)


def _named_cell(text: str, part: _Part) -> _Part | None:
    """`Row 3: Lovelace;Ada;…`: beside a name, what is no word."""
    start = max(part.start, text.rfind(": ", part.start, part.end) + 2)
    value = text[start : part.end]
    parted = text[part.end : part.end + 1] in _CELLS or text[part.start - 1 : part.start] in _CELLS
    is_name = (
        parted
        and not part.is_keyed
        and len(value) > 2
        and value.isalpha()
        and value.istitle()
        and is_of_no_list(value)
        and is_no_thing(Found(text, start, part.end))
    )
    return part._replace(start=start) if is_name else None


_CELLS = (";", "|", "\t")


def _is_quoted_name(text: str, part: _Part) -> bool:
    """All that quotes hold in somebody's row, and no words of English."""
    if text[part.start - 1 : part.start] not in ("'", '"'):
        return False
    words = text[part.start : part.end].split()
    return (
        2 <= len(words) <= 3
        and is_no_thing(Found(text, part.start, part.end))
        and all(len(word) > 2 and word.istitle() and is_of_no_list(word) for word in words)
    )


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
