"""Receipts of matches: signed, so that an outcome can cite a match for which nothing was stored."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing

LASTS = timedelta(days=7)
MARK = "mat_"


class BadReceipt(ValueError):
    """Not one of ours, of another account, or too old; the message says which."""


@dataclass(frozen=True)
class Receipt:
    """What a receipt says: whose match it was, of which item in which version. `nonce` makes it
    one.
    """

    account_id: UUID
    project_id: UUID
    item_id: UUID
    version: int
    nonce: str


def sign(account_id: UUID, project_id: UUID, item_id: UUID, version: int) -> str:
    """A new receipt, `mat_…`, good for seven days."""
    said = [account_id.hex, project_id.hex, item_id.hex, version, secrets.token_hex(8)]
    return MARK + signing.dumps(said, salt="match receipt")


def read(text: str, account_id: UUID) -> Receipt:
    """Raises BadReceipt unless it is a live receipt of this account."""
    try:
        said = signing.loads(text.removeprefix(MARK), salt="match receipt", max_age=LASTS)
    except signing.SignatureExpired as error:
        raise BadReceipt("This receipt is older than seven days.") from error
    except signing.BadSignature as error:
        raise BadReceipt("This is not a receipt of a match.") from error
    account, project, item, version, nonce = said
    if UUID(account) != account_id or not text.startswith(MARK):
        raise BadReceipt("This is not a receipt of a match.")
    return Receipt(account_id, UUID(project), UUID(item), version, nonce)
