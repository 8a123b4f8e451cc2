"""Imports that nothing in a file names, and that may be needed all the same."""

import re
import sys
from collections.abc import Sequence

from errorpatterns.editing.places import Edit
from errorpatterns.editing.tokens import Source

_PYTHON = (".py", ".pyi", ".pyw")
_STATEMENT = re.compile(
    r"""(?mx) ^ (?P<indent> [ \t]* ) (?: from [ \t]+ (?P<of> \S+ ) [ \t]+ )? import \b
        (?: [^\n(\\]* \( [^()]* \) | (?: [^\n\\] | \\\n )* )"""
)
_MODULE = re.compile(r"(?<![\w.])(\w+)\.\w")
_TYPES_ONLY = re.compile(r"[ \t]*if (?:\w+\.)?TYPE_CHECKING:")
_STYLES = re.compile(r"""\bfrom\s*['"][^'"\n]+\.(?:css|scss|sass|less)['"]""")
_NAME = re.compile(r"\b[A-Z]\w*")


def may_be_needed(file: str, source: Source, edits: Sequence[Edit]) -> bool:
    """Whether the edits take out an import that may be there for what it does: in Python one that
    runs within a block, or of a module that is the project's own; in JavaScript one of styles, or
    of what stands as a tag, which not every linter sees.
    """
    gone = [edit for edit in edits if not edit.text.strip() and edit.end > edit.start]
    if file.endswith(_PYTHON) or source.is_python:
        statements = _STATEMENT.finditer(source.text) if gone else ()
        return any(
            _runs_for_itself(source.text, found, edit)
            for found in statements
            for edit in gone
            if edit.start < found.end() and found.start() < edit.end
        )
    texts = [source.text[edit.start : edit.end] for edit in gone]
    tags = {name for text in texts for name in _NAME.findall(text)}
    return any(_STYLES.search(text) for text in texts) or any(
        re.search(rf"<{name}\b", source.text) for name in tags
    )


def _runs_for_itself(text: str, found: re.Match[str], edit: Edit) -> bool:
    """Whether the statement `found`, which the edit takes out or a name of, may do something."""
    if found["of"]:
        if not found["of"].strip("."):
            return True
    elif any(
        name not in sys.stdlib_module_names
        for name in _MODULE.findall(text[edit.start : min(edit.end, found.end())])
    ):
        return True
    is_whole = edit.start <= found.end("indent") and found.end() <= edit.end
    return is_whole and bool(found["indent"]) and not _is_for_types(text, found)


def _is_for_types(text: str, found: re.Match[str]) -> bool:
    """Whether the block in which it stands is read by type checkers alone."""
    for line in reversed(text[: found.start()].splitlines()):
        if line.strip() and len(line) - len(line.lstrip()) < len(found["indent"]):
            return _TYPES_ONLY.match(line) is not None
    return False
