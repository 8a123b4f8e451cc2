"""How often one key may ask: a budget for reading and one for writing, counted by `limits`."""

import logging
import threading
import time
from functools import cache
from typing import TYPE_CHECKING

import limits
from django.conf import settings
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

if TYPE_CHECKING:  # DRF's views import this module by its setting
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)

# Seconds that requests go uncounted after the storage failed, so that its timeout is paid seldom.
REST = 10.0
LOG_EVERY = 60.0


class Outage:
    """Until when a failed storage is left alone, and when its failure was last said."""

    def __init__(self) -> None:
        self.until = 0.0
        self.said = float("-inf")

    @property
    def lasts(self) -> bool:
        return time.monotonic() < self.until

    def note(self, error: StorageError) -> None:
        now = time.monotonic()
        self.until = now + REST
        if now - self.said >= LOG_EVERY:
            self.said = now
            logger.warning("Requests are not throttled: %s", error.storage_error)


class Limiter:
    """Counts in Redis where there is one, else in the memory of this process."""

    def __init__(self, url: str) -> None:
        self.outage = Outage()
        self.window = FixedWindowRateLimiter(storage(url))

    def hit(self, budget: limits.RateLimitItem, kind: str, who: str) -> float:
        """Seconds to wait before asking again; 0 when the request may pass."""
        if self.outage.lasts:
            return 0.0
        try:
            if self.window.hit(budget, kind, who):
                return 0.0
            until = self.window.get_window_stats(budget, kind, who).reset_time
            return max(until - time.time(), 1.0)
        except StorageError as error:
            self.outage.note(error)
            return 0.0


class Memory(MemoryStorage):
    """The memory of this process, where one thread at a time counts.

    Two threads that find its timer ended would start the same new one twice, and the second
    RuntimeError would be a request's (limits 5).
    """

    def __init__(self) -> None:
        self._counting = threading.Lock()
        super().__init__()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        with self._counting:
            return super().incr(key, expiry, amount)


def storage(url: str) -> Storage:
    if not url:
        return Memory()
    return RedisStorage(url, wrap_exceptions=True, socket_timeout=0.5, socket_connect_timeout=0.5)


@cache
def limiter(url: str) -> Limiter:
    return Limiter(url)


@cache
def parsed(rate: str) -> limits.RateLimitItem:
    return limits.parse(rate)


class KeyThrottle(BaseThrottle):
    """THROTTLE_READ and THROTTLE_WRITE for each API key, or address where there is no key.

    A view whose POST only reads says `throttled_as = "read"`.
    """

    def allow_request(self, request: Request, view: "APIView") -> bool:
        safe = request.method in SAFE_METHODS
        kind = getattr(view, "throttled_as", "read" if safe else "write")
        rate = settings.THROTTLE_READ if kind == "read" else settings.THROTTLE_WRITE
        self.seconds = limiter(settings.REDIS_URL).hit(parsed(rate), kind, asker(request))
        return not self.seconds

    def wait(self) -> float:
        return self.seconds


def asker(request: Request) -> str:
    key = getattr(request.auth, "id", None)
    return f"key:{key}" if key else f"address:{request.META.get('REMOTE_ADDR', '')}"
