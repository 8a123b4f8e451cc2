"""Two items that staff make one, by the path that a cycle takes and with its refusals."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.admin import site
from django.db import transaction

from context.curation.showing import Reviewed
from context.judging import seen_of
from context.merging import absorb, hold, why_apart
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
        raise MergeRefused("Choose a similar item beside the one under review.")
    survivor, other = (row_of(found[pk]) for pk in ids)
    check(survivor, other, user)
    return survivor, other


def refusal(one: Any, other: Any, user: Any) -> str:
    """Why the two may not be made one, whichever is the older; empty where they may."""
    older, younger = sorted((one, other), key=lambda item: item.pk)
    try:
        check(older, younger, user)
    except MergeRefused as refused:
        return str(refused)
    return ""


def reviewed_of(item: LearnedItem) -> Reviewed:
    reviewed: Reviewed = site._registry[item.table].reviewed  # type: ignore[attr-defined]
    return reviewed


def row_of(item: LearnedItem) -> Any:
    rows: Any = item.table.objects
    return rows.get(pk=item.pk)


def check(survivor: Any, other: Any, user: Any) -> None:
    """Raises MergeRefused."""
    reviewed = reviewed_of(survivor)
    why = reviewed.apart if survivor.kind == other.kind else ""
    if why := why or why_apart(survivor, other) or reviewed.why_apart(survivor, other):
        raise MergeRefused(why)
    rule = rule_of([survivor], "activate_for_everybody", user.pk)
    if rule.is_own(survivor) and is_activated(survivor, other):
        raise MergeRefused(f"By that “{survivor}” would be active, but {EDITED}.")


def is_activated(survivor: LearnedItem, other: LearnedItem) -> bool:
    """Whether merging makes the survivor active where it is not yet."""
    active = Standing.objects.filter(status=Status.ACTIVE)
    known = active.filter(item=survivor).values("account")
    return active.filter(item=other).exclude(account__in=known).exists()


@transaction.atomic
def merge_items(survivor: Any, other: Any, chosen: Mapping[str, str], user: Any) -> None:
    """As they were seen, with the reason in the history of both. Raises MergeRefused."""
    both = hold(survivor.pk, other.pk)
    if both is None or chosen["seen_version"] not in ("", seen_of(both)):
        raise MergeRefused("One of them was changed meanwhile: look again.")
    older, younger = map(row_of, both)
    check(older, younger, user)
    reviewed_of(older).unite(older, younger)
    absorb(*both)
    rows = type(survivor).objects.filter(pk__in=[survivor.pk, other.pk])
    type(survivor).history.bulk_history_create(
        list(rows), update=True, default_user=user, default_change_reason=chosen["reason"]
    )
