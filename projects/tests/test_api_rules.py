"""`/projects/{key}/rules/` and `/users/{key}/rules/`: the same text is the same rule."""

from typing import Any

import pytest

from projects.models import EndUser, Project, ProjectRule
from projects.ruling import MOST_RULES
from projects.tests.factories import Caller, make_project, problem_of, row_counts, where_stored

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

PATH = "projects/shop/rules/"
USERS = "users/u-7/rules/"
PROJECTS_AND_USERS = pytest.mark.parametrize("path", [PATH, USERS])
TEXT = "Write tests first."


def rules(*texts: str, **fields: Any) -> dict[str, Any]:
    return {"rules": [{"text": text, **fields} for text in texts]}


def texts_of(answer: Any) -> list[str]:
    return [rule["text"] for rule in answer.json()["rules"]]


def generations() -> dict[Any, int]:
    return dict(Project.objects.values_list("pk", "state_generation"))


class TestPost:
    def test_adds_one(self, ours: Caller) -> None:
        answer = ours.post(PATH, {"text": TEXT})
        body = answer.json()
        assert answer.status_code == 201
        assert (body["text"], body["priority"], body["is_active"]) == (TEXT, 50, True)
        assert (body["ref"], body["version"]) == (f"project_rule:{body['id']}", 1)
        assert ours.get(PATH).json() == {"rules": [body]}

    @pytest.mark.parametrize("text", [TEXT, "Write  tests\n\tfirst.", f" {TEXT} "])
    def test_the_same_text_is_the_same_rule(self, ours: Caller, text: str) -> None:
        first = ours.post(PATH, {"text": TEXT, "priority": 80}).json()
        before = generations()
        answer = ours.post(PATH, {"text": text})
        assert (answer.status_code, answer.json()) == (200, first)
        assert generations() == before

    def test_what_is_told_anew_of_it_is_changed(self, ours: Caller) -> None:
        first = ours.post(PATH, {"text": TEXT}).json()
        before = generations()
        answer = ours.post(PATH, {"text": TEXT, "priority": 0, "is_active": False})
        body = answer.json()
        assert (answer.status_code, body["id"], body["version"]) == (200, first["id"], 2)
        assert (body["priority"], body["is_active"]) == (0, False)
        assert body["updated_at"] > first["updated_at"]
        assert generations() != before
        [stored] = ours.get(PATH).json()["rules"]
        assert stored == body

    def test_many_are_answered_in_order(self, ours: Caller) -> None:
        ours.post(PATH, {"text": "b"})
        answer = ours.post(PATH, [{"text": "c"}, {"text": "b", "priority": 9}, {"text": "a"}])
        assert answer.status_code == 201
        assert [(rule["text"], rule["version"]) for rule in answer.json()] == [
            ("c", 1),
            ("b", 2),
            ("a", 1),
        ]

    def test_twice_in_a_list_is_one_rule(self, ours: Caller) -> None:
        answer = ours.post(PATH, [{"text": TEXT}, {"text": TEXT, "priority": 9}])
        first, second = answer.json()
        assert first == second
        assert (second["priority"], second["version"]) == (9, 1)
        assert ProjectRule.objects.count() == 1

    def test_all_or_nothing(self, ours: Caller) -> None:
        before = row_counts()
        problem_of(ours.post(PATH, [{"text": "a"}, {"text": ""}]), 400, "/1/text")
        assert row_counts() == before

    def test_there_is_an_end_to_rules(self, ours: Caller) -> None:
        assert ours.put(PATH, rules(*map(str, range(MOST_RULES)))).status_code == 201
        assert ours.post(PATH, {"text": "7", "priority": 9}).status_code == 200
        before = row_counts()
        problem_of(ours.post(PATH, {"text": "more"}), 422, "/text")
        problem_of(ours.post(PATH, [{"text": "8"}, {"text": "more"}]), 422, "/1/text")
        assert row_counts() == before

    def test_takes_as_many_queries_for_many(
        self, ours: Caller, django_assert_num_queries: Any
    ) -> None:
        ours.post(PATH, [{"text": f"old {n}"} for n in range(10)])
        for count in (1, 10):
            told = [{"text": f"old {n}", "priority": 50 + count} for n in range(count)]
            new = [{"text": f"{count} {n}"} for n in range(count)]
            # Key, project; in its transaction project, rules, touch, update (in one of its own),
            # insert.
            with django_assert_num_queries(7 + 2):
                assert ours.post(PATH, [*told, *new]).status_code == 201


@PROJECTS_AND_USERS
class TestPut:
    def test_replaces_the_list(self, ours: Caller, path: str) -> None:
        answer = ours.put(path, rules("a", "b", priority=60))
        assert answer.status_code == 201
        kept = next(rule for rule in answer.json()["rules"] if rule["text"] == "b")
        answer = ours.put(path, {"rules": [{"text": "c", "priority": 70}, {"text": " b "}]})
        assert (answer.status_code, texts_of(answer)) == (201, ["c", "b"])
        again = answer.json()["rules"][1]
        assert (again["id"], again["created_at"]) == (kept["id"], kept["created_at"])
        assert (again["priority"], again["version"]) == (50, 2)
        assert ours.get(path).json() == answer.json()

    def test_the_same_list_changes_nothing(self, ours: Caller, path: str) -> None:
        ours.put("projects/shop/", {"user": "u-7"})
        first = ours.put(path, rules("a", "b"))
        before = generations()
        answer = ours.put(path, rules("b", "a"))
        assert (answer.status_code, answer.json()) == (200, first.json())
        assert generations() == before

    def test_an_empty_list_empties_it(self, ours: Caller, path: str) -> None:
        ours.put(path, rules("a", "b"))
        answer = ours.put(path, {"rules": []})
        assert (answer.status_code, answer.json()) == (200, {"rules": []})
        assert not ProjectRule.objects.exists()

    def test_come_weightiest_first_and_of_equals_the_older(self, ours: Caller, path: str) -> None:
        told = rules("a", "b", "c", "d")
        told["rules"][2]["priority"] = 100
        told["rules"][0]["priority"] = 0
        assert texts_of(ours.put(path, told)) == ["c", "b", "d", "a"]

    @pytest.mark.parametrize(
        ("wrong", "pointer"),
        [
            ({}, "/rules"),
            ([], ""),
            ({"rules": {}}, "/rules"),
            ({"rules": ["a"]}, "/rules/0"),
            ({"rules": [{"text": "x" * 2049}]}, "/rules/0/text"),
            ({"rules": [{"text": "a", "priority": 101}]}, "/rules/0/priority"),
            ({"rules": [{"text": "a", "is_active": 1}]}, "/rules/0/is_active"),
            ({"rules": [{"text": "a", "user": "u-7"}]}, "/rules/0/user"),
            ({"rules": [{"text": "a", "id": "1"}]}, "/rules/0/id"),
            (rules(*map(str, range(MOST_RULES + 1))), "/rules"),
        ],
    )
    def test_refuses(self, ours: Caller, path: str, wrong: Any, pointer: str) -> None:
        before = row_counts()
        problem_of(ours.put(path, wrong), 400, pointer)
        assert row_counts() == before

    def test_private_text_is_not_stored(self, ours: Caller, path: str) -> None:
        first = ours.put(path, rules("Write to a@b.co"))
        assert texts_of(first) == ["Write to <email>"]
        assert where_stored("a@b.co") == []
        assert ours.put(path, rules("Write to a@b.co")).json() == first.json()

    def test_takes_as_many_queries_for_many(
        self, ours: Caller, path: str, django_assert_num_queries: Any
    ) -> None:
        ours.put(path, rules("a"))
        ours.put("projects/blog/", {"user": "u-7"})
        with django_assert_num_queries(3):  # key, whose, rules
            ours.get(path)
        for count in (2, 20):
            told = rules(*(f"{count} {n}" for n in range(count)))
            # Key, whose twice, rules, delete, insert, touch, and the list that is answered.
            with django_assert_num_queries(8 + 2):
                ours.put(path, told)
            assert len(ours.get(path).json()["rules"]) == count


class TestWhose:
    def test_a_users_rules_touch_the_users_projects(self, ours: Caller) -> None:
        ours.put("projects/shop/", {"user": "u-7"})
        before = generations()
        assert ours.put(USERS, rules("a")).status_code == 201
        changed = [pk for pk, value in generations().items() if value != before[pk]]
        assert changed == [Project.objects.get(account=ours.account, key="shop").pk]

    def test_a_project_and_its_user_may_have_the_same_rule(self, ours: Caller) -> None:
        ours.put("projects/shop/", {"user": "u-7"})
        for path in (PATH, "projects/blog/rules/", USERS):
            assert ours.put(path, rules("a")).status_code == 201
        ours.put(PATH, {"rules": []})
        assert ProjectRule.objects.count() == 2

    def test_nobody_elses_project(self, ours: Caller, theirs: Caller) -> None:
        theirs.put("projects/secret/", {})
        for key in ("secret", "absent"):
            problem_of(ours.get(f"projects/{key}/rules/"), 404)
            problem_of(ours.post(f"projects/{key}/rules/", {"text": "a"}), 404)
            problem_of(ours.put(f"projects/{key}/rules/", rules("a")), 404)
        assert not ProjectRule.objects.exists()

    def test_users_of_one_name_are_each_accounts_own(self, ours: Caller, theirs: Caller) -> None:
        theirs.put(USERS, rules("a"))
        problem_of(ours.get(USERS), 404)
        assert texts_of(ours.put(USERS, rules("b"))) == ["b"]
        assert texts_of(theirs.get(USERS)) == ["a"]
        assert EndUser.objects.count() == 2

    def test_a_project_without_rules_has_an_empty_list(self, ours: Caller) -> None:
        assert ours.get(PATH).json() == {"rules": []}

    def test_a_projects_rules_go_with_it_and_the_users_stay(self, ours: Caller) -> None:
        make_project(ours.account, key="x")
        ours.put("projects/x/", {"user": "u-7"})
        ours.put("projects/x/rules/", rules("a"))
        ours.put(USERS, rules("b"))
        ours.delete("projects/x/")
        assert [rule.text for rule in ProjectRule.objects.all()] == ["b"]
