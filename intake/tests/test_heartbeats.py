from datetime import timedelta

import pytest
from celery.signals import after_task_publish, task_postrun
from django.utils import timezone

from intake import heartbeats
from intake.models import Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beat closes its connection before each sign of life; here it is the test's own."""
    monkeypatch.setattr(heartbeats, "close_old_connections", lambda: None)
    monkeypatch.setattr(heartbeats, "_last_worker", float("-inf"))


def test_nobody_lived_yet() -> None:
    assert heartbeats.age("beat") is None
    assert heartbeats.age("worker") is None


def test_beat_shows_life_by_what_it_sends() -> None:
    after_task_publish.send(sender="x", headers={"celery_beat_task": True}, body=())
    assert 0 <= (heartbeats.age("beat") or 0) < 60
    assert heartbeats.age("worker") is None


@pytest.mark.parametrize("headers", [None, {}, {"task": "x"}])
def test_what_others_send_is_no_beat(headers: dict[str, str] | None) -> None:
    after_task_publish.send(sender="x", headers=headers, body=())
    assert heartbeats.age("beat") is None


def test_a_worker_shows_life_by_what_it_finished_but_not_each_time() -> None:
    task_postrun.send(sender="x")
    old = timezone.now() - timedelta(seconds=90)
    Heartbeat.objects.update(at=old)
    task_postrun.send(sender="x")
    assert (heartbeats.age("worker") or 0) >= 90
    heartbeats._last_worker -= heartbeats.EVERY
    task_postrun.send(sender="x")
    assert (heartbeats.age("worker") or 90) < 90
