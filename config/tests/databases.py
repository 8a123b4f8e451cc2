"""Databases as an installation has them, made once for all processes of the tests and then copied.

To migrate or to set up takes seconds. With each goes the state folder of its installation.
"""

import fcntl
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.db import connection, connections
from environ import Env
from psycopg.sql import SQL, Identifier

import dev
from config.tests.servers import DATABASE, WORKER, throwaway_folder

MIGRATED, SET_UP = "migrated", "set-up"
# The name of the database of this process.
OURS = f"test_{WORKER}"
# What `manage.py` makes it by, and of which other one.
MADE_BY = {MIGRATED: ("migrate", ""), SET_UP: ("setup", MIGRATED)}


def manage(env: Mapping[str, str], *arguments: str) -> str:
    """What `manage.py` prints when called so; fails with what it said if it does."""
    command = [sys.executable, str(dev.BASE / "manage.py"), *arguments]
    done = subprocess.run(
        command, cwd=dev.BASE, env=env, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, f"manage.py {' '.join(arguments)}: {done.stderr}"
    return done.stdout


def template(kind: str) -> Path:
    """The state folder of an installation that was brought so far and never started."""
    folder = Path(os.environ["TEST_TEMPLATES"], kind)
    with folder.with_suffix(".lock").open("a+") as note:
        fcntl.flock(note, fcntl.LOCK_EX)
        if not note.seek(0, os.SEEK_END):
            command, earlier = MADE_BY[kind]
            url = copied(earlier, folder, kind)
            env = {"STATE_DIR": str(folder), "DATABASE_URL": url, "REDIS_URL": ""}
            manage(os.environ | env, command)
            note.write("made")
    return folder


def copied(kind: str, folder: Path, name: str) -> str:
    """Makes a copy of the state in `folder` and of the database under `name`, which with SQLite is
    a file in there, and returns its address; both are empty for no kind.
    """
    folder.mkdir(exist_ok=True)
    if kind:
        shutil.copytree(template(kind), folder, dirs_exist_ok=True)
    if DATABASE == "sqlite":
        return f"sqlite:///{folder}/db.sqlite3"
    execute("CREATE DATABASE {} TEMPLATE {}", name, kind or "template1")
    return address(name)


def take_database() -> None:
    """Makes the database of this process, of one that was just migrated, and has Django use it."""
    url = copied(MIGRATED, throwaway_folder(), OURS)
    connection.settings_dict["NAME"] = Env.db_url_config(url)["NAME"]


def restore() -> None:
    """Makes the database of this process again what it was when it was taken."""
    connections.close_all()
    if DATABASE == "sqlite":
        # Into the file that is there: threads of the test may still have it open.
        with (
            closing(sqlite3.connect(template(MIGRATED) / "db.sqlite3")) as source,
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as target,
        ):
            source.backup(target)
    else:
        execute("DROP DATABASE {} WITH (FORCE)", OURS)
        execute("CREATE DATABASE {} TEMPLATE {}", OURS, MIGRATED)


@contextmanager
def own_database(folder: str) -> Iterator[str]:
    """Fills the folder with the state, and yields the address of the database, of one that was
    just set up.
    """
    name = f"live_{secrets.token_hex(6)}"
    try:
        yield copied(SET_UP, Path(folder), name)
    finally:
        if DATABASE != "sqlite":
            execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def address(name: str) -> str:
    """Of a database on the tests' server."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def execute(statement: str, *names: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(SQL(statement).format(*map(Identifier, names)))
