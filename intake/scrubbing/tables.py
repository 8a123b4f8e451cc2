"""Rows and lists, whose cells are named elsewhere: by the head of a table, or once for all.

Each cell is read as a line of its own, behind the name of its column: `phone: 0301234567`.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

import re2

from intake.scrubbing.labels import finder
from intake.scrubbing.rules import MASK, whole
from intake.scrubbing.views import Piece, View, view_of


class _Cell(NamedTuple):
    text: str
    start: int
    end: int


_Row = tuple[list[str], list[_Cell]]

_MOST_COLUMNS, _MOST_ROWS = 60, 200
# Whose tables they are: there a name is that of somebody.
_PEOPLE = (
    r"(?i:e-?mail|phone|\btel|mobil|celular|birth|\bborn|geb(?:oren|urt)|\bdob|naiss|nasc|nacim|nascita"
    r"|urodz|naro[zd]e|f(?:o|ø|ö)d[ts]|surname|last.?name|first.?name|nachname|vorname|prenom|apellido|cognome"
    r"|nazwisko|prijmeni|příjmen|jmeno|iban|\bssn|pesel|address|adres|anschrift|indirizzo|patient|pacient"
    r"|rodne|\brc\b|salary|gender|passport|kund|klant|klient|cliente?\b|customer|\bnick|\bn[ai][fr]\b|\bcpf\b|\bbsn\b)"
)
_of_people = finder(_PEOPLE)
_OF_PEOPLE_TO_THE_END = re2.compile(rf"{_PEOPLE}[^\n]*")
# What says more there than elsewhere
_SAID = (
    (re.compile(r"(?i)(?:full_?)?name|nazev"), "full name"),
    (re.compile(r"(?i)nick|handle|login|user"), "user name"),
    (re.compile(r"(?i)r_?c"), "rodne cislo"),
)


def tabled(text: str, of: View | None = None) -> View | None:
    """The cells of the text's tables of people and lists; None where there are none."""
    return view_of(_pieces(text), of)


def _pieces(text: str) -> Iterator[Piece]:
    for names, cells in _rows(text):
        for name, cell in zip(names, cells, strict=True):
            if cell.text:
                yield f"\n{MASK}\n{_said(name)}: ", cell.start, cell.start
                yield cell


def _said(name: str) -> str:
    return next((more for shape, more in _SAID if shape.fullmatch(name)), name)


def _rows(text: str) -> Iterator[_Row]:
    yield from _listed(text)
    if _of_people(text):
        for of_a_kind in (_inserted, _copied, _bound, _framed, _of_lines):
            yield from of_a_kind(text)


# A value of a list or row, quoted or not, and what ends it
_VALUE = re.compile(
    r"\s{0,40}(?:[NnEe]?'(?P<single>(?:[^'\\\n]|\\.|''){0,400})'"
    r"|\"(?P<double>(?:[^\"\\\n]|\\.){0,400})\""
    r"|(?P<bare>(?:[^\s,()\[\]{}'\"][^,()\[\]{}'\"\n]{0,200})?(?:\([^()\n]{0,40}\)[^,()\[\]{}'\"\n]{0,200})?))"
    r"\s{0,40}(?P<end>[,)\]}])"
)


def _values(text: str, position: int, most: int) -> tuple[list[_Cell], int]:
    """What stands in brackets that were opened before `position`, and where they end."""
    cells: list[_Cell] = []
    while len(cells) < most and (value := _VALUE.match(text, position)):
        group = next(one for one in ("single", "double", "bare") if value[one] is not None)
        cells.append(_Cell(value[group], *value.span(group)))
        position = value.end()
        if value["end"] != ",":
            break
    return cells, position


_NEXT_ROW = re.compile(r"[\s,]{0,40}[(\[]")


def _values_of_rows(text: str, position: int, number: int) -> Iterator[list[_Cell]]:
    """Of the rows that begin at `position`, as far as each has that many cells."""
    for _ in range(_MOST_ROWS):
        opened = _NEXT_ROW.match(text, position)
        if opened is None:
            return
        cells, position = _values(text, opened.end(), number)
        if len(cells) != number:
            return
        yield cells


# One name for all that is listed: `pesel = c("…", "…")`, `"phones": ["…", "…"]`
_LISTED = re.compile(
    r"\b(?P<name>[^\W\d][\w.-]{1,40}+)[\"'`]?\s?(?:=>?|:=?|<-)\s?(?:\w{1,12}\[\]\s?\{|[\[{(]"
    r"|(?:c|list|array|set|tuple|(?:[A-Z]\w*\.)?(?:of|asList)|\w{1,12}Of|vec!)[(\[]|%w)\s{0,8}(?=[\"'])"
)


def _listed(text: str) -> Iterator[_Row]:
    for found in _LISTED.finditer(text):
        cells, _ = _values(text, found.end(), _MOST_ROWS)
        if len(cells) > 1:
            yield [found["name"]] * (len(cells) - 1), cells[1:]


_COLUMN = r"[\"'`\[]?[^\W\d][\w.]{0,62}[\"'`\]]?"
_COLUMNS = rf"\(\s{{0,8}}(?P<columns>{_COLUMN}(?:,\s{{0,8}}{_COLUMN}){{0,59}})\s{{0,8}}\)"
# `INSERT INTO people (name, phone) VALUES ('Ada', '…'), …`
_INSERTED = re.compile(rf"{_COLUMNS}\s{{0,40}}(?i:values)\s{{0,40}}(?=\()")
# `COPY people (name, phone) FROM stdin;`, and lines of cells
_COPIED = re.compile(
    rf"[Cc](?<!\w[Cc])(?i:opy) [\w.\"]{{1,80}} {_COLUMNS} (?i:from)[^\n]{{0,80}}\n"
)


def _names(columns: str) -> list[str]:
    return [name.strip(" \t\n\"'`[]").rpartition(".")[2] for name in columns.split(",")]


def _inserted(text: str) -> Iterator[_Row]:
    for found in _INSERTED.finditer(text):
        names = _names(found["columns"])
        for cells in _values_of_rows(text, found.end(), len(names)):
            yield names, cells


def _copied(text: str) -> Iterator[_Row]:
    for found in _COPIED.finditer(text):
        names = _names(found["columns"])
        for line in islice(_lines(text, found.end()), _MOST_ROWS):
            cells = [*_cells(line, _TAB)]
            if len(cells) != len(names):
                break
            yield names, cells


# What a statement leaves open, by column: `(name, phone) VALUES (?, $2)`, `phone = %s`
_OPEN = r"(?:\?|\$\d{1,3}|%s|@p?\d{1,3}|%\(\w{1,40}\)s|:\w{1,40})"
_OPEN_ROW = re.compile(rf"{_COLUMNS}\s{{0,40}}(?i:values)\s{{0,40}}\({_OPEN}(?:, ?{_OPEN})*\)")
_OPEN_VALUE = re.compile(rf"(?:=|<>|[Ll][Ii][Kk][Ee]) ?{_OPEN}")
_OPEN_COLUMN = re.compile(r"([^\W\d]\w{1,62})[\"'`\]]? ?[!I]?$")
# Where a tool tells what it put there
_BOUND = re.compile(
    r"(?i:\bparam(?:eter)?s|\bbind(?:ing)?s|\bargs?|\bvalues)[\"']?\s?[:=]?\s?[\[({]"
    r"|[;)\]\n\s]\s{0,4}\[(?=[\"'\d])"
)
_REACH = 400
_is_a_statement = finder(r"(?i)\b(?:insert into|update|where)\b[^;]*[?$%@:]")


def _bound(text: str) -> Iterator[_Row]:
    if not _is_a_statement(text):
        return
    rows = [*_OPEN_ROW.finditer(text)]
    names = [name for row in rows for name in _names(row["columns"])]
    if not rows:
        rows = [*islice(_OPEN_VALUE.finditer(text), _MOST_COLUMNS)]
        before = (text[max(0, value.start() - 70) : value.start()] for value in rows)
        names = [column[1] for said in before if (column := _OPEN_COLUMN.search(said))]
    if not rows:
        return
    end = rows[-1].end()
    bound = _BOUND.search(text, end, end + _REACH)
    if bound:
        cells, _ = _values(text, bound.end(), _MOST_COLUMNS)
        if len(cells) == len(names):
            yield names, cells


# `{"columns": ["name", "phone"], …, "data": [["Ada", "…"]]}`
_NAMED_COLUMNS = re.compile(r"[\"'](?:columns|fields|headers?)[\"']\s?:\s?\[")
_THEIR_ROWS = re.compile(r"[\"'](?:data|rows|values|records)[\"']\s?:\s?\[\s{0,8}(?=\[)")


def _framed(text: str) -> Iterator[_Row]:
    for found in _NAMED_COLUMNS.finditer(text):
        columns, end = _values(text, found.end(), _MOST_COLUMNS)
        rows = _THEIR_ROWS.search(text, end, end + _REACH)
        if rows:
            for cells in _values_of_rows(text, rows.end(), len(columns)):
                yield [column.text for column in columns], cells


# What may stand between the cells of a line
_PARTED = re.compile(r"(?<=\S)(?:[\t;|\u2502](?=.)|,(?=\S)| {2,}(?=[^ |]))|^[|\u2502]| (?=\|)")
_TAB, _BARS, _SPACES = (re.compile(rf"({one})") for one in (r"\t", r"[|\u2502]", " {2,}"))
_BETWEEN = {
    "\t": _TAB,
    "|": _BARS,
    "\u2502": _BARS,
    " ": _BARS,
    # Not what is within quotes
    ";": re.compile(r"\"[^\"]*\"|(;)"),
    ",": re.compile(r"\"[^\"]*\"|(,)"),
}
_A_NAME = re.compile(r"[\"'`]?[^\W\d][\w .*-]{0,40}[\"'`]?")
# A line of a table below its head: `+----+----+`, `|:---|---:|`
_RULED = re.compile(r"[\s|+:=\u2500-\u257f-]+")
_LINE = re.compile(r"[^\n]+")


def _of_lines(text: str) -> Iterator[_Row]:
    """Lines with as many cells as there are names in the line above them."""
    for head in _lines_of_people(text):
        if parted := _PARTED.search(head.text):
            below = islice(_lines(text, head.end), _MOST_ROWS)
            yield from _below(head, below, _BETWEEN.get(parted[0], _SPACES))


def _lines_of_people(text: str) -> Iterator[_Cell]:
    for found in _OF_PEOPLE_TO_THE_END.finditer(whole(text)):
        start = text.rfind("\n", 0, found.start()) + 1
        said = text[start : found.end()].rstrip()
        yield _Cell(said, start, start + len(said))


def _below(head: _Cell, lines: Iterable[_Cell], between: re.Pattern[str]) -> Iterator[_Row]:
    names = [cell.text for cell in _cells(head, between)]
    if not 2 <= len(names) <= _MOST_COLUMNS or not all(map(_A_NAME.fullmatch, names)):
        return
    for line in lines:
        if _RULED.fullmatch(line.text) is None:
            cells = [*_cells(line, between)]
            # pandas and R number their rows
            numbered = between is _SPACES and len(cells) == len(names) + 1
            if len(cells) != len(names) + numbered or _is_head(line, cells):
                return
            yield names, cells[numbered:]


def _is_head(line: _Cell, cells: list[_Cell]) -> bool:
    """Whether another table begins; each line is a row of one, however many begin."""
    return _of_people(line.text) and all(_A_NAME.fullmatch(cell.text) for cell in cells)


def _lines(text: str, position: int) -> Iterator[_Cell]:
    for line in _LINE.finditer(text, position):
        said = line[0].rstrip()
        if said:
            yield _Cell(said, line.start(), line.start() + len(said))


def _item(line: str) -> int:
    """Where the last item of a list in a line begins, whose items are lines too."""
    return max(line.rfind('["'), line.rfind('", "'), 0)


def _cells(line: _Cell, between: re.Pattern[str]) -> Iterator[_Cell]:
    """What stands in the cells of a line, without the edges of its table."""
    aligned = between is _SPACES
    inner = line.text[_item(line.text) if aligned else 0 :].strip(
        "\"', []" if aligned else " |\u2502"
    )
    start = line.start + line.text.rindex(inner)
    position = 0
    for gap in (*(gap for gap in between.finditer(inner) if gap[1]), None):
        end = gap.start() if gap else len(inner)
        said = inner[position:end].strip(" \t\"'")
        begin = start + inner.index(said, position)
        yield _Cell(said, begin, begin + len(said))
        position = gap.end() if gap else end
