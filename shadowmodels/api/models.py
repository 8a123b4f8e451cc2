"""`/api/v1/shadow-models/`: the specialists that an account runs, and which are promoted."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.batches import carry_out, one_or_many
from intake.idempotency import IdempotentMixin
from intake.problems import Refused
from intake.strict import StrictChoice, StrictFilterSet, StrictFloat, StrictSerializer, Text
from projects.api.fields import ToldText
from projects.auth import caller
from projects.models import Scope
from shadowmodels.calibration import measure
from shadowmodels.capture import register
from shadowmodels.models import ShadowModel, StillTraining

# Names stand in prompts: they have no room for sentences.
NAME_PATTERN = r"[A-Za-z0-9._:@/+-]+"
LONGEST_NAME = 60
MOST_METRICS = 50
TOLD = (ShadowModel.Status.TRAINING, ShadowModel.Status.READY)


class ShadowModelSerializer(serializers.ModelSerializer[ShadowModel]):
    """One version of a specialist."""

    version = serializers.CharField(source="model_version")
    metrics = serializers.DictField(child=serializers.FloatField())

    class Meta:
        model = ShadowModel
        fields = [
            "id",
            "name",
            "version",
            "base_model",
            "metrics",
            "status",
            "promoted_at",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class CurvePointSerializer(serializers.Serializer[Any]):
    """What was advised with a confidence of `start` to below `end`, and how often that was right.

    The last point has a confidence of 1 as well. The bounds are those of the success rate (Wilson,
    95 %).
    """

    start = serializers.FloatField(min_value=0, max_value=1)
    end = serializers.FloatField(min_value=0, max_value=1)
    count = serializers.IntegerField(min_value=1)
    mean_confidence = serializers.FloatField(min_value=0, max_value=1)
    success_rate = serializers.FloatField(min_value=0, max_value=1)
    lower_bound = serializers.FloatField(min_value=0, max_value=1)
    upper_bound = serializers.FloatField(min_value=0, max_value=1)


class MeasuredSerializer(serializers.Serializer[Any]):
    """What became of what a model advised.

    `lower_bound` is that of its success (Wilson, 95 %), of those whose outcome is known; so is
    `brier_score`, the mean squared difference between confidence and outcome, and so are the points
    of `curve`, one for each tenth of confidence that has outcomes, and
    `expected_calibration_error`, the mean distance between confidence and success rate in them.
    """

    inferences = serializers.IntegerField(min_value=0)
    used = serializers.IntegerField(min_value=0)
    successful = serializers.IntegerField(min_value=0)
    failed = serializers.IntegerField(min_value=0)
    unknown = serializers.IntegerField(min_value=0)
    lower_bound = serializers.FloatField(min_value=0, max_value=1)
    mean_confidence = serializers.FloatField(min_value=0, max_value=1, allow_null=True)
    brier_score = serializers.FloatField(min_value=0, max_value=1, allow_null=True)
    expected_calibration_error = serializers.FloatField(min_value=0, max_value=1, allow_null=True)
    curve = CurvePointSerializer(many=True)


class ShadowModelDetailSerializer(ShadowModelSerializer):
    """One version of a specialist, and how it has done."""

    measured = serializers.SerializerMethodField()

    class Meta(ShadowModelSerializer.Meta):
        fields = [*ShadowModelSerializer.Meta.fields, "measured"]

    @extend_schema_field(MeasuredSerializer)
    def get_measured(self, model: ShadowModel) -> dict[str, Any]:
        return measure(model.inferences.all())


class NameField(Text):
    """1 to 60 of `[A-Za-z0-9._:@/+-]`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_NAME, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        if not re.fullmatch(NAME_PATTERN, name):
            raise ValidationError("May only have letters, digits and . _ : @ / + -")
        return name


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {"type": "number"},
        "propertyNames": {"maxLength": LONGEST_NAME},
        "maxProperties": MOST_METRICS,
    }
)
class MetricsField(serializers.DictField):
    """`{name: number}`, at most 50."""

    child = StrictFloat()

    def to_internal_value(self, data: Any) -> dict[str, float]:
        if isinstance(data, Mapping):
            if len(data) > MOST_METRICS:
                raise ValidationError(f"May have at most {MOST_METRICS}.")
            if any(len(name) > LONGEST_NAME for name in data):
                raise ValidationError(f"A name may have at most {LONGEST_NAME} characters.")
        metrics: dict[str, float] = super().to_internal_value(data)
        return metrics


class NewShadowModelSerializer(StrictSerializer):
    """A version of a specialist, or news of it. Promoting is an act of its own."""

    name = NameField()
    version = NameField()
    base_model = Text(max_length=120, required=False, allow_blank=True)
    metrics = MetricsField(required=False)
    status = StrictChoice(choices=TOLD, required=False)


class ShadowModelFilters(StrictFilterSet):
    class Meta:
        model = ShadowModel
        fields = ["name", "status"]


class ShadowModelView(APIView):
    """What the views of models share: those of the account."""

    def get_queryset(self) -> Any:
        return ShadowModel.objects.of(caller(self.request).account_id)

    def find(self, pk: UUID) -> ShadowModel:
        model: ShadowModel | None = self.get_queryset().filter(pk=pk).first()
        if model is None:
            raise NotFound("There is no such shadow model.")
        return model


class ShadowModelList(ShadowModelView, IdempotentMixin, generics.ListAPIView[ShadowModel]):
    """The account's specialists; telling of one that is known changes what differs."""

    scopes = {"GET": Scope.CONTEXT_READ.value, "POST": Scope.INGEST_WRITE.value}
    queryset = ShadowModel.objects.none()
    serializer_class = ShadowModelSerializer
    filterset_class = ShadowModelFilters
    ordering = "-id"
    ordering_fields = ("name", "created_at", "updated_at")

    @extend_schema(
        request=one_or_many(NewShadowModelSerializer),
        responses={
            200: one_or_many(ShadowModelSerializer),
            201: one_or_many(ShadowModelSerializer),
        },
    )
    def post(self, request: Request) -> Response:
        account_id = caller(request).account_id

        def work(given: Mapping[str, Any], pointer: str) -> tuple[dict[str, Any], bool]:
            model, created = register(account_id, given)
            return dict(ShadowModelSerializer(model).data), created

        return carry_out(NewShadowModelSerializer, request, work)


class ShadowModelDetail(ShadowModelView, generics.GenericAPIView[ShadowModel]):
    scopes = Scope.CONTEXT_READ.value
    serializer_class = ShadowModelDetailSerializer

    @extend_schema(responses=ShadowModelDetailSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(ShadowModelDetailSerializer(self.find(pk)).data)


class PromotionSerializer(StrictSerializer):
    reason = ToldText(max_length=500)


class PromoteView(ShadowModelView, IdempotentMixin, APIView):
    """Serve what a model advises to the account; the last one of its name becomes deprecated."""

    scopes = Scope.REVIEW.value

    @extend_schema(request=PromotionSerializer, responses=ShadowModelDetailSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        serializer = PromotionSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        model = self.find(pk)
        try:
            with transaction.atomic():
                model.promote(serializer.validated_data["reason"])
        except StillTraining as error:
            raise Refused(str(error)) from error
        return Response(ShadowModelDetailSerializer(model).data)
