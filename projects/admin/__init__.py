"""Accounts with their keys and projects, what is known of these, and the roles of staff."""

from projects.admin import accounts, roles, state

__all__ = ["accounts", "roles", "state"]
