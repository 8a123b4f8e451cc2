"""What a lesson teaches to do to code."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from errorpatterns.editing.columns import Unit, counted, counts_mark, units_of
from errorpatterns.editing.learning import NoEdit, learn
from errorpatterns.editing.places import MARK, Span, offset_at, span_at, unmarked
from errorpatterns.editing.rules import Rule
from errorpatterns.editing.several import companions_of
from errorpatterns.fixes import CanonicalFix

EDIT_VERSION = 5  # of canonical fixes that are told by their edit
_FILE = re.compile(
    r"(?m)^(?:diff --git .*\n(?:(?!diff --git ).*\n)*?)?--- .*\n\+\+\+ (?P<name>.*)\n"
)
_GOES_ON = re.compile(r"(?<=\w)\w")
_HUNK = re.compile(r"(?m)^@@ -(?P<start>\d+)(?:,\d+)? \+\d+(?:,\d+)? @@.*\n")


@dataclass(frozen=True)
class Position:
    """Where `tool` says that the error is: lines and columns from 1, columns in its own units."""

    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    tool: str = ""

    @classmethod
    def of(cls, error: Mapping[str, Any]) -> "Position":
        names = ("line", "column", "end_line", "end_column")
        return cls(**{n: error.get(n) for n in names}, tool=str(error.get("tool") or ""))

    def span(self, text: str, captured: Sequence[str]) -> Span | None:
        """The place in `text`; None where no place is named, or `text` has no such line. Where no
        column is told, or none that is sure, it is what the message `captured` of the line, if that
        is clear.
        """
        if not text.startswith(MARK) or counts_mark(self.tool):
            return self._span(text, captured)
        span = self._span(text[len(MARK) :], captured)
        return span and span.moved(len(MARK))

    def _span(self, text: str, captured: Sequence[str]) -> Span | None:
        if not self.line or not self.is_of(text):
            return None
        if not self.column:
            return _named(text, self.line, captured)
        ends = self.end_line is not None and self.end_column is not None
        end = (self.end_line, self.end_column or 1) if ends else None
        found: dict[int, Span] = {}
        units = units_of(self.tool, _line(text, self.line))
        for unit in units:
            span = span_at(text, (self.line, self.column), end, unit)
            if len(units) == 1 or _begins(text, span.start, self.column, unit):
                found.setdefault(span.start, span)
        if len(found) != 1:
            return _named(text, self.line, captured)
        return next(iter(found.values()))

    def is_of(self, text: str) -> bool:
        """Whether `text` has its line."""
        return self.line is not None and 0 < self.line <= text.count("\n") + 1

    def below(self, line: int) -> "Position":
        """The same in an excerpt that begins with `line`."""
        lines = [n - line + 1 if n else None for n in (self.line, self.end_line)]
        return replace(self, line=lines[0], end_line=lines[1])


NOWHERE = Position()
MAX_NAME = 200  # characters


def _line(text: str, line: int) -> str:
    start = offset_at(text, line, 1)
    return text[start : (text + "\n").index("\n", start)]


def _begins(text: str, offset: int, column: int, unit: Unit) -> bool:
    """Whether just this offset has the column, and no word goes on there: tools point at the first
    character of something.
    """
    before = text[text.rfind("\n", 0, offset) + 1 : offset]
    return counted(before, unit) == column - 1 and not _GOES_ON.match(text, offset)


def _named(text: str, line: int, captured: Sequence[str]) -> Span | None:
    """The only name of the message that stands on the line, if it stands there once."""
    start = offset_at(text, line, 1)
    end = start + len(_line(text, line))
    names = (re.escape(name) for name in {*captured} if name.strip() and len(name) <= MAX_NAME)
    found = [[*re.finditer(rf"(?<!\w){name}(?!\w)", text[start:end])] for name in names]
    once = [places[0] for places in found if len(places) == 1]
    if len(once) != 1:
        return None
    return Span(start + once[0].start(), start + once[0].end())


def rule_of(
    message: str,
    captured: Sequence[str],
    versions: tuple[str | None, str | None],
    diff: str,
    position: Position,
    code: str = "",
    file: str = "",
) -> Rule:
    """What the raw texts of a lesson teach to do; NoEdit where they say too little. A diff of
    several files teaches where the error's own `file` is one of them.
    """
    before, after = versions
    others: list[tuple[str, str]] = []
    if before is None or after is None:
        own, others = _by_file(diff, file)
        before, after, position = _excerpts(own, position)
    if position.line is None:
        raise NoEdit("the error has no line: send its `line` and `column`")
    if not position.is_of(before):
        raise NoEdit("the code that was sent has no such line: send the code that the `line` is of")
    span = position.span(before, captured)
    if span is None:
        raise NoEdit(
            "the error has no sure place on its line: send its `column`, as its tool counts"
        )
    whole = len(before)
    before, after = unmarked(before, after)
    span = span.moved(len(before) - whole)
    rule = learn(before, after, span, captured, message, code)
    return {**rule, "o": companions_of(others, captured, message)} if others else rule


def _by_file(diff: str, file: str) -> tuple[str, list[tuple[str, str]]]:
    """The diff of the error's own file, and both sides of those of others."""
    headers = [*_FILE.finditer(diff)]
    if len(headers) < 2:
        return diff, []
    own, others = None, []
    for header, following in zip(headers, [*headers[1:], None], strict=True):
        part = diff[header.end() : following.start() if following else len(diff)]
        if file and header["name"].rstrip().endswith(file):
            own = part
        else:
            others.append(_excerpts(part, NOWHERE)[:2])
    if own is None:
        raise NoEdit(
            "the diff is of several files, and `file` names none of them: send the one "
            "that has the error"
        )
    return own, others


def _excerpts(diff: str, position: Position) -> tuple[str, str, Position]:
    """Both sides of a diff of one place."""
    headers = list(_HUNK.finditer(diff))
    if not headers:
        told = "the diff names no lines (`@@ -1,3 +1,4 @@`)" if diff else "no code was sent"
        raise NoEdit(f"{told}: send `before` and `after`, or a unified diff")
    if len(headers) > 1:
        raise NoEdit("the diff is of several places of a file: send only the one of this error")
    lines = [
        line
        for line in diff[headers[0].end() :].split("\n")
        if not line.startswith("\\ No newline")
    ]
    old = [line[1:] for line in lines if not line.startswith("+")]
    new = [line[1:] for line in lines if not line.startswith("-")]
    return "\n".join(old), "\n".join(new), position.below(int(headers[0]["start"]))


def is_clean(rule: Rule, scrubbed: str) -> bool:
    """Whether nothing stands in the rule that scrubbing would have taken out."""
    return all(text in scrubbed for text in _literals(rule))


def _literals(rule: Rule) -> Iterator[str]:
    """The words of the rule itself, as far as they stand together."""
    for beside in rule.get("o", ()):
        yield from _literals(beside)
    yield from (element[1] for element in rule["e"] if element[0] == "=")
    puts = [element[1] for element in rule["e"] if element[0] == "+"]
    for pieces in [*puts, *rule["i"]]:
        text = ""
        for piece in pieces:
            if piece[0] == "t":
                text += piece[1]
            else:
                yield from text.split()
                text = ""
        yield from text.split()


def told_by_edit(fix: CanonicalFix, rule: Rule) -> CanonicalFix:
    """`fix` known by what is changed and put in, whatever stands around."""
    shape = [
        element[:2] if element[0] in "=+" else element[0]
        for element in rule["e"]
        if element[0] in "<>+" or (element[0] in "=*" and element[2])
    ]
    place = {
        number: at
        for at, number in enumerate(
            number for number, element in enumerate(rule["e"]) if element[0] != "~"
        )
    }
    beside = [told_by_edit(fix, one).digest for one in rule.get("o", ())]
    lines = rule["i"] if "f" not in rule else "the module that is named"
    told_of = [EDIT_VERSION, _placed(shape, place), lines, rule.get("w"), *beside]
    if "t" in rule:
        # What takes out code that does something is another fix than what looks like it.
        told_of.append(rule["t"])
    told = json.dumps(told_of)
    return replace(fix, digest=hashlib.sha256(told.encode("utf-8", "replace")).hexdigest())


def _placed(shape: Sequence[Any], place: Mapping[int, int]) -> list[Any]:
    """Copies by the order of what they copy, which neighbours do not change."""
    order = sorted(
        {source[1] for _, pieces in _puts(shape) for source in _copies(pieces)},
        key=place.__getitem__,
    )
    rank = {number: at for at, number in enumerate(order)}
    return [
        ["+", [_ranked(piece, rank) for piece in element[1]]] if element[0] == "+" else element
        for element in shape
    ]


def _puts(shape: Sequence[Any]) -> list[Any]:
    return [element for element in shape if element[0] == "+"]


def _copies(pieces: Sequence[Any]) -> Iterator[Any]:
    for piece in pieces:
        if piece[0] == "v":
            yield from (source for source in piece[1] if source[0] == "e")


def _ranked(piece: Any, rank: Mapping[int, int]) -> Any:
    if piece[0] != "v":
        return piece
    return ["v", [["e", rank[s[1]], *s[2:]] if s[0] == "e" else s for s in piece[1]]]
