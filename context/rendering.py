"""The one place that turns data into Markdown.

Templates hold every word of the prompt. What they print of data has passed one of the filters
below, which return `Safe`; printing anything else raises TypeError, so that a forgotten filter is
found by the first test.
"""

import hashlib
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from django.template import engines
from jinja2 import Environment, StrictUndefined, Template
from jinja2.runtime import Undefined

DOCUMENT = "document"


class Safe(str):
    """Text that cannot leave the place where a template prints it."""

    __slots__ = ()


def render(key: str, macro: str, *args: Any) -> str:
    """What `macro` of `templates/context/<key>.md` prints, without white space around it.

    Raises ValueError where the text begins with `/`: tokens of blocks would no longer add up.
    """
    text: str = getattr(module(key), macro)(*args).strip()
    if text.startswith("/"):
        raise ValueError(f"{key}: what {macro} prints begins with “/”")
    return text


def module(key: str) -> Any:
    """The macros of a section's template, as attributes; raises Jinja2's TemplateNotFound."""
    return template(key).module


def template(key: str) -> Template:
    found: Template = engines["markdown"].env.get_template(f"{key}.md")  # type: ignore[attr-defined]
    return found


@cache
def template_digest() -> str:
    """SHA-256 in hex over all templates: part of what is known of a served context."""
    digest = hashlib.sha256()
    for folder in engines["markdown"].template_dirs:
        for path in sorted(Path(folder).glob("*.md")):
            digest.update(f"{path.name}\0{path.read_text('utf-8')}\0".encode())
    return digest.hexdigest()


def environment(**options: Any) -> Environment:
    """For Django's Jinja2 backend. Prompts are not HTML: escaping would corrupt their code."""
    options |= {"autoescape": False, "undefined": StrictUndefined, "finalize": only_safe}
    env = Environment(**options, trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    env.filters.update(code=code, line=line, span=span, prose=prose, rate=rate, truncated=truncated)
    return env


def only_safe(value: Any) -> Any:
    """Jinja2's `finalize`: called with everything that a template prints."""
    if isinstance(value, Undefined):
        return str(value)  # raises UndefinedError, which names it
    if isinstance(value, Safe) or type(value) is int:
        return value
    raise TypeError(f"a template printed a {type(value).__name__} that passed no filter")


# What ends a line somewhere, though not in Markdown: a blank, so that words stay apart.
_LINE_ENDS = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Invisible, though not of the categories that are removed: fillers, joiners, variation selectors.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# Control, format (zero-width, bidi, tags), surrogate, unassigned (noncharacters among them).
_REMOVED = frozenset({"Cc", "Cf", "Cs", "Cn"})
# Text without any of these needs no look at each character.
_PLAIN = re.compile(r"[\t\n\x20-\x7e]*\Z")


def clean(text: str) -> str:
    """NFC, lines ended by `\\n`, and nothing that cannot be seen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _PLAIN.match(text):
        return text
    text = _INVISIBLE.sub("", _LINE_ENDS.sub(" ", text))
    text = "".join(c for c in text if c in "\t\n" or unicodedata.category(c) not in _REMOVED)
    return unicodedata.normalize("NFC", text)


# What chat templates separate roles and tools by. `<s>` is HTML too, where it is closed.
_BAR = "[|\uff5c]"
_OPEN, _CLOSE = "[<\uff1c]", "[>\uff1e]"
_ROLES = r"im_\w+|system|user|assistant|tool|endof\w+|startof\w+|fim_\w+|eot_id|eom_id|end|start"
_NAMES = (
    r"bos|eos|start_of_turn|end_of_turn|start_of_image|end_of_text|begin_of_text|think|thinking"
    r"|tool_calls?|tool_response|tool_result|tool_results|tools|function_calls?|function_results?"
    r"|invoke|system-reminder|antml:\w+"
)
_CHAT_TOKEN = re.compile(
    rf"{_OPEN}{_BAR}[\w.:/\u2581-]{{1,64}}{_BAR}{_CLOSE}"
    rf"|{_OPEN}{_BAR}\s*(?:{_ROLES})\b\s*(?:{_BAR}?{_CLOSE})?"
    rf"|\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT)\]"
    rf"|\[/(?i:INST)\]"
    rf"|{_OPEN}{{2}}/?(?i:SYS){_CLOSE}{{2}}"
    rf"|{_OPEN}/?(?i:{_NAMES})\s*{_CLOSE}"
)
_MAY_BE_TOKEN = re.compile(rf"{_OPEN}|\[")
_SENTENCE = re.compile(r"(?<![\w.])<[sS]>|<(/)[sS]>")


def defused(text: str) -> str:
    """With a blank inside each chat token, so that none is taken for one; the rest as it is."""
    if not _MAY_BE_TOKEN.search(text):
        return text
    text = _CHAT_TOKEN.sub(_apart, text)
    return _SENTENCE.sub(_apart, text) if _is_unbalanced(text) else text


def _apart(match: re.Match[str]) -> str:
    token = match[0]
    return f"{token[0]} {token[1:-1].strip()} {token[-1]}"


def _is_unbalanced(text: str) -> bool:
    """Whether `<s>` and `</s>` do not pair up as HTML's would."""
    depth = 0
    for match in _SENTENCE.finditer(text):
        depth += -1 if match[1] else 1
        if depth not in (0, 1):
            return True
    return depth != 0


def code(text: str, info: str = "") -> Safe:
    """A fenced block that nothing in `text` can close; its lines as they came."""
    text = defused(clean(text)).rstrip("\n")
    fence = "`" * max(3, 1 + _longest_run(text))
    language = re.sub(r"[^a-z0-9+#_-]", "", info.lower())[:20]
    return Safe(f"{fence}{language}\n{text}\n{fence}")


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+|~+", text)), default=0)


def span(text: str) -> Safe:
    """One line of inline code."""
    text = _one_line(text)
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    # CommonMark takes one blank off each side, so that text may begin and end with a tick.
    pad = " " if text[:1] == "`" or text[-1:] == "`" or not text else ""
    return Safe(f"{ticks}{pad}{text}{pad}{ticks}")


_MARKUP = re.compile(r"[\\`*\[\]]|~(?=~)|(?<=~)~|(?<![^\W_])_|<(?=[A-Za-z/!?])")
_LEADING = re.compile(r"(?:[#>|=+-]|\d+(?=[.)]))")


def line(text: str) -> Safe:
    """One line of ordinary text, in which no character means markup."""
    text = _MARKUP.sub(r"\\\g<0>", _one_line(text))
    if led := _LEADING.match(text):
        cut = led.end() if led[0].isdigit() else 0
        text = f"{text[:cut]}\\{text[cut:]}"
    return Safe(text)


def truncated(text: str, most: int) -> str:
    """At most `most` characters, for `line` or `span`: the ellipsis tells that there were more."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _one_line(text: str) -> str:
    return defused(" ".join(clean(text).split()))


# Lines of a person's own text that would be more than text, wherever lists or quotations nest them.
_CONTAINER = r"(?P<before>(?:[ \t]*(?:[-+*]|\d{1,9}[.)])(?=[ \t])|[ \t]*>)*[ \t]*)"
_FENCE = re.compile(rf"{_CONTAINER}(?P<fence>`{{3,}}(?=[^`]*\Z)|~{{3,}})(?P<info>.*)\Z")
_HEADING = re.compile(rf"{_CONTAINER}#{{1,6}}[ \t]+(?P<text>.*)")
# A heading's number sign or underline, and what opens a block of HTML.
_STRUCTURE = re.compile(
    rf"{_CONTAINER}(?P<rest>[#\uff03].*|=+[ \t]*|-[- \t]*|<(?=[A-Za-z/!?]).*)\Z"
)


def prose(text: str) -> Safe:
    """A person's own instructions: lists, emphasis, code, but no heading and no open fence."""
    lines = defused(clean(text)).strip("\n").split("\n")
    told: list[str] = []
    while lines:
        current = lines.pop(0)
        if fence := _FENCE.match(current):
            if told[-1:] != [""]:
                told.append("")
            told += [code(_taken(lines, fence), fence["info"]), ""]
        elif current or told[-1:] != [""]:
            told.append(_plain(current))
    return Safe("\n".join(told).strip())


def _taken(lines: list[str], opened: re.Match[str]) -> str:
    """What a fence holds, taken off `lines` with the line that closes it, if one does."""
    mark, indent = opened["fence"], " " * len(opened["before"])
    closing = re.compile(rf"[ \t>]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*\Z")
    inside: list[str] = []
    while lines and not closing.match(current := lines.pop(0)):
        inside.append(current.removeprefix(indent))
    return "\n".join(inside)


def _plain(text: str) -> str:
    if heading := _HEADING.match(text):
        told = line(heading["text"].rstrip().rstrip("#"))
        return f"{heading['before']}**{told}**" if told else heading["before"]
    if found := _STRUCTURE.match(text):
        return f"{found['before']}\\{found['rest']}"
    return text


def rate(successes: int, failures: int, counted: str = "reports") -> Safe:
    """A success rate to the nearest 5 % and the size of its evidence: bytes change seldom."""
    total = successes + failures
    if total == 0:
        return Safe("untested")
    percent = (40 * successes + total) // (2 * total) * 5
    size = "a few" if total < 10 else "tens of" if total < 100 else "hundreds of"
    return Safe(f"{percent} % ({size} {counted})")
