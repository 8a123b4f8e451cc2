"""Postal addresses by their shape, whatever names them: a street with the number of a house, and a
postcode with a town; or a street that says that it is one.
"""

import re
import unicodedata

from intake.scrubbing import vocabulary
from intake.scrubbing.labels import any_of, finder, folded, words
from intake.scrubbing.rules import MASK, Found, Rule

# Small words of names
_PARTICLE = (
    r"(?:(?:a|al|am|an|auf|aan|da|das|de|del|dell|della|dello|dei|dem|den|der|des|di|do|dos|du|e|el"
    r"|em|i|im|in|la|las|le|les|los|na|nad|og|op|per|pod|ten|ter|und|van|ve|von|y|zu|zum|zur)"
    r" |[dDlL]')"
)
_WORD = r"[\p{Lu}][\pL.'\xa6-]{0,30}"
# What says before a name that it is a street's, of itself. Small, as people write it
_STREET_BEFORE = (
    r"(?:[uU]l\.|[uU]lic[ae]|[aA]l\.|[aA]lej[ae]|[oO]s\.|[nN]\xe1m\.|[nN]\xe1m\xe9st\xed|[tT]\xe9?\."
    r"|[pP]l\.|[rR]ue|[aA]venue|[bB]oulevard|[bB]d\.?|[iI]mpasse|[cC]hemin|[aA]ll\xe9e|[qQ]uai"
    r"|[cC]alle|C/|[aA]v\.|[aA]venida|[aA]vda\.?|[cC]arrer|[pP]aseo|[cC]alzada|[cC]allej\xf3n"
    r"|[cC]arrera|[jJ]ir\xf3n|[pP]asaje|[rR]ua|[tT]ravessa|[aA]lameda|[rR]odovia|[eE]strada|[pP]ra\xe7a"
    r"|[vV]iale|[cC]orso|[pP]iazza|P\.zza|V\.le|[vV]icolo|[sS]tr\.|[sS]trada|[bB]ulevardul"
    r"|[cC]alea|[aA]leea|[\xc9\xe9\xaa]os\.|[\xc9\xe9]oseaua|[sS]oseaua|[sS]plaiul|[jJ]ln?\."
    r"|[jJ]alan|[lL]orong|[tT]hanon|[sS]teenweg|[cC]hauss\xe9e|[rR]ruga|[tT]riq"
    r"|[\xc9\xe9\xd0]\xe9\xe9ng|\xc9\xe9\xe9\xe9ng)"
)
# And at its end
_STREET_JOINED = (
    r"[\p{Lu}][\pL-]{1,30}(?:stra(?:\xdf|ss)e|str\.|gasse|-(?:Weg|Platz|Allee|Ring|Ufer|Damm)"
    r"|-Stra(?:\xdf|ss)e|straat|laan|gracht|plein|dijk|singel|steeg|dreef|gatan|v\xe4gen|gr\xe4nd"
    r"|torget|svej|evej|nvej|gade|v\xe6nget|str\xe6de|veien|vegen|gata|bakken|kroken|katu|kuja|polku"
    r"|intie|antie|entie|st\xedgur|vegur|braut)"
)
_STREET_BEHIND = (
    r"(?:\xfat|utca|k\xf6r\xfat|krt\.|s\xe9t\xe1ny|fasor|Cadd\xe9?esi|Caddesi|Cad\.|Cd\.|Sokak"
    r"|Soka[\xe9\xf0]\xe9|Sok\.|Sk\.|Bulvar\xe9|Blv\.|Mahallesi|Mah\.|t\xe4nav|puiestee|maantee|iela"
    r"|prospekts|bulv\xe9ris|gatv\xe9|g\.|prospektas|all\xe9|k\xf6\xe9\xe9si"
    r"|Street|Road|Avenue|Lane|Boulevard|Terrace|Close|Crescent|Parkway)"
)
# `12b`, `3-5`, `n\xba 7`, `No:57`, `16\xbd`, `131-28`, `184.`
_HOUSE = (
    r"(?:(?:[nN](?:\xba|\xb0|[or][.:]?)|\xe9\.|\xa6|#) ?)?\d{1,5}(?:[\xbc-\xbe]"
    r"| ?[a-zA-Z\xc9\xe9\xb2](?: ?\d{1,4})?\b| ?(?:bis|ter)\b)?"
    r"(?:[-/#\xa6] ?\d{0,5}[a-zA-Z]?){0,2}\.?"
)
# A flat, a floor, a stairway, a block: `A 36`, `bus 11`, `, ap. 25`, `, 37. tv`, `D:20`, `3/21`
_FLAT = (
    r"(?: {0,2},? {1,2}(?:(?:[\pL]{1,9}[.:]? ?)?(?:[nN][or\xba][.:]? ?)?\d{1,4}[a-zA-Z]?\b"
    r"(?:/\d{1,4}\b)?(?:\.|[\xba\xaa])?(?: [\pL]{1,5}\.?)?"
    r"|(?:Bl|Sc|Et|Esc|Pta|Unit|Apt|Suite|Block|Flat)\.? [A-Z]\d{0,3})){0,5}"
)
# Those of one form with the longer of them first
POSTCODE = (
    r"(?:\d{5}-\d{3,4}|\d{4}-\d{3}|\d\d-\d{3}|\xa6? ?\d{3}-\d{4}|\d{3} \d{2,3}|\d{4} ?[A-Z]{2}"
    r"|(?:(?:AD|AZ|B|BG|CH|CZ|DK?|E|EE|FI?|FIN|FL|HR?|IS?|L[TV]?|MC|MD|NL?|PL?|RO|RS|SE?|SI"
    r"|SK)[- ])?\d{4,7}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d"
    r"|[A-Z]\d{4}[A-Z]{3}|[A-Z]\d[\dW] ?[A-Z0-9]{4})\b"
)
TOWN = (
    r"[\p{Lu}][\pL'.\xa6-]{0,23}[\pL]"
    rf"(?:(?: |/| / )(?:{_PARTICLE}){{0,2}}[\p{{Lu}}](?:[\pL'.\xa6-]{{0,23}}[\pL])?){{0,3}}"
)
_NEXT = r"(?: {0,2}(?:[,;/]|\r?\n| -| \xa6)[ \t]{0,12})"

_NUMBERED_STREET = (
    rf"(?:{_STREET_BEFORE} )?(?:{_PARTICLE}){{0,2}}{_WORD}"
    rf"(?: (?:{_PARTICLE}){{0,2}}(?:{_WORD}|\d{{1,2}}\.?)){{0,4}}(?: [\pL]{{1,10}}\.?)?"
    rf",? {{1,2}}{_HOUSE}{_FLAT}"
)
_NUMBER_FIRST = (
    rf"{_HOUSE},? (?:{_STREET_BEFORE} )?(?:{_PARTICLE}){{0,2}}{_WORD}"
    rf"(?: (?:{_PARTICLE}){{0,2}}{_WORD}){{0,4}}{_FLAT}"
)
_OF_A_STREET = (
    rf"(?:{_STREET_BEFORE} (?:{_PARTICLE}){{0,2}}{_WORD}(?: (?:{_PARTICLE}){{0,2}}{_WORD}){{0,4}}"
    rf"|{_STREET_JOINED}|{_WORD}(?: {_WORD}){{0,3}} {_STREET_BEHIND}),? {{1,2}}{_HOUSE}{_FLAT}"
    rf"|{_HOUSE},? {_STREET_BEFORE} (?:{_PARTICLE}){{0,2}}{_WORD}(?: (?:{_PARTICLE}){{0,2}}{_WORD})"
    rf"{{0,4}}{_FLAT}"
    rf"|{_STREET_BEFORE} \d{{1,3}}[A-Z]? ?(?:#|[nN][o\xba\xb0]\.?) ?\d{{1,3}}[A-Z]? ?- ?\d{{1,3}}"
    rf"{_FLAT}"
)
_PART_OF_A_HOUSE = (
    r"(?:Plot|Flat|House|Apartment|Villa|Door|Unit|Apt\.?|Blk|Block|No\.?)(?: [Nn]o\.?)? ?"
    r"\d{1,4}[A-Z]?"
)
_ENGLISH = (
    r"Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Square|Way|Place|Pl"
    r"|Terrace|Parkway|Pkwy|Highway|Close|Crescent"
)
_AROUND = (
    rf"(?:(?:, {TOWN})?{_NEXT}{POSTCODE} {TOWN}"
    rf"|(?:{_NEXT}{TOWN}){{1,3}},? (?:[A-Z]{{2,3}} )?{POSTCODE}|, {TOWN})?"
)

_COUNTED = words(vocabulary.COUNTED)
_LETTERS = re.compile(r"[^\W\d_]+")
_A_NAME = re.compile(r"[^\W\d_]{3}")
_YEAR = re.compile(r"[,;\n] {0,8}(?:19|20)\d\d ")
# Of a copyright
_YEARS = re.compile(r"(?:19|20)\d\d\b.*\n\s*(?:19|20)\d\d ")
# `QUIC 1, 1200 Datagrams`
_OF_A_KIND = re.compile(r"\b[A-Z]{2,} \d+, .*[a-z]")
_SIGNED = re.compile(r"(?i)\b(?:n[or\xba\xb0][.:]? ?|#|\u2116 ?)\d|\d/\d|\d-\d|\b\d{1,4} ?[a-z]\b")
_STREETS = finder(
    rf"\b(?:{any_of(vocabulary.STREETS)})\b|(?:{any_of(vocabulary.JOINED_STREETS)})[.,]? \d"
)
_BARRED = re.compile(r"(?i)brigade|renegade|errata")


def _names(value: str) -> list[str]:
    return _LETTERS.findall(folded(value))


def _is_an_address(found: Found) -> bool:
    """A house in a street, and a postcode with its town; a year may be no postcode."""
    value = found.value
    if MASK in value or not _A_NAME.search(value) or not _COUNTED.isdisjoint(_names(value)):
        return False
    if value[0].isdigit():
        return _STREETS(folded(value)) and _YEARS.match(value) is None
    weak = "\n" in value or _YEAR.search(value) or _OF_A_KIND.search(value)
    return not weak or _is_of_a_street(value)


def _is_of_a_street(value: str) -> bool:
    return _STREETS(folded(value)) or _SIGNED.search(value) is not None


def _is_said_a_street(found: Found) -> bool:
    value = found.value
    counted = _COUNTED.isdisjoint(_names(value))
    return MASK not in value and counted and _A_NAME.search(value) is not None


def _is_of_a_town(found: Found) -> bool:
    """What needs more than its form."""
    value = found.value
    named = _STREETS(folded(value)) if value[0].isdigit() else _is_of_a_street(value)
    return named and _is_said_a_street(found)


def _is_named_a_street(found: Found) -> bool:
    return _is_said_a_street(found) and _BARRED.search(found.value) is None


# Of scripts without capitals, or whose letters a rule cannot tell apart
_ELSEWHERE = re.compile(
    rf"(?:^|[\s,.(])(?:{any_of(vocabulary.STREETS_ELSEWHERE)})(?:[\s.]|$)"
    # China and Taiwan, Japan, Korea
    r"|[路街道巷弄段]\d{1,5}[号號弄之]|[市区區町村郡][^\s\d]{1,12}\d{1,4}(?:[-\u2010-\u2015\uff0d]\d{1,4}){1,3}"
    r"|\d{1,3}丁目|\d{1,4}番地|[로길] ?\d{1,4}(?:-\d{1,4})?(?:[\s,)\"']|$)|동 \d{1,4}-\d{1,4}"
)


def _is_elsewhere(found: Found) -> bool:
    numbered = any(map(str.isdigit, found.value))
    value = unicodedata.normalize("NFC", folded(found.value))
    return numbered and _ELSEWHERE.search(value) is not None


_BEYOND = r"[\xc9\xe9](?:[\xc9\xe9.\xa6'-]{0,30}[\xc9\xe9.\xa6])?"

RULES = (
    # `Vesterbrogade 7, 37. tv, 1620 København V`
    Rule(
        rf"(?:^|[^\pL\pN])(?P<value>(?:{_NUMBERED_STREET}|{_NUMBER_FIRST}){_NEXT}"
        rf"{POSTCODE} {TOWN})",
        accept=_is_an_address,
    ),
    Rule(  # behind a word of the message: `Error Vesterbrogade 7, 1620 København V`
        rf"(?:^|[^\pL\pN])(?P<value>{_WORD},? {{1,2}}{_HOUSE}{_FLAT}{_NEXT}{POSTCODE} {TOWN})",
        accept=_is_of_a_town,
    ),
    # `Jl. Malioboro No. 157, Yogyakarta 55271`, `742 Evergreen Terrace, Springfield, IL 62704`
    Rule(
        rf"(?:^|[^\pL\pN])(?P<value>(?:{_NUMBERED_STREET}|{_NUMBER_FIRST})(?:{_NEXT}{TOWN}){{1,3}}"
        rf",? (?:[A-Z]{{2,3}} )?{POSTCODE})(?:[^\pL\pN]|$)",
        accept=_is_of_a_town,
    ),
    Rule(  # `Str. Lipscani nr. 182, ap. 25`
        rf"(?:^|[^\pL\pN.])(?P<value>(?:{POSTCODE},? {TOWN},? )?(?:{_OF_A_STREET}){_AROUND})",
        accept=_is_named_a_street,
    ),
    Rule(
        rf"\b(?P<value>(?:{_PART_OF_A_HOUSE},? )?\d{{1,5}}[A-Z]? (?:[NSEW]\.? )?"
        rf"(?:[A-Z][a-z'][A-Za-z']*\.? ){{1,3}}"
        rf"(?:{_ENGLISH})\b\.?(?: [NSEW][EW]?\b)?(?:,? (?:Apt|Suite|Unit|Ste|#)\.? ?\w+)?"
        rf"(?:, {TOWN}){{0,2}}(?:,? (?:[A-Z]{{2,3}} )?{POSTCODE})?)"
    ),
    Rule(
        r"(?P<value>[\p{Lu}][\p{Ll}]+(?:stra(?:\xdf|ss)e|str\.|weg|gasse|platz|allee) \d{1,4}"
        r"[a-z]?(?:, \d{4,5} [\p{Lu}][\pL -]{2,30})?)",
        "stra\xdfe|strasse|str.|weg|gasse|platz|allee",
    ),
    Rule(  # `Plot 172, Ngong Lane, Kilimani, Nairobi`
        rf"\b(?P<value>{_PART_OF_A_HOUSE},? (?:{_WORD} ){{1,4}}(?:{_ENGLISH})\b\.?(?: \d{{1,3}})?"
        rf"(?:, {TOWN}){{0,3}}(?:[ -]{{1,3}}{POSTCODE})?)",
        "plot|flat|house|apartment|villa|door|unit|apt|blk|block|no. |no ",
    ),
    Rule(
        r"\b(?P<value>(?i:p\.? ?o\.? ?box|postfach|postboks|postbus|apartado(?: de correos)?"
        r"|bo\xeete postale|casella postale|caixa postal|skrytka pocztowa) \d{1,6}"
        rf"(?:(?:, {TOWN}){{1,2}},? {POSTCODE}|, {POSTCODE} {TOWN}|, {TOWN})?)",
        "box|post|apartado|caixa",
    ),
    Rule(
        rf"(?P<value>(?:{POSTCODE},? )?{_BEYOND}(?:[,\xa6]? {{0,2}}(?:{_BEYOND}"
        rf"|\d{{1,5}}[\xc9\xe9]?(?:[-/\xa6]\d{{1,4}})*)){{1,12}})",
        accept=_is_elsewhere,
    ),
)
