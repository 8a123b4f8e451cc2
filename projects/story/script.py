"""What the story is told from: `samples/story.toml`, what was recorded, and what is written by
hand.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from projects.repairs import Repair

SAMPLES = Path(settings.BASE_DIR) / "samples"

Step = Mapping[str, Any]
Case = Mapping[str, Any]


@dataclass(frozen=True)
class Script:
    """`show` is the project whose context is shown at the end; `cases` are what was recorded, by
    id; `hand` is what is written by hand, by source and then by project or name.
    """

    show: str
    steps: Sequence[Step]
    accounts: Sequence[str]
    projects: Mapping[str, Mapping[str, Any]]
    lessons: Mapping[str, Mapping[str, Any]]
    cases: Mapping[str, Case]
    hand: Mapping[str, Mapping[str, Any]]


def read() -> Script:
    story = tomllib.loads((SAMPLES / "story.toml").read_text())
    lines = (SAMPLES / "history.jsonl").read_text().splitlines()
    return Script(
        show=story["show"],
        steps=story["steps"],
        accounts=list(story["accounts"]),
        projects=story["projects"],
        lessons=story["lessons"],
        cases={case["id"]: case for case in map(json.loads, lines)},
        hand=hand_written(),
    )


def hand_written() -> dict[str, Mapping[str, Any]]:
    """The tables of all files in `samples/hand`; ValueError where two have one of the same name."""
    found: dict[str, Mapping[str, Any]] = {}
    for path in sorted(SAMPLES.glob("hand/*.toml")):
        tables = tomllib.loads(path.read_text())
        if twice := found.keys() & tables.keys():
            raise ValueError(f"{path.name}: {', '.join(sorted(twice))} stands in another file too")
        found |= tables
    return found


def with_case(entry: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """An experience written by hand, with the code or the error that was recorded."""
    kept = {name: value for name, value in entry.items() if name != "case"}
    if entry["kind"] == "error_recovery":
        error = {
            name: case["error"][name]
            for name in ("message", "type", "code", "tool", "file")
            if name in case["error"]
        }
        return {**kept, "error": error, "fix": {**kept["fix"], "diff": Repair.of(case).diff}}
    agents, quality = kept.pop("agents"), kept.pop("quality")
    fix = case["fix"]
    states = zip((fix["before"], fix["after"]), ("initial", "fix"), agents, quality, strict=True)
    return {
        **kept,
        "path": fix["file"],
        "language": case["language"],
        "versions": [
            {"version": number, "code": code, "trigger": trigger, "agent": agent, "quality": score}
            for number, (code, trigger, agent, score) in enumerate(states, 1)
        ],
    }
