"""Bring what was stored under older rules of scrubbing up to date, a short transaction at a time.

A model whose text was told names its fields in `told_fields`. Its own `scrub_version` says which
rows are behind; one without it, whose text was made from the text of others, says so itself by
`outdated()`. Such models are done before the rest, because it is those others' version that tells.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F, Model, QuerySet
from django.dispatch import Signal

from intake.jobs import Counts, Finding, Run
from intake.scrubbing import SCRUB_VERSION, ScrubbingFailed, scrub

logger = logging.getLogger(__name__)

BATCH = 100

# Sent in the transaction that rewrites rows: `sender` is their model, `ids` are their keys.
rescrubbed = Signal()

Changes = Mapping[str, Any]


def rescrub(run: Run) -> Counts:
    """Rows that changed, by model; `checked` counts all that were behind, `failed` those that could
    not be scrubbed and stay behind. Changes that came in between leave a row to the next run.
    """
    counts = {"checked": 0, "failed": 0}
    models = tables()
    for place, model in enumerate(models):
        _rescrub_table(model, run, counts)
        run.progress((place + 1) / len(models), counts=counts)
    return counts


def tables() -> list[type[Model]]:
    """Models whose text was told; first those that are behind when others are."""
    told = [model for model in apps.get_models() if hasattr(model, "told_fields")]
    return sorted(told, key=lambda model: not hasattr(model, "outdated"))


def outdated(model: Any) -> QuerySet[Any]:
    if hasattr(model, "outdated"):
        rows: QuerySet[Any] = model.outdated()
        return rows
    return model._base_manager.filter(scrub_version__lt=SCRUB_VERSION)  # type: ignore[no-any-return]


def _rescrub_table(model: Any, run: Run, counts: Counts) -> None:
    name = model._meta.label_lower
    last = None
    while True:
        rows = outdated(model).order_by("pk")
        batch = list((rows if last is None else rows.filter(pk__gt=last))[:BATCH])
        if not batch:
            return
        last = batch[-1].pk
        changes, failed = _changes_of_all(batch)
        counts["checked"] += len(batch)
        counts["failed"] += len(failed)
        if changes:
            counts[name] = counts.get(name, 0) + len(changes)
        if run.dry_run:
            _tell(name, changes, run.find)
        else:
            refused = _write(model, [row for row in batch if row.pk not in failed], changes)
            counts["failed"] += refused
        run.progress(counts=counts)


def _changes_of_all(batch: list[Any]) -> tuple[dict[Any, Changes], set[Any]]:
    changes: dict[Any, Changes] = {}
    failed = set()
    for row in batch:
        try:
            changed = changes_of(row)
        except ScrubbingFailed:
            logger.exception("%s %s could not be scrubbed anew", row._meta.label, row.pk)
            failed.add(row.pk)
            continue
        if changed:
            changes[row.pk] = changed
    return changes, failed


def changes_of(row: Any) -> Changes:
    """The told fields that scrubbing changes, and what it makes of them."""
    changes = {}
    for name in row.told_fields:
        before = getattr(row, name)
        after = cleaned(before)
        if after != before:
            longest = row._meta.get_field(name).max_length
            changes[name] = after[:longest] if longest and isinstance(after, str) else after
    return changes


def cleaned(value: Any) -> Any:
    """The value with every text in it scrubbed, the names in objects too."""
    match value:
        case str():
            return scrub(value)
        case list():
            return [cleaned(one) for one in value]
        case dict():
            return {cleaned(name): cleaned(one) for name, one in value.items()}
    return value


def _tell(name: str, changes: Mapping[Any, Changes], find: Callable[[Finding], None]) -> None:
    for pk, changed in changes.items():
        find({"row": f"{name}:{pk}", "fields": ", ".join(sorted(changed))})


def _write(model: Any, batch: list[Any], changes: Mapping[Any, Changes]) -> int:
    """Write what changed, unless the row was rewritten meanwhile, and mark what is up to date; how
    many could not be written, as they would be equal to another.
    """
    read = {row.pk: row for row in batch}
    past = unclean_history(model, list(read))
    names = {field.name for field in model._meta.get_fields()}
    raised = {"version": F("version") + 1} if "version" in names else {}
    marked = {"scrub_version": SCRUB_VERSION} if "scrub_version" in names else {}
    with transaction.atomic():
        sought = model._base_manager.filter(pk__in=list(changes)).order_by("pk")
        rows = sought.select_for_update(no_key=True, of=("self",))
        written, refused = [], 0
        for row in rows:
            if all(getattr(row, name) == getattr(read[row.pk], name) for name in row.told_fields):
                if _update(row, {**changes[row.pk], **raised, **marked}):
                    written.append(row.pk)
                else:
                    refused += 1
        if marked:
            same = [pk for pk in read if pk not in changes]
            model._base_manager.filter(pk__in=same).update(**marked)
        if past:
            model.history.filter(pk__in=past).delete()
        if written:
            rescrubbed.send(sender=model, ids=written)
    return refused


def _update(row: Any, facts: Mapping[str, Any]) -> bool:
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**facts)
    except IntegrityError:
        logger.exception("%s %s would be equal to another", row._meta.label, row.pk)
        return False
    return True


def unclean_history(model: Any, ids: list[Any]) -> list[Any]:
    """Past states of these rows that hold what scrubbing takes out, if the model keeps any."""
    if not hasattr(model, "history"):
        return []
    past = model.history.filter(id__in=ids)
    return [one.pk for one in past if any(_is_unclean(one, name) for name in model.told_fields)]


def _is_unclean(past: Any, name: str) -> bool:
    value = getattr(past, name, None)
    try:
        return bool(cleaned(value) != value)
    except ScrubbingFailed:
        return True
