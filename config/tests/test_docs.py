"""What the documents say holds: their commands run, and every setting is described and read."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from config.tests.live import Live

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
    r"|DEFAULT_AUTO_FIELD$|LANGUAGE_CODE$|TIME_ZONE$|USE_|DEBUG$|SECRET_KEY$|ALLOWED_HOSTS$"
    r"|LOGGING|SIMPLE_HISTORY_|SILENCED_|X_FRAME_|APPEND_SLASH$|DATA_UPLOAD_|LOGIN_)"
)
ASSIGNED = sorted(set(re.findall(r"^([A-Z][A-Z_]+)(?:\s*:[^=]+)?\s*=", SETTINGS, re.M)))


def test_every_setting_is_described_and_no_other() -> None:
    assert DESCRIBED == READ


@pytest.mark.parametrize("name", [name for name in ASSIGNED if not THEIRS.match(name)])
def test_every_setting_of_ours_has_a_reader(name: str) -> None:
    if len(re.findall(rf"\b{name}\b", SETTINGS)) > 2:
        return
    sources = (path for path in BASE.glob("*/**/*.py") if "tests" not in path.parts)
    ours = (path for path in sources if path.parts[len(BASE.parts)] not in (".venv", "var"))
    assert any(f"settings.{name}" in path.read_text() for path in ours), f"nothing reads {name}"


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
    assert '"recorded":true' in done.stdout


@pytest.mark.parametrize("command", ["account list", "key list"])
def test_the_commands_for_operators_run(live: Live, command: str) -> None:
    assert "local" in live.manage(*command.split())


def test_links_of_the_documents_lead_somewhere() -> None:
    for document in [BASE / "README.md", *(BASE / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!http)([^)#]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
