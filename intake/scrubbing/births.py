"""When people were born: a date beside what says so, below the head of a column that does, or
beside somebody's name.
"""

import re
from typing import Any

import re2

from intake.scrubbing import vocabulary
from intake.scrubbing.labels import any_of, finder, folded, labels, words
from intake.scrubbing.names import is_somebody
from intake.scrubbing.rules import MASK, Found, Rule

# What a product is called, and no person
_COUNTED = words(vocabulary.COUNTED)
_UP_TO_A_BIRTH: Any = re2.compile(rf"(?s).*({any_of(vocabulary.BORN)})")
_FIRST_BIRTH = re.compile(any_of(vocabulary.BORN))
_BEHIND = 160
_names_a_birth = finder(any_of(vocabulary.BORN))

# Later dates without a label are those of logs and releases.
_EARLIEST, _LATEST = 1900, 2012
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|^(?:19|20)\d\d")
# What tests of dates begin and end with
_AN_EPOCH = re.compile(
    r"(?:1970|1900|2000)[-/.]0?1[-/.]0?1|0?1[-/.]0?1[-/.](?:1970|1900|2000)|1999[-/.]12[-/.]31"
    r"|(?:1970|1900|2000)0101|19991231"
)

_REACH = 600
_OF_ITS_OWN = re.compile(r"(?P<label>[^\W\d][\w -]{0,40}?)[\"'`\]]{0,2}\s?[:=]>?\s?[\"'\[(]{0,2}$")
_OF_ANYTHING = re.compile(
    r"(?:.*\b)?(?:values?|got|received|input|actual|found|was|string|text|given|valor|valeur|wert"
    r"|waarde|wartosc|hodnota|ertek|varde|verdi|vaerdi|arvo|deger|valore)"
)
_OTHERWISE = re.compile(
    r"creat|updat|modif|expir|issu|hire|since|start|\bend|\bdue\b|deliver|joined|login|visit|admit"
    r"|regist|publish|releas|erstellt|gultig"
)
_CELL = re.compile(r"[,;\t|]")
_ROW = re.compile(r"[\n(]|\\n")


def _is_a_birth(found: Found) -> bool:
    if _is_labelled(found) or _is_quoted(found):
        return True
    year = _YEAR.search(found.value)
    if year is None or int(year[0]) < _EARLIEST or _AN_EPOCH.fullmatch(found.value):
        return False
    early = int(year[0]) <= _LATEST
    return (early and (_is_beside_somebody(found) or _is_said_behind(found))) or _is_said_before(
        found, early
    )


def _is_labelled(found: Found) -> bool:
    return any(_names_a_birth(f"{label.text} {label.whole}") for label in labels(found))


def _is_quoted(found: Found) -> bool:
    """Out of what follows, where it has its label."""
    again = found.text.find(found.value, found.end, found.end + _REACH)
    return again >= 0 and _is_labelled(Found(found.text, again, again + len(found.value)))


def _is_said_before(found: Found, early: bool) -> bool:
    """`Cannot parse field [birthdate] …: '…'`; and in a table, beside as many cells as its head."""
    text = found.before(_REACH).rsplit("\n\n", 1)[-1]
    cells = _cells(text)
    if not (early or cells):
        return False
    before = folded(text).encode(errors="replace").decode()
    own = _OF_ITS_OWN.search(before[-60:])
    if own and not _OF_ANYTHING.fullmatch(own["label"]):
        return False
    said = _UP_TO_A_BIRTH.match(before)
    if said is None:
        return False
    if cells and cells == _cells(before[: said.start(1)]):
        return True
    return early and not _OTHERWISE.search(before, said.end(1))


def _is_said_behind(found: Found) -> bool:
    """`'…' is no date, for column date_of_birth`"""
    if found.before(1) not in tuple("\"'`"):
        return False
    text = folded(found.after(_BEHIND).partition("\n\n")[0])
    said = _FIRST_BIRTH.search(text)
    return said is not None and _OTHERWISE.search(text, 0, said.start()) is None


def _cells(text: str) -> int:
    """How many there are before the last one of its row."""
    return len(_CELL.findall(_ROW.split(text)[-1]))


_NAME = (
    r"[^\W\d_a-z][^\W\d_]*(?:[ '\u2019.-]{1,2}(?:(?:[a-z]{1,4} ){0,2}[^\W\d_a-z])[^\W\d_]*){1,4}"
)
_SOMEBODY = rf"(?P<who>{_NAME}|{MASK}+)"
_BEFORE_IT = re.compile(rf"(?:[\"'`]|^|[,;|\t\n] ?){_SOMEBODY}[\"'`]? ?(?:[,;|\t] ?[\"'`]?|\* ?)$")
_BEHIND_IT = re.compile(
    rf"[\"'`]?(?: ?[,;|\t] ?[\"'`]?| \([^\W\d_]+: ){_SOMEBODY}(?:[\"'`,;|)\t\n]|$)"
)


_BEGINS_A_CELL = re.compile(r"(?:^|[\"'`,;|\t\n(])\s?$")


def _is_beside_somebody(found: Found) -> bool:
    """In the next cell or argument."""
    before = found.before(60)
    beside = _BEFORE_IT.search(before) or (
        _BEGINS_A_CELL.search(before) and _BEHIND_IT.match(found.after(60))
    )
    if not beside or not _COUNTED.isdisjoint(folded(beside["who"]).split()):
        return False
    return is_somebody(Found(beside["who"], 0, len(beside["who"])))


_DATE = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d|(?:19|20)\d{6}"
    r"|\d{1,2}\. \d{1,2}\. (?:19|20)\d\d|\d{1,2}-[A-Za-z]{3}-\d\d(?:\d\d)?"
    r"|\d{1,2}(?:st|nd|rd|th|\.|\xba|er)?[ .-]{1,2}(?:de |of )?(?:[\p{Lu}]?[\p{Ll}]{2,11}|[A-Z]{3})"
    r"\.?[ .,-]{1,2}(?:de )?(?:19|20)\d\d|[A-Z][a-z]{2,8} \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
    r"|\d{4}[\xc9\xe9] ?\d{1,2}[\xc9\xe9] ?\d{1,2}[\xc9\xe9])"
)

RULES = (
    Rule(
        rf"(?:^|[^\w.+/-])(?P<value>{_DATE})(?:[^\w/-]|T[\d:.Z\"'\s]|$)",
        accept=_is_a_birth,
    ),
    Rule(  # made of its parts
        r"(?:^|[^\w.])(?P<value>(?:new )?(?:\w{1,12}\.)?(?:date|datetime|Date|DateTime"
        r"|LocalDate\.of|DateOnly|make_date|MakeDate)\((?:year=)?\d{4}, ?(?:month=)?\d{1,2}"
        r", ?(?:day=)?\d{1,2}\))",
        "date",
        accept=_is_a_birth,
    ),
    # vCard, HL7, X12 and GEDCOM
    Rule(r"\bBDAY[;\w=-]{0,40}:(?P<value>[\d-]{6,10})", "bday"),
    Rule(r"\bPID\|(?:[^|\n\x1a]*(?:\x1a+[^|\n\x1a]*)*\|){6}(?P<value>\d{8})", r"pid\|"),
    Rule(r"\bDMG\*D8\*(?P<value>\d{8})", "dmg*"),
    Rule(r"\bBIRT\r?\n\s?2 DATE (?P<value>[^\n\x1a]{4,24})", "birt"),
)
