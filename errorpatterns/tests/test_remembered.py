"""What level0 remembers between two runs, over real files."""

import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from errorpatterns.diagnostics import read
from errorpatterns.level0.remembered import MAX_AGE, MAX_STATE, Memory
from errorpatterns.level0.workspace import Run, Workspace

FAILED = Run(1, read("a.py:1:8: F401 `os` imported but unused\n"))
PASSED = Run(0, read(""))
TEXT = "import os\n\n\n\n\nx = 1\n"

pytestmark = pytest.mark.once


@pytest.fixture
def memory(tmp_path: Path, settings: Any) -> Memory:
    settings.STATE_DIR = tmp_path / "state"
    (tmp_path / "app").mkdir()
    return Memory(Workspace((tmp_path / "app").resolve()), ["ruff", "check"], "shop")


def mended(memory: Memory, before: dict[str, str], after: dict[str, str]) -> list[str]:
    """What the first file became, by each pair, when these were written between two runs."""
    for files, run in ((before, FAILED), (after, PASSED)):
        for name, text in files.items():
            (memory.workspace.root / name).write_text(text)
        if run is FAILED:
            memory.keep(run)
    return [pair.repair.fix["after"] for pair in memory.mended(PASSED, Counter())]


def test_a_change_at_the_error_is_a_mend(memory: Memory) -> None:
    assert mended(memory, {"a.py": TEXT}, {"a.py": TEXT[10:]}) == [TEXT[10:]]


def test_a_change_far_away_is_none_as_other_files_are_not_known(memory: Memory) -> None:
    """The rule was taken out of the configuration."""
    before = {"a.py": TEXT, "ruff.toml": ""}
    after = {"a.py": TEXT.replace("1", "2"), "ruff.toml": "lint.ignore = ['F401']\n"}
    assert mended(memory, before, after) == []


def test_a_change_at_the_error_is_none_if_the_tool_was_told_otherwise(memory: Memory) -> None:
    after = {"a.py": TEXT[10:], "ruff.toml": "lint.ignore = ['F401']\n"}
    assert mended(memory, {"a.py": TEXT}, after) == []
    assert mended(memory, {"a.py": TEXT}, {"a.py": TEXT[10:]}) == [TEXT[10:]]


def another(memory: Memory, line: str, days: float, size: int = 1) -> Path:
    """What another line left so many days ago."""
    folder = Memory(memory.workspace, [line], memory.project).state.folder
    folder.mkdir(parents=True)
    for name in ("last.json", "last.new"):
        with (folder / name).open("wb") as file:
            file.truncate(size)
        os.utime(folder / name, (time.time() - days * 86400,) * 2)
    return folder


def test_what_is_old_is_deleted(memory: Memory) -> None:
    folders = [another(memory, f"line {days}", days) for days in (1, MAX_AGE.days + 1)]
    memory.keep(FAILED)
    assert [folder.exists() for folder in folders] == [True, False]
    assert memory.recalled() is not None


def test_what_is_old_teaches_nothing(memory: Memory) -> None:
    (memory.workspace.root / "a.py").write_text(TEXT)
    memory.keep(FAILED)
    (memory.workspace.root / "a.py").write_text(TEXT[10:])
    then = time.time() - MAX_AGE.total_seconds() - 60
    os.utime(memory.state.folder / "last.json", (then, then))
    assert memory.mended(PASSED, Counter()) == []


def test_of_much_the_oldest_is_deleted(memory: Memory) -> None:
    folders = [another(memory, f"line {days}", days, MAX_STATE // 5) for days in range(1, 5)]
    (memory.workspace.root / "a.py").write_text(TEXT)
    memory.keep(FAILED)
    assert [folder.exists() for folder in folders] == [True, True, False, False]
    assert memory.recalled() is not None
    kept = [path for path in memory.state.folder.parent.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in kept) <= MAX_STATE
