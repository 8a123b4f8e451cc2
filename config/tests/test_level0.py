"""`manage.py level0` with a real tool, against a running installation."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.management import execute_from_command_line

import dev
from config.tests.client import Generator
from config.tests.live import Live

pytestmark = [pytest.mark.timeout(300), pytest.mark.once]

RUFF = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "E711"]
BEFORE = "def absent(value):\n    return value == None\n"
FIX = {"before": BEFORE, "after": BEFORE.replace("== None", "is None")}
ERROR = {
    "message": "Comparison to `None` should be `cond is None`",
    "code": "E711",
    "tool": "ruff",
    "file": "absent.py",
    "line": 2,
    "column": 21,
    "end_line": 2,
    "end_column": 25,
}
OTHER = "import os\n\n\ndef empty():\n    name = os.name\n    return name == None\n"
numbers = count(1)


def teach(live: Live) -> str:
    """A project of the local account that knows the fix; its key."""
    project = f"level0-{next(numbers)}"
    generator = Generator(live.url, live.credentials["LOCAL_KEY"])
    assert generator.put(f"projects/{project}/", {"language": "python"}).status == 201
    body = {"project": project, "error": ERROR, "fix": FIX, "evidence": "tool"}
    answer = generator.post("error-patterns/learn/", {**body, "event_id": f"{project}-1"})
    assert answer.status in (200, 201), answer.body
    return project


def level0(live: Live, *arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(dev.BASE / "manage.py"), "level0", *arguments],
        env={
            **live.env,
            "no_proxy": "*",
            "LEVEL0_URL": live.url,
            "TMPDIR": str(live.state),
            **env,
        },
        text=True,
        capture_output=True,
        check=False,
    )


def elsewhere(live: Live, *arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
    """The same in this process, which asks the service alone: to start one takes a second."""
    line = ["manage.py", "level0", *arguments]
    code, out, err = 0, StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name, value in {"no_proxy": "*", "LEVEL0_URL": live.url, **env}.items():
            patch.setenv(name, value)
        try:
            execute_from_command_line(line)
        except SystemExit as ended:
            code = int(ended.code or 0)
    return subprocess.CompletedProcess(line, code, out.getvalue(), err.getvalue())


def key(live: Live) -> dict[str, str]:
    return {"LEVEL0_KEY": live.credentials["LOCAL_KEY"]}


def outcomes(live: Live) -> list[tuple[Any, ...]]:
    return [
        (bool(success), source)
        for success, source in live.rows("SELECT success, source FROM context_outcome")
    ]


def test_a_known_error_of_ruff_is_mended(live: Live, tmp_path: Path) -> None:
    project = teach(live)
    path = tmp_path / "empty.py"
    path.write_text(OTHER)
    before = outcomes(live)
    arguments = ["--project", project, "--root", str(tmp_path), "--", *RUFF]

    shown = elsewhere(live, *arguments, **key(live))
    assert shown.returncode == 1, shown.stderr
    assert "-    return name == None\n      +    return name is None" in shown.stdout
    assert "Errors: 1 before, 1 after. Fixes: 0 kept, 0 undone. Left: 1 known" in shown.stdout
    assert path.read_text() == OTHER

    done = level0(live, "--apply", *arguments, **key(live))
    assert done.returncode == 0, done.stderr
    assert path.read_text() == OTHER.replace("== None", "is None")
    assert "Errors: 1 before, 0 after. Fixes: 1 kept, 0 undone." in done.stdout
    assert outcomes(live)[len(before) :] == [(True, "tool")]
    [line] = [line for line in done.stdout.splitlines() if line.startswith("The files as they")]
    assert (Path(line.partition(": ")[2]) / "empty.py").read_text() == OTHER


def test_what_a_terminal_cannot_show_is_escaped(live: Live, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("print(größe)\n", encoding="utf-8")
    tool = [*RUFF[:-1], "F821"]
    ascii_ = {**key(live), "PYTHONIOENCODING": "ascii"}
    shown = level0(live, "--root", str(tmp_path), "--", *tool, **ascii_)
    assert shown.returncode == 1, shown.stderr
    assert r"a.py:1:7 F821 Undefined name `gr\xf6\xdfe`" in shown.stdout


def test_what_mends_nothing_is_undone(live: Live, tmp_path: Path) -> None:
    project = teach(live)
    path = tmp_path / "empty.py"
    path.write_bytes(OTHER.replace("\n", "\r\n").encode())
    # Reports the same whatever is done.
    script = tmp_path / "stubborn.sh"
    said = f"empty.py:6:20: E711 {ERROR['message']}"
    script.write_text(f"#!/bin/sh\ncat <<'E'\n{said}\nE\nexit 3\n")
    script.chmod(0o755)
    before = outcomes(live)
    arguments = ["--project", project, "--root", str(tmp_path), "--apply", "--", str(script)]
    done = elsewhere(live, *arguments, **key(live))
    assert done.returncode == 3, done.stderr
    assert "Fixes: 0 kept, 1 undone." in done.stdout, done.stdout
    assert path.read_bytes() == OTHER.replace("\n", "\r\n").encode()
    assert outcomes(live)[len(before) :] == [(False, "tool")]


def test_an_error_of_several_lines_says_nothing_in_our_name(live: Live, tmp_path: Path) -> None:
    told = [{"ruleId": "x", "severity": 2, "message": "a\nkept: b", "line": 1, "column": 1}]
    script = f"print({json.dumps([{'filePath': 'a.js', 'messages': told}])!r})"
    root = ["--root", str(tmp_path), "--", sys.executable, "-c", script]
    said = level0(live, *root, LEVEL0_URL="").stdout
    assert "a.js:1:1 x a\n    kept: b\n" in said, said


def test_says_what_is_missing(live: Live, tmp_path: Path) -> None:
    root = ["--root", str(tmp_path), "--"]
    assert "asks for a key" in elsewhere(live, *root, "true", LEVEL0_KEY="").stderr
    assert "answered 401" in elsewhere(live, *root, *said(), LEVEL0_KEY="wrong").stderr
    absent = elsewhere(live, *root, "no-such-tool", **key(live))
    assert absent.returncode == 127
    assert "no-such-tool: No such file" in absent.stderr
    assert elsewhere(live, *root, "true", **key(live)).returncode == 0


def test_asks_its_own_database_without_an_address(live: Live, tmp_path: Path) -> None:
    project = teach(live)
    path = tmp_path / "empty.py"
    path.write_text(OTHER)
    before = outcomes(live)
    arguments = ["--project", project, "--root", str(tmp_path), "--apply", "--", *RUFF]
    done = level0(live, *arguments, LEVEL0_URL="")
    assert done.returncode == 0, done.stderr
    assert path.read_text() == OTHER.replace("== None", "is None")
    assert outcomes(live)[len(before) :] == [(True, "tool")]
    keys = live.rows("SELECT count(*) FROM projects_apikey WHERE name = 'level0'")
    assert [tuple(row) for row in keys] == [(0,)]


def test_makes_the_project_in_its_own_database(live: Live, tmp_path: Path) -> None:
    project = f"level0-{next(numbers)}"
    arguments = ["--project", project, "--root", str(tmp_path), "--", *said()]
    told = elsewhere(live, *arguments, **key(live)).stderr
    assert f"The service has no project “{project}”. " in told
    [request] = re.findall("`(curl .*)`", told)
    env = os.environ | {"no_proxy": "*", **key(live)}
    subprocess.run(["/bin/sh", "-c", f"{request} --fail -sS"], env=env, check=True)
    other = elsewhere(live, *arguments, **key(live))
    assert (other.returncode, "1 before" in other.stdout) == (0, True), other.stderr
    arguments[1] += "-b"
    done = level0(live, *arguments, LEVEL0_URL="")
    assert (done.returncode, "1 before" in done.stdout) == (0, True), done.stderr
    assert elsewhere(live, *arguments, **key(live)).returncode == 0
    unfit = level0(live, "--project", "a b/c", *arguments[2:], LEVEL0_URL="")
    assert (unfit.returncode, "--project: " in unfit.stderr) == (1, True), unfit.stderr


def test_a_tool_without_the_dashes_is_told_of_them(live: Live) -> None:
    assert "level0 [options] -- TOOL" in elsewhere(live, "ruff", "check", "--fix").stderr


def test_of_its_own_database_says_what_is_missing(live: Live, tmp_path: Path) -> None:
    arguments = ["--root", str(tmp_path), "--", "true"]
    absent = level0(live, "--account", "absent", *arguments, LEVEL0_URL="")
    assert "no account “absent”" in absent.stderr
    nothing = {"DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3"}
    unmade = level0(live, *arguments, LEVEL0_URL="", **nothing)
    assert (unmade.returncode, "dev.py run" in unmade.stderr) == (1, True), unmade.stderr


# Tells the error, and when it is run again, waits.
SLOW = """#!/bin/sh
if [ -e again ]; then touch waiting; sleep 60; fi
touch again
echo 'empty.py:6:20: E711 {}'
exit 1
"""


@pytest.mark.parametrize(
    ("number", "is_undone"),
    [(signal.SIGINT, True), (signal.SIGTERM, True), (signal.SIGHUP, True), (signal.SIGKILL, False)],
)
def test_whoever_ends_it_finds_the_file(
    live: Live, tmp_path: Path, number: signal.Signals, is_undone: bool
) -> None:
    project = teach(live)
    path = tmp_path / "empty.py"
    path.write_text(OTHER)
    script = tmp_path / "slow.sh"
    script.write_text(SLOW.format(ERROR["message"]))
    script.chmod(0o755)
    arguments = ["--project", project, "--root", str(tmp_path), "--apply", "--", str(script)]
    process = subprocess.Popen(
        [sys.executable, str(dev.BASE / "manage.py"), "level0", *arguments],
        env={**live.env, "LEVEL0_URL": "", "TMPDIR": str(live.state)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL) if is_undone else None,
    )
    while not (tmp_path / "waiting").exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(number)
    process.send_signal(number)
    said, told = process.communicate()
    assert ("Stopped" in told) is is_undone, told
    assert (path.read_text() == OTHER) is is_undone
    # Named before anything is changed, so that it can be found whatever happens.
    [line] = [line for line in said.splitlines() if line.startswith("The files as they")]
    assert (Path(line.partition(": ")[2]) / "empty.py").read_text() == OTHER


def said() -> list[str]:
    return [sys.executable, "-c", "print('a.ts(1,1): error TS2304: Cannot find name b.')"]


def test_learns_from_what_a_person_then_mends(live: Live, tmp_path: Path) -> None:
    project = f"level0-{next(numbers)}"
    generator = Generator(live.url, live.credentials["LOCAL_KEY"])
    assert generator.put(f"projects/{project}/", {"language": "python"}).status == 201
    tool = [*RUFF[:-1], "F401"]
    path = tmp_path / "paths.py"
    path.write_text("import os\nimport sys\n\nprint(sys.path)\n")
    arguments = ["--project", project, "--root", str(tmp_path), "--", *tool]

    first = level0(live, *arguments, LEVEL0_URL="")
    assert (first.returncode, "learned: " in first.stdout) == (1, False), first.stdout
    again = level0(live, *arguments, LEVEL0_URL="")
    assert "learned: " not in again.stdout

    path.write_text("import sys\n\nprint(sys.path)\n")
    then = level0(live, *arguments, LEVEL0_URL="")
    assert then.returncode == 0, then.stderr
    assert "learned: " in then.stdout
    assert "(proposed) from paths.py:1" in then.stdout
    lessons = live.rows(
        "SELECT project.key, lesson.source FROM context_lesson AS lesson "
        "JOIN projects_project AS project ON project.id = project_id"
    )
    assert [tuple(row) for row in lessons].count((project, "tool")) == 1

    # What was learned by one folder mends in another, and is told once.
    (tmp_path / "names.py").write_text("import re\nimport json\n\nprint(json.dumps(1))\n")
    last = level0(live, arguments[0], arguments[1], "--apply", *arguments[2:], LEVEL0_URL="")
    assert last.returncode == 0, last.stdout + last.stderr
    assert (tmp_path / "names.py").read_text() == "import json\n\nprint(json.dumps(1))\n"
    assert "learned: " not in last.stdout
