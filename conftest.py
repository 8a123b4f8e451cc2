"""Fixtures for the tests of every app."""

import os
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db import connections, transaction
from django.test import TransactionTestCase
from hypothesis import settings

from config.tests.databases import SET_UP, restore, take_database, template
from config.tests.live import Live, live_installation
from config.tests.servers import browser
from context import builds, snapshot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django import DjangoDbBlocker

# Ours is the only page it is to load; without these it asks its maker for news at every start.
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# How long an example takes is the machine's matter: on a busy one any takes 200 ms.
settings.register_profile("suite", settings(), deadline=None)
settings.load_profile("suite")


def forget() -> None:
    """What a process keeps of its database is of another one in each test."""
    snapshot.forget()
    builds.tally.forget()
    cache.clear()


def pytest_sessionstart(session: pytest.Session) -> None:
    if session.config.getoption("numprocesses", None):
        # One process makes what all wait for, while they collect the tests.
        threading.Thread(target=template, args=[SET_UP], daemon=True).start()


@pytest.fixture(autouse=True)
def remembered() -> None:
    forget()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None) -> Iterator[None]:
    """The database of each process is a copy of one that was migrated for all."""
    take_database()
    with pytest.MonkeyPatch.context() as patch:
        # Else it would be emptied, and all that is shipped written anew, in seconds.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test_case: restore())
        yield
    forget()


@pytest.fixture(scope="module")
def rows_of_module(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> Iterator[None]:
    """What other fixtures of the module write is there in each of its tests, which leave it as it
    was, and gone after the last: for what takes longer to make than to look at.
    """
    forget()
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """A running installation for one module of tests; over Redis where the tests have one."""
    with live_installation() as installation:
        yield installation


@pytest.fixture(scope="session")
def launched_browser() -> Iterator["Browser"]:
    program = browser()
    if program is None and os.environ.get("CI"):
        pytest.fail("CI needs a browser: .ci/run installs one")
    if program is None:
        pytest.skip("no Chromium in PATH")
    from playwright.sync_api import expect, sync_playwright

    # As long as a click waits for what it presses: five seconds are short on a busy machine.
    expect.set_options(timeout=30_000)
    # Playwright's event loop makes Django take every query of the test for one from a coroutine.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    # From here on Django opens others in this thread; those it has now, whoever forks would share.
    connections.close_all()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=program, chromium_sandbox=False, args=QUIET
        )
        yield launched
        launched.close()
        connections.close_all()


@pytest.fixture
def browser_page(launched_browser: "Browser") -> Iterator["Page"]:
    """A page of Chromium's, with cookies of its own; skipped where there is none, but not in CI."""
    context = launched_browser.new_context()
    yield context.new_page()
    context.close()
