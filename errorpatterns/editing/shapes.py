"""What code looks like where it matters for an edit: operands, neighbours, names, indentation."""

import re

from errorpatterns.editing.tokens import Source

LITERALS = {"this", "null", "true", "false", "undefined", "super", "self", "None", "True", "False"}
GROUPS: dict[str, str] = {}
for _class, _members in {
    "u": "! ~ ++ --",
    "a": "+ - * / % ** & | ^ << >> >>> // @",
    "c": "== != === !== < > <= >= in instanceof is",
    "l": "&& || ?? and or not",
    "t": "? :",
    "s": "= += -= *= /= => := -> **= ||= &&= ??=",
    ",": ",",
    ";": ";",
    ".": ". ?. ::",
    "y": "await typeof void new delete async yield ... lambda",
}.items():
    for _member in _members.split():
        GROUPS[_member] = _class
DANGLING = frozenset("acls.t")  # classes of the operators that no operand ends with


def class_of(source: Source, index: int, previous: int | None) -> str:
    """What makes code at this token less than the simplest; empty for a plain operand."""
    token = source[index]
    if token.kind in ("operator", "keyword"):
        return GROUPS.get(token.text, "k" if token.kind == "keyword" else "o")
    if token.kind == "newline":
        return "n"
    if token.kind == "open" and token.text[:2] in ("//", "/*", "#", "<!"):
        return "m"
    if previous is None or token.is_blank or token.kind == "text":
        return ""
    before = source[previous]
    if before.kind in ("word", "number", "close") and before.text not in GROUPS:
        called = token.kind == "open" and token.text in ("(", "[", "`", "{")
        return "" if called and token.text != "{" else "j"
    return ""


def classes_of(source: Source, start: int, end: int) -> set[str]:
    """The classes of a balanced run, without what stands in its brackets."""
    found, at, previous = set(), start, None
    while at < end:
        found.add(class_of(source, at, previous))
        if not source[at].is_blank:
            previous = at
        if source[at].kind == "open" and at in source.partner:
            at = source.partner[at]
            previous = at
        at += 1
    return found - {"", "."}


def neighbour(source: Source, index: int, step: int) -> str:
    """What stands beside, so far as it matters."""
    while 0 <= index < len(source) and source[index].kind == "space":
        index += step
    if not 0 <= index < len(source):
        return "line"
    token = source[index]
    if token.kind == "newline" or not token.text:
        return "line"
    if token.kind in ("word", "number", "text") or token.text in LITERALS:
        return "operand"
    return str(token.text)


def opened(source: Source, at: int) -> int:
    """The bracket or quote before the token that is open there; -1 where none is."""
    at -= 1
    while at >= 0 and source[at].kind != "open":
        at = source.partner.get(at, at) - 1 if source[at].kind == "close" else at - 1
    return at


def before(source: Source, at: int) -> int:
    """The token before this one that is no white space; -1 where there is none."""
    at -= 1
    while at >= 0 and source[at].is_blank:
        at -= 1
    return at


def following(source: Source, at: int) -> int:
    """This token, or the first behind it that is no white space."""
    while at < len(source) and source[at].is_blank:
        at += 1
    return at


def text_at(source: Source, at: int) -> str:
    return str(source[at].text) if 0 <= at < len(source) else ""


def has_line(source: Source, at: int) -> bool:
    """Whether a line ends in the white space around."""
    left, right = at, at
    while left > 0 and source[left - 1].is_blank:
        left -= 1
    while right < len(source) and source[right].is_blank:
        right += 1
    return any(token.kind == "newline" for token in source[left:right])


def is_word(char: str) -> bool:
    return char.isalnum() or char in ("_", "$") if char else False


VIEWS = ("", "tail", "head", "name", "bare", "lower", "upper")


CASES = ("kebab", "snake", "camel", "pascal")
LONGEST_NAME = 80  # characters
_PARTS = re.compile(r"[A-Z]?[a-z\d]+|[A-Z]+(?![a-z])")
_NAME = re.compile(r"[A-Za-z](?:[A-Za-z\d_-]*[A-Za-z\d])?")


def cased(text: str, how: str) -> str:
    """A name of several words, joined another way; nothing of one word, or of other letters."""
    words = _PARTS.findall(text) if len(text) <= LONGEST_NAME and _NAME.fullmatch(text) else []
    if len(words) < 2:
        return ""
    if how in ("kebab", "snake"):
        return ("-" if how == "kebab" else "_").join(words).lower()
    joined = "".join(word.capitalize() for word in words)
    return joined if how == "pascal" else joined[0].lower() + joined[1:]


def view(text: str, how: str) -> str:
    """A part or a form of `text`: what a fix may put in of what it is given."""
    if how == "tail":
        return re.split(r"[./#]", text)[-1]
    if how == "head":
        return re.split(r"[./#(]", text)[0]
    if how == "name":
        return re.split(r"[.#(]|::", text.partition("(")[0])[-1]
    if how == "bare":
        return text.strip("'\"`")
    if how == "lower":
        return text.lower()
    if how == "upper":
        return text.upper()
    if how in CASES:
        return cased(text, how)
    if how == "blanks":
        return " " * int(text) if re.fullmatch(r"[1-9]\d?", text) else ""
    if how[:1] == "-":
        return text.removeprefix(how[1:]) if text.startswith(how[1:]) else ""
    return text


_HEAD = re.compile(r"([\w.$]+)<")


def head_of(text: str) -> str:
    """The generic type that it is of, as `Promise` of `Promise<string>`; empty where it is none."""
    found = _HEAD.match(text)
    return found[1] if found else ""


def relative(indent: str, base: str) -> tuple[str, str]:
    """What is to be added to the indentation of the place, or taken from it."""
    if indent.startswith(base):
        return "+", indent[len(base) :]
    if base.startswith(indent):
        return "-", base[len(indent) :]
    return "=", indent


def indented(base: str, how: str, text: str) -> str:
    if how == "+":
        return base + text
    if how == "-":
        return base[: -len(text)] if base.endswith(text) else base[: max(0, len(base) - len(text))]
    return text
