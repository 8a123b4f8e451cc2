"""A fix as an edit of tokens, relative to where the error is: learned from before and after,
generalised by more examples, applied to other code.

What stays becomes holes, which take any code as simple as what was seen (anti-unification, as in
Getafix, arXiv 1902.06111); what is put in is copied from the error's captures or from the code
around, where it stands there too. Where two readings of a place differ nothing is done.
"""

from collections.abc import Sequence
from contextlib import suppress

from errorpatterns.editing import imports
from errorpatterns.editing.acts import HARMLESS, taken_out
from errorpatterns.editing.annotating import uses
from errorpatterns.editing.differences import Hunk, hunks_of
from errorpatterns.editing.finding import MAX_SOURCE, cuts_at, edits_by, marks_of
from errorpatterns.editing.fitting import MAX_REGION
from errorpatterns.editing.looks import looks
from errorpatterns.editing.outline import Outline
from errorpatterns.editing.parts import parts_of
from errorpatterns.editing.places import Span, applied
from errorpatterns.editing.putting import Putting
from errorpatterns.editing.region import Region, text_of
from errorpatterns.editing.rules import Element, Rule
from errorpatterns.editing.seams import seams
from errorpatterns.editing.shapes import VIEWS, head_of, view
from errorpatterns.editing.statements import tears
from errorpatterns.editing.tokens import Source

MAX_ELEMENTS = 120
_SMALLER = "send only what mends the error, and its place in the old code"


class NoEdit(Exception):
    """No edit is told by a lesson; `reason` says why, and what to send instead."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def learn(
    before: str,
    after: str,
    span: Span,
    captures: Sequence[str],
    message: str = "",
    code: str = "",
) -> Rule:
    """What was done, for `refined` and `propose`; NoEdit where it cannot be told apart from its
    place.
    """
    if max(len(before), len(after)) > MAX_SOURCE:
        raise NoEdit(f"the code has more than {MAX_SOURCE} characters: send less of the file")
    if before == after:
        raise NoEdit("both versions are alike: send the code as it was and as it is")
    whole, new = Source(before), Source(after)
    if new.strays > whole.strays:
        raise NoEdit("a bracket or quote has no partner in the new code: send all of what changed")
    old = whole.divided(cuts_at(span))
    seen: Rule = {"x": [looks(old, marks_of(old, span))]}
    if heads := [[number, head] for number, one in enumerate(captures) if (head := head_of(one))]:
        seen["h"] = heads
    for number, part in parts_of(before, span, captures):
        if not _only_within(before, after, part):
            continue
        divided = old.divided(cuts_at(part))
        with suppress(NoEdit):
            rule = _learned(divided, new, part, captures, message, code, within=True)
            return {**rule, **seen, "w": number}
    return {**_learned(old, new, span, captures, message, code), **seen}


def _only_within(before: str, after: str, part: Span) -> bool:
    """Whether what stands around the part stays."""
    head, tail = before[: part.start], before[part.end :]
    around = len(head) + len(tail)
    return len(after) >= around and after.startswith(head) and after.endswith(tail)


def _learned(
    old: Source,
    new: Source,
    span: Span,
    captures: Sequence[str],
    message: str,
    code: str,
    *,
    within: bool = False,
) -> Rule:
    """What is done to `old`, which is divided at `span`; `within`: only if it is done there."""
    before, after = old.text, new.text
    marks = marks_of(old, span)
    hunks = hunks_of(old, new, marks)
    if not hunks:
        raise NoEdit(f"too much of the code was changed: {_SMALLER}")
    if within and not (marks[0] <= hunks[0].start and hunks[-1].end <= marks[1]):
        raise NoEdit("what was changed lies outside of what the message names")
    near, lines = _imported(old, hunks, marks)
    missing = imports.name_at(before, span.start)
    is_missing = not near and any(imports.is_of(line, missing) for line in lines)
    near = _told(old, near, marks, captures) or near
    for strict in (False, True):
        region = Region(old, marks, span.end is not None, near, captures, message, strict=strict)
        if marks[0] - region.low > MAX_REGION or region.high - marks[1] > MAX_REGION:
            raise NoEdit(f"what was changed lies too far from the error's place: {_SMALLER}")
        rule = _rule(region, lines, code, missing)
        if within:
            rule["e"] = _edged(rule["e"])
        if len(rule["e"]) > MAX_ELEMENTS:
            raise NoEdit(f"too much of the code was changed: {_SMALLER}")
        # What is missing is imported behind the last, or where the order of imports has it.
        for ways in (rule, {**rule, "s": True}) if is_missing else (rule,):
            made = {
                keeps: found
                for keeps in (False, True)
                if (found := edits_by({**ways, "k": keeps}, old, span, captures)) is not None
                and not tears(old, found)
                and _is_made(applied(before, found), after, ways)
            }
            gone = [taken_out(old, found) for found in made.values()]
            if any(acts.beyond(HARMLESS) for acts in gone):
                ways["t"] = [max(counts) for counts in zip(*gone, strict=True)]
            ways["j"] = sorted({seam for found in made.values() for seam in seams(old, found)})
            if known := sorted({use for found in made.values() for use in uses(old, found)}):
                ways["b"] = known
            if len(made) > 1:
                return {**ways, "k": True} if _leaves_blanks(old, near) else ways
            for keeps in made:
                return {**ways, "k": keeps}
    raise NoEdit(f"what was changed cannot be told apart from the code around it: {_SMALLER}")


def _is_made(made: str, after: str, rule: Rule) -> bool:
    """Whether the rule makes the example again; each project has an order of imports of its own."""
    return made == after or ("s" in rule and imports.are_same(made, after))


def _leaves_blanks(old: Source, hunks: Sequence[Hunk]) -> bool:
    """Whether what is taken out leaves white space on both sides, or before the end of a line: so
    whoever did this would leave an empty line too.
    """
    for hunk in hunks:
        if hunk.new or old[hunk.start].is_blank or old[hunk.end - 1].is_blank:
            continue
        left = old[hunk.start - 1].kind if hunk.start else "newline"
        right = old[hunk.end].kind if hunk.end < len(old) else "newline"
        if {left, right} in ({"space"}, {"space", "newline"}):
            return True
    return False


def _rule(region: Region, lines: Sequence[str], code: str, missing: str) -> Rule:
    putting = Putting(region)
    elements = Outline(region).run([putting.pieces(hunk) for hunk in region.hunks])
    known: Rule = {"c": code} if code else {}
    if missing in region.captures and [missing] == [imports.standard_of(line) for line in lines]:
        # A module of the language: another name that is missing is none of its.
        known["f"] = [region.captures.index(missing), missing]
        added = [[["t", lines[0]]]]
    else:
        added = [putting.line(line) for line in lines]
    if putting.is_of_place:
        known["u"] = True
    return {"e": elements, "n": 1, "g": putting.is_guess, "i": added, **known}


def _edged(elements: list[Element]) -> list[Element]:
    """What is put in at an edge of the part that a capture names, whatever the part is."""
    kinds = [element[0] for element in elements]
    if "<" not in kinds or ">" not in kinds or kinds.count("+") != 1:
        return elements
    start, end, put = kinds.index("<"), kinds.index(">"), kinds.index("+")
    inside = elements[start + 1 : put] + elements[put + 1 : end]
    if not inside or put not in (start + 1, end - 1) or any(element[2] for element in inside):
        return elements
    anything: Element = ["..", None, False]
    around = [anything, elements[put]] if put == end - 1 else [elements[put], anything]
    return [*elements[: start + 1], *around, *elements[end:]]


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


def _told(
    old: Source, hunks: Sequence[Hunk], marks: tuple[int, int], captures: Sequence[str]
) -> list[Hunk]:
    """The change of all that the error's range covers, where the message tells what it becomes."""
    start, end = marks
    if any(hunk.start < start or hunk.end > end for hunk in hunks):
        return []
    text, at = "", start
    for hunk in hunks:
        text += text_of([*old[at : hunk.start], *hunk.new])
        at = hunk.end
    text += text_of(old[at:end])
    said = text and any(text == view(c, how) for c in captures for how in VIEWS)
    return [Hunk(start, end, Source(text).tokens)] if said else []


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
