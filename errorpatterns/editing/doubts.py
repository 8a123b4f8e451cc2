"""Why what lessons told is not followed yet, or not here."""

from collections.abc import Sequence
from typing import NamedTuple

from errorpatterns.codes import differ
from errorpatterns.editing.rules import Rule, RuleSet, deed_of
from errorpatterns.editing.shapes import head_of

ENOUGH = 2  # examples of what one alone does not say for sure
SECOND = (
    "what it puts in may be of its place alone, as a type is: it is offered once a second lesson "
    "puts in the same"
)
GUESS = "nothing but the code of its lessons tells what is put in"
SILENT = (
    "other lessons of this error told no edit, and one is too few: it is offered once a second "
    "does the same"
)
SEVERAL = (
    "lessons mended this error in several ways, and what this one puts in may be of its place "
    "alone, as a type is"
)
OTHER_TYPE = "lessons mended this error in several ways, and this one was of another generic type"


class Heard(NamedTuple):
    """What examples say of an error: the rules that are for it, and how many told none;
    `is_doubtful`: some did otherwise.
    """

    rules: Sequence[Rule]
    missed: int
    is_doubtful: bool


def heard(known: RuleSet, captures: Sequence[str], code: str = "") -> Heard:
    return _heard(known, [rule for rule in known["rules"] if _is_for(rule, captures, code)], code)


def heard_beside(known: RuleSet, rule: Rule) -> Heard:
    """What is said of the errors that `rule`, one of `known`, is for."""
    code, word = rule.get("c", ""), rule.get("f")
    alike = [one for one in known["rules"] if one.get("f") in (None, word)]
    return _heard(known, [one for one in alike if not differ(one.get("c", ""), code)], code)


def _heard(known: RuleSet, rules: Sequence[Rule], code: str) -> Heard:
    missed = known["missed"].get(code, 0) if code else sum(known["missed"].values())
    deeds = [deed_of(rule) for rule in rules]
    return Heard(rules, missed, missed > 0 or any(deed != deeds[0] for deed in deeds))


def _is_for(rule: Rule, captures: Sequence[str], code: str) -> bool:
    if differ(rule.get("c", ""), code):
        return False
    number, word = rule.get("f", (0, None))
    return word is None or (number < len(captures) and captures[number] == word)


def waits_for(rule: Rule, among: Heard) -> str:
    """What more lessons would have to say before it is followed anywhere; empty where they need
    not.
    """
    if rule["g"]:
        return GUESS
    if "u" in rule and among.is_doubtful:
        return SEVERAL
    if rule["n"] < ENOUGH:
        return SECOND if "u" in rule else SILENT if among.missed > 1 else ""
    return ""


def doubt(rule: Rule, among: Heard, captures: Sequence[str]) -> str:
    """Why it is not followed; empty where it is. Where some did otherwise, it is for values of the
    same generic types alone, and a type of one place tells nothing.
    """
    if why := waits_for(rule, among):
        return why
    heads = rule.get("h", ()) if among.is_doubtful else ()
    known = all(n < len(captures) and head_of(captures[n]) == head for n, head in heads)
    return "" if known else OTHER_TYPE


def why_none(known: RuleSet, captures: Sequence[str], code: str = "") -> str:
    """Why no rule that is for the error is followed; empty where one is, or none is for it."""
    among = heard(known, captures, code)
    reasons = [doubt(rule, among, captures) for rule in among.rules]
    return reasons[0] if all(reasons) and reasons else ""
