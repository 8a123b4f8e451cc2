"""Code that was changed in a place is read anew there, and told as if all of it had been."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from errorpatterns.editing.tokens import Source, Token

pytestmark = pytest.mark.once

PIECES = st.sampled_from(
    ["\n", "\r\n", " ", "  ", "a", "if", "1.5", "(", ")", "[", "]", "{", "}", "'", '"', "`", "'''",
     '"""', "\\", "//", "/*", "*/", "<!--", "-->", "#", "#x", "/", "/=", "=>", ";", "b'", "f(",
     "def f():\n", "import os\n", "const x = 1;\n", "x = /a'b/g;\n", "return /[/]/\n", "é", "'a'"]
)  # fmt: skip
texts = st.lists(PIECES, max_size=30).map("".join)


def told(marks: list[Token]) -> list[tuple[str, str]]:
    return [(mark.kind, mark.text) for mark in marks]


@given(texts, texts, texts, texts)
@example("`\n", "a", "`", "\n(")
@example("x\n'\\\n", "", "'", "'\n")
@example("a\n", "/", "//", "b'\n'")
def test_it_has_the_marks_of_the_whole(before: str, old: str, new: str, behind: str) -> None:
    source, after = Source(before + old + behind), before + new + behind
    assert told(source.marks_of(after)) == told(Source(after).marks)


def test_of_a_long_text_little_is_read_again() -> None:
    lines = [f"f{number}(['x', {{ y: {number} }}]);\n" for number in range(5_000)]
    source = Source("".join(lines))
    after = "".join([*lines[:2_500], "f(1;\n", *lines[2_501:]])
    assert not source.stays_whole(after)
    assert source.stays_whole(after.replace("f(1;", "f(1);"))
    assert source.marks_of(after)[-1] is source.marks[-1]
