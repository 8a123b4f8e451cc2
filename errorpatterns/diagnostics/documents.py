"""Machine-readable output inside a log: one JSON document, or one on each line."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from errorpatterns.diagnostics.bundlers import WEBPACK_HEAD, webpack_said
from errorpatterns.diagnostics.exchange import Malformed, from_sarif
from errorpatterns.diagnostics.lines import Line
from errorpatterns.diagnostics.model import Diagnostic, diagnostic

# What one begins with: alone on a line where it is indented below, or all of it.
JSON = r"[\[{](?:$|[\s\"{\[\]].*[\]}]$)"
MAX_DEPTH = 60
STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.S)  # to the end where nothing closes it

Fields = dict[str, Any]


def document(lines: Sequence[Line], start: int) -> tuple[list[Diagnostic], int] | None:
    """The diagnostics of a document that a known tool wrote; None for any other text."""
    end = closed(lines, start)
    if end == start + 1 and lines[start].text in ("[", "{"):
        return None
    text = "\n".join(line.whole or line.text for line in lines[start:end])
    tree = parsed(text)
    if tree is None:
        return None
    found = diagnostics_in(tree)
    return None if found is None else (found, end)


def closed(lines: Sequence[Line], start: int) -> int:
    """Behind the bracket that closes the one alone on its line: what is between is indented."""
    if lines[start].text not in "[{":
        return start + 1
    end = start + 1
    while end < len(lines) and lines[end].text[:1] in ("", " ", "\t"):
        end += 1
    return end + 1 if end > start + 1 else end


def parsed(text: str) -> Any:
    depth = 0
    for character in STRING.sub("", text):
        depth += (character in "[{") - (character in "]}")
        if depth > MAX_DEPTH:
            return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def diagnostics_in(tree: Any) -> list[Diagnostic] | None:
    """In the tree's order; None if no tool that is known writes such a tree."""
    if isinstance(tree, dict) and "runs" in tree:
        try:
            return from_sarif(tree)
        except Malformed:
            return None
    for tool, knows, fields_in in FORMATS:
        if knows(tree):
            made = (diagnostic(fields.get("tool") or tool, fields) for fields in fields_in(tree))
            return [one for one in made if one is not None]
    return None


def at(tree: Any, *keys: str | int) -> Any:
    """What stands under the keys; None where nothing of that kind does."""
    for key in keys:
        if isinstance(tree, dict) and isinstance(key, str):
            tree = tree.get(key)
        elif isinstance(tree, list) and isinstance(key, int) and -len(tree) <= key < len(tree):
            tree = tree[key]
        else:
            return None
    return tree


def dicts(tree: Any) -> Iterator[Fields]:
    return (one for one in tree if isinstance(one, dict)) if isinstance(tree, list) else iter(())


def plus(value: Any, more: int = 1) -> int | None:
    return value + more if isinstance(value, int) and not isinstance(value, bool) else None


# ESLint 8 to 10, --format json
def eslint(tree: Any) -> Iterable[Fields]:
    for report in dicts(tree):
        for said in dicts(report.get("messages")):
            yield {
                "message": said.get("message"),
                "code": said.get("ruleId"),
                "file": report.get("filePath"),
                "line": said.get("line"),
                "column": said.get("column"),
                "end_line": said.get("endLine"),
                "end_column": said.get("endColumn"),
                "severity": "warning" if said.get("severity") == 1 else "error",
            }


# ESLint 8 to 10, --format json-with-metadata
def eslint_results(tree: Any) -> Iterable[Fields]:
    return eslint(tree["results"])


# ruff 0.17, --output-format json and json-lines
def ruff(tree: Any) -> Iterable[Fields]:
    for said in dicts(tree if isinstance(tree, list) else [tree]):
        yield {
            "message": said.get("message"),
            "code": said.get("code"),
            "file": said.get("filename"),
            "line": at(said, "location", "row"),
            "column": at(said, "location", "column"),
            "end_line": at(said, "end_location", "row"),
            "end_column": at(said, "end_location", "column"),
            "severity": said.get("severity"),
        }


# ruff 0.1 and newer, --output-format rdjson (Reviewdog)
def reviewdog(tree: Any) -> Iterable[Fields]:
    for said in dicts(tree["diagnostics"]):
        start, end = (at(said, "location", "range", name) for name in ("start", "end"))
        yield {
            "tool": at(tree, "source", "name"),
            "message": said.get("message"),
            "code": at(said, "code", "value"),
            "file": at(said, "location", "path"),
            "line": at(start, "line"),
            "column": at(start, "column"),
            "end_line": at(end, "line"),
            "end_column": at(end, "column"),
            "severity": said.get("severity") or tree.get("severity"),
        }


CODE_BEFORE = re.compile(r"\(([A-Z]+\d+)\) (.*)", re.S)


# GitLab's report of code quality, as ruff 0.1 and newer write it, which repeats the code in the
# text; before 0.13 without columns
def code_climate(tree: Any) -> Iterable[Fields]:
    for said in dicts(tree):
        text = str(said.get("description") or "")
        code = str(said.get("check_name") or "")
        if not code and (before := CODE_BEFORE.match(text)):
            code, text = before[1], before[2]
        place = at(said, "location", "positions") or at(said, "location", "lines")
        start, end = at(place, "begin"), at(place, "end")
        said_again = text.removeprefix(f"{code}: ")
        yield {
            "tool": "ruff" if said_again != said.get("description") else "",
            "message": said_again,
            "code": code,
            "file": at(said, "location", "path"),
            "line": start if isinstance(start, int) else at(start, "line"),
            "column": at(start, "column"),
            "end_line": end if isinstance(end, int) else at(end, "line"),
            "end_column": at(end, "column"),
            "severity": "info" if said.get("severity") == "info" else "error",
        }


# mypy 2.4, --output json: columns from 0; a note is no error
def mypy(tree: Any) -> Iterable[Fields]:
    if tree.get("severity") == "note":
        return
    columns = {"column": plus(tree["column"]), "end_column": plus(tree.get("end_column"))}
    yield {**tree, **columns, "stack": tree.get("hint")}


# pyright 1.1, --outputjson: lines and columns from 0
def pyright(tree: Any) -> Iterable[Fields]:
    for said in dicts(tree["generalDiagnostics"]):
        yield {
            "message": said.get("message"),
            "code": said.get("rule"),
            "file": said.get("file"),
            "line": plus(at(said, "range", "start", "line")),
            "column": plus(at(said, "range", "start", "character")),
            "end_line": plus(at(said, "range", "end", "line")),
            "end_column": plus(at(said, "range", "end", "character")),
            "severity": said.get("severity"),
        }


# webpack 5, --json: a place is "3:4-8" or "3:4-5:6", columns from 0
def webpack(tree: Any) -> Iterable[Fields]:
    for severity in ("error", "warning"):
        for said in tree.get(f"{severity}s") or []:
            if isinstance(said, str):  # webpack 4: as in its text, without "ERROR in"
                yield from webpack_text(severity, said)
            if not isinstance(said, dict):
                continue
            message = str(said.get("message") or "")
            start, _, end = str(said.get("loc") or "").partition("-")
            line, _, column = start.partition(":")
            last, _, end_column = end.rpartition(":")
            fields = {
                "file": said.get("moduleName") or said.get("file"),
                "line": line,
                "column": plus(int(column) if column.isdecimal() else None),
                "end_line": (last or line) if end_column else None,
                "end_column": plus(int(end_column) if end_column.isdecimal() else None),
                "severity": severity,
            }
            yield webpack_said(fields, message.split("\n"))


def webpack_text(severity: str, said: str) -> Iterator[Fields]:
    place, _, text = said.partition("\n")
    if head := WEBPACK_HEAD.match(f"ERROR in {place}"):
        fields = {
            **head.groupdict(),
            "column": plus(int(head["column"]) if head["column"] else None),
            "end_column": plus(int(head["end_column"]) if head["end_column"] else None),
            "severity": severity,
        }
        yield webpack_said(fields, text.split("\n"))


# rustc 1.95 --error-format json, and cargo around it; the summary at the end has no place
def rustc(tree: Any) -> Iterable[Fields]:
    said = tree["message"] if isinstance(tree["message"], dict) else tree
    spans = [span for span in dicts(said.get("spans")) if span.get("is_primary")]
    if spans:
        yield {
            "message": said.get("message"),
            "code": at(said, "code", "code"),
            "file": spans[0].get("file_name"),
            "line": spans[0].get("line_start"),
            "column": spans[0].get("column_start"),
            "end_line": spans[0].get("line_end"),
            "end_column": spans[0].get("column_end"),
            "severity": said.get("level"),
            "stack": said.get("rendered"),
        }


# gcc 12, -fdiagnostics-format=json: the end is the last column of the range
def gcc(tree: Any) -> Iterable[Fields]:
    for said in dicts(tree):
        if said.get("kind") == "note":
            continue
        caret, finish = at(said, "locations", 0, "caret"), at(said, "locations", 0, "finish")
        yield {
            "message": said.get("message"),
            "code": said.get("option"),
            "file": at(caret, "file"),
            "line": at(caret, "line"),
            "column": at(caret, "column"),
            "end_line": at(finish, "line"),
            "end_column": plus(at(finish, "column")),
            "severity": said.get("kind"),
            "stack": "\n".join(str(note.get("message")) for note in dicts(said.get("children"))),
        }


def first(tree: Any, *names: str) -> bool:
    return isinstance(tree, list) and isinstance(at(tree, 0), dict) and has(tree[0], *names)


def has(tree: Any, *names: str) -> bool:
    return isinstance(tree, dict) and all(name in tree for name in names)


FORMATS: tuple[tuple[str, Callable[[Any], bool], Callable[[Any], Iterable[Fields]]], ...] = (
    ("eslint", lambda tree: first(tree, "filePath", "messages"), eslint),
    ("eslint", lambda tree: first(at(tree, "results"), "filePath", "messages"), eslint_results),
    ("ruff", lambda tree: first(tree, "filename", "location", "noqa_row"), ruff),
    ("ruff", lambda tree: has(tree, "filename", "location", "noqa_row"), ruff),
    ("", lambda tree: has(tree, "diagnostics", "source"), reviewdog),
    ("", lambda tree: first(tree, "description", "fingerprint", "location"), code_climate),
    ("mypy", lambda tree: has(tree, "file", "line", "column", "message", "hint"), mypy),
    ("pyright", lambda tree: has(tree, "generalDiagnostics"), pyright),
    ("webpack", lambda tree: has(tree, "errors", "warnings", "hash"), webpack),
    ("rustc", lambda tree: has(tree, "reason", "message"), rustc),
    ("rustc", lambda tree: has(tree, "$message_type", "message", "spans"), rustc),
    ("gcc", lambda tree: first(tree, "kind", "locations", "message"), gcc),
)
