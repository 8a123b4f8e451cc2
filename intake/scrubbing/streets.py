"""Where people live: streets with the number of a house, by what says that it is an address."""

import re
from urllib.parse import unquote_plus

from intake.scrubbing import postal, vocabulary
from intake.scrubbing.labels import any_of, finder, labels
from intake.scrubbing.rules import Found, Rule
from intake.scrubbing.views import shadow

_names_an_address = finder(any_of(vocabulary.ADDRESSES))
_names_a_machine = finder(any_of(vocabulary.MACHINES))
# Of a machine, or what is said of any value
_NO_STREET = re.compile(
    r"(?i)^(?:rfc|iso|iec|ieee|itu|ecma|fips|nist|pep|din|ansi)[ -]\d"
    r"|0x|(?:[\da-f]{2}[:-]){5}|\b(?:status|state) \w+ed\b|\btable$"
    r"|\bipv?[46]|://|:\d|\b(?:(?:port|line):? \d+|already|invalid|must|not|is|bind|af_inet6?"
    r"|expect(?:ed|s)?|required|unknown|unexpected|missing|undefined|null|object|string|number"
    r"|type|property|field|column|char(?:acter)?s?|got|error|failed|exceeds?|length|least"
    r"|most|between)\b"
)
_A_WORD = re.compile(r"[^\W\d_]{3}")

# Of a record
_NEXT_FIELD = re.compile(
    r"(?i)[\"'`]?[&,;|]\s?[\"'`]?(?:\w{2,12}[._-])?(?:post(?:al)?[_-]?(?:code|nr|nummer|no)|zip(?:code)?"
    r"|zip_code|plz|city|town|ort|ville|ciudad|stad|by|miasto|mesto|citta|cidade|code_?postal|cep|psc)"
    r"[\"'`]?\s?[:=]"
)


def _is_an_address(found: Found) -> bool:
    """The number of a house, and words; a machine's is of another kind."""
    value = found.value
    parted = " " in value or not value.isascii()
    if not parted or _NO_STREET.search(value) or not _A_WORD.search(value):
        return False
    if _NEXT_FIELD.match(found.after(60)):
        return True
    said = (f"{label.text} {label.whole}" for label in labels(found))
    return any(_names_an_address(text) and not _names_a_machine(text) for text in said)


_WORD = r"[\p{Lu}](?:'?[\pL\pN.\xa6/-])*"
_SMALL = r"[\pL][\pL.'\xa6-]{0,12}"
# Before a word of a name
_JOIN = (
    r"(?:(?:rue|route|rang|impasse|quai|all\xe9e?|avenue|boulevard|chemin|place|calle|via|rua|ul\."
    r"|a|al|am|an|auf|da|das|de|del|della|den|der|di|do|dos|du|e|el|im|in der|la|las|le|les|los"
    r"|per|van|von|y|zu|zum|zur) |[dDlL]')"
)
# `12b`, `3-5`, `n\xba 7`, `16\xbd`, `# 8-76`
_HOUSE = (
    r"(?:(?:#|[nN](?:\xba|\xb0|[or]\.)) ?)?\d{1,5}(?:[\xbc-\xbe]|[a-zA-Z\xc9\xe9])?"
    r"(?:[-/#]\d{1,5}[a-zA-Z]?){0,2}"
)
_FLOOR_AND_TOWN = (
    rf"(?:(?:,? |, ?| [-#] ){_JOIN}{{0,2}}(?:{_WORD}|\d[\pL\pN/-]{{0,9}}|t\.[hv]\.)){{0,12}}"
)

# Of scripts that need no spaces
_AT_ONCE = r"\xc9[\xc9\xe9]+\d{1,5}[\xc9\xe9]?"
_ADDRESS = (
    rf"(?:{_HOUSE},? {_JOIN}{{0,3}}{_WORD}"
    rf"|{_WORD}(?:,? (?:{_SMALL} ){{0,3}}\(?{_WORD}\)?){{0,6}}(?: {_SMALL}){{0,2}}"
    rf"[,.]? {{0,2}}(?:{_HOUSE}|s/n)|{_AT_ONCE}){_FLOOR_AND_TOWN}"
)
_SIGN = r"(?:[:=>\"'`|\t*({\[<]| -| \xa6)(?:\s?|\n\s{1,8})"

_LABELLED = tuple(
    Rule(
        rf"{before}(?P<value>{first}{_ADDRESS})(?:[^\pL\pN=:(\x1a]|$)",
        accept=_is_an_address,
    )
    for before, first in (
        (_SIGN, rf"(?:{_SMALL} ){{0,2}}"),
        (r"[\pL\d] ", rf"{_JOIN}{{0,2}}"),
    )
)
_KEY = re.compile(r"[\w.%\[\]-]*=$")


def _is_encoded(found: Found) -> bool:
    """In a query, where blanks are written as `+` or `%20`."""
    key = _KEY.search(found.before(40))
    plain = f"{unquote_plus(key[0]) if key else ''}{unquote_plus(found.value)}"
    bytewise = shadow(plain)
    return any(next(rule.spans(plain, bytewise, 0), None) for rule in (*_LABELLED, *postal.RULES))


def _is_of_places(found: Found) -> bool:
    """Words with a number, none of which an error is told by."""
    value = found.value
    return " " in value and _A_WORD.search(value) is not None and not _NO_STREET.search(value)


RULES = (
    *_LABELLED,
    Rule(  # which a geocoder was asked for
        r"(?i:geocod\w*|zero_results)[^\n\"'\x1a]{0,30}\b(?i:for|of|address|query|location)\b"
        r"[^\n\w\x1a]{1,4}(?P<value>[^\"'\n\x1a]{4,80}\d[^\"'\n\x1a]{0,40}"
        r"|(?:[Nn]o\.? ?)?\d[^\"'\n\x1a]{4,100})[\"']",
        "geocod|zero_results",
        accept=_is_of_places,
    ),
    Rule(
        r"[?&;=][\w.%\[\]-]{1,40}=(?P<value>[\w.%*+-]{1,100}(?:\+|%20)[\w.%*+,/-]{1,160})",
        "+|%20",
        accept=_is_encoded,
    ),
)
