"""The imports of a file, of any language that has them at its top: what a fix adds to them.

A name is added to the import of its module where there is one, else a line is added where imports
stand.
"""

import re
from typing import NamedTuple

LINE = re.compile(
    r"""(?x)^(?:
        (?:from[ ]\S+[ ])?import\b(?![ ]*\() | (?:pub[ ])?use[ ][\w:]+ | \#[ ]*include\b
        | using[ ][\w.]+; | (?:const|let|var)[ ].+=[ ]*require\(
    ).*$"""
)
_KEYWORDS = {
    *("import", "from", "as", "type", "pub", "use", "include", "using"),
    *("const", "let", "var", "require"),
}
_NAMED = (
    # Python
    re.compile(
        r"(?m)^(?P<head>from (?P<module>\S+) import )(?P<names>[^(\n#;]*[^(\n#; \t])"
        r"(?P<tail>[ \t]*(?:#.*)?)$"
    ),
    # JavaScript and TypeScript
    re.compile(
        r"(?m)^(?P<head>import (?:type )?(?:\w+, )?\{ ?)(?P<names>[^{}]*?)"
        r"(?P<tail>,? ?\} from ['\"](?P<module>[^'\"]+)['\"].*)$"
    ),
)
_LEAD = re.compile(
    r"""(?xs)\A(?:\#!.*?\n)?(?:\s*\n | [ \t]*\#(?![ ]*include)[^\n]*\n | //[^\n]*\n | /\*.*?\*/\s*\n
        | ["'`]use[ ]\w+["'];?\s*\n | \"{3}.*?\"{3}[ \t]*\n | '{3}.*?'{3}[ \t]*\n)*"""
)


class Place(NamedTuple):
    """Where something is put in, and what."""

    at: int
    text: str


def added(text: str, line: str, before: int) -> Place | None:
    """How `text` comes to have the import `line`, for code at `before`; None where it has it."""
    if re.search(rf"(?m)^{re.escape(line)}[ \t]*$", text):
        return None
    if (place := _merged(text, line, before)) is not None:
        return place if place.text else None
    last = _last(text, before)
    if last is not None:
        return Place(last, "\n" + line)
    lead = _LEAD.match(text)
    return Place(lead.end() if lead else 0, line + "\n")


def widened(statement: str, name: str) -> str | None:
    """The import of `name` alone from the module of `statement`."""
    for named in _NAMED:
        if (found := named.match(statement)) and re.fullmatch(r"[\w$]+(?: as [\w$]+)?", name):
            line = f"{found['head']}{name}{found['tail'].lstrip(',')}"
            return re.sub(r"[ \t]*#.*$", "", line) if statement.startswith("from") else line
    return None


def names_something(text: str) -> bool:
    """Whether a part of an import says more than that it is one."""
    return not _KEYWORDS.issuperset(re.findall(r"\w+", text))


def _merged(text: str, line: str, before: int) -> Place | None:
    """The name added to what is imported of the same module; without text if it is there."""
    for named in _NAMED:
        wanted = named.match(line)
        if wanted is None or "," in wanted["names"]:
            continue
        for found in named.finditer(text, 0, max(before, 0)):
            # What is imported as a type only is no value.
            alike = found["head"].startswith("import type ") == line.startswith("import type ")
            if found["module"] == wanted["module"] and "*" not in found["names"] and alike:
                names = {name.strip() for name in found["names"].split(",")}
                if wanted["names"].strip() in names:
                    return Place(0, "")
                return Place(found.end("names"), ", " + wanted["names"].strip())
    return None


def _last(text: str, before: int) -> int | None:
    """The end of the last import above `before`."""
    last, at = None, 0
    for line in text[: max(before, 0)].splitlines(keepends=True):
        if LINE.match(line.rstrip("\r\n")):
            last = at, at + len(line.rstrip("\r\n"))
        at += len(line)
    return None if last is None else _statement_end(text, *last)


def _statement_end(text: str, start: int, end: int) -> int:
    """The end of an import that goes on until its brackets are closed."""
    line = text[start:end]
    opened = max(line.rfind("("), line.rfind("{"))
    if opened < 0 or any(mark in line[opened:] for mark in ")}"):
        return end
    closed = re.compile(r"[)}][^\n]*").search(text, end)
    return closed.end() if closed else end
