"""What code does when it runs, which no edit takes out unless an example did."""

import re
from collections.abc import Sequence

from errorpatterns.editing.places import Edit
from errorpatterns.editing.tokens import KEYWORDS

# A call, whatever is called, or a word that does something by itself
_ACT = re.compile(
    r"\b(?P<called>[^\W\d]\w*)(?:\?\.|!)?\(|[)\]]\(|\b(?:await|yield|new|delete|del|raise|throw)\b"
)


def acts_of(text: str) -> int:
    """How many calls and the like the text has.

    >>> acts_of("total = shop.prices(item)[0]"), acts_of("if (total) { return (3) }")
    (1, 0)
    """
    return sum(match["called"] not in KEYWORDS for match in _ACT.finditer(text))


def taken_out(text: str, edits: Sequence[Edit]) -> int:
    """How many of them the edits take out whole; none where they put something in instead."""
    if any(edit.text.strip() for edit in edits):
        return 0
    gone = (text[edit.start : edit.end] for edit in edits)
    return sum(acts_of(one) for one in gone if one.count("(") == one.count(")"))
