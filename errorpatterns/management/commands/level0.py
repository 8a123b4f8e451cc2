"""`manage.py level0`: a tool's errors, what is known of them, and whether that mends them."""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from textwrap import indent
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from context.gist import shown
from errorpatterns.backtest import Unusable
from errorpatterns.backtest.keeping import project_for
from errorpatterns.backtest.pairs import Pair
from errorpatterns.backtest.report import number, reasons
from errorpatterns.diagnostics.lines import ESCAPES
from errorpatterns.level0.asking import Local, Match, Refused, Remote, Service
from errorpatterns.level0.remembered import Memory
from errorpatterns.level0.trying import (
    MAX_FIXES,
    ON_TOP,
    Fix,
    Known,
    Mending,
    diff_of,
    fix_of,
    standing,
)
from errorpatterns.level0.workspace import (
    INTERRUPTED,
    STOPPED,
    NotRestored,
    Run,
    Untouchable,
    Workspace,
    run,
    stoppable,
)
from projects.models import Account

FEW = 3  # places that are named of those that taught the same
LAST_LINES = 10
# The codes of what cannot be run, as a shell has them.
NOT_RUN, NOT_FOUND = 126, 127
NO_KEY = (
    "The service at --url asks for a key: --key or LEVEL0_KEY. `manage.py key add` there makes one."
)
NO_ACCOUNT = (
    "The database has no account “{}”. `manage.py account list` shows all; `python3 dev.py run` "
    "sets up a first one, “local”. A service elsewhere is asked with --url and --key."
)
CUT = (
    "Nothing is tried: it says more than is read, and no run would show that an error is gone. "
    "Give it a form that says less, or a part of the program."
)
CUT_FIX = "(The fix is cut here: what the error's message puts into it is too long.)"
ENDED = "Nothing is tried: what was ended shows nothing."
TRIAL = "on trial: from another project, unconfirmed"
TRY = "Next: with --apply the diffs above are tried, and what does not mend is undone."
BY_HAND = "Mend what is left by hand: the next run of this command learns from it."
BY_HAND_WITH_PROJECT = (
    "Run it with --project KEY before and after you mend the rest by hand: it learns from that."
)
UNDONE = "Stopped; what was being tried is undone, unless it says otherwise above."
NO_DATABASE = (
    "The database cannot be asked: {}. `python3 dev.py run` sets one up. "
    "A service elsewhere is asked with --url and --key."
)


class Command(BaseCommand):
    help = (
        "Runs a tool and shows what is known of each error that it reports. With --apply tries "
        f"the edits of at most {MAX_FIXES} fixes, keeps those after which the error is gone and no "
        "new one there, undoes the others, and reports how they went. Ends with the tool's last "
        "exit code."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--project",
            help="whose it is; without one nothing can be reported. In the own database it is made",
        )
        parser.add_argument(
            "--url",
            default=os.environ.get("LEVEL0_URL", ""),
            help="of a service; without one this installation's own database is asked",
        )
        parser.add_argument("--key", default=os.environ.get("LEVEL0_KEY", ""), help="for --url")
        parser.add_argument(
            "--account", default="local", help="whose patterns to ask for in the own database"
        )
        parser.add_argument("--apply", action="store_true", help="change files below the folder")
        parser.add_argument(
            "--timeout", type=float, default=600, help="seconds of the first run (600)"
        )
        parser.add_argument("--root", default=".", help="the folder, else the current one")
        parser.add_argument("command", nargs="+", metavar="TOOL", help="after `--`: what to run")
        parser.usage = "%(prog)s [options] -- TOOL ARGS…"

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["timeout"] > 0:
            raise CommandError("--timeout is more than 0.")
        service = service_of(options["url"], options["key"], options["account"])
        self.command, self.limit = options["command"], options["timeout"]
        try:
            root = Path(options["root"]).resolve(strict=True)
            if options["project"] and isinstance(service, Local):
                project_for(options["project"], options["account"])
            workspace = Workspace(root)
            with stoppable(), workspace.held() if options["apply"] else nullcontext():
                code = self.mended(service, workspace, options["project"], options["apply"])
        except (Refused, NotRestored, Untouchable, Unusable) as error:
            raise CommandError(plain(str(error))) from error
        except OSError as error:
            told = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            code = 1
            if error.filename == self.command[0]:
                told += ". Is it installed, and in PATH or named with its folder?"
                code = NOT_FOUND if isinstance(error, FileNotFoundError) else NOT_RUN
            raise CommandError(plain(told), returncode=code) from error
        except KeyboardInterrupt as stopped:
            raise CommandError(UNDONE, returncode=INTERRUPTED) from stopped
        sys.exit(code)

    def mended(
        self, service: Service, workspace: Workspace, project: str | None, apply: bool
    ) -> int:
        """The tool's last exit code."""
        self.workspace = workspace
        self.shown: set[tuple[str, str]] = set()
        mending = Mending(service, workspace, project, self.run, self.tell)
        service.check(project)
        first = last = self.run(self.limit)
        memory = Memory(workspace, self.command, project) if project else None
        if memory:
            left_out: Counter[str] = Counter()
            self.learn(service, memory.mended(first, left_out), memory.project)
            for line in reasons("Gone, and not learned from", left_out):
                self.stdout.write(line)
        known = mending.look(first.found)
        for one in known:
            self.show(one)
        if apply and not project:
            self.stderr.write("Without --project nothing is reported or learned.", str)
        if apply and first.found.cut:
            self.stderr.write(CUT, str)
        elif apply and first.code == STOPPED:
            self.stderr.write(ENDED, str)
        elif apply and mending.next(known):
            # First, so that whoever ends this in the worst moment can find them.
            self.stdout.write(f"The files as they were: {workspace.backup}")
            self.stdout.flush()
            last, known = mending.mend(first, known)
        if memory:
            memory.keep(last)
        self.sum_up(mending, [first, last], known, "declined" if apply else "known")
        for line in next_steps(mending, known, apply=apply):
            self.stdout.write(line)
        return last.code

    def learn(self, service: Service, pairs: Sequence[Pair], project: str) -> None:
        """Teaches what somebody mended since the last run."""
        places: dict[tuple[str, str], list[str]] = {}
        for pair in pairs:
            at = f"{pair.repair.error['file']}:{pair.repair.error.get('line', '')}"
            try:
                name, no_edit = service.teach(pair.repair, project, pair.event)
                said, why = f"learned: {name}", no_edit and f"; no edit: {no_edit}"
            except Refused as error:
                said, why = f"not learned: {error}", ""
            places.setdefault((said, why), []).append(at)
        for (said, why), those in places.items():
            more = f" and {number(len(those) - FEW, 'more place')}" if len(those) > FEW else ""
            self.stdout.write(one_line(f"{said} from {', '.join(those[:FEW])}{more}{why}"))

    def run(self, limit: float | None) -> Run:
        self.progress("running")
        done = run(
            self.command,
            self.workspace.root,
            lambda seconds: self.progress(f"{seconds:.0f} s"),
            limit,
        )
        found = number(len(done.found), "error")
        self.progress(f"ended with {done.code} after {done.seconds:.1f} s, {found}")
        if done.code == STOPPED:
            self.progress(
                "124 is also the code of what is ended, as it takes too long or says too much"
            )
        if done.found.cut:
            self.progress("said more than is read: errors that come later are not seen")
        if done.code and not done.found:
            self.explain(done.last)
        return done

    def explain(self, last: str) -> None:
        """Why it failed stands in its last words, if anywhere."""
        lines = plain(ESCAPES.sub("", last)).strip().splitlines()[-LAST_LINES:]
        if lines:
            self.progress("failed without an error that is known. Its last words:")
            self.stderr.write(indent("\n".join(lines), "    "), str)
        else:
            self.progress("failed and said nothing")

    def progress(self, said: str) -> None:
        """Plainly: what the standard error is given otherwise is red."""
        self.stderr.write(plain(f"{Path(self.command[0]).name}: {said}"), str)

    def show(self, known: Known) -> None:
        """The error, and each fix with its diff or with why it is not one to apply."""
        error = known.error
        file = self.workspace.name(error.file) if error.file else ""
        at = ":".join(str(part) for part in (file, error.line, error.column) if part)
        told = " ".join(part for part in (at, error.code, error.message) if part)
        # What it says further is below it, so that nothing is taken for a line of ours.
        self.stdout.write(plain(told).replace("\n", "\n    "), self.style.WARNING)
        if not known.matches:
            self.stdout.write("  unknown")
        for match in known.matches:
            # What is long and was read once is not read again.
            advice = match.slug, match.text
            text = "as above" if advice in self.shown else told_by(match)
            self.shown.add(advice)
            self.stdout.write(plain(f"  {named(match)}\n{indent(text, '    ')}"))
            fix = fix_of(known, match)
            if isinstance(fix, Fix):
                self.show_diff(fix)
            else:
                self.stdout.write(plain(f"  not to be applied: {fix}"))

    def show_diff(self, fix: Fix) -> None:
        styles = {"+": self.style.SUCCESS, "-": self.style.ERROR, "@": self.style.MIGRATE_HEADING}
        for line in diff_of(fix, self.workspace.name(str(fix.source.path))):
            self.stdout.write(f"      {one_line(line)}", styles.get(line[0]))

    def tell(self, fix: Fix, said: str) -> None:
        if said == ON_TOP:
            # What nobody has seen yet.
            self.show(fix.known)
        at = self.workspace.name(str(fix.source.path))
        self.stdout.write(
            one_line(f"{said}: {named(fix.match)} at {at}:{fix.known.error.line or ''}")
        )

    def sum_up(self, mending: Mending, runs: list[Run], known: list[Known], left: str) -> None:
        before, after = (f"{'' if run.is_whole else 'at least '}{len(run.found)}" for run in runs)
        counts = standing(known, mending.undone | mending.not_judged)
        tried = f"{counts['tried']} tried, " if counts["tried"] else ""
        unjudged = f", {len(mending.not_judged)} not judged" if mending.not_judged else ""
        self.stdout.write(
            f"Errors: {before} before, {after} after. "
            f"Fixes: {mending.kept} kept, {len(mending.undone)} undone{unjudged}. "
            f"Left: {tried}{counts['declined']} {left}, {counts['unknown']} unknown."
        )


def service_of(url: str, key: str, account: str) -> Service:
    """CommandError where there is none to ask."""
    if url:
        if not key:
            raise CommandError(NO_KEY)
        try:
            return Remote(url, key)
        except Refused as error:
            raise CommandError(str(error)) from error
    try:
        return Local(Account.objects.get(name=account))
    except Account.DoesNotExist as error:
        raise CommandError(NO_ACCOUNT.format(account)) from error
    except DatabaseError as error:
        raise CommandError(NO_DATABASE.format(error)) from error


def next_steps(mending: Mending, known: Sequence[Known], *, apply: bool) -> Iterator[str]:
    if not apply and mending.next(known):
        yield TRY
    if known:
        yield BY_HAND if mending.project else BY_HAND_WITH_PROJECT


def named(match: Match) -> str:
    return f"{match.slug} ({TRIAL})" if match.trial else match.slug


def told_by(match: Match) -> str:
    return f"{match.text}\n{CUT_FIX}" if match.is_cut else match.text


def plain(text: str) -> str:
    """With what a terminal would obey rather than show, or shows as nothing, told by its code
    point: else a text could read otherwise than it is.
    """
    return "".join(shown(one, kept="\t\n") for one in text)


def one_line(text: str) -> str:
    """Plain, and nothing that could be taken for another line."""
    return "".join(shown(one, kept="\t") for one in text)
