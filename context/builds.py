"""Contexts as they were served: one row for each content, and how often it was asked for."""

import atexit
import hashlib
import json
import logging
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from context.assembly import Context
from context.models import BuildItem, BuildServed, ContextBuild, Daily, LearnedItem, Served
from context.rendering import template_digest
from projects.models import Account

logger = logging.getLogger(__name__)

BATCH = 500

# Build, consumer, minute.
Asked = tuple[str, str, datetime]
# Day, one of `Daily.Name`.
Day = tuple[date, str]
# Account, one of `Served.What`, and the section's key or the consumer's name.
Name = tuple[UUID, str, str]


@dataclass(frozen=True)
class Times:
    """Since when, when last and how often a name was served."""

    since: datetime
    at: datetime
    count: int = 1

    def __add__(self, more: "Times") -> "Times":
        return Times(min(self.since, more.since), max(self.at, more.at), self.count + more.count)


def identify(context: Context, account_id: UUID, project_id: UUID | None) -> str:
    """`ctx_` and 40 hex digits of SHA-256 over account, project, manifest and bytes."""
    manifest = {
        "account": str(account_id),
        "project": str(project_id),
        "tokenizer": settings.TOKENIZER,
        "tokens": [context.tokens, context.stable_tokens],
        "sections": context.sections,
        "omitted": context.omitted,
    }
    canonical = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(f"{canonical}\0{context.markdown}".encode())
    return f"ctx_{digest.hexdigest()[:40]}"


def record(context: Context, account_id: UUID, project_id: UUID | None, consumer: str) -> str:
    """The id of what is served; writes only where this content is new."""
    build_id = identify(context, account_id, project_id)
    if not ContextBuild.objects.filter(pk=build_id).exists():
        build = ContextBuild(
            id=build_id,
            account_id=account_id,
            project_id=project_id,
            tokens=context.tokens,
            template_digest=template_digest(),
            release=settings.RELEASE,
        )
        learned = {item.item_id for item in context.items if item.item_id}
        try:
            store(build, context, learned)
        except IntegrityError:
            # An item was erased since it was read: what is still there is stored.
            there = LearnedItem.objects.filter(pk__in=learned).values_list("pk", flat=True)
            store(build, context, set(there))
    tally.count(build_id, account_id, consumer, said(context))
    return build_id


@transaction.atomic
def store(build: ContextBuild, context: Context, known: Collection[UUID]) -> None:
    """Insert the build and its items, tied to the learned items that are `known` to be there."""
    ContextBuild.objects.bulk_create([build], ignore_conflicts=True)
    BuildItem.objects.bulk_create(
        [
            BuildItem(
                build_id=build.pk,
                ref=item.ref,
                version=item.version,
                item_id=item.item_id if item.item_id in known else None,
            )
            for item in context.items
        ],
        ignore_conflicts=True,
    )


def said(context: Context) -> set[str]:
    """The keys of the sections that had something to say."""
    return {section["key"] for section in context.sections if section["status"] == "ok"}


class Tally:
    """What this process counted since it last told the database: how often builds were served, and
    what of `Daily` happened.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[Asked] = Counter()
        self._times: dict[Name, Times] = {}
        self._days: Counter[Day] = Counter()
        self._minute: datetime | None = None
        self._database = ""

    def count(
        self, build_id: str, account_id: UUID, consumer: str, sections: Iterable[str]
    ) -> None:
        """Count one context that was served."""
        now = timezone.now()
        minute = self.turn(now)
        with self._lock:
            self._counts[build_id, consumer, minute] += 1
            self._days[now.date(), Daily.Name.CONTEXTS] += 1
            self.note((account_id, Served.What.CONSUMER, consumer), Times(now, now))
            for key in sections:
                self.note((account_id, Served.What.SECTION, key), Times(now, now))
            self._database = connection.settings_dict["NAME"]

    def add(self, **counts: int) -> None:
        """Count what happened, by the values of `Daily.Name`."""
        now = timezone.now()
        self.turn(now)
        with self._lock:
            self._days.update({(now.date(), Daily.Name(name)): n for name, n in counts.items()})
            self._database = connection.settings_dict["NAME"]

    def turn(self, now: datetime) -> datetime:
        """The minute; the first count of one tells the database of those before it."""
        minute = now.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute = minute
            self.flush()
        return minute

    def note(self, name: Name, times: Times) -> None:
        known = self._times.get(name)
        self._times[name] = known + times if known else times

    def flush(self) -> None:
        """Tell the database now; what it cannot take is kept for the next time."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            times, self._times = self._times, {}
            days, self._days = self._days, Counter()
        try:
            add(counts)
            add_times(times)
            add_days(days)
        except DatabaseError as error:
            logger.warning("Counts of served contexts wait: %s", type(error).__name__)
            with self._lock:
                self._counts.update(counts)
                self._days.update(days)
                for name, told in times.items():
                    self.note(name, told)

    def flush_at_exit(self) -> None:
        # A test's database is gone by then.
        if (self._times or self._days) and connection.settings_dict["NAME"] == self._database:
            self.flush()

    def forget(self) -> None:
        with self._lock:
            self._counts.clear()
            self._times.clear()
            self._days.clear()


def add(counts: Counter[Asked]) -> None:
    """Move the counts to the database, a batch a transaction; what is left was not counted."""
    for start in range(0, len(keys := sorted(counts)), BATCH):
        batch = {key: counts[key] for key in keys[start : start + BATCH]}
        with transaction.atomic():
            add_batch(batch)
        for key in batch:
            del counts[key]


def add_batch(counts: Mapping[Asked, int]) -> None:
    """Builds erased meanwhile are passed over."""
    known = set(
        ContextBuild.objects.filter(pk__in={key[0] for key in counts}).values_list("pk", flat=True)
    )
    alive = {key: count for key, count in counts.items() if key[0] in known}
    BuildServed.objects.bulk_create(
        [BuildServed(build_id=build, consumer=who, minute=when) for build, who, when in alive],
        ignore_conflicts=True,
    )
    for (build, who, when), count in alive.items():
        rows = BuildServed.objects.filter(build_id=build, consumer=who, minute=when)
        rows.update(count=F("count") + count)


def add_times(times: dict[Name, Times]) -> None:
    """The same for when sections and consumers were served."""
    for start in range(0, len(names := sorted(times)), BATCH):
        batch = {name: times[name] for name in names[start : start + BATCH]}
        with transaction.atomic():
            add_times_batch(batch)
        for name in batch:
            del times[name]


def add_times_batch(times: Mapping[Name, Times]) -> None:
    """Accounts deleted meanwhile are passed over; four queries, whatever the number of rows."""
    accounts = set(
        Account.objects.filter(pk__in={name[0] for name in times}).values_list("pk", flat=True)
    )
    alive = {name: told for name, told in times.items() if name[0] in accounts}
    Served.objects.bulk_create(
        [
            Served(account_id=account, what=what, name=name, since=told.since, at=told.at)
            for (account, what, name), told in alive.items()
        ],
        ignore_conflicts=True,
    )
    # Another process may have told of later times already: each row is locked, then compared.
    rows = Served.objects.filter(account_id__in=accounts, name__in={name[2] for name in alive})
    changed = []
    for row in rows.order_by("pk").select_for_update():
        if told := alive.get((row.account_id, row.what, row.name)):
            row.at, row.count = max(row.at, told.at), row.count + told.count
            changed.append(row)
    Served.objects.bulk_update(changed, ["at", "count"])


def add_days(days: Counter[Day]) -> None:
    """The same for the days of the installation: a row or two for each name."""
    if told := {day: count for day, count in days.items() if count}:
        with transaction.atomic():
            Daily.objects.add(told)
    days.clear()


tally = Tally()
atexit.register(tally.flush_at_exit)
