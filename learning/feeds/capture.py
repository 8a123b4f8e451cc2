"""The sources that generators feed: experiences, judgments, interactions, preferences and pairs."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet

from context.base import Counts, Feed
from learning.models import (
    CodeArtifact,
    Decision,
    DesignChoice,
    ErrorRecovery,
    Interaction,
    Judgment,
    PreferencePair,
)
from projects.models import UserPreference


class CaptureFeed(Feed):
    """Rows that are never judged: each can be served, or learned from, as it is.

    `account` is the lookup that leads from a row to whose it is.
    """

    model: ClassVar[type[Model]]
    account: ClassVar[str] = "project__account"
    newest: ClassVar[str] = "pk"
    fed_at: ClassVar[str] = "created_at"

    def rows(self, account_id: UUID | None) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        return rows if account_id is None else rows.filter(**{self.account: account_id})

    def counts(self, account_id: UUID | None) -> Counts:
        found = self.rows(account_id).count()
        return Counts(found, found)

    def last_fed_at(self, account_id: UUID | None) -> datetime | None:
        newest = self.rows(account_id).order_by(f"-{self.newest}")
        told: datetime | None = newest.values_list(self.fed_at, flat=True).first()
        return told


class Decisions(CaptureFeed):
    key = "decisions"
    section = "strategies"
    fed_by = "POST /api/v1/experiences/ with kind decision"
    is_event = True
    model = Decision


class CodeArtifacts(CaptureFeed):
    key = "code_artifacts"
    section = "learned_patterns"
    fed_by = "POST /api/v1/experiences/ with kind code_artifact"
    is_event = True
    model = CodeArtifact


class DesignChoices(CaptureFeed):
    key = "design_choices"
    section = "learned_patterns"
    fed_by = "POST /api/v1/experiences/ with kind design_choice"
    is_event = True
    model = DesignChoice


class ErrorRecoveries(CaptureFeed):
    key = "error_recoveries"
    section = "learned_patterns"
    fed_by = "POST /api/v1/experiences/ with kind error_recovery"
    is_event = True
    model = ErrorRecovery


class Judgments(CaptureFeed):
    """Served are those that carry a recommendation."""

    key = "judgments"
    section = "judge_decisions"
    fed_by = "POST /api/v1/judgments/"
    is_event = True
    model = Judgment

    def counts(self, account_id: UUID | None) -> Counts:
        told = self.rows(account_id).aggregate(
            items=Count("pk"), active=Count("pk", filter=Q(recommends=True))
        )
        return Counts(**told)


class Interactions(CaptureFeed):
    key = "interactions"
    section = "user_preferences"
    fed_by = "POST /api/v1/interactions/"
    is_event = True
    model = Interaction
    account = "account"


class Preferences(CaptureFeed):
    """What users set, and what is observed of them."""

    key = "preferences"
    section = "user_preferences"
    fed_by = "PUT /api/v1/users/{key}/preferences/"
    model = UserPreference
    account = "user__account"
    newest = fed_at = "updated_at"


class PreferencePairs(CaptureFeed):
    """Read by trainers; no section serves them."""

    key = "preference_pairs"
    section = ""
    fed_by = "experiences that tell what was rejected, and their outcomes"
    model = PreferencePair
