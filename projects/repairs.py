"""An error and what mended it, where something failed and then passed: a pair becomes a lesson.

What was recorded in `samples/history.jsonl` and what a team's own history shows goes through here
alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from intake.comparing import Steps, TooLong, replaced, unified

MAX_STEPS = 20_000_000  # of the comparison of two versions: some seconds


@dataclass(frozen=True)
class Repair:
    """`error` as the tool reported it; `fix` with `file`, and that whole file `before` and `after`,
    or with a `template`. `evidence` is what passed afterwards.
    """

    error: Mapping[str, Any]
    fix: Mapping[str, Any]
    evidence: str
    versions: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Repair":
        """From a line of a recorded history."""
        return cls(told["error"], told["fix"], told["evidence"], told.get("versions", {}))

    @cached_property
    def diff(self) -> str:
        """The mend as a unified diff that names its file; of all of it, which is no lesson, where
        it would take too long to tell what was mended.
        """
        versions = self.fix["before"], self.fix["after"], self.fix["file"]
        try:
            return unified(*versions, Steps(MAX_STEPS))
        except TooLong:
            return replaced(*versions)

    @property
    def is_elsewhere(self) -> bool:
        """Whether another file was mended than the one that the error is in."""
        return "before" in self.fix and self.fix.get("file") != self.error.get("file")

    @property
    def told(self) -> dict[str, Any]:
        """The fix as the API takes it; where it is in another file, a diff that names that file."""
        fix = {name: value for name, value in self.fix.items() if name != "file"}
        if not self.is_elsewhere:
            return fix
        rest = {name: value for name, value in fix.items() if name not in ("before", "after")}
        return {**rest, "diff": self.diff}

    def lesson(self, project: str, event: str) -> dict[str, Any]:
        """What `error-patterns/learn/` takes; `event` is the caller's name for what happened."""
        return {
            "project": project,
            "error": dict(self.error),
            "fix": self.told,
            "versions": dict(self.versions),
            "evidence": self.evidence,
            "event_id": event,
        }
