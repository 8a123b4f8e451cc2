"""What only a person can decide, for the page of it and for the first page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.admin import site
from django.core.cache import cache
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from context.acts import ACTS, acts_upon
from context.evidence import FAILURES_TO_PRUNE
from context.gist import Part, marked
from context.judging import admin_of, gists
from context.models import (
    AntiSlopRule,
    Approval,
    AppSoul,
    LearnedItem,
    Outcome,
    ProviderHint,
    Standing,
    Status,
)
from context.pruning import FAILING

SHOWN = 50
MOST_COUNTED = 1_000
# What does harm is judged by the reports of the last days, and of these by the newest.
RECENT = timedelta(days=7)
MOST_READ = 20_000
KEPT = 15  # seconds


class Harm(NamedTuple):
    """What was reported of what does harm, and the first failure of it."""

    bad: int
    good: int
    first_at: datetime


def quarantined() -> QuerySet[Standing]:
    """What was flagged and nobody has looked at, oldest first."""
    rows = Standing.objects.filter(status=Status.QUARANTINED).exclude(Exists(merged()))
    return rows.order_by("moved_at", "id")


def merged() -> QuerySet[LearnedItem]:
    """The item of a standing, where it points to another: by itself, so that no database begins
    with all items that do not.
    """
    return LearnedItem.objects.filter(pk=OuterRef("item"), merged_into__isnull=False)


def failing() -> QuerySet[Standing]:
    """What came with the release and fails as badly as what is pruned, worst first."""
    # Few, and found by an index of theirs.
    shipped = LearnedItem.objects.filter(is_built_in=True)
    return (
        Standing.objects.filter(flags=[FAILING], item__in=shipped)
        .exclude(status__in=[Status.INACTIVE, Status.REJECTED])
        .order_by("lower_bound", "id")
    )


def harmful() -> QuerySet[Any]:
    """What is active and of which its audience reported more failures than successes in the last
    days, at least FAILURES_TO_PRUNE of them: worst first, with `bad`, `good` and `first_at`.
    """
    since = timezone.now() - RECENT
    newest = Outcome.objects.filter(created_at__gte=since, item__isnull=False, success=False)
    read = newest.order_by("-created_at").values("pk")[:MOST_READ]
    blamed = Outcome.objects.filter(pk__in=read).values("item").annotate(bad=Count("pk"))
    told = Q(item__outcomes__created_at__gte=since) & (
        Q(account=None) | Q(item__outcomes__account=F("account"))
    )
    failed, went_well = (Q(item__outcomes__success=success) for success in (False, True))
    return (
        Standing.objects.filter(
            told,
            status=Status.ACTIVE,
            item__merged_into=None,
            item__in=blamed.filter(bad__gte=FAILURES_TO_PRUNE).values("item"),
        )
        .annotate(
            bad=Count("item__outcomes", filter=failed),
            good=Count("item__outcomes", filter=went_well),
            first_at=Min("item__outcomes__created_at", filter=failed),
        )
        .filter(bad__gte=FAILURES_TO_PRUNE, bad__gt=F("good"))
        .order_by("-bad", "id")
    )


def known_harm() -> dict[UUID, Harm]:
    """Of `harmful` the worst by id, as they were told within the last seconds: to ask takes one of
    them where 300,000 outcomes were reported, and the first page and each of the queue ask.
    """
    told: dict[UUID, Harm] | None = cache.get("harm")
    if told is None:
        worst = harmful().values_list("pk", "bad", "good", "first_at")[: MOST_COUNTED + 1]
        told = {pk: Harm(*counted) for pk, *counted in worst}
        cache.set("harm", told, KEPT)
    return told


def harming(most: int = SHOWN) -> QuerySet[Standing]:
    """Those that are still served."""
    ids = list(known_harm())[:most]
    return Standing.objects.filter(pk__in=ids, status=Status.ACTIVE, item__merged_into=None)


def worst() -> list[Standing]:
    """The same for the page, worst first, with `bad` and `good`."""
    found = {standing.pk: standing for standing in some(harming())}
    harm = {pk: told for pk, told in known_harm().items() if pk in found}
    for pk, told in harm.items():
        vars(found[pk]).update(bad=told.bad, good=told.good)
    return [found[pk] for pk in harm]


def proposed() -> QuerySet[Standing]:
    """What has evidence, but not enough to move by itself: most evidence first."""
    shared = Standing.objects.filter(
        item=OuterRef("item"), account=None, status__in=[Status.ACTIVE, Status.REJECTED]
    )
    return (
        Standing.objects.filter(status=Status.PROPOSED, evidence_for__gt=0)
        .exclude(Exists(merged()))
        .exclude(Exists(shared))
        .order_by("-evidence_for", "moved_at", "id")
    )


def unreleased() -> Any:
    """Rules, hints and souls of which somebody else has to look at what an edit brought in: kind,
    id, name, flags and since when, oldest first.
    """
    first, *others = (
        model.objects.flagged()
        .order_by()
        .values_list(Value(model._meta.model_name), "pk", "name", "flags", "updated_at")
        for model in (AntiSlopRule, ProviderHint, AppSoul)
    )
    return first.union(*others, all=True).order_by("updated_at")


def shipped_rows(user: Any) -> list[dict[str, Any]]:
    """The first of these for the page: one query."""
    return [
        {
            "name": name,
            "flags": flags,
            "since": since,
            "url": reverse(f"admin:context_{kind}_change", args=[pk]),
            "act": reverse(f"admin:context_{kind}_switch_on", args=[pk])
            if user.has_perm(f"context.change_{kind}")
            else "",
        }
        for kind, pk, name, flags, since in unreleased()[:SHOWN]
    ]


@dataclass(frozen=True)
class Row:
    """A standing, what its item says and its address, and what this person may do: (title,
    address). `approved` is who did so already, the first of two.
    """

    standing: Standing
    parts: list[Part]
    url: str
    acts: list[tuple[str, str]]
    approved: str = ""


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The admin's sidebar: what waits and how the pipeline stands, then every app with what this
    person may see of it. Marked is the one whose address the page's begins with, the longest.
    """
    apps: list[dict[str, Any]] = [
        {
            "title": app["name"],
            "items": [
                {"title": model["name"], "link": model["admin_url"]} for model in app["models"]
            ],
        }
        for app in site.get_app_list(request)
    ]
    if request.user.has_perm("context.view_standing"):
        first = {
            "Waiting for you": "admin:context_standing_changelist",
            "Pipeline": "admin:context_contextbuild_pipeline",
            "Jobs": "admin:intake_jobrun_jobs",
            "Roles": "admin:auth_group_roles",
        }
        items = [{"title": title, "link": reverse(name)} for title, name in first.items()]
        apps.insert(0, {"items": items})
    addresses = [item["link"] for app in apps for item in app["items"]]
    here = max(filter(request.path.startswith, addresses), key=len, default="")
    for app in apps:
        for item in app["items"]:
            item["active"] = item["link"] == here
    return apps


def some(standings: QuerySet[Standing], most: int = SHOWN) -> list[Standing]:
    return list(standings.select_related("item", "account")[:most])


def approvers(standings: Iterable[Standing]) -> Mapping[UUID, str]:
    """By item, who would serve it as it is: one query."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Approval.objects.in_force().filter(item__in={each.item_id for each in standings})
    for item_id, name in rows.exclude(user=None).values_list("item_id", "user__username"):
        if name not in found[item_id]:
            found[item_id].append(name)
    return {item_id: ", ".join(names) for item_id, names in found.items()}


def rows(
    standings: Iterable[Standing],
    told: Mapping[UUID, list[Part]],
    approved: Mapping[UUID, str],
    user: Any,
) -> list[Row]:
    return [
        Row(
            standing,
            marked(told.get(standing.item_id, ()), standing.flags),
            reverse(f"{admin_of(standing.item)}_change", args=[standing.item_id]),
            list(links(standing, user)),
            approved.get(standing.item_id, ""),
        )
        for standing in standings
    ]


def links(standing: Standing, user: Any) -> Iterable[tuple[str, str]]:
    for name in acts_upon(standing):
        act = ACTS[name]
        if user.has_perm(f"context.{act.permission}"):
            page = reverse(f"{admin_of(standing.item)}_{name}", args=[standing.item_id])
            account = "" if act.for_everybody else f"&account={standing.account_id}"
            yield act.short, f"{page}?back=waiting{account}"


def sections(user: Any) -> list[dict[str, Any]]:
    """The page: four queries and one for each kind of item, however much waits."""
    flagged, failed, promising = some(quarantined()), some(failing()), some(proposed())
    harm = worst()
    told = gists(standing.item for standing in [*flagged, *failed, *harm, *promising])
    approved = approvers(flagged)
    return [
        {
            "key": "harm",
            "group": "harm",
            "title": "Doing harm",
            "note": f"Active, and in the last {RECENT.days} days more failures than successes were "
            "reported.",
            "none": "Nothing: what is served helps more often than it fails.",
            "rows": rows(harm, told, {}, user),
        },
        {
            "key": "quarantined",
            "group": "flagged",
            "title": "Quarantined",
            "note": "Flagged when it was taught. Not served until somebody has looked at it.",
            "none": "Nothing: all that was flagged was looked at.",
            "rows": rows(flagged, told, approved, user),
        },
        {
            "key": "failing",
            "group": "failing",
            "title": "Built-in and failing",
            "note": "More failures than successes. Deactivate it, or mend it: that starts it anew.",
            "none": "Nothing: what came with the release works.",
            "rows": rows(failed, told, {}, user),
        },
        {
            "key": "proposed",
            "group": "proposed",
            "title": "Proposed, with evidence",
            "note": "Served to its own project, and moves by itself when others confirm it.",
            "none": "Nothing. What projects teach comes here once somebody reports that it worked.",
            "rows": rows(promising, told, {}, user),
        },
    ]
