"""What happened, written with what made it happen, and handed on after the commit.

A request calls `emit` in its transaction. After the commit one hint goes to the broker, which may
be away: beat drains every 30 seconds anyway. The drain gives every committed event its `position`.
Positions are given by one writer, and only to what is committed, so they follow the order of
commits as the drain saw them, not `created_at`; whoever reads on from a position misses nothing.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from kombu import Connection
from kombu.exceptions import KombuError
from kombu.pools import ProducerPool, producers

from intake.jobs import REQUESTED, Counts, Run, send_requested
from intake.models import OutboxEvent

logger = logging.getLogger(__name__)

Handler = Callable[[list[OutboxEvent]], None]

DRAIN = "intake.tasks.drain"
# Events in one transaction: on SQLite it is everybody's latency.
BATCH = 500
# A type whose events fail this often in one drain waits for the next.
MAX_FAILURES = 5
# Seconds one hint may take to connect, and how long a broker that failed is left alone.
HINT_TIMEOUT = 1.0
REST = 10.0
# Seconds between two hints of one process.
EVERY = 1.0
# What is left of the event with the last position once it was taken out.
GONE = "event.gone"

_asked_at = float("-inf")
_quiet_until = float("-inf")


class HandlersFailed(Exception):
    """Some events stay open; the words name their types and errors."""


def emit(type: str, payload: Mapping[str, Any], *, account: UUID | None = None) -> OutboxEvent:
    """Write an event into the caller's transaction; outside of one, TransactionManagementError."""
    [event] = emit_to(type, payload, [account])
    return event


def emit_to(
    type: str, payload: Mapping[str, Any], accounts: Iterable[UUID | None]
) -> list[OutboxEvent]:
    """The same event for each of the accounts."""
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An event belongs to a transaction.")
    events = OutboxEvent.objects.bulk_create(
        [OutboxEvent(type=type, payload=dict(payload), account=one) for one in accounts],
        batch_size=BATCH,
    )
    # One a transaction. One registered in a savepoint that was rolled back is gone from this list.
    if not any(registered[1] is hint for registered in connection.run_on_commit):
        transaction.on_commit(hint, robust=True)
    return events


def hint() -> None:
    """Ask for a drain, briefly and without retries; a broker that is away costs a log line.

    Under load one in a second is enough: the second one asks for a drain `EVERY` seconds later,
    which finds all that was committed until then, so that nobody else has to ask.
    """
    global _asked_at, _quiet_until
    now = time.monotonic()
    if now < _quiet_until:
        return
    later = EVERY if now - _asked_at < EVERY else 0.0
    if send_hint(later):
        _asked_at, _quiet_until = now, now + later
    else:
        _quiet_until = now + REST


def send_hint(later: float) -> bool:
    pool = hints(settings.CELERY_BROKER_URL)
    broker: Any = pool.connections.connection
    # ValueError: the filesystem broker read a file that another process was writing.
    away: tuple[type[Exception], ...] = (
        *(broker.connection_errors + broker.channel_errors),
        *(KombuError, OSError, ValueError),
    )
    try:
        with pool.acquire(block=True, timeout=HINT_TIMEOUT) as producer:
            current_app.send_task(DRAIN, countdown=later or None, producer=producer, retry=False)
    except away as error:
        logger.warning("The broker is away, beat will drain: %s", error)
        return False
    return True


@cache
def hints(url: str) -> ProducerPool:
    """Connections for hints: short timeouts and a single try, unlike those of a worker."""
    options = {
        **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        "max_retries": 0,
        "socket_timeout": HINT_TIMEOUT,
        "socket_connect_timeout": HINT_TIMEOUT,
    }
    connection = Connection(url, transport_options=options, connect_timeout=HINT_TIMEOUT)
    pool: ProducerPool = producers[connection]
    return pool


def is_due() -> bool:
    """Whether any event lacks its position or is open."""
    return OutboxEvent.objects.filter(Q(position__isnull=True) | Q(closed_at__isnull=True)).exists()


def drain(run: Run) -> Counts:
    """Give positions, hand open events to their handlers, and send the jobs that were asked for.

    Counts `placed`, `closed` and `sent`. Raises HandlersFailed at the end if events stay open.
    """
    if run.dry_run:
        return would_drain()
    tally: Counter[str] = Counter(placed=0, closed=0, sent=0)
    failures: dict[str, str] = {}
    while True:
        tally["placed"] += place_all()
        types = open_types().difference(failures)
        if not types:
            break
        for type in sorted(types):
            closed, error = hand_over(type, handler_of(type))
            tally["closed"] += closed
            if error:
                failures[type] = error
        run.progress(counts=dict(tally))
    tally["sent"] = send_all_requested()
    if failures:
        run.progress(counts=dict(tally))
        raise HandlersFailed("; ".join(f"{type}: {error}" for type, error in failures.items()))
    return dict(tally)


def would_drain() -> Counts:
    unclosed = OutboxEvent.objects.filter(closed_at__isnull=True)
    return {
        "placed": OutboxEvent.objects.filter(position__isnull=True).count(),
        "closed": unclosed.exclude(type=REQUESTED).count(),
        "sent": unclosed.filter(type=REQUESTED).count(),
    }


def place_all() -> int:
    placed = 0
    while given := place():
        placed += given
    return placed


def place() -> int:
    """Positions for one batch. Two writers by accident collide on `unique`, and one gives up."""
    with transaction.atomic():
        last = OutboxEvent.objects.aggregate(last=Max("position"))["last"] or 0
        fresh = list(OutboxEvent.objects.filter(position__isnull=True).order_by("pk")[:BATCH])
        for position, event in enumerate(fresh, last + 1):
            event.position = position
        OutboxEvent.objects.bulk_update(fresh, ["position"])
    return len(fresh)


def open_events() -> QuerySet[OutboxEvent]:
    """Events to hand over, those that failed least often first."""
    return OutboxEvent.objects.filter(closed_at__isnull=True, position__isnull=False).order_by(
        "attempts", "position"
    )


def open_types() -> set[str]:
    """The types of open events; requested jobs are closed by their own runs."""
    found = open_events().exclude(type=REQUESTED).order_by().values_list("type", flat=True)
    return set(found.distinct())


def handler_of(type: str) -> Handler | None:
    path = settings.OUTBOX_HANDLERS.get(type)
    return import_string(path) if path else None


def hand_over(type: str, handle: Handler | None) -> tuple[int, str]:
    """Close the open events of one type; how many, and the last error.

    A batch that fails is tried again one by one, so that one bad event keeps no other waiting.
    """
    closed, size, error = 0, BATCH, ""
    failed: list[UUID] = []
    while len(failed) < MAX_FAILURES:
        waiting = open_events().filter(type=type).exclude(pk__in=failed)
        batch = list(waiting.values_list("pk", flat=True)[:size])
        if not batch:
            break
        try:
            closed += deliver(batch, handle)
        except Exception as raised:
            logger.exception("Events of type %s could not be handled", type)
            error = f"{raised.__class__.__name__}: {raised}"
            if len(batch) == 1:
                failed += batch
                OutboxEvent.objects.filter(pk__in=batch).update(attempts=F("attempts") + 1)
            size = BATCH if len(batch) == 1 else 1
    return closed, error if failed else ""


def deliver(batch: list[UUID], handle: Handler | None) -> int:
    """Handle and close, both or neither."""
    with transaction.atomic():
        # Locked and asked again: another drain may have been here, if ours was thought dead.
        events = list(open_events().filter(pk__in=batch).select_for_update())
        if handle is not None and events:
            handle(events)
        return OutboxEvent.objects.filter(pk__in=[event.pk for event in events]).update(
            closed_at=timezone.now()
        )


def send_all_requested() -> int:
    requests = list(open_events().filter(type=REQUESTED)[:BATCH])
    for event in requests:
        send_requested(event)
    return len(requests)


def take_out(ids: Iterable[UUID]) -> None:
    """Delete these events, and of the last one all that it said: positions count on from it."""
    with transaction.atomic():
        rows = OutboxEvent.objects.filter(pk__in=ids)
        # Held, so that none of them becomes the last one meanwhile.
        list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
        last = OutboxEvent.objects.aggregate(last=Max("position"))["last"] or 0
        rows.filter(position=last).update(
            type=GONE, account=None, payload={}, closed_at=timezone.now()
        )
        rows.exclude(position=last).delete()


def past() -> QuerySet[OutboxEvent]:
    """Events closed for over EVENT_KEEP_DAYS, but the last: positions count on from it."""
    horizon = timezone.now() - timedelta(days=settings.EVENT_KEEP_DAYS)
    last = OutboxEvent.objects.aggregate(last=Max("position"))["last"]
    return OutboxEvent.objects.filter(closed_at__lt=horizon).exclude(position=last)
