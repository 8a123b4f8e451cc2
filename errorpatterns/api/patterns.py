"""`/api/v1/error-patterns/`: what the library knows, and what a curator decides."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min, OuterRef, Prefetch, Q, Subquery
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from context.models import Lesson, Outcome, Standing, Status
from errorpatterns.activation import NotRecognised
from errorpatterns.api.fields import (
    EvidenceSerializer,
)
from errorpatterns.models import ErrorPattern
from intake.idempotency import IdempotentMixin
from intake.problems import Refused
from intake.strict import (
    StrictBooleanFilter,
    StrictChoice,
    StrictFilterSet,
    StrictSerializer,
    Text,
)
from projects.auth import caller
from projects.models import Scope


class PatternSerializer(serializers.ModelSerializer[ErrorPattern]):
    """A pattern as the key's account may see it.

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

    class Meta:
        model = ErrorPattern
        fields = [
            "id",
            "ref",
            "slug",
            "name",
            "category",
            "error_regex",
            "words",
            "file_glob",
            "error_type",
            "code",
            "tool",
            "language",
            "framework",
            "fix_type",
            "fix_template",
            "explanation",
            "applicability",
            "confidence",
            "is_built_in",
            "version",
            "status",
            "is_active",
            "served_to",
            "evidence",
            "created_at",
            "updated_at",
            "last_matched_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=Status.choices))
    def get_status(self, pattern: ErrorPattern) -> str:
        return seen_standing(pattern).status

    def get_is_active(self, pattern: ErrorPattern) -> bool:
        return self.get_status(pattern) == Status.ACTIVE

    @extend_schema_field(
        serializers.ChoiceField(choices=["project", "account", "global", "nobody"])
    )
    def get_served_to(self, pattern: ErrorPattern) -> str:
        return served_to(seen_standing(pattern))

    @extend_schema_field(EvidenceSerializer)
    def get_evidence(self, pattern: ErrorPattern) -> dict[str, Any]:
        standing = seen_standing(pattern)
        shared = standing.account_id is None
        return {
            "successes": pattern.success_count if shared else standing.evidence_for,
            "failures": pattern.failure_count if shared else standing.evidence_against,
            "reliability": standing.reliability,
        }

    def get_created_at(self, pattern: ErrorPattern) -> datetime:
        """When the account taught it first."""
        return since(pattern)

    def get_updated_at(self, pattern: ErrorPattern) -> datetime:
        return max(pattern.updated_at, since(pattern))

    def get_last_matched_at(self, pattern: ErrorPattern) -> datetime | None:
        known: datetime | None = pattern.reported_at  # type: ignore[attr-defined]
        return pattern.last_matched_at if is_shared(pattern) else known


def seen_standing(pattern: ErrorPattern) -> Standing:
    """How the pattern stands before the account that asks: withdrawn for it, for everybody, or for
    it alone. Only who reviews sees one without either, as it stands before another account.
    """
    seen: list[Standing] = pattern.seen  # type: ignore[attr-defined]
    found = {standing.account_id is None: standing for standing in seen}
    own, everybody = found.get(False), found.get(True)
    withdrawn = own and own.status not in (Status.ACTIVE, Status.PROPOSED)
    if everybody and everybody.status == Status.ACTIVE and not withdrawn:
        return everybody
    others: list[Standing] = pattern.elsewhere  # type: ignore[attr-defined]
    return own or everybody or others[0]


def is_shared(pattern: ErrorPattern) -> bool:
    return seen_standing(pattern).account_id is None


def since(pattern: ErrorPattern) -> datetime:
    """When it was made or, before it is everybody's, when the account taught it first."""
    taught: datetime | None = pattern.taught_at  # type: ignore[attr-defined]
    return pattern.created_at if is_shared(pattern) or taught is None else taught


def served_to(standing: Standing) -> str:
    if standing.status == Status.ACTIVE:
        return "account" if standing.account_id else "global"
    return "project" if standing.status == Status.PROPOSED else "nobody"


class PatternFilters(StrictFilterSet):
    search = filters.CharFilter(method="filter_search")
    is_built_in = StrictBooleanFilter()
    is_active = StrictBooleanFilter(method="filter_active")
    status = filters.ChoiceFilter(choices=Status.choices, method="filter_status")

    class Meta:
        model = ErrorPattern
        fields = ["category", "fix_type", "tool", "code", "language", "framework"]

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        fields = ("name", "words", "slug", "code")
        return queryset.filter(reduce(or_, (Q(**{f"{one}__icontains": value}) for one in fields)))

    def filter_active(self, queryset: Any, name: str, value: bool) -> Any:
        active = queryset.served_to_all_of(caller(self.request).account_id)
        return active if value else queryset.exclude(pk__in=active.values("pk"))

    def filter_status(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.with_status(value, caller(self.request).account_id)


class PatternView(APIView):
    """What the views of patterns share: the account's patterns, each with the standings that it may
    see.
    """

    def get_queryset(self) -> Any:
        account = caller(self.request).account_id
        return visible(account, reviewer=Scope.REVIEW in caller(self.request).scopes)

    def find(self, slug: str) -> ErrorPattern:
        pattern = ErrorPattern.objects.surviving(slug, self.get_queryset())
        if pattern is None:
            raise NotFound(f"There is no error pattern “{slug}”.")
        return pattern


def visible(account_id: UUID, *, reviewer: bool = False) -> Any:
    """Patterns that an account may read; who reviews reads all, which are derived text only."""
    rows = ErrorPattern.objects.filter(merged_into=None)
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


class PatternList(PatternView, generics.ListAPIView[ErrorPattern]):
    """The patterns that the account may see."""

    scopes = Scope.CONTEXT_READ.value
    queryset = ErrorPattern.objects.none()
    serializer_class = PatternSerializer
    filterset_class = PatternFilters
    ordering = "slug"
    # Not by counts or times, which are of all accounts.
    ordering_fields = ("slug", "name", "confidence")


class PatternDetail(PatternView, generics.GenericAPIView[ErrorPattern]):
    scopes = Scope.CONTEXT_READ.value
    serializer_class = PatternSerializer

    @extend_schema(responses=PatternSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """One pattern by its slug; of one that was merged, the pattern that survives."""
        return Response(PatternSerializer(self.find(slug)).data)


class ReviewSerializer(StrictSerializer):
    reason = Text(max_length=500)
    scope = StrictChoice(choices=["account", "global"], default="account")


class ReviewView(PatternView, IdempotentMixin, APIView):
    """A curator's act by API: for the account, or for everybody."""

    scopes = Scope.REVIEW.value
    status: str

    @extend_schema(request=ReviewSerializer, responses=PatternSerializer)
    def post(self, request: Request, slug: str) -> Response:
        serializer = ReviewSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        pattern = self.find(slug)
        account = caller(request).account_id if given["scope"] == "account" else None
        with transaction.atomic():
            self.judge(pattern, account, given["reason"])
        return Response(PatternSerializer(self.find(slug)).data)

    def judge(self, pattern: ErrorPattern, account_id: UUID | None, reason: str) -> None:
        chosen = ErrorPattern.objects.filter(pk=pattern.pk)
        try:
            chosen.judge(self.status, account_id=account_id, reason=reason)
        except NotRecognised as error:
            raise Refused(str(error)) from error


class ActivateView(ReviewView):
    """Serve a pattern, to the account or to everybody."""

    status = Status.ACTIVE


class DeactivateView(ReviewView):
    """Withdraw a pattern, from the account or from everybody."""

    status = Status.INACTIVE
