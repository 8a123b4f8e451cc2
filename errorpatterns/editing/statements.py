"""Statements of which an edit would leave half, or in whose place another would come."""

import re
from collections.abc import Sequence

from errorpatterns.editing.places import Edit
from errorpatterns.editing.tokens import ENDS_AN_OPERAND, Source

# What no statement begins with
_JOINT = re.compile(r"[^\S\n]*(?:[*/%=|&^<>?+-]{1,3}[^\S\n]|\.\w)")
# What follows where nothing is left of a statement
_END = re.compile(r"[^\S\n]*(?:$|//|/\*|\#|[)\]},])", re.M)
_COMMENT = re.compile(r"//|/\*|\#|<!--")
_COMMENT_ENDS = frozenset({"", "*/", "-->"})
_CONDITIONS = """
    if elseif elif constexpr for foreach while with using lock
"""
_CONDITIONAL = frozenset(_CONDITIONS.split())
# What goes on with the next statement
_HEADS = frozenset({"else", "do", "=>", "&&", "||", "??", "=", "?"})


def tears(source: Source, edits: Sequence[Edit]) -> bool:
    """Whether what one of the edits takes out is half of a statement, or leaves something that
    takes the next one for its own.
    """
    gone = [edit for edit in edits if not edit.text.strip()]
    return any(_goes_on(source, edit) for edit in edits if edit not in gone) or any(
        _is_half(source.text, edit) or _is_governed(source, edit) or _ends_a_line(source, edit)
        for edit in gone
    )


def _goes_on(source: Source, edit: Edit) -> bool:
    """Whether it begins a line with a bracket that the line above, which no semicolon ends, would
    take for its own.
    """
    text = source.text
    begins = not text[text.rfind("\n", 0, edit.start) + 1 : edit.start].strip()
    if source.is_python or not begins or edit.text.lstrip()[0] not in "(`":
        return False
    last = _before(source, source.at(edit.start))
    if last < 0 or source[last].kind not in ENDS_AN_OPERAND or source[last].text == "}":
        return False
    return not _is_condition(source, last)


def _is_half(text: str, edit: Edit) -> bool:
    """Whether it is the beginning of a line up to an operator."""
    return (
        not text[text.rfind("\n", 0, edit.start) + 1 : edit.start].strip()
        and "\n" not in text[edit.start : edit.end]
        and _JOINT.match(text, edit.end) is not None
        and _JOINT.match(text, edit.start) is None
    )


def _is_governed(source: Source, edit: Edit) -> bool:
    """Whether it is all that a header without braces is of: the next statement would be."""
    gone = source.text[edit.start : edit.end].rstrip()
    end = edit.start + len(gone)
    gone = gone.lstrip()
    if _COMMENT.match(gone) or not re.search(r"\w", gone):
        return False
    if gone[-1] not in ";}" and not _END.match(source.text, end):
        return False
    last = _before(source, source.at(edit.start))
    return last >= 0 and (source[last].text in _HEADS or _is_condition(source, last))


def _is_condition(source: Source, index: int) -> bool:
    """Whether a bracket closes there what `if (`, `for await (` or `while (` opened."""
    if source[index].text != ")" or index not in source.partner:
        return False
    word = _before(source, source.partner[index])
    if word >= 0 and source[word].text == "await":
        word = _before(source, word)
    if word < 0 or source[word].text not in _CONDITIONAL:
        return False
    before = _before(source, word)
    text = source[before].text if before >= 0 else ""
    # A method may be called so, and `while` may end what `do` began.
    return text not in (".", "?.") and not (text == "}" and source[word].text == "while")


def _before(source: Source, index: int) -> int:
    """The index of the last token of code before this one, or -1."""
    index -= 1
    while index >= 0 and (source[index].is_blank or source[index].text in _COMMENT_ENDS):
        if not source[index].is_blank:
            index = source.partner.get(index, 0)
        index -= 1
    return index


def _ends_a_line(source: Source, edit: Edit) -> bool:
    """Whether it is the end of a line of Python, which has another statement before it."""
    text = source.text
    line = text[text.rfind("\n", 0, edit.start) + 1 : edit.start]
    gone = text[edit.start : edit.end].rstrip(" \t")
    return source.is_python and line.rstrip().endswith(";") and gone.endswith("\n")
