"""How far an item is served is decided by evidence, the audience's own, and never on a request."""

from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from context.builds import tally
from context.evidence import wilson
from context.learned import weigh_due
from context.ledger import Report, event_digest, record_use
from context.models import Daily, Due, Generation, LearnedItem, Standing, Status
from context.pruning import FAILING, prune
from context.tests.factories import make_item, make_lesson, make_standing
from intake.models import OutboxEvent
from projects.models import Account, Project
from projects.tests.factories import make_account, make_project

pytestmark = pytest.mark.django_db


def say(
    project: Project, item: LearnedItem, *results: bool, source: str = "build", start: int = 0
) -> None:
    for number, success in enumerate(results, start):
        record_use(
            Report(project.account_id, project.pk, success, source),
            {item.pk: 1},
            [event_digest("outcome", f"{project.pk} {source} {number}")],
        )


def status(item: LearnedItem, account: Account | None) -> str | None:
    return (
        Standing.objects.before(account.pk if account else None)
        .filter(item=item)
        .values_list("status", flat=True)
        .first()
    )


@pytest.fixture
def account() -> Account:
    return make_account()


@pytest.fixture
def taught(account: Account) -> LearnedItem:
    """An item that one project of the account has taught."""
    item = make_item()
    make_lesson(item, make_project(account))
    return item


class TestWilson:
    @pytest.mark.parametrize(
        ("successes", "total", "bound"),
        [(0, 0, 0.0), (0, 5, 0.0), (3, 3, 0.4385), (10, 11, 0.6226), (50, 100, 0.4038)],
    )
    def test_is_the_lower_bound_of_the_score_interval(
        self, successes: int, total: int, bound: float
    ) -> None:
        assert wilson(successes, total) == pytest.approx(bound, abs=1e-4)


class TestToTheAccount:
    def test_two_other_projects_confirm(self, account: Account, taught: LearnedItem) -> None:
        say(make_project(account), taught, True)
        weigh_due()
        assert status(taught, account) == Status.PROPOSED
        say(make_project(account), taught, True)
        weigh_due()
        assert status(taught, account) == Status.ACTIVE

    def test_who_taught_it_does_not_confirm_it(self, account: Account, taught: LearnedItem) -> None:
        teacher = taught.lessons.get().project
        say(teacher, taught, True, True, True)
        say(make_project(account), taught, True)
        weigh_due()
        assert status(taught, account) == Status.PROPOSED

    def test_teaching_the_same_confirms(self, account: Account, taught: LearnedItem) -> None:
        make_lesson(taught, make_project(account))
        make_lesson(taught, make_project(account))
        LearnedItem.objects.filter(is_built_in=False).update(due=Due.WEIGHING)
        weigh_due()
        standing = Standing.objects.get(item=taught, account=account)
        assert (standing.status, standing.evidence_for) == (Status.ACTIVE, 2)

    def test_needs_a_rate_of_six_in_ten(self, account: Account, taught: LearnedItem) -> None:
        first, second = make_project(account), make_project(account)
        say(first, taught, True, False)
        say(second, taught, True, False)
        weigh_due()
        assert status(taught, account) == Status.PROPOSED
        say(second, taught, True, start=2)
        weigh_due()
        assert status(taught, account) == Status.ACTIVE

    def test_a_silent_tool_alone_promotes_nothing(
        self, account: Account, taught: LearnedItem
    ) -> None:
        for _ in range(3):
            say(make_project(account), taught, True, source="tool")
        weigh_due()
        assert status(taught, account) == Status.PROPOSED

    def test_other_accounts_do_not_confirm(self, account: Account, taught: LearnedItem) -> None:
        for _ in range(3):
            say(make_project(), taught, True)
        weigh_due()
        assert status(taught, account) == Status.PROPOSED

    def test_a_project_may_keep_what_it_teaches(self, account: Account) -> None:
        item = make_item()
        make_lesson(item, make_project(account, sharing="project"))
        for _ in range(2):
            say(make_project(account), item, True)
        weigh_due()
        assert status(item, account) == Status.PROPOSED

    @pytest.mark.parametrize("held", [Status.QUARANTINED, Status.INACTIVE, Status.REJECTED])
    def test_what_staff_hold_stays(
        self, account: Account, taught: LearnedItem, held: Status
    ) -> None:
        Standing.objects.filter(item=taught).update(status=held, moved_by=Standing.By.STAFF)
        for _ in range(3):
            say(make_project(account), taught, True)
        weigh_due()
        assert status(taught, account) == held

    def test_flagged_items_stay(self, account: Account, taught: LearnedItem) -> None:
        Standing.objects.filter(item=taught).update(flags=["fix: install"])
        for _ in range(3):
            say(make_project(account), taught, True)
        weigh_due()
        assert status(taught, account) == Status.PROPOSED

    @override_settings(PROJECTS_TO_CONFIRM=1)
    def test_how_many_is_a_setting(self, account: Account, taught: LearnedItem) -> None:
        say(make_project(account), taught, True)
        weigh_due()
        assert status(taught, account) == Status.ACTIVE

    def test_raises_version_and_generation_and_says_why(
        self, account: Account, taught: LearnedItem
    ) -> None:
        before = Generation.objects.values_by_name()["patterns"]
        for _ in range(2):
            say(make_project(account), taught, True)
        weigh_due()
        taught.refresh_from_db()
        assert taught.version == 2
        assert Generation.objects.values_by_name()["patterns"] > before
        standing = Standing.objects.get(item=taught, account=account)
        assert standing.reason == "confirmed by 2 other projects, 2 for and 0 against"
        assert standing.history.first().status == Status.ACTIVE
        event = OutboxEvent.objects.get(type="pattern.activated")
        assert event.payload["ref"] == taught.ref

    def test_counting_alone_raises_no_version(self, account: Account, taught: LearnedItem) -> None:
        say(make_project(account), taught, True, False)
        weigh_due()
        taught.refresh_from_db()
        assert taught.version == 1


class TestToEverybody:
    def teach(self, item: LearnedItem, accounts: int) -> list[Project]:
        projects = [make_project() for _ in range(accounts)]
        for project in projects:
            make_lesson(item, project)
        LearnedItem.objects.filter(is_built_in=False).update(due=Due.WEIGHING)
        return projects

    def test_three_accounts_that_teach_it(self) -> None:
        item = make_item()
        self.teach(item, 2)
        weigh_due()
        assert status(item, None) == Status.PROPOSED
        self.teach(item, 1)
        weigh_due()
        standing = Standing.objects.get(item=item, account=None)
        assert (standing.status, standing.evidence_for) == (Status.ACTIVE, 3)

    def test_an_accounts_voice_is_the_majority_of_its_reports(self) -> None:
        item = make_item()
        projects = self.teach(item, 3)
        say(projects[0], item, False, False)
        weigh_due()
        standing = Standing.objects.get(item=item, account=None)
        assert (standing.evidence_for, standing.evidence_against) == (2, 1)
        assert standing.status == Status.PROPOSED

    def test_a_quarter_against_is_borne(self) -> None:
        item = make_item()
        projects = self.teach(item, 4)
        say(projects[0], item, False, False)
        weigh_due()
        assert status(item, None) == Status.ACTIVE

    def test_successes_without_lessons_make_nothing_global(self) -> None:
        """What only one account taught may hold its own literals."""
        item = make_item()
        self.teach(item, 1)
        for _ in range(5):
            say(make_project(), item, True)
        weigh_due()
        assert status(item, None) == Status.PROPOSED

    @pytest.mark.parametrize("sharing", ["project", "account"])
    def test_lessons_that_may_not_go_that_far_do_not_count(self, sharing: str) -> None:
        item = make_item()
        projects = self.teach(item, 3)
        Project.objects.filter(pk=projects[0].pk).update(sharing=sharing)
        weigh_due()
        assert status(item, None) != Status.ACTIVE

    def test_a_quarantined_account_has_no_voice(self) -> None:
        item = make_item()
        projects = self.teach(item, 3)
        Standing.objects.filter(account=projects[0].account).update(status=Status.QUARANTINED)
        weigh_due()
        assert status(item, None) != Status.ACTIVE


class TestPruning:
    def test_withdraws_what_fails(self, account: Account, taught: LearnedItem) -> None:
        say(make_project(account), taught, False, False, True, False)
        weigh_due()
        assert prune() == {"pruned": 1, "flagged": 0}
        standing = Standing.objects.get(item=taught)
        assert (standing.status, standing.moved_by) == (Status.INACTIVE, Standing.By.JOB)
        assert OutboxEvent.objects.filter(type="pattern.pruned").exists()

    @pytest.mark.parametrize("results", [(False, False), (False, False, False, True, True, True)])
    def test_spares_few_failures_and_a_half(
        self, account: Account, taught: LearnedItem, results: tuple[bool, ...]
    ) -> None:
        say(make_project(account), taught, *results)
        weigh_due()
        assert prune()["pruned"] == 0

    def test_one_account_withdraws_from_itself_alone(self, account: Account) -> None:
        item = make_item()
        make_standing(item, None)
        say(make_project(account), item, False, False, False, False)
        weigh_due()
        prune()
        assert status(item, account) == Status.INACTIVE
        assert status(item, None) == Status.ACTIVE

    def test_three_accounts_withdraw_from_everybody(self) -> None:
        item = make_item()
        make_standing(item, None)
        for _ in range(3):
            say(make_project(), item, False)
        weigh_due()
        prune()
        assert status(item, None) == Status.INACTIVE

    @pytest.mark.parametrize(
        ("accounts", "left"),
        [("fft", Status.INACTIVE), ("ff", Status.ACTIVE), ("fftt", Status.ACTIVE)],
    )
    def test_of_three_accounts_the_more(self, accounts: str, left: Status) -> None:
        item = make_item()
        make_standing(item, None)
        for said in accounts:
            say(make_project(), item, said == "t")
        weigh_due()
        prune()
        assert status(item, None) == left

    def test_shipped_items_are_flagged(self) -> None:
        item = make_item(is_built_in=True)
        make_standing(item, None)
        for _ in range(3):
            say(make_project(), item, False)
        weigh_due()
        assert prune() == {"pruned": 0, "flagged": 1}
        standing = Standing.objects.get(item=item, account=None)
        assert (standing.status, standing.flags) == (Status.ACTIVE, [FAILING])
        assert prune() == {"pruned": 0, "flagged": 0}

    def test_a_dry_run_moves_nothing(self, account: Account, taught: LearnedItem) -> None:
        say(make_project(account), taught, False, False, False)
        weigh_due()
        assert prune(dry_run=True) == {"pruned": 1, "flagged": 0}
        assert status(taught, account) == Status.PROPOSED

    def test_what_recovers_is_proposed_again(self, account: Account, taught: LearnedItem) -> None:
        project = make_project(account)
        say(project, taught, False, False, False)
        weigh_due()
        prune()
        say(project, taught, True, True, True, start=3)
        weigh_due()
        assert status(taught, account) == Status.PROPOSED

    def test_what_staff_withdrew_does_not_come_back(
        self, account: Account, taught: LearnedItem
    ) -> None:
        project = make_project(account)
        Standing.objects.filter(item=taught).update(
            status=Status.INACTIVE, moved_by=Standing.By.STAFF
        )
        say(project, taught, True, True, True)
        weigh_due()
        assert status(taught, account) == Status.INACTIVE


class TestErasing:
    def test_takes_back_what_stood_on_the_project(
        self, account: Account, taught: LearnedItem
    ) -> None:
        first, second = make_project(account), make_project(account)
        say(first, taught, True)
        say(second, taught, True)
        weigh_due()
        assert status(taught, account) == Status.ACTIVE
        second.erase()
        weigh_due()
        taught.refresh_from_db()
        assert status(taught, account) == Status.PROPOSED
        assert taught.success_count == 1

    def test_what_nobody_else_taught_goes_with_its_history(self, account: Account) -> None:
        item = make_item()
        lesson = make_lesson(item, make_project(account))
        lesson.project.erase()
        assert not LearnedItem.objects.filter(pk=item.pk).exists()
        assert not Standing.history.filter(item_id=item.pk).exists()

    def test_what_staff_activated_stays_active(self, account: Account) -> None:
        item = make_item()
        make_lesson(item, make_project(account))
        second = make_lesson(item, make_project(account))
        Standing.objects.update(status=Status.ACTIVE, moved_by=Standing.By.STAFF)
        second.project.erase()
        weigh_due()
        assert status(item, account) == Status.ACTIVE

    def test_narrowing_the_sharing_takes_back_too(self, account: Account) -> None:
        from projects.api import put_project

        item = make_item()
        lesson = make_lesson(item, make_project(account))
        for _ in range(2):
            say(make_project(account), item, True)
        weigh_due()
        assert status(item, account) == Status.ACTIVE
        put_project(account, lesson.project.key, {"sharing": "project"})
        weigh_due()
        assert status(item, account) == Status.PROPOSED


class TestStrategies:
    """Tried rather than confirmed: ten uses decide, and only staff bring one before everybody."""

    @pytest.fixture
    def proposed(self, account: Account) -> LearnedItem:
        item = make_item(kind="strategy")
        make_lesson(item, make_project(account))
        return item

    def teacher(self, item: LearnedItem) -> Project:
        return item.lessons.get().project

    def test_seven_of_ten_uses_promote(self, account: Account, proposed: LearnedItem) -> None:
        say(self.teacher(proposed), proposed, *[True] * 7, False, False)
        weigh_due()
        assert status(proposed, account) == Status.PROPOSED
        say(self.teacher(proposed), proposed, False, start=9)
        weigh_due()
        standing = Standing.objects.get(item=proposed, account=account)
        assert standing.status == Status.ACTIVE
        assert standing.reason == "used 10 times, 7 for and 3 against"

    @pytest.mark.parametrize("results", [[True] * 9, [True] * 6 + [False] * 4])
    def test_neither_few_uses_nor_a_lower_rate(
        self, account: Account, proposed: LearnedItem, results: list[bool]
    ) -> None:
        say(self.teacher(proposed), proposed, *results)
        weigh_due()
        prune()
        assert status(proposed, account) == Status.PROPOSED

    def test_projects_that_teach_or_confirm_it_do_not(
        self, account: Account, proposed: LearnedItem
    ) -> None:
        for _ in range(3):
            make_lesson(proposed, project := make_project(account))
            say(project, proposed, True)
        weigh_due()
        assert status(proposed, account) == Status.PROPOSED

    def test_a_silent_tool_alone_promotes_nothing(self, account: Account) -> None:
        item = make_item(kind="strategy")
        make_lesson(item, project := make_project(account), source="tool")
        say(project, item, *[True] * 12, source="tool")
        weigh_due()
        assert status(item, account) == Status.PROPOSED

    def test_a_project_may_keep_it(self, account: Account) -> None:
        item = make_item(kind="strategy")
        make_lesson(item, project := make_project(account, sharing="project"))
        say(project, item, *[True] * 12)
        weigh_due()
        assert status(item, account) == Status.PROPOSED

    def test_three_failures_do_not_retire(self, account: Account, proposed: LearnedItem) -> None:
        say(self.teacher(proposed), proposed, *[False] * 9)
        weigh_due()
        assert prune()["pruned"] == 0
        say(self.teacher(proposed), proposed, False, start=9)
        weigh_due()
        assert prune()["pruned"] == 1
        standing = Standing.objects.get(item=proposed, account=account)
        assert standing.reason == "fewer than 40% of its uses succeeded"

    def test_four_of_ten_are_kept(self, account: Account, proposed: LearnedItem) -> None:
        say(self.teacher(proposed), proposed, *[True] * 4, *[False] * 6)
        weigh_due()
        assert prune()["pruned"] == 0

    def test_a_retired_one_that_recovers_is_proposed_again(
        self, account: Account, proposed: LearnedItem
    ) -> None:
        say(self.teacher(proposed), proposed, *[True] * 3, *[False] * 7)
        weigh_due()
        prune()
        assert status(proposed, account) == Status.INACTIVE
        say(self.teacher(proposed), proposed, True, True, start=10)
        weigh_due()
        assert status(proposed, account) == Status.PROPOSED

    def test_accounts_alone_make_none_global(self) -> None:
        item = make_item(kind="strategy")
        for _ in range(4):
            make_lesson(item, project := make_project())
            say(project, item, *[True] * 10)
        weigh_due()
        standing = Standing.objects.get(item=item, account=None)
        assert (standing.status, standing.evidence_for) == (Status.PROPOSED, 4)

    def test_what_staff_made_global_is_withdrawn_by_three_accounts(self) -> None:
        item = make_item(kind="strategy")
        make_standing(item, None, moved_by=Standing.By.STAFF)
        for _ in range(3):
            say(make_project(), item, False)
        weigh_due()
        assert prune()["pruned"] == 1
        assert status(item, None) == Status.INACTIVE

    def test_shipped_ones_are_flagged(self, account: Account) -> None:
        item = make_item(kind="strategy", is_built_in=True)
        make_standing(item, None)
        say(make_project(account), item, *[False] * 10)
        weigh_due()
        assert prune() == {"pruned": 0, "flagged": 1}
        assert Standing.objects.get(item=item, account=account).flags == [FAILING]
        assert status(item, None) == Status.ACTIVE


class TestEvents:
    def move(self, item: LearnedItem, account: Account | None, status: str) -> list[str]:
        """The types of the events that a move by staff tells."""
        OutboxEvent.objects.all().delete()
        with transaction.atomic():
            LearnedItem.objects.filter(pk=item.pk).judge(
                status, account_id=account.pk if account else None, reason="looked at"
            )
        return list(OutboxEvent.objects.values_list("type", flat=True))

    @pytest.mark.parametrize(
        ("kind", "told"),
        [
            ("error_pattern", "pattern.activated"),
            ("strategy", "pattern.activated"),
            ("proven_fix", "fix.proven"),
        ],
    )
    def test_are_named_by_kind(self, account: Account, kind: str, told: str) -> None:
        item = make_item(kind=kind)
        assert self.move(item, account, Status.ACTIVE) == [told]
        assert self.move(item, account, Status.INACTIVE) == ["pattern.deactivated"]

    def test_of_everybody_name_only_what_was_or_is_everybodys(self) -> None:
        item = make_item()
        assert self.move(item, None, Status.REJECTED) == []
        assert self.move(item, None, Status.ACTIVE) == ["pattern.activated"]
        assert self.move(item, None, Status.INACTIVE) == ["pattern.deactivated"]
        assert self.move(item, None, Status.PROPOSED) == []

    def test_a_new_standing_before_everybody_is_not_told(self) -> None:
        item = make_item()
        for _ in range(2):
            make_lesson(item, make_project())
        LearnedItem.objects.filter(is_built_in=False).update(due=Due.WEIGHING)
        weigh_due()
        assert status(item, None) == Status.PROPOSED
        assert not OutboxEvent.objects.filter(account=None).exists()


@pytest.mark.parametrize(
    ("before", "after", "counted"),
    [
        ("proposed", "active", "activated"),
        ("quarantined", "active", "activated"),
        ("active", "inactive", "withdrawn"),
        ("active", "proposed", "withdrawn"),
        ("proposed", "rejected", "withdrawn"),
        ("quarantined", "rejected", None),
        ("inactive", "proposed", None),
    ],
)
def test_what_is_activated_and_withdrawn_is_counted_by_the_day(
    before: str,
    after: str,
    counted: str | None,
    django_capture_on_commit_callbacks: Any,
) -> None:
    moving = Standing.objects.filter(
        pk__in=[make_standing(make_item(), None, before).pk for _ in range(2)]
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert moving.move(after, by="staff", reason="r") == 2
        assert moving.move(after, by="staff", reason="r") == 0
    tally.flush()
    assert dict(Daily.objects.values_list("name", "count")) == ({counted: 2} if counted else {})
