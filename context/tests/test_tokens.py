import hashlib
from base64 import b64encode
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as deciding
from hypothesis import strategies as st

from context import tokens

# Nothing here asks a database.
pytestmark = pytest.mark.once

VOCABULARIES = ["o200k_base", "cl100k_base"]

texts = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("\n\t /`'#-=.\r\u3000\u0301")),
    max_size=60,
)
blocks = texts.map(lambda text: text.strip().lstrip("/").lstrip() + "\n").filter(
    lambda block: not block[0].isspace() and block[0] != "/"
)


@pytest.mark.parametrize("name", VOCABULARIES)
def test_vocabularies_are_the_published_ones(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    published = import_module("tiktoken_ext.openai_public")
    told: dict[str, Any] = {}
    monkeypatch.setattr(published, "load_tiktoken_bpe", lambda url, **hashes: told.update(hashes))
    theirs = getattr(published, name)()
    ours = tokens.encoding(name)
    assert ours._pat_str == theirs["pat_str"]
    assert ours._special_tokens == theirs["special_tokens"]
    assert digest_of(ours._mergeable_ranks) == told["expected_hash"]


def digest_of(ranks: dict[bytes, int]) -> str:
    """The digest of the vocabulary as it is published: a line for each token in order of rank."""
    lines = (f"{b64encode(token).decode()} {rank}\n" for token, rank in ranks.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@pytest.mark.parametrize("name", VOCABULARIES)
@deciding(max_examples=200)
@given(parts=st.lists(blocks, min_size=2, max_size=6))
def test_counts_of_blocks_add_up(name: str, parts: list[str]) -> None:
    encode = tokens.encoding(name).encode_ordinary
    assert len(encode("".join(parts))) == sum(len(encode(part)) for part in parts)


def test_special_tokens_in_a_text_are_counted_as_text(settings: Any) -> None:
    settings.TOKENIZER = "cl100k_base"
    assert tokens.count("<|endoftext|>") > 1


def test_estimate_is_four_bytes_a_token_rounded_up(settings: Any) -> None:
    settings.TOKENIZER = "estimate"
    assert tokens.count("é" * 4) == 2
    assert tokens.count_all(["abc\n", "abcde\n"]) == 3


def test_what_is_too_long_is_not_counted() -> None:
    with pytest.raises(tokens.TooLong):
        tokens.count("a" * (tokens.MAX_CHARACTERS + 1))
