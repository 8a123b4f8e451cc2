"""What else changes when the text of learned items is scrubbed anew."""

from collections.abc import Collection
from typing import Any

from django.db.models import F

from context.models import Generation, LearnedItem, Standing


def reload(sender: Any, ids: Collection[Any], **kwargs: object) -> None:
    """Receiver of `rescrubbed`: every process serves the new text within seconds."""
    if sender is Standing:
        items = Standing.objects.filter(pk__in=ids).values("item")
        LearnedItem.objects.filter(pk__in=items).update(version=F("version") + 1)
    if issubclass(sender, LearnedItem | Standing):
        Generation.objects.raise_for(Generation.Name.LIBRARY)
