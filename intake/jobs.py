"""Jobs: what beat and staff start, one of a kind at a time, each run told by a `JobRun`.

    @job("prune")
    def prune(run: Run) -> dict[str, int]:
        for done, batch in …:
            run.progress(done / total)
        return {"pruned": 3}

A job reads from the database what is due; its message carries nothing. It commits in batches and
calls `run.progress` between them, at least once a `LEASE`: that is what keeps its lock. Its dry run
changes nothing, says by its counts what it would do, and names what it would change by `run.find`.
The first line of its docstring says to staff what it does.

Locks go by the database's clock: those of two workers may be hours apart.
"""

import functools
import inspect
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from celery import Task, shared_task
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from intake.ids import uuid7
from intake.models import JobLock, JobRun, OutboxEvent

logger = logging.getLogger(__name__)

# How long a lock holds without a word from its holder: what a kill -9 costs.
LEASE = timedelta(minutes=2)
REQUESTED = "job.requested"
WORKER_DIED = "worker died"
MAX_ERROR = 2000
# Of what a dry run would change, so much is kept with it.
MOST_FOUND = 50

Counts = dict[str, int]
Work = Callable[["Run"], Counts]
# What a dry run would change, one thing: flat, ready for JSON.
Finding = Mapping[str, Any]


class LockLost(Exception):
    """The job was silent for longer than its lease, and another one may have begun."""


class Taken(Exception):
    """Another process runs the job."""


@dataclass(frozen=True)
class Job:
    """What the decorator was told, and the task it made."""

    name: str
    work: Work
    due: Callable[[], bool] | None
    task: "Task[..., Counts]"

    @property
    def about(self) -> str:
        return (inspect.getdoc(self.work) or "").split("\n\n")[0].replace("\n", " ")


def ignore(*args: Any, **kwargs: Any) -> None:
    """What is told of a run that nobody watches."""


@dataclass(frozen=True)
class Watcher:
    """Whoever waits for a run: told of its progress, and of what a dry run finds."""

    progress: Callable[[float | None, Counts | None], None] = ignore
    found: Callable[[Finding], None] = ignore


NOBODY = Watcher()


@dataclass(frozen=True)
class Run:
    """The handle a job is given."""

    job: str
    holder: UUID
    row: int
    dry_run: bool
    reason: str
    watcher: Watcher = NOBODY
    found: list[str] = field(default_factory=list)

    def progress(self, done: float | None = None, counts: Counts | None = None) -> None:
        """Renew the lock and, with `done` (0 to 1) and `counts`, tell how far the job is."""
        renewed = JobLock.objects.filter(job=self.job, holder=self.holder).update(
            taken_until=Now() + LEASE
        )
        if not renewed:
            raise LockLost(f"{self.job} was silent for over {LEASE.total_seconds():.0f} s")
        said: dict[str, Any] = {} if done is None else {"progress": done}
        if counts is not None:
            said["counts"] = counts
        if said:
            JobRun.objects.filter(pk=self.row).update(**said)
        self.watcher.progress(done, counts)

    def find(self, finding: Finding) -> None:
        """Tell one thing that a dry run would change; the first MOST_FOUND are kept with the
        run.
        """
        if len(self.found) < MOST_FOUND:
            self.found.append(", ".join(f"{name}: {value}" for name, value in finding.items()))
        self.watcher.found(finding)


_jobs: dict[str, Job] = {}


def job(
    name: str, *, due: Callable[[], bool] | None = None
) -> Callable[[Work], "Task[..., Counts]"]:
    """Make a Celery task of a function `(run: Run) -> counts`.

    The task takes `dry_run`, `reason` and `request` (the id of the event that asked for it). Unless
    it was asked for, a job that is not `due` does not start and leaves no `JobRun`.
    """

    def decorate(work: Work) -> "Task[..., Counts]":
        @functools.wraps(work)
        def start(dry_run: bool = False, reason: str = "", request: str | None = None) -> Counts:
            return perform(_jobs[name], dry_run=dry_run, reason=reason, request=request)

        task = shared_task(name=f"{work.__module__}.{work.__name__}")(start)
        _jobs[name] = Job(name, work, due, task)
        return task

    return decorate


def jobs() -> dict[str, "Task[..., Counts]"]:
    """Every job's task by the job's name, of all installed apps."""
    return {job.name: job.task for job in known_jobs()}


def known_jobs() -> list[Job]:
    """Every job of all installed apps, by name."""
    autodiscover_modules("tasks")
    return [_jobs[name] for name in sorted(_jobs)]


def perform(job: Job, *, dry_run: bool, reason: str, request: str | None) -> Counts:
    """Run one job unless it runs already; the counts it returned, or nothing if it did not run."""
    if not is_due(job, request):
        return {}
    with suppress(Taken), locked(job.name) as holder:
        # Whoever had the lock until now may have done it.
        if is_due(job, request):
            return recorded(job, begin(job.name, holder, dry_run, reason), request)
    return {}


def run_here(name: str, watcher: Watcher, *, dry_run: bool, reason: str) -> Counts:
    """Run a job in this process, due or not; its counts. Raises Taken, and what the job raises."""
    jobs()
    job = _jobs[name]
    with locked(name) as holder:
        return recorded(job, begin(name, holder, dry_run, reason, watcher), None)


@contextmanager
def locked(name: str) -> Iterator[UUID]:
    """Holds the lock of a job, for the holder that is given. Raises Taken."""
    holder = uuid7()
    if not take(name, holder):
        raise Taken(name)
    try:
        yield holder
    finally:
        give_back(name, holder)


def is_due(job: Job, request: str | None) -> bool:
    if request is not None:
        # The same request may be sent twice; its first run closed it.
        return bool(open_requests(request).exists())
    return job.due is None or job.due()


def take(name: str, holder: UUID) -> bool:
    """The lock of a job, if it is free or its holder fell silent."""
    JobLock.objects.bulk_create([JobLock(job=name)], ignore_conflicts=True)
    free = Q(taken_until__isnull=True) | Q(taken_until__lt=Now())
    taken = JobLock.objects.filter(free, job=name).update(holder=holder, taken_until=Now() + LEASE)
    return bool(taken)


def running() -> dict[str, datetime | None]:
    """The jobs that run now, and since when: None while a run is just being begun."""
    held = JobLock.objects.filter(taken_until__gte=Now()).values_list("job", flat=True)
    began = JobRun.objects.filter(job__in=list(held), finished_at__isnull=True)
    return {**dict.fromkeys(held), **dict(began.values_list("job", "started_at"))}


def give_back(name: str, holder: UUID) -> None:
    JobLock.objects.filter(job=name, holder=holder).update(holder=None, taken_until=None)


def begin(name: str, holder: UUID, dry_run: bool, reason: str, watcher: Watcher = NOBODY) -> Run:
    """A new run. One without an end had the lock before us, so its worker is dead."""
    now = timezone.now()
    with transaction.atomic():
        JobRun.objects.filter(job=name, finished_at__isnull=True).update(
            finished_at=now, error=WORKER_DIED
        )
        row = JobRun.objects.create(job=name, started_at=now, dry_run=dry_run, reason=reason[:200])
    # In its worker's log, which nothing else tells the worker by.
    logger.info("Run %d of %s begins", row.pk, name)
    return Run(name, holder, row.pk, dry_run, reason, watcher)


def recorded(job: Job, run: Run, request: str | None) -> Counts:
    try:
        counts = job.work(run)
    except (Exception, KeyboardInterrupt) as error:  # Ctrl-C ends `manage.py job`
        finish(run, request, error=f"{type(error).__name__}: {words_of(error)}")
        raise
    finish(run, request, counts=counts, progress=1.0, found=run.found)
    return counts


def words_of(error: BaseException) -> str:
    """Of what a database says the first line: PostgreSQL's others quote the row, and so what an
    account told.
    """
    words = str(error)
    return words.partition("\n")[0] if isinstance(error, DatabaseError) else words


def finish(run: Run, request: str | None, *, error: str = "", **said: Any) -> None:
    """Close the run and the request that asked for it, in one transaction."""
    now = timezone.now()
    # An exception's words may hold what PostgreSQL does not store.
    error = error.replace("\x00", "�").encode("utf-8", "replace").decode()[:MAX_ERROR]
    with transaction.atomic():
        JobRun.objects.filter(pk=run.row).update(finished_at=now, error=error, **said)
        if request is not None:
            open_requests(request).update(closed_at=now)


def open_requests(request: str) -> QuerySet[OutboxEvent]:
    return OutboxEvent.objects.filter(pk=request, type=REQUESTED, closed_at__isnull=True)


def send_requested(event: OutboxEvent) -> None:
    """Send a requested job's task. Its run closes the request; until then it is sent again."""
    name = event.payload.get("job")
    tasks = jobs()
    if name not in tasks:
        logger.error("A job was requested that does not exist: %s", name)
        open_requests(str(event.pk)).update(closed_at=timezone.now())
        return
    said = {key: event.payload[key] for key in ("dry_run", "reason") if key in event.payload}
    tasks[name].apply_async(kwargs={**said, "request": str(event.pk)}, retry=False)


def past() -> QuerySet[JobRun]:
    """Runs older than JOB_KEEP_DAYS.

    Jobs that run whenever something is due run all day: of them a day of successes is kept.
    """
    now = timezone.now()
    frequent = [job.name for job in _jobs.values() if job.due is not None]
    old = Q(started_at__lt=now - timedelta(days=settings.JOB_KEEP_DAYS))
    dull = Q(job__in=frequent, error="", started_at__lt=now - timedelta(days=1))
    return JobRun.objects.filter(old | dull)
