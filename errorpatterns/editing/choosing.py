"""Which of several results is meant, where the rules of an error have more than one."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from errorpatterns.editing.looks import Looks, closeness
from errorpatterns.editing.places import Edit
from errorpatterns.editing.rules import Rule

# Of its looks an example has so many more in common with the place than another: enough to be
# meant, and enough for one whose rule does not fit to tell that this is another case.
AHEAD, FAR_AHEAD = 2, 3
_QUOTES = ("'", '"')
MAJORITY = 3  # times as many examples as speak for anything else


class Result(NamedTuple):
    """The edits that rules agree on: of how many examples, what those looked like, and how close
    the closest of them is to the place.
    """

    edits: list[Edit]
    seen: int = 0
    looks: tuple[Looks, ...] = ()
    closeness: int = 0

    def told_by(self, rule: Rule, place: Looks) -> "Result":
        seen = rule.get("x", ())
        near = max(self.closeness, closeness(seen, place))
        return Result(self.edits, self.seen + rule["n"], (*self.looks, *seen), near)


def chosen(results: Sequence[Result], unfit: int, *, is_loose: bool) -> Result | None:
    """What the examples do that look most like the place; or one of several that are done to what
    looks the same, as either is right; or what nearly all examples do.

    `unfit`: how close the closest example is whose rule does not fit. If closer, this is another
    case, and there is none.
    """
    most = max(results, key=lambda one: one.seen)
    if all(one.looks for one in results):  # releases before noted none
        first = max(results, key=lambda one: one.closeness)
        if unfit - first.closeness >= FAR_AHEAD:
            return None
        near = [one for one in results if first.closeness - one.closeness < AHEAD]
        if len(near) == 1:
            return first
        if not is_loose and all(_look_the_same(first, one) for one in near):
            return max(near, key=lambda one: one.seen)
    others = sum(one.seen for one in results) - most.seen
    return most if most.seen >= MAJORITY * others else None


def requoted(results: Mapping[str, Result], text: str) -> list[Result]:
    """Of those that differ in their quotes alone one, with the quotes that the text has."""
    alike: dict[str, list[Result]] = {}
    for made, result in results.items():
        alike.setdefault(made.replace(*_QUOTES), []).append(result)
    return [_with_quotes(several, text) for several in alike.values()]


def _with_quotes(several: Sequence[Result], text: str) -> Result:
    if len(several) == 1:
        return several[0]

    def fits(one: Result) -> tuple[int, int]:
        put = "".join(edit.text for edit in one.edits)
        return sum(text.count(quote) for quote in _QUOTES if quote in put), one.seen

    best = max(several, key=fits)
    return Result(
        best.edits,
        sum(one.seen for one in several),
        tuple(looks for one in several for looks in one.looks),
        max(one.closeness for one in several),
    )


def _look_the_same(one: Result, other: Result) -> bool:
    return any(looks in other.looks for looks in one.looks)
