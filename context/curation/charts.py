"""Small charts of days or weeks, drawn by the server, with their numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from context.models import Daily

DAYS = 28
# Of the drawing, in its own units.
STEP, BAR, HEIGHT = 12, 10, 100

Name = Daily.Name
Numbers = Mapping[tuple[date, str], int]


@dataclass(frozen=True)
class Series:
    """What is counted, in a word; `style` is one of those that admin.css colours."""

    title: str
    style: str
    values: Sequence[int]


@dataclass(frozen=True)
class Bar:
    """A rectangle of the drawing."""

    style: str
    x: int
    y: float
    height: float


@dataclass(frozen=True)
class Step:
    """A day or week of a chart: its numbers, in the order of the series, and its bars, stacked."""

    first: date
    numbers: Sequence[str]
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Chart:
    """`parts` add up to what is compared; `headline` says what they come to. `firsts` are the days
    that its steps begin with, of which the last is not over. With `share` the first part's share of
    all is told of each.
    """

    key: str
    title: str
    headline: str
    firsts: Sequence[date]
    parts: Sequence[Series]
    share: str = ""
    step: str = "day"
    bar: int = BAR
    height: int = HEIGHT

    @property
    def width(self) -> int:
        return len(self.firsts) * STEP

    @property
    def most(self) -> int:
        return max(self.sums())

    @property
    def columns(self) -> list[str]:
        return [part.title for part in self.parts] + ([self.share] if self.share else [])

    def sums(self) -> list[int]:
        return [sum(values) for values in zip(*(part.values for part in self.parts), strict=True)]

    def drawn(self) -> Iterable[Step]:
        for place, (first, total) in enumerate(zip(self.firsts, self.sums(), strict=True)):
            numbers = [part.values[place] for part in self.parts]
            shares = [percent(numbers[0], total)] if self.share else []
            yield Step(first, [*map(str, numbers), *shares], list(self.bars(place)))

    def bars(self, place: int) -> Iterable[Bar]:
        top = float(HEIGHT)
        for part in self.parts:
            if value := part.values[place]:
                # One of thousands is to be seen too.
                height = max(1.0, HEIGHT * value / self.most)
                top -= height
                yield Bar(part.style, place * STEP, round(top, 2), round(height, 2))


def charts() -> list[Chart]:
    """Of the installation: one query, of at most as many rows as there are days and names."""
    today = timezone.now().date()
    days = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    rows = Daily.objects.filter(day__gte=days[0]).values_list("day", "name", "count")
    numbers = {(day, name): count for day, name, count in rows}
    return [contexts(days, numbers), errors(days, numbers), *outcomes(days, numbers)]


def values(days: Sequence[date], numbers: Numbers, name: str) -> list[int]:
    return [numbers.get((day, name), 0) for day in days]


def contexts(days: Sequence[date], numbers: Numbers) -> Chart:
    served = Series("Contexts", "plain", values(days, numbers, Name.CONTEXTS))
    return Chart("contexts", "Contexts served", f"{sum(served.values)} served", days, [served])


def errors(days: Sequence[date], numbers: Numbers) -> Chart:
    told = values(days, numbers, Name.ERRORS)
    known = values(days, numbers, Name.RECOGNISED)
    unknown = [max(0, all_ - some) for all_, some in zip(told, known, strict=True)]
    share = percent(sum(known), sum(told))
    return Chart(
        "errors",
        "Errors asked about",
        f"{sum(told)} asked about, {share} recognised" if any(told) else "0 asked about",
        days,
        [Series("Recognised", "good", known), Series("Not recognised", "faint", unknown)],
        share="Share recognised",
    )


def outcomes(days: Sequence[date], numbers: Numbers) -> list[Chart]:
    well = values(days, numbers, Name.SUCCEEDED)
    badly = values(days, numbers, Name.FAILED)
    total = sum(well) + sum(badly)
    success = f", {percent(sum(well), total)} successes" if total else ""
    activated = values(days, numbers, Name.ACTIVATED)
    withdrawn = values(days, numbers, Name.WITHDRAWN)
    return [
        Chart(
            "outcomes",
            "Outcomes reported",
            f"{total} reported{success}",
            days,
            [Series("Successes", "good", well), Series("Failures", "bad", badly)],
            share="Share of successes",
        ),
        Chart(
            "items",
            "Items that moved",
            f"{sum(activated)} became active, {sum(withdrawn)} withdrawn",
            days,
            [
                Series("Became active", "good", activated),
                Series("Withdrawn", "bad", withdrawn),
            ],
        ),
    ]


def percent(some: int, total: int) -> str:
    """In whole percent; a dash where there is nothing to divide."""
    return f"{100 * some / total:.0f} %" if total else "–"
