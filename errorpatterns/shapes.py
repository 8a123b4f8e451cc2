"""What in a message varies from one occurrence to the next, told by its shape alone."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from intake.scrubbing import PLACEHOLDER

Kind = Literal[
    "quoted", "identifier", "number", "hex", "version", "path", "placeholder", "names", "code",
    "phrase", "rest",
]  # fmt: skip


def holes(text: str, without: frozenset[str] = frozenset()) -> Iterator[tuple[Kind, int, int]]:
    """Kind, start and end of each hole, from left to right; none of the shapes in `without`."""
    at = 0
    while match := _SHAPES.search(text, at):
        at = match.end()
        name = match.lastgroup or ""
        if name != "open":
            if name not in without and not _is_prose(match, name):
                yield _KINDS[name], match.start(name), match.end(name)
        elif close := _closing(text, match.start()):
            start, end = _inner(text, match.end(), close)
            yield "quoted", start, end
            at = close + 1


_NAME = r"[A-Za-z_$][\w$]*"
# With its namespace: App\Models\User
_SPACED = rf"\\?{_NAME}(?:\\{_NAME})*"
_ANGLED, _CURLED = (rf"\{a}(?:[^{a}{b}\n]|\{a}[^{a}{b}\n]*\{b})*\{b}" for a, b in ("<>", "{}"))
# Map<string, number>, array{id: int}, Node[]; but not the <path> of a usage, or a record of a log
_TYPE = (
    rf"{_SPACED}(?:(?=<(?:[A-Za-z'\\\[(]|\d+(?:,\ |>))){_ANGLED}|(?!\{{[^{{}}\n]*=){_CURLED})+"
    r"(?:\[\])*"
)
# What of code stands without quotes: it has blanks in brackets only.
CODE = r"(?:\S|[(<{\[][^\n]*?[)>}\]])+?"
_ENDINGS = (
    "tsx?|jsx?|[mc][jt]s|json[5c]?|s?css|sass|less|html?|vue|svelte|astro|pyi?|ipynb|rs|go|cc?|cpp"
    "|cxx|hh?|hpp|java|kts?|scala|groovy|gradle|rb|php|cs|fs|swift|sql|toml|ya?ml|xml|ini|cfg|conf"
    "|env|lock|mdx?|txt|csv|log|sh|ps1|bat|exe|dll|so|jar|war|whl|gz|zip|svg|png|proto|graphql|tf"
    "|lua|exs?"
)

# What follows is none of a series: utf8, base64.
NO_SERIES = (
    r"(?!(?:utf|base|x|int|uint|sha|md|i|ipv|es|python|py|win|float|arm|amd|http|latin|iso|ucs|gb|tls"
    r"|ssl|oauth|[ps]v)[-_]?\d+\b)"
)

# The first that fits at a place wins. In each, the group is the hole.
_TABLE: tuple[tuple[str, Kind, str], ...] = (
    # What scrubbing left, with the rest of the path or name that it was a part of.
    (
        "placeholder",
        "placeholder",
        rf"(?P<placeholder>(?:(?<![\w.@\\/-])(?!/<ip>)[\w.@\\/-]*)?(?:{PLACEHOLDER.pattern})"
        rf"(?:[\w.@\\/-]*(?:{PLACEHOLDER.pattern}))*(?:[\w.@\\/-]*\w)?)",
    ),
    # JavaScript and Go name the subject without quotes: `x.map is not a function`.
    (
        "subject",
        "identifier",
        r"(?:^|(?<=:\ ))(?:Uncaught\ )?(?P<subject>[^\s'\"`]+)(?=\ (?:is\ not\ (?:defined|iterable"
        r"|a\ function|a\ constructor)|declared\ (?:and|but)\ not\ used|redeclared)\b)",
    ),
    (
        "url",
        "path",
        rf"(?P<url>\b[a-z][a-z+]*://(?:[^\s'\"<>`]|{PLACEHOLDER.pattern})*(?:[\w/]|{PLACEHOLDER.pattern}))",
    ),
    # An apostrophe inside or behind a word (can't, users', f()'s) opens nothing.
    ("open", "quoted", r"(?P<open>(?<![\w)\]`\"])'(?!\s)|[\"`\u2018\u201c\u00ab])"),
    # PostgreSQL: Key (email)=(x) already exists.
    ("column", "quoted", r"(?P<column>(?<=\()[^()\n]+(?=\)=\())"),
    ("datum", "quoted", r"(?P<datum>(?<=\)=\()[^()\n]+(?=\)))"),
    ("email", "placeholder", r"(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b)"),
    (
        "date",
        "phrase",
        r"(?P<date>\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\ )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep"
        r"|Oct|Nov|Dec)\ +\d\d?\ \d\d:\d\d:\d\d(?:\ \d{4})?\b)",
    ),
    # The address of a card, an interface or a bus: 00:11:43:e3:ba:c3, 0000:06:07.0
    (
        "octets",
        "placeholder",
        r"(?P<octets>(?<![\w.:])(?=[\d:]*[a-fA-F]|(?:\d+:){3}|\d{4}:)(?:[\da-fA-F]{1,4}:){2,}(?::?[\da-fA-F]{1,4})+"
        r"(?:\.\d+)?\b)",
    ),
    (
        "time",
        "version",
        r"(?P<time>\b\d{4}-\d\d-\d\d(?:T[\d:]+(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?\b"
        r"|\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b)",
    ),
    ("value", "identifier", r"(?P<value>(?<=[\w)\]]=)[^\s=,;()\[\]'\"`<>]+)"),
    # Another time it is the name of a host.
    ("address", "placeholder", r"(?P<address>(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]\w))"),
    # Its port tells a host from a name of code; so do a dash or a digit that no name has.
    (
        "host",
        "placeholder",
        r"(?P<host>(?<![\w./@-])(?=[\w.-]*[a-z])[A-Za-z\d](?:[\w-]*\.)+[a-z]{2,}(?=:\d)"
        r"|(?<![\w./@-])(?=[A-Za-z_.]*[\d-])[A-Za-z\d](?:[\w-]*\.){2,}[a-z]{2,}(?![\w(]))",
    ),
    # Logs name who it was without quotes: Failed password for root from 10.0.0.1
    (
        "who",
        "identifier",
        r"\b(?:user|for)\ (?P<who>[A-Za-z\d][\w.@-]*)(?=\ from\ |\ by\ \(|\ \[|$)",
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
    (
        "typed",
        "code",
        rf"(?P<typed>(?<![\w$.\\<|])"
        rf"(?:(?:{_TYPE}|{_SPACED})(?:\|(?:{_TYPE}|{_SPACED}))+|{_TYPE}))",
    ),
    # App\Models\User::$name, User::save()
    (
        "owner",
        "identifier",
        rf"(?P<owner>(?<![\w$.:\\]){_SPACED})(?=::(?:\${_NAME}|{_NAME}\())",
    ),
    (
        "member",
        "identifier",
        rf"(?<=::)\$?(?P<member>(?<=\$){_NAME}|{_NAME}(?=\()|[A-Z][A-Z\d_]*\b)(?!::)",
    ),
    (
        "spaced",
        "identifier",
        rf"(?P<spaced>(?<![\w$.\\/:-])\\?{_NAME}(?:\\{_NAME})+)(?![\w\\/.-]\w)",
    ),
    # std::vec::Vec, ActiveRecord::Base
    (
        "chain",
        "identifier",
        rf"(?P<chain>(?<!^)(?<![\w$.:\\])(?:::)?{_NAME}(?:::{_NAME})+)(?!\w|::|\(|\\)",
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
    # Which of its kind it is varies, and what kind stays: node-232, blk_-123; but row_2 is a name.
    (
        "serial",
        "identifier",
        rf"(?<![\w$.<-]){NO_SERIES}[a-z]+(?:[_-]+[a-z]+)*(?:_+(?=-?\d{{3}})|-+)(?P<serial>-?\d[\w-]*)(?![\w(])",
    ),
    # Go and others end with the name or names: `undefined: foo`.
    ("tail", "names", r"(?P<tail>(?<=:\ )[\w$]+(?:,\ [\w$]+)*)(?=\s*$)"),
    # Shells and linkers name it between colons: `bash: foo: command not found`.
    (
        "middle",
        "identifier",
        r"(?P<middle>(?<=:\ )(?=[\w.+-]*[a-z])[A-Za-z_][\w.+-]*)(?=:\ (?:command\ )?"
        r"(?:not\ found|[Nn]o\ such|[Pp]ermission\ denied|[Cc]annot\ ))",
    ),
    # Letters and digits by turns, as no word of a language has them: jA9J1WFE024258
    ("mixed", "identifier", r"(?P<mixed>\b(?=\w*\d\w*[A-Za-z]\w*\d)[A-Za-z]\w{5,}\b)"),
    # Names of machines and things: eth0, root26_domain, row_2
    (
        "counted",
        "identifier",
        rf"(?P<counted>(?<![\w$.<-]){NO_SERIES}[a-z]+(?:[_-]+[a-z]+)*_*\d[\w-]*)(?![\w(])",
    ),
    # Not the digits of TS2304, UTF-8, 2nd or 3D; but those of 12ms and 5kB.
    (
        "number",
        "number",
        r"(?P<number>(?:(?<![\w)\]])-)?(?<![\w.$])(?<![A-Za-z_$]-)\d+(?:\.\d+)*"
        r"(?=(?:[mnu\u00b5]?s|[kKMG]?i?[bB]|px|x)?\b))",
    ),
    ("tag", "identifier", r"(?<![\w<])</?(?P<tag>[A-Za-z](?:[\w.-]|:(?!0x))*)(?=\s*/?>)"),
    ("call", "identifier", rf"(?P<call>(?<![\w$.]){_NAME}(?:\.{_NAME})*)(?=\(\))"),
    # Only code has dots, underscores or humps inside a word.
    (
        "dotted",
        "identifier",
        rf"(?P<dotted>(?<![\w$.]){_NAME}(?:(?:\.|\#){_NAME})+)(?!\w|\.\w|::|->)",
    ),
    (
        "snake",
        "identifier",
        r"(?P<snake>(?<![\w$.])\$?(?=\w*[A-Za-z])(?:_+\w+|[A-Za-z]\w*_\w*))",
    ),
    (
        "camel",
        "identifier",
        r"(?P<camel>(?<![\w$.-])\$?[a-z][a-z0-9]*[A-Z]\w*|(?<=(?<![\w$.])\$)[A-Za-z_]\w*)",
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
        rf"|[Ff]unction|[Mm]odule|[Oo]bject)\ (?P<named>(?=[\w$]*[A-Z_\d]){_NAME}(?:\.{_NAME})*)"
        r"(?![\w$\\<{|]|::)",
    ),
    # Expected { after 'x'; Use ||= here
    (
        "sign",
        "identifier",
        r"\b(?:[Ee]xpected|[Uu]nexpected|[Oo]perator|[Mm]issing|[Uu]nary|[Uu]se|[Ii]nside|[Oo]f"
        r"|[Tt]oken|[Aa]fter|[Bb]efore|[Aa]round|for)"
        r"\ (?P<sign>(?:[{}()\[\];]|(?![-=]\ |--)[-+*/%&|^!?<>=~]{1,4})(?=[\ .,]|$))",
    ),
    (
        "enclosed",
        "names",
        r"(?<=\ \()(?P<enclosed>[-+*/%&|^!?<>=~]{1,4}|[\w.$]+(?:,\ [\w.$]+)+)(?=\))",
    ),
    (
        "letter",
        "identifier",
        r"(?P<letter>(?<![\w.'\u2019`&<%\\-])(?<!\w\()(?<!\d\ )"
        r"[b-zB-BD-HJ-QS-Z](?![\w.'\u2019+#&>-]))",
    ),
)
_KINDS: dict[str, Kind] = {name: kind for name, kind, _ in _TABLE}
# What looks like code may be the name of the very thing that speaks, and what stands last may be
# its whole message; where little else is left, they stay.
WEAK = frozenset(
    (
        *("call", "dotted", "snake", "camel", "counted", "subject", "letter"),
        *("typed", "owner", "member", "spaced", "chain"),
    )
)
PLACED = WEAK | {"tail", "middle"}
_KEYS = WEAK | {"serial"}  # where a value follows: cpu-1=40
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
    if name in _KEYS and re.match(r"=[^=\s]|:[^:\s]", match.string[match.end(name) :]):
        return True
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


# What marks a quoted name as a call or a parameter is part of the sentence.
_MARKED = re.compile(r"(?P<name>[A-Za-z_][\w.]*)\(\)|\*\*?(?P<marked>[A-Za-z_][\w.]*)")


def _inner(text: str, start: int, end: int) -> tuple[int, int]:
    """Of a quotation what may vary."""
    match = _MARKED.fullmatch(text, start, end)
    return match.span(match.lastgroup or 0) if match else (start, end)


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
