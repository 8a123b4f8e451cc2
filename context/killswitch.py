"""The switch that keeps what was learned from everybody at once; what is shipped is served on.

Every place that looks for what may be served asks `unless_off`: sections, match and the choice of a
strategy. What a project stated and how it went there is its own, and goes on being told.
"""

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from context.models import Generation, KillSwitch
from context.snapshot import Snapshot, generations

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User
    from django.http import HttpRequest

Rows = TypeVar("Rows", bound=Model)


def newest() -> KillSwitch | None:
    """The last turn, as the database has it."""
    return KillSwitch.objects.select_related("by").order_by("-pk").first()


known: Snapshot[KillSwitch | None] = Snapshot(newest, Generation.Name.SWITCH)


def is_off() -> bool:
    """Whether what was learned is kept back; of a switch that nobody ever turned, without a query
    of its own.
    """
    if not generations().get(Generation.Name.SWITCH):
        return False
    turn = known()
    return turn is not None and turn.is_off


def unless_off(standings: QuerySet[Rows]) -> QuerySet[Rows]:
    """Of standings those whose items are served at all: now that it is off, what is shipped."""
    return standings.filter(item__is_built_in=True) if is_off() else standings


def turn(*, is_off: bool, reason: str, user: "User | AnonymousUser | None" = None) -> bool:
    """Switch what was learned off, or on again, in every process within seconds.

    False where it is so already.
    """
    with transaction.atomic():
        # The counter's row is locked from here on, so that of two turns at once one waits.
        Generation.objects.raise_for(Generation.Name.SWITCH)
        last = newest()
        if (last is not None and last.is_off) == is_off:
            return False
        KillSwitch.objects.create(is_off=is_off, reason=reason, by_id=user.pk if user else None)
        # What processes keep of everybody's best is read again too.
        Generation.objects.raise_for(Generation.Name.LIBRARY)
    return True


def on_each_page(request: "HttpRequest") -> dict[str, Any]:
    """Context processor: the pages of staff say so while it is off.

    As the database has it now: one query a page, however many templates make the page.
    """
    place, user = request.resolver_match, getattr(request, "user", None)
    if place is None or place.app_name != "admin" or user is None or not user.is_staff:
        return {}
    if not hasattr(request, "learned_off"):
        last = newest()
        request.learned_off = last if last and last.is_off else None  # type: ignore[attr-defined]
    return {"learned_off": request.learned_off}  # type: ignore[attr-defined]
