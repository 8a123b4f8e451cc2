"""What the recorded history is told from; `config/tests/test_sample.py` shows that it can be."""

from collections.abc import Iterator
from typing import Any

import pytest

from intake.screening import screen
from intake.scrubbing import scrub
from projects.repairs import Repair
from projects.story import VERBS, read
from projects.story.script import SAMPLES, with_case
from projects.story.sources import DOORS, LATER

# Nothing here asks a database.
pytestmark = pytest.mark.once

SCRIPT = read()
HAND_FILES = sorted(SAMPLES.glob("hand/*.toml"))


def told_at(what: str) -> list[dict[str, Any]]:
    return [dict(step) for step in SCRIPT.steps if step.get("what") == what]


def names_of(what: str) -> set[str]:
    """The tables of one source that a step tells."""
    found = set()
    for step in told_at(what):
        project = step["project"]
        user = SCRIPT.projects[project]["user"]
        whose = user if what in DOORS and "{user}" in DOORS[what].path else project
        found |= set(step.get("names", [step.get("name", whose)]))
    return found


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


def test_every_step_is_one_that_can_be_done() -> None:
    assert {step["do"] for step in SCRIPT.steps} == set(VERBS)
    assert {step["project"] for step in SCRIPT.steps if "project" in step} == set(SCRIPT.projects)


def test_every_case_is_told_or_met() -> None:
    met = {step["case"] for step in SCRIPT.steps if "case" in step}
    assert met == set(SCRIPT.cases)


@pytest.mark.parametrize("what", sorted(SCRIPT.hand))
def test_all_that_is_written_by_hand_is_told(what: str) -> None:
    assert what in {*DOORS, *LATER}
    assert names_of(what) == set(SCRIPT.hand[what])


@pytest.mark.parametrize("path", HAND_FILES, ids=lambda path: path.stem)
def test_what_is_written_by_hand_says_so_at_its_head(path: Any) -> None:
    assert path.read_text().startswith("# Written by hand")


def test_a_mend_in_another_file_is_a_diff_that_names_it() -> None:
    fix = Repair.of(SCRIPT.cases["vite-alias-config"]).told
    assert "before" not in fix
    assert fix["diff"].startswith("--- vite.config")
    assert "before" in Repair.of(SCRIPT.cases["ts-hook-state-menu"]).told


def test_an_artifact_has_the_code_that_was_recorded() -> None:
    [entry] = [one for one in SCRIPT.hand["experiences"]["bakery-shop"] if "case" in one]
    told = with_case(entry, SCRIPT.cases[entry["case"]])
    fix = SCRIPT.cases[entry["case"]]["fix"]
    assert told["path"] == fix["file"]
    assert [one["code"] for one in told["versions"]] == [fix["before"], fix["after"]]
    assert [one["trigger"] for one in told["versions"]] == ["initial", "fix"]
    assert not {"case", "agents", "quality"} & told.keys()


def test_a_recovery_has_the_error_and_the_edit_that_were_recorded() -> None:
    [entry] = [
        one for one in SCRIPT.hand["experiences"]["tennis-club"] if one["kind"] == "error_recovery"
    ]
    told = with_case(entry, SCRIPT.cases[entry["case"]])
    assert told["error"]["message"] == SCRIPT.cases[entry["case"]]["error"]["message"]
    assert told["fix"]["diff"].startswith("--- src/")
    assert told["fix"]["level"] == 3


def test_nothing_is_told_that_would_be_hidden() -> None:
    """Scrubbing would leave holes in the story."""
    told = list(texts(dict(SCRIPT.hand)))
    assert [scrub(text) for text in told] == told


@pytest.mark.parametrize("what", ["learned_patterns", "strategies", "shadow_inferences"])
def test_nothing_is_taught_that_would_be_flagged(what: str) -> None:
    told = {str(place): text for place, text in enumerate(texts(dict(SCRIPT.hand[what])))}
    assert screen(told) == []
