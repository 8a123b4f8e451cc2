"""Erasing a project takes back what it taught and reported, and nothing else."""

import pytest
from django.utils import timezone

from context.ledger import Report, event_digest, reconcile, record_use, retain
from context.models import Due, LearnedItem, Lesson, Outcome, Standing, Status, Tally
from context.tests.factories import make_item, make_lesson, make_standing
from intake import outbox
from intake.models import JobRun, OutboxEvent
from projects.models import Account, Project
from projects.tests.factories import make_account, make_project

pytestmark = pytest.mark.django_db


def say(project: Project, item: LearnedItem, event: str, success: bool = True) -> None:
    record_use(
        Report(project.account_id, project.pk, success, "build"),
        {item.pk: 1},
        [event_digest("outcome", event)],
    )


@pytest.fixture
def account() -> Account:
    return make_account()


def test_an_item_that_nobody_else_taught_goes_with_its_history(account: Account) -> None:
    project, item = make_project(account), make_item()
    make_lesson(item, project)
    Standing.objects.filter(item=item).move(Status.ACTIVE, by=Standing.By.STAFF, reason="why")
    assert Standing.history.filter(item_id=item.pk).exists()
    project.erase()
    assert not LearnedItem.objects.filter(pk=item.pk).exists()
    assert not Standing.objects.filter(item_id=item.pk).exists()
    assert not Standing.history.filter(item_id=item.pk).exists()


def test_shipped_items_stay(account: Account) -> None:
    project, item = make_project(account), make_item(is_built_in=True)
    make_lesson(item, project)
    say(project, item, "e", success=False)
    project.erase()
    item.refresh_from_db()
    assert (item.failure_count, item.due) == (0, Due.RECONSIDERING)


def test_what_others_taught_stays_and_is_reconsidered(account: Account) -> None:
    one, two, item = make_project(account), make_project(), make_item()
    make_lesson(item, one)
    make_lesson(item, two)
    say(one, item, "e1")
    say(one, item, "e2", success=False)
    say(two, item, "e3")
    one.erase()
    item.refresh_from_db()
    assert (item.success_count, item.failure_count) == (1, 0)
    assert item.due == Due.RECONSIDERING
    assert Lesson.objects.get().project == two
    assert Outcome.objects.get().project == two
    assert Tally.objects.get().project == two
    assert reconcile(lambda *args, **kwargs: None) == {"tallies": 0, "items": 0}


def test_folded_outcomes_are_taken_out_too(account: Account) -> None:
    one, two, item = make_project(account), make_project(), make_item()
    make_lesson(item, two)
    say(one, item, "e1")
    Outcome.objects.update(created_at="2020-01-01T00:00:00Z")
    retain(lambda *args, **kwargs: None)
    assert Tally.objects.get().base_successes == 1
    one.erase()
    item.refresh_from_db()
    assert item.success_count == 0


def test_dry_runs_forget_what_they_found(account: Account) -> None:
    project, item = make_project(account), make_item()
    make_lesson(item, project)
    JobRun.objects.create(
        job="prune", started_at=timezone.now(), dry_run=True, found=[f"ref: {item.ref}"]
    )
    project.erase()
    assert JobRun.objects.get().found == []


def test_events_that_name_a_gone_item_go(account: Account) -> None:
    gone, kept = make_item(), make_item()
    project = make_project(account)
    make_lesson(gone, project)
    make_lesson(kept, make_project())
    for item in (gone, kept):
        outbox.emit("pattern.learned", {"ref": item.ref}, account=account.pk)
        outbox.emit("pattern.activated", {"ref": item.ref})
    OutboxEvent.objects.exclude(type__startswith="pattern.").delete()
    outbox.emit("outcome.recorded", {"refs": [gone.ref, kept.ref]}, account=account.pk)
    project.erase()
    events = OutboxEvent.objects.all()
    assert [event.payload for event in events.order_by("id")] == [{"ref": kept.ref}] * 2


def test_sections_and_standings_of_other_accounts_are_untouched(account: Account) -> None:
    item, other = make_item(), make_account()
    make_lesson(item, make_project(account))
    make_lesson(item, make_project(other))
    make_standing(item, None)
    Project.objects.get(account=account).erase()
    assert Standing.objects.get(item=item, account=other).status == Status.PROPOSED
    assert Standing.objects.get(item=item, account=None).status == Status.ACTIVE


def test_an_account_leaves_no_history(account: Account) -> None:
    item = make_item()
    make_lesson(item, make_project())
    standing = make_standing(item, account)
    Standing.objects.filter(pk=standing.pk).move(
        Status.INACTIVE, by=Standing.By.STAFF, reason="why"
    )
    account.delete()
    assert not Standing.history.filter(account_id=standing.account_id).exists()


def test_a_receiver_that_fails_aborts_it(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    project, item = make_project(account), make_item()
    make_lesson(item, project)

    def fail(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("context.erasing.uncount", fail)
    with pytest.raises(RuntimeError):
        project.erase()
    assert Project.objects.filter(pk=project.pk).exists()
    assert Lesson.objects.exists()
