"""What there is one of in a project: its intent, its build phase, what its code is like."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.problems import Refused
from intake.strict import StrictBoolean, StrictChoice, StrictSerializer, replacing
from projects.api.fields import (
    LONGEST_FILE,
    LONGEST_NAME,
    LONGEST_SAID,
    ScoresField,
    SparseSerializer,
    ToldError,
    ToldText,
    maybe_line,
    maybe_score,
    maybe_text,
    some,
)
from projects.api.projects import project_at
from projects.auth import caller
from projects.models import BuildPhase, Project, ProjectAnalysis, Scope
from projects.stating import state, state_intent

MOST_TOLD = 50
# What a locked intent has at least: a definition of done that leaves these open defines nothing.
LEAST_TO_LOCK = {"success_criteria": 3, "user_workflows": 1, "anti_patterns": 3}


class StateSerializer(StrictSerializer):
    """What every statement about a project is answered with."""

    ref = serializers.CharField(read_only=True)
    version = serializers.IntegerField(min_value=1, read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)


class StateView(APIView):
    scopes = {"GET": Scope.CONTEXT_READ.value, "PUT": Scope.INGEST_WRITE.value}


class CriterionSerializer(StrictSerializer):
    id = maybe_text(LONGEST_NAME)
    description = ToldText(max_length=LONGEST_SAID)
    verification = StrictChoice(choices=["visual", "functional", "performance"])
    passed = StrictBoolean(default=False)


class WorkflowSerializer(StrictSerializer):
    name = ToldText(max_length=200)
    steps = some(ToldText(max_length=500), most=30)
    success = maybe_text(500)
    verified = StrictBoolean(default=False)


class VisualIdentitySerializer(SparseSerializer):
    soul = ToldText(max_length=LONGEST_NAME, required=False, allow_blank=True)
    primary_emotion = ToldText(max_length=LONGEST_NAME, required=False, allow_blank=True)
    depth = StrictChoice(choices=["low", "medium", "high"], required=False)
    motion = ToldText(max_length=200, required=False, allow_blank=True)


class IntentLockSerializer(StateSerializer):
    """The definition of done. What is not told is empty."""

    id = serializers.UUIDField(read_only=True)
    app_type = maybe_text(60)
    app_soul = maybe_text(60)
    core_value = maybe_text(500)
    success_criteria = some(CriterionSerializer(), most=MOST_TOLD)
    user_workflows = some(WorkflowSerializer(), most=MOST_TOLD)
    visual_identity = VisualIdentitySerializer(default=dict)
    anti_patterns = some(ToldText(max_length=500), most=MOST_TOLD)
    original_prompt = maybe_text(8192)
    locked = StrictBoolean(default=False)
    locked_at = serializers.DateTimeField(read_only=True, allow_null=True)
    is_served = serializers.BooleanField(
        read_only=True, help_text="The newest locked one is, or the newest where none is locked."
    )


class IntentLockView(StateView):
    @extend_schema(responses=IntentLockSerializer)
    def get(self, request: Request, key: str) -> Response:
        """The intent that is served."""
        own = Project.objects.of(caller(request).account_id).select_related("intent")
        project = own.filter(key=key).exclude(intent=None).first()
        if project is None or project.intent is None:
            raise NotFound(f"There is no intent of a project “{key}”.")
        project.intent.project = project
        return Response(IntentLockSerializer(project.intent).data)

    @extend_schema(
        request=IntentLockSerializer,
        responses={200: IntentLockSerializer, 201: IntentLockSerializer},
    )
    def put(self, request: Request, key: str) -> Response:
        """State the intent anew. A draft is rewritten; a locked one stays, and another follows."""
        serializer = IntentLockSerializer(data=replacing(request))
        serializer.is_valid(raise_exception=True)
        content = dict(serializer.validated_data)
        locked = content.pop("locked")
        if locked:
            check_lockable(content)
        intent, is_new = state_intent(project_at(request, key).pk, content, locked=locked)
        return Response(IntentLockSerializer(intent).data, status=201 if is_new else 200)


def check_lockable(content: dict[str, Any]) -> None:
    wanting = {
        f"/{name}": f"A locked intent has at least {least} of these."
        for name, least in LEAST_TO_LOCK.items()
        if len(content[name]) < least
    }
    if wanting:
        raise Refused(wanting)


class BuildPhaseSerializer(StateSerializer):
    """Where the build stands. What is not told is empty."""

    current_phase = ToldText(max_length=LONGEST_NAME)
    phase_progress = ScoresField(default=dict)
    overall_progress = maybe_score()
    blocking_error = ToldError(allow_blank=True, default="")


class StatedBuildPhaseSerializer(BuildPhaseSerializer):
    """`cut` names what was too long, by pointers into the body."""

    cut = serializers.ListField(child=serializers.CharField(), required=False)


class BuildPhaseView(StateView):
    @extend_schema(responses=BuildPhaseSerializer)
    def get(self, request: Request, key: str) -> Response:
        row = BuildPhase.objects.filter(
            project__account_id=caller(request).account_id, project__key=key
        ).first()
        if row is None:
            raise NotFound(f"There is no build phase of a project “{key}”.")
        return Response(BuildPhaseSerializer(row).data)

    @extend_schema(
        request=BuildPhaseSerializer,
        responses={200: StatedBuildPhaseSerializer, 201: StatedBuildPhaseSerializer},
    )
    def put(self, request: Request, key: str) -> Response:
        """State where the build stands, in place of what was stated before."""
        serializer = BuildPhaseSerializer(data=replacing(request))
        serializer.is_valid(raise_exception=True)
        row, is_new = state(BuildPhase, project_at(request, key).pk, serializer.validated_data)
        body = dict(BuildPhaseSerializer(row).data)
        if serializer.cuts:
            body["cut"] = serializer.cuts
        return Response(body, status=201 if is_new else 200)


class CodePatternsSerializer(SparseSerializer):
    state = ToldText(max_length=200, required=False, allow_blank=True)
    styling = ToldText(max_length=200, required=False, allow_blank=True)
    routing = ToldText(max_length=200, required=False, allow_blank=True)
    api_client = ToldText(max_length=200, required=False, allow_blank=True)
    testing = ToldText(max_length=200, required=False, allow_blank=True)


class ConventionsSerializer(SparseSerializer):
    indent = ToldText(max_length=LONGEST_NAME, required=False, allow_blank=True)
    quotes = ToldText(max_length=LONGEST_NAME, required=False, allow_blank=True)
    semicolons = StrictBoolean(required=False, allow_null=True)
    component_style = ToldText(max_length=LONGEST_NAME, required=False, allow_blank=True)


class CodeIssueSerializer(StrictSerializer):
    type = maybe_text(LONGEST_NAME)
    file = maybe_text(LONGEST_FILE)
    line = maybe_line()
    description = ToldText(max_length=LONGEST_SAID)
    severity = maybe_text(20)


class AnalysisSerializer(StateSerializer):
    """What the project's code is like. What is not told is empty."""

    framework = maybe_text(40)
    language = maybe_text(40)
    patterns = CodePatternsSerializer(default=dict)
    conventions = ConventionsSerializer(default=dict)
    issues = some(CodeIssueSerializer(), most=100)


class AnalysisView(StateView):
    @extend_schema(responses=AnalysisSerializer)
    def get(self, request: Request, key: str) -> Response:
        row = ProjectAnalysis.objects.filter(
            project__account_id=caller(request).account_id, project__key=key
        ).first()
        if row is None:
            raise NotFound(f"There is no analysis of a project “{key}”.")
        return Response(AnalysisSerializer(row).data)

    @extend_schema(
        request=AnalysisSerializer, responses={200: AnalysisSerializer, 201: AnalysisSerializer}
    )
    def put(self, request: Request, key: str) -> Response:
        """State what the code is like, in place of what was stated before."""
        serializer = AnalysisSerializer(data=replacing(request))
        serializer.is_valid(raise_exception=True)
        project = project_at(request, key)
        row, is_new = state(ProjectAnalysis, project.pk, serializer.validated_data)
        return Response(AnalysisSerializer(row).data, status=201 if is_new else 200)
