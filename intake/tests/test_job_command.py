"""`manage.py job`: what staff see and run by hand."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from intake import jobs as intake_jobs
from intake.ids import uuid7
from intake.jobs import LEASE, Run, job
from intake.management.commands import job as command
from intake.models import JobLock, JobRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def tested(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Gives the job `tested` its work."""
    # Those that are first looked for while it stands would go with it.
    intake_jobs.known_jobs()
    monkeypatch.setattr(intake_jobs, "_jobs", dict(intake_jobs._jobs))

    def of(work: Callable[[Run], dict[str, int]]) -> None:
        # Celery keeps the first task of a name.
        work.__name__ = f"work_{uuid7().hex}"
        job("tested", due=lambda: False)(work)

    return of


def call(*arguments: str) -> tuple[str, str]:
    """What was written to standard output and to standard error."""
    stdout, stderr = StringIO(), StringIO()
    call_command("job", *arguments, stdout=stdout, stderr=stderr)
    return stdout.getvalue(), stderr.getvalue()


def test_runs_a_job_though_it_is_not_due(tested: Any) -> None:
    def work(run: Run) -> dict[str, int]:
        run.progress(0.25, {"done": 1})
        run.progress()
        return {"done": 4}

    tested(work)
    stdout, stderr = call("tested")
    assert json.loads(stdout) == {"job": "tested", "dry_run": False, "counts": {"done": 4}}
    assert stderr == "tested: 25%, done 1\n"
    run = JobRun.objects.get()
    assert (run.counts, run.error, run.reason) == ({"done": 4}, "", "manage.py job")
    assert JobLock.objects.get().holder is None


def test_a_dry_run_names_what_it_would_change(tested: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(run: Run) -> dict[str, int]:
        assert run.dry_run
        for number in range(5):
            run.find({"ref": f"item:{number}"})
        return {"moved": 5}

    monkeypatch.setattr(command, "LISTED", 2)
    tested(work)
    told = json.loads(call("tested", "--dry-run")[0])
    assert told["counts"] == {"moved": 5}
    assert told["changes"] == [{"ref": "item:0"}, {"ref": "item:1"}]
    assert told["not_listed"] == 3


def test_progress_is_told_once_a_second(tested: Any) -> None:
    def work(run: Run) -> dict[str, int]:
        for number in range(50):
            run.progress(number / 50)
        return {}

    tested(work)
    assert call("tested")[1] == "tested: 0%\n"


def test_an_unknown_job_is_refused_with_the_names_of_all() -> None:
    with pytest.raises(CommandError, match=r"no job “nonsense”; there are .*drain, .*purge"):
        call("nonsense")


def test_what_runs_elsewhere_is_refused_with_since_when(tested: Any) -> None:
    tested(lambda run: {})
    since = timezone.now() - timedelta(minutes=1)
    JobLock.objects.create(job="tested", holder=uuid7(), taken_until=timezone.now() + LEASE)
    with pytest.raises(CommandError, match="just being started elsewhere"):
        call("tested")
    JobRun.objects.create(job="tested", started_at=since)
    with pytest.raises(CommandError, match=f"runs elsewhere since {since:%Y-%m-%d %H:%M:%S} UTC"):
        call("tested")
    assert JobRun.objects.get().finished_at is None


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (ValueError("no such thing"), "tested failed: ValueError: no such thing"),
        (KeyboardInterrupt(), "tested was stopped"),
    ],
)
def test_a_failure_is_told_and_lets_go_of_the_lock(
    tested: Any, raised: BaseException, said: str
) -> None:
    def work(run: Run) -> dict[str, int]:
        raise raised

    tested(work)
    with pytest.raises(CommandError, match=said):
        call("tested")
    run = JobRun.objects.get()
    assert run.error.startswith(type(raised).__name__)
    assert run.finished_at is not None
    assert JobLock.objects.get().holder is None


def test_needs_no_broker(settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1"
    assert json.loads(call("drain")[0])["counts"] == {"placed": 0, "closed": 0, "sent": 0}


@pytest.mark.parametrize("arguments", [(), ("purge", "--list")])
def test_is_told_what_to_do(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call(*arguments)


class TestList:
    def lines(self) -> dict[str, str]:
        return {line.split()[0]: line for line in call("--list")[0].splitlines()}

    def test_has_every_job_and_when_beat_starts_it(self, tested: Any) -> None:
        tested(lambda run: {})
        lines = self.lines()
        assert lines.keys() == {"JOB", *intake_jobs.jobs()}
        assert "every 30 s, if due  " in lines["drain"]
        assert "cron 17 3 * * *  " in lines["purge"]
        assert "  LAST RUN WITH WORK  " in lines["JOB"]
        assert lines["tested"].split()[1:] == ["never", "never"]

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"error": "ValueError: no\nmore"}, "failed: ValueError: no"),
            ({}, "done in 2.0 s"),
            ({"dry_run": True}, "tried in 2.0 s"),
            ({"finished_at": None}, "its worker died"),
        ],
    )
    def test_says_how_the_last_run_went(self, fields: dict[str, Any], said: str) -> None:
        began = timezone.now()
        ended = began + timedelta(seconds=2)
        JobRun.objects.create(job="purge", started_at=began - timedelta(days=1), finished_at=ended)
        JobRun.objects.create(
            **{"job": "purge", "started_at": began, "finished_at": ended, **fields}
        )
        line = self.lines()["purge"]
        assert line.endswith(f"{began:%Y-%m-%d %H:%M:%S} UTC  {said}")

    def test_says_what_runs(self) -> None:
        JobLock.objects.create(job="purge", holder=uuid7(), taken_until=timezone.now() + LEASE)
        JobRun.objects.create(job="purge", started_at=timezone.now(), progress=0.4)
        assert self.lines()["purge"].endswith("running, 40% done")
