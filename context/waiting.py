"""What only a person can decide, for the page and for the box on the first page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import site
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from context.judging import ACTS, acts_upon, admin_of
from context.learned import FAILING
from context.models import Standing, Status

SHOWN = 50


def quarantined() -> QuerySet[Standing]:
    """What was flagged and nobody has looked at, oldest first."""
    return Standing.objects.filter(status=Status.QUARANTINED, item__merged_into=None).order_by(
        "moved_at", "id"
    )


def failing() -> QuerySet[Standing]:
    """What came with the release and fails as badly as what is pruned, worst first."""
    return (
        Standing.objects.filter(flags=[FAILING])
        .exclude(status__in=[Status.INACTIVE, Status.REJECTED])
        .order_by("lower_bound", "id")
    )


def proposed() -> QuerySet[Standing]:
    """What has evidence, but not enough to move by itself: most evidence first."""
    shared = Standing.objects.filter(
        item=OuterRef("item"), account=None, status__in=[Status.ACTIVE, Status.REJECTED]
    )
    return (
        Standing.objects.filter(status=Status.PROPOSED, evidence_for__gt=0, item__merged_into=None)
        .exclude(Exists(shared))
        .order_by("-evidence_for", "moved_at", "id")
    )


@dataclass(frozen=True)
class Row:
    """A standing, the address of its item, and what this person may do: (title, address)."""

    standing: Standing
    url: str
    acts: list[tuple[str, str]]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The admin's sidebar: what waits, then every app with what this person may see of it."""
    apps = [
        {
            "title": app["name"],
            "items": [
                {"title": model["name"], "link": model["admin_url"]} for model in app["models"]
            ],
        }
        for app in site.get_app_list(request)
    ]
    if request.user.has_perm("context.view_standing"):
        link = reverse("admin:context_standing_changelist")
        apps.insert(0, {"items": [{"title": "Waiting for you", "link": link}]})
    return apps


def rows(standings: QuerySet[Standing], user: Any) -> list[Row]:
    found = standings.select_related("item", "account")[:SHOWN]
    return [
        Row(
            standing,
            reverse(f"{admin_of(standing.item)}_change", args=[standing.item_id]),
            list(links(standing, user)),
        )
        for standing in found
    ]


def links(standing: Standing, user: Any) -> Iterable[tuple[str, str]]:
    for name in acts_upon(standing):
        act = ACTS[name]
        if user.has_perm(f"context.{act.permission}"):
            page = reverse(f"{admin_of(standing.item)}_{name}", args=[standing.item_id])
            account = "" if act.for_everybody else f"&account={standing.account_id}"
            yield act.short, f"{page}?back=waiting{account}"


def sections(user: Any) -> list[dict[str, Any]]:
    """The page: three queries, whatever waits."""
    return [
        {
            "title": "Quarantined",
            "note": "Flagged when it was taught. Not served until somebody has looked at it.",
            "rows": rows(quarantined(), user),
        },
        {
            "title": "Built-in and failing",
            "note": "More failures than successes. Deactivate it, or mend it: that starts it anew.",
            "rows": rows(failing(), user),
        },
        {
            "title": "Proposed, with evidence",
            "note": "Served to its own project, and moves by itself when others confirm it.",
            "rows": rows(proposed(), user),
        },
    ]


def on_first_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Adds what waits to the admin's first page: counts, and the oldest few."""
    if request.user.has_perm("context.view_standing"):
        context["waiting"] = {
            "quarantined": quarantined().count(),
            "built-in and failing": failing().count(),
        }
        context["waiting_rows"] = rows(quarantined(), request.user)[:5]
    return context
