"""The month as a picture: SVG, for light and dark pages."""

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape

from bench.month.measures import KINDS, Measures
from bench.month.report import interval, of_week
from bench.month.simulation import Month

WIDTH, HEIGHT = 1000, 730
LEFT, RIGHT = 64, 800
TOP, FLOOR = 84, 330
# The strip of moves, a row each; and the bars of success below it.
ROWS, ROW = 364, 24
BARS_TOP, BARS_FLOOR = 548, 684
SHOWN = ("to account", "to everybody", "withdrawn", "taken back", "quarantined")
NAMES = {
    "error_pattern": "error patterns",
    "learned_pattern": "learned patterns",
    "strategy": "strategies",
    "proven_fix": "proven fixes",
}
LEGEND = (("with a context", "--with"), ("without", "--without"))
STYLE = """
svg { --paper: #fcfcfb; --ink: #1a1a19; --soft: #5f5e5a; --grid: #e4e3df; --c0: #2a78d6;
  --c1: #0f8a5f; --c2: #b8640a; --c3: #7b53c4; --with: #2a78d6; --without: #8a8983;
  --mark: #8a8983; --bad: #c8362f; }
@media (prefers-color-scheme: dark) {
  svg { --paper: #1a1a19; --ink: #f2f1ed; --soft: #b0afa8; --grid: #3a3936; --c0: #6aa8f0;
    --c1: #3fc08f; --c2: #e09a4a; --c3: #ab8cf0; --with: #6aa8f0; --without: #8f8e88;
    --mark: #8f8e88; --bad: #ef6f66; }
}
text { font: 13px system-ui, sans-serif; fill: var(--soft); }
.title { font-size: 15px; font-weight: 600; fill: var(--ink); }
.value { fill: var(--ink); }
.grid { stroke: var(--grid); }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.everybody { stroke-dasharray: 2 4; stroke-linecap: round; }
"""


def picture(month: Month) -> str:
    parts = [*curves(month), *strip(month.measures, month.days), *bars(month)]
    told = "What a simulated month came to: items served by day, moves, and success by week"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{told}">\n<style>{STYLE}</style>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="var(--paper)"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def text(x: float, y: float, said: str, css: str = "", anchor: str = "start") -> str:
    name = f' class="{css}"' if css else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{name}>{escape(said)}</text>'


def rule(y: float, right: float = RIGHT) -> str:
    return f'<line class="grid" x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>'


def across(day: float, days: int) -> float:
    """From the middle of the first day to that of the last."""
    return LEFT + (RIGHT - LEFT) * (day + 0.5) / days


def step_of(most: int) -> int:
    """A round distance of grid lines, about four of them."""
    return next(step for step in (1, 2, 5, 10, 20, 50, 100, 200) if most <= 5 * step)


# Items by day.


def curves(month: Month) -> Iterator[str]:
    most = max((count for day in month.active for count in day[0].values()), default=0) or 1
    step = step_of(most)
    top = -(-most // step) * step

    def height(count: float) -> float:
        return FLOOR - (FLOOR - TOP) * count / top

    yield text(LEFT, 30, "Items served beyond who taught them", "title")
    yield text(
        LEFT, 50, "by day and kind; dotted, and in brackets: those of them that everybody is served"
    )
    for count in range(0, top + 1, step):
        yield rule(height(count))
        yield text(LEFT - 8, height(count) + 4, str(count), anchor="end")
    ends = [(height(month.active[-1][0].get(kind, 0)), place) for place, kind in enumerate(KINDS)]
    for place, kind in enumerate(KINDS):
        for which, css in ((0, "line"), (1, "line everybody")):
            found = [height(day[which].get(kind, 0)) for day in month.active]
            yield line(found, css, place)
    for y, place in apart(ends):
        yield text(RIGHT + 6, y + 4, ended(month, KINDS[place]), "value").replace(
            "<text", f'<text style="fill: var(--c{place})"'
        )


def ended(month: Month, kind: str) -> str:
    anywhere, everywhere = month.active[-1]
    return f"{NAMES[kind]}: {anywhere.get(kind, 0)} ({everywhere.get(kind, 0)})"


def line(heights: Sequence[float], css: str, place: int) -> str:
    points = " ".join(f"{across(day, len(heights)):.1f},{y:.1f}" for day, y in enumerate(heights))
    return f'<polyline class="{css}" style="stroke: var(--c{place})" points="{points}"/>'


def apart(ends: Sequence[tuple[float, int]], room: float = 17) -> Iterator[tuple[float, int]]:
    """The same, moved up so far that no label covers another."""
    last = FLOOR + room
    for y, place in sorted(ends, reverse=True):
        last = min(y, last - room)
        yield last, place


# Moves.


def strip(measures: Measures, days: int) -> Iterator[str]:
    for place, name in enumerate(SHOWN):
        y = ROWS + place * ROW
        yield rule(y)
        counts = Counter(move.day for move in measures.moves if move.name == name)
        wrong = Counter(
            move.day for move in measures.moves if move.name == name and move.is_right is False
        )
        for day, count in sorted(counts.items()):
            yield mark(across(day, days), y, count, "var(--mark)")
            if wrong[day]:
                yield mark(across(day, days), y, wrong[day], "var(--bad)")
        total = f"{name}: {sum(counts.values())}"
        if sum(wrong.values()):
            total += f", {sum(wrong.values())} wrong"
        yield text(RIGHT + 6, y + 4, total, "value")
    yield text(LEFT - 8, ROWS + 4, "moves", anchor="end")
    y = ROWS + len(SHOWN) * ROW + 4
    for day in range(0, days, 5):
        yield text(across(day, days), y, f"day {day}", anchor="middle")
    yield text(RIGHT + 6, y, "red: the truth was against it")


def mark(x: float, y: float, count: int, colour: str) -> str:
    """Its area is that of the count."""
    radius = min(11.0, 2.6 * count**0.5)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}"/>'


# Success.


def bars(month: Month) -> Iterator[str]:
    telling = month.generators.telling
    weeks = -(-month.days // 7)
    room = (RIGHT - LEFT) / weeks
    width = min(48.0, room / 3)
    yield text(LEFT, BARS_TOP - 14, "Generations that succeeded, by week", "title")
    for tenths in (0, 5, 10):
        y = raised(tenths / 10)
        yield rule(y)
        yield text(LEFT - 8, y + 4, f"{tenths * 10} %", anchor="end")
    for week in range(weeks):
        middle = LEFT + room * (week + 0.5)
        for group, colour, side in (
            (telling.with_context, "--with", -1),
            (telling.without, "--without", 1),
        ):
            good, bad = of_week(group, week)
            if good + bad:
                yield from bar(middle + side * (width / 2 + 1), width, good, bad, colour)
        yield text(middle, BARS_FLOOR + 20, f"week {week + 1}", anchor="middle")
    for place, (name, colour) in enumerate(LEGEND):
        y = BARS_TOP + 22 * place
        yield f'<rect x="{RIGHT + 8}" y="{y}" width="12" height="12" fill="var({colour})"/>'
        yield text(RIGHT + 26, y + 11, name, "value")
    yield text(RIGHT + 8, BARS_TOP + 55, "whiskers: 95 % interval")


def raised(rate: float) -> float:
    return BARS_FLOOR - (BARS_FLOOR - BARS_TOP) * rate


def bar(middle: float, width: float, good: int, bad: int, colour: str) -> Iterator[str]:
    rate = good / (good + bad)
    low, high = (raised(bound) for bound in interval(good, bad))
    x, y = middle - width / 2, raised(rate)
    yield (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{BARS_FLOOR - y:.1f}" '
        f'fill="var({colour})"/>'
    )
    yield (
        f'<line x1="{middle:.1f}" x2="{middle:.1f}" y1="{low:.1f}" y2="{high:.1f}" '
        f'stroke="var(--ink)"/>'
    )
    yield (
        f'<text x="{middle:.1f}" y="{BARS_FLOOR - 8}" text-anchor="middle" '
        f'style="fill: var(--paper); font-weight: 600">{rate:.0%}</text>'
    )
