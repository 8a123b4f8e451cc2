"""Every refusal as a problem document (RFC 9457, `application/problem+json`).

    {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "…",
     "errors": [{"pointer": "/errors/0/message", "detail": "This field is required."}]}

`errors` stands only where single fields are at fault; `pointer` is a JSON Pointer (RFC 6901) into
the body, or `/name` for a query parameter.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views import defaults
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.settings import api_settings

from intake.scrubbing import ScrubbingFailed

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
# A body of junk may be wrong in a hundred thousand places; the first ones tell enough.
MAX_ERRORS = 100
MAX_POINTER = 300
# Seconds after which a busy or absent database is worth another try.
RETRY_AFTER = 5

Errors = Mapping[str, str]
Handler = Callable[[HttpRequest], HttpResponseBase]


class PointedException(exceptions.APIException):
    """Takes a plain detail, or what is wrong at each JSON pointer."""

    def __init__(self, errors: Errors | str | None = None, *, wait: int | None = None) -> None:
        self.pointed: Errors = errors if isinstance(errors, Mapping) else {}
        self.wait = wait
        super().__init__(errors if isinstance(errors, str) else None)


class Malformed(PointedException):
    status_code = 400
    default_detail = "The request is malformed."


class Conflict(PointedException):
    status_code = 409
    default_detail = "The request conflicts with another one."


class TooLarge(PointedException):
    status_code = 413
    default_detail = "The body is too large."


class Refused(PointedException):
    """Well-formed, but not to be accepted: `Refused({"/used/0": "was not in this context"})`."""

    status_code = 422
    default_detail = "The request is well-formed, but cannot be accepted."


class Unavailable(PointedException):
    status_code = 503
    default_detail = "Not available at the moment; try again."

    def __init__(self, errors: Errors | str | None = None, *, wait: int = RETRY_AFTER) -> None:
        super().__init__(errors, wait=wait)


class ProblemResponse(Response):
    """A problem document, whatever renderer the request negotiated."""

    @property
    def rendered_content(self) -> bytes:  # type: ignore[override]
        self["Content-Type"] = MEDIA_TYPE
        content: bytes = JSONRenderer().render(self.data)
        return content


def step(pointer: str, key: object) -> str:
    """`pointer` one level deeper; `~` and `/` of the key escaped as RFC 6901 says."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def pointed(detail: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """The leaves of a validation detail, each with the JSON pointer of what it is about."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            own = key == api_settings.NON_FIELD_ERRORS_KEY
            yield from pointed(inner, pointer if own else step(pointer, key))
    elif isinstance(detail, list | tuple):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list | tuple)
            yield from pointed(inner, step(pointer, index) if nested else pointer)
    else:
        yield pointer, str(detail)


def printable(text: str) -> str:
    """Without what UTF-8 cannot carry: lone surrogates are shown as their escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def document(
    status: int, detail: str = "", errors: list[tuple[str, str]] | None = None
) -> dict[str, Any]:
    """The body of a problem document; without a detail it says what the status means."""
    phrase = HTTPStatus(status)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": phrase.phrase,
        "status": status,
        "detail": printable(detail or phrase.description or phrase.phrase),
    }
    if errors:
        body["errors"] = [
            {"pointer": printable(pointer)[:MAX_POINTER], "detail": printable(said)}
            for pointer, said in errors[:MAX_ERRORS]
        ]
    return body


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's hook: a problem document for what is expected to go wrong, None (a 500) for a bug."""
    known = translated(exc)
    if known is None:
        return None
    return ProblemResponse(
        body_of(known), status=known.status_code, headers=headers_of(known), content_type=MEDIA_TYPE
    )


def translated(exc: Exception) -> exceptions.APIException | None:
    match exc:
        case exceptions.APIException():
            return exc
        case Http404():
            return exceptions.NotFound()
        case PermissionDenied():
            return exceptions.PermissionDenied()
        case ScrubbingFailed():
            logger.error("Scrubbing failed; nothing was stored", exc_info=exc)
            return Unavailable("The text could not be scrubbed of secrets; nothing was stored.")
        case OperationalError() | InterfaceError():
            logger.error("The database did not answer", exc_info=exc)
            return Unavailable("The database is busy or away; nothing is half written. Try again.")
    return None


def body_of(exc: exceptions.APIException) -> dict[str, Any]:
    errors = list(getattr(exc, "pointed", {}).items())
    if isinstance(exc, exceptions.ValidationError):
        errors = list(pointed(exc.detail))
        return document(exc.status_code, summary(errors), errors)
    if errors:
        return document(exc.status_code, summary(errors), errors)
    return document(exc.status_code, str(exc.detail))


def summary(errors: list[tuple[str, str]]) -> str:
    """One sentence for whoever reads only `detail`: the first error, and how many more."""
    pointer, said = errors[0]
    first = f"{pointer[:MAX_POINTER]}: {said}" if pointer else said
    return first if len(errors) == 1 else f"{first} (and {len(errors) - 1} more)"


def headers_of(exc: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


def plain(status: int, detail: str = "") -> HttpResponse:
    """A problem document outside DRF's views."""
    body = JSONRenderer().render(document(status, detail))
    return HttpResponse(body, status=status, content_type=MEDIA_TYPE)


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def require_length(get_response: Handler) -> Handler:
    """A middleware: Django reads a body whose length is not told as empty, and what it says would
    be lost unseen.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        chunked = "HTTP_TRANSFER_ENCODING" in request.META
        if chunked and is_api(request) and not request.META.get("CONTENT_LENGTH"):
            return plain(400, "A body in chunks is not read: send it with its Content-Length.")
        return get_response(request)

    return answer


def in_admin(request: HttpRequest, status: int) -> HttpResponse | None:
    """Within the admin, its page with what to do; to staff alone, as it has their menu."""
    match = request.resolver_match
    if match is None or match.app_name != "admin" or not admin.site.has_permission(request):
        return None
    title = "You may not do this" if status == 403 else "There is nothing here"
    shown = {**admin.site.each_context(request), "title": title, "status": status}
    return render(request, "admin/refused.html", shown, status=status)


def handler400(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return plain(400) if is_api(request) else defaults.bad_request(request, exception)


def handler403(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if is_api(request):
        return plain(403)
    return in_admin(request, 403) or defaults.permission_denied(request, exception)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if is_api(request):
        return plain(404, "There is nothing under this address; /api/v1/docs/ shows what there is.")
    return in_admin(request, 404) or defaults.page_not_found(request, exception)


def handler500(request: HttpRequest) -> HttpResponseBase:
    return plain(500) if is_api(request) else defaults.server_error(request)
