"""Codes by which tools name kinds of error: TS2304, no-unused-vars, E501."""

import re
from collections.abc import Hashable, Mapping
from typing import TypeVar

Id = TypeVar("Id", bound=Hashable)

_BEFORE = re.compile(r".*[/:.]|-w(?:error[=,](?:-w)?)?")
# A code of more patterns is no name of one kind of error: mypy says `misc` of many.
FEW = 2


def are_one_kind(one: str, other: str) -> bool:
    """Whether both are given and name one kind, perhaps with what a plugin or tool puts before:
    `@typescript-eslint/no-unused-vars` is `no-unused-vars`, TS2304 is 2304, `-Werror=x` is `-Wx`.
    """
    short, long = sorted((_bare(one), _bare(other)), key=len)
    before = long.removesuffix(short)
    return bool(short) and (not before or (before.isalpha() and short.isdecimal()))


def _bare(code: str) -> str:
    """Without what a plugin puts before it, nor whether a compiler takes it for an error."""
    return _BEFORE.sub("", code.casefold())


def differ(one: str, other: str) -> bool:
    """Whether both are given and name two kinds."""
    return bool(one and other) and not are_one_kind(one, other)


def all_of(code: str, codes: Mapping[Id, str]) -> set[Id]:
    """Whose code it is."""
    return {id for id, known in codes.items() if are_one_kind(known, code)}


def few_of(code: str, codes: Mapping[Id, str]) -> set[Id]:
    """Whose code it is, if so few have it that it names one kind of error; else none."""
    same = all_of(code, codes)
    return same if len(same) <= FEW else set()
