"""The captures that rules name, and rules for a regex whose captures are counted otherwise."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from errorpatterns.editing.rules import Element, Rule, RuleSet, is_one
from errorpatterns.induction import Template
from errorpatterns.regexes import captures_of


def captures_by(template: Template, message: str, regex: str = "") -> list[str]:
    """Of the raw message, as a match of `regex`, or else of the template's own, has them."""
    found = captures_of(regex or template.regex, message)
    return [hole.text for hole in template.captured] if found is None else list(found)


def agree(known: RuleSet | None, rule: Rule | None) -> bool:
    """Whether the example does what one of those before did."""
    return (
        known is not None and rule is not None and any(is_one(rule, one) for one in known["rules"])
    )


def recounted(known: RuleSet, numbers: Mapping[int, int], values: Sequence[str]) -> RuleSet | None:
    """`known` as of `renumbered`; rules that cannot be told so are left out."""
    found = [renumbered(rule, numbers, values) for rule in known["rules"]]
    rules = [rule for rule in found if rule is not None]
    return {**known, "rules": rules} if rules else None


def renumbered(rule: Rule, numbers: Mapping[int, int], values: Sequence[str]) -> Rule | None:
    """`rule` for the captures of a wider regex; None where one that it needs is missing.

    `numbers` are the new ones by the old, both from 1; `values` became captures, so that they are
    no longer words of every such error.
    """
    words = {word for value in values for word in re.findall(r"\w+", value)}
    whole = {value: number for number, value in enumerate(values) if value}
    try:
        elements = [_element(element, numbers, whole) for element in rule["e"]]
        lines = [_pieces(pieces, numbers, whole) for pieces in rule["i"]]
    except KeyError:
        return None
    if words & {word for text in _texts(elements, lines) for word in re.findall(r"\w+", text)}:
        return None
    changed = {**rule, "e": elements, "i": lines}
    for name in {"at", "w"} & rule.keys():
        if rule[name] + 1 not in numbers:
            return None
        changed[name] = numbers[rule[name] + 1] - 1
    if "h" in rule:
        changed["h"] = [[numbers[n + 1] - 1, h] for n, h in rule["h"] if n + 1 in numbers]
    if "f" in rule:
        number, word = rule["f"]
        if number + 1 not in numbers:
            return None
        changed["f"] = [numbers[number + 1] - 1, word]
    if "o" in rule:
        beside = [renumbered(one, numbers, values) for one in rule["o"]]
        if None in beside:
            return None
        changed["o"] = beside
    return changed


def _element(element: Element, numbers: Mapping[int, int], whole: Mapping[str, int]) -> Element:
    if element[0] == "=" and element[1] in whole:
        return ["*", [], element[2], [["c", whole[element[1]], ""]]]
    if element[0] == "*":
        kept = [["c", numbers[s[1] + 1] - 1, *s[2:]] for s in element[3] if s[1] + 1 in numbers]
        return [*element[:3], kept, *element[4:]]
    if element[0] == "+":
        return ["+", _pieces(element[1], numbers, whole), element[2]]
    return element


def _pieces(
    pieces: Sequence[Any], numbers: Mapping[int, int], whole: Mapping[str, int]
) -> list[Any]:
    parted = [part for piece in pieces for part in _parted(piece, whole)]
    return [_piece(piece, numbers, whole) for piece in parted]


def _parted(piece: list[Any], whole: Mapping[str, int]) -> Iterator[list[Any]]:
    """An assignment by one of the values (`-` in `-=`), with that apart; it may be part of other
    operators, as of `->`, and be none in a string.
    """
    sign = piece[1][:-1] if piece[0] == "t" and piece[1][-1:] == "=" else ""
    if sign in whole and not re.search(r"[\w\s]", sign):
        yield from (["t", sign], ["t", "="])
    else:
        yield piece


def _piece(piece: list[Any], numbers: Mapping[int, int], whole: Mapping[str, int]) -> list[Any]:
    if piece[0] == "t" and piece[1] in whole:
        return ["v", [["c", whole[piece[1]], ""]]]
    if piece[0] != "v":
        return piece
    sources = [
        source if source[0] != "c" else ["c", numbers[source[1] + 1] - 1, *source[2:]]
        for source in piece[1]
        if source[0] != "c" or source[1] + 1 in numbers
    ]
    if not sources:
        raise KeyError(piece[1][0][1] + 1)
    return ["v", sources]


def _texts(elements: Sequence[Element], lines: Sequence[Any]) -> list[str]:
    puts = [element[1] for element in elements if element[0] == "+"]
    return [
        *(element[1] for element in elements if element[0] == "="),
        *(piece[1] for pieces in (*puts, *lines) for piece in pieces if piece[0] == "t"),
    ]
