"""How learned items look to an account: whatever their kind, what it may see of how they stand."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Min, OuterRef, Prefetch, Q, Subquery
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.views import APIView

from context.evidence import RATE_TO_PROMOTE, USES_TO_DECIDE
from context.models import LearnedItem, Lesson, Outcome, Standing, Status
from context.own_words import as_told
from intake.strict import StrictBooleanFilter, StrictFilterSet
from projects.auth import caller
from projects.models import Project, Scope

AUDIENCES = ["project", "account", "global", "nobody"]
NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 10: "ten"}


class EvidenceSerializer(serializers.Serializer[Any]):
    """Of the audience that an item is served to: the account's reports, and of what is everybody's
    the accounts for and against (of a match the account's own reports where they are three or
    more). `reliability` is 0 to 1.
    """

    successes = serializers.IntegerField()
    failures = serializers.IntegerField()
    reliability = serializers.FloatField()


class ItemSerializer(serializers.ModelSerializer[Any]):
    """An item as the key's account may see it; it comes from `visible`.

    Counts and times are of the audience that it is served to: before an item is everybody's, what
    other accounts did with it is nobody's business.
    """

    id = serializers.SlugField(source="slug", read_only=True)
    ref = serializers.CharField(read_only=True)
    status = serializers.SerializerMethodField()
    is_active = serializers.SerializerMethodField()
    served_to = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()
    created_at = serializers.SerializerMethodField()
    updated_at = serializers.SerializerMethodField()
    last_matched_at = serializers.SerializerMethodField()

    def to_representation(self, item: LearnedItem) -> Any:
        return super().to_representation(as_told(item, own_standing(item)))

    @extend_schema_field(serializers.ChoiceField(choices=Status.choices))
    def get_status(self, item: LearnedItem) -> str:
        return seen_standing(item).status

    def get_is_active(self, item: LearnedItem) -> bool:
        return self.get_status(item) == Status.ACTIVE

    @extend_schema_field(serializers.ChoiceField(choices=AUDIENCES))
    def get_served_to(self, item: LearnedItem) -> str:
        return served_to(seen_standing(item))

    @extend_schema_field(EvidenceSerializer)
    def get_evidence(self, item: LearnedItem) -> dict[str, Any]:
        standing = seen_standing(item)
        return {
            "successes": standing.evidence_for,
            "failures": standing.evidence_against,
            "reliability": standing.reliability,
        }

    def get_created_at(self, item: LearnedItem) -> datetime:
        """When the account taught it first."""
        return since(item)

    def get_updated_at(self, item: LearnedItem) -> datetime:
        return max(item.updated_at, since(item))

    def get_last_matched_at(self, item: LearnedItem) -> datetime | None:
        known: datetime | None = item.reported_at  # type: ignore[attr-defined]
        return item.last_matched_at if is_shared(item) else known


class TaughtSerializer(serializers.Serializer[Any]):
    """What came of a lesson, beside the item; `next` says what it takes to go further."""

    created = serializers.BooleanField()
    status = serializers.ChoiceField(choices=Status.choices)
    served_to = serializers.ChoiceField(choices=AUDIENCES)
    next = serializers.CharField()
    flags = serializers.ListField(child=serializers.CharField())
    cut = serializers.ListField(child=serializers.CharField(), required=False)


def taught_body(
    item: LearnedItem, project: Project, *, created: bool, flags: list[str]
) -> dict[str, Any]:
    """The same as a body, of an item from `visible`."""
    standing = seen_standing(item)
    return {
        "created": created,
        "status": standing.status,
        "served_to": served_to(standing),
        "next": next_step(standing, project, item.kind),
        "flags": flags,
    }


def seen_standing(item: LearnedItem) -> Standing:
    """How the item stands before the account that asks: withdrawn for it, for everybody, or for it
    alone. Only who reviews sees one without either, as it stands before another account.
    """
    seen: list[Standing] = item.seen  # type: ignore[attr-defined]
    found = {standing.account_id is None: standing for standing in seen}
    own, everybody = found.get(False), found.get(True)
    withdrawn = own and own.status not in (Status.ACTIVE, Status.PROPOSED)
    if everybody and everybody.status == Status.ACTIVE and not withdrawn:
        return everybody
    others: list[Standing] = item.elsewhere  # type: ignore[attr-defined]
    return own or everybody or others[0]


def own_standing(item: LearnedItem) -> Standing | None:
    seen: list[Standing] = item.seen  # type: ignore[attr-defined]
    return next((standing for standing in seen if standing.account_id), None)


def is_shared(item: LearnedItem) -> bool:
    return seen_standing(item).account_id is None


def since(item: LearnedItem) -> datetime:
    """When it was made or, before it is everybody's, when the account taught it first."""
    taught: datetime | None = item.taught_at  # type: ignore[attr-defined]
    return item.created_at if is_shared(item) or taught is None else taught


def served_to(standing: Standing) -> str:
    if standing.status == Status.ACTIVE:
        return "account" if standing.account_id else "global"
    return "project" if standing.status == Status.PROPOSED else "nobody"


def next_step(standing: Standing, project: Project, kind: str) -> str:
    """What it takes for an item of this kind to go further, in words."""
    if standing.status == Status.QUARANTINED:
        return "served to nobody until a curator has looked at what was flagged"
    if standing.status == Status.REJECTED:
        return "rejected by staff: served to nobody"
    if standing.status == Status.INACTIVE:
        return f"served to nobody: {standing.reason}"
    if standing.status == Status.PROPOSED:
        if project.effective_sharing == "project":
            return "stays in this project, as its sharing says"
        return f"served to the account when {to_account(kind)}"
    if standing.account_id is not None and project.effective_sharing == "account":
        return "stays in this account, as its sharing says"
    if standing.account_id is not None:
        return f"served to everybody when {to_everybody(kind)}"
    return "served to everybody"


def to_account(kind: str) -> str:
    if kind == LearnedItem.Kind.STRATEGY:
        return f"{RATE_TO_PROMOTE:.0%} of {number(USES_TO_DECIDE, 'use')} or more succeeded"
    return f"{number(settings.PROJECTS_TO_CONFIRM, 'other project')} report success"


def to_everybody(kind: str) -> str:
    if kind == LearnedItem.Kind.STRATEGY:
        return "a curator says so"
    return f"{number(settings.ACCOUNTS_TO_CONFIRM, 'account')} are for it"


def number(count: int, what: str) -> str:
    """`two other projects`"""
    return f"{NUMBERS.get(count, count)} {what}{'s' if count != 1 else ''}"


class ItemFilters(StrictFilterSet):
    """What lists of every kind are filtered by; `searched` are the columns of `search`."""

    searched: ClassVar[tuple[str, ...]] = ("slug", "name")

    search = filters.CharFilter(method="filter_search")
    is_built_in = StrictBooleanFilter()
    is_active = StrictBooleanFilter(method="filter_active")
    status = filters.ChoiceFilter(choices=Status.choices, method="filter_status")

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        found = (Q(**{f"{column}__icontains": value}) for column in self.searched)
        return queryset.filter(reduce(or_, found))

    def filter_active(self, queryset: Any, name: str, value: bool) -> Any:
        active = queryset.served_to_all_of(caller(self.request).account_id)
        return active if value else queryset.exclude(pk__in=active.values("pk"))

    def filter_status(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.with_status(value, caller(self.request).account_id)


class ItemView(APIView):
    """What the views of one kind share: the account's items, each with the standings that it may
    see. `sees_all`: who reviews reads every account's, of a kind whose text is derived.
    """

    model: ClassVar[type[LearnedItem]]
    sees_all: ClassVar[bool] = False

    def get_queryset(self) -> Any:
        reviewer = self.sees_all and Scope.REVIEW in caller(self.request).scopes
        return visible(self.model, caller(self.request).account_id, reviewer=reviewer)

    def find(self, slug: str) -> Any:
        """The item of a slug, or what it was merged into; NotFound."""
        item = self.model.objects.surviving(slug, self.get_queryset())
        if item is None:
            raise NotFound(f"There is no {self.model._meta.verbose_name} “{slug}”.")
        return item


def visible(model: type[LearnedItem], account_id: UUID, *, reviewer: bool = False) -> Any:
    """Items that an account may read, or all, with what of their standings may be seen."""
    rows: Any = model.objects.filter(merged_into=None)
    elsewhere = Standing.objects.none()
    if reviewer:
        rows = rows.exclude(standings=None)
        elsewhere = Standing.objects.exclude(account_id=account_id).exclude(account=None)
    else:
        rows = rows.known_to(account_id)
    standings = Standing.objects.filter(account_id__in=[account_id]) | Standing.objects.before(None)
    return rows.annotate(
        taught_at=Subquery(of_item(Lesson.objects, account_id, Min("created_at"))),
        reported_at=Subquery(of_item(Outcome.objects, account_id, Max("created_at"))),
    ).prefetch_related(
        Prefetch("standings", standings, to_attr="seen"),
        Prefetch("standings", elsewhere.order_by("pk"), to_attr="elsewhere"),
    )


def of_item(rows: Any, account_id: UUID, value: Any) -> Any:
    """The `value` of the account's rows about one item, for a subquery."""
    mine = rows.filter(item=OuterRef("pk"), account_id=account_id).order_by()
    return mine.values("item").annotate(found=value).values("found")
