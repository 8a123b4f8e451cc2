"""What pipeline status says of specialists and of what they advise."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Count, Q

from context.base import Counts
from context.feeds import ResultsFeed, RowsFeed
from shadowmodels.models import ShadowInference, ShadowModel

Status = ShadowModel.Status


class ShadowModels(RowsFeed):
    """Active is what is promoted; what is ready waits to be."""

    key = "shadow_models"
    section = "shadow_recommendations"
    fed_by = "POST /api/v1/shadow-models/"
    model = ShadowModel
    account = "account"

    def counts(self, account_id: UUID | None) -> Counts:
        found = (
            self.rows(account_id)
            .order_by()
            .aggregate(
                items=Count("pk"),
                active=Count("pk", filter=Q(status=Status.PROMOTED)),
                proposed=Count("pk", filter=Q(status=Status.READY)),
            )
        )
        return Counts(**found)

    def warnings(self, account_id: UUID | None) -> Iterator[str]:
        proposed = self.rows(account_id).filter(proposed_at__isnull=False).count()
        if proposed:
            yield f"{proposed} proposed for promotion: staff decide in the admin"


class ShadowInferences(ResultsFeed):
    """Active is what a promoted model may say to the account; what other models may say to the
    project that asked them is proposed.
    """

    key = "shadow_inferences"
    section = "shadow_recommendations"
    fed_by = "POST /api/v1/shadow-inferences/"
    is_event = True
    model = ShadowInference
    account = "account"

    def counts(self, account_id: UUID | None) -> Counts:
        promoted = Q(model__status=Status.PROMOTED)
        found = (
            self.rows(account_id)
            .order_by()
            .aggregate(
                items=Count("pk"),
                active=Count("pk", filter=Q(is_servable=True) & promoted),
                proposed=Count("pk", filter=Q(is_servable=True, project__isnull=False) & ~promoted),
                quarantined=Count("pk", filter=Q(is_flagged=True)),
            )
        )
        return Counts(**found)
