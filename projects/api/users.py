"""`/api/v1/users/`: what a user has set. A user is made by being named."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.strict import KeyField, StrictBoolean, replacing
from projects.api.fields import ToldText, maybe_score
from projects.api.state import StateSerializer
from projects.auth import caller
from projects.models import EndUser, Scope, UserPreference
from projects.stating import prefer


def user_at(request: Request, key: str) -> EndUser:
    """The account's user that a path names; NotFound, the same for foreign and for missing."""
    user = EndUser.objects.filter(account_id=caller(request).account_id, key=key).first()
    if user is None:
        raise NotFound(f"There is no user “{key}”.")
    return user


def switch() -> StrictBoolean:
    return StrictBoolean(allow_null=True, default=None)


class PreferencesSerializer(StateSerializer):
    """What a user has set: false and 0 are values, null is not set."""

    user = KeyField(read_only=True, source="user.key")
    preferred_model = ToldText(max_length=120, allow_null=True, default=None)
    extended_thinking = switch()
    tournament_mode = switch()
    design_threshold = maybe_score()
    code_threshold = maybe_score()
    security_scan = switch()
    placeholder_check = switch()

    def to_representation(self, instance: UserPreference) -> dict[str, Any]:
        told: dict[str, Any] = super().to_representation(instance)
        return {**told, "preferred_model": instance.preferred_model or None}


class PreferencesView(APIView):
    scopes = {"GET": Scope.CONTEXT_READ.value, "PUT": Scope.INGEST_WRITE.value}

    @extend_schema(responses=PreferencesSerializer)
    def get(self, request: Request, key: str) -> Response:
        own = UserPreference.objects.filter(user__account_id=caller(request).account_id)
        row = own.filter(user__key=key).select_related("user").first()
        if row is None:
            raise NotFound(f"There are no preferences of a user “{key}”.")
        return Response(PreferencesSerializer(row).data)

    @extend_schema(
        request=PreferencesSerializer,
        responses={200: PreferencesSerializer, 201: PreferencesSerializer},
    )
    def put(self, request: Request, key: str) -> Response:
        """Replace what the user has set; what is not told is not set."""
        serializer = PreferencesSerializer(data=replacing(request))
        serializer.is_valid(raise_exception=True)
        told = dict(serializer.validated_data)
        told["preferred_model"] = told["preferred_model"] or ""
        row, is_new = prefer(caller(request).account_id, key, told)
        return Response(PreferencesSerializer(row).data, status=201 if is_new else 200)
