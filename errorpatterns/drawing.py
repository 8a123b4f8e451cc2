"""What a rule does to code, drawn as a diff: its holes are named as in templates, by `$1` for what
the message captured, and what copies other code says which.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from context.curation.diffs import lines
from context.curation.pieces import Piece, visible
from errorpatterns.editing.loosening import loosened
from errorpatterns.editing.putting import of_place
from errorpatterns.editing.rules import Element, Rule
from errorpatterns.editing.wording import ANYTHING, are_apart
from intake.scrubbing import scrub

BEGINS, ENDS = "▸", "◂"  # of what the error points at
MOST_LINES = 40
LONGEST = 200  # characters of one piece
FORMS = {
    "tail": "its last part",
    "head": "its first part",
    "name": "its name",
    "bare": "without quotes",
    "lower": "in lower case",
    "upper": "in capitals",
    "kebab": "as kebab-case",
    "snake": "as snake_case",
    "camel": "as camelCase",
    "pascal": "as PascalCase",
    "blanks": "so many blanks",
}


class Row(NamedTuple):
    """A line that goes (`-`), comes (`+`) or stays, in pieces: holes, the `range` of the error, and
    what may be of its `place` alone.
    """

    sign: str
    pieces: Sequence[Piece]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def code(self) -> str:
        """Without what tells where the error points."""
        return "".join(piece.text for piece in self.pieces if piece.kind != "range")


def drawn(rule: Rule, level: int = 0) -> list[Row]:
    """As its lessons show it, or as it is loosened to `level`; nothing where that is not done, or
    would show what is private.
    """
    elements = loosened(rule["e"], level)
    if not elements:
        return []
    sides = _Sides(elements, is_of_place=rule.get("u", False))
    old, new = (_rows(side)[: MOST_LINES * 2] for side in (sides.old, sides.new))
    added = [Row("+", row) for line in rule["i"] for row in _rows(sides.put_in(line))]
    rows = [*added, *([Row("", [Piece("⋯")])] if added else []), *_compared(old, new)]
    if _is_private("\n".join(row.code for row in rows), *sides.bare):
        return []
    more = [Row("", [Piece("⋯ and so on")])] if len(rows) > MOST_LINES else []
    return [*rows[:MOST_LINES], *more]


def _is_private(*texts: str) -> bool:
    return any(scrub(text) != text for text in texts)


class _Sides:
    """The code before and after, in pieces; `bare` is both without the blanks that are put between
    them to be read.
    """

    def __init__(self, elements: Sequence[Element], *, is_of_place: bool) -> None:
        self.elements, self.is_of_place = elements, is_of_place
        copied = {s[1] for s in _copies(elements) if self._is_nameless(elements[s[1]])}
        self.numbers = {number: at for at, number in enumerate(sorted(copied), start=1)}
        self.old: list[Piece] = []
        self.new: list[Piece] = []
        self.bare = ["", ""]
        put, last = False, ""
        for number, element in enumerate(elements):
            if element[0] == "+":
                told = self.put_in(element[1])
                self.new += told
                self.bare[1] += "".join(piece.text for piece in told)
                put = True
            elif element[0] in "<>":
                self.old.append(Piece(BEGINS if element[0] == "<" else ENDS, "range"))
            elif element[0] != "~":
                piece = self._of(number)
                is_tight = "?" in (element[0], last)
                last = element[0]
                _join(self.old, piece, is_tight=is_tight)
                self.bare[0] += piece.text
                if not (element[0] in "=*_?" and element[2]):
                    _join(self.new, piece, is_tight=is_tight, only_words=put)
                    self.bare[1] += piece.text
                    put = False

    def _is_nameless(self, element: Element) -> bool:
        return element[0] in "..?" or (element[0] == "*" and not _captured(element[3]))

    def _of(self, number: int) -> Piece:
        """The code that an element is of."""
        element = self.elements[number]
        if element[0] == "=":
            return Piece(visible(str(element[1])))
        if element[0] == "_":
            return Piece({"line": "\n", "free": ""}.get(element[1], " "))
        if element[0] == "*" and (found := _captured(element[3])):
            return found
        said = [f"code {self.numbers[number]}"] if number in self.numbers else []
        if element[0] == "?":
            said.append("quote or comment sign" if element[1] else "one word or sign")
        if element[4:]:
            said.append("or nothing")
        return Piece(ANYTHING, "hole", ", ".join(said))

    def put_in(self, pieces: Sequence[Any]) -> list[Piece]:
        told: list[Piece] = []
        before: list[str] = []
        for piece in pieces:
            if piece[0] == "t":
                is_of_place = self.is_of_place and of_place(piece[1], before)
                told.append(Piece(visible(piece[1]), "place" if is_of_place else ""))
            elif piece[0] == "v":
                told.append(self._copy(piece[1]))
            elif piece[0] == "n":
                told.append(Piece("\n" + (piece[2] if piece[1] in ("+", "=") else "")))
            elif piece[0] == "i":
                told.append(Piece(piece[2] if piece[1] in ("+", "=") else ""))
            else:
                told.append(Piece(" "))
            before.append(told[-1].text)
        return told

    def _copy(self, sources: Sequence[Any]) -> Piece:
        """What is put in of what is given; of several that are the same, the plainest."""
        plain = _captured([source for source in sources if source[0] == "c" and not source[2]])
        if plain:
            return plain
        for source in sources:
            if source[0] == "e":
                piece = self._of(source[1])
                form = _form(source[2]) if source[2:] else ""
                label = ", ".join(filter(None, (piece.label, form)))
                return Piece(piece.text, "hole" if form else piece.kind, label)
        if found := _captured(sources):
            return found
        return Piece(ANYTHING, "hole", f"the name behind {' '.join(sources[0][1:])}")


def _copies(elements: Sequence[Element]) -> Iterator[Any]:
    for element in elements:
        for piece in element[1] if element[0] == "+" else ():
            yield from (s for s in (piece[1] if piece[0] == "v" else ()) if s[0] == "e")


def _captured(sources: Sequence[Any]) -> Piece | None:
    """The capture among them, in its plainest form."""
    known = sorted((s for s in sources if s[0] == "c"), key=lambda source: source[2] != "")
    return Piece(f"${known[0][1] + 1}", "hole", _form(known[0][2])) if known else None


def _form(how: str) -> str:
    return f"without {visible(how[1:])}" if how[:1] == "-" else FORMS.get(how, how)


def _join(
    side: list[Piece], piece: Piece, *, is_tight: bool = False, only_words: bool = False
) -> None:
    """Add it, behind a blank where it would be written so."""
    text = "".join(one.text for one in side if one.kind != "range")
    if piece.text == " " and (not text or text[-1].isspace()):
        return
    if piece.text.strip() and not is_tight and are_apart(text, piece.text, only_words=only_words):
        # What the error points at begins behind it.
        at = len(side) - (bool(side) and side[-1] == Piece(BEGINS, "range"))
        side.insert(at, Piece(" "))
    side.append(piece)


def _rows(side: Sequence[Piece]) -> list[list[Piece]]:
    """Line by line, what is plain as one piece; without an empty line at the end."""
    rows: list[list[Piece]] = [[]]
    for piece in side:
        first, *others = piece.text.split("\n")
        rows[-1].append(piece._replace(text=first))
        rows += [[piece._replace(text=text)] for text in others]
    told = [list(_merged(row)) for row in rows]
    if len(told) > 1 and all(piece.kind == "range" for piece in told[-1]):
        last = told.pop()
        told[-1] += [Piece("⏎", "range"), *last] if last else []
    return [row for row in told if row or len(told) > 1]


def _merged(row: Sequence[Piece]) -> Iterator[Piece]:
    for (kind, label), some in groupby(row, key=lambda piece: (piece.kind, piece.label)):
        pieces = list(some)
        texts = [piece.text for piece in pieces] if kind else ["".join(p.text for p in pieces)]
        for text in filter(None, texts):
            yield Piece(text if len(text) <= LONGEST else f"{text[:LONGEST]}…", kind, label)


def _compared(old: Sequence[list[Piece]], new: Sequence[list[Piece]]) -> Iterator[Row]:
    left, right = iter(old), iter(new)
    for sign, _ in lines("\n".join(map(_key, old)), "\n".join(map(_key, new))):
        before = next(left) if sign != "+" else []
        after = next(right) if sign != "-" else []
        yield Row(sign, before or after)


def _key(row: Sequence[Piece]) -> str:
    """By what lines are alike, wherever the error points."""
    told = (f"{piece.text}{piece.label}" for piece in row if piece.kind != "range")
    return re.sub(r"\s+$", "", "".join(told)) or " "
