from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import F
from django.utils import timezone

from intake.problems import Conflict

if TYPE_CHECKING:
    from projects.models import ApiKey, Project  # noqa: F401


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def live(self) -> Self:
        now = timezone.now()
        return self.filter(revoked_at=None).filter(
            models.Q(expires_at=None) | models.Q(expires_at__gt=now)
        )

    def revoke(self) -> int:
        """How many were live until now."""
        return self.filter(revoked_at=None).update(revoked_at=timezone.now())


class ProjectQuerySet(models.QuerySet["Project"]):
    def of(self, account_id: UUID) -> Self:
        return self.filter(account_id=account_id)

    def hold(self, pk: UUID) -> "Project":
        """The project, locked until the transaction ends. Conflict if it was erased meanwhile."""
        project = self.filter(pk=pk).select_for_update(no_key=True).first()
        if project is None:
            raise Conflict("This project was erased meanwhile.")
        return project

    def touch(self) -> int:
        """Raise the state generation, in the transaction of the write that changed something."""
        return self.update(state_generation=F("state_generation") + 1)
