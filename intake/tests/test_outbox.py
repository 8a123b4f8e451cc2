import json
import logging
import socket
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from intake import outbox
from intake.models import JobRun, OutboxEvent
from intake.outbox import emit
from intake.tasks import drain, purge

pytestmark = pytest.mark.django_db

HERE = "intake.tests.test_outbox"
handled: list[list[str]] = []


def note(events: list[OutboxEvent]) -> None:
    handled.append([event.payload["name"] for event in events])


def refuse_bad(events: list[OutboxEvent]) -> None:
    JobRun.objects.create(job="side effect", started_at=timezone.now())
    if any(event.payload["name"].startswith("bad") for event in events):
        raise ValueError("a bad one")
    note(events)


@pytest.fixture(autouse=True)
def handlers(settings: Settings) -> None:
    handled.clear()
    settings.OUTBOX_HANDLERS = {"noted": f"{HERE}.note", "picky": f"{HERE}.refuse_bad"}


@pytest.fixture(autouse=True)
def broker_folder(settings: Settings, tmp_path: Path) -> Path:
    """A broker of our own: a folder."""
    folder = tmp_path / "broker"
    folder.mkdir()
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(tmp_path / "control"),
    }
    forget_broker()
    return folder


def forget_broker() -> None:
    outbox.hints.cache_clear()
    outbox._asked_at = outbox._quiet_until = float("-inf")


def add(type: str, *names: str) -> list[OutboxEvent]:
    return [OutboxEvent.objects.create(type=type, payload={"name": name}) for name in names]


def open_names() -> list[str]:
    events = OutboxEvent.objects.filter(closed_at__isnull=True).order_by("position")
    return [event.payload["name"] for event in events]


@pytest.mark.django_db(transaction=True)
def test_an_event_needs_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        emit("noted", {})


@pytest.mark.django_db(transaction=True)
def test_a_transaction_sends_one_hint(broker_folder: Path) -> None:
    with transaction.atomic():
        for n in range(3):
            emit("noted", {"name": str(n)})
    messages = list(broker_folder.iterdir())
    assert len(messages) == 1
    assert outbox.DRAIN in messages[0].read_text()


def test_many_hints_are_two(broker_folder: Path) -> None:
    for _ in range(20):
        outbox.hint()
    etas = sorted(
        str(json.loads(message.read_text())["headers"]["eta"])
        for message in broker_folder.iterdir()
    )
    assert len(etas) == 2
    assert etas[1] == "None"
    assert datetime.fromisoformat(etas[0]) > timezone.now() - timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_never_was(broker_folder: Path) -> None:
    with transaction.atomic():
        emit("noted", {"name": "x"})
        transaction.set_rollback(True)
    assert not list(broker_folder.iterdir())
    assert not OutboxEvent.objects.exists()


def test_a_hint_lost_with_a_savepoint_is_sent_by_the_next_event(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        with transaction.atomic():
            emit("noted", {"name": "lost"})
            transaction.set_rollback(True)
        emit("noted", {"name": "kept"})
        emit("noted", {"name": "kept too"})
    assert callbacks == [outbox.hint]


def away(settings: Settings, url: str, **options: Any) -> None:
    settings.CELERY_BROKER_URL = url
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = options
    forget_broker()


def test_a_closed_port_costs_a_log_line_once(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        away(settings, f"redis://127.0.0.1:{unused.getsockname()[1]}/0")
        with caplog.at_level(logging.WARNING, "intake.outbox"):
            outbox.hint()
            outbox.hint()
    assert ["broker is away" in record.message for record in caplog.records] == [True]


def test_a_broker_that_never_answers_is_given_up(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        away(settings, f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        began = time.monotonic()
        outbox.hint()
    # Without a timeout of its own this waits for ever; the bound is generous for a busy machine.
    assert time.monotonic() - began < 30
    assert "broker is away" in caplog.text


def test_a_broken_broker_folder_changes_no_answer(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    control = tmp_path / "control"
    gone = str(tmp_path / "gone")
    away(
        settings,
        "filesystem://",
        data_folder_in=gone,
        data_folder_out=gone,
        control_folder=str(control),
    )
    outbox.hint()
    assert "broker is away" in caplog.text


def test_positions_follow_the_commits() -> None:
    add("other", "a", "b")
    drain()
    add("other", "c")
    drain()
    positions = OutboxEvent.objects.order_by("pk").values_list("position", flat=True)
    assert list(positions) == [1, 2, 3]


def test_positions_go_on_when_all_events_are_purged(settings: Settings) -> None:
    add("other", "a", "b")
    drain()
    OutboxEvent.objects.update(closed_at=timezone.now() - timedelta(days=31))
    assert purge()["events"] == 1
    add("other", "c")
    drain()
    assert OutboxEvent.objects.latest("pk").position == 3


def test_purge_keeps_open_and_young_events(settings: Settings) -> None:
    settings.EVENT_KEEP_DAYS = 30
    add("other", "old", "young", "open", "last")
    drain()
    ages = {"old": 31, "young": 29, "open": None, "last": 40}
    for event in OutboxEvent.objects.all():
        days = ages[event.payload["name"]]
        event.closed_at = None if days is None else timezone.now() - timedelta(days=days)
        event.save()
    assert purge()["events"] == 1
    kept = {event.payload["name"] for event in OutboxEvent.objects.all()}
    assert kept == {"young", "open", "last"}


def test_handlers_get_their_type_in_order_and_the_rest_is_closed() -> None:
    add("noted", "a", "b")
    add("nobody's", "c")
    add("noted", "d")
    assert drain() == {"placed": 4, "closed": 4, "sent": 0}
    assert handled == [["a", "b", "d"]]
    assert open_names() == []


def test_batches_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BATCH", 2)
    add("noted", *"abcde")
    drain()
    assert handled == [["a", "b"], ["c", "d"], ["e"]]


def test_a_bad_event_keeps_no_other_waiting() -> None:
    add("picky", "a", "bad", "c")
    add("zzz", "d")
    with pytest.raises(outbox.HandlersFailed, match="picky: ValueError: a bad one"):
        drain()
    assert open_names() == ["bad"]
    assert [name for batch in handled for name in batch] == ["a", "c"]
    assert OutboxEvent.objects.get(closed_at__isnull=True).attempts == 1


def test_what_a_failing_handler_wrote_is_rolled_back() -> None:
    add("picky", "bad")
    with pytest.raises(outbox.HandlersFailed):
        drain()
    assert not JobRun.objects.filter(job="side effect").exists()


def test_a_failure_stands_in_the_run() -> None:
    add("picky", "a", "bad")
    with pytest.raises(outbox.HandlersFailed):
        drain()
    run = JobRun.objects.get(job="drain")
    assert "a bad one" in run.error
    assert run.finished_at is not None
    assert run.counts == {"placed": 2, "closed": 1, "sent": 0}


def test_many_bad_events_do_not_stop_the_good_ones_for_ever() -> None:
    add("picky", *(f"bad{n}" for n in range(2 * outbox.MAX_FAILURES)), "good")
    for _ in range(3):
        with pytest.raises(outbox.HandlersFailed):
            drain()
    assert ["good"] in handled


def test_events_of_a_handler_are_handled_in_the_same_drain(settings: Settings) -> None:
    settings.OUTBOX_HANDLERS = {"first": f"{HERE}.emit_second", "second": f"{HERE}.note"}
    add("first", "a")
    assert drain()["closed"] == 2
    assert handled == [["from a"]]


def emit_second(events: list[OutboxEvent]) -> None:
    for event in events:
        emit("second", {"name": f"from {event.payload['name']}"})


def test_a_dry_drain_only_counts() -> None:
    add("noted", "a", "b")
    OutboxEvent.objects.create(type="job.requested", payload={"job": "purge"})
    assert drain(dry_run=True) == {"placed": 3, "closed": 2, "sent": 1}
    assert handled == []
    assert OutboxEvent.objects.filter(position__isnull=True, closed_at__isnull=True).count() == 3


def test_an_empty_outbox_leaves_no_run() -> None:
    assert drain() == {}
    assert not JobRun.objects.exists()


def test_nothing_is_handled_twice_when_a_drain_was_thought_dead() -> None:
    (event,) = add("noted", "a")
    outbox.place_all()
    assert outbox.deliver([event.pk], note) == 1
    assert outbox.deliver([event.pk], note) == 0
    assert handled == [["a"]]
