"""Comments by which a tool says nothing of an error: they mend nothing, and hide what comes later.

One place for what level0 must neither apply nor learn, and a history must not teach.
"""

import re
from collections import Counter
from collections.abc import Iterable

_MARK = re.compile(
    r"""(?ix)
    [\#:] \s* noqa \b [^\n]*  # flake8, ruff
    | \# \s* (?: type | pyright | mypy | ty ) : \s* (?: ignore | basic ) [^\n]*
    | \b (?: pylint | eslint | oxlint | biome | tslint | stylelint | rubocop )
      [-:\s]+ (?: disable | ignore ) [^\n]*
    | @ts- (?: ignore | expect-error | nocheck )
    | \#!? \[ \s* (?: allow | expect ) \s* \( [^\n]*  # rustc
    | // \s* nolint [^\n]* | \b NOLINT [^\n]*  # go, clang-tidy
    | \# \s* pragma \s+ (?: (?: GCC | clang ) \s+ diagnostic | warning ) [^\n]*
    | \b mark \. (?: skip | xfail ) | \b pytest \. (?: skip | xfail ) \b
    | \b (?: it | test | describe ) \. skip \b | \b t \. Skip (?: f | Now )? \(
    """
)


def silences(before: str, after: str) -> bool:
    """Whether `after` has such a comment that `before` has not."""
    old, new = (Counter(text.splitlines()) for text in (before, after))
    return bool(marks(new - old) - marks(old - new))


def marks(lines: Iterable[str]) -> Counter[str]:
    return Counter(found[0].strip() for line in lines for found in _MARK.finditer(line))
