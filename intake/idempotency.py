"""`Idempotency-Key`: one request and its retries have one effect and one answer.

A reservation is inserted before the work, in a transaction of its own, and completed with the
answer after it. If the process dies between the work's commit and the completion, a retry after
`STALE` does the work again: what is counted is protected from that by its `event_id`. Callers may
put anything into the header: of its value only an HMAC is kept.
"""

import hashlib
import json
import logging
import re
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.digests import digests_of
from intake.ids import uuid7
from intake.models import IdempotentRequest
from intake.problems import Conflict, Malformed, Refused

logger = logging.getLogger(__name__)

HEADER = "Idempotency-Key"
ALLOWED = re.compile(r"[\x20-\x7e]{1,255}")
# How long the second of two at once waits for the first, and how often it looks, in seconds.
WAIT = 10.0
LOOK = 0.1
# A reservation older than this belongs to a process that died.
STALE = timedelta(seconds=60)


@dataclass(frozen=True)
class Reservation:
    """The right to do the work of one request."""

    pk: int
    attempt: UUID

    def complete(self, response: HttpResponseBase) -> None:
        """Keep the answer for retries; nothing happens if somebody else took the work over."""
        self._mine().update(
            finished_at=timezone.now(),
            status=response.status_code,
            content_type=response.get("Content-Type", ""),
            body=getattr(response, "content", b""),
        )

    def release(self) -> None:
        """Forget a request that failed, so that a retry does the work."""
        self._mine().delete()

    def _mine(self) -> QuerySet[IdempotentRequest]:
        return IdempotentRequest.objects.filter(
            pk=self.pk, attempt=self.attempt, finished_at__isnull=True
        )


class Replay(Exception):
    def __init__(self, stored: IdempotentRequest) -> None:
        self.stored = stored


def fingerprint(request: Request) -> str:
    """SHA-256 of what is asked: method, path with query, and the parsed body."""
    asked = [request.method, request.get_full_path(), request.data]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def token_of(request: Request) -> str | None:
    token: str | None = request.headers.get(HEADER)
    if token is not None and not ALLOWED.fullmatch(token):
        raise Malformed(f"{HEADER} has 1 to 255 printable ASCII characters.")
    return token


def reserve(key_id: UUID, account_id: UUID, token: str, asked: str) -> Reservation:
    """The right to work on this request; or `Replay`, or 422, or 409 after waiting for another."""
    deadline = time.monotonic() + WAIT
    while True:
        row, created = find_or_make(key_id, account_id, token, asked)
        if created:
            return Reservation(row.pk, row.attempt)
        if row.fingerprint != asked:
            raise Refused(f"This {HEADER} was used for another request.")
        if row.finished_at is not None:
            raise Replay(row)
        if taken := take_over(row):
            return taken
        if time.monotonic() >= deadline:
            raise Conflict(f"The first request with this {HEADER} is still running.", wait=5)
        time.sleep(LOOK)


def find_or_make(
    key_id: UUID, account_id: UUID, token: str, asked: str
) -> tuple[IdempotentRequest, bool]:
    """The request of this token, and whether it was made just now."""
    digest, *older = digests_of(token)
    mine = IdempotentRequest.objects.filter(key_id=key_id)
    if known := mine.filter(token__in=older).first():
        return known, False
    fresh = {"account_id": account_id, "fingerprint": asked, "started_at": timezone.now()}
    return mine.get_or_create(key_id=key_id, token=digest, defaults=fresh)


def take_over(row: IdempotentRequest) -> Reservation | None:
    """A reservation whose process died changes hands once, however many ask."""
    now, attempt = timezone.now(), uuid7()
    changed = IdempotentRequest.objects.filter(
        pk=row.pk, attempt=row.attempt, finished_at__isnull=True, started_at__lt=now - STALE
    ).update(attempt=attempt, started_at=now)
    return Reservation(row.pk, attempt) if changed else None


def replayed(stored: IdempotentRequest) -> HttpResponse:
    response = HttpResponse(
        bytes(stored.body), status=stored.status, content_type=stored.content_type or None
    )
    response["Idempotency-Replayed"] = "true"
    return response


class IdempotentMixin(APIView):
    """For views whose POST writes; put before the other bases.

    Works once the request is authenticated by a key (`request.auth.id`, `.account_id`).
    """

    reservation: Reservation | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and request.auth is not None and (token := token_of(request)):
            key: Any = request.auth
            self.reservation = reserve(key.id, key.account_id, token, fingerprint(request))

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, Replay):
            return replayed(exc.stored)
        if self.reservation is not None:
            self.reservation.release()
            self.reservation = None
        return super().handle_exception(exc)

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        final = super().finalize_response(request, response, *args, **kwargs)
        if self.reservation is not None:
            settle(self.reservation, final)
        return final


def settle(reservation: Reservation, response: Any) -> None:
    if isinstance(response, Response):
        response.render()
    try:
        if 200 <= response.status_code < 300:
            reservation.complete(response)
        else:
            reservation.release()
    except OperationalError:
        # The work is done and answered; only a retry's answer is lost with this.
        logger.exception("An answer could not be kept for retries")


def past() -> QuerySet[IdempotentRequest]:
    """Requests older than IDEMPOTENCY_HOURS."""
    horizon = timezone.now() - timedelta(hours=settings.IDEMPOTENCY_HOURS)
    return IdempotentRequest.objects.filter(started_at__lt=horizon)
