"""Edits after which a linter is content, and the program does something else: it looks at forms,
and not at what classes answer, what is set again, or which of two values is asked for.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from errorpatterns.diagnostics import Diagnostic
from errorpatterns.editing.places import Edit, applied
from errorpatterns.editing.tokens import ENDS_AN_OPERAND, Source

PASSED_ON = "a class may answer the comparison as it likes, and its answer is passed on"
FEWER = "it takes a parameter out, and {} does not look who gives it"
BOTH = "== with null asks for undefined as well, and === does not"
SET_AGAIN = "it makes “{}” a const, which is set again"
# What looks at the calls of a function, too.
_TYPED = ("mypy", "pyright", "tsc")
_PYTHON = (".py", ".pyi", ".pyw")
_EQUALS = re.compile(r"[=!]=")
_IS = re.compile(r"\bis\b")
# What stands before a condition, of which nothing but its truth is used.
_CONDITION = ("if", "elif", "while", "assert", "and", "or", "not")
_LOOSE = re.compile(r"(?<![=!])[=!]=\s*(?:null|undefined)\b|\b(?:null|undefined)\s*[=!]=(?!=)")
_STRICT = re.compile(r"[=!]==\s*(?:null|undefined)\b|\b(?:null|undefined)\s*[=!]==")
_CONST = re.compile(r"\bconst\s+([\w$]+)")
_VAR = re.compile(r"\bvar\s+([\w$]+)")
_DECLARED = re.compile(r"\b(?:const|let|var)\s+\Z")
_SETS = r"\s*(?:(?:[-+*/%&|^]|\*\*|<<|>>>?|&&|\|\||\?\?)?=(?![=>])|\+\+|--)"
_FAR = 20  # characters before a name, in which its declaration begins


def changed_by(text: str, error: Diagnostic, edits: Sequence[Edit]) -> str:
    """What the edits of a text would change besides its looks; empty where nothing is known of."""
    after = applied(text, edits)
    if error.file.endswith(_PYTHON):
        source = Source(text, error.file)
        if error.tool not in _TYPED and _have_fewer(source, Source(after, error.file)):
            return FEWER.format(error.tool)
        return PASSED_ON if _are_passed_on(source, edits) else ""
    if _count(_LOOSE, after) < _count(_LOOSE, text) and _count(_STRICT, after) > _count(
        _STRICT, text
    ):
        return BOTH
    # Who asks for `const` instead of `let` has looked; who asks for no `var` has not.
    consts = Counter(_CONST.findall(after)) - Counter(_CONST.findall(text))
    consts &= Counter(_VAR.findall(text)) - Counter(_VAR.findall(after))
    again = next((name for name in consts if _is_set_again(after, name)), "")
    return SET_AGAIN.format(again) if again else ""


def _have_fewer(before: Source, after: Source) -> bool:
    """Whether functions, none of which is gone, have fewer parameters than before."""
    (were, had), (are, have) = map(_parameters, (before, after))
    return any(have[name] < had[name] for name in had if were[name] == are[name])


def _parameters(source: Source) -> tuple[Counter[str], Counter[str]]:
    """By name, how many functions there are, and how many parameters these have together."""
    functions, parameters = Counter[str](), Counter[str]()
    for at, token in enumerate(source):
        if token.text != "def" or token.kind != "keyword":
            continue
        name, *behind = [
            n for n in range(at + 1, min(at + 5, len(source))) if not source[n].is_blank
        ]
        opened = behind[0] if behind else at
        closed = source.partner.get(opened, opened)
        functions[source[name].text] += 1
        parameters[source[name].text] += len(_items(source, opened + 1, closed))
    return functions, parameters


def _items(source: Source, at: int, end: int) -> list[int]:
    """The tokens at which the items between two commas begin."""
    found, begins = list[int](), True
    while at < end:
        token = source[at]
        if token.text == ",":
            begins = True
        elif begins and not token.is_blank:
            found.append(at)
            begins = False
        at = (source.partner.get(at, at) if token.kind == "open" else at) + 1
    return found


def _count(sought: re.Pattern[str], text: str) -> int:
    return len(sought.findall(text))


def _is_set_again(text: str, name: str) -> bool:
    """Wherever: whether it is another of this name, the text does not tell."""
    return any(
        not _DECLARED.search(text[max(0, start - _FAR) : start]) for start in _set_at(text, name)
    )


def _set_at(text: str, name: str) -> Iterator[int]:
    told = rf"(?<![\w$.])(?:{re.escape(name)}{_SETS}|(?:\+\+|--){re.escape(name)}(?![\w$]))"
    return (found.start() for found in re.finditer(told, text))


def _are_passed_on(source: Source, edits: Sequence[Edit]) -> bool:
    """Whether `is` is put for `==` into an argument or an index."""
    changed = [
        edit
        for edit in edits
        if _IS.search(edit.text) and _EQUALS.search(source.text[edit.start : edit.end])
    ]
    return any(_is_passed_on(source, source.at(edit.start)) for edit in changed)


def _is_passed_on(source: Source, at: int) -> bool:
    is_own = True  # what stands before is of the same argument
    while (at := at - 1) >= 0:
        token = source[at]
        if token.kind == "close":
            at = source.partner.get(at, at)
        elif token.kind == "open":
            if at and token.text in ("(", "[") and source[at - 1].kind in ENDS_AN_OPERAND:
                return True
            is_own = True
        elif token.text == ",":
            is_own = False
        elif is_own and token.text in _CONDITION:
            return False
    return False
