"""Shipped rules, hints and souls as rows: kept up to date without losing what staff changed."""

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from context.shipped import (
    ShippedHint,
    ShippedRule,
    ShippedSoul,
    load_hints,
    load_rules,
    load_souls,
)
from intake.shipped import Shipped

logger = logging.getLogger(__name__)

GENERATIONS = ("library", "patterns", "shipped")
MODELS = ("AntiSlopRule", "ProviderHint", "AppSoul")


@dataclass
class Resync:
    """Slugs by what became of them; `kept` were edited by staff and changed by the release."""

    inserted: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def seed(apps: Apps = installed, using: str = "default", **kwargs: Any) -> Resync:
    """Insert what is missing, update what still equals its last shipped text, report the rest.

    A receiver of `post_migrate`, so `apps` is the state just migrated to; without the tables
    nothing is done.
    """
    done = Resync()
    try:
        rule, hint, soul = (apps.get_model("context", name) for name in MODELS)
        generation = apps.get_model("context", "Generation")
    except LookupError:
        return done
    generation.objects.using(using).bulk_create(
        [generation(name=name) for name in GENERATIONS], ignore_conflicts=True
    )
    with transaction.atomic(using):
        resync(rule, ShippedRule, load_rules(), using, done)
        resync(hint, ShippedHint, load_hints(), using, done)
        resync(soul, ShippedSoul, load_souls(), using, done)
        if done.inserted or done.updated:
            generation.objects.using(using).filter(name="shipped").update(value=F("value") + 1)
    if done.kept:
        logger.warning(
            "Edited here and changed by the release, so left as they are: %s", ", ".join(done.kept)
        )
    return done


def resync(
    model: Any, kind: type[Shipped], shipped: Iterable[Shipped], using: str, done: Resync
) -> None:
    rows = {row.slug: row for row in model.objects.using(using).all()}
    for item in shipped:
        content = stored_form(item)
        digest = digest_of(content)
        row = rows.get(item.slug)
        if row is None:
            model.objects.using(using).create(**content, shipped_digest=digest)
            done.inserted.append(item.slug)
        elif row.shipped_digest == digest:
            continue
        elif digest_of(shipped_part(row, kind)) == row.shipped_digest:
            model.objects.using(using).filter(pk=row.pk).update(
                **content,
                shipped_digest=digest,
                version=F("version") + 1,
                updated_at=timezone.now(),
            )
            done.updated.append(item.slug)
        else:
            done.kept.append(item.slug)


def stored_form(item: Shipped) -> Mapping[str, Any]:
    """The item's fields as their columns give them back: tuples as lists."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(item)))
    return plain


def shipped_part(row: Any, kind: type[Shipped]) -> Mapping[str, Any]:
    return {each.name: getattr(row, each.name) for each in fields(kind)}


def digest_of(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
