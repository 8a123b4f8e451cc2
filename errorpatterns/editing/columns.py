"""What a tool's columns count."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

# How much a character counts, behind so much on its line.
Unit = Callable[[str, int], int]
TAB = 8


def utf16(character: str, _before: int = 0) -> int:
    return 2 if character > "\uffff" else 1


def characters(_character: str, _before: int = 0) -> int:
    return 1


def octets(character: str, _before: int = 0) -> int:
    """Of UTF-8."""
    return len(character.encode("utf-8", "surrogatepass"))


def cells(character: str, before: int = 0) -> int:
    """Of a terminal."""
    if character == "\t":
        return TAB - before % TAB
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


# Others count UTF-16 units, as JavaScript does and editors do. Where there are two, the log does
# not tell which: gcc 11 and newer count cells, clang and older ones bytes; Vite tells what esbuild
# and what Rollup said. Columns of mypy 2.4 that stand behind what is not ASCII are none of these.
UNITS: Final[Mapping[str, tuple[Unit, ...]]] = {
    "cargo": (characters,),
    "clang": (octets,),
    "esbuild": (octets,),
    "gcc": (cells, octets),
    "go": (octets,),
    "mypy": (),
    "ruff": (characters,),
    "rustc": (characters,),
    "vite": (utf16, octets),
}
# The mark at the beginning of a file (U+FEFF): esbuild counts its bytes, as Go's scanner does, and
# mypy 2.4 something else; ruff, rustc, gcc, tsc, ESLint, Rollup, webpack and Vite take it off.
COUNT_MARKS: Final = frozenset({"esbuild", "go", "mypy"})


def counts_mark(tool: str) -> bool:
    return tool.lower() in COUNT_MARKS


def units_of(tool: str, line: str) -> tuple[Unit, ...]:
    """What the columns of `line` may count; empty where nothing that is known."""
    units = UNITS.get(tool.lower(), (utf16,))
    return units or ((utf16,) if line.isascii() else ())


def counted(text: str, unit: Unit) -> int:
    count = 0
    for character in text:
        count += unit(character, count)
    return count
