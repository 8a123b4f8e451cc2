"""`/api/v1/shadow-inferences/`: what specialists advised, and how it went."""

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
from intake.batches import carry_out, one_or_many
from intake.idempotency import IdempotentMixin
from intake.problems import Refused
from intake.strict import (
    ErrorText,
    EventId,
    KeyField,
    StrictBoolean,
    StrictBooleanFilter,
    StrictChoice,
    StrictFilterSet,
    StrictFloat,
    StrictSerializer,
    StrictUUID,
    Text,
)
from projects.api import project_of
from projects.auth import caller
from projects.models import Scope
from shadowmodels.capture import capture, tell_outcome
from shadowmodels.models import ShadowInference, ShadowModel

LONGEST = 8192


class ShadowInferenceSerializer(serializers.ModelSerializer[ShadowInference]):
    """What a specialist advised. `served_to` says how far it goes, `flags` why it goes nowhere."""

    ref = serializers.CharField()
    model = serializers.UUIDField(source="model_id")
    model_name = serializers.CharField(source="model.name")
    model_version = serializers.CharField(source="model.model_version")
    project = serializers.CharField(source="project.key", default=None, allow_null=True)
    confidence = serializers.FloatField(min_value=0, max_value=1)
    # Empty until an outcome is told.
    evidence = serializers.ChoiceField(choices=Source.choices, allow_blank=True)
    flags = serializers.ListField(child=serializers.CharField())
    served_to = serializers.SerializerMethodField()

    class Meta:
        model = ShadowInference
        fields = [
            "id",
            "ref",
            "model",
            "model_name",
            "model_version",
            "project",
            "domain",
            "input",
            "inference",
            "confidence",
            "was_used",
            "was_successful",
            "evidence",
            "outcome_at",
            "served_to",
            "is_flagged",
            "flags",
            "created_at",
        ]
        read_only_fields = fields

    @extend_schema_field(
        serializers.ChoiceField(choices=["project", "account", "global", "nobody"])
    )
    def get_served_to(self, inference: ShadowInference) -> str:
        return inference.served_to


class CapturedSerializer(ShadowInferenceSerializer):
    """What a specialist advised, as it was told. `cut` names what was too long, by pointers into
    its own part of the body.
    """

    cut = serializers.ListField(child=serializers.CharField(), required=False)

    class Meta(ShadowInferenceSerializer.Meta):
        fields = [*ShadowInferenceSerializer.Meta.fields, "cut"]


class NewInferenceSerializer(StrictSerializer):
    """What a specialist advises. `model` is the id of one of the account's shadow models."""

    model = StrictUUID()
    project = KeyField(required=False, allow_null=True)
    domain = Text(max_length=60)
    input = ErrorText(required=False, allow_blank=True)
    inference = Text(max_length=LONGEST)
    confidence = StrictFloat(min_value=0, max_value=1)


class InferenceFilters(StrictFilterSet):
    model = filters.UUIDFilter(field_name="model_id")
    project = filters.CharFilter(field_name="project__key")
    was_used = StrictBooleanFilter()
    was_successful = StrictBooleanFilter()
    is_flagged = StrictBooleanFilter()

    class Meta:
        model = ShadowInference
        fields = ["domain"]


class InferenceView(APIView):
    """What the views of inferences share: those of the account."""

    def get_queryset(self) -> Any:
        rows = ShadowInference.objects.of(caller(self.request).account_id)
        return rows.select_related("model", "project__account")

    def find(self, pk: UUID) -> ShadowInference:
        inference: ShadowInference | None = self.get_queryset().filter(pk=pk).first()
        if inference is None:
            raise NotFound("There is no such shadow inference.")
        return inference


class InferenceList(InferenceView, IdempotentMixin, generics.ListAPIView[ShadowInference]):
    """What the account's specialists advised, newest first."""

    scopes = {"GET": Scope.CONTEXT_READ.value, "POST": Scope.INGEST_WRITE.value}
    queryset = ShadowInference.objects.none()
    serializer_class = ShadowInferenceSerializer
    filterset_class = InferenceFilters
    ordering = "-id"
    ordering_fields = ("confidence", "created_at")

    @extend_schema(
        request=one_or_many(NewInferenceSerializer),
        responses={201: one_or_many(CapturedSerializer)},
    )
    def post(self, request: Request) -> Response:
        """Each is new: an `Idempotency-Key` tells a retry from the same advice given twice."""
        account_id = caller(request).account_id

        def work(given: Mapping[str, Any], pointer: str) -> tuple[dict[str, Any], bool]:
            model = model_of(account_id, given["model"], f"{pointer}/model")
            project = project_of(account_id, given.get("project"), f"{pointer}/project")
            inference = capture(model, project, given)
            return dict(ShadowInferenceSerializer(inference).data), True

        return carry_out(NewInferenceSerializer, request, work)


def model_of(account_id: UUID, pk: UUID, pointer: str) -> ShadowModel:
    """The account's model of this id; Refused (422) where a body names one that is not there."""
    model = ShadowModel.objects.of(account_id).filter(pk=pk).first()
    if model is None:
        raise Refused({pointer: "There is no such shadow model."})
    return model


class InferenceDetail(InferenceView, generics.GenericAPIView[ShadowInference]):
    scopes = Scope.CONTEXT_READ.value
    serializer_class = ShadowInferenceSerializer

    @extend_schema(responses=ShadowInferenceSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(ShadowInferenceSerializer(self.find(pk)).data)


class InferenceOutcomeSerializer(StrictSerializer):
    """How it went. `used` says whether it was followed; what was not may have been right too."""

    success = StrictBoolean()
    used = StrictBoolean(required=False)
    evidence = StrictChoice(choices=Source.choices)
    event_id = EventId()


class InferenceOutcomeView(InferenceView, IdempotentMixin, APIView):
    """Tell how it went. The first report counts: the same again is 200, the opposite 409."""

    scopes = Scope.INGEST_WRITE.value

    @extend_schema(
        request=InferenceOutcomeSerializer,
        responses={200: ShadowInferenceSerializer, 201: ShadowInferenceSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        serializer = InferenceOutcomeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        is_new = tell_outcome(self.find(pk), serializer.validated_data)
        return Response(
            ShadowInferenceSerializer(self.find(pk)).data, status=201 if is_new else 200
        )
