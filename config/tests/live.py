"""The whole installation as processes of its own, for tests of what only they together do."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import psycopg
import redis
from psycopg.sql import SQL, Identifier

import dev
from config.tests.servers import DATABASE, answered, take_redis

T = TypeVar("T")


class Live:
    """A web server and a worker with beat, as `dev.py run` starts them, over a database of its own.

    `url` is where it answers, `env` the environment of its processes, `credentials` what
    `manage.py setup` made (admin login and keys).
    """

    def __init__(self, state: Path, database_url: str, redis_url: str) -> None:
        self.state = state
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
        """What `manage.py` prints when called so; fails with what it said if it does."""
        command = [sys.executable, str(dev.BASE / "manage.py"), *arguments]
        done = subprocess.run(
            command, cwd=dev.BASE, env=self.env, text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}: {done.stderr}"
        return done.stdout

    def start(self) -> None:
        self.installation.start()
        self.installation.wait_until_ready()

    def stop(self) -> None:
        self.installation.stop()

    def restart(self) -> None:
        self.stop()
        self.start()

    def wait_for(self, found: Callable[[], T], seconds: float = 60) -> T:
        """The first true answer, asked for ten times a second; fails if there is none in time."""
        deadline = time.monotonic() + seconds
        while not (answer := found()):
            self.installation.check()
            assert time.monotonic() < deadline, f"nothing in {seconds} s; {self.logs()}"
            time.sleep(0.1)
        return answer

    def logs(self) -> str:
        """The last that each process wrote."""
        return "\n".join(child.tail() for child in self.installation.children)


@contextmanager
def live_installation() -> Iterator[Live]:
    """An installation of its own, migrated and set up, running until the end of the block."""
    with tempfile.TemporaryDirectory(prefix="live-") as folder, own_database(folder) as database:
        live = Live(Path(folder), database, own_redis())
        live.manage("setup")
        try:
            live.start()
            yield live
            note_answers(live)
        finally:
            live.stop()


def note_answers(live: Live) -> None:
    """Notes for the summary which of the processes were seen to work."""
    status, text = dev.ask(f"{live.url}/health/ready")
    if status == 200:
        answered("Web server")
        for name in ("worker", "beat"):
            if json.loads(text)[name] is not None:
                answered(f"Celery {name}")


@contextmanager
def own_database(folder: str) -> Iterator[str]:
    if DATABASE == "sqlite":
        yield f"sqlite:///{folder}/db.sqlite3"
        return
    server = os.environ["DATABASE_URL"]
    name = f"live_{secrets.token_hex(6)}"
    execute(server, "CREATE DATABASE {}", name)
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        execute(server, "DROP DATABASE {} WITH (FORCE)", name)


def execute(server: str, statement: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL(statement).format(Identifier(name)))


def own_redis() -> str:
    """The URL of an empty Redis database; empty where the tests run without Redis."""
    url = take_redis()
    if url:
        with redis.Redis.from_url(url) as client:
            client.flushdb()
    return url
