"""Built-in patterns as rows: brought up to date after each migration; counters and staff's edits
stay.
"""

import logging
from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from context.seeding import Resync, digest_of
from errorpatterns.builtins import BuiltIn, load

logger = logging.getLogger(__name__)

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
    """Insert what is missing, update what still equals its last shipped text, report the rest."""
    done = Resync()
    try:
        pattern = apps.get_model("errorpatterns", "ErrorPattern")
        standing = apps.get_model("context", "Standing")
        generation = apps.get_model("context", "Generation")
    except LookupError:
        return done
    with transaction.atomic(using):
        rows = {row.slug: row for row in pattern.objects.using(using).filter(is_built_in=True)}
        for item in load():
            place(item, rows.get(item.slug), pattern.objects.using(using), done)
        everywhere(pattern, standing, using)
        if done.inserted or done.updated:
            generation.objects.using(using).filter(name="library").update(value=F("value") + 1)
    if done.kept:
        logger.warning(
            "Edited here and changed by the release, so left as they are: %s", ", ".join(done.kept)
        )
    return done


def place(item: BuiltIn, row: Any, patterns: Any, done: Resync) -> None:
    content = content_of(item)
    digest = digest_of(content)
    if row is None:
        patterns.create(
            kind="error_pattern",
            slug=item.slug,
            is_built_in=True,
            confidence=CONFIDENCE,
            shipped_digest=digest,
            **content,
        )
        done.inserted.append(item.slug)
    elif row.shipped_digest == digest:
        return
    elif digest_of({name: getattr(row, name) for name in COLUMNS}) == row.shipped_digest:
        patterns.filter(pk=row.pk).update(
            **content, shipped_digest=digest, version=F("version") + 1, updated_at=timezone.now()
        )
        done.updated.append(item.slug)
    else:
        done.kept.append(item.slug)


def content_of(item: BuiltIn) -> dict[str, Any]:
    content = {name: getattr(item, name) for name in COLUMNS if name != "counter_examples"}
    content["examples"] = list(item.examples)
    content["counter_examples"] = list(item.near_misses)
    return content


def everywhere(pattern: Any, standing: Any, using: str) -> None:
    """Shipped patterns are active for everybody from the start; switched off, they stay off."""
    patterns = pattern.objects.using(using).filter(is_built_in=True)
    known = standing.objects.using(using).filter(account=None).values("item")
    standing.objects.using(using).bulk_create(
        standing(
            item_id=row,
            account=None,
            status="active",
            confidence=CONFIDENCE,
            reason="shipped",
            moved_by="release",
        )
        for row in patterns.exclude(pk__in=known).values_list("pk", flat=True)
    )
