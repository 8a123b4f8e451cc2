"""A rule of screening: its name, and one regex in linear time."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import re2


class Rule(NamedTuple):
    """`alternatives` are regexes, each behind an example of what it catches; `regex` is them all.
    One that looks `everywhere` reads what a tool said too.
    """

    name: str
    alternatives: Mapping[str, str]
    regex: Any
    everywhere: bool


def rule(name: str, alternatives: Mapping[str, str], *, everywhere: bool = False) -> Rule:
    """In any case of letters, except within `(?-i:…)`."""
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.max_mem = 16 << 20
    regex = re2.compile("|".join(f"(?:{each})" for each in alternatives.values()), options)
    return Rule(name, alternatives, regex, everywhere)
