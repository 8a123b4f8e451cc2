"""Statements of the plan's checklists that no other test shows by itself.

docs/checklist.md names, for every statement, the tests that show it.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

import dev
from config.tests.client import Answer, Generator
from config.tests.live import Live
from config.tests.rows import fill_tables
from context import snapshot
from context.base import SECTION_KEYS, get_feeds
from errorpatterns.builtins import load
from errorpatterns.tests.factories import aggregate, mended, run_jobs
from learning.tests.bodies import BODIES as LEARNING
from projects.tests.factories import Caller, make_caller, make_project
from shadowmodels.tests.bodies import BODIES as SHADOWS

pytestmark = [pytest.mark.once, pytest.mark.timeout(300)]

numbers = count(1)

# The plan's columns, in its order and by our names.
PATTERN_ROW = """
SELECT item.id, slug, name, category, error_regex, file_glob, fix_type, fix_template, explanation,
    item.confidence, success_count, failure_count, success_rate, is_built_in, standing.status,
    created_at, updated_at, last_matched_at
FROM errorpatterns_errorpattern
JOIN context_learneditem AS item ON item.id = learneditem_ptr_id
JOIN context_standing AS standing ON standing.item_id = item.id
"""
INFERENCE_ROW = """
SELECT inference.id, model.name, model.model_version, domain, input, inference.inference,
    inference.confidence, was_used, was_successful, inference.created_at
FROM shadowmodels_shadowinference AS inference
JOIN shadowmodels_shadowmodel AS model ON model.id = inference.model_id
"""
# The user's names for the paths of generation.
PATHS = ("execute", "generate", "feature-agent", "orchestrate", "krip-toe-nite", "coding-agent")
FIVE = (
    "error_patterns",
    "learned_patterns",
    "active_strategies",
    "shadow_models",
    "total_learning_events",
)


@pytest.fixture(scope="module")
def local(live: Live) -> Generator:
    """The first account, whose key may do everything."""
    return Generator(live.url, live.credentials["LOCAL_KEY"])


def accepted(answer: Answer) -> Any:
    assert answer.status in (200, 201), answer.body
    return answer.json


def listed(generator: Generator, path: str) -> Iterator[Any]:
    """What is on all pages of a list."""
    while path:
        page = accepted(generator.get(path))
        yield from page["results"]
        path = (page["next"] or "").removeprefix(f"{generator.url}/api/v1/")


def project(generator: Generator) -> str:
    key = f"project-{next(numbers)}"
    accepted(generator.put(f"projects/{key}/", {}))
    return key


def event() -> str:
    return f"event-{next(numbers)}"


def error_of(word: str) -> dict[str, str]:
    return {"message": f"{word} '{word.lower()}-7' is out of place", "tool": "vite"}


def learn(generator: Generator, key: str, word: str) -> Any:
    lesson = {
        "project": key,
        "error": error_of(word),
        "fix": {"template": f"Put {word.lower()} '$1' back.", "type": "replace"},
        "evidence": "build",
        "event_id": event(),
    }
    return accepted(generator.post("error-patterns/learn/", lesson))["pattern"]


def report(generator: Generator, key: str, word: str, slug: str, success: bool) -> None:
    asked = {"project": key, "errors": [error_of(word)]}
    [found] = accepted(generator.post("error-patterns/match/", asked))["results"]
    receipts = {match["pattern"]["id"]: match["receipt"] for match in found["matches"]}
    body = {"success": success, "evidence": "build", "event_id": event()}
    path = f"error-patterns/{slug}/outcomes/"
    accepted(generator.post(path, {**body, "receipt": receipts[slug]}))


def context(generator: Generator, key: str, **asked: Any) -> Any:
    return accepted(generator.post("context/", {"project": key, "max_tokens": 100_000, **asked}))


def refs(generator: Generator, key: str) -> set[str]:
    parts = context(generator, key)["sections"]
    return {item["ref"] for part in parts for item in part["items"]}


def model(generator: Generator, **fields: str) -> Any:
    body = {**SHADOWS["post", "shadow-models/"], "version": f"v{next(numbers)}", **fields}
    return accepted(generator.post("shadow-models/", body))


def advise(generator: Generator, key: str, model: str, **fields: Any) -> Any:
    body = {**SHADOWS["post", "shadow-inferences/"], "project": key, "model": model, **fields}
    return accepted(generator.post("shadow-inferences/", body))


def promote(generator: Generator, model: str) -> None:
    accepted(generator.post(f"shadow-models/{model}/promote/", {"reason": "measured"}))


def status(generator: Generator) -> Any:
    return accepted(generator.get("pipeline/status/"))


def test_all_is_connected_when_the_server_has_started(live: Live, local: Generator) -> None:
    found = status(local)
    assert [source["key"] for source in found["sources"]] == [feed.key for feed in get_feeds()]
    assert len(found["sources"]) == len(settings.PIPELINE_SOURCES)
    warnings = [said for source in found["sources"] for said in source["warnings"]]
    assert not [said for said in warnings if said.startswith("Nothing serves")]
    assert all(age is not None for age in found["heartbeats"].values())
    assert not [said for said in found["warnings"] if "heard" in said]
    served = context(local, project(local), order="number")["sections"]
    assert [part["key"] for part in served] == list(SECTION_KEYS)
    assert "failed" not in {part["status"] for part in served}
    # Each job has its time: the cycle and what it is made of.
    times = [line.split() for line in live.manage("job", "--list").splitlines()[1:]]
    begun_by_beat = {name for name, when, *_ in times if when in ("every", "cron")}
    assert {"drain", "cycle", "weigh", "prune", "aggregate", "observe"} <= begun_by_beat


def test_shipped_patterns_are_there_after_the_first_start_and_once(
    live: Live, local: Generator
) -> None:
    shipped = sorted(item.slug for item in load())

    def are_there() -> None:
        found = list(listed(local, "error-patterns/?is_built_in=true"))
        assert sorted(row["slug"] for row in found) == shipped
        assert {(row["is_active"], row["served_to"]) for row in found} == {(True, "global")}

    are_there()
    live.manage("setup")
    are_there()


def test_what_is_learned_is_a_row_of_the_table(live: Live, local: Generator) -> None:
    slug = learn(local, project(local), "Lever")["slug"]
    [row] = live.rows(f"{PATTERN_ROW} WHERE slug = '{slug}'")
    assert row[1:3] == (slug, local.get(f"error-patterns/{slug}/").json["name"])
    assert row[6:8] == ("replace", "Put lever '$1' back.")
    assert row[9:13] == (0.7, 0, 0, 1.0)
    assert (bool(row[13]), row[14], row[17]) == (False, "proposed", None)


def test_what_a_specialist_advised_is_a_row_of_the_table(live: Live, local: Generator) -> None:
    made = model(local)
    advise(local, project(local), made["id"], domain="tables")
    [row] = live.rows(f"{INFERENCE_ROW} WHERE domain = 'tables'")
    told = SHADOWS["post", "shadow-inferences/"]
    assert row[1:4] == (made["name"], made["version"], "tables")
    assert row[4:9] == (told["input"], told["inference"], told["confidence"], None, None)


def test_patterns_and_their_counts_survive_a_restart(live: Live, local: Generator) -> None:
    key = project(local)
    pattern = learn(local, key, "Valve")
    for success in (True, True, False):
        report(local, key, "Valve", pattern["slug"], success)
    path = f"error-patterns/{pattern['slug']}/"
    # What was reported is weighed before, so that nothing moves meanwhile.
    live.wait_until_weighed()
    before, asked = accepted(local.get(path)), {"errors": [error_of("Valve")]}
    live.restart()
    assert accepted(local.get(path)) == before
    assert (before["evidence"]["successes"], before["evidence"]["failures"]) == (2, 1)
    assert pattern["ref"] in refs(local, key)
    assert "Put valve 'valve-7' back." in context(local, key, **asked)["markdown"]
    assert live.rows(
        "SELECT success_count, failure_count FROM context_learneditem "  # noqa: S608
        f"WHERE slug = '{pattern['slug']}'"
    ) == [(2, 1)]


def test_a_failure_too_says_when_a_pattern_last_matched(live: Live, local: Generator) -> None:
    key = project(local)
    slug = learn(local, key, "Gauge")["slug"]
    path, select = f"error-patterns/{slug}/", f"{PATTERN_ROW} WHERE slug = '{slug}'"
    assert accepted(local.get(path))["last_matched_at"] is None
    report(local, key, "Gauge", slug, success=False)
    assert accepted(local.get(path))["last_matched_at"] is not None
    [row] = live.rows(select)
    assert row[-1] is not None


def test_section_15_says_of_a_pattern_all_that_the_plan_names(local: Generator) -> None:
    errors = [{"message": "Object is possibly 'undefined'.", "code": "TS2532", "tool": "tsc"}]
    asked = {"sections": ["error_patterns"], "order": "number", "errors": errors}
    answer = context(local, project(local), **asked)
    [section] = answer["sections"]
    assert section["number"] == 15
    [ref] = [item["ref"] for item in section["items"] if item["reason"] == "matches errors[0]"]
    pattern = accepted(local.get(f"error-patterns/{ref.partition(':')[2]}/"))
    _, said = answer["markdown"].split("\n## Known error patterns (instant fixes)\n")
    _, said = said.split(f"\n### {pattern['name']} ({pattern['category']})\n")
    said, _, _ = said.partition("\n### ")
    assert f"\n- Regex: `{pattern['error_regex']}`\n" in said
    assert f"\n- Fix: {pattern['fix_type'].capitalize()}\n" in said
    assert "\n- Success rate: untested\n" in said
    assert f"\n```\n{pattern['fix_template']}\n```\n" in said
    assert f"\nExplanation:\n\n```text\n{pattern['explanation']}\n```\n" in said


def test_every_path_of_generation_is_given_the_same(local: Generator) -> None:
    key = project(local)
    learn(local, key, "Hinge")
    told = {context(local, key, consumer=path)["markdown"] for path in PATHS}
    assert len(told) == 1
    assert "Put hinge '$1' back." in told.pop()


@pytest.mark.django_db
def test_sections_hold_as_many_items_as_the_plan_says() -> None:
    ours = make_project()
    fill_tables(ours, 100)
    keys = ("error_patterns", "shadow_recommendations", "proven_fixes")
    body = {"project": ours.key, "sections": keys, "max_tokens": 200_000}
    answer = Caller(ours.account).post("context/", body).json()
    held = Counter(part["number"] for part in answer["sections"] for _ in part["items"])
    assert held == {15: 30, 16: 10, 17: 20}


def test_what_happens_is_told_and_changes_the_next_context(live: Live, local: Generator) -> None:
    key, other = project(local), project(local)
    pattern = learn(local, key, "Crank")
    live.wait_for(lambda: pattern["ref"] in refs(local, key))

    made = model(local)
    advice = advise(local, key, made["id"])["ref"]
    assert advice not in refs(local, other)
    promote(local, made["id"])
    live.wait_for(lambda: advice in refs(local, other))

    assert json.loads(live.manage("job", "cycle"))["job"] == "cycle"
    cycle = status(local)["last_cycle"]
    assert cycle["finished_at"]

    wanted: list[tuple[str, dict[str, Any]]] = [
        ("pattern.learned", {"ref": pattern["ref"], "category": pattern["category"]}),
        ("model.promoted", {"model": made["name"], "version": made["version"]}),
        ("cycle.completed", {"cycle": cycle["number"]}),
    ]
    for type, payload in wanted:
        # An event is listed once the worker has given it its position.
        live.wait_for(partial(is_listed, local, type, payload))


def is_listed(generator: Generator, type: str, payload: dict[str, Any]) -> bool:
    return payload in (told["payload"] for told in listed(generator, f"events/?type={type}"))


def test_status_has_the_five_counts_of_the_plan(live: Live, local: Generator) -> None:
    before = counts(local)
    assert before["error_patterns"] >= len(load())
    assert before["active_strategies"] == len(list(listed(local, "strategies/?status=active")))
    keys = [project(local) for _ in range(3)]
    slug = learn(local, keys[0], "Piston")["slug"]
    accepted(local.post(f"error-patterns/{slug}/activate/", {"reason": "looked at it"}))
    for key in keys:
        tell(local, "learned-patterns/", key)
    made = model(local, name="design_specialist")["id"]
    promote(local, made)
    live.manage("job", "weigh")
    advise(local, keys[0], made)
    for path in ("experiences/", "judgments/", "interactions/"):
        tell(local, path, keys[0])
    accepted(local.post("escalations/", {"project": keys[0], "error": error_of("Piston")}))
    assert counts(local) == {
        "error_patterns": before["error_patterns"] + 1,
        "learned_patterns": before["learned_patterns"] + 1,
        "active_strategies": before["active_strategies"],
        "shadow_models": before["shadow_models"] + 1,
        # An inference, an experience, a judgment, an interaction, an incident.
        "total_learning_events": before["total_learning_events"] + 5,
    }


def counts(generator: Generator) -> dict[str, int]:
    told = status(generator)
    return {name: told[name] for name in FIVE}


def tell(generator: Generator, path: str, key: str) -> None:
    accepted(generator.post(path, {**LEARNING["post", path], "project": key}))


def run_dev(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """As a stranger types it, in whose shell no tests run."""
    return subprocess.run(
        [sys.executable, str(dev.BASE / "dev.py"), *arguments],
        cwd=dev.BASE,
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        text=True,
        capture_output=True,
        check=False,
    )


@pytest.mark.django_db
def test_a_long_fix_of_three_accounts_is_told_whole_to_a_fourth() -> None:
    fix = {"template": " ".join(f"Step {number} puts the part back." for number in range(40))}
    callers = [make_caller() for _ in range(4)]
    for caller in callers:
        caller.put("projects/shop/", {})
    for caller in callers[:3]:
        mended(caller, fix=fix)
    asked = {"project": "shop", "sections": ["proven_fixes"]}
    assert fix["template"] not in callers[3].post("context/", asked).json()["markdown"]
    aggregate()
    run_jobs()
    snapshot.forget()
    assert fix["template"] in callers[3].post("context/", asked).json()["markdown"]


def test_what_starts_and_migrates_passes_the_build(tmp_path: Path) -> None:
    done = run_dev(tmp_path, "check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "manage.py makemigrations passed" in done.stderr


def test_one_test_that_fails_fails_the_build(tmp_path: Path) -> None:
    failing = tmp_path / "test_failing.py"
    failing.write_text("def test_right(): pass\ndef test_wrong(): assert False\n")
    told = ("-c", "pyproject.toml", "-p", "no:cacheprovider", "-n", "0")
    done = run_dev(tmp_path, "test", str(failing), *told)
    assert done.returncode == 1, done.stdout + done.stderr
    # Once on each database.
    assert done.stdout.splitlines()[-1] == "2 passed, 2 failed, 0 skipped"
