"""Events that name items which are gone: a slug is made of what was told.

Whoever takes items out asks for the job that deletes these events. It reads all events once,
however many items went, a batch a transaction; until then no account is told of them either.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from context.models import LearnedItem
from intake import outbox
from intake.jobs import REQUESTED, ignore
from intake.models import OutboxEvent

JOB = "silence"
BATCH = 500
# Telling writes, which a batch mostly does not.
TOLD_EVERY = 10 * BATCH
KINDS = frozenset(LearnedItem.Kind.values)


def ask_for_silence() -> None:
    """In the transaction that takes items out, or after it."""
    outbox.emit(REQUESTED, {"job": JOB, "reason": "items were erased"})


def named_in(payload: Mapping[str, Any]) -> set[str]:
    """The slugs of learned items in the payload of an event."""
    refs = [payload.get("ref", ""), *payload.get("refs", ())]
    parts = (ref.partition(":") for ref in refs)
    return {slug for kind, _, slug in parts if kind in KINDS}


def of_gone(payloads: Collection[Mapping[str, Any]]) -> list[bool]:
    """Of each whether it names an item that is gone: one query, or none."""
    named = [named_in(payload) for payload in payloads]
    slugs = set().union(*named)
    rows = LearnedItem.objects.filter(slug__in=slugs) if slugs else LearnedItem.objects.none()
    known = set(rows.values_list("slug", flat=True))
    return [not slugs <= known for slugs in named]


def silence(tell: Callable[..., None] = ignore, *, dry_run: bool = False) -> dict[str, int]:
    """Delete the events that name items which are gone, telling `tell(counts=…)` as it goes on."""
    counts = {"checked": 0, "events": 0}
    last: UUID | None = None
    while batch := after(last):
        last = batch[-1][0]
        told = of_gone([payload for _, payload in batch])
        gone = [pk for (pk, _), is_gone in zip(batch, told, strict=True) if is_gone]
        if gone and not dry_run:
            OutboxEvent.objects.filter(pk__in=gone).delete()
        counts["checked"] += len(batch)
        counts["events"] += len(gone)
        if counts["checked"] % TOLD_EVERY == 0:
            tell(counts=counts)
    return counts


def after(last: UUID | None) -> list[tuple[UUID, Mapping[str, Any]]]:
    rows = OutboxEvent.objects.order_by("pk").values_list("pk", "payload")
    return list((rows if last is None else rows.filter(pk__gt=last))[:BATCH])
