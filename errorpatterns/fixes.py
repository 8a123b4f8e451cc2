"""What a fix does, in a form that the same fix of another project shares.

The changed lines, with white space folded and the error's captures abstracted to `$1`…`$10`.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import dedent
from typing import Literal, NamedTuple

from errorpatterns.editing.places import unmarked
from intake.comparing import Matcher, Steps, TooLong
from intake.cuts import Cut, cut_to

FIX_VERSION = 1

MAX_TEMPLATE = 4 * 1024  # bytes of UTF-8
MAX_FILLED = 8 * 1024
MAX_CAPTURES = 10
TOO_ALIKE = "Too many of its lines are alike to tell which were changed: send less of the file."
MAX_CHANGED = 2_000  # lines between the first and the last change, on either side
MAX_STEPS = 5_000_000  # of the comparison of all places of a fix: a third of a second

FixType = Literal["replace", "insert", "delete", "refactor", "multi_file"]
Category = Literal["import", "syntax", "type", "build", "lint", "style", "runtime"]


class FixRefused(ValueError):
    """The fix cannot be kept or given; `reason` says why, for who sent it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class CanonicalFix:
    """`digest` is equal for equal fixes; `text` is a template for `fill`."""

    digest: str  # 64 hex digits
    text: str
    kind: Literal["edit", "words"]


class _Line(NamedTuple):
    sign: Literal["-", "+"]
    text: str  # as people read it
    shape: str  # what counts


_Place = list[_Line]
_Pairs = list[tuple[str, str]]


def canonical_fix(
    before: str | None,
    after: str | None,
    diff: str | None,
    template: str | None,
    captures: Sequence[str] = (),
) -> CanonicalFix:
    """The fix told by two versions of a file, else by a unified diff, else in words.

    `before` may be empty for a new file, as `after` for a removed one. `template` may hold `$n`
    itself. Raises FixRefused where nothing changes, nothing is told, or it is too long.
    """
    if before is not None or after is not None:
        return _edit([(before or "", after or "")], captures)
    if diff and diff.strip():
        return _edit(_sides(diff), captures)
    if template and template.strip():
        return _words(template, captures)
    raise FixRefused("A fix needs before and after, a diff, or a template.")


def fill(template: str, captures: Sequence[str]) -> str:
    """`template` with `$n` replaced by the nth capture, in one pass, and `$$1` by `$1`.

    A `$n` without a capture stays. Raises FixRefused where the result is longer than MAX_FILLED
    bytes: half a fix is a wrong fix.
    """
    filled = fill_shown(template, captures)
    if isinstance(filled, Cut):
        raise FixRefused(f"The filled fix is longer than {MAX_FILLED} bytes.")
    return filled


def fill_shown(template: str, captures: Sequence[str]) -> str:
    """As `fill`, for who reads it and is told that it is a Cut, where it is too long."""
    filled = _REFERENCE.sub(lambda match: _filled(match, captures), template)
    return cut_to(filled, MAX_FILLED)


def renumbered(template: str, numbers: Mapping[int, int], values: Sequence[str]) -> str | None:
    """`template` for a regex whose captures are counted otherwise; None where one is missing.

    `numbers` are the new ones by the old; `values` became captures, so they are abstracted too.
    """
    wanted = {int(n) for dollars, n in _REFERENCE.findall(template) if dollars == "$"}
    if not wanted <= numbers.keys():
        return None
    text = _REFERENCE.sub(lambda m: m[0] if len(m[1]) > 1 else f"${numbers[int(m[2])]}", template)
    return abstract(text, values, may_refer=True)


def dangling(template: str, captures: int) -> str:
    """Why `template` cannot be filled by so many captures, for who wrote it; empty where it can."""
    told = {n for dollars, n in _REFERENCE.findall(template) if dollars == "$" and _is_hole(n)}
    known = min(captures, MAX_CAPTURES)
    lost = sorted(int(n) for n in told if int(n) > known)
    if not lost:
        return ""
    there = {0: "nothing is captured", 1: "$1 alone is captured"}
    return (
        f"It says ${lost[0]}, and {there.get(known, f'$1 to ${known} are captured')}. "
        f"Where ${lost[0]} itself is meant, write $${lost[0]}."
    )


def without_capture(template: str, number: int, value: str) -> str:
    """`template` for a regex that has `value` in place of its capture of this number."""

    def told(match: re.Match[str]) -> str:
        dollars, digits = match.groups()
        if len(dollars) > 1 or int(digits) < number:
            return match[0]
        return f"${int(digits) - 1}" if int(digits) > number else _REFERENCE.sub(r"$\g<0>", value)

    return _REFERENCE.sub(told, template)


def is_same(one: str, other: str) -> bool:
    """Whether two templates say the same, white space and case aside."""
    return _folded(one).casefold() == _folded(other).casefold()


def infer_type(
    before: str | None = None, after: str | None = None, diff: str | None = None
) -> FixType:
    """What kind of change it is; `replace` where neither an edit nor a diff is given."""
    pairs = [(before or "", after or "")] if before is not None or after is not None else []
    if not pairs and diff:
        if len(_FILE.findall(diff)) > 1:
            return "multi_file"
        pairs = _sides(diff)
    places = _places(pairs)
    if len(places) > 3 or sum(map(len, places)) > 20:
        return "refactor"
    signs = {line.sign for place in places for line in place}
    if signs == {"+"}:
        return "insert"
    return "delete" if signs == {"-"} else "replace"


def infer_category(
    message: str, code: str | None = None, tool: str | None = None, type: str | None = None
) -> Category:
    """The first category, in this order, that tool, code, type or words speak for."""
    facts = " ".join((type or "", message))
    for category, tools, codes, words in _SIGNS:
        if tools.fullmatch(tool or "") or codes.fullmatch(code or "") or words.search(facts):
            return category
    return "runtime"


_REFERENCE = re.compile(r"(\$+)(\d+)")
_SPACE = re.compile(r"\s+")
_NEWLINE = re.compile(r"\r?\n")
_HUNK = re.compile(
    r"(?m)^(?:@@|(?:diff --git|index|similarity|rename|(?:new|deleted) file|(?:old|new) mode) )"
    r".*\n?"
)
# A file of a unified diff: its new name, two lines that no change of a single line looks like.
_FILE = re.compile(r"(?m)^--- .*\n\+\+\+ .*$")


def _filled(match: re.Match[str], captures: Sequence[str]) -> str:
    dollars, digits = match.groups()
    if len(dollars) > 1:
        return dollars[1:] + digits
    known = _is_hole(digits) and int(digits) <= min(len(captures), MAX_CAPTURES)
    return captures[int(digits) - 1] if known else match[0]


def _is_hole(digits: str) -> bool:
    """`$0`, `$05` and `$100` are no captures."""
    return len(digits) <= 2 and digits[0] != "0"


def _edit(pairs: _Pairs, captures: Sequence[str]) -> CanonicalFix:
    lines = [line for place in _places(pairs) for line in place]
    if not lines:
        raise FixRefused("The fix changes nothing.")
    shape = "\n".join(line.sign + abstract(line.shape, captures) for line in lines)
    bare = all(line.sign == "+" and line.shape for line in lines)
    text = "\n".join(line.text if bare else f"{line.sign} {line.text}" for line in lines)
    return _fix("edit", shape, abstract(text, captures))


def _words(template: str, captures: Sequence[str]) -> CanonicalFix:
    text = abstract(template.strip(), captures, may_refer=True)
    return _fix("words", _folded(text).casefold(), text)


def _fix(kind: Literal["edit", "words"], shape: str, text: str) -> CanonicalFix:
    if len(text.encode("utf-8", "replace")) > MAX_TEMPLATE:
        raise FixRefused(f"The fix is longer than {MAX_TEMPLATE} bytes.")
    told = f"{FIX_VERSION}\n{kind}\n{shape}"
    return CanonicalFix(hashlib.sha256(told.encode("utf-8", "replace")).hexdigest(), text, kind)


def _folded(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def abstract(text: str, captures: Sequence[str], *, may_refer: bool = False) -> str:
    """`text` as a template: captures that stand in it as whole tokens become `$n`.

    `fill` with the same captures gives `text` back. What already looks like `$n` is escaped,
    unless `may_refer` says that its author meant it so.
    """
    numbers: dict[str, int] = {}
    for number, value in enumerate(captures[:MAX_CAPTURES], start=1):
        if _is_worth_a_hole(value):
            numbers.setdefault(value, number)
    token = re.compile("|".join([r"(?P<reference>\$+\d+)", *map(_token, _longest(numbers))]))

    def replaced(match: re.Match[str]) -> str:
        if match["reference"] is None:
            return f"${numbers[match[0]]}"
        return match[0] if may_refer else "$" + match[0]

    return token.sub(replaced, text)


def _is_worth_a_hole(value: str) -> bool:
    """Numbers and marks meet their like by chance: a column is not the 2 of `slice(2)`."""
    return any(char.isalpha() for char in value)


def _longest(values: Iterable[str]) -> list[str]:
    return sorted(values, key=lambda value: (-len(value), value))


def _token(value: str) -> str:
    """A pattern for `value` where it is no part of a longer word, and `$n` would stay readable: but
    for the line below that marks a name as not used.
    """
    unused = r"|(?<=(?<![\w$.])_)" if re.match(r"[^\W_]", value) else ""
    left = rf"(?:(?<![\w$]){unused})" if re.match(r"[\w$]", value) else r"(?<!\$)"
    right = r"(?![\w$])" if re.search(r"[\w$]\Z", value) else r"(?!\d)"
    return left + re.escape(value) + right


def _places(pairs: _Pairs) -> list[_Place]:
    """The removed and added lines of each place that changed, without what surrounds them.

    White space counts only where nothing else changed.
    """
    told = [unmarked(*pair) for pair in pairs]
    sides = [(_NEWLINE.split(before), _NEWLINE.split(after)) for before, after in told]
    steps = Steps(MAX_STEPS)
    places = [place for old, new in sides for place in _differing(old, new, _folded, steps)]
    shown = [[line for line in place if line.shape] for place in places]
    if any(shown):
        return [place for place in shown if place]
    return [place for old, new in sides for place in _differing(old, new, str, steps)]


def _differing(
    old: list[str], new: list[str], shape: Callable[[str], str], steps: Steps
) -> list[_Place]:
    """Where `old` and `new` differ in shape. Raises FixRefused where telling takes too long."""
    a, b = [shape(line) for line in old], [shape(line) for line in new]
    first = _shared(a, b)
    last = _shared(a[first:][::-1], b[first:][::-1])
    a, b = a[first : len(a) - last], b[first : len(b) - last]
    if max(len(a), len(b)) > MAX_CHANGED:
        raise FixRefused(f"The changes are more than {MAX_CHANGED} lines apart.")
    try:
        found = Matcher(a, b, steps, autojunk=True).get_opcodes()
    except TooLong as error:
        raise FixRefused(TOO_ALIKE) from error
    return [
        [
            *_lines("-", old[first + i : first + j], shape),
            *_lines("+", new[first + k : first + m], shape),
        ]
        for tag, i, j, k, m in found
        if tag != "equal"
    ]


def _shared(a: Sequence[str], b: Sequence[str]) -> int:
    """How many lines both begin with."""
    for count, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return count
    return min(len(a), len(b))


def _lines(sign: Literal["-", "+"], lines: list[str], shape: Callable[[str], str]) -> _Place:
    """`lines` without their common indentation, unless that is what counts."""
    told = lines if shape is str else dedent("\n".join(lines)).split("\n")
    return [_Line(sign, text, shape(line)) for text, line in zip(told, lines, strict=False)]


def _sides(diff: str) -> _Pairs:
    """What each hunk of a unified diff turns into what; plain lines of `-` and `+` are a hunk."""
    pairs = []
    for hunk in _HUNK.split(_FILE.sub("@@", diff)):
        lines = [line for line in _NEWLINE.split(hunk) if not line.startswith("\\ No newline")]
        old = [line[1:] for line in lines if not line.startswith("+")]
        new = [line[1:] for line in lines if not line.startswith("-")]
        pairs.append(("\n".join(old), "\n".join(new)))
    return pairs


def _any(words: str) -> re.Pattern[str]:
    return re.compile(words, re.I | re.X)


# For each category but the last: tools, codes, and words of the message or its type.
_SIGNS: tuple[tuple[Category, re.Pattern[str], re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "import",
        _any(r"depcheck|madge"),
        _any(
            r"TS(?:2304|2305|2306|2307|2613|2614|7016|1192|1259)|E043[23]|(?:ERR_)?MODULE_NOT_FOUND"
        ),
        _any(
            r"""ModuleNotFound | ImportError | module\ not\ found | no\ module\ named
            | cannot\ find\ (?:module|package|name) | can(?:'t|not)\ (?:resolve|import)
            | (?:could\ not|failed\ to)\ resolve\ (?:import|"|'|\./) | unresolved\ import
            | no\ exported\ member | is\ not\ exported | cannot\ import\ name
            | must\ be\ in\ scope | UMD\ global
            | package\ \S+\ does\ not\ exist | attempted\ import | no\ required\ module\ provides"""
        ),
    ),
    (
        "syntax",
        _any(r"acorn|esprima"),
        _any(r"TS1\d{3}|E9\d\d"),
        _any(
            r"""Syntax\ ?Error | IndentationError | TabError | pars(?:e|ing)\ error
            | invalid\ syntax
            | unexpected\ (?:token|end|eof|indent|identifier|keyword|character|string)
            | unterminated | unclosed | unbalanced | missing\ semicolon | syntax\ error
            | expected\ (?:an?\ )?(?:['"`\u2018]?[;:,(){}\[\]]|expression|identifier|declaration)"""
        ),
    ),
    (
        "type",
        _any(r"(?:vue-)?tsc|typescript|mypy|pyright|pyre|flow"),
        _any(r"TS\d{4,5}|E0308|E0277"),
        _any(
            r"""not\ assignable\ to | does\ not\ exist\ on\ type | implicitly\ (?:has|have)
            | possibly\ '?(?:undefined|null) | incompatible\ type | mismatched\ types
            | type\ (?:mismatch|annotation|argument) | no\ overload\ matches"""
        ),
    ),
    (
        "build",
        _any(
            r"""vite|webpack|next|rollup|esbuild|turbopack|parcel|swc|babel|npm|pnpm|yarn|pip|uv|poetry
            |cargo|make|cmake|gradle|maven|mvn|ld|bazel|docker"""
        ),
        _any(r"ERESOLVE|ELIFECYCLE|E404"),
        _any(
            r"""failed\ to\ (?:compile|build|bundle|load\ config) | (?:build|compilation)\ failed
            | npm\ ERR | undefined\ reference | could\ not\ resolve\ dependency
            | no\ matching\ distribution | linker | transform\ failed"""
        ),
    ),
    (
        "lint",
        _any(
            r"eslint|ruff|flake8|pylint|biome|oxlint|clippy|golangci-lint|staticcheck|rubocop|tslint"
        ),
        _any(r"[A-Z]{1,4}\d{3,4}|(?:@?[\w-]+/)+[\w-]+|(?:no|prefer|react)-[\w-]+"),
        _any(r"never\ used | \bunused\b | never\ read | eslint | missing\ dependenc"),
    ),
    (
        "style",
        _any(r"prettier|black|stylelint|isort|gofmt|rustfmt|tailwind(?:css)?|postcss|sass|css"),
        _any(r"(?!)"),
        _any(
            r"""tailwind | unknown\ (?:at-?rule|utility) | class\ does\ not\ exist | prettier
            | trailing\ (?:white\ ?space|comma) | line\ too\ long | code\ style | utility\ class"""
        ),
    ),
)
