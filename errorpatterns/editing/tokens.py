"""Source text of any language as tokens: never wrong enough to fail, the same for the same text.

Joined, the tokens are the text. Strings and comments are brackets around the words in them, so that
a change of quotes is a change of two tokens.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from errorpatterns.editing.blocks import empty_blocks
from errorpatterns.editing.syntax import MAX_READ, is_read


class Token(NamedTuple):
    """`kind`: word, keyword, number, operator, open, close, space, newline, text (in a string)."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_blank(self) -> bool:
        return self.kind in ("space", "newline")


class Line(NamedTuple):
    """A line of code that begins outside of strings and comments. `last` is the kind of token
    before it; what stands before was told by what it is up to `seen`, and has no quote that is
    sought further than `unclosed`.
    """

    at: int
    last: str
    seen: int
    unclosed: int


class Source(Sequence[Token]):
    """The tokens of `text`, and for each bracket or quote its partner; read once, when they are
    first asked for. `file` is its name, where that is known.
    """

    def __init__(self, text: str, file: str = "") -> None:
        self.text = text
        self.file = file
        self.lines: list[Line] = []
        self._whole: dict[str, bool] = {}
        self._read: dict[str, bool] = {}
        self._divided: dict[tuple[int, ...], Source] = {}

    @cached_property
    def tokens(self) -> list[Token]:
        return list(_lexed(self.text, self.is_python, Line(0, "", 0, -1), self.lines))

    @cached_property
    def is_python(self) -> bool:
        return is_python(*self._looks)

    @cached_property
    def _looks(self) -> tuple[int, int]:
        return looks(self.text)

    @cached_property
    def starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    @cached_property
    def partner(self) -> dict[int, int]:
        return _partners(self.tokens)

    def divided(self, cuts: Iterable[int]) -> "Source":
        """The same with a token that begins at each of these offsets; made once."""
        key = tuple(sorted(set(cuts), reverse=True))
        if key not in self._divided:
            source = self._divided[key] = Source(self.text, self.file)
            source.tokens = list(self.tokens)
            for cut in key:
                index = bisect_right(self.starts, cut) - 1
                if index >= 0 and cut < source.tokens[index].end:
                    source.tokens[index : index + 1] = _halves(source.tokens[index], cut)
        return self._divided[key]

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        return self.tokens[index]

    def __len__(self) -> int:
        return len(self.tokens)

    def at(self, offset: int) -> int:
        """The index of the token that begins at or behind `offset`."""
        return bisect_left(self.starts, offset)

    def is_code(self, offset: int) -> bool:
        """Whether the character there is no part of a string's text."""
        at = bisect_right(self.starts, offset) - 1
        return at < 0 or self.tokens[at].kind != "text"

    @cached_property
    def marks(self) -> list[Token]:
        """The brackets and quotes."""
        return list(filter(_is_mark, self.tokens))

    @cached_property
    def strays(self) -> int:
        """How many brackets and quotes have no partner."""
        return _strays(self.marks)

    @cached_property
    def bereft(self) -> int:
        """How many arrows have no parameters before them, and declarations no name."""
        return len(_BEREFT.findall(self.text))

    @cached_property
    def empty_blocks(self) -> int:
        return empty_blocks(self.text)

    def marks_of(self, after: str) -> list[Token]:
        """Those of another text; where it is like this one, they are as here, but for their places,
        and are not read again.
        """
        head = shared(self.text, after)
        most = min(len(self.text), len(after)) - head
        tail = min(most, shared(self.text[::-1], after[::-1]))
        if not self.tokens or self._is_python_of(after, head, tail) != self.is_python:
            return Source(after).marks
        # Behind what nobody had to look into the change for.
        at = bisect_right(self.lines, head, key=lambda line: line.seen) - 1
        while at >= 0 and self.lines[at].unclosed >= self.lines[at].at:
            at -= 1
        start = self.lines[at] if at >= 0 else Line(0, "", 0, -1)
        known = {line.at + len(after) - len(self.text): line for line in self.lines[at + 1 :]}
        lines: list[Line] = []
        marks = self.marks[: self._marks_before(start.at)]
        for token in _lexed(after, self.is_python, start, lines):
            here = lines[-1] if lines else None
            same = here and here.at == token.start and known.get(here.at)
            if here and same and here.at >= len(after) - tail and _go_on_alike(here, same):
                return marks + self.marks[self._marks_before(same.at) :]
            if _is_mark(token):
                marks.append(token)
        return marks

    def _marks_before(self, offset: int) -> int:
        return bisect_left(self.marks, offset, key=lambda mark: mark.start)

    def _is_python_of(self, after: str, head: int, tail: int) -> bool:
        """Lines are counted, so those that differ are enough."""
        start = self.text.rfind("\n", 0, head) + 1
        end = self.text.find("\n", len(self.text) - tail)
        end = len(self.text) if end < 0 else end
        old = looks(self.text[start:end])
        new = looks(after[start : end + len(after) - len(self.text)])
        return is_python(*(n - x + y for n, x, y in zip(self._looks, old, new, strict=True)))

    def stays_whole(self, after: str) -> bool:
        """Whether in `after`, which was made of this, no bracket or quote has lost its partner, no
        block of Python all of its statements, and no arrow or declaration what it is of; found out
        once, as several rules may make the same.
        """
        if after not in self._whole:
            left = not self.is_python or empty_blocks(after) <= self.empty_blocks
            left = left and len(_BEREFT.findall(after)) <= self.bereft
            self._whole[after] = left and _strays(self.marks_of(after)) <= self.strays
        return self._whole[after]

    def may_become(self, after: str) -> bool:
        """Whether it stays whole, and if it is Python that is read, stays that."""
        return self.stays_whole(after) and self._stays_read(after)

    def _stays_read(self, after: str) -> bool:
        if after not in self._read:
            # What is read is most often so, and then nothing else has to be.
            self._read[after] = not self._may_be_read or is_read(after) or not self._is_read
        return self._read[after]

    @cached_property
    def _may_be_read(self) -> bool:
        is_named = self.file.endswith((".py", ".pyi")) if self.file else self.is_python
        return is_named and len(self.text) <= MAX_READ

    @cached_property
    def _is_read(self) -> bool:
        return is_read(self.text)

    def offset(self, index: int) -> int:
        return self.starts[index] if index < len(self.starts) else len(self.text)

    def between(self, start: int, end: int) -> str:
        """The text from one token on to another."""
        return self.text[self.offset(start) : self.offset(end)]

    def indent(self, offset: int) -> str:
        """The white space that the line of `offset` begins with."""
        line = self.text[self.text.rfind("\n", 0, offset) + 1 :]
        return line[: len(line) - len(line.lstrip(" \t"))]


_KEYWORDS = """
    if else for while do switch case return const let var function class new typeof void delete in
    instanceof await async yield try catch finally throw import export from default extends
    implements interface enum static public private protected readonly abstract declare namespace
    as is not and or def lambda pass with raise elif except global nonlocal assert del break
    continue fn pub mut use struct impl trait loop where func go defer chan package unsafe of
"""
KEYWORDS = frozenset(_KEYWORDS.split())

_WORDS = r"[^\W\d][\w$]*|[$@][\w$]+|\#[A-Za-z_]\w*"
_CODE = re.compile(
    rf"""
    (?P<newline>\r?\n)
    | (?P<space>[^\S\n]+|\\\n)
    | (?P<comment>/\*|<!--|//)
    | (?P<hash>\#)
    | (?P<quote>(?:\b[A-Za-z]{{1,2}})?(?:\"\"\"|\'\'\'|["'])|`)
    | (?P<number>0[xXbBoO][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?\w*)
    | (?P<word>{_WORDS}|\$)
    | (?P<open>[(\[{{])
    | (?P<close>[)\]}}])
    | (?P<operator>>>>=|===|!==|\*\*=|<<=|>>=|&&=|\|\|=|\?\?=|\.\.\.|>>>|\.\.=|//=
        |=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\+\+|--|\*\*|<<|>>|\+=|-=|\*=|/=|%=|&=|\|=|\^=|->|::|:=
        |<-|</|/>|.)
    """,
    re.X | re.S,
)
_TEXT = re.compile(r"(?P<newline>\r?\n)|(?P<space>[^\S\n]+)|(?P<text>\w+|\\.|.)", re.S)
_PYTHON = re.compile(
    r"(?m)^[^\S\n]*(?:(?:async )?def \w+\(.*|class \w+[^{\n]*|from \S+ import .*"
    r"|import \w[\w.]*(?: as \w+)?|(?:el)?if .+:|else:|try:|for .+:|with .+:|while .+:|except.*:"
    r"|@\w+.*|#(?!\w).*|\"\"\".*)[^\S\n]*$"
)
_OTHER = re.compile(r"(?m)^.*(?:[;{]|\*/|//.*)[^\S\n]*$|=>|\b(?:const|let|var|function|fn|func)\b")
# Bounded, as is all that is sought here: any text takes a time that grows as it does.
_REGEX = re.compile(r"/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n]){0,200}\]|[^/\\\[\n]){1,400}/[a-z]*")
_STRINGS = {
    quote: re.compile(rf"(?:\\.|{other})*", re.S)
    for quote, other in {
        "'": r"[^'\\\n]",
        '"': r'[^"\\\n]',
        "`": r"[^`\\]",
        "'''": r"(?!''')[^\\]",
        '"""': r'(?!""")[^\\]',
    }.items()
}
# What no language reads
_BEREFT = re.compile(
    r"[(,;=]\s{0,200}=>|\b(?:const|let|var)\s{1,200}[=;,):]|\?\.\.(?!\.)"
    r"|=\s{0,200}\w{1,200}\s{0,200}:[^\n,;:={}()]{0,200}=>"  # a parameter's type without brackets
)
_AHEAD = 8  # characters behind a token that may be looked at
_OPENERS = ("comment", "hash", "quote")
ENDS_AN_OPERAND = ("word", "number", "close")


def looks(text: str) -> tuple[int, int]:
    """How many lines look like Python's, and how much like others'."""
    return len(_PYTHON.findall(text)), len(_OTHER.findall(text))


def is_python(own: int, others: int) -> bool:
    return own > others


def shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _is_mark(token: Token) -> bool:
    return token.kind in ("open", "close") or (
        token.kind == "operator" and token.text in ("'", '"', "`")
    )


def _strays(marks: list[Token]) -> int:
    return len(marks) - len(_partners(marks))


def _go_on_alike(one: Line, other: Line) -> bool:
    """Whether what stood before says the same to what follows."""
    return one.last == other.last and one.unclosed < one.at and other.unclosed < other.at


def _lexed(text: str, python: bool, start: Line, lines: list[Line]) -> Iterator[Token]:
    """The tokens from the line on that begins at `start`; each line is noted when the first of its
    tokens is told.
    """
    at, last, seen = start.at, start.last, start.seen
    last_text = "\n"
    unclosed: dict[str, int] = {}  # by quote, how far there is none that closes
    while at < len(text):
        match = _CODE.match(text, at)
        if match is None:  # no character is left out above
            yield Token("operator", text[at], at)
            at += 1
            continue
        kind, found = match.lastgroup or "operator", match[0]
        tokens: list[Token] = []
        if kind in _OPENERS or found[0] in "#/":
            tokens = list(_special(text, at, kind, found, unclosed, python=python, last=last))
            if not tokens and found[0] == "/":
                # What ends a line ends a regular expression.
                end = text.find("\n", at)
                seen = max(seen, len(text) if end < 0 else end + _AHEAD)
        if not tokens:
            kind = "operator" if kind in _OPENERS else kind
            if kind == "word" and found in KEYWORDS:
                kind = "keyword"
            tokens = [Token(kind, found, at)]
            if kind == "space" and last_text != "\n" and found.isspace():
                # Between words each blank is for itself: one of two may go.
                tokens = [Token(kind, char, at + n) for n, char in enumerate(found)]
        yield from tokens
        at, last_text = tokens[-1].end, tokens[-1].text[-1:]
        if not tokens[-1].is_blank:
            last = tokens[-1].kind
        if kind == "newline":
            sought = max(unclosed.values(), default=-1)
            seen = max(seen, at + _AHEAD, sought + _AHEAD)
            lines.append(Line(at, last, seen, sought))


def _special(
    text: str,
    at: int,
    kind: str,
    found: str,
    unclosed: dict[str, int],
    *,
    python: bool,
    last: str,
) -> Iterator[Token]:
    """A string, a comment or a regular expression, if one begins here."""
    if kind == "comment" and not (found == "//" and python):
        closer = {"/*": "*/", "<!--": "-->", "//": ""}[found]
        yield from _enclosed(text, at, found, closer)
    elif kind == "hash" and (python or _begins_line(text, at)):
        yield from _enclosed(text, at, found, "")
    elif kind == "word" and found[0] == "#" and python:
        yield from _enclosed(text, at, "#", "")
    elif kind == "quote":
        yield from _string(text, at, found, unclosed)
    elif (
        found in ("/", "/=")
        and not python
        and last not in ENDS_AN_OPERAND
        and (regex := _REGEX.match(text, at))
    ):
        end = regex[0].rindex("/") + at
        yield Token("open", "/", at)
        yield from _texts(text, at + 1, end)
        yield Token("close", "/", end)
        if end + 1 < regex.end():
            yield Token("text", text[end + 1 : regex.end()], end + 1)


def _begins_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip() and text[at : at + 2] != "#["


def _enclosed(text: str, at: int, opener: str, closer: str) -> Iterator[Token]:
    start = at + len(opener)
    end = text.find(closer or "\n", start)
    end = len(text) if end < 0 else end
    if not closer and text[end - 1 : end] == "\r":
        end -= 1
    yield Token("open", opener, at)
    yield from _texts(text, start, end)
    yield Token("close", text[end : end + len(closer)], end)


def _string(text: str, at: int, opener: str, unclosed: dict[str, int]) -> Iterator[Token]:
    quote = opener.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    start = at + len(opener)
    if start <= unclosed.get(quote, -1):
        return
    match = _STRINGS[quote].match(text, start)
    end = match.end() if match else start
    if not text.startswith(quote, end):
        unclosed[quote] = end
        return
    yield Token("open", opener, at)
    yield from _texts(text, start, end)
    yield Token("close", quote, end)


def _texts(text: str, start: int, end: int) -> Iterator[Token]:
    while start < end:
        match = _TEXT.match(text, start, end)
        assert match is not None  # noqa: S101 - the last alternative takes any character
        yield Token(match.lastgroup or "text", match[0], start)
        start = match.end()


def _halves(token: Token, cut: int) -> list[Token]:
    size = cut - token.start
    texts = token.text[:size], token.text[size:]
    found = zip(texts, (token.start, cut), strict=True)
    return [Token(token.kind, text, start) for text, start in found if text]


_CLOSES = {"(": ")", "[": "]", "{": "}"}


def _partners(tokens: list[Token]) -> dict[int, int]:
    """Index of each closing token by its opening one, and the reverse; strays have none."""
    partner: dict[int, int] = {}
    stack: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind == "open":
            stack.append(index)
        elif token.kind == "close":
            while stack:
                opened = stack.pop()
                wanted = _CLOSES.get(tokens[opened].text)
                if wanted in (None, token.text):
                    partner[opened], partner[index] = index, opened
                    break
    return partner
