"""`manage.py job`: jobs run here and now, without a broker or a worker."""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from intake.jobs import Counts, Finding, Taken, Watcher, jobs, run_here, running
from intake.schedule import JobState, cron, states

# Of what a dry run would change, so many are printed; the counts are of all.
LISTED = 100
# Seconds between two lines of progress.
EVERY = 1.0
COLUMNS = ("JOB", "BEAT STARTS IT", "LAST RUN WITH WORK", "STATE")


class Command(BaseCommand):
    help = (
        "Jobs: `job --list` shows them, `job NAME [--dry-run]` runs one in this process, due or "
        "not, unless it runs already. Prints JSON: the counts and, of a dry run, the first "
        f"{LISTED} things that it would change."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("name", nargs="?", metavar="NAME")
        what.add_argument("--list", action="store_true", help="all jobs and how they stand")
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing, say what it would do"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            for line in aligned([COLUMNS, *rows()]):
                self.stdout.write(line)
            return
        name = options["name"]
        if name not in jobs():
            raise CommandError(f"There is no job “{name}”; there are {', '.join(jobs())}.")
        self.run(name, options["dry_run"])

    def run(self, name: str, dry_run: bool) -> None:
        following = Following(self.stderr.write, name)
        watcher = Watcher(following.progress, following.found)
        try:
            counts = run_here(name, watcher, dry_run=dry_run, reason="manage.py job")
        except Taken as taken:
            raise CommandError(f"{name} {runs_since(name)}; nothing was started.") from taken
        except KeyboardInterrupt as stopped:
            raise CommandError(f"{name} was stopped; what it had committed stays.") from stopped
        except Exception as error:
            raise CommandError(f"{name} failed: {type(error).__name__}: {error}") from error
        told: dict[str, Any] = {"job": name, "dry_run": dry_run, "counts": counts}
        if dry_run:
            told |= {"changes": following.findings, "not_listed": following.not_listed}
        self.stdout.write(json.dumps(told, indent=2, ensure_ascii=False))


class Following:
    """Writes how far a run is, and keeps the first of what it finds."""

    def __init__(self, write: Any, name: str) -> None:
        self.write = write
        self.name = name
        self.findings: list[Finding] = []
        self.not_listed = 0
        self.written_at = float("-inf")

    def progress(self, done: float | None, counts: Counts | None) -> None:
        now = time.monotonic()
        said = [] if done is None else [f"{done:.0%}"]
        said += [f"{name} {count}" for name, count in (counts or {}).items()]
        if said and now - self.written_at >= EVERY:
            self.written_at = now
            self.write(f"{self.name}: {', '.join(said)}")

    def found(self, finding: Finding) -> None:
        if len(self.findings) < LISTED:
            self.findings.append(finding)
        else:
            self.not_listed += 1


def runs_since(name: str) -> str:
    since = running().get(name)
    return f"runs elsewhere since {shown(since)}" if since else "is just being started elsewhere"


def rows() -> Iterator[tuple[str, str, str, str]]:
    """Of each job: name, when beat starts it, when it last began, and how that went."""
    for job in states():
        began = shown(job.last.started_at) if job.last else "never"
        yield job.name, timetable(job), began, job.state


def timetable(job: JobState) -> str:
    """`if due`: what finds nothing to do leaves no run, so that the last one may be old."""
    schedule, due = job.schedule, ", if due" if job.waits_for_work else ""
    if schedule is None:
        return "never"
    if isinstance(schedule, int | float):
        return f"every {schedule:g} s{due}"
    return f"cron {' '.join(cron(schedule))}{due}"


def shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def aligned(lines: Iterable[Sequence[str]]) -> Iterator[str]:
    lines = list(lines)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = zip(line, widths, strict=True)
        yield "  ".join(cell.ljust(width) for cell, width in cells).rstrip()
