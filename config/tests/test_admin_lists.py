"""The lists of the admin ask the database as much of twenty rows as of hundreds."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.tests.rows import fill_tables, insert, make_patterns
from context.models import Standing, Status
from intake import lists
from intake.models import JobRun, OutboxEvent
from projects.tests.factories import make_project
from projects.tests.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def addresses() -> list[str]:
    shown = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]
    return [reverse("admin:index"), *shown]


def asked(client: Client) -> dict[str, int]:
    """How many queries each page takes."""
    counts = {}
    for address in addresses():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200, address
        counts[address] = len(captured)
    return counts


def make_waiting(number: int, start: int) -> None:
    insert(
        Standing(item=pattern, status=Status.QUARANTINED, flags=["fix: url"])
        for pattern in make_patterns(number, start)
    )


def test_take_as_many_queries_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_ROWS", 200)
    project, viewer = make_project(), staff("admin")
    fill_tables(project, 20)
    make_waiting(20, 1_000_000)
    ContentType.objects.get_for_models(*admin.site._registry)  # a process asks for them once
    few = asked(viewer)
    fill_tables(project, 230)
    make_waiting(250, 2_000_000)
    assert asked(viewer) == few


def counted(page: Any) -> str:
    [found] = re.findall(r"(\d+\+?)\s+error patterns", page.content.decode())
    return str(found)


def test_count_no_further_than_they_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_ROWS", 30)
    make_patterns(30)
    address = reverse("admin:errorpatterns_errorpattern_changelist")
    search = f"{address}?q=out+of+place"
    client = staff("viewer")
    assert counted(client.get(search)) == "30"
    make_patterns(30, 30)
    assert counted(client.get(search)) == "30+"


def test_filters_offer_what_the_newest_rows_have_and_what_is_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lists, "NEWEST", 5)
    make_patterns(5, tool="oldest")
    make_patterns(5, 5, tool="newest")
    address = reverse("admin:errorpatterns_errorpattern_changelist")
    client = staff("viewer")

    def offered(query: str = "") -> list[str]:
        changelist = client.get(f"{address}?{query}").context["cl"]
        [tools] = [spec for spec in changelist.filter_specs if spec.title == "tool"]
        return [choice["display"] for choice in tools.choices(changelist)][1:]

    assert offered() == ["newest"]
    assert offered("tool=oldest") == ["newest", "oldest"]


def test_say_that_something_is_left_out_only_where_it_is() -> None:
    make_project(key="shop")
    viewer = staff("viewer")
    address = reverse("admin:projects_project_changelist")
    assert "Show all" not in viewer.get(address).content.decode()
    found = viewer.get(address, {"q": "shop"}).content.decode()
    assert "Show all" in found
    nothing = viewer.get(reverse("admin:projects_erasure_changelist")).content.decode()
    assert "There is nothing yet." in nothing
    sought = viewer.get(address, {"q": "no such key"}).content.decode()
    assert "Nothing here is like that." in sought


def test_a_tick_says_good_and_a_cross_bad() -> None:
    """What is neither, as that a run was a dry one, is a word, and every list has one clock."""
    run = JobRun.objects.create(job="prune", started_at=timezone.now(), dry_run=True)
    address = reverse("admin:intake_jobrun_changelist")
    viewer = staff("viewer")
    dry = viewer.get(address).content.decode()
    assert re.search(r"<td[^>]*field-dry_run_mark[^>]*>\s*dry run", dry)
    assert f"{run.started_at:%Y-%m-%d %H:%M}" in dry
    JobRun.objects.update(dry_run=False)
    wet = viewer.get(address).content.decode()
    assert re.search(r"<td[^>]*field-dry_run_mark", wet)
    assert not re.search(r"<td[^>]*field-dry_run_mark[^>]*>\s*dry run", wet)


def test_what_was_told_in_json_is_shown_in_words() -> None:
    project = make_project(key="shop", providers=["clerk", "stripe"])
    told = {"refs": ["a", "b"], "success": True, "by": None}
    event = OutboxEvent.objects.create(type="outcome.recorded", payload=told)
    viewer = staff("viewer")
    for row, said in ((project, "clerk, stripe"), (event, "refs: a, b; success: yes; by: ")):
        meta = row._meta
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
        assert said in viewer.get(address).content.decode()
