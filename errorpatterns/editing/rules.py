"""What examples of a fix say, as it is stored: rules made of elements.

What varied between examples is a hole, and what never did is kept (anti-unification, as in Getafix,
arXiv 1902.06111).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypedDict

from errorpatterns.editing.tokens import KEYWORDS

MAX_RULES = 8

# One element of a rule, as it is stored:
#   ["=", text, cut]         this token
#   ["*", classes, cut, eq]  a balanced run of tokens; None: of any kind; "!": of a single token;
#                            a fifth item: or nothing
#   ["_", size, cut]         white space: a line end, one, some or any blanks, or free: lines too
#   ["<"], [">"]             where the reported range begins and ends
#   ["+", pieces, tight]     what is put in
#   ["~", kinds]             a neighbour, which is only looked at
Element = list[Any]
Rule = dict[str, Any]


def pooled(lessons: Iterable["Lesson"]) -> "Lesson":
    """What several lessons about one error say together."""
    many = list(lessons)
    rules = [rule for lesson in many for rule in lesson["rules"]]
    missed: Counter[str] = Counter()
    for lesson in many:
        missed.update(lesson["missed"])
    return {"rules": rules, "missed": dict(missed)}


class Lesson(TypedDict):
    """What several examples of one error say: `rules`, and how many said nothing."""

    rules: list[Rule]
    missed: dict[str, int]  # by the error's code


def refined(known: Lesson | None, rule: Rule | None, code: str = "") -> Lesson:
    """`known` with one more example: what varied becomes a hole, another shape another rule.

    `rule` is None where the example, of an error with `code`, says nothing.
    """
    rules, missed = (list(known["rules"]), dict(known["missed"])) if known else ([], {})
    for place, other in enumerate(rules):
        if rule is not None and (both := _unified(other, rule)) is not None:
            rules[place] = both
            return {"rules": rules, "missed": missed}
    if rule is None or _is_full(rules, rule):
        missed[code] = missed.get(code, 0) + 1
        return {"rules": rules, "missed": missed}
    for place, other in enumerate(rules):
        if _contradict(other, rule):
            rules[place], rule = {**other, "g": True}, {**rule, "g": True}
    return {"rules": [*rules, rule], "missed": missed}


def _contradict(one: Rule, other: Rule) -> bool:
    """Whether they put other words in at the same place: nothing tells which are meant."""
    if len(one["e"]) != len(other["e"]) or one.get("c") != other.get("c"):
        return False
    differing = [(a, b) for a, b in zip(one["e"], other["e"], strict=True) if not _element(a, b)]
    return bool(differing) and all(_other_words(a, b) for a, b in differing)


def _other_words(a: Element, b: Element) -> bool:
    if not a[0] == b[0] == "+" or len(a[1]) != len(b[1]):
        return False
    pairs = [(x, y) for x, y in zip(a[1], b[1], strict=True) if _piece(x, y) is None]
    return all(x[0] == y[0] == "t" and x[1].isalnum() and y[1].isalnum() for x, y in pairs)


def _is_full(rules: Sequence[Rule], rule: Rule) -> bool:
    alike = sum(other.get("c") == rule.get("c") for other in rules)
    return alike >= MAX_RULES or len(rules) >= MAX_RULES * MAX_RULES


def _unified(one: Rule, other: Rule) -> Rule | None:
    if len(one["e"]) != len(other["e"]) or any(one.get(n) != other.get(n) for n in "ck"):
        return None
    elements = [_element(a, b) for a, b in zip(one["e"], other["e"], strict=True)]
    lines = _lines(one["i"], other["i"])
    beside = _companions(one.get("o", []), other.get("o", []))
    if None in elements or lines is None or beside is None:
        return None
    return {
        **one,
        "e": elements,
        "n": one["n"] + other["n"],
        "g": one["g"] and other["g"],
        "i": lines,
        **({"o": beside} if beside else {}),
    }


def _companions(one: Sequence[Rule], other: Sequence[Rule]) -> list[Rule] | None:
    """What both do to other files."""
    if [rule["at"] for rule in one] != [rule["at"] for rule in other]:
        return None
    both = [_unified(a, b) for a, b in zip(one, other, strict=True)]
    known = [rule for rule in both if rule is not None]
    return known if len(known) == len(one) else None


def is_one(one: Rule, other: Rule) -> bool:
    """Whether one rule says what both do."""
    return _unified(one, other) is not None


def _lines(one: list[Any], other: list[Any]) -> list[Any] | None:
    """The imports that both add; one of the two may have had them before."""
    if not one or not other:
        return one or other
    if len(one) != len(other) or any(len(a) != len(b) for a, b in zip(one, other, strict=True)):
        return None
    lines = [
        [_piece(x, y) for x, y in zip(a, b, strict=True)] for a, b in zip(one, other, strict=True)
    ]
    return None if any(None in line for line in lines) else lines


def _element(a: Element, b: Element) -> Element | None:
    if a == b:
        return a
    if a[0] == b[0] == "~":
        return ["~", sorted({*a[1], *b[1]}), a[2]] if a[2] == b[2] else None
    if a[0] == b[0] == "*" and a[2] == b[2]:
        sources = [source for source in a[3] if source in b[3]]
        return ["*", _classes(a[1], b[1]), a[2], sources, *(a[4:] or b[4:])]
    if a[0] == b[0] == "_" and a[2] == b[2]:
        return ["_", "any", a[2]] if "line" not in (a[1], b[1]) else None
    if {a[0], b[0]} == {"=", "*"} and a[2] == b[2]:
        hole = a if a[0] == "*" else b
        return ["*", hole[1], hole[2], []]
    if a[0] == b[0] == "+" and len(a[1]) == len(b[1]):
        pieces = [_piece(x, y) for x, y in zip(a[1], b[1], strict=True)]
        if None in pieces:
            return None
        return ["+", pieces, [x and y for x, y in zip(a[2], b[2], strict=True)]]
    return None


def _classes(a: list[str] | None, b: list[str] | None) -> list[str] | None:
    if a is None or b is None:
        return None
    return sorted({*a, *b} - ({"!"} if ("!" in a) != ("!" in b) else set()))


def _piece(a: list[Any], b: list[Any]) -> list[Any] | None:
    if a == b:
        return a
    if a[0] == b[0] == "v":
        sources = [source for source in a[1] if source in b[1]]
        return ["v", sources] if sources else None
    return None


LOOSEST = 2


def loosened(elements: Sequence[Element], level: int) -> list[Element]:
    """What the example shows, asking for less of the code around: 0 for all of it, 1 without the
    neighbours, 2 for no more than what is changed and where it is in the error's range.
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
        (number, element) for number, element in enumerate(elements) if element[0] != "~"
    ]
    kept = list(_freed(kept))
    if level == 2:
        kept = list(_bared(kept, used))
    place = {number: at for at, (number, _) in enumerate(kept)}
    return [_moved(element, place) for _, element in kept]


def is_bare(elements: Sequence[Element]) -> bool:
    """Whether a keyword is put in beside a hole, and nothing but the neighbours says where."""
    puts = [piece for element in elements if element[0] == "+" for piece in element[1]]
    return any(piece[1] in KEYWORDS for piece in puts if piece[0] == "t") and all(
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
        if stop > at and any(e[0] in "=*" and e[2] for e in beside):
            yield kept[at][0], ["_", "free", True]
            at = stop
        else:
            yield from kept[at : max(stop, at + 1)]
            at = max(stop, at + 1)


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
        if number in used or element[0] in "<>+" or element[2]:
            if element[0] == "*" and element[2] and number not in used and not element[3]:
                single = element[1] is not None and "!" in element[1]
                element = element if single else ["*", None, True, [], *element[4:]]
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
    return number not in used and element[0] not in "<>+" and not element[2]


def _passed(
    kept: Sequence[tuple[int, Element]], at: int, stop: int
) -> Iterator[tuple[int, Element]]:
    """What stays and is only passed, between two things that are fixed."""
    left = kept[at - 1][1][0] if at else ""
    parts: list[list[tuple[int, Element]]] = [[]]
    for pair in kept[at:stop]:
        if pair[1][0] == "=" and not _is_plain(pair[1][1]) and not is_quote(pair[1][1]):
            parts += [[pair], []]
        else:
            parts[-1].append(pair)
    right = kept[stop][1][0] if stop < len(kept) else ""
    for place, part in enumerate(parts):
        beside_left = place == 0 and left not in ("<", "")
        beside_right = place == len(parts) - 1 and right not in (">", "")
        blank = [pair for pair in part if pair[1][0] == "_"]
        bracket = place % 2 == 1
        if bracket or len(blank) == len(part) or (beside_left and beside_right):
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


def _plainer(numbered: tuple[int, Element]) -> tuple[int, Element]:
    number, element = numbered
    if element[0] == "=" and (_is_plain(element[1]) or is_quote(element[1])):
        return number, ["?", is_quote(element[1]), element[2]]
    return numbered


def _is_plain(text: str) -> bool:
    return text[:1] not in "([{}])" and not is_quote(text)


def is_quote(text: str) -> bool:
    return not text or text[-1:] in ("'", '"', "`") or text in _COMMENTS


_COMMENTS = ("//", "/*", "*/", "#", "<!--", "-->")
