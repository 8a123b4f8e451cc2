"""The folder that is the broker without Redis."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

from intake.folder import Channel

# With PostgreSQL the tests have Redis.
pytestmark = pytest.mark.once

MANY = 200


@pytest.fixture
def channels(tmp_path: Path) -> tuple[Any, Any]:
    """Two to the same empty folder."""
    options = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out")}
    options["control_folder"] = str(tmp_path / "control")
    made = [Connection("filesystem://", transport_options=options).channel() for _ in range(2)]
    return made[0], made[1]


def take(channel: Any, count: int) -> list[int]:
    found: list[int] = []
    deadline = time.monotonic() + 10
    while len(found) < count and time.monotonic() < deadline:
        try:
            found.append(channel._get("celery")["number"])
        except Empty:
            continue
    return found


def test_is_what_the_address_means(channels: tuple[Any, Any]) -> None:
    assert isinstance(channels[0], Channel)


def test_a_message_is_whole_whenever_it_is_read(channels: tuple[Any, Any]) -> None:
    writer, reader = channels
    with ThreadPoolExecutor(1) as pool:
        taken = pool.submit(take, reader, MANY)
        for number in range(MANY):
            writer._put("celery", {"number": number})
        assert sorted(taken.result()) == list(range(MANY))


def test_what_is_not_finished_is_no_message(channels: tuple[Any, Any], tmp_path: Path) -> None:
    (tmp_path / ".1_a.celery.msg").write_bytes(b"")
    with pytest.raises(Empty):
        channels[0]._get("celery")


def test_a_worker_that_waits_looks_up_soon(channels: tuple[Any, Any]) -> None:
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        channels[0].connection.client.drain_events(timeout=5)
    assert time.monotonic() - began < 4
