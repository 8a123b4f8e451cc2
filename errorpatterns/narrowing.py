"""A template that matched too much → one that leaves alone what it was said not to be.

A hole that never varied in what the template must match becomes that text, or a number where only
numbers were seen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from errorpatterns.fixes import without_capture
from errorpatterns.induction import Hole, Part, Template, is_usable
from errorpatterns.regexes import Captures, captures_of, compiled


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
