"""What is kept between two runs of the same command: a folder that only its owner reads."""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from errorpatterns.backtest import Unusable
from errorpatterns.backtest.checkout import PREFIX, remove


class State:
    """The folder of what `named` names to the command `kind`, below STATE_DIR; of another release
    it is another.
    """

    def __init__(self, kind: str, named: Sequence[Any]) -> None:
        told = json.dumps([settings.RELEASE, *named]).encode()
        self.folder = Path(settings.STATE_DIR) / kind / hashlib.sha256(told).hexdigest()[:20]

    @contextmanager
    def held(self, *, fresh: bool = False) -> Iterator[None]:
        """While nobody else works with it; what a killed one left behind is gone. `fresh` forgets
        all that is kept.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Unusable("The same backtest is running already: wait for it.") from error
            self.clean()
            if fresh:
                self.forget()
            yield

    def clean(self) -> None:
        noted = self.folder / "checkout"
        if noted.exists():
            left = Path(noted.read_text(encoding="utf-8"))
            here = Path(tempfile.gettempdir()).resolve()
            if left.name.startswith(PREFIX) and left.parent == here:
                remove(left)
            noted.unlink()

    def forget(self) -> None:
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != "lock":
                path.unlink()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While nobody else works with any state of this kind."""
        self.folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        at = os.open(self.folder.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(at, fcntl.LOCK_EX)
            yield
        finally:
            os.close(at)

    def prune(self, age: timedelta, size: int) -> None:
        """Of all states of this kind deletes what nobody wrote to for so long, and of the rest
        the oldest that take more than so many bytes together.
        """
        oldest = time.time() - age.total_seconds()
        for written, bytes_, folder in sorted(map(used, states(self.folder.parent)), reverse=True):
            size -= bytes_
            if written < oldest or size < 0:
                shutil.rmtree(folder)

    def note(self, checkout: Path) -> None:
        (self.folder / "checkout").write_text(str(checkout), encoding="utf-8")

    def read(self, name: str) -> Any:
        """What was written by this name; None for nothing, or nothing whole."""
        try:
            return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None

    def write(self, name: str, told: Any) -> None:
        """Whole or not at all, whenever it is killed."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{name}.json"
        fresh = path.with_suffix(".new")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(told, file)
        fresh.replace(path)


def states(kind: Path) -> Iterable[Path]:
    return [path for path in kind.iterdir() if path.is_dir()]


def used(folder: Path) -> tuple[float, int, Path]:
    """When it was written to last, and how many bytes its files take."""
    files = [path.lstat() for path in folder.rglob("*")]
    written = max([one.st_mtime for one in files], default=0.0)
    return written, sum(one.st_size for one in files), folder
