"""Sent by `projects`, for apps above it that it does not know."""

from django.dispatch import Signal

# Before a project's row is deleted, inside the transaction. A receiver takes out what the project
# taught, reported and was served; an exception aborts the erasure. Arguments: project; touched, an
# empty set to which a receiver adds the learned items that it took something out of, for those
# behind it.
project_erasing = Signal()
# Before `project_erasing`, again and again, each time in a transaction of its own: a receiver takes
# out a part of the same, as much as keeps nobody waiting, and answers how much of what it took;
# nothing where nothing is left. Arguments: project, touched.
project_clearing = Signal()
# After the sharing of projects was changed, or that of their account by which they go, inside the
# transaction. Arguments: projects.
sharing_changed = Signal()
