"""Accounts with their keys and projects, and what is known of these."""

from projects.admin import accounts, state

__all__ = ["accounts", "state"]
