"""Whether two templates are of one kind, as far as their words and values tell.

Words of prose tell templates apart (`expected` from `unexpected`): they become a hole only where
several of them were seen in one place, or behind one colon, or where a value stands against them.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Generic, TypeVar

from errorpatterns.alignment import Alignment, Gap, align, covering, head, prose_of
from errorpatterns.induction import Hole, Template

MAX_CANDIDATES = 32

Id = TypeVar("Id", bound=Hashable)

# What both must have of their own, in words and of the wordier one's words: where they differ in
# one word against a known hole; for each further word or phrase; and where prose differs.
MIN_WORDS, MIN_SHARE = 3, 0.7
WORDS_A_GAP, SHARE_OF_MANY = 2, 0.85
PROSE_WORDS, PROSE_SHARE = 5, 0.8
SEVERAL = 3  # words of prose, or clauses behind a colon, in one place that make it a hole


def is_kin(alignment: Alignment, *, is_coded: bool = False) -> bool:
    """Whether the two are of one kind, as far as their values tell, and the code of both if it
    names one kind (`is_coded`).

    The bounds are those at which most such pairs of messages of real tools were of one kind.
    """
    if any(_tells_apart(gap) for gap in alignment.gaps):
        return False
    cost = sum(map(_cost, alignment.gaps))
    if cost <= 1 or is_coded:
        return alignment.shared >= MIN_WORDS and alignment.share >= MIN_SHARE
    enough = MIN_WORDS + WORDS_A_GAP * cost
    return alignment.shared >= enough and alignment.share >= SHARE_OF_MANY


def is_like(alignment: Alignment, *, is_coded: bool = False, is_same: bool = False) -> bool:
    """Whether an error is recognised by the other: more places may differ, as nothing is learned.

    But where words come to what is known, they may be what tells another kind. `is_same`: both have
    one code, of how many kinds it may be; then values alone do not tell them apart.
    """
    gaps = {n: piece for n, piece in enumerate(alignment.pieces) if isinstance(piece, Gap)}
    if any(gap.is_optional or gap.is_clause for gap in gaps.values()):
        return False
    if is_kin(alignment, is_coded=is_coded):
        return True
    if is_same and alignment.share == 1 and alignment.shared >= MIN_WORDS:
        return all(gap.values for gap in gaps.values())
    # A sentence begins with a capital, whatever the word is.
    named = all(gap.is_named and (place or gap.has_hole) for place, gap in gaps.items())
    return named and alignment.shared >= MIN_WORDS and alignment.share >= MIN_SHARE


def _tells_apart(gap: Gap) -> bool:
    if all(len(side) > 1 and prose_of(side) for side in gap.sides):
        return True  # each calls the value something else: `method f()`, `function g()`
    return gap.values == 0 or gap.prose > 1 or (gap.is_optional and not gap.has_hole)


def _cost(gap: Gap) -> int:
    """One word, or code without a blank, is told with more certainty than several, and a known
    hole than a word.
    """
    if gap.is_word or (gap.values == 2 and gap.is_solid):
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


def differing_clause(alignment: Alignment) -> tuple[Alignment, str] | None:
    """What is alike up to a colon, and what the one says behind it, where the two differ there:
    what comes then is often told by somebody else.
    """
    told = alignment.by_clause()
    if told is None or told.shared < MIN_WORDS:
        return None
    [gap] = told.gaps
    return told, str(gap.left)


def is_clause_known(alignment: Alignment) -> bool:
    """Whether several were seen behind the colon before."""
    [gap] = alignment.gaps
    [first, *more] = gap.left
    return not more and isinstance(first, Hole) and first.kind == "phrase"


@dataclass(frozen=True)
class Refined(Generic[Id]):
    """`template` covers the pattern `id` and the new message."""

    id: Id
    template: Template
    alignment: Alignment


def refine(
    fresh: Template,
    known: Iterable[tuple[Id, Template]],
    coded: Collection[Id] = (),
    agrees: Callable[[Id, Alignment], bool] = lambda id, alignment: True,
) -> list[Refined[Id]]:
    """The patterns that `fresh` is of one kind with and that `agrees` says to have its fix, best
    first; of equals the first known. A code that names one kind is that of `fresh` and of those
    `coded`.
    """
    found: list[tuple[float, Refined[Id]]] = []
    places: dict[int, dict[str, tuple[Id, Template, Alignment]]] = {}
    clauses: dict[str, tuple[Id, Template, Alignment]] = {}
    for id, template, alignment in _aligned(fresh, known):
        if is_kin(alignment, is_coded=id in coded):
            if agrees(id, alignment) and (covers := covering(template, alignment)):
                found.append((-alignment.share, Refined(id, covers, alignment)))
        elif differs := differing_word(alignment):
            place, old, _ = differs
            if agrees(id, alignment):
                places.setdefault(place, {}).setdefault(old, (id, template, alignment))
        elif clause := differing_clause(alignment):
            told, old = clause
            if not agrees(id, told):
                continue
            if is_clause_known(told) and (covers := covering(template, told)):
                found.append((-told.share, Refined(id, covers, told)))
            else:
                clauses.setdefault(old, (id, template, told))
    if not found:
        found += _several([*places.values(), clauses])
    return [refined for _, refined in sorted(found, key=itemgetter(0))]


def recognise(
    fresh: Template,
    known: Iterable[tuple[Id, Template]],
    coded: Collection[Id] = (),
    same: Collection[Id] = (),
) -> list[Refined[Id]]:
    """The patterns by which `fresh`, which none of them matches, is recognised; best first. `coded`
    as in `refine`; `same` are all whose code is that of `fresh`.
    """
    found = [
        Refined(id, covers, alignment)
        for id, template, alignment in _aligned(fresh, known)
        if is_like(alignment, is_coded=id in coded, is_same=id in same)
        and (covers := covering(template, alignment))
    ]
    return sorted(found, key=lambda one: -one.alignment.share)


def _aligned(
    fresh: Template, known: Iterable[tuple[Id, Template]]
) -> Iterator[tuple[Id, Template, Alignment]]:
    own, start = _vocabulary(fresh), head(fresh)
    for id, template in known:
        near = _may_be_kin(own, _vocabulary(template)) or (start and start == head(template))
        if near and (alignment := align(template, fresh)):
            yield id, template, alignment


def _vocabulary(template: Template) -> set[str]:
    return {word for part in template.parts if isinstance(part, str) for word in part.split()}


def _may_be_kin(one: set[str], other: set[str]) -> bool:
    """Most pairs are told apart by this, which costs far less than an alignment."""
    return 2 * len(one & other) >= max(len(one), len(other))


def _several(
    places: Iterable[Mapping[str, tuple[Id, Template, Alignment]]],
) -> Iterator[tuple[float, Refined[Id]]]:
    for at_place in places:
        if len(at_place) >= SEVERAL - 1:
            id, template, alignment = next(iter(at_place.values()))
            if covers := covering(template, alignment):
                yield -alignment.share, Refined(id, covers, alignment)
