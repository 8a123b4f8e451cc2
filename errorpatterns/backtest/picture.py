"""The curve of a backtest as SVG, for light and dark pages."""

from collections.abc import Iterator, Sequence
from html import escape

from errorpatterns.backtest.replay import Point

WIDTH, HEIGHT = 640, 300
LEFT, TOP, FLOOR = 40, 70, 260
STEP, BAR = 58, 40
# Each bar stands before those that are higher: whoever is mended rightly is recognised too.
SHADES = (("failures", "failures"), ("recognised", "recognised"), ("rightly", "mended rightly"))
STYLE = """
svg { --paper: #fcfcfb; --ink: #1a1a19; --failures: #d9d8d3; --recognised: #8fb8ea;
  --rightly: #2a78d6; }
@media (prefers-color-scheme: dark) {
  svg { --paper: #1a1a19; --ink: #f2f1ed; --failures: #4a4946; --recognised: #3f6da3;
    --rightly: #6aa8f0; }
}
text { font: 13px system-ui, sans-serif; fill: var(--ink); }
"""


def picture(curve: Sequence[Point]) -> str:
    parts = list(legend())
    for place, point in enumerate(curve):
        parts += bars(place, point, top(curve))
    told = "Failures of each tenth of the history, and how many were known from those before"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{told}">\n<style>{STYLE}</style>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="var(--paper)"/>\n'
        f"{text(LEFT, 28, told)}\n" + "\n".join(parts) + "\n</svg>\n"
    )


def top(curve: Sequence[Point]) -> int:
    return max((point.failures for point in curve), default=0) or 1


def bars(place: int, point: Point, most: int) -> Iterator[str]:
    """One tenth: its failures, before them the recognised, before them the mended."""
    x = LEFT + place * STEP
    for name, _ in SHADES:
        height = (FLOOR - TOP) * getattr(point, name) / most
        yield rect(x, FLOOR - height, BAR, height, name)
    told = f"{point.rightly}/{point.recognised}/{point.failures}"
    yield text(x + BAR / 2, FLOOR + 18, told, "middle")


def legend() -> Iterator[str]:
    for place, (name, said) in enumerate(SHADES):
        x = LEFT + place * 130
        yield rect(x, 42, 12, 12, name)
        yield text(x + 18, 53, said)


def rect(x: float, y: float, width: float, height: float, name: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="var(--{name})"/>'
    )


def text(x: float, y: float, said: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(said)}</text>'
