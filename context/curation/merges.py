"""Two items that staff make one, by the path that a cycle takes and with its refusals."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.admin import site
from django.db import transaction

from context.merging import merge, why_apart
from context.models import LearnedItem, Standing, Status
from context.releasing import EDITED, rule_of


class MergeRefused(ValueError):
    """The message says why, and what to do instead."""


def pair_of(query: Mapping[str, str], user: Any) -> tuple[Any, Any]:
    """Who stays, the older, and who goes. Raises MergeRefused where the two may not be one."""
    try:
        ids = sorted({UUID(query.get("one", "")), UUID(query.get("other", ""))})
    except ValueError:
        ids = []
    found = LearnedItem.objects.in_bulk(ids)
    if len(found) != 2:
        raise MergeRefused("Nothing was merged: choose a similar item beside the one under review.")
    survivor, other = (found[pk] for pk in ids)
    check(survivor, other, user)
    table: Any = survivor.table.objects
    return table.get(pk=survivor.pk), table.get(pk=other.pk)


def check(survivor: LearnedItem, other: LearnedItem, user: Any) -> None:
    kind: Any = site._registry[survivor.table]
    same = survivor.kind == other.kind
    if why := (same and kind.reviewed.apart) or why_apart(survivor, other):
        raise MergeRefused(f"Nothing was merged. {why}")
    rule = rule_of([survivor], "activate_for_everybody", user.pk)
    if rule.is_own(survivor) and is_activated(survivor, other):
        why = f"By that “{survivor}” would be active, but {EDITED}."
        raise MergeRefused(f"Nothing was merged. {why}")


def is_activated(survivor: LearnedItem, other: LearnedItem) -> bool:
    """Whether merging makes the survivor active where it is not yet."""
    active = Standing.objects.filter(status=Status.ACTIVE)
    known = active.filter(item=survivor).values("account")
    return active.filter(item=other).exclude(account__in=known).exists()


def merge_items(survivor: Any, other: Any, reason: str, user: Any) -> None:
    """In one transaction, with its reason in the history of both. Raises MergeRefused."""
    with transaction.atomic():
        check(survivor, other, user)
        if not merge(survivor.pk, other.pk):
            raise MergeRefused("Nothing was merged: one of them was changed meanwhile. Look again.")
        rows = type(survivor).objects.filter(pk__in=[survivor.pk, other.pk])
        type(survivor).history.bulk_history_create(
            list(rows), update=True, default_user=user, default_change_reason=reason[:100]
        )
