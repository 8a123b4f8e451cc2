"""Git repositories with a history, and runs of them, for tests of the backtest."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from errorpatterns.backtest.recording import Ran
from errorpatterns.backtest.repository import Commit, Repository
from errorpatterns.diagnostics import Diagnostic

NOBODY = {f"GIT_{who}_{what}": "nobody@example.com" for who in ("AUTHOR", "COMMITTER")
          for what in ("NAME", "EMAIL")}  # fmt: skip
# What a developer has told git for all repositories, as to sign commits, is not for these.
UNCONFIGURED = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
START = 1_750_000_000
HOUR = 3600


@dataclass
class History:
    """A repository that grows, a commit an hour."""

    path: Path

    def __post_init__(self) -> None:
        self.path.mkdir(parents=True)
        self.hours = count()
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, given: bytes = b"") -> str:
        hour = f"{START + HOUR * next(self.hours)} +0000"
        dates = {"GIT_AUTHOR_DATE": hour, "GIT_COMMITTER_DATE": hour}
        done = subprocess.run(  # noqa: S603
            ["git", *arguments],  # noqa: S607
            cwd=self.path,
            env=os.environ | NOBODY | UNCONFIGURED | dates,
            input=given,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode().strip()

    def commit(self, files: Mapping[str, str | None]) -> str:
        """The hash of a commit with these files written; None takes one out."""
        for name, text in files.items():
            path = self.path / name
            if text is None:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "a change")
        return self.git("rev-parse", "HEAD")

    def commits(self) -> list[Commit]:
        return Repository(self.path).commits("HEAD", 1000)

    def runs(self, *errors: Sequence[Diagnostic], code: int | None = None) -> list[Ran]:
        """One run a commit that told these errors."""
        told = zip(self.commits(), errors, strict=True)
        return [
            Ran(commit, "tool", code if code is not None and some else int(bool(some)), some)
            for commit, some in told
        ]


def unused(name: str, file: str, line: int, column: int = 8) -> Diagnostic:
    """What ruff says of an import that nothing uses."""
    return Diagnostic(
        f"`{name}` imported but unused",
        tool="ruff",
        code="F401",
        file=file,
        line=line,
        column=column,
    )
