"""What tools find at a place in the code: violations of a check, issues of an analysis."""

from collections.abc import Mapping, Sequence
from typing import Any

MOST_SHOWN = 10
RANKS = {
    name: rank
    for rank, names in enumerate(
        (
            ("blocker", "critical", "fatal"),
            ("error", "high", "major", "serious"),
            ("medium", "moderate", "warning", "warn"),
            ("low", "minor"),
            ("hint", "info", "information", "note"),
        )
    )
    for name in names
}
# What names no severity that is known here stands between high and low.
UNKNOWN = RANKS["medium"]

Told = Sequence[Mapping[str, Any]]


def findings(told: Told, text: str) -> Mapping[str, Any]:
    """Facts: `shown`, the gravest first, and how many `more` there are.

    `text` names the field that says what was found.
    """
    ordered = sorted(told, key=rank)
    shown = [
        {
            "file": one.get("file") or "",
            "line": one.get("line"),
            "text": one[text],
            "kind": one.get("type") or "",
            "severity": one.get("severity") or "",
        }
        for one in ordered[:MOST_SHOWN]
    ]
    return {"shown": shown, "more": len(ordered) - len(shown)}


def rank(finding: Mapping[str, Any]) -> int:
    return RANKS.get(str(finding.get("severity") or "").lower(), UNKNOWN)
