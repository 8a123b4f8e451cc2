"""Home and jobs in a real browser: as a viewer who looks, a curator who runs a job out of turn, and
an admin who makes a key.
"""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from config.tests.test_browser_admin import make_library, picture
from context.models import Daily, Standing, Status
from context.tests.factories import make_item, make_standing
from intake import heartbeats
from intake.ids import uuid7
from intake.jobs import LEASE, jobs
from intake.models import JobLock, JobRun, OutboxEvent
from projects.models import Account
from projects.tests.staff import client_of, person

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

# Serialized, as the rows that came with the release are gone after a test that commits.
pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]


def enter(page: "Page", role: str, url: str) -> None:
    """Logged in as somebody of this role."""
    session = client_of(person(role, f"mira-{role}")).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": url}])


def make_days() -> None:
    """Four weeks, busier towards the end."""
    today = timezone.now().date()
    counts: dict[tuple[date, str], int] = {}
    for ago in range(28):
        day, busy = today - timedelta(days=ago), (28 - ago) * (1 + ago % 3)
        counts |= {
            (day, "contexts"): 4 * busy,
            (day, "errors"): 3 * busy,
            (day, "recognised"): 2 * busy + (28 - ago) // 2,
            (day, "succeeded"): busy,
            (day, "failed"): busy // 3,
            (day, "activated"): busy // 9,
            (day, "withdrawn"): busy // 20,
        }
    Daily.objects.add(counts)


def make_installation() -> None:
    make_library()
    make_days()
    for name in (heartbeats.BEAT, heartbeats.WORKER):
        heartbeats.write(name)
    now = timezone.now()
    # Lately enough that none is late at any time of day.
    known = {"started_at": now - timedelta(minutes=30), "finished_at": now - timedelta(minutes=30)}
    for name in jobs():
        JobRun.objects.create(job=name, **known)
    JobRun.objects.create(
        job="purge",
        started_at=now - timedelta(minutes=4),
        finished_at=now - timedelta(minutes=3),
        error="OperationalError: database is locked",
    )
    for _ in range(3):
        failing = make_standing(make_item(), Account.objects.get(name="Atelier"), Status.ACTIVE)
        Standing.objects.filter(pk=failing.pk).update(evidence_against=4)


def worker_takes(name: str) -> None:
    """What a worker does with what was asked for."""
    event = OutboxEvent.objects.get(closed_at=None, payload__job=name)
    asked = {key: event.payload[key] for key in ("dry_run", "reason")}
    jobs()[name](request=str(event.pk), **asked)


def test_a_viewer_sees_what_needs_somebody(live_server: "LiveServer", browser_page: "Page") -> None:
    make_installation()
    page = browser_page
    enter(page, "viewer", live_server.url)
    page.goto(f"{live_server.url}/admin/")
    picture(page, "home", height=1100)
    expect(page.locator("svg[role=img]")).to_have_count(4)
    tables = page.locator("details")
    expect(tables.locator("table").first).to_be_hidden()
    tables.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(tables.locator("tbody tr").first).to_have_text(re.compile(r"4\s*$"))
    page.get_by_text("The job purge fails: OperationalError").click()
    page.wait_for_url("**/jobs/#purge")
    shown = page.locator("#purge")
    expect(shown).to_contain_text("The database was away or too busy.")
    for act in ("Run now", "Dry run"):
        expect(page.get_by_text(act)).to_have_count(0)
    shown.get_by_text("The error in full").click()
    page.wait_for_selector("pre:has-text('OperationalError: database is locked')")


def test_a_curator_tries_a_job_and_watches_it(
    live_server: "LiveServer", browser_page: "Page"
) -> None:
    make_installation()
    page = browser_page
    enter(page, "curator", live_server.url)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="Jobs", exact=True).click()
    page.get_by_role("link", name="Dry run of prune").click()
    expect(page.get_by_label("Job", exact=True)).to_have_value("prune")
    expect(page.get_by_label("Only say what it would do")).to_be_checked()
    page.get_by_label("Why?").fill("Would it take much?")
    page.get_by_role("button", name="Run a job now").click()
    asked = page.locator("#prune", has_text="waits for a worker. mira-curator: Would it take")
    asked.wait_for()
    lock = JobLock.objects.create(job="cycle", holder=uuid7(), taken_until=timezone.now() + LEASE)
    run = JobRun.objects.create(job="cycle", started_at=timezone.now(), progress=0.4)
    # From here on the page moves by itself.
    page.locator("#cycle progress[value='0.400']").wait_for()
    picture(page, "jobs", height=1200)
    page.locator("#run-purge").focus()
    worker_takes("prune")
    page.locator("tr", has_text="prune, dry run").wait_for()
    expect(page.locator("#run-purge")).to_be_focused()
    JobRun.objects.filter(pk=run.pk).update(finished_at=timezone.now(), progress=1.0)
    lock.delete()
    page.locator("#live:not([data-refresh])").wait_for()
    expect(page.locator("progress")).to_have_count(0)
    page.get_by_role("link", name="prune, dry run").click()
    found = page.locator("ol", has_text="more failures than successes").locator("li")
    expect(found).to_have_count(3)
    assert Standing.objects.filter(status=Status.INACTIVE).count() == 0


def test_an_admin_makes_a_key_and_reads_what_roles_may(
    live_server: "LiveServer", browser_page: "Page"
) -> None:
    make_installation()
    page = browser_page
    enter(page, "admin", live_server.url)
    page.goto(f"{live_server.url}/admin/projects/apikey/make/")
    page.get_by_label("Account").select_option(label="Harbour")
    page.get_by_label("Name").fill("ci")
    page.get_by_label("ingest:write: teach and report").check()
    page.get_by_role("button", name="Make a key").click()
    token = page.locator("#token").inner_text()
    assert token.startswith("ulp_")
    page.get_by_text("I have copied it").click()
    page.wait_for_selector("#result_list")
    assert token not in page.content()
    page.get_by_role("link", name="Roles", exact=True).click()
    page.wait_for_selector("h2:has-text('admin (yours)')")
    yours = page.locator("section", has_text="admin (yours)")
    expect(yours).to_contain_text("“Make a key”")
