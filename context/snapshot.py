"""What of the database is kept in this process, and when it is read again."""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import JSONField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from context.models import AntiSlopRule, AppSoul, Generation, ProviderHint, Shipped

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
    """What `load` reads, kept until one of the generations called `names` is another one."""

    def __init__(self, load: Callable[[], Content], *names: str) -> None:
        self.names = names
        self.load = load
        self._loading = threading.Lock()
        self._kept: tuple[Sequence[int], Content] | None = None
        snapshots.append(self)

    def __call__(self) -> Content:
        # Asked before reading: what is written in between is read again, never missed.
        known = generations()
        generation = [known.get(name, 0) for name in self.names]
        kept = self._kept
        if kept is None or kept[0] != generation:
            with self._loading:
                kept = self._kept
                if kept is None or kept[0] != generation:
                    kept = self._kept = generation, self.load()
        return kept[1]

    def forget(self) -> None:
        self._kept = None


@dataclass(frozen=True)
class ShippedContent:
    """What is active of the content that comes with the release; hints and souls by slug."""

    rules: Sequence[AntiSlopRule]
    hints: Mapping[str, ProviderHint]
    souls: Mapping[str, AppSoul]


# Columns of which nothing is served.
UNREAD = {"is_active", "shipped_digest", "flags", "last_edited_by", "created_at", "updated_at"}


def read_shipped() -> ShippedContent:
    """One query for the three tables: of each row its table's name, and its columns as text."""
    models: Sequence[type[Shipped]] = (AntiSlopRule, ProviderHint, AppSoul)
    width = max(len(served_fields(model)) for model in models)
    first, *others = (as_texts(model, width) for model in models)
    found: dict[str, list[Any]] = {model.__name__: [] for model in models}
    kinds = {model.__name__: model for model in models}
    for name, *texts in first.union(*others, all=True):
        found[name].append(row_of(kinds[name], texts))
    return ShippedContent(
        rules=sorted(
            found[AntiSlopRule.__name__], key=lambda rule: (rule.kind, rule.position, rule.slug)
        ),
        hints={hint.slug: hint for hint in found[ProviderHint.__name__]},
        souls={soul.slug: soul for soul in found[AppSoul.__name__]},
    )


def as_texts(model: type[Shipped], width: int) -> QuerySet[Any, Any]:
    """The active rows, each with as many columns as the widest table."""
    columns = [Cast(field.name, TextField()) for field in served_fields(model)]
    blanks = [Value("", TextField()) for _ in range(width - len(columns))]
    rows: QuerySet[Any, Any] = model.objects.active().order_by()
    return rows.values_list(Value(model.__name__), *columns, *blanks)


def row_of(model: type[Shipped], texts: Sequence[str | None]) -> Shipped:
    """The row whose columns these are; what stands behind them is blank."""
    return model(
        **{
            field.name: json.loads(text or "null")
            if isinstance(field, JSONField)
            else field.to_python(text)
            for field, text in zip(served_fields(model), texts, strict=False)
        }
    )


def served_fields(model: type[Shipped]) -> Sequence[Any]:
    return [field for field in model._meta.concrete_fields if field.name not in UNREAD]


shipped: Snapshot[ShippedContent] = Snapshot(read_shipped, Generation.Name.SHIPPED)


def rules() -> Sequence[AntiSlopRule]:
    """Active bans, principles and thresholds, by kind and position."""
    return shipped().rules


def hints() -> Mapping[str, ProviderHint]:
    return shipped().hints


def souls() -> Mapping[str, AppSoul]:
    return shipped().souls
