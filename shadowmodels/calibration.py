"""What became of what a model advised, and how well it knew."""

from typing import Any

from django.db.models import Avg, Case, Count, F, FloatField, Q, When

from context.learned import wilson
from shadowmodels.querysets import ShadowInferenceQuerySet

DIGITS = 4


def measure(inferences: ShadowInferenceQuerySet) -> dict[str, Any]:
    """Counts of these inferences, from one query; means are None where there is nothing to average.

    `lower_bound` is that of their success, `brier_score` (Brier 1950) the mean squared difference
    between confidence and outcome: 0 is a model that knows, 0.25 one that always says one half.
    """
    happened = Case(When(was_successful=True, then=1.0), default=0.0, output_field=FloatField())
    error = F("confidence") - happened
    known = Q(was_successful__isnull=False)
    found = inferences.aggregate(
        inferences=Count("pk"),
        used=Count("pk", filter=Q(was_used=True)),
        successful=Count("pk", filter=Q(was_successful=True)),
        failed=Count("pk", filter=Q(was_successful=False)),
        mean_confidence=Avg("confidence"),
        brier_score=Avg(error * error, filter=known, output_field=FloatField()),
    )
    told = found["successful"] + found["failed"]
    return {
        **found,
        "unknown": found["inferences"] - told,
        "lower_bound": round(max(0.0, wilson(found["successful"], told)), DIGITS),
        "mean_confidence": rounded(found["mean_confidence"]),
        "brier_score": rounded(found["brier_score"]),
    }


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
