"""What the documents say holds: their commands run, every setting is described and read, and the
tests that they name exist.
"""

import ast
import functools
import os
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from config.tests.live import Live

# The documents are the same, and their commands are those of somebody who has SQLite.
pytestmark = pytest.mark.once

BASE = Path(settings.BASE_DIR)
SETTINGS = (BASE / "config" / "settings.py").read_text()
READ = sorted(set(re.findall(r'(?:env\.\w+|flag)\(\s*"([A-Z_]+)"', SETTINGS)))
DESCRIBED = sorted(
    name
    for row in re.findall(r"^\| (`[^|]+) \|", (BASE / "docs/configuration.md").read_text(), re.M)
    for name in re.findall(r"`([A-Z_]+)`", row)
)
# Of Django's, Celery's and other packages': they read them themselves.
THEIRS = re.compile(
    r"^(CELERY_|SESSION_|CSRF_|SECURE_|SPECTACULAR_|STATIC|REST_FRAMEWORK|UNFOLD|AUTH_|TEMPLATES$"
    r"|MIDDLEWARE$|INSTALLED_APPS$|ROOT_URLCONF$|WSGI_APPLICATION$|DATABASES$|CACHES$|STORAGES$"
    r"|DEFAULT_AUTO_FIELD$|LANGUAGE_CODE$|FORMAT_MODULE_PATH$|TIME_ZONE$|USE_|DEBUG$|SECRET_KEY$"
    r"|ALLOWED_HOSTS$"
    r"|LOGGING|SIMPLE_HISTORY_|SILENCED_|X_FRAME_|APPEND_SLASH$|DATA_UPLOAD_|LOGIN_)"
)
# Of the verification list of each of the plan's five prompts.
CHECKBOXES = [6, 6, 5, 4, 5]
TEST = re.compile(r"`([\w/]+\.py)::([\w:]+)`")
ASSIGNED = sorted(set(re.findall(r"^([A-Z][A-Z_]+)(?:\s*:[^=]+)?\s*=", SETTINGS, re.M)))


@functools.cache
def sources() -> str:
    """All that we wrote, but for tests."""
    paths = (path for path in BASE.glob("*/**/*.py") if "tests" not in path.parts)
    ours = (path for path in paths if path.parts[len(BASE.parts)] not in (".venv", "var"))
    return "\n".join(path.read_text() for path in ours)


def test_every_setting_is_described_and_no_other() -> None:
    assert DESCRIBED == READ


@pytest.mark.parametrize("name", [name for name in ASSIGNED if not THEIRS.match(name)])
def test_every_setting_of_ours_has_a_reader(name: str) -> None:
    if len(re.findall(rf"\b{name}\b", SETTINGS)) > 2:
        return
    assert f"settings.{name}" in sources(), f"nothing reads {name}"


def test_the_commands_of_the_readme_run(live: Live, tmp_path: Path) -> None:
    [script] = re.findall(r"^```sh\n(.*?)^```", (BASE / "README.md").read_text(), re.M | re.S)
    (tmp_path / "var").symlink_to(live.state)
    script = script.replace("http://127.0.0.1:8000", live.url)
    done = subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env=os.environ | {"no_proxy": "*"},
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"status":"proposed"' in done.stdout
    assert '"counted":true' in done.stdout
    assert "# Unified context" in done.stdout
    assert "+ logger.debug(total);" in done.stdout
    assert "'newText': 'logger'" in done.stdout
    assert '"recorded":true' in done.stdout


@pytest.mark.parametrize("command", ["account list", "key list"])
def test_the_commands_for_operators_run(live: Live, command: str) -> None:
    assert "local" in live.manage(*command.split())


def test_every_picture_is_shown_and_said_in_words() -> None:
    documents = [BASE / "README.md", *(BASE / "docs").glob("*.md")]
    text = "\n".join(document.read_text() for document in documents)
    shown = {Path(name).name for name in re.findall(r"!\[[^]]+\]\(([^)]+)\)", text)}
    pictures = [*(BASE / "docs").glob("*.png"), *(BASE / "docs").glob("*.svg")]
    assert shown == {picture.name for picture in pictures}


def test_links_of_the_documents_lead_somewhere() -> None:
    for document in [BASE / "README.md", *(BASE / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!http)([^)#]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_reasons_that_are_explained_are_those_that_are_told() -> None:
    *_, table = (BASE / "docs/logs.md").read_text().split("### Why was it not applied?")
    cells = re.findall(r"^\| (`.*?) \|", table, re.M)
    reasons = [reason for cell in cells for reason in re.findall("`([^`]+)`", cell)]
    assert len(reasons) > 15
    assert [reason for reason in reasons if reason not in sources()] == []


def statements() -> list[list[list[str]]]:
    """The rows of each prompt in docs/checklist.md, as cells."""
    _, *prompts = re.split(r"^## Prompt \d: ", (BASE / "docs/checklist.md").read_text(), flags=re.M)
    return [
        [row.strip("| ").split(" | ") for row in re.findall(r"^\| .*", prompt, re.M)[1:]]
        for prompt in prompts
    ]


def defined_in(path: str) -> set[str]:
    """`test_name` and `Class::test_name` of a file."""
    found = set()
    for node in ast.parse((BASE / path).read_text()).body:
        if isinstance(node, ast.ClassDef):
            inner = (one for one in node.body if isinstance(one, ast.FunctionDef))
            found |= {f"{node.name}::{one.name}" for one in inner}
        elif isinstance(node, ast.FunctionDef):
            found.add(node.name)
    return {name for name in found if name.rpartition(":")[2].startswith("test_")}


def test_the_checklist_has_every_box_of_the_plan_and_tests_that_exist() -> None:
    prompts = statements()
    assert [len(rows) for rows in prompts] == CHECKBOXES
    for plan, _, shown_by in (row for rows in prompts for row in rows):
        named = TEST.findall(shown_by)
        # Nothing but names of tests, and at least one.
        assert TEST.sub("", shown_by).strip(", ") == "", plan
        assert named, plan
        for path, name in named:
            assert name in defined_in(path), f"{path}::{name}"
