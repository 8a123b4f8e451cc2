"""What a learned item says, as who decides about it has to see it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Part:
    """One text of an item. Flags speak of it as `field`; `rules` are those that fired in it."""

    title: str
    field: str
    text: str
    rules: tuple[str, ...] = ()

    @property
    def visible(self) -> str:
        """The text with what shows nothing, or turns the text around, told by its code point."""
        return "".join(map(shown, self.text))


def shown(character: str, kept: str = "\t\r\n") -> str:
    """The character, or its code point where it shows nothing or turns the text around."""
    if character.isprintable() or character in kept:
        return character
    return f"⟨U+{ord(character):04X}⟩"


def text_of(value: Any) -> str:
    """All texts in the value of a column, a line each."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return "\n".join(filter(None, map(text_of, value)))
    return value if isinstance(value, str) else ""


def marked(parts: Iterable[Part], flags: Iterable[str]) -> list[Part]:
    """The parts, each with the rules of the flags (`field: rule`) that name it."""
    fired: dict[str, dict[str, None]] = defaultdict(dict)
    for flag in flags:
        field, _, rule = flag.partition(": ")
        fired[field][rule] = None
    return [replace(part, rules=tuple(fired[part.field])) for part in parts]
