"""One error as a tool reported it, and many of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

MAX_MESSAGE = 64 * 1024  # characters; of a stack too
MAX_DIAGNOSTICS = 500
MAX_TOLD = 4 * MAX_DIAGNOSTICS  # of them, however often each is told
MAX_FILE = 500
MAX_TOOL = 40
MAX_CODE = 60
MAX_NUMBER = 2**31 - 1
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

SEVERITIES: Final = {
    "fatal error": "error",
    "fatal": "error",
    "error": "error",
    "failure": "error",
    "warning": "warning",
    "warn": "warning",
    "information": "info",
    "info": "info",
    "notice": "info",
    "note": "info",
    "hint": "hint",
}


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Lines and columns count from 1; the end is where the range stops, one past its last column.

    `stack` is what the tool tells below the error: a trace, or notes with their own places.
    """

    message: str
    tool: str = ""
    code: str = ""
    type: str = ""
    file: str = ""
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    severity: str = "error"  # error, warning, info, hint
    stack: str = ""

    def told(self) -> dict[str, Any]:
        """What the tool said; what it did not say is left out."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}


def identity(one: Diagnostic) -> tuple[object, ...]:
    """What is the same when an error is told again."""
    # Vite says again what esbuild said of a place.
    tool = "" if one.line else one.tool
    return tool, one.code, one.message, one.file, one.line, one.column


class Diagnostics(list[Diagnostic]):
    """In the order in which they appear. `cut` tells when a cap hid some of the log."""

    cut: bool = False

    @classmethod
    def of(cls, found: Iterable[Diagnostic], cut: bool = False) -> "Diagnostics":
        """Each once: what is told again says nothing."""
        kept = cls()
        kept.cut = cut
        seen = set()
        for count, one in enumerate(found):
            if count == MAX_TOLD:
                kept.cut = True
                break
            if identity(one) in seen:
                continue
            if len(kept) == MAX_DIAGNOSTICS:
                kept.cut = True
                break
            seen.add(identity(one))
            kept.cut |= len(one.message) >= MAX_MESSAGE
            kept.append(one)
        return kept


def diagnostic(tool: str, fields: Mapping[str, Any]) -> Diagnostic | None:
    """From the fields as a matcher captured them; None without a message."""
    message = clipped(fields.get("message"))
    if not message:
        return None
    line, column = number(fields.get("line")), number(fields.get("column"))
    end_line, end_column = number(fields.get("end_line")), number(fields.get("end_column"))
    return Diagnostic(
        message=message,
        tool=short(tool, MAX_TOOL),
        code=short(fields.get("code"), MAX_CODE),
        type=short(fields.get("type"), 120),
        file=short(path(fields.get("file")), MAX_FILE),
        line=line or None,
        column=(column or None) if line else None,
        end_line=(end_line or (line if end_column else None)) if line else None,
        end_column=(end_column or None) if line else None,
        severity=SEVERITIES.get(str(fields.get("severity") or "error").lower(), "error"),
        stack=clipped(fields.get("stack")),
    )


def storable(text: object) -> str:
    """Without what JSON can escape and no database keeps."""
    return UNSTORABLE.sub("\ufffd", str(text or ""))


def clipped(text: object) -> str:
    return storable(str(text or "").strip("\n")[:MAX_MESSAGE]).strip()


def short(text: object, most: int) -> str:
    """The text, or nothing where it is too long to be what it should be, or not of one line."""
    told = str(text or "").strip()
    return storable(told) if len(told) <= most and "\n" not in told else ""


def path(text: object) -> str:
    told = str(text or "").strip().strip('"')
    return told.removeprefix("file://").removeprefix("./")


def number(text: object) -> int | None:
    """A count that fits a column; None for anything else."""
    if text is None or len(str(text)) > 10:
        return None
    value = int(str(text)) if str(text).isdecimal() else -1
    return value if 0 <= value <= MAX_NUMBER else None
