"""What is served once a project or its account shares otherwise: at once, and once weighed."""

from typing import Any

import pytest
from django.urls import reverse

from context.learned import weigh_due
from context.models import Due, LearnedItem, Resharing, Standing, Status
from context.resharing import reconsider_all
from context.tests.factories import make_item, make_lesson
from errorpatterns.tests.factories import error, learned, matches, report
from intake.jobs import REQUESTED, ignore, jobs
from intake.models import OutboxEvent
from projects.models import Account, Project, Sharing
from projects.tests.factories import Caller, make_account, make_project
from projects.tests.staff import staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("context.resharing.BATCH", 2)


@pytest.fixture
def ours() -> Caller:
    account = make_account()
    for key in ("shop", "blog", "site"):
        make_project(account, key=key)
    return Caller(account)


def taught(project: Project, count: int) -> None:
    for _ in range(count):
        make_lesson(make_item(), project)


def marked() -> int:
    return LearnedItem.objects.filter(due=Due.RECONSIDERING).count()


def asked() -> int:
    return OutboxEvent.objects.filter(type=REQUESTED, payload__job="reshare").count()


def told_of(name: str) -> dict[str, Any]:
    return error(f"Cannot find name '{name}'.") | {"code": f"TS{name}"}


def test_narrowed_no_trial_is_served_at_once_and_nothing_that_was_activated_once_it_is_weighed(
    ours: Caller,
) -> None:
    messages = [told_of(str(number)) for number in (2304, 2305, 2306, 2307)]
    patterns = [
        learned(ours, error=message, fix={"template": f"Mend it by {n}."})
        for n, message in enumerate(messages)
    ]
    proven, trial = patterns[-1], patterns[-2]
    for project in ("blog", "site"):
        assert report(ours, proven.slug, project, told=messages[-1]).status_code == 201
    weigh_due()
    assert trial.slug in matches(ours, "blog", messages[-2])
    assert proven.slug in matches(ours, "blog", messages[-1])
    ours.put("projects/shop/", {"sharing": "project"})
    weigh_due()
    # The job has not run, and neither is among the first that were marked.
    assert trial.slug not in matches(ours, "blog", messages[-2])
    assert proven.slug in matches(ours, "blog", messages[-1])
    assert jobs()["reshare"]() == {"projects": 1, "items": 2}
    weigh_due()
    assert proven.slug not in matches(ours, "blog", messages[-1])
    assert {trial.slug, proven.slug} <= {
        slug for message in messages for slug in matches(ours, "shop", message)
    }
    assert Standing.objects.get(item=proven).status == Status.PROPOSED


def test_what_one_batch_marks_needs_no_job(ours: Caller) -> None:
    project = Project.objects.get(key="shop")
    taught(project, 1)
    ours.put("projects/shop/", {"sharing": "project"})
    assert marked() == 1
    assert not Resharing.objects.exists()
    assert not asked()


def test_however_much_it_taught_a_request_marks_one_batch(
    ours: Caller, django_assert_max_num_queries: Any
) -> None:
    taught(Project.objects.get(key="shop"), 9)
    with django_assert_max_num_queries(40):
        ours.put("projects/shop/", {"sharing": "project"})
    assert (marked(), asked()) == (2, 1)
    assert jobs()["reshare"]() == {"projects": 1, "items": 7}
    assert marked() == 9
    assert OutboxEvent.objects.filter(type=REQUESTED, payload__job="weigh").count() == 1
    assert jobs()["reshare"]() == {}


def test_a_job_that_died_goes_on_and_another_change_begins_anew(ours: Caller) -> None:
    taught(Project.objects.get(key="shop"), 6)
    ours.put("projects/shop/", {"sharing": "project"})

    def die(**counts: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reconsider_all(die)
    assert marked() == 4
    LearnedItem.objects.update(due=Due.NOTHING)
    ours.put("projects/shop/", {"sharing": "account"})
    assert reconsider_all(ignore)["items"] == 4
    assert marked() == 6


def test_an_erased_project_is_not_waited_for(ours: Caller) -> None:
    taught(Project.objects.get(key="shop"), 4)
    ours.put("projects/shop/", {"sharing": "project"})
    ours.delete("projects/shop/")
    assert reconsider_all(ignore) == {"projects": 0, "items": 0}


def test_an_account_changes_it_for_the_projects_that_say_nothing_themselves() -> None:
    account = make_account(sharing=Sharing.GLOBAL)
    silent, other, own = (make_project(account) for _ in range(3))
    Project.objects.filter(pk=own.pk).update(sharing=Sharing.GLOBAL)
    taught(silent, 3)
    taught(other, 3)
    taught(own, 1)
    url = reverse("admin:projects_account_change", args=[account.pk])
    told = {"name": account.name, "sharing": "project", "why": "as they asked"}
    assert staff("admin").post(url, told).status_code == 302
    assert Account.objects.get(pk=account.pk).sharing == Sharing.PROJECT
    assert (marked(), asked()) == (2, 1)
    reconsider_all(ignore)
    assert marked() == 6
