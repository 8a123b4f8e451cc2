"""`/api/v1/error-patterns/learn/`: an error and what mended it."""

from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from context.api.standing import TaughtSerializer, taught_body, visible
from context.models import Source
from context.teaching import Rejected
from errorpatterns.api.fields import (
    ErrorSerializer,
    FixSerializer,
    VersionsField,
)
from errorpatterns.api.patterns import PatternSerializer
from errorpatterns.fixes import FixRefused
from errorpatterns.mending import Position
from errorpatterns.models import ErrorPattern
from errorpatterns.teaching import Taught, Told, facts_of_fix, teach
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


class LearnedSerializer(TaughtSerializer):
    pattern = PatternSerializer()
    no_edit = serializers.CharField(
        help_text="Why no edit of other code was learned and what to send instead, or what the one "
        "that was waits for; empty where it waits for nothing."
    )


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
        position=Position.of(error),
    )


def learned_body(taught: Taught, project: Project) -> dict[str, Any]:
    pattern = visible(ErrorPattern, project.account_id).filter(pk=taught.pattern.pk).get()
    return {
        "pattern": PatternSerializer(pattern).data,
        "no_edit": taught.no_edit,
        **taught_body(pattern, project, created=taught.created, flags=taught.flags),
    }
