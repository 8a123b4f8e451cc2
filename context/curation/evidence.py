"""What was reported of an item, week by week, as a picture made here and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek
from django.utils import timezone

from context.models import LearnedItem, Outcome

WEEKS = 12
WIDTH, HEIGHT, GAP = 24, 60, 4


@dataclass(frozen=True)
class Week:
    """Reports of one week; as bars in a picture: `x`, and `y` and height of each."""

    start: datetime
    successes: int
    failures: int
    place: int
    most: int

    @property
    def x(self) -> int:
        return self.place * (WIDTH + GAP)

    @property
    def good(self) -> int:
        return round(HEIGHT * self.successes / self.most)

    @property
    def bad(self) -> int:
        return round(HEIGHT * self.failures / self.most)

    @property
    def good_y(self) -> int:
        return HEIGHT - self.good

    @property
    def bad_y(self) -> int:
        return HEIGHT - self.good - self.bad


@dataclass(frozen=True)
class Chart:
    weeks: Sequence[Week]
    width: int = WEEKS * (WIDTH + GAP) - GAP
    height: int = HEIGHT
    bar: int = WIDTH

    @property
    def successes(self) -> int:
        return sum(week.successes for week in self.weeks)

    @property
    def failures(self) -> int:
        return sum(week.failures for week in self.weeks)


def chart_of(item: LearnedItem) -> Chart:
    """The last WEEKS weeks, each whether or not anything was reported: one query."""
    this = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    this -= timedelta(days=this.weekday())
    starts = [this - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    told: dict[Any, Any] = {
        row["week"].date(): row
        for row in Outcome.objects.filter(item=item, created_at__gte=starts[0])
        .annotate(week=TruncWeek("created_at"))
        .values("week")
        .annotate(
            good=Count("pk", filter=Q(success=True)), bad=Count("pk", filter=Q(success=False))
        )
        .order_by("week")
    }
    most = max((row["good"] + row["bad"] for row in told.values()), default=0) or 1
    return Chart(
        [
            Week(
                start,
                told.get(start.date(), {}).get("good", 0),
                told.get(start.date(), {}).get("bad", 0),
                place,
                most,
            )
            for place, start in enumerate(starts)
        ]
    )
