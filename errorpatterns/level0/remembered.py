"""What level0 left unmended, kept until the next run of the same tool, by which a person may have
mended it: then that is a pair to learn from, as one of a team's history is.

Errors and the texts of their files are kept below STATE_DIR, for their owner alone, as they are:
the service scrubs what it is taught.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from errorpatterns.backtest.configs import is_any_config
from errorpatterns.backtest.pairs import Pair, Passing
from errorpatterns.backtest.recording import Ran, from_json, to_json
from errorpatterns.backtest.repository import Commit
from errorpatterns.backtest.state import State
from errorpatterns.diagnostics import Diagnostic
from errorpatterns.level0.workspace import Run, Untouchable, Workspace

MAX_KEPT = 5_000_000  # characters of all files
# Of all folders, projects and lines together; and since the last run.
MAX_STATE = 50_000_000  # bytes
MAX_AGE = timedelta(days=30)
NAME = "last"
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Seen:
    """A run, with the texts of the files that its errors were in; `texts` of other files too."""

    run: Ran
    texts: Texts

    @property
    def id(self) -> str:
        return self.run.commit.sha


@dataclass(frozen=True)
class Versions:
    """The texts of two runs, as a repository of two commits has them."""

    texts: Mapping[str, Texts]
    prefix: str = ""

    def tree(self, id: str) -> Texts:
        return self.texts[id]

    def text(self, id: str, name: str) -> str | None:
        return self.texts[id].get(name)

    def renamed(self, before: str, after: str) -> dict[str, str]:
        """Where a file went that is gone is not known."""
        return {}


class Mended(Passing):
    """Of other files than those that errors were in nothing is known: what was changed in these
    need not be all, and a configuration may have mended it.
    """

    @cached_property
    def differing(self) -> set[str]:
        return set()


class Memory:
    """What the last run of `command` in the workspace left, for a project."""

    def __init__(self, workspace: Workspace, command: Sequence[str], project: str) -> None:
        self.workspace = workspace
        self.project = project
        self.stream = " ".join(command)
        self.state = State("level0", [str(workspace.root), project, *command])

    def keep(self, run: Run) -> None:
        """Remembers the errors of a run; nothing of one that shows nothing."""
        seen = self.seen(run, {*(one.file for one in self.named(run)), *self.configs()})
        with self.state.alone():
            if seen is not None:
                time = seen.run.commit.time.isoformat()
                told = {"time": time, "run": to_json(seen.run), "texts": dict(seen.texts)}
                self.state.write(NAME, told)
            self.state.prune(MAX_AGE, MAX_STATE)

    def mended(self, run: Run, left_out: Counter[str]) -> list[Pair]:
        """The errors that were left and are gone, each with what its file was changed by;
        `left_out` counts why others that are gone teach nothing.
        """
        with self.state.alone():
            self.state.prune(MAX_AGE, MAX_STATE)
            before = self.recalled()
        after = self.seen(run, {*before.texts, *self.configs()}) if before else None
        if before is None or after is None or before.id == after.id:
            return []
        versions = Versions({before.id: before.texts, after.id: after.texts})
        return list(Mended(before.run, after.run, versions).pairs(left_out))

    def recalled(self) -> Seen | None:
        told = self.state.read(NAME)
        if told is None:
            return None
        time, texts = datetime.fromisoformat(told["time"]), told["texts"]
        return Seen(from_json(Commit(digest(texts), time), told["run"]), texts)

    def seen(self, run: Run, names: Iterable[str]) -> Seen | None:
        """The run with the files as they are now; None where it says nothing of what is gone."""
        if not run.is_whole:
            return None
        texts = self.read(names)
        commit = Commit(digest(texts), datetime.now(UTC))
        return Seen(Ran(commit, self.stream, run.code, self.named(run)), texts)

    def named(self, run: Run) -> list[Diagnostic]:
        """Its errors, with their files as seen from the folder."""
        return [replace(one, file=self.name(one)) for one in run.found]

    def configs(self) -> list[str]:
        """What lies in the folder and may tell a tool to be silent."""
        return [path.name for path in self.workspace.root.iterdir() if is_any_config(path.name)]

    def name(self, error: Diagnostic) -> str:
        return self.workspace.name(error.file) if error.file else ""

    def read(self, names: Iterable[str]) -> dict[str, str]:
        """The texts, as many as are kept at once."""
        texts: dict[str, str] = {}
        left = MAX_KEPT
        for name in sorted(filter(None, names)):
            try:
                text = self.workspace.source(name).text
            except Untouchable:
                continue
            if len(text) <= left:
                texts[name] = text
                left -= len(text)
        return texts


def digest(texts: Texts) -> str:
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()
