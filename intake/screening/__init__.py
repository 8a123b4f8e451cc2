"""Find what a person has to look at before it may be served to anybody else's model.

A flag is no verdict: it says where a learned text runs commands, fetches, weakens security or
speaks to a model. Texts are folded first (compatibility forms, invisible characters, letters that
look alike, l e t t e r s  a p a r t), so that hiding a phrase does not hide it from the rules.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from intake.screening.bringing import installs, urls
from intake.screening.folding import Folded, fold, plain, spoken
from intake.screening.hiding import hidden
from intake.screening.manners import MANNERS
from intake.screening.markup import MARKUP
from intake.screening.orders import ORDERS
from intake.screening.reaching import REACHING
from intake.screening.running import RUNNING
from intake.screening.tongues import TONGUES
from intake.screening.weakening import WEAKENING

_EXCERPT = 200
# Flags of one rule in one field; whoever looks at them has seen enough by then.
MOST_TOLD = 20

# What a tool said: it names addresses, commands and files in all innocence. Only what speaks to a
# model, or hides, is looked for there.
QUOTED_FIELDS: frozenset[str] = frozenset(
    {
        "before",
        "code",
        "error",
        "error_message",
        "error_type",
        "example",
        "file",
        "file_path",
        "log",
        "message",
        "stack",
    }
)
RULES = (*RUNNING, *REACHING, *WEAKENING, *MARKUP, *ORDERS, *MANNERS, *TONGUES)
_EVERYWHERE = tuple(rule for rule in RULES if rule.everywhere)


@dataclass(frozen=True)
class Flag:
    """`rule` fired in `field` on the characters `start:end` of its original text."""

    field: str
    rule: str
    start: int
    end: int
    excerpt: str


def screen(fields: Mapping[str, str], captures: Collection[str] = ()) -> list[Flag]:
    """Return the flags of all `fields`, by field and position; none means nothing was found.

    `captures` are what the error itself named: an install of exactly one plain package of such a
    name is what the error asks for, and is not flagged.
    """
    wanted = frozenset(captures)
    return [flag for field, text in fields.items() for flag in _screened(field, text, wanted)]


def _screened(field: str, text: str, captures: frozenset[str]) -> list[Flag]:
    quoted = field.rpartition(".")[2] in QUOTED_FIELDS
    hits = set(islice(hidden(text), MOST_TOLD))
    seen: set[str] = set()
    # The text as it stands too: folding joins what was apart, and parts nothing that was joined.
    for folded in (plain(text), fold(text)):
        if folded.text not in seen:
            seen.add(folded.text)
            hits |= _found(folded, quoted, captures)
            # A prompt shows most texts as one line. Of code only lines mean something.
            if (heard := spoken(folded)).text not in seen:
                seen.add(heard.text)
                hits |= _found(heard, True, captures)
    return [
        Flag(field, rule, start, end, text[start:end][:_EXCERPT])
        for rule, start, end in sorted(hits, key=lambda hit: (hit[1], hit[2], hit[0]))
    ]


def _found(folded: Folded, quoted: bool, captures: frozenset[str]) -> set[tuple[str, int, int]]:
    return {
        (rule, folded.starts[start], folded.ends[end - 1])
        for rule, start, end in _hits(folded.text, quoted, captures)
    }


def _hits(text: str, quoted: bool, captures: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    for rule in _EVERYWHERE if quoted else RULES:
        for match in islice(rule.regex.finditer(text), MOST_TOLD):
            if match.end() > match.start():
                yield rule.name, match.start(), match.end()
    if not quoted:
        yield from islice(urls(text), MOST_TOLD)
        yield from islice(installs(text, captures), MOST_TOLD)
