"""The step of a cycle that makes proven fixes of resolved incidents."""

from collections.abc import Mapping
from typing import Any

from context.cycle import Batch, Step
from errorpatterns import proving


class Aggregating(Step):
    """Incidents are given to their fixes, one project at a time, and the fixes counted."""

    key = "aggregation"
    title = "Aggregate proven fixes"

    def is_due(self) -> bool:
        return proving.is_due()

    def pending(self) -> Mapping[str, int]:
        return proving.aggregate(lambda **told: None, dry_run=True)

    def batch(self, cycle: int, cursor: str, plan: Any) -> Batch:
        if some := proving.some_owed():
            return Batch({"incidents": proving.give(*some)}, "")
        if ids := proving.some_stale():
            return Batch({"fixes": proving.count(ids)}, "")
        return Batch({})
