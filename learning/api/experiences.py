"""`/api/v1/experiences/`: decisions, code, designs and recoveries, and later how they went."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django_filters import rest_framework as filters
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import generics, serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.batches import carry_out, one_or_many
from intake.idempotency import IdempotentMixin
from intake.strict import (
    KeyField,
    OpenSerializer,
    StrictBoolean,
    StrictChoice,
    StrictFilterSet,
    StrictFloat,
    StrictInteger,
    StrictSerializer,
)
from learning.capture import Named, capture, tell_outcome
from learning.models import Decision, Experience
from projects.api.fields import ScoresField, ToldError, ToldText, maybe_score, maybe_text, some
from projects.auth import caller
from projects.models import Scope

LONGEST_CODE = 32 * 1024
LONGEST_TEXT = 8192
MOST_REJECTED = 20
MOST_VERSIONS = 20
MOST_PATTERNS = 50
MOST_STEPS = 50


@extend_schema_serializer(component_name="ExperienceOutcome")
class OutcomeSerializer(StrictSerializer):
    """How it went, as a whole: told again, it replaces what was told before."""

    result = StrictChoice(choices=Experience.Result.choices)
    scores = ScoresField(required=False, default=dict)
    required_fixes = StrictInteger(
        min_value=0, max_value=10_000, required=False, allow_null=True, default=None
    )
    in_production = StrictBoolean(required=False, allow_null=True, default=None)
    satisfaction = StrictInteger(
        min_value=1, max_value=5, required=False, allow_null=True, default=None
    )


class KindSerializer(StrictSerializer):
    """What the kinds of experience share."""

    id = serializers.UUIDField(read_only=True)
    project = KeyField(source="project.key")
    build = KeyField(required=False, allow_blank=True)
    outcome = OutcomeSerializer(required=False, allow_null=True)
    outcome_at = serializers.DateTimeField(read_only=True, allow_null=True)
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)


class DecisionSerializer(KindSerializer):
    """A choice among alternatives."""

    kind = StrictChoice(choices=[Experience.Kind.DECISION.value])
    phase = StrictChoice(choices=Decision.Phase.choices, required=False, allow_blank=True)
    type = ToldText(max_length=60, help_text="styling_approach…, or your own")
    context = maybe_text(LONGEST_TEXT)  # type: ignore[assignment]
    chosen = ToldText(max_length=LONGEST_TEXT)
    rejected = some(ToldText(max_length=LONGEST_TEXT), MOST_REJECTED)
    reasoning = maybe_text(LONGEST_TEXT)
    confidence = StrictFloat(min_value=0, max_value=1, required=False, allow_null=True)


@extend_schema_serializer(component_name="CodeVersion")
class VersionSerializer(StrictSerializer):
    """A file's text at one time, and why it was written."""

    version = StrictInteger(min_value=0)
    code = ToldText(max_length=LONGEST_CODE, allow_blank=True)
    trigger = StrictChoice(choices=["initial", "fix", "refactor", "verification_feedback"])
    agent = maybe_text(120)
    quality = maybe_score()


class PatternUsedSerializer(StrictSerializer):
    name = ToldText(max_length=120)
    category = maybe_text(60)
    first_attempt_success = StrictBoolean(required=False, allow_null=True)
    iterations = StrictInteger(min_value=0, max_value=10_000, required=False, allow_null=True)


class CodeArtifactSerializer(KindSerializer):
    """A file in its versions, oldest first."""

    kind = StrictChoice(choices=[Experience.Kind.CODE.value])
    path = ToldText(max_length=500)
    language = maybe_text(40)
    versions = serializers.ListField(
        child=VersionSerializer(), min_length=1, max_length=MOST_VERSIONS
    )
    patterns_used = some(PatternUsedSerializer(), MOST_PATTERNS)


class VisualScoresSerializer(StrictSerializer):
    """0 to 100 each; a score that was not given is not there."""

    depth = StrictInteger(min_value=0, max_value=100, required=False)
    motion = StrictInteger(min_value=0, max_value=100, required=False)
    typography = StrictInteger(min_value=0, max_value=100, required=False)
    soul_match = StrictInteger(min_value=0, max_value=100, required=False)
    overall = StrictInteger(min_value=0, max_value=100, required=False)


class DesignChoiceSerializer(KindSerializer):
    """What a page was made to look like, and how well that went."""

    kind = StrictChoice(choices=[Experience.Kind.DESIGN.value])
    soul = maybe_text(60)
    typography = maybe_text(LONGEST_TEXT)
    colour = maybe_text(LONGEST_TEXT)
    motion = maybe_text(LONGEST_TEXT)
    layout = maybe_text(LONGEST_TEXT)
    visual_scores = VisualScoresSerializer(required=False)


class RecoveredErrorSerializer(OpenSerializer):
    """The error as a tool told it; what else the tool adds is ignored."""

    message = ToldError()
    type = maybe_text(120)
    code = maybe_text(60)
    tool = maybe_text(40)
    file = maybe_text(500)


@extend_schema_serializer(component_name="RecoveryStep")
class StepSerializer(StrictSerializer):
    """One attempt at the error, by its number and level."""

    attempt = StrictInteger(min_value=0)
    level = StrictInteger(min_value=0, max_value=4)
    model = maybe_text(120)
    fix = maybe_text(LONGEST_TEXT)
    result = StrictChoice(choices=["fixed", "partial", "failed", "new_error"])
    ms = StrictInteger(min_value=0, required=False, allow_null=True)


class RecoveryFixSerializer(StrictSerializer):
    """What mended it at last, in words or as a diff."""

    level = StrictInteger(min_value=0, max_value=4)
    description = maybe_text(LONGEST_TEXT)
    diff = maybe_text(2 * LONGEST_CODE)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("description") and not attrs.get("diff"):
            raise serializers.ValidationError("A fix has a description or a diff.")
        return attrs


class ErrorRecoverySerializer(KindSerializer):
    """The way from an error to its fix."""

    kind = StrictChoice(choices=[Experience.Kind.RECOVERY.value])
    error = RecoveredErrorSerializer()
    journey = some(StepSerializer(), MOST_STEPS)
    fix = RecoveryFixSerializer(required=False, allow_null=True)


class ExperienceSerializer(OpenSerializer):
    """An experience of any kind, by the serializer of its kind."""

    kinds: ClassVar[Mapping[str, type[StrictSerializer]]] = {
        Experience.Kind.DECISION.value: DecisionSerializer,
        Experience.Kind.CODE.value: CodeArtifactSerializer,
        Experience.Kind.DESIGN.value: DesignChoiceSerializer,
        Experience.Kind.RECOVERY.value: ErrorRecoverySerializer,
    }

    kind = StrictChoice(choices=Experience.Kind.choices)

    def to_internal_value(self, data: Any) -> Any:
        kind = super().to_internal_value(data)["kind"]
        return self.kinds[kind]().run_validation(data)

    def to_representation(self, instance: Experience) -> Any:
        return self.kinds[instance.kind]().to_representation(instance.particular)


class ExperienceExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """In the document: one component for each kind, told apart by `kind`."""

    target_class = ExperienceSerializer

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:
        found = {
            kind: auto_schema.resolve_serializer(serializer(), direction).ref
            for kind, serializer in ExperienceSerializer.kinds.items()
        }
        mapping = {kind: ref["$ref"] for kind, ref in found.items()}
        return {
            "oneOf": list(found.values()),
            "discriminator": {"propertyName": "kind", "mapping": mapping},
        }


class ExperienceFilters(StrictFilterSet):
    project = filters.CharFilter(field_name="project__key")

    class Meta:
        model = Experience
        fields = ["kind", "build", "result"]


class ExperienceView(APIView):
    """What the views of experiences share: those of the account's projects."""

    def get_queryset(self) -> Any:
        return Experience.objects.of(caller(self.request).account_id).whole()

    def find(self, pk: UUID) -> Experience:
        row: Experience | None = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("There is no such experience.")
        return row


class ExperienceList(ExperienceView, IdempotentMixin, generics.ListAPIView[Experience]):
    """What the account's projects went through."""

    scopes = {"GET": Scope.CONTEXT_READ.value, "POST": Scope.INGEST_WRITE.value}
    queryset = Experience.objects.none()
    serializer_class = ExperienceSerializer
    filterset_class = ExperienceFilters
    ordering = "-id"
    ordering_fields = ("created_at",)

    @extend_schema(
        request=one_or_many(ExperienceSerializer),
        responses={201: one_or_many(ExperienceSerializer)},
    )
    def post(self, request: Request) -> Response:
        """Tell one experience, or a list. `cut` names an error's text that was too long."""
        named = Named(caller(request).account, request.data)
        return carry_out(ExperienceSerializer, request, partial(self.add, named))

    def add(
        self, named: Named, given: Mapping[str, Any], pointer: str
    ) -> tuple[dict[str, Any], bool]:
        project = named.project(given["project"]["key"], f"{pointer}/project")
        return dict(ExperienceSerializer(capture(project, given)).data), True


class ExperienceDetail(ExperienceView, generics.GenericAPIView[Experience]):
    scopes = Scope.CONTEXT_READ.value
    serializer_class = ExperienceSerializer

    @extend_schema(responses=ExperienceSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(ExperienceSerializer(self.find(pk)).data)


class ExperienceOutcomeView(ExperienceView):
    """Tell how an experience went; told again, it replaces what was told before."""

    scopes = Scope.INGEST_WRITE.value

    @extend_schema(request=OutcomeSerializer, responses=ExperienceSerializer)
    def patch(self, request: Request, pk: UUID) -> Response:
        experience = self.find(pk)
        serializer = OutcomeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        tell_outcome(experience, serializer.validated_data)
        return Response(ExperienceSerializer(self.find(pk)).data)
