"""The reliability curve as a picture: where in it each point stands."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

# The plot is a square of so many units.
SIDE = 240
LARGEST, SMALLEST = 9, 3
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def drawn(curve: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The `points` of a curve of `calibration.measure` and the `ticks` of both axes, in units of
    the plot, which grow to the right and downwards.
    """
    most = max((point["count"] for point in curve), default=0)
    return {
        "points": [placed(point, most) for point in curve],
        "ticks": [{"at": tick, "x": across(tick), "y": down(tick)} for tick in TICKS],
    }


def placed(point: Mapping[str, Any], most: int) -> dict[str, Any]:
    """The area of a point is as its count, of which `most` is the largest, but it can be seen."""
    radius = LARGEST * math.sqrt(point["count"] / most)
    return {
        **point,
        "x": across(point["mean_confidence"]),
        "y": down(point["success_rate"]),
        "low": down(point["lower_bound"]),
        "high": down(point["upper_bound"]),
        "radius": max(SMALLEST, round(radius, 1)),
    }


def across(share: float) -> float:
    return round(share * SIDE, 1)


def down(share: float) -> float:
    return round((1 - share) * SIDE, 1)
