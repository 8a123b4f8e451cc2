"""How much the values of a message look like those that a pattern was learned from.

Tools say `Use $1 instead of $2` of many errors. What stood there tells them apart, and no pattern
has it: only how it looked, with its names and numbers folded. The values themselves are in the
lessons of whoever taught them, and tell more.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from errorpatterns.regexes import captures_of

MAX_LOOK = 60  # characters
MAX_LOOKS = 4  # of one hole
MAX_TOLD = 4  # messages of one pattern

# Of C, C++, Go, Java, JavaScript, Python, Ruby, Rust, SQL and TypeScript: no private text is among
# them.
KEYWORDS = frozenset(
    """
    abstract alias and as assert async auto await begin break case catch chan class const
    constexpr continue crate debugger declare def default defer del delete do double elif else
    elsif end ensure enum except exec explicit export extends extern fallthrough final finally
    fn for foreach friend from func function get global go goto if impl implements import in
    infer inline instanceof interface is keyof lambda let loop match mod move mut mutable
    namespace native new next nonlocal noexcept not of operator or override package pass private
    protected pub public raise readonly redo ref require rescue retry return satisfies sealed
    set sizeof static strictfp struct super switch synchronized template then this throw throws
    trait transient try type typedef typeid typename typeof undef unless unsafe until use using
    var virtual void volatile when where while with yield arguments constructor eval
    """.split()  # noqa: SIM905
)

Id = TypeVar("Id", bound=Hashable)

_NAME = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|\W")


def look(value: str) -> str:
    """`ENV.fetch(key, 1)` → `WW.w(w, 0)`. Keywords stay as they are: they are nobody's own."""
    return _NAME.sub(_folded, value)[:MAX_LOOK]


def _folded(match: re.Match[str]) -> str:
    name = match[0]
    if name in KEYWORDS:
        return name
    if name[0].isdigit():
        return "0"
    if name[0] == "_":
        return "_"
    if not name[0].isupper():
        return "w"
    return "WW" if name.isupper() and len(name) > 1 else "W"


def merged(*looks: Iterable[str]) -> tuple[str, ...]:
    """Each once, the first known first, as many as are kept."""
    return tuple(dict.fromkeys(one for some in looks for one in some))[:MAX_LOOKS]


def likeness(looks: Sequence[Sequence[str]], values: Sequence[str]) -> float:
    """Of 1, how alike each value is to what its hole has seen, on average; 0 where unknown."""
    if not looks or len(looks) != len(values):
        return 0.0
    found = (
        max((_alike(one, look(value)) for one in seen), default=0.0)
        for seen, value in zip(looks, values, strict=True)
    )
    return sum(found) / len(values)


def familiar(regex: str, values: Sequence[str], told: Mapping[Id, Iterable[str]]) -> dict[Id, int]:
    """How much the values speak for each of several patterns with one regex, by the messages that
    it was taught.

    What the tool itself says in a hole stands there again and again, and what users name their own
    things seldom does: a value speaks for those that were taught it, by how many messages have it.
    """
    rows = {
        id: {row for text in texts if (row := captures_of(regex, text)) is not None}
        for id, texts in told.items()
    }
    found = dict.fromkeys(rows, 0)
    for place, value in enumerate(values):
        having = Counter(id for id, some in rows.items() for row in some if row[place] == value)
        for id in having:
            found[id] += having.total()
    return found


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    ours, theirs = Counter(_TOKEN.findall(one)), Counter(_TOKEN.findall(other))
    either = (ours | theirs).total()
    return 0.8 * (ours & theirs).total() / either if either else 0.0
