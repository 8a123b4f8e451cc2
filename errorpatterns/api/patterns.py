"""`/api/v1/error-patterns/`: what the library knows, and what a curator decides."""

from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from context.api.standing import ItemFilters, ItemSerializer, ItemView
from context.models import LearnedItem, Status
from context.releasing import barred, why_for_people
from errorpatterns.activation import NotRecognised
from errorpatterns.models import ErrorPattern
from intake.idempotency import IdempotentMixin
from intake.problems import Refused
from intake.strict import StrictChoice, StrictSerializer
from projects.api.fields import ToldText
from projects.auth import caller
from projects.models import Scope


class PatternSerializer(ItemSerializer):
    """A pattern as the key's account may see it."""

    class Meta:
        model = ErrorPattern
        fields = [
            "id",
            "ref",
            "slug",
            "name",
            "category",
            "error_regex",
            "words",
            "file_glob",
            "error_type",
            "code",
            "tool",
            "language",
            "framework",
            "fix_type",
            "fix_template",
            "explanation",
            "applicability",
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


class PatternFilters(ItemFilters):
    searched = ("name", "words", "slug", "code")

    class Meta:
        model = ErrorPattern
        fields = ["category", "fix_type", "tool", "code", "language", "framework"]


class PatternView(ItemView):
    """What the views of patterns share. Their text is derived: who reviews reads all."""

    model = ErrorPattern
    sees_all = True


class PatternList(PatternView, generics.ListAPIView[ErrorPattern]):
    """The patterns that the account may see."""

    scopes = Scope.CONTEXT_READ.value
    queryset = ErrorPattern.objects.none()
    serializer_class = PatternSerializer
    filterset_class = PatternFilters
    ordering = "slug"
    # Not by counts or times, which are of all accounts.
    ordering_fields = ("slug", "name", "confidence")


class PatternDetail(PatternView, generics.GenericAPIView[ErrorPattern]):
    scopes = Scope.CONTEXT_READ.value
    serializer_class = PatternSerializer

    @extend_schema(responses=PatternSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """One pattern by its slug; of one that was merged, the pattern that survives."""
        return Response(PatternSerializer(self.find(slug)).data)


class ReviewSerializer(StrictSerializer):
    reason = ToldText(max_length=500)
    scope = StrictChoice(choices=["account", "global"], default="account")


class ReviewView(PatternView, IdempotentMixin, APIView):
    """A curator's act by API: for the account, or for everybody."""

    scopes = Scope.REVIEW.value
    status: str
    permissions = ("activate_for_account", "activate_for_everybody")

    @extend_schema(request=ReviewSerializer, responses=PatternSerializer)
    def post(self, request: Request, slug: str) -> Response:
        serializer = ReviewSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        pattern = self.find(slug)
        account = caller(request).account_id if given["scope"] == "account" else None
        with transaction.atomic():
            self.judge(pattern, account, given["reason"])
        return Response(PatternSerializer(self.find(slug)).data)

    def judge(self, pattern: ErrorPattern, account_id: UUID | None, reason: str) -> None:
        item = get_object_or_404(LearnedItem.objects.locked([pattern.pk]))
        releases = self.status == Status.ACTIVE or (not account_id and bool(barred([item])))
        if releases and (why := why_for_people(item, self.permissions[not account_id])):
            raise Refused(why)
        chosen = ErrorPattern.objects.filter(pk=pattern.pk)
        try:
            chosen.judge(self.status, account_id=account_id, reason=reason)
        except NotRecognised as error:
            raise Refused(str(error)) from error


class ActivateView(ReviewView):
    """Serve a pattern, to the account or to everybody."""

    status = Status.ACTIVE


class DeactivateView(ReviewView):
    """Withdraw a pattern, from the account or from everybody."""

    status = Status.INACTIVE
