"""What is shipped, stated of projects and learned, for the status of the pipeline."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet

from context.base import Counts, Feed
from context.models import (
    AntiSlopRule,
    AppSoul,
    LearnedItem,
    Lesson,
    ProviderHint,
    Standing,
    Status,
)
from context.offers import WITHHELD, kind_of
from projects.models import (
    BuildPhase,
    IntentLock,
    ProjectAnalysis,
    ProjectRule,
    TournamentResult,
    VerificationResult,
)


class RowsFeed(Feed):
    """Rows of one table, of which those that fit `served` can be served.

    `account` leads from a row to whose it is. The row that was told or changed last is the first
    by `newest`, and `fed_at` says when.
    """

    model: ClassVar[type[Model]]
    account: ClassVar[str] = "project__account"
    served: ClassVar[Q] = Q()
    newest: ClassVar[str] = "updated_at"
    fed_at: ClassVar[str] = "updated_at"

    def rows(self, account_id: UUID | None) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        return rows if account_id is None else rows.filter(self.whose(account_id))

    def whose(self, account_id: UUID) -> Q:
        return Q(**{self.account: account_id})

    def counts(self, account_id: UUID | None) -> Counts:
        counted = {"items": Count("pk"), "active": Count("pk", filter=self.served)}
        return Counts(**self.rows(account_id).order_by().aggregate(**counted))

    def last_fed_at(self, account_id: UUID | None) -> datetime | None:
        rows = self.rows(account_id).order_by(f"-{self.newest}")
        told: datetime | None = rows.values_list(self.fed_at, flat=True).first()
        return told


class ShippedFeed(RowsFeed):
    """The same for all accounts."""

    is_shipped = True
    served = Q(is_active=True)

    def whose(self, account_id: UUID) -> Q:
        return Q()


class AppSouls(ShippedFeed):
    key = "app_souls"
    section = "app_soul"
    model = AppSoul


class AntiSlopRules(ShippedFeed):
    key = "anti_slop_rules"
    section = "anti_slop"
    model = AntiSlopRule


class ProviderHints(ShippedFeed):
    key = "provider_hints"
    section = "provider_hints"
    model = ProviderHint


class Intents(RowsFeed):
    key = "intent"
    section = "intent_lock"
    fed_by = "PUT /api/v1/projects/{key}/intent-lock/"
    model = IntentLock
    served = Q(project__intent=F("pk"))


class Phases(RowsFeed):
    key = "phases"
    section = "build_phase"
    fed_by = "PUT /api/v1/projects/{key}/build-phase/"
    model = BuildPhase


class ResultsFeed(RowsFeed):
    """Rows that are added and never changed."""

    newest = "pk"
    fed_at = "created_at"


class Verifications(ResultsFeed):
    key = "verification"
    section = "verification"
    fed_by = "POST /api/v1/projects/{key}/verification-results/"
    model = VerificationResult
    served = Q(is_latest=True)


class Tournaments(ResultsFeed):
    key = "tournaments"
    section = "tournament"
    fed_by = "POST /api/v1/projects/{key}/tournament-results/"
    model = TournamentResult
    served = Q(status=TournamentResult.Status.FINISHED)


class Analyses(RowsFeed):
    key = "analysis"
    section = "project_analysis"
    fed_by = "PUT /api/v1/projects/{key}/analysis/"
    model = ProjectAnalysis


class Rules(RowsFeed):
    """Of projects and of users."""

    key = "rules"
    section = "project_rules"
    fed_by = "POST /api/v1/projects/{key}/rules/"
    model = ProjectRule
    served = Q(is_active=True)

    def whose(self, account_id: UUID) -> Q:
        # Apart, so that each is looked up in its own index.
        rules = ProjectRule.objects.order_by().values("pk")
        of_projects = rules.filter(project__account_id=account_id)
        of_users = rules.filter(user__account_id=account_id)
        return Q(pk__in=of_projects.union(of_users, all=True))


class LearnedFeed(Feed):
    """Learned items of one kind: what the account may read, by how it stands before it; for the
    whole installation by the best that any audience has.
    """

    model: ClassVar[type[LearnedItem]]

    def counts(self, account_id: UUID | None) -> Counts:
        rows: QuerySet[Any] = self.model.objects.filter(merged_into=None)
        before = Standing.objects.filter(item=OuterRef("pk"))
        own = before if account_id is None else before.filter(account_id=account_id)
        shared = before if account_id is None else before.filter(account=None)
        if account_id is not None:
            rows = self.model.objects.known_to(account_id)
        withheld = own.filter(status__in=WITHHELD) if account_id else Standing.objects.none()
        served = Exists((own | shared).filter(status=Status.ACTIVE)) & ~Exists(withheld)
        counted = rows.order_by().annotate(
            is_served=served,
            is_proposed=Exists(own.filter(status=Status.PROPOSED)),
            is_flagged=Exists(own.filter(status=Status.QUARANTINED)),
        )
        return Counts(
            **counted.aggregate(
                items=Count("pk"),
                active=Count("pk", filter=Q(is_served=True)),
                proposed=Count("pk", filter=Q(is_served=False, is_proposed=True)),
                quarantined=Count("pk", filter=Q(is_flagged=True)),
            )
        )

    def last_fed_at(self, account_id: UUID | None) -> datetime | None:
        """When the last lesson was told; what was shipped was never fed."""
        lessons = Lesson.objects.filter(item__kind=kind_of(self.model))
        if account_id is not None:
            lessons = lessons.of(account_id)
        told: datetime | None = lessons.order_by("-pk").values_list("created_at", flat=True).first()
        return told
