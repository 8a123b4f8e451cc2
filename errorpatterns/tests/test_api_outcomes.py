"""`POST /error-patterns/{id}/outcomes/`: what may be cited, and that it counts once."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from context import builds
from context.models import Daily, Outcome, Status, Tally
from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import (
    ERROR,
    error,
    event,
    judge,
    learn,
    learned,
    matches,
    report,
)
from intake.models import OutboxEvent
from projects.models import Project
from projects.tests.factories import Caller, problem_of, row_counts, where_stored

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]


def receipt_of(caller: Caller, slug: str, project: str = "shop") -> str:
    return str(matches(caller, project)[slug]["receipt"])


def context_of(caller: Caller, project: str = "shop", **fields: Any) -> str:
    answer = caller.post("context/", {"project": project, "max_tokens": 100_000, **fields})
    return str(answer.json()["id"])


def counts(slug: str) -> tuple[int, int]:
    row = ErrorPattern.objects.get(slug=slug)
    return row.success_count, row.failure_count


@pytest.fixture
def slug(ours: Caller) -> str:
    return str(learn(ours)["pattern"]["id"])


class TestCounted:
    def test_by_a_receipt(self, ours: Caller, slug: str) -> None:
        answer = report(ours, slug, "blog", evidence="test", versions={"tool": "5.9"})
        assert answer.status_code == 201
        assert answer.json() == {"ref": f"error_pattern:{slug}", "counted": True}
        row = Outcome.objects.get()
        assert (row.success, row.source, row.versions) == (True, "test", {"tool": "5.9"})
        assert row.project == Project.objects.get(account=ours.account, key="blog")
        assert Tally.objects.get().successes == 1
        assert OutboxEvent.objects.filter(type="outcome.recorded").count() == 1

    def test_by_the_day(self, ours: Caller, slug: str) -> None:
        builds.tally.forget()
        for told, success in (("e-1", True), ("e-1", True), ("e-2", False)):
            report(ours, slug, "blog", success=success, event_id=told)
        builds.tally.flush()
        counted = Daily.objects.filter(name__in=["succeeded", "failed"])
        assert dict(counted.values_list("name", "count")) == {"succeeded": 1, "failed": 1}

    def test_failures_too(self, ours: Caller, slug: str) -> None:
        report(ours, slug, success=False)
        report(ours, slug)
        assert counts(slug) == (1, 1)
        assert ErrorPattern.objects.get(slug=slug).last_matched_at is not None

    def test_by_a_context_that_carried_it(self, ours: Caller, slug: str) -> None:
        answer = report(ours, slug, context=context_of(ours))
        assert answer.status_code == 201
        assert str(Outcome.objects.get().build_id).startswith("ctx_")
        assert counts(slug) == (1, 0)

    def test_in_the_version_that_was_offered(self, ours: Caller, slug: str) -> None:
        receipt = receipt_of(ours, slug)
        judge(ErrorPattern.objects.get(slug=slug), Status.ACTIVE, ours.account)
        report(ours, slug, receipt=receipt)
        report(ours, slug)
        assert list(Outcome.objects.order_by("id").values_list("version", flat=True)) == [1, 2]

    def test_of_what_was_withdrawn_since(self, ours: Caller, theirs: Caller, slug: str) -> None:
        judge(ErrorPattern.objects.get(slug=slug), Status.ACTIVE)
        receipt = receipt_of(theirs, slug)
        judge(ErrorPattern.objects.get(slug=slug), Status.INACTIVE)
        assert theirs.get(f"error-patterns/{slug}/").status_code == 404
        assert report(theirs, slug, success=False, receipt=receipt).status_code == 201


class TestOnce:
    def test_the_same_event(self, ours: Caller, slug: str) -> None:
        body: Any = {"receipt": receipt_of(ours, slug), "event_id": event()}
        answers = [report(ours, slug, **body) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [201, 200, 200]
        assert answers[1].json() == {"ref": f"error_pattern:{slug}", "counted": False}
        assert counts(slug) == (1, 0)

    def test_the_same_event_with_another_receipt(self, ours: Caller, slug: str) -> None:
        one = event()
        assert report(ours, slug, event_id=one).status_code == 201
        assert report(ours, slug, "blog", event_id=one).status_code == 200
        assert counts(slug) == (1, 0)

    def test_the_same_receipt_with_another_event(self, ours: Caller, slug: str) -> None:
        receipt = receipt_of(ours, slug)
        assert report(ours, slug, receipt=receipt).status_code == 201
        assert report(ours, slug, receipt=receipt, success=False).status_code == 200
        assert counts(slug) == (1, 0)

    def test_a_context_and_build(self, ours: Caller, slug: str) -> None:
        context = context_of(ours)
        statuses = [
            report(ours, slug, context=context, **build).status_code
            for build in list[Any]([{}, {}, {"build": "b-1"}, {"build": "b-1"}, {"build": "b-2"}])
        ]
        assert statuses == [201, 200, 201, 200, 201]
        assert counts(slug) == (3, 0)

    def test_a_use_told_as_an_outcome_of_the_context_too(self, ours: Caller, slug: str) -> None:
        context = context_of(ours)
        assert report(ours, slug, context=context, build="b-1").status_code == 201
        body = {
            "context": context,
            "success": False,
            "evidence": "test",
            "used": [f"error_pattern:{slug}"],
            "build": "b-1",
            "event_id": event(),
        }
        assert ours.post("outcomes/", body).json()["counted"] == []
        assert counts(slug) == (1, 0)

    def test_nothing_is_written_for_a_replay(self, ours: Caller, slug: str) -> None:
        body: Any = {"receipt": receipt_of(ours, slug), "event_id": event()}
        report(ours, slug, **body)
        before = row_counts()
        report(ours, slug, **body)
        assert row_counts() == before


class TestRefused:
    def test_neither_and_both(self, ours: Caller, slug: str) -> None:
        receipt, context = receipt_of(ours, slug), context_of(ours)
        path = f"error-patterns/{slug}/outcomes/"
        body = {"success": True, "evidence": "build", "event_id": event()}
        before = row_counts()
        problem_of(ours.post(path, body), 422, "/receipt")
        problem_of(ours.post(path, {**body, "receipt": receipt, "context": context}), 422)
        assert row_counts() == before

    def test_a_receipt_of_another_pattern(self, ours: Caller, slug: str) -> None:
        other = learned(ours, fix={"template": "Declare it."}).slug
        answer = report(ours, other, receipt=receipt_of(ours, slug))
        problem_of(answer, 422, "/receipt")

    def test_a_receipt_of_another_account(self, ours: Caller, theirs: Caller, slug: str) -> None:
        judge(ErrorPattern.objects.get(slug=slug), Status.ACTIVE)
        foreign = report(ours, slug, receipt=receipt_of(theirs, slug))
        made_up = report(ours, slug, receipt="mat_made-up")
        assert problem_of(foreign, 422, "/receipt") == problem_of(made_up, 422, "/receipt")

    def test_an_expired_receipt(self, ours: Caller, slug: str) -> None:
        receipt = receipt_of(ours, slug)
        with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
            assert report(ours, slug, receipt=receipt).status_code == 201
        with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
            problem_of(report(ours, slug, receipt=receipt), 422, "/receipt")

    def test_a_receipt_of_an_erased_project(self, ours: Caller, slug: str) -> None:
        judge(ErrorPattern.objects.get(slug=slug), Status.ACTIVE)
        receipt = receipt_of(ours, slug, "blog")
        ours.delete("projects/blog/")
        before = row_counts()
        problem_of(report(ours, slug, receipt=receipt), 422, "/receipt")
        assert row_counts() == before

    @pytest.mark.parametrize("change", ["mat_", "xyz_", "mat_x"])
    def test_a_forged_receipt(self, ours: Caller, slug: str, change: str) -> None:
        receipt = change + receipt_of(ours, slug).removeprefix("mat_")[:-1]
        problem_of(report(ours, slug, receipt=receipt), 422, "/receipt")

    def test_a_context_that_did_not_carry_it(self, ours: Caller, slug: str) -> None:
        context = context_of(ours, "blog")
        problem_of(report(ours, slug, context=context), 422, "/context")

    def test_a_foreign_context_like_a_missing_one(
        self, ours: Caller, theirs: Caller, slug: str
    ) -> None:
        judge(ErrorPattern.objects.get(slug=slug), Status.ACTIVE)
        foreign = report(ours, slug, context=context_of(theirs))
        missing = report(ours, slug, context="ctx_" + "0" * 40)
        assert problem_of(foreign, 422, "/context") == problem_of(missing, 422, "/context")

    def test_a_foreign_pattern_like_a_missing_one(
        self, ours: Caller, theirs: Caller, slug: str
    ) -> None:
        bodies = []
        for name in (slug, "absent"):
            for cited in list[Any]([{"receipt": "mat_x"}, {"context": context_of(theirs)}]):
                answer = report(theirs, name, **cited)
                bodies.append(str(problem_of(answer, 404)).replace(slug, "absent"))
        assert len(set(bodies)) == 1

    def test_without_the_scope(self, ours: Caller, slug: str) -> None:
        reader = Caller(ours.account, ("context:read",))
        problem_of(report(reader, slug, receipt=receipt_of(ours, slug)), 403)


def test_versions_are_scrubbed(ours: Caller, slug: str) -> None:
    report(ours, slug, versions={"tool": "maria@corp.example.org"})
    assert where_stored("maria") == []


def test_other_accounts_reports_are_not_shown(ours: Caller, theirs: Caller, slug: str) -> None:
    """Before an item is everybody's, counts and times are the account's own."""
    learn(theirs)
    report(theirs, slug)
    seen = ours.get(f"error-patterns/{slug}/").json()
    assert seen["evidence"]["successes"] == 0
    assert seen["last_matched_at"] is None
    listed = ours.get("error-patterns/?ordering=success_count")
    problem_of(listed, 400, "/ordering")


def test_when_it_was_taught_is_told_of_the_account(ours: Caller, theirs: Caller) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=9)):
        first = learn(ours, error=error(str(ERROR["message"])))["pattern"]
    second = learn(theirs)["pattern"]
    assert second["id"] == first["id"]
    assert second["created_at"] > first["created_at"]
    assert second["updated_at"] >= second["created_at"]
