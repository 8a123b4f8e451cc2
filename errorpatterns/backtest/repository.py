"""A git repository, read: nothing of it is run, nothing in it is changed.

Only commands that read objects are used. They start no hook, no filter, no pager and no other
program that a configuration names, and fetch nothing.
"""

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property, lru_cache
from pathlib import Path

from errorpatterns.backtest import Unusable

FIXED = (
    "--no-pager",
    "--no-replace-objects",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "protocol.allow=never",  # of a partial clone, what is missing is not fetched
)
QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
SHA = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
AT_ONCE = 32 * 1024 * 1024  # bytes in memory, but for a file that has more
MAX_ANSWER = 128 * 1024 * 1024  # bytes of one answer: of names, or of one file
MAX_FILES = 4 * 1024 * 1024 * 1024  # bytes of all files of a commit
LATEST = 253_402_300_799  # the last second of the year 9999
MAX_TEXT = 250_000  # characters, as the service takes them


@dataclass(frozen=True)
class Commit:
    sha: str
    time: datetime

    @property
    def short(self) -> str:
        return self.sha[:10]


@dataclass(frozen=True)
class Entry:
    """A file or symlink of a tree."""

    mode: str
    oid: str
    size: int


Tree = Mapping[str, Entry]


class TooMuch(Unusable, ValueError):
    """A few objects can name any number of files, and unfold to any size."""


@cache
def program() -> str:
    """Git as it is found here, wherever it is run."""
    found = shutil.which("git")
    if found is None:
        raise Unusable("There is no git here: install it.")
    return str(Path(found).absolute())


class Repository:
    """The one at `path`, bare or with a checkout, or around `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path = path.absolute()
        try:
            found = self.git("rev-parse", "--absolute-git-dir")
        except Unusable as error:
            raise Unusable(
                f"{path} is in no git repository that can be read ({error}). Name the folder of a "
                "clone with its history."
            ) from error
        self.folder = Path(os.fsdecode(found.removesuffix(b"\n")))
        # Where `path` lies in it, with a slash at the end.
        self.prefix = os.fsdecode(self.git("rev-parse", "--show-prefix").removesuffix(b"\n"))
        self.tree = lru_cache(4)(self.read_tree)
        self.text = lru_cache(16)(self.read_text)

    def git(self, *arguments: str, given: bytes = b"") -> bytes:
        """What a command of git prints; Unusable, in git's own words, if it fails."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as failed:
            said.write(given)
            said.seek(0)
            process = subprocess.Popen(  # noqa: S603 - fixed words, and names that git itself told
                [program(), *FIXED, *arguments],
                cwd=self.path,
                env=env | QUIET,
                stdin=said,
                stdout=subprocess.PIPE,
                stderr=failed,
            )
            answer = answered(process)
            failed.seek(0)
            told = failed.read(300).decode("utf-8", "replace").strip().splitlines()
        if process.returncode:
            raise Unusable(told[0] if told else f"git ended with {process.returncode}")
        return answer

    def commit(self, name: str) -> Commit:
        """The commit that a branch, a tag or a hash names."""
        try:
            sha = self.git(
                "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
            )
            [commit] = self.listed("--max-count=1", sha.decode().strip())
        except (Unusable, ValueError) as error:
            lacking = f" {self.unshallow}" if self.cut_at else ""
            raise Unusable(f"There is no commit “{name}” in {self.path}.{lacking}") from error
        return commit

    @cached_property
    def cut_at(self) -> frozenset[str]:
        """The commits whose parents a shallow clone does not have."""
        name = os.fsdecode(self.git("rev-parse", "--git-path", "shallow").removesuffix(b"\n"))
        try:
            return frozenset((self.path / name).read_text("ascii").split())
        except FileNotFoundError:
            return frozenset()

    @property
    def unshallow(self) -> str:
        """What to do about it."""
        path = shlex.quote(str(self.path))
        return f"The clone is shallow: `git -C {path} fetch --unshallow` brings what it lacks."

    def commits(self, end: str, most: int, since: datetime | None = None) -> list[Commit]:
        """The last ones up to `end`, oldest first; of a merge the first parent's side."""
        last = self.commit(end)
        found = self.listed("--first-parent", f"--max-count={most}", last.sha)
        return [one for one in reversed(found) if since is None or one.time >= since]

    def listed(self, *arguments: str) -> list[Commit]:
        lines = self.git("rev-list", "--timestamp", *arguments, "--").decode().splitlines()
        rows = (line.split() for line in lines)
        times = ((sha, min(int(time), LATEST)) for time, sha in rows)
        return [Commit(sha, datetime.fromtimestamp(time, UTC)) for sha, time in times]

    def read_tree(self, sha: str) -> Tree:
        """Files and symlinks of a commit by their paths; of submodules nothing."""
        found = {}
        for line in self.git("ls-tree", "-r", "-l", "-z", "--full-tree", sha).split(b"\0"):
            if line:
                facts, _, path = line.partition(b"\t")
                mode, kind, oid, size = facts.decode().split()
                if kind == "blob":
                    # Of what is missing no size is told.
                    length = int(size) if size.isdecimal() else 0
                    found[os.fsdecode(path)] = Entry(mode, oid, length)
        if sum(entry.size for entry in found.values()) > MAX_FILES:
            raise TooMuch(f"they have more than {MAX_FILES >> 30} GB")
        return found

    def renamed(self, before: str, after: str) -> dict[str, str]:
        """The new paths of files that git takes for renamed, by their old ones."""
        options = ["-r", "-z", "-M", "-l1000", "--diff-filter=R", "--name-status"]
        said = self.git("diff-tree", *options, before, after).split(b"\0")
        pairs = zip(said[1::3], said[2::3], strict=True)
        return {os.fsdecode(old): os.fsdecode(new) for old, new in pairs}

    def blobs(self, entries: Sequence[Entry]) -> Iterator[bytes]:
        """The contents, in this order, as they are stored; Unusable where one is missing."""
        for some in batches(entries):
            named = "".join(f"{entry.oid}\n" for entry in some)
            yield from parted(self.git("cat-file", "--batch", given=named.encode()), some)

    def read_text(self, sha: str, path: str) -> str | None:
        """A file at a commit; None where there is none that is text of a reasonable size."""
        entry = self.tree(sha).get(path)
        if entry is None or entry.mode == "120000" or entry.size > 4 * MAX_TEXT:
            return None
        [data] = self.blobs([entry])
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return None
        return None if len(text) > MAX_TEXT or "\0" in text else text


def answered(process: "subprocess.Popen[bytes]") -> bytes:
    """All that it prints until it ends; TooMuch for more than is held in memory."""
    with process:
        answer = process.stdout.read(MAX_ANSWER + 1) if process.stdout else b""
        if len(answer) > MAX_ANSWER:
            process.kill()
            raise TooMuch(f"they take more than {MAX_ANSWER >> 20} MB at once")
    return answer


def batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    some: list[Entry] = []
    for entry in entries:
        if some and sum(one.size for one in some) + entry.size > AT_ONCE:
            yield some
            some = []
        some.append(entry)
    if some:
        yield some


def parted(said: bytes, entries: Iterable[Entry]) -> Iterator[bytes]:
    at = 0
    for entry in entries:
        end = said.index(b"\n", at)
        header = said[at:end].split()
        if len(header) != 3:
            raise Unusable(f"The object {entry.oid} is not in the repository: fetch it first.")
        size = int(header[2])
        yield said[end + 1 : end + 1 + size]
        at = end + size + 2
