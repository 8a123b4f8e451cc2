"""The history of a row as staff read it: field by field and line by line."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db.models import ForeignKey
from django.http import HttpRequest

from context.curation.diffs import Line, lines

# What a change is not about: when it was written, and what is counted from it.
UNTOLD = {
    *("updated_at", "created_at", "last_edited_by", "due", "learneditem_ptr", "id"),
    "version",  # told of the record itself
}


@dataclass(frozen=True)
class Change:
    """One field of a row, and its lines as they were and became."""

    title: str
    lines: Sequence[Line]


def changes(before: Any, after: Any) -> Iterator[Change]:
    """Between two records of one row's history, or two objects of one model."""
    for field in after._meta.concrete_fields:
        name = field.attname
        if field.name in UNTOLD or field.name.startswith("history_") or not hasattr(before, name):
            continue
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            is_key = isinstance(field, ForeignKey)
            title = field.name.replace("_", " ") if is_key else str(field.verbose_name)
            yield Change(title, list(lines(as_text(old), as_text(new))))


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "\n".join(value)
    if isinstance(value, dict | list):
        return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True)
    return str(value)


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
