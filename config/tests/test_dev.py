"""`dev.py`, by its parts and as the processes that somebody starts by hand."""

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest

import dev
from config.tests.databases import SET_UP, template

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# It starts a database and a broker of its own, whatever the tests run on.
pytestmark = [pytest.mark.once, pytest.mark.timeout(300)]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("SECRET_KEY", "KEY_PEPPER"):
        monkeypatch.delenv(name)
    monkeypatch.setattr(dev, "STATE", tmp_path)
    return tmp_path


@pytest.fixture
def fake_venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """An empty environment and lock files of its own; what pip is asked to install is returned."""
    asked: list[Path] = []

    def pip_install(lock: Path) -> int:
        asked.append(lock)
        return 0

    monkeypatch.setattr(dev, "BASE", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(dev, "pip_install", pip_install)
    for name in ("LOCK", "TEST_LOCK"):
        monkeypatch.setattr(dev, name, tmp_path / f"{name}.txt")
        getattr(dev, name).write_text("django==5.2")
    return asked


def test_secrets_are_for_the_owner_alone(state: Path) -> None:
    dev.make_secrets()
    assert stat.S_IMODE((state / "env").stat().st_mode) == 0o600
    names = [line.split("=")[0] for line in (state / "env").read_text().splitlines()]
    assert names == ["SECRET_KEY", "KEY_PEPPER"]


def test_secrets_are_made_once_and_whole_even_by_several_at_once(state: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for made in [pool.submit(dev.make_secrets) for _ in range(8)]:
            made.result()
    first = (state / "env").read_text()
    dev.make_secrets()
    assert (state / "env").read_text() == first
    assert first.count("\n") == 2
    assert [path.name for path in state.iterdir()] == ["env"]


def test_secrets_of_the_environment_are_left_to_it(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "theirs")
    monkeypatch.setenv("KEY_PEPPER", "theirs")
    dev.make_secrets()
    assert not (state / "env").exists()


def test_packages_are_installed_when_the_lock_has_changed_and_not_again(
    fake_venv: list[Path],
) -> None:
    dev.install(dev.LOCK)
    dev.install(dev.LOCK)
    assert fake_venv == [dev.LOCK]
    dev.LOCK.write_text("django==5.2.1")
    dev.install(dev.LOCK)
    assert fake_venv == [dev.LOCK, dev.LOCK]


def test_what_is_installed_for_the_tests_is_enough_to_run(fake_venv: list[Path]) -> None:
    dev.install(dev.TEST_LOCK)
    dev.install(dev.LOCK)
    assert fake_venv == [dev.TEST_LOCK]


def test_the_lock_of_the_tests_holds_all_that_runs() -> None:
    pin = re.compile(r"^\S+==.*(?:\n {4}--hash=\S+(?: \\)?)+", re.MULTILINE)
    run, tests = (set(pin.findall(lock.read_text())) for lock in (dev.LOCK, dev.TEST_LOCK))
    assert run
    assert run <= tests


@pytest.mark.parametrize("lock", [dev.LOCK, dev.TEST_LOCK])
def test_a_lock_file_names_no_place_to_download_from(lock: Path) -> None:
    assert "://" not in lock.read_text()
    assert "index" not in lock.read_text()


def test_an_environment_left_half_installed_is_made_anew(fake_venv: list[Path]) -> None:
    dev.install(dev.LOCK)
    dev.unfinished().touch()
    leftover = dev.VENV / "leftover"
    leftover.touch()
    dev.install(dev.LOCK)
    assert fake_venv == [dev.LOCK, dev.LOCK]
    assert not leftover.exists()
    assert not dev.unfinished().exists()


def test_an_environment_whose_python_has_gone_is_made_anew(fake_venv: list[Path]) -> None:
    dev.install(dev.LOCK)
    dev.PYTHON.unlink()
    dev.install(dev.LOCK)
    assert fake_venv == [dev.LOCK, dev.LOCK]
    assert dev.venv_version()


def test_without_npm_it_says_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with dev.installing_tools():
        meanwhile = capsys.readouterr().err
    assert "no npm here" in meanwhile


def test_without_an_index_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The tests' own environment has no pip, and needs nothing.
    venv.create(tmp_path, with_pip=False, symlinks=True)
    outer_pip = ["python3", "-m", "pip", "--python", str(tmp_path / "bin" / "python")]
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        port = nobody_listens.getsockname()[1]
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{port}/simple")
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_RETRIES", "0")
        monkeypatch.setattr(dev, "pip_command", lambda: outer_pip)
        with pytest.raises(dev.Failure, match="check the network"):
            dev.pip_install(dev.LOCK)


def test_a_port_that_is_taken_is_told(state: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(dev.Failure, match=rf"port {port} .* --port"), dev.only_one(port):
            pass


@dataclass
class Run:
    """A `dev.py run` of ours: its process, and what it printed up to the last line it promises."""

    process: subprocess.Popen[str]
    stdout: str
    url: str


def start(home: Path, *options: str) -> subprocess.Popen[str]:
    # What a stranger's shell has, and a state folder, so that the tests leave the clone's alone.
    env = {"HOME": str(home), "PATH": os.environ["PATH"], "STATE_DIR": str(home / "var")}
    return subprocess.Popen(
        [sys.executable, str(dev.BASE / "dev.py"), "run", "--port", "0", *options],
        env=env,
        cwd=dev.BASE,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def read_until(lines: IO[str] | None, sign: str) -> str:
    """What comes up to the first line with `sign` in it, that line too."""
    assert lines is not None
    read = []
    for line in lines:
        read.append(line)
        if sign in line:
            break
    return "".join(read)


@contextmanager
def started(home: Path, last: str, *options: str) -> Iterator[Run]:
    """A run that has printed the line with `last` in it, killed at the end if it still runs."""
    process = start(home, *options)
    try:
        stdout = read_until(process.stdout, last)
        found = re.search(r"(http://\S+)/admin/", stdout)
        assert found, stdout + process.communicate()[1]
        yield Run(process, stdout, found[1])
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where all is set up and nothing was started yet."""
    shutil.copytree(template(SET_UP), tmp_path / "var")
    return tmp_path


def answers(url: str) -> bool:
    status, _ = dev.ask(f"{url}/health/live")
    return status == 200


def test_run_answers_alone_and_tells_no_secret_until_it_is_ended(home: Path) -> None:
    with started(home, "Password, keys", "--no-history") as run:
        assert answers(run.url)
        path = home / "var" / "credentials"
        assert str(path) in run.stdout
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        secrets = dev.read_credentials(home / "var")
        assert secrets.keys() == {"LOCAL_KEY", "ADMIN_USER", "ADMIN_PASSWORD"}
        for name in ("LOCAL_KEY", "ADMIN_PASSWORD"):
            assert secrets[name] not in run.stdout
        refuses_a_second(run, home)
        run.process.terminate()
        run.process.communicate(timeout=60)
        assert run.process.returncode == 0
        assert not answers(run.url)


def refuses_a_second(first: Run, home: Path) -> None:
    """A second run over the same state says so and ends, and the first goes on."""
    second = start(home)
    _, stderr = second.communicate(timeout=60)
    assert second.returncode == 1
    assert f"it runs already (process {first.process.pid}, {first.url})" in stderr
    assert answers(first.url)


def test_the_first_start_feeds_the_history_and_leads_to_the_first_approval(
    tmp_path: Path, launched_browser: "Browser"
) -> None:
    cut_off = start(tmp_path)
    read_until(cut_off.stderr, " steps")
    cut_off.send_signal(signal.SIGINT)
    cut_off.communicate(timeout=60)
    assert cut_off.returncode == 130
    with started(tmp_path, "curl ") as run:
        shown, curl = re.split(r"^Admin .*\nPassword.*\nThis context *", run.stdout, flags=re.M)
        context, pipeline = re.split(r"^(?=Sections +\d)", shown, flags=re.M)
        speaking = re.match(r"Sections +(\d+) of (\d+) say something", pipeline)
        assert speaking
        assert speaking[1] == speaking[2] == "17"
        assert re.search(r"^Pipeline +error patterns \d+, learned patterns [1-9]", pipeline, re.M)
        assert not re.search(r"^Warning .*Nothing feeds", pipeline, re.M)
        fetched = subprocess.run(
            ["/bin/bash", "-c", curl], cwd=dev.BASE, text=True, capture_output=True, check=True
        )
        assert fetched.stdout.strip() == context.strip()
        stops_when_a_process_ends_by_itself(run)
    with started(tmp_path, "curl ") as second:
        assert second.stdout.startswith("Admin")
        assert dev.ask(f"{second.url}/health/ready")[0] == 200
        approve_first(launched_browser, second.url, dev.read_credentials(tmp_path / "var"))
        if sys.platform == "linux":
            takes_its_children_along(second)


def approve_first(browser: "Browser", url: str, known: Mapping[str, str]) -> None:
    """The steps of docs/curation.md, from the login to the first approval."""
    steps = (dev.BASE / "docs/curation.md").read_text().partition("## Home")[0]
    line, button, done = re.findall(r"\*\*([^*]+)\*\*", steps)
    page = browser.new_page()
    page.goto(f"{url}/admin/")
    page.fill("#id_username", known["ADMIN_USER"])
    page.fill("#id_password", known["ADMIN_PASSWORD"])
    page.click("button[type=submit]")
    page.get_by_role("link", name=line.removeprefix("items ")).first.click()
    page.get_by_role("link", name=button).click()
    item = page.locator("#item-name").inner_text()
    listens = "#review[data-keys]"
    page.wait_for_selector(listens)
    page.keyboard.press("a")
    page.keyboard.press("1")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_text(done).wait_for()
    assert page.locator("#item-name").inner_text() != item
    page.wait_for_selector(listens)
    with page.expect_navigation():
        page.keyboard.press("u")
    assert page.locator("#item-name").inner_text() == item
    page.close()


def stops_when_a_process_ends_by_itself(run: Run) -> None:
    """And says why."""
    for worker in children(run.process.pid, "celery"):
        os.kill(worker, signal.SIGKILL)
    _, stderr = run.process.communicate(timeout=60)
    assert run.process.returncode == 1
    assert "the worker ended by itself (exit code -9)" in stderr
    assert "INFO/" in stderr  # the tail of its log
    assert not answers(run.url)


def takes_its_children_along(run: Run) -> None:
    """Killed outright; only Linux tells children of a parent's death."""
    below = children(run.process.pid)
    assert below
    run.process.kill()
    run.process.wait()
    deadline = time.monotonic() + 30
    while any(alive(child) for child in below):
        assert time.monotonic() < deadline, "still there after 30 s"
        time.sleep(0.1)


def children(parent: int, named: str = "") -> list[int]:
    """The processes that `parent` started, those with `named` in their command line."""
    below = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(pid) for pid in below if named in Path(f"/proc/{pid}/cmdline").read_text()]


def alive(pid: int) -> bool:
    stat_file = Path(f"/proc/{pid}/stat")
    return stat_file.exists() and stat_file.read_text().rpartition(")")[2].split()[0] != "Z"
