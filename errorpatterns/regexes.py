"""What a stored regular expression may be, and which literal text each of its matches contains.

Stored patterns run in RE2 only. Python's parser reads them for their literals, and runs none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

import re2

# Python's own, which have no types.
sre: Any = import_module("re._constants")
_parser: Any = import_module("re._parser")

MAX_LENGTH = 1_000
MAX_PROGRAM = 500
MAX_REPEAT = 100
MAX_GROUPS = 10
MIN_LITERAL = 4  # bytes of UTF-8

# RE2's \s; a run of it is one blank in every literal below, and in the text these are sought in.
BLANKS = re.compile(r"[\t\n\f\r ]+")
_TO_BLANKS = str.maketrans("\t\n\f\r", "    ")

_ESCAPE = re.compile(r"\\(.)", re.S)
# Read differently by RE2 and Python, or by one of them only.
_REFUSED_ESCAPES = "QEpPzZCX"
# Letters for Python, and a class for RE2: `[[:digit:]]`, `[^a[:digit:]]`
_POSIX_CLASS = re.compile(r"\[\^?\]?[^\]]*\[:")
_REFUSED_FLAGS = re.compile(r"\(\?[a-zA-Z-]*[xU]")

_ANYWHERE = re2._Anchor.UNANCHORED
_LINE_END = 10
_WITH_LINE_END = (sre.CATEGORY_SPACE, sre.CATEGORY_NOT_WORD, sre.CATEGORY_NOT_DIGIT)
_EDGES_OF_WORDS = (sre.AT_BOUNDARY, sre.AT_NON_BOUNDARY)

Captures = tuple[str, ...]


class RegexRefused(ValueError):
    """The pattern may not be stored; `reason` says why, for the person who wrote it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check(pattern: str, *, built_in: bool = False) -> None:
    """Raise RegexRefused unless `pattern` may be stored. Only a built-in may lack a literal."""
    _check_syntax(pattern)
    program = _compile(pattern)
    _check_size(program)
    if program.search("") is not None:
        raise RegexRefused("It matches the empty text.")
    tree = _parse(pattern)
    _check_tree(tree)
    if not built_in and longest(_literals(tree)) is None:
        raise RegexRefused(f"No literal of {MIN_LITERAL} bytes is in every match.")


def literals(pattern: str) -> list[str]:
    """Texts that every match contains, in order, once runs of white space are one blank.

    None are told of a pattern that ignores case. Plain patterns, as those that are learned, are
    read in a tenth of the time of a parse; a group tells nothing then.
    """
    return literals_of([pattern])[0]


def literals_of(patterns: Sequence[str]) -> list[list[str]]:
    """The literals of each, in half the time of one by one."""
    runs = _BETWEEN.join(map(_plain_runs, patterns))
    found = map(_split, fold(runs).split(_BETWEEN)) if patterns else ()
    return [
        texts if max(map(len, texts), default=0) >= MIN_LITERAL else list(_parsed_literals(pattern))
        for pattern, texts in zip(patterns, found, strict=True)
    ]


@lru_cache(maxsize=1024)
def _parsed_literals(pattern: str) -> tuple[str, ...]:
    return tuple(_literals(_parse(pattern)))


@lru_cache(maxsize=1024)
def choices(pattern: str) -> tuple[str, ...]:
    """Texts one of which every match contains, of a pattern that is nothing but alternatives: one
    for each of them; none where one of them has none.
    """
    tree = _parse(pattern)
    if len(tree) != 1 or tree[0][0] is not sre.BRANCH:
        return ()
    found = [longest(_literals(branch)) for branch in tree[0][1][1]]
    return tuple(text for text in found if text) if all(found) else ()


def longest(texts: Iterable[str]) -> str | None:
    """The text of most bytes; None where none has MIN_LITERAL."""
    best = max(texts, key=_bytes, default="")
    return best if _bytes(best) >= MIN_LITERAL else None


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


def required_literal(pattern: str) -> str | None:
    """The longest text that every match contains, white space folded; None where none is long."""
    return longest(_parsed_literals(pattern))


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> Any:
    """The RE2 object of `pattern`; RegexRefused where RE2 cannot read it."""
    return _compile(pattern)


@lru_cache(maxsize=1024)
def is_of_one_line(pattern: str) -> bool:
    """Whether no match has a line end in it, and none depends on where the text begins or ends."""
    if pattern.startswith("^") or "\\s" in pattern:  # as those are that were learned
        return False
    tree = _parse(pattern)
    dots = tree.state.flags & re.DOTALL
    for op, argument in _nodes(tree):
        if op is sre.SUBPATTERN:
            dots = dots or argument[1] & re.DOTALL
        if (op is sre.AT and argument not in _EDGES_OF_WORDS) or _takes_line_end(op, argument):
            return False
    return not dots


def _takes_line_end(op: Any, argument: Any) -> bool:
    if op is sre.LITERAL:
        return bool(argument == _LINE_END)
    if op is sre.NOT_LITERAL:
        return bool(argument != _LINE_END)
    if op is sre.RANGE:
        return bool(argument[0] <= _LINE_END <= argument[1])
    if op is sre.CATEGORY:
        return argument in _WITH_LINE_END
    if op is sre.IN:
        negated = argument[0][0] is sre.NEGATE
        return negated != any(_takes_line_end(*member) for member in argument[negated:])
    return False


def spans_in(pattern: str, text: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """Of the first match between two offsets, all of it and each group, -1 for what took no part;
    empty where nothing matches. RE2's own call: its match objects take longer than the search.
    """
    spans: list[tuple[int, int]] = compiled(pattern)._regexp.Match(_ANYWHERE, text, start, end)
    return spans if spans[0][0] >= 0 else []


def captures_of(pattern: str, text: str) -> Captures | None:
    """What each group of the pattern takes, empty where it takes no part; None for no match."""
    match = compiled(pattern).search(text)
    return None if match is None else tuple(match.groups(""))


def escape(text: str) -> str:
    """`text` as a pattern that both RE2 and Python read alike."""
    return re.sub(r"[\\.+*?()|\[\]{}^$]", r"\\\g<0>", text)


def fold(text: str) -> str:
    """With one blank for each run of white space."""
    text = text.translate(_TO_BLANKS)
    while "  " in text:  # a run is half as long each time
        text = text.replace("  ", " ")
    return text


def _check_syntax(pattern: str) -> None:
    if len(pattern) > MAX_LENGTH:
        raise RegexRefused(f"It is longer than {MAX_LENGTH} characters.")
    for escaped in _ESCAPE.findall(pattern):
        if escaped in _REFUSED_ESCAPES:
            raise RegexRefused(f"\\{escaped} is not accepted.")
    bare = _ESCAPE.sub("~~", pattern)
    if _POSIX_CLASS.search(bare):
        raise RegexRefused("[[: and [: within another class are not accepted.")
    if "{," in bare:
        raise RegexRefused("{, is not accepted.")
    if flags := _REFUSED_FLAGS.search(bare):
        raise RegexRefused(f"The flag in {flags[0]} is not accepted.")


def _compile(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        return re2._Regexp(pattern, options)
    except (re2.error, UnicodeEncodeError) as error:
        raise RegexRefused(f"RE2 cannot read it: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    first = error.args[0] if error.args else error
    return first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)


def _check_size(program: Any) -> None:
    if program.programsize > MAX_PROGRAM:
        raise RegexRefused(f"Its program is larger than {MAX_PROGRAM} instructions.")
    if program.groups > MAX_GROUPS:
        raise RegexRefused(f"It has more than {MAX_GROUPS} groups.")


def _parse(pattern: str) -> Any:
    try:
        return _parser.parse(pattern)
    except (re.error, OverflowError) as error:
        raise RegexRefused(f"It is not understood: {error}") from error
    except RecursionError as error:
        raise RegexRefused("It is nested too deeply.") from error


def _check_tree(tree: Any) -> None:
    for op, argument in _nodes(tree):
        if op in (sre.GROUPREF, sre.GROUPREF_EXISTS):
            raise RegexRefused("References to groups are not accepted.")
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            low, high, _ = argument
            if low > MAX_REPEAT or (high > MAX_REPEAT and high != sre.MAXREPEAT):
                raise RegexRefused(f"It repeats something more than {MAX_REPEAT} times.")


def _nodes(tree: Any) -> Iterator[tuple[Any, Any]]:
    for op, argument in tree:
        yield op, argument
        for child in _children(op, argument):
            yield from _nodes(child)


def _children(op: Any, argument: Any) -> Iterable[Any]:
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return (argument[2],)
    if op is sre.SUBPATTERN:
        return (argument[3],)
    if op is sre.BRANCH:
        return tuple(argument[1])
    return ()


_CLASS = r"\[\^?\]?(?:\\.|[^\]\\])*\]"
_FLAT = rf"\((?:[^()\\\[]|\\.|{_CLASS})*\)"
_GROUP = rf"\((?:[^()\\\[]|\\.|{_CLASS}|{_FLAT})*\)"
_CHAR = r"[^\\.+*?()|\[\]{}^$]|\\\W"
_ATOM = rf"(?:{_CHAR}|\\[sSdDwWbB]|\.|{_CLASS}|{_GROUP})(?:[*+?]|\{{[\d,]+\}})?\??"
# Text with its blanks, as long as it goes; what may be anything, and an anchor, which are not
# captured; and one character of the rest.
_TOKEN = re.compile(
    rf"((?:[^\\.+*?()|\[\]{{}}^$]+|\\\W|\\s\+(?!\?))+(?![*+?{{])|(?!{_ATOM}|[\^$]).)|{_ATOM}|[\^$]",
    re.S,
)
_REST = frozenset("\\.+*?()|[]{}")
_BETWEEN = "\1"
_NOT_PLAIN_GROUP = re.compile(r"\(\?(?!:|s:|P<)")


def _plain_runs(pattern: str) -> str:
    """What stands between the groups and classes of `pattern`; nothing if it is not so simple."""
    if "[[" in pattern or _BETWEEN in pattern:
        return ""
    if "(?" in pattern and _NOT_PLAIN_GROUP.search(pattern):
        return ""
    if "\\\\" not in pattern:
        pattern = pattern.replace("\\ ", " ")  # as Python's own escape writes it
    tokens = _TOKEN.findall(pattern)
    # In a text they are escaped.
    if not _REST.isdisjoint(tokens):
        return ""
    runs = "\0".join(tokens)
    # A plus that is not escaped stands behind nothing else in it.
    return _unescaped(runs.replace(r"\s+", " ")) if "\\" in runs else runs


def _unescaped(text: str) -> str:
    if "\\\\" in text:
        return _ESCAPE.sub(r"\1", text)
    return text.replace("\\", "")


def _split(runs: str) -> list[str]:
    return [text for text in runs.split("\0") if text and not text.isspace()]


def _literals(tree: Any) -> list[str]:
    if tree.state.flags & re.IGNORECASE:
        return []
    return _split(fold(_runs(tree)))


def _runs(tree: Any) -> str:
    """Required text, with a NUL wherever something unknown may stand.

    A NUL of the pattern itself splits a literal too, which is only cautious.
    """
    return "".join(_run(op, argument) for op, argument in tree)


def _run(op: Any, argument: Any) -> str:
    if op is sre.LITERAL:
        return chr(argument)
    if op is sre.AT:
        return ""
    if op is sre.SUBPATTERN:
        return _subpattern(argument)
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return _repeated(*argument)
    if op is sre.IN and argument == [(sre.CATEGORY, sre.CATEGORY_SPACE)]:
        return " "
    return "\0"


def _subpattern(argument: Any) -> str:
    _, added, removed, tree = argument
    return "\0" if (added | removed) & re.IGNORECASE else _runs(tree)


def _repeated(low: int, high: int, tree: Any) -> str:
    if low == 0:
        return "\0"
    once = _runs(tree)
    if once.isspace() or low == high == 1:
        return once
    return once + "\0" + once
