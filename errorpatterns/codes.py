"""Codes by which tools name kinds of error: TS2304, no-unused-vars, E501."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Id = TypeVar("Id", bound=Hashable)

# A code of more patterns is no name of one kind of error: mypy says `misc` of many.
FEW = 2


def are_same(one: str, other: str) -> bool:
    """Whether both are given and name one kind, the one perhaps with what a plugin or tool puts
    before: `@typescript-eslint/no-unused-vars` is `no-unused-vars`, and TS2304 is 2304.
    """
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    if not short or not long.endswith(short):
        return False
    before = long.removesuffix(short)
    return not before or before[-1] in "/:." or (before.isalpha() and short.isdecimal())


def differ(one: str, other: str) -> bool:
    """Whether both are given and name two kinds."""
    return bool(one and other) and not are_same(one, other)


def few_of(code: str, codes: Mapping[Id, str]) -> set[Id]:
    """Whose code it is, if so few have it that it names one kind of error; else none."""
    same = {id for id, known in codes.items() if are_same(known, code)}
    return same if len(same) <= FEW else set()
