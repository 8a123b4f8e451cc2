#!/usr/bin/env python3
"""From a fresh clone to a running installation (`run`), or to a tested one (`test`).

Needs Python 3.11 with pip and a package index; all it makes lies in .venv and var. Progress goes
to stderr; the context, how the pipeline stands and where to go from there, to stdout.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import hashlib
import importlib.util
import io
import json
import os
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.error
import urllib.parse
import urllib.request
import venv
import xml.etree.ElementTree
from collections import Counter, deque
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

try:
    import fcntl
except ImportError:
    sys.exit("dev.py: needs Linux or macOS; on Windows use WSL.")
if sys.version_info < (3, 11):  # noqa: UP036 (whoever has an older one must be able to read this)
    sys.exit(
        f"dev.py: needs Python 3.11 or newer, not {sys.version.split()[0]}: python3.11 dev.py …"
    )

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import FrameType
    from typing import Any

BASE = Path(__file__).resolve().parent
STATE = Path(os.environ.get("STATE_DIR") or BASE / "var").resolve()
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = BASE / "requirements.txt"
TEST_LOCK = BASE / "requirements-test.txt"
DATABASES = ("sqlite", "postgresql")

READY_SECONDS = 60.0
STOP_SECONDS = 15.0
# A proxy that the environment names is for the package index, never for our own server.
local = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Failure(Exception):
    """What went wrong and what to do about it, in words for whoever typed the command."""


def announce(text: str) -> None:
    print(f"          {text}", file=sys.stderr, flush=True)


def report(started: float, done: str) -> None:
    print(f"[{time.monotonic() - started:6.1f} s] {done}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(done: str) -> Iterator[None]:
    """Says what was done and how long it took, if it was."""
    started = time.monotonic()
    yield
    report(started, done)


def shown(path: Path) -> str:
    """The path as one would type it in the repository's folder."""
    return str(path.relative_to(BASE)) if path.is_relative_to(BASE) else str(path)


# What an environment of the caller's would do to a Python that is not his. Without bytecode each
# of the many processes of a run reads all its source anew, in three times the time.
FOREIGN = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONDONTWRITEBYTECODE",
    "VIRTUAL_ENV",
    "DJANGO_SETTINGS_MODULE",
)


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return {**kept, "STATE_DIR": str(STATE), "PYTHONUNBUFFERED": "1", **settings}


def venv_version() -> str:
    """The version of the Python in .venv; empty if there is none that runs."""
    question = [str(PYTHON), "-c", "import sys; print(sys.version)"]
    try:
        answer = subprocess.run(question, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return answer.stdout


def unfinished() -> Path:
    return VENV / "unfinished"


def make_venv() -> None:
    """Makes .venv, anew if an earlier try was cut off or its Python has gone."""
    if venv_version() and not unfinished().exists():
        return
    if VENV.exists():
        announce("the environment in .venv is half made or broken: making it anew")
    with step("made .venv"):
        # Without pip, which takes longer than all the rest and is there outside.
        venv.create(VENV, clear=True, symlinks=True, with_pip=False)


def pip_command() -> list[str]:
    """The pip of the Python that runs this; if it has none, one that is put into .venv."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    made = subprocess.run([PYTHON, "-m", "ensurepip"], capture_output=True, text=True, check=False)
    if made.returncode:
        raise Failure("this Python has no pip (on Debian: apt install python3-pip python3-venv).")
    return [str(PYTHON), "-m", "pip"]


def pip_environment() -> dict[str, str]:
    """The caller's index and certificates are used; where his pip would install to is not."""
    kept = environment(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", PIP_ROOT_USER_ACTION="ignore")
    kept.update(PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")
    for name in ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_CONSTRAINT"):
        kept.pop(name, None)
    return kept


# What pip says, and what it means; the first that fits is told.
PIP_ADVICE = (
    (
        "DO NOT MATCH THE HASHES",
        "a package is not the one that was locked; somebody may have tampered with it. If you know "
        "why it changed, `make lock` locks what is there now.",
    ),
    ("No space left", "the disk is full: make room and run this again."),
    ("Permission denied", f"{VENV} cannot be written: is it somebody else's?"),
    (
        "Retrying|NewConnectionError|No matching distribution",
        "the package index was not reached, or lacks a package: check the network, or name an "
        "index in PIP_INDEX_URL, then run this again.",
    ),
)


def pip_advice(output: str) -> str:
    found = (advice for symptom, advice in PIP_ADVICE if re.search(symptom, output))
    return next(found, "If what pip says does not help: remove .venv and run this again.")


def pip_install(lock: Path) -> int:
    """Installs what is locked and returns how many packages were new."""
    command = [*pip_command(), "install", "--require-hashes", "-r", str(lock)]
    with piped(command, pip_environment()) as pip:
        output = "".join(watched(pip.stdout or ()))
    if pip.returncode:
        tail = "".join(output.splitlines(keepends=True)[-15:])
        raise Failure(f"pip could not install {lock.name}.\n\n{tail}\n{pip_advice(output)}")
    installed = re.search(r"^Successfully installed (.+)$", output, re.MULTILINE)
    return len(installed[1].split()) if installed else 0


def watched(lines: Iterable[str]) -> Iterator[str]:
    """The lines as they come; on a terminal the packages are counted under way."""
    packages = 0
    for line in lines:
        yield line
        packages += line.startswith("Collecting")
        if sys.stderr.isatty() and line.startswith("Collecting"):
            print(f"\r          {packages} packages\r", end="", file=sys.stderr, flush=True)


def piped(command: list[str], env: dict[str, str]) -> subprocess.Popen[str]:
    """Starts a command whose output, both kinds together, is read by us."""
    return subprocess.Popen(
        command,
        cwd=BASE,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=die_with_parent,
    )


def stamp(lock: Path) -> Path:
    return VENV / f"installed-{lock.stem}"


def install(lock: Path) -> None:
    """Brings .venv to what `lock` says, unless it is there already."""
    with one_installing():
        make_venv()
        wanted = {stamp(each): digest(each) for each in covered_by(lock)}
        if any(not has(path, text) for path, text in wanted.items()):
            install_anew(lock)
        for path, text in wanted.items():
            path.write_text(text)


def install_anew(lock: Path) -> None:
    announce(f"installing what {lock.name} locks (the first time it is downloaded)")
    began = time.monotonic()
    unfinished().touch()
    count = pip_install(lock)
    unfinished().unlink()
    report(began, f"installed {count} packages")


def covered_by(lock: Path) -> list[Path]:
    """The tests' lock file holds all that the other one holds."""
    return [LOCK, TEST_LOCK] if lock == TEST_LOCK else [LOCK]


def digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + venv_version().encode()).hexdigest()


def has(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text() == text


@contextlib.contextmanager
def installing_tools() -> Iterator[None]:
    """Installs, beside what is done meanwhile, the tools of Node.js that tests run on small
    programs; where they cannot be had, those tests are skipped, and in CI fail.
    """
    if shutil.which("npm") is None:
        announce("no npm here: what runs tools of Node.js is not tested")
        yield
        return
    command = [str(PYTHON), str(BASE / "samples" / "record.py"), "--install"]
    began = time.monotonic()
    with one_installing():
        installing = piped(command, environment())
        try:
            yield
        finally:
            print(installing.communicate()[0], end="", file=sys.stderr)
    report(began, "looked after the tools of Node.js")


@contextlib.contextmanager
def one_installing() -> Iterator[None]:
    """A second dev.py waits until the first has installed: there is one .venv for all states."""
    folder = BASE / "var"
    folder.mkdir(exist_ok=True, mode=0o700)
    with (folder / "install.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def only_one(port: int) -> Iterator[int]:
    """Holds the state folder and says on which port; fails if another process has either."""
    STATE.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (STATE / "dev.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Failure(
                f"it runs already ({lock.read().strip() or 'starting'}). Stop that one with "
                "Ctrl-C, or start a second one with a STATE_DIR and a --port of its own."
            ) from None
        port = free_port(port)
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, {address(port)}")
        lock.flush()
        yield port


def make_secrets() -> None:
    """Writes STATE/env once and whole: it takes its name when it is complete, if that is free."""
    path = STATE / "env"
    if path.exists() or {"SECRET_KEY", "KEY_PEPPER"} <= os.environ.keys():
        return
    descriptor, made = tempfile.mkstemp(dir=STATE)  # mode 600 from the start
    with os.fdopen(descriptor, "w") as file:
        for name in ("SECRET_KEY", "KEY_PEPPER"):
            file.write(f"{name}={secrets.token_urlsafe(48)}\n")
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(made, path)
    Path(made).unlink()


def read_credentials(state: Path) -> dict[str, str]:
    """What `manage.py setup` and `sample` wrote for people: NAME=value, a line each."""
    path = state / "credentials"
    lines = path.read_text().splitlines() if path.exists() else []
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def manage(*arguments: str) -> None:
    command = [str(PYTHON), str(BASE / "manage.py"), *arguments]
    finished = subprocess.run(command, cwd=BASE, env=environment(), stdout=sys.stderr, check=False)
    if finished.returncode:
        raise Failure(
            f"`manage.py {' '.join(arguments)}` failed; what it said is above. Without the folder "
            f"{shown(STATE)} it starts afresh, and without its data."
        )


def address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def free_port(wanted: int) -> int:
    """The port wanted, or any free one for 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError as error:
            raise Failure(
                f"port {wanted} cannot be had ({error.strerror}): choose another with --port."
            ) from None
        port: int = probe.getsockname()[1]
        return port


def ask(url: str, **headers: str) -> tuple[int, str]:
    """Status and text of the answer; status 0 and the reason if there is none."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with local.open(urllib.request.Request(url, headers=named), timeout=30) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except OSError as error:
        return 0, str(error)


def die_with_parent() -> None:
    """Asks Linux to end this process when its parent is gone, even if that was killed."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


class Child:
    """A process in a session of its own: Ctrl-C reaches it through us, its children go with it."""

    def __init__(self, name: str, command: Sequence[str], env: dict[str, str]) -> None:
        self.name = name
        self.log = Path(env["STATE_DIR"]) / "log" / f"{name}.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command,
                cwd=BASE,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def check(self) -> None:
        """Raises if the process has ended by itself, with the last it wrote."""
        code = self.process.poll()
        if code is not None:
            raise Failure(f"the {self.name} ended by itself (exit code {code}). {self.tail()}")

    def tail(self) -> str:
        with self.log.open(errors="replace") as log:
            end = "".join(deque(log, maxlen=20))
        return f"The end of {shown(self.log)}:\n\n{end}"

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def web_command(python: str, port: int) -> list[str]:
    options = {
        "--bind": f"127.0.0.1:{port}",
        "--worker-class": "gthread",
        "--workers": "2",
        "--threads": "8",
        "--graceful-timeout": "5",
        "--access-logfile": "-",
    }
    flat = [part for option in options.items() for part in option]
    # Imported once, not by each of its processes, which takes seconds.
    return [python, "-m", "gunicorn", "config.wsgi", "--preload", "--no-control-socket", *flat]


def worker_command(python: str) -> list[str]:
    # There are no others to look for, which would take a second at each start.
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    options = ["--beat", "--concurrency", "1", "--loglevel", "INFO", *alone]
    return [python, "-m", "celery", "-A", "config", "worker", *options]


def alive(status: int, text: str, seconds: float) -> bool:
    """Whether /health/ready answered so, and worker and beat were heard since they were started."""
    if status != 200:
        return False
    ages = json.loads(text)
    return all(ages[name] is not None and ages[name] < seconds for name in ("worker", "beat"))


class Installation:
    """The web server and the worker with beat over the state folder that `env` names."""

    def __init__(self, port: int, env: dict[str, str], python: str = str(PYTHON)) -> None:
        self.port = port
        self.url = address(port)
        self.env = env
        self.python = python
        self.children: list[Child] = []

    def start(self) -> None:
        web, worker = web_command(self.python, self.port), worker_command(self.python)
        for name, command in (("web", web), ("worker", worker)):
            self.children.append(Child(name, command, self.env))

    def check(self) -> None:
        for child in self.children:
            child.check()

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> None:
        """Returns when all three have shown life; fails if not in time, or if a process ended."""
        began = time.monotonic()
        status, text = 0, ""
        while not alive(status, text, time.monotonic() - began):
            self.check()
            if time.monotonic() - began > seconds:
                raise Failure(
                    f"not ready after {seconds:.0f} s: {status} {text}; see {self.logs()}"
                )
            time.sleep(0.1)
            status, text = ask(f"{self.url}/health/ready")

    def logs(self) -> str:
        return " and ".join(shown(child.log) for child in self.children)

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Asks all to end, waits so long at most, kills what is left; Ctrl-C kills at once."""
        deadline = time.monotonic() + seconds
        try:
            for child in self.children:
                child.process.terminate()
            for child in self.children:
                child.process.wait(max(0.0, deadline - time.monotonic()))
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            announce("killing what has not stopped")
        finally:
            for child in self.children:
                child.kill()
            self.children = []


@contextlib.contextmanager
def started(installation: Installation) -> Iterator[None]:
    try:
        with step(f"web server and worker with beat answer on {installation.url}"):
            installation.start()
            installation.wait_until_ready()
        yield
    finally:
        with step("stopped web server, worker and beat"):
            installation.stop()


# What the note says when the first start, history and all, is done; it is empty until then.
OVER = "over"


def first_start() -> Path:
    return STATE / "first-start"


def feed_history(url: str) -> None:
    """Feeds the recorded history, after taking out what a try that was cut off had fed."""
    announce("feeding the recorded history (only on the first start; --no-history leaves it out)")
    with step("fed the recorded history and ran every job once"):
        if first_start().exists():
            manage("sample", "--remove")
        first_start().touch()
        manage("sample", "--feed", "--url", url)


# How the end of a first start is laid out.
MARGIN = " " * 16
COUNTS = (
    "error_patterns",
    "learned_patterns",
    "active_strategies",
    "shadow_models",
    "total_learning_events",
)
SOURCE = "{:<22}{:>8}{:>8}{:>10}  {:<21}{}"
CONSUMER = "{:<50}{:<21}{}"


def context_url(url: str, project: str) -> str:
    return f"{url}/api/v1/context/?project={urllib.parse.quote(project, safe='')}"


def show_context(url: str) -> None:
    """Prints the context of the sample project, fetched as the curl line below it does, which of
    its sections say something, and how the pipeline of its account stands.
    """
    known = read_credentials(STATE)
    if "SAMPLE_READ_KEY" not in known:
        announce("no history was fed, so there is no context to show")
        return
    with step("fetched the context of one project of the history, and how its pipeline stands"):
        context = fetch(context_url(url, known["SAMPLE_PROJECT"]), known["SAMPLE_READ_KEY"])
        status = fetch(f"{url}/api/v1/pipeline/status/", known["SAMPLE_READ_KEY"])
    print(context["markdown"])
    print_sections(context)
    print_pipeline(status)


def fetch(url: str, key: str) -> Any:
    status, text = ask(url, Authorization=f"Bearer {key}", Accept="application/json")
    if status != 200:
        raise Failure(f"{url} was answered {status}: {text}")
    return json.loads(text)


def print_sections(context: dict[str, Any]) -> None:
    items: Counter[str] = Counter()
    for part in sorted(context["sections"], key=lambda part: part["number"]):
        items[part["key"]] += len(part["items"])
    speaking = [f"{key} ({count})" for key, count in items.items() if count]
    silent = [key for key, count in items.items() if not count]
    tokens = f"{context['tokens']} tokens ({context['tokenizer']})"
    print(f"Sections        {len(speaking)} of {len(items)} say something, in {tokens}")
    print_wrapped(", ".join(speaking))
    if silent:
        print(f"Silent          {', '.join(silent)}")


def print_wrapped(text: str) -> None:
    print(textwrap.fill(text, 100, initial_indent=MARGIN, subsequent_indent=MARGIN))


def print_pipeline(status: dict[str, Any]) -> None:
    """The counts, what each source has and when it was fed and served, and what is to be done."""
    counts = ", ".join(f"{name.replace('_', ' ')} {status[name]}" for name in COUNTS)
    print(f"Pipeline        {counts}\n")
    print(SOURCE.format("source", "items", "active", "proposed", "last fed", "last served"))
    for each in status["sources"]:
        numbers = (each[name] for name in ("items", "active", "proposed"))
        times = (shown_time(each[name]) for name in ("last_fed_at", "last_served_at"))
        print(SOURCE.format(each["key"], *numbers, *times))
    print()
    print(CONSUMER.format("consumer", "last context", "last outcome"))
    for each in status["consumers"]:
        times = (shown_time(each[name]) for name in ("last_context_at", "last_outcome_at"))
        print(CONSUMER.format(each["name"] or "(no name)", *times))
    print()
    for warning in pipeline_warnings(status):
        print(f"Warning         {warning}")


def pipeline_warnings(status: dict[str, Any]) -> Iterator[str]:
    """Of all, then of each source and consumer with its name."""
    yield from status["warnings"]
    for each in (*status["sources"], *status["consumers"]):
        name = each.get("key") or each.get("name") or "(no name)"
        yield from (f"{name}: {warning}" for warning in each["warnings"])


def shown_time(time: str | None) -> str:
    """`2026-11-24T01:53:20.123456Z` to the second; what never was, is a dash."""
    return time[:19].replace("T", " ") if time else "-"


def show_where(url: str) -> None:
    path = shown(STATE / "credentials")
    print(f"Admin           {url}/admin/")
    print(f"Password, keys  {path}  (readable by you alone)")
    known = read_credentials(STATE)
    if "SAMPLE_READ_KEY" in known:
        key = f"$(sed -n 's/^SAMPLE_READ_KEY=//p' {shlex.quote(path)})"
        target = context_url(url, known["SAMPLE_PROJECT"])
        print("This context    ", end="")
        print(f"curl -s -H \"Authorization: Bearer {key}\" -H 'Accept: text/markdown' '{target}'")
    sys.stdout.flush()


def wait(installation: Installation) -> None:
    announce("running; Ctrl-C stops it")
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            installation.check()
            time.sleep(0.5)


def run(options: argparse.Namespace) -> int:
    began = time.monotonic()
    with only_one(options.port) as port:
        install(LOCK)
        make_secrets()
        with step("migrated, seeded, collected the static files, made account, key and login"):
            manage("setup")
        installation = Installation(port, environment())
        with started(installation):
            present(installation.url, options, began)
            if not options.once:
                wait(installation)
    return 0


def present(url: str, options: argparse.Namespace, began: float) -> None:
    first = not has(first_start(), OVER)
    if first and not options.no_history:
        feed_history(url)
    if first or options.once:
        show_context(url)
        report(began, "in all")
    show_where(url)
    first_start().write_text(OVER)


CHECKS: dict[str, dict[str, list[str]]] = {
    "lint": {
        "ruff check": ["ruff", "check", "."],
        "ruff format": ["ruff", "format", "--check", "."],
        "mypy": ["mypy", "."],
        "import-linter": ["lint-imports"],
    },
    "check": {
        "manage.py check": ["python", "manage.py", "check", "--fail-level", "WARNING"],
        # With --check it writes none.
        "manage.py makemigrations": ["python", "manage.py", "makemigrations", "--check"],
    },
}


@contextlib.contextmanager
def throwaway_state() -> Iterator[dict[str, str]]:
    """An environment with an empty state folder, so that no check reads an installation's."""
    made_up = dict.fromkeys(("SECRET_KEY", "KEY_PEPPER"), "only for checks")
    with tempfile.TemporaryDirectory(prefix="dev-") as folder:
        here = {"STATE_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
        yield environment(**here, **made_up, ENV_FILE=os.devnull, REDIS_URL="")


def check(*groups: str) -> Counter[str]:
    """Runs the checks beside each other and prints what those that failed have said."""
    commands = {name: command for group in groups for name, command in CHECKS[group].items()}
    began = time.monotonic()
    with throwaway_state() as env:
        running = {
            name: piped([str(VENV / "bin" / tool), *options], env)
            for name, (tool, *options) in commands.items()
        }
        return Counter(verdict(name, process, began) for name, process in running.items())


def verdict(name: str, process: subprocess.Popen[str], began: float) -> str:
    output, _ = process.communicate()
    found = "failed" if process.returncode else "passed"
    if process.returncode:
        print(output, file=sys.stderr)
    report(began, f"{name} {found}")
    return found


def suite(database: str, arguments: Sequence[str]) -> Counter[str]:
    """Runs the tests on one database and counts them by how they ended."""
    announce(f"running the tests on {database}")
    with tempfile.TemporaryDirectory(prefix="dev-") as folder:
        results = Path(folder) / "results.xml"
        # One more than cores: some tests wait for a worker or a beat. Files in the order that the
        # tests have; xdist would begin last those of few tests, which take longest.
        workers = ["-n", str((os.cpu_count() or 1) + 1), "--dist", "loadfile"]
        workers += ["--no-loadscope-reorder", "--durations=30"]
        command = [str(PYTHON), "-m", "pytest", *workers, f"--junitxml={results}", *arguments]
        env = environment(TEST_DATABASE=database, TEST_BY_TURNS="yes")
        del env["STATE_DIR"]  # the tests make one of their own
        with step(f"ran the tests on {database}"):
            finished = subprocess.run(command, cwd=BASE, env=env, check=False)
        count = counted(results)
    # A run that broke off, or found nothing to run, has failed whatever it counted.
    if finished.returncode and not count["failed"]:
        count["failed"] += 1
    return count


def counted(results: Path) -> Counter[str]:
    count: Counter[str] = Counter()
    if results.exists():
        for found in xml.etree.ElementTree.parse(results).iter("testsuite"):  # noqa: S314
            failed = int(found.get("failures", 0)) + int(found.get("errors", 0))
            skipped = int(found.get("skipped", 0))
            passed = int(found.get("tests", 0)) - failed - skipped
            count.update(passed=passed, failed=failed, skipped=skipped)
    return count


def test(options: argparse.Namespace) -> int:
    install(TEST_LOCK)
    with installing_tools():
        count = Counter[str]() if options.arguments else check("lint", "check")
    for database in DATABASES:
        count += suite(database, options.arguments)
    print(f"{count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped")
    return 1 if count["failed"] else 0


def only_check(options: argparse.Namespace) -> int:
    install(TEST_LOCK)
    return 1 if check(options.command)["failed"] else 0


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    add_run(commands.add_parser("run", help="install, set up and start; Ctrl-C stops it"))
    testing = commands.add_parser("test", help="run checks and tests, on SQLite and PostgreSQL")
    testing.add_argument(
        "arguments", nargs=argparse.REMAINDER, help="for pytest; with any, the checks are left out"
    )
    testing.set_defaults(call=test)
    for group, tools in CHECKS.items():
        commands.add_parser(group, help=", ".join(tools)).set_defaults(call=only_check)
    return parser


def add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int, default=8000, help="on 127.0.0.1 (default 8000; 0 is any that is free)"
    )
    parser.add_argument(
        "--no-history", action="store_true", help="feed no recorded history on the first start"
    )
    parser.add_argument("--once", action="store_true", help="do it all, print, stop")
    parser.set_defaults(call=run)


def interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def main(argv: Sequence[str] | None = None) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # as stderr is by itself
    options = arguments().parse_args(argv)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    call: Callable[[argparse.Namespace], int] = options.call
    try:
        return call(options)
    except Failure as failure:
        print(f"\ndev.py: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read stdout (`| head`) has had enough; what is left unwritten goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
