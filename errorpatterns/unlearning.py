"""What erasing a project takes back of the patterns that others taught too."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import reduce
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from context.models import Lesson, Standing, Status
from context.teaching import is_everybodys, say_no_more
from errorpatterns import explaining
from errorpatterns.editing.rules import RuleSet
from errorpatterns.fixes import FixRefused, canonical_fix, is_same
from errorpatterns.induction import SIGNATURE_VERSION, Hole, Template, induced
from errorpatterns.likeness import look
from errorpatterns.mending import is_clean
from errorpatterns.models import ErrorPattern
from errorpatterns.regexes import captures_of
from errorpatterns.teaching import common_text
from projects.models import Project

NOTHING: RuleSet = {"rules": [], "missed": {}}


def unlearn(
    sender: type[Project], project: Project, touched: Collection[UUID], **kwargs: Any
) -> None:
    """Receiver of `project_erasing`, behind that of the lessons, which says what it touched.

    Rules go whose own words no lesson has that is left, and so do the shapes of messages, the looks
    of their values, the lines of the fix, the name that none of them told, and what it says that
    the fix does.
    """
    for pattern in ErrorPattern.objects.filter(pk__in=touched, is_built_in=False):
        lessons = Lesson.objects.filter(item=pattern)
        told = lessons.values_list("diff", "example")
        left = [template for _, text in told if (template := induced(text)) is not None]
        changes: dict[str, Any] = {}
        if pattern.edit is not None:
            changes["edit"] = edit_of(pattern, project.account_id, lessons)
        if left:
            changes["template"] = without_looks(pattern, [text for _, text in told])
            if pattern.last_edited_by_id is None:
                changes["name"] = name_of(pattern, left)
                changes["fix_template"] = fix_of(pattern, lessons)
            _drop_shapes(pattern, left)
        changes["explanation"] = explaining.refined(
            pattern,
            changes.get("fix_template", pattern.fix_template),
            changes.get("edit", pattern.edit),
            is_shared=is_shared(pattern, lessons),
        )
        if any(getattr(pattern, name) != value for name, value in changes.items()):
            say_no_more(pattern, changes)


def _drop_shapes(pattern: ErrorPattern, left: Sequence[Template]) -> None:
    """What is rejected stays so for all that was."""
    if not Standing.objects.filter(item=pattern, status=Status.REJECTED).exists():
        known = pattern.signatures.filter(signature_version=SIGNATURE_VERSION)
        known.exclude(signature__in={template.signature for template in left}).delete()


def name_of(pattern: ErrorPattern, left: Sequence[Template]) -> str:
    """Its name, if a lesson is left that would give it this one, or else its own words."""
    told = {template.words[:120] for template in left}
    return pattern.name if pattern.name in told else pattern.words[:120] or pattern.name


def fix_of(pattern: ErrorPattern, lessons: QuerySet[Lesson]) -> str:
    """Its fix, if a lesson is left that tells this one, or else what those tell that did the same
    to other lines; of what others are served, only what all of them say.
    """
    texts = list(fixes_in(pattern, lessons.order_by("pk").values_list("diff", "example")))
    if not texts or any(is_same(text, pattern.fix_template) for text in texts):
        return pattern.fix_template
    if is_shared(pattern, lessons):
        return reduce(common_text, texts, pattern.fix_template)
    return texts[0]


def is_shared(pattern: ErrorPattern, lessons: QuerySet[Lesson]) -> bool:
    """Whether it is served to others than one account that taught it."""
    accounts = lessons.order_by().values("account").distinct().count()
    return accounts != 1 or is_everybodys(pattern)


def fixes_in(pattern: ErrorPattern, told: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The fixes of lessons by the captures of the pattern; of words there is but one."""
    for diff, example in told:
        captures = captures_of(pattern.error_regex, example)
        if diff and captures is not None:
            with suppress(FixRefused):
                yield canonical_fix(None, None, diff, None, captures).text


def without_looks(pattern: ErrorPattern, messages: Iterable[str]) -> list[Any]:
    """The template as it is stored, without looks that no value in these messages has."""
    template = pattern.learned
    if template is None:
        return list(pattern.template)
    found = [captures_of(pattern.error_regex, message) for message in messages]
    told = {
        id(hole): {look(captures[place]) for captures in found if captures is not None}
        for place, hole in enumerate(template.captured)
    }
    parts = [
        replace(part, looks=tuple(one for one in part.looks if one in told.get(id(part), ())))
        if isinstance(part, Hole)
        else part
        for part in template.parts
    ]
    return Template(tuple(parts)).stored


def edit_of(pattern: ErrorPattern, account_id: UUID, lessons: QuerySet[Lesson]) -> RuleSet | None:
    """What it does to code by the lessons that are left, of which `account_id` lost some. Of one
    account alone it is what that one's own lessons do.
    """
    told = lessons.values_list("diff", "example")
    for own in pattern.own_edits.filter(account_id=account_id):
        if mine := told.filter(account_id=account_id):
            own.edit = without_words(own.edit, mine) or NOTHING
            own.save()
        else:
            own.delete()
    edit: RuleSet | None = without_words(pattern.edit, told)
    left = list(pattern.own_edits.all())
    if len(left) == 1:
        pattern.own_edits.all().delete()
        edit = left[0].edit if left[0].is_heard else edit
    return edit or (NOTHING if left else None)


def without_words(edit: Any, told: Iterable[tuple[str, str]]) -> Any:
    """`edit` without the rules that have words of none of the texts; None where nothing is left."""
    texts = "\n".join(_bare(text) for lesson in told for text in lesson)
    rules = [rule for rule in edit["rules"] if is_clean(rule, texts)]
    return {**edit, "rules": rules} if rules else None


def _bare(diff: str) -> str:
    """The lines of a diff without the signs that stand before them."""
    return "\n".join(line[1:] if line[:1] in "+- " else line for line in diff.split("\n"))
