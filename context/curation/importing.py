"""What an import would do, row by row, and doing it.

A row passes through the form of an edit, and what it changes is such an edit. What it makes waits
for a person, flagged where screening fires.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from context.curation.diffs import Line, lines
from context.curation.exchange import Column, Read
from context.curation.history import as_text
from intake.rescrubbing import cleaned
from intake.scrubbing import ScrubbingFailed

READ = 100  # rows of a query
WRITTEN = 10  # rows of a transaction, so that nobody waits long for SQLite's one writer
MOST = 500  # rows that are new or changed, of one import
MOST_REFUSED = 100  # rows that are refused, before the rest is not looked at
NEW, CHANGED, EQUAL, REFUSED, UNCHECKED = "new", "changed", "equal", "refused", "unchecked"
OTHERWISE = (
    "{}: the form would read it otherwise. An entry is empty, has blanks at its ends, or has line "
    "breaks where it may have none."
)


class Refused(Exception):
    """The row cannot be imported; it says why."""


class Unchecked(Exception):
    """So many rows were looked at before it that this one is not; it says what to do."""


class Difference(NamedTuple):
    name: str
    before: Any
    after: Any

    @property
    def lines(self) -> list[Line]:
        return list(lines(as_text(self.before), as_text(self.after)))


@dataclass(frozen=True)
class Planned:
    """What becomes of a row; `form` is the valid form of what is new or changed."""

    number: int
    slug: str
    outcome: str
    differences: Sequence[Difference] = ()
    flags: Sequence[str] = ()
    notes: Sequence[str] = ()
    reason: str = ""
    form: Any = None

    @property
    def is_done(self) -> bool:
        return self.outcome in (NEW, CHANGED)

    @property
    def told(self) -> tuple[Any, ...]:
        """What a person was shown of it."""
        version = self.form.instance.version if self.form else 0
        shown = (self.number, self.slug, self.outcome, self.reason, version)
        return (*shown, *map(tuple, self.differences), *self.flags)


def digest_of(plan: Iterable[Planned]) -> str:
    told = hashlib.sha256()
    for row in plan:
        told.update(repr(row.told).encode("utf-8", "surrogatepass"))
    return told.hexdigest()


def batches(rows: Sequence[Read], size: int) -> Iterator[Sequence[Read]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


class Importing:
    """An import into the rows of one admin, by who asks for it and with his reason."""

    def __init__(self, admin: Any, request: HttpRequest, why: str) -> None:
        self.admin, self.request, self.why = admin, request, why
        self.columns: Mapping[str, Column] = {one.name: one for one in admin.exchanged()}
        self.form = admin.get_form(request, None, change=True)
        self.begin()

    def begin(self) -> None:
        self.seen: set[str] = set()
        self.room, self.patience = MOST, MOST_REFUSED
        # Of what was saved: what is not served before somebody activates it, and what is although
        # nobody else has looked at what is flagged in it.
        self.waiting = self.unseen = 0

    def plan(self, rows: Sequence[Read]) -> list[Planned]:
        """Two or three queries for a batch of rows, and one for each that is new or changed."""
        self.begin()
        return [one for batch in batches(rows, READ) for one in self.planned(batch)]

    def carry_out(self, rows: Sequence[Read], plan: Sequence[Planned]) -> tuple[int, bool]:
        """How many rows were imported, and whether that is all: a batch whose rows are no longer
        what the plan says stops it. Each batch is one transaction.
        """
        done = 0
        self.begin()
        for number, batch in enumerate(batches(rows, WRITTEN)):
            expected = plan[number * WRITTEN : (number + 1) * WRITTEN]
            with transaction.atomic():
                found = self.planned(batch, lock=True)
                if digest_of(found) != digest_of(expected):
                    return done, False
                for row in found:
                    if row.is_done:
                        self.save(row)
            done += sum(row.is_done for row in found)
        return done, True

    def planned(self, batch: Sequence[Read], *, lock: bool = False) -> list[Planned]:
        slugs = [str(row.values["slug"]) for row in batch if not row.refused]
        stored = self.admin.model.objects.filter(slug__in=slugs).order_by("pk")
        known = {item.slug: item for item in (stored.select_for_update() if lock else stored)}
        taken = self.admin.taken(slugs)
        plan = [self.row(row, known, taken) for row in batch]
        fresh = [row.form.instance for row in plan if row.outcome == NEW]
        refused = self.admin.refuse_new(fresh) if fresh else {}
        return [
            Planned(row.number, row.slug, REFUSED, reason=refused[row.slug])
            if row.outcome == NEW and row.slug in refused
            else row
            for row in plan
        ]

    def row(self, row: Read, known: Mapping[str, Any], taken: Mapping[str, str]) -> Planned:
        slug = str(row.values.get("slug", ""))
        try:
            if row.refused:
                raise Refused(row.refused)
            if slug in self.seen:
                raise Refused("A row before it has the same slug.")
            self.seen.add(slug)
            item = known.get(slug)
            found = self.changed(row, slug, item) if item else self.new(row, slug, taken)
            self.room -= found.is_done
            return found
        except Unchecked as why:
            return Planned(row.number, slug, UNCHECKED, reason=str(why))
        except Refused as refused:
            said = str(refused)
        except ScrubbingFailed:
            said = "It could not be freed of private text."
        self.patience -= 1
        return Planned(row.number, slug, REFUSED, reason=said)

    def check_patience(self) -> None:
        """Raises Unchecked before what costs most: reading a row as a form does."""
        if self.room <= 0:
            raise Unchecked(f"{MOST} others are new or changed: import the file again after them.")
        if self.patience <= 0:
            raise Unchecked(f"{MOST_REFUSED} others are refused: mend those first.")

    def new(self, row: Read, slug: str, taken: Mapping[str, str]) -> Planned:
        if slug in taken:
            raise Refused(taken[slug])
        self.check_patience()
        item = self.admin.model(
            **{name: row.values[name] for name in self.admin.identifying if name in row.values}
        )
        others = {field.name for field in item._meta.fields} - set(self.admin.identifying)
        try:
            item.clean_fields(exclude=others)
        except ValidationError as error:
            raise Refused(in_words(error.message_dict)) from error
        wanted, notes = self.scrubbed(row.values)
        form = self.valid(item, wanted)
        if form is None:
            raise Refused("It says nothing.")
        differences = [
            Difference(name, None, getattr(item, name))
            for name in self.columns
            if name != "slug" and getattr(item, name) not in ("", [], None)
        ]
        flags = self.admin.flagged(item, {one.name: one[1:] for one in differences})
        return Planned(row.number, slug, NEW, differences, flags, notes, form=form)

    def changed(self, row: Read, slug: str, item: Any) -> Planned:
        stored = {name: getattr(item, name) for name in self.columns}
        wanted = {name: value for name, value in row.values.items() if value != stored[name]}
        if wanted:
            self.check_patience()
        wanted, notes = self.scrubbed(wanted)
        wanted = {name: value for name, value in wanted.items() if value != stored[name]}
        if not wanted:
            return Planned(row.number, slug, EQUAL, notes=notes)
        if refusal := self.admin.refuse_import(item):
            raise Refused(refusal)
        if fixed := [name for name in self.admin.identifying if name in wanted]:
            raise Refused(f"{fixed[0]} cannot be changed: it makes it what it is.")
        form = self.valid(item, wanted)
        differences = [
            Difference(name, stored[name], getattr(item, name))
            for name in self.columns
            if getattr(item, name) != stored[name]
        ]
        if form is None or not differences:
            return Planned(row.number, slug, EQUAL, notes=notes)
        if getattr(form, "starts_anew", False):
            notes = [*notes, "What it advises is changed: its evidence starts anew."]
        flags = self.admin.flagged(item, form.edits)
        return Planned(row.number, slug, CHANGED, differences, flags, notes, form=form)

    def scrubbed(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Without private text, as all that is told; a regex is no such text."""
        told = getattr(self.admin.model, "told_fields", None) or self.columns
        found = {
            name: cleaned(value) if name in told and name not in self.admin.identifying else value
            for name, value in values.items()
        }
        changed = [name for name, value in values.items() if found[name] != value]
        return found, [f"Private text is taken out of {name}." for name in changed]

    def valid(self, item: Any, wanted: Mapping[str, Any]) -> Any:
        """The form of an edit of `item` to what is wanted, valid; the item is as it would be. None
        where an edit would change nothing.
        """
        data = {"why": self.why, "seen_version": item.version}
        fields = self.form.base_fields
        for name in self.columns:
            if name in fields:
                value = wanted.get(name, getattr(item, name))
                if isinstance(value, list) and not is_listed(value, fields[name]):
                    raise Refused(f"{name}: this is no list of texts.")
                told = fields[name].prepare_value(value)
                data[name] = "" if told is None else told
        form = self.form(data, instance=item)
        if not form.edited:
            return None
        if not form.is_valid():
            labels = {name: fields[name].label or name for name in fields}
            raise Refused(in_words(form.errors, labels))
        for name in form.edited:
            # A list whose text in the form is read as another list.
            given = wanted.get(name, form.initial.get(name))
            is_list = name in self.columns and self.columns[name].kind == "list"
            if is_list and getattr(item, name) != given:
                raise Refused(OTHERWISE.format(name))
        return form

    def save(self, row: Planned) -> None:
        item = row.form.instance
        if row.outcome == NEW:
            self.admin.write_new(self.request, item, row.flags, self.why)
            self.waiting += 1
        else:
            written = self.admin.write(self.request, item, row.form)
            self.waiting += written.is_held
            self.unseen += bool(written.flags) and not written.is_held


def is_listed(value: Sequence[Any], field: forms.Field) -> bool:
    """Whether the field of the form can show the list: one of texts, unless the field says else."""
    shown: Callable[[Any], bool] = getattr(field, "can_show", is_text)
    return all(map(shown, value))


def is_text(value: object) -> bool:
    return isinstance(value, str)


def in_words(errors: Mapping[str, Any], labels: Mapping[str, str] | None = None) -> str:
    """What a form says of a row, in one text."""
    return " ".join(
        f"{(labels or {}).get(name, name)}: {text}" if name != "__all__" else str(text)
        for name, texts in errors.items()
        for text in texts
    )
