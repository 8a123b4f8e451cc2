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
_BODY = re.compile(r":[ \t]*(?:#[^\n]*)?\n")
_EQUALS = re.compile(r"[=!]=")
_IS = re.compile(r"\bis\b")
# What stands before a condition, of which nothing but its truth is used.
_CONDITION = ("if", "elif", "while", "assert", "not")
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
        asks = error.tool not in _TYPED and any(_is_of_header(text, edit) for edit in edits)
        if asks and _have_fewer(Source(text, error.file), Source(after, error.file)):
            return FEWER.format(error.tool)
        return PASSED_ON if _are_passed_on(text, error.file, edits) else ""
    if _count(_LOOSE, after) < _count(_LOOSE, text) and _count(_STRICT, after) > _count(
        _STRICT, text
    ):
        return BOTH
    # Who asks for `const` instead of `let` has looked; who asks for no `var` has not.
    consts = Counter(_CONST.findall(after)) - Counter(_CONST.findall(text))
    consts &= Counter(_VAR.findall(text)) - Counter(_VAR.findall(after))
    again = next((name for name in consts if _is_set_again(after, name)), "")
    return SET_AGAIN.format(again) if again else ""


def _is_of_header(text: str, edit: Edit) -> bool:
    """Whether it may be between a `def` and the body."""
    begins = max(text.rfind("def ", 0, edit.start), text.rfind("def\t", 0, edit.start))
    before = text[max(0, begins) : edit.start]
    return "def" in text[edit.start : edit.end] or (begins >= 0 and not _BODY.search(before))


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
        near = [n for n in range(at + 1, min(at + 5, len(source))) if not source[n].is_blank]
        if len(near) < 2:
            continue
        name, opened = near[:2]
        closed = source.partner.get(opened, opened)
        functions[source[name].text] += 1
        items = _items(source, opened + 1, closed)
        parameters[source[name].text] += sum(not _is_mark(source, n) for n in items)
    return functions, parameters


def _is_mark(source: Source, at: int) -> bool:
    """Whether no parameter stands there, but what says how those around it are given."""
    return source[at].text in ("*", "/") and source[at + 1].text in (",", ")")


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


def _are_passed_on(text: str, file: str, edits: Sequence[Edit]) -> bool:
    """Whether `is` is put for `==` into an argument or an index."""
    changed = [
        edit
        for edit in edits
        if _IS.search(edit.text) and _EQUALS.search(text[edit.start : edit.end])
    ]
    source = Source(text, file) if changed else None
    return source is not None and any(
        _is_passed_on(source, source.at(edit.start)) for edit in changed
    )


def _is_passed_on(source: Source, at: int) -> bool:
    is_own = True  # what stands before is of the same argument
    while (at := at - 1) >= 0:
        token = source[at]
        if token.kind == "close":
            at = source.partner.get(at, at)
        elif token.kind == "open":
            if token.text in ("(", "[") and _is_operand(source, at - 1):
                return True
            is_own = True
        elif token.text in (",", "else"):
            is_own = False
        elif is_own and token.text in _CONDITION:
            return False
    return False


def _is_operand(source: Source, at: int) -> bool:
    """Whether what is called or asked for an item ends there: `.where` is a name, too."""
    if at < 0:
        return False
    return source[at].kind in ENDS_AN_OPERAND or (at > 0 and source[at - 1].text == ".")
