"""A fix as an edit of tokens, relative to where the error is: learned from before and after,
generalised by more examples, applied to other code.

What stays becomes holes, which take any code as simple as what was seen (anti-unification, as in
Getafix, arXiv 1902.06111); what is put in is copied from the error's captures or from the code
around, where it stands there too. Where two readings of a place differ nothing is done.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, TypedDict

from errorpatterns import imports
from errorpatterns.tokens import KEYWORDS, Source, Token

MAX_SOURCE = 256 * 1024  # characters
MAX_REGION = 160  # tokens between the error and what is changed
MAX_CELLS = 160_000
MAX_ELEMENTS = 120
MAX_STEPS = 20_000
MAX_RULES = 8

# One element of a rule, as it is stored:
#   ["=", text, cut]         this token
#   ["*", classes, cut, eq]  a balanced run of tokens; None: of any kind
#   ["_", size, cut]         white space: one line end, one, some or any blanks
#   ["<"], [">"]             where the reported range begins and ends
#   ["+", pieces, tight]     what is put in
#   ["~", kinds]             a neighbour, which is only looked at
Element = list[Any]
Rule = dict[str, Any]


class Edit(NamedTuple):
    """`text` instead of the characters from `start` to `end`."""

    start: int
    end: int
    text: str


class Span(NamedTuple):
    """Where a tool says that the error is; `end` is None where it does not say."""

    start: int
    end: int | None


def span_at(text: str, start: tuple[int, int], end: tuple[int | None, int] | None) -> Span:
    """The range between lines and columns that begin with 1; columns count UTF-16 units."""
    first = offset_at(text, *start)
    if end is None or end[0] is None:
        return Span(first, None)
    return Span(first, max(first, offset_at(text, end[0], end[1])))


def offset_at(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if start == 0:
            return len(text)
    units = 0
    for index in range(start, len(text)):
        if units >= column - 1 or text[index] == "\n":
            return index
        units += 2 if text[index] > "\uffff" else 1
    return len(text)


def text_edits(text: str, edits: Sequence[Edit]) -> list[dict[str, Any]]:
    """As the Language Server Protocol has them: lines from 0, characters in UTF-16 units."""
    return [
        {
            "range": {"start": _position(text, edit.start), "end": _position(text, edit.end)},
            "newText": edit.text,
        }
        for edit in edits
    ]


def _position(text: str, offset: int) -> dict[str, int]:
    start = text.rfind("\n", 0, offset) + 1
    units = len(text[start:offset].encode("utf-16-le", "surrogatepass")) // 2
    return {"line": text.count("\n", 0, offset), "character": units}


def applied(text: str, edits: Sequence[Edit]) -> str:
    pieces, at = [], 0
    for edit in edits:
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])


# --- the difference of two texts ---------------------------------------------------------------


class Hunk(NamedTuple):
    """Tokens `start` to `end` of the old text become `new`."""

    start: int
    end: int
    new: list[Token]


def hunks_of(old: Source, new: Source, span: tuple[int, int]) -> list[Hunk] | None:
    """The smallest change of tokens; None where the texts differ too much."""
    a, b = [token.text for token in old], [token.text for token in new]
    head = _shared(a, b)
    tail = _shared(a[head:][::-1], b[head:][::-1])
    middle_a, middle_b = old.tokens[head : len(a) - tail], new.tokens[head : len(b) - tail]
    if len(middle_a) * len(middle_b) > MAX_CELLS:
        return None
    hunks = []
    for i, i2, j, j2 in _changes(middle_a, middle_b):
        hunks.append(Hunk(head + i, head + i2, middle_b[j:j2]))
    return [_slid(old, hunk, span, hunks) for hunk in hunks]


def _shared(a: Sequence[str], b: Sequence[str]) -> int:
    for count, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return count
    return min(len(a), len(b))


def _weight(token: Token) -> float:
    if token.is_blank:
        return 0.3
    return 3.0 if token.kind in ("word", "number", "text", "keyword") else 1.5


def _changes(a: Sequence[Token], b: Sequence[Token]) -> Iterator[tuple[int, int, int, int]]:
    """Ranges of `a` and `b` that differ, by the heaviest common subsequence."""
    rows = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    joined = [[False] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) - 1, -1, -1):
        row, below, text, weight = rows[i], rows[i + 1], a[i].text, _weight(a[i])
        for j in range(len(b) - 1, -1, -1):
            best = below[j] if below[j] >= row[j + 1] else row[j + 1]
            if text == b[j].text:
                # A common run in one piece is better than one in two.
                both = below[j + 1] + weight + (0.2 if joined[i + 1][j + 1] else 0.0)
                if both > best:
                    best, joined[i][j] = both, True
            row[j] = best
    i = j = start_a = start_b = 0
    while i < len(a) and j < len(b):
        if joined[i][j]:
            if i > start_a or j > start_b:
                yield start_a, i, start_b, j
            i, j = i + 1, j + 1
            start_a, start_b = i, j
        elif rows[i + 1][j] >= rows[i][j + 1]:
            i += 1
        else:
            j += 1
    if start_a < len(a) or start_b < len(b):
        yield start_a, len(a), start_b, len(b)


def _slid(old: Source, hunk: Hunk, span: tuple[int, int], hunks: Sequence[Hunk]) -> Hunk:
    """A lone insertion or deletion may stand at several places: the one that means something."""
    if len(hunks) != 1 or (hunk.new and hunk.end > hunk.start):
        return hunk
    start, end = hunk.start, hunk.end
    new = [(token.kind, token.text) for token in hunk.new]
    moving = new or [(token.kind, token.text) for token in old[start:end]]
    places = [(start, moving)]
    at, run = start, moving
    while at > 0 and (old[at - 1].kind, old[at - 1].text) == run[-1] and start - at < 40:
        at, run = at - 1, [run[-1], *run[:-1]]
        places.append((at, run))
    at, run = start, moving
    shift = 0 if new else end - start
    while at + shift < len(old) and at - start < 40:
        following = old[at + shift]
        if (following.kind, following.text) != run[0]:
            break
        at, run = at + 1, [*run[1:], run[0]]
        places.append((at, run))
    if len(places) == 1:
        return hunk
    at, run = max(
        places, key=lambda place: (_sense(old, place, shift, span), -abs(place[0] - start))
    )
    offset = old.offset(at)
    return Hunk(at, at + shift, [Token(kind, text, offset) for kind, text in run] if new else [])


def _sense(
    old: Source, place: tuple[int, list[tuple[str, str]]], size: int, span: tuple[int, int]
) -> float:
    at, run = place
    depth, balanced = 0, True
    for kind, _ in run:
        depth += {"open": 1, "close": -1}.get(kind, 0)
        balanced = balanced and depth >= 0
    sense = 2.0 if balanced and not depth else 0.0
    sense += (at in span) + (size > 0 and at + size in span)
    if any(kind == "newline" for kind, _ in run):
        # Whole lines: from the beginning of one to its end.
        sense += 1.5 * (at == 0 or old[at - 1].kind == "newline") + (run[-1][0] == "newline")
    elif run[0][0] == "space":
        sense += 0.5
    return sense


# --- classes of code ---------------------------------------------------------------------------

_LITERALS = {"this", "null", "true", "false", "undefined", "super", "self", "None", "True", "False"}
_GROUPS: dict[str, str] = {}
for _class, _members in {
    "u": "! ~ ++ --",
    "a": "+ - * / % ** & | ^ << >> >>> // @",
    "c": "== != === !== < > <= >= in instanceof is",
    "l": "&& || ?? and or not",
    "t": "? :",
    "s": "= += -= *= /= => := -> **= ||= &&= ??=",
    ",": ",",
    ";": ";",
    ".": ". ?. ::",
    "y": "await typeof void new delete async yield ... lambda",
}.items():
    for _member in _members.split():
        _GROUPS[_member] = _class


def _class_of(source: Source, index: int, previous: int | None) -> str:
    """What makes code at this token less than the simplest; empty for a plain operand."""
    token = source[index]
    if token.kind in ("operator", "keyword"):
        return _GROUPS.get(token.text, "k" if token.kind == "keyword" else "o")
    if token.kind == "newline":
        return "n"
    if token.kind == "open" and token.text[:2] in ("//", "/*", "#", "<!"):
        return "m"
    if previous is None or token.is_blank or token.kind == "text":
        return ""
    before = source[previous]
    if before.kind in ("word", "number", "close") and before.text not in _GROUPS:
        called = token.kind == "open" and token.text in ("(", "[", "`", "{")
        return "" if called and token.text != "{" else "j"
    return ""


def _classes(source: Source, start: int, end: int) -> set[str]:
    """The classes of a balanced run, without what stands in its brackets."""
    found, at, previous = set(), start, None
    while at < end:
        found.add(_class_of(source, at, previous))
        if not source[at].is_blank:
            previous = at
        if source[at].kind == "open" and at in source.partner:
            at = source.partner[at]
            previous = at
        at += 1
    return found - {"", "."}


def _neighbour(source: Source, index: int, step: int) -> str:
    """What stands beside, so far as it matters."""
    while 0 <= index < len(source) and source[index].kind == "space":
        index += step
    if not 0 <= index < len(source):
        return "line"
    token = source[index]
    if token.kind == "newline" or not token.text:
        return "line"
    if token.kind in ("word", "number", "text") or token.text in _LITERALS:
        return "operand"
    return str(token.text)


# --- learning ----------------------------------------------------------------------------------


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
    old, new = Source(before, _cuts(span)), Source(after)
    marks = _marks(old, span)
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
    found = _edits(rule, before, span, captures)
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
    start = end = old.offset(hunk.start)
    start = old.text.rfind("\n", 0, start) + 1
    end = (old.text + "\n").find("\n", end)
    return imports.widened(old.text[start:end], text.strip(" ,"))


def _cuts(span: Span) -> list[int]:
    return [span.start] if span.end is None else [span.start, span.end]


def _marks(source: Source, span: Span) -> tuple[int, int]:
    start = source.at(span.start)
    if span.end is None:
        return start, start
    end = source.at(max(span.start, span.end))
    # A comment to the end of its line is closed by nothing, which belongs to it.
    while end < len(source) and not source[end].text and end - 1 >= start:
        end += 1
    return start, max(start, end)


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
                pieces.append(["n", "", ""] if ends else ["n", *_relative(indent, base)])
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
            and _is_word(self.old[hunk.start - 1].text[-1:])
            and (_is_word(second.text[:1]) or second.kind == "open")
        ):
            pieces[0] = ["s"]
        before, last = hunk.new[-2:]
        if (
            hunk.end < len(self.old)
            and last.text == " "
            and _is_word(before.text[-1:])
            and _is_word(self.old[hunk.end].text[:1])
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
        if token.text in self.words or token.text in _LITERALS:
            return False
        return any(other.text == token.text and other.kind == "word" for other in self.old)

    def _captured(self, new: Sequence[Token], at: int) -> tuple[int, list[list[Any]]]:
        best = 0
        sources: list[list[Any]] = []
        for number, capture in enumerate(self.captures):
            for how in _VIEWS:
                value = _view(capture, how)
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
        lines = any(piece[0] == "n" for piece in pieces) and not _has_line(self.old, at)
        return [left, right, lines]

    def _guard(self, side: int) -> None:
        index = self.low - 1 if side < 0 else self.high
        self.elements.append(["~", [_neighbour(self.old, index, side)], side])

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
            classes = sorted(_classes(self.old, start, end))
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
            classes = None if loose else sorted(_classes(self.old, lead, inner))
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
            if said or text in _LITERALS:
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
                previous is not None and (token.is_blank or _class_of(self.old, stop, previous))
            ) and _GROUPS.get(token.text) != ".":
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


def _has_line(source: Source, at: int) -> bool:
    """Whether a line ends in the white space around."""
    left, right = at, at
    while left > 0 and source[left - 1].is_blank:
        left -= 1
    while right < len(source) and source[right].is_blank:
        right += 1
    return any(token.kind == "newline" for token in source[left:right])


def _is_word(char: str) -> bool:
    return char.isalnum() or char in ("_", "$") if char else False


_VIEWS = ("", "tail", "head", "name", "bare", "lower", "upper")


def _view(text: str, how: str) -> str:
    """A part or a form of `text`: what a fix may put in of what it is given."""
    if how == "tail":
        return re.split(r"[./]", text)[-1]
    if how == "head":
        return re.split(r"[./(]", text)[0]
    if how == "name":
        return re.split(r"[.(]", text.partition("(")[0])[-1]
    if how == "bare":
        return text.strip("'\"`")
    if how == "lower":
        return text.lower()
    if how == "upper":
        return text.upper()
    if how[:1] == "-":
        return text.removeprefix(how[1:]) if text.startswith(how[1:]) else ""
    return text


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


def _relative(indent: str, base: str) -> tuple[str, str]:
    """What is to be added to the indentation of the place, or taken from it."""
    if indent.startswith(base):
        return "+", indent[len(base) :]
    if base.startswith(indent):
        return "-", base[len(indent) :]
    return "=", indent


def _indented(base: str, how: str, text: str) -> str:
    if how == "+":
        return base + text
    if how == "-":
        return base[: -len(text)] if base.endswith(text) else base[: max(0, len(base) - len(text))]
    return text


# --- more examples -----------------------------------------------------------------------------


def pooled(lessons: Iterable["Lesson"]) -> "Lesson":
    """What several lessons about one error say together."""
    many = list(lessons)
    rules = [rule for lesson in many for rule in lesson["rules"]]
    missed: Counter[str] = Counter()
    for lesson in many:
        missed.update(lesson["missed"])
    return {"rules": rules, "missed": dict(missed)}


class Lesson(TypedDict):
    """What several examples of one error say: `rules`, and how many said nothing."""

    rules: list[Rule]
    missed: dict[str, int]  # by the error's code


def refined(known: Lesson | None, rule: Rule | None, code: str = "") -> Lesson:
    """`known` with one more example: what varied becomes a hole, another shape another rule.

    `rule` is None where the example, of an error with `code`, says nothing.
    """
    rules, missed = (list(known["rules"]), dict(known["missed"])) if known else ([], {})
    for place, other in enumerate(rules):
        if rule is not None and (both := _unified(other, rule)) is not None:
            rules[place] = both
            return {"rules": rules, "missed": missed}
    if rule is None or _is_full(rules, rule):
        missed[code] = missed.get(code, 0) + 1
        return {"rules": rules, "missed": missed}
    return {"rules": [*rules, rule], "missed": missed}


def _is_full(rules: Sequence[Rule], rule: Rule) -> bool:
    alike = sum(other.get("c") == rule.get("c") for other in rules)
    return alike >= MAX_RULES or len(rules) >= MAX_RULES * MAX_RULES


def _unified(one: Rule, other: Rule) -> Rule | None:
    if len(one["e"]) != len(other["e"]) or one.get("c") != other.get("c"):
        return None
    elements = [_element(a, b) for a, b in zip(one["e"], other["e"], strict=True)]
    lines = _lines(one["i"], other["i"])
    if None in elements or lines is None:
        return None
    return {**one, "e": elements, "n": one["n"] + other["n"], "g": False, "i": lines}


def _lines(one: list[Any], other: list[Any]) -> list[Any] | None:
    """The imports that both add; one of the two may have had them before."""
    if not one or not other:
        return one or other
    if len(one) != len(other) or any(len(a) != len(b) for a, b in zip(one, other, strict=True)):
        return None
    lines = [
        [_piece(x, y) for x, y in zip(a, b, strict=True)] for a, b in zip(one, other, strict=True)
    ]
    return None if any(None in line for line in lines) else lines


def _element(a: Element, b: Element) -> Element | None:
    if a == b:
        return a
    if a[0] == b[0] == "~":
        return ["~", sorted({*a[1], *b[1]}), a[2]] if a[2] == b[2] else None
    if a[0] == b[0] == "*" and a[2] == b[2]:
        classes = None if None in (a[1], b[1]) else sorted({*a[1], *b[1]})
        return ["*", classes, a[2], [source for source in a[3] if source in b[3]]]
    if a[0] == b[0] == "_" and a[2] == b[2]:
        return ["_", "any", a[2]] if "line" not in (a[1], b[1]) else None
    if {a[0], b[0]} == {"=", "*"} and a[2] == b[2]:
        hole = a if a[0] == "*" else b
        return ["*", hole[1], hole[2], []]
    if a[0] == b[0] == "+" and len(a[1]) == len(b[1]):
        pieces = [_piece(x, y) for x, y in zip(a[1], b[1], strict=True)]
        if None in pieces:
            return None
        return ["+", pieces, [x and y for x, y in zip(a[2], b[2], strict=True)]]
    return None


def _piece(a: list[Any], b: list[Any]) -> list[Any] | None:
    if a == b:
        return a
    if a[0] == b[0] == "v":
        sources = [source for source in a[1] if source in b[1]]
        return ["v", sources] if sources else None
    return None


# --- looser readings ---------------------------------------------------------------------------

LOOSEST = 2


def loosened(elements: Sequence[Element], level: int) -> list[Element]:
    """What the example shows, asking for less of the code around: 0 for all of it, 1 without the
    neighbours, 2 for no more than what is changed and where it is in the error's range.
    """
    if level == 0:
        return list(elements)
    used = {
        source[1]
        for element in elements
        if element[0] == "+"
        for piece in element[1]
        if piece[0] == "v"
        for source in piece[1]
        if source[0] == "e"
    }
    kept: list[tuple[int, Element]] = [
        (number, element) for number, element in enumerate(elements) if element[0] != "~"
    ]
    if level == 2:
        kept = list(_bared(kept, used))
    place = {number: at for at, (number, _) in enumerate(kept)}
    return [_moved(element, place) for _, element in kept]


def _moved(element: Element, place: Mapping[int, int]) -> Element:
    if element[0] != "+":
        return element
    pieces = [
        ["v", [["e", place[s[1]], *s[2:]] if s[0] == "e" else s for s in piece[1]]]
        if piece[0] == "v"
        else piece
        for piece in element[1]
    ]
    return ["+", pieces, element[2]]


def _bared(kept: Sequence[tuple[int, Element]], used: set[int]) -> Iterator[tuple[int, Element]]:
    at = 0
    while at < len(kept):
        number, element = kept[at]
        if number in used or element[0] in "<>+" or element[2]:
            quote = element[0] == "=" and element[1] and _is_quote(element[1])
            yield _plainer((number, element)) if quote else (number, element)
            at += 1
            continue
        stop = at
        while stop < len(kept) and _is_passive(kept[stop], used):
            stop += 1
        yield from _passed(kept, at, stop)
        at = stop


def _is_passive(numbered: tuple[int, Element], used: set[int]) -> bool:
    number, element = numbered
    return number not in used and element[0] not in "<>+" and not element[2]


def _passed(
    kept: Sequence[tuple[int, Element]], at: int, stop: int
) -> Iterator[tuple[int, Element]]:
    """What stays and is only passed, between two things that are fixed."""
    left = kept[at - 1][1][0] if at else ""
    parts: list[list[tuple[int, Element]]] = [[]]
    for pair in kept[at:stop]:
        if pair[1][0] == "=" and not _is_plain(pair[1][1]) and not _is_quote(pair[1][1]):
            parts += [[pair], []]
        else:
            parts[-1].append(pair)
    right = kept[stop][1][0] if stop < len(kept) else ""
    for place, part in enumerate(parts):
        beside_left = place == 0 and left not in ("<", "")
        beside_right = place == len(parts) - 1 and right not in (">", "")
        blank = [pair for pair in part if pair[1][0] == "_"]
        bracket = place % 2 == 1
        if bracket or len(blank) == len(part) or (beside_left and beside_right):
            yield from (_plainer(pair) for pair in part)
        elif len(part) == 1 and (right != ">" or place < len(parts) - 1):
            yield _plainer(part[0])
        else:
            # Next to what changes, it is still as it was; the rest may be anything.
            if beside_left and part[0][1][0] in "_":
                yield part[0]
            yield part[0][0], ["*", None, False, [], True]
            if part[-1][1][0] == "_":
                yield part[-1]


def _plainer(numbered: tuple[int, Element]) -> tuple[int, Element]:
    number, element = numbered
    if element[0] == "=" and (_is_plain(element[1]) or _is_quote(element[1])):
        return number, ["?", _is_quote(element[1]), element[2]]
    return numbered


def _is_plain(text: str) -> bool:
    return text[:1] not in "([{}])" and not _is_quote(text)


def _is_quote(text: str) -> bool:
    return not text or text[-1:] in ("'", '"', "`") or text in _COMMENTS


_COMMENTS = ("//", "/*", "*/", "#", "<!--", "-->")


# --- applying ----------------------------------------------------------------------------------


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
            edits = _edits(rule, text, span, captures, level)
            if edits and (result := applied(text, edits)) != text:
                known, _ = found.get(result, (0, edits))
                found[result] = known + rule["n"], edits
        if len(found) > 1 and level > 0:
            return None
        if found:
            best = max(seen for seen, _ in found.values())
            likely = [edits for seen, edits in found.values() if seen == best]
            return likely[0] if len(likely) == 1 else None
    return None


class _Ambiguous(Exception):
    """Several places fit, or too many would have to be tried."""


def _edits(
    rule: Rule, text: str, span: Span, captures: Sequence[str], level: int = 0
) -> list[Edit] | None:
    source = Source(text, _cuts(span))
    finder = _Finder(loosened(rule["e"], level), source, _marks(source, span), captures)
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
            if not element[2][2] or not _has_line(source, at):
                yield at, at
        elif kind == "~":
            index = at - 1 if element[2] < 0 else at
            if number == 0 and element[2] < 0:
                following = self.elements[1][0] if len(self.elements) > 1 else ""
                index = (self._skip(at) if following in "=*" else at) - 1
            if _neighbour(source, index, element[2]) in element[1]:
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
                and _is_quote(source[start].text) == element[1]
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
            found = _class_of(source, at, previous)
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
            _view(self.captures[source[1]], source[2])
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
        if edit.text or "\n" in text[edit.start : edit.end] or edit.end == edit.start:
            return edit
        start = text.rfind("\n", 0, edit.start) + 1
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
            if not text and not inside and _is_word(before) and _is_word(after):
                whole = _is_word(source[edit.start : edit.start + 1]) and _is_word(
                    source[edit.end - 1 : edit.end]
                )
                text = " " if not whole and edit.end > edit.start else ""
            return edit._replace(text=text)
        if (
            lead
            and _is_word(before)
            and _is_word(text[:1])
            and (not _is_word(source[edit.start : edit.start + 1]) or edit.end == edit.start)
        ):
            text = " " + text
        if (
            trail
            and _is_word(after)
            and _is_word(text[-1:])
            and (not _is_word(source[edit.end - 1 : edit.end]) or edit.end == edit.start)
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
                text += "\n" + (_indented(base, piece[1], piece[2]) if piece[1] else "")
            else:
                values = {self._value(source, spans) for source in piece[1]} - {None}
                if len(values) != 1:
                    return None
                text += str(values.pop())
        return text

    def _value(self, source: Sequence[Any], spans: Sequence[tuple[int, int]]) -> str | None:
        if source[0] == "e":
            return _view(self._text(*spans[source[1]]), *source[2:] or ("",)) or None
        if source[1] >= len(self.captures):
            return None
        return _view(self.captures[source[1]], source[2]) or None


def _extend(edits: list[Edit], edit: Edit) -> None:
    """Edits that touch are one."""
    if edits and edits[-1].end == edit.start:
        edits[-1] = Edit(edits[-1].start, edit.end, edits[-1].text + edit.text)
    else:
        edits.append(edit)
