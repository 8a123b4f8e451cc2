"""`/preference-pairs/`: the account's own, as a list and as lines of JSON."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learning.tests.factories import make_pair
from projects.models import Project
from projects.tests.factories import Caller, problem_of

pytestmark = pytest.mark.django_db

PAIRS = "preference-pairs/"
EXPORT = "preference-pairs/export/"


def project(caller: Caller, key: str = "shop") -> Project:
    return Project.objects.get(account=caller.account, key=key)


def exported(caller: Caller, query: str = "") -> list[dict[str, Any]]:
    answer = caller.get(f"{EXPORT}?{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/jsonl"
    assert answer.streaming
    text = b"".join(answer.streaming_content).decode()
    assert text == "" or text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


def test_a_pair_as_it_is_listed(ours: Caller) -> None:
    pair = make_pair(project(ours))
    [row] = ours.get(PAIRS).json()["results"]
    del row["created_at"]
    assert row == {
        "id": str(pair.pk),
        "project": "shop",
        "experience": str(pair.experience_id),
        "part": "",
        "domain": "architecture",
        "prompt": "Which styles?",
        "chosen": "CSS modules",
        "rejected": "Inline styles",
        "margin": 60,
    }


def test_a_pair_as_it_is_exported(ours: Caller) -> None:
    make_pair(project(ours), chosen="one\ntwo\u2028“three”")
    assert exported(ours) == [
        {
            "prompt": "Which styles?",
            "chosen": "one\ntwo\u2028“three”",
            "rejected": "Inline styles",
            "domain": "architecture",
            "margin": 60,
        }
    ]


def test_only_the_accounts_own_and_oldest_first(ours: Caller, theirs: Caller) -> None:
    for number in range(3):
        make_pair(project(ours), prompt=str(number))
    make_pair(project(theirs), prompt="theirs")
    assert [pair["prompt"] for pair in exported(ours)] == ["0", "1", "2"]
    assert [row["prompt"] for row in ours.get(PAIRS).json()["results"]] == ["2", "1", "0"]


@pytest.mark.parametrize("query", ["domain=code", "project=blog", "domain=code&project=blog"])
def test_filters(ours: Caller, query: str) -> None:
    make_pair(project(ours))
    pair = make_pair(project(ours, "blog"), domain="code", prompt="this")
    assert [one["prompt"] for one in exported(ours, query)] == ["this"]
    assert [one["id"] for one in ours.get(f"{PAIRS}?{query}").json()["results"]] == [str(pair.pk)]


def test_what_is_refused(ours: Caller) -> None:
    for query, pointer in (("domain=none", "/domain"), ("x=1", "/x"), ("project=%00", "/project")):
        problem_of(ours.get(f"{EXPORT}?{query}"), 400, pointer)
        problem_of(ours.get(f"{PAIRS}?{query}"), 400, pointer)
    problem_of(ours.get(f"{EXPORT}?cursor=x"), 400, "/cursor")
    problem_of(ours.get(EXPORT, Accept="text/html"), 406)


def test_the_export_is_one_query_however_many_there_are(ours: Caller) -> None:
    counts = []
    for _ in range(2):
        make_pair(project(ours))
        with CaptureQueriesContext(connection) as captured:
            exported(ours)
        counts.append(len([one for one in captured if "preferencepair" in one["sql"]]))
    assert counts == [1, 1]


def test_is_one_query_besides_the_keys(ours: Caller, django_assert_num_queries: Any) -> None:
    make_pair(project(ours))
    ours.get(PAIRS)  # which notes that the key is used
    for _ in range(5):
        make_pair(project(ours))
    with django_assert_num_queries(2):
        assert len(ours.get(PAIRS).json()["results"]) == 6
