"""Commands run on commits: what is written where, what is kept, and what is refused."""

import hashlib
import json
import os
import stat
import sys
import tempfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from errorpatterns.backtest import Unusable, logs
from errorpatterns.backtest import repository as repository_module
from errorpatterns.backtest.checkout import checkout, is_inside
from errorpatterns.backtest.recording import Ran, Recording
from errorpatterns.backtest.repository import Repository
from errorpatterns.tests.histories import History

# Nothing here asks a database.
pytestmark = pytest.mark.once

PYTHON = sys.executable


@pytest.fixture(autouse=True)
def places(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for what is temporary, and one for what is kept."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    settings.STATE_DIR = tmp_path / "state"
    return temporary


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "shop")


def recording(history: History, *command: str, limit: float = 60) -> Recording:
    return Recording(Repository(history.path), [command], limit, lambda said: None)


def runs(history: History, *command: str, limit: float = 60) -> list[Ran]:
    made = recording(history, *command, limit=limit)
    with made.state.held():
        return list(made.runs(history.commits()))


def python(script: str) -> tuple[str, ...]:
    return PYTHON, "-c", script


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


class TestRuns:
    def test_each_commit_has_its_own_files(self, history: History, places: Path) -> None:
        history.commit({"a/b.txt": "1"})
        history.commit({"a/b.txt": "2", "c.txt": "3"})
        script = (
            "import pathlib, sys\n"
            "open('made', 'w').write('x')\n"
            "names = sorted(str(p) for p in pathlib.Path().rglob('*') if p.is_file())\n"
            "print('main.go:1:1: ' + ' '.join(names) + pathlib.Path('a/b.txt').read_text())\n"
            "sys.exit(1)"
        )
        told = [one.errors[0].message for one in runs(history, *python(script))]
        assert told == ["a/b.txt made1", "a/b.txt c.txt made2"]
        assert list(places.iterdir()) == []

    def test_the_repository_is_not_touched_and_nothing_of_it_is_run(
        self, history: History, tmp_path: Path
    ) -> None:
        ran = tmp_path / "ran"
        history.commit({"a.txt": "1", ".gitattributes": "*.txt filter=evil diff=evil\n"})
        history.commit({"a.txt": "2"})
        for hook in ("post-checkout", "post-index-change", "reference-transaction"):
            path = history.path / ".git" / "hooks" / hook
            path.write_text(f"#!/bin/sh\ntouch {ran}\n")
            path.chmod(0o755)
        for name in ("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv"):
            history.git("config", name, f"touch {ran}; cat")
        for name in ("core.fsmonitor", "core.pager", "core.sshCommand", "gpg.program"):
            history.git("config", name, f"touch {ran}")
        history.git("config", "log.showSignature", "true")
        (history.path / "a.txt").write_text("not committed")
        before = snapshot(history.path)
        ran.unlink(missing_ok=True)
        found = runs(history, *python("print(open('a.txt').read())"))
        assert [one.code for one in found] == [0, 0]
        assert snapshot(history.path) == before
        assert not ran.exists()

    def test_a_command_gets_neither_secrets_nor_the_repository(
        self, history: History, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        history.commit({"a.txt": "1"})
        for name in ("SECRET_KEY", "DATABASE_URL", "GIT_DIR", "LEVEL0_KEY"):
            monkeypatch.setenv(name, "held-back")
        monkeypatch.setenv("GIT_DIR", str(history.path / ".git"))
        script = "import os, sys; sys.exit(any('held' in v for v in os.environ.values()) * 3)"
        [run] = runs(history, *python(script))
        assert run.code == 0
        [run] = runs(history, *python("import os, sys; sys.exit('GIT_DIR' in os.environ)"))
        assert run.code == 0

    def test_what_was_run_is_not_run_again(self, history: History, tmp_path: Path) -> None:
        for number in range(3):
            history.commit({"a.txt": str(number)})
        count = tmp_path / "count"
        command = python(f"open({str(count)!r}, 'a').write(open('a.txt').read())")
        first = runs(history, *command)
        history.commit({"a.txt": "3"})
        assert runs(history, *command)[:3] == first
        assert count.read_text() == "0123"
        made = recording(history, *command)
        kept = [path for path in made.state.folder.iterdir() if path.suffix == ".json"]
        assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
        assert stat.S_IMODE(made.state.folder.stat().st_mode) == 0o700
        with made.state.held(fresh=True):
            list(made.runs(history.commits()))
        assert count.read_text() == "01230123"

    def test_one_that_does_not_end_is_ended_and_tried_again_with_more_time(
        self, history: History, tmp_path: Path
    ) -> None:
        history.commit({"a.txt": "1"})
        ready = tmp_path / "ready"
        script = f"import os, time\nwhile not os.path.exists({str(ready)!r}): time.sleep(0.05)"
        command = python(script)
        [run] = runs(history, *command, limit=0.1)
        assert run.silent == "it was ended: too long, or too much said"
        ready.touch()
        [run] = runs(history, *command, limit=30)
        assert (run.code, run.silent) == (0, "")

    def test_too_much_output_is_cut_and_said_so(self, history: History) -> None:
        history.commit({"a.txt": "1"})
        script = "import sys\nfor n in range(100): sys.stdout.write('x' * 999_999 + chr(10))"
        [run] = runs(history, *python(script))
        assert run.silent == "it said more than is read"

    def test_what_it_started_ends_with_it(self, history: History, tmp_path: Path) -> None:
        history.commit({"a.txt": "1"})
        alive = tmp_path / "alive"
        os.mkfifo(alive)
        reader = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
        child = f"import time; f = open({str(alive)!r}, 'w'); print(1, flush=True); time.sleep(60)"
        script = (
            "import subprocess, sys\n"
            f"p = subprocess.Popen([sys.executable, '-c', {child!r}], stdout=-1)\n"
            "p.stdout.readline()"
        )
        runs(history, *python(script))
        # As soon as nobody holds the other end.
        os.set_blocking(reader, True)
        assert os.read(reader, 1) == b""
        os.close(reader)

    def test_one_that_cannot_be_started_is_refused(self, history: History) -> None:
        history.commit({"a.txt": "1"})
        with pytest.raises(Unusable, match="no-such-tool cannot be run"):
            runs(history, "no-such-tool")

    def test_one_of_the_repository_may_not_be_there_yet(self, history: History) -> None:
        history.commit({"a.txt": "1"})
        history.commit({"check.sh": "#!/bin/sh\n"})
        (history.path / "check.sh").chmod(0o755)
        history.commit({})
        found = runs(history, "./check.sh")
        silent = "it failed without an error that is known"
        assert [(one.code, one.silent) for one in found] == [(127, silent)] * 2 + [(0, "")]

    def test_two_at_once_are_refused(self, history: History) -> None:
        history.commit({"a.txt": "1"})
        made, other = recording(history, "true"), recording(history, "true")
        refused = pytest.raises(Unusable, match="running already")
        with made.state.held(), refused, other.state.held():
            pass

    def test_tries_an_edit_and_says_whether_it_mends(self, history: History) -> None:
        history.commit({"a.txt": "bad\nbad\n"})
        script = (
            "import sys\n"
            "lines = open('a.txt').read().split()\n"
            "said = [f'main.go:{n}:1: {x}' for n, x in enumerate(lines, 1) if x != 'good']\n"
            "print(chr(10).join(said))\n"
            "sys.exit(bool(said))"
        )
        made = recording(history, *python(script))
        with made.state.held():
            [before] = made.runs(history.commits())
            error = before.errors[0].told()
            tried = {
                text: made.mends(before, error, "a.txt", text)
                for text in ("good\nbad\n", "good\nworse\n", "bad\nbad\n")
            }
        assert list(tried.values()) == [True, False, False]
        assert (history.path / "a.txt").read_text() == "bad\nbad\n"

    def test_in_a_folder_of_the_repository_it_runs_there(self, history: History) -> None:
        history.commit({"web/a.txt": "1"})
        made = Recording(
            Repository(history.path / "web"),
            [python("print('main.go:1:1: ' + open('a.txt').read()); import sys; sys.exit(1)")],
            60,
            lambda said: None,
        )
        with made.state.held():
            [run] = made.runs(history.commits())
        assert run.errors[0].message == "1"


def tree_of(history: History, *rows: tuple[str, str, str]) -> str:
    """A commit of a tree that git itself would not make: mode, name, and content or hash."""
    raw = b""
    for mode, name, content in rows:
        oid = content
        if mode not in ("40000", "160000"):
            oid = history.git("hash-object", "-w", "--stdin", given=content.encode())
        raw += f"{mode} {name}\0".encode() + bytes.fromhex(oid)
    data = f"tree {len(raw)}\0".encode() + raw
    oid = hashlib.sha1(data).hexdigest()  # noqa: S324 - git's own
    path = history.path / ".git" / "objects" / oid[:2] / oid[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(zlib.compress(data))
    return oid


class TestCheckout:
    def test_what_cannot_be_taken_away_ends_nothing(
        self, history: History, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A container wrote folders that belong to somebody else."""

        def refuse(path: Path, mode: int) -> None:
            raise PermissionError(path)

        history.commit({"src/a": "1"})
        monkeypatch.setattr(Path, "chmod", refuse)
        made = recording(history, "true")
        with made.state.held():
            [run] = made.runs(Repository(history.path).commits("HEAD", 9))
        assert run.code == 0

    def names(self, history: History, tree: str) -> tuple[set[str], int]:
        sha = history.git("commit-tree", tree, "-m", "made by hand")
        with checkout(Repository(history.path), sha, lambda top: None) as place:
            found = {str(path.relative_to(place.root)) for path in place.root.rglob("*")}
            return found, place.left_out

    def test_nothing_leads_out(self, history: History, tmp_path: Path) -> None:
        outside = tmp_path / "outside"
        outside.mkdir()
        evil = tree_of(history, ("100644", "evil", "x"))
        tree = tree_of(
            history,
            ("40000", "..", evil),
            ("40000", ".GIT", evil),
            ("100644", "a", "1"),
            ("120000", "absolute", str(outside)),
            ("120000", "away", "../../outside"),
            ("120000", "circle", "circle"),
            ("120000", "inside", "a"),
            ("160000", "module", "1" * 40),
        )
        names, left_out = self.names(history, tree)
        assert names == {"a", "circle", "inside"}
        assert left_out == 4
        assert list(outside.iterdir()) == []

    def test_not_through_a_symlink_either(self, history: History, tmp_path: Path) -> None:
        outside = tmp_path / "outside"
        outside.mkdir()
        below = tree_of(history, ("100644", "b", "x"), ("120000", "c", "b"))
        tree = tree_of(history, ("120000", "a", str(outside)), ("40000", "a", below))
        made = recording(history, "true")
        sha = history.git("commit-tree", tree, "-m", "made by hand")
        with made.state.held():
            assert list(made.runs([Repository(history.path).commit(sha)])) == []
        assert list(outside.iterdir()) == []

    def test_names_and_contents_are_as_they_are_stored(self, history: History) -> None:
        strange = ("a\nb", "-x", "ü", "a b", '"q"')
        history.commit(dict.fromkeys(strange, "1\r\n") | {".gitattributes": "* text eol=lf"})
        sha = history.git("rev-parse", "HEAD")
        with checkout(Repository(history.path), sha, lambda top: None) as place:
            assert {path.name for path in place.root.iterdir()} == {*strange, ".gitattributes"}

    @pytest.mark.parametrize("name", ["..", "a/../b", ".git/config", "a/.Git/hooks/x", "a//b", ""])
    def test_such_a_name_is_left_out(self, name: str) -> None:
        assert not is_inside(name)


class TestRepository:
    def test_a_tree_of_endless_names_is_passed_over(
        self, history: History, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(repository_module, "MAX_ANSWER", 10_000)
        tree = tree_of(history, ("100644", "a", "x"))
        for _ in range(10):  # 10 objects, and 1024 names
            tree = tree_of(history, ("40000", "a", tree), ("40000", "b", tree))
        self.passed_over(history, tree)

    def test_a_file_that_unfolds_is_passed_over(
        self, history: History, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(repository_module, "MAX_ANSWER", 10_000)
        self.passed_over(history, tree_of(history, ("100644", "a", "x" * 20_000)))

    def test_files_that_are_too_much_together_are_passed_over(
        self, history: History, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(repository_module, "MAX_FILES", 10_000)
        rows = (("100644", name, "x" * 4_000) for name in "abc")
        self.passed_over(history, tree_of(history, *rows))

    def passed_over(self, history: History, tree: str) -> None:
        sha = history.git("commit-tree", tree, "-m", "made by hand")
        made = recording(history, "true")
        with made.state.held():
            assert list(made.runs([Repository(history.path).commit(sha)])) == []

    @pytest.mark.parametrize("seconds", [99_999_999_999_999, 2**63 - 1])
    def test_a_commit_of_no_time_that_can_be_is_a_late_one(
        self, history: History, seconds: int
    ) -> None:
        tree = tree_of(history, ("100644", "a", "x"))
        who = f"a <a@example.com> {seconds} +0000"
        data = f"tree {tree}\nauthor {who}\ncommitter {who}\n\nx\n".encode()
        sha = history.git("hash-object", "-t", "commit", "-w", "--stdin", given=data)
        assert Repository(history.path).commit(sha).time.year == 9999

    def test_the_last_commits_of_the_first_parents_oldest_first(self, history: History) -> None:
        first = history.commit({"a": "1"})
        history.git("checkout", "-q", "-b", "side")
        history.commit({"b": "1"})
        history.git("checkout", "-q", "main")
        second = history.commit({"a": "2"})
        history.git("merge", "-q", "--no-ff", "-m", "merge", "side")
        repository = Repository(history.path)
        merge = repository.commit("main")
        assert [one.sha for one in repository.commits("HEAD", 9)] == [first, second, merge.sha]
        assert [one.sha for one in repository.commits("main", 1)] == [merge.sha]
        assert repository.commits("HEAD", 9, since=merge.time) == [merge]

    @pytest.mark.parametrize("name", ["--all", "-x", "nothing", "HEAD:a", "", "main..main"])
    def test_what_names_no_commit_is_refused(self, history: History, name: str) -> None:
        history.commit({"a": "1"})
        with pytest.raises(Unusable, match="There is no commit"):
            Repository(history.path).commit(name)

    def test_a_folder_without_a_repository_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(Unusable, match="is in no git repository"):
            Repository(tmp_path)


GO = "main.go:1:1: undefined: x\n"


class TestLogs:
    def read(self, history: History, folder: Path, *rows: object) -> list[Ran]:
        folder.mkdir(exist_ok=True)
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        (folder / logs.NAME).write_text("\n".join(lines))
        return logs.recorded(folder, Repository(history.path))

    def test_are_read_in_their_order(self, history: History, tmp_path: Path) -> None:
        shas = [history.commit({"a": str(number)}) for number in range(2)]
        folder = tmp_path / "ci"
        folder.mkdir()
        (folder / "1.log").write_text("\n".join(["./main.go", "/builds/shop/" + GO]))
        (folder / "2.log").write_text("ok")
        later = {"commit": shas[1], "status": "passed", "log": "2.log", "job": "vet"}
        first = {
            "commit": shas[0],
            "status": "failed",
            "log": "1.log",
            "job": "vet",
            "root": "/builds/shop",
        }
        found = self.read(history, folder, later, "", first)
        assert [(one.commit.sha, one.stream, one.code) for one in found] == [
            (shas[0], "vet", 1),
            (shas[1], "vet", 0),
        ]
        assert [error.file for error in found[0].errors] == ["main.go"]
        early = self.read(history, folder, first, later | {"time": "2020-01-01T00:00:00"})
        assert [one.commit.sha for one in early] == shas[::-1]

    def test_of_one_second_are_taken_as_their_lines_stand(
        self, history: History, tmp_path: Path
    ) -> None:
        shas = sorted(history.commit({"a": str(number)}) for number in range(4))
        (tmp_path / "ci").mkdir()
        (tmp_path / "ci" / "1.log").write_text("ok")
        rows = [
            {"commit": sha, "status": "passed", "log": "1.log", "time": "2026-05-01T12:00:00"}
            for sha in reversed(shas)
        ]
        found = self.read(history, tmp_path / "ci", *rows)
        assert [one.commit.sha for one in found] == shas[::-1]

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"status": "success"}, "status is passed or failed"),
            ({"log": "../secret"}, "log lies outside the folder"),
            ({"log": "/etc/passwd"}, "log lies outside the folder"),
            ({"log": "no.log"}, "there is no log no.log"),
            ({"log": 1}, "log is no text"),
            ({"commit": "HEAD"}, "commit is no whole hash"),
            ({"commit": "1" * 40}, "There is no commit"),
            ({"time": "yesterday"}, "time is no ISO 8601 time"),
            ({"branch": "main"}, "branch is no field"),
        ],
    )
    def test_a_line_that_says_something_else_is_refused(
        self, history: History, tmp_path: Path, change: dict[str, object], said: str
    ) -> None:
        sha = history.commit({"a": "1"})
        (tmp_path / "ci").mkdir()
        (tmp_path / "ci" / "1.log").write_text(GO)
        row = {"commit": sha, "status": "failed", "log": "1.log", **change}
        with pytest.raises(Unusable, match=f"line 1: .*{said}"):
            self.read(history, tmp_path / "ci", row)

    @pytest.mark.parametrize("line", ["no json", "[]", "{}", '{"commit": "1"}', "[" * 9_999])
    def test_a_line_that_is_none_is_refused(
        self, history: History, tmp_path: Path, line: str
    ) -> None:
        history.commit({"a": "1"})
        with pytest.raises(Unusable, match="line 1"):
            self.read(history, tmp_path / "ci", line)

    def test_a_line_without_an_end_is_refused(
        self, history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(logs, "MAX_LINE", 50)
        history.commit({"a": "1"})
        with pytest.raises(Unusable, match="line 1: Expecting value"):
            self.read(history, tmp_path / "ci", " " * 40 + "x" * 60)
