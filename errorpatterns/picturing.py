"""What the edit of a pattern does to code, for whoever decides about it: each of its rules drawn,
what it waits for, and how many told it. One query.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from context.curation.pieces import visible
from errorpatterns.drawing import Row, drawn
from errorpatterns.editing.acts import Acts
from errorpatterns.editing.annotating import ALONE, ENDS, GIVES, HEAD, USED
from errorpatterns.editing.doubts import Heard, heard_beside, waits_for
from errorpatterns.editing.imports import module_of
from errorpatterns.editing.loosening import LOOSE
from errorpatterns.editing.rules import Rule, RuleSet, is_one, refined
from errorpatterns.models import Applicability, ErrorPattern, FixType
from errorpatterns.own_edits import MOST as MOST_ACCOUNTS

MOST_DEEDS = 8
MOST_BESIDE = 4  # files
MOST_WORDS = 80  # characters of a word that is told
TRIED = (Applicability.MACHINE_APPLICABLE, Applicability.MAYBE_INCORRECT)
ALIKE = (
    "Each account is served the edit of its own lessons; everybody else only what those of all who "
    "taught it would do alike."
)
ALONE_TOLD = "What one account alone told is not drawn."
LARGER = "It is a larger change, which is told in words alone: nobody is offered its edit."
APART = "It changes several files, and its lessons do not agree how: nobody is offered its edit."
NEAREST = "Of several, that is done whose lesson looked most like the code at hand."
RELEASED = "Its edit came with the release."
DECLARED = "It is done only where all that is drawn stands, whatever stands around."
SILENT = "{} of it told no edit."
SIGNS = (
    "The error points at ▸, or at what stands from there to ◂. $1, $2 and so on are what its "
    "message captured, … is other code."
)
OF_PLACE = "What is underlined may be of the place of a lesson alone: two have to put in the same."
ADDED = "The import is added where the file lacks it, to that of its module if there is one{}."
IN_ORDER = ", as the imports are ordered"
BESIDE = "Only in files that import from “{}” already."
BLANKS = "It changes nothing but white space."
TYPES = "Its type is put in only where {}."
USES = {
    ALONE: "the name is used nowhere else",
    USED: "the name is used elsewhere",
    GIVES: "the function gives something back",
    ENDS: "the function gives nothing back",
    HEAD: "the function has no body",
}


class Deed(NamedTuple):
    """What one rule does. `least`: what it asks for of code that is unlike that of its lessons, if
    that is less; `waits`: why it is not offered yet; `beside`: what it does to other files.
    """

    told: str
    waits: str
    rows: Sequence[Row]
    conditions: Sequence[str]
    least: Sequence[Row]
    beside: Sequence[tuple[str, Sequence[Row]]]


@dataclass(frozen=True)
class Picture:
    """`notes` hold for all of its deeds, of which `more` are not shown; `signs` tell how to read
    them.
    """

    deeds: Sequence[Deed]
    notes: Sequence[str]
    signs: Sequence[str]
    more: int = 0


class _Told(NamedTuple):
    """A rule of `edit`, and in how many lessons of how many accounts it was told."""

    rule: Rule
    edit: RuleSet
    lessons: int
    accounts: int


def pictured(pattern: ErrorPattern) -> Picture | None:
    """None where no edit is known."""
    if pattern.edit is None:
        return None
    edit: RuleSet = pattern.edit
    own = [] if pattern.is_built_in else _own_edits(pattern)
    told = list(_told(own or [edit]))
    if len(own) > 1:
        # What one of them alone puts in is its own.
        told = [one for one in told if one.accounts > 1]
    shown = told[:MOST_DEEDS]
    deeds = [_deed(one, len(own), is_told=not pattern.is_built_in) for one in shown]
    drawn_here = (row for deed in deeds for row in (*deed.rows, *deed.least))
    is_marked = any(piece.kind == "place" for row in drawn_here for piece in row.pieces)
    signs = [SIGNS, OF_PLACE] if is_marked else [SIGNS]
    notes = list(_notes(pattern, edit, told, len(own)))
    return Picture(deeds, notes, signs, len(told) - len(shown))


def _own_edits(pattern: ErrorPattern) -> list[RuleSet]:
    heard = pattern.own_edits.filter(is_heard=True).order_by("pk")
    return list(heard.values_list("edit", flat=True)[:MOST_ACCOUNTS])


def _told(edits: Sequence[RuleSet]) -> Iterator[_Told]:
    """Each rule once, as all accounts that told it say it."""
    found: list[_Told] = []
    for edit in edits:
        met = set[int]()
        for rule in edit["rules"]:
            same = (n for n, one in enumerate(found) if one.edit is not edit)
            place = next((n for n in same if is_one(found[n].rule, rule)), None)
            if place is None:
                found.append(_Told(rule, edit, rule["n"], 1))
            else:
                one = found[place]
                [both] = refined(refined(None, one.rule), rule)["rules"]
                # Two of its rules may be one with what others told.
                accounts = one.accounts + (place not in met)
                found[place] = _Told(both, one.edit, both["n"], accounts)
                met.add(place)
    yield from sorted(found, key=lambda one: -one.lessons)


def _notes(
    pattern: ErrorPattern, edit: RuleSet, told: Sequence[_Told], accounts: int
) -> Iterator[str]:
    if pattern.fix_type == FixType.REFACTOR:
        yield LARGER
    elif pattern.fix_type == FixType.MULTI_FILE and len(edit["rules"]) > 1:
        yield APART
    else:
        does = "tries" if pattern.applicability in TRIED else "shows, and does not try,"
        yield f"{Applicability(pattern.applicability).label}: level0 --apply {does} such an edit."
    if pattern.is_built_in:
        yield RELEASED
    if any(one.rule.get("a") for one in told):
        yield DECLARED
    if accounts > 1:
        yield ALIKE
        yield ALONE_TOLD
    if len(told) > 1:
        yield NEAREST
    if missed := sum(edit["missed"].values()):
        yield SILENT.format(_counted(missed, "lesson"))


def _deed(one: _Told, of: int, *, is_told: bool) -> Deed:
    rule = one.rule
    among = heard_beside(one.edit, rule)
    rows, least = drawn(rule), [] if rule.get("a") else drawn(rule, LOOSE)
    beside = [
        # Nothing waits for a second lesson there.
        (f"In the other file where ${file['at'] + 1} stands", drawn({**file, "u": False}))
        for file in rule.get("o", ())[:MOST_BESIDE]
    ]
    return Deed(
        _sources(one, of) if is_told else "",
        waits_for(rule, among),
        rows,
        list(_conditions(rule, among, rows)),
        least if _texts(least) != _texts(rows) else [],
        beside,
    )


def _sources(one: _Told, of: int) -> str:
    accounts = _counted(one.accounts, "account")
    whose = f"{one.accounts} of the {of} accounts that taught it" if of > 1 else accounts
    return f"Told in {_counted(one.lessons, 'lesson')} of {whose}."


def _conditions(rule: Rule, among: Heard, rows: Sequence[Row]) -> Iterator[str]:
    if rows and not any(row.sign and row.code.strip() for row in rows):
        yield BLANKS
    if code := rule.get("c"):
        yield f"Only of errors with the code “{_word(code)}”."
    if "f" in rule:
        number, word = rule["f"]
        yield f"Only where ${number + 1} is “{_word(word)}”."
    if "w" in rule:
        yield f"Only within what ${rule['w'] + 1} names of the place."
    if "b" in rule:
        yield TYPES.format(" or ".join(USES[use] for use in rule["b"]))
    for number, head in rule.get("h", ()) if among.is_doubtful else ():
        yield f"Only where ${number + 1} is a “{_word(head)}<…>”: others were mended otherwise."
    yield from _of_imports(rule)
    if "t" in rule:
        most = Acts(*rule["t"])
        told = f"{_counted(most.calls, 'call')} and {_counted(most.sets, 'assignment')}"
        yield f"It takes out code that does something: at most {told}."


def _of_imports(rule: Rule) -> Iterator[str]:
    if not rule["i"]:
        return
    yield ADDED.format(IN_ORDER if rule.get("s") else "")
    for pieces in rule["i"]:
        line = "".join(piece[1] if piece[0] == "t" else "$" for piece in pieces)
        path = module_of(line)
        if path.startswith(".") and "$" not in path:
            yield BESIDE.format(_word(path))


def _texts(rows: Sequence[Row]) -> list[str]:
    return [row.text for row in rows]


def _word(text: Any) -> str:
    return visible(str(text))[:MOST_WORDS]


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
