"""The library in the admin."""

from errorpatterns.admin import patterns

__all__ = ["patterns"]
