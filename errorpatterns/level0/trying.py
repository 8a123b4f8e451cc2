"""Level 0 at the terminal: run a tool, ask what is known of its errors, try it, say how it went.

Nothing that a pattern says is executed: it is shown, or its edits change files of the folder.
"""

import difflib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any
from uuid import uuid4

from errorpatterns.diagnostics import Diagnostic
from errorpatterns.editing.places import Edit, applied, offset_at
from errorpatterns.level0.asking import MAX_BODY, Match, Refused, Service
from errorpatterns.level0.imported import missing
from errorpatterns.level0.meaning import changed_by
from errorpatterns.level0.workspace import (
    MAX_FILE,
    STOPPED,
    Run,
    Source,
    Untouchable,
    Workspace,
)
from errorpatterns.models import Applicability
from errorpatterns.silencing import silences

MAX_FIXES = 20
MAX_CHAIN = 3  # fixes of which each mends what the one before uncovered
FEW, LONGEST_NAME = 3, 60  # new errors that are named, by their code or so much of their message
ON_TOP = "applied on top"
NOT_JUDGED = "not judged, its file was changed meanwhile"
WORD = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
QUOTED = re.compile(rf"(?<=['\"`\u2018\u201c])({WORD.pattern})(?=['\"`\u2019\u201d])")
MAX_SOURCE = 250_000  # characters; the service takes no larger one
APPLIED = (Applicability.MACHINE_APPLICABLE, Applicability.MAYBE_INCORRECT)


@dataclass(frozen=True)
class Known:
    """One error with what is known of it; `why_not` tells why its file is not to be touched,
    `wanted` which names in it other errors of the run propose, and `workspace` where the other
    files are, if they are at hand.
    """

    error: Diagnostic
    source: Source | None
    why_not: str
    matches: list[Match] = field(default_factory=list)
    wanted: frozenset[str] = frozenset()
    workspace: Workspace | None = None


@dataclass(frozen=True)
class Fix:
    """What the edits of a match make of the file that the error is in."""

    known: Known
    match: Match
    source: Source
    data: bytes

    @property
    def mark(self) -> tuple[Any, ...]:
        """What is not to be tried twice."""
        line = self.known.error.line or 1
        lines = self.source.text.split("\n")[line - 1 : line]
        return key_of(self.known.error), self.match.slug, *lines


@dataclass(frozen=True)
class Trial:
    """Fixes that were tried on top of each other: the run that shows that the error is mended, None
    when they were undone, and `why` that was; or what became of the file that somebody changed
    meanwhile.
    """

    tried: Sequence[Fix]
    after: Run | None
    why: str
    met: str


def edited(text: str, edits: Sequence[Mapping[str, Any]]) -> str:
    """`text` after edits of the Language Server Protocol; ValueError where they do not fit it."""
    return applied(text, placed(text, edits))


def placed(text: str, edits: Sequence[Mapping[str, Any]]) -> list[Edit]:
    """Those edits by their offsets, in order; ValueError where they do not fit `text`."""
    try:
        told = sorted(
            Edit(
                place(text, e["range"]["start"]), place(text, e["range"]["end"]), str(e["newText"])
            )
            for e in edits
        )
    except (KeyError, TypeError) as error:
        raise ValueError("these are no edits") from error
    ends = [0, *(edit.end for edit in told)]
    if any(
        edit.start < end or edit.end < edit.start for edit, end in zip(told, ends, strict=False)
    ):
        raise ValueError("they overlap")
    return told


def moved(offset: int, edits: Sequence[Edit]) -> int | None:
    """Where a place of the text stands after the edits; None where they took it out."""
    to = offset
    for edit in edits:
        if edit.start <= offset < edit.end:
            return None
        if edit.end <= offset:
            to += len(edit.text) - (edit.end - edit.start)
    return to


def taken_out(text: str, edits: Sequence[Edit]) -> set[str]:
    """The words that the edits take out and do not put in."""
    gone = {word for edit in edits for word in WORD.findall(text[edit.start : edit.end])}
    return gone - {word for edit in edits for word in WORD.findall(edit.text)}


def proposed(error: Diagnostic, text: str) -> set[str]:
    """The names that the message gives and its line does not, but one that looks like them: what
    was meant where that one stands.
    """
    line = "".join(text.split("\n")[(error.line or 0) - 1 : error.line])
    here = set(WORD.findall(line))
    said = set(QUOTED.findall(error.message))
    return {name for name in said - here if get_close_matches(name, said & here, 1)}


def place(text: str, position: Mapping[str, Any]) -> int:
    line, character = int(position["line"]), int(position["character"])
    if not 0 <= line <= text.count("\n") or character < 0:
        raise ValueError("there is no such line")
    return offset_at(text, line + 1, character + 1)


def fix_of(known: Known, match: Match) -> Fix | str:
    """The fix, or why it is not one to apply."""
    if known.source is None:
        return known.why_not
    if match.declined:
        return match.declined
    if not match.edits:
        return "it is of several files, of which each is mended alone here"
    if match.applicability not in APPLIED:
        return f"its applicability is {match.applicability}, which is unknown here"
    text = known.source.text
    try:
        edits = placed(text, match.edits)
        data = applied(text, edits).encode()
    except ValueError as error:
        return f"its edits do not fit: {error}"
    if data == known.source.data:
        return "it changes nothing"
    if silences(text, data.decode(), known.error.code):
        return "it silences the tool"
    if wanted := known.wanted & taken_out(text, edits):
        return f"it takes out “{min(wanted)}”, which another error proposes"
    if meant := changed_by(text, known.error, edits):
        return meant
    if known.workspace and (
        why_not := missing(known.workspace, known.source.path, text, data.decode())
    ):
        return why_not
    if len(data) >= MAX_FILE:
        return "the file would become too large"
    return Fix(known, match, known.source, data)


def diff_of(fix: Fix, name: str) -> Iterator[str]:
    """Lines of a unified diff."""
    before, after = (data.decode().splitlines() for data in (fix.source.data, fix.data))
    return difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm="")


def key_of(error: Diagnostic) -> tuple[str, ...]:
    """What stays of an error when the lines above it change."""
    return error.tool, error.code, error.message, error.file


def is_mended(error: Diagnostic, before: Run, after: Run) -> bool:
    """Whether there is one less of this error and no new one."""
    return not why_undone(error, before, after)


def why_undone(error: Diagnostic, before: Run, after: Run) -> str:
    """What speaks against a fix between two runs; empty where there is one less of its error and no
    new one. A tool that went another way, or says nothing although it fails, has shown nothing.
    """
    if after.found.cut:
        return "the tool says more than is read"
    if after.code and after.code != before.code:
        return f"the tool ended with {after.code}, and with {before.code} before"
    if after.code and not after.found:
        return "the tool fails and says no error"
    old = Counter(map(key_of, before.found))
    new = Counter(map(key_of, after.found))
    said = ["its error is still there"] if new[key_of(error)] >= old[key_of(error)] else []
    if come := new - old:
        plural = "" if come.total() == 1 else "s"
        said.append(f"{come.total()} new error{plural} ({', '.join(names_of(come))})")
    return " and ".join(said)


def names_of(errors: Iterable[tuple[str, ...]]) -> list[str]:
    """The codes of a few such keys, the message where there is no code."""
    names = [*dict.fromkeys(code or message[:LONGEST_NAME] for _, code, message, _ in errors)]
    return [*names[:FEW], "…"] if len(names) > FEW else names


def uncovered(fix: Fix, before: Run, last: Run, after: Run) -> Diagnostic | None:
    """The only error that was not there `before` all fixes, where the last of them, `fix`, between
    two runs, took its own away. None also where the tool went another way, or just says otherwise
    what it said of the same place.
    """
    error = fix.known.error
    if after.found.cut or after.code != before.code:
        return None
    were, old, new = (Counter(map(key_of, run.found)) for run in (before, last, after))
    come = new - were
    if new[key_of(error)] >= old[key_of(error)] or come.total() != 1 or come.keys() & were.keys():
        return None
    found = next(one for one in after.found if key_of(one) in come)
    gone = (one for one in last.found if key_of(one) in old - new)
    return None if any(is_reworded(one, found, fix) for one in gone) else found


def is_reworded(error: Diagnostic, found: Diagnostic, fix: Fix) -> bool:
    """Whether an error that was there before a fix is found after it in other words: of the same
    code, at its place.
    """
    if (error.tool, error.code, error.file) != (found.tool, found.code, found.file):
        return False
    text = fix.source.text
    was = offset_at(text, error.line or 1, error.column or 1)
    now = offset_at(fix.data.decode(), found.line or 1, found.column or 1)
    return moved(was, placed(text, fix.match.edits)) == now


@dataclass
class Mending:
    """Tries fixes one by one. `run` runs the tool, at most so many seconds if a number is given;
    `tell` is given each fix before it is tried, and what became of it.
    """

    service: Service
    workspace: Workspace
    project: str | None
    run: Callable[[float | None], Run]
    tell: Callable[[Fix, str], None]
    kept: int = 0
    undone: set[tuple[Any, ...]] = field(default_factory=set)
    declined: set[tuple[Any, ...]] = field(default_factory=set)
    not_judged: set[tuple[Any, ...]] = field(default_factory=set)
    id: str = field(default_factory=lambda: uuid4().hex)

    def look(
        self, found: Sequence[Diagnostic], run: Sequence[Diagnostic] | None = None
    ) -> list[Known]:
        """What is known of each of these errors, of all that a run found."""
        rows = [self.read(error) for error in found]
        wanted = self.wanted(rows if run is None else [self.read(error) for error in run])
        known = self.service.matches(self.project, [self.told(row) for row in rows])
        return [
            replace(row, matches=matches, wanted=frozenset(wanted[row.error.file]))
            for row, matches in zip(rows, known, strict=True)
        ]

    def wanted(self, rows: Sequence[Known]) -> Mapping[str, set[str]]:
        """By file, the names that its errors propose."""
        names: defaultdict[str, set[str]] = defaultdict(set)
        for row in rows:
            if row.source is not None:
                names[row.error.file] |= proposed(row.error, row.source.text)
        return names

    def read(self, error: Diagnostic) -> Known:
        if not error.file:
            return Known(error, None, "it names no file")
        try:
            source = self.workspace.source(error.file)
        except Untouchable as reason:
            return Known(error, None, str(reason))
        return Known(error, source, "", workspace=self.workspace)

    def told(self, row: Known) -> dict[str, Any]:
        """As `match` takes it: without what names this machine."""
        told = row.error.told()
        if row.error.file:
            told["file"] = self.workspace.name(row.error.file)
        if row.source is not None and len(row.source.text) <= MAX_SOURCE:
            told["source"] = row.source.text
            if len(json.dumps(told, ensure_ascii=False).encode()) > MAX_BODY:
                del told["source"]
        return told

    def mend(self, run: Run, known: list[Known]) -> tuple[Run, list[Known]]:
        """The last run that counts, and what is known of its errors. Nothing is tried where it said
        more than was read: no run could show that an error is gone.
        """
        limit = 60 + 10 * run.seconds
        while self.goes_on(run) and (fix := self.next(known)):
            try:
                trial = self.attempt(fix, run, limit)
            except Untouchable as reason:
                self.declined.add(fix.mark)
                self.tell(fix, f"declined, {reason}")
                continue
            if trial.met:
                self.not_judged.update(each.mark for each in trial.tried)
                # Somebody is at work here: what is tried next is not to be held against what was.
                run = self.run(limit)
                known = self.look(run.found)
                continue
            after = trial.after
            for each in trial.tried:
                self.tell(each, f"undone, {trial.why}" if after is None else "kept")
                self.report(each, success=after is not None)
                if after is None:
                    self.undone.add(each.mark)
                else:
                    self.kept += 1
            if after is not None:
                run, known = after, self.look(after.found)
        return run, known

    def goes_on(self, run: Run) -> bool:
        return not run.found.cut and run.code != STOPPED and self.done < MAX_FIXES

    @property
    def done(self) -> int:
        return self.kept + len(self.undone) + len(self.not_judged)

    def next(self, known: Sequence[Known]) -> Fix | None:
        over = self.undone | self.declined | self.not_judged
        fixes = (fix_of(one, match) for one in known for match in one.matches)
        return next((fix for fix in fixes if isinstance(fix, Fix) and fix.mark not in over), None)

    def attempt(self, fix: Fix, before: Run, limit: float) -> Trial:
        """The fixes that were tried, and what that showed.

        A right fix may uncover an error that the first one hid, in the same expression or where the
        tool stops at the first. Where its own error is gone and one other has come, in the same
        file, which the service knows a fix for, that is tried on top: all are kept, or none.
        """
        tried: list[Fix] = []
        following: Fix | None = fix
        undo, why, met, last, after = True, "", "", before, before
        try:
            while undo and following:
                self.workspace.change(following.source, following.data)
                tried.append(following)
                self.tell(following, ON_TOP if tried[1:] else "applied")
                last, after = after, self.run(limit)
                if not self.workspace.holds(following.source.path, following.data):
                    # Which text the tool saw is not known.
                    met = "it is as it was"
                    break
                why = why_undone(fix.known.error, before, after)
                undo = bool(why)
                following = self.following(tried, before, last, after) if undo else None
        except Untouchable:
            # Of a later one somebody else has changed the file: all that was done goes.
            undo = bool(tried)
            if not tried:
                raise
        finally:
            # Also when somebody stops it, even while it writes.
            if undo:
                met = self.workspace.restore(fix.source, (tried or [fix])[-1].data) or met
            if met:
                self.tell(fix, f"{NOT_JUDGED}: {met}")
        return Trial(tried, None if undo else after, why, met)

    def following(self, tried: Sequence[Fix], before: Run, last: Run, after: Run) -> Fix | None:
        """What to try on top of those that were `tried`, the last of them between two runs.

        It is of no error that was there before the first, or was to be mended by one of them: else
        two fixes could undo each other for ever. All of them together silence nothing either.
        """
        if len(tried) >= MAX_CHAIN or self.done + len(tried) >= MAX_FIXES:
            return None
        error = uncovered(tried[-1], before, last, after)
        if error is None or key_of(error) in [key_of(each.known.error) for each in tried]:
            return None
        [known] = self.look([error], after.found)
        fix = self.next([known])
        first = tried[0].source
        if fix is None or fix.source.path != first.path or fix.source.data != tried[-1].data:
            return None
        return None if silences(first.text, fix.data.decode(), error.code) else fix

    def report(self, fix: Fix, success: bool) -> None:
        """Without a project there is no receipt, and so nothing to tell."""
        if fix.match.receipt is None:
            return
        number = self.kept + len(self.undone) + 1
        try:
            self.service.report(fix.match, success, f"level0:{self.id}:{number}")
        except Refused as error:
            self.tell(fix, f"not reported: {error}")


def standing(known: Sequence[Known], undone: set[tuple[Any, ...]]) -> Counter[str]:
    """How many errors are unknown, and of how many known ones a fix was undone, or none tried."""
    counts: Counter[str] = Counter()
    for one in known:
        fixes = [fix_of(one, match) for match in one.matches]
        tried = any(isinstance(fix, Fix) and fix.mark in undone for fix in fixes)
        counts["unknown"] += not one.matches
        counts["tried"] += tried
        counts["declined"] += bool(one.matches) and not tried
    return counts
