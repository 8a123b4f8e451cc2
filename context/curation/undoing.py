"""The last judgement of a person, and how to take it back.

It lies in the session, with how the item stood before. It can be taken back as long as nobody has
changed the item since: then it is as it was, by one more move with a reason.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from context.models import Approval, LearnedItem, Recall, Standing, Status
from context.recalling import given_before, withdraw

LAST = "last_judgement"
# Of a judgement before more audiences there is no way back in one step.
MOST = 500

# By account: status and flags.
Stood = dict[UUID | None, tuple[str, list[str]]]


class NotUndone(ValueError):
    """The message says why, and what to do."""


def stood(item: LearnedItem) -> Stood:
    rows = Standing.objects.filter(item=item)
    return {row.account_id: (row.status, row.flags) for row in rows}


@dataclass(frozen=True)
class Judged:
    """An item, and how it stood, before it was judged."""

    item: LearnedItem
    stood: Stood


def remember(
    request: HttpRequest,
    judged: Judged,
    approved: list[Approval],
    recalls: list[Recall],
    *,
    title: str,
    permission: str,
    at: str,
) -> None:
    """Note a judgement that was carried out; of one that changed nothing, or too much, nothing."""
    item, before = judged.item, judged.stood
    # What did not stand before somebody was as good as proposed.
    changed = [
        [str(account or ""), *before.get(account, (Status.PROPOSED, []))]
        for account, after in stood(item).items()
        if before.get(account) != after
    ]
    if len(changed) > MOST:
        request.session.pop(LAST, None)
    elif changed or approved or recalls:
        request.session[LAST] = {
            "item": str(item.pk),
            "title": title,
            "permission": permission,
            "at": at,
            "version_before": item.version,
            "version": LearnedItem.objects.values_list("version", flat=True).get(pk=item.pk),
            "stood": changed,
            "approved": [str(each.pk) for each in approved],
            "recall": [each.pk for each in recalls],
        }


def last(request: HttpRequest) -> dict[str, Any] | None:
    """What may be taken back: `name`, `title`, and `at`, where in the queue it was. Nothing of what
    was erased since.
    """
    found: dict[str, Any] | None = request.session.get(LAST)
    if not found or not request.user.has_perm(f"context.{found['permission']}"):
        return None
    name = LearnedItem.objects.filter(pk=found["item"]).values_list("name", flat=True).first()
    return None if name is None else {**found, "name": name}


def offered(request: HttpRequest) -> dict[str, Any] | None:
    """The same, as long as nobody has changed the item since."""
    found = last(request)
    rows = LearnedItem.objects.filter(pk=found["item"], version=found["version"]) if found else None
    return found if rows is not None and rows.exists() else None


def last_of(request: HttpRequest, item: LearnedItem | None) -> dict[str, Any] | None:
    """The same, if it was of this item."""
    found = offered(request)
    return found if found and item and found["item"] == str(item.pk) else None


def undo(request: HttpRequest, reason: str) -> dict[str, Any]:
    """Take it back; what it was. Raises NotUndone where that cannot be."""
    found = last(request)
    if found is None:
        raise NotUndone(
            "There is nothing to undo: you have judged nothing since you logged in, or it was "
            "erased."
        )
    known = given_before([UUID(found["item"])]) if found.get("recall") else {}
    with transaction.atomic():
        item = LearnedItem.objects.locked([UUID(found["item"])]).first()
        if item is None or item.version != found["version"]:
            raise NotUndone(
                f"“{found['name']}” was changed since you judged it. Open it, and judge it anew."
            )
        moved = put_back(item, found, f"undone, “{found['title']}”: {reason}", request.user)
        withdraw(found.get("recall", ()), reason, known, is_back=bool(moved))
    del request.session[LAST]
    return found


def put_back(item: LearnedItem, found: dict[str, Any], reason: str, user: Any) -> int:
    """How many standings moved."""
    Approval.objects.filter(pk__in=found["approved"]).update(is_withdrawn=True)
    before: dict[tuple[str, tuple[str, ...]], list[UUID | None]] = defaultdict(list)
    for account, status, flags in found["stood"]:
        before[status, tuple(flags)].append(UUID(account) if account else None)
    moved = 0
    for (status, flags), accounts in before.items():
        whose = Q(account__in=[one for one in accounts if one])
        rows = Standing.objects.filter(whose | Q(account=None) if None in accounts else whose)
        moved += rows.filter(item=item).move(
            status, by=Standing.By.STAFF, reason=reason, user=user, flags=list(flags)
        )
    # It says what it said when others approved it: only the judgement had come between.
    version = LearnedItem.objects.values_list("version", flat=True).get(pk=item.pk)
    Approval.objects.filter(item=item, version=found["version_before"]).update(version=version)
    return moved
