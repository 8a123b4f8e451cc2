"""A folder on this machine: which of its files may be mended, and the tool that is run in it."""

import dataclasses
import fcntl
import os
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, NoReturn

from errorpatterns.diagnostics import Diagnostics, read

MAX_FILE = 1_000_000  # bytes
WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
MAX_OUTPUT = 4 * 1024 * 1024  # bytes; of its characters `read` takes a megabyte
MAX_LAST = 4096  # bytes of the end of the output, for who wants to know why a run failed
EVERY = 1.0  # seconds between two looks at what runs
TOLD_EVERY = 10.0  # seconds between two words about it
STOPPED = 124  # the code of a run that took too long, as timeout(1) has it
INTERRUPTED = 130  # the code of what somebody stops, as a shell has it
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MAX_WRITTEN = 256 * 1024 * 1024  # bytes of output; who writes more is ended
# Of no use to the tool: secrets, and settings that are this service's own.
WITHHELD = (
    "LEVEL0_KEY",
    "DJANGO_SETTINGS_MODULE",
    "SECRET_KEY",
    "KEY_PEPPER",
    "DATABASE_URL",
    "REDIS_URL",
    "ENV_FILE",
    "STATE_DIR",
)


@contextmanager
def stoppable() -> Iterator[None]:
    """Whoever ends this process, a CI or a terminal that is closed, is heard as Ctrl-C is; and
    once, so that what is then undone is undone in peace.
    """
    before = {each: signal.getsignal(each) for each in ENDING}
    heard = [each for each in ENDING if before[each] is not signal.SIG_IGN]

    def stop(*told: object) -> NoReturn:
        for each in heard:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in heard:
        signal.signal(each, stop)
    try:
        yield
    finally:
        for each in heard:
            signal.signal(each, before[each])


class Untouchable(Exception):
    """Why a file is neither read nor written."""


class NotRestored(Exception):
    """A file that could not be put back, and where its content lies."""


@dataclass(frozen=True)
class Source:
    path: Path
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode()


@dataclass(frozen=True)
class Workspace:
    """Files below `root`, which no symlink leaves. `backup` has each as it was before the first
    change; it is made when it is needed.
    """

    root: Path
    saved: set[Path] = field(default_factory=set)

    @cached_property
    def backup(self) -> Path:
        return Path(tempfile.mkdtemp(prefix="level0-"))

    @contextmanager
    def held(self) -> Iterator[None]:
        """While no other level0 changes files of the folder; Untouchable where one does."""
        at = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            try:
                fcntl.flock(at, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Untouchable(
                    f"{self.root}: level0 is changing files there already."
                ) from error
            except OSError:
                pass  # a file system, as one of a network, that locks no folder
            yield
        finally:
            os.close(at)

    def name(self, name: str) -> str:
        """The file as seen from the root, where it lies below it."""
        path = Path(os.path.normpath(self.root / name))
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else name

    def source(self, name: str) -> Source:
        """The file that a tool names; Untouchable for what is not to be mended."""
        try:
            path = (self.root / name).resolve(strict=True)
        except (OSError, ValueError, RuntimeError) as error:
            raise Untouchable("there is no such file") from error
        if not path.is_relative_to(self.root):
            raise Untouchable("it lies outside the folder")
        if ".git" in map(str.lower, path.relative_to(self.root).parts):
            raise Untouchable("it is git's own")
        try:
            with open(self.opened(path, os.O_RDONLY), "rb") as file:
                check(os.fstat(file.fileno()))
                data = file.read(MAX_FILE)
        except OSError as error:
            raise Untouchable(error.strerror or "it cannot be read") from error
        return Source(path, checked(data))

    def opened(self, path: Path, flags: int) -> int:
        """A descriptor of a file below the root, where no part of its name is a symlink by now. A
        pipe does not wait for somebody to write.
        """
        *folders, name = path.relative_to(self.root).parts
        at = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for each in folders:
                below = os.open(each, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
                os.close(at)
                at = below
            return os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666, dir_fd=at)
        finally:
            os.close(at)

    def change(self, source: Source, data: bytes) -> None:
        """Writes `data`; Untouchable where the file is no longer as it was read."""
        try:
            with open(self.opened(source.path, os.O_RDWR), "r+b") as file:
                status = os.fstat(file.fileno())
                check_kind(status)
                if not status.st_mode & WRITABLE:
                    # Root could write it all the same.
                    raise Untouchable("it is read-only")
                if file.read() != source.data:
                    raise Untouchable("it was changed meanwhile")
                self.save(source)
                try:
                    replace(file.fileno(), data)
                except BaseException:
                    replace(file.fileno(), source.data)
                    raise
        except OSError as error:
            raise Untouchable(error.strerror or "it cannot be written") from error

    def holds(self, path: Path, data: bytes) -> bool:
        try:
            with open(self.opened(path, os.O_RDONLY), "rb") as file:
                check_kind(os.fstat(file.fileno()))
                return file.read(len(data) + 1) == data
        except (OSError, Untouchable):
            return False

    def restore(self, source: Source, written: bytes) -> str:
        """Takes back what made `written` of the file, and nothing else: what became of the file
        where somebody else changed it meanwhile, else an empty text.
        """
        try:
            with open(self.opened(source.path, os.O_RDWR), "r+b") as file:
                check_kind(os.fstat(file.fileno()))
                met = file.read()
                if met == source.data:
                    return ""
                if met == written:
                    replace(file.fileno(), source.data)
                    return ""
                rest = without(source.data, written, met)
                if rest is None:
                    return f"it is left as it is; as it was it lies in {self.backup}"
                replace(file.fileno(), rest)
                return "only the edit is taken back"
        except FileNotFoundError:
            return f"it is gone; as it was it lies in {self.backup}"
        except (OSError, Untouchable) as error:
            said = f"{source.path} could not be restored: {error}. It lies in {self.backup}."
            raise NotRestored(said) from error

    def save(self, source: Source) -> None:
        if source.path not in self.saved:
            self.copy_of(source.path).write_bytes(source.data)
            self.saved.add(source.path)

    def copy_of(self, path: Path) -> Path:
        copy = self.backup / path.relative_to(self.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        return copy


def check(status: os.stat_result) -> None:
    check_kind(status)
    if status.st_size >= MAX_FILE:
        raise Untouchable("it is too large")


def check_kind(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Untouchable("it is no regular file")
    if status.st_nlink > 1:
        # By another name it may lie anywhere.
        raise Untouchable("it has other names")


def checked(data: bytes) -> bytes:
    """`data`, if it is text."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Untouchable("it is not UTF-8") from error
    if "\x00" in text:
        raise Untouchable("it is no text")
    return data


def without(source: bytes, written: bytes, met: bytes) -> bytes | None:
    """`met`, which somebody made of `written`, without what made `written` of `source`; None where
    the two changes touch each other's lines.
    """
    old, new, now = (data.splitlines(keepends=True) for data in (source, written, met))
    start, end = span_changed(new, old)
    first, last = span_changed(new, now)
    if start <= last and first <= end:
        return None
    moved = len(now) - len(new) if last < start else 0
    ours = old[start : len(old) - (len(new) - end)]
    return b"".join([*now[: start + moved], *ours, *now[end + moved :]])


def span_changed(lines: Sequence[bytes], others: Sequence[bytes]) -> tuple[int, int]:
    """Which of `lines` are others in `others`, from the first to behind the last."""
    same = [one == other for one, other in zip(lines, others, strict=False)]
    start = same.index(False) if False in same else len(same)
    end, other = len(lines), len(others)
    while end > start and other > start and lines[end - 1] == others[other - 1]:
        end, other = end - 1, other - 1
    return start, end


def replace(descriptor: int, data: bytes) -> None:
    before = os.fstat(descriptor).st_mtime_ns
    at = 0
    while at < len(data):
        at += os.pwrite(descriptor, data[at:], at)
    os.ftruncate(descriptor, len(data))
    # Python takes a file for the one that it compiled if size and second are the same.
    now = os.fstat(descriptor).st_mtime_ns
    os.utime(descriptor, ns=(now, max(now, before + 1_000_000_000)))


@dataclass(frozen=True)
class Run:
    """One run of the tool: its exit code as a shell tells it, what it reported, and how what it
    printed ends.
    """

    code: int
    found: Diagnostics
    seconds: float = 0.0
    last: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether what it does not tell is not there: it was read to its end, and where it fails,
        it says of what.
        """
        return not self.found.cut and self.code != STOPPED and (not self.code or bool(self.found))


@dataclass(frozen=True)
class Output:
    """What a run printed, as far as it is read; `last` is its end, however much came before."""

    code: int
    text: str
    seconds: float
    last: str = ""


def run(
    command: Sequence[str],
    root: Path,
    tell: Callable[[float], None],
    limit: float | None = None,
) -> Run:
    """Runs `command` in `root`, as `output_of` does."""
    done = output_of(command, root, tell, limit)
    return Run(done.code, with_folders(read(done.text), command), done.seconds, done.last)


def with_folders(found: Diagnostics, command: Sequence[str]) -> Diagnostics:
    """With the folders that `python -m py_compile` leaves out, as its arguments have them."""
    named = {name for name in command if "/" in name}
    for at, error in enumerate(found):
        if error.tool == "python" and error.file and error.file not in command:
            same = [name for name in named if name.endswith(f"/{error.file}")]
            if len(same) == 1 and "/" not in error.file:
                found[at] = dataclasses.replace(error, file=same[0])
    return found


def output_of(
    command: Sequence[str],
    root: Path,
    tell: Callable[[float], None],
    limit: float | None = None,
    withheld: Callable[[str], bool] = WITHHELD.__contains__,
) -> Output:
    """Runs `command` in `root`, without a shell and the variables that are `withheld`; `tell` is
    given its seconds now and then while it goes on. After `limit` seconds it is ended. OSError if
    it cannot be started.
    """
    begun = time.monotonic()
    env = {name: value for name, value in os.environ.items() if not withheld(name)}
    with tempfile.TemporaryFile() as output:
        # What to run is said by the person at the terminal, and by nobody else.
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=root,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that what it started ends with it
        )
        try:
            code = ended(process, begun, tell, limit, output.fileno())
        finally:
            kill(process)
        size = os.fstat(output.fileno()).st_size
        text, last = (part(output, at) for at in ((0, MAX_OUTPUT), (size - MAX_LAST, MAX_LAST)))
        return Output(code, text, time.monotonic() - begun, last)


def part(output: IO[bytes], at: tuple[int, int]) -> str:
    start, length = at
    output.seek(max(0, start))
    return output.read(length).decode("utf-8", "replace").replace("\x00", "")


def ended(
    process: "subprocess.Popen[bytes]",
    begun: float,
    tell: Callable[[float], None],
    limit: float | None,
    output: int,
) -> int:
    told = 0.0
    while True:
        try:
            code = process.wait(EVERY)
        except subprocess.TimeoutExpired:
            seconds = time.monotonic() - begun
            if limit is not None and seconds > limit:
                return STOPPED
            if os.fstat(output).st_size > MAX_WRITTEN:
                return STOPPED
            if seconds - told >= TOLD_EVERY:
                told = seconds
                tell(seconds)
        else:
            return code if code >= 0 else 128 - code


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Ends the tool, if it still runs, and all that it started, which may outlive it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
