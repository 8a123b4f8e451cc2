"""`/api/v1/learned-patterns/`: problems of a kind and what solves them."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from context.api.standing import ItemFilters, ItemSerializer, ItemView, TaughtSerializer
from context.models import Source
from intake.batches import answer, one_or_many, read
from intake.idempotency import IdempotentMixin
from intake.strict import KeyField, StrictChoice, StrictSerializer
from learning.api.teaching import learn_all, texts
from learning.models import LearnedPattern
from learning.teaching import PATTERN
from projects.api.fields import ToldText, maybe_text
from projects.auth import caller
from projects.models import Project, Scope


class LearnedPatternSerializer(ItemSerializer):
    """A learned pattern as the key's account may see it."""

    conditions = serializers.ListField(child=serializers.CharField())
    anti_conditions = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = LearnedPattern
        fields = [
            "id",
            "ref",
            "slug",
            "name",
            "category",
            "problem",
            "solution",
            "conditions",
            "anti_conditions",
            "code_template",
            "language",
            "framework",
            "origin",
            "confidence",
            "is_built_in",
            "version",
            "status",
            "is_active",
            "served_to",
            "evidence",
            "created_at",
            "updated_at",
            "last_matched_at",
        ]
        read_only_fields = fields


class NewPatternSerializer(StrictSerializer):
    """A problem, what solves it, when and when not."""

    project = KeyField()
    category = StrictChoice(choices=LearnedPattern.Category.choices)
    name = ToldText(max_length=120)
    problem = ToldText(max_length=2048)
    solution = ToldText(max_length=4096)
    conditions = texts()
    anti_conditions = texts()
    code_template = maybe_text(8192)
    language = ToldText(
        max_length=40,
        allow_blank=True,
        required=False,
        help_text="By default the project's, where there is code.",
    )
    framework = ToldText(
        max_length=40, allow_blank=True, required=False, help_text="By default as the language."
    )
    evidence = StrictChoice(choices=Source.choices, default=Source.TOOL.value)


@extend_schema_serializer(component_name="TaughtPattern")
class TaughtPatternSerializer(TaughtSerializer):
    pattern = LearnedPatternSerializer()


class PatternFilters(ItemFilters):
    searched = ("name", "problem", "solution", "slug")

    class Meta:
        model = LearnedPattern
        fields = ["category", "language", "framework"]


class LearnedPatternView(ItemView):
    model = LearnedPattern


class LearnedPatternList(LearnedPatternView, IdempotentMixin, generics.ListAPIView[LearnedPattern]):
    """The learned patterns that the account may see; a POST teaches.

    The same again teaches nothing new. Of another project it counts for the pattern.
    """

    scopes = {"GET": Scope.CONTEXT_READ.value, "POST": Scope.INGEST_WRITE.value}
    queryset = LearnedPattern.objects.none()
    serializer_class = LearnedPatternSerializer
    filterset_class = PatternFilters
    ordering = "slug"
    # Not by counts or times, which are of all accounts.
    ordering_fields = ("slug", "name", "confidence")

    @extend_schema(
        request=one_or_many(NewPatternSerializer),
        responses={
            200: one_or_many(TaughtPatternSerializer),
            201: one_or_many(TaughtPatternSerializer),
        },
    )
    def post(self, request: Request) -> Response:
        batch = read(NewPatternSerializer, request)
        account_id = caller(request).account_id
        done = learn_all(account_id, PATTERN, batch, LearnedPatternSerializer, columns_of)
        return answer(batch, done)


def columns_of(given: Mapping[str, Any], project: Project) -> dict[str, Any]:
    has_code = bool(given["code_template"])
    return {
        **given,
        "language": given.get("language", project.language if has_code else ""),
        "framework": given.get("framework", project.framework if has_code else ""),
    }


class LearnedPatternDetail(LearnedPatternView, generics.GenericAPIView[LearnedPattern]):
    scopes = Scope.CONTEXT_READ.value
    serializer_class = LearnedPatternSerializer

    @extend_schema(responses=LearnedPatternSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """One pattern by its slug; of one that was merged, the pattern that survives."""
        return Response(LearnedPatternSerializer(self.find(slug)).data)
