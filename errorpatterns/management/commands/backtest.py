"""`manage.py backtest`: what a team's own history would have taught, before anything is kept."""

import hashlib
import json
import shlex
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_date, parse_datetime

from errorpatterns.backtest import Unusable, keeping, logs, pairs
from errorpatterns.backtest.picture import picture
from errorpatterns.backtest.recording import Ran, Recording
from errorpatterns.backtest.replay import Replay
from errorpatterns.backtest.report import Report, page
from errorpatterns.backtest.repository import Repository
from errorpatterns.backtest.state import State
from errorpatterns.backtest.throwaway import replayed
from errorpatterns.level0.workspace import INTERRUPTED, stoppable
from errorpatterns.management.commands.level0 import plain

NO_SOURCE = (
    "Say what builds, checks or tests it: `backtest PATH -- ruff check .`, or --run once for each "
    f"of several commands. For a CI's logs PATH is a folder with {logs.NAME}; see docs/backtest.md."
)
STOPPED = "Stopped. What was run is kept: the same command goes on there."


class Command(BaseCommand):
    help = (
        "Learns from what failed and then passed in a history, the older 70 % of it, and shows "
        "what of the newer would have been recognised and mended. Nothing is executed but the "
        "commands given, each commit in a temporary folder; nothing is kept unless --keep says so."
    )
    requires_system_checks = ()
    tool: Sequence[str] = ()

    def run_from_argv(self, argv: list[str]) -> None:
        """What stands after `--` is a command, options and all."""
        if "--" in argv:
            at = argv.index("--")
            argv, self.tool = argv[:at], argv[at + 1 :]
        super().run_from_argv(argv)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help=f"a git repository, or a folder with {logs.NAME}")
        parser.add_argument(
            "--run", action="append", default=[], metavar="COMMAND", help="instead of `-- COMMAND`"
        )
        parser.add_argument("--repo", help="the git repository that logs of a CI belong to")
        parser.add_argument("--ref", default="HEAD", help="the last commit, else the current one")
        parser.add_argument("--commits", type=int, default=200, help="at most so many (200)")
        parser.add_argument("--since", help="no older ones: 2026-05-01")
        parser.add_argument("--timeout", type=float, default=600, help="seconds a run (600)")
        parser.add_argument("--fresh", action="store_true", help="forget what was run before")
        parser.add_argument(
            "--verify", action="store_true", help="run the command on what is offered"
        )
        parser.add_argument("--keep", action="store_true", help="offer what is learned for review")
        parser.add_argument("--project", help="with --keep: for which project")
        parser.add_argument("--account", help="with --keep: whose it is, else the operator's")
        parser.add_argument("--json", action="store_true", help="the report as JSON")
        parser.add_argument("--svg", metavar="FILE", help="write the curve as a picture, too")
        parser.usage = "%(prog)s PATH [options] [-- COMMAND …]"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with stoppable():
                report = self.report(options)
        except Unusable as error:
            raise CommandError(plain(str(error))) from error
        except KeyboardInterrupt as stopped:
            raise CommandError(STOPPED, returncode=INTERRUPTED) from stopped
        told = json.dumps(report.as_json(), indent=2) if options["json"] else page(report)
        self.stdout.write(plain(told))
        if options["svg"]:
            self.draw(report, options["svg"])

    def draw(self, report: Report, name: str) -> None:
        if not report.is_enough:
            self.tell(f"{name} is not written: there is too little history")
            return
        try:
            Path(name).write_text(picture(report.replay.curve), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}") from error

    def report(self, options: dict[str, Any]) -> Report:
        path = Path(options["path"])
        commands = commands_of(options["run"], self.tool)
        check(options, commands, path)
        repository = Repository(path if commands else Path(options["repo"]))
        recording = Recording(repository, commands, options["timeout"], self.tell)
        project = (
            keeping.project_for(options["project"], options["account"]) if options["keep"] else None
        )
        with recording.state.held(fresh=options["fresh"]):
            runs = self.runs(recording, path, options)
            left_out: Counter[str] = Counter()
            found = pairs.found(runs, repository, left_out)
            done = self.replayed(found, recording.state)
            verified = self.verified(recording, runs, found, done) if options["verify"] else None
        kept = None
        if project is not None:
            kept = keeping.keep(found, project, self.counting("kept", len(found)))
        return Report(runs, len(found), left_out, done, verified, kept, unshallow(repository, runs))

    def runs(self, recording: Recording, path: Path, options: dict[str, Any]) -> list[Ran]:
        if not recording.commands:
            return logs.recorded(path, recording.repository)
        since = time_of(options["since"]) if options["since"] else None
        commits = recording.repository.commits(options["ref"], options["commits"], since)
        if not commits:
            raise Unusable("There are no commits since then: give an earlier day.")
        if commits[0].sha in recording.repository.cut_at:
            # Before hours of running what is there.
            self.tell(recording.repository.unshallow)
        return list(recording.runs(commits))

    def replayed(self, found: Sequence[pairs.Pair], state: State) -> Replay:
        """What came of it, now or when the same pairs were there before."""
        if not found:
            return Replay(0, 0, 0, [], 0, [])
        told = json.dumps([pair.to_json() for pair in found])
        name = f"compared-{hashlib.sha256(told.encode()).hexdigest()[:20]}"
        if (known := state.read(name)) is not None:
            return Replay.from_json(known)
        self.tell(f"{len(found)} pairs are learned and met in a library of their own")
        folder = state.folder / "library"
        done = replayed(found, folder, self.counting("met and learned", len(found)))
        state.write(name, done.to_json())
        return done

    def verified(
        self, recording: Recording, runs: Sequence[Ran], found: Sequence[pairs.Pair], done: Replay
    ) -> Counter[bool]:
        """How many of the edits offered mend, as the command itself says."""
        known = {(one.commit.sha, one.stream): one for one in runs}
        counts: Counter[bool] = Counter()
        for pair, met in zip(found[done.older :], done.newer, strict=True):
            if met.offered is not None:
                before, error = known[pair.failed, pair.stream], pair.repair.error
                counts[recording.mends(before, error, error["file"], met.offered)] += 1
        return counts

    def counting(self, what: str, total: int) -> Callable[[int], None]:
        """Tells of each tenth that is done."""
        told = 0

        def tell(number: int) -> None:
            nonlocal told
            if number * 10 // total > told:
                told = number * 10 // total
                self.tell(f"{what}: {number} of {total} pairs")

        return tell

    def tell(self, said: str) -> None:
        """Plainly: what the standard error is given otherwise is red."""
        self.stderr.write(plain(said), str)
        self.stderr.flush()


def unshallow(repository: Repository, runs: Sequence[Ran]) -> str:
    """What to do where the history ends only as the clone is shallow; else empty."""
    first = min((one.commit for one in runs), key=lambda one: one.time, default=None)
    return repository.unshallow if first and first.sha in repository.cut_at else ""


def commands_of(texts: Sequence[str], tool: Sequence[str]) -> list[Sequence[str]]:
    try:
        told = [shlex.split(text) for text in texts]
    except ValueError as error:
        raise Unusable(f"--run: {error}.") from error
    return [command for command in (*told, tool) if command]


def check(options: dict[str, Any], commands: Sequence[Any], path: Path) -> None:
    """Unusable for what does not go together, before anything is done."""
    if not path.is_dir():
        raise Unusable(f"There is no folder {path}.")
    has_logs = (path / logs.NAME).is_file()
    if not commands and not has_logs:
        raise Unusable(NO_SOURCE)
    if not commands and not options["repo"]:
        raise Unusable("Logs have no sources: name their git repository with --repo.")
    if not commands and options["verify"]:
        raise Unusable("--verify runs a command, and none is given.")
    if options["keep"] and not options["project"]:
        raise Unusable("--keep needs a project that it is kept for: --project KEY.")
    if options["svg"]:
        check_writable(Path(options["svg"]).resolve())
    if options["commits"] < 2 or options["timeout"] <= 0:
        raise Unusable("--commits is at least 2, and --timeout more than 0.")


def check_writable(path: Path) -> None:
    is_new = not path.exists()
    try:
        path.open("ab").close()
    except OSError as error:
        raise Unusable(f"--svg: {path} cannot be written: {error.strerror}.") from error
    if is_new:
        path.unlink()


def time_of(text: str) -> datetime:
    try:
        day = parse_date(text)
        moment = datetime.combine(day, time.min) if day else parse_datetime(text)
    except ValueError as error:
        raise Unusable(f"--since: {error}.") from error
    if moment is None:
        raise Unusable("--since is a day as 2026-05-01, or a time in ISO 8601.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
