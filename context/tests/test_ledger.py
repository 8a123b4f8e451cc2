"""Outcomes are counted once each, exactly, and tallies are the sum of them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from context.ledger import (
    Report,
    event_digest,
    fold,
    reconcile,
    record_context,
    record_use,
    retain,
)
from context.models import BuildItem, ContextBuild, Due, EventSeen, LearnedItem, Outcome, Tally
from context.tests.factories import make_item
from intake.models import OutboxEvent
from intake.tests.amounts import fewer
from projects.models import Account, Project
from projects.tests.factories import make_account, make_project

pytestmark = pytest.mark.django_db


def told(*args: Any, **kwargs: Any) -> None:
    """Progress that nobody watches."""


def report_of(project: Project, success: bool = True, **fields: Any) -> Report:
    return Report(project.account_id, project.pk, success, fields.pop("source", "build"), **fields)


def say(project: Project, item: LearnedItem, event: str, success: bool = True) -> set[UUID]:
    return record_use(
        report_of(project, success), {item.pk: item.version}, [event_digest("outcome", event)]
    )


def make_build(project: Project, *items: LearnedItem) -> ContextBuild:
    build = ContextBuild.objects.create(
        id=f"ctx_{event_digest('test', str(project.pk)).hex}",
        account=project.account,
        project=project,
        tokens=1,
        template_digest="t",
        release="r",
    )
    for item in items:
        BuildItem.objects.create(build=build, ref=item.ref, version=item.version, item=item)
    return build


class TestUse:
    def test_counts_item_and_tally(self) -> None:
        project, item = make_project(), make_item()
        assert say(project, item, "e1") == {item.pk}
        assert say(project, item, "e2", success=False) == {item.pk}
        item.refresh_from_db()
        tally = Tally.objects.get()
        assert (item.success_count, item.failure_count, item.success_rate) == (1, 1, 0.5)
        assert (tally.project, tally.successes, tally.failures) == (project, 1, 1)
        assert item.due == Due.WEIGHING
        assert item.last_matched_at is not None

    def test_the_same_event_counts_once(self) -> None:
        project, item = make_project(), make_item()
        say(project, item, "e1")
        assert say(project, item, "e1") == set()
        assert say(project, item, "e1", success=False) == set()
        item.refresh_from_db()
        assert (item.success_count, item.failure_count) == (1, 0)
        assert Outcome.objects.count() == 1

    def test_two_accounts_may_name_their_events_alike(self) -> None:
        item = make_item()
        for project in (make_project(), make_project()):
            assert say(project, item, "e1") == {item.pk}

    def test_an_item_told_of_again_with_others_is_not_counted_again(self) -> None:
        project, first, second = make_project(), make_item(), make_item()
        say(project, first, "e1")
        counted = record_use(
            report_of(project), {first.pk: 1, second.pk: 1}, [event_digest("outcome", "e1")]
        )
        assert counted == {second.pk}

    def test_says_what_happened(self) -> None:
        project, item = make_project(), make_item()
        say(project, item, "e1")
        event = OutboxEvent.objects.get(type="outcome.recorded")
        assert event.payload == {"refs": [item.ref], "success": True}
        assert event.account == project.account_id


class TestContext:
    def test_credits_what_was_used_and_tallies_the_rest_apart(self) -> None:
        project, used, carried = make_project(), make_item(), make_item()
        build = make_build(project, used, carried)
        report = report_of(project, build_id=build.pk)
        assert record_context(report, build, {used.pk: 1}, "e1", "") == (True, {used.pk})
        assert LearnedItem.objects.get(pk=used.pk).success_count == 1
        assert LearnedItem.objects.get(pk=carried.pk).success_count == 0
        apart = Tally.objects.get(item=carried)
        assert (apart.successes, apart.served_successes, apart.served_failures) == (0, 1, 0)

    def test_the_same_event_is_recorded_once(self) -> None:
        project, carried = make_project(), make_item()
        build = make_build(project, carried)
        report = report_of(project, build_id=build.pk)
        assert record_context(report, build, {}, "e1", "")[0]
        assert record_context(report, build, {}, "e1", "") == (False, set())
        assert Tally.objects.get(item=carried).served_successes == 1
        assert Outcome.objects.filter(item=None).count() == 1

    def test_one_use_counts_once_for_each_run(self) -> None:
        project, used = make_project(), make_item()
        build = make_build(project, used)
        report = report_of(project, build_id=build.pk)
        for event, run in (("e1", "run-1"), ("e2", "run-1"), ("e3", "run-2")):
            record_context(report, build, {used.pk: 1}, event, run)
        assert LearnedItem.objects.get(pk=used.pk).success_count == 2

    def test_a_context_without_project_is_the_accounts(self) -> None:
        account, used = make_account(), make_item()
        build = ContextBuild.objects.create(
            id="ctx_1", account=account, tokens=1, template_digest="t", release="r"
        )
        BuildItem.objects.create(build=build, ref=used.ref, version=1, item=used)
        report = Report(account.pk, None, False, "human", build_id=build.pk)
        record_context(report, build, {used.pk: 1}, "e1", "")
        record_context(report, build, {used.pk: 1}, "e2", "other")
        tally = Tally.objects.get()
        assert (tally.project, tally.account, tally.failures) == (None, account, 2)


class TestRetention:
    def age(self, days: int) -> None:
        Outcome.objects.update(created_at=timezone.now() - timedelta(days=days))
        EventSeen.objects.update(created_at=timezone.now() - timedelta(days=days))

    def test_folds_outcomes_into_the_base(self, settings: Any) -> None:
        settings.OUTCOME_KEEP_DAYS = 10
        project, item = make_project(), make_item()
        say(project, item, "e1")
        say(project, item, "e2", success=False)
        self.age(days=11)
        say(project, item, "e3")
        assert retain(told)["outcomes"] == 2
        tally = Tally.objects.get()
        assert (tally.successes, tally.base_successes) == (1, 1)
        assert (tally.failures, tally.base_failures) == (0, 1)
        assert Outcome.objects.count() == 1
        assert reconcile(told) == {"tallies": 0, "items": 0}

    def test_a_dry_run_changes_nothing(self, settings: Any) -> None:
        settings.OUTCOME_KEEP_DAYS = 10
        say(make_project(), make_item(), "e1")
        self.age(days=100)
        due = {"outcomes": 1, "events": 1, "contexts": 0, "consumers": 0, "days": 0}
        assert retain(told, dry_run=True) == due
        assert Outcome.objects.count() == 1

    def test_forgets_events_after_ninety_days(self) -> None:
        say(make_project(), make_item(), "e1")
        self.age(days=89)
        assert retain(told)["events"] == 0
        self.age(days=91)
        assert retain(told)["events"] == 1

    def test_reconcile_mends_and_counts_drift(self) -> None:
        project, item = make_project(), make_item()
        say(project, item, "e1")
        Tally.objects.update(successes=7)
        LearnedItem.objects.filter(pk=item.pk).update(failure_count=3)
        assert reconcile(told) == {"tallies": 1, "items": 1}
        item.refresh_from_db()
        assert (item.success_count, item.failure_count) == (1, 0)
        assert reconcile(told) == {"tallies": 0, "items": 0}


steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("say"), st.integers(0, 2), st.integers(0, 1), st.integers(0, 4), st.booleans()
        ),
        st.tuples(st.just("fold")),
        st.tuples(st.just("erase"), st.integers(0, 2)),
    ),
    max_size=25,
)


class TestAnyOrder(TestCase):
    @settings(max_examples=fewer(40), suppress_health_check=list(HealthCheck))
    @given(steps=steps)
    def test_counts_equal_what_was_told_and_is_not_erased(self, steps: list[Any]) -> None:
        account = Account.objects.create(name="any")
        projects: list[Project | None] = [make_project(account) for _ in range(3)]
        items = [make_item(is_built_in=True) for _ in range(2)]
        counted: dict[tuple[int, int, int], bool] = {}
        for step in steps:
            if step[0] == "say" and (project := projects[step[1]]):
                _, who, what, event, success = step
                key = (who, what, event)
                if say(project, items[what], f"{who}/{event}", success):
                    assert key not in counted
                    counted[key] = success
            elif step[0] == "fold":
                fold(Outcome.objects.all())
            elif step[0] == "erase" and (project := projects[step[1]]):
                project.erase()
                projects[step[1]] = None
                counted = {key: value for key, value in counted.items() if key[0] != step[1]}
        for what, item in enumerate(items):
            item.refresh_from_db()
            said = [success for key, success in counted.items() if key[1] == what]
            assert item.success_count == sum(said)
            assert item.failure_count == len(said) - sum(said)
        assert reconcile(told) == {"tallies": 0, "items": 0}
