"""Sets of specialist models and of what they advised."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models

if TYPE_CHECKING:
    from shadowmodels.models import ShadowInference, ShadowModel  # noqa: F401


class ShadowModelQuerySet(models.QuerySet["ShadowModel"]):
    def of(self, account_id: UUID) -> Self:
        return self.filter(account_id=account_id)


class ShadowInferenceQuerySet(models.QuerySet["ShadowInference"]):
    def of(self, account_id: UUID) -> Self:
        return self.filter(account_id=account_id)
