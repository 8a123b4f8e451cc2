"""An item found bad: who was given it, and that they are told."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.tests.rows import make_patterns
from context import judging
from context.models import (
    BuildItem,
    BuildServed,
    ContextBuild,
    LearnedItem,
    Recall,
    Standing,
    Status,
)
from context.recalling import carried, newest_of
from context.tests.factories import make_lesson, make_standing
from errorpatterns.models import ErrorPattern
from intake.models import OutboxEvent
from projects.models import Account, Project
from projects.tests.factories import Caller, make_account, make_project
from projects.tests.staff import client_of, person, staff

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

YES = {"confirmed": "yes", "reason": "It deletes the folder."}


@pytest.fixture
def pattern() -> ErrorPattern:
    return ErrorPattern.objects.create(
        slug="a-pattern", name="A pattern", category="type", error_regex="Cannot find name"
    )


def serve(item: ErrorPattern, project: Project, name: str, version: int = 1) -> ContextBuild:
    build = ContextBuild.objects.create(
        id=f"ctx_{name}", account=project.account, project=project, tokens=1
    )
    BuildItem.objects.create(build=build, ref=item.ref, version=version, item=item)
    BuildServed.objects.create(build=build, minute=build.created_at, count=1)
    return build


def page(name: str, item: ErrorPattern, query: str = "") -> str:
    return reverse(f"admin:errorpatterns_errorpattern_{name}", args=[item.pk]) + query


def undo() -> str:
    return reverse("admin:context_standing_undo")


def recalled_by(account: Account) -> list[Any]:
    events = OutboxEvent.objects.filter(type="item.recalled")
    return [event.payload for event in events if event.account in (None, account.pk)]


def withdrawals() -> list[OutboxEvent]:
    return list(OutboxEvent.objects.filter(type="item.recall_withdrawn").order_by("pk"))


class TestRecalling:
    def test_withdraws_announces_and_says_so(self, pattern: ErrorPattern) -> None:
        curator, project = staff("curator"), make_project()
        make_standing(pattern, None)
        make_lesson(pattern, project)
        build = serve(pattern, project, "one")
        answer = curator.post(page("recall", pattern), YES, follow=True)
        assert "done, and announced" in answer.content.decode()
        assert set(Standing.objects.values_list("status", flat=True).filter(item=pattern)) == {
            Status.REJECTED
        }
        [event] = OutboxEvent.objects.filter(type="item.recalled")
        assert event.account is None
        assert event.payload == {"ref": pattern.ref, "version": 1, "reason": YES["reason"]}
        html = curator.get(page("change", pattern)).content.decode()
        assert "Recalled on" in html
        assert YES["reason"] in html
        context = reverse("admin:context_contextbuild_change", args=[build.pk])
        assert f"recalled: {YES['reason']}" in curator.get(context).content.decode()
        assert "recalled</span>" in curator.get(page("carried", pattern)).content.decode()

    def test_accounts_read_of_it_with_the_reason(self, pattern: ErrorPattern) -> None:
        make_standing(pattern, None)
        staff("curator").post(page("recall", pattern), YES)
        OutboxEvent.objects.filter(type="item.recalled").update(position=1_000_000)
        events = Caller(make_account()).get("events/?type=item.recalled").json()["results"]
        assert [event["payload"]["reason"] for event in events] == [YES["reason"]]

    def test_what_was_never_everybodys_is_named_to_those_it_was_served(
        self, pattern: ErrorPattern
    ) -> None:
        taught, given, other = make_project(), make_project(), make_account()
        make_lesson(pattern, taught)
        serve(pattern, given, "one")
        staff("curator").post(page("recall", pattern), YES)
        assert recalled_by(taught.account)
        assert recalled_by(given.account)
        assert not recalled_by(other)

    def test_who_is_given_it_while_it_is_recalled_is_told_too(
        self, pattern: ErrorPattern, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("context.recalling.UNSEEN", 0)
        before, during, other = make_project(), make_project(), make_project()
        serve(pattern, before, "one")
        serve(pattern, before, "another")
        read = judging.as_seen

        def meanwhile(*args: Any) -> Any:
            serve(pattern, during, "two")
            return read(*args)

        monkeypatch.setattr(judging, "as_seen", meanwhile)
        with CaptureQueriesContext(connection) as captured:
            staff("curator").post(page("recall", pattern), YES)
        assert recalled_by(before.account)
        assert recalled_by(during.account)
        assert not recalled_by(other.account)
        inserts = [one["sql"] for one in captured if 'INTO "intake_outboxevent"' in one["sql"]]
        assert len([sql for sql in inserts if "item.recalled" in sql]) <= 1

    def test_in_one_transaction(
        self, pattern: ErrorPattern, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_standing(pattern, None)

        def fail(*args: object, **kwargs: object) -> None:
            raise RuntimeError

        curator = staff("curator")
        monkeypatch.setattr("context.querysets.tell", fail)
        with pytest.raises(RuntimeError):
            curator.post(page("recall", pattern), YES)
        assert not Recall.objects.exists()
        assert not OutboxEvent.objects.filter(type="item.recalled").exists()
        assert Standing.objects.get(item=pattern).status == Status.ACTIVE

    def test_what_is_mended_later_is_not_bad(self, pattern: ErrorPattern) -> None:
        curator, project = staff("curator"), make_project()
        make_standing(pattern, None)
        curator.post(page("recall", pattern), YES)
        build = serve(pattern, project, "later", version=7)
        context = reverse("admin:context_contextbuild_change", args=[build.pk])
        assert "recalled:" not in curator.get(context).content.decode()

    @pytest.mark.parametrize("before", [None, "acme"])
    def test_undone_it_is_withdrawn_before_the_same(
        self, pattern: ErrorPattern, before: str | None
    ) -> None:
        curator, project = staff("curator"), make_project(make_account(name="acme"))
        make_standing(pattern, project.account if before else None)
        make_lesson(pattern, project)
        build = serve(pattern, project, "one")
        curator.post(page("recall", pattern), YES)
        asked = curator.get(undo()).content.decode()
        assert "item.recall_withdrawn" in asked
        done = curator.post(undo(), {"confirmed": "yes", "reason": "It was another one."})
        assert done.status_code == 302
        standing = Standing.objects.get(item=pattern, account__name=before)
        assert standing.status == Status.ACTIVE
        told, taken = OutboxEvent.objects.filter(type__startswith="item.recall").order_by("pk")
        assert (taken.type, taken.account) == ("item.recall_withdrawn", told.account)
        assert taken.account == (project.account_id if before else None)
        assert taken.payload == {**told.payload, "reason": "It was another one."}
        for name in ("change", "carried"):
            html = curator.get(page(name, pattern)).content.decode()
            assert "That was withdrawn on" in html
            assert "It was another one." in html
            assert "recalled</span>" not in html
        context = reverse("admin:context_contextbuild_change", args=[build.pk])
        assert "recalled:" not in curator.get(context).content.decode()

    def test_one_that_moved_nothing_is_undone_alone(self, pattern: ErrorPattern) -> None:
        curator = staff("curator")
        make_standing(pattern, None)
        make_lesson(pattern, make_project())
        curator.post(page("reject", pattern), YES)
        curator.post(page("recall", pattern), YES)
        curator.post(undo(), YES)
        assert set(Standing.objects.values_list("status", flat=True).filter(item=pattern)) == {
            Status.REJECTED
        }
        assert Recall.objects.get().withdrawn_at is not None
        # It stays withdrawn: nobody is told that it may be used again.
        assert withdrawals() == []

    @pytest.mark.parametrize("first", [0, 1])
    def test_of_two_the_one_that_holds_is_not_withdrawn(
        self, pattern: ErrorPattern, first: int
    ) -> None:
        curators = [client_of(person("curator", name)) for name in ("ann", "bob")]
        make_standing(pattern, None)
        for curator, reason in zip(curators, ("It is bad.", "It is worse."), strict=True):
            curator.post(page("recall", pattern), {**YES, "reason": reason})
        curators[first].post(undo(), YES)
        [left] = Recall.objects.filter(withdrawn_at=None)
        assert newest_of(pattern) == left
        assert left.reason == ("It is worse.", "It is bad.")[first]
        assert withdrawals() == []
        # Bob's recall moved nothing: without Ann's the item is back, but for his.
        status = Standing.objects.get(item=pattern).status
        assert status == (Status.REJECTED if first else Status.ACTIVE)
        if first:
            curators[0].post(undo(), {**YES, "reason": "It is fine."})
        else:
            act = page("activate_for_everybody", pattern)
            curators[0].post(act, {**YES, "reason": "It is fine."})
        assert Standing.objects.get(item=pattern).status == Status.ACTIVE
        assert not Recall.objects.filter(withdrawn_at=None).exists()
        [told] = withdrawals()
        assert (told.account, told.payload["reason"]) == (None, "It is fine.")

    def test_one_that_is_gone_stops_no_undoing(self, pattern: ErrorPattern) -> None:
        curator = staff("curator")
        make_standing(pattern, None)
        curator.post(page("recall", pattern), YES)
        Recall.objects.all().delete()
        assert curator.post(undo(), YES).status_code == 302
        assert Standing.objects.get(item=pattern).status == Status.ACTIVE
        assert withdrawals() == []

    def test_is_withdrawn_where_people_activate_it_for_everybody(
        self, pattern: ErrorPattern
    ) -> None:
        curator, project = staff("curator"), make_project()
        make_standing(pattern, None)
        make_standing(pattern, project.account)
        for _ in range(2):
            curator.post(page("recall", pattern), YES)
        act = page("activate_for_everybody", pattern)
        assert "item.recall_withdrawn" in curator.get(act).content.decode()
        for_accounts = page("activate_for_accounts", pattern)
        assert "item.recall_withdrawn" not in curator.get(for_accounts).content.decode()
        curator.post(for_accounts, {**YES, "accounts": [str(project.account_id)]})
        assert withdrawals() == []
        # Another session, in which nothing can be undone.
        other = client_of(person("curator", "other"))
        other.post(act, {**YES, "reason": "It was mended."})
        [told] = withdrawals()
        assert told.account is None
        version = Recall.objects.latest("pk").version
        assert told.payload == {"ref": pattern.ref, "version": version, "reason": "It was mended."}
        assert {recall.withdrawn_why for recall in Recall.objects.all()} == {"It was mended."}
        assert "item.recall_withdrawn" not in other.get(act).content.decode()

    def test_holds_while_another_has_to_approve(self, pattern: ErrorPattern) -> None:
        ann, bob = (client_of(person("curator", name)) for name in ("ann", "bob"))
        make_standing(pattern, None, flags=["fix: url"])
        ann.post(page("recall", pattern), YES)
        act = page("activate_for_everybody", pattern)
        ann.post(act, YES)
        assert withdrawals() == []
        bob.post(act, YES)
        assert len(withdrawals()) == 1

    def test_accounts_read_that_it_was_withdrawn(self, pattern: ErrorPattern) -> None:
        curator = staff("curator")
        make_standing(pattern, None)
        curator.post(page("recall", pattern), YES)
        curator.post(undo(), YES)
        OutboxEvent.objects.filter(type="item.recall_withdrawn").update(position=1_000_000)
        answer = Caller(make_account()).get("events/?type=item.recall_withdrawn").json()
        assert [event["payload"]["ref"] for event in answer["results"]] == [pattern.ref]

    def test_needs_a_reason_and_a_curator(self, pattern: ErrorPattern) -> None:
        make_standing(pattern, None)
        assert staff("viewer").post(page("recall", pattern), YES).status_code == 403
        staff("curator").post(page("recall", pattern), {**YES, "reason": " "})
        assert not Recall.objects.exists()


class TestCarried:
    def test_is_paged_by_key_and_as_many_queries_for_many(
        self, pattern: ErrorPattern, django_assert_num_queries: Any
    ) -> None:
        viewer, project = staff("viewer"), make_project(key="shop")
        counts = []
        for more in range(120):
            serve(pattern, project, f"{more:03}")
        viewer.get(page("carried", pattern))
        seen: list[str] = []
        url = page("carried", pattern)
        while url:
            with django_assert_num_queries(9):
                shown = viewer.get(url).context
            seen += [row.build_id for row in shown["rows"]]
            counts.append(len(shown["rows"]))
            url = shown["older"] and page("carried", pattern, f"?before={shown['older']}")
        assert counts == [50, 50, 20]
        assert seen == [f"ctx_{number:03}" for number in reversed(range(120))]

    def test_a_page_is_read_from_one_index(self, pattern: ErrorPattern) -> None:
        serve(pattern, make_project(), "one")
        with CaptureQueriesContext(connection) as captured:
            assert carried(pattern, before=1_000_000)
        [query] = [one["sql"] for one in captured if "LIMIT" in one["sql"]]
        assert "COUNT(" not in query
        if connection.vendor == "sqlite":  # PostgreSQL scans what is so small
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query}")
                plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
            assert "context_builditem_of_item" in plan
            assert "USE TEMP B-TREE FOR ORDER BY" not in plan

    def test_what_was_merged_into_it_is_found_by_an_index(self, pattern: ErrorPattern) -> None:
        make_patterns(100)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        plan = LearnedItem.objects.filter(merged_into=pattern.pk).explain()
        assert "context_item_merged" in plan or connection.vendor == "postgresql"

    def test_shows_those_of_what_was_merged_into_it(self, pattern: ErrorPattern) -> None:
        merged = ErrorPattern.objects.create(
            slug="m", name="M", category="type", error_regex="Cannot", merged_into=pattern
        )
        serve(merged, make_project(), "m")
        assert "ctx_m" in staff("viewer").get(page("carried", pattern)).content.decode()

    @pytest.mark.parametrize("query", ["?before=x", "?before=%00", "?before=" + "9" * 30])
    def test_nonsense_does_not_break_it(self, pattern: ErrorPattern, query: str) -> None:
        assert staff("viewer").get(page("carried", pattern, query)).status_code == 200

    def test_as_csv_without_formulas(self, pattern: ErrorPattern) -> None:
        project = make_project(make_account(name="=cmd|' /C calc'!A0"), key="-shop")
        for number in range(3):
            serve(pattern, project, str(number))
        answer = staff("viewer").get(page("carried", pattern, "?format=csv"))
        assert answer["Content-Type"].startswith("text/csv")
        text = b"".join(answer).decode()
        head, *rows = csv.reader(io.StringIO(text))
        assert head[:4] == ["context", "account", "project", "reference"]
        assert [row[0] for row in rows] == ["ctx_2", "ctx_1", "ctx_0"]
        assert rows[0][1] == "'=cmd|' /C calc'!A0"
        assert rows[0][2] == "'-shop"
        assert not any(cell[:1] in "=+-@\t\r" for row in rows for cell in row if cell)

    def test_a_formula_in_full_width_is_none_either(self, pattern: ErrorPattern) -> None:
        serve(pattern, make_project(make_account(name="\uff1dcmd"), key="|cmd"), "one")
        answer = staff("viewer").get(page("carried", pattern, "?format=csv"))
        [_, row] = csv.reader(io.StringIO(b"".join(answer).decode()))
        assert row[1:3] == ["'\uff1dcmd", "'|cmd"]
