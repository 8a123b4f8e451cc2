"""The simulated month of `bench/month`, a small one of three days."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

BASE = Path(__file__).parents[2]
# It has a database of its own, whatever the tests run on.
pytestmark = [pytest.mark.once, pytest.mark.timeout(300)]
SMALL = ["--days", "3", "--a-day", "1", "--problems", "1"]
# Of the tests' own servers the month is to know nothing: it has a database of its own.
FOREIGN = ("DATABASE_URL", "REDIS_URL")


def begin(folder: Path, hash_seed: str) -> "subprocess.Popen[str]":
    env = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "bench.month", *SMALL, "--out", str(folder)],
        cwd=BASE,
        env={**env, "PYTHONHASHSEED": hash_seed},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(process: "subprocess.Popen[str]") -> str:
    told, errors = process.communicate(timeout=280)
    assert process.returncode == 0, errors
    return told


def number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    assert found, f"{pattern} is not in\n{text}"
    return int(found[1])


# It takes ten seconds, on a machine that has others for a minute.
def test_a_month_is_the_same_each_time_and_loses_and_leaks_nothing(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "other"]
    both = [begin(folder, seed) for folder, seed in zip(folders, "12", strict=True)]
    one, other = (finished(process) for process in both)

    assert one == other
    pictures = [(folder / "month.svg").read_text() for folder in folders]
    assert pictures[0] == pictures[1]
    assert number(r"Drift .*: (\d+)\n", one) == 0
    assert number(r"flagged for (\d+) accounts", one) > 0
    assert number(r"shown in (\d+) of", one) == 0
    assert number(r"\| all \| \d+ \| \d+ \| (\d+) \|", one) > 0, "nothing reached everybody"
