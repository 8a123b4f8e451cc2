import html as markup
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from intake import jobs as intake_jobs
from intake.admin import counted
from intake.ids import uuid7
from intake.jobs import LEASE, REQUESTED, Run, job, jobs
from intake.models import JobLock, JobRun, OutboxEvent

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

RUN = "/admin/intake/jobrun/run/"
JOBS = "/admin/intake/jobrun/jobs/"


def words(page: Any) -> str:
    """What a page says, white space folded."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page.content.decode(), flags=re.S)
    return re.sub(r"\s+([.;,:])", r"\1", " ".join(markup.unescape(text).split()))


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


ASKED = {"confirmed": "yes", "job": "purge", "dry_run": "on", "reason": "The disk is full."}


def test_run_now_offers_every_job_and_shows_what_was_chosen() -> None:
    page = client("view_jobrun", "run_job").get(f"{RUN}?job=purge&dry_run=1").content.decode()
    assert re.findall(r'<option value="(\w+)"', page) == list(jobs())
    assert '<option value="purge" selected' in page
    assert re.search(r'<input type="checkbox" name="dry_run"[^>]* checked', page)


def test_run_now_writes_a_request_with_who_and_why() -> None:
    staff = client("view_jobrun", "run_job")
    answer = staff.post(RUN, ASKED)
    assert (answer.status_code, answer["Location"]) == (302, JOBS)
    event = OutboxEvent.objects.get()
    assert event.type == REQUESTED
    assert event.payload == {
        "job": "purge",
        "dry_run": True,
        "reason": "staff0: The disk is full.",
    }
    page = words(staff.get(JOBS))
    assert "A dry run was asked for" in page
    assert "and waits for a worker. staff0: The disk is full." in page


@pytest.mark.parametrize(
    "wrong", [{"reason": " "}, {"reason": "x" * 151}, {"job": "rm"}, {"job": ""}, {"reason": "\0"}]
)
def test_run_now_says_what_is_wrong(wrong: dict[str, str]) -> None:
    page = client("view_jobrun", "run_job").post(RUN, {**ASKED, **wrong})
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == wrong.keys()
    assert not OutboxEvent.objects.exists()


def test_run_now_needs_its_permission() -> None:
    staff = client("view_jobrun")
    assert staff.get(RUN).status_code == 403
    assert staff.post(RUN, ASKED).status_code == 403
    assert not OutboxEvent.objects.exists()
    assert RUN not in staff.get("/admin/intake/jobrun/").content.decode()
    assert RUN not in staff.get(JOBS).content.decode()


class TestJobs:
    def page(self) -> str:
        return words(client("view_jobrun").get(JOBS))

    def test_says_of_every_job_what_it_does_and_when(self) -> None:
        with time_machine.travel(datetime(2030, 1, 1, 12, 0, tzinfo=UTC), tick=False):
            page = self.page()
        assert all(f" {name} {job.about} " in page for name, job in intake_jobs._jobs.items())
        assert "Every day at 03:17 UTC; next on 2030-01-02 03:17." in page
        assert "Every 30 seconds, if there is anything to do." in page
        assert "shows it anew" not in page

    def test_says_what_fails_since_when_and_what_to_do(self) -> None:
        now = timezone.now()
        for days, error in ((3, ""), (2, "ValueError: no"), (1, "ValueError: no\nmore")):
            began = now - timedelta(days=days)
            JobRun.objects.create(job="purge", started_at=began, finished_at=began, error=error)
        page = self.page()
        assert (
            f"It fails since {now - timedelta(days=2):%Y-%m-%d %H:%M}; "
            f"it last ended well on {now - timedelta(days=3):%Y-%m-%d %H:%M}"
        ) in page
        assert "manage.py job purge --traceback" in page
        assert "has never ended well" not in page
        run = JobRun.objects.latest("started_at")
        told = words(client("view_jobrun").get(f"/admin/intake/jobrun/{run.pk}/change/"))
        assert "ValueError: no more" in told
        assert "manage.py job purge --traceback" in told

    def test_a_dry_run_that_went_well_hides_no_failure(self) -> None:
        now = timezone.now()
        failed, dry = now - timedelta(minutes=2), now - timedelta(minutes=1)
        JobRun.objects.create(job="purge", started_at=failed, finished_at=failed, error="E: x")
        JobRun.objects.create(job="purge", started_at=dry, finished_at=dry, dry_run=True)
        assert f"It fails since {failed:%Y-%m-%d %H:%M} and has never ended well." in self.page()

    @pytest.mark.parametrize(
        ("hours", "is_late"), [(1, False), (22, False), (23, True), (24 * 6, True)]
    )
    def test_says_what_is_late(self, hours: int, is_late: bool) -> None:
        ran = datetime(2030, 1, 1, 4, 30, tzinfo=UTC)
        for name in ("purge", "retain", "reconcile", "recount", "rescrub"):
            JobRun.objects.create(job=name, started_at=ran, finished_at=ran)
        with time_machine.travel(ran + timedelta(hours=hours), tick=False):
            assert ("It is late" in self.page()) == is_late

    def test_shows_how_far_what_runs_is_and_shows_itself_anew(self) -> None:
        lock = JobLock.objects.create(
            job="purge", holder=uuid7(), taken_until=timezone.now() + LEASE
        )
        run = JobRun.objects.create(job="purge", started_at=timezone.now(), progress=0.4)
        page = client("view_jobrun").get(JOBS)
        html = page.content.decode()
        assert 'max="1" value="0.4' in html
        assert 'id="live" data-refresh="3"' in html
        assert "Running, 40% done, since" in words(page)
        lock.delete()
        JobRun.objects.filter(pk=run.pk).update(finished_at=timezone.now())
        assert "data-refresh" not in client("view_jobrun").get(JOBS).content.decode()

    def test_shows_what_a_dry_run_found(self) -> None:
        began = timezone.now()
        run = JobRun.objects.create(
            job="prune",
            started_at=began,
            finished_at=began,
            dry_run=True,
            reason="mira: Is it much?",
            counts={"pruned": 2, "flagged": 0},
            found=["ref: error_pattern:<b>, to: inactive"],
        )
        page = self.page()
        assert "prune, dry run" in page
        assert "mira: Is it much? would change: 2 pruned" in page
        told = client("view_jobrun").get(f"/admin/intake/jobrun/{run.pk}/change/")
        assert "ref: error_pattern:&lt;b&gt;, to: inactive" in told.content.decode()

    @pytest.mark.parametrize("many", [2, 60])
    def test_takes_as_many_queries_for_many_runs(
        self, many: int, django_assert_num_queries: Any
    ) -> None:
        now = timezone.now()
        JobRun.objects.bulk_create(
            JobRun(job=name, started_at=now, finished_at=now, reason="r", error="E: x" * (n % 2))
            for name in jobs()
            for n in range(many)
        )
        staff = client("view_jobrun")
        # Session, user, two of permissions, six of jobs, since when some fail, what was asked for.
        with django_assert_num_queries(4 + 6 + 1 + 1 + 1):
            staff.get(JOBS)


def test_a_job_keeps_the_first_that_its_dry_run_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_jobs, "_jobs", dict(intake_jobs._jobs))
    monkeypatch.setattr(intake_jobs, "MOST_FOUND", 2)

    def finding(run: Run) -> dict[str, int]:
        for number in range(3):
            run.find({"ref": f"item:{number}"})
        return {"moved": 3}

    finding.__name__ = f"work_{uuid7().hex}"
    job("tested")(finding)(dry_run=True)
    assert JobRun.objects.get().found == ["ref: item:0", "ref: item:1"]


def test_requests_under_a_key_are_not_shown() -> None:
    root = Client()
    root.force_login(User.objects.create_superuser("root"))
    assert "idempotentrequest" not in root.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("count", "what", "told"),
    [
        (1, "fixes", "1 fix"),
        (2, "fixes", "2 fixes"),
        (1, "tallies", "1 tally"),
        (1, "project analyses", "1 project analysis"),
        (1, "mismatches", "1 mismatch"),
        (1, "served contexts", "1 served context"),
        (1, "uses", "1 use"),
        (1, "pruned", "1 pruned"),
        (0, "items", "0 items"),
    ],
)
def test_one_of_many_is_told_as_one(count: int, what: str, told: str) -> None:
    assert counted(count, what) == told
