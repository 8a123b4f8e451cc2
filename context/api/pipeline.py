"""`/api/v1/pipeline/status/`: how the account's pipeline stands, and what it lacks."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from context.pipeline import status_of
from projects.auth import caller
from projects.models import Scope


def count_field(**kwargs: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, **kwargs)


def age_field(**kwargs: Any) -> serializers.FloatField:
    return serializers.FloatField(min_value=0, allow_null=True, **kwargs)


def warnings_field() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(), help_text="What is wrong, and what to do next."
    )


class SourceSerializer(serializers.Serializer[Any]):
    """One source of what is served: how much it has, and when it was last fed and served."""

    key = serializers.CharField()
    section = serializers.CharField(
        allow_null=True, help_text="The key of the section that serves it."
    )
    items = count_field(source="counts.items")
    active = count_field(source="counts.active")
    proposed = count_field(source="counts.proposed")
    quarantined = count_field(source="counts.quarantined")
    last_fed_at = serializers.DateTimeField(allow_null=True)
    last_served_at = serializers.DateTimeField(allow_null=True)
    warnings = warnings_field()


class ConsumerSerializer(serializers.Serializer[Any]):
    """One path of generation, by the caller's own name; empty where it gave none."""

    name = serializers.CharField(allow_blank=True)
    last_context_at = serializers.DateTimeField()
    last_outcome_at = serializers.DateTimeField(allow_null=True)
    warnings = warnings_field()


class CycleSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(min_value=1)
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField())


class OutboxSerializer(serializers.Serializer[Any]):
    """The account's events that nothing has handled yet."""

    open = count_field()
    oldest_seconds = age_field()


class HeartbeatsSerializer(serializers.Serializer[Any]):
    """Ages of the last signs of life; null: none yet."""

    beat_seconds = age_field(source="beat")
    worker_seconds = age_field(source="worker")


class LearnedOffSerializer(serializers.Serializer[Any]):
    """That staff keep back all that was learned, since when and why."""

    since = serializers.DateTimeField(source="at")
    reason = serializers.CharField()


class PipelineSerializer(serializers.Serializer[Any]):
    """What the account may be served, what it told, and what is to be done next."""

    error_patterns = count_field(help_text="Active, for the account or for everybody.")
    learned_patterns = count_field(help_text="Active, for the account or for everybody.")
    active_strategies = count_field()
    shadow_models = count_field(help_text="Promoted.")
    total_learning_events = count_field(
        help_text="Experiences, judgments, incidents, inferences and interactions."
    )
    sources = SourceSerializer(many=True)
    consumers = ConsumerSerializer(many=True)
    warnings = warnings_field()
    last_cycle = CycleSerializer(allow_null=True)
    learned_off = LearnedOffSerializer(
        allow_null=True, help_text="Null: what was learned is served."
    )
    outbox = OutboxSerializer()
    heartbeats = HeartbeatsSerializer()


class PipelineView(APIView):
    scopes = Scope.METRICS_READ.value

    @extend_schema(responses=PipelineSerializer)
    def get(self, request: Request) -> Response:
        """How the pipeline stands for the account of the key."""
        return Response(PipelineSerializer(status_of(caller(request).account_id)).data)
