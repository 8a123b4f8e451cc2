"""`/api/v1/error-patterns/`: what the library knows, what it is taught, and how its fixes went."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min, OuterRef, Prefetch, Q, Subquery
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from context import receipts
from context.ledger import Report, event_digest, record_use
from context.models import BuildItem, ContextBuild, Lesson, Outcome, Source, Standing, Status
from errorpatterns.activation import NotRecognised
from errorpatterns.api.fields import (
    ErrorSerializer,
    EvidenceSerializer,
    FixSerializer,
    VersionsField,
)
from errorpatterns.fixes import FixRefused
from errorpatterns.models import ErrorPattern
from errorpatterns.teaching import Rejected, Taught, Told, teach
from intake.idempotency import IdempotentMixin
from intake.problems import Refused
from intake.strict import (
    EventId,
    KeyField,
    StrictBoolean,
    StrictBooleanFilter,
    StrictChoice,
    StrictFilterSet,
    StrictSerializer,
    Text,
)
from projects.api import project_of
from projects.auth import caller
from projects.models import Project, Scope


class LearnSerializer(StrictSerializer):
    project = KeyField()
    error = ErrorSerializer()
    fix = FixSerializer()
    language = Text(max_length=40, required=False, allow_blank=True)
    framework = Text(max_length=40, required=False, allow_blank=True)
    versions = VersionsField(required=False)
    evidence = StrictChoice(choices=Source.choices)
    event_id = EventId()


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


class LearnedSerializer(serializers.Serializer[Any]):
    pattern = PatternSerializer()
    created = serializers.BooleanField()
    status = serializers.ChoiceField(choices=Status.choices)
    served_to = serializers.ChoiceField(choices=["project", "account", "global", "nobody"])
    next = serializers.CharField()
    flags = serializers.ListField(child=serializers.CharField())
    cut = serializers.ListField(child=serializers.CharField(), required=False)


class LearnView(IdempotentMixin, APIView):
    """Teach an error and what mended it."""

    scopes = Scope.INGEST_WRITE.value

    @extend_schema(
        request=LearnSerializer, responses={200: LearnedSerializer, 201: LearnedSerializer}
    )
    def post(self, request: Request) -> Response:
        serializer = LearnSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        project = project_of(caller(request).account_id, given["project"])
        assert project is not None  # noqa: S101 - the field is required
        taught = refusing(lambda: teach(project, told_of(given, project), given["event_id"]))
        body = learned_body(taught, project)
        if serializer.cuts:
            body["cut"] = serializer.cuts
        return Response(body, status=201 if taught.created else 200)


def refusing(work: Callable[[], Taught]) -> Taught:
    """Run `work`; what it cannot learn is a 422 that says why."""
    try:
        return work()
    except Rejected as error:
        raise Refused(
            "Staff have rejected this error and fix; it cannot be submitted again."
        ) from error
    except FixRefused as error:
        raise Refused({"/fix": error.reason}) from error
    except ValueError as error:
        raise Refused({"/error/message": str(error)}) from error


def told_of(given: Mapping[str, Any], project: Project) -> Told:
    error, fix = given["error"], given["fix"]
    return Told(
        message=str(error["message"]),
        error_type=error.get("type", ""),
        code=error.get("code", ""),
        tool=error.get("tool", ""),
        file=error.get("file", ""),
        language=given.get("language", "") or project.language,
        framework=given.get("framework", "") or project.framework,
        before=fix.get("before"),
        after=fix.get("after"),
        diff=fix.get("diff", ""),
        template=fix.get("template", ""),
        explanation=fix.get("explanation", ""),
        fix_type=fix.get("type", ""),
        category=fix.get("category", ""),
        source=given["evidence"],
        versions=given.get("versions", {}),
    )


def learned_body(taught: Taught, project: Project) -> dict[str, Any]:
    pattern = visible(project.account_id).filter(pk=taught.pattern.pk).get()
    standing = seen_standing(pattern)
    return {
        "pattern": PatternSerializer(pattern).data,
        "created": taught.created,
        "status": standing.status,
        "served_to": served_to(standing),
        "next": next_step(standing, project),
        "flags": taught.flags,
    }


def next_step(standing: Standing, project: Project) -> str:
    """What it takes for the item to go further, in words."""
    if standing.status == Status.QUARANTINED:
        return "served to nobody until a curator has looked at what was flagged"
    if standing.status == Status.REJECTED:
        return "rejected by staff: served to nobody"
    if standing.status == Status.INACTIVE:
        return f"served to nobody: {standing.reason}"
    if standing.status == Status.PROPOSED:
        if project.effective_sharing == "project":
            return "stays in this project, as its sharing says"
        projects = number(settings.PROJECTS_TO_CONFIRM, "other project")
        return f"served to the account when {projects} report success"
    if standing.account_id is not None and project.effective_sharing == "account":
        return "stays in this account, as its sharing says"
    if standing.account_id is not None:
        return (
            f"served to everybody when {number(settings.ACCOUNTS_TO_CONFIRM, 'account')} are for it"
        )
    return "served to everybody"


def number(count: int, what: str) -> str:
    """`two other projects`"""
    words = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}
    return f"{words.get(count, count)} {what}{'s' if count != 1 else ''}"


class PatternOutcomeSerializer(StrictSerializer):
    success = StrictBoolean()
    evidence = StrictChoice(choices=Source.choices)
    receipt = Text(max_length=500, required=False)
    context = Text(max_length=44, required=False)  # type: ignore[assignment]
    build = KeyField(required=False)
    versions = VersionsField(required=False)
    event_id = EventId()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("receipt" in attrs) == ("context" in attrs):
            raise Refused({"/receipt": "One of “receipt” and “context” is required, not both."})
        return attrs


class CountedSerializer(serializers.Serializer[Any]):
    ref = serializers.CharField()
    counted = serializers.BooleanField()


class PatternOutcomes(PatternView, IdempotentMixin, APIView):
    """Report how a fix went, once for each receipt or use in a context."""

    scopes = Scope.INGEST_WRITE.value

    @extend_schema(
        request=PatternOutcomeSerializer, responses={200: CountedSerializer, 201: CountedSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        serializer = PatternOutcomeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        account_id = caller(request).account_id
        pattern = self.find_any(slug)
        cited = cite_receipt if "receipt" in given else cite_context
        try:
            report, version, once = cited(pattern, given, account_id)
        except Refused:
            # Of a pattern that the account cannot see nothing is told, not even that it is there.
            self.find(slug)
            raise
        events = [event_digest("outcome", given["event_id"]), once]
        counted = record_use(report, {pattern.pk: version}, events)
        body = {"ref": pattern.ref, "counted": bool(counted)}
        return Response(body, status=201 if counted else 200)

    def find_any(self, slug: str) -> ErrorPattern:
        """Of all patterns: a receipt shows that this one was offered."""
        pattern = ErrorPattern.objects.surviving(slug, ErrorPattern.objects.all())
        if pattern is None:
            raise NotFound(f"There is no error pattern “{slug}”.")
        return pattern


def cite_receipt(
    pattern: ErrorPattern, given: Mapping[str, Any], account_id: UUID
) -> tuple[Report, int, UUID]:
    try:
        receipt = receipts.read(given["receipt"], account_id)
    except receipts.BadReceipt as error:
        raise Refused({"/receipt": str(error)}) from error
    if ErrorPattern.objects.survivor_of(receipt.item_id) != pattern.pk:
        raise Refused({"/receipt": "This receipt is of another pattern."})
    if not Project.objects.filter(pk=receipt.project_id).exists():
        raise Refused({"/receipt": "The project that this receipt was for is erased."})
    report = Report(
        account_id,
        receipt.project_id,
        given["success"],
        given["evidence"],
        versions=given.get("versions", {}),
    )
    return report, receipt.version, event_digest("receipt", receipt.nonce)


def cite_context(
    pattern: ErrorPattern, given: Mapping[str, Any], account_id: UUID
) -> tuple[Report, int, UUID]:
    build = ContextBuild.objects.filter(pk=given["context"], account_id=account_id).first()
    if build is None:
        raise Refused({"/context": "There is no such context."})
    carried = BuildItem.objects.filter(build=build, item_id=pattern.pk).first()
    if carried is None:
        raise Refused({"/context": "This context did not carry the pattern."})
    report = Report(
        account_id,
        build.project_id,
        given["success"],
        given["evidence"],
        build_id=build.pk,
        versions=given.get("versions", {}),
    )
    run = given.get("build", "")
    return report, carried.version, event_digest("use", f"{build.pk}\0{run}")


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
