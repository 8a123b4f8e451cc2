"""Sent by `projects`, for apps above it that it does not know."""

from django.dispatch import Signal

# Before a project's row is deleted, inside the transaction. Arguments: project. A receiver takes
# out what the project taught, reported and was served; an exception aborts the erasure.
project_erasing = Signal()
# After a project's sharing was changed, inside the transaction. Arguments: project.
sharing_changed = Signal()
