"""`/projects/`: made and changed by their key, seen by their account alone, erased whole."""

from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from context.learned import weigh_due
from context.models import LearnedItem, Lesson, Outcome, Standing, Status
from context.tests.factories import make_item, make_lesson
from intake.jobs import jobs
from intake.models import IdempotentRequest
from projects.models import Account, EndUser, Project
from projects.tests.factories import (
    Caller,
    make_caller,
    make_project,
    problem_of,
    row_counts,
    where_stored,
)

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

BODY = {
    "name": "The shop",
    "app_type": "ecommerce",
    "build_mode": "production",
    "language": "typescript",
    "framework": "react",
    "providers": ["stripe", "clerk"],
    "user": "u-7",
    "sharing": "account",
}


@pytest.fixture
def ours() -> Caller:
    caller = make_caller()
    assert caller.client  # its key is made now
    return caller


@pytest.fixture
def theirs() -> Caller:
    return make_caller()


class TestPut:
    def test_creates_and_updates(self, ours: Caller) -> None:
        first = ours.put("projects/shop/", BODY)
        assert first.status_code == 201
        told = first.json()
        assert {name: told[name] for name in BODY} == BODY
        assert told["key"] == "shop"
        again = ours.put("projects/shop/", {"name": "Another"})
        assert again.status_code == 200
        assert again.json()["name"] == "Another"
        assert again.json()["providers"] == BODY["providers"]
        assert Project.objects.count() == 1

    def test_an_empty_body_is_enough(self, ours: Caller) -> None:
        answer = ours.put("projects/shop/", {})
        assert answer.status_code == 201
        assert (answer.json()["name"], answer.json()["user"]) == ("", None)
        assert ours.put("projects/shop/", {}).status_code == 200

    def test_takes_the_user_off_again(self, ours: Caller) -> None:
        ours.put("projects/shop/", BODY)
        assert ours.put("projects/shop/", {"user": None}).json()["user"] is None
        assert EndUser.objects.count() == 1

    def test_users_are_the_accounts(self, ours: Caller, theirs: Caller) -> None:
        for caller in (ours, theirs):
            for key in ("one", "two"):
                caller.put(f"projects/{key}/", {"user": "u-7"})
        assert EndUser.objects.count() == 2

    def test_raises_the_state_generation(self, ours: Caller) -> None:
        ours.put("projects/shop/", {})
        before = Project.objects.get().state_generation
        ours.put("projects/shop/", {"name": "Another"})
        assert Project.objects.get().state_generation > before

    def test_sharing_is_the_accounts_unless_told(self) -> None:
        caller = make_caller(sharing="account")
        caller.put("projects/shop/", {})
        assert Project.objects.get().effective_sharing == "account"
        caller.put("projects/shop/", {"sharing": "project"})
        assert Project.objects.get().effective_sharing == "project"

    def test_another_sharing_is_reconsidered(self, ours: Caller) -> None:
        project = make_project(ours.account, key="shop")
        item = make_item()
        make_lesson(item, project)
        ours.put("projects/shop/", {"name": "Another"})
        assert LearnedItem.objects.get(pk=item.pk).due == 0
        ours.put("projects/shop/", {"sharing": "project"})
        assert LearnedItem.objects.get(pk=item.pk).due == 2

    @pytest.mark.parametrize(
        "key", ["a", "A.b_c:d@e/f-g", "a/b", "me@home", "x:1", "a//b", "/a", "a/", "-", "x" * 200]
    )
    def test_keys(self, ours: Caller, key: str) -> None:
        path = f"projects/{quote(key, safe='')}/"
        assert ours.put(path, {}).status_code == 201
        assert Project.objects.get().key == key
        assert ours.get(path).json()["key"] == key
        assert ours.put(path, {}).status_code == 200
        assert ours.delete(path).status_code == 204

    @pytest.mark.parametrize("key", ["a b", "ä", "a?b", "x" * 201, "a\x00b", "a%b", "a\nb"])
    def test_other_keys_are_not_there(self, ours: Caller, key: str) -> None:
        problem_of(ours.put(f"projects/{quote(key, safe='')}/", {}), 404)
        assert not Project.objects.exists()

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"key": "other"}, "/key"),
            ({"created_at": "2026-01-01T00:00:00Z"}, "/created_at"),
            ({"account": "other"}, "/account"),
            ({"state_generation": 5}, "/state_generation"),
            ({"build_mode": "quick"}, "/build_mode"),
            ({"sharing": "world"}, "/sharing"),
            ({"name": "x" * 121}, "/name"),
            ({"providers": "stripe"}, "/providers"),
            ({"providers": ["stripe", 5]}, "/providers/1"),
            ({"providers": ["x" * 41]}, "/providers/0"),
            ({"user": "a b"}, "/user"),
            ({"user": 5}, "/user"),
        ],
    )
    def test_refuses(self, ours: Caller, body: dict[str, Any], pointer: str) -> None:
        before = row_counts()
        problem_of(ours.put("projects/shop/", body), 400, pointer)
        assert row_counts() == before

    @pytest.mark.parametrize("name", ["name", "app_type", "language", "framework", "providers"])
    def test_private_text_is_not_stored(self, ours: Caller, name: str) -> None:
        text = "a@b.co " * 5
        value: Any = [text] if name == "providers" else text
        assert ours.put("projects/shop/", {name: value}).status_code == 201
        assert where_stored("a@b.co") == []

    def test_a_name_that_grew_by_scrubbing_still_fits(self, ours: Caller) -> None:
        assert ours.put("projects/shop/", {"name": "a@b.co " * 17}).status_code == 201


class TestRead:
    def test_a_foreign_one_like_a_missing_one(self, ours: Caller, theirs: Caller) -> None:
        theirs.put("projects/secret/", {})
        for method in ("GET", "DELETE"):
            foreign = problem_of(ours.call(method, "projects/secret/"), 404)
            missing = problem_of(ours.call(method, "projects/absent/"), 404)
            assert str(foreign).replace("secret", "absent") == str(missing)
        assert Project.objects.count() == 1

    def test_the_same_key_is_another_project(self, ours: Caller, theirs: Caller) -> None:
        theirs.put("projects/shop/", {"name": "Theirs"})
        assert ours.put("projects/shop/", {"name": "Ours"}).status_code == 201
        assert ours.get("projects/shop/").json()["name"] == "Ours"
        assert theirs.get("projects/shop/").json()["name"] == "Theirs"

    def test_lists_the_accounts_own(self, ours: Caller, theirs: Caller) -> None:
        for key in ("b", "a", "c"):
            ours.put(f"projects/{key}/", BODY)
        theirs.put("projects/secret/", BODY)
        body = ours.get("projects/").json()
        assert [row["key"] for row in body["results"]] == ["a", "b", "c"]
        assert body["results"][0] == ours.get("projects/a/").json()
        assert (body["next"], body["previous"]) == (None, None)

    @pytest.mark.parametrize(
        ("query", "keys"),
        [
            ("language=rust", ["two"]),
            ("app_type=ecommerce", ["one"]),
            ("framework=react", ["one"]),
            ("build_mode=production", ["one"]),
            ("ordering=-key", ["two", "one"]),
            ("ordering=created_at", ["one", "two"]),
            ("search=shop", ["one"]),
            ("search=tw", ["two"]),
        ],
    )
    def test_filters_and_orders(self, ours: Caller, query: str, keys: list[str]) -> None:
        ours.put("projects/one/", BODY)
        ours.put("projects/two/", {"language": "rust"})
        body = ours.get(f"projects/?{query}").json()
        assert [row["key"] for row in body["results"]] == keys

    @pytest.mark.parametrize(
        ("query", "pointer"),
        [
            ("user=u-7", "/user"),
            ("build_mode=x", "/build_mode"),
            ("ordering=name", "/ordering"),
            ("language=%00", "/language"),
        ],
    )
    def test_refuses_what_it_does_not_know(self, ours: Caller, query: str, pointer: str) -> None:
        problem_of(ours.get(f"projects/?{query}"), 400, pointer)

    def test_costs_the_same_at_any_size(self, ours: Caller) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert ours.get("projects/?page_size=100").status_code == 200
            return len(captured)

        def make(start: int, end: int) -> None:
            for number in range(start, end):
                user = EndUser.objects.create(account=ours.account, key=f"u-{number}")
                make_project(ours.account, user=user)

        make(0, 10)
        ours.get("projects/")
        few = queries()
        make(10, 220)
        assert queries() == few


class TestDelete:
    MARK = "zebrafish"

    def learn(self, caller: Caller, project: str, event: str) -> str:
        body = {
            "project": project,
            "error": {
                "message": f"Cannot find the {self.MARK} in here",
                "tool": self.MARK,
                "file": f"src/{self.MARK}.ts",
            },
            "fix": {
                "template": f"Find the {self.MARK}.",
                "explanation": f"As the {self.MARK} said.",
            },
            "evidence": "build",
            "event_id": event,
        }
        answer = caller.post("error-patterns/learn/", body, Idempotency_Key=event)
        return str(answer.json()["pattern"]["id"])

    def test_leaves_nothing_of_what_it_told(self, ours: Caller) -> None:
        ours.put("projects/shop/", {"name": f"The {self.MARK} shop"})
        slug = self.learn(ours, "shop", "e-1")
        incident = {"project": "shop", "error": {"message": f"The {self.MARK} is gone"}}
        pk = ours.post("escalations/", incident).json()["id"]
        attempt = {"level": 1, "result": "failed", "fix": self.MARK, "event_id": "e-2"}
        ours.post(f"escalations/{pk}/attempts/", attempt)
        context = ours.post("context/", {"project": "shop"}).json()["id"]
        outcome = {"context": context, "success": True, "evidence": "test", "event_id": "e-3"}
        ours.post("outcomes/", {**outcome, "used": [f"error_pattern:{slug}"]})
        resolution = {"evidence": "test", "fix": {"template": self.MARK * 2}, "event_id": "e-4"}
        ours.post(f"escalations/{pk}/resolve/", resolution)
        assert where_stored(self.MARK)
        assert ours.delete("projects/shop/").status_code == 204
        assert self.MARK not in ours.get("events/").content.decode()
        jobs()["silence"]()
        assert where_stored(self.MARK) == []
        assert ours.get("projects/shop/").status_code == 404
        assert ours.get(f"error-patterns/{slug}/").status_code == 404
        assert ours.get(f"escalations/{pk}/").status_code == 404
        assert not Outcome.objects.exists()
        assert not IdempotentRequest.objects.exists()

    def test_twice_is_not_found(self, ours: Caller) -> None:
        ours.put("projects/shop/", {})
        assert ours.delete("projects/shop/").status_code == 204
        problem_of(ours.delete("projects/shop/"), 404)

    def test_of_two_at_once_the_second_finds_it_done(self, ours: Caller) -> None:
        project = make_project(ours.account)
        project.erase()
        stale = Project(pk=project.pk, account=ours.account, key="stale")
        stale.erase()
        assert not Project.objects.exists()

    def test_what_others_taught_too_stays(self, ours: Caller, theirs: Caller) -> None:
        for caller in (ours, theirs):
            caller.put("projects/shop/", {})
            slug = self.learn(caller, "shop", "e-1")
        ours.delete("projects/shop/")
        assert theirs.get(f"error-patterns/{slug}/").status_code == 200
        assert ours.get(f"error-patterns/{slug}/").status_code == 404
        assert Lesson.objects.count() == 1

    def test_what_it_alone_proved_is_taken_back(self, ours: Caller) -> None:
        for key in ("one", "two", "three"):
            ours.put(f"projects/{key}/", {})
            slug = self.learn(ours, key, f"e-{key}")
        weigh_due()
        standing = Standing.objects.before(ours.account.pk).get(item__slug=slug)
        assert standing.status == Status.ACTIVE
        ours.delete("projects/three/")
        weigh_due()
        standing.refresh_from_db()
        assert (standing.status, standing.evidence_for) == (Status.PROPOSED, 1)

    def test_takes_its_outcomes_out_of_the_counts(self, ours: Caller) -> None:
        for key in ("one", "two"):
            ours.put(f"projects/{key}/", {})
            slug = self.learn(ours, key, f"e-{key}")
        for key, success in (("one", True), ("two", False)):
            context = ours.post("context/", {"project": key}).json()["id"]
            outcome = {"context": context, "success": success, "evidence": "test"}
            used = [f"error_pattern:{slug}"]
            ours.post("outcomes/", {**outcome, "used": used, "event_id": f"o-{key}"})
        ours.delete("projects/two/")
        item = LearnedItem.objects.get(slug=slug)
        assert (item.success_count, item.failure_count) == (1, 0)

    def test_another_account_cannot(self, ours: Caller, theirs: Caller) -> None:
        ours.put("projects/shop/", {})
        problem_of(theirs.delete("projects/shop/"), 404)
        assert Project.objects.count() == 1

    def test_the_account_and_its_keys_stay(self, ours: Caller) -> None:
        ours.put("projects/shop/", {})
        ours.delete("projects/shop/")
        assert Account.objects.count() == 1
        assert ours.put("projects/shop/", {}).status_code == 201
