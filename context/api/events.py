"""`/api/v1/events/`: what happened, in the order in which it was seen to be committed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import BigIntegerField, ExpressionWrapper, F, Q, QuerySet, TextChoices
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import generics, serializers

from context.models import Standing
from context.silencing import of_gone
from intake.models import OutboxEvent
from intake.strict import StrictFilterSet
from projects.auth import caller
from projects.models import Scope

# Of pages of which all is gone, how many are read in one request.
MOST_PAGES = 50


class EventType(TextChoices):
    """What accounts are told of; events of other types are the service's own."""

    PATTERN_LEARNED = "pattern.learned", "an item was taught"
    PATTERN_ACTIVATED = "pattern.activated", "an item is served to its audience from now on"
    PATTERN_DEACTIVATED = "pattern.deactivated", "an item is served to its audience no more"
    PATTERN_PRUNED = "pattern.pruned", "an item was withdrawn, as it failed too often"
    MODEL_PROMOTED = "model.promoted", "a specialist model's advice is served to the account"
    CYCLE_COMPLETED = "cycle.completed", "a cycle of learning ended"
    FIX_PROVEN = "fix.proven", "a fix worked in several projects"
    OUTCOME_RECORDED = "outcome.recorded", "an outcome was counted for items"
    ITEM_QUARANTINED = "item.quarantined", "an item was flagged and waits for staff"
    ITEM_RECALLED = "item.recalled", "an item that was served is withdrawn: do not use it"
    ITEM_RECALL_WITHDRAWN = "item.recall_withdrawn", "a recall was a mistake: it no longer holds"


class EventSerializer(serializers.ModelSerializer[OutboxEvent]):
    """An event. `position` rises from event to event, with gaps; read on with `?after=`."""

    type = serializers.ChoiceField(choices=EventType.choices)
    position = serializers.IntegerField(min_value=1)
    payload = serializers.SerializerMethodField()

    class Meta:
        model = OutboxEvent
        fields = ["position", "type", "payload", "created_at"]

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_payload(self, event: OutboxEvent) -> Mapping[str, Any]:
        """What it is about: `ref` or `refs`, and what the type adds."""
        return told(event.payload)


def told(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without what staff gave as their reason: it was written for their history."""
    if payload.get("by") != Standing.By.STAFF:
        return payload
    return {name: value for name, value in payload.items() if name != "reason"}


@extend_schema_field({"type": "integer", "minimum": 0, "maximum": 10**18 - 1})
class PositionFilter(filters.Filter):  # type: ignore[misc]
    """Digits only, of a number that every database holds."""

    field_class = forms.RegexField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(regex=r"\A[0-9]{1,18}\Z", **kwargs)


class EventFilters(StrictFilterSet):
    type = filters.ChoiceFilter(choices=EventType.choices)
    after = PositionFilter(field_name="position", lookup_expr="gt")

    class Meta:
        model = OutboxEvent
        fields: list[str] = []


class EventList(generics.ListAPIView[OutboxEvent]):
    """The events of the account and those for everybody, oldest first, kept EVENT_KEEP_DAYS.

    Read on from the last `position` with `?after=`: no event comes later with a lower one. Events
    of what was erased are left out, so a page may hold fewer: the list ends where `next` is null.
    """

    scopes = Scope.METRICS_READ.value
    queryset = OutboxEvent.objects.none()
    serializer_class = EventSerializer
    filterset_class = EventFilters
    ordering = "place"

    def paginate_queryset(self, queryset: Any) -> Any:
        """Without those of items that were erased since; a job deletes them.

        Who reads on by position knows no other than the last one told: where all of a page are
        gone, the first page behind it that has something is told.
        """
        for _ in range(MOST_PAGES):
            page = list(super().paginate_queryset(queryset) or ())
            gone = of_gone([(event.pk, event.payload) for event in page])
            left = [event for event, is_gone in zip(page, gone, strict=True) if not is_gone]
            if left or not page or "cursor" in self.request.query_params:
                break
            queryset = queryset.filter(position__gt=page[-1].position)
        return left

    def get_queryset(self) -> QuerySet[OutboxEvent]:
        whose = Q(account=caller(self.request).account_id) | Q(account=None)
        rows = OutboxEvent.objects.filter(whose, type__in=EventType.values, position__isnull=False)
        # The same column: a list is only ordered by what is known not to be null.
        return rows.annotate(place=ExpressionWrapper(F("position"), BigIntegerField()))
