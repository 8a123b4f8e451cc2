"""What is asked of the context and of how it came about: contexts, outcomes, events, status."""

from context.api.events import EventList
from context.api.outcomes import OutcomeList
from context.api.pipeline import PipelineView
from context.api.serving import ContextView

__all__ = ["ContextView", "EventList", "OutcomeList", "PipelineView"]
