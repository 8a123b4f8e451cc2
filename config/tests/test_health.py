"""What a load balancer and an operator ask, without a key."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from django.utils import timezone

from intake import heartbeats


@pytest.mark.django_db
class TestReady:
    def test_before_any_sign_of_life(self, client: Client) -> None:
        answer = client.get("/health/ready")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
        assert answer.json() == {"status": "ok", "database": "ok", "beat": None, "worker": None}

    def test_tells_the_age_of_beat_and_worker(self, client: Client) -> None:
        heartbeats.write("beat")
        with time_machine.travel(timezone.now() + timedelta(seconds=40)):
            heartbeats.write("worker")
            body = client.get("/health/ready").json()
        assert body["beat"] == pytest.approx(40, abs=5)
        assert body["worker"] == pytest.approx(0, abs=5)

    def test_without_a_database(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def away() -> Any:
            raise OperationalError("the password is secret")

        monkeypatch.setattr(connection, "cursor", away)
        answer = client.get("/health/ready")
        monkeypatch.undo()
        assert (answer.status_code, json.loads(answer.content)["status"]) == (503, "unavailable")
        assert "secret" not in answer.content.decode()


def test_live_asks_no_database(client: Client) -> None:
    """Without the mark, any query would fail this test."""
    assert client.get("/health/live").json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_only_reading(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
