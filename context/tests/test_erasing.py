"""Erasing a project takes back what it taught and reported, and nothing else."""

import time
from typing import Any

import pytest
from django.utils import timezone

from context.ledger import Report, event_digest, reconcile, record_use, retain
from context.models import ContextBuild, Due, LearnedItem, Lesson, Outcome, Standing, Status, Tally
from context.silencing import silence
from context.tests.factories import make_item, make_lesson, make_standing
from intake import outbox
from intake.jobs import REQUESTED, jobs
from intake.models import JobRun, OutboxEvent
from projects.erasing import ask_for, erase_all, erase_now
from projects.models import Account, Erasure, Project
from projects.tests.factories import Caller, make_account, make_caller, make_project
from projects.tests.staff import person

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


def test_events_that_name_a_gone_item_are_told_no_more_and_go() -> None:
    caller = make_caller()
    account = caller.account
    gone, kept = make_item(), make_item()
    project = make_project(account)
    make_lesson(gone, project)
    make_lesson(kept, make_project())
    for item in (gone, kept):
        outbox.emit("pattern.learned", {"ref": item.ref}, account=account.pk)
        outbox.emit("pattern.activated", {"ref": item.ref})
    OutboxEvent.objects.exclude(type__startswith="pattern.").delete()
    outbox.emit("outcome.recorded", {"refs": [gone.ref, kept.ref]}, account=account.pk)
    outbox.emit("cycle.completed", {"cycle": 1})
    outbox.place_all()
    project.erase()
    left = [{"ref": kept.ref}, {"ref": kept.ref}, {"cycle": 1}]
    assert [event["payload"] for event in caller.get("events/").json()["results"]] == left
    assert OutboxEvent.objects.filter(type=REQUESTED, payload__job="silence").count() == 1
    assert jobs()["silence"]() == {"checked": 7, "events": 3}
    events = OutboxEvent.objects.exclude(type=REQUESTED)
    assert [event.payload for event in events.order_by("id")] == left


def test_a_position_is_given_once_though_the_last_events_go(account: Account) -> None:
    caller, item = Caller(account), make_item()
    OutboxEvent.objects.all().delete()
    for _ in range(2):
        outbox.emit("pattern.learned", {"ref": item.ref}, account=account.pk)
    outbox.place_all()
    assert caller.get("events/").json()["results"][-1]["position"] == 2
    slug = item.slug
    item.delete()
    assert silence() == {"checked": 2, "events": 2}
    assert slug not in str(list(OutboxEvent.objects.values()))
    assert caller.get("events/").json()["results"] == []
    outbox.emit("item.recalled", {"ref": make_item().ref})
    outbox.place_all()
    [event] = caller.get("events/?after=2").json()["results"]
    assert (event["type"], event["position"]) == ("item.recalled", 3)
    # Nothing of what was taken out is counted or handed over again.
    assert silence()["events"] == 0
    assert not outbox.open_events().filter(type=outbox.GONE).exists()


def test_what_is_taught_again_brings_no_events_of_before(account: Account) -> None:
    caller, item = Caller(account), make_item()
    OutboxEvent.objects.all().delete()
    outbox.emit("pattern.learned", {"ref": item.ref, "of": "before"}, account=account.pk)
    slug = item.slug
    item.delete()
    time.sleep(0.002)  # ids are made in the order of milliseconds
    again = make_item(slug=slug)
    outbox.emit("pattern.learned", {"ref": again.ref, "of": "now"}, account=account.pk)
    outbox.place_all()
    told = caller.get("events/").json()["results"]
    assert [event["payload"]["of"] for event in told] == ["now"]
    assert silence() == {"checked": 2, "events": 1}
    assert OutboxEvent.objects.get().payload["of"] == "now"


def test_a_page_of_events_that_are_gone_leads_to_what_is_behind_them(account: Account) -> None:
    caller, item = Caller(account), make_item()
    OutboxEvent.objects.all().delete()
    for number in range(6):
        gone = "error_pattern:gone"
        ref = item.ref if number in (0, 4) else gone
        outbox.emit("pattern.learned", {"ref": ref}, account=account.pk)
    outbox.place_all()
    seen, after = [], 0
    while page := caller.get(f"events/?page_size=1&after={after}").json()["results"]:
        after = page[-1]["position"]
        seen.append(after)
    assert seen == [1, 5]
    # The same by links, where a page may be empty.
    url, seen = "events/?page_size=1", []
    answer = caller.get(url).json()
    while True:
        seen += [event["position"] for event in answer["results"]]
        if answer["next"] is None:
            break
        answer = caller.client.get(answer["next"]).json()
    assert seen == [1, 5]


def test_events_are_looked_at_once_a_batch_a_transaction(
    account: Account, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr("context.silencing.BATCH", 10)
    refs = [f"error_pattern:gone-{number}" for number in range(3)]
    OutboxEvent.objects.all().delete()
    for number in range(30):
        outbox.emit("pattern.learned", {"ref": refs[number % 3]}, account=account.pk)
    # Of each batch: the events, the items, and in a transaction (two more) that they are held, the
    # last position, what is emptied and what is deleted; then that nothing is left, and before it
    # all who asked.
    with django_assert_num_queries(3 * 8 + 1 + 1):
        assert silence() == {"checked": 30, "events": 30}


def test_nobody_reads_all_events_when_nothing_went(account: Account) -> None:
    project, item = make_project(account), make_item()
    make_lesson(item, project)
    make_lesson(item, make_project())
    project.erase()
    assert not OutboxEvent.objects.filter(type=REQUESTED).exists()


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


class TestByTheJob:
    """Batch by batch, for staff; what is left is the same."""

    @pytest.fixture(autouse=True)
    def smallest(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("context.erasing.BATCH", 1)
        monkeypatch.setattr("context.erasing.BUILDS", 1)

    def test_takes_away_what_erasing_at_once_does_and_says_how_much(self, account: Account) -> None:
        one, two, shared = make_project(account), make_project(), make_item()
        gone = [make_item() for _ in range(3)]
        for item in gone:
            make_lesson(item, one)
        make_lesson(shared, one)
        make_lesson(shared, two)
        say(one, shared, "e1")
        say(two, shared, "e2")
        for number in range(2):
            ContextBuild.objects.create(id=f"ctx_{number}", account=account, project=one, tokens=1)
        ask_for(one, "its owner asks for it", person("admin"))
        assert erase_all(lambda: None) == {"projects": 1}
        assert list(LearnedItem.objects.filter(is_built_in=False)) == [shared]
        shared.refresh_from_db()
        assert shared.success_count == 1
        assert not Project.objects.filter(pk=one.pk).exists()
        assert not ContextBuild.objects.exists()
        assert reconcile(lambda *args, **kwargs: None) == {"tallies": 0, "items": 0}
        counts = Erasure.objects.get().counts
        assert counts["learned items"] == 3
        assert counts["lessons"] == 4
        assert counts["served contexts"] == 2
        assert counts["projects"] == 1

    def test_an_account_that_deletes_its_project_waits_for_all_batches(self) -> None:
        caller = make_caller()
        project = make_project(caller.account, key="shop")
        for _ in range(3):
            make_lesson(make_item(), project)
        assert caller.delete("projects/shop/").status_code == 204
        assert not Project.objects.filter(pk=project.pk).exists()
        assert not LearnedItem.objects.filter(is_built_in=False).exists()
        assert not Erasure.objects.exists()
        # Each batch asked, and one run is enough.
        asked = OutboxEvent.objects.filter(type=REQUESTED, payload__job="silence", closed_at=None)
        assert asked.count() == 3
        for request in list(asked):
            jobs()["silence"](request=str(request.pk))
        assert JobRun.objects.filter(job="silence").count() == 1
        assert not asked.all().exists()

    def test_events_go_also_where_erasing_died_behind_the_last_item(
        self, account: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        project = make_project(account)
        make_lesson(make_item(), project)

        def die(*args: Any, **kwargs: Any) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(Project, "erase", die)
        with pytest.raises(KeyboardInterrupt):
            erase_now(project)
        assert not LearnedItem.objects.filter(is_built_in=False).exists()
        assert OutboxEvent.objects.filter(type=REQUESTED, payload__job="silence").exists()

    def test_a_dry_run_of_silence_answers_no_request(self, account: Account) -> None:
        project = make_project(account)
        make_lesson(make_item(), project)
        erase_now(project)
        asked = OutboxEvent.objects.filter(type=REQUESTED, payload__job="silence", closed_at=None)
        jobs()["silence"](dry_run=True)
        assert asked.exists()

    def test_goes_on_where_it_was_ended(
        self, account: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        project = make_project(account)
        for _ in range(3):
            make_lesson(make_item(), project)
        ask_for(project, "r", person("admin"))

        def die() -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            erase_all(die)
        assert Erasure.objects.get().counts["lessons"] == 1
        assert Erasure.objects.get().finished_at is None
        erase_all(lambda: None)
        assert Erasure.objects.get().counts["lessons"] == 3
        assert Erasure.objects.get().finished_at is not None

    def test_weighs_nothing_while_it_holds_a_batch(
        self, account: Account, django_capture_on_commit_callbacks: Any
    ) -> None:
        project, other = make_project(account), make_item(due=Due.WEIGHING)
        make_lesson(make_item(), project)
        with django_capture_on_commit_callbacks(execute=True):
            ask_for(project, "r", person("admin"))
            erase_all(lambda: None)
            other.refresh_from_db()
            assert other.due == Due.WEIGHING
        other.refresh_from_db()
        assert other.due == Due.NOTHING

    def test_is_asked_for_once(self, account: Account) -> None:
        project, user = make_project(account), person("admin")
        assert ask_for(project, "r", user) == ask_for(project, "again", user)
        assert OutboxEvent.objects.filter(type="job.requested").count() == 1
