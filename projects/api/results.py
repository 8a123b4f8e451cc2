"""What agents found of a project's features, and what judges chose among candidates."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.batches import one_or_many, read
from intake.idempotency import IdempotentMixin
from intake.strict import KeyField, StrictBoolean, StrictChoice, StrictSerializer
from projects.api.fields import (
    LONGEST_FILE,
    LONGEST_NAME,
    LONGEST_SAID,
    ScoresField,
    ToldText,
    maybe_line,
    maybe_score,
    maybe_text,
    some,
)
from projects.api.projects import project_at
from projects.models import Scope, TournamentResult
from projects.reporting import report_tournaments, report_verifications

LONGEST_REASONING = 4096


class ResultSerializer(StrictSerializer):
    """What results share: `build` is the run of the generator that they came of."""

    id = serializers.UUIDField(read_only=True)
    ref = serializers.CharField(read_only=True)
    build = KeyField(allow_blank=True, default="")
    created_at = serializers.DateTimeField(read_only=True)


class ViolationSerializer(StrictSerializer):
    file = maybe_text(LONGEST_FILE)
    line = maybe_line()
    message = ToldText(max_length=LONGEST_SAID)
    severity = maybe_text(20)


class VerificationResultSerializer(ResultSerializer):
    """What one agent found of one feature, or of the whole where none is told."""

    agent = ToldText(max_length=LONGEST_NAME, help_text="error_checker, code_quality…, or your own")
    feature = maybe_text(200)
    passed = StrictBoolean()
    score = maybe_score()
    blocking = StrictBoolean(default=False)
    violations = some(ViolationSerializer(), most=100)
    reasoning = maybe_text(LONGEST_REASONING)
    anti_slop_score = maybe_score()
    soul_match_score = maybe_score()
    is_latest = serializers.BooleanField(
        read_only=True, help_text="Whether it counts: a later one of agent and feature replaces it."
    )


class VerdictSerializer(StrictSerializer):
    judge = ToldText(max_length=120)
    winner = maybe_text(200)
    reasoning = maybe_text(LONGEST_REASONING)
    scores = ScoresField(default=dict)


class TournamentResultSerializer(ResultSerializer):
    """Several candidates for one feature, compared by judges."""

    feature = ToldText(max_length=200)
    winner = maybe_text(200)
    winner_model = maybe_text(120)
    is_hybrid = StrictBoolean(default=False)
    status = StrictChoice(
        choices=TournamentResult.Status.choices, default=TournamentResult.Status.FINISHED.value
    )
    verdicts = some(VerdictSerializer(), most=20)


class ResultsView(IdempotentMixin, APIView):
    """Add results to a project: one, or a list of at most 100."""

    scopes = Scope.INGEST_WRITE.value
    serializer: ClassVar[type[ResultSerializer]]

    def report(self, project_id: UUID, told: Sequence[Mapping[str, Any]]) -> Sequence[Model]:
        raise NotImplementedError

    def post(self, request: Request, key: str) -> Response:
        batch = read(self.serializer, request)
        rows = self.report(project_at(request, key).pk, batch.given)
        bodies = self.serializer(rows, many=True).data
        return Response(bodies if batch.many else bodies[0], status=201)


@extend_schema(
    request=one_or_many(VerificationResultSerializer),
    responses={201: one_or_many(VerificationResultSerializer)},
)
class VerificationResults(ResultsView):
    serializer = VerificationResultSerializer

    def report(self, project_id: UUID, told: Sequence[Mapping[str, Any]]) -> Sequence[Model]:
        return report_verifications(project_id, told)


@extend_schema(
    request=one_or_many(TournamentResultSerializer),
    responses={201: one_or_many(TournamentResultSerializer)},
)
class TournamentResults(ResultsView):
    serializer = TournamentResultSerializer

    def report(self, project_id: UUID, told: Sequence[Mapping[str, Any]]) -> Sequence[Model]:
        return report_tournaments(project_id, told)
