"""`/api/v1/error-patterns/{id}/outcomes/`: how a fix went."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from context import receipts
from context.builds import tally
from context.ledger import Report, event_digest, record_use
from context.models import BuildItem, ContextBuild, Source
from errorpatterns import mismatches
from errorpatterns.api.fields import (
    VersionsField,
)
from errorpatterns.api.patterns import PatternView
from errorpatterns.models import ErrorPattern
from intake.idempotency import IdempotentMixin
from intake.problems import Refused
from intake.strict import (
    ErrorText,
    EventId,
    KeyField,
    StrictBoolean,
    StrictChoice,
    StrictSerializer,
    Text,
)
from projects.auth import caller
from projects.models import Project, Scope


class PatternOutcomeSerializer(StrictSerializer):
    success = StrictBoolean()
    evidence = StrictChoice(choices=Source.choices)
    receipt = Text(max_length=500, required=False)
    context = Text(max_length=44, required=False)  # type: ignore[assignment]
    build = KeyField(required=False)
    versions = VersionsField(required=False)
    mismatch = ErrorText(
        required=False,
        help_text="The message, if the pattern took it for an error that it is not. The account is "
        "then offered the pattern for less: not where its lessons never differed and this did.",
    )
    event_id = EventId()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("receipt" in attrs) == ("context" in attrs):
            raise Refused({"/receipt": "One of “receipt” and “context” is required, not both."})
        if "mismatch" in attrs and (attrs["success"] or "receipt" not in attrs):
            raise Refused({"/mismatch": "What is no match is a failure, and cites a receipt."})
        return attrs


class CountedSerializer(serializers.Serializer[Any]):
    ref = serializers.CharField()
    counted = serializers.BooleanField()


class PatternOutcomes(PatternView, IdempotentMixin, APIView):
    """Report how a fix went, once for each receipt or use in a context."""

    scopes = Scope.INGEST_WRITE.value

    @extend_schema(
        request=PatternOutcomeSerializer, responses={200: CountedSerializer, 201: CountedSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        serializer = PatternOutcomeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        account_id = caller(request).account_id
        pattern = self.find_any(slug)
        cited = cite_receipt if "receipt" in given else cite_context
        try:
            report, version, once = cited(pattern, given, account_id)
        except Refused:
            # Of a pattern that the account cannot see nothing is told, not even that it is there.
            self.find(slug)
            raise
        events = [event_digest("outcome", given["event_id"]), once]
        with transaction.atomic():
            counted = record_use(report, {pattern.pk: version}, events)
            if counted and "mismatch" in given:
                note_mismatch(pattern, report, given["mismatch"])
        if counted:
            tally.add(succeeded=int(report.success), failed=int(not report.success))
        body = {"ref": pattern.ref, "counted": bool(counted)}
        return Response(body, status=201 if counted else 200)

    def find_any(self, slug: str) -> ErrorPattern:
        """Of all patterns: a receipt shows that this one was offered."""
        pattern = ErrorPattern.objects.surviving(slug, ErrorPattern.objects.all())
        if pattern is None:
            raise NotFound(f"There is no error pattern “{slug}”.")
        return pattern


def note_mismatch(pattern: ErrorPattern, report: Report, message: str) -> None:
    assert report.project_id is not None  # noqa: S101 (a receipt is for a project)
    try:
        mismatches.note(pattern, report.account_id, report.project_id, message)
    except ValueError as error:
        raise Refused({"/mismatch": str(error)}) from error


def cite_receipt(
    pattern: ErrorPattern, given: Mapping[str, Any], account_id: UUID
) -> tuple[Report, int, UUID]:
    try:
        receipt = receipts.read(given["receipt"], account_id)
    except receipts.BadReceipt as error:
        raise Refused({"/receipt": str(error)}) from error
    if ErrorPattern.objects.survivor_of(receipt.item_id) != pattern.pk:
        raise Refused({"/receipt": "This receipt is of another pattern."})
    if not Project.objects.filter(pk=receipt.project_id).exists():
        raise Refused({"/receipt": "The project that this receipt was for is erased."})
    report = Report(
        account_id,
        receipt.project_id,
        given["success"],
        given["evidence"],
        versions=given.get("versions", {}),
    )
    return report, receipt.version, event_digest("receipt", receipt.nonce)


def cite_context(
    pattern: ErrorPattern, given: Mapping[str, Any], account_id: UUID
) -> tuple[Report, int, UUID]:
    build = ContextBuild.objects.filter(pk=given["context"], account_id=account_id).first()
    if build is None:
        raise Refused({"/context": "There is no such context."})
    carried = BuildItem.objects.filter(build=build, item_id=pattern.pk).first()
    if carried is None:
        raise Refused({"/context": "This context did not carry the pattern."})
    report = Report(
        account_id,
        build.project_id,
        given["success"],
        given["evidence"],
        build_id=build.pk,
        versions=given.get("versions", {}),
    )
    run = given.get("build", "")
    return report, carried.version, event_digest("use", f"{build.pk}\0{run}")
