"""Events that name items which are gone: a slug is made of what was told.

Whoever takes items out asks for the job that deletes these events. It reads all events once,
however many items went, a batch a transaction; until then no account is told of them either.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from context.models import LearnedItem
from intake import outbox
from intake.jobs import REQUESTED, ignore
from intake.models import OutboxEvent

JOB = "silence"
BATCH = 500
# Telling writes, which a batch mostly does not.
TOLD_EVERY = 10 * BATCH
KINDS = frozenset(LearnedItem.Kind.values)
WHY = "items were erased"

# An event's key and payload.
Told = tuple[UUID, Mapping[str, Any]]


def ask_for_silence() -> None:
    """In the transaction that takes items out, or after it."""
    outbox.emit(REQUESTED, {"job": JOB, "reason": WHY})


def asked() -> list[UUID]:
    """The requests for silence that are open: a run that begins now does what all of them ask."""
    requests = OutboxEvent.objects.filter(type=REQUESTED, closed_at=None, payload__job=JOB)
    return list(requests.filter(payload__reason=WHY).values_list("pk", flat=True))


def named_in(payload: Mapping[str, Any]) -> set[str]:
    """The slugs of learned items in the payload of an event."""
    refs = [payload.get("ref", ""), *payload.get("refs", ())]
    parts = (ref.partition(":") for ref in refs)
    return {slug for kind, _, slug in parts if kind in KINDS}


def of_gone(events: Collection[Told]) -> list[bool]:
    """Of each whether it names an item that is gone: one query, or none.

    What was told before its item began was told of another, by the same name.
    """
    named = [(made(pk), named_in(payload)) for pk, payload in events]
    slugs = set().union(*(names for _, names in named))
    rows = LearnedItem.objects.filter(slug__in=slugs) if slugs else LearnedItem.objects.none()
    began = {slug: made(pk) for slug, pk in rows.values_list("slug", "pk")}
    return [any(began.get(name, told + 1) > told for name in names) for told, names in named]


def made(pk: UUID) -> int:
    """When a UUIDv7 was made, in milliseconds: within one they have no order."""
    return pk.int >> 80


def silence(tell: Callable[..., None] = ignore, *, dry_run: bool = False) -> dict[str, int]:
    """Take out the events that name items which are gone, telling `tell(counts=…)` as it goes on,
    and close all requests for it that were made before.
    """
    counts = {"checked": 0, "events": 0}
    requests = asked()
    last: UUID | None = None
    while batch := after(last):
        last = batch[-1][0]
        gone = [pk for (pk, _), is_gone in zip(batch, of_gone(batch), strict=True) if is_gone]
        if gone and not dry_run:
            outbox.take_out(gone)
        counts["checked"] += len(batch)
        counts["events"] += len(gone)
        if counts["checked"] % TOLD_EVERY == 0:
            tell(counts=counts)
    if requests and not dry_run:
        open_ones = OutboxEvent.objects.filter(pk__in=requests, closed_at=None)
        open_ones.update(closed_at=timezone.now())
    return counts


def after(last: UUID | None) -> list[Told]:
    rows = OutboxEvent.objects.order_by("pk").values_list("pk", "payload")
    return list((rows if last is None else rows.filter(pk__gt=last))[:BATCH])
