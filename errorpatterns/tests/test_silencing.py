"""What makes a tool silent is no mend."""

from pathlib import Path
from typing import Any

import pytest

from errorpatterns.diagnostics import read
from errorpatterns.level0.asking import Match
from errorpatterns.level0.silencing import silences
from errorpatterns.level0.trying import Known, fix_of
from errorpatterns.level0.workspace import Source

pytestmark = pytest.mark.once


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


def test_is_not_to_be_applied(tmp_path: Path) -> None:
    end = {"line": 0, "character": 9}
    edits: list[Any] = [{"range": {"start": end, "end": end}, "newText": "  # noqa: F401"}]
    match = Match("slug", None, "machine_applicable", "text", edits)
    [one] = read("a.py:1:8: F401 `os` imported but unused\n")
    known = Known(one, Source(tmp_path / "a.py", b"import os\n"), "", [match])
    assert fix_of(known, match) == "it silences the tool"
