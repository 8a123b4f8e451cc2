"""Built-in patterns as rows."""

from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps

from context.seeding import Resync
from context.shipping import ShippedItem, seed_items
from errorpatterns.builtins import BuiltIn, load

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
    return content
