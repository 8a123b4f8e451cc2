"""What examples of a fix say, as it is stored: rules made of elements.

What varied between examples is a hole, and what never did is kept (anti-unification, as in Getafix,
arXiv 1902.06111).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypedDict

from errorpatterns.editing.tokens import KEYWORDS

MAX_RULES = 8
MAX_LOOKS = 8  # of a rule

# One element of a rule, as it is stored:
#   ["=", text, cut]         this token
#   ["*", classes, cut, eq]  a balanced run of tokens; None: of any kind; "!": of a single token;
#                            "!.": without a member of it; a fifth item: or nothing
#   ["_", size, cut]         white space: a line end, one, some or any blanks, or free: lines too
#   ["..", None, false]      whatever is left of the reported range
#   ["<"], [">"]             where the reported range begins and ends
#   ["+", pieces, tight]     what is put in; of the pieces ["i", how, text] is an indentation, told
#                            from the line above
#   ["~", kinds]             a neighbour, which is only looked at
#   ["?", quote, cut]        any one token, which is a quote or is none
#
# A rule: "e" its elements, "n" of how many examples, "g" whether it is a guess, "i" lines for the
# imports, "a" whether it asks wherever it is done for all that it says, "b" what the places of the
# types that it puts in are like (without it, any may be), and where it is told: "c" the error's
# code, "f" a capture and the only word that it may be, "h" captures and the generic types that they
# are, where the error is mended in several ways, "j" the seams that its examples made, of those
# that are rare (without it, any may be), "k" whether a line of which nothing is left stays (else
# either), "o" what is done to other files, "s" that imports go where their order has them, "t" how
# many calls and assignments an example took out, where that is more than one assignment, "u" that
# what it puts in may be of its place, as a type is, "w" the number of the capture whose part of the
# range it is of, "x" what its examples looked like.
Element = list[Any]
Rule = dict[str, Any]


class RuleSet(TypedDict):
    """What several examples of one error say: `rules`, and how many said nothing."""

    rules: list[Rule]
    missed: dict[str, int]  # by the error's code


def pooled(several: Iterable[RuleSet]) -> RuleSet:
    """What all of them say together of one error."""
    many = list(several)
    rules = [rule for one in many for rule in one["rules"]]
    missed: Counter[str] = Counter()
    for one in many:
        missed.update(one["missed"])
    return {"rules": rules, "missed": dict(missed)}


def refined(known: RuleSet | None, rule: Rule | None, code: str = "") -> RuleSet:
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
    """Modules of a language are many, and each rule is for one alone."""
    alike = sum(other.get("c") == rule.get("c") and "f" not in other for other in rules)
    most = MAX_RULES * MAX_RULES
    return len(rules) >= most or ("f" not in rule and alike >= MAX_RULES)


def _unified(one: Rule, other: Rule) -> Rule | None:
    if len(one["e"]) != len(other["e"]) or any(one.get(n) != other.get(n) for n in "cfw"):
        return None
    if "k" in one and "k" in other and one["k"] != other["k"]:
        return None
    elements = [_element(a, b) for a, b in zip(one["e"], other["e"], strict=True)]
    seen = [*one.get("x", []), *(x for x in other.get("x", []) if x not in one.get("x", []))]
    heads = [head for head in one.get("h", []) if head in other.get("h", [])]
    lines = _lines(one["i"], other["i"])
    beside = _companions(one.get("o", []), other.get("o", []))
    gone = [rule["t"] for rule in (one, other) if "t" in rule]
    seams = [rule["j"] for rule in (one, other) if "j" in rule]
    uses = [rule["b"] for rule in (one, other) if "b" in rule]
    both = {name: value for name, value in {**other, **one}.items() if name != "b"}
    if None in elements or lines is None or beside is None:
        return None
    return {
        **both,
        "e": elements,
        "n": one["n"] + other["n"],
        "g": one["g"] and other["g"],
        "i": lines,
        **({"o": beside} if beside else {}),
        **({"t": [max(counts) for counts in zip(*gone, strict=True)]} if gone else {}),
        **({"h": heads} if "h" in one or "h" in other else {}),
        **({"x": seen[:MAX_LOOKS]} if seen else {}),
        **({"j": sorted({*seams[0], *seams[-1]})} if seams else {}),
        **({"b": sorted({*uses[0], *uses[1]})} if len(uses) == 2 else {}),
    }


def _companions(one: Sequence[Rule], other: Sequence[Rule]) -> list[Rule] | None:
    """What both do to other files."""
    if [rule["at"] for rule in one] != [rule["at"] for rule in other]:
        return None
    both = [_unified(a, b) for a, b in zip(one, other, strict=True)]
    known = [rule for rule in both if rule is not None]
    return known if len(known) == len(one) else None


def deed_of(rule: Rule) -> list[Any]:
    """What the rule does and where in the error's range, to imports and other files too."""
    told = [_told(element) for element in rule["e"] if element[0] not in "~_"]
    deed = [one for at, one in enumerate(told) if one or at == 0 or told[at - 1]]
    return [*deed, rule["i"], rule.get("o"), rule.get("w")]


def _told(element: Element) -> Any:
    if element[0] == "+":
        return [piece[1] if piece[0] == "t" else piece[0] for piece in element[1]]
    if element[0] in "<>":
        return element[0]
    stays = element[0] == ".." or not element[2]
    return "" if stays else element[1] if element[0] == "=" else "*"


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
        hole, token = (a, b) if a[0] == "*" else (b, a)
        return None if token[1] in KEYWORDS else ["*", hole[1], hole[2], []]
    if a[0] == b[0] == "+" and len(a[1]) == len(b[1]):
        pieces = [_piece(x, y) for x, y in zip(a[1], b[1], strict=True)]
        if None in pieces:
            return None
        return ["+", pieces, [x and y for x, y in zip(a[2], b[2], strict=True)]]
    return None


def _classes(a: list[str] | None, b: list[str] | None) -> list[str] | None:
    if a is None or b is None:
        return None
    return sorted({*a, *b} - ({"!", "!."} - ({*a} & {*b})))


def _piece(a: list[Any], b: list[Any]) -> list[Any] | None:
    if a == b:
        return a
    if a[0] == b[0] == "v":
        sources = [source for source in a[1] if source in b[1]]
        return ["v", sources] if sources else None
    return None
