"""What was reported of an item, week by week."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek
from django.utils import timezone

from context.curation.charts import Chart, Series
from context.models import LearnedItem, Outcome

WEEKS = 12


def chart_of(item: LearnedItem) -> Chart:
    """The last WEEKS weeks, each whether or not anything was reported: one query."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    this = today - timedelta(days=today.weekday())
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
    weeks = [told.get(start.date(), {"good": 0, "bad": 0}) for start in starts]
    well, badly = ([week[name] for week in weeks] for name in ("good", "bad"))
    return Chart(
        "reports",
        f"Reports, last {WEEKS} weeks",
        f"{counted(sum(well), sum(badly))}. In all: {item.success_count} and {item.failure_count}.",
        [start.date() for start in starts],
        [Series("Successes", "good", well), Series("Failures", "bad", badly)],
        share="Share of successes",
        step="week",
    )


def counted(well: int, badly: int) -> str:
    successes = "1 success" if well == 1 else f"{well} successes"
    failures = "1 failure" if badly == 1 else f"{badly} failures"
    return f"{successes}, {failures}"
