from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from intake.jobs import REQUESTED
from intake.models import JobRun, OutboxEvent

pytestmark = pytest.mark.django_db

RUN = "/admin/intake/jobrun/run/"


def client(*codenames: str) -> Client:
    """A member of staff with these permissions."""
    user = User.objects.create_user(f"staff{User.objects.count()}", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    made = Client()
    made.force_login(user)
    return made


@pytest.fixture
def rows() -> None:
    JobRun.objects.create(job="prune", started_at=timezone.now(), counts={"pruned": 3})
    JobRun.objects.create(
        job="broken", started_at=timezone.now(), finished_at=timezone.now(), error="ValueError: no"
    )
    OutboxEvent.objects.create(type="thing.happened", payload={})


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    ("page", "words"),
    [("jobrun", ["prune", "running", "ValueError: no"]), ("outboxevent", ["thing.happened"])],
)
def test_lists_show_what_happened(page: str, words: list[str]) -> None:
    answer = client("view_jobrun", "view_outboxevent").get(f"/admin/intake/{page}/")
    assert answer.status_code == 200
    assert [word for word in words if word not in answer.content.decode()] == []


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("page", ["jobrun", "outboxevent"])
def test_lists_make_as_many_queries_for_many_rows(
    page: str, django_assert_num_queries: Any
) -> None:
    staff = client("view_jobrun", "view_outboxevent")
    address = f"/admin/intake/{page}/"
    staff.get(address)
    for n in range(20):
        JobRun.objects.create(job=f"job{n}", started_at=timezone.now())
        OutboxEvent.objects.create(type="thing.happened")
    # Session, user, two of permissions, a count, the filter's choices, the rows, the kill switch.
    with django_assert_num_queries(8):
        staff.get(address)


@pytest.mark.usefixtures("rows")
def test_rows_are_for_reading() -> None:
    root = Client()
    root.force_login(User.objects.create_superuser("root"))
    run = JobRun.objects.first()
    assert run is not None
    assert root.get("/admin/intake/jobrun/add/").status_code == 403
    assert root.get(f"/admin/intake/jobrun/{run.pk}/change/").status_code == 200
    assert root.post(f"/admin/intake/jobrun/{run.pk}/change/", {"job": "x"}).status_code == 403
    assert root.post(f"/admin/intake/jobrun/{run.pk}/delete/", {"post": "yes"}).status_code == 403


def test_run_now_offers_every_job() -> None:
    page = client("view_jobrun", "run_job").get(RUN).content.decode()
    assert "drain" in page
    assert "purge" in page


def test_run_now_writes_a_request() -> None:
    answer = client("view_jobrun", "run_job").post(RUN, {"job": "purge", "dry_run": "on"})
    assert answer.status_code == 302
    event = OutboxEvent.objects.get()
    assert event.type == REQUESTED
    assert event.payload["job"] == "purge"
    assert event.payload["dry_run"] is True
    assert "staff0" in event.payload["reason"]


def test_run_now_needs_its_permission() -> None:
    staff = client("view_jobrun")
    assert staff.get(RUN).status_code == 403
    assert staff.post(RUN, {"job": "purge"}).status_code == 403
    assert not OutboxEvent.objects.exists()
    assert RUN not in staff.get("/admin/intake/jobrun/").content.decode()


def test_a_job_that_does_not_exist_is_not_requested() -> None:
    assert client("view_jobrun", "run_job").post(RUN, {"job": "rm"}).status_code == 400
    assert not OutboxEvent.objects.exists()


def test_requests_under_a_key_are_not_shown() -> None:
    root = Client()
    root.force_login(User.objects.create_superuser("root"))
    assert "idempotentrequest" not in root.get("/admin/").content.decode()
