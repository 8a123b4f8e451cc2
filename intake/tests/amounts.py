"""How much of what is made up is tried."""

from django.db import connection


def fewer(most: int) -> int:
    """Of cases that each write a lot, with PostgreSQL a quarter."""
    return most if connection.vendor == "sqlite" else most // 4
