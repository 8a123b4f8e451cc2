"""What a CI recorded: a folder with `runs.jsonl`, a run a line, and the logs that it names."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from errorpatterns.backtest import Unusable
from errorpatterns.backtest.recording import Ran, ran
from errorpatterns.backtest.repository import SHA, Commit, Repository

NAME = "runs.jsonl"
MAX_LOG = 4 * 1024 * 1024  # bytes; of its characters `read` takes a megabyte
MAX_LINE = 10_000  # characters; what is longer is no run
STATUSES = {"passed": 0, "failed": 1}
FIELDS = {"commit": True, "status": True, "log": True, "time": False, "job": False, "root": False}
EXAMPLE = (
    '{"commit": "<40 hex digits>", "status": "failed", "log": "1234.log", '
    '"time": "2026-05-01T12:00:00Z", "job": "lint", "root": "/builds/shop"}'
)


def recorded(folder: Path, repository: Repository) -> list[Ran]:
    """The runs, oldest first, those of one second as their lines stand; Unusable for a line that
    says something else than it may.
    """
    found = []
    for number, line in enumerate(lines_of(folder / NAME), 1):
        if not line.strip():
            continue
        try:
            found.append(run_of(json.loads(line), folder, repository))
        except (ValueError, RecursionError, Unusable) as error:
            raise Unusable(f"{NAME}, line {number}: {error}. A line is {EXAMPLE}") from error
    return sorted(found, key=lambda one: one.commit.time)


def lines_of(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8") as lines:
            while line := lines.readline(MAX_LINE):
                # Of a longer one the first part is refused.
                yield line
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Unusable(f"{path} is not UTF-8") from error


def run_of(told: Any, folder: Path, repository: Repository) -> Ran:
    """From one line; ValueError says what is wrong with it."""
    check(told)
    commit = repository.commit(told["commit"])
    if "time" in told:
        commit = Commit(commit.sha, time_of(told["time"]))
    text = log_of(folder, told["log"])
    if root := told.get("root", "").rstrip("/"):
        text = text.replace(f"{root}/", "")
    return ran(commit, told.get("job", ""), STATUSES[told["status"]], text)


def check(told: Any) -> None:
    if not isinstance(told, Mapping):
        raise ValueError("it is no object")
    if missing := [name for name, needed in FIELDS.items() if needed and name not in told]:
        raise ValueError(f"it has no {missing[0]}")
    if unknown := sorted(told.keys() - FIELDS.keys()):
        raise ValueError(f"{unknown[0]} is no field")
    if wrong := [name for name, value in told.items() if not isinstance(value, str)]:
        raise ValueError(f"{wrong[0]} is no text")
    if told["status"] not in STATUSES:
        raise ValueError("status is passed or failed")
    if not SHA.fullmatch(told["commit"]):
        raise ValueError("commit is no whole hash")


def time_of(text: str) -> datetime:
    time = parse_datetime(text)
    if time is None:
        raise ValueError("time is no ISO 8601 time")
    return time if timezone.is_aware(time) else time.replace(tzinfo=timezone.get_fixed_timezone(0))


def log_of(folder: Path, name: str) -> str:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError("log lies outside the folder")
    if not path.is_file():
        raise ValueError(f"there is no log {name}")
    with path.open("rb") as file:
        return file.read(MAX_LOG).decode("utf-8", "replace").replace("\x00", "")
