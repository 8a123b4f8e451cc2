"""The code from the first to the last token that matters for a repair, as elements of a rule."""

from collections.abc import Mapping, Sequence
from typing import Any

from errorpatterns.editing.loosening import is_bare
from errorpatterns.editing.region import Region, text_of
from errorpatterns.editing.rules import Element
from errorpatterns.editing.shapes import (
    GROUPS,
    LITERALS,
    class_of,
    classes_of,
    has_line,
    is_word,
    neighbour,
)


class Outline:
    def __init__(self, region: Region) -> None:
        self.region, self.old, self.captures = region, region.old, region.captures
        self.elements: list[Element] = []
        self.single: set[int] = set()  # holes that hold one token, or one bracket and its content
        self.undotted: set[int] = set()  # holes that hold no member of what is in them

    def run(self, plans: Sequence[list[list[Any]]]) -> list[Element]:
        inserted = {
            hunk.start: plan for hunk, plan in zip(self.region.hunks, plans, strict=True) if plan
        }
        cut = {i for hunk in self.region.hunks for i in range(hunk.start, hunk.end)}
        if any(h.start <= self.region.low for h in self.region.hunks):
            self._guard(-1)
        walls = self.region.walls() | {wall for run in self.region.runs for wall in run}
        edges = sorted(
            {
                self.region.low,
                self.region.high,
                *(w for w in walls if self.region.low <= w <= self.region.high),
            }
        )
        for place, start in enumerate(edges):
            self._marks_at(start, inserted)
            if start == self.region.high:
                break
            self._segment(start, edges[place + 1], start in cut)
        if is_bare(self.elements) or any(h.end >= self.region.high for h in self.region.hunks):
            self._guard(1)
        self._divide()
        for element in self.elements:
            if element[0] == "+":
                self._resolve(element)
        return self.elements

    def _marks_at(self, at: int, inserted: Mapping[int, list[Any]]) -> None:
        """The marks that stand here, and between them what is put in here."""
        if at == self.region.marks[0]:
            self.elements.append(["<"])
        if at in inserted:
            self.elements.append(["+", inserted[at], self._tight(at, inserted[at])])
        if at == self.region.marks[1] and self.region.has_end:
            self.elements.append([">"])

    def _tight(self, at: int, pieces: list[Any]) -> list[bool]:
        """Whether white space put in here needs its absence on the left and on the right."""
        blank = [piece[0] == "n" or (piece[0] == "t" and not piece[1].strip()) for piece in pieces]
        left = blank[0] and at > 0 and not self.old[at - 1].is_blank
        right = blank[-1] and at < len(self.old) and not self.old[at].is_blank
        lines = any(piece[0] == "n" for piece in pieces) and not has_line(self.old, at)
        return [left, right, lines]

    def _guard(self, side: int) -> None:
        index = self.region.low - 1 if side < 0 else self.region.high
        self.elements.append(["~", [neighbour(self.old, index, side)], side])

    def _changed(self, at: int) -> bool:
        return any(hunk.start <= at <= hunk.end for hunk in self.region.hunks)

    def _changed_before(self, at: int) -> bool:
        """Whether something changes at `at`, or in the white space before it."""
        while at > 0 and not self._changed(at) and self.old[at - 1].is_blank:
            at -= 1
        return self._changed(at)

    def _changed_behind(self, at: int) -> bool:
        while at < len(self.old) and not self._changed(at) and self.old[at].is_blank:
            at += 1
        return self._changed(at)

    def _segment(self, start: int, end: int, cut: bool) -> None:
        if (start, end) in self.region.runs:
            classes = sorted(classes_of(self.old, start, end))
            self.region.runs[start, end] = len(self.elements)
            self._hole(start, end, classes, cut)
            return
        first, stop = start, end
        while first < stop and self.old[first].is_blank:
            first += 1
        while stop > first and self.old[stop - 1].is_blank:
            stop -= 1
        self._blanks_between(start, first, cut)
        if first < stop:
            self._abstract(first, stop, cut)
        self._blanks_between(stop, end, cut)

    def _blanks_between(self, start: int, end: int, cut: bool) -> None:
        """White space matters where it goes, and beside a change."""
        at = start
        if cut and self.region.marks == (start, end):
            self.elements.append(["_", "free", True])
            return
        while at < end:
            if self.old[at].kind == "newline":
                if cut or self._changed(at) or self._changed(at + 1):
                    self.elements.append(["_", "line", cut])
                at += 1
                if cut and at == end and self._joins_lines(at):
                    self.elements.append(["_", "any", True])
                continue
            stop = at
            while stop < end and self.old[stop].kind == "space":
                stop += 1
            if cut:
                hunk = next(h for h in self.region.hunks if h.start <= at < h.end)
                alone = all(t.is_blank for t in self.old[hunk.start : hunk.end])
                begins = at == 0 or self.old[at - 1].kind == "newline"
                self.elements.append(["_", "some" if alone and not begins else "any", True])
            elif self._is_rest(at, stop):
                self.elements.append(["_", "one", False])
            elif self._changed(at) or self._changed(stop):
                size = "some" if self._is_widened(at, stop) else "any"
                self.elements.append(["_", size, False])
            at = stop

    def _joins_lines(self, end: int) -> bool:
        """Whether all that is done is to join two lines, so that an indentation goes too."""
        [*others, hunk] = self.region.hunks
        return (
            not others
            and hunk.end == end
            and not hunk.new
            and hunk.start > 0
            and not self.old[hunk.start - 1].is_blank
            and all(token.is_blank for token in self.old[hunk.start : end])
        )

    def _is_widened(self, start: int, end: int) -> bool:
        """Whether more blanks are put in beside these."""
        return any(
            (hunk.start == end and hunk.new and hunk.new[0].kind == "space")
            or (hunk.end == start and hunk.new and hunk.new[-1].kind == "space")
            for hunk in self.region.hunks
        )

    def _is_rest(self, start: int, end: int) -> bool:
        """The blank that is left of several."""
        beside = [h for h in self.region.hunks if h.start == end or h.end == start]
        return end - start == 1 and any(
            self.old[h.start if h.start == end else h.end - 1].kind == "space"
            for h in beside
            if h.end > h.start
        )

    def _abstract(self, start: int, end: int, cut: bool) -> None:
        """Unmatched brackets divide; of each part the operators at its edges stay, the rest is a
        hole.
        """
        at = part = start
        while at < end:
            token, partner = self.old[at], self.old.partner.get(at)
            stray = token.kind in ("open", "close") and not (
                partner is not None and start <= partner < end
            )
            if stray:
                self._part(part, at, cut)
                self._literal(at, cut)
                part = at + 1
            elif token.kind == "open" and partner is not None:
                at = partner
            at += 1
        self._part(part, end, cut)

    def _literal(self, index: int, cut: bool) -> None:
        token = self.old[index]
        if (equal := self._equal(index, index + 1)) and token.kind in ("operator", "keyword"):
            self.elements.append(["*", None, cut, equal])
        else:
            self.elements.append(["=", token.text, cut])

    def _part(self, start: int, end: int, cut: bool) -> None:
        while start < end and self.old[start].is_blank:
            start += 1
        while end > start and self.old[end - 1].is_blank:
            end -= 1
        if start == end:
            return
        if cut and not self._is_whole_range(start, end):
            self._cut_part(start, end)
            return
        left_changed, right_changed = self._changed_before(start), self._changed_behind(end)
        lead, stop = start, end
        while lead < stop and self.old[lead].kind in ("operator", "keyword") and lead - start < 2:
            if not left_changed and lead - start >= 1:
                break
            lead = self._solid(lead + 1)
        while stop > lead and self.old[stop - 1].kind in ("operator", "keyword") and end - stop < 2:
            stop -= 1
        for index in range(start, min(lead, end)):
            if not self.old[index].is_blank:
                self._literal(index, cut)
        inner = stop
        while inner > lead and self.old[inner - 1].is_blank:
            inner -= 1
        if lead < inner:
            beside = (left_changed and lead == start) or (right_changed and stop == end)
            loose = not beside or cut
            classes = None if loose else sorted(classes_of(self.old, lead, inner))
            self._hole(lead, inner, classes, cut)
        for index in range(max(stop, lead), end):
            if not self.old[index].is_blank:
                self._literal(index, cut)

    def _hole(self, start: int, end: int, classes: list[str] | None, cut: bool) -> None:
        if end in (start + 1, self.old.partner.get(start, -2) + 1):
            self.single.add(len(self.elements))
        if not self._has_member(start, end):
            self.undotted.add(len(self.elements))
        self.elements.append(["*", classes, cut, self._equal(start, end)])

    def _has_member(self, start: int, end: int) -> bool:
        at = start
        while at < end and GROUPS.get(self.old[at].text) != ".":
            at = self.old.partner.get(at, at) if self.old[at].kind == "open" else at
            at += 1
        return at < end

    def _divide(self) -> None:
        """Of two holes side by side the first is told to be no longer than it was, or else the
        second.
        """
        last = None
        for number, element in enumerate(self.elements):
            if element[0] == "*":
                short = last if last in self.single else number
                if last is not None and short in self.single:
                    self._shorten(self.elements[short])
                    if short == number:
                        self._undotted(last)
                last = number
            elif element[0] != "+" and element[:2] != ["_", "any"]:
                last = None

    def _shorten(self, hole: Element) -> None:
        if hole[1] is not None and "!" not in hole[1]:
            hole[1] = ["!", *hole[1]]

    def _undotted(self, number: int) -> None:
        hole = self.elements[number]
        if hole[1] is not None and number in self.undotted:
            hole[1] = ["!.", *hole[1]]

    def _solid(self, index: int) -> int:
        while index < len(self.old) and self.old[index].is_blank:
            index += 1
        return index

    def _is_whole_range(self, start: int, end: int) -> bool:
        """All that the error's range covers goes: what it is does not matter, but its edges."""
        if not self.region.has_end or any(
            self.region.marks[0] <= a < self.region.marks[1] for a, _ in self.region.runs
        ):
            return False
        if any(hunk.start <= start < hunk.end for hunk in self.region.special):
            return False
        return self.region.marks == (start, end) and end - start > 1

    def _cut_part(self, start: int, end: int) -> None:
        """What goes: operators as they are, and a hole for each operand."""
        at = start
        while at < end:
            token = self.old[at]
            if token.is_blank:
                at += 1
                continue
            if token.kind in ("operator", "keyword", "close"):
                self._literal(at, True)
                at += 1
                continue
            stop = self._chain(at, end)
            if self._is_empty(at) and self.old.partner[at] == stop - 1:
                self._literal(at, True)
                self._literal(stop - 1, True)
                at = stop
                continue
            text = text_of(self.old[at:stop])
            if self.region.strict or any(
                hunk.start <= at < hunk.end for hunk in self.region.special
            ):
                self.elements.append(["=", token.text, True])
                at += 1
                continue
            said = token.kind == "word" and token.text in self.region.own_words
            is_sign = token.kind == "text" and not is_word(token.text[:1])
            if said or is_sign or text in LITERALS:
                self._literal(at, True)
                at += 1
                continue
            is_comment = class_of(self.old, at, None) == "m"
            self._hole(at, stop, ["m"] if is_comment else [], True)
            if is_comment and at > start:
                self.elements[-1].append(True)
            at = stop

    def _is_empty(self, at: int) -> bool:
        """Whether a block, an object or a string begins there that has nothing in it."""
        is_open = self.old[at].kind == "open" and self.old[at].text not in ("(", "[")
        return is_open and self._solid(at + 1) == self.old.partner.get(at)

    def _chain(self, at: int, end: int) -> int:
        """The end of the operand that begins here: a name, its members and calls."""
        stop = at
        while stop < end:
            token = self.old[stop]
            previous = stop - 1 if stop > at else None
            if (
                previous is not None and (token.is_blank or class_of(self.old, stop, previous))
            ) and GROUPS.get(token.text) != ".":
                break
            partner = self.old.partner.get(stop)
            if token.kind == "open" and partner is not None:
                if partner >= end:
                    break
                stop = partner
            stop += 1
        while stop > at + 1 and GROUPS.get(self.old[stop - 1].text) == ".":
            stop -= 1
        return max(stop, at + 1)

    def _equal(self, start: int, end: int) -> list[Any]:
        text = text_of(self.old[start:end])
        return [["c", n, ""] for n, capture in enumerate(self.captures) if capture == text]

    def _resolve(self, element: Element) -> None:
        for piece in element[1]:
            if piece[0] == "v":
                piece[1] = [
                    ["e", self.region.runs[source[1], source[2]], *source[3:]]
                    if source[0] == "e"
                    else source
                    for source in piece[1]
                ]
