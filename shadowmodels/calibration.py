"""What became of what a model advised, and how well it knew."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Case, Count, F, FloatField, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Greatest

from context.evidence import wilson
from shadowmodels.querysets import ShadowInferenceQuerySet

DIGITS = 4
BINS = 10
EDGES = [edge / BINS for edge in range(BINS + 1)]
# Compared, not multiplied and cut: the number just below 0.9, times ten, is 9.0.
BIN = Case(
    *(When(confidence__lt=end, then=Value(place)) for place, end in enumerate(EDGES[1:-1])),
    default=Value(BINS - 1),
    output_field=IntegerField(),
)
HAPPENED = Case(When(was_successful=True, then=1.0), default=0.0, output_field=FloatField())
# PostgreSQL refuses a square that is too small to be told from nothing.
ERROR = Greatest(F("confidence"), Value(1e-100)) - HAPPENED
KNOWN = Q(was_successful__isnull=False)
SUMS = {
    "inferences": Count("pk"),
    "used": Count("pk", filter=Q(was_used=True)),
    "successful": Count("pk", filter=Q(was_successful=True)),
    "failed": Count("pk", filter=Q(was_successful=False)),
    "confidences": Sum("confidence"),
    "known_confidences": Sum("confidence", filter=KNOWN),
    "squared_errors": Sum(ERROR * ERROR, filter=KNOWN, output_field=FloatField()),
}


def measure(inferences: ShadowInferenceQuerySet) -> dict[str, Any]:
    """Counts of these inferences, from one query; means are None where there is nothing to average.

    `lower_bound` is that of their success, `brier_score` (Brier 1950) the mean squared difference
    between confidence and outcome: 0 is a model that knows, 0.25 one that always says one half.
    `curve` is that of `curve_of`; `expected_calibration_error` (Guo et al. 2017) the mean distance
    of its bins from the diagonal, each weighed by its outcomes.
    """
    bins: QuerySet[Any] = inferences.values(bin=BIN).annotate(**SUMS).order_by("bin")
    total = {name: sum(row[name] or 0 for row in bins) for name in SUMS}
    told = total["successful"] + total["failed"]
    return {
        **{name: total[name] for name in ("inferences", "used", "successful", "failed")},
        "unknown": total["inferences"] - told,
        "lower_bound": lower_bound(total["successful"], told),
        "mean_confidence": mean(total["confidences"], total["inferences"]),
        "brier_score": mean(total["squared_errors"], told),
        "expected_calibration_error": mean(sum(map(distance, bins)), told),
        "curve": curve_of(bins),
    }


def curve_of(bins: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The reliability curve: how often what was said with a confidence of `start` to below `end`
    (the last bin has 1 as well) came true, with the Wilson 95 % interval.

    Bins without outcomes are left out.
    """
    return [point(row) for row in bins if row["successful"] + row["failed"]]


def point(row: Mapping[str, Any]) -> dict[str, Any]:
    successes, failures = row["successful"], row["failed"]
    count = successes + failures
    return {
        "start": EDGES[row["bin"]],
        "end": EDGES[row["bin"] + 1],
        "count": count,
        "mean_confidence": mean(row["known_confidences"], count),
        "success_rate": mean(successes, count),
        "lower_bound": lower_bound(successes, count),
        # The interval of failures is that of successes in a mirror.
        "upper_bound": round(1 - lower_bound(failures, count), DIGITS),
    }


def distance(row: Mapping[str, Any]) -> float:
    """Between what was said and what came true in a bin, times its outcomes."""
    gap: float = abs((row["known_confidences"] or 0.0) - row["successful"])
    return gap


def lower_bound(successes: int, total: int) -> float:
    # Without successes it is zero but for the rounding, to either side.
    return round(max(0.0, wilson(successes, total)), DIGITS)


def mean(total: float, count: int) -> float | None:
    return round(total / count, DIGITS) if count else None
