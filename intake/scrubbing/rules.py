"""What a rule of the catalogue is, and what it finds."""

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import re2
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

# Stands for one character of a placeholder. No rule may hide it: every negated class of the
# catalogue excludes it.
MASK = "\x1a"


ANYWHERE = re2._re2.RE2.Anchor.UNANCHORED
_THERE = re2._re2.RE2.Anchor.ANCHOR_START


# Between a label and what it names: assignments, cells and elements, what it is or was, in quotes
# and brackets; the field of a form.
JOINT = (
    r"\]?(?:[\"'`]?\s?(?:[:=]>?|->|\|)(?:\s?|\n\s{1,8})[\[\"'(]{0,2}| [\"'(\[]|\t|>"
    r"|[\"'] value=[\"']|(?: [a-z]{2,8}){0,3} \(?(?:is|was) [\"'])"
)


_BAR = re.compile(r"(?<!\\)\|")
_GROUP = re.compile(r"\(\?P<\w+>")


class Found(NamedTuple):
    """A part of `text` that a rule would hide."""

    text: str
    start: int
    end: int

    @property
    def value(self) -> str:
        return self.text[self.start : self.end]

    def before(self, reach: int) -> str:
        return self.text[max(0, self.start - reach) : self.start]

    def after(self, reach: int) -> str:
        return self.text[self.end : self.end + reach]


class Span(NamedTuple):
    """A part to be replaced by the placeholder of its kind; the lowest rank names what overlaps."""

    start: int
    end: int
    rank: int
    kind: str


# Of a match and its groups, as RE2 numbers them: where each begins and ends
Places = list[tuple[int, int]]


class Rule:
    r"""One form of private text.

    What it hides are its named groups: the name is the kind of the placeholder, so that
    ``(?P<user>…)@(?P<host>…)`` becomes ``<user>@<host>``. What stands around them is context and
    stays. Without groups all of a match is a secret, which RE2 finds several times faster.
    `clues` are lower-case literals with a bar between: of a text that has none of them, the rule is
    not asked. `\|` is a bar.
    `accept` is asked about the last group of a match, which is within what `near` tells of a
    shadow, if anything: there is said what the rule asks for.
    """

    def __init__(
        self,
        pattern: str,
        clues: str = "",
        accept: Callable[[Found], bool] | None = None,
        near: Callable[[bytes], Callable[[int, int], bool]] | None = None,
    ) -> None:
        self.clues = [clue.replace(r"\|", "|") for clue in _BAR.split(clues)] if clues else []
        self.pattern = pattern
        self._accept = accept
        self._near = near

    @functools.cached_property
    def _compiled(self) -> Any:
        return compiled(self.pattern)

    @functools.cached_property
    def _whole(self) -> Any:
        """Without groups: to look for these takes RE2 several times as long."""
        return compiled(_GROUP.sub("(?:", self.pattern))

    @functools.cached_property
    def _groups(self) -> list[tuple[int, str]]:
        named = sorted((i, name.decode()) for name, i in self._compiled.groupindex.items())
        return named or [(0, "secret")]

    def spans(self, text: str, shadow: bytes, rank: int) -> Iterator[Span]:
        for spans in self.matches(text, shadow, rank):
            if self.accepts(text, spans):
                yield from spans

    def matches(self, text: str, shadow: bytes, rank: int) -> Iterable[list[Span]]:
        """The groups of each match that are not empty."""
        groups = self._groups
        return [
            [
                Span(*places[group], rank, kind)
                for group, kind in groups
                if places[group][0] < places[group][1]
            ]
            for places in self._found(shadow)
        ]

    def _found(self, shadow: bytes) -> list[Places]:
        if self._near is None:
            return found_in(shadow, self._compiled)
        wholes = found_in(shadow, self._whole)
        if not wholes:
            return wholes
        is_near, (last, _) = self._near(shadow), self._groups[-1]
        found = [
            self._groups_at(shadow, start) for ((start, end),) in wholes if is_near(start, end)
        ]
        return [places for places in found if is_near(*places[last])]

    def _groups_at(self, shadow: bytes, start: int) -> Places:
        """Those of the match that begins there."""
        places: Places = self._compiled._regexp.Match(_THERE, shadow, start, len(shadow))
        return places

    def accepts(self, text: str, spans: Sequence[Span]) -> bool:
        """Whether a match is what the rule looks for, which takes longer to tell."""
        return self._accept is None or self._accept(Found(text, spans[-1].start, spans[-1].end))


class Between(Rule):
    """A rule ``(?:^|[…])(?P<kind>…)(?:[…]|$)``, whose value stands between two characters.

    So a match tells where it is, save at the ends of the text: to look for a group takes RE2
    several times as long as to find a match. What is not `shortest` characters long is none.
    """

    def __init__(
        self,
        pattern: str,
        clues: str = "",
        accept: Callable[[Found], bool] | None = None,
        shortest: int = 1,
    ) -> None:
        super().__init__(pattern, clues, accept)
        self.shortest = shortest

    def matches(self, text: str, shadow: bytes, rank: int) -> Iterable[list[Span]]:
        ((_, kind),) = self._groups
        return [
            [Span(start, end, rank, kind)]
            for (place,) in found_in(shadow, self._whole)
            for start, end in (self._between(shadow, *place),)
            if end - start >= self.shortest
        ]

    def _between(self, shadow: bytes, start: int, end: int) -> tuple[int, int]:
        if start > 0 and end < len(shadow):
            return start + 1, end - 1
        ((group, _),) = self._groups
        return self._groups_at(shadow, start)[group]


# What of these there is in a shadow; RE2 would go through all of Unicode's, milliseconds for each
_OF_LATIN = {
    r"\pL": r"A-Za-z\xaa\xb5\xba\xc0-\xd6\xd8-\xf6\xf8-\xff",
    r"\pN": r"0-9\xb2\xb3\xb9\xbc-\xbe",
}
_CLASS_OR_KIND = re.compile(r"\\p[LN]|\\.|\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]")
_KIND = re.compile(r"\\p[LN]")


def of_latin(pattern: str) -> str:
    """The pattern with the letters and numbers of Latin-1 in place of Unicode's."""
    return _CLASS_OR_KIND.sub(_class_of_latin, pattern)


def _class_of_latin(match: re.Match[str]) -> str:
    if match[0] in _OF_LATIN:
        return f"[{_OF_LATIN[match[0]]}]"
    return _KIND.sub(lambda kind: _OF_LATIN[kind[0]], match[0])


def compiled(pattern: str) -> Any:
    """For shadows of texts."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 26  # the largest tables fall back to a slower way with less
    options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile(of_latin(pattern).encode(), options)


def whole(text: str) -> str:
    """Without lone surrogates, which have no bytes, and as long."""
    return text.encode(errors="replace").decode()


def found_in(shadow: bytes, compiled: Any) -> list[Places]:
    """Where each match and its groups are, as `finditer` tells: to make its objects takes longer
    than to find what they are of.
    """
    match, start, length = compiled._regexp.Match, 0, len(shadow)
    found: list[Places] = []
    while start <= length:
        places = match(ANYWHERE, shadow, start, length)
        first, last = places[0]
        if first < 0:
            break
        found.append(places)
        start = max(last, start + 1)
    return found


class Clues:
    """The clues of all the rules: one reading of a text tells which rules to ask about it."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        ranks: dict[str, set[int]] = defaultdict(set)
        for rank, rule in enumerate(rules):
            for clue in rule.clues:
                ranks[clue].add(rank)
        # Signs are looked for one by one: a text has thousands of them.
        self._signs = {clue: ranks[clue] for clue in ranks if len(clue) == 1}
        self._ranks = [ranks[clue] for clue in ranks if len(clue) > 1]
        self._words = AhoCorasick(
            [clue for clue in ranks if len(clue) > 1],
            matchkind=MatchKind.Standard,  # the only one that tells of what overlaps
            implementation=Implementation.NoncontiguousNFA,
            store_patterns=False,
        )
        self._always = {rank for rank, rule in enumerate(rules) if not rule.clues}

    def ranks(self, text: str) -> set[int]:
        """The ranks of the rules that `text` has a clue of, or that need none."""
        text = whole(text.lower())
        words = {at for at, _, _ in self._words.find_matches_as_indexes(text, overlapping=True)}
        signs = (ranks for sign, ranks in self._signs.items() if sign in text)
        return self._always.union(*map(self._ranks.__getitem__, words), *signs)
