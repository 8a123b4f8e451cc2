"""What one project teaches refines what its account taught before, if both are of one kind.

What accounts or staff have agreed on is refined by no lesson, nor is what staff have edited.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q

from context.models import LearnedItem, Lesson
from context.teaching import is_everybodys, take_back
from errorpatterns import explaining
from errorpatterns.alignment import Alignment, bands
from errorpatterns.codes import differ, few_of
from errorpatterns.editing.captures import agree, recounted
from errorpatterns.editing.captures import renumbered as rule_renumbered
from errorpatterns.editing.rules import Rule, RuleSet
from errorpatterns.fixes import is_same, renumbered
from errorpatterns.induction import Template
from errorpatterns.kinship import MAX_CANDIDATES, refine
from errorpatterns.matching import Index
from errorpatterns.models import ErrorPattern, PatternBand

# Two that were told differ in kind where these do.
TELLING = ("code", "tool", "language", "error_type")


class Refining(NamedTuple):
    """What is told, as far as it may refine a pattern. `facts` are those of TELLING, `rule` is what
    it does to the code by the captures of `template`.
    """

    account_id: UUID
    template: Template
    fix: str
    facts: dict[str, str]
    rule: Rule | None = None


class Change(NamedTuple):
    """What becomes of a pattern that is refined."""

    template: Template
    fix: str
    edit: RuleSet | None


def refined_by(lesson: Refining) -> ErrorPattern | None:
    """The pattern that the lesson refined, locked; None where it is of no known kind.

    Must be called in a transaction.
    """
    taught = Lesson.objects.filter(account_id=lesson.account_id)
    ids = candidates(lesson.template, Q(pattern__in=taught.values("item")))
    for pattern, _ in _kin(lesson, _rows(ids, lesson.account_id)):
        LearnedItem.objects.locked([pattern.pk]).first()
        # It may have been refined, taught by others, edited or erased until it was locked.
        for locked, change in _kin(lesson, _rows(ids, lesson.account_id)):
            if locked.pk == pattern.pk:
                if change.template.regex != locked.error_regex:
                    write(locked, change)
                return locked
        return None
    return None


def candidates(template: Template, among: Q | None = None) -> list[UUID]:
    """Patterns (of those `among`) with similar templates, those that share most first."""
    shared = (
        PatternBand.objects.filter(among or Q(), band__in=bands(template))
        .values("pattern")
        .annotate(shared=Count("pk"))
        .order_by("-shared", "pattern")
    )
    return list(shared.values_list("pattern", flat=True)[:MAX_CANDIDATES])


def _rows(ids: list[UUID], account_id: UUID) -> list[ErrorPattern]:
    """Those of them that nobody but this account taught, and no staff edited."""
    others = Lesson.objects.filter(item=OuterRef("pk")).exclude(account_id=account_id)
    own = ErrorPattern.objects.filter(
        ~Exists(others), merged_into=None, is_built_in=False, last_edited_by=None
    )
    found = own.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def _kin(lesson: Refining, patterns: list[ErrorPattern]) -> Iterator[tuple[ErrorPattern, Change]]:
    """Which the lesson may refine, best first, and what template and fix they then have."""
    known = {pattern.pk: pattern for pattern in patterns if _agrees(pattern, lesson.facts)}
    coded = few_of(lesson.facts["code"], {pk: pattern.code for pk, pattern in known.items()})
    changes: dict[UUID, tuple[str, RuleSet | None]] = {}

    def agrees(pk: UUID, alignment: Alignment) -> bool:
        change = _common(known[pk], lesson, alignment)
        if change is not None:
            changes[pk] = change
        return change is not None

    for refined in refine(lesson.template, learned(known.values()), coded, agrees):
        if _may_refine(known[refined.id], refined.template):
            yield known[refined.id], Change(refined.template, *changes[refined.id])


def _common(
    pattern: ErrorPattern, lesson: Refining, alignment: Alignment
) -> tuple[str, RuleSet | None] | None:
    """Fix and edit of both, for the captures of what covers them; None where they are two."""
    edit = pattern.edit and recounted(pattern.edit, *alignment.captures(0))
    fix = _common_fix(pattern.fix_template, lesson.fix, alignment)
    if _does_the_same(edit, lesson.rule, alignment):
        fix = fix or renumbered(pattern.fix_template, *alignment.captures(0))
    elif edit or lesson.rule:
        # Who says the same in words agrees to no edit, and to an edit no other.
        return None
    return None if fix is None else (fix, edit)


def learned(patterns: Iterable[ErrorPattern]) -> list[tuple[UUID, Template]]:
    """The templates of those that still match as they were learned."""
    return [(pattern.pk, template) for pattern in patterns if (template := pattern.learned)]


def _agrees(pattern: ErrorPattern, facts: dict[str, str]) -> bool:
    if differ(pattern.code, facts["code"]):
        return False
    told = ((getattr(pattern, name), facts[name]) for name in TELLING if name != "code")
    return all(not known or not new or known.casefold() == new.casefold() for known, new in told)


def _common_fix(known: str, new: str, alignment: Alignment) -> str | None:
    """The fix of both, for the captures of the refined template; None where they are two."""
    one = renumbered(known, *alignment.captures(0))
    other = renumbered(new, *alignment.captures(1))
    return one if one is not None and other is not None and is_same(one, other) else None


def _does_the_same(edit: RuleSet | None, rule: Rule | None, alignment: Alignment) -> bool:
    """Whether both do the same to the code, though the lines that they change read otherwise."""
    own = rule and rule_renumbered(rule, *alignment.captures(1))
    return bool(own) and agree(edit, own)


def _may_refine(pattern: ErrorPattern, template: Template) -> bool:
    index = Index([(pattern.pk, template.regex)])
    return (
        not any(map(index.match, pattern.counter_examples))
        and all(map(index.match, pattern.examples))
        and not is_everybodys(pattern)
    )


def write(pattern: ErrorPattern, change: Change) -> None:
    """Let the pattern, which is locked, be that."""
    template = change.template
    explanation = explaining.refined(pattern, change.fix, change.edit)
    words = template.words[:1000]
    name = words[:120] if pattern.name == pattern.words[:120] else pattern.name
    take_back(pattern, {"explanation": explanation, "name": name})
    ErrorPattern.objects.filter(pk=pattern.pk).update(
        name=name,
        error_regex=template.regex,
        words=words,
        template=template.stored,
        fix_template=change.fix,
        edit=change.edit,
        explanation=explanation,
        version=F("version") + 1,
    )
    pattern.refresh_from_db()
    pattern.bands.all().delete()
    note_bands(pattern, template)


def note_bands(pattern: ErrorPattern, template: Template) -> None:
    """Have the pattern found by messages like those of its template."""
    numbers = sorted(set(bands(template)))
    PatternBand.objects.bulk_create(PatternBand(pattern=pattern, band=n) for n in numbers)
