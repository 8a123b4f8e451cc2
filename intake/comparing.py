"""Two texts line by line, within a bounded time.

Of lines that are alike `difflib`'s time grows with their third power, so that a file of a few
hundred kilobytes can take hours.
"""

import difflib
from collections.abc import Sequence


class TooLong(Exception):
    """Of a comparison, for what it could tell."""


class Steps:
    """How many there are for one comparison, or for several together; a second has 20 million."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, count: int) -> None:
        """Raises TooLong where so many are no longer there."""
        self.left -= count
        if self.left < 0:
            raise TooLong


class Matcher(difflib.SequenceMatcher[str]):
    """That of `difflib`, which raises TooLong where it would take more than these steps."""

    def __init__(
        self, before: Sequence[str], after: Sequence[str], steps: Steps, *, autojunk: bool = False
    ) -> None:
        self.before, self.steps = before, steps
        super().__init__(None, before, after, autojunk=autojunk)
        places = self.b2j  # type: ignore[attr-defined]
        self.alike = {line: len(of_line) for line, of_line in places.items()}

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> difflib.Match:
        self.steps.take(sum(self.alike.get(line, 0) + 1 for line in self.before[alo:ahi]))
        return super().find_longest_match(alo, ahi, blo, bhi)


def unified(before: str, after: str, name: str, steps: Steps) -> str:
    """The unified diff of two versions of a file. Raises TooLong."""
    old, new = before.splitlines(), after.splitlines()
    # What `difflib` does next is the same once more.
    Matcher(old, new, steps, autojunk=True).get_opcodes()
    return "\n".join(difflib.unified_diff(old, new, name, name, lineterm=""))


def replaced(before: str, after: str, name: str) -> str:
    """A unified diff that takes all lines for changed."""
    old, new = before.splitlines(), after.splitlines()
    if old == new:
        return ""
    place = f"@@ -{min(1, len(old))},{len(old)} +{min(1, len(new))},{len(new)} @@"
    lines = [*(f"-{line}" for line in old), *(f"+{line}" for line in new)]
    return "\n".join([f"--- {name}", f"+++ {name}", place, *lines])
