"""`/api/v1/outcomes/`: how a generation went that was given a context."""

from typing import Any

from django.db.models.functions import Coalesce
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from context.builds import tally
from context.ledger import Report, record_context
from context.models import BuildItem, ContextBuild, LearnedItem, Outcome, Source
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
from projects.auth import caller
from projects.models import Scope

MOST_USED = 200


class OutcomeSerializer(serializers.ModelSerializer[Outcome]):
    """One counted outcome. `ref` is null for the context as a whole."""

    ref = serializers.CharField(source="item.ref", default=None)
    project = serializers.CharField(source="project.key", default=None)
    context = serializers.CharField(  # type: ignore[assignment]
        source="build_id", default=None
    )
    evidence = serializers.CharField(source="source")
    version = serializers.IntegerField(min_value=1, allow_null=True)

    class Meta:
        model = Outcome
        fields = [
            "id",
            "ref",
            "version",
            "success",
            "evidence",
            "context",
            "project",
            "consumer",
            "versions",
            "created_at",
        ]


class NewOutcomeSerializer(StrictSerializer):
    context = Text(max_length=44)  # type: ignore[assignment]
    success = StrictBoolean()
    evidence = StrictChoice(choices=Source.choices)
    used = serializers.ListField(
        child=Text(max_length=130), max_length=MOST_USED, required=False, default=list
    )
    consumer = Text(max_length=120, required=False)
    build = KeyField(required=False)
    event_id = EventId()


class RecordedSerializer(serializers.Serializer[Any]):
    """`recorded`: this event was new. `counted`: the used items that it counted for just now."""

    context = serializers.CharField()  # type: ignore[assignment]
    recorded = serializers.BooleanField()
    counted = serializers.ListField(child=serializers.CharField())


class OutcomeFilters(StrictFilterSet):
    ref = filters.CharFilter(method="filter_ref")
    context = filters.CharFilter(field_name="build_id")
    project = filters.CharFilter(field_name="project__key")
    success = StrictBooleanFilter()

    class Meta:
        model = Outcome
        fields = ["consumer"]

    def filter_ref(self, queryset: Any, name: str, value: str) -> Any:
        kind, _, slug = value.partition(":")
        named = LearnedItem.objects.filter(kind=kind, slug=slug)
        stands = named.annotate(stands=Coalesce("merged_into", "pk")).values("stands")
        return queryset.filter(item__in=stands)


class OutcomeList(IdempotentMixin, generics.ListAPIView[Outcome]):
    """The account's own outcomes; a POST reports one of a context.

    Items in `used` are credited or blamed; what the context merely carried is counted apart.
    """

    scopes = {"GET": Scope.CONTEXT_READ.value, "POST": Scope.INGEST_WRITE.value}
    queryset = Outcome.objects.none()
    serializer_class = OutcomeSerializer
    filterset_class = OutcomeFilters
    ordering = "-id"
    ordering_fields = ("created_at",)

    def get_queryset(self) -> Any:
        rows = Outcome.objects.filter(account_id=caller(self.request).account_id)
        return rows.select_related("item", "project")

    @extend_schema(
        request=NewOutcomeSerializer, responses={200: RecordedSerializer, 201: RecordedSerializer}
    )
    def post(self, request: Request) -> Response:
        serializer = NewOutcomeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        account_id = caller(request).account_id
        build = ContextBuild.objects.filter(pk=given["context"], account_id=account_id).first()
        if build is None:
            raise Refused({"/context": "There is no such context."})
        carried = used_items(build, given["used"])
        report = Report(
            account_id,
            build.project_id,
            given["success"],
            given["evidence"],
            build_id=build.pk,
            consumer=given.get("consumer", ""),
        )
        recorded, counted = record_context(
            report,
            build,
            {item.item_id: item.version for item in carried if item.item_id},
            given["event_id"],
            given.get("build", ""),
        )
        if recorded or counted:
            tally.add(succeeded=int(report.success), failed=int(not report.success))
        body = {
            "context": build.pk,
            "recorded": recorded,
            "counted": sorted(item.ref for item in carried if item.item_id in counted),
        }
        return Response(body, status=201 if recorded or counted else 200)


def used_items(build: ContextBuild, refs: list[str]) -> list[BuildItem]:
    """The items of the context that `refs` name; Refused with the pointer of one that it did not
    carry.
    """
    carried = {item.ref: item for item in build.items.filter(ref__in=refs)}
    missing = {
        f"/used/{place}": "This context did not carry it."
        for place, ref in enumerate(refs)
        if ref not in carried
    }
    if missing:
        raise Refused(missing)
    return list(carried.values())
