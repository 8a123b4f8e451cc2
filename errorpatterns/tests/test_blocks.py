"""An edit leaves no block of Python empty; what ruff and Python say of it."""

import subprocess
import sys
from pathlib import Path

import pytest

from errorpatterns.diagnostics import read
from errorpatterns.editing.blocks import empty_blocks
from errorpatterns.level0.trying import edited
from errorpatterns.tests.factories import matches
from projects.tests.factories import Caller

RUFF = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "F401"]
ALONE = """import json

try:
    import uuid
except ImportError:
    json = None


def told(x):
    return json.dumps(x)
"""
TYPES = """from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uuid


def told(x: "Path") -> str:
    return str(x)
"""
BESIDE = TYPES.replace("    import uuid\n", "    import uuid\n    from pathlib import Path\n")
IN_IF = "import sys\n\nif sys.argv:\n    import uuid\n"
IN_DEF = "import sys\n\n\ndef main(\n    x,\n):\n    # why\n    import uuid\n\n\nmain(sys)\n"


def proposed(caller: Caller, folder: Path, text: str) -> str | None:
    """What ruff's own error makes of the text, by the built-in pattern; None for no edit."""
    path = folder / "a.py"
    path.write_text(text)
    said = subprocess.run(  # noqa: S603
        [*RUFF, path.name], cwd=folder, capture_output=True, text=True, check=False
    )
    [error] = [one for one in read(said.stdout) if "uuid" in one.message]
    found = matches(caller, told={**error.told(), "source": text})
    edits = found["py-unused-import"]["fix"]["edits"]
    return None if edits is None else edited(text, edits)


@pytest.mark.django_db
@pytest.mark.parametrize("text", [ALONE, TYPES, IN_IF, IN_DEF], ids=["try", "types", "if", "def"])
def test_the_only_statement_of_a_block_stays(ours: Caller, tmp_path: Path, text: str) -> None:
    assert proposed(ours, tmp_path, text) is None
    [line] = [line for line in text.splitlines(keepends=True) if "uuid" in line]
    with pytest.raises(SyntaxError):
        compile(text.replace(line, ""), "a.py", "exec")


@pytest.mark.django_db
def test_one_of_several_goes(ours: Caller, tmp_path: Path) -> None:
    after = proposed(ours, tmp_path, BESIDE)
    assert after == BESIDE.replace("    import uuid\n", "")
    compile(after, "a.py", "exec")


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("if x:\n    y\n", 0),
        ("if x: y\n", 0),
        ("if x:\n\n    # why\n\n    y\n", 0),
        ("try:\nexcept A:\n    pass\n", 1),
        ("def f(\n    a,\n) -> int:  # why\nx\n", 1),
        ("if x:\n    if y:\n    z\n", 1),
        ("else:", 1),
        ("while x:\n\ty\n", 0),
        ("x = {\n    1: 2,\n}\nelse_: int\n", 0),
    ],
)
def test_empty_blocks(text: str, count: int) -> None:
    assert empty_blocks(text) == count
