"""`/api/v1/interactions/`: what people did with what was generated. No prompt, no reply."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.batches import carry_out, one_or_many
from intake.idempotency import IdempotentMixin
from intake.strict import KeyField, StrictChoice, StrictInteger, StrictSerializer
from learning.api.fields import WordField
from learning.capture import Named, note
from learning.models import Interaction
from projects.api.fields import maybe_text
from projects.auth import caller
from projects.models import Scope


class InteractionSerializer(StrictSerializer):
    """One act of one user; what it was about is told by kinds, never by text."""

    id = serializers.UUIDField(read_only=True)
    user = KeyField(source="user.key", help_text="Made where there is none.")
    project = KeyField(source="project.key", required=False, allow_null=True)
    action = StrictChoice(choices=Interaction.Action.choices)
    task = WordField(help_text="The kind of task: component, api…")
    model = maybe_text(120)
    file_type = WordField(max_length=20, required=False, allow_blank=True)
    modification = WordField(
        required=False, allow_blank=True, help_text="Its kind: renamed, restyled…"
    )
    rating = StrictInteger(
        min_value=1,
        max_value=5,
        required=False,
        allow_null=True,
        help_text="Of the action `rated`, which needs it; of no other.",
    )
    created_at = serializers.DateTimeField(read_only=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        is_rated = attrs["action"] == Interaction.Action.RATED
        if is_rated != (attrs.get("rating") is not None):
            said = "is required" if is_rated else "belongs to the action “rated”"
            raise serializers.ValidationError({"rating": said})
        return attrs


class InteractionList(IdempotentMixin, APIView):
    """Tell what a user did. What these show of the user stands in the user's contexts."""

    scopes = {"POST": Scope.INGEST_WRITE.value}

    @extend_schema(
        request=one_or_many(InteractionSerializer),
        responses={201: one_or_many(InteractionSerializer)},
    )
    def post(self, request: Request) -> Response:
        named = Named(caller(request).account, request.data)
        return carry_out(InteractionSerializer, request, partial(self.add, named))

    def add(
        self, named: Named, given: Mapping[str, Any], pointer: str
    ) -> tuple[dict[str, Any], bool]:
        key = given.get("project", {}).get("key")
        project = named.project(key, f"{pointer}/project") if key else None
        row = note(named.user(given["user"]["key"]), project, given)
        return dict(InteractionSerializer(row).data), True
