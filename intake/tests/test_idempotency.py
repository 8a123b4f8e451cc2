import hashlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from pytest_django import Settings
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from intake import idempotency
from intake.digests import digests_of
from intake.idempotency import IdempotentMixin
from intake.models import IdempotentRequest, JobRun
from intake.tasks import purge
from intake.tests.views import Key, Open, call

pytestmark = pytest.mark.django_db


class Writing(IdempotentMixin, Open):
    """Writes a row a call, and answers with its id."""

    def post(self, request: Request) -> Response:
        asked: Any = request.data
        if asked.get("refuse"):
            raise ValidationError({"refuse": "as asked"})
        if asked.get("break"):
            raise ZeroDivisionError
        if asked.get("soft"):
            return Response({}, status=422)
        row = JobRun.objects.create(job="written", started_at=timezone.now())
        return Response({"id": row.pk}, status=201)


def post(
    key: Key | None, token: str | None, data: Any = None, url: str = "/", view: Any = Writing
) -> HttpResponse:
    headers = {} if token is None else {"Idempotency-Key": token}
    return call(view, "post", url, key, data=data or {}, headers=headers)


def written() -> int:
    return JobRun.objects.filter(job="written").count()


def test_a_retry_gets_the_first_answer_and_does_nothing() -> None:
    key = Key()
    first, second = post(key, "t"), post(key, "t")
    assert written() == 1
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert (second.status_code, second.content) == (201, first.content)
    assert second["Content-Type"] == first["Content-Type"]


@pytest.mark.parametrize("changed", [{"data": {"a": 1}}, {"url": "/other/"}, {"url": "/?x=1"}])
def test_the_same_key_for_another_request_is_refused(changed: dict[str, Any]) -> None:
    key = Key()
    post(key, "t")
    response = post(key, "t", **changed)
    assert response.status_code == 422
    assert written() == 1


def test_the_order_of_a_bodys_fields_makes_no_other_request() -> None:
    key = Key()
    post(key, "t", {"a": 1, "b": 2})
    assert post(key, "t", {"b": 2, "a": 1})["Idempotency-Replayed"] == "true"


def test_tokens_belong_to_the_api_key() -> None:
    assert post(Key(), "t").content != post(Key(), "t").content
    assert written() == 2


def test_what_callers_put_into_it_is_stored_nowhere() -> None:
    post(Key(), "order of ada@acme.io")
    assert "acme" not in str(list(IdempotentRequest.objects.values()))


def test_a_retry_under_a_new_pepper_gets_the_first_answer(settings: Settings) -> None:
    key = Key()
    settings.KEY_PEPPER = ["old"]
    first = post(key, "t")
    settings.KEY_PEPPER = ["new", "old"]
    assert post(key, "t").content == first.content
    assert written() == 1


def test_what_was_kept_as_it_came_is_hashed_and_still_answers() -> None:
    key = Key()
    first = post(key, "t")
    IdempotentRequest.objects.update(token="t")
    migration = import_module("intake.migrations.0004_idempotency_keys_hashed")
    migration.hash_keys(apps, None)
    assert post(key, "t").content == first.content
    assert len(IdempotentRequest.objects.get().token) == 64


def test_without_a_token_or_a_key_nothing_is_remembered() -> None:
    post(Key(), None)
    post(None, "t")
    assert written() == 2
    assert not IdempotentRequest.objects.exists()


@pytest.mark.parametrize("token", ["", "x" * 256, "tab\t", "é"])
def test_a_token_is_short_and_printable(token: str) -> None:
    assert post(Key(), token).status_code == 400
    assert written() == 0


@pytest.mark.parametrize("data", [{"refuse": True}, {"soft": True}])
def test_a_request_that_was_refused_may_be_sent_again(data: dict[str, bool]) -> None:
    key = Key()
    assert post(key, "t", data).status_code in (400, 422)
    assert post(key, "t").status_code == 201


def test_a_request_that_broke_may_be_sent_again() -> None:
    key = Key()
    with pytest.raises(ZeroDivisionError):
        post(key, "t", {"break": True})
    assert post(key, "t").status_code == 201


def test_a_malformed_body_reserves_nothing() -> None:
    response = call(
        Writing,
        "post",
        key=Key(),
        data="{",
        format=None,
        content_type="application/json",
        headers={"Idempotency-Key": "t"},
    )
    assert response.status_code == 400
    assert not IdempotentRequest.objects.exists()


def reserve(key: Key, age: timedelta) -> None:
    """A reservation somebody made and did not complete."""
    request = {"key_id": key.id, "account_id": key.account_id, "token": digests_of("t")[0]}
    asked = json.dumps(["POST", "/", {}])
    IdempotentRequest.objects.create(
        **request,
        fingerprint=hashlib.sha256(asked.encode()).hexdigest(),
        started_at=timezone.now() - age,
    )


def test_who_waits_too_long_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "WAIT", 0.2)
    key = Key()
    reserve(key, timedelta(seconds=1))
    response = post(key, "t")
    assert response.status_code == 409
    assert int(response["Retry-After"]) > 0
    assert written() == 0


def test_a_reservation_whose_process_died_is_taken_over() -> None:
    key = Key()
    reserve(key, timedelta(seconds=61))
    assert post(key, "t").status_code == 201
    assert post(key, "t")["Idempotency-Replayed"] == "true"


def test_who_was_thought_dead_does_not_overwrite_the_answer() -> None:
    key = Key()
    reserve(key, timedelta(seconds=61))
    row = IdempotentRequest.objects.get()
    late = idempotency.Reservation(row.pk, row.attempt)
    answer = post(key, "t").content
    late.complete(HttpResponse("late"))
    late.release()
    assert post(key, "t").content == answer


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_works_and_the_others_get_its_answer() -> None:
    entered, go = threading.Event(), threading.Event()

    class Slow(Writing):
        def post(self, request: Request) -> Response:
            entered.set()
            go.wait(10)
            return super().post(request)

    def send(key: Key) -> HttpResponse:
        try:
            return post(key, "t", view=Slow)
        finally:
            connection.close()

    key = Key()
    with ThreadPoolExecutor(5) as pool:
        answers = [pool.submit(send, key) for _ in range(5)]
        assert entered.wait(10)
        go.set()
        responses = [answer.result(30) for answer in answers]
    assert written() == 1
    assert {response.content for response in responses} == {responses[0].content}
    assert sum("Idempotency-Replayed" in response for response in responses) == 4


def test_purge_keeps_what_was_promised(settings: Settings) -> None:
    settings.IDEMPOTENCY_HOURS = 24
    old, young = Key(), Key()
    reserve(old, timedelta(hours=25))
    reserve(young, timedelta(hours=23))
    assert purge()["requests"] == 1
    assert IdempotentRequest.objects.get().key_id == young.id
