"""`make bench`: what a request costs, at few and at many patterns, on a throwaway database.

Medians and 95th percentiles of wall-clock milliseconds in one process, without a network; the
operations take turns, so that a machine whose speed drifts is the same to all of them.
"""

import argparse
import os
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.report import heading

Operation = Callable[[int], Any]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--patterns", default="100,10000", help="beside those that are shipped")
    parser.add_argument("--rounds", type=int, default=100)
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parent.parent))
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        prepare(folder)
        print(heading(packages=("django",), rounds=options.rounds))
        print(f"{'operation':<34}{'patterns':>9}{'median ms':>11}{'p95 ms':>9}{'/ first':>9}")
        report([int(size) for size in options.patterns.split(",")], options.rounds)


def prepare(folder: str) -> None:
    """A database of its own, in `folder`."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        STATE_DIR=folder,
        ENV_FILE=os.devnull,
        SECRET_KEY=secrets.token_hex(25),
        KEY_PEPPER=secrets.token_hex(25),
        ALLOWED_HOSTS="testserver",
        THROTTLE_READ="1000000/minute",
        THROTTLE_WRITE="1000000/minute",
    )
    import django

    django.setup()
    from errorpatterns.backtest.throwaway import make_tables

    make_tables()


def report(sizes: Sequence[int], rounds: int) -> None:
    from config.tests.rows import fill_tables
    from errorpatterns.models import ErrorPattern
    from projects.tests.factories import client_of, make_project

    project = make_project(key="bench")
    client = client_of(project.account)
    first: dict[str, float] = {}
    added = 0
    for size in sizes:
        fill_tables(project, size - added)
        added = size
        known = ErrorPattern.objects.filter(slug__startswith="many-").earliest("slug")
        for name, times in measured(operations(client, known.name), rounds).items():
            median = statistics.median(times)
            first.setdefault(name, median)
            p95 = statistics.quantiles(times, n=20)[-1]
            ratio = f"{median / first[name]:.1f}×"
            print(f"{name:<34}{size:>9}{median:>11.1f}{p95:>9.1f}{ratio:>9}")


def operations(client: Any, message: str) -> dict[str, Operation]:
    """By name, a function of the round's number; `message` is of a pattern that is known."""
    known = {"message": message}

    def post(path: str, body: Any) -> Any:
        answer = client.post(f"/api/v1/{path}", {"project": "bench", **body}, format="json")
        assert answer.status_code in (200, 201), answer.content  # noqa: S101
        return answer.json()

    def learn(number: int) -> Any:
        error = {"message": f"Gauge{secrets.token_hex(4)} reads too high", "tool": "vite"}
        fix = {"template": "Lower it."}
        event = secrets.token_hex(8)
        body = {"error": error, "fix": fix, "evidence": "build", "event_id": event}
        return post("error-patterns/learn/", body)

    def outcome(number: int) -> Any:
        [match, *_] = post("error-patterns/match/", {"errors": [known]})["results"][0]["matches"]
        path = f"/api/v1/error-patterns/{match['pattern']['id']}/outcomes/"
        said = {"success": True, "evidence": "build", "event_id": secrets.token_hex(8)}
        answer = client.post(path, {**said, "receipt": match["receipt"]}, format="json")
        assert answer.status_code == 201, answer.content  # noqa: S101

    mended = mended_code(post)

    def edit(number: int) -> Any:
        [match] = post("error-patterns/match/", {"errors": [mended]})["results"][0]["matches"]
        assert match["fix"]["edits"]  # noqa: S101

    return {
        "context, 8,000 tokens": lambda number: post("context/", {}),
        "context, 50,000 tokens": lambda number: post("context/", {"max_tokens": 50_000}),
        "context with 3 errors": lambda number: post("context/", {"errors": [known] * 3}),
        "match, one error": lambda number: post("error-patterns/match/", {"errors": [known]}),
        "match with 5 KB of code": edit,
        "match and outcome": outcome,
        "learn something new": learn,
    }


def mended_code(post: Callable[[str, Any], Any]) -> dict[str, Any]:
    """An error with the code that it is in, for which an edit is taught."""
    error = {"message": "Gauge 'left' is read twice", "tool": "vite", "file": "gauge.ts"}
    fix = {"before": "read(left, left);\n", "after": "read(left);\n"}
    body = {"error": {**error, "line": 1, "column": 1}, "fix": fix, "evidence": "build"}
    post("error-patterns/learn/", {**body, "event_id": secrets.token_hex(8)})
    lines = [f"const part{number} = [turn({number}), 'part'];" for number in range(128)]
    source = "\n".join([*lines, "read(left, left);", ""])
    return {**error, "source": source, "line": len(lines) + 1, "column": 1}


def measured(found: dict[str, Operation], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each operation in each round, after one that warms up."""
    times: dict[str, list[float]] = {name: [] for name in found}
    for number in range(rounds + 1):
        for name, operation in found.items():
            began = time.perf_counter()
            operation(number)
            if number:
                times[name].append((time.perf_counter() - began) * 1000)
    return times


if __name__ == "__main__":
    main()
