"""What a cycle does with specialists."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from context.cycle import Batch, Step
from shadowmodels.proposing import Name, measure_names, names_after, preview, propose

BATCH = 50


class Calibrating(Step):
    """Which versions do better than what is promoted is measured, and told to staff."""

    key = "calibration"
    title = "Measure specialists and propose the better"

    def pending(self) -> Mapping[str, int]:
        total = Counter(models=0, proposed=0, withdrawn=0)
        names = names_after(None, BATCH)
        while names:
            records = measure_names(names)
            total.update(preview(names, records), models=len(records))
            names = names_after(names[-1], BATCH)
        return dict(total)

    def plan(self, cycle: int, cursor: str) -> Any:
        names = names_after(parsed(cursor), BATCH)
        return names, measure_names(names)

    def batch(self, cycle: int, cursor: str, plan: Any) -> Batch:
        names, records = plan
        counts = {"models": len(records), **propose(names, records)}
        return Batch(counts, told(names[-1]) if len(names) == BATCH else None)


def told(name: Name) -> str:
    return " ".join(map(str, name))


def parsed(cursor: str) -> Name | None:
    """The name that was reached, None at the beginning."""
    account_id, _, name = cursor.partition(" ")
    return (UUID(account_id), name) if account_id else None
