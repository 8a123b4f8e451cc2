"""What every table of `make bench` says: on which machine, with which versions, of which data."""

import hashlib
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

Cell = str | float


def heading(data: Iterable[Path] = (), packages: Iterable[str] = (), **settings: object) -> str:
    """A line each for the machine, the versions, the code, the data and the settings."""
    named = " ".join(f"{name} {version(name)}" for name in packages)
    lines = [
        f"machine: {os.cpu_count()} × {processor()}, {platform.system()}",
        f"versions: Python {platform.python_version()} {named}".strip(),
        f"code: {revision()}",
    ]
    if files := sorted(data):
        lines.append(f"data: {len(files)} files, sha256 {digest(files)}")
    if settings:
        lines.append("settings: " + ", ".join(f"{name}={told}" for name, told in settings.items()))
    return "\n".join(lines)


def processor() -> str:
    """Its model where the system tells it, else what it is compatible with."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())


def revision() -> str:
    """The commit, and whether files differ from it; `unknown` outside a checkout."""
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip() or "unknown"


def digest(files: Iterable[Path]) -> str:
    """12 hex digits of the names and the contents, in the order of the names."""
    whole = hashlib.sha256()
    for file in sorted(files):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        whole.update(f"{file.name} {content}\n".encode())
    return whole.hexdigest()[:12]


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """In Markdown, padded to be read as text too; floats have three decimals."""
    texts = [list(columns), *([_shown(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    lines = [
        "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |"
        for row in texts
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _shown(cell: Cell) -> str:
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)
