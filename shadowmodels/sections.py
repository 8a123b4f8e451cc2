"""Section 16: what specialised models advise."""

import math
from collections.abc import Mapping
from typing import Any

from context.base import Found, Item, Section, Stability, Subject
from context.killswitch import is_off
from shadowmodels.models import ShadowInference, ShadowModel

# Advice may be long: where the newest finds no room, older that is shorter may.
CANDIDATES = 2
STEP = 5


class ShadowRecommendations(Section):
    number = 16
    key = "shadow_recommendations"
    title = "Shadow model recommendations"
    scope = "account"
    stability = Stability.ACCOUNT
    limit = 10
    splits = True

    def items(self, subject: Subject, limit: int) -> Found:
        if limit == 0 or is_off():
            return Found()
        rows = ShadowInference.objects.served_to(
            subject.account_id, subject.project_id, limit * CANDIDATES
        )
        newest = sorted(rows, key=lambda row: row["pk"], reverse=True)
        items = [advice_item(row, place) for place, row in enumerate(newest)]
        # The words of a part stand where its first item does, whichever is the newest.
        return Found(sorted(items, key=lambda item: item.tail))


def advice_item(row: Mapping[str, Any], place: int) -> Item:
    """A row of `ShadowInferenceQuerySet.served_to`, the newest but for `place` others."""
    name, domain = row["model__name"], row["domain"]
    worked = bool(row["was_successful"])
    promoted = row["model__status"] == ShadowModel.Status.PROMOTED
    return Item(
        ref=f"shadow_inference:{row['pk']}",
        version=1 + worked,
        title=f"{name}: {domain}",
        facts={
            "model": name,
            "version": row["model__model_version"],
            "domain": domain,
            "advice": row["inference"],
            "percent": percent(row["confidence"]),
            "worked": worked,
            "promoted": promoted,
        },
        value=row["confidence"] + worked,
        group="promoted" if promoted else "own",
        sort=(name, domain, place),
        tail=not promoted,
        reason="of a promoted model" if promoted else "advised for this project",
    )


def percent(confidence: float) -> int:
    """To the nearest 5 %, so that bytes change seldom."""
    return math.floor(confidence * 100 / STEP + 0.5) * STEP
