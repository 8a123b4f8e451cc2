"""Sets of patterns and incidents."""

from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from context.querysets import LearnedItemQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from errorpatterns.models import ErrorEscalation, ErrorPattern, ProvenFix  # noqa: F401


class ErrorPatternQuerySet(LearnedItemQuerySet["ErrorPattern"]):
    def survivor_of(self, pk: UUID) -> UUID | None:
        """The id of the pattern that stands for this one: itself, or what it was merged into."""
        row = self.filter(pk=pk).values_list("merged_into", flat=True).first()
        known = self.filter(pk=pk).exists()
        return (row or pk) if known else None

    def surviving(self, slug: str, among: Any) -> "ErrorPattern | None":
        """The pattern of a slug, or what it was merged into, if it is `among` those."""
        row = self.filter(slug=slug).values_list("pk", "merged_into").first()
        found: ErrorPattern | None = row and among.filter(pk=row[1] or row[0]).first()
        return found

    def judge(
        self, status: str, *, account_id: UUID | None, reason: str, user: "User | None" = None
    ) -> int:
        """As of every learned item; a pattern is only activated if it recognises what it should.

        Raises NotRecognised, naming the pattern and the example.
        """
        from context.models import Status
        from errorpatterns.activation import check_examples

        if status == Status.ACTIVE:
            check_examples(self)
        return super().judge(status, account_id=account_id, reason=reason, user=user)

    def served_to_all_of(self, account_id: UUID) -> Self:
        """What is active before the account or everybody, and not withdrawn from the account."""
        from context.models import Standing, Status

        before = Standing.objects.filter(item=OuterRef("pk"))
        active = before.filter(Q(account=None) | Q(account_id=account_id), status=Status.ACTIVE)
        withdrawn = before.filter(
            account_id=account_id,
            status__in=[Status.INACTIVE, Status.QUARANTINED, Status.REJECTED],
        )
        return self.filter(Exists(active)).exclude(Exists(withdrawn))

    def with_status(self, status: str, account_id: UUID) -> Self:
        """What has this status before the account; of what the account has no say in, before
        everybody.
        """
        from context.models import Standing, Status

        before = Standing.objects.filter(item=OuterRef("pk"))
        if status == Status.ACTIVE:
            return self.served_to_all_of(account_id)
        own = before.filter(account_id=account_id, status=status)
        shared = before.filter(account=None, status=Status.ACTIVE)
        found = self.filter(Exists(own))
        return found.exclude(Exists(shared)) if status == Status.PROPOSED else found


class ProvenFixQuerySet(LearnedItemQuerySet["ProvenFix"]):
    def stale(self) -> Self:
        return self.filter(is_stale=True)


class ErrorEscalationQuerySet(models.QuerySet["ErrorEscalation"]):
    def of(self, account_id: UUID) -> Self:
        return self.filter(project__account_id=account_id)

    def open(self) -> Self:
        return self.filter(resolved_at=None)

    def with_last_failure(self) -> Self:
        """With `tried`: the fix of the newest attempt that did not mend it, or None."""
        from errorpatterns.models import Attempt

        failed = Attempt.objects.filter(incident=OuterRef("pk")).exclude(
            result=Attempt.Result.FIXED
        )
        newest = failed.exclude(fix="").order_by("-created_at", "-pk").values("fix")[:1]
        return self.annotate(tried=Subquery(newest))

    def for_project(self, project_id: UUID) -> Self:
        """As section 7 tells it: what is open first, then what worked, newest first."""
        return self.filter(project_id=project_id).order_by(
            models.F("resolved_at").desc(nulls_first=True), "-updated_at", "-id"
        )
