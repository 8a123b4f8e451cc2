"""Curated rows as CSV and as JSON Lines, and back: what is written reads equal.

In CSV a list is JSON within its cell, and a text that a spreadsheet would take for a formula has an
apostrophe before it, which reading takes away again. What a spreadsheet saves is read too: with
semicolons or tabs between the cells, and with its own way to write the names of columns.
"""

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import models

from intake.problems import Malformed
from intake.strict import loads, unstorable

MAX_FILE = 1024 * 1024  # bytes
MAX_ROWS = 2_000
SEPARATORS = (",", ";", "\t")
BOM = "\ufeff"  # by which spreadsheets know UTF-8

# Of one cell; the file's own limit is the one that counts.
csv.field_size_limit(MAX_FILE)

# What a spreadsheet takes for the beginning of a formula, in both widths.
_FORMULA = re.compile(r"'*[=+\-@|%\t\r\n\uff1d\uff0b\uff0d\uff20]")
# As spreadsheets write numbers where the comma is no separator.
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_ESCAPED = re.compile(r"'+[=+\-@|%\t\r\n\uff1d\uff0b\uff0d\uff20]")


class Unreadable(ValueError):
    """The file is not one that can be imported; it says why, and what to do."""


class Column(NamedTuple):
    """`kind` is text, list (of anything JSON has), number or integer; an integer may be None."""

    name: str
    kind: str


class Read(NamedTuple):
    """A row of a file by its number there: its values by column, or why it cannot be read, with its
    slug if that can.
    """

    number: int
    values: Mapping[str, Any]
    refused: str = ""


def columns_of(model: type[models.Model], names: Iterable[str]) -> list[Column]:
    return [Column(name, kind_of(model._meta.get_field(name))) for name in names]


def kind_of(field: Any) -> str:
    if isinstance(field, models.JSONField):
        return "list"
    if isinstance(field, models.FloatField):
        return "number"
    return "integer" if isinstance(field, models.IntegerField) else "text"


def escaped(text: str) -> str:
    """As a cell that no spreadsheet runs."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescaped(cell: str) -> str:
    """The inverse of `escaped`."""
    return cell[1:] if _ESCAPED.match(cell) else cell


class Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(Echo(), quoting=csv.QUOTE_ALL)
    yield BOM + str(writer.writerow([column.name for column in columns]))
    for row in rows:
        yield str(writer.writerow(map(cell, columns, row)))


def cell(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.kind == "list":
        return json.dumps(value, ensure_ascii=False)
    return escaped(str(value))


def as_jsonl(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    names = [column.name for column in columns]
    for row in rows:
        yield json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n"


def read(content: bytes, columns: Sequence[Column]) -> list[Read]:
    """The rows of a file in either format. A column that a file lacks is in none of its rows."""
    if len(content) > MAX_FILE:
        raise Unreadable(f"The file is larger than {MAX_FILE // 1024} KiB: import it in parts.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("The file is not UTF-8: save it as “CSV UTF-8”.") from error
    known = {column.name: column for column in columns}
    is_jsonl = text.lstrip().startswith("{")
    rows = list(from_jsonl(text, known) if is_jsonl else from_csv(text, known))
    if not rows:
        raise Unreadable("The file has no rows.")
    if len(rows) > MAX_ROWS:
        raise Unreadable(f"The file has more than {MAX_ROWS} rows: import it in parts.")
    return rows


def from_csv(text: str, known: Mapping[str, Column]) -> Iterator[Read]:
    separator = separator_of(text, known)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = names_in(next(lines, []))
        check_header(header, known)
        for number, cells in enumerate(lines, 2):
            if cells:
                yield row_of(number, header, cells, known, has_commas=separator == ";")
    except csv.Error as error:
        raise Unreadable(f"The file is no CSV (line {lines.line_num}): {error}.") from error


def separator_of(text: str, known: Mapping[str, Column]) -> str:
    """What stands between the names of the first line: that by which most of them are columns."""

    def named(separator: str) -> int:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        try:
            return len(known.keys() & {*names_in(next(lines, []))})
        except csv.Error:
            return 0

    return max(SEPARATORS, key=named)


def names_in(header: Iterable[str]) -> list[str]:
    return [name.strip().lower() for name in header]


def check_header(header: Sequence[str], known: Mapping[str, Column]) -> None:
    unknown = [name for name in header if name not in known]
    if "slug" not in header or unknown or len(set(header)) < len(header):
        raise Unreadable(
            "The first line must name columns, each once and “slug” among them, with commas, "
            "semicolons or tabs between them: "
            f"{', '.join(known)}." + (f" Unknown: {', '.join(unknown)[:200]}." if unknown else "")
        )


def row_of(
    number: int,
    header: Sequence[str],
    cells: Sequence[str],
    known: Mapping[str, Column],
    *,
    has_commas: bool,
) -> Read:
    slug = slug_of(dict(zip(header, cells, strict=False)))
    if len(cells) != len(header):
        return Read(number, slug, f"It has {len(cells)} cells instead of {len(header)}.")
    values = {}
    for name, text in zip(header, cells, strict=True):
        kind = known[name].kind
        is_comma = kind == "number" and bool(_DECIMAL_COMMA.fullmatch(unescaped(text)))
        told = text.replace(",", ".") if is_comma and has_commas else text
        try:
            values[name] = value_of(known[name], told)
        except ValueError:
            point = " Write it with a decimal point." if is_comma else ""
            return Read(number, slug, f"{name}: this is no {kind}: “{text[:80]}”.{point}")
    return checked(number, values)


def slug_of(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Of what cannot be read, so that it can be found."""
    slug = values.get("slug")
    is_one = isinstance(slug, str) and slug and not unstorable(slug)
    return {"slug": unescaped(slug)} if is_one else {}  # type: ignore[arg-type]


def value_of(column: Column, text: str) -> Any:
    if column.kind == "list":
        return list_in(text) if text else []
    plain = unescaped(text)
    if column.kind == "integer":
        return int(plain) if plain else None
    if column.kind == "number":
        return finite(plain)
    return plain


def finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def list_in(text: str) -> Any:
    try:
        found = loads(text.encode("utf-8", "surrogatepass"))
    except Malformed as error:
        raise ValueError from error
    if not isinstance(found, list):
        raise ValueError("no list")
    return found


def from_jsonl(text: str, known: Mapping[str, Column]) -> Iterator[Read]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield object_of(number, line, known)


def object_of(number: int, line: str, known: Mapping[str, Column]) -> Read:
    try:
        values = loads(line.encode("utf-8", "surrogatepass"))
    except Malformed:
        return Read(number, {}, "It is no JSON object on one line.")
    if not isinstance(values, dict):
        return Read(number, {}, "It is no JSON object on one line.")
    for name, value in values.items():
        if name not in known:
            return Read(number, slug_of(values), f"There is no column “{name[:80]}”.")
        if not is_of(known[name].kind, value):
            return Read(number, slug_of(values), f"{name}: this is no {known[name].kind}.")
    return checked(number, values)


def is_of(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return False
    types = {"text": (str,), "list": (list,), "number": (int, float), "integer": (int, type(None))}
    return isinstance(value, types[kind])


def checked(number: int, values: Mapping[str, Any]) -> Read:
    """The row, if it says whose it is and nothing that no database stores."""
    if not values.get("slug"):
        return Read(number, {}, "It has no slug.")
    for name, value in values.items():
        if isinstance(value, str) and (wrong := unstorable(value)):
            return Read(number, slug_of(values), f"{name} {wrong}.")
    return Read(number, values)
