"""A dry run changes nothing in the tables that its job is about, and says what it would do."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from context import learned
from context.ledger import REMEMBERED, Report, event_digest, record_use
from context.models import (
    Due,
    EventSeen,
    LearnedItem,
    Lesson,
    Outcome,
    Resharing,
    Standing,
    Status,
    Tally,
)
from context.tests.factories import make_item, make_lesson, make_standing
from errorpatterns.models import PatternSignature, ProvenFix
from errorpatterns.tests.factories import aggregate, learn, mended
from intake.jobs import jobs
from intake.models import JobLock, JobRun, OutboxEvent
from learning.tests.factories import INTERACTION, INTERACTIONS
from learning.tests.factories import told as tell_interactions
from projects.models import Erasure, Project
from projects.tests.factories import Caller, make_account, make_caller, make_project

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

LONG_AGO = timezone.now() - timedelta(days=1000)
Rows = dict[str, list[str]]


def everything() -> Rows:
    """All rows of all tables, but what tells of the jobs themselves."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models()
        if model not in (JobRun, JobLock)
    }


def report(project: Project, item: LearnedItem, *results: bool) -> None:
    for number, success in enumerate(results):
        told = Report(project.account_id, project.pk, success, "build")
        event = event_digest("outcome", f"{project.pk} {item.pk} {number}")
        record_use(told, {item.pk: 1}, [event])


def confirmed() -> LearnedItem:
    """An item that is to be served to its account, as two other projects confirmed it."""
    item, account = make_item(), make_account(name="acme")
    make_lesson(item, make_project(account))
    for _ in range(2):
        report(make_project(account), item, True)
    return item


def agreed() -> LearnedItem:
    """An item that is to be served to everybody, as three accounts teach it."""
    item = make_item(due=Due.WEIGHING)
    for _ in range(3):
        make_lesson(item, make_project())
    return item


def recovered() -> LearnedItem:
    """An item that was pruned, and is to be proposed again and at once served to its account."""
    item = confirmed()
    Standing.objects.filter(item=item).update(status=Status.INACTIVE, moved_by=Standing.By.JOB)
    return item


def erased() -> LearnedItem:
    """An item that the job had activated on what is gone."""
    item = make_item(due=Due.RECONSIDERING)
    make_lesson(item, make_project())
    Standing.objects.filter(item=item).update(status=Status.ACTIVE, moved_by=Standing.By.JOB)
    return item


def failing(**fields: Any) -> LearnedItem:
    item = make_item(**fields)
    make_standing(item, None, evidence_for=1, evidence_against=4)
    return item


def waiting_to_be_weighed() -> None:
    confirmed()
    agreed()
    erased()


def waiting_to_be_pruned() -> None:
    failing()
    failing(is_built_in=True)


def waiting_to_be_drained() -> None:
    OutboxEvent.objects.create(type="nothing.in.particular")


def asked_to_be_erased() -> None:
    project = make_project()
    Erasure.objects.create(account=project.account, project=project, key=project.key)


def past_their_time() -> None:
    OutboxEvent.objects.bulk_create(
        OutboxEvent(type="x", position=number, closed_at=LONG_AGO) for number in (1, 2)
    )


def old_outcomes() -> None:
    report(make_project(), make_item(), True)
    Outcome.objects.update(created_at=LONG_AGO)
    EventSeen.objects.update(created_at=timezone.now() - REMEMBERED - timedelta(days=1))


def drifted() -> None:
    """Two tallies of one item that are not what was reported, and an item that is not its sum."""
    first, second = make_item(), make_item()
    for _ in range(2):
        report(make_project(), first, True, True)
    Tally.objects.update(successes=5)
    LearnedItem.objects.filter(pk=first.pk).update(success_count=10)
    LearnedItem.objects.filter(pk=second.pk).update(failure_count=1)


def owed_to_fixes() -> None:
    caller = make_caller()
    make_project(caller.account, key="shop")
    mended(caller)


def miscounted() -> None:
    owed_to_fixes()
    aggregate()
    ProvenFix.objects.update(uses=7)


def not_observed() -> None:
    tell_interactions(Caller(make_account()), INTERACTIONS, [INTERACTION] * 5)


def behind() -> None:
    make_lesson(make_item(), make_project(), example="mail to ada@acme.io failed")
    Lesson.objects.update(scrub_version=1)


def keyed_of_old() -> None:
    caller = Caller(make_account())
    assert caller.client  # its key is made now
    make_project(caller.account, key="shop")
    learn(caller)
    PatternSignature.objects.update(signature="0" * 32, signature_version=1)


def named_and_gone() -> None:
    OutboxEvent.objects.create(type="pattern.learned", payload={"ref": "error_pattern:gone"})


def shared_otherwise() -> None:
    project = make_project()
    make_lesson(make_item(), project)
    Resharing.objects.create(project=project)


# What gives each job something to do.
WAITING: dict[str, Callable[[], Any]] = {
    "aggregate": owed_to_fixes,
    "cycle": confirmed,
    "drain": waiting_to_be_drained,
    "erase": asked_to_be_erased,
    "observe": not_observed,
    "prune": waiting_to_be_pruned,
    "purge": past_their_time,
    "recount": miscounted,
    "reconcile": drifted,
    "rekey": keyed_of_old,
    "rescrub": behind,
    "reshare": shared_otherwise,
    "retain": old_outcomes,
    "silence": named_and_gone,
    "weigh": waiting_to_be_weighed,
}


@pytest.mark.parametrize("name", jobs())
def test_changes_nothing_and_says_what_it_would_do(name: str) -> None:
    WAITING[name]()
    before = everything()
    counts = jobs()[name](dry_run=True)
    assert everything() == before
    assert any(counts.values())
    run = JobRun.objects.get(job=name)
    assert (run.dry_run, run.counts) == (True, counts)
    done = jobs()[name]()
    assert everything() != before
    # By the same names; which fixes its incidents will touch, only the run itself knows.
    both = (done.keys() & counts.keys()) - ({"fixes"} if name == "aggregate" else set())
    assert {key: done[key] for key in both} == {key: counts[key] for key in both}


def dry_run(name: str) -> Any:
    stdout = StringIO()
    call_command("job", name, "--dry-run", stdout=stdout, stderr=StringIO())
    return json.loads(stdout.getvalue())


class TestWeigh:
    @pytest.mark.parametrize("batch", [1, 200])
    def test_names_each_move(self, batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(learned, "BATCH", batch)
        items = {"to_account": confirmed(), "to_everybody": agreed(), "taken_back": erased()}
        told = dry_run("weigh")
        assert told["counts"] == {
            # What is taken back is weighed again.
            "weighed": 4,
            "moved": 3,
            "changed": 2,
            "to_account": 1,
            "to_everybody": 1,
            "taken_back": 1,
            "proposed_again": 0,
        }
        changes = {change["ref"]: change for change in told["changes"]}
        assert changes[items["to_account"].ref] == {
            "ref": items["to_account"].ref,
            "audience": "account acme",
            "from": "proposed",
            "to": "active",
            "reason": "confirmed by 2 other projects, 2 for and 0 against",
            "evidence_for": 2,
            "evidence_against": 0,
        }
        assert changes[items["to_everybody"].ref]["audience"] == "everybody"
        taken_back = changes[items["taken_back"].ref]
        assert (taken_back["from"], taken_back["to"]) == ("active", "proposed")

    def test_follows_what_is_proposed_again(self) -> None:
        item = recovered()
        told = dry_run("weigh")
        assert [(change["from"], change["to"]) for change in told["changes"]] == [
            ("inactive", "proposed"),
            ("proposed", "active"),
        ]
        assert (told["counts"]["proposed_again"], told["counts"]["to_account"]) == (1, 1)
        done = jobs()["weigh"]()
        assert done == {name: told["counts"][name] for name in done}
        assert Standing.objects.get(item=item, account__name="acme").status == Status.ACTIVE

    def test_opens_no_transaction(self, django_assert_num_queries: Any) -> None:
        """As nothing is written, nobody waits for it."""
        with django_assert_num_queries(1):
            learned.weigh_all(print, dry_run=True)


class TestPrune:
    def test_names_what_fails_and_why(self) -> None:
        item, shipped = failing(), failing(is_built_in=True)
        told = dry_run("prune")
        assert told["counts"] == {"pruned": 1, "flagged": 1}
        assert told["changes"] == [
            {
                "ref": one.ref,
                "audience": "everybody",
                "from": "active",
                "to": to,
                "reason": "more failures than successes",
                "evidence_for": 1,
                "evidence_against": 4,
            }
            for one, to in ((item, "inactive"), (shipped, "failing"))
        ]


class TestReconcile:
    def test_names_what_differs(self) -> None:
        drifted()
        told = dry_run("reconcile")
        assert told["counts"] == {"tallies": 2, "items": 2}
        assert sorted((change["from"], change["to"]) for change in told["changes"]) == [
            ("0 successes and 1 failures", "0 successes and 0 failures"),
            ("10 successes and 0 failures", "4 successes and 0 failures"),
            ("5 successes and 0 failures", "2 successes and 0 failures"),
            ("5 successes and 0 failures", "2 successes and 0 failures"),
        ]

    def test_an_item_that_its_mended_tallies_make_right_is_left(self) -> None:
        report(make_project(), make_item(), True, True)
        Tally.objects.update(successes=5)
        assert dry_run("reconcile")["counts"] == {"tallies": 1, "items": 0}
        assert jobs()["reconcile"]() == {"tallies": 1, "items": 0}
