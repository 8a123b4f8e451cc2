from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import F
from django.utils import timezone

from intake.problems import Conflict

if TYPE_CHECKING:
    from projects.models import ApiKey, EndUser, Project, ProjectRule  # noqa: F401


# From when on it is told that a key ends.
SOON = timedelta(days=14)


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def live(self) -> Self:
        now = timezone.now()
        return self.filter(revoked_at=None).filter(
            models.Q(expires_at=None) | models.Q(expires_at__gt=now)
        )

    def expiring(self) -> Self:
        """Live keys that will end soon."""
        return self.live().filter(expires_at__lte=timezone.now() + SOON)

    def expired(self) -> Self:
        return self.filter(revoked_at=None, expires_at__lte=timezone.now())

    def revoked(self) -> Self:
        return self.exclude(revoked_at=None)

    def revoke(self) -> int:
        """How many were live until now."""
        return self.filter(revoked_at=None).update(revoked_at=timezone.now())


class EndUserQuerySet(models.QuerySet["EndUser"]):
    def hold(self, account_id: UUID, key: str) -> "EndUser":
        """The user of this name, made where there is none, locked until the transaction ends."""
        found = self.select_for_update(no_key=True)
        return found.get_or_create(account_id=account_id, key=key)[0]


class ProjectQuerySet(models.QuerySet["Project"]):
    def of(self, account_id: UUID) -> Self:
        return self.filter(account_id=account_id)

    def whole(self) -> Self:
        """With all that there is one of, in one query."""
        return self.select_related(
            "account", "intent", "build_phase", "analysis", "user", "user__preference"
        )

    def hold(self, pk: UUID) -> "Project":
        """The project, locked until the transaction ends. Conflict if it was erased meanwhile."""
        project = self.filter(pk=pk).select_for_update(no_key=True).first()
        if project is None:
            raise Conflict("This project was erased meanwhile.")
        return project

    def touch(self, **changes: Any) -> int:
        """Raise the state generation, in the transaction of the write that changed something;
        `changes` are set in the same statement.
        """
        return self.update(state_generation=F("state_generation") + 1, **changes)


class ProjectRuleQuerySet(models.QuerySet["ProjectRule"]):
    def in_order(self) -> Self:
        """Weightiest first; of equals the older."""
        return self.order_by("-priority", "pk")

    def active(self) -> Self:
        return self.filter(is_active=True)

    def for_subject(self, project_id: UUID | None, user_id: UUID | None) -> Self:
        """The project's and the user's own, in order."""
        whose = models.Q(pk__in=[])
        if project_id:
            whose |= models.Q(project_id=project_id)
        if user_id:
            whose |= models.Q(user_id=user_id)
        return self.filter(whose).in_order()
