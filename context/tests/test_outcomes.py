"""`/outcomes/`: how a generation went, told once, of what its context carried."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from context.builds import tally
from context.models import BuildItem, ContextBuild, Daily, LearnedItem, Outcome, Tally
from context.tests.factories import make_item
from projects.models import Project
from projects.tests.factories import (
    Caller,
    make_caller,
    make_project,
    problem_of,
    row_counts,
)

pytestmark = pytest.mark.django_db

CONTEXT = "ctx_" + "0" * 39


def served(caller: Caller, *items: LearnedItem, number: int = 1, project: str = "shop") -> str:
    """The id of a context that carried these items, and one thing that is no item."""
    build = ContextBuild.objects.create(
        id=f"{CONTEXT}{number}",
        account=caller.account,
        project=Project.objects.filter(account=caller.account, key=project).first(),
        tokens=1,
        template_digest="t",
        release="r",
    )
    for item in items:
        BuildItem.objects.create(build=build, ref=item.ref, version=3, item=item)
    BuildItem.objects.create(build=build, ref="anti_slop_rule:no-emoji", version=1)
    return build.pk


def outcome(context: str, **fields: Any) -> dict[str, Any]:
    return {"context": context, "success": True, "evidence": "test", "event_id": "e-1", **fields}


@pytest.fixture
def ours() -> Caller:
    caller = make_caller()
    make_project(caller.account, key="shop")
    assert caller.client  # its key is made now
    return caller


class TestReported:
    def test_is_counted_by_the_day_once(self, ours: Caller) -> None:
        context = served(ours, make_item())
        for event, success in (("e-1", True), ("e-1", True), ("e-2", False)):
            ours.post("outcomes/", outcome(context, event_id=event, success=success))
        tally.flush()
        counted = dict(Daily.objects.values_list("name", "count"))
        assert counted == {"succeeded": 1, "failed": 1}

    def test_credits_what_was_used_and_counts_the_rest_apart(self, ours: Caller) -> None:
        used, carried = make_item(), make_item()
        context = served(ours, used, carried)
        answer = ours.post("outcomes/", outcome(context, used=[used.ref], consumer="agent"))
        assert answer.status_code == 201
        assert answer.json() == {"context": context, "recorded": True, "counted": [used.ref]}
        tallies = {tally.item_id: tally for tally in Tally.objects.all()}
        assert tallies[used.pk].successes == 1
        assert (tallies[carried.pk].successes, tallies[carried.pk].served_successes) == (0, 1)
        carried.refresh_from_db()
        assert carried.success_count == 0
        rows = Outcome.objects.order_by("id")
        assert [(row.item, row.version, row.consumer) for row in rows] == [
            (None, None, "agent"),
            (used, 3, "agent"),
        ]

    def test_blames_too(self, ours: Caller) -> None:
        used, carried = make_item(), make_item()
        body = outcome(served(ours, used, carried), used=[used.ref], success=False)
        ours.post("outcomes/", body)
        used.refresh_from_db()
        assert (used.success_count, used.failure_count) == (0, 1)
        assert Tally.objects.get(item=carried).served_failures == 1

    def test_nothing_used(self, ours: Caller) -> None:
        answer = ours.post("outcomes/", outcome(served(ours, make_item())))
        assert (answer.status_code, answer.json()["counted"]) == (201, [])

    def test_what_is_no_learned_item_may_be_named(self, ours: Caller) -> None:
        body = outcome(served(ours), used=["anti_slop_rule:no-emoji"])
        assert ours.post("outcomes/", body).json()["counted"] == []

    def test_the_same_item_twice_is_once(self, ours: Caller) -> None:
        item = make_item()
        ours.post("outcomes/", outcome(served(ours, item), used=[item.ref, item.ref]))
        item.refresh_from_db()
        assert item.success_count == 1

    def test_a_context_without_project(self, ours: Caller) -> None:
        item = make_item()
        body = outcome(served(ours, item, project="none"), used=[item.ref])
        assert ours.post("outcomes/", body).status_code == 201
        assert Tally.objects.get().project is None

    def test_the_longest_consumer(self, ours: Caller) -> None:
        context = served(ours)
        assert ours.post("outcomes/", outcome(context, consumer="x" * 120)).status_code == 201
        problem_of(ours.post("outcomes/", outcome(context, consumer="x" * 121)), 400, "/consumer")


class TestOnce:
    def test_the_same_event(self, ours: Caller) -> None:
        item = make_item()
        body = outcome(served(ours, item), used=[item.ref])
        answers = [ours.post("outcomes/", body) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 200]
        assert answers[1].json() == {
            "context": body["context"],
            "recorded": False,
            "counted": [],
        }
        before = row_counts()
        ours.post("outcomes/", {**body, "success": False})
        assert row_counts() == before
        item.refresh_from_db()
        assert (item.success_count, item.failure_count) == (1, 0)

    def test_an_item_in_one_context_and_build(self, ours: Caller) -> None:
        item = make_item()
        context = served(ours, item)
        for number, build in enumerate(["b-1", "b-1", "b-2"]):
            fields = {"build": build, "event_id": f"e-{number}", "used": [item.ref]}
            ours.post("outcomes/", outcome(context, **fields))
        item.refresh_from_db()
        assert item.success_count == 2

    def test_more_items_told_later(self, ours: Caller) -> None:
        one, two = make_item(), make_item()
        context = served(ours, one, two)
        ours.post("outcomes/", outcome(context, used=[one.ref]))
        later = outcome(context, used=[one.ref, two.ref], event_id="e-2")
        assert ours.post("outcomes/", later).json()["counted"] == [two.ref]


class TestRefused:
    def test_what_it_did_not_carry(self, ours: Caller) -> None:
        item, other = make_item(), make_item()
        context = served(ours, item)
        used = [item.ref, other.ref, "error_pattern:absent"]
        before = row_counts()
        problem = problem_of(ours.post("outcomes/", outcome(context, used=used)), 422)
        assert [error["pointer"] for error in problem["errors"]] == ["/used/1", "/used/2"]
        # What is there and what is not are told alike.
        assert len({error["detail"] for error in problem["errors"]}) == 1
        assert row_counts() == before

    def test_a_foreign_context_like_a_missing_one(self, ours: Caller) -> None:
        foreign = served(make_caller())
        problems = [
            problem_of(ours.post("outcomes/", outcome(context)), 422, "/context")
            for context in (foreign, "ctx_" + "1" * 40)
        ]
        assert problems[0] == problems[1]

    def test_more_than_two_hundred_items(self, ours: Caller) -> None:
        body = outcome(served(ours), used=["a:b"] * 201)
        problem_of(ours.post("outcomes/", body), 400, "/used")

    @pytest.mark.parametrize("name", ["context", "success", "evidence", "event_id"])
    def test_what_lacks_something(self, ours: Caller, name: str) -> None:
        body = outcome(served(ours))
        del body[name]
        problem_of(ours.post("outcomes/", body), 400, f"/{name}")

    def test_a_project_that_is_erased_with_its_contexts(self, ours: Caller) -> None:
        context = served(ours)
        ours.delete("projects/shop/")
        problem_of(ours.post("outcomes/", outcome(context)), 422, "/context")


class TestList:
    @pytest.fixture
    def told(self, ours: Caller) -> tuple[LearnedItem, LearnedItem]:
        one, two = make_item(), make_item()
        for number, (item, success) in enumerate([(one, True), (two, False)], 1):
            context = served(ours, item, number=number)
            fields = {"used": [item.ref], "success": success, "event_id": f"e-{number}"}
            body = outcome(context, consumer=f"agent-{number}", **fields)
            assert ours.post("outcomes/", body).status_code == 201
        return one, two

    def rows(self, caller: Caller, query: str = "") -> list[dict[str, Any]]:
        answer = caller.get(f"outcomes/?{query}")
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["results"]
        return found

    def test_newest_first(self, ours: Caller, told: tuple[LearnedItem, LearnedItem]) -> None:
        one, two = told
        rows = self.rows(ours)
        assert [row["ref"] for row in rows] == [two.ref, None, one.ref, None]
        assert rows[0]["project"] == "shop"
        assert rows[0]["context"] == f"{CONTEXT}2"
        assert (rows[0]["success"], rows[0]["evidence"], rows[0]["version"]) == (False, "test", 3)

    @pytest.mark.usefixtures("told")
    def test_shows_nobody_elses(self) -> None:
        assert self.rows(make_caller()) == []

    def test_filters(self, ours: Caller, told: tuple[LearnedItem, LearnedItem]) -> None:
        for query, count in (
            (f"ref={told[0].ref}", 1),
            ("ref=error_pattern:absent", 0),
            ("ref=nonsense", 0),
            ("success=true", 2),
            ("success=false", 2),
            ("project=shop", 4),
            ("project=blog", 0),
            ("consumer=agent-1", 2),
            (f"context={CONTEXT}2", 2),
        ):
            assert len(self.rows(ours, query)) == count, query

    @pytest.mark.parametrize(
        ("query", "pointer"),
        [
            ("unknown=1", "/unknown"),
            ("search=x", "/search"),
            ("success=maybe", "/success"),
            ("ordering=version", "/ordering"),
            ("ref=%00", "/ref"),
        ],
    )
    def test_refuses_what_it_does_not_know(self, ours: Caller, query: str, pointer: str) -> None:
        problem_of(ours.get(f"outcomes/?{query}"), 400, pointer)

    def test_costs_the_same_at_any_size(self, ours: Caller) -> None:
        def make(start: int, end: int) -> None:
            project = Project.objects.get(account=ours.account)
            for _ in range(start, end):
                Outcome.objects.create(
                    account=ours.account,
                    project=project,
                    item=make_item(),
                    success=True,
                    source="test",
                )

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert ours.get("outcomes/?page_size=100").status_code == 200
            return len(captured)

        make(0, 10)
        ours.get("outcomes/")
        few = queries()
        make(10, 220)
        assert queries() == few
