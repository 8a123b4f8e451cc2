"""What of the database is kept in this process, and when it is read again."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar, cast

from context.models import AntiSlopRule, Generation, ProviderHint

POLL_SECONDS = 1.0

Content = TypeVar("Content")

_polling = threading.Lock()
_polled_at = float("-inf")
_generations: Mapping[str, int] = {}


def generations() -> Mapping[str, int]:
    """The counters of `Generation` by name, at most a second old: one query, whoever asks."""
    if time.monotonic() - _polled_at >= POLL_SECONDS:
        with _polling:
            if time.monotonic() - _polled_at >= POLL_SECONDS:
                _poll()
    return _generations


def look() -> None:
    """Know the counters as they are now; one query. A request that serves what was learned begins
    with it, so that what one process was taught the next serves at once.
    """
    with _polling:
        _poll()


def _poll() -> None:
    global _polled_at, _generations
    _generations = Generation.objects.values_by_name()
    _polled_at = time.monotonic()


def forget() -> None:
    """Poll and read everything again; for tests, whose databases go back in time."""
    global _polled_at
    _polled_at = float("-inf")
    for snapshot in snapshots:
        snapshot.forget()


snapshots: list["Snapshot[Any]"] = []


class Snapshot(Generic[Content]):
    """What `load` reads, kept until the generation called `name` is another one."""

    def __init__(self, name: str, load: Callable[[], Content]) -> None:
        self.name = name
        self.load = load
        self._loading = threading.Lock()
        self._kept: tuple[int, Content] | None = None
        snapshots.append(self)

    def __call__(self) -> Content:
        # Asked before reading: what is written in between is read again, never missed.
        generation = generations().get(self.name, 0)
        kept = self._kept
        if kept is None or kept[0] != generation:
            with self._loading:
                kept = self._kept
                if kept is None or kept[0] != generation:
                    kept = self._kept = generation, self.load()
        return kept[1]

    def forget(self) -> None:
        self._kept = None


def _rules() -> Sequence[AntiSlopRule]:
    return [cast(AntiSlopRule, rule) for rule in AntiSlopRule.objects.active()]


def _hints() -> Mapping[str, ProviderHint]:
    return {hint.slug: cast(ProviderHint, hint) for hint in ProviderHint.objects.active()}


rules: Snapshot[Sequence[AntiSlopRule]] = Snapshot(Generation.Name.SHIPPED, _rules)
hints: Snapshot[Mapping[str, ProviderHint]] = Snapshot(Generation.Name.SHIPPED, _hints)
