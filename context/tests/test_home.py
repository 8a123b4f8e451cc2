"""The admin's first page: what needs a person, the service's health, and its last days."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from context.curation import home
from context.curation.charts import DAYS, charts
from context.models import Cycle, Daily, LearnedItem, Outcome, Served, Standing, Status
from context.tests.factories import make_item, make_standing
from context.waiting import harmful
from intake import heartbeats
from intake.models import JobRun, OutboxEvent
from projects.models import Account, ApiKey
from projects.tests.factories import make_account, make_project
from projects.tests.staff import ROLES, client_of, person, staff

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

NOON = datetime(2030, 1, 31, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def alive(noon: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beat and a worker show life, and every source was fed."""
    heartbeats.write(heartbeats.BEAT)
    heartbeats.write(heartbeats.WORKER)
    monkeypatch.setattr(home, "get_feeds", lambda: ())


def told(role: str = "viewer") -> dict[str, home.Line]:
    page = client_of(person(role, f"{role}-{timezone.now():%f}")).get(reverse("admin:index"))
    return {line.text: line for line in page.context["home"]["lines"]}


def only(lines: dict[str, home.Line]) -> home.Line:
    [line] = lines.values()
    return line


def report(item: LearnedItem, account: Account, *, well: int, badly: int, days: int = 1) -> None:
    """This many outcomes, so many days ago."""
    for success, count in ((True, well), (False, badly)):
        for _ in range(count):
            row = Outcome.objects.create(
                account=account, item=item, version=1, success=success, source="test"
            )
            Outcome.objects.filter(pk=row.pk).update(created_at=NOON - timedelta(days=days))


class TestLines:
    def test_nothing_to_do_is_said(self) -> None:
        page = staff("viewer").get(reverse("admin:index"))
        assert page.context["home"]["lines"] == []
        assert "Nothing: all that was taught is judged" in page.content.decode()

    def test_what_is_quarantined(self, noon: Any) -> None:
        for days in (3, 2):
            standing = make_standing(make_item(), make_account(), Status.QUARANTINED)
            moved_at = NOON - timedelta(days=days)
            Standing.objects.filter(pk=standing.pk).update(moved_at=moved_at)
        line = only(told())
        assert line.text == "2 quarantined items wait for somebody to look at"
        assert line.since == NOON - timedelta(days=3)
        assert line.url == "/admin/context/standing/#quarantined"
        assert 'id="quarantined"' in staff("viewer").get(line.url).content.decode()

    def test_built_in_items_that_fail(self) -> None:
        make_standing(make_item(is_built_in=True), None, flags=["failing"])
        line = only(told())
        assert (line.text, line.since) == ("1 built-in item fails", None)
        assert 'id="failing"' in staff("viewer").get(line.url).content.decode()

    def test_counts_are_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(home, "MOST_COUNTED", 2)
        for _ in range(3):
            make_standing(make_item(), None, Status.QUARANTINED)
            make_standing(item := make_item(), None, Status.ACTIVE)
            report(item, make_account(), well=0, badly=3)
        assert [text.split()[0] for text in told()] == ["2+", "2+"]

    @pytest.mark.parametrize(
        ("rows", "text"),
        [
            ({"error": "ValueError: no"}, "The job purge fails: ValueError: no"),
            ({"finished_at": None}, "The job purge fails: its worker died"),
            ({"started_at": datetime(2030, 1, 28, 3, 17, tzinfo=UTC)}, "The job purge is late"),
        ],
    )
    def test_jobs_that_failed_or_are_late(self, rows: dict[str, Any], text: str) -> None:
        began = NOON - timedelta(minutes=1)
        JobRun.objects.create(**{"job": "purge", "started_at": began, "finished_at": began, **rows})
        lines = told()
        assert lines[text].url == "/admin/intake/jobrun/jobs/#purge"
        assert lines[text].since == (
            datetime(2030, 1, 29, 3, 17, tzinfo=UTC) if "late" in text else began
        )
        assert 'id="purge"' in staff("viewer").get(lines[text].url).content.decode()

    def test_a_dead_worker(self, noon: Any) -> None:
        noon.shift(timedelta(minutes=10))
        heartbeats.write(heartbeats.BEAT)
        line = only(told())
        assert line.text.startswith("The worker was last heard 10 minutes ago, so no job runs")
        assert line.since == NOON

    def test_events_that_nobody_handles(self, noon: Any) -> None:
        OutboxEvent.objects.create(type="thing.happened")
        noon.shift(timedelta(minutes=10))
        heartbeats.write(heartbeats.BEAT)
        heartbeats.write(heartbeats.WORKER)
        line = only(told())
        assert line.text.startswith("1 event waits, the first for 10 minutes")
        assert "thing.happened" in staff("viewer").get(line.url).content.decode()

    def test_a_consumer_that_never_reports(self) -> None:
        served = {"account": make_account(), "what": Served.What.CONSUMER, "at": NOON}
        Served.objects.create(name="agent", since=NOON - timedelta(hours=2), count=9, **served)
        line = only(told())
        assert line.text == "1 consumer fetches contexts and never reported how it went"
        assert line.since == NOON - timedelta(hours=2)
        assert 'id="consumers"' in staff("viewer").get(line.url).content.decode()

    def test_sources_that_were_never_fed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.undo()
        line = only(told())
        assert line.text.endswith("sources were never fed")
        assert 'id="sources"' in staff("viewer").get(line.url).content.decode()

    def test_keys_that_end_soon(self) -> None:
        account = make_account()
        for name, days in (("one", 3), ("two", 40), ("past", -1)):
            ApiKey.make(account, name, ["context:read"], NOON + timedelta(days=days))
        line = only(told())
        assert line.text == "1 key expires within 14 days, the first on 2030-02-03"
        listed = staff("viewer").get(line.url).context["cl"].result_list
        assert [key.name for key in listed] == ["one"]


class TestHarm:
    def test_names_what_is_active_and_fails_more_than_it_helps(self) -> None:
        account = make_account()
        bad, good, few, old, off = (make_item(name=name) for name in "bgfow")
        for item in (bad, good, few, old):
            make_standing(item, None, Status.ACTIVE)
        make_standing(off, None, Status.INACTIVE)
        report(bad, account, well=2, badly=3)
        report(good, account, well=3, badly=3)
        report(few, account, well=0, badly=2)
        report(old, account, well=0, badly=9, days=8)
        report(off, account, well=0, badly=9)
        line = only(told())
        assert line.text == ("1 item does harm: more failures than successes in the last 7 days")
        assert line.since == NOON - timedelta(days=1)
        page = staff("curator").get(line.url)
        [rows] = [part["rows"] for part in page.context["sections"] if part["key"] == "harm"]
        assert [row.standing.item.pk for row in rows] == [bad.pk]
        assert "deactivate_for_everybody" in rows[0].acts[0][1]

    def test_is_asked_once_for_all_pages_and_what_is_dealt_with_is_gone(self) -> None:
        items = [make_item(), make_item()]
        for item, badly in zip(items, (3, 4), strict=True):
            make_standing(item, None, Status.ACTIVE)
            report(item, make_account(), well=0, badly=badly)
        viewer = staff("viewer")
        waiting, home_page = reverse("admin:context_standing_changelist"), reverse("admin:index")
        with CaptureQueriesContext(connection) as captured:
            for url in (home_page, waiting, home_page, waiting):
                page = viewer.get(url)
        assert sum("MIN(" in query["sql"] and "HAVING" in query["sql"] for query in captured) == 1
        [rows] = [part["rows"] for part in page.context["sections"] if part["key"] == "harm"]
        assert [row.standing.item for row in rows] == items[::-1]
        assert "4 failures and 0 successes" in page.content.decode()
        Standing.objects.filter(item=items[1]).move(
            Status.INACTIVE, by=Standing.By.STAFF, reason="r"
        )
        assert only(told()).text.startswith("1 item does harm")

    def test_an_account_is_harmed_by_what_it_reports_itself(self) -> None:
        harmed, other = make_account(), make_account()
        item = make_item()
        for account in (harmed, other):
            make_standing(item, account, Status.ACTIVE)
        report(item, harmed, well=0, badly=3)
        assert [standing.account for standing in harmful()] == [harmed]

    def test_reads_the_newest_failures_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("context.waiting.MOST_READ", 3)
        for days in (2, 1):
            make_standing(item := make_item(), None, Status.ACTIVE)
            report(item, make_account(), well=0, badly=3, days=days)
        assert [standing.item.pk for standing in harmful()] == [item.pk]


class TestHealth:
    def test_says_what_the_last_cycle_made(self) -> None:
        Cycle.objects.create(number=7, started_at=NOON, counts={"pairing": {"pairs": 3}})
        words = {title: said for title, said, _ in home.health(NOON)}
        assert words["Last cycle"] == "number 7, begun 2030-01-31 12:00, not finished: 3 pairs"
        assert words["Beat"] == "heard within the last minute"

    def test_without_a_cycle(self) -> None:
        assert home.last_cycle()[0] == "none yet"


class TestCharts:
    def count(self, **counts: int) -> None:
        today = NOON.date()
        Daily.objects.add({(today, name): count for name, count in counts.items()})

    def test_say_what_came_of_28_days(self) -> None:
        self.count(contexts=12, errors=10, recognised=8, succeeded=3, failed=1, activated=2)
        Daily.objects.add(
            {
                (date(2030, 1, 4), "contexts"): 5,
                (date(2030, 1, 3), "contexts"): 1000,
            }
        )
        assert [chart.headline for chart in charts()] == [
            "17 served",
            "10 asked about, 80 % recognised",
            "4 reported, 75 % successes",
            "2 became active, 0 withdrawn",
        ]

    def test_draw_and_tell_every_day(self) -> None:
        self.count(errors=10, recognised=8)
        chart = charts()[1]
        days = list(chart.drawn())
        assert len(days) == DAYS
        assert (days[0].numbers, days[0].bars) == (["0", "0", "–"], [])
        assert days[-1].first == NOON.date()
        assert days[-1].numbers == ["8", "2", "80 %"]
        assert [(bar.style, bar.y, bar.height) for bar in days[-1].bars] == [
            ("good", 20.0, 80.0),
            ("faint", 0.0, 20.0),
        ]

    def test_one_of_thousands_is_seen(self) -> None:
        self.count(failed=5000, succeeded=1)
        [*_, today] = charts()[2].drawn()
        assert [bar.height for bar in today.bars] == [1.0, 99.98]

    def test_are_drawn_with_their_table(self) -> None:
        self.count(contexts=12)
        html = staff("viewer").get(reverse("admin:index")).content.decode()
        assert html.count('<rect class="bar-plain"') == 1
        assert '<td class="pr-4 text-right">12</td>' in html
        assert html.count("Nothing in these days.") == 3


@pytest.mark.parametrize("role", ROLES)
def test_is_for_everybody_with_a_role(role: str) -> None:
    page = staff(role).get(reverse("admin:index"))
    assert "Needs you now" in page.content.decode()


def test_without_a_role_it_is_the_list_of_what_one_may_see() -> None:
    nobody = person("viewer")
    nobody.groups.clear()
    page = client_of(nobody).get(reverse("admin:index"))
    assert "home" not in page.context
    assert "Needs you now" not in page.content.decode()


def fill(rows: int) -> None:
    account = make_account()
    project = make_project(account)
    for number in range(rows):
        make_standing(make_item(), account, Status.QUARANTINED, flags=["fix: URL"])
        make_standing(make_item(is_built_in=True), None, flags=["failing"])
        make_standing(item := make_item(), None, Status.ACTIVE)
        report(item, account, well=0, badly=3)
        Served.objects.create(
            account=account, what="consumer", name=f"a{rows}-{number}", at=NOON, count=9
        )
        ApiKey.make(account, "k", ["context:read"], NOON + timedelta(days=2))
        OutboxEvent.objects.create(type="thing.happened", account=project.account_id)
        JobRun.objects.create(
            job="purge", started_at=NOON, finished_at=NOON, error="E: x", reason="r"
        )
        day = NOON.date() - timedelta(days=number % 40)
        Daily.objects.add({(day, name): 1 for name in Daily.Name.values})


def queries(client: Client) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("admin:index")).status_code == 200
    return len(captured)


def test_asks_as_much_of_few_rows_as_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    client = staff("viewer")
    fill(2)
    few = queries(client)
    fill(30)
    assert queries(client) == few
    assert few == 49
