"""The recorded history: what it is made of, and that it can be told and taken out again."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from config.tests.client import Generator
from config.tests.live import Live
from projects.tests.factories import row_counts

SAMPLES = Path(settings.BASE_DIR) / "samples"
CASES = [json.loads(line) for line in (SAMPLES / "history.jsonl").read_text().splitlines()]
# Refs of what is shipped have other slugs.
LEARNED = re.compile(r"(error_pattern|learned_pattern|strategy):learned-|proven_fix:")
PRIVATE_PATH = re.compile(r"(^|[\s\"'(])/(home|tmp|root|usr|Users|var)/")


@pytest.mark.once
class TestRecording:
    def test_has_errors_of_all_tools(self) -> None:
        tools = {case["tool"] for case in CASES}
        assert len(CASES) >= 40
        assert {"tsc", "eslint", "vite", "python", "pytest", "ruff"} <= tools

    def test_is_that_of_the_programs(self) -> None:
        programs = sorted(path.parent.name for path in SAMPLES.glob("programs/*/case.toml"))
        assert [case["id"] for case in CASES] == programs

    @pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
    def test_is_mended_by_the_edit_of_the_program(self, case: dict[str, Any]) -> None:
        fix = case["fix"]
        assert fix["before"] != fix["after"]
        assert not PRIVATE_PATH.search(case["error"]["message"])
        folder = SAMPLES / "programs" / case["id"]
        if (folder / fix["file"]).exists():
            assert (folder / fix["file"]).read_text() == fix["before"]
        mend = tomllib.loads((folder / "case.toml").read_text())["mend"]
        assert fix["before"].replace(mend["before"], mend["after"], 1) == fix["after"]

    def test_the_lock_file_names_no_address(self) -> None:
        assert "resolved" not in (SAMPLES / "package-lock.json").read_text()


def rows(live: Live) -> dict[str, int]:
    """How many rows each table has that is not about jobs, people or what was installed."""
    script = (
        "import json\n"
        "from django.apps import apps\n"
        "ours = ('projects', 'context', 'errorpatterns', 'learning', 'shadowmodels')\n"
        "models = [m for a in ours for m in apps.get_app_config(a).get_models()]\n"
        "print(json.dumps({m.__name__: m._base_manager.count() for m in models}))\n"
    )
    counts: dict[str, int] = json.loads(
        live.manage("shell", "-v", "0", "-c", script).splitlines()[-1]
    )
    # Digests of events, remembered for 90 days so that nothing counts twice; and the record of
    # cycles and days, which are counts alone.
    del counts["EventSeen"], counts["Cycle"], counts["Daily"]
    return counts


# With SQLite `dev.py run` does both, in the tests of its own.
@pytest.mark.production
def test_is_told_and_taken_out_again(live: Live) -> None:
    before = rows(live)
    live.manage("sample", "--feed", "--force", "--url", live.url)
    after = rows(live)
    assert (after["Account"], after["Project"]) == (before["Account"] + 3, 7)
    known = live.credentials
    reader = Generator(live.url, known["SAMPLE_READ_KEY"])
    project = known["SAMPLE_PROJECT"]
    items = [
        item
        for part in reader.get(f"context/?project={project}&max_tokens=100000").json["sections"]
        for item in part["items"]
    ]
    marked = {item["ref"] for item in items if item.get("sample")}
    assert marked == {item["ref"] for item in items if LEARNED.match(item["ref"])}
    assert {ref.partition(":")[0] for ref in marked} == {
        "error_pattern",
        "learned_pattern",
        "proven_fix",
        "strategy",
    }
    assert reader.put("projects/mine/", {}).status == 403
    live.manage("sample", "--remove")
    assert rows(live) == before
    assert "SAMPLE_READ_KEY" not in live.credentials
    assert reader.get(f"context/?project={project}").status == 401


@pytest.mark.once
@pytest.mark.django_db
def test_is_fed_only_where_it_fits(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.SAMPLE_HISTORY = False
    before = row_counts()
    call_command("sample", feed=True, url="http://127.0.0.1:9")
    assert "SAMPLE_HISTORY is off" in capsys.readouterr().err
    assert row_counts() == before
