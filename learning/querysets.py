"""Sets of what was captured and learned, named for who reads them."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models

from context.querysets import LearnedItemQuerySet

if TYPE_CHECKING:
    from learning.models import (  # noqa: F401
        Experience,
        Interaction,
        Judgment,
        LearnedPattern,
        PreferencePair,
        Strategy,
    )


class ExperienceQuerySet(models.QuerySet["Experience"]):
    def of(self, account_id: UUID) -> Self:
        return self.filter(project__account_id=account_id)

    def whole(self) -> Self:
        """With project and the row of the kind, in one query."""
        return self.select_related(
            "project", "decision", "codeartifact", "designchoice", "errorrecovery"
        )

    def ready(self) -> Self:
        """What no cycle has used, and can be used: a decision only when its outcome is known."""
        return self.filter(~models.Q(kind="decision") | ~models.Q(result=""), cycle=None)

    def used_in(self, cycle: int) -> Self:
        return self.filter(cycle=cycle).order_by("pk")


class JudgmentQuerySet(models.QuerySet["Judgment"]):
    def of(self, account_id: UUID) -> Self:
        return self.filter(project__account_id=account_id)

    def recommending(self, project_id: UUID) -> Self:
        """Those of a project that carry a recommendation, newest first."""
        rows = self.filter(project_id=project_id, recommends=True).order_by("-pk")
        return rows.defer("categories", "issues")


class PreferencePairQuerySet(models.QuerySet["PreferencePair"]):
    def of(self, account_id: UUID) -> Self:
        return self.filter(project__account_id=account_id)


class InteractionQuerySet(models.QuerySet["Interaction"]):
    def uncounted(self) -> Self:
        """Those that what is observed of their users does not know yet."""
        return self.filter(is_counted=False)


class LearnedPatternQuerySet(LearnedItemQuerySet["LearnedPattern"]):
    pass


class StrategyQuerySet(LearnedItemQuerySet["Strategy"]):
    pass
