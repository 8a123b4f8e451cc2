import json
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import exceptions, renderers
from rest_framework.permissions import AllowAny
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from intake import problems
from intake.problems import Conflict, Malformed, Refused, TooLarge, Unavailable
from intake.scrubbing import ScrubbingFailed

# Nothing here asks a database.
pytestmark = pytest.mark.once


class Plain(renderers.BaseRenderer):
    media_type = "text/markdown"
    format = "md"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return b"# a document"


def answer(error: Exception, accept: str = "application/json") -> HttpResponse:
    """What a client gets when a view raises this."""

    class Raising(APIView):
        authentication_classes = ()
        permission_classes = (AllowAny,)
        throttle_classes = ()
        renderer_classes = (renderers.JSONRenderer, Plain)

        def get(self, request: Any) -> Any:
            raise error

    response = Raising.as_view()(APIRequestFactory().get("/api/x/", HTTP_ACCEPT=accept))
    rendered: HttpResponse = response.render()
    return rendered


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (exceptions.ParseError(), 400),
        (Malformed("no"), 400),
        (exceptions.NotAuthenticated(), 403),
        (exceptions.PermissionDenied(), 403),
        (PermissionDenied(), 403),
        (Http404(), 404),
        (exceptions.NotFound(), 404),
        (exceptions.MethodNotAllowed("GET"), 405),
        (exceptions.NotAcceptable(), 406),
        (Conflict("running"), 409),
        (TooLarge(), 413),
        (exceptions.UnsupportedMediaType("text/csv"), 415),
        (Refused({"/a": "no"}), 422),
        (exceptions.Throttled(3), 429),
        (Unavailable(), 503),
        (OperationalError("database is locked"), 503),
        (ScrubbingFailed("did not settle"), 503),
    ],
)
def test_every_refusal_is_a_problem_document(error: Exception, status: int) -> None:
    response = answer(error)
    body = json.loads(response.content)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert body["status"] == status
    assert body["type"]
    assert body["title"]
    assert body["detail"]


def test_a_problem_is_json_even_where_markdown_was_asked_for() -> None:
    response = answer(Refused("no"), accept="text/markdown")
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["detail"] == "no"


@pytest.mark.parametrize(
    "error", [exceptions.Throttled(3), Unavailable(), OperationalError("away"), Conflict(wait=5)]
)
def test_what_passes_says_when_to_try_again(error: Exception) -> None:
    assert int(answer(error)["Retry-After"]) > 0


def test_what_the_database_said_stays_inside() -> None:
    assert b"secret" not in answer(OperationalError("host=secret")).content


def test_a_bug_is_not_dressed_up() -> None:
    with pytest.raises(ZeroDivisionError):
        answer(ZeroDivisionError())


def test_nested_details_become_json_pointers() -> None:
    detail = {"errors": {0: {"message": ["required"]}}, "non_field_errors": ["odd"], "a/b~c": ["x"]}
    assert list(problems.pointed(detail)) == [
        ("/errors/0/message", "required"),
        ("", "odd"),
        ("/a~1b~0c", "x"),
    ]


def test_a_list_body_is_pointed_at_by_index() -> None:
    body = json.loads(answer(exceptions.ValidationError([{}, {"field": ["bad"]}])).content)
    assert body["errors"] == [{"pointer": "/1/field", "detail": "bad"}]


def test_a_body_wrong_everywhere_gets_a_short_answer() -> None:
    error = exceptions.ValidationError({f"f{n}": ["unknown"] for n in range(5000)})
    body = json.loads(answer(error).content)
    assert len(body["errors"]) == problems.MAX_ERRORS
    assert "4999 more" in body["detail"]


@given(st.text(st.characters(), max_size=50))
def test_any_text_can_be_answered(text: str) -> None:
    body = problems.document(400, text, [(text, text)])
    assert json.dumps(body, ensure_ascii=False).encode()


@pytest.mark.parametrize(("path", "is_problem"), [("/api/v1/none/", True), ("/admin/none/", False)])
def test_addresses_below_api_get_problems_and_pages_do_not(path: str, is_problem: bool) -> None:
    request = RequestFactory().get(path)
    answers = [
        problems.handler400(request, Exception()),
        problems.handler403(request, PermissionDenied()),
        problems.handler404(request, Http404()),
        problems.handler500(request),
    ]
    assert [response.status_code for response in answers] == [400, 403, 404, 500]
    kinds = {response["Content-Type"] == "application/problem+json" for response in answers}
    assert kinds == {is_problem}


def test_what_is_nowhere_says_where_all_is_shown(client: Client) -> None:
    said = client.get("/api/v1/").json()["detail"]
    [address] = re.findall(r"/api/v1/\S+", said)
    assert client.get(address).status_code == 200
