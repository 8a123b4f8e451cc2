"""Shipped learned items as rows: brought up to date after each migration; counters and staff's
edits stay.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps.registry import Apps
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from context.seeding import Resync, digest_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ShippedItem:
    """`content` is the text by column, which staff may edit; `made` what else a new row is made
    with, its `confidence` among one of both.
    """

    slug: str
    content: Mapping[str, Any]
    made: Mapping[str, Any]

    @property
    def digest(self) -> str:
        return digest_of(self.content)


def seed_items(
    app: str, name: str, kind: str, shipped: list[ShippedItem], *, apps: Apps, using: str
) -> Resync:
    """Insert what is missing, update what still equals its last shipped text, report the rest.

    `apps` is the state just migrated to; without the tables nothing is done.
    """
    done = Resync()
    try:
        model = apps.get_model(app, name)
        standing = apps.get_model("context", "Standing")
        generation = apps.get_model("context", "Generation")
    except LookupError:
        return done
    with transaction.atomic(using):
        items = model.objects.using(using)
        rows = {row.slug: row for row in items.filter(is_built_in=True)}
        for item in shipped:
            place(item, kind, rows.get(item.slug), items, done)
        everywhere(items.filter(is_built_in=True), standing, using)
        if done.inserted or done.updated:
            generation.objects.using(using).filter(name="library").update(value=F("value") + 1)
    if done.kept:
        logger.warning(
            "Edited here and changed by the release, so left as they are: %s", ", ".join(done.kept)
        )
    return done


def place(item: ShippedItem, kind: str, row: Any, items: Any, done: Resync) -> None:
    if row is None:
        items.create(
            kind=kind,
            slug=item.slug,
            is_built_in=True,
            shipped_digest=item.digest,
            **item.content,
            **item.made,
        )
        done.inserted.append(item.slug)
    elif row.shipped_digest == item.digest:
        return
    elif is_as_shipped(row, item):
        items.filter(pk=row.pk).update(
            **item.content,
            shipped_digest=item.digest,
            version=F("version") + 1,
            updated_at=timezone.now(),
        )
        done.updated.append(item.slug)
    else:
        done.kept.append(item.slug)


def is_as_shipped(row: Any, item: ShippedItem) -> bool:
    """Whether no staff edited it; a column that its release did not know is empty."""
    stored = {name: getattr(row, name) for name in item.content}
    known = {name: value for name, value in stored.items() if value is not None}
    return row.shipped_digest in (digest_of(stored), digest_of(known))


def everywhere(items: Any, standing: Any, using: str) -> None:
    """Shipped items are active for everybody from the start; switched off, they stay off."""
    known = standing.objects.using(using).filter(account=None).values("item")
    standing.objects.using(using).bulk_create(
        standing(
            item_id=pk,
            account=None,
            status="active",
            confidence=confidence,
            reason="shipped",
            moved_by="release",
        )
        for pk, confidence in items.exclude(pk__in=known).values_list("pk", "confidence")
    )
