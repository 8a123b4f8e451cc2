"""`/api/v1/preference-pairs/`: of two answers the better and the worse, for preference trainers."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from intake.strict import StrictFilterSet, check_query
from learning.models import PreferencePair
from projects.auth import caller
from projects.models import Scope

JSON_LINES = "application/jsonl"
# What a line of the export has, which is what trainers read, and the margin to choose by.
EXPORTED = ("prompt", "chosen", "rejected", "domain", "margin")
ROWS_AT_ONCE = 200


class PairSerializer(serializers.ModelSerializer[PreferencePair]):
    """A pair, and the experience that it was made from."""

    project = serializers.CharField(source="project.key")
    experience = serializers.UUIDField(source="experience_id")
    margin = serializers.IntegerField(min_value=0, max_value=100)

    class Meta:
        model = PreferencePair
        fields = [
            "id",
            "project",
            "experience",
            "part",
            "domain",
            "prompt",
            "chosen",
            "rejected",
            "margin",
            "created_at",
        ]
        read_only_fields = fields


class PairFilters(StrictFilterSet):
    project = filters.CharFilter(field_name="project__key")

    class Meta:
        model = PreferencePair
        fields = ["domain"]


class PairList(generics.ListAPIView[PreferencePair]):
    """The account's own pairs."""

    scopes = Scope.CONTEXT_READ.value
    queryset = PreferencePair.objects.none()
    serializer_class = PairSerializer
    filterset_class = PairFilters
    ordering = "-id"
    ordering_fields = ("created_at", "margin")

    def get_queryset(self) -> Any:
        rows = PreferencePair.objects.of(caller(self.request).account_id)
        return rows.select_related("project")


class JSONLinesRenderer(BaseRenderer):
    """Names the form of the export; its lines are written as they are read."""

    media_type = JSON_LINES
    format = "jsonl"
    charset = "utf-8"


class PairExport(PairList):
    """All of them, oldest first, a line of JSON each."""

    pagination_class = None
    renderer_classes = [JSONLinesRenderer]

    @extend_schema(
        operation_id="preference_pairs_export",
        responses={
            (200, JSON_LINES): OpenApiResponse(
                str, 'Lines of {"prompt", "chosen", "rejected", "domain", "margin"}.'
            )
        },
    )
    def get(  # type: ignore[override]
        self, request: Request, *args: Any, **kwargs: Any
    ) -> StreamingHttpResponse:
        check_query(request, PairFilters.base_filters)
        rows = self.filter_queryset(self.get_queryset())
        return StreamingHttpResponse(lines(rows), content_type=JSON_LINES)


def lines(rows: QuerySet[PreferencePair]) -> Iterator[str]:
    """Each pair as a line of JSON; however many there are, few are in memory."""
    told = rows.order_by("pk").values(*EXPORTED)
    for pair in told.iterator(chunk_size=ROWS_AT_ONCE):
        yield f"{json.dumps(pair)}\n"
