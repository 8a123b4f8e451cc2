"""A fix as an edit of tokens, relative to where the error is: learned from before and after,
generalised by more examples, applied to other code.

What stays becomes holes, which take any code as simple as what was seen (anti-unification, as in
Getafix, arXiv 1902.06111); what is put in is copied from the error's captures or from the code
around, where it stands there too. Where two readings of a place differ nothing is done.
"""

from collections.abc import Sequence

from errorpatterns.editing import imports
from errorpatterns.editing.differences import Hunk, hunks_of
from errorpatterns.editing.finding import MAX_SOURCE, cuts_at, edits_by, marks_of
from errorpatterns.editing.fitting import MAX_REGION
from errorpatterns.editing.outline import Outline
from errorpatterns.editing.places import Span, applied
from errorpatterns.editing.putting import Putting
from errorpatterns.editing.region import Region, text_of
from errorpatterns.editing.rules import Rule
from errorpatterns.editing.shapes import VIEWS, view
from errorpatterns.editing.tokens import Source

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
    whole, new = Source(before), Source(after)
    if new.strays > whole.strays:
        return None
    old = whole.divided(cuts_at(span))
    marks = marks_of(old, span)
    hunks = hunks_of(old, new, marks)
    if not hunks:
        return None
    near, lines = _imported(old, hunks, marks)
    near = _told(old, near, marks, captures) or near
    for strict in (False, True):
        region = Region(old, marks, span.end is not None, near, captures, message, strict=strict)
        if marks[0] - region.low > MAX_REGION or region.high - marks[1] > MAX_REGION:
            return None
        rule = _rule(region, lines, code)
        if len(rule["e"]) > MAX_ELEMENTS:
            return None
        for checked in (rule, {**rule, "k": True}):
            found = edits_by(checked, old, span, captures)
            if found is not None and applied(before, found) == after:
                return checked
    return None


def _rule(region: Region, lines: Sequence[str], code: str) -> Rule:
    putting = Putting(region)
    elements = Outline(region).run([putting.pieces(hunk) for hunk in region.hunks])
    added = [putting.line(line) for line in lines]
    rule: Rule = {"e": elements, "n": 1, "g": putting.is_guess, "i": added}
    return {**rule, "c": code} if code else rule


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
