"""What a repair changes, and the code around it that says where: what the parts of a rule are
told from.
"""

import re
from collections.abc import Sequence

from errorpatterns.editing.differences import Hunk
from errorpatterns.editing.tokens import Source, Token


class Region:
    """The tokens `low` to `high` of `old` hold the error's range and all that changes."""

    def __init__(
        self,
        old: Source,
        marks: tuple[int, int],
        has_end: bool,
        hunks: Sequence[Hunk],
        captures: Sequence[str],
        message: str,
        *,
        strict: bool = False,
    ) -> None:
        self.old, self.hunks, self.captures = old, hunks, captures
        self.marks, self.has_end = marks, has_end
        self.words = set(re.findall(r"\w+", message))
        self.strict = strict  # what goes is told by its words
        # Those of the message's own words that no capture has: they are of every such error.
        self.own_words = self.words - {w for c in captures for w in re.findall(r"\w+", c)}
        self.low = min([marks[0], *(hunk.start for hunk in hunks)])
        self.high = max([marks[1] if has_end else marks[0], *(hunk.end for hunk in hunks)])
        self.runs: dict[tuple[int, int], int] = {}  # copied runs of old tokens: their element
        self.special: list[Hunk] = []  # what they put in fits only what they take away

    def window(self) -> tuple[int, int]:
        """The region and the lines that it begins and ends on."""
        low, high = self.low, self.high
        while low > 0 and self.old[low - 1].kind != "newline" and self.low - low < 40:
            low -= 1
        while high < len(self.old) and self.old[high].kind != "newline" and high - self.high < 40:
            high += 1
        return low, high

    def walls(self) -> set[int]:
        walls = {self.marks[0], self.marks[1]}
        for hunk in self.hunks:
            walls |= {hunk.start, hunk.end}
        return walls


def text_of(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)
