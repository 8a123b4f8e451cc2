"""A cycle goes through its steps in order, keeps what it did, and goes on where it was."""

from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from context import cycle as flywheel
from context.checks import check_steps
from context.cycle import Batch, Overtaken, Step
from context.models import Cycle, LearnedItem, Outcome, Status
from context.pipeline import status_of
from context.tests.factories import make_item, make_standing
from intake.jobs import jobs
from intake.models import JobLock, OutboxEvent
from projects.tests.factories import make_account, make_project
from projects.tests.staff import staff

pytestmark = pytest.mark.django_db
HERE = "context.tests.test_cycle"


class Counted(Step):
    """Makes an item a batch, three in all."""

    key = "counted"
    title = "Count to three"
    is_new: ClassVar[bool] = False
    fails_at: ClassVar[str | None] = None

    def is_due(self) -> bool:
        return self.is_new

    def batch(self, cycle: int, cursor: str, plan: Any) -> Batch:
        make_item(slug=f"c{cycle}-{cursor or 0}")
        if cursor == self.fails_at:
            raise ValueError("no\x00 more")
        number = int(cursor or 0) + 1
        return Batch({"made": 1}, str(number) if number < 3 else None)


class Last(Counted):
    key = "last"
    title = "Look"

    def plan(self, cycle: int, cursor: str) -> Any:
        return LearnedItem.objects.filter(slug__startswith=f"c{cycle}-").count()

    def batch(self, cycle: int, cursor: str, plan: Any) -> Batch:
        return Batch({"seen": plan})


@pytest.fixture(autouse=True)
def steps(settings: Any) -> None:
    settings.CYCLE_STEPS = [f"{HERE}.Counted", f"{HERE}.Last"]


def turn(said: list[tuple[float, dict[str, int]]] | None = None, **told: str) -> dict[str, int]:
    def tell(done: float, counts: dict[str, int]) -> None:
        if said is not None:
            said.append((done, counts))

    return flywheel.turn(tell, **told)


def newest() -> Cycle:
    return Cycle.objects.order_by("-number")[0]


class TestTurning:
    def test_in_order_with_progress(self) -> None:
        said: list[tuple[float, dict[str, int]]] = []
        assert turn(said, reason="asked for") == {"counted.made": 3, "last.seen": 3}
        assert [done for done, _ in said] == [0.0, 0.0, 0.5, 1.0]
        cycle = newest()
        assert (cycle.number, cycle.step, cycle.cursor, cycle.reason) == (1, "", "", "asked for")
        assert cycle.finished_at
        [event] = OutboxEvent.objects.filter(type="cycle.completed")
        assert (event.payload, event.account) == ({"cycle": 1}, None)

    def test_the_next_has_the_next_number(self) -> None:
        turn()
        turn()
        assert list(Cycle.objects.values_list("number", flat=True)) == [2, 1]

    def test_what_fails_is_told_and_gone_on_with(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Counted, "fails_at", "1")
        for _ in range(2):
            with pytest.raises(ValueError, match="no"):
                turn()
        cycle = newest()
        assert (cycle.number, cycle.step, cycle.cursor) == (1, "counted", "1")
        assert cycle.error == "ValueError: no� more"
        # The batch that failed left nothing.
        assert LearnedItem.objects.filter(slug__startswith="c1-").count() == 1
        assert any("Cycle 1 stands still at counted" in said for said in status_of(None).warnings)
        monkeypatch.setattr(Counted, "fails_at", None)
        assert turn() == {"counted.made": 3, "last.seen": 3}
        assert (newest().number, newest().error) == (1, "")

    def test_who_was_overtaken_stops(self) -> None:
        slow = flywheel.begin("")
        [step, _] = flywheel.get_steps()
        other = Cycle.objects.get()
        flywheel.advance(other, step)
        with pytest.raises(Overtaken):
            flywheel.advance(slow, step)
        turn()
        with pytest.raises(Overtaken):
            flywheel.finish(other)
        assert newest().counts["counted"] == {"made": 3}

    def test_never_two_at_once(self) -> None:
        JobLock.objects.create(
            job="cycle", holder=make_project().pk, taken_until=timezone.now() + timedelta(hours=1)
        )
        assert jobs()["cycle"]() == {}
        assert not Cycle.objects.exists()

    def test_a_step_that_is_no_more_is_passed_over(self, settings: Any) -> None:
        cycle = flywheel.begin("")
        flywheel.advance(cycle, flywheel.get_steps()[0])
        settings.CYCLE_STEPS = [f"{HERE}.Last"]
        assert turn() == {"counted.made": 1, "last.seen": 1}

    def test_a_dry_run_begins_none(self) -> None:
        jobs()["cycle"](dry_run=True)
        assert not Cycle.objects.exists()


class TestBeginning:
    def test_when_something_is_new_or_a_day_has_passed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert flywheel.is_due()  # there was none yet
        turn()
        assert not flywheel.is_due()
        monkeypatch.setattr(Counted, "is_new", True)
        assert flywheel.is_due()
        monkeypatch.setattr(Counted, "is_new", False)
        Cycle.objects.update(started_at=timezone.now() - timedelta(days=1))
        assert flywheel.is_due()

    def test_when_one_was_not_finished(self) -> None:
        flywheel.begin("")
        assert flywheel.is_due()

    def test_a_clock_that_is_behind_begins_none_too_early(self) -> None:
        turn()
        Cycle.objects.update(started_at=timezone.now() + timedelta(days=3))
        assert not flywheel.is_due()


class TestMeasuring:
    def test_nothing_reported_is_no_score(self) -> None:
        make_standing(make_item(), make_account())
        found = flywheel.measure()
        assert found["error_pattern"]
        assert (found["success_rate"], found["reliability"], found["contexts_succeeded"]) == (
            None,
            None,
            None,
        )

    def test_what_is_served_and_how_it_goes(self) -> None:
        account = make_account()
        for status, evidence in ((Status.ACTIVE, (3, 1)), (Status.PROPOSED, (0, 9))):
            make_standing(
                make_item(kind="strategy"),
                account,
                status,
                evidence_for=evidence[0],
                evidence_against=evidence[1],
            )
        for success in (True, True, False):
            Outcome.objects.create(account=account, success=success, source="build")
        found = flywheel.measure()
        assert (found["success_rate"], found["tested"]) == (0.75, 1)
        assert found["reliability"] == pytest.approx((0.7 * 5 + 3) / 9, abs=1e-4)
        assert found["contexts_succeeded"] == 0.6667

    @pytest.mark.parametrize(
        ("before", "after", "rose"), [(0.5, 0.75, 0.25), (None, 0.5, None), (0.5, None, None)]
    )
    def test_improvement(self, before: Any, after: Any, rose: Any) -> None:
        assert flywheel.improvement({"success_rate": before}, {"success_rate": after}) == rose


class TestShowing:
    def page(self, client: Client, cycle: Cycle) -> str:
        url = reverse("admin:context_cycle_change", args=[cycle.pk])
        return client.get(url).content.decode()

    def test_how_far_it_is(self) -> None:
        client = staff("viewer")
        cycle = flywheel.begin("")
        flywheel.advance(cycle, flywheel.get_steps()[0])
        page = self.page(client, cycle)
        assert "at work" in page
        assert "1 made" in page
        assert 'data-refresh="5"' in page
        turn()
        page = self.page(client, cycle)
        assert 'aria-valuenow="100"' in page
        assert "3 made" in page
        assert 'data-refresh="5"' not in page

    def test_the_list_is_one_query_however_many(self, django_assert_num_queries: Any) -> None:
        client = staff("viewer")
        counts = []
        for _ in range(2):
            for _ in range(5):
                turn()
            with django_assert_num_queries(7, exact=False) as captured:
                client.get(reverse("admin:context_cycle_changelist"))
            counts.append(len(captured))
        assert counts[0] == counts[1]

    def test_an_account_is_told_no_counts(self) -> None:
        turn()
        told = status_of(make_account().pk).last_cycle
        assert told
        assert (told["number"], told["counts"]) == (1, {})
        everybodys = status_of(None).last_cycle
        assert everybodys
        assert everybodys["counts"] == {"counted.made": 3, "last.seen": 3}


def test_e008_a_step_that_is_not_there(settings: Any) -> None:
    settings.CYCLE_STEPS = [f"{HERE}.Nothing"]
    assert [found.id for found in check_steps()] == ["context.E008"]


def test_e009_a_step_that_is_listed_twice(settings: Any) -> None:
    settings.CYCLE_STEPS = [f"{HERE}.Last", f"{HERE}.Last"]
    assert [found.id for found in check_steps()] == ["context.E009"]
