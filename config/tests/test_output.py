"""What is printed where not every character can be: it degrades, and no command ends by it."""

import os
import subprocess
import sys

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
