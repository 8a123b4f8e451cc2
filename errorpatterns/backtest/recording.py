"""What commands say of each commit, kept so that what is stopped can go on later.

Kept are exit codes and errors; the texts stay in git.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from errorpatterns.backtest.checkout import Checkout, NotThere, checkout
from errorpatterns.backtest.repository import Commit, Repository
from errorpatterns.backtest.state import State
from errorpatterns.diagnostics import Diagnostic, Diagnostics, read
from errorpatterns.level0.trying import is_mended
from errorpatterns.level0.workspace import STOPPED, Run

MAX_WORDS = 200  # characters of the last line of a run
Command = Sequence[str]


@dataclass(frozen=True)
class Ran:
    """What one command said of one commit. `silent` tells why that shows nothing, where it does
    not; runs of one `stream` can be compared.
    """

    commit: Commit
    stream: str
    code: int
    errors: Sequence[Diagnostic]
    silent: str = ""
    seconds: float = 0.0

    def __str__(self) -> str:
        told = f"{len(self.errors)} error{'' if len(self.errors) == 1 else 's'}"
        return f"{told}, {self.silent}" if self.silent else told


def ran(commit: Commit, stream: str, code: int, text: str, seconds: float = 0.0) -> Ran:
    """From what was printed."""
    found = read(text)
    said = Ran(commit, stream, code, list(found), seconds=seconds)
    if found.cut:
        return replace(said, silent="it said more than is read")
    if code and not found:
        return replace(said, silent="it failed without an error that is known")
    return said


class Recording:
    """What `commands` say of commits of `repository`, at most `limit` seconds each; `tell` is given
    progress.
    """

    def __init__(
        self,
        repository: Repository,
        commands: Sequence[Command],
        limit: float,
        tell: Callable[[str], None],
    ) -> None:
        self.repository = repository
        self.commands = {" ".join(command): command for command in commands}
        self.limit = limit
        self.tell = tell
        self.last = ""  # words of a run that showed nothing
        named = [str(repository.folder), repository.prefix, *map(list, commands)]
        self.state = State("backtest", named)

    def runs(self, commits: Sequence[Commit]) -> Iterator[Ran]:
        """All of them, in the order of the commits; what is kept is not run again."""
        begun = time.monotonic()
        for number, commit in enumerate(commits, 1):
            at = f"{number} of {len(commits)}  {commit.short}"
            found = self.kept(commit)
            if found is None:
                found = self.record(commit, at)
                told = {"limit": self.limit, "runs": [to_json(one) for one in found]}
                self.state.write(commit.sha, told)
            said = "; ".join(map(str, found)) or "not looked at"
            self.tell(f"{at}  {time.monotonic() - begun:.0f} s  {said}")
            yield from found

    def kept(self, commit: Commit) -> list[Ran] | None:
        """What is known of the commit; None for nothing, or where there is more time now."""
        told = self.state.read(commit.sha)
        if told is None:
            return None
        found = [from_json(commit, one) for one in told["runs"]]
        longest = max((one.seconds for one in found), default=0.0)
        return None if told["limit"] < min(self.limit, longest) else found

    def record(self, commit: Commit, at: str) -> list[Ran]:
        """What each command says of the commit; nothing where its files cannot be had."""
        try:
            with checkout(self.repository, commit.sha, self.state.note) as place:
                if place.left_out:
                    self.tell(f"{at}  {place.left_out} names that lead out of the folder left out")
                return [self.run(place, commit, stream, at) for stream in self.commands]
        except NotThere as reason:
            self.tell(f"{at}  {reason}")
            return []

    def run(self, place: Checkout, commit: Commit, stream: str, at: str) -> Ran:
        def tell(seconds: float) -> None:
            self.tell(f"{at}  {stream}: {seconds:.0f} s")

        done = place.run(self.commands[stream], self.limit, tell)
        said = ran(commit, stream, done.code, done.text, done.seconds)
        if said.silent:
            self.explain(done.last, f"{at}  {stream}")
        if done.code == STOPPED:
            return replace(said, silent="it was ended: too long, or too much said")
        return said

    def explain(self, last: str, at: str) -> None:
        """How a run ended that shows nothing, where the one before did not end so."""
        words = last.strip().rpartition("\n")[2].strip()
        if words and words != self.last:
            self.tell(f"{at} ended with: {words[:MAX_WORDS]}")
        self.last = words

    def mends(self, before: Ran, error: Mapping[str, Any], file: str, text: str) -> bool:
        """Whether the command, run with `text` as the file, no longer tells the error, and none
        that is new. What is run before it, as it may install something, is run again.
        """
        name = hashlib.sha256(repr((before.stream, file, text)).encode()).hexdigest()[:20]
        name = f"{before.commit.sha}-{name}"
        known = self.state.read(name)
        if known is None:
            at = f"trying an edit of {file} at {before.commit.short}"
            self.tell(at)
            streams = list(self.commands)
            with checkout(self.repository, before.commit.sha, self.state.note) as place:
                place.write(file, text)
                for stream in streams[: streams.index(before.stream) + 1]:
                    after = self.run(place, before.commit, stream, at)
            known = to_json(after)
            self.state.write(name, known)
        after = from_json(before.commit, known)
        runs = [Run(one.code, Diagnostics(one.errors)) for one in (before, after)]
        alike = [one for one in before.errors if is_alike(one, error)]
        return not after.silent and any(is_mended(one, *runs) for one in alike)


def is_alike(one: Diagnostic, error: Mapping[str, Any]) -> bool:
    names = ("tool", "code", "message", "line")
    return all((getattr(one, name) or None) == (error.get(name) or None) for name in names)


def to_json(one: Ran) -> dict[str, Any]:
    return {
        "stream": one.stream,
        "code": one.code,
        "silent": one.silent,
        "seconds": one.seconds,
        "errors": [error.told() for error in one.errors],
    }


def from_json(commit: Commit, told: Mapping[str, Any]) -> Ran:
    errors = [Diagnostic(**error) for error in told["errors"]]
    return Ran(commit, told["stream"], told["code"], errors, told["silent"], told["seconds"])
