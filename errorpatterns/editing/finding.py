"""Where a rule fits in other code, and the edits that it makes of it."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from errorpatterns.editing import imports
from errorpatterns.editing.places import Edit, Span, applied
from errorpatterns.editing.rules import LOOSEST, Element, Lesson, Rule, is_quote, loosened
from errorpatterns.editing.shapes import class_of, has_line, indented, is_word, neighbour, view
from errorpatterns.editing.tokens import Source

MAX_SOURCE = 256 * 1024  # characters
MAX_REGION = 160  # tokens between the error and what is changed
MAX_STEPS = 20_000
MAJORITY = 3  # times as many examples as speak for anything else


def propose(
    lesson: Lesson, text: str, span: Span, captures: Sequence[str], code: str = ""
) -> list[Edit] | None:
    """Edits of `text`, in order; None where no rule fits, or two that differ do.

    An error of another `code` than the example's is another error, though it reads alike.
    """
    if len(text) > MAX_SOURCE:
        return None
    rules = [rule for rule in lesson["rules"] if not code or rule.get("c", code) == code]
    missed = lesson["missed"].get(code, 0) if code else sum(lesson["missed"].values())
    doubtful = len(rules) + missed > 1
    sure = [rule for rule in rules if not rule["g"] and (rule["n"] > 1 or missed < 2)]
    for level in range(LOOSEST + 1):
        if level == LOOSEST and doubtful:
            sure = [rule for rule in sure if rule["n"] > 1]
        found: dict[str, tuple[int, list[Edit]]] = {}
        for rule in sure:
            edits = edits_by(rule, text, span, captures, level)
            if edits and (result := applied(text, edits)) != text:
                known, _ = found.get(result, (0, edits))
                found[result] = known + rule["n"], edits
        if len(found) > 1 and level > 0:
            return None
        if found:
            seen, edits = max(found.values(), key=lambda one: one[0])
            others = sum(count for count, _ in found.values()) - seen
            return edits if seen >= MAJORITY * others else None
    return None


class _Ambiguous(Exception):
    """Several places fit, or too many would have to be tried."""


def edits_by(
    rule: Rule, text: str, span: Span, captures: Sequence[str], level: int = 0
) -> list[Edit] | None:
    source = Source(text, cuts_at(span))
    finder = _Finder(loosened(rule["e"], level), source, marks_of(source, span), captures)
    try:
        edits = finder.run()
    except _Ambiguous:
        return None
    return None if edits is None else _with_imports(rule["i"], finder, edits, span)


def _with_imports(
    lines: Sequence[Any], finder: "_Finder", edits: list[Edit], span: Span
) -> list[Edit] | None:
    for pieces in lines:
        line = finder.put_in(pieces, [], "")
        if line is None:
            return None
        first = min([span.start, *(edit.start for edit in edits)])
        place = imports.added(finder.source.text, line, first)
        if place is not None:
            edits = [*edits, Edit(place.at, place.at, place.text)]
    ordered = sorted(edits)
    return None if any(a.end > b.start for a, b in pairwise(ordered)) else ordered


class _Finder:
    def __init__(
        self,
        elements: Sequence[Element],
        source: Source,
        marks: tuple[int, int],
        captures: Sequence[str],
    ) -> None:
        self.elements, self.source, self.marks = elements, source, marks
        self.captures = captures
        self.steps = 0

    def run(self) -> list[Edit] | None:
        mark = self.elements.index(["<"])
        starts = self._starts(self.elements[:mark])
        results: dict[tuple[Edit, ...], None] = {}
        for start in starts:
            for spans in self._solve(0, start, []):
                edits = self._made(spans)
                if edits is not None:
                    results[tuple(edits)] = None
                if len(results) > 1:
                    raise _Ambiguous
            if results:
                break
        return list(next(iter(results))) if results else None

    def _starts(self, lead: Sequence[Element]) -> Iterator[int]:
        """Where the first element may begin, nearest to the error first."""
        solid = [element for element in lead if element[0] in "=*_?"]
        if not solid:
            yield self.marks[0]
            return
        reach = MAX_REGION * 2 if any(e[0] == "*" for e in solid) else 3 * len(solid) + 2
        yield from range(self.marks[0], max(-1, self.marks[0] - reach), -1)

    def _solve(
        self, number: int, at: int, spans: list[tuple[int, int]]
    ) -> Iterator[list[tuple[int, int]]]:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise _Ambiguous
        if number == len(self.elements):
            yield spans
            return
        for start, end in self._fits(number, at, spans):
            yield from self._solve(number + 1, end, [*spans, (start, end)])

    def _fits(
        self, number: int, at: int, spans: list[tuple[int, int]]
    ) -> Iterator[tuple[int, int]]:
        element, source = self.elements[number], self.source
        kind = element[0]
        if kind == "<" or kind == ">":
            wanted = self.marks[0] if kind == "<" else self.marks[1]
            if (
                at == wanted
                or self._skip(at) == wanted
                or (at <= wanted and all(source[i].is_blank for i in range(at, wanted)))
            ):
                yield wanted, wanted
        elif kind == "+":
            left = at > 0 and source[at - 1].is_blank
            right = at < len(source) and source[at].is_blank
            if (element[2][0] and left) or (element[2][1] and right):
                return
            if not element[2][2] or not has_line(source, at):
                yield at, at
        elif kind == "~":
            index = at - 1 if element[2] < 0 else at
            if number == 0 and element[2] < 0:
                following = self.elements[1][0] if len(self.elements) > 1 else ""
                index = (self._skip(at) if following in "=*" else at) - 1
            if neighbour(source, index, element[2]) in element[1]:
                yield at, at
        elif kind == "_":
            # All of the white space is meant, also where the rule begins with it.
            begins = all(end == first for first, end in spans) and (
                at != self.marks[0] or ["<"] in self.elements[number:]
            )
            if begins and at > 0 and source[at - 1].kind == "space":
                return
            yield from self._blanks(element, at)
        elif kind == "?":
            start = self._skip(at)
            if (
                start < len(source)
                and is_quote(source[start].text) == element[1]
                and (source[start].kind not in ("open", "close") or element[1])
            ):
                yield start, start + 1
        elif kind == "=":
            start = self._skip(at)
            if start < len(source) and source[start].text == element[1]:
                yield start, start + 1
        else:
            if element[4:]:
                yield at, at
            yield from self._runs(element, self._skip(at))

    def _skip(self, at: int) -> int:
        while at < len(self.source) and self.source[at].is_blank:
            at += 1
        return at

    def _blanks(self, element: Element, at: int) -> Iterator[tuple[int, int]]:
        _, size, _ = element
        source, end = self.source, at
        if size == "line":
            if end < len(source) and source[end].kind == "newline":
                yield at, end + 1
            elif end >= len(source):
                yield at, at
            return
        while end < len(source) and source[end].kind == "space":
            end += 1
            if size == "one":
                break
        if end > at or size == "any":
            yield at, end

    def _runs(self, element: Element, start: int) -> Iterator[tuple[int, int]]:
        _, classes, _, equal = element[:4]
        source = self.source
        at, previous = start, None
        while at < len(source):
            token = source[at]
            if token.kind == "close" and source.partner.get(at, -1) < start:
                return
            found = class_of(source, at, previous)
            if (
                classes is not None
                and found not in ("", ".")
                and found not in classes
                and (found != "n" or not self._goes_on(at))
            ):
                return
            if token.kind == "open":
                if at not in source.partner:
                    return
                at = source.partner[at]
            at += 1
            if not token.is_blank:
                previous = at - 1
                if not equal or self._text(start, at) in self._values(equal):
                    yield start, at
                self.steps += 1

    def _goes_on(self, at: int) -> bool:
        following = self._skip(at)
        return following < len(self.source) and self.source[following].text in (".", "?.")

    def _text(self, start: int, end: int) -> str:
        return self.source.text[self.source.offset(start) : self.source.offset(end)]

    def _values(self, sources: Sequence[Any]) -> list[str]:
        return [
            view(self.captures[source[1]], source[2])
            for source in sources
            if source[1] < len(self.captures)
        ]

    def _made(self, spans: Sequence[tuple[int, int]]) -> list[Edit] | None:
        """The edits, where all that is put in is known and known once."""
        edits: list[Edit] = []
        joined = False  # the element before was cut too, so that white space between them goes
        last = 0
        base = None
        for element, (start, end) in zip(self.elements, spans, strict=True):
            kind = element[0]
            if kind in ("<", ">", "~"):
                continue
            first, until = self.source.offset(start), self.source.offset(end)
            if kind == "+":
                if base is None:
                    base = self.source.indent(first)
                text = self.put_in(element[1], spans, base)
                if text is None:
                    return None
                _extend(edits, Edit(first, first, text))
                last = until if not joined else last
                continue
            if element[2]:
                if base is None:
                    base = self.source.indent(first)
                if joined and self.source.text[last:first].strip() == "":
                    first = last
                _extend(edits, Edit(first, until, ""))
            joined, last = bool(element[2]), until
        return [self._lined(self._apart(edit)) for edit in edits]

    def _lined(self, edit: Edit) -> Edit:
        """Where nothing is left on a line, the line goes too."""
        text = self.source.text
        if edit.text or edit.end == edit.start:
            return edit
        start = text.rfind("\n", 0, edit.start) + 1
        if "\n" in text[edit.start : edit.end]:
            is_whole = text[edit.end - 1] == "\n" and not text[start : edit.start].strip()
            return Edit(start, edit.end, "") if is_whole else edit
        end = text.find("\n", edit.end) + 1 or len(text)
        if text[start : edit.start].strip() or text[edit.end : end].strip():
            return edit
        return Edit(start, end, "")

    def _apart(self, edit: Edit) -> Edit:
        """Words that would run into each other are kept apart."""
        text, source = edit.text, self.source.text
        before, after = source[: edit.start][-1:], source[edit.end : edit.end + 1]
        if "\0" in text:
            lead, trail = text.startswith("\0"), text.endswith("\0")
            text = text.replace("\0", "")
        else:
            lead = trail = True
        inside = self._is_text(edit.start - 1) or self._is_text(edit.end)
        if inside or not text:
            if not text and not inside and is_word(before) and is_word(after):
                whole = is_word(source[edit.start : edit.start + 1]) and is_word(
                    source[edit.end - 1 : edit.end]
                )
                text = " " if not whole and edit.end > edit.start else ""
            return edit._replace(text=text)
        if (
            lead
            and is_word(before)
            and is_word(text[:1])
            and (not is_word(source[edit.start : edit.start + 1]) or edit.end == edit.start)
        ):
            text = " " + text
        if (
            trail
            and is_word(after)
            and is_word(text[-1:])
            and (not is_word(source[edit.end - 1 : edit.end]) or edit.end == edit.start)
        ):
            text += " "
        return edit._replace(text=text)

    def _is_text(self, offset: int) -> bool:
        index = bisect_right(self.source.starts, offset) - 1
        return (
            0 <= index < len(self.source)
            and self.source[index].kind in ("text", "word")
            and (self.source[index].kind == "text" or self.source.starts[index] < offset)
        )

    def put_in(
        self, pieces: Sequence[Any], spans: Sequence[tuple[int, int]], base: str
    ) -> str | None:
        text = ""
        for piece in pieces:
            if piece[0] == "t":
                text += piece[1]
            elif piece[0] == "s":
                text += "\0"
            elif piece[0] == "n":
                text += "\n" + (indented(base, piece[1], piece[2]) if piece[1] else "")
            else:
                values = {self._value(source, spans) for source in piece[1]} - {None}
                if len(values) != 1:
                    return None
                text += str(values.pop())
        return text

    def _value(self, source: Sequence[Any], spans: Sequence[tuple[int, int]]) -> str | None:
        if source[0] == "e":
            return view(self._text(*spans[source[1]]), *source[2:] or ("",)) or None
        if source[1] >= len(self.captures):
            return None
        return view(self.captures[source[1]], source[2]) or None


def _extend(edits: list[Edit], edit: Edit) -> None:
    """Edits that touch are one."""
    if edits and edits[-1].end == edit.start:
        edits[-1] = Edit(edits[-1].start, edit.end, edits[-1].text + edit.text)
    else:
        edits.append(edit)


def cuts_at(span: Span) -> list[int]:
    return [span.start] if span.end is None else [span.start, span.end]


def marks_of(source: Source, span: Span) -> tuple[int, int]:
    start = source.at(span.start)
    if span.end is None:
        return start, start
    end = source.at(max(span.start, span.end))
    # A comment to the end of its line is closed by nothing, which belongs to it.
    while end < len(source) and not source[end].text and end - 1 >= start:
        end += 1
    return start, max(start, end)
