"""Replace private text by typed placeholders, before anything is stored, logged or queued.

Rules run in RE2, hence in linear time, on the text itself and on decoded views of it: what is
hidden by an encoding is found in its plain form and replaced where it stands. The catalogue is
ordered, and where two rules overlap the first one names the placeholder:

    catalogue   known forms of secrets, by issuer
    keyed       what stands beside the name of a secret
    commands    what commands and calls take as one
    paths       whose folder it is
    nets        addresses
    hosts       machines by their domain
    domains     what is a company's own
    machines    what tools say of machines
    hostnames   and how these are named
    names       people, where something says that it names one
    personal    their mail and accounts
    streets     and where they live, by what names an address
    postal      and by the shape of one
    births      when they were born
    whereabouts where they and their cars are
    devices     what they carry
    identifiers the numbers that stand for people and what is theirs, by their form
    papers      and by the words that name them
    checked     or by their check digits alone
    people      whom nothing announces, by lists of names
    segments    where a standard keeps them
    accounts    whom tools let in, or not
    owners      and who made, runs or owns something
    logins      whom their names alone tell
    handles     how people are spoken to
    listings    also in prompts and tables
    entropy     what nothing announces and looks random

What was found is looked for again in the rest of the text (echoes), and what stands beside somebody
goes as well (company).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from intake.scrubbing import (
    accounts,
    births,
    catalogue,
    checked,
    commands,
    devices,
    domains,
    entropy,
    handles,
    hostnames,
    hosts,
    identifiers,
    keyed,
    listings,
    logins,
    machines,
    names,
    nets,
    owners,
    papers,
    parts,
    paths,
    people,
    personal,
    postal,
    segments,
    streets,
    whereabouts,
)
from intake.scrubbing.company import company
from intake.scrubbing.echoes import echoes
from intake.scrubbing.rules import MASK, Clues, Span
from intake.scrubbing.tables import tabled
from intake.scrubbing.views import View, joined, shadow, views

# Raised whenever the same text may come out otherwise; the job `rescrub` follows.
SCRUB_VERSION: int = 15

KINDS = (
    "card", "dsn", "email", "host", "iban", "id", "ip", "mac",
    "path", "phone", "secret", "url", "user", "value",
)  # fmt: skip
PLACEHOLDER: re.Pattern[str] = re.compile(rf"<(?:{'|'.join(KINDS)})>")

_FIRST = (
    *catalogue.RULES,
    *keyed.RULES,
    *commands.RULES,
    *paths.RULES,
    *nets.RULES,
    *hosts.RULES,
    *domains.RULES,
    *machines.RULES,
    *hostnames.RULES,
)
# What asks for labels of people
LABELLED = (
    *names.RULES,
    *personal.RULES,
    *streets.RULES,
    *postal.RULES,
    *births.RULES,
    *whereabouts.RULES,
    *devices.RULES,
    *identifiers.RULES,
    *papers.RULES,
    *checked.RULES,
    *people.RULES,
)
RULES = (
    *_FIRST,
    *LABELLED,
    *segments.RULES,
    *accounts.RULES,
    *owners.RULES,
    *logins.RULES,
    *handles.RULES,
    *listings.RULES,
    *entropy.RULES,
)

_CLUES = Clues(RULES)
_ALL_RANKS = range(len(RULES))
_LABELLED_RANKS = range(len(_FIRST), len(_FIRST) + len(LABELLED))

# A pass may uncover what the one before it kept apart; honest text settles in two.
_MAX_PASSES = 12


def current_version() -> int:
    """Of a row whose texts are short and scrubbed by its serializer, as it is made."""
    return SCRUB_VERSION


class ScrubbingFailed(Exception):
    """The text did not settle; it must not be stored."""


# Which the lists of names and of words are asked about
_SOMEBODY = "Access denied for alovelace, Ada Lovelace"


def prepare() -> None:
    """Do once what else the first texts wait for, seconds long: compile the rules and read the
    lists. A server does so before its processes part, that they share the 70 MB.
    """
    for rank, rule in enumerate(RULES):
        list(rule.matches("", b"", rank))
    scrub(_SOMEBODY)


def scrub(text: str) -> str:
    """Return `text` with its private parts replaced; ``scrub(scrub(t)) == scrub(t)``.

    Raises ScrubbingFailed where that cannot be reached.
    """
    for _ in range(_MAX_PASSES):
        spans = _find(text)
        if not spans:
            return text
        text = _replace(text, spans, lambda span: f"<{span.kind}>")
    raise ScrubbingFailed(f"not settled after {_MAX_PASSES} passes")


def _replace(text: str, spans: list[Span], by: Callable[[Span], str]) -> str:
    pieces: list[str] = []
    position = 0
    for span in spans:
        pieces += (text[position : span.start], by(span))
        position = span.end
    return "".join(pieces) + text[position:]


class _Known:
    """Where rules have found something in a text of this length."""

    def __init__(self, length: int) -> None:
        self._marks = bytearray(length)  # 2 where a span begins, 1 within

    def update(self, spans: Iterable[Span]) -> None:
        for span in spans:
            if span.start < span.end:
                self._marks[span.start : span.end] = b"\2".ljust(span.end - span.start, b"\1")

    def __contains__(self, span: Span) -> bool:
        """Whether it is within what was found before, so that it says nothing more."""
        others = span.end - span.start - 1
        return (
            others >= 0
            and self._marks[span.start] > 0
            and self._marks.count(1, span.start + 1, span.end) == others
        )


class _Reading(NamedTuple):
    """A way to read a text, and the ranks of the rules that are asked about it."""

    text: str
    view: View | None
    asked: range

    def located(self, spans: list[Span]) -> list[Span]:
        return [*map(self.view.located, spans)] if self.view else spans


def _find(text: str) -> list[Span]:
    masked = PLACEHOLDER.sub(_mask, text)
    readings = [
        (one, shadow(one.text), _CLUES.ranks(one.text).intersection(one.asked))
        for one in _readings(masked)
    ]
    spans: list[Span] = []
    known = _Known(len(text))
    # Rule by rule, so that the tables of each are at hand for all the readings
    for rank, rule in enumerate(RULES):
        for reading, bytewise, ranks in readings:
            if rank in ranks:
                for found in rule.matches(reading.text, bytewise, rank):
                    located = reading.located(found)
                    if not all(map(known.__contains__, located)) and rule.accepts(
                        reading.text, found
                    ):
                        known.update(located)
                        spans += located
    found = list(_grown(masked, _merged(spans)))
    found = _merged([*found, *echoes(masked, found)])
    kinds = {one.start(): one[0][1:-1] for one in PLACEHOLDER.finditer(text)}
    kinds |= {span.start: span.kind for span in found}
    return _merged([*found, *company(_replace(masked, found, _hidden), kinds)])


def _readings(text: str) -> Iterator[_Reading]:
    for view in (None, *views(text)):
        read = view.text if view else text
        yield _Reading(read, view, _ALL_RANKS)
        for labelled in (joined(read, view), tabled(read, view)):
            if labelled:
                yield _Reading(labelled.text, labelled, _LABELLED_RANKS)


def _grown(text: str, spans: list[Span]) -> Iterator[Span]:
    """With what belongs to a key of which a rule saw a part."""
    ends = [0, *(span.end for span in spans)]
    starts = [*(span.start for span in spans[1:]), len(text)]
    for span, after, before in zip(spans, ends, starts, strict=False):
        if span.kind == "secret":
            start, end = parts.whole(text, span.start, span.end, after, before)
            span = span._replace(start=start, end=end)
        yield span


def _hidden(span: Span) -> str:
    return MASK * (span.end - span.start)


def _mask(match: re.Match[str]) -> str:
    return MASK * len(match[0])


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Overlapping spans become one, of the kind of the rule that stands first in the catalogue."""
    merged: list[Span] = []
    for span in sorted(spans):
        last = merged[-1] if merged else None
        if last is None or span.start >= last.end:
            merged.append(span)
            continue
        first = min(last, span, key=lambda one: one.rank)
        merged[-1] = first._replace(start=last.start, end=max(last.end, span.end))
    return merged
