"""When jobs run and how each stands, in words: for the admin and `manage.py job`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet, Subquery
from django.utils import timezone

from intake.jobs import REQUESTED, WORKER_DIED, known_jobs, running
from intake.models import JobRun, OutboxEvent

# How long after its time a job that always leaves a run is late.
GRACE = timedelta(hours=1)
MOST_ASKED = 50
DIED = "its worker died"
# What staff can do about an error, by the name that it begins with.
ADVICE = {
    WORKER_DIED: "Its worker ended in the middle of it. What it had committed stays, and the next "
    "run goes on from there. If it happens again, look in the worker's log for what ended it; "
    "often the machine has too little memory.",
    "LockLost": "It said nothing for two minutes, so another worker may have taken its place. "
    "What it had committed stays. If it happens again, the database or the machine is too slow "
    "for it.",
    "HandlersFailed": "These events stay open and are handed on again at the next turn: nothing "
    "is lost. The words name the kinds of events and what went wrong.",
    "OperationalError": "The database was away or too busy. What it had committed stays, and the "
    "next run goes on from there.",
}
USUAL_ADVICE = (
    "What it had committed stays, and the next run goes on from there. The worker's log has the "
    "whole traceback; `manage.py job {job} --traceback` runs it in a terminal and shows it there."
)


@dataclass(frozen=True)
class JobState:
    """How a job stands. `schedule` is beat's; `waits_for_work`: without any it leaves no run.

    `last` is its last run, `real` the last that was no dry run, `well_at` when one of these last
    ended well. `since` is when anything ran first, from which a job that never ran is late.
    """

    name: str
    about: str
    schedule: Any
    waits_for_work: bool
    last: JobRun | None
    real: JobRun | None
    well_at: datetime | None
    is_running: bool
    since: datetime | None
    asked: Sequence[OutboxEvent]

    @property
    def when(self) -> str:
        words = in_words(self.schedule)
        return f"{words}, if there is anything to do" if self.waits_for_work else words

    @property
    def next_at(self) -> datetime | None:
        """When it starts next by itself; None where that depends on beat's own clock."""
        now = timezone.now()
        return after(self.schedule, now) if self.is_at_fixed_times else None

    @property
    def is_at_fixed_times(self) -> bool:
        return self.schedule is not None and not isinstance(self.schedule, int | float)

    @property
    def state(self) -> str:
        return state(self.last, self.is_running)

    @property
    def failure(self) -> str:
        """In a line, what its last run but dry ones died of."""
        if self.real is None or not self.has_failed:
            return ""
        return first_line(self.real) or DIED

    @property
    def has_failed(self) -> bool:
        """Its last run but dry ones ended badly, or its worker died."""
        if self.real is None or (self.real.finished_at is None and self.is_running):
            return False
        return self.real.finished_at is None or bool(self.real.error)

    @property
    def due_at(self) -> datetime | None:
        """When it was to start after its last run; of jobs that leave no run without work nobody
        knows.
        """
        ran_at = self.real.started_at if self.real else self.since
        if self.waits_for_work or self.schedule is None or ran_at is None:
            return None
        return after(self.schedule, ran_at)

    @property
    def is_late(self) -> bool:
        due_at = self.due_at
        return not self.is_running and due_at is not None and timezone.now() > due_at + GRACE


def states() -> list[JobState]:
    """Of every job, by name: six queries, whatever the number of runs, and one while any runs."""
    all_jobs = known_jobs()
    names = [job.name for job in all_jobs]
    starts = {entry["task"]: entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    now_running = running()
    real = JobRun.objects.filter(dry_run=False)
    last, last_real = newest(JobRun.objects.all(), names), newest(real, names)
    well = newest(real.filter(error="", finished_at__isnull=False), names)
    requests = asked()
    first = JobRun.objects.order_by("pk").values_list("started_at", flat=True).first()
    return [
        JobState(
            name=job.name,
            about=job.about,
            schedule=starts.get(job.task.name),
            waits_for_work=job.due is not None,
            last=last.get(job.name),
            real=last_real.get(job.name),
            well_at=well[job.name].finished_at if job.name in well else None,
            is_running=job.name in now_running,
            since=first,
            asked=[event for event in requests if event.payload.get("job") == job.name],
        )
        for job in all_jobs
    ]


def newest(runs: QuerySet[JobRun], names: Iterable[str]) -> Mapping[str, JobRun]:
    """The last of these runs by the name of its job; each is found by the index."""
    chosen = [
        Q(pk=Subquery(runs.filter(job=name).order_by("-started_at", "-pk").values("pk")[:1]))
        for name in names
    ]
    return {run.job: run for run in JobRun.objects.filter(reduce(or_, chosen)).defer("found")}


def asked() -> list[OutboxEvent]:
    """What staff asked for and no run has closed, the first first."""
    rows = OutboxEvent.objects.filter(type=REQUESTED, closed_at__isnull=True)
    return list(rows.order_by("pk")[:MOST_ASKED])


def failing_since(jobs: Iterable[JobState]) -> Mapping[str, datetime]:
    """Of those that have failed, when the first run began of which none has ended well since."""
    failed = [job for job in jobs if job.has_failed]
    if not failed:
        return {}
    real = JobRun.objects.filter(dry_run=False).order_by("started_at", "pk")
    runs = [
        real.filter(job=job.name, **({"started_at__gt": job.well_at} if job.well_at else {}))
        for job in failed
    ]
    first = reduce(or_, (Q(pk=Subquery(rows.values("pk")[:1])) for rows in runs))
    return dict(JobRun.objects.filter(first).values_list("job", "started_at"))


def after(schedule: Any, moment: datetime) -> datetime:
    """When beat starts it next after this moment."""
    if isinstance(schedule, int | float):
        return moment + timedelta(seconds=schedule)
    begun, step, _ = schedule.remaining_delta(moment)
    then: datetime = begun + step
    return then


def in_words(schedule: Any) -> str:
    if schedule is None:
        return "only when it is asked for"
    if isinstance(schedule, int | float):
        minutes = int(schedule // 60)
        if schedule % 60 or not minutes:
            return f"every {schedule:g} seconds"
        return "every minute" if minutes == 1 else f"every {minutes} minutes"
    minute, hour, *days = cron(schedule)
    if days == ["*"] * 3 and minute.isdecimal() and hour.isdecimal():
        return f"every day at {int(hour):02}:{int(minute):02} UTC"
    return f"by the cron schedule {' '.join((minute, hour, *days))} (UTC)"


def cron(schedule: Any) -> list[str]:
    fields = ("minute", "hour", "day_of_month", "month_of_year", "day_of_week")
    return [str(getattr(schedule, f"_orig_{name}")) for name in fields]


def state(last: JobRun | None, is_running: bool) -> str:
    """How the last run of a job went, on one line."""
    if last is None:
        return "running" if is_running else ""
    if last.finished_at is None:
        done = "" if last.progress is None else f", {last.progress:.0%} done"
        return f"running{done}" if is_running else DIED
    if last.error:
        return f"failed: {first_line(last)}"
    return f"{'tried' if last.dry_run else 'done'} in {seconds(last):.1f} s"


def first_line(run: JobRun) -> str:
    return run.error.split("\n")[0][:80]


def seconds(run: JobRun) -> float:
    """How long it took, or has taken until now; never less than none, though clocks differ."""
    until = run.finished_at or timezone.now()
    return max(0.0, (until - run.started_at).total_seconds())


def advice(run: JobRun) -> str:
    """What to do about the error of a run."""
    for name, words in ADVICE.items():
        if run.error.startswith(name):
            return words
    return USUAL_ADVICE.format(job=run.job)
