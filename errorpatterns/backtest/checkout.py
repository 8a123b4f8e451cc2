"""One commit's files in a temporary folder, and a command that is run among them.

Git itself writes nothing there, so that no filter, hook or attribute is followed: files are as they
are stored. Nothing is written outside the folder, and no symlink leads out of it.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from errorpatterns.backtest import Unusable
from errorpatterns.backtest.repository import Repository
from errorpatterns.level0.workspace import WITHHELD, Output, output_of

SYMLINK, PROGRAM = "120000", "100755"
PREFIX = "backtest-"
NOT_STARTED = 127  # the code of a program that is not there, as a shell has it


class NotThere(Exception):
    """Why a commit cannot be looked at; others may."""


@dataclass(frozen=True)
class Checkout:
    """`left_out` are names that were not written: they would have led out of the folder."""

    root: Path
    folder: Path  # where commands run
    left_out: int = 0

    def write(self, path: str, text: str) -> None:
        (self.root / path).write_text(text, encoding="utf-8", newline="")

    def run(self, command: Sequence[str], limit: float, tell: Callable[[float], None]) -> Output:
        """What `command` says; the folder's own name is taken out of it, as it differs each time.
        A program of the commit's own may not be there yet; any other that cannot be started is
        Unusable.
        """
        try:
            done = output_of(command, self.folder, tell, limit, is_withheld)
        except OSError as error:
            if "/" in command[0] and not command[0].startswith("/"):
                return Output(NOT_STARTED, "", 0.0)
            raise Unusable(f"{command[0]} cannot be run: {error.strerror or error}") from error
        text, last = self.relative(done.text), self.relative(done.last)
        return Output(done.code, text, done.seconds, last)

    def relative(self, text: str) -> str:
        """Paths as seen from where the command runs."""
        up = "../" * len(self.folder.relative_to(self.root).parts)
        for name, seen in ((self.folder, ""), (self.root, up)):
            text = text.replace(f"{name}/", seen).replace(f"{name}", seen.rstrip("/") or ".")
        return text


def is_withheld(name: str) -> bool:
    """With GIT_DIR and the like a command would reach the repository itself."""
    return name in WITHHELD or name.startswith("GIT_")


@contextmanager
def checkout(repository: Repository, sha: str, made: Callable[[Path], None]) -> Iterator[Checkout]:
    """A folder with the commit's files, gone afterwards; `made` is told of it before it is used."""
    top = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
    try:
        made(top)
        root = top / "tree"
        root.mkdir()
        try:
            left_out = fill(repository, sha, root)
        except (OSError, ValueError) as error:
            raise NotThere(f"its files cannot be written: {error}") from error
        folder = root / repository.prefix
        if not folder.is_dir():
            raise NotThere(f"it has no folder {repository.prefix}")
        yield Checkout(root, folder, left_out)
    finally:
        remove(top)


def fill(repository: Repository, sha: str, root: Path) -> int:
    """Folders first, so that each is one, and symlinks last; how many names were left out."""
    tree = repository.tree(sha)
    names = [name for name in tree if is_inside(name)]
    files = [name for name in names if tree[name].mode != SYMLINK]
    links = [name for name in names if tree[name].mode == SYMLINK]
    for folder in {(root / name).parent for name in names}:
        folder.mkdir(parents=True, exist_ok=True)
    for name, data in zip(files, repository.blobs([tree[n] for n in files]), strict=True):
        mode = 0o755 if tree[name].mode == PROGRAM else 0o644
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with open(os.open(root / name, flags, mode), "wb") as file:
            file.write(data)
    for name, data in zip(links, repository.blobs([tree[n] for n in links]), strict=True):
        (root / name).symlink_to(os.fsdecode(data))
    return len(tree) - len(names) + without_ways_out(root, links)


def is_inside(name: str) -> bool:
    """Whether a tree may have such a name; git makes no other, but a hand may."""
    parts = name.split("/")
    return not any(part in ("", ".", "..") or part.lower() == ".git" for part in parts)


def without_ways_out(root: Path, links: Sequence[str]) -> int:
    """Takes out the symlinks that lead out of `root`, by whatever way; how many."""
    out = [name for name in links if not resolved(root / name).is_relative_to(root)]
    for name in out:
        (root / name).unlink()
    return len(out)


def resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # in a circle
        return path


def remove(top: Path) -> None:
    """As far as it goes: a tool may have made folders that nobody may write in or that are somebody
    else's, or still be writing.
    """
    for folder, names, _ in os.walk(top):
        for path in (Path(folder, name) for name in names):
            if not path.is_symlink():
                with suppress(OSError):
                    path.chmod(0o700)
    shutil.rmtree(top, ignore_errors=True)
