"""Edits as editors and analysers exchange them.

Columns count UTF-16 units in both: the default of the Language Server Protocol, and in SARIF what a
run says with `"columnKind": "utf16CodeUnits"`.
"""

import posixpath
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from errorpatterns.editing.places import Edit


class Change(NamedTuple):
    """What is done to the text of a file; its name is as the caller gave it, perhaps empty."""

    file: str
    text: str
    edits: Sequence[Edit]


def are_apart(changes: Sequence[Change]) -> bool:
    """Whether each is of a file of its own, however it is named."""
    names = {posixpath.normpath(_uri(change.file)) for change in changes if change.file}
    return len(names) == len(changes)


def text_edits(text: str, edits: Sequence[Edit]) -> list[dict[str, Any]]:
    """`TextEdit[]` of the Language Server Protocol: lines and characters from 0."""
    return [
        {
            "range": {"start": _position(text, edit.start), "end": _position(text, edit.end)},
            "newText": edit.text,
        }
        for edit in edits
    ]


def workspace_edit(changes: Sequence[Change]) -> dict[str, Any]:
    """`WorkspaceEdit` of the Language Server Protocol, of whatever version the files are."""
    return {
        "documentChanges": [
            {
                "textDocument": {"uri": _uri(change.file), "version": None},
                "edits": text_edits(change.text, change.edits),
            }
            for change in changes
        ]
    }


def sarif_fix(changes: Sequence[Change], said: str) -> dict[str, Any] | None:
    """A `fix` of SARIF 2.1.0 (§3.55); None where a file has no name, which SARIF asks for."""
    if not changes or not all(change.file for change in changes):
        return None
    return {
        "description": {"text": said},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": _uri(change.file)},
                "replacements": [_replacement(change.text, edit) for edit in change.edits],
            }
            for change in changes
        ],
    }


def _replacement(text: str, edit: Edit) -> dict[str, Any]:
    start, end = _position(text, edit.start), _position(text, edit.end)
    region = {
        "startLine": start["line"] + 1,
        "startColumn": start["character"] + 1,
        "endLine": end["line"] + 1,
        "endColumn": end["character"] + 1,
    }
    inserted = {"insertedContent": {"text": edit.text}} if edit.text else {}
    return {"deletedRegion": region, **inserted}


def _position(text: str, offset: int) -> dict[str, int]:
    start = text.rfind("\n", 0, offset) + 1
    units = len(text[start:offset].encode("utf-16-le", "surrogatepass")) // 2
    return {"line": text.count("\n", 0, offset), "character": units}


def _uri(file: str) -> str:
    """The name of a file as a reference; what is one already stays."""
    if "://" in file:
        return file
    path = quote(file.replace("\\", "/"), safe="/:@!$&'()*+,;=~")
    if path[1:3] == ":/":
        return f"file:///{path}"
    # A colon before the first slash would be read as a scheme's.
    return f"./{path}" if ":" in path.partition("/")[0] else path
