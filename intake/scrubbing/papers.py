"""Numbers of papers, registers, accounts and telephones, by the words that name them.

Such a number looks like any other: of nine digits at random one in ten passes the check of some
country. So words decide, in the languages in which people write them: an abbreviation (`PESEL`), a
word that says all (`passport`), or one that says whose it is beside one that says that it is a
number (`Steuer` and `Nummer`, `número` and `fiscal`).
"""

import re
from collections.abc import Iterator

from intake.scrubbing import vocabulary
from intake.scrubbing.digests import is_algorithm, is_alphabet
from intake.scrubbing.identifiers import is_of_a_mask
from intake.scrubbing.labels import Label, any_of, finder, labels, words
from intake.scrubbing.rules import Between, Found, Rule

_WORDS_TOO = words(vocabulary.WORDS_TOO)
_SAID = words(vocabulary.SAID)
_LONG = frozenset(vocabulary.LONG.split())
_ABBREVIATIONS = words(vocabulary.ABBREVIATIONS)
_ABBREVIATIONS |= {
    short + number for short in _ABBREVIATIONS for number in ("nr", "no", "nummer", "number")
}
_names_a_paper = finder(
    rf"\b(?:{any_of(vocabulary.PAPERS)})"
    rf"|\b(?:{any_of(vocabulary.HOLDERS)})(?: s|s)? ?(?:id|no|nr|num|number|code|ref|card"
    rf"|ident\w+)\b|" + "|".join(map(str.strip, vocabulary.PAPER_PHRASES.strip().splitlines()))
)
_OWNER = rf"\b(?:{any_of(vocabulary.OWNERS)})\w*?"
_NUMBER = rf"(?:{any_of(vocabulary.NUMBERS)}|\b(?:{any_of(vocabulary.NUMBER_WORDS)})\b)"
_BETWEEN = rf"(?:(?:{any_of(vocabulary.BETWEEN)}) ){{0,3}}"
# Nothing, where the two are one word
_GAP = rf"(?:\w* {_BETWEEN}(?:\w+ )?{_BETWEEN})?"
_names_whose = finder(
    rf"(?:{_OWNER}{_GAP}{_NUMBER}|{_NUMBER}{_GAP}{_OWNER}|{_OWNER} {_OWNER})\w*(?: \w+){{0,5}}$"
)
_NUMBERED = re.compile(_NUMBER)
_DEAL = rf"(?:{any_of(vocabulary.DEALS)})"
_names_a_deal = finder(
    rf"(?:{_DEAL}\w*?{_GAP}{_NUMBER}|{_NUMBER}{_GAP}{_DEAL})\w*(?: \w+){{0,3}}$|\b{_DEAL}\w{{0,4}}$"
)
_names_a_deal_elsewhere = finder(any_of(vocabulary.DEALS_ELSEWHERE))
# Of whom or what a number with letters before it may be, where nothing says that it is one
_names_whom = finder(
    rf"\b(?:{any_of(vocabulary.PEOPLE)}|{any_of(vocabulary.HOLDERS)}|{_DEAL}\w{{0,4}})"
    r"(?: (?:with|id|ids|not|found|for|by|of|no|nr|in|is|key|ref)){0,3}$"
    r"|\b(?:document|record|row|entity|entry) (?:with|by|for) (?:the )?(?:id|key|identifier)$"
    r"|\b(?:document|documento|dokument|travel doc)(?: (?:no|nr|num|number))?$"
)
_LETTERED = re.compile(r"[A-Z]{1,5}[._-]?\d{6,12}")
_FEWEST_OF_DEALS = 6
_names_elsewhere = finder(any_of(vocabulary.ELSEWHERE))
_names_a_telephone = finder(any_of(vocabulary.TELEPHONES))


def _is_abbreviated(name: Label, value: str, grouped: bool) -> bool:
    """`PESEL`, `ssn`, `invalid nip`, `NIP`; but not `tin` in a sentence about another number."""
    alone = grouped or all(
        small in _ABBREVIATIONS or small in _SAID or _NUMBERED.match(small) for small in name.folded
    )
    if name.folded[-1:] == ["rfc"] and not any(map(str.isalpha, value)):
        return False  # a standard; a person's begins with letters
    return any(
        small in _ABBREVIATIONS and (word.isupper() or alone or small not in _WORDS_TOO)
        for word, small in zip(name.words, name.folded, strict=True)
    )


# How many there are, and not the number of one
_COUNTED = re.compile(r"\bnumbers? of (?:\w+ ){0,2}(?:\w{3,}[^s\W]s|people|children|staff)\b")


def _is_of_a_deal(name: Label, value: str) -> bool:
    """`"ordre": 831441739`, `contract KD3034583`, `customer K-7164467`"""
    digits = sum(map(str.isdigit, value))
    if digits >= _FEWEST_OF_DEALS and (
        _names_a_deal(name.text) or (name.whole != "" and _names_a_deal_elsewhere(name.whole))
    ):
        return _COUNTED.search(name.text) is None
    return _LETTERED.fullmatch(value) is not None and _names_whom(name.text)


def _is_of_somebody(name: Label, value: str, grouped: bool) -> bool:
    text = name.text
    named = (
        _is_abbreviated(name, value, grouped)
        or _names_a_paper(text)
        or _names_whose(text)
        or (name.whole != "" and _names_elsewhere(name.whole))
    )
    return named and _COUNTED.search(text) is None


# A fraction, a version, a date, an address, a number in hex
_OTHER = re.compile(
    r"\(?(?:\d+\.\d+|\d{1,2}\.\d{1,2}\.\d{1,2}|(?:19|20)\d\d-\d\d-\d\d(?:T.*)?"
    r"|\d{1,2}/\d{1,2}/\d{4}"
    r"|\d{1,3}(?:\.\d{1,3}){3}|[245]\d\d [245]\.\d{1,3}\.\d{1,3}|(?:.*\W)?0[xX].*)\)?"
)
_OF_AN_ERROR = re.compile(
    r"(?i)\b(?:errors?|err(?:or)? ?(?:code|no)|status(?: ?code)?|reason(?: ?code)?|exit ?code"
    r"|fehler|erreur|errore|erro|fout|fejl|feil|fel|virhe|b\u0142\u0105d|chyba|hiba|hata|eroare|\u043e\u0448\u0438\u0431\u043a\u0430)"
    r"[ :#=]{1,2}$"
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
    if (
        _OTHER.fullmatch(value)
        or (value.isdigit() and _OF_AN_ERROR.search(found.before(24)))
        or is_alphabet(value)
        or is_algorithm(value)
    ):
        return False
    grouped = _IN_GROUPS.fullmatch(value) is not None
    return any(
        _is_of_somebody(name, value, grouped) or _is_of_a_deal(name, value)
        for name in _labels(found)
    )


def _labels(found: Found) -> Iterator[Label]:
    short = found.value.isdigit() and len(found.value) < _FEWEST_OF_LONG
    return labels(found, _LONG if short else frozenset())


_A_DATE = re.compile(r"(?:19|20)\d\d-(?:0\d|1[0-2])-[0-3]\d")


def _named_telephone(found: Found) -> bool:
    named = any(_names_a_telephone(f"{name.text} {name.whole}") for name in _labels(found))
    return named and not (is_of_a_mask(found.value) or _A_DATE.fullmatch(found.value))


# Up to three letters before a part of it, or any number of capitals
_PART = r"(?:[A-Z]{0,12}|[A-Z]{1,4}[.-]|[a-z]-|[A-Za-z]{0,3})\d[0-9A-Za-z]*"

RULES = (
    Rule(
        r"(?:^|[^\w.+-])(?P<phone>[+(]{0,2}\d(?:[ ().\-/]{0,3}\d){6,14})(?:[^\w.-]|[.-]\D|[.-]?$)",
        accept=_named_telephone,
    ),
    Between(
        rf"(?:^|[^\w.+/-])(?P<id>\(?{_PART}"
        rf"(?:\)? {{0,2}}(?:[./-] ?)?\(?(?:[A-Z]{{1,3}} )?{_PART}|[/.-][A-Z]{{1,3}}){{0,8}}"
        r"(?:[ -]?[A-Z]|\([A-Z\d]\))?)(?:[^\w-]|$)",
        accept=_named,
        shortest=_FEWEST,
    ),
    # Behind a number of something else: `response 07 BVN 22…`
    Rule(r"\d [A-Z]{2,6} (?P<id>\d[\d./-]{5,17}\d)(?:[^\w-]|$)", accept=_named),
)
