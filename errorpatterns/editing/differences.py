"""How one text became another: the smallest change of tokens."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from errorpatterns.editing.shapes import GROUPS
from errorpatterns.editing.tokens import Source, Token

MAX_CELLS = 160_000


class Hunk(NamedTuple):
    """Tokens `start` to `end` of the old text become `new`."""

    start: int
    end: int
    new: list[Token]


def hunks_of(old: Source, new: Source, span: tuple[int, int]) -> list[Hunk] | None:
    """The smallest change of tokens; None where the texts differ too much."""
    a, b = [token.text for token in old], [token.text for token in new]
    head = _shared(a, b)
    tail = _shared(a[head:][::-1], b[head:][::-1])
    middle_a, middle_b = old.tokens[head : len(a) - tail], new.tokens[head : len(b) - tail]
    if len(middle_a) * len(middle_b) > MAX_CELLS:
        return None
    ranges = [
        (head + i, head + i2, head + j, head + j2) for i, i2, j, j2 in differing(middle_a, middle_b)
    ]
    found = [Hunk(i, i2, new.tokens[j:j2]) for i, i2, j, j2 in ranges]
    gone = _partners(old, ((i, i2) for i, i2, _, _ in ranges))
    come = _partners(new, ((j, j2) for _, _, j, j2 in ranges))
    hunks: list[Hunk] = []
    for number, hunk in enumerate(found):
        start = hunks[-1].end if hunks else 0
        end = found[number + 1].start if number + 1 < len(found) else len(old)
        behind = ranges[number][2] - hunk.start
        mates = {at - behind for at in come} if hunk.new else gone
        slid = slid_to_sense(old, hunk, span, (start, end), mates, alone=len(found) == 1)
        if hunks and slid.start == start:
            slid = Hunk(hunks[-1].start, slid.end, [*hunks.pop().new, *slid.new])
        hunks.append(slid)
    return hunks


def _partners(source: Source, ranges: Iterable[tuple[int, int]]) -> set[int]:
    """Where the brackets are whose partners are in the ranges."""
    within = (at for start, end in ranges for at in range(start, end))
    return {source.partner[at] for at in within if at in source.partner}


def _shared(a: Sequence[str], b: Sequence[str]) -> int:
    for count, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return count
    return min(len(a), len(b))


def _weight(token: Token) -> float:
    if token.is_blank:
        return 0.3
    return 3.0 if token.kind in ("word", "number", "text", "keyword") else 1.5


def differing(
    a: Sequence[Token],
    b: Sequence[Token],
    are_mates: Callable[[int, int], bool] = lambda i, j: False,
) -> Iterator[tuple[int, int, int, int]]:
    """Ranges of `a` and `b` that differ, by the heaviest common subsequence; what `are_mates` is
    rather kept for each other.
    """
    rows = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    joined = [[False] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) - 1, -1, -1):
        row, below, text, weight = rows[i], rows[i + 1], a[i].text, _weight(a[i])
        for j in range(len(b) - 1, -1, -1):
            best = below[j] if below[j] >= row[j + 1] else row[j + 1]
            if text == b[j].text:
                # A common run in one piece is better than one in two.
                both = below[j + 1] + weight + (0.2 if joined[i + 1][j + 1] else 0.0)
                both += 0.5 if are_mates(i, j) else 0.0
                if both > best:
                    best, joined[i][j] = both, True
            row[j] = best
    i = j = start_a = start_b = 0
    while i < len(a) and j < len(b):
        if joined[i][j]:
            if i > start_a or j > start_b:
                yield start_a, i, start_b, j
            i, j = i + 1, j + 1
            start_a, start_b = i, j
        elif rows[i + 1][j] >= rows[i][j + 1]:
            i += 1
        else:
            j += 1
    if start_a < len(a) or start_b < len(b):
        yield start_a, len(a), start_b, len(b)


def slid_to_sense(
    old: Source,
    hunk: Hunk,
    span: Sequence[int],
    walls: tuple[int, int],
    mates: Set[int] = frozenset(),
    *,
    alone: bool,
) -> Hunk:
    """An insertion or deletion may stand at several places: the one that means something, as it is
    for a bracket to come or go where its partner does, which is at the `mates`.
    """
    if hunk.new and hunk.end > hunk.start:
        return hunk
    start, end = hunk.start, hunk.end
    new = [(token.kind, token.text) for token in hunk.new]
    moving = new or [(token.kind, token.text) for token in old[start:end]]
    places = [(start, moving)]
    at, run = start, moving
    while at > walls[0] and (old[at - 1].kind, old[at - 1].text) == run[-1] and start - at < 40:
        at, run = at - 1, [run[-1], *run[:-1]]
        places.append((at, run))
    at, run = start, moving
    shift = 0 if new else end - start
    while at + shift < walls[1] and at - start < 40:
        following = old[at + shift]
        if (following.kind, following.text) != run[0]:
            break
        at, run = at + 1, [*run[1:], run[0]]
        places.append((at, run))
    if len(places) == 1:
        return hunk
    at, run = max(
        places,
        key=lambda place: (
            _sense(old, place, shift, span, alone) + 2 * (place[0] in mates and len(moving) == 1),
            -abs(place[0] - start),
        ),
    )
    offset = old.offset(at)
    return Hunk(at, at + shift, [Token(kind, text, offset) for kind, text in run] if new else [])


def _sense(
    old: Source,
    place: tuple[int, list[tuple[str, str]]],
    size: int,
    span: Sequence[int],
    alone: bool,
) -> float:
    """`alone`: nothing else changes. Else what is put in as a line follows the line before it."""
    at, run = place
    depth, balanced = 0, True
    for kind, _ in run:
        depth += {"open": 1, "close": -1}.get(kind, 0)
        balanced = balanced and depth >= 0
    sense = 2.0 if balanced and not depth else 0.0
    sense += (at in span) + (size > 0 and at + size in span)
    if any(kind == "newline" for kind, _ in run):
        # Whole lines: from the beginning of one to its end.
        begins = at == 0 or old[at - 1].kind == "newline"
        follows = (
            size == 0
            and not alone
            and run[0][0] == "newline"
            and (at == len(old) or old[at].kind == "newline")
        )
        sense += max(1.5 * begins + (run[-1][0] == "newline"), 2.6 * follows)
    elif run[-1][0] == "space" and _leads(run):
        sense += 0.6
    elif run[0][0] == "space":
        sense += 0.5
    return sense


def _leads(run: Sequence[tuple[str, str]]) -> bool:
    """Whether its last token goes with what follows: a bracket that opens, `await`, `typeof`."""
    kind, text = next((one for one in reversed(run) if one[0] != "space"), ("", ""))
    return kind == "open" or (kind == "keyword" and GROUPS.get(text) == "y")
