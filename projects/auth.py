"""Who calls: a bearer key, and what its scopes allow."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, MethodNotAllowed, NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from projects.models import ApiKey

if TYPE_CHECKING:  # DRF's views import this module by its setting
    from rest_framework.views import APIView

LAST_USED_STEP = timedelta(minutes=1)
HOW_TO_SEND = "Send a key as “Authorization: Bearer ulp_…”."


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer ulp_…`. `request.auth` is the `ApiKey`; there is no user."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer":
            raise AuthenticationFailed(HOW_TO_SEND)
        return AnonymousUser(), live_key(token.strip())

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def live_key(token: str) -> ApiKey:
    """The key that a bearer token is. One query; raises AuthenticationFailed, always in the same
    words.
    """
    refused = AuthenticationFailed("This key is unknown, expired or revoked.")
    marker, _, rest = token.partition("_")
    prefix = rest.partition("_")[0]
    if marker != "ulp" or not prefix.isalnum() or not prefix.isascii():
        raise refused
    key = ApiKey.objects.select_related("account").filter(prefix=prefix).first()
    if key is None or not key.fits(token) or not key.is_live:
        raise refused
    stamp_use(key)
    return key


def stamp_use(key: ApiKey) -> None:
    """Note that a key is used, at most once a minute: reading must not mean writing."""
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at >= LAST_USED_STEP:
        ApiKey.objects.filter(pk=key.pk).filter(
            Q(last_used_at=None) | Q(last_used_at__lte=now - LAST_USED_STEP)
        ).update(last_used_at=now)


def caller(request: Request) -> ApiKey:
    """The key that an authenticated request came with."""
    return cast(ApiKey, request.auth)


class HasScope(BasePermission):
    """Grants what the view's `scopes` asks of the method: one scope for all, or a dict by method.

    A view without `scopes` is closed to everybody, so that none is open by forgetting.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not isinstance(request.auth, ApiKey):
            raise NotAuthenticated(HOW_TO_SEND)
        method = request.method or ""
        known = method.lower() in view.http_method_names and hasattr(view, method.lower())
        if method == "OPTIONS" or not known:
            raise MethodNotAllowed(method)
        needed = required_scope(view, method)
        self.message = f"This key lacks the scope “{needed}”."
        return needed is not None and needed in request.auth.scopes


def required_scope(view: Any, method: str) -> str | None:
    scopes = getattr(view, "scopes", None)
    if isinstance(scopes, dict):
        wanted = "GET" if method == "HEAD" else method
        found = scopes.get(wanted)
        return str(found) if found else None
    return scopes if isinstance(scopes, str) else None
