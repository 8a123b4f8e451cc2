"""`manage.py backtest`, with a real tool over a real history, and killed."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command

from context.models import Lesson, Standing, Status
from errorpatterns.backtest import logs
from errorpatterns.models import ErrorPattern
from errorpatterns.tests.histories import History
from projects.models import Project
from projects.tests.factories import make_account

pytestmark = pytest.mark.once

RUFF = Path(sys.executable).parent / "ruff"
CHECK = f"{RUFF} check --isolated --no-cache --select F --output-format full ."
NAMES = ("os", "re", "ast", "math", "time", "copy", "heapq", "queue", "glob", "csv")


@pytest.fixture(autouse=True)
def kept_here(tmp_path: Path, settings: Any) -> None:
    settings.STATE_DIR = tmp_path / "state"


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "shop")


def grow(history: History) -> None:
    """Imports that nothing uses, each taken out by the commit that brings the next."""
    history.commit({"README": "A shop.\n"})
    for number, name in enumerate(NAMES):
        body = f"\n\ndef total(x):\n    return x + {number}\n"
        history.commit({f"{name}_.py": f"import {name}\n{body}"})
        history.commit({f"{name}_.py": body})


def backtest(*arguments: object, **options: Any) -> tuple[str, str]:
    """What is printed, and the progress."""
    out, err = StringIO(), StringIO()
    call_command("backtest", *map(str, arguments), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_shows_what_a_history_would_have_taught_and_keeps_it_if_told(history: History) -> None:
    grow(history)
    before = ErrorPattern.objects.count()
    printed, progress = backtest(history.path, run=[CHECK], json=True, verify=True)
    told = json.loads(printed)
    assert (told["commits"], told["runs"], told["pairs"], told["enough"]) == (21, 21, 10, True)
    assert told["older"] == {"pairs": 7, "commits": 7, "patterns": 1}
    assert told["newer"] == {
        "pairs": 3,
        "commits": 3,
        "recognised": 3,
        "by_shipped_alone": {
            "recognised": 3,
            "rightly": 3,
            "wrongly": 0,
            "declined": 0,
            "unknown": 0,
        },
        "rightly": 3,
        "wrongly": 0,
        "declined": 0,
        "unknown": 0,
        "why_declined": {},
    }
    assert told["verified"] == {"mended": 3, "not_mended": 0}
    assert told["kept"] is None
    assert re.search(r"21 of 21  \w{10}  \d+ s  0 errors", progress)
    assert "met and learned: 10 of 10 pairs" in progress
    # The real library knows nothing of it.
    assert (ErrorPattern.objects.count(), Project.objects.count()) == (before, 0)

    make_account(is_operator=True)
    picture = history.path.parent / "curve.svg"
    printed, _ = backtest(history.path, run=[CHECK], keep=True, project="shop", svg=str(picture))
    told = [one.text for one in ElementTree.parse(picture).iter() if one.tag.endswith("text")]  # noqa: S314
    assert told[-1] == "1/1/1"
    assert "mended rightly        3  100%" in printed
    assert "1 new pattern, 10 new lessons" in printed
    assert Lesson.objects.count() == 10
    assert set(Standing.objects.filter(item__lessons__project__key="shop").values_list(
        "status", flat=True
    )) == {Status.PROPOSED}  # fmt: skip
    state = Path(configured.STATE_DIR) / "backtest"
    assert not list(state.glob("*/library"))


def test_says_when_there_is_too_little(history: History) -> None:
    history.commit({"a.py": "import os\n"})
    history.commit({"a.py": "import os\n\n"})
    picture = history.path.parent / "curve.svg"
    printed, _ = backtest(history.path, run=[CHECK], svg=str(picture))
    assert not picture.exists()
    assert "That is too little to say" in printed
    assert "%" not in printed


def test_says_that_a_clone_is_shallow_where_its_history_ends(
    history: History, tmp_path: Path
) -> None:
    shas = [history.commit({"a.py": "import os\n"}) for _ in range(5)]
    clone = tmp_path / "a clone"
    history.git("clone", "-q", "--depth", "3", history.path.as_uri(), str(clone))
    said = f"The clone is shallow: `git -C '{clone}' fetch --unshallow` brings what it lacks."
    printed, progress = backtest(clone, run=[CHECK])
    assert printed.count(said) == 1
    assert progress.startswith(said)
    assert "Look further back" not in printed
    printed, progress = backtest(clone, run=[CHECK], commits=2)
    assert "shallow" not in printed + progress
    with pytest.raises(CommandError, match=r"There is no commit .* The clone is shallow"):
        backtest(clone, run=[CHECK], ref=shas[0])
    history.git("-C", str(clone), "fetch", "-q", "--unshallow")
    printed, progress = backtest(clone, run=[CHECK], json=True)
    assert (json.loads(printed)["shallow"], "shallow" in progress) == (False, False)


def test_says_what_every_run_told_and_how_those_ended_that_show_nothing(history: History) -> None:
    for number in range(3):
        history.commit({"a.txt": str(number)})
    told = "a.ts(1,1): error TS2307: Cannot find module 'react'."
    missing = f'{sys.executable} -c "print(\\"{told}\\"); exit(1)"'
    failing = f"{sys.executable} -c \"print('no such option'); exit(2)\""
    printed, progress = backtest(history.path, run=[missing, failing])
    assert "  Cannot find module 'react'.\nIf it lacks what the program needs" in printed
    assert "it failed without an error that is known (3)" in printed
    assert progress.count("ended with: no such option") == 1


def test_goes_on_where_it_was_killed(history: History, tmp_path: Path) -> None:
    for number in range(4):
        history.commit({"a.txt": str(number)})
    seen, wait = tmp_path / "seen", tmp_path / "wait"
    wait.touch()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    script = (
        "import pathlib, time\n"
        "number = open('a.txt').read()\n"
        f"open({str(seen)!r}, 'a').write(number)\n"
        f"while number == '2' and pathlib.Path({str(wait)!r}).exists():\n"
        "    time.sleep(0.05)\n"
    )
    command = [sys.executable, "manage.py", "backtest", str(history.path), "--json"]
    command += ["--", sys.executable, "-c", script]
    env = os.environ | {"STATE_DIR": str(configured.STATE_DIR), "TMPDIR": str(temporary)}

    def start() -> "subprocess.Popen[str]":
        return subprocess.Popen(  # noqa: S603
            command, cwd=configured.BASE_DIR, env=env, text=True, stdout=-1, stderr=-1
        )

    killed = start()
    while not (seen.exists() and seen.read_text() == "012"):
        assert killed.poll() is None
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert len(list(temporary.iterdir())) == 1
    wait.unlink()
    out, err = start().communicate()
    assert json.loads(out)["commits"] == 4, err
    assert seen.read_text() == "01223"
    assert list(temporary.iterdir()) == []


def test_what_somebody_stops_ends_as_a_shell_says_it(history: History) -> None:
    for number in range(2):
        history.commit({"a.txt": str(number)})
    stop = "import os, signal, time; os.kill(os.getppid(), signal.SIGINT); time.sleep(60)"
    with pytest.raises(CommandError, match="the same command goes on there") as stopped:
        backtest(history.path, run=[f"{sys.executable} -c {stop!r}"])
    assert stopped.value.returncode == 130


def test_reads_what_a_ci_recorded(history: History, tmp_path: Path) -> None:
    folder = tmp_path / "ci"
    folder.mkdir()
    shas = [history.commit({"main.go": "x\n"}), history.commit({"main.go": "y\n"})]
    (folder / "1.log").write_text("./main.go:1:1: undefined: x\n")
    (folder / "2.log").write_text("")
    rows = [
        {"commit": sha, "status": status, "log": f"{number}.log"}
        for number, (sha, status) in enumerate(zip(shas, ("failed", "failed"), strict=True), 1)
    ]
    (folder / logs.NAME).write_text("\n".join(map(json.dumps, rows)))
    printed, _ = backtest(folder, repo=str(history.path))
    assert "2 runs" in printed
    assert "it failed without an error that is known (1)" in printed


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "Say what builds, checks or tests it"),
        ({"run": ["true"], "keep": True}, "--project KEY"),
        ({"run": ["true"], "since": "last week"}, "--since is a day"),
        ({"run": ["true"], "since": "2026-13-01"}, "--since"),
        ({"run": ["true"], "since": "2126-01-01"}, "no commits since then"),
        ({"run": ["'"]}, "--run: No closing quotation"),
        ({"run": ["true"], "ref": "--all"}, "There is no commit “--all”"),
        ({"run": ["true"], "commits": 1}, "--commits is at least 2"),
        ({"run": ["no-such-tool"]}, "no-such-tool cannot be run"),
    ],
)
def test_refuses_and_says_what_to_do(history: History, options: Any, said: str) -> None:
    history.commit({"a": "1"})
    with pytest.raises(CommandError, match=re.escape(said)):
        backtest(history.path, **options)


def test_the_folder_is_named_where_it_is_said_by_a_dot(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.commit({"a": "1"})
    monkeypatch.chdir(history.path)
    said = f"There is no commit “nosuch” in {history.path}."
    with pytest.raises(CommandError, match=f"^{re.escape(said)}$"):
        backtest(".", run=["true"], ref="nosuch")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=f"^{re.escape(str(tmp_path))} is in no git repository"):
        backtest(".", run=["true"])


def test_a_picture_that_cannot_be_written_is_refused_before_anything_runs(
    history: History, tmp_path: Path
) -> None:
    history.commit({"a": "1"})
    ran = tmp_path / "ran"
    for name in ("no/such/folder.svg", "."):
        with pytest.raises(CommandError, match=r"--svg: .* cannot be written: "):
            backtest(history.path, run=[f"touch {ran}"], svg=str(tmp_path / name))
    assert not ran.exists()


def test_logs_need_the_sources(tmp_path: Path) -> None:
    (tmp_path / logs.NAME).write_text("")
    with pytest.raises(CommandError, match="--repo"):
        backtest(tmp_path)
    with pytest.raises(CommandError, match="There is no folder"):
        backtest(tmp_path / "none", run=["true"])
