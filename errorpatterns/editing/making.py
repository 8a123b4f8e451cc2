"""From where the elements of a rule fit to the edits that it makes there."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from errorpatterns.editing.naming import Names, introduced
from errorpatterns.editing.places import Edit
from errorpatterns.editing.rules import Element
from errorpatterns.editing.shapes import indented, is_word, view
from errorpatterns.editing.tokens import ENDS_AN_OPERAND, Source

# What a line may end with, or be, without waiting for more; in lists more of it may come.
COMPLETE = ("", ";", "{", "}", ",", "(", "[")
# What takes an operand before it, also on the line above, for a function, an object or a tag.
CALLS = ("(", "[", "`")
OPENS = ("(", "[", "{")
MAX_BLANK = 400  # characters of white space behind an edit that are looked over
_CALLED = re.compile(r"[^\S\n]*\n\s*[(\[`]")


class Maker:
    """`keeps_lines`: a line of which nothing is left stays, empty."""

    def __init__(
        self,
        elements: Sequence[Element],
        source: Source,
        captures: Sequence[str],
        keeps_lines: bool,
        is_loose: bool = False,
    ) -> None:
        self.elements, self.source, self.captures = elements, source, captures
        self.keeps_lines, self.is_loose = keeps_lines, is_loose

        self._known: dict[int, Names] = {}

    def _names(self, at: int) -> Names:
        if at not in self._known:
            self._known[at] = introduced(self.source, at)
        return self._known[at]

    def edits(self, spans: Sequence[tuple[int, int]]) -> list[Edit] | None:
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
                above = self.source.indent(max(0, first - 1))
                text = self.put_in(element[1], spans, base, above)
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
                if element[1] in ("line", "free") and first == until == len(self.source.text):
                    self._end_line(edits, first)
                _extend(edits, Edit(first, until, ""))
            joined, last = bool(element[2]), until
        made = [self._lined(self._begun(self._apart(edit))) for edit in edits]
        refused = any(self._goes_on(each) for each in made) or (
            self.is_loose and any(self._is_glued(each) or self._is_torn(each) for each in made)
        )
        return None if refused else made

    def _is_glued(self, edit: Edit) -> bool:
        """Whether a word is put in that becomes one with another, or calls what follows."""
        source, text = self.source.text, edit.text
        if edit.end > edit.start or not text:
            return False
        left = is_word(source[: edit.start][-1:]) and is_word(text[:1])
        follows = source[edit.end : edit.end + 3]
        runs_on = is_word(follows[:1]) or follows.startswith(("(", "[", "{", "'", '"', "`", "..."))
        return left or (runs_on and is_word(text[-1:]))

    def _goes_on(self, edit: Edit) -> bool:
        """Whether a line begins, as it did not before, with what calls, indexes or tags the line
        above: where nothing ends that one, the two become one statement.
        """
        text, at = self.source.text, self.source.at(edit.start)
        while at and self.source[at - 1].is_blank:
            at -= 1
        if self.source.is_python or not at or self.source[at - 1].kind not in ENDS_AN_OPERAND:
            return False
        blank = text[self.source[at - 1].end : edit.start]
        rest = edit.text if edit.text.strip() else edit.text + text[edit.end : edit.end + MAX_BLANK]
        was = text[edit.start : edit.start + MAX_BLANK].lstrip()[:1]
        called = None if was in CALLS else _CALLED.match(blank + rest)
        # Behind a block an attribute may stand, or a rule of a style sheet.
        return called is not None and (self.source[at - 1].text != "}" or called[0][-1] != "[")

    def _is_torn(self, edit: Edit) -> bool:
        """Whether the rest of a line goes, and what stays of it would take the next for its own:
        an `else`, an `export`, the head of a loop, `a =`.
        """
        text = self.source.text
        if edit.text or text[edit.end - 1 : edit.end] != "\n":
            return False
        left = text[text.rfind("\n", 0, edit.start) + 1 : edit.start].rstrip()[-1:]
        return left not in COMPLETE

    def _end_line(self, edits: list[Edit], at: int) -> None:
        """The last line, which no line end follows, goes with that of the line before it."""
        if edits and edits[-1].end == at and not edits[-1].text:
            start = edits[-1].start
            if self.source.text[start - 1 : start] == "\n":
                edits[-1] = edits[-1]._replace(start=start - 1)

    def _begun(self, edit: Edit) -> Edit:
        """Lines put in where one begins stand before its white space, or else it has it again."""
        text, at = self.source.text, edit.start
        indent = text[text.rfind("\n", 0, at) + 1 : at]
        if edit.end > at or not edit.text.endswith("\n") or not indent.isspace():
            return edit
        if edit.text.strip():
            return edit._replace(text=edit.text + indent)
        return edit._replace(start=at - len(indent), end=at - len(indent))

    def _lined(self, edit: Edit) -> Edit:
        """Where nothing is left on a line, the line goes too."""
        text = self.source.text
        if self.keeps_lines or edit.text or edit.end == edit.start:
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
        """Words that would run into each other are kept apart, and a keyword from a bracket."""
        text, source = edit.text, self.source.text
        before, after = source[: edit.start][-1:], source[edit.end : edit.end + 1]
        if "\0" in text:
            lead, trail = text.startswith("\0"), text.endswith("\0")
            text = text.replace("\0", "")
        else:
            lead = trail = True
        inside = self._is_inside(edit.start) or self._is_inside(edit.end)
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
            and (is_word(after) or (edit.text[-1:] == "\0" and after in OPENS))
            and is_word(text[-1:])
            and (not is_word(source[edit.end - 1 : edit.end]) or edit.end == edit.start)
        ):
            text += " "
        return edit._replace(text=text)

    def _is_inside(self, offset: int) -> bool:
        """Whether the place is in a string or comment, or within a word."""
        index = bisect_right(self.source.starts, offset) - 1
        if index < 0:
            return False
        token = self.source[index]
        within = token.start < offset < token.end
        beside = [token] if within or not index else self.source[index - 1 : index + 1]
        return any(one.kind == "text" for one in beside) or (within and token.kind == "word")

    def put_in(
        self, pieces: Sequence[Any], spans: Sequence[tuple[int, int]], base: str, above: str = ""
    ) -> str | None:
        text = ""
        for piece in pieces:
            if piece[0] == "t":
                text += piece[1]
            elif piece[0] == "s":
                text += "\0"
            elif piece[0] == "i":
                text += indented(above, piece[1], piece[2])
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
            return view(self.source.between(*spans[source[1]]), *source[2:] or ("",)) or None
        if source[0] == "a":
            return self._names(spans[self.elements.index(["<"])][0]).get(tuple(source[1:]))
        if source[1] >= len(self.captures):
            return None
        return view(self.captures[source[1]], source[2]) or None


def _extend(edits: list[Edit], edit: Edit) -> None:
    """Edits that touch are one."""
    if edits and edits[-1].end == edit.start:
        edits[-1] = Edit(edits[-1].start, edit.end, edits[-1].text + edit.text)
    else:
        edits.append(edit)
