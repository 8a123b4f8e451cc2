import logging
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.http import HttpResponse
from pytest_django import Settings
from rest_framework.request import Request
from rest_framework.response import Response

from intake import throttles
from intake.tests.views import Key, Open, call
from intake.throttles import KeyThrottle


class Both(Open):
    throttle_classes = (KeyThrottle,)

    def get(self, request: Request) -> Response:
        return Response({})

    post = get


class Asking(Both):
    throttled_as = "read"


@pytest.fixture(autouse=True)
def few(settings: Settings) -> None:
    settings.THROTTLE_READ = "3/minute"
    settings.THROTTLE_WRITE = "2/minute"
    throttles.limiter.cache_clear()


def statuses(times: int, *args: Any) -> list[int]:
    return [ask(*args).status_code for _ in range(times)]


def ask(method: str, key: Key | None = None, view: Any = Both, address: str = "") -> HttpResponse:
    return call(view, method, key=key, REMOTE_ADDR=address or "10.0.0.1")


def test_reading_and_writing_have_budgets_of_their_own() -> None:
    key = Key()
    assert statuses(4, "get", key) == [200, 200, 200, 429]
    assert statuses(3, "post", key) == [200, 200, 429]


def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    key = Key()
    statuses(3, "get", key)
    assert 0 < int(ask("get", key)["Retry-After"]) <= 60


def test_many_at_once_start_one_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two that start one, the second is refused, and the request with it."""
    started = []

    class Slow(threading.Timer):
        def __init__(self, _interval: float, function: Any) -> None:
            super().__init__(60, function)

        def start(self) -> None:
            started.append(self)
            time.sleep(0.05)
            super().start()

    memory = throttles.storage("")
    time.sleep(0.1)  # until its first timer has ended
    monkeypatch.setattr(threading, "Timer", Slow)
    with ThreadPoolExecutor(10) as pool:
        counts = sorted(pool.map(lambda _: memory.incr("key", 60), range(10)))
    for timer in started:
        timer.cancel()
    assert counts == list(range(1, 11))
    assert len(started) == 1


def test_each_key_counts_for_itself() -> None:
    one, other = Key(), Key()
    statuses(4, "get", one)
    assert ask("get", other).status_code == 200


def test_without_a_key_the_address_counts() -> None:
    statuses(4, "get", None, Both, "10.0.0.2")
    assert ask("get", None, Both, "10.0.0.2").status_code == 429
    assert ask("get", None, Both, "10.0.0.3").status_code == 200


def test_a_view_may_say_that_its_post_reads() -> None:
    assert statuses(4, "post", Key(), Asking) == [200, 200, 200, 429]


def test_without_redis_requests_pass_and_it_is_said_once(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.REDIS_URL = f"redis://127.0.0.1:{unused.getsockname()[1]}/0"
        throttles.limiter.cache_clear()
        with caplog.at_level(logging.WARNING, "intake.throttles"):
            assert statuses(6, "get", Key()) == [200] * 6
            throttles.limiter(settings.REDIS_URL).outage.until = 0.0
            assert ask("get", Key()).status_code == 200
    assert len(caplog.records) == 1
