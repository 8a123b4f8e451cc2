"""One error message → a template: what its kin share, with typed holes where they differ.

What a hole is, is told by shape alone (quotes, paths, numbers, names that only code has), never by
what was learned before, so that one message always gives the same template and signature.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from typing import Literal

from errorpatterns.regexes import (
    BLANKS,
    MAX_GROUPS,
    MAX_LENGTH,
    MAX_PROGRAM,
    compiled,
    escape,
    required_literal,
)
from intake.scrubbing import PLACEHOLDER

SIGNATURE_VERSION = 1

Kind = Literal[
    "quoted", "identifier", "number", "hex", "version", "path", "placeholder", "names", "rest"
]

MAX_LINES = 4
MAX_HEAD = 600  # characters; a stored regex has room for about 400 of them
MAX_PARTS = 40
_STEP = 20

# What a hole accepts. Names, paths and placeholders accept the same, so that a message taught with
# `<path>` in it recognises the raw path, and any name is as good as another.
_TOKEN = r"\S+?"  # noqa: S105
_ACCEPTS: dict[Kind, str] = {
    "quoted": r".*?",
    "identifier": _TOKEN,
    "path": _TOKEN,
    "placeholder": _TOKEN,
    "version": _TOKEN,
    "names": r"[^\s,]+(?:, [^\s,]+)*",
    "number": r"-?\d+(?:\.\d+)*",
    "hex": r"[0-9a-fA-Fx-]+",
    "rest": r"(?s:.*)",
}
# A quotation ends at its quote, unless that is an apostrophe or stands between items of a list.
_QUOTED = {
    "'": r"(?:[^'\n]|'\w|', ')*?",
    '"': r"(?:[^\"\n]|\\\"|\", \")*?",
    "`": r"(?:[^`\n]|`, `)*?",
}


@dataclass(frozen=True)
class Hole:
    kind: Kind
    text: str
    quote: str = ""  # what opens it, if it is quoted

    @property
    def accepts(self) -> str:
        """What else of its kind may stand here, as a pattern; it accepts `text` itself."""
        usual = _QUOTED.get(self.quote, _ACCEPTS[self.kind])
        return usual if compiled(usual).fullmatch(self.text) else _ACCEPTS[self.kind]


Part = str | Hole


@dataclass(frozen=True)
class Template:
    """Literals and holes in the order of the message. `exact`: too little to abstract from."""

    parts: tuple[Part, ...]
    exact: bool = False

    @property
    def captured(self) -> tuple[Hole, ...]:
        """The holes that are capture groups: `$1` is the first of them."""
        return tuple(hole for hole in self._holes if hole.kind != "rest")[:MAX_GROUPS]

    @property
    def _holes(self) -> tuple[Hole, ...]:
        return tuple(part for part in self.parts if isinstance(part, Hole))

    @cached_property
    def regex(self) -> str:
        """RE2, anchored to the whole message; further lines, as of a stack, may follow."""
        captured = {id(hole) for hole in self.captured}
        body = ""
        for before, part in pairwise(("", *self.parts)):
            if isinstance(part, str):
                body += self._literal(part, before)
            else:
                body += f"({part.accepts})" if id(part) in captured else f"(?:{part.accepts})"
        return rf"^{self._lead}\s*{body}\s*(?:\n(?s:.*))?$"

    @property
    def _lead(self) -> str:
        """An exception may be told with the stack that Python prints above it, or without."""
        first = self.parts[0]
        named = isinstance(first, str) and _EXCEPTION.match(first)
        return r"(?s:\s*Traceback .*\n)?" if named else ""

    def _literal(self, text: str, before: Part) -> str:
        if self.exact:
            return escape(text)
        words = [escape(word) for word in BLANKS.split(text)]
        if isinstance(before, Hole) and before.kind == "number":
            words[:_COUNTED] = map(_number_free, words[:_COUNTED])
        return r"\s+".join(words)

    @cached_property
    def signature(self) -> str:
        """32 hex digits; messages share them when they give the same regex, and only then."""
        text = f"{SIGNATURE_VERSION}\n{self.regex}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def words(self) -> str:
        """For people: `Cannot find name '$1'.`"""
        numbers = {id(hole): f"${n}" for n, hole in enumerate(self.captured, start=1)}
        pieces = (p if isinstance(p, str) else numbers.get(id(p), "…") for p in self.parts)
        return BLANKS.sub(" ", "".join(pieces)).strip()

    @property
    def literals(self) -> list[str]:
        """What of the message's own words the template keeps."""
        texts = (part.strip() for part in self.parts if isinstance(part, str))
        return [text for text in texts if text]


# How many words after a number may change with it: " 2 positional arguments were given".
_COUNTED = 5
_VERBS = {"was": "(?:was|were)", "were": "(?:was|were)", "is": "(?:is|are)", "are": "(?:is|are)"}


def _number_free(word: str) -> str:
    """A pattern for the singular and the plural of `word`."""
    if word in _VERBS:
        return _VERBS[word]
    return re.sub(r"^([a-z]{3,}[a-rt-z])s?(?=\W*$)", r"\1s?", word)


def induce(message: str) -> Template:
    """The template of `message`, which it matches. ValueError where there is too little text.

    A message that leaves no literal for an index to seek is kept word for word.
    """
    head = _head(message)
    for parts, exact in ((tuple(_parts(head[:MAX_HEAD])), False), ((head[:MAX_HEAD],), True)):
        template = _fitting(parts, cut=len(head) > MAX_HEAD, exact=exact)
        if template is not None and _is_true(template, message):
            return template
    raise ValueError("The message has too little text to be recognised by.")


def _is_true(template: Template, message: str) -> bool:
    match = compiled(template.regex).search(message)
    return match is not None and match.groups() == tuple(h.text for h in template.captured)


# What follows a message without being part of it: frames of a stack, excerpts of the source.
_NOISE = re.compile(
    r"""\s*(?: at\s | -->\s | \|(?:\s|$) | >?\s*\d+\s*\|(?:\s|$) | [~^\s]+$ | File\s" | @\s )""",
    re.X,
)
_EXCEPTION = re.compile(r"[A-Za-z_][\w.]*(?:Error|Exception|Warning|Exit|Interrupt|Iteration)\b")
_EDGES = "\t\n\f\r "


def _head(message: str) -> str:
    """The lines that say what is wrong, at most MAX_LINES of them."""
    lines = _without_lead(message.strip(_EDGES)).split("\n")
    kept = lines[:1]
    for line in lines[1:MAX_LINES]:
        if not line.strip(_EDGES) or _NOISE.match(line):
            break
        kept.append(line)
    return "\n".join(kept).strip(_EDGES)


def _without_lead(text: str) -> str:
    """Python prints the stack first, and the message in the last lines that are not indented."""
    if not text.startswith("Traceback "):
        return text
    starts = (match.start() for match in re.finditer(r"(?m)^(?=\S)", text))
    named = [start for start in starts if _EXCEPTION.match(text, start)]
    return text[named[-1] :] if named else text


def _fitting(parts: tuple[Part, ...], *, cut: bool, exact: bool) -> Template | None:
    """The longest beginning of `parts` that may be stored; None where it says too little."""
    if len(parts) > MAX_PARTS:
        parts, cut = parts[:MAX_PARTS], True
    while parts:
        if cut:
            parts = _ending_in_a_literal(parts)
        template = Template((*parts, Hole("rest", "")) if cut else parts, exact)
        if _fits(template.regex):
            return template if _says_something(template.regex) else None
        parts, cut = _shorter(parts), True
    return None


def _fits(regex: str) -> bool:
    return len(regex) <= MAX_LENGTH and compiled(regex).programsize <= MAX_PROGRAM


def _shorter(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    *others, last = parts
    if isinstance(last, str) and len(last) > _STEP:
        return (*others, last[:-_STEP])
    return tuple(others)


def _ending_in_a_literal(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Where a hole is last and anything may follow, nothing says where it ends."""
    while parts and isinstance(parts[-1], Hole):
        parts = parts[:-1]
    return parts


def _says_something(regex: str) -> bool:
    literal = required_literal(regex)
    return literal is not None and any(map(str.isalpha, literal))


def _parts(text: str) -> Iterator[Part]:
    """Literals and holes by turns; joined, they are `text`."""
    done = 0
    for kind, start, end in _holes(text):
        if start == done and done:
            continue  # two holes that touch could not be told apart
        if start > done:
            yield text[done:start]
        yield Hole(kind, text[start:end], text[start - 1] if kind == "quoted" else "")
        done = end
    if done < len(text):
        yield text[done:]


def _holes(text: str) -> Iterator[tuple[Kind, int, int]]:
    """Kind, start and end of each hole, from left to right."""
    at = 0
    while match := _SHAPES.search(text, at):
        at = match.end()
        name = match.lastgroup or ""
        if name != "open":
            if not _is_prose(match, name):
                yield _KINDS[name], match.start(name), match.end(name)
        elif close := _closing(text, match.start()):
            yield "quoted", match.end(), close
            at = close + 1


_NAME = r"[A-Za-z_$][\w$]*"
_ENDINGS = (
    "tsx?|jsx?|[mc][jt]s|json[5c]?|s?css|sass|less|html?|vue|svelte|astro|pyi?|ipynb|rs|go|cc?|cpp"
    "|cxx|hh?|hpp|java|kts?|scala|groovy|gradle|rb|php|cs|fs|swift|sql|toml|ya?ml|xml|ini|cfg|conf"
    "|env|lock|mdx?|txt|csv|log|sh|ps1|bat|exe|dll|so|jar|war|whl|gz|zip|svg|png|proto|graphql|tf"
    "|lua|exs?"
)

# The first that fits at a place wins. In each, the group is the hole.
_TABLE: tuple[tuple[str, Kind, str], ...] = (
    # What scrubbing left, with the rest of a path that it stood at the beginning of.
    (
        "placeholder",
        "placeholder",
        rf"(?P<placeholder>(?:{PLACEHOLDER.pattern})(?:[\\/][\w.@\\/-]*\w)?)",
    ),
    # JavaScript and Go name the subject without quotes: `x.map is not a function`.
    (
        "subject",
        "identifier",
        r"(?:^|(?<=:\ ))(?:Uncaught\ )?(?P<subject>[^\s'\"`]+)(?=\ (?:is\ not\ (?:defined|iterable"
        r"|a\ function|a\ constructor)|declared\ (?:and|but)\ not\ used|redeclared)\b)",
    ),
    ("url", "path", r"(?P<url>\b[a-z][a-z+]*://[^\s'\"<>`]*[\w/])"),
    # An apostrophe inside or behind a word (can't, users', f()'s) opens nothing.
    ("open", "quoted", r"(?P<open>(?<![\w)\]`\"])'(?!\s)|[\"`\u2018\u201c\u00ab])"),
    # PostgreSQL: Key (email)=(x) already exists.
    ("column", "quoted", r"(?P<column>(?<=\()[^()\n]+(?=\)=\())"),
    ("datum", "quoted", r"(?P<datum>(?<=\)=\()[^()\n]+(?=\)))"),
    ("email", "placeholder", r"(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b)"),
    (
        "time",
        "version",
        r"(?P<time>\b\d{4}-\d\d-\d\d(?:T[\d:]+(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?\b"
        r"|\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b)",
    ),
    ("uuid", "hex", r"(?P<uuid>\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b)"),
    ("hex", "hex", r"(?P<hex>\b0x[0-9a-fA-F]+\b)"),
    ("hash", "hex", r"(?P<hash>\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,64}\b)"),
    # react@18.2.0, @scope/name@^1, @scope/name
    ("package", "identifier", r"(?P<package>(?<![\w@./-])@?[a-z][\w./-]*)(?=@[~^\"<>=\d])"),
    ("scoped", "identifier", r"(?P<scoped>(?<![\w@])@[a-z][\w.-]*/[\w.-]*\w)"),
    (
        "path",
        "path",
        r"(?P<path>(?<![\w@./~<\\-])(?:[A-Za-z]:[\\/]|~/|\.{1,2}/|/(?=[\w@.\[]))"
        r"(?:[\w@.+~%\\/-]|\[[\w.]+\])*[\w\]])",
    ),
    # Without a root it takes two slashes or an ending: and/or, text/html and I/O are words.
    (
        "inner",
        "path",
        r"(?P<inner>(?<![\w@./-])[\w@.-]+(?:[\\/](?:[\w@.+-]|\[[\w.]+\])+){2,}"
        r"|(?<![\w@./-])[\w@.-]+[\\/][\w@.-]*\.[A-Za-z]\w{0,7}\b)",
    ),
    ("file", "path", rf"(?P<file>(?<![\w@./-])[\w@.-]*\w\.(?:{_ENDINGS})\b(?![.(]\w))"),
    # v5, 1.2.3-beta.1, 3.12.0rc1; those of digits alone are numbers.
    (
        "version",
        "version",
        r"(?P<version>(?<![\w.])(?:v\d[\w.+-]*\w|\d+(?:\.\d+)+(?:-\w[\w.+-]*\w|[a-z]+\d+)))",
    ),
    # Go and others end with the name or names: `undefined: foo`.
    ("tail", "names", r"(?P<tail>(?<=:\ )[\w$]+(?:,\ [\w$]+)*)(?=\s*$)"),
    # Shells and linkers name it between colons: `bash: foo: command not found`.
    (
        "middle",
        "identifier",
        r"(?P<middle>(?<=:\ )(?=[\w.+-]*[a-z])[A-Za-z_][\w.+-]*)(?=:\ \S+\ )",
    ),
    # Not the digits of TS2304, UTF-8, 2nd or 3D; but those of 12ms and 5kB.
    (
        "number",
        "number",
        r"(?P<number>(?:(?<![\w)\]])-)?(?<![\w.$])(?<![A-Za-z_$]-)\d+(?:\.\d+)*"
        r"(?=(?:[mnu\u00b5]?s|[kKMG]?i?[bB]|px|x)?\b))",
    ),
    ("value", "identifier", r"(?P<value>(?<=[\w)\]]=)[^\s=,;()\[\]'\"`<>]+)"),
    ("tag", "identifier", r"(?<![\w<])</?(?P<tag>[A-Za-z][\w.:-]*)(?=\s*/?>)"),
    ("call", "identifier", rf"(?P<call>(?<![\w$.]){_NAME}(?:\.{_NAME})*)(?=\(\))"),
    # Only code has dots, underscores or humps inside a word.
    ("dotted", "identifier", rf"(?P<dotted>(?<![\w$.]){_NAME}(?:(?:\.|::|->|\#){_NAME})+)"),
    (
        "snake",
        "identifier",
        r"(?P<snake>(?<![\w$.])\$?(?=\w*[A-Za-z])(?:_+\w+|[A-Za-z]\w*_\w*))",
    ),
    (
        "camel",
        "identifier",
        r"(?P<camel>(?<![\w$.-])\$?[a-z][a-z0-9]*[A-Z]\w*|(?<![\w$.])\$[a-z]\w*)",
    ),
    # obj.#field, but not the #if of a preprocessor
    (
        "private",
        "identifier",
        r"(?<![\w#&])\#(?P<private>(?!(?:if|el|end|in|un)|def|pragma|error|warning|line)[A-Za-z_]\w*)",
    ),
    (
        "named",
        "identifier",
        r"\b(?:[Cc]lass|[Tt]ype|[Ii]nterface|[Ss]truct|[Ee]num|[Tt]rait|[Cc]omponent|[Mm]ethod"
        rf"|[Ff]unction|[Mm]odule|[Oo]bject)\ (?P<named>(?=[\w$]*[A-Z_\d]){_NAME})",
    ),
)
_KINDS: dict[str, Kind] = {name: kind for name, kind, _ in _TABLE}
_SHAPES = re.compile("|".join(pattern for _, _, pattern in _TABLE), re.X)

# Names of errors, their codes, and products: part of the sentence, though they look like code.
_PROSE = re.compile(
    r"""\w*(?:Error|Exception|Warning|Failure|Fault|Interrupt|Iteration) | E(?:R|RR|RROR)?_\w+
        | (?:Node|Next|Vue|Nuxt|Three)\.js | [ei]\.[eg]
        | (?:Java|Type|Coffee)Script | (?:My|Postgre)SQL
        | Git(?:Hub|Lab) | Web(?:Assembly|Socket)""",
    re.X,
)
# What announces a whole message, and so stands before no name: `error: timeout`.
_ANNOUNCES = re.compile(
    r"(?:\S*error|\S*exception|\S*warning|fatal|panic|note|info|hint|help|debug)\S*", re.I
)
_FLAG = re.compile(r"(?<!\w)-[\w-]+=$")


def _is_prose(match: re.Match[str], name: str) -> bool:
    before, text = match.string[: match.start()], match[name]
    if name == "tail":
        return _ANNOUNCES.fullmatch(before.rstrip(": ").rpartition(" ")[2]) is not None
    if name == "middle":
        return _ANNOUNCES.fullmatch(text) is not None
    if name == "value":
        return _FLAG.search(before) is not None
    last = text.rpartition(".")[2]
    return any(_PROSE.fullmatch(word) for word in (text, last))


_CLOSERS = {
    "'": "'",
    '"': '"',
    "`": "`",
    "\u2018": "\u2019",
    "\u201c": "\u201d",
    "\u00ab": "\u00bb",
}
_PAIRS = {")": "(", "]": "[", "}": "{"}
_WINDOW = 400
_ITEM = r"(?:Q, Q[^Q\n]*(?=Q))+"  # of a list, which is one hole: 'a', 'b', 'c'


def _closing(text: str, start: int) -> int | None:
    """Where the quote that opens at `start` is closed, on the same line; None where it is not."""
    line = text[start + 1 : start + _WINDOW].partition("\n")[0]
    ends = list(islice(_ends(line, _CLOSERS[text[start]]), 20))
    if text[start] == "`" and not ends:
        ends = list(islice(_ends(line, "'"), 20))  # make and older gcc: `target'
    whole = (end for end in ends if _is_whole(line[:end]))
    end = next(whole, ends[0] if ends else None)
    if end is None:
        return None
    more = re.compile(_ITEM.replace("Q", text[start])).match(line, end)
    return start + 1 + (more.end() if more else end)


def _ends(line: str, closer: str) -> Iterator[int]:
    """Places of `closer` that may close: not escaped, not an apostrophe, not before a word."""
    for match in re.finditer(re.escape(closer), line):
        at = match.start()
        before, after = line[:at], line[at + 1 : at + 2]
        escaped = (len(before) - len(before.rstrip("\\"))) % 2
        inside = closer in "'\u2019" and (after.isalnum() or after == "_")
        if not escaped and not inside and not (before[-1:].isspace() and before.strip()):
            yield at


def _is_whole(text: str) -> bool:
    """Brackets balance, or a bracket is all that is quoted: `'{ a: 'x' }'` is one quotation."""
    if len(text) <= 3 or text[-1] in "([{":
        return True
    open_ = []
    for char in text:
        if char in _PAIRS.values():
            open_.append(char)
        elif char in _PAIRS and (not open_ or open_.pop() != _PAIRS[char]):
            return True
    return not open_
