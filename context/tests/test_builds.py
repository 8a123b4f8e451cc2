from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import OperationalError, connection

from context import builds
from context.assembly import Options, assemble
from context.base import Found, Subject
from context.builds import Tally, record, tally
from context.ledger import retain
from context.models import BuildItem, BuildServed, ContextBuild, Daily, Served
from context.tests.factories import make_item
from context.tests.stubs import one
from projects.models import Project
from projects.tests.factories import make_account, make_project

pytestmark = pytest.mark.django_db

NOON = datetime(2030, 1, 1, 12, 0, 30, tzinfo=UTC)
ONE_MINUTE = timedelta(minutes=1)


@pytest.fixture
def project() -> Project:
    return make_project()


def serve(project: Project, consumer: str = "agent") -> str:
    context = assemble(Subject(project.account_id, project), Options())
    return record(context, project.account_id, project.id, consumer)


def test_learned_items_are_tied_to_what_was_served(stubbed: Any, project: Project) -> None:
    item = make_item(slug="known")
    stubbed["learned_patterns"] = Found(
        [one("error_pattern:known", item_id=item.pk), one("rule:1")]
    )
    build = ContextBuild.objects.get(pk=serve(project))
    assert dict(build.items.values_list("ref", "item")) == {
        "error_pattern:known": item.pk,
        "rule:1": None,
    }
    assert len(build.pk) == 44
    assert build.template_digest


@pytest.mark.django_db(transaction=True)
def test_an_item_erased_meanwhile_is_stored_without_its_row(stubbed: Any, project: Project) -> None:
    stubbed["learned_patterns"] = Found([one("error_pattern:gone", item_id=uuid4())])
    assert BuildItem.objects.get(build=serve(project)).item is None


def test_served_counts_are_told_by_consumer_and_minute(stubbed: Any, project: Project) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        build = serve(project)
        serve(project)
        serve(project, "other")
        tally.flush()
        serve(project)
        clock.shift(60)
        serve(project)
        tally.flush()
    rows = BuildServed.objects.filter(build=build).order_by("minute", "consumer")
    assert list(rows.values_list("consumer", "minute", "count")) == [
        ("agent", datetime(2030, 1, 1, 12, 0, tzinfo=UTC), 3),
        ("other", datetime(2030, 1, 1, 12, 0, tzinfo=UTC), 1),
        ("agent", datetime(2030, 1, 1, 12, 1, tzinfo=UTC), 1),
    ]


def test_counts_are_told_once_a_minute_by_serving(stubbed: Any, project: Project) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        serve(project)
        serve(project)
        assert not BuildServed.objects.exists()
        clock.shift(60)
        serve(project)
        assert BuildServed.objects.get().count == 2


def test_counts_of_erased_builds_are_passed_over(stubbed: Any, project: Project) -> None:
    kept, gone = serve(project), serve(other := make_project())
    other.delete()
    tally.flush()
    assert list(BuildServed.objects.values_list("build", flat=True)) == [kept]
    assert not ContextBuild.objects.filter(pk=gone).exists()


def test_counts_that_the_database_cannot_take_wait(
    stubbed: Any, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(counts: Any) -> None:
        raise OperationalError("database is locked")

    serve(project)
    for part in ("add_batch", "add_times_batch"):
        with monkeypatch.context() as patched:
            patched.setattr(builds, part, busy)
            tally.flush()
        assert not Served.objects.exists()
    tally.flush()
    assert BuildServed.objects.get().count == 1
    assert Served.objects.get().count == 1


def test_a_new_build_takes_three_queries_and_a_known_one_asks_once(
    stubbed: Any, project: Project, django_assert_num_queries: Any
) -> None:
    stubbed["learned_patterns"] = Found(
        [one(f"error_pattern:{n}", item_id=make_item().pk) for n in range(5)]
    )
    # Whether it is known; then two inserts within a transaction, here a savepoint.
    with django_assert_num_queries(1 + 4):
        serve(project)
    with django_assert_num_queries(1):
        serve(project)


class TestTimes:
    """When an account was served a section, or its consumer a context."""

    def test_are_of_the_sections_that_had_something_to_say(
        self, stubbed: Any, project: Project
    ) -> None:
        stubbed["learned_patterns"] = Found([one("l:1")])
        stubbed["anti_slop"] = ValueError("fails")
        with time_machine.travel(NOON, tick=False) as clock:
            serve(project)
            clock.shift(7)
            stubbed["project_rules"] = Found([one("r:1")])
            stubbed["learned_patterns"] = Found()
            serve(project, "other")
            tally.flush()
        later = NOON + timedelta(seconds=7)
        rows = Served.objects.order_by("what", "name")
        assert list(rows.values_list("account", "what", "name", "since", "at", "count")) == [
            (project.account_id, "consumer", "agent", NOON, NOON, 1),
            (project.account_id, "consumer", "other", later, later, 1),
            (project.account_id, "section", "learned_patterns", NOON, NOON, 1),
            (project.account_id, "section", "project_rules", later, later, 1),
        ]

    def test_only_go_forward(self, stubbed: Any, project: Project) -> None:
        """A process that slept tells of its last context after others told of later ones."""
        with time_machine.travel(NOON, tick=False):
            serve(project)
            tally.flush()
        with time_machine.travel(NOON - ONE_MINUTE, tick=False):
            serve(project)
            tally.flush()
        row = Served.objects.get()
        assert (row.since, row.at, row.count) == (NOON, NOON, 2)

    def test_are_kept_apart_by_account(self, stubbed: Any, project: Project) -> None:
        serve(project)
        serve(make_project())
        tally.flush()
        assert Served.objects.filter(account=project.account).count() == 1
        assert Served.objects.count() == 2

    def test_of_deleted_accounts_are_passed_over(self, stubbed: Any, project: Project) -> None:
        serve(project)
        serve(other := make_project())
        other.account.delete()
        tally.flush()
        assert Served.objects.get().account == project.account

    def test_of_consumers_are_forgotten_with_their_contexts(
        self, stubbed: Any, project: Project, settings: Any
    ) -> None:
        stubbed["learned_patterns"] = Found([one("l:1")])
        with time_machine.travel(NOON, tick=False) as clock:
            serve(project)
            clock.shift(timedelta(days=settings.CONTEXT_KEEP_DAYS, seconds=1))
            serve(project, "other")
            tally.flush()
            assert retain(lambda **told: None)["consumers"] == 1
        names = Served.objects.order_by("name").values_list("name", flat=True)
        assert list(names) == ["learned_patterns", "other"]

    @pytest.mark.parametrize("accounts", [1, 20])
    def test_are_told_in_as_many_queries_for_many(
        self, stubbed: Any, accounts: int, django_assert_num_queries: Any
    ) -> None:
        stubbed["learned_patterns"] = Found([one("l:1")])
        for _ in range(accounts):
            serve(make_project())
        builds.add(tally._counts)
        # Accounts, insert, lock and update; the day's row; each within a savepoint.
        with django_assert_num_queries(2 + 4 + 2 + 2):
            tally.flush()

    @pytest.mark.django_db(transaction=True)
    def test_of_several_processes_are_added_up(self) -> None:
        """Each has names that another is telling at the same time, none of them known before."""
        accounts = [make_account().pk for _ in range(4)]
        together = Barrier(4)

        def tell(number: int) -> None:
            mine = Tally()
            for account in accounts:
                mine.count("ctx_0", account, "agent", [f"section_{n}" for n in range(number + 1)])
            try:
                together.wait()
                mine.flush()
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(tell, range(4)))
        told = {(row.account_id, row.name): row.count for row in Served.objects.all()}
        names = {"agent": 4, "section_0": 4, "section_1": 3, "section_2": 2, "section_3": 1}
        assert told == {(pk, name): n for pk in accounts for name, n in names.items()}


def daily() -> dict[tuple[str, str], int]:
    rows = Daily.objects.values_list("day", "name", "count")
    return {(f"{day:%m-%d}", name): count for day, name, count in rows}


def test_what_happened_is_told_by_the_day(stubbed: Any, project: Project) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        serve(project)
        tally.add(errors=3, recognised=0)
        serve(project)
        assert daily() == {}
        clock.shift(timedelta(hours=12))
        tally.add(errors=2, recognised=1)
        tally.flush()
    assert daily() == {
        ("01-01", "contexts"): 2,
        ("01-01", "errors"): 3,
        ("01-02", "errors"): 2,
        ("01-02", "recognised"): 1,
    }


def test_days_that_the_database_cannot_take_wait(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(days: Any) -> None:
        raise OperationalError("database is locked")

    tally.add(failed=2)
    with monkeypatch.context() as patched:
        patched.setattr(builds, "add_days", busy)
        tally.flush()
    tally.add(failed=1)
    tally.flush()
    assert [count for _, count in daily().items()] == [3]


def test_days_are_kept_for_longer_than_a_year() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        tally.add(errors=1)
        tally.flush()
        clock.shift(timedelta(days=400))
        retain(lambda **said: None)
        assert daily() == {("01-01", "errors"): 1}
        clock.shift(timedelta(days=1))
        assert retain(lambda **said: None, dry_run=True)["days"] == 1
        assert retain(lambda **said: None)["days"] == 1
        assert daily() == {}
