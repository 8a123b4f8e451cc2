"""The anti-slop rules, provider hints and app souls that come with the code."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from intake.shipped import Shipped, read

FOLDER = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class ShippedRule(Shipped):
    """A ban says what must not stand (`pattern`) and why (`text`); a threshold has a `value`."""

    kind: Literal["ban", "principle", "threshold"]
    name: str
    pattern: str = ""
    text: str
    value: int | None = None
    position: int

    def __post_init__(self) -> None:
        if (self.kind == "ban") != bool(self.pattern):
            raise ValueError("a ban, and nothing else, has a pattern")
        if (self.kind == "threshold") != (self.value is not None):
            raise ValueError("a threshold, and nothing else, has a value")
        if self.value is not None and not 0 <= self.value <= 100:
            raise ValueError("a threshold lies between 0 and 100")


@dataclass(frozen=True, kw_only=True)
class EnvironmentVariable:
    name: str
    note: str


@dataclass(frozen=True, kw_only=True)
class ShippedHint(Shipped):
    """How a provider is used: `slug` is how projects name it, `install` lists npm packages."""

    name: str
    category: Literal["auth", "database", "storage", "payments"]
    install: tuple[str, ...]
    imports: str
    environment: tuple[EnvironmentVariable, ...]
    usage: str
    notes: str


@dataclass(frozen=True, kw_only=True)
class ShippedSoul(Shipped):
    """The design system for a kind of application; `slug` is how intents name it."""

    name: str
    description: str
    typography: tuple[str, ...]
    colour: tuple[str, ...]
    motion: tuple[str, ...]
    depth: tuple[str, ...]
    layout: tuple[str, ...]
    anti_patterns: tuple[str, ...]


def load_rules() -> list[ShippedRule]:
    """By position. ValueError names the file and the slug of a faulty entry."""
    rules = read(ShippedRule, "rule", [FOLDER / "anti_slop.toml"])
    return sorted(rules, key=lambda rule: rule.position)


def load_hints() -> list[ShippedHint]:
    """In the order of the file. ValueError names the file and the slug of a faulty entry."""
    return read(ShippedHint, "hint", [FOLDER / "provider_hints.toml"])


def load_souls() -> list[ShippedSoul]:
    """In the order of the file. ValueError names the file and the slug of a faulty entry."""
    return read(ShippedSoul, "soul", [FOLDER / "app_souls.toml"])
