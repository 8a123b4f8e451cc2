"""Deleting what is past its time, a short transaction at a time."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

BATCH = 500


def delete_in_batches(
    rows: QuerySet[Any],
    after_each: Callable[[], None] = lambda: None,
    *,
    by: str = "pk",
    batch_size: int = BATCH,
) -> int:
    """Delete these rows, at most `batch_size` in a transaction; the number deleted.

    `by` is the column of an index by which they are found: in any other order each batch would be
    sought among all that is left. A job gives `run.progress` to be called between batches, which
    keeps its lock.
    """
    deleted = 0
    while batch := list(rows.order_by(by).values_list("pk", flat=True)[:batch_size]):
        deleted += rows.model._default_manager.filter(pk__in=batch).delete()[0]
        after_each()
    return deleted
