"""The service as level0 asks it: over the network, or in this process over its own database."""

import json
import shlex
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from projects.models import Account, ApiKey, Scope
from projects.repairs import Repair

# The service takes so many errors at once, and bodies so large.
MAX_ERRORS = 100
MAX_BODY = 900_000  # bytes
MAX_LESSON = 250_000  # bytes
NO_API = (
    "{} was answered {}, and not as this service answers. --url is the address that it begins at, "
    "as http://127.0.0.1:8000, and no page of it; or it does not run there."
)
NO_ANSWER = (
    "{} does not answer: {}. Is that its address, and does it run? `python3 dev.py run` starts "
    "one; without --url and LEVEL0_URL this installation's own database is asked, which needs none."
)
NO_PROJECT = (
    "The service has no project “{key}”. With the key in LEVEL0_KEY this makes it: "
    '`curl -X PUT -H "Authorization: Bearer $LEVEL0_KEY" '
    "-H 'Content-Type: application/json' -d '{{}}' {address}`"
)
MAY = [Scope.CONTEXT_READ, Scope.INGEST_WRITE]


class Refused(Exception):
    """The service did not answer as it promises; says what it said."""


class NoProject(Refused):
    """The account has no project of this key."""


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """A key is for the server that was named and for no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@dataclass(frozen=True)
class Match:
    """One known fix of one error, as the service tells it."""

    slug: str
    receipt: str | None
    applicability: str
    text: str
    edits: Sequence[Mapping[str, Any]]
    trial: bool = False  # another project's, unconfirmed
    is_cut: bool = False  # the text
    declined: str = ""  # why there are no edits, or why they are not to be applied unseen

    @classmethod
    def of(cls, told: Mapping[str, Any], *, is_cut: bool = False) -> "Match":
        fix = told["fix"]
        return cls(
            slug=told["pattern"]["id"],
            receipt=told["receipt"],
            applicability=fix["applicability"],
            text=fix["text"],
            edits=fix["edits"] or [],
            trial=told["trial"],
            is_cut=is_cut,
            declined=fix["declined"],
        )


def rows_of(answer: Mapping[str, Any]) -> list[list[Match]]:
    """The matches of each error, as an answer of the service has them."""
    results, cut = answer["results"], set(answer.get("cut", ()))
    return [
        [
            Match.of(one, is_cut=f"/results/{row}/matches/{number}/fix/text" in cut)
            for number, one in enumerate(told["matches"])
        ]
        for row, told in enumerate(results)
    ]


class Service(ABC):
    """What is asked of it, whatever the way there."""

    @abstractmethod
    def send(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer to a POST below `/api/v1/`; Refused if there is none."""

    def matches(self, project: str | None, errors: Sequence[Any]) -> list[list[Match]]:
        """What is known of each error, in their order; asked in as few requests as go."""
        found = []
        for some in batches(errors):
            body = {"project": project, "errors": some}
            _, answer = self.call("error-patterns/match/", body)
            try:
                rows = rows_of(answer)
            except (KeyError, TypeError) as error:
                raise Refused("What answers there is not this service.") from error
            if len(rows) != len(some):
                raise Refused(f"{len(some)} errors were told, {len(rows)} answered.")
            found += rows
        return found

    def check(self, project: str | None) -> None:
        """Refused where it would not answer for the project: before a tool is run for an hour."""
        self.call("error-patterns/match/", {"project": project, "errors": []})

    def report(self, match: Match, success: bool, event_id: str) -> bool:
        """Says how the fix went; whether that was counted."""
        body = {
            "success": success,
            "evidence": "tool",
            "receipt": match.receipt,
            "event_id": event_id,
        }
        status, _ = self.call(f"error-patterns/{match.slug}/outcomes/", body)
        return status == 201

    def teach(self, repair: Repair, project: str, event_id: str) -> tuple[str, str]:
        """Tells what mended an error; the name and the status of the pattern that has it now, and
        why no edit was learned, if none was.
        """
        lesson = repair.lesson(project, event_id)
        if len(json.dumps(lesson, ensure_ascii=False).encode()) > MAX_LESSON:
            lesson["fix"] = {"diff": repair.diff}
        _, answer = self.call("error-patterns/learn/", lesson)
        try:
            return f"{answer['pattern']['id']} ({answer['status']})", answer.get("no_edit", "")
        except (KeyError, TypeError) as error:
            raise Refused("What answers there is not this service.") from error

    def call(self, path: str, body: Any) -> tuple[int, Any]:
        """Status and JSON of what is answered to a POST; Refused if that is no success."""
        status, text = self.send(path, json.dumps(body, ensure_ascii=False).encode())
        is_success = status in (200, 201)
        try:
            told = json.loads(text)
            said = "" if is_success else told["detail"]
            at = [] if is_success else [one["pointer"] for one in told.get("errors", ())]
        except (ValueError, KeyError, TypeError) as error:
            raise Refused(NO_API.format(path, status)) from error
        if not is_success:
            is_absent = status == 422 and "/project" in at
            raise (NoProject if is_absent else Refused)(f"{path} was answered {status}: {said}")
        return status, told


class Remote(Service):
    """The service at `url`, with or without `/api/v1`, asked with an API key."""

    def __init__(self, url: str, key: str) -> None:
        try:
            scheme = urlsplit(url).scheme
        except ValueError as error:
            raise Refused(f"{url} is no address: {error}.") from error
        if scheme not in ("http", "https"):
            raise Refused(f"{url} is no address of a service: it begins with http:// or https://.")
        self.url = url.rstrip("/").removesuffix("/api/v1")
        self.key = key
        self.opener = urllib.request.build_opener(NoRedirects)

    def check(self, project: str | None) -> None:
        try:
            super().check(project)
        except NoProject as error:
            address = shlex.quote(f"{self.url}/api/v1/projects/{project}/")
            raise Refused(NO_PROJECT.format(key=project, address=address)) from error

    def send(self, path: str, body: bytes) -> tuple[int, bytes]:
        request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
            f"{self.url}/api/v1/{path}",
            data=body,
            method="POST",
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
        )
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            if there := error.headers.get("Location"):
                raise Refused(
                    f"{self.url} sends on to {there}: ask there, if it is yours."
                ) from error
            return error.code, error.read()
        except (OSError, HTTPException) as error:
            raise Refused(NO_ANSWER.format(self.url, reason_of(error))) from error


class Local(Service):
    """The same views without a server, for an account: who reaches its database needs no key."""

    def __init__(self, account: Account) -> None:
        key = ApiKey(account=account, name="level0", scopes=MAY)
        self.settings = {"authentication_classes": [partial(GivenKey, key)], "throttle_classes": []}

    def send(self, path: str, body: bytes) -> tuple[int, bytes]:
        path = f"/api/v1/{path}"
        told = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        found = resolve(path)
        view = found.func.view_class.as_view(**self.settings)  # type: ignore[attr-defined]
        answer = view(WSGIRequest(told), *found.args, **found.kwargs).render()
        return answer.status_code, answer.content


class GivenKey(BaseAuthentication):
    """Authenticates every request as that of a key which is nowhere stored."""

    def __init__(self, key: ApiKey) -> None:
        self.key = key

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey]:
        return AnonymousUser(), self.key


def reason_of(error: Exception) -> str:
    """Why nothing came over the network, in words."""
    reason = getattr(error, "reason", error)
    return str(getattr(reason, "strerror", None) or reason)


def batches(errors: Sequence[Any]) -> Iterator[list[Any]]:
    some: list[Any] = []
    size = 0
    for error in errors:
        more = len(json.dumps(error, ensure_ascii=False).encode())
        if some and (len(some) == MAX_ERRORS or size + more > MAX_BODY):
            yield some
            some, size = [], 0
        some.append(error)
        size += more
    if some:
        yield some
