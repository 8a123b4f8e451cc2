"""What erasing a project takes back of the edits that others were taught too."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F

from context.models import Due, Lesson
from errorpatterns.mending import is_clean
from errorpatterns.models import ErrorPattern
from projects.models import Project


def unlearn(sender: type[Project], project: Project, **kwargs: Any) -> None:
    """Receiver of `project_erasing`, behind that of the lessons: what is left of a pattern is due
    for reconsidering. Rules go whose own words no lesson has that is left.
    """
    touched = ErrorPattern.objects.filter(due=Due.RECONSIDERING, edit__isnull=False)
    for pattern in touched.only("pk", "edit"):
        told = Lesson.objects.filter(item=pattern).values_list("diff", "example")
        edit = without_words(pattern.edit, told)
        if edit != pattern.edit:
            ErrorPattern.objects.filter(pk=pattern.pk).update(edit=edit, version=F("version") + 1)


def without_words(edit: Any, told: Iterable[tuple[str, str]]) -> Any:
    """`edit` without the rules that have words of none of the texts; None where nothing is left."""
    texts = "\n".join(_bare(text) for lesson in told for text in lesson)
    rules = [rule for rule in edit["rules"] if is_clean(rule, texts)]
    return {**edit, "rules": rules} if rules else None


def _bare(diff: str) -> str:
    """The lines of a diff without the signs that stand before them."""
    return "\n".join(line[1:] if line[:1] in "+- " else line for line in diff.split("\n"))
