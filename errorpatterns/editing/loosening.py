"""Rules that ask for less of the code around than their examples show."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from errorpatterns.editing.rules import Element
from errorpatterns.editing.tokens import KEYWORDS

LEVELS = 4
LOOSE = 2  # from this level on a rule is told by little
SEPARATORS = (",", "|", "&", ";")
# Any code but what parts items: who took away one of them does not take two.
ITEM = ["a", "c", "j", "k", "l", "m", "n", "o", "s", "t", "u", "y"]
CODE = [*(c for c in ITEM if c != "m"), ",", ";"]  # any without a comment
Numbered = tuple[int, Element]


def loosened(elements: Sequence[Element], level: int) -> list[Element]:
    """What the example shows, asking for less of the code around: 0 for all of it, 1 without the
    neighbours, 2 for no more than what is changed and where it is in the error's range, 3 for that
    with the separator on the other side of what goes, of which nothing is left where it has none.
    """
    if level == 0 or is_bare(elements):
        return list(elements)
    used = {
        source[1]
        for element in elements
        if element[0] == "+"
        for piece in element[1]
        if piece[0] == "v"
        for source in piece[1]
        if source[0] == "e"
    }
    kept: list[tuple[int, Element]] = [
        (number, element)
        for number, element in enumerate(elements)
        if element[0] != "~"
        or _is_among_strings(element, elements)
        or _is_of_lines(number, elements)
    ]
    kept = list(_freed(_eased(kept, used)))
    if level >= LOOSE:
        kept = _passing(kept, used)
        kept = list(_bared(_ended(_whole(kept, used), used), used))
    if level > LOOSE:
        kept = _mirrored(kept)
    place = {number: at for at, (number, _) in enumerate(kept)}
    return [_moved(element, place) for _, element in kept]


def _is_among_strings(neighbour: Element, elements: Sequence[Element]) -> bool:
    """Whether a string is put in, and beside one: elsewhere others may stand there."""
    puts = [piece for element in elements if element[0] == "+" for piece in element[1]]
    is_string = any(piece[0] == "t" and _is_of_string(piece[1]) for piece in puts)
    return is_string and all(map(_is_of_string, neighbour[1]))


def _is_of_lines(number: int, elements: Sequence[Element]) -> bool:
    """Whether lines are put in beside the neighbour, which is the end of one."""
    _, kinds, side = elements[number]
    beside = number - side
    return kinds == ["line"] and 0 <= beside < len(elements) and _has_lines([elements[beside]])


def _has_lines(elements: Sequence[Element]) -> bool:
    """Whether lines are put in."""
    return any(piece[0] == "n" for e in elements if e[0] == "+" for piece in e[1])


def _eased(kept: Sequence[Numbered], used: set[int]) -> list[Numbered]:
    """What a capture tells may be any code, and a comment may be missing."""
    eased: list[Numbered] = []
    for number, element in kept:
        if element[0] == "*":
            kind, classes, cut, equal, *rest = element
            if classes is not None and equal:
                classes = None
            elif not cut and number not in used and {*(classes or ())} - {"!"} == {"m"}:
                rest = [True]
            element = [kind, classes, cut, equal, *rest]
        eased.append((number, element))
    return eased


def _passing(kept: list[Numbered], used: set[int]) -> list[Numbered]:
    """All of the error's range, whatever it is, where nothing changes but at its edges."""
    kinds = [element[0] for _, element in kept]
    if "<" not in kinds or ">" not in kinds:
        return kept
    start, end = kinds.index("<") + 1, kinds.index(">")
    while start < end and kinds[start] == "+":
        start += 1
    while start < end and kinds[end - 1] == "+":
        end -= 1
    inside = kept[start:end]
    beside = [e for _, e in (*kept[start - 1 : start], *kept[end : end + 1]) if e[0] == "+"]
    if not inside or not all(_is_passive(one, used) for one in inside):
        return kept
    if not all(_is_blank(element) for element in beside):
        return kept
    return [*kept[:start], (inside[0][0], ["..", None, False]), *kept[end:]]


def _is_blank(put: Element) -> bool:
    return all(piece[0] in "ns" or piece[:2] == ["t", " "] for piece in put[1])


def is_bare(elements: Sequence[Element]) -> bool:
    """Whether a keyword or a type is put in beside a hole, and nothing but the neighbours says
    where.
    """
    puts = [piece for element in elements if element[0] == "+" for piece in element[1]]
    is_type = any([*pair] == [["t", ":"], ["t", " "]] for pair in pairwise(puts))
    return (is_type or any(piece[1] in KEYWORDS for piece in puts if piece[0] == "t")) and all(
        element[0] in "<>+~_" or (element[0] == "*" and not element[2]) for element in elements
    )


def _freed(kept: Sequence[tuple[int, Element]]) -> Iterator[tuple[int, Element]]:
    """White space that goes with what stands beside it, however it is laid out."""
    at = 0
    while at < len(kept):
        stop = at
        while stop < len(kept) and kept[stop][1][0] == "_" and kept[stop][1][2]:
            stop += 1
        beside = [e for _, e in (*kept[max(0, at - 1) : at], *kept[stop : stop + 1])]
        goes = [e[0] in "=*" and e[2] for e in beside]
        if (
            stop > at
            and len(beside) == 2
            and any(goes)
            and all(gone or e[0] in "<>" for gone, e in zip(goes, beside, strict=True))
        ):
            yield kept[at][0], ["_", "free", True]
            at = stop
        else:
            yield from kept[at : max(stop, at + 1)]
            at = max(stop, at + 1)


def _whole(kept: Sequence[Numbered], used: set[int]) -> Sequence[Numbered]:
    """All of the error's range, whatever it was, where all of it goes."""
    kinds = [element[0] for _, element in kept]
    if "<" not in kinds or ">" not in kinds:
        return kept
    start, end = kinds.index("<") + 1, kinds.index(">")
    inside = kept[start:end]
    cut = [(number, element) for number, element in inside if element[0] != "+"]
    puts = [pair for pair in inside if pair[1][0] == "+"]
    plain = all(
        element[2]
        and number not in used
        and (element[0] != "=" or element[1] in KEYWORDS or not element[1][:1].isalnum())
        for number, element in cut
    )
    empty = all(element[0] == "=" for _, element in cut)
    if len(cut) < 2 or empty or not plain or len(puts) > 1:
        return kept
    hole: Numbered = (cut[0][0], ["*", None, True, []])
    return [*kept[:start], *puts, hole, *kept[end:]]


def _ended(kept: Sequence[Numbered], used: set[int]) -> Sequence[Numbered]:
    """Without what follows the last change, where the start of the range alone tells its place."""
    kinds = [element[0] for _, element in kept]
    changed = [at for at, (_, e) in enumerate(kept) if e[0] == "+" or (e[0] in "=*_" and e[2])]
    if "<" not in kinds or not changed or changed[0] < kinds.index("<"):
        return kept
    last = changed[-1] + 1
    between = kept[kinds.index("<") : last]
    sure = all(e[0] != "*" or (e[1] is not None and "!" in e[1]) for _, e in between)
    needed = any(number in used for number, _ in kept[last:])
    return kept[:last] if sure and not needed else kept


def _mirrored(kept: list[Numbered]) -> list[Numbered]:
    """Of an item that goes with the separator behind it, with the one before it, and the reverse;
    nothing that fits where that is not what the rule does.
    """
    kinds = [element[0] for _, element in kept]
    if "<" not in kinds or ">" not in kinds or "+" in kinds:
        return []
    start, end = kinds.index("<"), kinds.index(">")
    before, item, behind = kept[:start], kept[start : end + 1], kept[end + 1 :]
    if not all(element[2] for _, element in item[1:-1]):
        return []
    blank: Numbered = (-1, ["_", "free", True])
    if signs := _separator(before, behind):
        return [*item, blank, *signs, blank]
    if signs := _separator(behind, before):
        return [blank, *signs, blank, *item]
    return []


def _separator(side: Sequence[Numbered], other: Sequence[Numbered]) -> list[Numbered]:
    """The separator that goes and stands alone on this side, with nothing on the other."""
    signs = [pair for pair in side if pair[1][0] != "_"]
    alone = len(signs) == 1 and all(pair[1][0] == "_" for pair in other)
    return signs if alone and signs[0][1][:3] in [["=", s, True] for s in SEPARATORS] else []


def _moved(element: Element, place: Mapping[int, int]) -> Element:
    if element[0] != "+":
        return element
    pieces = [
        ["v", [["e", place[s[1]], *s[2:]] if s[0] == "e" else s for s in piece[1]]]
        if piece[0] == "v"
        else piece
        for piece in element[1]
    ]
    return ["+", pieces, element[2]]


def _bared(kept: Sequence[tuple[int, Element]], used: set[int]) -> Iterator[tuple[int, Element]]:
    at = 0
    while at < len(kept):
        number, element = kept[at]
        if not _is_passive((number, element), used):
            if element[0] == "*" and element[2] and number not in used and not element[3]:
                single = element[1] is not None and "!" in element[1]
                item = element[1] is not None and "," not in element[1]
                wide = ITEM if item else None
                element = element if single else ["*", wide, True, [], *element[4:]]
            quote = element[0] == "=" and element[1] and is_quote(element[1])
            yield _plainer((number, element)) if quote else (number, element)
            at += 1
            continue
        stop = at
        while stop < len(kept) and _is_passive(kept[stop], used):
            stop += 1
        yield from _passed(kept, at, stop)
        at = stop


def _is_passive(numbered: tuple[int, Element], used: set[int]) -> bool:
    number, element = numbered
    return number not in used and element[0] not in ("<", ">", "+", "..") and not element[2]


def _passed(
    kept: Sequence[tuple[int, Element]], at: int, stop: int
) -> Iterator[tuple[int, Element]]:
    """What stays and is only passed, between two things that are fixed."""
    left = kept[at - 1][1][0] if at else ""
    parts: list[list[tuple[int, Element]]] = [[]]
    quotes = [pair for pair in kept[at:stop] if pair[1][0] == "=" and _is_of_string(pair[1][1])]
    for pair in kept[at:stop]:
        opens = len(quotes) % 2 and pair in quotes  # or closes: the other is not among these
        if opens or (pair[1][0] == "=" and not _is_plain(pair[1][1]) and not is_quote(pair[1][1])):
            parts += [[pair], []]
        else:
            parts[-1].append(pair)
    right = kept[stop][1][0] if stop < len(kept) else ""
    for place, part in enumerate(parts):
        beside_left = place == 0 and left not in ("<", "")
        beside_right = place == len(parts) - 1 and right not in (">", "")
        blank = [pair for pair in part if pair[1][0] == "_"]
        bracket = place % 2 == 1
        if len(parts) == 1 and len(blank) < len(part) and _is_block(kept, at, stop):
            yield from _content(part)
        elif bracket or len(blank) == len(part) or (beside_left and beside_right):
            yield from (_plainer(pair) for pair in part)
        elif len(part) == 1 and (right != ">" or place < len(parts) - 1):
            yield _plainer(part[0])
        else:
            # Next to what changes, it is still as it was; the rest may be anything.
            if beside_left and part[0][1][0] in "_":
                yield part[0]
            yield part[0][0], ["*", None, False, [], True]
            if part[-1][1][0] == "_":
                yield part[-1]


def _is_block(kept: Sequence[Numbered], at: int, stop: int) -> bool:
    """Whether this is all that stands in a pair of braces."""
    before = [e for _, e in kept[:at] if e[0] not in "+_<>"]
    behind = [e for _, e in kept[stop:] if e[0] not in "+_<>"]
    return [e[:2] for e in (*before[-1:], *behind[:1])] == [["=", "{"], ["=", "}"]]


def _content(part: Sequence[Numbered]) -> Iterator[Numbered]:
    """Anything instead, in white space as it was."""
    blank = [pair[1][0] == "_" for pair in part]
    first, last = blank.index(False), len(part) - blank[::-1].index(False)
    yield from part[:first]
    yield part[first][0], ["*", CODE, False, []]
    yield from part[last:]


def _plainer(numbered: tuple[int, Element]) -> tuple[int, Element]:
    number, element = numbered
    if element[0] == "=" and (_is_plain(element[1]) or is_quote(element[1])):
        return number, ["?", is_quote(element[1]), element[2]]
    return numbered


def _is_plain(text: str) -> bool:
    return text[:1] not in "([{}])" and not is_quote(text)


def is_quote(text: str) -> bool:
    return not text or _is_of_string(text) or text in _COMMENTS


def _is_of_string(text: str) -> bool:
    return text[-1:] in ("'", '"', "`")


_COMMENTS = ("//", "/*", "*/", "#", "<!--", "-->")
