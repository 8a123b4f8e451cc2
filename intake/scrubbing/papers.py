"""Numbers of papers, registers, accounts and telephones, by the words that name them.

Such a number looks like any other: of nine digits at random one in ten passes the check of some
country. So words decide, in the languages in which people write them: an abbreviation (`PESEL`), a
word that says all (`passport`), or one that says whose it is beside one that says that it is a
number (`Steuer` and `Nummer`, `número` and `fiscal`).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import re2

from intake.scrubbing import vocabulary
from intake.scrubbing.rules import Found, Rule

# Letters that do not come apart into a plain one and its mark
_PLAIN = str.maketrans(
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


def _folded(text: str) -> str:
    """In small letters, without the marks that many leave out."""
    if text.isascii():
        return text.lower().replace("_", " ")
    letters = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _set(words: str) -> frozenset[str]:
    return frozenset(_folded(words).split())


def _any(words: str) -> str:
    return "|".join(_folded(words).split())


def _finder(pattern: str) -> Callable[[str], bool]:
    options = re2.Options()
    options.log_errors = False
    search: Any = re2.compile(pattern.encode(), options).search
    return lambda text: search(text.encode(errors="replace")) is not None


_WORDS_TOO = _set(vocabulary.WORDS_TOO)
_SAID = _set(vocabulary.SAID)
_LONG = frozenset(vocabulary.LONG.split())
_ABBREVIATIONS = _set(vocabulary.ABBREVIATIONS)
_ABBREVIATIONS |= {
    short + number for short in _ABBREVIATIONS for number in ("nr", "no", "nummer", "number")
}
_names_a_paper = _finder(
    rf"\b(?:{_any(vocabulary.PAPERS)})"
    rf"|\b(?:{_any(vocabulary.HOLDERS)})(?: s|s)? ?(?:id|no|nr|num|number|code|ref|card)\b|"
    + "|".join(map(str.strip, vocabulary.PAPER_PHRASES.strip().splitlines()))
)
_OWNER = rf"\b(?:{_any(vocabulary.OWNERS)})\w*?"
_NUMBER = rf"(?:{_any(vocabulary.NUMBERS)}|\b(?:{_any(vocabulary.NUMBER_WORDS)})\b)"
_BETWEEN = rf"(?:(?:{_any(vocabulary.BETWEEN)}) ){{0,3}}"
# Nothing, where the two are one word
_GAP = rf"(?:\w* {_BETWEEN}(?:\w+ )?{_BETWEEN})?"
_names_whose = _finder(
    rf"(?:{_OWNER}{_GAP}{_NUMBER}|{_NUMBER}{_GAP}{_OWNER}|{_OWNER} {_OWNER})\w*(?: \w+){{0,5}}$"
)
_NUMBERED = re.compile(_NUMBER)
_names_elsewhere = _finder(_any(vocabulary.ELSEWHERE))
_names_a_telephone = _finder(_any(vocabulary.TELEPHONES))


class _Name(NamedTuple):
    """What stands beside a number: its words, and folded; all of it where it is not ASCII."""

    words: list[str]
    folded: list[str]
    text: str
    whole: str


_REACH = 90
_WORDS = 8
_SIGN = re.compile(r"[#\u2116]")
_NEXT_LINE = re.compile(r":\s?\n\s{1,8}$")
_CALL = re.compile(r"\w\($")
_NUMBERS = re.compile(r"\b\d\w*")
_STOPS = re.compile(r"[\n:;=<>{}\[\]|,!?\"`\x1a\uff1a]|(?<!\w)'|'(?!\w)")
_JOINTS = " \t\"'`*([|:=#>\u2116,\uff1a-"
_VERB = re.compile(
    r"(?:\s(?:is|was|are|es|est|ist|jest|on)|,?\s(?:but\s)?(?:got|received|found|given|was))$"
)
_SET_TO = re.compile(r"(?P<name>[\w-]+)\s?=>?\s?[\"']$")
_BEHIND = re.compile(
    r"[\"'`)\]]{0,2}\s(?:of|for|as|is (?:not |no )?(?:an?|the|your|my)|isn't an?|is no)\s"
    r"(?P<name>[^\n:;=<>{}\[\]|,!?\"`\x1a]{2,48})"
)
_COUNTRY = re.compile(
    r"(?:(?<=[:=#\"'(>\uff1a])\s?|(?<=got|was)\s)(?:[A-Z]{1,4}[ .]|[A-Z][a-z] ){1,2}$"
)
_HUMPS = re.compile(
    r"(?<=[a-z\xdf-\xff\u03ac-\u03ce\u0430-\u045f])(?=[A-Z\xc0-\xde\u0391-\u03a9\u0400-\u042f])|[\W_]+"
)


def _name_of(text: str, unsaid: frozenset[str]) -> _Name:
    """Its last words, as far as no number stands between, without those that say nothing here."""
    words = [word for word in _HUMPS.split(_NUMBERS.split(text)[-1]) if word][-_WORDS:]
    words = [word for word in words if word not in unsaid]
    folded = [_folded(word) for word in words]
    whole = [] if text.isascii() else [_folded(text)]  # there are scripts whose vowels are marks
    return _Name(words, folded, " ".join(folded), " ".join(whole))


def _names(found: Found) -> Iterator[_Name]:
    """What was said last before the number, and what it is said to be."""
    before = found.before(_REACH)
    short = found.value.isdigit() and len(found.value) < _FEWEST_OF_LONG
    unsaid = _LONG if short else frozenset()
    if not _CALL.search(before):
        before = _NEXT_LINE.sub(": ", _COUNTRY.sub("", before))
        said = before.rstrip(_JOINTS)
        sign = " no" if _SIGN.search(before[len(said) :]) else ""
        yield _name_of(_STOPS.split(_VERB.sub("", said))[-1] + sign, unsaid)
        if before.endswith(("'", '"')) and (quoted := _SET_TO.search(before)):
            yield _name_of(quoted["name"], unsaid)
    behind = _BEHIND.match(found.after(_REACH))
    if behind:
        yield _name_of(behind["name"], unsaid)


def _is_abbreviated(name: _Name, grouped: bool) -> bool:
    """`PESEL`, `ssn`, `invalid nip`, `NIP`; but not `tin` in a sentence about another number."""
    alone = grouped or all(
        small in _ABBREVIATIONS or small in _SAID or _NUMBERED.match(small) for small in name.folded
    )
    return any(
        small in _ABBREVIATIONS and (word.isupper() or alone or small not in _WORDS_TOO)
        for word, small in zip(name.words, name.folded, strict=True)
    )


# How many there are, and not the number of one
_COUNTED = re.compile(r"\bnumbers? of (?:\w+ ){0,2}(?:\w{3,}[^s\W]s|people|children|staff)\b")


def _is_of_somebody(name: _Name, grouped: bool) -> bool:
    text = name.text
    named = (
        _is_abbreviated(name, grouped)
        or _names_a_paper(text)
        or _names_whose(text)
        or (name.whole != "" and _names_elsewhere(name.whole))
    )
    return named and _COUNTED.search(text) is None


# A fraction, a version, a date, an address, a number in hex
_OTHER = re.compile(
    r"\(?(?:\d+\.\d+|\d{1,2}\.\d{1,2}\.\d{1,2}|(?:19|20)\d\d-\d\d-\d\d(?:T.*)?|\d{1,2}/\d{1,2}/\d{4}"
    r"|\d{1,3}(?:\.\d{1,3}){3}|(?:.*\W)?0[xX].*)\)?"
)
_IN_GROUPS = re.compile(r"(?:[A-Z]{0,2}\d+[ ./-]){2,}\d*[A-Z]?\d*|[A-Z]\d{7,}[A-Z]")
_FEWEST, _FEWEST_OF_LONG = 5, 9
_FEWEST_OF_MIXED, _SHORTEST_OF_MIXED = 3, 7


def _named(found: Found) -> bool:
    value = found.value
    digits = sum(map(str.isdigit, value))
    if digits < _FEWEST:
        mixed = len(value) >= _SHORTEST_OF_MIXED and digits >= _FEWEST_OF_MIXED and value.isupper()
        if not mixed:
            return False
    if _OTHER.fullmatch(value):
        return False
    grouped = _IN_GROUPS.fullmatch(value) is not None
    return any(_is_of_somebody(name, grouped) for name in _names(found))


def _named_telephone(found: Found) -> bool:
    return any(_names_a_telephone(f"{name.text} {name.whole}") for name in _names(found))


# Up to three letters before a part of it, or any number of capitals
_PART = r"(?:[A-Z]{0,12}|[A-Z]{1,4}[.-]|[a-z]-|[A-Za-z]{0,3})\d[0-9A-Za-z]*"

RULES = (
    Rule(
        r"(?:^|[^\w.+-])(?P<phone>[+(]{0,2}\d(?:[ ().\-/]{0,3}\d){6,14})(?:[^\w.-]|[.-]\D|[.-]?$)",
        accept=_named_telephone,
    ),
    Rule(
        rf"(?:^|[^\w.+/-])(?P<id>\(?{_PART}"
        rf"(?:\)? {{0,2}}(?:[./-] ?)?\(?(?:[A-Z]{{1,3}} )?{_PART}|[/.-][A-Z]{{1,3}}){{0,8}}"
        r"(?:[ -]?[A-Z]|\([A-Z\d]\))?)(?:[^\w-]|$)",
        accept=_named,
    ),
)
