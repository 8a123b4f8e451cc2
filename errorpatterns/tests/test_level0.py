"""Level 0 at the terminal, over real files and a real process."""

import os
import socket
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from context.models import Outcome, Status
from errorpatterns.diagnostics import Diagnostics, read
from errorpatterns.level0 import trying, workspace
from errorpatterns.level0.asking import MAX_ERRORS, Local, Match, Refused, Remote
from errorpatterns.level0.trying import Fix, Mending, edited, fix_of, is_mended, why_undone
from errorpatterns.level0.workspace import (
    STOPPED,
    NotRestored,
    Run,
    Source,
    Untouchable,
    Workspace,
    run,
)
from errorpatterns.management.commands.level0 import one_line, plain
from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import error, event, judge, learn
from projects.tests.factories import Caller

pytestmark = pytest.mark.once

# Says what tsc says: of names that are declared and not used, and of names that are missing.
TOOL = r"""
import pathlib, re, sys
said = 0
for path in sorted(pathlib.Path(".").rglob("*.ts")):
    text = path.read_bytes().decode()
    declared = re.findall(r"const (\w+)", text)
    for number, line in enumerate(text.split("\n"), 1):
        for found in re.finditer(r"const (\w+)", line):
            if len(re.findall(rf"\b{found[1]}\(", text)) == 0:
                said += 1
                print(f"{path}({number},{found.start(1) + 1}): error TS6133: "
                      f"'{found[1]}' is declared but its value is never read.")
        for found in re.finditer(r"// needs (\w+)", line):
            if found[1] not in declared:
                said += 1
                print(f"{path}({number},{found.start(1) + 1}): error TS2304: "
                      f"Cannot find name '{found[1]}'.")
sys.exit(2 if said else 0)
"""
UNUSED = "'a' is declared but its value is never read."
BEFORE, AFTER = "const a = 1;\nf(b);\n", "f(b);\n"
HERE = {"line": 0, "character": 0}


@dataclass
class Bench:
    """A folder with a tool, and what was told of the fixes that were tried in it."""

    folder: Path
    caller: Caller
    project: str | None = "shop"
    said: list[str] = field(default_factory=list)
    runs: int = 0
    mending: Any = None
    during: Callable[[], object] = lambda: None

    def write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def run(self, limit: float | None) -> Run:
        self.runs += 1
        if self.runs > 1:
            self.during()
        return run([sys.executable, "-c", TOOL], self.folder, lambda seconds: None, limit)

    def tell(self, fix: Fix, said: str) -> None:
        self.said.append(said)

    def mend(self) -> tuple[Run, list[trying.Known]]:
        self.mending = Mending(
            Local(self.caller.account), Workspace(self.folder), self.project, self.run, self.tell
        )
        first = self.run(None)
        last: tuple[Run, list[trying.Known]] = self.mending.mend(
            first, self.mending.look(first.found)
        )
        return last

    def standing(self, known: list[trying.Known]) -> dict[str, int]:
        return dict(trying.standing(known, self.mending.undone))


@pytest.fixture(autouse=True)
def backups_go_with_the_test(tmp_path_factory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("backups")))


@pytest.fixture
def bench(tmp_path: Path, ours: Caller) -> Bench:
    folder = tmp_path / "app"
    folder.mkdir()
    return Bench(folder.resolve(), ours)


def teach(caller: Caller) -> str:
    told = error(UNUSED, code="TS6133", tool="tsc", line=1, column=7, file="a.ts")
    fix = {"before": BEFORE, "after": AFTER}
    return str(learn(caller, error=told, fix=fix, event_id=event())["pattern"]["id"])


def outcomes() -> list[tuple[bool, str]]:
    return list(Outcome.objects.values_list("success", "source"))


@pytest.mark.django_db
class TestMending:
    def test_keeps_what_mends_and_reports_it_once(self, bench: Bench) -> None:
        teach(bench.caller)
        path = bench.write("src/total.ts", b"g('\xf0\x9f\x98\x80');\nconst total = 2;\ng(x);\n")
        last, known = bench.mend()
        assert path.read_bytes() == b"g('\xf0\x9f\x98\x80');\ng(x);\n"
        assert (last.code, list(last.found), known) == (0, [], [])
        assert bench.said == ["applied", "kept"]
        assert outcomes() == [(True, "tool")]

    def test_undoes_what_brings_a_new_error_byte_for_byte(self, bench: Bench) -> None:
        teach(bench.caller)
        data = "// needs total 😀\r\nconst total = 2;\nlast".encode()
        path = bench.write("src/total.ts", data)
        last, known = bench.mend()
        assert path.read_bytes() == data
        assert (last.code, len(last.found)) == (2, 1)
        assert bench.said == ["applied", "undone, 1 new error (TS2304)"]
        assert bench.standing(known) == {"unknown": 0, "tried": 1, "declined": 0}
        assert outcomes() == [(False, "tool")]

    def test_goes_on_after_each(self, bench: Bench) -> None:
        teach(bench.caller)
        for name in ("one", "two", "three"):
            bench.write(f"{name}.ts", f"const {name} = 1;\nconst b{name} = 2;\n".encode())
        needed = bench.write("need.ts", b"const need = 1;\n// needs need\n")
        last, _ = bench.mend()
        assert (bench.mending.kept, len(bench.mending.undone)) == (6, 1)
        assert [one.file for one in last.found] == ["need.ts"]
        assert needed.read_bytes() == b"const need = 1;\n// needs need\n"
        assert sorted(outcomes()) == [(False, "tool"), *[(True, "tool")] * 6]

    def test_tries_no_more_than_it_may(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(trying, "MAX_FIXES", 2)
        teach(bench.caller)
        bench.write("a.ts", b"const a = 1;\nconst b = 1;\nconst c = 1;\n")
        last, known = bench.mend()
        assert (bench.mending.kept, bench.runs, len(last.found)) == (2, 3, 1)
        assert bench.standing(known) == {"unknown": 0, "tried": 0, "declined": 1}

    def test_without_a_project_nothing_is_reported(self, bench: Bench) -> None:
        bench.project = None
        judge(ErrorPattern.objects.get(slug=teach(bench.caller)), Status.ACTIVE)
        path = bench.write("a.ts", b"const a = 1;\nf(b);\n")
        bench.mend()
        assert (path.read_bytes(), bench.said) == (b"f(b);\n", ["applied", "kept"])
        assert outcomes() == []

    def test_declines_what_has_no_edits(self, bench: Bench) -> None:
        told = error(UNUSED, code="TS6133", tool="tsc")
        learn(bench.caller, error=told, fix={"template": "Remove it."})
        path = bench.write("a.ts", b"const a = 1;\n")
        _, known = bench.mend()
        assert (path.read_bytes(), bench.said) == (b"const a = 1;\n", [])
        assert bench.standing(known) == {"unknown": 0, "tried": 0, "declined": 1}

    def test_declines_a_file_that_a_symlink_leads_out_to(self, bench: Bench) -> None:
        teach(bench.caller)
        outside = bench.folder.parent / "outside.ts"
        outside.write_bytes(b"const a = 1;\n")
        (bench.folder / "a.ts").symlink_to(outside)
        last, known = bench.mend()
        assert len(last.found) == 1
        assert [one.why_not for one in known] == ["it lies outside the folder"]
        assert outside.read_bytes() == b"const a = 1;\n"
        assert bench.standing(known) == {"unknown": 0, "tried": 0, "declined": 1}

    def test_undoes_when_it_is_stopped(self, bench: Bench) -> None:
        def stop() -> None:
            raise KeyboardInterrupt

        teach(bench.caller)
        bench.during = stop
        path = bench.write("a.ts", b"const a = 1;\n")
        with pytest.raises(KeyboardInterrupt):
            bench.mend()
        assert path.read_bytes() == b"const a = 1;\n"
        assert outcomes() == []

    def test_the_backup_has_the_first_version(self, bench: Bench) -> None:
        teach(bench.caller)
        bench.write("src/a.ts", b"const a = 1;\nconst b = 1;\n")
        bench.mend()
        assert bench.mending.kept == 2
        copy = bench.mending.workspace.backup / "src/a.ts"
        assert copy.read_bytes() == b"const a = 1;\nconst b = 1;\n"

    def test_tells_no_path_of_this_machine(self, bench: Bench) -> None:
        mending = Mending(
            Local(bench.caller.account), Workspace(bench.folder), "shop", bench.run, bench.tell
        )
        [one] = read(f"{bench.folder}/src/a.ts(1,7): error TS6133: {UNUSED}")
        assert mending.told(mending.read(one))["file"] == "src/a.ts"

    def test_a_project_that_is_not_there_is_said(self, bench: Bench) -> None:
        bench.project = "absent"
        bench.write("a.ts", b"const a = 1;\n")
        with pytest.raises(Refused, match="422"):
            bench.mend()

    def test_many_errors_are_told_in_parts(self, bench: Bench) -> None:
        teach(bench.caller)
        for number in range(MAX_ERRORS + 10):
            bench.write(f"a{number}.ts", f"const a{number} = 1;\n".encode())
        first = bench.run(None)
        known = Mending(
            Local(bench.caller.account), Workspace(bench.folder), "shop", bench.run, bench.tell
        ).look(first.found)
        assert len(known) == MAX_ERRORS + 10
        assert all(one.matches for one in known)


class TestComparison:
    OLD = "a.ts(1,1): error TS1: One.\na.ts(2,1): error TS2: Two.\n"

    @pytest.mark.parametrize(
        ("code", "log", "mended"),
        [
            (0, "", True),
            (2, "a.ts(7,1): error TS2: Two.\n", True),
            (2, OLD, False),
            (2, "a.ts(2,1): error TS2: Two.\na.ts(1,1): error TS3: Three.\n", False),
            (2, "a.ts(2,1): error TS2: Two.\na.ts(3,1): error TS2: Two.\n", False),
            (2, "", False),
            (1, "a.ts(2,1): error TS2: Two.\n", False),
            (STOPPED, "", False),
        ],
    )
    def test_mended_is_gone_and_nothing_new(self, code: int, log: str, mended: bool) -> None:
        before = Run(2, read(self.OLD))
        assert is_mended(before.found[0], before, Run(code, read(log))) is mended

    @pytest.mark.parametrize(
        ("code", "log", "why"),
        [
            (2, OLD, "its error is still there"),
            (2, f"{OLD}a.ts(3,1): error TS3: 3.", "its error is still there and 1 new error (TS3)"),
            (
                2,
                "".join(f"a.ts({n},1): error TS{n}: {n}.\n" for n in range(3, 7)),
                "4 new errors (TS3, TS4, TS5, …)",
            ),
            (2, f"b.py:1: error: {'Long ' * 20}", f"1 new error ({'Long ' * 12})"),
            (2, "", "the tool fails and says no error"),
            (1, OLD, "the tool ended with 1, and with 2 before"),
            (0, "", ""),
        ],
    )
    def test_says_what_speaks_against_a_fix(self, code: int, log: str, why: str) -> None:
        before = Run(2, read(self.OLD))
        assert why_undone(before.found[0], before, Run(code, read(log))) == why


class TestEdits:
    def at(self, line: int, start: int, end: int, text: str) -> dict[str, Any]:
        return {
            "range": {
                "start": {"line": line, "character": start},
                "end": {"line": line, "character": end},
            },
            "newText": text,
        }

    def test_are_done_in_any_order_and_in_utf_16(self) -> None:
        told = [self.at(1, 0, 1, "y"), self.at(0, 2, 3, "x")]
        assert edited("😀ab\r\nc", told) == "😀xb\r\ny"

    @pytest.mark.parametrize("line", [-1, 5])
    def test_of_no_line_do_not_fit(self, line: int) -> None:
        with pytest.raises(ValueError, match="no such line"):
            edited("a\n", [self.at(line, 0, 0, "x")])

    def test_that_overlap_do_not_fit(self) -> None:
        with pytest.raises(ValueError, match="overlap"):
            edited("abc", [self.at(0, 0, 2, "x"), self.at(0, 1, 3, "y")])

    def test_that_are_none_do_not_fit(self) -> None:
        with pytest.raises(ValueError, match="no edits"):
            edited("abc", [{"newText": "x"}])

    @pytest.mark.parametrize(
        ("applicability", "declined", "why"),
        [
            ("unspecified", "nobody has said so", "nobody has said so"),
            ("maybe_incorrect", "it does not fit", "it does not fit"),
            ("anything", "", "its applicability is anything, which is unknown here"),
        ],
    )
    def test_are_declined_unless_they_may_be_applied(
        self, applicability: str, declined: str, why: str, tmp_path: Path
    ) -> None:
        [one] = read(f"a.ts(1,7): error TS6133: {UNUSED}")
        edits = [self.at(0, 0, 0, "x")]
        match = Match("slug", None, applicability, "text", edits, declined=declined)
        known = trying.Known(one, Source(tmp_path / "a.ts", b"abc"), "", [match])
        assert fix_of(known, match) == why


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "why"),
        [
            ("../outside.ts", "outside"),
            ("/etc/passwd", "outside"),
            ("out/outside.ts", "outside"),
            ("src", "directory"),
            ("pipe", "no regular file"),
            ("latin.ts", "UTF-8"),
            ("nul.ts", "no text"),
            ("large.ts", "too large"),
            ("twice.ts", "other names"),
            (".git/config", "git's own"),
            (".Git/config", "git's own"),
            ("absent.ts", "no such file"),
            ("loop", "no such file"),
            ("nul\x00.ts", "no such file"),
        ],
    )
    def test_that_are_not_touched(self, name: str, why: str, tmp_path: Path) -> None:
        root = (tmp_path / "app").resolve()
        for folder in ("src", ".git", ".Git"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / "outside.ts").write_text("x")
        (root / "out").symlink_to(tmp_path)
        (root / "loop").symlink_to(root / "loop")
        os.mkfifo(root / "pipe")
        (root / "latin.ts").write_bytes(b"\xe9")
        (root / "nul.ts").write_bytes(b"a\0b")
        (root / "large.ts").write_bytes(b"x" * 1_000_000)
        (root / "twice.ts").hardlink_to(tmp_path / "outside.ts")
        (root / ".git/config").write_text("x")
        (root / ".Git/config").write_text("x")
        with pytest.raises(Untouchable, match=why):
            Workspace(root).source(name)

    def test_that_were_changed_meanwhile_are_left(self, tmp_path: Path) -> None:
        path = tmp_path / "a.ts"
        path.write_text("one")
        source = Workspace(tmp_path).source("a.ts")
        path.write_text("two")
        with pytest.raises(Untouchable, match="meanwhile"):
            Workspace(tmp_path).change(source, b"three")
        assert path.read_text() == "two"

    @pytest.mark.parametrize(
        ("met", "left", "said"),
        [
            ("a\n\nc\n", "a\nb\n\nc\n", ""),
            ("a\nb\n\nc\n", "a\nb\n\nc\n", ""),
            ("a\n\nc\nd", "a\nb\n\nc\nd", "only the edit"),
            ("new\na\n\nc\n", "new\na\nb\n\nc\n", "only the edit"),
            ("x\n\nc\n", "x\n\nc\n", "left as it is"),
            ("a\nb\n\nc\nd", "a\nb\n\nc\nd", "left as it is"),
            ("", "", "left as it is"),
        ],
    )
    def test_only_the_own_edit_is_taken_back(
        self, met: str, left: str, said: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "a.ts"
        path.write_text("a\nb\n\nc\n")
        space = Workspace(tmp_path.resolve())
        source = space.source("a.ts")
        space.change(source, b"a\n\nc\n")
        path.write_text(met)
        told = space.restore(source, b"a\n\nc\n")
        assert path.read_text() == left
        assert said in told if said else not told

    def test_a_file_that_somebody_deletes_stays_deleted(self, tmp_path: Path) -> None:
        path = tmp_path / "a.ts"
        path.write_text("one")
        space = Workspace(tmp_path.resolve())
        source = space.source("a.ts")
        space.change(source, b"two")
        path.unlink()
        assert "it is gone" in space.restore(source, b"two")
        assert not path.exists()

    @pytest.mark.timeout(20)
    @pytest.mark.parametrize("act", ["folder", "link", "pipe"])
    def test_nothing_outside_is_written_whatever_the_tool_puts_there(
        self, act: str, tmp_path: Path
    ) -> None:
        root, outside = (tmp_path / "app").resolve(), tmp_path / "outside"
        for folder in (root / "src", outside):
            folder.mkdir(parents=True)
        (outside / "a.ts").write_text("two")
        path = root / "src/a.ts"
        path.write_text("one")
        space = Workspace(root)
        source = space.source("src/a.ts")
        space.change(source, b"two")
        changed = space.source("src/a.ts")
        if act == "folder":
            path.parent.rename(root / "old")
            (root / "src").symlink_to(outside)
        else:
            path.unlink()
            path.hardlink_to(outside / "a.ts") if act == "link" else os.mkfifo(path)
        with pytest.raises(Untouchable):
            space.change(changed, b"three")
        with pytest.raises(NotRestored, match="It lies in"):
            space.restore(source, b"two")
        assert (outside / "a.ts").read_text() == "two"
        assert (space.backup / "src/a.ts").read_text() == "one"

    def test_keep_their_mode_and_never_their_second(self, tmp_path: Path) -> None:
        path = tmp_path / "a.py"
        path.write_text("one")
        path.chmod(0o751)
        space = Workspace(tmp_path.resolve())
        source = space.source("a.py")
        space.change(source, b"two")
        changed = int(path.stat().st_mtime)
        space.restore(source, b"two")
        assert path.stat().st_mode & 0o777 == 0o751
        assert int(path.stat().st_mtime) > changed


class TestRuns:
    def test_end_with_the_tools_code_and_without_our_key(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LEVEL0_KEY", "secret")
        script = "import os, sys; sys.exit(7 if 'LEVEL0_KEY' not in os.environ else 1)"
        done = run([sys.executable, "-c", script], tmp_path, lambda seconds: None)
        assert (done.code, done.found) == (7, Diagnostics())

    def test_need_no_shell(self, tmp_path: Path) -> None:
        run([sys.executable, "-c", "", "; touch made"], tmp_path, lambda seconds: None)
        assert list(tmp_path.iterdir()) == []

    def test_end_in_time_with_all_that_they_started(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(workspace, "TOLD_EVERY", 0.5)
        seconds: list[float] = []
        script = "import subprocess; subprocess.run(['sleep', '600'])"
        done = run([sys.executable, "-c", script], tmp_path, seconds.append, 1.5)
        assert done.code == STOPPED
        assert seconds


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"SSH-2.0-OpenSSH_9\r\n", "does not answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", "does not answer"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n<html>\r\n",
            "answered 200, and not as this",
        ),
        (
            b"HTTP/1.1 404 Not Found\r\nContent-Length: 8\r\n\r\n<html>\r\n",
            r"answered 404, and not as this service answers\. --url is the address",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", "is not this service"),
        (b"HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n[]", "answered 500, and not as this"),
        (b"HTTP/1.1 301 Moved\r\nLocation: https://x/\r\n\r\n", "sends on to https://x/"),
    ],
)
def test_what_is_no_such_service_is_said(
    answer: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        thread = Thread(target=serve)
        thread.start()
        with pytest.raises(Refused, match=said):
            Remote(f"http://127.0.0.1:{server.getsockname()[1]}", "key").matches(None, [{}])
        thread.join()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x", "127.0.0.1:8000", "http://[::1"])
def test_an_address_is_one_of_http(url: str) -> None:
    with pytest.raises(Refused):
        Remote(url, "key")


def test_a_line_is_one() -> None:
    assert one_line("kept: a at b\nkept: c\x1b\td") == "kept: a at b⟨U+000A⟩kept: c⟨U+001B⟩\td"


def test_what_a_terminal_would_obey_is_not_written() -> None:
    assert plain("a\x1b]0;b\x07\u202ec\tü\n") == "a⟨U+001B⟩]0;b⟨U+0007⟩⟨U+202E⟩c\tü\n"
    assert plain("\ufeffa\u200db\rc\u00a0") == "⟨U+FEFF⟩a⟨U+200D⟩b⟨U+000D⟩c⟨U+00A0⟩"
