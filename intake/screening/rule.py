"""A rule of screening: its name, and one regex in linear time."""

from typing import Any, NamedTuple

import re2


class Rule(NamedTuple):
    name: str
    regex: Any
    everywhere: bool


def rule(name: str, *alternatives: str, everywhere: bool = False) -> Rule:
    """In any case of letters, except within `(?-i:…)`."""
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.max_mem = 16 << 20
    return Rule(
        name,
        re2.compile("|".join(f"(?:{alternative})" for alternative in alternatives), options),
        everywhere,
    )
