"""The error library, its incidents and proven fixes, for the status of the pipeline."""

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from context.feeds import LearnedFeed, RowsFeed
from errorpatterns.models import ErrorEscalation, ErrorPattern, ProvenFix


class ErrorPatterns(LearnedFeed):
    """With those that are shipped."""

    key = "error_patterns"
    section = "error_patterns"
    fed_by = "POST /api/v1/error-patterns/learn/"
    model = ErrorPattern


class Incidents(RowsFeed):
    """Fed whenever one is opened, attempted or resolved."""

    key = "incidents"
    section = "error_history"
    fed_by = "POST /api/v1/escalations/"
    is_event = True
    model = ErrorEscalation


class ProvenFixes(LearnedFeed):
    """Fed by a job, of incidents that are resolved by a fix."""

    key = "proven_fixes"
    section = "proven_fixes"
    fed_by = "POST /api/v1/escalations/{id}/resolve/ with a fix"
    model = ProvenFix

    def last_fed_at(self, account_id: UUID | None) -> datetime | None:
        """When the newest incident that was counted was resolved."""
        counted = ErrorEscalation.objects.exclude(proven=None)
        if account_id is not None:
            counted = counted.of(account_id)
        told: datetime | None = counted.aggregate(at=Max("resolved_at"))["at"]
        return told
