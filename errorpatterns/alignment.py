"""Two templates, one upon the other: what both have, where they differ, and what covers both.

Every hole of what covers them accepts whatever the two had in its place, so that what either
matched is still matched.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from hashlib import blake2b
from itertools import takewhile
from typing import Literal, NamedTuple

from errorpatterns.induction import Blank, Hole, Part, Template, is_usable, singular
from errorpatterns.likeness import look, merged
from errorpatterns.shapes import Kind

MAX_TOKENS = 160
BANDS = 8
_ROWS = 2

Token = str | Hole
Tokens = tuple[Token, ...]

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
_PROSE = re.compile(r"[A-Z]?[a-z]{2,}|[aAI]")
# Types and constants that languages spell like prose; two in one place are values: `int`, `str`.
_CONSTANTS = frozenset(
    """
    Any False None True any array bigint bool boolean byte bytes callable char complex dict double
    false float frozenset int integer iterable list mixed never nil null number object str string
    symbol true tuple undefined unknown void
    """.split()  # noqa: SIM905
)
# All of these accept any word, and so are one kind of hole.
_WORDS: frozenset[Kind] = frozenset(("identifier", "path", "placeholder", "version"))
_SOLID: frozenset[Kind] = _WORDS | {"number", "hex"}  # without a blank in them


@dataclass(frozen=True)
class Gap:
    """What two templates have in one place where they differ."""

    left: Tokens
    right: Tokens

    @property
    def sides(self) -> tuple[Tokens, Tokens]:
        return self.left, self.right

    @property
    def is_optional(self) -> bool:
        return not all(self.sides)

    @property
    def values(self) -> int:
        """How many of the sides look like a value rather than like prose."""
        return 2 if self.is_constant else sum(map(_is_value, self.sides))

    @property
    def has_hole(self) -> bool:
        return any(isinstance(token, Hole) for side in self.sides for token in side)

    @property
    def prose(self) -> int:
        """How many words of prose the wordier side has."""
        return 0 if self.is_constant else max(map(prose_of, self.sides))

    @property
    def is_constant(self) -> bool:
        """Whether both sides are a type or a constant that languages spell like prose."""
        return self.is_word and all(side[0] in _CONSTANTS for side in self.sides)

    @property
    def is_named(self) -> bool:
        """Whether one side is a value for certain: a known hole, or the only capital word."""
        if any(len(side) == 1 and _is_sign(side[0]) for side in self.sides) or self.is_optional:
            return False
        return any(map(_is_hole, self.sides)) or (
            self.is_word and len([side for side in self.sides if _is_capital(side)]) == 1
        )

    @property
    def is_clause(self) -> bool:
        """Whether words come to a number: `2`, `at least 2`."""
        if self.is_word:
            return False
        return self.prose > 0 and any(
            isinstance(side[0], Hole) and side[0].kind == "number"
            for side in self.sides
            if len(side) == 1
        )

    @property
    def is_word(self) -> bool:
        return all(len(side) == 1 for side in self.sides)

    @property
    def is_solid(self) -> bool:
        """Whether neither side has a blank in it."""
        return all(map(_is_solid, self.sides))

    def hole(self, *, counted: bool) -> Hole:
        """What accepts both sides."""
        kind: Kind = "phrase"
        if self.is_solid:
            kind = "identifier"
        elif all(_is_solid(side) or _is_code(side) for side in self.sides):
            kind = "code"
        holes = [token for side in self.sides for token in side if isinstance(token, Hole)]
        counted = counted or any(hole.counted for hole in holes)
        looks = merged(*map(_looks, self.sides))
        return Hole(kind, blank=self._blank(), counted=counted, looks=looks)

    def _blank(self) -> Blank:
        if not any(map(_may_be_empty, self.sides)):
            return ""
        there = [side for side in self.sides if side]
        if all(_has_blank(side[0], "before") for side in there):
            return "before"
        return "after" if all(_has_blank(side[-1], "after") for side in there) else "none"


def prose_of(side: Tokens) -> int:
    """How many words of prose a side has."""
    return sum(
        isinstance(token, str) and len(token) > 1 and bool(_PROSE.fullmatch(token))
        for token in side
    )


def _may_be_empty(side: Tokens) -> bool:
    return all(isinstance(token, Hole) and token.blank for token in side)


def _has_blank(token: Token, where: Blank) -> bool:
    """Whether the token is a blank, or goes with one."""
    return token.blank == where if isinstance(token, Hole) else token.isspace()


def _looks(side: Tokens) -> tuple[str, ...]:
    """How the values of a side look; of several tokens with a hole among them nothing is known."""
    if len(side) == 1 and isinstance(side[0], Hole):
        return side[0].looks
    text = _text(side)
    return (look(text),) if text else ()


def _text(side: Tokens) -> str:
    """What a side has, if it has no hole."""
    if any(isinstance(token, Hole) for token in side):
        return ""
    return "".join(map(str, side)).strip()


class Captures(NamedTuple):
    """Of one side, in the template that covers both: old numbers by new, and for each new capture
    the words that stood there, which were no capture before.
    """

    numbers: dict[int, int]
    values: list[str]


Piece = Token | Gap


@dataclass(frozen=True)
class Alignment:
    """How two templates lie upon each other: what both have, and gaps."""

    pieces: tuple[Piece, ...]
    most: int  # words of the wordier one

    @property
    def gaps(self) -> list[Gap]:
        return [piece for piece in self.pieces if isinstance(piece, Gap)]

    @property
    def shared(self) -> int:
        """How many words of their own both have."""
        return word_count(piece for piece in self.pieces if not isinstance(piece, Gap))

    @property
    def share(self) -> float:
        return self.shared / self.most if self.most else 0.0

    def captures(self, side: Literal[0, 1]) -> "Captures":
        """What became of the captures of the one or the other."""
        numbers: dict[int, int] = {}
        values: list[str] = []
        there = 0
        for piece in self.pieces:
            if isinstance(piece, Gap):
                there += sum(isinstance(token, Hole) for token in piece.sides[side])
                values.append(_text(piece.sides[side]))
                if len(piece.sides[side]) == 1 and not values[-1]:
                    numbers[there] = len(values)
            elif isinstance(piece, Hole) and piece.kind != "rest":
                there += 1
                values.append("")
                numbers[there] = len(values)
        return Captures(numbers, values)

    def by_clause(self) -> "Alignment | None":
        """The same with all behind a colon as one gap; None where the two differ before it, or one
        of them has nothing there.
        """
        first = next((n for n, piece in enumerate(self.pieces) if isinstance(piece, Gap)), 0)
        ends = [n + 2 for n in range(first - 1) if _is_colon(self.pieces[n : n + 2])]
        if not ends:
            return None
        head, tail = self.pieces[: ends[-1]], _one(self.pieces[ends[-1] :])
        if not all(tail.sides) or any(map(_is_fixed, (*tail.left, *tail.right))):
            return None
        return replace(self, pieces=(*head, tail))

    def parts(self) -> tuple[Part, ...]:
        parts: list[Part] = []
        counted = False
        for piece in self.pieces:
            part = piece.hole(counted=counted) if isinstance(piece, Gap) else piece
            if isinstance(part, Hole):
                counted = counted or part.counted
                parts.append(part)
            elif parts and isinstance(parts[-1], str):
                parts[-1] += part
            else:
                parts.append(part)
        return tuple(parts)


def align(left: Template, right: Template) -> Alignment | None:
    """None where one of them is a beginning or a literal text, or where lines differ."""
    if left.exact or right.exact:
        return None
    old, new = tokens(left), tokens(right)
    if max(len(old), len(new)) > MAX_TOKENS:
        return None
    pieces = [part for piece in _settled(_pieces(old, new)) for part in _trimmed(piece)]
    for piece in pieces:
        if isinstance(piece, Gap) and any(map(_is_fixed, (*piece.left, *piece.right))):
            return None
    return Alignment(tuple(pieces), max(word_count(old), word_count(new)))


def covering(left: Template, alignment: Alignment) -> Template | None:
    """The template that covers both; None where it could not be stored, or says too little."""
    template = Template(alignment.parts())
    return template if template.lead == left.lead and is_usable(template.regex) else None


def tokens(template: Template) -> Tokens:
    return tuple(token for part in template.parts for token in _split(part))


def _split(part: Part) -> Sequence[Token]:
    return (part,) if isinstance(part, Hole) else _TOKENS.findall(part)


def word_count(pieces: Iterable[Token]) -> int:
    return sum(isinstance(piece, str) and piece[0].isalpha() for piece in pieces)


def head(template: Template) -> tuple[object, ...]:
    """Equal for templates that are alike up to their first colon; empty where there is none."""
    found = tokens(template)
    end = next((n for n in range(len(found)) if _is_colon(found[n : n + 2])), 0)
    return tuple(_keys(found[:end]))


def _is_colon(pieces: Sequence["Piece"]) -> bool:
    return len(pieces) == 2 and pieces[0] == ":" and _is_blank(pieces[1])


def _keys(found: Tokens) -> list[object]:
    """Equal for tokens that are alike."""
    keys: list[object] = []
    reach = 0
    for token in found:
        if isinstance(token, Hole):
            kind = "identifier" if token.kind in _WORDS else token.kind
            keys.append((kind, token.quote, token.blank))
            reach = 10 if token.counted else 0
        else:
            keys.append(" " if token.isspace() else singular(token) if reach > 0 else token)
            reach -= 1
    return keys


def _pieces(old: Tokens, new: Tokens) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, _keys(old), _keys(new), autojunk=False)
    for op, a, b, c, d in matcher.get_opcodes():
        if op == "equal":
            yield from map(_both, old[a:b], new[c:d])
        else:
            yield Gap(old[a:b], new[c:d])


def _both(old: Token, new: Token) -> Token:
    if isinstance(old, str) or isinstance(new, str):
        return new if isinstance(new, str) and "\n" in new else old  # no hole may take it in
    kind = old.kind if old.kind == new.kind else "identifier"
    counted = old.counted or new.counted
    looks = merged(old.looks, new.looks)
    wide = old.wide or new.wide
    return replace(old, kind=kind, text="", wide=wide, counted=counted, looks=looks)


def _settled(pieces: Iterable[Piece]) -> list[Piece]:
    """Gaps that only a blank keeps apart are one, and what touches a hole takes it in."""
    settled: list[Piece] = []
    for piece in pieces:
        settled.append(piece)
        while joined := _joined(settled):
            settled[-joined[0] :] = [joined[1]]
    return settled


def _joined(settled: list[Piece]) -> tuple[int, Gap] | None:
    """How many of the last pieces become one gap, and which."""
    *_, last = settled
    for before, blanks in ((settled[-2:-1], []), (settled[-3:-2], settled[-2:-1])):
        near = [*before, last]
        apart = any(not _is_blank(piece) for piece in blanks)
        if len(near) < 2 or apart or not all(isinstance(piece, Gap | Hole) for piece in near):
            continue
        gaps = sum(isinstance(piece, Gap) for piece in near)
        if gaps == 2 or (gaps and not blanks):
            return len(near) + len(blanks), _one([*before, *blanks, last])
    return None


def _one(pieces: Iterable[Piece]) -> Gap:
    left: list[Token] = []
    right: list[Token] = []
    for piece in pieces:
        gap = piece if isinstance(piece, Gap) else Gap((piece,), (piece,))
        left += gap.left
        right += gap.right
    return Gap(tuple(left), tuple(right))


def _trimmed(piece: Piece) -> Iterator[Piece]:
    """Words in which both sides of a gap end are no part of it: `2 items`, `key items`."""
    if not isinstance(piece, Gap):
        yield piece
        return
    ends = zip(reversed(piece.left[1:]), reversed(piece.right[1:]), strict=False)
    shared = sum(1 for _ in takewhile(_is_one_text, ends))
    yield Gap(*(side[: len(side) - shared] for side in piece.sides))
    yield from piece.left[len(piece.left) - shared :]


def _is_one_text(pair: tuple[Token, Token]) -> bool:
    return isinstance(pair[0], str) and pair[0] == pair[1]


def _is_blank(piece: Piece) -> bool:
    return isinstance(piece, str) and piece.isspace()


def _is_fixed(token: Token) -> bool:
    """It may be part of no hole: where lines end, and where the rest begins."""
    return "\n" in token if isinstance(token, str) else token.kind == "rest"


def _is_value(side: Tokens) -> bool:
    if any(isinstance(token, Hole) for token in side):
        return True
    words = [token for token in side if isinstance(token, str) and token[0].isalnum()]
    return bool(side) and not (words and all(map(_PROSE.fullmatch, words)))


def _is_hole(side: Tokens) -> bool:
    return len(side) == 1 and isinstance(side[0], Hole)


def _is_sign(token: Token) -> bool:
    return isinstance(token, str) and not token[0].isalnum()


def _is_code(side: Tokens) -> bool:
    return len(side) == 1 and isinstance(side[0], Hole) and side[0].kind == "code"


def _is_capital(side: Tokens) -> bool:
    [word] = side
    return isinstance(word, str) and word[0].isupper() and bool(_PROSE.fullmatch(word))


def _is_solid(side: Tokens) -> bool:
    inner = [token for n, token in enumerate(side) if 0 < n < len(side) - 1 or not _is_blank(token)]
    return all(
        token.kind in _SOLID and not token.blank if isinstance(token, Hole) else not token.isspace()
        for token in inner
    )


def bands(template: Template) -> list[int]:
    """Numbers of which similar templates share some: minima of hashes of their words, and a hash of
    what stands before a colon.
    """
    texts = {token for token in tokens(template) if isinstance(token, str) and token.isalpha()}
    hashes = [_hashes(text) for text in sorted(texts)]
    if not hashes:
        return []
    minima = [min(row) for row in zip(*hashes, strict=True)]
    rows = (tuple(minima[n * _ROWS : (n + 1) * _ROWS]) for n in range(BANDS))
    found = [f"{n} {row}" for n, row in enumerate(rows)]
    if start := head(template):
        found.append(f"head {start}")
    return [_number(text.encode()) for text in found]


def _hashes(text: str) -> list[int]:
    digest = blake2b(text.encode(), digest_size=4 * BANDS * _ROWS).digest()
    return [int.from_bytes(digest[at : at + 4], "big") for at in range(0, len(digest), 4)]


def _number(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big", signed=True)
