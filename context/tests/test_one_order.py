"""Items are locked first, then generations are raised in one order: nobody waits in a circle.

Somebody holds the one and then wants the other; what is tested waits for the first, and must not
hold the second meanwhile.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from context.learned import weigh
from context.merging import merge
from context.models import Due, Generation, LearnedItem, Lesson, Standing, Status, Tally
from context.pruning import prune
from context.tests.factories import make_item, make_lesson, make_standing
from projects.models import Project
from projects.tests.factories import make_account, make_project

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer, who waits for nobody"
    ),
]

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
LIBRARY, PATTERNS = Generation.Name.LIBRARY, Generation.Name.PATTERNS


@pytest.fixture(autouse=True)
def counters() -> None:
    for name in (LIBRARY, PATTERNS):
        Generation.objects.raise_for(name)


def raise_library() -> None:
    Generation.objects.raise_for(LIBRARY)


@contextmanager
def meeting(act: Callable[[], object], hold: Callable[[], object]) -> Iterator[None]:
    """While `act` waits for what `hold` locks, the body is run by who holds it."""

    def in_thread() -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            hold()
            acting = pool.submit(in_thread)
            until_somebody_waits()
            yield
        acting.result(20)


def until_somebody_waits() -> None:
    patience = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < patience:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("Nobody waits for what is held.")


def test_weighing() -> None:
    """A pattern becomes active for one reason, a strategy for another."""
    account = make_account()
    projects = [make_project(account) for _ in range(4)]
    items = [make_item(due=Due.WEIGHING), make_item(due=Due.WEIGHING, kind="strategy")]
    for item, successes in zip(items, (2, 10), strict=True):
        make_standing(item, account, Status.PROPOSED)
        for project in projects:
            tally(item, project, successes)
    # Nothing but moves is left to be done.
    weigh([item.pk for item in items])
    own = Standing.objects.filter(account=account)
    assert set(own.values_list("status", flat=True)) == {Status.ACTIVE}
    own.update(status=Status.PROPOSED)
    with meeting(lambda: weigh([item.pk for item in items]), raise_library):
        Generation.objects.raise_for(PATTERNS)
    assert set(own.values_list("status", flat=True)) == {Status.ACTIVE}


def tally(item: LearnedItem, project: Project, successes: int) -> None:
    whose = {"account_id": project.account_id, "project": project}
    Tally.objects.create(item=item, source="build", successes=successes, **whose)


def test_pruning() -> None:
    """A strategy fails by its own rule, before the pattern that somebody reports on."""
    account = make_account()
    strategy, pattern = make_item(kind="strategy"), make_item()
    for item in (strategy, pattern):
        make_standing(item, account, Status.ACTIVE, evidence_against=20)
    with meeting(prune, lambda: list(LearnedItem.objects.locked([pattern.pk]))):
        raise_library()
    own = Standing.objects.filter(account=account)
    assert set(own.values_list("status", flat=True)) == {Status.INACTIVE}


def test_erasing() -> None:
    """What was merged into an erased pattern takes its place, and raises that of the patterns."""
    account = make_account()
    one, two = make_project(account), make_project(account)
    survivor, other = make_item(), make_item()
    make_lesson(survivor, one)
    make_lesson(other, two)
    assert merge(survivor.pk, other.pk)
    with meeting(one.erase, raise_library):
        Generation.objects.raise_for(PATTERNS)
    assert Lesson.objects.get().item == other
    assert LearnedItem.objects.get(pk=other.pk).merged_into is None
