"""What else changes when the text of learned items is scrubbed anew."""

from typing import Any

from context.models import Generation, LearnedItem


def reload(sender: Any, **kwargs: object) -> None:
    """Receiver of `rescrubbed`: every process serves the new text within seconds."""
    if issubclass(sender, LearnedItem):
        Generation.objects.raise_for(Generation.Name.LIBRARY)
