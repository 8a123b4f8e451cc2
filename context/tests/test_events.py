"""Events are read in the order of their positions, and nobody reads another account's."""

from typing import Any

import pytest

from context.api.events import EventType
from context.models import Standing, Status
from context.tests.factories import make_item, make_standing
from intake import outbox
from intake.models import OutboxEvent
from projects.tests.factories import Caller, make_account, make_caller, problem_of

pytestmark = pytest.mark.django_db

URL = "events/"


@pytest.fixture
def caller() -> Caller:
    return make_caller()


def happen(caller: Caller | None = None, name: str = "", type: str = "pattern.learned") -> None:
    account = caller.account.pk if caller else None
    OutboxEvent.objects.create(type=type, account=account, payload={"ref": name})


def listed(caller: Caller, query: str = "") -> Any:
    answer = caller.get(f"{URL}{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def refs(caller: Caller, query: str = "") -> list[str]:
    return [event["payload"].get("ref") for event in listed(caller, query)["results"]]


def test_are_the_accounts_own_and_everybodys_in_order(caller: Caller) -> None:
    happen(caller, "first")
    happen(make_caller(), "theirs")
    happen(None, "everybody's")
    happen(caller, "last")
    assert refs(caller) == []
    outbox.place_all()
    happen(caller, "not placed yet")
    assert refs(caller) == ["first", "everybody's", "last"]
    [event, *_] = listed(caller)["results"]
    assert event.keys() == {"position", "type", "payload", "created_at"}
    assert (event["position"], event["type"]) == (1, "pattern.learned")


def test_events_of_the_service_itself_are_not_shown(caller: Caller) -> None:
    for type in ("job.requested", "thing.happened"):
        happen(None, type=type)
        happen(caller, type=type)
    outbox.place_all()
    assert refs(caller) == []
    problem_of(caller.get(f"{URL}?type=job.requested"), 400, "/type")


def test_reading_on_from_a_position(caller: Caller) -> None:
    for name in "abcde":
        happen(caller, name)
        happen(make_caller(), "theirs")
    outbox.place_all()
    assert refs(caller, "?after=3") == ["c", "d", "e"]
    assert refs(caller, "?after=9") == []
    page = listed(caller, "?page_size=2&after=1")
    assert [event["payload"]["ref"] for event in page["results"]] == ["b", "c"]
    following = caller.client.get(page["next"]).json()
    assert [event["payload"]["ref"] for event in following["results"]] == ["d", "e"]
    assert following["next"] is None
    before = caller.client.get(following["previous"]).json()
    assert before["results"] == page["results"]


@pytest.mark.parametrize("wrong", ["-1", "x", "1.5", "%00", "9" * 19, "1e3", "+1", " 1", "1%0A"])
def test_a_position_is_a_number(caller: Caller, wrong: str) -> None:
    problem_of(caller.get(f"{URL}?after={wrong}"), 400, "/after")


def test_are_filtered_by_type(caller: Caller) -> None:
    for type in EventType.values:
        happen(caller, type, type=type)
    outbox.place_all()
    assert len(refs(caller)) == 11
    assert refs(caller, "?type=fix.proven") == ["fix.proven"]
    problem_of(caller.get(f"{URL}?kind=x"), 400, "/kind")


def test_are_for_keys_that_read_metrics(caller: Caller) -> None:
    problem_of(Caller(caller.account, ("context:read",)).get(URL), 403)


def test_a_reason_is_told_where_a_job_gave_it(caller: Caller) -> None:
    standing = make_standing(make_item(), caller.account, Status.PROPOSED)
    moving = Standing.objects.filter(pk=standing.pk)
    moving.move(Status.ACTIVE, by=Standing.By.JOB, reason="confirmed")
    moving.move(Status.INACTIVE, by=Standing.By.STAFF, reason="Acme wrote it")
    outbox.place_all()
    activated, deactivated = (event["payload"] for event in listed(caller)["results"])
    assert activated["reason"] == "confirmed"
    assert "reason" not in deactivated
    assert deactivated["ref"] == standing.item.ref


def test_what_was_never_everybodys_is_told_to_nobody_else(caller: Caller) -> None:
    item = make_item()
    make_standing(item, make_account(), Status.QUARANTINED)
    standing = make_standing(item, None, Status.PROPOSED)
    Standing.objects.filter(pk=standing.pk).move(
        Status.REJECTED, by=Standing.By.STAFF, reason="not for anybody"
    )
    outbox.place_all()
    assert refs(caller) == []


@pytest.mark.parametrize("rows", [2, 30])
def test_takes_as_many_queries_for_many(
    caller: Caller, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        happen(caller)
    outbox.place_all()
    listed(caller)
    with django_assert_num_queries(2):
        listed(caller)
