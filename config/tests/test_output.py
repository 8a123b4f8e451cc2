"""What is printed where not every character can be: it degrades, and no command ends by it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import dev

pytestmark = pytest.mark.once

# Of dev.py what prints without setting anything up: any character after it has begun.
DEV = """
import dev
try:
    dev.main(["--help"])
except SystemExit:
    print("\N{RIGHTWARDS ARROW}")
"""


def printed(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=dev.BASE,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("command", ["level0", "backtest"])
def test_every_command_of_manage(command: str) -> None:
    assert "\\u2026" in printed("manage.py", command, "--help")


def test_dev() -> None:
    assert "\\u2192" in printed("-c", DEV)


def test_a_bench() -> None:
    assert "\\xd7" in printed("-c", "from bench.report import heading; print(heading())")


@pytest.mark.parametrize("command", [["level0", "--", "true"], ["backtest", "--help"]])
def test_what_is_not_set_up_is_said_in_words(command: list[str], tmp_path: Path) -> None:
    """And not as a trace of our own code."""
    unset = dict.fromkeys(("SECRET_KEY", "KEY_PEPPER"), "")
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=dev.BASE,
        env={**os.environ, **unset, "STATE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("manage.py: SECRET_KEY and KEY_PEPPER are not set. ")
    assert done.stderr.count("\n") == 1
