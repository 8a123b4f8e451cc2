"""What a learned pattern says that its fix does: derived from the fix alone, for every reader.

A sentence holds for all that the pattern's edit does, and names nothing that its fix does not show.
It is told anew when lessons refine the edit; what staff have written is left as it is.
"""

from collections.abc import Mapping, Sequence

from errorpatterns.editing.imports import brings_any_name
from errorpatterns.editing.rules import Rule, RuleSet
from errorpatterns.editing.wording import import_wording, sentence, wordings
from errorpatterns.fixes import FixRefused, fill, renumbered
from errorpatterns.models import ErrorPattern
from intake.scrubbing import scrub

BRINGS_A_NAME = "This holds for names that the module has, and for no other."
# Where nothing more is certain.
FALLBACKS = {
    "replace": "Mended by a replacement.",
    "insert": "Mended by an insertion.",
    "delete": "Mended by taking something out.",
    "refactor": "Mended by a larger change.",
    "multi_file": "Mended by a change of several files.",
}


def derived(fix_type: str, fix: str, edit: RuleSet | None) -> str:
    """The most telling sentence."""
    return _told(fix_type, fix, _wordings(fix, edit))


def refined(
    pattern: ErrorPattern,
    fix: str,
    edit: RuleSet | None,
    *,
    is_shared: bool = False,
    numbers: Mapping[int, int] | None = None,
) -> str:
    """What it says when these become its fix and edit; before several accounts nothing that it did
    not say. Staff's words stay, but for the `numbers` of the captures: none where one is missing.
    """
    said = _bare(pattern)
    if not _is_derived(pattern, said):
        own = pattern.explanation
        return own if numbers is None else renumbered(own, numbers, ()) or ""
    if numbers is not None:
        # Of an error that is only alike nobody reads more than of the pattern itself.
        said, is_shared = renumbered(said, numbers, ()) or "", True
    known = _wordings(fix, edit)
    new = [] if is_shared else known
    return _told(pattern.fix_type, fix, [said] if said in known else new)


def common(pattern: ErrorPattern, fix_type: str, fix: str, rules: Sequence[Rule]) -> str:
    """What it says when another account taught the `rules`, and both have the words of `fix`, which
    is of this type: no more than holds for all who taught it.
    """
    said = _bare(pattern)
    if not _is_derived(pattern, said):
        return pattern.explanation
    known = _wordings(fix, pattern.edit)
    if pattern.edit is not None:
        # What comes before was not said by all of the others.
        left = known[known.index(said) :] if said in known else []
        own = wordings(rules)
        known = [one for one in left if one in own]
    return _told(fix_type, fix, known)


def filled(pattern: ErrorPattern, captures: Sequence[str]) -> str:
    """What it says of an error with these captures; in staff's words a `$1` is of a shell."""
    if "$" not in pattern.explanation or not _is_derived(pattern, _bare(pattern)):
        return pattern.explanation
    try:
        return fill(pattern.explanation, captures)
    except FixRefused:
        return pattern.explanation


def _wordings(fix: str, edit: RuleSet | None) -> list[str]:
    if edit is not None:
        return wordings(edit["rules"])
    told = import_wording(fix.strip())
    return [sentence([told])] if told else []


def _told(fix_type: str, fix: str, known: list[str]) -> str:
    said = known[0] if known else ""
    # Tokens of which each is clean may be private together.
    if not said or scrub(said) != said:
        said = FALLBACKS[fix_type]
    return f"{said} {BRINGS_A_NAME}" if brings_any_name(fix) else said


def _bare(pattern: ErrorPattern) -> str:
    return pattern.explanation.removesuffix(BRINGS_A_NAME).strip()


def _is_derived(pattern: ErrorPattern, said: str) -> bool:
    """Whether nobody has written it: it holds for the fix, or tells no more than its type."""
    if not said or said in FALLBACKS.values():
        return bool(said)
    return said in _wordings(pattern.fix_template, pattern.edit)
