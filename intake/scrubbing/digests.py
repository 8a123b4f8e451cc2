"""Hashes and data that are meant to be seen: of lock files, commits, images and what was built."""

import re
import string
from itertools import pairwise

from intake.scrubbing.rules import Found

# With what says that it is: a number's `0x`, the `h` of a mangled name
OF_HEX = re.compile(r"(?:0[xX]|[a-z])?(?:[0-9a-f]+|[0-9A-F]+)")
# Announces a public hash: a lock file, a commit, an image.
_DIGEST = re.compile(
    r"(?i)(?:[#@]|/[0-9a-f]{2}/[0-9a-f]{2}/|/rustc/|(?:\bsha(?:-?\d{1,3})?|md5|h1|blake\w*)\W{1,2}|(?:commit"
    r"|object|revision|rev|hash"
    r"|checksum|digest|integrity|tree|blob|head|etag|resolution|fingerprint|sum|pathspec|merge-base)[\"']?\W{1,4}(?:W/\")?"
    r"|\.(?:[cm]?[jt]sx?|json|wasm|css|py|go|rs|t?gz|zip|whl)[\"']?:\s?[\"']?)$"
)
# Of two that differ, the second is announced by the first.
_HASHED = ("sha", "md5", "checksum", "digest", "integrity")
_OTHER_DIGEST = re.compile(
    r"(?s)(?:sha-?\d{1,3}|md5|checksum|digest|integrity).{0,100}?"
    r"\b(?:got|actual|expected|want(?:ed)?|found|computed|received|content|files?)\W{1,16}$"
)
_DIGEST_OF = re.compile(
    r"\b(?:sha-?\d{0,3}|md5|crc32|checksum|digest) (?:of|for) [^\n]{1,80}[:=] ?$"
    r"|\b(?:sha-?\d{1,3}|md5)\([^\n]{0,60}\)(?:\.\w{1,12}\(\))?\)? ?[=!]=+ ?[\"']$"
)
# In base64 it has slashes, and what is asked about may be its last part.
_INTEGRITY = re.compile(r"(?:sha\d{1,3}|h1)[-:][\"'\s]{0,2}[\w+/-]*$")
_NAMED_HASH = re.compile(r"(?i)(?:sha-?\d{1,3}|h1)[-:]")
# A bundler names what it builds by a hash.
_ASSET = re.compile(
    r"(?:\.\w+)?\.(?:m?js|css|map|woff2?|wasm|png|jpe?g|svg|webp|gif|ico|html"
    r"|json|rlib|rmeta|so|dylib|dll|d|o|ttf|otf)\b"
)
_LONGEST_BUILD = 22
_ALPHABET = 16
_SHUFFLED = 40
_IN_ORDER = 0.8
# A picture, a font, a source map: said to be one, or a run of base64 longer than any key.
_DATA = 512
_DATA_URL = re.compile(r";base64,[\w+/-]*$")
_BASE64 = string.ascii_letters + string.digits + "+/"


def is_digest(found: Found) -> bool:
    return (
        _NAMED_HASH.match(found.value) is not None
        or _DIGEST.search(found.before(18)) is not None
        or _INTEGRITY.search(found.before(120)) is not None
        or _is_the_other_digest(found)
        or _is_of_a_build(found)
    )


def _is_the_other_digest(found: Found) -> bool:
    before = found.before(200).lower()
    return any(map(before.__contains__, _HASHED)) and any(
        said.search(before) for said in (_OTHER_DIGEST, _DIGEST_OF)
    )


def _is_of_a_build(found: Found) -> bool:
    """`main.8f3a2b.js`; behind a dot with nothing after it a key has more signs than a hash."""
    return found.before(1) == "." and (
        (len(found.value) <= _LONGEST_BUILD and OF_HEX.fullmatch(found.value) is not None)
        or is_asset(found)
    )


def is_asset(found: Found) -> bool:
    """Whether the suffix of a built file follows."""
    return _ASSET.match(found.after(16)) is not None


def is_data(found: Found) -> bool:
    """Also the letters that a number is written in."""
    if is_alphabet(found.value):
        return True
    before, after = found.before(_DATA), found.after(_DATA)
    if _DATA_URL.search(before):
        return True
    around = len(before) - len(before.rstrip(_BASE64)) + len(after) - len(after.lstrip(_BASE64))
    return around + found.end - found.start >= _DATA


def is_alphabet(value: str) -> bool:
    """`123456789ABCDEFGHJKLMNPQRSTUVWXYZ`: no sign twice, and next to next in its order, or so many
    that no chance keeps them apart.
    """
    if not len(set(value)) == len(value) >= _ALPHABET:
        return False
    steps = [ord(later) - ord(sign) for sign, later in pairwise(value)]
    return len(value) >= _SHUFFLED or sum(0 < step <= 2 for step in steps) >= _IN_ORDER * len(steps)
