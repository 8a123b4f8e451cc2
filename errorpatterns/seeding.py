"""Built-in patterns as rows."""

from functools import cache
from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps

from context.seeding import Resync
from context.shipping import ShippedItem, seed_items
from errorpatterns.builtins import BuiltIn, Lesson, load
from errorpatterns.editing.declared import declared
from errorpatterns.editing.learning import NoEdit, learn
from errorpatterns.editing.places import Span
from errorpatterns.editing.rules import Rule, RuleSet, refined
from errorpatterns.regexes import captures_of

CONFIDENCE = 0.9
COLUMNS = (
    "name",
    "category",
    "error_regex",
    "file_glob",
    "error_type",
    "code",
    "tool",
    "language",
    "framework",
    "fix_type",
    "fix_template",
    "explanation",
    "applicability",
    "examples",
    "counter_examples",
)


def seed(apps: Apps = installed, using: str = "default", **kwargs: Any) -> Resync:
    """A receiver of `post_migrate`; counters and staff's edits stay."""
    shipped = [
        ShippedItem(item.slug, content_of(item), {"confidence": CONFIDENCE}) for item in load()
    ]
    return seed_items(
        "errorpatterns", "ErrorPattern", "error_pattern", shipped, apps=apps, using=using
    )


def content_of(item: BuiltIn) -> dict[str, Any]:
    content = {name: getattr(item, name) for name in COLUMNS if name != "counter_examples"}
    content["examples"] = list(item.examples)
    content["counter_examples"] = list(item.near_misses)
    if item.has_edit:
        content["edit"] = edit_of(item)
    return content


@cache
def edit_of(item: BuiltIn) -> RuleSet:
    """What is said of it to do to the code, and what its lessons do, those once for tools that name
    a range and once for those that name only where it begins; ValueError for one that says nothing.
    """
    edit = None
    for has_end in (True, False):
        for lesson in item.lessons:
            edit = refined(edit, rule_of(item, lesson, has_end))
    learned = edit or {"rules": [], "missed": {}}
    told = [rule for text in item.edits for rule in declared(text)]
    return {**learned, "rules": [*learned["rules"], *told]}


def rule_of(item: BuiltIn, lesson: Lesson, has_end: bool) -> Rule:
    start = lesson.before.index("«")
    end = lesson.before.index("»") - 1
    before = lesson.before.replace("«", "").replace("»", "")
    span = Span(start, end if has_end else None)
    captures = captures_of(item.error_regex, lesson.message)
    if captures is None:
        raise ValueError(f"{item.slug} does not recognise {lesson.message}")
    try:
        return learn(before, lesson.after, span, captures, lesson.message, lesson.code)
    except NoEdit as error:
        raise ValueError(f"{item.slug}: {error.reason}, in {lesson.message}") from error
