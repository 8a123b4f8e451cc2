"""A view and a key to call it with: this app knows no others."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.permissions import AllowAny
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from intake.ids import uuid7


@dataclass(frozen=True)
class Key:
    """What authentication puts into `request.auth`."""

    id: UUID = field(default_factory=uuid7)
    account_id: UUID = field(default_factory=uuid7)


class Open(APIView):
    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_classes: tuple[type[BaseThrottle], ...] = ()


def call(
    view: type[APIView], method: str, url: str = "/", key: Any = None, **kwargs: Any
) -> HttpResponse:
    """The answer of a view to one request."""
    if "data" in kwargs:
        kwargs.setdefault("format", "json")
    request = getattr(APIRequestFactory(), method)(url, **kwargs)
    force_authenticate(request, token=key)
    response: Any = view.as_view()(request)
    rendered: HttpResponse = response.render() if hasattr(response, "render") else response
    return rendered
