"""The same again: what was found in one place is private wherever else it stands in the text."""

import re
from collections.abc import Iterator, Mapping, Sequence

from ahocorasick_rs import AhoCorasick, MatchKind

from intake.scrubbing.domains import domain_of
from intake.scrubbing.labels import folded
from intake.scrubbing.people import is_of_names, is_of_no_list
from intake.scrubbing.rules import Span, whole

# The kinds whose values are names of somebody or something, and no places or sentences.
_KINDS = ("email", "host", "iban", "id", "mac", "phone", "secret", "user")
# A home ends with whose it is.
_HOME = re.compile(r"[^/\\\\]+$")
# What no word has: a digit among letters, or a sign or a space between them
_TELLING = re.compile(r"(?=.*[^\W\d_].*)(?:.*\d.*|[^\W_]+(?:[._ -][^\W_]+)+)|\d(?:[ ./-]?\d){5,}")
# Of letters alone
_ACCOUNT = re.compile(r"(?!(?i:user))[^\W\d_]{6,}")
_LABELS = re.compile(r"(?:^|[^\w@.-])((?:[\w-]+\.)*)$")
_LONGEST_HOST = 254
_SHORTEST = 5
_WORD = re.compile(r"[^\W\d_]+")
# How many values are looked for again; each reads the text.
_MOST = 200


def echoes(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Where in `text` the values of the spans stand again, between other words."""
    found: dict[str, Span] = {}
    for span in spans:
        value = text[span.start : span.end]
        if span.kind == "path" and (home := _HOME.search(value)):
            value, span = home[0], span._replace(kind="user")
        if span.kind in _KINDS:
            found.setdefault(value, span)
    yield from _siblings(text, found)
    known: dict[str, Span] = {}
    for value, span in [*found.items()][:_MOST]:
        if len(value) >= _SHORTEST and _TELLING.fullmatch(value) and text.count(value) > 1:
            known[value] = span
        if span.kind == "user":
            again = (*_handles(value), *_parts(value))
            if text.startswith(value, span.start) and _is_an_account(text, value):
                known[value] = span
            known.update((one, span) for one in again if one in text)
    if not known:
        return
    values = list(known)
    finder = AhoCorasick(map(whole, values), matchkind=MatchKind.LeftmostLongest)
    for number, start, end in finder.find_matches_as_indexes(whole(text)):
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            span = known[values[number]]
            yield span._replace(start=start, end=end)


def _siblings(text: str, found: Mapping[str, Span]) -> Iterator[Span]:
    """Other hosts of the domains in which one was found, or somebody's address."""
    domains: dict[str, Span] = {}
    for value, span in [*found.items()][:_MOST]:
        if span.kind in ("host", "email") and (domain := domain_of(value)):
            domains.setdefault(domain, span)
    for domain, span in domains.items():
        for match in re.finditer(re.escape(domain), text, re.IGNORECASE):
            labels = _LABELS.search(text[max(0, match.start() - _LONGEST_HOST) : match.start()])
            goes_on = re.match(r"[\w-]|\.\w", text[match.end() : match.end() + 2])
            if labels and not goes_on:
                start = match.start() - len(labels[1])
                yield span._replace(start=start, end=match.end(), kind="host")


def _is_an_account(text: str, value: str) -> bool:
    """Of letters alone, no word, and no package: `/lib/odoo/`, `odoo.models`."""
    return (
        _ACCOUNT.fullmatch(value) is not None
        and is_of_no_list(value)
        and re.search(rf"(?:lib|packages|modules|src|opt|apps)/{value}\b|\b{value}\.\w", text)
        is None
    )


def _handles(name: str) -> Iterator[str]:
    """What the accounts of Ada Lovelace are called: `alovelace`, `lovelacea`, `ada.lovelace`."""
    words = folded(name).replace(".", " ").split() if " " in name else []
    given, family = (words[0], words[-1]) if len(words) > 1 else ("", "")
    if given.isalpha() and family.isalpha() and len(family) >= _SHORTEST - 1:
        for one, other in ((given, family), (family, given)):
            for sign in ("", ".", "_", "-"):
                yield f"{one}{sign}{other}"
        yield f"{given[0]}{family}"
        yield f"{given[0]}.{family}"
        yield f"{family}{given[0]}"


def _parts(name: str) -> Iterator[str]:
    """Of a name of some words each, as far as it is no other word."""
    words = _WORD.findall(name)
    for word in words if len(words) > 1 else ():
        if len(word) >= _SHORTEST - 1 and is_of_names(word):
            yield from {word.capitalize(), word.upper()}
            if len(word) > _SHORTEST:
                yield word.lower()
