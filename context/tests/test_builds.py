from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import OperationalError

from context import builds
from context.assembly import Options, assemble
from context.base import Found, Subject
from context.builds import record, tally
from context.models import BuildItem, BuildServed, ContextBuild
from context.tests.factories import make_item
from context.tests.stubs import one
from projects.models import Project
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db

NOON = datetime(2030, 1, 1, 12, 0, 30, tzinfo=UTC)


@pytest.fixture
def project() -> Project:
    return make_project()


def serve(project: Project, consumer: str = "agent") -> str:
    context = assemble(Subject(project.account_id, project), Options())
    return record(context, project.account_id, project.id, consumer)


def test_learned_items_are_tied_to_what_was_served(stubbed: Any, project: Project) -> None:
    item = make_item(slug="known")
    stubbed["learned_patterns"] = Found(
        [one("error_pattern:known", item_id=item.pk), one("rule:1")]
    )
    build = ContextBuild.objects.get(pk=serve(project))
    assert dict(build.items.values_list("ref", "item")) == {
        "error_pattern:known": item.pk,
        "rule:1": None,
    }
    assert len(build.pk) == 44
    assert build.template_digest


def test_an_item_erased_meanwhile_is_stored_without_its_row(stubbed: Any, project: Project) -> None:
    stubbed["learned_patterns"] = Found([one("error_pattern:gone", item_id=uuid4())])
    assert BuildItem.objects.get(build=serve(project)).item is None


def test_served_counts_are_told_by_consumer_and_minute(stubbed: Any, project: Project) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        build = serve(project)
        serve(project)
        serve(project, "other")
        tally.flush()
        serve(project)
        clock.shift(60)
        serve(project)
        tally.flush()
    rows = BuildServed.objects.filter(build=build).order_by("minute", "consumer")
    assert list(rows.values_list("consumer", "minute", "count")) == [
        ("agent", datetime(2030, 1, 1, 12, 0, tzinfo=UTC), 3),
        ("other", datetime(2030, 1, 1, 12, 0, tzinfo=UTC), 1),
        ("agent", datetime(2030, 1, 1, 12, 1, tzinfo=UTC), 1),
    ]


def test_counts_are_told_once_a_minute_by_serving(stubbed: Any, project: Project) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        serve(project)
        serve(project)
        assert not BuildServed.objects.exists()
        clock.shift(60)
        serve(project)
        assert BuildServed.objects.get().count == 2


def test_counts_of_erased_builds_are_passed_over(stubbed: Any, project: Project) -> None:
    kept, gone = serve(project), serve(other := make_project())
    other.delete()
    tally.flush()
    assert list(BuildServed.objects.values_list("build", flat=True)) == [kept]
    assert not ContextBuild.objects.filter(pk=gone).exists()


def test_counts_that_the_database_cannot_take_wait(
    stubbed: Any, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(counts: Any) -> None:
        raise OperationalError("database is locked")

    serve(project)
    with monkeypatch.context() as patched:
        patched.setattr(builds, "add_batch", busy)
        tally.flush()
    assert not BuildServed.objects.exists()
    tally.flush()
    assert BuildServed.objects.get().count == 1
