"""The steps of a cycle that are the same for every kind of learned item."""

from collections.abc import Mapping
from typing import Any

from context import learned, pruning
from context.cycle import Batch, Step


class Weighing(Step):
    """What was taught meanwhile moves on by its evidence."""

    key = "weighing"
    title = "Weigh the evidence"

    def pending(self) -> Mapping[str, int]:
        return learned.weigh_all(lambda: None, dry_run=True)

    def batch(self, cycle: int, cursor: str, plan: Any) -> Batch:
        counts = learned.weigh_due()
        return Batch(counts, "" if counts["weighed"] else None)


class Pruning(Step):
    """What fails is withdrawn."""

    key = "pruning"
    title = "Withdraw what fails"

    def pending(self) -> Mapping[str, int]:
        return pruning.prune(dry_run=True)

    def batch(self, cycle: int, cursor: str, plan: Any) -> Batch:
        counts = pruning.prune_some()
        return Batch(counts, "" if any(counts.values()) else None)
