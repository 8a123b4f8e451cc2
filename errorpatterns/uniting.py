"""Two patterns of one account that staff make one, as if the younger had refined the older.

A lesson refines by rules that seldom err; a person may know more, and sees the effects before. The
older then recognises what both were taught. Both must have one fix: reports tell what a fix did.
"""

from dataclasses import dataclass
from typing import NamedTuple

from context.models import Lesson
from context.teaching import keep_common
from errorpatterns.activation import taught_as
from errorpatterns.alignment import Alignment, align, covering
from errorpatterns.editing.captures import agree, recounted
from errorpatterns.editing.rules import RuleSet, refined
from errorpatterns.fixes import FixRefused, fill, is_same, renumbered
from errorpatterns.induction import Template
from errorpatterns.kinship import MIN_WORDS
from errorpatterns.matching import Index
from errorpatterns.models import (
    MOST_EXAMPLES,
    Applicability,
    ErrorEscalation,
    ErrorPattern,
    Mismatch,
    OwnEdit,
    PatternSignature,
)
from errorpatterns.refining import Change, learned, write
from errorpatterns.regexes import captures_of
from errorpatterns.teaching import FACETS

WIDEN = (
    "Edit the regex of the older until it recognises what both do; Try shows what it gains. Some "
    "letters have to stand in every match, as “module” does in (Cannot find|Missing) module."
)
SHARE = 0.5  # of the words of the wordier one, that both must have
FIXES_DIFFER = (
    "Their fixes differ, and reports of the one prove nothing of the other. Edit one until it says "
    "what the other says, or deactivate the worse."
)


class NotOne(ValueError):
    """Why two patterns may not be one, and what to do instead, as a sentence or two."""


class Both(NamedTuple):
    """A template that covers those of two patterns, and how these lie upon each other."""

    template: Template
    alignment: Alignment


@dataclass(frozen=True)
class United:
    """What the older becomes; without a `change` its regex and fix stay as staff wrote them."""

    regex: str
    fix: str
    change: Change | None
    examples: list[str]
    counter_examples: list[str]


def united(older: ErrorPattern, younger: ErrorPattern) -> United:
    """What recognises all that both do, and mends it as both did. Raises NotOne."""
    both = covered(older, younger)
    change = changed(older, younger, both) if both else None
    becomes = United(
        change.template.regex if change else older.error_regex,
        change.fix if change else older.fix_template,
        change,
        joined(older.examples, younger.examples),
        joined(older.counter_examples, younger.counter_examples),
    )
    texts = told(older), told(younger)
    check_messages(becomes, older, [*texts[0], *texts[1]])
    if rules_out(older, younger) or rules_out(younger, older):
        raise NotOne("The account said of an error of the one that it is not the other.")
    alike = says_as_before(becomes, older, texts[0]) and says_as_before(becomes, younger, texts[1])
    if not alike and not (both and does_the_same(older, younger, both)):
        raise NotOne(FIXES_DIFFER)
    return becomes


def joined(some: list[str], more: list[str]) -> list[str]:
    both = list(dict.fromkeys([*some, *more]))
    if len(both) > MOST_EXAMPLES:
        raise NotOne(f"Together they keep more than {MOST_EXAMPLES} examples: take some out first.")
    return both


def covered(older: ErrorPattern, younger: ErrorPattern) -> Both | None:
    """None where staff wrote either regex: that of the older then has to do as it is."""
    known = dict(learned([older, younger]))
    if len(known) < 2:
        return None
    alignment = align(known[older.pk], known[younger.pk])
    alike = alignment and alignment.shared >= MIN_WORDS and alignment.share >= SHARE
    template = covering(known[older.pk], alignment) if alignment and alike else None
    if alignment is None or template is None:
        raise NotOne(f"No template covers both and says enough. {WIDEN}")
    return Both(template, alignment)


def changed(older: ErrorPattern, younger: ErrorPattern, both: Both) -> Change:
    """The older by the captures of what covers both, which does what both do to code."""
    fix = renumbered(older.fix_template, *both.alignment.captures(0))
    if fix is None:
        raise NotOne(FIXES_DIFFER)
    edit, more = edits_of(older, younger, both)
    for rule in more["rules"] if more else ():
        edit = refined(edit, rule)
    return Change(both.template, fix, edit)


def edits_of(older: ErrorPattern, younger: ErrorPattern, both: Both) -> list[RuleSet | None]:
    """What each does to code, as far as the captures of the template of both can tell it."""
    captures = both.alignment.captures(0), both.alignment.captures(1)
    return [
        recounted(pattern.edit, *counted) if pattern.edit else None
        for pattern, counted in zip((older, younger), captures, strict=True)
    ]


def says_as_before(becomes: United, pattern: ErrorPattern, messages: list[str]) -> bool:
    """Whether the fix says for each of these errors what that of the pattern says; or at all, where
    there are none.
    """
    if not messages:
        return is_same(becomes.fix, pattern.fix_template)
    return all(says_the_same(becomes, pattern, message) for message in messages)


def says_the_same(becomes: United, pattern: ErrorPattern, message: str) -> bool:
    """True also where the pattern itself does not recognise the message any more."""
    before, after = captures_of(pattern.error_regex, message), captures_of(becomes.regex, message)
    if before is None or after is None:
        return before is None
    try:
        return is_same(fill(pattern.fix_template, before), fill(becomes.fix, after))
    except FixRefused:
        return False


def does_the_same(older: ErrorPattern, younger: ErrorPattern, both: Both) -> bool:
    """Whether the younger does nothing to code that the older does not, whatever else stood in the
    lines that they changed.
    """
    known, more = edits_of(older, younger, both)
    if not more or len(more["rules"]) < len(younger.edit["rules"] if younger.edit else ()):
        return False
    return all(agree(known, rule) for rule in more["rules"])


def check_messages(becomes: United, older: ErrorPattern, messages: list[str]) -> None:
    """It recognises these, and nothing that it must not. Raises NotOne."""
    match = Index([(older.pk, becomes.regex)]).match
    if not all(map(match, messages)):
        raise NotOne(f"The regex of “{older}” does not recognise all that both must match. {WIDEN}")
    for text in becomes.counter_examples:
        if match(text):
            raise NotOne(f"Together they would match “{text[:200]}”, which one of them must not.")


def told(pattern: ErrorPattern) -> list[str]:
    """What staff keep, and the newest of what was taught."""
    return [*pattern.examples, *(text for _, text in taught_as(pattern))]


def rules_out(pattern: ErrorPattern, other: ErrorPattern) -> bool:
    """Whether what was said not to be the pattern was taught to the other."""
    said = Mismatch.objects.filter(pattern=pattern).values("message")
    return Lesson.objects.filter(item=other, example__in=said).exists()


def unite(older: ErrorPattern, younger: ErrorPattern) -> None:
    """Let the older be both: lessons, and the shapes of message by which later ones find it, too.

    Must be called in a transaction that holds both. Raises NotOne.
    """
    becomes = united(older, younger)
    agreed = {name: getattr(younger, name) == getattr(older, name) for name in FACETS}
    keep_common(older, {name: getattr(older, name) if agreed[name] else "" for name in FACETS})
    ErrorPattern.objects.filter(pk=older.pk).update(
        examples=becomes.examples,
        counter_examples=becomes.counter_examples,
        applicability=weaker(older, younger),
    )
    if becomes.change is not None:
        write(older, becomes.change)
    # The edit of both is one.
    OwnEdit.objects.filter(pattern__in=[older, younger]).delete()
    for rows in (PatternSignature, Mismatch):
        rows.objects.filter(pattern=younger).update(pattern=older)
    younger.bands.all().delete()
    ErrorEscalation.objects.filter(taught=younger).update(taught=older)
    Lesson.objects.filter(item=younger).update(item=older)


def weaker(older: ErrorPattern, younger: ErrorPattern) -> str:
    """How far the edit of both may be trusted."""
    if older.applicability == Applicability.MACHINE_APPLICABLE:
        return younger.applicability
    return older.applicability
