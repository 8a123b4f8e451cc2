"""One error message → a template: what its kin share, with typed holes where they differ.

What a hole is, is told by shape alone (quotes, paths, numbers, names that only code has), never by
what was learned before, so that one message always gives the same template and signature.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import pairwise, starmap
from typing import Any, Literal

from errorpatterns.likeness import look, merged
from errorpatterns.regexes import (
    BLANKS,
    MAX_GROUPS,
    MAX_LENGTH,
    MAX_PROGRAM,
    compiled,
    escape,
    required_literal,
)
from errorpatterns.shapes import CODE, PLACED, WEAK, Kind, holes
from intake.scrubbing import PLACEHOLDER

SIGNATURE_VERSION = 8

Blank = Literal["", "none", "before", "after"]

MIN_WORDS = 2
_WORD = re.compile(r"[^\W\d_]{2,}")

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
    "code": CODE,
    "phrase": r".+?",
    "rest": r"(?s:.*)",
}
# A quotation ends at its quote, unless that is an apostrophe, opens or closes another quotation
# inside (`"Foo<"a">"`), or stands between items of a list.
_QUOTED = {
    "'": r"(?:[^'\n]|'[\w>\])}|;]|', ')*?'??",
    '"': r"(?:[^\"\n]|\\\"|\"[\w>\])}|;]|\", \")*?\"??",
    "`": r"(?:[^`\n]|`, `)*?",
}


@dataclass(frozen=True)
class Hole:
    """A place for a value. `text` is what stood there in the message, and is never stored."""

    kind: Kind
    text: str = ""
    quote: str = ""  # what opens it, if it is quoted
    wide: bool = False  # its text is more than what is usual after such a quote
    blank: Blank = ""  # where it may be missing: which of the blanks around it goes with it
    counted: bool = False  # words behind it may be plural or singular
    looks: tuple[str, ...] = ()  # how the values looked that stood here

    @property
    def accepts(self) -> str:
        """What else of its kind may stand here, as a pattern; it accepts `text` itself."""
        usual = None if self.wide else _QUOTED.get(self.quote)
        return usual or _ACCEPTS[self.kind]

    def regex(self, opening: str, accepts: str = "") -> str:
        """As a group that begins with `opening`, of what it accepts if nothing else is said."""
        group = f"{opening}{accepts or self.accepts})"
        around = {"": group, "none": f"{group}?", "before": rf"(?:\s+{group})?"}
        return around.get(self.blank, rf"(?:{group}\s+)?")


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
                body += part.regex("(" if id(part) in captured else "(?:")
        if self._may_stop:
            body = body.removesuffix(_STOP) + _STOP + "?"
        return rf"^{self.lead}\s*{body}\s*(?:\n(?s:.*))?$"

    @property
    def _may_stop(self) -> bool:
        """One form of a tool ends the sentence with a full stop, another one does not."""
        last = self.parts[-1]
        return not self.exact and isinstance(last, str) and last != "." and last[-1] not in ":,;?!"

    @property
    def plain_regex(self) -> str:
        """The same for who reads it, with the same groups: of a hole it says no more than that
        something stands there, and nothing of what may stand around the message.
        """
        captured = {id(hole) for hole in self.captured}
        body = ""
        for part in self.parts:
            if isinstance(part, str):
                body += " ".join(map(escape, BLANKS.split(part)))
            else:
                accepts = ".*" if part.kind == "rest" else ".+?"
                body += part.regex("(" if id(part) in captured else "(?:", accepts)
        return f"^{body}$"

    @property
    def lead(self) -> str:
        """An exception may be told with the stack that Python prints above it, or without."""
        first = self.parts[0]
        named = isinstance(first, str) and _EXCEPTION.match(first)
        return r"(?s:\s*Traceback .*\n)?" if named else ""

    def _literal(self, text: str, before: Part) -> str:
        if self.exact:
            return escape(text)
        words = [escape(word) for word in BLANKS.split(text)]
        if isinstance(before, Hole) and before.counted:
            words[:COUNTED] = map(number_free, words[:COUNTED])
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
    def stored(self) -> list[str | dict[str, Any]]:
        """As JSON, without what stood in the holes."""
        return [part if isinstance(part, str) else _facts(part) for part in self.parts]

    @classmethod
    def restored(cls, stored: Iterable[Any]) -> "Template":
        """The inverse of `stored`."""
        return cls(tuple(part if isinstance(part, str) else _restored(part) for part in stored))

    @property
    def looks(self) -> list[tuple[str, ...]]:
        """Of each capture, how its values looked."""
        return [hole.looks for hole in self.captured]

    def seen_with(self, other: "Template") -> "Template":
        """With what `other` saw in the same holes; itself where the two are not of one regex."""
        if len(self.parts) != len(other.parts) or not self.parts or self.regex != other.regex:
            return self
        pairs = zip(self.parts, other.parts, strict=True)
        return replace(self, parts=tuple(starmap(_seen, pairs)))


def _seen(known: Part, new: Part) -> Part:
    if isinstance(known, str) or isinstance(new, str):
        return known
    return replace(known, looks=merged(known.looks, new.looks))


def _facts(hole: Hole) -> dict[str, Any]:
    facts = {name: value for name, value in asdict(hole).items() if value and name != "text"}
    return {**facts, "looks": list(hole.looks)} if hole.looks else facts


def _restored(facts: Mapping[str, Any]) -> Hole:
    return Hole(**{**facts, "looks": tuple(facts.get("looks", ()))})


# How many words after a number may change with it: " 2 positional arguments were given".
COUNTED = 5
_UNIT = re.compile(r"(?:(?:[kKMGTP]i?)?B|bytes?)(?=\W*$)")
_UNITS = "(?:(?:[kKMGTP]i?)?B|bytes?)"
_STOP = escape(".")
_VERBS = {"was": "(?:was|were)", "were": "(?:was|were)", "is": "(?:is|are)", "are": "(?:is|are)"}


def number_free(word: str) -> str:
    """A pattern for the singular and the plural of `word`, or for other units of its kind."""
    if unit := _UNIT.match(word):
        return _UNITS + word[unit.end() :]
    if word in _VERBS:
        return _VERBS[word]
    return re.sub(r"^([a-z]{3,}[a-rt-z])s?(?=\W*$)", r"\1s?", word)


def singular(word: str) -> str:
    """The same for all the words that `number_free` takes for one."""
    if unit := _UNIT.match(word):
        return "B" + word[unit.end() :]
    if word in _VERBS:
        return {"were": "was", "are": "is"}.get(word, word)
    return re.sub(r"^([a-z]{3,}[a-rt-z])s(?=\W*$)", r"\1", word)


def induce(message: str) -> Template:
    """The template of `message`, which it matches. ValueError where there is too little text.

    A message that leaves no literal for an index to seek is kept word for word.
    """
    head = _head(message)
    text, cut = _whole(head[:MAX_HEAD]), len(head) > MAX_HEAD
    for without in (frozenset[str](), WEAK, PLACED, None):
        parts = tuple(_verbatim(text) if without is None else _parts(text, without))
        if without is not None and without < WEAK and _word_count(parts) < MIN_WORDS:
            continue
        template = _fitting(parts, cut=cut, exact=without is None)
        if template is not None and _is_true(template, message):
            return template
    raise ValueError("The message has too little text to be recognised by.")


def induced(message: str) -> Template | None:
    """The same, or None."""
    try:
        return induce(message)
    except ValueError:
        return None


def _whole(text: str) -> str:
    """Without a placeholder that was cut at the end: no raw text has a part of one."""
    return re.sub(r"<[a-z_-]*$", "", text)


_PLACEHOLDERS = re.compile(rf"(?:{PLACEHOLDER.pattern})+")


def _verbatim(text: str) -> Iterator[Part]:
    """Word for word, but for what scrubbing put there: raw text has something else."""
    done = 0
    for match in _PLACEHOLDERS.finditer(text):
        if match.start() > done:
            yield text[done : match.start()]
        yield Hole("placeholder", match[0])
        done = match.end()
    if done < len(text):
        yield text[done:]


def _word_count(parts: tuple[Part, ...]) -> int:
    return sum(len(_WORD.findall(part)) for part in parts if isinstance(part, str))


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


def is_usable(regex: str) -> bool:
    """It may be stored, and an index finds a text to seek."""
    return _fits(regex) and _says_something(regex)


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


def _hole(kind: Kind, text: str, quote: str) -> Hole:
    usual = _QUOTED.get(quote)
    wide = usual is not None and not compiled(usual).fullmatch(text)
    looks = () if kind in ("number", "hex") else (look(text),)
    return Hole(kind, text, quote, wide, counted=kind == "number", looks=looks)


def _opening(text: str, start: int) -> str:
    """The quote before a hole, whatever marks the quoted name."""
    return text[:start].rstrip("*")[-1:]


def _parts(text: str, without: frozenset[str]) -> Iterator[Part]:
    """Literals and holes by turns; joined, they are `text`."""
    done = 0
    for kind, start, end in _apart(text, without):
        if start > done:
            yield text[done:start]
        yield _hole(kind, text[start:end], _opening(text, start) if kind == "quoted" else "")
        done = end
    if done < len(text):
        yield text[done:]


def _apart(text: str, without: frozenset[str]) -> Iterator[tuple[Kind, int, int]]:
    """Two holes that touch could not be told apart: the second is none, or part of the first
    where scrubbing put something there.
    """
    last: tuple[Kind, int, int] | None = None
    for kind, start, end in holes(text, without):
        if last is None or start > last[2]:
            if last is not None:
                yield last
            last = kind, start, end
        elif PLACEHOLDER.search(text, start, end):
            last = "placeholder", last[1], end
    if last is not None:
        yield last
