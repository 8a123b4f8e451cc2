"""SARIF 2.1.0 (OASIS) and the diagnostics of the Language Server Protocol 3.17.

What tools add is ignored; a field of the standard that has the wrong type is refused.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from errorpatterns.diagnostics.model import (
    MAX_FILE,
    MAX_MESSAGE,
    MAX_NUMBER,
    MAX_TOOL,
    Diagnostic,
    Diagnostics,
    diagnostic,
    short,
)

Kind = TypeVar("Kind")
LEVELS = {"error": "error", "warning": "warning", "note": "info", "none": "info"}
LSP_SEVERITIES = {1: "error", 2: "warning", 3: "info", 4: "hint"}
MAX_URI = 12 * MAX_FILE  # a character is at most four bytes, each of them escaped
MAX_RULES = 1000  # that are looked for by name
PLACEHOLDER = re.compile(r"\{(\d{1,3})\}")
NAMES = {str: "a text", int: "an integer", dict: "an object", list: "a list"}


class Malformed(ValueError):
    """Says what is wrong at `pointer`, a JSON Pointer (RFC 6901) into what was given."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(f"{pointer or '/'}: {detail}")
        self.pointer = pointer
        self.detail = detail


class Node:
    """A place in a document: its value, and the pointer to it."""

    def __init__(self, value: Any, pointer: str = "") -> None:
        self.value = value
        self.pointer = pointer

    def wrong(self, detail: str) -> Malformed:
        return Malformed(self.pointer, detail)

    def of(self, kind: type[Kind]) -> Kind:
        if not isinstance(self.value, kind) or (isinstance(self.value, bool) and kind is int):
            raise self.wrong(f"must be {NAMES[kind]}")
        return self.value

    def under(self, name: str) -> "Node | None":
        """The member; None where it is absent or null."""
        value = self.of(dict).get(name)
        return None if value is None else Node(value, f"{self.pointer}/{name}")

    def must(self, name: str) -> "Node":
        node = self.under(name)
        if node is None:
            raise Malformed(f"{self.pointer}/{name}", "is required")
        return node

    def items(self) -> "list[Node]":
        return [Node(one, f"{self.pointer}/{i}") for i, one in enumerate(self.of(list))]

    def text(self, name: str) -> str:
        node = self.under(name)
        return "" if node is None else node.of(str)

    def count(self, name: str, least: int) -> int | None:
        node = self.under(name)
        return None if node is None else node.count_from(least)

    def count_from(self, least: int) -> int:
        value = self.of(int)
        if not least <= value < MAX_NUMBER:
            raise self.wrong(f"must be from {least} to {MAX_NUMBER - 1}")
        return value

    def list_of(self, name: str) -> "list[Node]":
        node = self.under(name)
        return [] if node is None else node.items()

    def item(self, name: str, index: int) -> "Node | None":
        """One of a list, where it has so many; the others are not looked at."""
        node = self.under(name)
        if node is None or not 0 <= index < len(node.of(list)):
            return None
        return Node(node.value[index], f"{node.pointer}/{index}")


def from_lsp(diagnostics: Any, uri: str = "") -> Diagnostics:
    """Those of one file, or each with a `uri` of its own.

    Positions count from 0 there and from 1 here; a column stays a count of UTF-16 units, as no text
    comes with it that could tell more. A ValueError tells the JSON pointer of what is wrong.
    """
    return Diagnostics.of(
        one for node in Node(diagnostics).items() if (one := lsp(node, uri)) is not None
    )


def lsp(node: Node, uri: str) -> Diagnostic | None:
    start, end = (node.must("range").must(name) for name in ("start", "end"))
    line, column = position(start)
    end_line, end_column = position(end)
    code = node.under("code")
    if code is not None and isinstance(code.value, bool | dict | list):
        raise code.wrong("must be a text or an integer")
    severity = node.count("severity", 1) or 1
    if severity not in LSP_SEVERITIES:
        raise Malformed(f"{node.pointer}/severity", "must be from 1 to 4")
    return diagnostic(
        node.text("source"),
        {
            "message": node.must("message").of(str),
            "code": None if code is None else code.value,
            "file": file_of(node.text("uri") or uri),
            "line": line,
            "column": column,
            "end_line": end_line,
            "end_column": end_column,
            "severity": LSP_SEVERITIES[severity],
            "stack": "\n".join(related(one) for one in node.list_of("relatedInformation")),
        },
    )


def position(node: Node) -> tuple[int, int]:
    line, character = (node.must(name).count_from(0) for name in ("line", "character"))
    return line + 1, character + 1


def related(node: Node) -> str:
    location = node.must("location")
    line, column = position(location.must("range").must("start"))
    file = file_of(location.must("uri").of(str))
    return f"{file}:{line}:{column}: {node.must('message').of(str)}"


def from_sarif(document: Any) -> Diagnostics:
    """The results of every run that tell something wrong and are not suppressed.

    A ValueError tells the JSON pointer of what is wrong.
    """
    node = Node(document)
    version = node.must("version")
    if version.of(str) != "2.1.0":
        raise version.wrong("must be 2.1.0")
    return Diagnostics.of(
        one
        for run in map(Run, node.must("runs").items())
        for result in run.node.list_of("results")
        if (one := sarif(run, result)) is not None
    )


class Run:
    """A run of a document, whose rules are read once for all of its results."""

    def __init__(self, node: Node) -> None:
        self.node = node

    @cached_property
    def driver(self) -> Node:
        return self.node.must("tool").must("driver")

    @cached_property
    def tool(self) -> str:
        return short(self.driver.must("name").of(str), MAX_TOOL).lower()

    @cached_property
    def rules(self) -> Mapping[str, Node]:
        """By their ids; the first of those with one."""
        first = reversed(self.driver.list_of("rules")[:MAX_RULES])
        return {rule.text("id"): rule for rule in first}


def sarif(run: Run, result: Node) -> Diagnostic | None:
    tool, rule = run.tool, rule_of(run, result)
    level = level_of(rule, result)
    if is_silent(result):
        return None
    place = location_of(run.node, result)
    code = result.text("ruleId") or (rule.text("id") if rule else "")
    told = {"message": message_of(rule, result), "code": code, "severity": level, **place}
    return diagnostic(tool, told)


def is_silent(result: Node) -> bool:
    """Whether it says that all is well, that it is gone, or that somebody accepted it."""
    if (result.text("kind") or "fail") not in ("fail", "open", "review"):
        return True
    if result.text("baselineState") == "absent":
        return True
    accepted = [one.text("status") or "accepted" for one in result.list_of("suppressions")]
    return "accepted" in accepted


def rule_of(run: Run, result: Node) -> Node | None:
    reference = result.under("rule")
    index = result.count("ruleIndex", -1)
    if index is None and reference is not None:
        index = reference.count("index", -1)
    if index is not None and (rule := run.driver.item("rules", index)):
        return rule
    name = result.text("ruleId") or (reference.text("id") if reference else "")
    return run.rules.get(name) if name else None


def level_of(rule: Node | None, result: Node) -> str:
    level = result.text("level")
    configuration = rule.under("defaultConfiguration") if rule else None
    if not level and configuration:
        level = configuration.text("level")
    if level and level not in LEVELS:
        raise Malformed(f"{result.pointer}/level", f"must be one of {', '.join(LEVELS)}")
    return LEVELS[level or "warning"]


def message_of(rule: Node | None, result: Node) -> str:
    message = result.must("message")
    text = message.text("text") or message.text("markdown")
    if not text and rule and (strings := rule.under("messageStrings")):
        string = strings.under(message.text("id"))
        text = string.text("text") if string else ""
    if not text:
        raise message.wrong("has no text")
    arguments = [one.of(str) for one in message.list_of("arguments")]
    return filled(text, arguments) if arguments else text


def filled(text: str, arguments: Sequence[str]) -> str:
    """`text` with its placeholders replaced, no longer than a message may be: a long argument may
    be asked for thousands of times.
    """
    pieces: list[str] = []
    size = at = 0
    for found in PLACEHOLDER.finditer(text):
        number = int(found[1])
        value = arguments[number] if number < len(arguments) else found[0]
        pieces += [text[at : found.start()], value]
        size, at = size + len(pieces[-2]) + len(value), found.end()
        if size > MAX_MESSAGE:
            break
    return "".join([*pieces, text[at:]])[:MAX_MESSAGE]


def location_of(run: Node, result: Node) -> Mapping[str, Any]:
    locations = result.list_of("locations")
    physical = locations[0].under("physicalLocation") if locations else None
    if physical is None:
        return {}
    artifact = physical.under("artifactLocation")
    uri = artifact.text("uri") if artifact else ""
    index = artifact.count("index", -1) if artifact else None
    if not uri and index is not None:
        artifact = run.item("artifacts", index)
        location = artifact.under("location") if artifact else None
        uri = location.text("uri") if location else ""
    region = physical.under("region")
    place: dict[str, Any] = {"file": file_of(uri)}
    if region is not None:
        line = region.count("startLine", 1)
        place |= {
            "line": line,
            "column": region.count("startColumn", 1),
            "end_line": region.count("endLine", 1),
            "end_column": region.count("endColumn", 1),
        }
    return place


def file_of(uri: str) -> str:
    """The path of a file's URI; of anything else, the text with its escapes undone. Nothing where
    it is too long for one.
    """
    if len(uri) > MAX_URI:
        return ""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return uri
    if parts.scheme != "file":
        return unquote(uri)
    path = unquote(parts.path)
    return path[1:] if re.match(r"/[A-Za-z]:", path) else path
