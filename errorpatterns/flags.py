"""What of a lesson a person has to see before it is served."""

from collections.abc import Sequence
from typing import Protocol

from errorpatterns.silencing import silencing_fix
from intake.screening import screen


class Told(Protocol):
    """An error as it was told, scrubbed."""

    @property
    def message(self) -> str: ...
    @property
    def error_type(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def tool(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def framework(self) -> str: ...


def flags_of(
    told: Told, fix: str, explanation: str, captures: Sequence[str], *, is_edit: bool
) -> list[str]:
    """`field: rule` of each rule that it breaks. `fix` is the canonical one, filled; `is_edit`: it
    is told by what was changed, and not in words.
    """
    said = {
        "fix": fix,
        "explanation": explanation,
        "message": told.message,
        "error_type": told.error_type,
        "code": f"{told.tool} {told.code} {told.language} {told.framework}",
    }
    rules = {f"{flag.field}: {flag.rule}" for flag in screen(said, captures)}
    if silencing_fix(fix, told.code, is_edit=is_edit):
        rules.add("fix: silencing")
    return sorted(rules)
