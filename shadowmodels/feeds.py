"""What pipeline status says of specialists and of what they advise."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from context.base import Counts, Feed
from shadowmodels.models import ShadowInference, ShadowModel

Status = ShadowModel.Status


class ShadowModels(Feed):
    """Active is what is promoted; what is ready waits to be."""

    key: ClassVar[str] = "shadow_models"
    section: ClassVar[str] = "shadow_recommendations"
    fed_by: ClassVar[str] = "POST /api/v1/shadow-models/"

    def counts(self, account_id: UUID | None) -> Counts:
        found = models_of(account_id).aggregate(
            items=Count("pk"),
            active=Count("pk", filter=Q(status=Status.PROMOTED)),
            proposed=Count("pk", filter=Q(status=Status.READY)),
        )
        return Counts(**found)

    def last_fed_at(self, account_id: UUID | None) -> datetime | None:
        last: datetime | None = models_of(account_id).aggregate(last=Max("updated_at"))["last"]
        return last


def models_of(account_id: UUID | None) -> QuerySet[ShadowModel]:
    return ShadowModel.objects.of(account_id) if account_id else ShadowModel.objects.all()


class ShadowInferences(Feed):
    """Active is what a promoted model may say to the account; what other models may say to the
    project that asked them is proposed.
    """

    key: ClassVar[str] = "shadow_inferences"
    section: ClassVar[str] = "shadow_recommendations"
    fed_by: ClassVar[str] = "POST /api/v1/shadow-inferences/"
    is_event: ClassVar[bool] = True

    def counts(self, account_id: UUID | None) -> Counts:
        promoted = Q(model__status=Status.PROMOTED)
        found = inferences_of(account_id).aggregate(
            items=Count("pk"),
            active=Count("pk", filter=Q(is_servable=True) & promoted),
            proposed=Count("pk", filter=Q(is_servable=True, project__isnull=False) & ~promoted),
            quarantined=Count("pk", filter=Q(is_flagged=True)),
        )
        return Counts(**found)

    def last_fed_at(self, account_id: UUID | None) -> datetime | None:
        newest = inferences_of(account_id).order_by("-pk")
        return newest.values_list("created_at", flat=True).first()


def inferences_of(account_id: UUID | None) -> QuerySet[ShadowInference]:
    rows = ShadowInference.objects
    return rows.of(account_id) if account_id else rows.all()
