"""`/api/v1/escalations/`: incidents, which teach the library when they are resolved."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from context.models import Source
from errorpatterns import escalation
from errorpatterns.api.fields import ErrorSerializer, FixSerializer, VersionsField
from errorpatterns.models import Attempt, ErrorEscalation
from intake.batches import carry_out, one_or_many
from intake.idempotency import IdempotentMixin
from intake.problems import Refused
from intake.strict import (
    EventId,
    KeyField,
    StrictBoolean,
    StrictBooleanFilter,
    StrictChoice,
    StrictFilterSet,
    StrictInteger,
    StrictSerializer,
    Text,
)
from projects.api import project_of
from projects.auth import caller
from projects.models import Scope


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    # Told here, as a column's bounds are each database's own and no part of the contract.
    level = serializers.IntegerField(min_value=0, max_value=4)
    ms = serializers.IntegerField(min_value=0, allow_null=True)

    class Meta:
        model = Attempt
        fields = ["id", "level", "model", "fix", "result", "ms", "created_at"]


class EscalationSerializer(serializers.ModelSerializer[ErrorEscalation]):
    """An incident, with its attempts in order."""

    ref = serializers.SerializerMethodField()
    project = serializers.CharField(source="project.key")
    attempts = AttemptSerializer(many=True)
    resolved = serializers.SerializerMethodField()
    taught: serializers.Field[Any, Any, Any, Any] = serializers.SlugRelatedField(
        "slug", read_only=True
    )
    proven: serializers.Field[Any, Any, Any, Any] = serializers.SlugRelatedField(
        "slug", read_only=True
    )

    class Meta:
        model = ErrorEscalation
        fields = [
            "id",
            "ref",
            "project",
            "error_type",
            "message",
            "code",
            "file",
            "line",
            "tool",
            "language",
            "framework",
            "current_level",
            "total_attempts",
            "attempts",
            "resolved",
            "resolved_at",
            "resolved_at_level",
            "final_fix",
            "final_diff",
            "evidence",
            "was_rebuilt_from_intent",
            "taught",
            "proven",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields

    def get_ref(self, row: ErrorEscalation) -> str:
        return f"incident:{row.pk}"

    def get_resolved(self, row: ErrorEscalation) -> bool:
        return row.resolved_at is not None


class OpenedSerializer(EscalationSerializer):
    """An incident as it was opened. `cut` names what was too long, by pointers into its own part of
    the body.
    """

    cut = serializers.ListField(child=serializers.CharField(), required=False)

    class Meta(EscalationSerializer.Meta):
        fields = [*EscalationSerializer.Meta.fields, "cut"]


class OpeningSerializer(StrictSerializer):
    """An incident as it is opened."""

    project = KeyField()
    error = ErrorSerializer()
    language = Text(max_length=40, required=False, allow_blank=True)
    framework = Text(max_length=40, required=False, allow_blank=True)
    level = StrictInteger(min_value=0, max_value=4, default=0)


@extend_schema_field({"type": "integer", "minimum": 0, "maximum": 4})
class LevelFilter(filters.TypedChoiceFilter):  # type: ignore[misc]
    def __init__(self, **kwargs: Any) -> None:
        levels = [(str(level), level) for level in range(5)]
        super().__init__(choices=levels, coerce=int, **kwargs)


class EscalationFilters(StrictFilterSet):
    search = filters.CharFilter(field_name="message", lookup_expr="icontains")
    project = filters.CharFilter(field_name="project__key")
    current_level = LevelFilter()
    resolved = StrictBooleanFilter(method="filter_resolved")

    class Meta:
        model = ErrorEscalation
        fields = ["error_type", "code", "tool"]

    def filter_resolved(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.filter(resolved_at__isnull=not value)


class EscalationView(APIView):
    """What the views of incidents share: those of the account's projects."""

    def get_queryset(self) -> Any:
        rows = ErrorEscalation.objects.of(caller(self.request).account_id)
        return rows.select_related("project", "taught", "proven").prefetch_related("attempts")

    def find(self, pk: UUID) -> ErrorEscalation:
        row: ErrorEscalation | None = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("There is no such incident.")
        return row


class EscalationList(EscalationView, IdempotentMixin, generics.ListAPIView[ErrorEscalation]):
    """Incidents; opening one that is open already answers with it."""

    scopes = {"GET": Scope.CONTEXT_READ.value, "POST": Scope.INGEST_WRITE.value}
    queryset = ErrorEscalation.objects.none()
    serializer_class = EscalationSerializer
    filterset_class = EscalationFilters
    ordering = "-updated_at"
    ordering_fields = ("created_at", "updated_at", "current_level", "total_attempts")

    @extend_schema(
        request=one_or_many(OpeningSerializer),
        responses={
            200: one_or_many(OpenedSerializer),
            201: one_or_many(OpenedSerializer),
        },
    )
    def post(self, request: Request) -> Response:
        return carry_out(OpeningSerializer, request, self.open_one)

    def open_one(self, given: Mapping[str, Any], pointer: str) -> tuple[dict[str, Any], bool]:
        project = project_of(
            caller(self.request).account_id, given["project"], f"{pointer}/project"
        )
        assert project is not None  # noqa: S101 - the field is required
        try:
            row, is_new = escalation.open_incident(project, given["error"], given)
        except ValueError as error:
            raise Refused({f"{pointer}/error/message": str(error)}) from error
        return dict(EscalationSerializer(self.find(row.pk)).data), is_new


class EscalationDetail(EscalationView, generics.GenericAPIView[ErrorEscalation]):
    scopes = Scope.CONTEXT_READ.value
    serializer_class = EscalationSerializer

    @extend_schema(responses=EscalationSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(EscalationSerializer(self.find(pk)).data)


class NewAttemptSerializer(StrictSerializer):
    level = StrictInteger(min_value=0, max_value=4)
    model = Text(max_length=120, required=False, allow_blank=True)
    fix = Text(max_length=8192, required=False, allow_blank=True)
    result = StrictChoice(choices=Attempt.Result.choices)
    ms = StrictInteger(min_value=0, required=False, allow_null=True)
    event_id = EventId()


class AttemptView(EscalationView, IdempotentMixin, APIView):
    """Add an attempt to an open incident."""

    scopes = Scope.INGEST_WRITE.value

    @extend_schema(
        request=NewAttemptSerializer,
        responses={200: EscalationSerializer, 201: EscalationSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        serializer = NewAttemptSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        added = escalation.add_attempt(self.find(pk), dict(serializer.validated_data))
        return Response(EscalationSerializer(self.find(pk)).data, status=201 if added else 200)


class ResolutionSerializer(StrictSerializer):
    """How an incident ended. A model's own word is no evidence."""

    level = StrictInteger(min_value=0, max_value=4, required=False)
    fix = FixSerializer(required=False)
    evidence = StrictChoice(choices=Source.choices)
    was_rebuilt_from_intent = StrictBoolean(required=False, default=False)
    versions = VersionsField(required=False)
    event_id = EventId()


class ResolveView(EscalationView, IdempotentMixin, APIView):
    """Close an incident with evidence; its fix is taught to the library."""

    scopes = Scope.INGEST_WRITE.value

    @extend_schema(request=ResolutionSerializer, responses=EscalationSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        serializer = ResolutionSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        escalation.resolve(self.find(pk), dict(serializer.validated_data))
        return Response(EscalationSerializer(self.find(pk)).data)
