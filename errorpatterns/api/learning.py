"""`/api/v1/error-patterns/learn/`: an error and what mended it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from context.models import Source, Standing, Status
from errorpatterns.api.fields import (
    ErrorSerializer,
    FixSerializer,
    VersionsField,
)
from errorpatterns.api.patterns import PatternSerializer, seen_standing, served_to, visible
from errorpatterns.fixes import FixRefused
from errorpatterns.teaching import Rejected, Taught, Told, facts_of_fix, teach
from intake.idempotency import IdempotentMixin
from intake.problems import Refused
from intake.strict import (
    EventId,
    KeyField,
    StrictChoice,
    StrictSerializer,
    Text,
)
from projects.api import project_of
from projects.auth import caller
from projects.models import Project, Scope


class LearnSerializer(StrictSerializer):
    project = KeyField()
    error = ErrorSerializer()
    fix = FixSerializer()
    language = Text(max_length=40, required=False, allow_blank=True)
    framework = Text(max_length=40, required=False, allow_blank=True)
    versions = VersionsField(required=False)
    evidence = StrictChoice(choices=Source.choices)
    event_id = EventId()


class LearnedSerializer(serializers.Serializer[Any]):
    pattern = PatternSerializer()
    created = serializers.BooleanField()
    status = serializers.ChoiceField(choices=Status.choices)
    served_to = serializers.ChoiceField(choices=["project", "account", "global", "nobody"])
    next = serializers.CharField()
    flags = serializers.ListField(child=serializers.CharField())
    cut = serializers.ListField(child=serializers.CharField(), required=False)


class LearnView(IdempotentMixin, APIView):
    """Teach an error and what mended it."""

    scopes = Scope.INGEST_WRITE.value

    @extend_schema(
        request=LearnSerializer, responses={200: LearnedSerializer, 201: LearnedSerializer}
    )
    def post(self, request: Request) -> Response:
        serializer = LearnSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        project = project_of(caller(request).account_id, given["project"])
        assert project is not None  # noqa: S101 - the field is required
        taught = refusing(lambda: teach(project, told_of(given, project), given["event_id"]))
        body = learned_body(taught, project)
        if serializer.cuts:
            body["cut"] = serializer.cuts
        return Response(body, status=201 if taught.created else 200)


def refusing(work: Callable[[], Taught]) -> Taught:
    """Run `work`; what it cannot learn is a 422 that says why."""
    try:
        return work()
    except Rejected as error:
        raise Refused(
            "Staff have rejected this error and fix; it cannot be submitted again."
        ) from error
    except FixRefused as error:
        raise Refused({"/fix": error.reason}) from error
    except ValueError as error:
        raise Refused({"/error/message": str(error)}) from error


def told_of(given: Mapping[str, Any], project: Project) -> Told:
    error, fix = given["error"], given["fix"]
    return Told(
        message=str(error["message"]),
        error_type=error.get("type", ""),
        code=error.get("code", ""),
        tool=error.get("tool", ""),
        file=error.get("file", ""),
        language=given.get("language", "") or project.language,
        framework=given.get("framework", "") or project.framework,
        **facts_of_fix(fix),
        source=given["evidence"],
        versions=given.get("versions", {}),
    )


def learned_body(taught: Taught, project: Project) -> dict[str, Any]:
    pattern = visible(project.account_id).filter(pk=taught.pattern.pk).get()
    standing = seen_standing(pattern)
    return {
        "pattern": PatternSerializer(pattern).data,
        "created": taught.created,
        "status": standing.status,
        "served_to": served_to(standing),
        "next": next_step(standing, project),
        "flags": taught.flags,
    }


def next_step(standing: Standing, project: Project) -> str:
    """What it takes for the item to go further, in words."""
    if standing.status == Status.QUARANTINED:
        return "served to nobody until a curator has looked at what was flagged"
    if standing.status == Status.REJECTED:
        return "rejected by staff: served to nobody"
    if standing.status == Status.INACTIVE:
        return f"served to nobody: {standing.reason}"
    if standing.status == Status.PROPOSED:
        if project.effective_sharing == "project":
            return "stays in this project, as its sharing says"
        projects = number(settings.PROJECTS_TO_CONFIRM, "other project")
        return f"served to the account when {projects} report success"
    if standing.account_id is not None and project.effective_sharing == "account":
        return "stays in this account, as its sharing says"
    if standing.account_id is not None:
        return (
            f"served to everybody when {number(settings.ACCOUNTS_TO_CONFIRM, 'account')} are for it"
        )
    return "served to everybody"


def number(count: int, what: str) -> str:
    """`two other projects`"""
    words = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}
    return f"{words.get(count, count)} {what}{'s' if count != 1 else ''}"
