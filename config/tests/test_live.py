"""That the fixture `live` is what it says: the tests of whole paths stand on it."""

import json
import time

import pytest

import dev
from config.tests.live import Live

pytestmark = [pytest.mark.timeout(300), pytest.mark.once]

REQUEST = """
from django.db import transaction
from intake import jobs, outbox
with transaction.atomic():
    outbox.emit(jobs.REQUESTED, {"job": "weigh"})
"""


def age(live: Live, name: str) -> float:
    status, text = dev.ask(f"{live.url}/health/ready")
    assert status == 200, text
    return float(json.loads(text)[name])


def test_worker_and_beat_are_there_from_the_start(live: Live) -> None:
    assert age(live, "worker") < dev.READY_SECONDS
    assert age(live, "beat") < dev.READY_SECONDS


def test_the_worker_does_what_is_asked_of_it(live: Live) -> None:
    asked = time.monotonic()
    live.manage("shell", "-c", REQUEST)
    live.wait_for(lambda: age(live, "worker") < time.monotonic() - asked)


def test_it_keeps_its_database_over_a_restart(live: Live) -> None:
    live.manage("account", "add", "kept")
    live.restart()
    assert "kept" in live.manage("account", "list")
