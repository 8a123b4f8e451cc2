"""Two templates → the one that covers both, where they are of one kind.

Every hole of the result accepts whatever the two had in its place, so that what either matched is
still matched. Words of prose tell templates apart (`expected` from `unexpected`): they become a
hole only where several of them were seen in one place, or where a value stands against them.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from hashlib import blake2b
from operator import itemgetter
from typing import Generic, Literal, NamedTuple, TypeVar

from errorpatterns.induction import Blank, Hole, Part, Template, is_usable, number_free
from errorpatterns.likeness import look, merged
from errorpatterns.shapes import Kind

MAX_TOKENS = 160
MAX_CANDIDATES = 32
BANDS = 8
_ROWS = 2

Id = TypeVar("Id", bound=Hashable)
Token = str | Hole
Tokens = tuple[Token, ...]

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
_PROSE = re.compile(r"[A-Z]?[a-z]{2,}|[aAI]")
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
        return sum(map(_is_value, self.sides))

    @property
    def has_hole(self) -> bool:
        return any(isinstance(token, Hole) for side in self.sides for token in side)

    @property
    def prose(self) -> int:
        """How many words of prose the wordier side has."""
        return max(
            sum(
                isinstance(token, str) and len(token) > 1 and bool(_PROSE.fullmatch(token))
                for token in side
            )
            for side in self.sides
        )

    @property
    def is_word(self) -> bool:
        return all(len(side) == 1 for side in self.sides)

    def hole(self, *, counted: bool) -> Hole:
        """What accepts both sides."""
        kind: Kind = "identifier" if all(map(_is_solid, self.sides)) else "phrase"
        holes = [token for side in self.sides for token in side if isinstance(token, Hole)]
        counted = counted or any(hole.counted for hole in holes)
        looks = merged(*map(_looks, self.sides))
        return Hole(kind, blank=self._blank(), counted=counted, looks=looks)

    def _blank(self) -> Blank:
        if not self.is_optional:
            return ""
        side = self.left or self.right
        if _is_blank(side[0]):
            return "before"
        return "after" if _is_blank(side[-1]) else "none"


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
    pieces = _settled(_pieces(old, new))
    for piece in pieces:
        if isinstance(piece, Gap) and any(map(_is_fixed, (*piece.left, *piece.right))):
            return None
    return Alignment(tuple(pieces), max(word_count(old), word_count(new)))


def covering(left: Template, alignment: Alignment) -> Template | None:
    """The template that covers both; None where it could not be stored, or says too little."""
    template = Template(alignment.parts())
    return template if template.lead == left.lead and is_usable(template.regex) else None


# What both must have of their own, in words and of the wordier one's words: where they differ in
# one word against a known hole; for each further word or phrase; and where prose differs.
MIN_WORDS, MIN_SHARE = 3, 0.7
WORDS_A_GAP, SHARE_OF_MANY = 2, 0.85
PROSE_WORDS, PROSE_SHARE = 5, 0.8
SEVERAL = 3  # words of prose in one place that make it a hole


def is_kin(alignment: Alignment) -> bool:
    """Whether the two are of one kind, as far as their values tell.

    The bounds are those at which most such pairs of messages of real tools were of one kind.
    """
    if any(_tells_apart(gap) for gap in alignment.gaps):
        return False
    cost = sum(map(_cost, alignment.gaps))
    if cost <= 1:
        return alignment.shared >= MIN_WORDS and alignment.share >= MIN_SHARE
    enough = MIN_WORDS + WORDS_A_GAP * cost
    return alignment.shared >= enough and alignment.share >= SHARE_OF_MANY


def _tells_apart(gap: Gap) -> bool:
    return gap.values == 0 or gap.prose > 1 or (gap.is_optional and not gap.has_hole)


def _cost(gap: Gap) -> int:
    """One word is told with more certainty than several, and a known hole than a word."""
    if gap.is_word:
        return 1 if gap.has_hole else 2
    return 2 if gap.values == 2 and gap.has_hole else 3


def differing_word(alignment: Alignment) -> tuple[int, str, str] | None:
    """Where the two differ in one word of prose and in nothing else: its place, and both words."""
    gaps = [(n, piece) for n, piece in enumerate(alignment.pieces) if isinstance(piece, Gap)]
    if len(gaps) != 1:
        return None
    place, gap = gaps[0]
    long = alignment.shared >= PROSE_WORDS and alignment.share >= PROSE_SHARE
    if not long or gap.values or not gap.is_word:
        return None
    return place, str(gap.left[0]), str(gap.right[0])


@dataclass(frozen=True)
class Refined(Generic[Id]):
    """`template` covers the pattern `id` and the new message."""

    id: Id
    template: Template
    alignment: Alignment


def refine(fresh: Template, known: Iterable[tuple[Id, Template]]) -> list[Refined[Id]]:
    """The patterns that `fresh` is of one kind with, best first; of equals the first known."""
    found: list[tuple[float, Refined[Id]]] = []
    words: dict[int, dict[str, tuple[Id, Template, Alignment]]] = {}
    own = _vocabulary(fresh)
    for id, template in known:
        alignment = align(template, fresh) if _may_be_kin(own, _vocabulary(template)) else None
        if alignment is None:
            continue
        if is_kin(alignment):
            if covers := covering(template, alignment):
                found.append((-alignment.share, Refined(id, covers, alignment)))
        elif differs := differing_word(alignment):
            place, old, _ = differs
            words.setdefault(place, {}).setdefault(old, (id, template, alignment))
    if not found:
        found += _several(words)
    return [refined for _, refined in sorted(found, key=itemgetter(0))]


def _vocabulary(template: Template) -> set[str]:
    return {word for part in template.parts if isinstance(part, str) for word in part.split()}


def _may_be_kin(one: set[str], other: set[str]) -> bool:
    """Most pairs are told apart by this, which costs far less than an alignment."""
    return 2 * len(one & other) >= max(len(one), len(other))


def _several(
    words: Mapping[int, Mapping[str, tuple[Id, Template, Alignment]]],
) -> Iterator[tuple[float, Refined[Id]]]:
    for at_place in words.values():
        if len(at_place) >= SEVERAL - 1:
            id, template, alignment = next(iter(at_place.values()))
            if covers := covering(template, alignment):
                yield -alignment.share, Refined(id, covers, alignment)


def tokens(template: Template) -> Tokens:
    return tuple(token for part in template.parts for token in _split(part))


def _split(part: Part) -> Sequence[Token]:
    return (part,) if isinstance(part, Hole) else _TOKENS.findall(part)


def word_count(pieces: Iterable[Token]) -> int:
    return sum(isinstance(piece, str) and piece[0].isalpha() for piece in pieces)


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
            keys.append(" " if token.isspace() else number_free(token) if reach > 0 else token)
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


def _is_solid(side: Tokens) -> bool:
    inner = [token for n, token in enumerate(side) if 0 < n < len(side) - 1 or not _is_blank(token)]
    return all(
        token.kind in _SOLID and not token.blank if isinstance(token, Hole) else not token.isspace()
        for token in inner
    )


def bands(template: Template) -> list[int]:
    """Numbers of which similar templates share some: minima of hashes of their words."""
    texts = {token for token in tokens(template) if isinstance(token, str) and token.isalpha()}
    hashes = [_hashes(text) for text in sorted(texts)]
    if not hashes:
        return []
    minima = [min(row) for row in zip(*hashes, strict=True)]
    rows = (tuple(minima[n * _ROWS : (n + 1) * _ROWS]) for n in range(BANDS))
    return [_number(f"{n} {row}".encode()) for n, row in enumerate(rows)]


def _hashes(text: str) -> list[int]:
    digest = blake2b(text.encode(), digest_size=4 * BANDS * _ROWS).digest()
    return [int.from_bytes(digest[at : at + 4], "big") for at in range(0, len(digest), 4)]


def _number(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big", signed=True)
