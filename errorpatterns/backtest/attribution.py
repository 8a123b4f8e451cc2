"""Which of the edits of a file mended which of the errors that are gone from it.

An error has the edits that are nearest: at its place, else on its lines, else the one that names
what its message quotes or that is put in beside it; the others of the operand that its place is
in, where nothing else was done; and what these cannot be without. Edits that are no error's are
nobody's. Where it cannot be told, nothing is.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from errorpatterns.backtest.changes import Changes, Edit, Part, made, words_in
from errorpatterns.diagnostics import Diagnostic
from errorpatterns.editing.imports import LINE
from errorpatterns.editing.operands import call_around, operand
from errorpatterns.editing.syntax import is_read
from errorpatterns.editing.tokens import KEYWORDS
from errorpatterns.mending import Position

_QUOTED = re.compile(r"[`'\"\u2018\u201c]([\w.@/-]{2,})[`'\"\u2019\u201d]")
_NAME = re.compile(r"[\w.@/-]{2,}")
_TOKEN = re.compile(r"\w+|[^\w\s]")
UNCLEAR = "it cannot be told which change mended it"
MORE = "it cannot be told what else belongs to its change"


class Place(NamedTuple):
    """Characters of the old text."""

    start: int
    end: int


class Undecided(Exception):
    """Why it cannot be told which edits are an error's."""


def lines_of(error: Diagnostic) -> tuple[int, int]:
    """Its lines from 0, and the one behind them."""
    first = (error.line or 1) - 1
    return first, max(first + 1, error.end_line or 0)


def naming(edits: Iterable[Edit], message: str) -> list[Edit]:
    """Those that have a word which the message quotes."""
    quoted = set(_QUOTED.findall(message))
    return [
        edit
        for edit in edits
        if quoted & {name for part in edit.parts for name in _NAME.findall(part.taken)}
        or quoted & {name for part in edit.parts for name in _NAME.findall(part.put)}
    ]


class Attribution:
    """Of one file's `changes` to the `errors` that are gone from it. `is_all` tells that nothing
    else was changed anywhere.
    """

    def __init__(
        self, changes: Changes, errors: Sequence[Diagnostic], *, is_all: bool = False
    ) -> None:
        self.changes, self.is_all = changes, is_all
        self.errors = [error for error in errors if error.line]
        self.edits = changes.edits

    def of(self, error: Diagnostic) -> list[Edit]:
        """What belongs to the error, in its order. Raises Undecided."""
        nearest = self.nearest(error)
        own = self.with_needed(nearest)
        if self.is_wide(error, nearest) and any(
            edit not in self.known and not edit.is_of_looks for edit in self.edits
        ):
            # Who changed more than errors asked for may have changed more of the operand, too.
            raise Undecided(MORE)
        if any(self.may_belong(edit, own) for edit in self.nobodys if edit not in own):
            raise Undecided(MORE)
        if not self.stands_alone(own):
            raise Undecided(MORE)
        return own

    def nearest(self, error: Diagnostic) -> list[Edit]:
        """The edits that mended it, without what these need. Raises Undecided."""
        there = self.around.get(error, [])
        around = [edit for edit in there if edit.renaming not in self.renamed]
        try:
            own = self.closest(error)
        except Undecided:
            if not around or not self.claimed.isdisjoint(around):
                raise
            return around
        if not {*self.touching.get(error, []), *around}.isdisjoint(own):
            more = {edit for edit in around if edit not in self.claimed}
            return [edit for edit in self.edits if edit in own or edit in more]
        return own

    def closest(self, error: Diagnostic) -> list[Edit]:
        """Those that are nearer to it than any other. Raises Undecided."""
        if brought := self.bringing(error):
            return brought
        if here := self.at_place(error):
            return here
        for found in (self.on_lines(error), naming(self.edits, error.message), self.beside(error)):
            if len(found) == 1:
                return found
            free = [edit for edit in found if edit not in self.taken]
            if len(free) == 1:
                return free
        if self.is_all and len(self.edits) == 1:
            return self.edits
        raise Undecided(UNCLEAR)

    def bringing(self, error: Diagnostic) -> list[Edit]:
        """The one import of the name at the error's place, which is as it was."""
        span = self.span(error)
        if span is None:
            return []
        name = self.changes.before[span.start : span.end]
        if name not in _QUOTED.findall(error.message):
            return []
        if any(span.start < p.end and p.start < span.end for e in self.edits for p in e.parts):
            return []
        found = [
            edit
            for edit in self.edits
            if name in edit.words_put and name not in words_in(edit.taken) and self.imports(edit)
        ]
        return found if len(found) == 1 else []

    def imports(self, edit: Edit) -> bool:
        """Whether it puts something into an import, or one in."""
        new = self.changes.after
        lines = (
            new[new.rfind("\n", 0, part.at) + 1 :].partition("\n")[0]
            for part in edit.parts
            if part.put.strip()
        )
        return all(LINE.match(line) for line in lines)

    def at_place(self, error: Diagnostic) -> list[Edit]:
        """Those that change what the tool points at, or touch it; not those that a tool points at
        more closely.
        """
        here = self.touching.get(error, [])
        span = self.span(error)
        closer = [
            other
            for other in self.errors
            if (inner := self.span(other)) and inner != span and is_within(inner, span)
        ]
        others = {
            edit
            for other in closer
            for edit in self.touching[other]
            if all(is_within(part_span(part), self.span(other)) for part in edit.parts)
        }
        here = [edit for edit in here if edit not in others] or here
        if any(self.covers(edit, error) for edit in here):
            # What only adjoins the place, and is at another's, is the other's.
            here = [edit for edit in here if self.covers(edit, error) or not self.is_at(edit)]
        return [edit for edit in here if edit.renaming not in self.renamings] or here

    def covers(self, edit: Edit, error: Diagnostic) -> bool:
        """Whether it changes something of the error's place."""
        span = self.span(error)
        return span is not None and any(
            start < span.end and span.start < end for start, end in map(part_span, edit.parts)
        )

    def is_at(self, edit: Edit) -> bool:
        """Whether it changes something of the place of any error."""
        return any(self.covers(edit, error) for error in self.errors)

    @cached_property
    def around(self) -> dict[Diagnostic, list[Edit]]:
        """On its lines, those that change or touch the operand that the tool points into, or the
        call that it is an argument of. Of several errors on a line it is not told whose they are;
        nor what is done to the other arguments, or to what else is compared or assigned: the
        place of the error says nothing of these.
        """
        return {
            error: [] if self.has_company(error) else self.at_operand(error)
            for error in self.errors
        }

    def has_company(self, error: Diagnostic) -> bool:
        low, high = lines_of(error)
        others = [lines_of(other) for other in self.errors if other is not error]
        return any(start < high and low < end for start, end in others)

    def at_operand(self, error: Diagnostic) -> list[Edit]:
        span = self.span(error)
        if span is None or span.start == span.end:
            return []
        old = self.changes.old
        own = operand(old, old.at(span.start), old.at(span.end))
        call = call_around(old, own[0])
        places = [Place(old.offset(low), old.offset(high)) for low, high in (own, *(call or ()))]

        def is_there(part: Part) -> bool:
            is_outside = call and not is_within(part_span(part), places[2])
            return self.touch(part, places[0]) or bool(is_outside and self.touch(part, places[1]))

        return [
            edit
            for edit in self.edits
            if not edit.is_of_looks
            and all(
                self.is_on(part, error) and not part.is_of_lines and is_there(part)
                for part in edit.parts
            )
        ]

    @cached_property
    def renamed(self) -> set[tuple[str, str]]:
        """Names that became another at several places, and not at errors alone."""
        at_errors = {edit for some in self.around.values() for edit in some}
        others = {edit.renaming for edit in self.edits if edit not in at_errors}
        return {renaming for renaming in self.renamings if renaming in others}

    def is_wide(self, error: Diagnostic, own: Sequence[Edit]) -> bool:
        """Whether not all of them are nearest by themselves."""
        try:
            return self.closest(error) != list(own)
        except Undecided:
            return True

    def on_lines(self, error: Diagnostic) -> list[Edit]:
        return [edit for edit in self.edits if any(self.is_on(p, error) for p in edit.parts)]

    def is_on(self, part: Part, error: Diagnostic) -> bool:
        first, end = lines_of(error)
        low, high = self.lines(part)
        return error.line is not None and low < end and high > first

    def lines(self, part: Part) -> tuple[int, int]:
        """The lines that it changes, none where it puts in some."""
        low = self.changes.line_at(part.start)
        if part.is_of_lines:
            return low, low + part.taken.count("\n")
        return low, self.changes.line_at(part.end) + 1

    def beside(self, error: Diagnostic) -> list[Edit]:
        """Lines that are put in directly above it, or below it."""
        if not error.line:
            return []
        return [
            edit
            for edit in self.edits
            if not edit.taken
            and edit.parts[0].is_of_lines
            and self.lines(edit.parts[0])[0] in lines_of(error)
        ]

    @cached_property
    def touching(self) -> dict[Diagnostic, list[Edit]]:
        return {
            error: [edit for edit in self.edits if any(self.touches(p, error) for p in edit.parts)]
            for error in self.errors
        }

    def touches(self, part: Part, error: Diagnostic) -> bool:
        span = self.span(error)
        return span is not None and self.touch(part, span)

    def touch(self, part: Part, span: Place) -> bool:
        start, end = part_span(part)
        if (start < span.end and span.start < end) or span.start < start == end < span.end:
            return True
        if part.is_of_lines:
            return False
        low, high = (end, span.start) if end <= span.start else (span.end, start)
        return not self.changes.before[low:high].strip(" \t")

    def span(self, error: Diagnostic) -> Place | None:
        """Where the error is; the word there, where the tool does not say how far."""
        if error not in self.spans:
            self.spans[error] = self.told_span(error)
        return self.spans[error]

    @cached_property
    def spans(self) -> dict[Diagnostic, Place | None]:
        return {}

    def told_span(self, error: Diagnostic) -> Place | None:
        text = self.changes.before
        found = Position.of(error.told()).span(text, _QUOTED.findall(error.message))
        if found is None:
            return None
        if found.end is not None and found.end > found.start:
            return Place(found.start, found.end)
        at = self.changes.old.at(found.start + 1) - 1
        if not 0 <= at < len(self.changes.old):
            return Place(found.start, found.start)
        token = self.changes.old[at]
        end = token.start if token.kind == "newline" else token.end
        return Place(min(found.start, end), end)

    @cached_property
    def taken(self) -> set[Edit]:
        """Those at the place of an error."""
        return {edit for error in self.errors for edit in self.touching[error]}

    @cached_property
    def claimed(self) -> set[Edit]:
        return self.all_of(self.closest)

    @cached_property
    def known(self) -> set[Edit]:
        """Those that are an error's, with what they need."""
        return self.all_of(lambda error: self.with_needed(self.nearest(error)))

    @cached_property
    def nobodys(self) -> list[Edit]:
        """Those that no error is nearest to."""
        somebodys = self.all_of(self.nearest)
        return [edit for edit in self.edits if edit not in somebodys]

    def all_of(self, told: Callable[[Diagnostic], Iterable[Edit]]) -> set[Edit]:
        """What is told of all errors of which it can be."""
        found: set[Edit] = set()
        for error in self.errors:
            try:
                found.update(told(error))
            except Undecided:
                continue
        return found

    def with_needed(self, own: Sequence[Edit]) -> list[Edit]:
        """With what they cannot be without: what has a new name of theirs, what they moved, and the
        other places of a name that became another. Raises Undecided.
        """
        found = list(own)
        for one in found:
            found += [edit for edit in self.edits if edit not in found and self.needs(one, edit)]
        if len(found) > len(own) and any(self.is_anothers(edit, own) for edit in own):
            raise Undecided(MORE)
        known = {edit.renaming for edit in own}
        others = {edit.renaming for edit in self.nobodys} - known
        if any(edit.words_put & {new for _, new in filter(None, others)} for edit in found):
            raise Undecided(MORE)
        return [edit for edit in self.edits if edit in found]

    def is_anothers(self, edit: Edit, own: Sequence[Edit]) -> bool:
        """Whether another error has such a renaming: then its other places may be of either."""
        return edit.renaming is not None and any(
            other.renaming == edit.renaming and other not in own and other not in self.nobodys
            for other in self.edits
        )

    def needs(self, one: Edit, other: Edit) -> bool:
        """What another error has is only needed by what takes a name from it."""
        gone = one.words_taken & other.words_taken & self.gone_names
        if other not in self.nobodys:
            return bool(gone) and self.takes_import(one)
        if other.renaming is not None and other.renaming == one.renaming:
            return self.changes.old.is_code(other.parts[0].start)
        if other.renaming in self.renamings or other.is_of_looks:
            return False
        come = one.words_put & other.words_put & self.new_names
        return bool(come or gone) or is_moved(one, other)

    def takes_import(self, edit: Edit) -> bool:
        return all(LINE.match(part.taken.strip()) and not part.put for part in edit.parts)

    @cached_property
    def new_names(self) -> set[str]:
        return words_in(self.changes.after) - words_in(self.changes.before) - KEYWORDS

    @cached_property
    def gone_names(self) -> set[str]:
        return words_in(self.changes.before) - words_in(self.changes.after) - KEYWORDS

    @cached_property
    def renamings(self) -> set[tuple[str, str]]:
        """Names that became another at several places."""
        counts = Counter(edit.renaming for edit in self.edits if edit.renaming)
        return {renaming for renaming, count in counts.items() if count > 1}

    def may_belong(self, edit: Edit, own: Sequence[Edit]) -> bool:
        """Whether nobody could tell that it is another matter: it is on the same lines, or next to
        them and about the same names.
        """
        if edit.is_of_looks or edit.renaming in self.renamings:
            return False
        parts = [part for one in own for part in one.parts]
        names = {name for part in parts for name in self.names_around(part)}
        return any(
            self.are_on_one(one, other)
            or (self.are_next(one, other) and edit.words - KEYWORDS & names)
            for one in edit.parts
            for other in parts
        )

    def taken_out_with(self, own: Sequence[Edit]) -> list[Edit]:
        """What was taken out together with these, and is no error's."""
        found = list(own)
        for one in found:
            found += [
                edit
                for edit in self.nobodys
                if edit not in found and not edit.put.strip() and self.are_neighbours(one, edit)
            ]
        return found[len(own) :]

    def are_neighbours(self, one: Edit, other: Edit) -> bool:
        return any(self.are_next(part, each) for part in one.parts for each in other.parts)

    def size_of(self, some: Sequence[Edit]) -> int:
        """How many lines these change, or make."""
        old = {line for edit in some for part in edit.parts for line in range(*self.lines(part))}
        put = sum(part.put.count("\n") for edit in some for part in edit.parts)
        taken = sum(part.taken.count("\n") for edit in some for part in edit.parts)
        return max(len(old), len(old) + put - taken)

    def names_around(self, part: Part) -> set[str]:
        low, high = self.lines(part)
        lines = "".join(self.changes.text_of(line) for line in range(low, high))
        return words_in(lines + part.put)

    def are_on_one(self, one: Part, other: Part) -> bool:
        if one.is_of_lines or other.is_of_lines:
            return False
        (low, high), (start, end) = self.lines(one), self.lines(other)
        return low < end and start < high

    def are_next(self, one: Part, other: Part) -> bool:
        """Whether no line that stays is between them, or one without a word."""
        first, second = sorted((one, other))
        low, high = self.lines(first)[1], self.lines(second)[0]
        return not any(words_in(self.changes.text_of(line)) for line in range(low, high))

    def stands_alone(self, own: Sequence[Edit]) -> bool:
        """Whether the file would be as whole as it was."""
        text = made(self.changes.before, own)
        return self.changes.old.stays_whole(text) and (not self.must_be_read or is_read(text))

    @cached_property
    def must_be_read(self) -> bool:
        """Whether Python reads the file as it was and as it became."""
        changes = self.changes
        return changes.old.is_python and is_read(changes.before) and is_read(changes.after)


def is_within(inner: Place | None, outer: Place | None) -> bool:
    if inner is None or outer is None:
        return False
    return outer.start <= inner.start and inner.end <= outer.end


def part_span(part: Part) -> Place:
    """What it changes, without white space around that."""
    bare = part.taken.strip()
    start = part.start + (part.taken.index(bare) if bare else 0)
    return Place(start, start + len(bare))


def is_moved(one: Edit, other: Edit) -> bool:
    """Whether all that one takes away is put in by the other; a lone mark may be by chance."""
    return any(
        has_run(_TOKEN.findall(others.put), _TOKEN.findall(some.taken))
        for some, others in ((one, other), (other, one))
    )


def has_run(tokens: Sequence[str], wanted: Sequence[str]) -> bool:
    is_much = len(wanted) > 1 or any(words_in(one) - KEYWORDS for one in wanted)
    size = len(wanted)
    runs = (tokens[at : at + size] for at in range(len(tokens) - size + 1))
    return is_much and any(run == wanted for run in runs)
