"""Comparisons of Python that a class may answer as it likes, as columns of SQLAlchemy or pandas do:
a linter that asks for `is` knows nothing of the class.
"""

import re
from collections.abc import Sequence

from errorpatterns.editing.places import Edit
from errorpatterns.editing.tokens import ENDS_AN_OPERAND, Source

_PYTHON = (".py", ".pyi", ".pyw")
_EQUALS = re.compile(r"[=!]=")
_IS = re.compile(r"\bis\b")
# What stands before a condition, of which nothing but its truth is used.
_CONDITION = ("if", "elif", "while", "assert", "and", "or", "not")


def may_be_answered(text: str, file: str, edits: Sequence[Edit]) -> bool:
    """Whether the edits of a text of Python put `is` for `==` in an argument or an index, where
    what the comparison answers is passed on.
    """
    changed = [
        edit
        for edit in edits
        if _IS.search(edit.text) and _EQUALS.search(text[edit.start : edit.end])
    ]
    if not changed:
        return False
    source = Source(text, file)
    is_python = file.endswith(_PYTHON) or source.is_python
    return is_python and any(_is_passed_on(source, source.at(edit.start)) for edit in changed)


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
