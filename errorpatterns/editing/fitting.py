"""Where the elements of a rule fit in code."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

from errorpatterns.editing.loosening import is_quote
from errorpatterns.editing.rules import Element
from errorpatterns.editing.shapes import (
    DANGLING,
    GROUPS,
    class_of,
    following,
    has_line,
    neighbour,
    view,
)
from errorpatterns.editing.tokens import ENDS_AN_OPERAND, Source, Token

MAX_REGION = 160  # tokens between the error and what is changed
MAX_STEPS = 20_000
NEAR = 8  # tokens
NO_BRACES = "!{"  # beside the classes of a hole

Place = tuple[int, int]


class Ambiguous(Exception):
    """Several places fit, or too many would have to be tried."""


def joins(token: Token, classes: str) -> bool:
    """Whether it is an operator of these classes, which goes on over the end of a line."""
    is_sign = token.kind in ("operator", "keyword") and token.text != "@"
    return is_sign and GROUPS.get(token.text, "-") in classes


class Fitter:
    def __init__(
        self,
        elements: Sequence[Element],
        source: Source,
        marks: Place,
        captures: Sequence[str],
    ) -> None:
        self.elements, self.source, self.marks = elements, source, marks
        self.captures = captures
        self.steps = 0
        self.enclosed: dict[int, bool] = {}
        self.solid: dict[int, int] = {}  # by token, the first from it on that is no white space
        self.kinds = {
            "<": self._mark,
            ">": self._mark,
            "+": self._put,
            "~": self._neighbour,
            "_": self._white,
            "?": self._any_token,
            "..": self._rest,
            "=": self._token,
            "*": self._hole,
        }

    def starts(self) -> Iterator[int]:
        """Where the first element may begin, nearest to the error first."""
        lead = self.elements[: self.elements.index(["<"])]
        solid = [element for element in lead if element[0] in "=*_?"]
        if not solid:
            yield self.marks[0]
            return
        reach = MAX_REGION * 2 if any(e[0] == "*" for e in solid) else 3 * len(solid) + 2
        yield from range(self.marks[0], max(-1, self.marks[0] - reach), -1)

    def solutions(self, start: int) -> Iterator[list[Place]]:
        """The tokens of each element, from `start` on. Ambiguous where that takes too long."""
        yield from self._solve(0, start, [])

    def _solve(self, number: int, at: int, spans: list[Place]) -> Iterator[list[Place]]:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise Ambiguous
        if number == len(self.elements):
            yield spans
            return
        for start, end in self.kinds[self.elements[number][0]](number, at, spans):
            yield from self._solve(number + 1, end, [*spans, (start, end)])

    def _mark(self, number: int, at: int, spans: list[Place]) -> Iterator[Place]:
        wanted = self.marks[self.elements[number][0] == ">"]
        if number and self.elements[number - 1][0] == "_" and self.elements[number - 1][2]:
            # The white space that goes is told by the element before.
            if at == wanted:
                yield at, at
            return
        near = at <= wanted and all(self._is_void(index) for index in range(at, wanted))
        if near or self._skip(at) == wanted:
            yield wanted, wanted

    def _rest(self, number: int, at: int, spans: list[Place]) -> Iterator[Place]:
        if at <= self.marks[1]:
            yield at, self.marks[1]

    def _put(self, number: int, at: int, spans: list[Place]) -> Iterator[Place]:
        source, (_, _, tight) = self.source, self.elements[number]
        left = at > 0 and source[at - 1].is_blank
        right = at < len(source) and source[at].is_blank
        if (tight[0] and left) or (tight[1] and right) or self._is_apart(number, at, spans):
            return
        if not tight[2] or not has_line(source, at):
            yield at, at

    def _is_apart(self, number: int, at: int, spans: list[Place]) -> bool:
        """Whether the rule begins with it, and what it is put in before is on another line."""
        following = self.elements[number + 1 : number + 2]
        begins = all(start == end for start, end in spans) and following and following[0][0] in "=*"
        blanks = takewhile(lambda token: token.is_blank, self.source[at : at + NEAR])
        return bool(begins) and any(token.kind == "newline" for token in blanks)

    def _neighbour(self, number: int, at: int, spans: list[Place]) -> Iterator[Place]:
        _, wanted, side = self.elements[number]
        index = at - 1 if side < 0 else at
        if number == 0 and side < 0:
            following = self.elements[1][0] if len(self.elements) > 1 else ""
            index = (self._skip(at) if following in "=*" else at) - 1
        if neighbour(self.source, index, side) in wanted:
            yield at, at

    def _white(self, number: int, at: int, spans: list[Place]) -> Iterator[Place]:
        # All of the white space is meant, also where the rule begins with it.
        begins = all(end == first for first, end in spans) and (
            at != self.marks[0] or ["<"] in self.elements[number:]
        )
        if not (begins and at > 0 and self.source[at - 1].kind == "space"):
            yield from self._blanks(self.elements[number], at)

    def _any_token(self, number: int, at: int, spans: list[Place]) -> Iterator[Place]:
        element, start = self.elements[number], self._skip(at)
        if start < len(self.source):
            token = self.source[start]
            bracket = token.kind in ("open", "close")
            if is_quote(token.text) == element[1] and (element[1] or not bracket):
                yield start, start + 1

    def _token(self, number: int, at: int, spans: list[Place]) -> Iterator[Place]:
        start = self._skip(at)
        if start < len(self.source) and self.source[start].text == self.elements[number][1]:
            yield start, start + 1

    def _hole(self, number: int, at: int, spans: list[Place]) -> Iterator[Place]:
        element = self.elements[number]
        if element[4:]:
            yield at, at
        begins = all(start == end for start, end in spans)
        if not (begins and self._is_call(at)):
            yield from self._runs(element, self._skip(at))

    def _is_call(self, at: int) -> bool:
        """Whether brackets begin there that belong to what stands before them."""
        if not 0 < at < len(self.source) or at in self.marks:
            return False
        return self.source[at].text in ("(", "[") and self.source[at - 1].kind in ENDS_AN_OPERAND

    def _is_void(self, index: int) -> bool:
        """White space, and what closes a comment that its line ends."""
        return self.source[index].is_blank or not self.source[index].text

    def _skip(self, at: int) -> int:
        if at not in self.solid:
            end = following(self.source, at)
            self.solid.update(dict.fromkeys(range(at, end + 1), end))
        return self.solid[at]

    def _blanks(self, element: Element, at: int) -> Iterator[Place]:
        _, size, _ = element
        source, end = self.source, at
        if size == "free":
            while end < len(source) and source[end].is_blank:
                end += 1
            if at < self.marks[1] < end:
                yield at, self.marks[1]
            yield at, end
            return
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

    def _runs(self, element: Element, start: int) -> Iterator[Place]:
        _, classes, _, equal = element[:4]
        source, single = self.source, classes is not None and "!" in classes
        at, previous = start, None
        while at < len(source):
            token = source[at]
            if token.kind == "close" and source.partner.get(at, -1) < start:
                return
            if token.text in "{}" and classes is not None and NO_BRACES in classes:
                return
            found = class_of(source, at, previous)
            if found == "n" and previous is not None and self._may_end(start, previous, at):
                return
            if (
                classes is not None
                and found not in (("",) if "!." in classes else ("", "."))
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
                dangling = at - start > 1 and found in DANGLING and at != self.marks[1]
                if not dangling and (
                    not equal or self.source.between(start, at) in self._values(equal)
                ):
                    yield start, at
                if single:
                    return
                self.steps += 1

    def _may_end(self, start: int, previous: int, at: int) -> bool:
        """Whether a statement may end with this line, so that what follows is no more of it: the
        rule has not seen that, and code without semicolons would lose the next one. Within the
        reported range several may be meant.
        """
        following = self._skip(at)
        is_reported = self.marks[0] <= at < self.marks[1]
        if is_reported or following >= len(self.source) or self._is_enclosed(start):
            return False
        before, after = self.source[previous], self.source[following]
        if "text" in (before.kind, after.kind) or after.kind == "close":
            return False
        return not joins(before, "aclst,.y") and not joins(after, "aclst,.")

    def _is_enclosed(self, start: int) -> bool:
        """Whether it stands within brackets in which no statement ends."""
        if start not in self.enclosed:
            self.enclosed[start] = self._enclosing(start) in ("(", "[")
        return self.enclosed[start]

    def _enclosing(self, at: int) -> str:
        """The bracket or quote that is open before this token, if it is near."""
        for _ in range(MAX_REGION):
            at -= 1
            if at < 0:
                break
            token = self.source[at]
            if token.kind == "open":
                return str(token.text)
            if token.kind == "close":
                at = self.source.partner.get(at, 0)
        return ""

    def _goes_on(self, at: int) -> bool:
        following = self._skip(at)
        return following < len(self.source) and self.source[following].text in (".", "?.")

    def _values(self, sources: Sequence[Any]) -> list[str]:
        return [
            view(self.captures[source[1]], source[2])
            for source in sources
            if source[1] < len(self.captures)
        ]
