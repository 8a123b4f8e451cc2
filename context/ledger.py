"""Outcomes, once each, exactly.

One report is counted once for each item it names, however often it is told: by the caller's event
id, by the receipt of a match, and by the use of an item of a context in one run. Counting, tallies
and the outcome rows are one transaction, which locks first the project that reports and then the
items in the order of their ids: two reports can wait for each other, never in a circle.
"""

import hashlib
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from context.models import (
    ContextBuild,
    Daily,
    Due,
    EventSeen,
    LearnedItem,
    Outcome,
    Served,
    Tally,
)
from intake import outbox
from intake.jobs import Finding, ignore
from intake.retention import delete_in_batches
from projects.models import Account, Project

logger = logging.getLogger(__name__)

# How long an event is known to have been counted: the API promises 90 days.
REMEMBERED = timedelta(days=90)
FOLDED_AT_ONCE = 500
# With each go a hundred rows that say what it carried.
BUILDS_AT_ONCE = 20
# How long the daily counts of the installation are kept.
DAYS_KEPT = timedelta(days=400)


@dataclass(frozen=True)
class Report:
    """A success or failure that somebody reports. `source` is one of `Source`; `build_id` a served
    context's.
    """

    account_id: UUID
    project_id: UUID | None
    success: bool
    source: str
    build_id: str | None = None
    consumer: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)


def event_digest(kind: str, text: str) -> UUID:
    """128 bits of SHA-256 over what kind of event it is and its text."""
    return UUID(bytes=hashlib.sha256(f"{kind}\0{text}".encode()).digest()[:16])


def seen(account_id: UUID, events: Iterable[UUID], ids: Iterable[UUID]) -> set[UUID]:
    """For which of `ids` any of `events` was counted already."""
    rows = EventSeen.objects.filter(
        account_id=account_id, event__in=list(events), item_id__in=list(ids)
    )
    return set(rows.values_list("item_id", flat=True))


def remember(account_id: UUID, events: Sequence[UUID], ids: Iterable[UUID]) -> None:
    EventSeen.objects.bulk_create(
        [
            EventSeen(account_id=account_id, event=event, item_id=item)
            for item in ids
            for event in events
        ],
        ignore_conflicts=True,
    )


def hold(report: Report) -> None:
    """Lock whose tallies will change, first of all locks of the transaction."""
    if report.project_id:
        Project.objects.hold(report.project_id)
    else:
        owners = Account.objects.filter(pk=report.account_id).select_for_update(no_key=True)
        owners.values_list("pk").get()


@transaction.atomic
def record_use(report: Report, uses: Mapping[UUID, int], events: Sequence[UUID]) -> set[UUID]:
    """Count `report` for the items of `uses` (id → version used); the ids that it counted for.

    `events` are digests of what makes the report one: an item for which any was seen before is not
    counted again.
    """
    hold(report)
    uses, items = hold_items(uses)
    counted = set(items) - seen(report.account_id, events, items)
    if not counted:
        return set()
    remember(report.account_id, events, counted)
    count = "success_count" if report.success else "failure_count"
    LearnedItem.objects.filter(pk__in=counted).update(
        **{count: F(count) + 1},
        last_matched_at=timezone.now(),
        due=Greatest(F("due"), Due.WEIGHING.value),
    )
    add_to_tallies(report, counted, "successes" if report.success else "failures")
    Outcome.objects.bulk_create(
        [outcome_of(report, pk, uses[pk]) for pk in sorted(counted)],
    )
    outbox.emit(
        "outcome.recorded",
        {"refs": sorted(items[pk].ref for pk in counted), "success": report.success},
        account=report.account_id,
    )
    return counted


def hold_items(uses: Mapping[UUID, int]) -> tuple[Mapping[UUID, int], dict[UUID, LearnedItem]]:
    """The items, locked; what was merged is used as what stands for it."""
    while True:
        items = {item.pk: item for item in LearnedItem.objects.locked(uses)}
        stands = {pk: item.merged_into_id or pk for pk, item in items.items()}
        if stands.keys() == set(stands.values()):
            return uses, items
        uses = {stands.get(pk, pk): version for pk, version in uses.items()}


def outcome_of(report: Report, item: UUID | None, version: int | None) -> Outcome:
    return Outcome(
        account_id=report.account_id,
        project_id=report.project_id,
        item_id=item,
        version=version,
        success=report.success,
        source=report.source,
        build_id=report.build_id,
        consumer=report.consumer,
        versions=dict(report.versions),
    )


@transaction.atomic
def record_context(
    report: Report, build: ContextBuild, uses: Mapping[UUID, int], event: str, run: str
) -> tuple[bool, set[UUID]]:
    """An outcome of a served context: whether it was new, and for which used items it counted.

    What the context carried and the report does not name is tallied apart, as served in a success
    or failure. One use of an item counts once for each (context, item, `run`).
    """
    hold(report)
    told = event_digest("outcome", event)
    subject = event_digest("context", build.pk)
    is_new = not seen(report.account_id, [told], [subject])
    if is_new:
        remember(report.account_id, [told], [subject])
        outcome_of(report, None, None).save(force_insert=True)
        carried = build.items.exclude(item=None).exclude(item_id__in=uses)
        add_to_tallies(
            report,
            set(carried.values_list("item_id", flat=True)),
            "served_successes" if report.success else "served_failures",
        )
    in_run = event_digest("use", f"{build.pk}\0{run}")
    return is_new, record_use(report, uses, [told, in_run])


def add_to_tallies(report: Report, ids: Collection[UUID], column: str) -> None:
    """One more in `column` of the project's tallies of these items; missing tallies are made."""
    whose = Tally.objects.filter(
        Q(project_id=report.project_id), account_id=report.account_id, source=report.source
    ).filter(item_id__in=ids)
    present = set(whose.values_list("item_id", flat=True))
    Tally.objects.bulk_create(
        [
            Tally(
                item_id=item,
                account_id=report.account_id,
                project_id=report.project_id,
                source=report.source,
            )
            for item in sorted(set(ids) - present)
        ],
        ignore_conflicts=True,
    )
    whose.update(**{column: F(column) + 1})


def retain(tell: Callable[..., None], *, dry_run: bool = False) -> dict[str, int]:
    """Fold outcomes past OUTCOME_KEEP_DAYS into the base of their tallies, and forget old events,
    contexts and daily counts, and consumers that fetched none of the contexts that are left.

    In batches; folding and deleting are one transaction, so that at any moment base and rows make
    the whole.
    """
    now = timezone.now()
    expired = Outcome.objects.filter(
        created_at__lt=now - timedelta(days=settings.OUTCOME_KEEP_DAYS)
    )
    events = EventSeen.objects.filter(created_at__lt=now - REMEMBERED)
    horizon = now - timedelta(days=settings.CONTEXT_KEEP_DAYS)
    builds = ContextBuild.objects.filter(created_at__lt=horizon)
    consumers = Served.objects.filter(what=Served.What.CONSUMER, at__lt=horizon)
    rows: dict[str, Any] = {
        "outcomes": expired,
        "events": events,
        "contexts": builds,
        "consumers": consumers,
        "days": Daily.objects.filter(day__lt=(now - DAYS_KEPT).date()),
    }
    if dry_run:
        return {name: found.count() for name, found in rows.items()}
    counts = dict.fromkeys(rows, 0)
    while folded := fold(expired):
        counts["outcomes"] += folded
        tell(counts=counts)
    counts["events"] = delete_in_batches(events, tell, by="created_at")
    counts["contexts"] = delete_in_batches(builds, tell, by="created_at", batch_size=BUILDS_AT_ONCE)
    counts["consumers"] = delete_in_batches(consumers, tell)
    counts["days"] = delete_in_batches(rows["days"], tell)
    return counts


@transaction.atomic
def fold(expired: QuerySet[Outcome]) -> int:
    """Move one batch of outcomes into the base of their tallies; how many."""
    batch = list(expired.order_by("created_at")[:FOLDED_AT_ONCE])
    sums: Counter[tuple[Any, ...]] = Counter(
        (row.item_id, row.account_id, row.project_id, row.source, row.success)
        for row in batch
        if row.item_id
    )
    for (item, account, project, source, success), count in sums.items():
        column = "successes" if success else "failures"
        whose = Tally.objects.filter(
            item_id=item, account_id=account, project_id=project, source=source
        )
        whose.update(**{column: F(column) - count, f"base_{column}": F(f"base_{column}") + count})
    Outcome.objects.filter(pk__in=[row.pk for row in batch]).delete()
    return len(batch)


def reconcile(
    tell: Callable[..., None], *, dry_run: bool = False, find: Callable[[Finding], None] = ignore
) -> dict[str, int]:
    """Compare tallies with their outcomes, and items' counts with their tallies; mend and count
    what differs.

    There is nothing to mend unless something is wrong: each difference is logged. A dry run mends
    nothing, and tells `find` each.
    """
    if dry_run:
        return would_reconcile(tell, find)
    drifted = 0
    for tally in drifting_tallies():
        logger.error("Tally %s: %s", tally.pk, "differs from its outcomes")
        Tally.objects.filter(pk=tally.pk).update(
            successes=tally.counted_successes, failures=tally.counted_failures
        )
        drifted += 1
    tell(0.5, counts={"tallies": drifted})
    items = 0
    for item in drifting_items():
        logger.error("Item %s: %s", item.ref, "differs from its tallies")
        LearnedItem.objects.filter(pk=item.pk).update(
            success_count=item.told_successes, failure_count=item.told_failures, due=Due.WEIGHING
        )
        items += 1
    return {"tallies": drifted, "items": items}


def would_reconcile(tell: Callable[..., None], find: Callable[[Finding], None]) -> dict[str, int]:
    # By how much each item's sum of tallies will change when these are mended.
    mended: dict[UUID, Counter[str]] = defaultdict(Counter)
    drifted = 0
    for tally in drifting_tallies():
        right = (tally.counted_successes, tally.counted_failures)
        mended[tally.item_id].update(
            successes=right[0] - tally.successes, failures=right[1] - tally.failures
        )
        find(difference(f"tally {tally.pk}", (tally.successes, tally.failures), right))
        drifted += 1
    tell(0.5, counts={"tallies": drifted})
    items = 0
    for item in items_to_mend(mended):
        change = mended[item.pk]
        right = (
            item.told_successes + change["successes"],
            item.told_failures + change["failures"],
        )
        if right != (item.success_count, item.failure_count):
            find(difference(item.ref, (item.success_count, item.failure_count), right))
            items += 1
    return {"tallies": drifted, "items": items}


def items_to_mend(mended: Collection[UUID]) -> Iterator[Any]:
    """Items that differ from their tallies as these are, and the rest of `mended`."""
    differing = set()
    for item in drifting_items():
        differing.add(item.pk)
        yield item
    rest = sorted(set(mended) - differing)
    for start in range(0, len(rest), FOLDED_AT_ONCE):
        yield from items_with_sums().filter(pk__in=rest[start : start + FOLDED_AT_ONCE])


def difference(what: str, is_now: tuple[int, int], right: tuple[int, int]) -> Finding:
    """Successes and failures that are not what they should be."""
    said = "{} successes and {} failures"
    return {"what": what, "from": said.format(*is_now), "to": said.format(*right)}


def drifting_tallies() -> Iterator[Any]:
    """Tallies whose live counts are not those of their outcomes, with what was counted."""
    same = {name: OuterRef(name) for name in ("item", "account", "source")}
    for with_project in (True, False):
        whose: dict[str, Any] = (
            {"project": OuterRef("project")} if with_project else {"project": None}
        )
        rows = Outcome.objects.filter(**same, **whose).order_by()
        counts = {
            name: Coalesce(
                Subquery(
                    rows.filter(success=success)
                    .values("item")
                    .annotate(counted=Count("pk"))
                    .values("counted")
                ),
                0,
            )
            for name, success in (("counted_successes", True), ("counted_failures", False))
        }
        yield from (
            Tally.objects.filter(project__isnull=not with_project)
            .annotate(**counts)
            .exclude(successes=F("counted_successes"), failures=F("counted_failures"))
        )


def drifting_items() -> QuerySet[Any]:
    return items_with_sums().exclude(
        success_count=F("told_successes"), failure_count=F("told_failures")
    )


def items_with_sums() -> QuerySet[Any]:
    """With what their tallies come to: `told_successes` and `told_failures`."""
    return LearnedItem.objects.annotate(
        told_successes=Coalesce(Sum(F("tallies__successes") + F("tallies__base_successes")), 0),
        told_failures=Coalesce(Sum(F("tallies__failures") + F("tallies__base_failures")), 0),
    )
