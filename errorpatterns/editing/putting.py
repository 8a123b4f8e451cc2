"""What a repair puts in, as pieces: copies of captures and of code around, and words of its own.

Copies are ranges of old tokens until the elements that hold them are known.
"""

import re
from collections.abc import Sequence
from typing import Any

from errorpatterns.editing.differences import Hunk
from errorpatterns.editing.naming import introduced
from errorpatterns.editing.region import Region, text_of
from errorpatterns.editing.shapes import (
    CASES,
    DANGLING,
    GROUPS,
    LITERALS,
    VIEWS,
    is_word,
    relative,
    view,
)
from errorpatterns.editing.tokens import KEYWORDS, Source, Token
from errorpatterns.shapes import NO_SERIES

TYPED = (":", "->", "as", "satisfies")  # what a type stands behind
# Where what stands behind these is something else.
_UNTYPED = ("{", "?", "case", "except", "import", "lambda", "with")
OF_ANY = frozenset({"any", "unknown", "Any", "object", "dynamic"})  # types of whatever value
SPECIAL = ("word", "number", "text", "open", "keyword")


class Putting:
    def __init__(self, region: Region) -> None:
        self.region, self.old, self.captures = region, region.old, region.captures
        self.is_guess = False
        self.is_of_place = False
        self.names = introduced(region.old, region.marks[0])

    def line(self, text: str) -> list[list[Any]]:
        """The pieces of a line for the imports; only captures are told from its own words, so that
        one that only moves teaches nothing.
        """
        gone = (text_of(self.old[hunk.start : hunk.end]) for hunk in self.region.hunks)
        self.is_guess = self.is_guess or any(text in cut for cut in gone)
        new, at, pieces = [*Source(text)], 0, list[list[Any]]()
        while at < len(new):
            size, sources = self._captured(new, at)
            pieces.append(["v", sources] if sources else ["t", new[at].text])
            at += size or 1
        return pieces

    def pieces(self, hunk: Hunk) -> list[list[Any]]:
        pieces: list[list[Any]] = []
        new, at = hunk.new, 0
        base = self.old.indent(self.old.offset(hunk.start))
        while at < len(new):
            size, found = self._next(hunk, at, base)
            pieces += found
            at += size
        if all(piece[0] != "v" for piece in pieces) and any(
            token.kind in SPECIAL and token.text not in self.region.words for token in new
        ):
            self.region.special.append(hunk)
        self._loosen_edges(hunk, pieces)
        return pieces

    def _next(self, hunk: Hunk, at: int, base: str) -> tuple[int, list[list[Any]]]:
        """How many of the new tokens come next, and as what they are put in."""
        token = hunk.new[at]
        if token.kind == "newline":
            indent, ends = _indent(hunk.new, at + 1), at + 1 == len(hunk.new)
            piece = ["n", "", ""] if ends else ["n", *relative(indent, base)]
            return (2 if indent else 1), [piece]
        if at == 0 and token.kind == "space" and self._is_below(hunk):
            above = self.old.indent(self.old.offset(hunk.start - 1))
            return 1, [["i", *relative(token.text, above)]]
        if token.is_blank or not token.text:
            counted = self._counted(token.text)
            return 1, [["v", counted] if counted else ["t", token.text]]
        size, sources = self._copies(hunk, at)
        if sources:
            return size, [["v", sources]]
        if token.kind in ("word", "number") and (affixed := self._affixed(token.text, hunk)):
            return 1, affixed
        if token.kind == "word" and token.text not in LITERALS:
            if leads := [lead for lead, name in self.names.items() if name == token.text]:
                return 1, [["v", [["a", *leads[0]]]]]
            self.is_guess = self.is_guess or self._is_borrowed(token)
        self.is_of_place = self.is_of_place or self._is_of_place(hunk, at)
        return 1, [["t", token.text]]

    def _is_below(self, hunk: Hunk) -> bool:
        """Whether it is of whole lines, and there is code on the line above them."""
        above = self.old[max(0, hunk.start - 2) : hunk.start]
        kinds = [token.kind for token in (*above, hunk.new[-1])]
        return len(kinds) == 3 and kinds[0] != "newline" and kinds[1:] == ["newline", "newline"]

    def _counted(self, blanks: str) -> list[list[Any]]:
        """The captures that say how many blanks these are; one alone says nothing of its number."""
        if len(blanks) < 2:
            return []
        told = [view(capture, "blanks") for capture in self.captures]
        return [["c", number, "blanks"] for number, one in enumerate(told) if one == blanks]

    def _copies(self, hunk: Hunk, at: int) -> tuple[int, list[list[Any]]]:
        """Of what the tokens from here on are copies, and how many of them."""
        size, sources = self._captured(hunk.new, at)
        run = self._copied(hunk.new, at, size, hunk)
        if run and run[1] - run[0] >= size:
            size = run[1] - run[0]
            sources = sources if text_of(hunk.new[at : at + size]) in self.captures else []
            self.region.runs.setdefault(run, -1)
            sources.append(["e", *run])
        return size, sources

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
            free = all(run == r or r[1] <= index or index < r[0] for r in self.region.runs)
            if (
                self.old[index].kind in ("word", "number")
                and free
                and text not in KEYWORDS
                and (pieces := _with_affix(text, known, ["e", *run]))
            ):
                self.region.runs.setdefault(run, -1)
                self.is_guess = self.is_guess or _is_misspelled(known, text)
                return pieces
        for number, capture in enumerate(self.captures):
            if re.fullmatch(r"\w+", capture) and (
                pieces := _with_affix(text, capture, ["c", number, ""])
            ):
                self.is_guess = self.is_guess or _is_misspelled(capture, text)
                return pieces
        affixed = (
            _with_affix(text, name, ["a", *lead])
            for lead, name in self.names.items()
            if text.startswith(name) and not _is_misspelled(name, text)
        )
        return next(filter(None, affixed), [])

    def _is_borrowed(self, token: Token) -> bool:
        """A name that the code has elsewhere, and the message has not, is from this code alone."""
        if token.text in self.region.words or token.text in LITERALS:
            return False
        return any(other.text == token.text and other.kind == "word" for other in self.old)

    def _is_of_place(self, hunk: Hunk, at: int) -> bool:
        text = hunk.new[at].text
        before = [token.text for token in hunk.new[:at]]
        return text not in self.region.words and of_place(text, before)

    def _captured(self, new: Sequence[Token], at: int) -> tuple[int, list[list[Any]]]:
        size, sources = self._viewed(new, at, VIEWS)
        return (size, sources) if sources else self._viewed(new, at, CASES)

    def _viewed(
        self, new: Sequence[Token], at: int, views: Sequence[str]
    ) -> tuple[int, list[list[Any]]]:
        best = 0
        sources: list[list[Any]] = []
        for number, capture in enumerate(self.captures):
            for how in views:
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
        # What one capture is says more than what another could be made to.
        return best, [one for one in sources if not one[2]] or sources

    def _copied(
        self, new: Sequence[Token], at: int, least: int, hunk: Hunk
    ) -> tuple[int, int] | None:
        """The longest run of old tokens near the change that is put in again from `at` on."""
        if new[at].kind not in ("word", "number", "text", "open") and least == 0:
            return None
        # Within braces a string says what code says.
        before = new[at - 1 : at] or self.old[max(0, hunk.start - 1) : hunk.start]
        is_braced = new[at].kind == "text" and text_of(before).endswith("{")
        kinds = (new[at].kind, "word" if is_braced else "")
        low, high = self.region.window()
        walls = self.region.walls()
        best: tuple[tuple[int, int, int], tuple[int, int]] | None = None
        for start in range(low, high):
            if self.old[start].text != new[at].text or self.old[start].kind not in kinds:
                continue
            end = self._same_until(start, new, at, walls, high)
            size = end - start
            cut = any(h.start <= start < h.end for h in self.region.hunks)
            if size <= 0 or not any(
                (token.kind in ("word", "number") and token.text not in LITERALS)
                or (token.kind == "text" and (cut or size > 2 or len(token.text) > 2))
                for token in self.old[start:end]
            ):
                continue
            rank = (size, int(cut), -abs(start - hunk.start))
            if best is None or rank > best[0]:
                best = rank, (start, end)
        if best is None:
            return None
        start, end = best[1]
        self.region.low, self.region.high = min(self.region.low, start), max(self.region.high, end)
        return start, end

    def _same_until(
        self, start: int, new: Sequence[Token], at: int, walls: set[int], high: int
    ) -> int:
        """The end of the longest balanced run from `start` that `new` has from `at` on."""
        taken = {(a, b) for a, b in self.region.runs}
        depth, best, index = 0, start, start
        while index < high and at + index - start < len(new):
            token = self.old[index]
            if token.text != new[at + index - start].text or (index > start and index in walls):
                break
            depth += {"open": 1, "close": -1}.get(token.kind, 0)
            if depth < 0:
                break
            index += 1
            if depth == 0 and not token.is_blank and GROUPS.get(token.text, "") not in DANGLING:
                overlapping = [r for r in taken if r[0] < index and start < r[1]]
                if all(run == (start, index) for run in overlapping):
                    best = index
        return best


def of_place(text: str, before: Sequence[str]) -> bool:
    """Whether nothing but a message tells that another place gets this name too, put in behind
    `before`: it is in a type, which is that of a value there, or has a number, which was the next.
    """
    if not text[:1].isalpha() or text in LITERALS | KEYWORDS | OF_ANY:
        return False
    is_numbered = text[-1].isdigit() and re.match(NO_SERIES, text) is not None
    return is_numbered or _is_in_type(before)


def _is_in_type(before: Sequence[str]) -> bool:
    """Whether what is put in behind these tokens of its line is of a type."""
    ends = [n for n, text in enumerate(before) if "\n" in text or text == "="]
    texts = before[ends[-1] + 1 if ends else 0 :]
    found = next((text for text in texts if text in TYPED or text in _UNTYPED), "")
    return found in TYPED


def _indent(new: Sequence[Token], at: int) -> str:
    """The white space that begins at this token, if it does."""
    return new[at].text if at < len(new) and new[at].kind == "space" else ""


def _is_misspelled(known: str, text: str) -> bool:
    """Whether a word became another by letters that it lacked: the next one lacks others."""
    at = text.find(known)
    if at < 0:
        return False
    joints = (text[at - 1 : at + 1] if at else "", text[at + len(known) - 1 :][:2])
    return any(len(joint) > 1 and joint.isalpha() and joint.islower() for joint in joints)


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
