"""A template that matched too much → one that matches less.

A hole that never varied in what the template must match becomes that text, or a number where only
numbers were seen: one hole, if that leaves alone what it was said not to be; all of them, if they
never varied in several lessons.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from errorpatterns.fixes import without_capture
from errorpatterns.induction import Hole, Part, Template, is_usable
from errorpatterns.regexes import Captures, captures_of, compiled
from errorpatterns.shapes import Kind
from intake.scrubbing import PLACEHOLDER

# As many lessons, of which no two say the same elsewhere. Of the holes of real tools' messages that
# did not vary in five such messages, five in six are the tool's own words.
SETTLED = 5
# Of which one value says nothing of the next
_COUNT: frozenset[Kind] = frozenset(("number", "hex", "version", "placeholder"))


class Narrowed(NamedTuple):
    template: Template
    fix: str  # for the captures that are left


def narrowed(
    template: Template, fix: str, examples: Sequence[str], counter_examples: Sequence[str]
) -> Narrowed | None:
    """With the first hole narrowed by which the template matches every example and none of the
    others; None where there is no such hole, or no example.
    """
    seen = [captures_of(template.regex, example) for example in examples]
    if not seen or None in seen:
        return None
    for change in _changes(template, fix, [found for found in seen if found]):
        regex = change.template.regex
        if (
            is_usable(regex)
            and all(map(compiled(regex).search, examples))
            and not any(map(compiled(regex).search, counter_examples))
        ):
            return change
    return None


def settled(template: Template, examples: Sequence[str]) -> Template:
    """With no other value than that of all the examples in each hole where they had but one;
    `template` itself where there is no such hole, or one of the examples is not matched.
    """
    found = [captures_of(template.regex, example) for example in examples]
    seen = {captures for captures in found if captures is not None}
    if None in found or len(seen) < SETTLED:
        return template
    values = {
        number: constant
        for number, hole in enumerate(template.captured)
        if hole.kind not in _COUNT and (constant := _constant(number, seen))
    }
    narrow = template.only(values)
    return narrow if values and is_usable(narrow.regex) else template


def _constant(number: int, seen: Collection[Captures]) -> str:
    """The value of this capture, if it has but one, and that was not taken out by scrubbing."""
    values = {captures[number] for captures in seen}
    value = next(iter(values)) if len(values) == 1 else ""
    return "" if PLACEHOLDER.search(value) else value


def _changes(template: Template, fix: str, seen: Sequence[Captures]) -> Iterator[Narrowed]:
    for place, hole in enumerate(template.captured):
        values = {captures[place] for captures in seen}
        if len(values) == 1 and (value := next(iter(values))):
            yield Narrowed(_with(template, hole, value), without_capture(fix, place + 1, value))
        if hole.kind != "number" and all(map(str.isdecimal, values)):
            number = replace(hole, kind="number", quote="")
            yield Narrowed(_with(template, hole, number), fix)


def _with(template: Template, hole: Hole, part: Part) -> Template:
    parts: list[Part] = []
    for known in template.parts:
        new = part if known is hole else known
        if isinstance(new, str) and parts and isinstance(parts[-1], str):
            parts[-1] += new
        else:
            parts.append(new)
    return Template(tuple(parts))
