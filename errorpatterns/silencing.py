"""What takes an error away by telling the tool to be silent: it mends nothing, and hides what comes
later.

One place for what a lesson must not teach unseen, level0 neither apply nor learn, and a history not
teach.
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
    | @SuppressWarnings \b [^\n]* | \b NOSONAR \b | \# \s* nosec \b [^\n]*
    | \# \s* pragma \s+ (?: (?: GCC | clang ) \s+ diagnostic | warning ) [^\n]*
    | (?<! \S ) -Wno- [\w-]+
    | \b mark \. (?: skip | xfail ) | \b pytest \. (?: skip | xfail ) \b
    | \b (?: it | test | describe ) \. skip \b | \b t \. Skip (?: f | Now )? \(
    # Of configurations.
    | ["'] (?! aria- ) @? \w+ [-/] [\w/-]+ ["'] \s* : \s* \[? \s* ["'] off ["']  # ESLint
    | \b ignore (?: BuildErrors | DuringBuilds ) ["']? \s* : \s* true  # Next
    | " skip (?: Default )? LibCheck " \s* : \s* true
    | ^ \s* ignore_ (?: errors | missing_imports ) \s* = \s* true \s* $  # mypy
    | ^ \s* disable_error_code \s* =
    | (?: \b extend- | \b lint\. ) ignore \s* = | \b per-file-ignores \b  # ruff, flake8
    | ^ \s* (?: extend- )? ignore \s* = \s* \[? \s* ["']? (?-i: [A-Z]+ \d ) [^\n]*
    """,
)
# What a configuration asks of tsc: none of it may go.
_CHECK = re.compile(
    r"""(?ix)
    " (?: strict \w* | no (?: Implicit | Unused | Unchecked | Fallthrough ) \w* | checkJs ) "
    \s* : \s* true
    """
)
# The name of a check rather than a word: F401, no-console, models.W042, reportMissingImports.
_CHECK_NAME = re.compile(r"(?=.*[A-Za-z])(?=.*[\d/-]).+|report[A-Z]\w+")


def silences(before: str, after: str, code: str = "") -> bool:
    """Whether `after` has such a comment or setting that `before` has not, or lacks a check that
    `before` asks for. What mends code does not speak of the check: `code` is the error's.
    """
    return bool(silencers(before, after, code))


def silencers(before: str, after: str, code: str = "") -> Counter[str]:
    """What of `after`, or of what it lacks, does so."""
    old, new = (Counter(text.splitlines()) for text in (before, after))
    gone, come = old - new, new - old
    come_to = found(_MARK, come) - found(_MARK, gone)
    gone_are = found(_CHECK, gone) - found(_CHECK, come)
    return come_to + gone_are + Counter([code] * names(code, [*gone, *come]))


def silencing_fix(text: str, code: str = "", *, is_edit: bool) -> bool:
    """The same of a canonical fix: changed lines with their signs, lines to put in, or words."""
    return bool(silencers_of_fix(text, code, is_edit=is_edit))


def silencers_of_fix(text: str, code: str, *, is_edit: bool) -> Counter[str]:
    if not (is_edit and is_signed(text)):
        return silencers("", text, code if is_edit else "")
    lines = text.splitlines()
    old, new = (
        "\n".join(line[2:] for line in lines if line.startswith(sign)) for sign in ("-", "+")
    )
    return silencers(old, new, code)


def is_signed(text: str) -> bool:
    """Whether these are changed lines with their signs."""
    lines = text.splitlines()
    return bool(lines) and all(line[:2] in ("- ", "+ ", "-", "+") for line in lines)


def comes_to_silence(before: str, after: str, code: str) -> bool:
    """Whether a fix silences by what an edit of it, by people, brings in."""
    known, now = (silencers_of_fix(text, code, is_edit=is_signed(text)) for text in (before, after))
    is_edit = is_signed(after)
    # A sign that is turned changes what the line does, and no word of it.
    if is_edit and now - known:
        return True
    return bool(now) and silences(before, after, code if is_edit else "")


def found(what: re.Pattern[str], lines: Iterable[str]) -> Counter[str]:
    return Counter(match[0].strip() for line in lines for match in what.finditer(line))


def names(code: str, lines: Iterable[str]) -> bool:
    """Whether any speaks of the check; one whose name is a word (`semi`) has to be switched off."""
    if not code:
        return False
    name = rf"(?<![\w/-]){re.escape(code)}(?![\w/-])"
    if not _CHECK_NAME.fullmatch(code):
        name += r"""["']?\s*:\s*\[?\s*(?:["']off["']|0\b)"""
    return any(map(re.compile(name).search, lines))
