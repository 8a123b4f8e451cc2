"""How soon a process matches what another one has learned: web to worker, and back.

Two processes over one throwaway database, or that of DATABASE_URL, each with a library of its own;
what one teaches through the API's view the other asks for, through the API's view, until it
matches. Prints wall-clock seconds; the design allows two.
"""

import argparse
import logging
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, cast

from bench.__main__ import prepare
from bench.matching import THINGS
from bench.report import heading, table

ROUNDS = 5
MOST = 30.0  # seconds
EVERY = 0.02
BASE = Path(__file__).parent.parent


def message(number: int) -> str:
    """Of no other number's kind."""
    words = random.Random(number).sample(THINGS, 6)
    return f"the {words[0]} of {words[1]} {words[2]} keeps no {words[3]} {words[4]} {words[5]}"


class Process:
    """One that teaches and matches as it is told."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "bench.freshness", "--child"],
            cwd=BASE,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.answers = cast(TextIO, self.process.stdout)

    def ask(self, verb: str, number: int) -> str:
        print(verb, number, file=self.process.stdin, flush=True)
        answer = self.answers.readline().strip()
        if not answer:
            raise SystemExit(f"A process ended with {self.process.wait()}.")
        return answer


def child() -> None:
    """Answers `learn N` with the status, `match N` with 1 where it matches, else 0."""
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from errorpatterns.level0.asking import Local
    from projects.models import Account

    service = Local(Account.objects.get())
    for line in sys.stdin:
        verb, number = line.split()
        error = {"message": message(int(number))}
        if verb == "learn":
            fix = {"template": "Open it."}
            body = {"error": error, "fix": fix, "event_id": f"e-{number}", "evidence": "build"}
            answer = service.call("error-patterns/learn/", {"project": "bench", **body})[0]
        else:
            answer = int(any(map(len, service.matches("bench", [error]))))
        print(answer, flush=True)


def seconds(teacher: Process, other: Process, number: int) -> float:
    if other.ask("match", number) != "0":
        raise SystemExit("It matches what was not taught yet.")
    teacher.ask("learn", number)
    began = time.monotonic()
    while other.ask("match", number) == "0":
        if time.monotonic() - began > MOST:
            raise SystemExit(f"Not matched within {MOST:.0f} s.")
        time.sleep(EVERY)
    return time.monotonic() - began


@contextmanager
def processes() -> Iterator[tuple[Process, Process]]:
    both = Process(), Process()
    try:
        yield both
    finally:
        for one in both:
            one.process.kill()
            one.process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.freshness", description=__doc__)
    parser.add_argument("--patterns", type=int, default=100_000, help="size of the library")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child()
    else:
        measure(options.patterns)


def measure(patterns: int) -> None:
    with tempfile.TemporaryDirectory(prefix="freshness-") as folder:
        prepare(folder)
        from config.tests.rows import make_patterns, make_standings
        from projects.tests.factories import make_project

        project = make_project(key="bench")
        make_standings(make_patterns(patterns), project)
        with processes() as (web, worker):
            there = [seconds(web, worker, number) for number in range(ROUNDS)]
            back = [seconds(worker, web, number) for number in range(ROUNDS, 2 * ROUNDS)]
    print(heading(patterns=patterns))
    rows = [
        (way, f"{statistics.median(times):.2f}", f"{max(times):.2f}", str(len(times)))
        for way, times in (("web → worker", there), ("worker → web", back))
    ]
    print(table(("learned in → matched in", "median s", "longest s", "times"), rows))


if __name__ == "__main__":
    main()
