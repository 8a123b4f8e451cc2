"""Two items that became one: nothing of either is lost, nothing is counted twice, and erasing a
project takes its words out.
"""

from typing import Any

import pytest
from django.db import transaction

from context.learned import weigh_due
from context.ledger import Report, event_digest, reconcile, record_use
from context.merging import merge
from context.models import (
    BuildItem,
    ContextBuild,
    EventSeen,
    Generation,
    LearnedItem,
    Lesson,
    Outcome,
    Standing,
    Status,
    Tally,
)
from context.silencing import silence
from context.tests.factories import make_item, make_lesson, make_standing
from intake.models import OutboxEvent
from projects.models import Account, Project
from projects.tests.factories import make_account, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account()


def taught(account: Account, **fields: Any) -> tuple[LearnedItem, Project]:
    """An item that one project of the account has taught."""
    item, project = make_item(**fields), make_project(account)
    make_lesson(item, project)
    return item, project


def say(project: Project, item: LearnedItem, success: bool, event: str) -> set[Any]:
    report = Report(project.account_id, project.pk, success, "build")
    return record_use(report, {item.pk: 1}, [event_digest("outcome", event)])


def nobody_drifts() -> bool:
    return reconcile(lambda *args, **said: None) == {"tallies": 0, "items": 0}


class TestMerging:
    def test_everything_moves(self, account: Account) -> None:
        older, first = taught(account)
        younger, second = taught(account)
        say(first, older, True, "1")
        say(first, younger, True, "2")
        say(second, younger, False, "3")
        assert merge(older.pk, younger.pk)
        older.refresh_from_db()
        younger.refresh_from_db()
        assert younger.merged_into_id == older.pk
        assert (older.success_count, older.failure_count) == (2, 1)
        assert (younger.success_count, younger.failure_count) == (0, 0)
        assert set(older.lessons.values_list("project", "taught_as")) == {
            (first.pk, None),
            (second.pk, younger.pk),
        }
        for rows in (Outcome, Tally, Standing, EventSeen):
            assert not rows.objects.filter(item_id=younger.pk).exists(), rows
        assert Tally.objects.get(item=older, project=first).successes == 2
        assert nobody_drifts()

    def test_has_only_items_of_their_kind_read_again(self, account: Account) -> None:
        (older, _), (younger, _) = taught(account), taught(account)
        before = Generation.objects.values_by_name()
        assert merge(older.pk, younger.pk)
        after = Generation.objects.values_by_name()
        assert after[Generation.Name.PATTERNS] > before[Generation.Name.PATTERNS]
        assert after[Generation.Name.LIBRARY] == before[Generation.Name.LIBRARY]

    def test_what_both_were_taught_confirms_the_survivor(self, account: Account) -> None:
        older, _ = taught(account)
        for _ in range(2):
            younger, _ = taught(account)
            assert merge(older.pk, younger.pk)
        weigh_due()
        standing = Standing.objects.get(item=older)
        assert (standing.status, standing.evidence_for) == (Status.ACTIVE, 2)

    def test_a_reference_to_what_went_credits_what_stayed(self, account: Account) -> None:
        older, project = taught(account)
        younger, _ = taught(account)
        merge(older.pk, younger.pk)
        assert say(project, younger, True, "later") == {older.pk}
        older.refresh_from_db()
        assert older.success_count == 1
        assert LearnedItem.objects.surviving(younger.slug, LearnedItem.objects.all()) == older

    def test_what_was_served_can_be_credited_still(self, account: Account) -> None:
        older, project = taught(account)
        younger, _ = taught(account)
        build = ContextBuild.objects.create(
            id="ctx_1", account=account, project=project, tokens=1, release="1"
        )
        BuildItem.objects.create(build=build, ref=younger.ref, version=1, item=younger)
        merge(older.pk, younger.pk)
        assert build.items.get(ref=younger.ref).item == older

    def test_an_event_that_was_counted_for_both_is_known_once(self, account: Account) -> None:
        older, project = taught(account)
        younger, _ = taught(account)
        report = Report(account.pk, project.pk, True, "build")
        event = event_digest("outcome", "both")
        record_use(report, {older.pk: 1, younger.pk: 1}, [event])
        merge(older.pk, younger.pk)
        assert EventSeen.objects.get().item_id == older.pk
        assert record_use(report, {older.pk: 1, younger.pk: 1}, [event]) == set()
        assert nobody_drifts()

    def test_what_was_active_stays_active(self, account: Account) -> None:
        older, _ = taught(account)
        younger, _ = taught(account)
        Standing.objects.filter(item=younger).update(
            status=Status.ACTIVE, moved_by=Standing.By.STAFF
        )
        merge(older.pk, younger.pk)
        standing = Standing.objects.get(item=older)
        assert (standing.status, standing.moved_by) == (Status.ACTIVE, Standing.By.STAFF)

    def test_a_chain_ends_at_the_last(self, account: Account) -> None:
        first, second, third = (taught(account)[0] for _ in range(3))
        merge(second.pk, third.pk)
        merge(first.pk, second.pk)
        assert set(LearnedItem.objects.filter(merged_into=first)) == {second, third}
        assert set(first.lessons.values_list("taught_as", flat=True)) == {
            None,
            second.pk,
            third.pk,
        }


class TestRefusing:
    def test_another_accounts_words(self, account: Account) -> None:
        older, _ = taught(account)
        younger, _ = taught(make_account())
        assert not merge(older.pk, younger.pk)

    def test_what_everybody_is_served(self, account: Account) -> None:
        for older_is_everybodys in (True, False):
            items = [taught(account)[0] for _ in range(2)]
            make_standing(items[not older_is_everybodys], None)
            assert not merge(items[0].pk, items[1].pk)

    def test_what_a_project_keeps(self, account: Account) -> None:
        older, _ = taught(account)
        younger = make_item()
        make_lesson(younger, make_project(account, sharing="project"))
        assert not merge(older.pk, younger.pk)
        Account.objects.filter(pk=account.pk).update(sharing="project")
        assert not merge(older.pk, taught(account)[0].pk)

    @pytest.mark.parametrize("status", [Status.QUARANTINED, Status.INACTIVE, Status.REJECTED])
    @pytest.mark.parametrize("which", [0, 1])
    def test_what_is_held_back(self, account: Account, status: Status, which: int) -> None:
        items = [taught(account)[0] for _ in range(2)]
        Standing.objects.filter(item=items[which]).update(status=status)
        assert not merge(items[0].pk, items[1].pk)

    def test_other_kinds_shipped_merged_and_gone(self, account: Account) -> None:
        item, _ = taught(account)
        for other in (
            taught(account, kind="strategy")[0],
            taught(account, is_built_in=True)[0],
            taught(account, merged_into=taught(account)[0])[0],
        ):
            assert not merge(item.pk, other.pk)
        gone, _ = taught(account)
        pk = gone.pk
        gone.delete()
        assert not merge(item.pk, pk)


class TestBeforeEverybody:
    def test_only_the_same_words_speak_for_an_account(self) -> None:
        """Three accounts are for it, but one of them in words of its own."""
        item = make_item()
        for _ in range(2):
            make_lesson(item, make_project())
        own = make_item()
        make_lesson(item, project := make_project(), taught_as=own)
        say(project, item, True, "1")
        weigh_due()
        standing = Standing.objects.get(item=item, account=None)
        assert (standing.status, standing.evidence_for) == (Status.PROPOSED, 3)
        make_lesson(item, make_project())
        say(project, item, True, "2")
        weigh_due()
        standing.refresh_from_db()
        assert standing.status == Status.ACTIVE


class TestErasing:
    def test_the_words_that_are_left_take_over(self, account: Account) -> None:
        older, first = taught(account, slug="words-of-the-first")
        younger, second = taught(account, slug="words-of-the-second")
        say(second, younger, True, "1")
        say(first, older, False, "2")
        merge(older.pk, younger.pk)
        first.erase()
        younger.refresh_from_db()
        assert (younger.merged_into, younger.success_count, younger.failure_count) == (None, 1, 0)
        lesson = younger.lessons.get()
        assert (lesson.project, lesson.taught_as) == (second, None)
        assert not LearnedItem.objects.filter(slug="words-of-the-first").exists()
        assert Standing.objects.get(item=younger).account == account
        silence()
        assert not OutboxEvent.objects.filter(payload__icontains="words-of-the-first").exists()
        assert nobody_drifts()

    def test_the_words_that_went_are_forgotten(self, account: Account) -> None:
        older, first = taught(account, slug="words-of-the-first")
        younger, second = taught(account, slug="words-of-the-second")
        merge(older.pk, younger.pk)
        second.erase()
        assert list(LearnedItem.objects.filter(lessons__project=first)) == [older]
        assert not LearnedItem.objects.filter(slug="words-of-the-second").exists()

    def test_of_a_chain_the_oldest_takes_over(self, account: Account) -> None:
        teachers = []
        items = []
        for _ in range(3):
            item, project = taught(account)
            items.append(item)
            teachers.append(project)
        merge(items[0].pk, items[1].pk)
        merge(items[0].pk, items[2].pk)
        teachers[0].erase()
        assert LearnedItem.objects.get(pk=items[2].pk).merged_into_id == items[1].pk
        assert set(Lesson.objects.values_list("item", "taught_as")) == {
            (items[1].pk, None),
            (items[1].pk, items[2].pk),
        }

    @pytest.mark.parametrize("is_proven", [False, True])
    def test_what_takes_over_is_active_by_its_own_evidence_alone(
        self, account: Account, is_proven: bool
    ) -> None:
        """Staff had agreed to other words."""
        older, first = taught(account)
        younger, _ = taught(account)
        if is_proven:
            for event in ("1", "2"):
                say(make_project(account), younger, True, event)
        merge(older.pk, younger.pk)
        Standing.objects.filter(item=older).update(status=Status.ACTIVE, moved_by=Standing.By.STAFF)
        first.erase()
        standing = Standing.objects.get(item=younger)
        assert standing.status == Status.PROPOSED
        weigh_due()
        standing.refresh_from_db()
        assert standing.status == (Status.ACTIVE if is_proven else Status.PROPOSED)

    def test_other_accounts_never_see_the_heir(self, account: Account) -> None:
        """They were served the words of who is erased, and never were to read what is left."""
        older, first = taught(account)
        younger, second = taught(account, slug="words-of-the-second")
        merge(older.pk, younger.pk)
        make_standing(older, None)
        stranger = make_project()
        say(stranger, older, True, "1")
        say(second, older, True, "2")
        weigh_due()
        first.erase()
        heir = LearnedItem.objects.get(pk=younger.pk)
        assert heir.success_count == 1
        assert list(heir.standings.values_list("account", flat=True)) == [account.pk]
        assert not OutboxEvent.objects.filter(
            account=None, payload__icontains="words-of-the-second"
        ).exists()
        assert nobody_drifts()

    def test_all_that_taught_it_gone_nothing_is_left(self, account: Account) -> None:
        older, first = taught(account)
        younger, second = taught(account)
        merge(older.pk, younger.pk)
        for project in (first, second):
            with transaction.atomic():
                project.erase()
        assert not LearnedItem.objects.filter(is_built_in=False).exists()
