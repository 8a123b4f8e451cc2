"""`/api/v1/context/` and `/api/v1/outcomes/`."""

from context.api.outcomes import OutcomeList
from context.api.serving import ContextView

__all__ = ["ContextView", "OutcomeList"]
