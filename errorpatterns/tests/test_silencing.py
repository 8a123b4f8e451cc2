"""What makes a tool silent is no mend."""

from pathlib import Path
from typing import Any

import pytest

from context.models import Lesson, Standing
from errorpatterns.diagnostics import read
from errorpatterns.level0.asking import Match
from errorpatterns.level0.trying import Known, fix_of
from errorpatterns.level0.workspace import Source
from errorpatterns.silencing import silences
from errorpatterns.tests.factories import aggregate, error, learn, matches, mended
from projects.tests.factories import Caller

UNUSED = error("`os` imported but unused", code="F401", tool="ruff", file="a.py")


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "# noqa: F401",
        "# ruff: noqa",
        "# NOQA:F401 and why",
        "# type: ignore[arg-type]",
        "# pyright: ignore",
        "# mypy: ignore-errors",
        "# pylint: disable=unused-import",
        "// @ts-ignore",
        "// @ts-expect-error: it works",
        "// @ts-nocheck",
        "/* eslint-disable no-console */",
        "// eslint-disable-next-line",
        "// biome-ignore lint: it works",
        "#[allow(dead_code)]",
        "#![allow(unused)]",
        "//nolint:errcheck",
        "// NOLINTNEXTLINE",
        '#pragma GCC diagnostic ignored "-Wall"',
        "@pytest.mark.skip",
        "it.skip('adds', () => {})",
        't.Skip("later")',
    ],
)
def test_silences(comment: str) -> None:
    line = "import os\n"
    assert silences(line, f"{comment}\n{line}")
    assert silences(line, f"import os  {comment}\n")
    assert not silences(f"{comment}\n{line}", f"{comment}\n")
    assert not silences(f"{comment}\n{line}", line)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("x = 1\n", "x = 2\n", False),
        ("import os  # noqa: E402\n", "import re  # noqa: E402\n", False),
        ("import os  # noqa: E402\n", "import os  # noqa: E402, F401\n", True),
        ("ignore = 1\n", "ignore = 2  # types are ignored\n", False),
        ("skip(1)\n", "disable(eslint)\n", False),
    ],
)
def test_what_was_there_before_does_not(before: str, after: str, told: bool) -> None:
    assert silences(before, after) is told


@pytest.mark.parametrize(
    ("code", "before", "after", "told"),
    [
        ("no-console", '"no-console": "error",\n', '"no-console": "off",\n', True),
        ("no-console", '"no-console": "error",\n', "", True),
        ("no-alert", "rules: {}\n", "rules: {'no-console': 'off'}\n", True),
        ("semi", "rules: {}\n", "rules: {semi: 0}\n", True),
        ("F401", 'select = ["F", "F401"]\n', 'select = ["F"]\n', True),
        ("", "[lint]\n", '[lint]\nignore = ["F401"]\n', True),
        ("F401", "ignore = [\n]\n", 'ignore = [\n    "F401",\n]\n', True),
        ("TS2322", '"strict": true,\n', "", True),
        ("TS7006", '"noImplicitAny": true\n', '"noImplicitAny": false\n', True),
        ("", "{}\n", "{ typescript: { ignoreBuildErrors: true } }\n", True),
        ("reportMissingImports", "{}\n", '{"reportMissingImports": false}\n', True),
        ("import-untyped", "[mypy]\n", "[mypy]\nignore_missing_imports = true\n", True),
        # Code that looks a little like it.
        ("return", "pass\n", "return 0\n", False),
        ("semi", "f()\n", "f(semi);\n", False),
        ("F401", "import os\n", "", False),
        ("", "rmtree(x)\n", "rmtree(x, ignore_errors=True)\n", False),
        ("", "f(a=1)\n", 'f({"aria-live": "off", "z-index": 0})\n', False),
        ("TS2322", '"target": "es5"\n', '"target": "es2022"\n', False),
        ("404", "f(1)\n", "f(404)\n", False),
    ],
)
def test_a_check_that_is_switched_off(code: str, before: str, after: str, told: bool) -> None:
    assert silences(before, after, code) is told


WORDS = {"template": "Put `// @ts-ignore` above it."}
LINE = {"before": "import os\n", "after": "import os  # noqa: F401\n"}
DIFF = "--- a/ruff.toml\n+++ b/ruff.toml\n@@ -1 +1,2 @@\n select = []\n+ignore = ['F401']\n"


@pytest.mark.django_db
@pytest.mark.parametrize("fix", [WORDS, LINE, {"diff": DIFF}], ids=["words", "line", "setting"])
def test_is_kept_for_a_person_and_served_to_nobody(ours: Caller, fix: dict[str, str]) -> None:
    taught = learn(ours, error=UNUSED, fix=fix)
    assert (taught["status"], taught["flags"]) == ("quarantined", ["fix: silencing"])
    assert taught["next"] == "served to nobody until a curator has looked at what was flagged"
    assert taught["pattern"]["id"] not in matches(ours, told=UNUSED)
    [kept] = Lesson.objects.all()
    assert kept.flags == ["fix: silencing"]


@pytest.mark.django_db
def test_what_resolves_an_incident_is_held_to_the_same(ours: Caller) -> None:
    mended(ours, told=UNUSED, fix=LINE)
    aggregate()
    flagged = Standing.objects.exclude(flags=[]).order_by("item__kind")
    assert list(flagged.values_list("item__kind", "flags")) == [
        ("error_pattern", ["fix: silencing"]),
        ("proven_fix", ["fix: silencing"]),
    ]


@pytest.mark.django_db
def test_words_may_name_the_check(ours: Caller) -> None:
    fix = {"template": "F401: take the import out."}
    assert learn(ours, error=UNUSED, fix=fix)["flags"] == []


def test_is_not_to_be_applied(tmp_path: Path) -> None:
    end = {"line": 0, "character": 9}
    edits: list[Any] = [{"range": {"start": end, "end": end}, "newText": "  # noqa: F401"}]
    match = Match("slug", None, "machine_applicable", "text", edits)
    [one] = read("a.py:1:8: F401 `os` imported but unused\n")
    known = Known(one, Source(tmp_path / "a.py", b"import os\n"), "", [match])
    assert fix_of(known, match) == "it silences the tool"
