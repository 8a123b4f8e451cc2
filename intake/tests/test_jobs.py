import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from celery import current_app
from django.db import IntegrityError, connection
from django.utils import timezone
from pytest_django import Settings

from intake import jobs as intake_jobs
from intake import retention
from intake.ids import uuid7
from intake.jobs import LEASE, REQUESTED, LockLost, Run, job, jobs
from intake.models import JobLock, JobRun, OutboxEvent
from intake.tasks import drain, purge

pytestmark = pytest.mark.django_db

Make = Callable[..., Any]


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes a job for one test."""
    monkeypatch.setattr(intake_jobs, "_jobs", dict(intake_jobs._jobs))

    def of(work: Callable[[Run], dict[str, int]], **kwargs: Any) -> Any:
        # Celery keeps the first task of a name.
        work.__name__ = f"work_{uuid7().hex}"
        return job("tested", **kwargs)(work)

    return of


@pytest.fixture
def eager() -> Iterator[None]:
    """Messages are executed where they are sent."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


def test_a_run_is_told(make: Make) -> None:
    def work(run: Run) -> dict[str, int]:
        run.progress(0.5, {"done": 1})
        halfway = JobRun.objects.get()
        assert (halfway.progress, halfway.counts, halfway.finished_at) == (0.5, {"done": 1}, None)
        return {"done": 2}

    assert make(work)(reason="tried") == {"done": 2}
    run = JobRun.objects.get()
    assert (run.job, run.counts, run.progress, run.error) == ("tested", {"done": 2}, 1.0, "")
    assert (run.reason, run.dry_run) == ("tried", False)
    assert run.finished_at is not None
    assert run.finished_at >= run.started_at


def test_a_job_knows_that_it_only_tries(make: Make) -> None:
    task = make(lambda run: {"dry": int(run.dry_run)})
    assert task(dry_run=True) == {"dry": 1}
    assert JobRun.objects.get().dry_run


def test_an_error_is_told_and_raised(make: Make) -> None:
    def work(run: Run) -> dict[str, int]:
        raise ValueError("no\x00thing \ud800" + "x" * 5000)

    task = make(work)
    for _ in range(2):
        with pytest.raises(ValueError, match="thing"):
            task()
    errors = JobRun.objects.values_list("error", flat=True)
    assert [error.startswith("ValueError: no") for error in errors] == [True, True]
    assert not JobRun.objects.filter(finished_at__isnull=True).exists()


def test_a_job_that_is_not_due_leaves_no_run(make: Make) -> None:
    make(lambda run: {"done": 1}, due=lambda: False)()
    assert not JobRun.objects.exists()


def test_a_job_does_not_start_inside_itself(make: Make) -> None:
    def work(run: Run) -> dict[str, int]:
        assert task() == {}
        return {"done": 1}

    task = make(work)
    assert task() == {"done": 1}
    assert JobRun.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_runs(make: Make) -> None:
    started, others_were_refused = threading.Event(), threading.Event()

    def work(run: Run) -> dict[str, int]:
        started.set()
        assert others_were_refused.wait(20)
        return {"done": 1}

    task = make(work)

    def start() -> dict[str, int]:
        try:
            result: dict[str, int] = task()
            return result
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(start)
        assert started.wait(20)
        refused = [other.result(20) for other in [pool.submit(start) for _ in range(3)]]
        others_were_refused.set()
        assert first.result(20) == {"done": 1}
    assert refused == [{}, {}, {}]
    assert JobRun.objects.count() == 1


def die(name: str, silent_for: timedelta) -> None:
    """What a kill -9 leaves behind."""
    now = timezone.now()
    JobLock.objects.create(job=name, holder=uuid7(), taken_until=now - silent_for + LEASE)
    JobRun.objects.create(job=name, started_at=now - silent_for)


def test_a_dead_worker_is_told_and_replaced(make: Make) -> None:
    die("tested", LEASE + timedelta(seconds=1))
    assert make(lambda run: {"done": 1})() == {"done": 1}
    dead, done = JobRun.objects.order_by("started_at")
    assert dead.error == "worker died"
    assert dead.finished_at is not None
    assert done.error == ""


def test_a_worker_is_not_thought_dead_before_its_lease_is_over(make: Make) -> None:
    die("tested", LEASE - timedelta(seconds=10))
    assert make(lambda run: {"done": 1})() == {}
    assert JobRun.objects.get().finished_at is None


@pytest.mark.parametrize("hours", [-5, 5])
class TestClocksThatDisagree:
    """Of two workers, this one's clock is hours off."""

    def test_it_steals_no_lock(self, make: Make, hours: int) -> None:
        die("tested", timedelta(0))
        with time_machine.travel(timezone.now() + timedelta(hours=hours)):
            assert make(lambda run: {"done": 1})() == {}
        assert not JobRun.objects.filter(error="worker died").exists()

    def test_it_takes_over_from_the_dead(self, make: Make, hours: int) -> None:
        die("tested", LEASE + timedelta(seconds=1))
        with time_machine.travel(timezone.now() + timedelta(hours=hours)):
            assert make(lambda run: {"done": 1})() == {"done": 1}

    def test_it_holds_a_lock_for_a_lease_and_no_longer(self, make: Make, hours: int) -> None:
        def left() -> timedelta:
            with time_machine.travel(now, tick=True):
                lock = JobLock.objects.get()
                assert lock.taken_until is not None
                return lock.taken_until - timezone.now()

        def work(run: Run) -> dict[str, int]:
            taken = left()
            JobLock.objects.update(taken_until=now + timedelta(seconds=1))
            run.progress()
            return {"taken": round(taken.total_seconds()), "renewed": round(left().total_seconds())}

        now = timezone.now()
        with time_machine.travel(now + timedelta(hours=hours)):
            held = make(work)()
        lease = LEASE.total_seconds()
        assert held == {
            "taken": pytest.approx(lease, abs=5),
            "renewed": pytest.approx(lease, abs=5),
        }


def test_progress_renews_the_lock(make: Make) -> None:
    def work(run: Run) -> dict[str, int]:
        JobLock.objects.update(taken_until=timezone.now() + timedelta(seconds=1))
        run.progress()
        lock = JobLock.objects.get()
        assert lock.taken_until is not None
        return {"seconds": int((lock.taken_until - timezone.now()).total_seconds())}

    assert make(work)()["seconds"] > 60


def test_who_lost_the_lock_stops(make: Make) -> None:
    thief = uuid7()

    def work(run: Run) -> dict[str, int]:
        JobLock.objects.update(holder=thief)
        run.progress(0.1)
        return {"done": 1}

    with pytest.raises(LockLost):
        make(work)()
    assert JobLock.objects.get().holder == thief


def ask_for(**payload: Any) -> OutboxEvent:
    return OutboxEvent.objects.create(type=REQUESTED, payload=payload)


def is_open(event: OutboxEvent) -> bool:
    return OutboxEvent.objects.filter(pk=event.pk, closed_at__isnull=True).exists()


@pytest.mark.usefixtures("eager")
def test_a_requested_job_runs_and_closes_the_request() -> None:
    event = ask_for(job="purge", dry_run=True, reason="asked for by ann")
    assert drain()["sent"] == 1
    run = JobRun.objects.get(job="purge")
    assert (run.dry_run, run.reason) == (True, "asked for by ann")
    assert not is_open(event)


@pytest.mark.usefixtures("eager")
def test_a_request_for_what_runs_already_waits_for_its_turn() -> None:
    die("purge", timedelta(0))
    event = ask_for(job="purge")
    drain()
    assert is_open(event)
    JobLock.objects.filter(job="purge").delete()
    drain()
    assert not is_open(event)
    assert JobRun.objects.filter(job="purge", error="").count() == 1


def test_a_request_sent_twice_runs_once() -> None:
    event = ask_for(job="purge")
    assert purge(request=str(event.pk))
    assert purge(request=str(event.pk)) == {}
    assert JobRun.objects.count() == 1


def test_a_request_done_while_it_waited_for_the_lock_does_not_run_again(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, task = ask_for(job="tested"), make(lambda run: {"done": 1})
    taken = intake_jobs.take

    def take_after_another(name: str, holder: Any) -> bool:
        OutboxEvent.objects.filter(pk=event.pk).update(closed_at=timezone.now())
        return taken(name, holder)

    monkeypatch.setattr(intake_jobs, "take", take_after_another)
    assert task(request=str(event.pk)) == {}
    assert not JobRun.objects.exists()
    assert JobLock.objects.get().holder is None


def test_a_request_whose_job_failed_is_not_tried_for_ever(make: Make) -> None:
    def work(run: Run) -> dict[str, int]:
        raise ValueError("no")

    event, task = ask_for(job="tested"), make(work)
    with pytest.raises(ValueError, match="no"):
        task(request=str(event.pk))
    assert not is_open(event)


def test_a_run_that_failed_does_not_quote_the_row(make: Make) -> None:
    def work(run: Run) -> dict[str, int]:
        raise IntegrityError("null value\nDETAIL:  Failing row contains (1, zebrafish).")

    with pytest.raises(IntegrityError):
        make(work)()
    assert JobRun.objects.get().error == "IntegrityError: null value"


def test_a_request_for_no_job_is_closed(caplog: pytest.LogCaptureFixture) -> None:
    event = ask_for(job="nonsense")
    drain()
    assert not is_open(event)
    assert "nonsense" in caplog.text


def test_the_jobs_of_intake_are_known() -> None:
    assert {"drain", "purge"} <= set(jobs())
    assert jobs()["purge"].name == "intake.tasks.purge"


def test_old_runs_are_purged(settings: Settings) -> None:
    settings.JOB_KEEP_DAYS = 30
    for days in (29, 31):
        JobRun.objects.create(job="x", started_at=timezone.now() - timedelta(days=days))
    assert purge(dry_run=True) == {"requests": 0, "runs": 1, "events": 0}
    assert purge() == {"requests": 0, "runs": 1, "events": 0}
    assert JobRun.objects.filter(job="x").count() == 1


def test_purging_is_done_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    long_ago = timezone.now() - timedelta(days=365)
    JobRun.objects.bulk_create(JobRun(job="x", started_at=long_ago) for _ in range(5))
    assert purge()["runs"] == 5


def test_of_frequent_jobs_only_failures_are_kept_for_long() -> None:
    for error in ("", "ValueError: no"):
        JobRun.objects.create(
            job="drain", started_at=timezone.now() - timedelta(days=2), error=error
        )
    assert purge()["runs"] == 1
    assert JobRun.objects.get(job="drain").error
