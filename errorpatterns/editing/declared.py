"""An edit that is written down instead of being learned: `if … [==→is] ▸None`.

It is one rule, and asks wherever it is done for all that it says:

▸          where the error is told
[old→new]  what goes, and what is put in; either may be missing
$1         what the message captured; of code that is there, also its last name: b of a.b
…          some code, without a separator and within a statement
⋯          any code, or nothing
‥          the words of a string that has no braces
'          a quote of any kind
⏎          the end of a line; where it stays, that of a statement
⟨a|b⟩      either: a rule of each

White space may be of any size.
"""

import re
from collections.abc import Iterator
from itertools import product

from errorpatterns.editing.fitting import NO_BRACES
from errorpatterns.editing.rules import Element, Rule

# The classes of the code that they hold, see `shapes`.
HOLES: dict[str, list[str] | None] = {"…": [*"ackolstuy"], "⋯": None, "‥": [NO_BRACES]}
_EITHER = re.compile(r"⟨([^⟩]*)⟩")
_PART = re.compile(r"\[(?P<old>[^\[\]→]*)→(?P<new>[^\[\]]*)\]|(?P<kept>[^\[]+|\[)")
_SIGN = re.compile(r"\$\d+|\w+[\"']?|\s+|[=!]==?|\?\.|/>|\W")
_CAPTURE = re.compile(r"(\$\d+)")


def declared(text: str) -> Iterator[Rule]:
    """The rules that `text` says; ValueError where it does not say where it is done, or what."""
    parts = enumerate(_EITHER.split(text))
    for chosen in product(*(part.split("|") if odd % 2 else [part] for odd, part in parts)):
        elements = [one for part in _PART.finditer("".join(chosen)) for one in _elements(part)]
        if elements.count(["<"]) != 1 or not any(e[0] == "+" or e[2:3] == [True] for e in elements):
            raise ValueError(f"{text}: it says no place, or nothing to do")
        yield {"e": elements, "n": 1, "g": False, "i": [], "a": True}


def _elements(part: re.Match[str]) -> Iterator[Element]:
    if part["kept"] is not None:
        yield from (_element(sign, cut=False) for sign in _SIGN.findall(part["kept"]))
        return
    gone = [_element(sign, cut=True) for sign in _SIGN.findall(part["old"])]
    if ["<"] in gone[:1]:
        yield gone.pop(0)
    if part["new"]:
        told = filter(None, _CAPTURE.split(part["new"]))
        yield ["+", [_piece(text) for text in told], [False, False, False]]
    yield from gone


def _element(sign: str, *, cut: bool) -> Element:
    if sign == "⏎":
        return ["_", "line", True] if cut else ["~", [";", "line"], 1]
    if sign in HOLES:
        return ["*", HOLES[sign], cut, [], *([True] if sign == "⋯" else [])]
    if sign == "'":
        return ["?", True, cut]
    if sign.isspace():
        return ["_", "any", cut]
    if _CAPTURE.fullmatch(sign):
        return ["*", None, cut, [_captured(sign), _captured(sign, "tail")]]
    return ["<"] if sign == "▸" else ["=", sign, cut]


def _piece(text: str) -> Element:
    return ["v", [_captured(text)]] if _CAPTURE.fullmatch(text) else ["t", text]


def _captured(sign: str, how: str = "") -> Element:
    return ["c", int(sign[1:]) - 1, how]
