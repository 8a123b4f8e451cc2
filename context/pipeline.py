"""How the pipeline stands: what each source has and each consumer did, and what is to be done next.

Merged from what the feeds of PIPELINE_SOURCES say of themselves; of one account, with nothing of
others in it, or of the whole installation.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum, When
from django.utils import timezone

from context import killswitch
from context.base import Counts, Feed, get_feeds, get_sections
from context.builds import tally
from context.models import Cycle, KillSwitch, Outcome, Served
from intake.heartbeats import BEAT, WORKER
from intake.models import Heartbeat, OutboxEvent
from projects.models import Account, Project, Sharing

MOST_CONSUMERS = 100
# A generation takes its time: only then is it strange that no outcome came.
CONTEXTS_TO_REPORT = 3
TIME_TO_REPORT = timedelta(hours=1)
# Seconds without a sign of life, and of waiting, after which something is wrong.
SILENCE = 120.0
LAG = 120.0
# Counting a source that takes longer is done once in as many seconds.
LONG = 1.0
KEPT = 60
STARTED_BY = {BEAT: "celery -A config beat", WORKER: "celery -A config worker"}
BROKEN = {BEAT: "no job starts by itself", WORKER: "no job runs"}


@dataclass(frozen=True)
class SourceStatus:
    """One source of what is served; `section` is the one that serves it, if any."""

    key: str
    section: str | None
    counts: Counts
    last_fed_at: datetime | None
    last_served_at: datetime | None
    warnings: Sequence[str]
    is_event: bool


@dataclass(frozen=True)
class ConsumerStatus:
    """One path of generation, by the caller's own name for it; empty where it gave none."""

    name: str
    account: Account
    since: datetime
    last_context_at: datetime
    last_outcome_at: datetime | None
    warnings: Sequence[str]


@dataclass(frozen=True)
class Backlog:
    """Events that nobody has handled yet, and how long the first of them waits."""

    open: int
    oldest_seconds: float | None


@dataclass(frozen=True)
class Pipeline:
    """Everything that pipeline status says; `heartbeats` are ages in seconds."""

    sources: Sequence[SourceStatus]
    consumers: Sequence[ConsumerStatus]
    outbox: Backlog
    heartbeats: Mapping[str, float | None]
    warnings: Sequence[str]
    last_cycle: Mapping[str, Any] | None
    learned_off: KillSwitch | None

    def active(self, key: str) -> int:
        return sum(source.counts.active for source in self.sources if source.key == key)

    @property
    def error_patterns(self) -> int:
        return self.active("error_patterns")

    @property
    def learned_patterns(self) -> int:
        return self.active("learned_patterns")

    @property
    def active_strategies(self) -> int:
        return self.active("strategies")

    @property
    def shadow_models(self) -> int:
        return self.active("shadow_models")

    @property
    def total_learning_events(self) -> int:
        return sum(source.counts.items for source in self.sources if source.is_event)


def status_of(account_id: UUID | None) -> Pipeline:
    """Of one account; None is the whole installation.

    Two or three queries a source and a fixed number besides. What this process served until now
    counts, what others served until their last minute.
    """
    tally.flush()
    now = timezone.now()
    told = consumers(account_id, now)
    backlog, heartbeats = outbox(account_id, now), ages(now)
    switch = killswitch.newest()
    learned_off = switch if switch is not None and switch.is_off else None
    return Pipeline(
        sources=sources(account_id),
        consumers=told,
        outbox=backlog,
        heartbeats=heartbeats,
        last_cycle=last_cycle(account_id),
        learned_off=learned_off,
        warnings=[
            *([f"Nothing that was learned is served: {learned_off.reason}"] if learned_off else []),
            *(warning for name in STARTED_BY for warning in silence(name, heartbeats[name])),
            *lag(backlog),
            *([] if account_id else standing_still()),
            *([] if told else ["No context was served yet: GET /api/v1/context/?project={key}"]),
            *standstill(account_id),
        ],
    )


def last_cycle(account_id: UUID | None) -> Mapping[str, Any] | None:
    """The newest cycle. What it made is the whole installation's, and told to no account."""
    cycle = Cycle.objects.order_by("-number").first()
    if cycle is None:
        return None
    return {
        "number": cycle.number,
        "started_at": cycle.started_at,
        "finished_at": cycle.finished_at,
        "counts": {} if account_id else cycle.flat_counts,
    }


def standing_still() -> Iterator[str]:
    for cycle in Cycle.objects.filter(finished_at=None).exclude(error=""):
        yield (
            f"Cycle {cycle.number} stands still at {cycle.step or 'its beginning'}: {cycle.error}. "
            "It is gone on with at the next turn; `manage.py job cycle` does so now"
        )


def of(rows: QuerySet[Any], account_id: UUID | None) -> QuerySet[Any]:
    return rows if account_id is None else rows.filter(account=account_id)


def sources(account_id: UUID | None) -> Sequence[SourceStatus]:
    rows = of(Served.objects.filter(what=Served.What.SECTION), account_id)
    served = dict(rows.values("name").annotate(last=Max("at")).values_list("name", "last"))
    configured = {section.key for section in get_sections()}
    return [source(feed, account_id, served, configured) for feed in get_feeds()]


def source(
    feed: Feed, account_id: UUID | None, served: Mapping[str, datetime], configured: set[str]
) -> SourceStatus:
    counts, fed_at = told_by(feed, account_id)
    warnings = []
    if fed_at is None and not feed.is_shipped:
        warnings.append(f"Nothing feeds {feed.key}" + (f": {feed.fed_by}" if feed.fed_by else ""))
    if counts.quarantined:
        warnings.append(f"{counts.quarantined} flagged: staff have to look at them in the admin")
    if feed.section and feed.section not in configured:
        warnings.append(f"Nothing serves it: list the section {feed.section} in CONTEXT_SECTIONS")
    warnings.extend(feed.warnings(account_id))
    return SourceStatus(
        key=feed.key,
        section=feed.section or None,
        counts=counts,
        last_fed_at=fed_at,
        # Sources share sections: one that has nothing cannot have served.
        last_served_at=served.get(feed.section) if counts.items else None,
        warnings=warnings,
        is_event=feed.is_event,
    )


def told_by(feed: Feed, account_id: UUID | None) -> tuple[Counts, datetime | None]:
    """What the feed counts; what took long to count is told for a minute without looking again."""
    key = f"pipeline-{feed.key}-{account_id}"
    kept: tuple[Counts, datetime | None] | None = cache.get(key)
    if kept is not None:
        return kept
    begun = time.monotonic()
    told = feed.counts(account_id), feed.last_fed_at(account_id)
    if time.monotonic() - begun > LONG:
        cache.set(key, told, KEPT)
    return told


def consumers(account_id: UUID | None, now: datetime) -> Sequence[ConsumerStatus]:
    """Who fetched contexts, the last to do so first; at most MOST_CONSUMERS."""
    told = Outcome.objects.filter(account=OuterRef("account")).order_by("-created_at")
    rows = of(Served.objects.filter(what=Served.What.CONSUMER), account_id).annotate(
        last_outcome_at=told.filter(consumer=OuterRef("name")).values("created_at")[:1],
        is_reported=Exists(told.filter(item=None)),
    )
    chosen = rows.select_related("account").order_by("-at", "pk")[:MOST_CONSUMERS]
    return [
        ConsumerStatus(
            name=row.name,
            account=row.account,
            since=row.since,
            last_context_at=row.at,
            last_outcome_at=row.last_outcome_at,
            warnings=list(unreported(row, now)),
        )
        for row in chosen
    ]


def unreported(row: Any, now: datetime) -> Iterator[str]:
    """That a consumer goes on fetching and has never reported."""
    has_had_time = row.count >= CONTEXTS_TO_REPORT or now - row.since >= TIME_TO_REPORT
    if row.last_outcome_at is not None or not has_had_time:
        return
    fetched = f"{row.count} context{'s' if row.count > 1 else ''} fetched, and no outcome"
    if row.is_reported:
        # It may well be that it reports, but not by its name.
        whose = "came under this name" if row.name else "came without a consumer as these did"
        yield f"{fetched} {whose}: tell “consumer” with the context and in POST /api/v1/outcomes/"
    else:
        yield f"{fetched} reported: POST /api/v1/outcomes/ with the id of the context tells it"


def outbox(account_id: UUID | None, now: datetime) -> Backlog:
    waiting = of(OutboxEvent.objects.filter(closed_at=None), account_id)
    found = waiting.aggregate(open=Count("pk"), oldest=Min("created_at"))
    oldest = found["oldest"]
    return Backlog(found["open"], seconds(now, oldest) if oldest else None)


def ages(now: datetime) -> Mapping[str, float | None]:
    """Of the last sign of beat and worker; None if there never was one."""
    found = dict(Heartbeat.objects.values_list("name", "at"))
    return {name: seconds(now, found[name]) if name in found else None for name in STARTED_BY}


def seconds(now: datetime, then: datetime) -> float:
    """Never less than none, though clocks differ."""
    return max(0.0, (now - then).total_seconds())


def silence(name: str, age: float | None) -> Iterator[str]:
    if age is None or age > SILENCE:
        last = "never heard" if age is None else f"last heard {minutes(age)} ago"
        yield f"The {name} was {last}, so {BROKEN[name]}: start `{STARTED_BY[name]}`"


def lag(backlog: Backlog) -> Iterator[str]:
    if backlog.oldest_seconds is not None and backlog.oldest_seconds > LAG:
        many = "events wait" if backlog.open > 1 else "event waits"
        yield (
            f"{backlog.open} {many}, the first for {minutes(backlog.oldest_seconds)}: see in "
            "the admin, under “Job runs”, what the drain says"
        )


def minutes(seconds: float) -> str:
    whole = round(seconds / 60)
    if whole < 120:
        return f"{whole} minutes"
    return f"{whole // 60} hours" if whole < 48 * 60 else f"{whole // 1440} days"


def standstill(account_id: UUID | None) -> Iterator[str]:
    """Why nothing that is taught can move on by itself; two queries."""
    found = project_counts(account_id)
    needed = settings.PROJECTS_TO_CONFIRM
    if not found["most"]:
        yield "No project is known: PUT /api/v1/projects/{key}/ makes one"
    elif not found["shared"]:
        yield (
            "Every project keeps what it teaches to itself: PUT /api/v1/projects/{key}/ with "
            "“sharing” account or global lets it go further"
        )
    elif found["most"] <= needed:
        yield (
            f"Nothing reaches a whole account by itself: {needed} projects have to confirm what "
            f"another taught, and it has {found['most']} in all. Staff can activate it for the "
            "account"
        )
    if sharing_accounts() < settings.ACCOUNTS_TO_CONFIRM:
        yield (
            f"Nothing reaches everybody by itself: fewer than {settings.ACCOUNTS_TO_CONFIRM} "
            "accounts share globally. Staff can activate it for everybody"
        )


def project_counts(account_id: UUID | None) -> Mapping[str, int | None]:
    """`most`: how many projects an account has, at most; `shared`: how many share what they
    teach.
    """
    sharing = Case(When(sharing="", then=F("account__sharing")), default=F("sharing"))
    rows = of(Project.objects.order_by(), account_id).annotate(reach=sharing).values("account")
    counted = rows.annotate(total=Count("pk"), beyond=Count("pk", filter=~Q(reach=Sharing.PROJECT)))
    found: Mapping[str, int | None] = counted.aggregate(most=Max("total"), shared=Sum("beyond"))
    return found


def sharing_accounts() -> int:
    """How many accounts may teach everybody, counted no further than is asked for."""
    projects = Project.objects.filter(account=OuterRef("pk"), sharing=Sharing.GLOBAL)
    sharing = Account.objects.filter(Q(sharing=Sharing.GLOBAL) | Exists(projects)).order_by()
    return len(sharing.values_list("pk")[: settings.ACCOUNTS_TO_CONFIRM])
