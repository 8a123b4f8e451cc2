"""Hashes and data that are meant to be seen: of lock files, commits, images and what was built."""

import base64
import hashlib
import re
import string
from itertools import pairwise

from intake.scrubbing.labels import finder
from intake.scrubbing.rules import Found

# With what says that it is: a number's `0x`, the `h` of a mangled name
OF_HEX = re.compile(r"(?:0[xX]|[a-z])?(?:[0-9a-f]+|[0-9A-F]+)")
# Announces a public hash: a lock file, a commit, an image.
_DIGEST = re.compile(
    r"(?i)(?:[#@]|/nix/store/|/[0-9a-f]{2}/[0-9a-f]{2}/|/rustc/|(?:\bsha(?:-?\d{1,3})?|md5|h1|blake\w*)"
    r"\W{1,2}|(?:commit"
    r"|object|revision|rev|hash"
    r"|checksum|digest|integrity|tree|blob|head|etag|resolution|fingerprint|sum|pathspec"
    r"|merge-base|(?:sum|hash|digest|md5|sha-?\d{1,3}) mismatch)[\"']?\W{1,4}(?:W/\")?"
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
    r"|\b(?:sha-?\d{1,3}(?:/\d{3})?|md5|rmd160|blake\w{0,4}|sm3) ?\([^\n]{1,120}\) ?= ?$"
    r"|\b(?:sha-?\d{1,3}|md5)\([^\n]{0,60}\)(?:\.\w{1,12}\(\))?\)? ?[=!]=+ ?[\"']$"
)
# In base64 it has slashes, and what is asked about may be its last part.
_INTEGRITY = re.compile(r"(?:sha\d{1,3}|h1)[-:][\"'\s]{0,2}[\w+/-]*$")
# Where git, or whoever tells of it, says which commit, tree or blob: `reset --hard …`, `… into …`
_SHA1 = re.compile(r"[0-9a-f]{38,40}")
_BEHIND_GIT = re.compile(
    r"(?:\bgit (?:[a-z-]+ )(?:--?\S+ ){0,3}(?:[\w./-]{1,24} )?|\bHEAD is now at "
    r"|\b[Cc]heck(?:ed|ing) out:? (?:files for )?|\b(?:Fetch|Build|Deploy|Pull|Clon)ing "
    r"|\b[Rr]esetting to "
    r"|\b[Uu]pdating:? |\b[Ss]witching to |\bparent:? |\bbranch |\bobjects/[0-9a-f]{2}/"
    r"|[0-9a-f]\.{2,3}|\d\.\d[\w.-]{0,20} \(|^\[|\n\[|\bis at |\bbut expected "
    r"|\b(?i:commit|merged?|revert(?:ed|s)?|rebas\w+|submodule|cherry-picked|bump\w*)\b[^\n]{0,90} "
    r"(?:into|onto|to|from|with|and|at) |\b(?:from )?[0-9a-f]{40} (?:into|onto|to|and) )[\"'`(]?$"
)
_BEFORE_GIT = re.compile(
    r"[\"'`]?(?:\.{2,3}[0-9a-f]|:[\w./-]+\.\w| -> (?:FETCH_)?HEAD\b| \(HEAD|\s+refs/"
    r"| is the first bad commit| not found in )"
)
_SAID_AFTER = re.compile(
    r"[\"'`]? (?:is|was) (?:the|an?|its) (?:\w{1,12} )?(?i:sha|md5|crc|checksum|digest|hash"
    r"|commit|blob"
    r"|tree)"
)
# What there is for nothing: the digests of no byte, and git's of an empty file and folder
_EMPTY = (b"", b"blob 0\x00", b"tree 0\x00")
_OF_NOTHING = frozenset(
    text
    for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
    for digest in (hashlib.new(name, data, usedforsecurity=False) for data in _EMPTY)
    for text in (digest.hexdigest(), base64.b64encode(digest.digest()).decode().rstrip("="))
)
# `PBKDF2WithHmacSHA512/256`, `chacha20-poly1305`: of nothing but the names of algorithms
_ALGORITHMS = (
    "pbkdf|hmac|sha|md5|aes|des|desede|rsa|dsa|ecdsa|eddsa|ecdhe?|dhe|gcm|ccm|cbc|ctr|ecb|cfb|ofb|siv"
    "|oaep|pss|pkcs|padding|chacha|poly|blake|camellia|aria|blowfish|twofish|salsa|curve|nistp|secp"
    "|brainpool|aead|kyber|mlkem|dilithium|falcon|sphincs|whirlpool|ripemd|gost|crc|siphash|murmur|xxh"
    "|argon|scrypt|bcrypt|hkdf|kdf|umac|kex|diffie|hellman|sntrup|ed25519|x25519"
)
_names_one = finder(f"(?i){_ALGORITHMS}")
_names_nothing_else = finder(
    rf"(?i)^(?:{_ALGORITHMS}|tls|ssl|ssh|with|and|mgf|no|cert|etm|group|exchange|encryption|key|null"
    r"|psk|ed|md|rc|sm|[a-z]?\d+[a-z]?|[-_/.+])+$"
)
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
        found.value.lower().rstrip("=") in _OF_NOTHING
        or found.value.rstrip("=") in _OF_NOTHING
        or _is_of_git(found)
        or _SAID_AFTER.match(found.after(40)) is not None
        or _NAMED_HASH.match(found.value) is not None
        or _DIGEST.search(found.before(18)) is not None
        or _INTEGRITY.search(found.before(120)) is not None
        or _is_the_other_digest(found)
        or _is_of_a_build(found)
        or _is_of_xcode(found)
        or _is_listed(found)
        or _is_of_a_cache(found)
        or _is_of_cargo(found)
    )


_OF_CARGO = re.compile(r"(?:[\w-]+-)?[0-9a-f]{16}")
_IN_CARGO = re.compile(r"\btarget/(?:[\w.-]+/){1,2}(?:deps|build|examples|\.fingerprint)/$")


def _is_of_cargo(found: Found) -> bool:
    """`target/debug/deps/shop-3f0c…`"""
    return (
        _OF_CARGO.fullmatch(found.value) is not None
        and _IN_CARGO.search(found.before(80)) is not None
    )


def _is_of_git(found: Found) -> bool:
    return _SHA1.fullmatch(found.value) is not None and (
        _BEHIND_GIT.search(found.before(140)) is not None
        or _BEFORE_GIT.match(found.after(32)) is not None
    )


_CHECKSUMS = re.compile(r"(?i)checksums?:?[ \t]*\n(?:[ \t][^\n]*\n)*[ \t][^\n]*$")


def _is_listed(found: Found) -> bool:
    """Under a head that says so: CocoaPods' `SPEC CHECKSUMS`."""
    if OF_HEX.fullmatch(found.value) is None:
        return False
    before = found.before(_LIST)
    return "checksum" in before.lower() and _CHECKSUMS.search(before) is not None


_LIST = 2000
# `cache key node-modules-linux-28d8…`, which is made of what a lock file holds
_CACHE = re.compile(r"(?i)\bcache[ _-]?key[\"']?\W{1,4}[\w.-]*$")
_OF_A_CACHE = re.compile(r"(?:[\w.-]*-)?[0-9a-f]{32,}")


def _is_of_a_cache(found: Found) -> bool:
    return (
        _OF_A_CACHE.fullmatch(found.value) is not None
        and _CACHE.search(found.before(80)) is not None
    )


def is_algorithm(value: str) -> bool:
    return _names_one(value) and _names_nothing_else(value)


_OF_SOME = re.compile(rf"(?i)(?:{_ALGORITHMS})\d*(?:with|[-_/])")


def names_algorithms(value: str) -> bool:
    """`PBKDF2WithHmacSHA256`; a password may be one name and a number."""
    return _OF_SOME.match(value) is not None and is_algorithm(value)


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


# What Xcode numbers the objects of a project by
_OF_XCODE = re.compile(r"[0-9A-F]{24}")
_UUID_BEFORE = re.compile(r"(?i)\buuid ?[=:] ?[\"'`]?$")


def _is_of_xcode(found: Found) -> bool:
    return _OF_XCODE.fullmatch(found.value) is not None and (
        found.after(4) == " /* " or _UUID_BEFORE.search(found.before(8)) is not None
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
