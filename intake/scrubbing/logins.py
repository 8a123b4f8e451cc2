"""Accounts that are made of a name, whom nothing announces: `alovelace`, `lovelace85`."""

import re
from collections.abc import Iterator
from functools import lru_cache

from intake.scrubbing.accounts import ESCAPES
from intake.scrubbing.lexicon import is_of_words, is_small_word, is_word
from intake.scrubbing.paths import OF_IMAGES, is_of_styles
from intake.scrubbing.people import is_family, is_named_so
from intake.scrubbing.personal import is_account
from intake.scrubbing.rules import MASK, Found, Rule, Span

_SHORTEST = 4
_LONG = 6
_MUTE = re.compile(r"[^aeiouy]{5}|^[^aeiouy]*$|[aeiouy]{4}|(.)\1\1")
# Of words of machines, and of versions
_SIZES = (
    "00", "10", "11", "12", "16", "20", "28", "32", "48", "64", "86",
    "128", "256", "384", "512", "1024", "2048", "4096",
)  # fmt: skip


def _is_a_name(word: str) -> bool:
    return len(word) >= _SHORTEST and is_named_so(word) and not is_small_word(word)


def _is_of_a_family(word: str) -> bool:
    """`alovelace`, `lovelacek`"""
    family, name, initial = word[1:], word[:-1], word[-1]
    if len(family) > _SHORTEST and is_family(family):
        return not is_small_word(family) and not is_of_words(word)
    # A vowel and what names and words end with would be one that is in no list.
    inflected = "aeiouysnlrdx" if name[-1] in "aeiou" else "aeiouys"
    return (
        len(name) >= _LONG
        and initial not in inflected
        and _is_a_name(name)
        and not is_of_words(word)
    )


# What services are called
_OF_SERVICES = re.compile(r".*(?:user|owner|admin|bot|svc|cloak|daemon)|kube.*")


def _may_be_a_name(word: str) -> bool:
    """Of no list, but no word either, and to be spoken."""
    if _OF_SERVICES.fullmatch(word):
        return False
    return len(word) >= _LONG and _MUTE.search(word) is None and not is_of_words(word)


_TOKENS = re.compile(r"[A-Za-z][A-Za-z\d]*+(?:[._][A-Za-z\d]++)*+")
_FORM = re.compile(
    r"[a-z]{4,17}(?:[._][a-z]{2,15}){0,2}(?:[._]?\d{2,4})?|[a-z][._][a-z]{5,15}\d{0,4}"
    r"|[a-z]{0,2}[A-Z][a-z]{4,12}_?\d{2,4}"
)


@lru_cache(maxsize=1 << 13)
def _is_made_of_a_name(word: str) -> bool:
    if _FORM.fullmatch(word) is None:
        return False
    if word[-1].isdigit():
        return _is_numbered(word)
    if word.isalpha():
        return len(word) >= _LONG and _is_of_a_family(word)
    return _is_dotted(word)


_HUMP = re.compile(r"^[a-z]*(?=[A-Z])")


def _is_numbered(word: str) -> bool:
    """`lovelace85`, `xLovelace1985`, `lovelace_ada85`"""
    stem = word.rstrip("0123456789")
    number = word.removeprefix(stem)
    parts = re.split(r"[._]", _HUMP.sub("", stem).rstrip("._").lower())
    if len(parts) > 1:
        return any(map(_is_a_name, parts))
    name = parts[0]
    return number not in _SIZES and (_is_a_name(name) or _is_of_a_family(name))


def _is_dotted(word: str) -> bool:
    """`ada.lovelace`, of which one may be of no list, or an initial."""
    one, other, *more = re.split(r"[._]", word)
    if len(one) == 1 and not more:
        return len(other) > _SHORTEST and is_family(other) and not is_of_words(other)
    if more or min(len(one), len(other)) < _SHORTEST:
        return False
    return (_is_a_name(one) and _may_be_a_name(other)) or (
        _is_a_name(other) and _may_be_a_name(one)
    )


_CODE_BEFORE = re.compile(
    r"(?:[\w.$#/\\&-]|\w@)$|\b(?:import|require|install|package|module|gem) ?\(?[\"'`]?$"
    r"|\bfrom [\"']$"
)
_CODE_AFTER = re.compile(r"[\w(\[=/@;-]|\\(?![\\\"'nrt])|\.\w|:\S")
_BEFORE = 12


def _stands_alone(found: Found) -> bool:
    return (
        _CODE_AFTER.match(found.after(2)) is None
        and _CODE_BEFORE.search(found.before(_BEFORE)) is None
        and is_account(found)
    )


# Folders of which each is somebody's
_FOLDER = re.compile(
    r"(?i)[/\\](?:homes?|users?|cache|data|datasets?|scratch|shares?|export|public|profiles?|staff"
    r"|students?|people|storage|store|backups?|archive|uploads?|documents|personal|private|import"
    r"|incoming|outgoing|desktop|mail|work|media|checkouts?|jobs)\$?[/\\]{1,2}$"
)


def _is_in_a_folder(found: Found) -> bool:
    return (
        found.after(1) in ("/", "\\")
        and _FOLDER.search(found.before(20)) is not None
        and is_account(found)
    )


_INITIALLED = re.compile(r"([a-z]{4,15})-[a-z]|[a-z]-([a-z]{4,15})")
_PARTS = re.compile(r"[._-]")


def _is_of_two(word: str) -> bool:
    """`adalovelace`"""
    return any(
        is_family(word[at:]) and is_named_so(word[:at])
        for at in range(_SHORTEST, len(word) - _SHORTEST)
    )


def _is_made(found: Found) -> bool:
    """Made of a name, or of names joined in any way."""
    word = found.value.lower()
    if initialled := _INITIALLED.fullmatch(word):
        name = initialled[1] or initialled[2]
        return _may_be_a_name(name) or _is_a_name(name)
    parts = _PARTS.split(word.rstrip("0123456789"))
    if word.isalpha() and len(word) > 2 * _SHORTEST and (_is_of_two(word) or _is_a_name(word[:-2])):
        return not is_of_words(word) and is_account(found)
    return is_account(found) and (
        _is_made_of_a_name(word) or (len(parts) > 1 and any(map(_is_a_name, parts)))
    )


def _is_of_somebody(found: Found) -> bool:
    """Where nothing but accounts stands no word is needed that is a name."""
    bare = found.value.lower().rstrip("0123456789")
    return _is_made(found) or (is_account(found) and bare.isalpha() and _may_be_a_name(bare))


def _is_made_of_names(found: Found) -> bool:
    """Of two of no list too: `alyona-kuznetsovskaya`"""
    parts = found.value.split("-")
    return _is_made(found) or (len(parts) == 2 and all(map(_may_be_a_name, parts)))


def _is_a_home(found: Found) -> bool:
    """`~alovelace/app`"""
    return not is_of_styles(found) and _is_of_somebody(found)


_SAID_TO_BE = re.compile(r"\b(?:for|by|as|user|account|login|principal) [\"']?[\w-]+\\{1,2}$")


def _is_of_a_domain(found: Found) -> bool:
    r"""`Acme\alovelace`, where `ERROR\nfailed` is a line that ends."""
    value = found.value
    may_end = found.before(2) != "\\\\" and value.startswith(ESCAPES)
    if may_end and (is_of_words(value[1:]) or value[1:2].isupper()):
        return False
    said = _SAID_TO_BE.search(found.before(40)) is not None
    return _is_of_somebody(found) if said else _is_made(found)


_JOINS = re.compile(r"[\w@]", re.ASCII)


class _Made(Rule):
    """Words that are accounts by what they are made of."""

    def __init__(self) -> None:
        super().__init__(_TOKENS.pattern, accept=_is_alone_or_in_a_folder)

    def matches(self, text: str, shadow: bytes, rank: int) -> Iterator[list[Span]]:
        for token in _TOKENS.finditer(text):
            if _is_made_of_a_name(token[0]) and not _JOINS.match(text, token.end()):
                yield [Span(*token.span(), rank, "user")]


def _is_alone_or_in_a_folder(found: Found) -> bool:
    return _stands_alone(found) or _is_in_a_folder(found)


_LOGGED_IN = (
    r"(?:log(?:ged|ging)? ?(?:in|on)|sign(?:ed|ing)? in|authenticated|connected|running"
    r"|inloggad|angemeldet|eingeloggt|connect\xe9e?|logget (?:ind|inn|p\xe5)"
    r"|ingelogd|aangemeld|zalogowan[yao]|p\xe9ihl\xe1\xe9en\xfd?|conectad[oa]|autenticad[oa]|ingresado"
    r"|logad[oa]"
    r"|accesso|collegat[oa]|autenticat[oa]|bejelentkezve|autentificat|prijavljen|sisse logitud)"
)
_AS = (
    r"(?:as|by|for|from|als|von|par|en tant que|por|da|di|door|av|af|som|como|com|come|comme|jako"
    r"|przez|od|kao|ca|u\xe9yt\w*)"
)
_AS_ALONE = r"(?:as|als|en tant que|som|como|com|come|comme|jako|kao|ca)"
_WHO = (
    r"(?:user|usr|username|login|logon|account|cashier|clerk|teller|nurse|gamertag|player|reporter"
    r"|requester|requestor|usager|utilisateur|compte|usuario|cuenta|cajer[oa]"
    r"|usu\xe1rio|conta|utente|conto|nutzer|benutzer|konto|kasse|kassierer|gebruiker|rekening"
    r"|bruker|bruger|anv\xe4ndare|k\xe4ytt\xe4j\xe4|tunnus|u\xe9ytkownik|kullan\xe9c\xe9|hesap"
    r"|kasiyer|u\xe9ivatel|\xfa\xe9et|felhaszn\xe1l\xf3|fi\xf3k|korisnik|utilizator|cont)"
)
_WHOSE = r"(?:owner|nick(?:name)?|author|committer|assignee)"


_JOINED = re.compile(r"[^\w\s]\s?$")


def _is_unknown(found: Found) -> bool:
    """No word of any kind, where somebody may be named; where nothing joins them, at the end of
    what is said.
    """
    ends = re.match(r" [a-z]", found.after(2)) is None
    return (
        (ends or _JOINED.search(found.before(2)) is not None)
        and _may_be_a_name(found.value)
        and _stands_alone(found)
    )


def _is_numbered_by_one(found: Found) -> bool:
    """`lovelace85`"""
    name = found.value.rstrip("0123456789")
    return found.value != name and _may_be_a_name(name)


def _is_no_word(found: Found) -> bool:
    return not is_word(found.value) and _stands_alone(found)


def _has_a_folder(found: Found) -> bool:
    return _may_be_a_name(found.value) and _has_a_home(found)


def _has_a_home(found: Found) -> bool:
    return OF_IMAGES.fullmatch(found.value) is None and is_account(found)


_ONE = r"[\"'`(\[@]{0,2}(?P<user>[a-z]{5,17})\b"

RULES = (
    _Made(),
    # Where somebody may be named who is in no list
    Rule(
        rf"(?i:{_LOGGED_IN}) {_AS_ALONE} {_ONE}",
        "log|sign|authenti|connect|running|angemeldet|aangemeld|conecta|ingres|acces|collegat"
        "|bejelent|prijavljen|ihl\xe1",
        accept=_is_no_word,
    ),
    Rule(
        rf"(?:(?:\b|_)(?i:{_WHO}) |(?:\b|_)(?i:{_WHO}|{_WHOSE})[\"'`\])]{{0,2}}\s?(?:[:=]>?|->)\s?)"
        rf"{_ONE}",
        "user|usr|login|logon|account|owner|operator|cashier|clerk|teller|nurse|driver|agent|alias"
        "|nick|gamertag|player|actor|author|committer|assignee|reporter|request|member|usag"
        "|utilis|compte|usuario|cuenta|cajer|usu\xe1rio|conta|utente|conto|utzer|konto|kass|gebrui"
        "|reken|bruker|bruger|anv\xe4nd|k\xe4ytt|tunnus|ytkownik|kullan|hesap|kasiyer|ivatel|\xfa\u010det"
        "|felhaszn|fi\xf3k|korisnik|utiliz|cont",
        accept=_is_unknown,
    ),
    Rule(rf"\x1a[\"'`)\]]{{0,2}} {_AS} {_ONE}", MASK, accept=_is_unknown),
    Rule(
        r"(?i:\b(?:log[io]n|sign-?in|authentication|auth) (?:failure|failed|error|denied|rejected))"
        rf"[^\n\x1a]{{0,24}}? (?:for|by|of) {_ONE}",
        "login|logon|sign|auth",
        accept=_is_unknown,
    ),
    Rule(
        r"\b[Uu]ser (?P<user>[a-z]{6,17}) (?:has|had|is|was|does|did|cannot|can't|doesn't|attempted"
        r"|tried|failed|lacks|exceeded|could|must|may|already|requested|denied|not|unknown)\b",
        "user ",
        accept=lambda found: _may_be_a_name(found.value) and _stands_alone(found),
    ),
    Rule(
        rf"\b{_WHOSE} (?P<user>[a-z]{{5,15}}\d{{2,4}})(?:[\s,;.)]|$)",
        "owner|nick|author|committer|assignee",
        accept=lambda found: _is_numbered_by_one(found) and _stands_alone(found),
    ),
    Rule(
        r"[/\\](?i:homes?|users?|scratch|profiles?|export|staff|students?|people|roaming|userdata"
        r"|svn(?:-\w+)?(?:[/\\]checkouts)?|checkouts?)\$?[/\\]{1,2}(?P<user>[a-z]{6,17})[/\\]",
        "home|user|scratch|profile|export|staff|student|people|roaming|svn|checkout",
        accept=_has_a_folder,
    ),
    Rule(
        r"[/\\](?i:homes?|users?|scratch|profiles?|staff|students?|people"
        r"|svn(?:-\w+)?(?:[/\\]checkouts)?|checkouts?|www|vhosts|repos|sites)[/\\]{1,2}(?P<user>[a-z][a-z\d._-]{4,30})[/\\]",
        "home|user|scratch|profile|staff|student|people|svn|checkout|www|vhosts|repos|sites",
        accept=_is_made_of_names,
    ),
    Rule(
        r"/(?:home|homes|Users)\d?/(?P<user>[a-z][a-z._-]{2,14}\d{2,4})/",
        "/home|/users",
        accept=_has_a_home,
    ),
    Rule(r"\$\\{1,2}(?P<user>[a-z]{6,17})\\", "$\\", accept=_has_a_folder),
    # A home by its sign, a folder among those that are for a while, a share, an account of a domain
    Rule(
        r"(?:^|[\s\"'`(=:,|])~(?P<user>[a-z][a-z\d._-]{3,24})/",
        "~",
        accept=_is_a_home,
    ),
    Rule(
        r"/(?:tmp|temp|run/user/\d+|var/folders/\w{2}/\w+)/(?:[a-z]{2,12}-)?"
        r"(?P<user>[a-z][a-z\d._]{4,24})/",
        "tmp/|temp/|/run/user/|/folders/",
        accept=_is_made,
    ),
    Rule(
        r"/(?:tmp|temp)/(?P<user>[a-z]{3,16}(?:[._][a-z]{3,16})?\d{0,4})\.[a-z]{1,8}\b",
        "tmp/|temp/",
        accept=lambda found: _is_made_of_a_name(found.value),
    ),
    Rule(
        r"/(?P<user>[a-z][a-z\d._]{4,24})-(?:build|sandbox|playground|scratch|personal|dev|test|tmp"
        r"|cache)/",
        "-build/|-sandbox/|-playground/|-scratch/|-personal/|-dev/|-test/|-tmp/|-cache/",
        accept=lambda found: _is_made_of_a_name(found.value),
    ),
    Rule(
        r"(?:^|[\s\"'`(=])\\\\[\w.\x1a-]+\\(?P<user>[a-z][a-z\d._-]{4,24})\\",
        "\\",
        accept=_is_made,
    ),
    Rule(
        r"(?:^|[\s\"'(:=,\[])(?P<host>[A-Z][A-Za-z\d-]{2,14})\\{1,2}(?P<user>[a-z][a-z\d._-]{4,24})"
        r"(?:[\s\"')\],;]|[.:](?:\s|$)|$)",
        "\\",
        accept=_is_of_a_domain,
    ),
)
