"""Signs of life: at their start, of `beat` at each scheduled task, of `worker` at its end."""

import time
from typing import Any

from celery.signals import (
    after_task_publish,
    beat_embedded_init,
    beat_init,
    task_postrun,
    worker_ready,
)
from django.db import close_old_connections, connection
from django.utils import timezone

from intake.models import Heartbeat

BEAT = "beat"
WORKER = "worker"
# A busy worker writes no more often than this, in seconds.
EVERY = 5.0
# Celery's beat puts this header on what it sends, and nothing else does.
SCHEDULED = "celery_beat_task"

_last_worker = float("-inf")


def age(name: str) -> float | None:
    """Seconds since `beat` or `worker` last showed life; None if never."""
    at = Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
    return None if at is None else (timezone.now() - at).total_seconds()


def write(name: str) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


@beat_init.connect(dispatch_uid="intake.heartbeats.beat_init")
@beat_embedded_init.connect(dispatch_uid="intake.heartbeats.beat_embedded_init")
def on_beat(**kwargs: Any) -> None:
    write(BEAT)


@worker_ready.connect(dispatch_uid="intake.heartbeats.worker_ready")
def on_worker(**kwargs: Any) -> None:
    write(WORKER)
    # This process only hands out work, some of it to children that it forks later.
    connection.close()


@after_task_publish.connect(dispatch_uid="intake.heartbeats.beat")
def on_publish(headers: dict[str, Any] | None = None, **kwargs: Any) -> None:
    if headers and headers.get(SCHEDULED):
        # Beat lives for months and nobody else looks after its connection.
        close_old_connections()
        write(BEAT)


@task_postrun.connect(dispatch_uid="intake.heartbeats.worker")
def on_done(**kwargs: Any) -> None:
    global _last_worker
    now = time.monotonic()
    if now - _last_worker >= EVERY:
        _last_worker = now
        write(WORKER)
