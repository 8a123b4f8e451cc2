"""`/api/v1/context/`."""

from context.api.serving import ContextView

__all__ = ["ContextView"]
