"""Failures that a later commit no longer has, each with what was changed: pairs to learn from.

Nothing is guessed: where it cannot be told which change mended an error, there is no pair, and why
is counted.
"""

import hashlib
import json
import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from itertools import accumulate
from typing import Any, Protocol

from context.models import Source
from errorpatterns.backtest.attribution import (
    UNCLEAR,
    Attribution,
    Undecided,
    lines_of,
    naming,
)
from errorpatterns.backtest.changes import MAX_LINES, Changes, Edit, made
from errorpatterns.backtest.configs import differ, is_config
from errorpatterns.backtest.recording import Ran
from errorpatterns.diagnostics import Diagnostic
from errorpatterns.fixes import infer_category
from errorpatterns.level0.trying import key_of
from errorpatterns.silencing import silences
from projects.repairs import Repair

# So many lines changed besides the error's own are more than a mend of it.
MAX_BESIDE = 20
MAX_TAKEN_OUT = 3
GONE = "its file is gone"
# Texts of so many are in memory, and so many learned in minutes.
MAX_PAIRS = 2_000
MAX_TEXTS = 50_000_000  # characters of all files as they became


@dataclass(frozen=True)
class Pair:
    """A `repair` of an error of the commit `failed`, made by `passed`; `source` is the file that
    has the error, empty where it is none of the repository.
    """

    repair: Repair
    source: str
    failed: str
    passed: str
    time: datetime
    stream: str

    @property
    def event(self) -> str:
        """The name of what happened: the same however often it is found."""
        error = self.repair.error
        at = [error.get(name) for name in ("tool", "code", "message", "file", "line", "column")]
        told = json.dumps([self.failed, self.passed, self.stream, *at])
        return f"backtest:{hashlib.sha256(told.encode()).hexdigest()}"

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"time": self.time.isoformat()}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Pair":
        time = datetime.fromisoformat(told["time"])
        return cls(**{**told, "time": time, "repair": Repair(**told["repair"])})


class Texts(Protocol):
    """The files of commits, by their names: what differs in a `tree` was changed."""

    @property
    def prefix(self) -> str: ...

    def tree(self, sha: str, /) -> Mapping[str, Any]: ...

    def text(self, sha: str, path: str, /) -> str | None: ...

    def renamed(self, before: str, after: str, /) -> Mapping[str, str]: ...


class NoPair(Exception):
    """Why an error that is gone teaches nothing."""


def found(runs: Iterable[Ran], repository: Texts, left_out: Counter[str]) -> list[Pair]:
    """All pairs, those of one commit together, in the order of the runs; `left_out` counts why
    other errors that went are none.
    """
    pairs: list[Pair] = []
    last: dict[str, Ran] = {}
    for run in runs:
        if run.silent:
            continue
        before = last.get(run.stream)
        last[run.stream] = run
        if before is not None and before.commit.sha != run.commit.sha:
            pairs += Passing(before, run, repository).pairs(left_out)
            shed(pairs, left_out)
    order = {pair.passed: number for number, pair in reversed(list(enumerate(pairs)))}
    return sorted(pairs, key=lambda pair: order[pair.passed])


def shed(pairs: list[Pair], left_out: Counter[str]) -> None:
    """Takes out the first that are too many, or too much, for those after them."""
    sizes = accumulate(len(pair.repair.fix["after"]) for pair in reversed(pairs))
    kept = sum(number <= MAX_PAIRS and size <= MAX_TEXTS for number, size in enumerate(sizes, 1))
    if older := len(pairs) - kept:
        left_out["it is older than what is learned at once"] += older
        del pairs[:older]


@dataclass(frozen=True)
class Passing:
    """From one run to the next of the same command."""

    before: Ran
    after: Ran
    repository: Texts

    def pairs(self, left_out: Counter[str]) -> Iterator[Pair]:
        for error in self.gone:
            try:
                yield self.pair(error)
            except NoPair as why:
                left_out[str(why)] += 1
        if unclear := self.fewer.total() - len(self.gone):
            left_out["it cannot be told which of several alike is gone"] += unclear

    @cached_property
    def fewer(self) -> Counter[tuple[str, ...]]:
        """By how many each kind of error has become fewer."""
        return Counter(map(key_of, self.before.errors)) - Counter(map(key_of, self.after.errors))

    @cached_property
    def new(self) -> Counter[tuple[str, ...]]:
        return Counter(map(key_of, self.after.errors)) - Counter(map(key_of, self.before.errors))

    @cached_property
    def gone(self) -> Sequence[Diagnostic]:
        """Of several that are alike, those at whose lines something was changed; as many as there
        are fewer, or none.
        """
        alike: dict[tuple[str, ...], list[Diagnostic]] = defaultdict(list)
        for error in self.before.errors:
            if self.fewer[key_of(error)]:
                alike[key_of(error)].append(error)
        return [error for key, some in alike.items() for error in self.chosen(key, some)]

    def chosen(self, key: tuple[str, ...], some: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
        if len(some) == self.fewer[key]:
            return some
        try:
            known = self.changes(self.place(some[0]))
        except NoPair:
            return []
        left = [
            known.old_line(one.line - 1)
            for one in self.after.errors
            if one.line and key_of(one) == key
        ]
        gone = [one for one in some if (one.line or 0) - 1 not in left]
        if len(gone) == self.fewer[key]:
            return gone
        attribution = Attribution(known, some)
        touched = [one for one in some if attribution.on_lines(one)]
        return touched if len(touched) == self.fewer[key] else []

    def pair(self, error: Diagnostic) -> Pair:
        if self.before.code and self.after.code and self.before.code != self.after.code:
            raise NoPair("the command then failed in another way")
        if len(self.after.errors) == 1 and self.new:
            raise NoPair("the command may have stopped at another error before")
        if any(file == error.file for _, _, _, file in self.new):
            raise NoPair("its file then had another error")
        if self.is_stopped:
            raise NoPair("the command may have stopped at another error before")
        place = self.place(error)
        if place in self.renamed and any(
            self.name(one.file) == self.renamed[place] for one in self.after.errors if one.file
        ):
            # By their files' names all that it left seem to be gone.
            raise NoPair("its file then had another error")
        before = self.repository.text(self.before.commit.sha, place) if place else None
        if self.is_changed(place):
            fix = {"file": place, "before": before or "", "after": self.mended(error, place)}
            self.check_that_it_still_speaks(error)
        else:
            fix = self.elsewhere(error)
        if silences(fix["before"], fix["after"], error.code):
            raise NoPair("it was silenced, not mended")
        told = {**error.told(), "file": place} if place else error.told()
        is_test = error.tool in ("pytest", "go test") and not self.after.code
        repair = Repair(told, fix, Source.TEST.value if is_test else Source.TOOL.value)
        return Pair(
            repair,
            before or "",
            self.before.commit.sha,
            self.after.commit.sha,
            self.after.commit.time,
            self.before.stream,
        )

    @cached_property
    def is_stopped(self) -> bool:
        """Whether a new error is of the kind that keeps a tool from looking any further."""
        return any(
            key_of(one) in self.new
            and (not one.file or infer_category(one.message, one.code, one.tool) == "syntax")
            for one in self.after.errors
        )

    def check_that_it_still_speaks(self, error: Diagnostic) -> None:
        """NoPair where not only what was changed at the error took it away."""
        if self.is_told_otherwise(error.tool):
            raise NoPair("the configuration of the tool was changed as well")
        for one in self.untouched:
            if one.tool == error.tool and one.code == error.code != "":
                raise NoPair("others of its kind went that nobody touched")
            if self.after.code and not self.is_named(one):
                raise NoPair("the command may have stopped before")

    @cached_property
    def untouched(self) -> Sequence[Diagnostic]:
        """The errors that are gone though their files are there as they were."""
        there = self.repository.tree(self.after.commit.sha)
        places = [(one, self.place(one)) for one in self.gone]
        return [one for one, at in places if at in there and not self.is_changed(at)]

    def is_named(self, error: Diagnostic) -> bool:
        """Whether what was changed beside other errors has a word that this one quotes."""
        places = {self.place(one) for one in self.gone} - {""}
        return any(
            naming(self.changes(at).edits, error.message)
            for at in places
            if self.is_changed(at) and at in self.repository.tree(self.after.commit.sha)
        )

    def is_told_otherwise(self, tool: str) -> bool:
        if tool not in self.told_otherwise:
            before, after = (
                {
                    name: self.repository.text(run.commit.sha, name)
                    for name in self.repository.tree(run.commit.sha)
                    if is_config(tool, name)
                }
                for run in (self.before, self.after)
            )
            self.told_otherwise[tool] = differ(tool, before, after)
        return self.told_otherwise[tool]

    @cached_property
    def told_otherwise(self) -> dict[str, bool]:
        return {}

    def place(self, error: Diagnostic) -> str:
        """Its file as the repository names it; empty for none."""
        name = self.name(error.file)
        return name if error.file and name in self.repository.tree(self.before.commit.sha) else ""

    def name(self, file: str) -> str:
        return posixpath.normpath(posixpath.join(self.repository.prefix, file))

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """Files with errors, that are gone, by the names that they have then. In another folder,
        or of another kind, a tool may read them by other rules, or not at all.
        """
        there = self.repository.tree(self.after.commit.sha)
        if all(self.place(one) in there for one in self.gone if self.place(one)):
            return {}
        known = self.repository.renamed(self.before.commit.sha, self.after.commit.sha)
        return {old: new for old, new in known.items() if kind_of(old) == kind_of(new)}

    def is_changed(self, place: str) -> bool:
        """Whether the file was changed, or is gone."""
        old, new = (self.repository.tree(run.commit.sha) for run in (self.before, self.after))
        return bool(place) and new.get(place) != old[place]

    def mended(self, error: Diagnostic, place: str) -> str:
        """The file with what belongs to this error, and nothing else that was changed."""
        attribution = self.attribution(place)
        try:
            own = attribution.of(error)
        except Undecided as why:
            raise NoPair(str(why)) from why
        if place in self.renamed and not set(own) & set(attribution.on_lines(error)):
            raise NoPair(GONE)
        check_that_it_is_a_mend(attribution, own, error)
        return made(attribution.changes.before, own)

    def attribution(self, place: str) -> Attribution:
        if place not in self.attributions:
            errors = [one for one in self.gone if self.place(one) == place]
            is_all = self.differing == {place}
            self.attributions[place] = Attribution(self.changes(place), errors, is_all=is_all)
        return self.attributions[place]

    @cached_property
    def attributions(self) -> dict[str, Attribution]:
        return {}

    def changes(self, place: str) -> Changes:
        if place not in self.known:
            self.known[place] = Changes(*self.texts(place))
        return self.known[place]

    @cached_property
    def known(self) -> dict[str, Changes]:
        return {}

    def texts(self, place: str) -> tuple[str, str]:
        there = place if place in self.repository.tree(self.after.commit.sha) else ""
        if not (there := there or self.renamed.get(place, "")):
            raise NoPair(GONE)
        old = self.repository.text(self.before.commit.sha, place)
        new = self.repository.text(self.after.commit.sha, there)
        if old is None or new is None or max(old.count("\n"), new.count("\n")) > MAX_LINES:
            raise NoPair("its file is no text, or too large")
        return old, new

    @cached_property
    def differing(self) -> set[str]:
        """All files that were changed, added or taken out."""
        old, new = (self.repository.tree(run.commit.sha) for run in (self.before, self.after))
        return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}

    def elsewhere(self, error: Diagnostic) -> dict[str, Any]:
        """The one file that was changed, if the error has something to do with it: what failed by
        chance passes with any change.
        """
        if len(self.differing) != 1:
            raise NoPair("nothing in its file was changed")
        [name] = self.differing
        if name not in self.repository.tree(self.before.commit.sha):
            raise NoPair("nothing in its file was changed")
        known = self.attribution(name)
        edits = known.edits
        told = f"{error.message}\n{error.stack}"
        if not (named := naming(edits, error.message)) and name not in told:
            raise NoPair("nothing in its file was changed")
        if len(edits) > 1 and len(named) != 1:
            raise NoPair(UNCLEAR)
        own = known.with_needed(named or edits)
        return {
            "file": name,
            "before": known.changes.before,
            "after": made(known.changes.before, own),
        }


def kind_of(path: str) -> tuple[str, str]:
    return posixpath.dirname(path), posixpath.splitext(path)[1]


def check_that_it_is_a_mend(known: Attribution, own: Sequence[Edit], error: Diagnostic) -> None:
    """NoPair where the edits do more to the code than mend the error."""
    around = known.taken_out_with(own)
    both = [*own, *around]
    is_taken_out = not any(edit.put.strip() for edit in own)
    limit = MAX_TAKEN_OUT if made(known.changes.before, both).strip() else 0
    if is_taken_out and lines_beside(known, both, error) > limit:
        raise NoPair("the code around it was taken out")
    if lines_beside(known, own, error) > MAX_BESIDE:
        raise NoPair("the code around it was rewritten")


def lines_beside(known: Attribution, some: Sequence[Edit], error: Diagnostic) -> int:
    """How many lines are changed besides the error's own."""
    first, end = lines_of(error) if error.line else (0, 1)
    return known.size_of(some) - (end - first)
