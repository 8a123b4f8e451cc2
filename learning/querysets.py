"""Sets of learned patterns and strategies."""

from typing import TYPE_CHECKING

from context.querysets import LearnedItemQuerySet

if TYPE_CHECKING:
    from learning.models import LearnedPattern, Strategy  # noqa: F401


class LearnedPatternQuerySet(LearnedItemQuerySet["LearnedPattern"]):
    pass


class StrategyQuerySet(LearnedItemQuerySet["Strategy"]):
    pass
