"""What was captured, to be looked at, and what was learned from it, to be judged."""

from learning.admin import capture, learned

__all__ = ["capture", "learned"]
