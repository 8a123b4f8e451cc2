"""Identifiers of our own."""

from uuid import UUID

from uuid_utils import compat


def uuid7() -> UUID:
    """A fresh UUIDv7 (RFC 9562): ids made later sort later, to the millisecond."""
    return compat.uuid7()
