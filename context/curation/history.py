"""The history of a row as staff read it: field by field, long texts line by line."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from django.db.models import ForeignKey
from django.http import HttpRequest

# What a change is not about: when it was written, and what is counted from it.
UNTOLD = {"updated_at", "created_at", "last_edited_by", "due", "learneditem_ptr", "id"}
SHORT = 80
# Pairs of equal lines that are compared: two texts of 700 lines that have as many take a second.
MOST_PAIRS = 250_000


@dataclass(frozen=True)
class Line:
    """A line of a text as it was (`-`), became (`+`), or stayed (empty)."""

    sign: str
    text: str


@dataclass(frozen=True)
class Change:
    """One field of a row; short values side by side, or the `lines` of a long text."""

    title: str
    before: str
    after: str
    lines: Sequence[Line] = ()


def changes(before: Any, after: Any) -> Iterator[Change]:
    """Between two records of one row's history, or two objects of one model."""
    for field in after._meta.concrete_fields:
        name = field.attname
        if field.name in UNTOLD or field.name.startswith("history_") or not hasattr(before, name):
            continue
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield change(field, as_text(old), as_text(new))


def change(field: Any, old: str, new: str) -> Change:
    title = str(field.verbose_name)
    if isinstance(field, ForeignKey):
        title = field.name.replace("_", " ")
    is_long = len(old) > SHORT or len(new) > SHORT or "\n" in old + new
    return Change(title, old, new, list(lines(old, new)) if is_long else ())


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "\n".join(value)
    if isinstance(value, dict | list):
        return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True)
    return str(value)


def lines(old: str, new: str) -> Iterator[Line]:
    before, after = old.splitlines(), new.splitlines()
    head = alike(before, after)
    tail = alike(before[head:][::-1], after[head:][::-1])
    yield from (Line("", text) for text in before[:head])
    yield from between(before[head : len(before) - tail], after[head : len(after) - tail])
    yield from (Line("", text) for text in before[len(before) - tail :])


def alike(before: Sequence[str], after: Sequence[str]) -> int:
    """How many lines both begin with."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((n for n, (old, new) in pairs if old != new), min(len(before), len(after)))


def between(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """What differs, line by line; of very long texts, which would take minutes, as a whole."""
    counts = Counter(after)
    if sum(counts[text] for text in before) > MOST_PAIRS:
        yield from (Line("-", text) for text in before)
        yield from (Line("+", text) for text in after)
        return
    # Without `autojunk` a text of over 200 equal lines is told right.
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind == "equal":
            yield from (Line("", text) for text in before[start:end])
        else:
            yield from (Line("-", text) for text in before[start:end])
            yield from (Line("+", text) for text in after[other_start:other_end])


class HistoryPages:
    """For an admin with simple_history: what each record of a page changed, as `record.changes`."""

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Any, foreign_keys_are_objs: bool = True
    ) -> None:
        records = list(historical_records)
        for record, earlier in zip_longest(records, records[1:]):
            if earlier is None:
                earlier = record.prev_record
            record.changes = list(changes(earlier, record)) if earlier else []
            record.is_first = earlier is None
