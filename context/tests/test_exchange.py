"""What is written as CSV or JSON Lines reads equal, and no spreadsheet runs any of it."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from context.curation.exchange import (
    SEPARATORS,
    Column,
    Unreadable,
    as_csv,
    as_jsonl,
    escaped,
    read,
    unescaped,
)

# Nothing here asks a database.
pytestmark = pytest.mark.once

COLUMNS = [
    Column("slug", "text"),
    Column("text", "text"),
    Column("list", "list"),
    Column("number", "number"),
    Column("integer", "integer"),
]
WRITERS = (as_csv, as_jsonl)
# Whatever a database may hold.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
odd = st.sampled_from(
    ["'=1", "''-x", "=1+1", "'tis", "\r", "\n", "\r\n", "a;=1", "\u2028", "\ufeff"]
)
anything = st.one_of(texts, odd, st.builds("".join, st.lists(st.one_of(texts, odd), max_size=3)))
rows = st.tuples(
    anything.filter(bool),
    anything,
    st.lists(st.one_of(anything, st.fixed_dictionaries({"name": anything}))),
    st.floats(allow_nan=False, allow_infinity=False),
    st.none() | st.integers(-(2**31), 2**31),
)


@given(st.lists(rows, min_size=1, max_size=5))
@example([("'=a", "\ufeff=1\r", ["=1", "\r\n"], -0.5, -1)])
@pytest.mark.parametrize("write", WRITERS)
def test_what_is_written_reads_equal(write: Any, rows: list[tuple[Any, ...]]) -> None:
    content = "".join(write(COLUMNS, rows)).encode()
    found = read(content, COLUMNS)
    assert [row.refused for row in found] == [""] * len(rows)
    assert [tuple(row.values[one.name] for one in COLUMNS) for row in found] == rows


@given(st.lists(rows, min_size=1, max_size=3))
def test_no_cell_begins_like_a_formula(rows: list[tuple[Any, ...]]) -> None:
    text = "".join(as_csv(COLUMNS, rows)).removeprefix("\ufeff")
    for cells in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell[:1] in tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20") for cell in cells)


@given(anything)
def test_escaping_is_taken_back(text: str) -> None:
    assert unescaped(escaped(text)) == text


def test_an_apostrophe_that_escapes_nothing_stays() -> None:
    assert unescaped("'tis") == "'tis"


@given(st.lists(rows, min_size=1, max_size=3), st.sampled_from(SEPARATORS))
@example([("a", "b;c,d\te", [], 0.5, 1)], ";")
def test_what_a_spreadsheet_saves_reads_equal(rows: list[tuple[Any, ...]], separator: str) -> None:
    saved = io.StringIO(newline="")
    writer = csv.writer(saved, delimiter=separator)
    writer.writerow([" Slug", "TEXT ", "List", "Number", "integer"])
    written = csv.reader(io.StringIO("".join(as_csv(COLUMNS, rows)), newline=""), strict=True)
    for cells in list(written)[1:]:
        is_plain = separator == ";" and "e" not in cells[3]
        number = cells[3].replace(".", ",") if is_plain else cells[3]
        writer.writerow([*cells[:3], number, cells[4]])
    found = read(saved.getvalue().encode("utf-8-sig"), COLUMNS)
    assert [tuple(row.values.get(one.name) for one in COLUMNS) for row in found] == rows


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('slug,number\na,"0,7"\n', "number: this is no number: “0,7”. Write it with a decimal"),
        ("slug\tnumber\na\t0,7\n", "number: this is no number: “0,7”. Write it with a decimal"),
        ("slug;number\na;1.000,7\n", "number: this is no number: “1.000,7”."),
        ("slug;number\na;0,7;\n", "It has 3 cells instead of 2."),
    ],
)
def test_a_row_that_is_refused_says_whose_it_is(content: str, why: str) -> None:
    [row] = read(content.encode(), COLUMNS)
    assert row.refused.startswith(why)
    assert (row.number, row.values) == (2, {"slug": "a"})


HEAD = "slug,text,list,number,integer\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The first line must name columns"),
        (b"\xff\xfe", "not UTF-8"),
        (b"text\na\n", "must name columns"),
        (b"slug,slug\na,b\n", "must name columns"),
        (b"slug,other\na,b\n", "Unknown: other."),
        (b"slug\n", "no rows"),
        (b'slug\n"a\n', "no CSV"),
        (b"slug\n" + b"a\n" * 2001, "more than 2000 rows"),
        (b"slug\n" + b"a" * 1024 * 1024, "larger than 1024 KiB"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(content, COLUMNS)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("a,b\n", "2 cells instead of 5"),
        ("a,b,{},1,1\n", "list: this is no list"),
        ("a,b,[],x,1\n", "number: this is no number"),
        ("a,b,[],1,1.5\n", "integer: this is no integer"),
        (",b,[],1,1\n", "no slug"),
        ("a,b\0,[],1,1\n", "text contains NUL"),
        ('a,b,"[""\\u0000""]",1,1\n', "list: this is no list"),
        ("a,b,[],nan,1\n", "number: this is no number"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(line: str, why: str) -> None:
    [row] = read((HEAD + line).encode(), COLUMNS)
    assert row.number == 2
    assert why in row.refused


@pytest.mark.parametrize(
    "line",
    ['{"slug": 1}', "[1]", '{"slug": "a", "x": 1}', '{"slug": "a", "slug": "b"}', '{"slug": "a"'],
)
def test_a_line_that_is_no_such_object_is_refused(line: str) -> None:
    first = json.dumps({"slug": "good"})
    good, bad = read(f"{first}\n{line}\n".encode(), COLUMNS)
    assert not good.refused
    assert (bad.number, bool(bad.refused)) == (2, True)
