"""Where a rule fits in other code, and the edits that it makes of it."""

from collections.abc import Sequence
from itertools import pairwise

from errorpatterns.editing import imports
from errorpatterns.editing.acts import HARMLESS, Acts, taken_out
from errorpatterns.editing.annotating import uses
from errorpatterns.editing.choosing import Result, chosen, requoted
from errorpatterns.editing.doubts import doubt, heard
from errorpatterns.editing.fitting import Ambiguous, Fitter
from errorpatterns.editing.looks import Looks, closeness, looks
from errorpatterns.editing.loosening import LEVELS, LOOSE, loosened
from errorpatterns.editing.making import Maker
from errorpatterns.editing.parts import part_of
from errorpatterns.editing.places import Edit, Span, applied
from errorpatterns.editing.rules import Rule, RuleSet, deed_of
from errorpatterns.editing.seams import seams
from errorpatterns.editing.statements import tears
from errorpatterns.editing.tokens import Source

MAX_SOURCE = 256 * 1024  # characters
MAX_RESULTS = 8  # of which none could be meant more than the others together


def propose(
    known: RuleSet, source: Source, span: Span, captures: Sequence[str], code: str = ""
) -> list[Edit] | None:
    """Edits of `source`, in order; None where no rule fits, or two that differ do.

    An error of another `code` than the example's is another error, though it reads alike.
    """
    text = source.text
    if len(text) > MAX_SOURCE:
        return None
    divided = source.divided(cuts_at(span))
    among = heard(known, captures, code)
    sure = [rule for rule in among.rules if not doubt(rule, among, captures)]
    place = looks(divided, marks_of(divided, span))
    for level in range(LEVELS):
        results: dict[str, Result] = {}
        fitting, unfit = list[Rule](), list[Rule]()
        for rule in sure:
            edits = edits_by(rule, divided, span, captures, level)
            if edits and not is_allowed(rule, source, edits):
                edits = None
            if edits and (result := applied(text, edits)) != text and source.may_become(result):
                results[result] = results.get(result, Result(edits)).told_by(rule, place)
                fitting.append(rule)
                if len(results) > MAX_RESULTS:
                    return None
            else:
                unfit.append(rule)
        if results:
            loose = level >= LOOSE
            other = _nearest_other(unfit, fitting, place)
            best = chosen(requoted(results, text), other, is_loose=loose)
            alone = loose and among.is_doubtful and best is not None and best.seen < 2
            if best is None or alone:
                return None
            return [edit for edit in best.edits if edit.text != text[edit.start : edit.end]]
    return None


def _nearest_other(unfit: Sequence[Rule], fitting: Sequence[Rule], place: Looks) -> int:
    """How close the closest example is of what is done otherwise, and cannot be done here."""
    done = [deed_of(rule) for rule in fitting]
    others = (rule for rule in unfit if deed_of(rule) not in done)
    return max((closeness(rule.get("x", ()), place) for rule in others), default=0)


def edits_by(
    rule: Rule, source: Source, span: Span, captures: Sequence[str], level: int = 0
) -> list[Edit] | None:
    """What the rule makes of `source`, which is divided at the span."""
    elements = loosened(rule["e"], level)
    if not elements or (level and rule.get("a")):
        return None
    if "w" in rule:
        capture = captures[rule["w"]] if rule["w"] < len(captures) else ""
        part = part_of(source.text, span, capture)
        if part is None:
            return None
        span, source = part, source.divided(cuts_at(part))
    marks = marks_of(source, span)
    fitter = Fitter(elements, source, marks, captures)
    maker = Maker(elements, source, captures, rule.get("k", False), level > 0)
    try:
        edits = _only(fitter, maker)
    except Ambiguous:
        return None
    return None if edits is None else _with_imports(rule, maker, edits, span)


def _only(fitter: Fitter, maker: Maker) -> list[Edit] | None:
    """What is done at the nearest place that fits. Ambiguous where that is not one thing."""
    for start in fitter.starts():
        results: dict[tuple[Edit, ...], None] = {}
        for spans in fitter.solutions(start):
            if (edits := maker.edits(spans)) is not None:
                results[tuple(edits)] = None
            if len(results) > 1:
                raise Ambiguous
        if results:
            return list(next(iter(results)))
    return None


def is_allowed(rule: Rule, source: Source, edits: Sequence[Edit]) -> bool:
    """Whether the edits leave whole statements, make no rare seams that no example made, import
    nothing from an example's own paths, and take out no more of what the code does than an example
    did: it may be what the code is for.
    """
    said = " ".join(piece[1] for line in rule["i"] for piece in line if piece[0] == "t")
    put = (line for edit in edits for line in edit.text.splitlines()) if said else ()
    if any(imports.is_elsewhere(line, said, source.text) for line in put):
        return False
    most = Acts(*rule["t"]) if "t" in rule else HARMLESS
    if taken_out(source, edits).beyond(most) or tears(source, edits):
        return False
    if "b" in rule and not set(uses(source, edits)) <= set(rule["b"]):
        return False
    return "j" not in rule or set(seams(source, edits)) <= set(rule["j"])


def _with_imports(rule: Rule, maker: Maker, edits: list[Edit], span: Span) -> list[Edit] | None:
    text = _left(maker.source.text, edits)
    missing = imports.name_at(maker.source.text, span.start)
    for pieces in rule["i"]:
        line = maker.put_in(pieces, [], "")
        said = " ".join(piece[1] for piece in pieces if piece[0] == "t")
        if line is None or imports.is_guess(line, said, missing):
            return None
        first = min([span.start, *(edit.start for edit in edits)])
        place = imports.added(
            text, line, first, is_sorted=rule.get("s", False), is_code=maker.source.is_code
        )
        if place is not None:
            edits = [*edits, Edit(place.at, place.at, place.text)]
    ordered = sorted(edits)
    return None if any(a.end > b.start for a, b in pairwise(ordered)) else ordered


def _left(text: str, edits: Sequence[Edit]) -> str:
    """What stays of `text`, every character where it was."""
    for edit in edits:
        blank = "".join(char if char == "\n" else " " for char in text[edit.start : edit.end])
        text = text[: edit.start] + blank + text[edit.end :]
    return text


def cuts_at(span: Span) -> list[int]:
    return [span.start] if span.end is None else [span.start, span.end]


def marks_of(source: Source, span: Span) -> tuple[int, int]:
    start = source.at(span.start)
    if span.end is None:
        return start, start
    end = source.at(max(span.start, span.end))
    # A comment to the end of its line is closed by nothing, which belongs to it.
    while end < len(source) and not source[end].text and end - 1 >= start:
        end += 1
    return start, max(start, end)
