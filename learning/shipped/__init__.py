"""The strategies that come with the code; what the fields mean is said in `Strategy`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from intake.shipped import Shipped, read

FOLDER = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class ShippedStrategy(Shipped):
    """A way of going about work; by `confidence` those of a domain are served until somebody has
    reported.
    """

    domain: Literal["code_generation", "error_recovery", "design_approach"]
    name: str
    confidence: float
    description: str
    contexts: tuple[str, ...]
    anti_contexts: tuple[str, ...]


def load_strategies() -> list[ShippedStrategy]:
    """In the order of the file. ValueError names the file and the slug of a faulty entry."""
    return read(ShippedStrategy, "strategy", [FOLDER / "strategies.toml"])
