"""`/api/v1/judgments/`: what the generator's judges said of its work."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from intake.batches import carry_out, one_or_many
from intake.idempotency import IdempotentMixin
from intake.strict import (
    KeyField,
    StrictBoolean,
    StrictBooleanFilter,
    StrictChoice,
    StrictFilterSet,
    StrictSerializer,
)
from learning.capture import Named, judge
from learning.models import Judgment
from projects.api.fields import ScoresField, ToldText, maybe_score, maybe_text, some
from projects.auth import caller
from projects.models import Scope

LONGEST_POINT = 1000
SCORED = ("overall", "categories", "verdict")


class JudgmentSerializer(StrictSerializer):
    """A judgment. A score that was not given is null; a judge that failed gave none."""

    id = serializers.UUIDField(read_only=True)
    ref = serializers.CharField(read_only=True)
    project = KeyField(source="project.key")
    build = KeyField(required=False, allow_blank=True)
    type = ToldText(
        max_length=60,
        help_text="code_quality, design_quality, success_predictor, anti_slop, or your own",
    )
    model = maybe_text(120)
    overall = maybe_score()
    categories = ScoresField(required=False, default=dict)
    issues = some(ToldText(max_length=LONGEST_POINT), 50)
    recommendations = some(ToldText(max_length=LONGEST_POINT), 20)
    reasoning = maybe_text(4096)
    verdict = StrictChoice(
        choices=Judgment.Verdict.choices,
        required=False,
        allow_blank=True,
        help_text="By default the one that `overall` stands for: from 85 approved, from 70 "
        "needs_work, from 50 blocked, else rejected.",
    )
    failed = StrictBoolean(required=False, default=False)
    created_at = serializers.DateTimeField(read_only=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["failed"]:
            said = [name for name in SCORED if attrs.get(name) not in (None, "", {})]
            if said:
                raise serializers.ValidationError(
                    dict.fromkeys(said, "A judge that failed has no score and no verdict.")
                )
        return attrs


class JudgmentFilters(StrictFilterSet):
    project = filters.CharFilter(field_name="project__key")
    failed = StrictBooleanFilter()

    class Meta:
        model = Judgment
        fields = ["type", "build", "verdict"]


class JudgmentList(IdempotentMixin, generics.ListAPIView[Judgment]):
    """Judgments of the account's projects. They never leave their project."""

    scopes = {"GET": Scope.CONTEXT_READ.value, "POST": Scope.INGEST_WRITE.value}
    queryset = Judgment.objects.none()
    serializer_class = JudgmentSerializer
    filterset_class = JudgmentFilters
    ordering = "-id"
    ordering_fields = ("created_at",)

    def get_queryset(self) -> Any:
        rows = Judgment.objects.of(caller(self.request).account_id)
        return rows.select_related("project")

    @extend_schema(
        request=one_or_many(JudgmentSerializer), responses={201: one_or_many(JudgmentSerializer)}
    )
    def post(self, request: Request) -> Response:
        named = Named(caller(request).account, request.data)
        return carry_out(JudgmentSerializer, request, partial(self.add, named))

    def add(
        self, named: Named, given: Mapping[str, Any], pointer: str
    ) -> tuple[dict[str, Any], bool]:
        project = named.project(given["project"]["key"], f"{pointer}/project")
        return dict(JudgmentSerializer(judge(project, given)).data), True
