"""The user's own words: rules of one project, and of a user in all projects."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.batches import one_or_many, read
from intake.idempotency import IdempotentMixin
from intake.strict import StrictBoolean, StrictInteger, StrictSerializer
from projects.api.fields import ToldText
from projects.api.projects import project_at
from projects.api.users import user_at
from projects.auth import caller
from projects.models import EndUser, Project, Scope
from projects.ruling import MOST_RULES, add_rules, replace_project_rules, replace_user_rules


class RuleSerializer(StrictSerializer):
    """A rule. A new one has the priority 50 and is active unless it is told otherwise."""

    id = serializers.UUIDField(read_only=True)
    ref = serializers.CharField(read_only=True)
    version = serializers.IntegerField(min_value=1, read_only=True)
    text = ToldText(max_length=2048)
    priority = StrictInteger(
        min_value=0, max_value=100, required=False, help_text="100 stands first."
    )
    is_active = StrictBoolean(required=False)
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)


class RuleListSerializer(StrictSerializer):
    """All rules, by priority."""

    rules = serializers.ListField(child=RuleSerializer(), max_length=MOST_RULES)


def all_rules(owner: Project | EndUser, status: int = 200) -> Response:
    rules = owner.rules.all().in_order()
    return Response(RuleListSerializer({"rules": rules}).data, status=status)


def rules_told(request: Request) -> Any:
    serializer = RuleListSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data["rules"]


class ProjectRules(IdempotentMixin, APIView):
    """The rules of one project."""

    scopes = {
        "GET": Scope.CONTEXT_READ.value,
        "POST": Scope.INGEST_WRITE.value,
        "PUT": Scope.INGEST_WRITE.value,
    }

    @extend_schema(responses=RuleListSerializer)
    def get(self, request: Request, key: str) -> Response:
        return all_rules(project_at(request, key))

    @extend_schema(
        request=one_or_many(RuleSerializer),
        responses={200: one_or_many(RuleSerializer), 201: one_or_many(RuleSerializer)},
    )
    def post(self, request: Request, key: str) -> Response:
        """Add rules. The same text is the same rule, which is changed to what is told of it."""
        batch = read(RuleSerializer, request)
        rules, created = add_rules(project_at(request, key).pk, batch)
        bodies = RuleSerializer(rules, many=True).data
        return Response(bodies if batch.many else bodies[0], status=201 if created else 200)

    @extend_schema(
        request=RuleListSerializer, responses={200: RuleListSerializer, 201: RuleListSerializer}
    )
    def put(self, request: Request, key: str) -> Response:
        """Replace all rules; those whose text is told again stay the same rules."""
        told = rules_told(request)
        project = project_at(request, key)
        created = replace_project_rules(project.pk, told)
        return all_rules(project, 201 if created else 200)


class UserRules(APIView):
    """The rules of a user, which hold in all of the user's projects."""

    scopes = {"GET": Scope.CONTEXT_READ.value, "PUT": Scope.INGEST_WRITE.value}

    @extend_schema(responses=RuleListSerializer)
    def get(self, request: Request, key: str) -> Response:
        return all_rules(user_at(request, key))

    @extend_schema(
        request=RuleListSerializer, responses={200: RuleListSerializer, 201: RuleListSerializer}
    )
    def put(self, request: Request, key: str) -> Response:
        """Replace all rules; those whose text is told again stay the same rules."""
        told = rules_told(request)
        created = replace_user_rules(caller(request).account_id, key, told)
        return all_rules(user_at(request, key), 201 if created else 200)
