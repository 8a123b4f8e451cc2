"""A fix as an edit of tokens, relative to where the error is: learned from before and after,
generalised by more examples, applied to other code.

What stays becomes holes, which take any code as simple as what was seen (anti-unification, as in
Getafix, arXiv 1902.06111); what is put in is copied from the error's captures or from the code
around, where it stands there too. Where two readings of a place differ nothing is done.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from errorpatterns.editing import imports
from errorpatterns.editing.differences import Hunk, hunks_of
from errorpatterns.editing.finding import MAX_REGION, MAX_SOURCE, cuts_at, edits_by, marks_of
from errorpatterns.editing.places import Span, applied
from errorpatterns.editing.rules import Element, Rule
from errorpatterns.editing.shapes import (
    GROUPS,
    LITERALS,
    VIEWS,
    class_of,
    classes_of,
    has_line,
    is_word,
    neighbour,
    relative,
    view,
)
from errorpatterns.editing.tokens import KEYWORDS, Source, Token

MAX_ELEMENTS = 120


def learn(
    before: str,
    after: str,
    span: Span,
    captures: Sequence[str],
    message: str = "",
    code: str = "",
) -> Rule | None:
    """What was done, for `generalised` and `propose`; None where it cannot be told apart from
    its place.
    """
    if max(len(before), len(after)) > MAX_SOURCE or before == after:
        return None
    old, new = Source(before, cuts_at(span)), Source(after)
    marks = marks_of(old, span)
    hunks = hunks_of(old, new, marks)
    if not hunks:
        return None
    near, lines = _imported(old, hunks, marks)
    learner = _Learner(old, marks, span.end is not None, near, captures, message)
    elements, is_guess = learner.run()
    if elements is None or len(elements) > MAX_ELEMENTS:
        return None
    rule: Rule = {"e": elements, "n": 1, "g": is_guess, "i": [learner.line(i) for i in lines]}
    if code:
        rule["c"] = code
    found = edits_by(rule, before, span, captures)
    return rule if found is not None and applied(before, found) == after else None


def _imported(
    old: Source, hunks: list[Hunk], marks: tuple[int, int]
) -> tuple[list[Hunk], list[str]]:
    """What changes near the error, and the lines that are added to the imports."""
    near, lines = [], []
    for hunk in hunks:
        line = _import_of(old, hunk) if hunk.end <= marks[0] else None
        if line is None:
            near.append(hunk)
        else:
            lines.append(line)
    return near, lines


def _import_of(old: Source, hunk: Hunk) -> str | None:
    """The import that the insertion of a line, or of a name in one, amounts to."""
    text = "".join(token.text for token in hunk.new)
    if hunk.end > hunk.start or not text.strip():
        return None
    if "\n" in text:
        line = text.strip("\n")
        return line if "\n" not in line and imports.LINE.match(line) else None
    if "," not in text:  # a word about the names that are there
        return None
    start = end = old.offset(hunk.start)
    start = old.text.rfind("\n", 0, start) + 1
    end = (old.text + "\n").find("\n", end)
    return imports.widened(old.text[start:end], text.strip(" ,"))


SPECIAL = ("word", "number", "text", "open")


class _Learner:
    def __init__(
        self,
        old: Source,
        marks: tuple[int, int],
        has_end: bool,
        hunks: list[Hunk],
        captures: Sequence[str],
        message: str,
    ) -> None:
        self.old, self.hunks, self.captures = old, hunks, captures
        self.marks, self.has_end = marks, has_end
        self.words = set(re.findall(r"\w+", message))
        self.low = min([marks[0], *(hunk.start for hunk in hunks)])
        self.high = max([marks[1] if has_end else marks[0], *(hunk.end for hunk in hunks)])
        self.runs: dict[tuple[int, int], int] = {}  # copied runs of old tokens: their element
        self.elements: list[Element] = []
        self.is_guess = False
        self.special: list[Hunk] = []  # what they put in fits only what they take away

    def run(self) -> tuple[list[Element] | None, bool]:
        if self.marks[0] - self.low > MAX_REGION or self.high - self.marks[1] > MAX_REGION:
            return None, False
        plans = [self._plan(hunk) for hunk in self.hunks]
        self._walk(plans)
        return self.elements, self.is_guess

    def line(self, text: str) -> list[list[Any]]:
        """The pieces of a line for the imports; only captures are told from its own words."""
        new, at, pieces = [*Source(text)], 0, list[list[Any]]()
        while at < len(new):
            size, sources = self._captured(new, at)
            pieces.append(["v", sources] if sources else ["t", new[at].text])
            at += size or 1
        return pieces

    # What is put in: pieces whose copies are ranges of old tokens, until the walk knows elements.
    def _plan(self, hunk: Hunk) -> list[list[Any]]:
        pieces: list[list[Any]] = []
        new, at = hunk.new, 0
        offset = self.old.offset(hunk.start)
        base = self.old.indent(offset)
        while at < len(new):
            token = new[at]
            if token.kind == "newline":
                following = new[at + 1] if at + 1 < len(new) else None
                indent = following.text if following and following.kind == "space" else ""
                ends = following is None
                pieces.append(["n", "", ""] if ends else ["n", *relative(indent, base)])
                at += 2 if indent else 1
                continue
            if token.is_blank or not token.text:
                pieces.append(["t", token.text])
                at += 1
                continue
            size, sources = self._captured(new, at)
            run = self._copied(new, at, size, hunk)
            if run and run[1] - run[0] >= size:
                size = run[1] - run[0]
                sources = sources if self._text(new[at : at + size]) in self.captures else []
                self.runs.setdefault(run, -1)
                sources.append(["e", *run])
            if sources:
                pieces.append(["v", sources])
                at += size
                continue
            if token.kind in ("word", "number") and (affixed := self._affixed(token.text, hunk)):
                pieces += affixed
                at += 1
                continue
            if token.kind == "word" and self._is_borrowed(token):
                self.is_guess = True
            pieces.append(["t", token.text])
            at += 1
        if all(piece[0] != "v" for piece in pieces) and any(
            token.kind in SPECIAL and token.text not in self.words for token in new
        ):
            self.special.append(hunk)
        self._loosen_edges(hunk, pieces)
        return pieces

    def _loosen_edges(self, hunk: Hunk, pieces: list[list[Any]]) -> None:
        """A blank that only keeps two words apart is put in where there are two words."""
        if len(hunk.new) < 2:
            return
        first, second = hunk.new[:2]
        if (
            hunk.start
            and first.text == " "
            and is_word(self.old[hunk.start - 1].text[-1:])
            and (is_word(second.text[:1]) or second.kind == "open")
        ):
            pieces[0] = ["s"]
        before, last = hunk.new[-2:]
        if (
            hunk.end < len(self.old)
            and last.text == " "
            and is_word(before.text[-1:])
            and is_word(self.old[hunk.end].text[:1])
        ):
            pieces[-1] = ["s"]

    def _affixed(self, text: str, hunk: Hunk) -> list[list[Any]]:
        """A name or number that goes, or a capture, with something before or behind it or without
        its beginning.
        """
        for index in range(hunk.start, hunk.end):
            known = self.old[index].text
            run = (index, index + 1)
            free = all(run == r or r[1] <= index or index < r[0] for r in self.runs)
            if (
                self.old[index].kind in ("word", "number")
                and free
                and text not in KEYWORDS
                and (pieces := _with_affix(text, known, ["e", *run]))
            ):
                self.runs.setdefault(run, -1)
                return pieces
        for number, capture in enumerate(self.captures):
            if re.fullmatch(r"\w+", capture) and (
                pieces := _with_affix(text, capture, ["c", number, ""])
            ):
                return pieces
        return []

    @staticmethod
    def _text(tokens: Sequence[Token]) -> str:
        return "".join(token.text for token in tokens)

    def _is_borrowed(self, token: Token) -> bool:
        """A name that the code has elsewhere, and the message has not, is from this code alone."""
        if token.text in self.words or token.text in LITERALS:
            return False
        return any(other.text == token.text and other.kind == "word" for other in self.old)

    def _captured(self, new: Sequence[Token], at: int) -> tuple[int, list[list[Any]]]:
        best = 0
        sources: list[list[Any]] = []
        for number, capture in enumerate(self.captures):
            for how in VIEWS:
                value = view(capture, how)
                if not value or not value.strip() or (how and value == capture):
                    continue
                size = _run_of(new, at, value)
                if not size or (value.isdigit() and len(value) < 2):
                    continue
                if size > best:
                    best, sources = size, []
                if (
                    size == best
                    and ["c", number, how] not in sources
                    and (not how or not any(source[2] == "" for source in sources))
                ):
                    sources.append(["c", number, how])
        return best, sources

    def _copied(
        self, new: Sequence[Token], at: int, least: int, hunk: Hunk
    ) -> tuple[int, int] | None:
        """The longest run of old tokens near the change that is put in again from `at` on."""
        if new[at].kind not in ("word", "number", "text", "open") and least == 0:
            return None
        low, high = self._window()
        walls = self._walls()
        best: tuple[tuple[int, int, int], tuple[int, int]] | None = None
        for start in range(low, high):
            if self.old[start].text != new[at].text or self.old[start].kind != new[at].kind:
                continue
            end = self._same_until(start, new, at, walls, high)
            size = end - start
            if size <= 0 or not any(
                token.kind in ("word", "number")
                or (token.kind == "text" and (size > 2 or len(token.text) > 2))
                for token in self.old[start:end]
            ):
                continue
            cut = any(h.start <= start < h.end for h in self.hunks)
            rank = (size, int(cut), -abs(start - hunk.start))
            if best is None or rank > best[0]:
                best = rank, (start, end)
        if best is None:
            return None
        start, end = best[1]
        self.low, self.high = min(self.low, start), max(self.high, end)
        return start, end

    def _window(self) -> tuple[int, int]:
        """The region and the lines that it begins and ends on."""
        low, high = self.low, self.high
        while low > 0 and self.old[low - 1].kind != "newline" and self.low - low < 40:
            low -= 1
        while high < len(self.old) and self.old[high].kind != "newline" and high - self.high < 40:
            high += 1
        return low, high

    def _walls(self) -> set[int]:
        walls = {self.marks[0], self.marks[1]}
        for hunk in self.hunks:
            walls |= {hunk.start, hunk.end}
        return walls

    def _same_until(
        self, start: int, new: Sequence[Token], at: int, walls: set[int], high: int
    ) -> int:
        """The end of the longest balanced run from `start` that `new` has from `at` on."""
        taken = {(a, b) for a, b in self.runs}
        depth, best, index = 0, start, start
        while index < high and at + index - start < len(new):
            token = self.old[index]
            if token.text != new[at + index - start].text or (index > start and index in walls):
                break
            depth += {"open": 1, "close": -1}.get(token.kind, 0)
            if depth < 0:
                break
            index += 1
            if depth == 0 and not token.is_blank:
                overlapping = [r for r in taken if r[0] < index and start < r[1]]
                if all(run == (start, index) for run in overlapping):
                    best = index
        return best

    # The old tokens, from the first to the last that matter, as elements.
    def _walk(self, plans: list[list[list[Any]]]) -> None:
        inserted = {hunk.start: plan for hunk, plan in zip(self.hunks, plans, strict=True) if plan}
        cut = {i for hunk in self.hunks for i in range(hunk.start, hunk.end)}
        if any(h.start <= self.low for h in self.hunks):
            self._guard(-1)
        walls = self._walls() | {wall for run in self.runs for wall in run}
        edges = sorted({self.low, self.high, *(w for w in walls if self.low <= w <= self.high)})
        pending: dict[int, list[Any]] = {}
        for place, start in enumerate(edges):
            self._marks_at(start, inserted, pending)
            if start == self.high:
                break
            self._segment(start, edges[place + 1], start in cut)
        if any(h.end >= self.high for h in self.hunks):
            self._guard(1)
        for element in self.elements:
            if element[0] == "+":
                self._resolve(element)

    def _marks_at(self, at: int, inserted: Mapping[int, list[Any]], pending: object) -> None:
        """The marks that stand here, and between them what is put in here."""
        if at == self.marks[0]:
            self.elements.append(["<"])
        if at in inserted:
            self.elements.append(["+", inserted[at], self._tight(at, inserted[at])])
        if at == self.marks[1] and self.has_end:
            self.elements.append([">"])

    def _tight(self, at: int, pieces: list[Any]) -> list[bool]:
        """Whether white space put in here needs its absence on the left and on the right."""
        blank = [piece[0] == "n" or (piece[0] == "t" and not piece[1].strip()) for piece in pieces]
        left = blank[0] and at > 0 and not self.old[at - 1].is_blank
        right = blank[-1] and at < len(self.old) and not self.old[at].is_blank
        lines = any(piece[0] == "n" for piece in pieces) and not has_line(self.old, at)
        return [left, right, lines]

    def _guard(self, side: int) -> None:
        index = self.low - 1 if side < 0 else self.high
        self.elements.append(["~", [neighbour(self.old, index, side)], side])

    def _changed(self, at: int) -> bool:
        return any(hunk.start <= at <= hunk.end for hunk in self.hunks)

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
        if (start, end) in self.runs:
            classes = sorted(classes_of(self.old, start, end))
            self.runs[start, end] = len(self.elements)
            self.elements.append(["*", classes, cut, self._equal(start, end)])
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
        while at < end:
            if self.old[at].kind == "newline":
                if cut or self._changed(at) or self._changed(at + 1):
                    self.elements.append(["_", "line", cut])
                at += 1
                continue
            stop = at
            while stop < end and self.old[stop].kind == "space":
                stop += 1
            if cut:
                hunk = next(h for h in self.hunks if h.start <= at < h.end)
                alone = all(t.is_blank for t in self.old[hunk.start : hunk.end])
                self.elements.append(["_", "some" if alone else "any", True])
            elif self._is_rest(at, stop):
                self.elements.append(["_", "one", False])
            elif self._changed(at) or self._changed(stop):
                self.elements.append(["_", "any", False])
            at = stop

    def _is_rest(self, start: int, end: int) -> bool:
        """The blank that is left of several."""
        beside = [h for h in self.hunks if h.start == end or h.end == start]
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
            self.elements.append(["*", classes, cut, self._equal(lead, inner)])
        for index in range(max(stop, lead), end):
            if not self.old[index].is_blank:
                self._literal(index, cut)

    def _solid(self, index: int) -> int:
        while index < len(self.old) and self.old[index].is_blank:
            index += 1
        return index

    def _is_whole_range(self, start: int, end: int) -> bool:
        """All that the error's range covers goes: what it is does not matter, but its edges."""
        if not self.has_end or any(self.marks[0] <= a < self.marks[1] for a, _ in self.runs):
            return False
        if any(hunk.start <= start < hunk.end for hunk in self.special):
            return False
        return self.marks == (start, end) and end - start > 1

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
            text = self._text(self.old[at:stop])
            if any(hunk.start <= at < hunk.end for hunk in self.special):
                self.elements.append(["=", token.text, True])
                at += 1
                continue
            said = token.kind == "word" and token.text in self.words and text not in self.captures
            if said or text in LITERALS:
                self._literal(at, True)
                at += 1
                continue
            self.elements.append(["*", [], True, self._equal(at, stop)])
            at = stop

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
        return max(stop, at + 1)

    def _equal(self, start: int, end: int) -> list[Any]:
        text = self._text(self.old[start:end])
        return [["c", n, ""] for n, capture in enumerate(self.captures) if capture == text]

    def _resolve(self, element: Element) -> None:
        for piece in element[1]:
            if piece[0] == "v":
                piece[1] = [
                    ["e", self.runs[source[1], source[2]], *source[3:]]
                    if source[0] == "e"
                    else source
                    for source in piece[1]
                ]


def _with_affix(text: str, known: str, source: list[Any]) -> list[list[Any]]:
    if known == text or (not known[:1].isalnum() and known[:1] != "_"):
        return []
    if known.endswith(text) and len(known) - len(text) <= 4 and not known[: -len(text)].isalnum():
        how = "-" + known[: -len(text)]
        return [["v", [[*source, how] if source[0] == "e" else [*source[:2], how]]]]
    if len(known) < 2 and text.strip("_") != known:
        return []
    if text.endswith(known) and len(text) - len(known) <= 4:
        return [["t", text[: -len(known)]], ["v", [source]]]
    if text.startswith(known) and len(text) - len(known) <= 4:
        return [["v", [source]], ["t", text[len(known) :]]]
    return []


def _run_of(new: Sequence[Token], at: int, value: str) -> int:
    """How many tokens from `at` on are `value`; 0 where they are not."""
    text = ""
    for size, token in enumerate(new[at:], start=1):
        text += token.text
        if text == value:
            return size
        if not value.startswith(text):
            return 0
    return 0
