"""That the fixture `live` is what it says: the tests of whole paths stand on it."""

import json
import re
import secrets
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


def test_the_access_log_has_no_word_of_an_address(live: Live) -> None:
    token = secrets.token_hex(20)
    for path in (f"/admin/login/?search={token}", f"/projects/{token}/", f"/{token}", "/admin/"):
        dev.ask(f"{live.url}{path}")
    log = live.state / "log" / "web.log"
    live.wait_for(lambda: log.read_text().count(" bytes ") > 3)
    said = log.read_text()
    assert token not in said
    assert re.search(r"GET /admin/login/ 200 \d+ bytes \d+ ms", said)
    assert "127.0.0.1 - -" not in said


def test_it_keeps_its_database_over_a_restart(live: Live) -> None:
    live.manage("account", "add", "kept")
    live.restart()
    assert "kept" in live.manage("account", "list")
