"""Contexts as they were served: one row for each content, and how often it was asked for."""

import atexit
import hashlib
import json
import logging
import threading
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from context.assembly import Context
from context.models import BuildItem, BuildServed, ContextBuild, LearnedItem
from context.rendering import template_digest

logger = logging.getLogger(__name__)

BATCH = 500

# Build, consumer, minute.
Served = tuple[str, str, datetime]


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
        try:
            store(build, context)
        except IntegrityError:
            # An item was erased since it was read: what is still there is stored.
            store(build, context)
    tally.count(build_id, consumer)
    return build_id


@transaction.atomic
def store(build: ContextBuild, context: Context) -> None:
    learned = [item.item_id for item in context.items if item.item_id]
    known = set(LearnedItem.objects.filter(pk__in=learned).values_list("pk", flat=True))
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


class Tally:
    """How often builds were served by this process since it last told the database."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[Served] = Counter()
        self._minute: datetime | None = None
        self._database = ""

    def count(self, build_id: str, consumer: str) -> None:
        """Count one; the first of a minute tells the database of those before it."""
        minute = timezone.now().replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute = minute
            self.flush()
        with self._lock:
            self._counts[build_id, consumer, minute] += 1
            self._database = connection.settings_dict["NAME"]

    def flush(self) -> None:
        """Tell the database now; what it cannot take is kept for the next time."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        try:
            add(counts)
        except DatabaseError as error:
            logger.warning("Counts of served contexts wait: %s", type(error).__name__)
            with self._lock:
                self._counts.update(counts)

    def flush_at_exit(self) -> None:
        # A test's database is gone by then.
        if self._counts and connection.settings_dict["NAME"] == self._database:
            self.flush()

    def forget(self) -> None:
        with self._lock:
            self._counts.clear()


def add(counts: Counter[Served]) -> None:
    """Move the counts to the database, a batch a transaction; what is left was not counted."""
    for start in range(0, len(keys := sorted(counts)), BATCH):
        batch = {key: counts[key] for key in keys[start : start + BATCH]}
        with transaction.atomic():
            add_batch(batch)
        for key in batch:
            del counts[key]


def add_batch(counts: Mapping[Served, int]) -> None:
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


tally = Tally()
atexit.register(tally.flush_at_exit)
