"""Sets of patterns and incidents."""

from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from context.querysets import LearnedItemQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from errorpatterns.models import ErrorEscalation, ErrorPattern, ProvenFix  # noqa: F401


class JSONList(models.Aggregate):
    """The values of a group as one JSON list, in no order."""

    function = "JSON_GROUP_ARRAY"
    output_field = models.JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **extra)


class ErrorPatternQuerySet(LearnedItemQuerySet["ErrorPattern"]):
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

    def unfit(self) -> dict[UUID, str]:
        """Those that do not recognise what they should."""
        from errorpatterns.activation import NotRecognised, check_examples

        found = {}
        for pattern in self:
            try:
                check_examples([pattern])
            except NotRecognised as refusal:
                found[pattern.pk] = str(refusal)
        return found


class ProvenFixQuerySet(LearnedItemQuerySet["ProvenFix"]):
    def stale(self) -> Self:
        """Those whose incidents are others than when they were counted."""
        return self.filter(is_stale=True)


class ErrorEscalationQuerySet(models.QuerySet["ErrorEscalation"]):
    def of(self, account_id: UUID) -> Self:
        return self.filter(project__account_id=account_id)

    def open(self) -> Self:
        return self.filter(resolved_at=None)

    def owed(self) -> Self:
        """Resolved by a fix, and not yet given to the proven fix that it is a use of."""
        return self.filter(is_counted=False)

    def lost(self) -> Self:
        """Resolved by a fix and held for counted, though nothing or no lesson says so."""
        from context.models import Lesson

        told = Lesson.objects.filter(item=OuterRef("proven"), project=OuterRef("project"))
        counted = self.filter(is_counted=True).exclude(fix_digest="")
        return counted.filter(Q(proven=None) | ~Exists(told))

    def with_journey(self) -> Self:
        """With `journey`, each attempt's {id, level, model, result}, and `tried`, the fix of the
        newest that did not mend it; both None where there is none.
        """
        from errorpatterns.models import Attempt

        mine = Attempt.objects.filter(incident=OuterRef("pk"))
        told = JSONObject(id="id", level="level", model="model", result="result")
        each = mine.order_by().values("incident").annotate(told=JSONList(told)).values("told")
        failed = mine.exclude(result=Attempt.Result.FIXED).exclude(fix="")
        newest = failed.order_by("-created_at", "-pk").values("fix")[:1]
        return self.annotate(journey=Subquery(each), tried=Subquery(newest))

    def for_project(self, project_id: UUID) -> Self:
        """As section 7 tells it: what is open first, then what is known to have worked, newest
        first.
        """
        worked = ~Q(final_fix="", final_diff="") | Q(was_rebuilt_from_intent=True)
        return self.filter(Q(resolved_at=None) | worked, project_id=project_id).order_by(
            models.F("resolved_at").desc(nulls_first=True), "-updated_at", "-id"
        )
