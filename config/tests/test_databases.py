"""The databases that are made otherwise than by migrating: restored, or for one run alone."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import dev
from config.tests.databases import MIGRATED, restore, template
from context.models import AntiSlopRule
from errorpatterns.backtest.throwaway import environment
from projects.models import Account
from projects.tests.factories import make_account

MAKE_TABLES = """
import django
django.setup()
from errorpatterns.backtest.throwaway import make_tables
make_tables()
"""
OF_TABLE = {
    "columns": "SELECT name, type, [notnull], dflt_value, pk FROM pragma_table_info(?)",
    "references": "SELECT [table], [from], [to], on_delete FROM pragma_foreign_key_list(?)",
    "indexes": """
        SELECT made.name, [unique], partial, place.name
        FROM pragma_index_list(?) AS made, pragma_index_info(made.name) AS place
        WHERE made.origin = 'c'
        """,
    "constraints": "SELECT [unique], count(*) FROM pragma_index_list(?) WHERE origin != 'c'",
}


@pytest.mark.django_db(transaction=True)
def test_is_what_it_was_when_it_had_been_migrated() -> None:
    shipped = set(AntiSlopRule.objects.values_list("pk", "slug"))
    assert shipped
    make_account()
    AntiSlopRule.objects.all().delete()
    restore()
    assert set(AntiSlopRule.objects.values_list("pk", "slug")) == shipped
    assert not Account.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_may_be_open_elsewhere_when_it_is_restored() -> None:
    with ThreadPoolExecutor(1) as other:
        other.submit(make_account).result()
        restore()
        assert not Account.objects.exists()


def tables(state: Path) -> dict[str, Any]:
    """By table, what it is made of."""
    with closing(sqlite3.connect(state / "db.sqlite3")) as database:
        names = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {
            name: {of: set(database.execute(asked, [name])) for of, asked in OF_TABLE.items()}
            for (name,) in names
            if not name.startswith("sqlite_")
        }


@pytest.mark.once
def test_that_of_one_run_has_the_tables_of_a_migrated_one(tmp_path: Path) -> None:
    command = [sys.executable, "-c", MAKE_TABLES]
    subprocess.run(command, cwd=dev.BASE, env=environment(tmp_path), check=True)
    made, migrated = tables(tmp_path), tables(template(MIGRATED))
    assert migrated.pop("django_migrations")
    assert made == migrated
