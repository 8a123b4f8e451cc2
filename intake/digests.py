"""What is kept of a key: an HMAC, from which nobody reads it."""

import hashlib
import hmac

from django.conf import settings


def digests_of(text: str) -> list[str]:
    """HMAC-SHA-256 in hex, under the present pepper and then the older ones. The keys that we make
    have 256 random bits: a slow hash would protect nothing.
    """
    return [
        hmac.new(pepper.encode(), text.encode(), hashlib.sha256).hexdigest()
        for pepper in settings.KEY_PEPPER
    ]
