"""The imports of a file, of any language that has them at its top: what a fix adds to them.

A name is added to the import of its module where there is one, else a line is added where imports
stand: behind the last of them, or where their order has it, as isort or ESLint would.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

LINE = re.compile(
    r"""(?x)^(?:
        (?:from[ ]\S+[ ])?import\b(?![ ]*\() | (?:pub[ ])?use[ ][\w:]+ | \#[ ]*include\b
        | using[ ][\w.]+; | (?:const|let|var)[ ].+=[ ]*require\(
    ).*$"""
)
_ORIGINS = ("first", "standard", "other", "own")
KEYWORDS = {
    *("import", "from", "as", "type", "pub", "use", "include", "using"),
    *("const", "let", "var", "require"),
}
_NAMED = (
    # Python
    re.compile(
        r"(?m)^(?P<head>from (?P<module>\S+) import )(?P<names>[^(\n#;]*[^(\n#; \t])"
        r"(?P<tail>[ \t]*(?:#.*)?)$"
    ),
    # JavaScript and TypeScript
    re.compile(
        r"(?m)^(?P<head>import (?:type )?(?:\w+, )?\{ ?)(?P<names>[^{}]*?)"
        r"(?P<tail>,? ?\} from ['\"](?P<module>[^'\"]+)['\"].*)$"
    ),
)
_FACE = re.compile(r"(?:.*[/\\])?__init__\.pyi?")
_STATEMENT = re.compile(
    r"""(?mx) ^ [ \t]* (?: from [ \t]+ \S+ [ \t]+ )? import \b
        (?: [^\n(\\]* \( [^()]* \) | (?: [^\n\\] | \\\n )* ) [^\n]*"""
)
_CAPTURE = re.compile(r"\$\d")
_LEAD = re.compile(
    r"""(?xs)\A(?:\#!.*?\n)?(?:\s*\n | [ \t]*\#(?![ ]*include)[^\n]*\n | //[^\n]*\n | /\*.*?\*/\s*\n
        | ["'`]use[ ]\w+["'];?\s*\n | \"{3}.*?\"{3}[ \t]*\n | '{3}.*?'{3}[ \t]*\n)*"""
)
_MODULE = re.compile(
    r"""(?x)^(?:
        from[ ](?P<of>\S+)[ ]import\b | .*[ (]['"](?P<path>[^'"]+)['"] | import[ ](?P<name>[\w.]+)
    )"""
)


def brings_any_name(text: str) -> bool:
    """Whether a line of the fix brings a capture out of a module that it names itself."""
    return any(_CAPTURE.search(line) and _names_its_module(line) for line in text.splitlines())


def _names_its_module(line: str) -> bool:
    module = module_of(line)
    return bool(module) and not _CAPTURE.search(module)


def may_be_exports(file: str, before: str, after: str) -> bool:
    """Whether nothing but imports of a package's `__init__` goes: whoever imports the package may
    use them. Modules of JavaScript and Rust say what they pass on.
    """
    if not _FACE.fullmatch(file):
        return False
    rests = [re.sub(r"\s+", "", _STATEMENT.sub("", text)) for text in (before, after)]
    was, now = (
        Counter(re.findall(r"\w+", " ".join(_STATEMENT.findall(text)))) for text in (before, after)
    )
    return rests[0] == rests[1] and now < was


class Place(NamedTuple):
    """Where something is put in, and what."""

    at: int
    text: str


class Import(NamedTuple):
    """One that stands in the file."""

    start: int
    end: int
    line: str


def added(
    text: str,
    line: str,
    before: int,
    *,
    is_sorted: bool = False,
    is_code: Callable[[int], bool] = lambda _: True,
) -> Place | None:
    """How `text` comes to have the import `line`, for code at `before`; None where it has it.
    `is_sorted`: in the order that its imports have, as far as they have one. `is_code`: whether
    what stands at a place is no part of a string.
    """
    there = re.finditer(rf"(?m)^{re.escape(line)}[ \t]*$", text)
    if any(is_code(found.start()) for found in there):
        return None
    if (place := _merged(text, line, before, is_sorted=is_sorted)) is not None:
        return place if place.text else None
    known = list(_standing(text, before, is_code))
    if known:
        return _among(text, known, line) if is_sorted else Place(known[-1].end, "\n" + line)
    lead = _LEAD.match(text)
    return Place(lead.end() if lead else 0, line + "\n")


def are_same(one: str, other: str) -> bool:
    """Whether the texts differ in nothing but the order of their imports."""
    return _unordered(one) == _unordered(other)


def _unordered(text: str) -> tuple[list[str], list[str]]:
    lines = [line.rstrip() for line in text.splitlines()]
    imports = sorted(line for line in lines if LINE.match(line))
    return imports, [line for line in lines if not LINE.match(line)]


def named_of(line: str) -> tuple[str, str] | None:
    """The names that the line imports from a module, and the module; None of other imports."""
    found = next(filter(None, (named.match(line) for named in _NAMED)), None)
    return (found["names"].strip(), found["module"]) if found else None


def widened(statement: str, name: str) -> str | None:
    """The import of `name` alone from the module of `statement`."""
    for named in _NAMED:
        if (found := named.match(statement)) and re.fullmatch(r"[\w$]+(?: as [\w$]+)?", name):
            line = f"{found['head']}{name}{found['tail'].lstrip(',')}"
            return re.sub(r"[ \t]*#.*$", "", line) if statement.startswith("from") else line
    return None


def name_at(text: str, place: int) -> str:
    found = re.compile(r"\w+").match(text, place)
    return found[0] if found else ""


def is_of(line: str, name: str) -> bool:
    """Whether the line imports the name, whatever else."""
    return name in _named_in(line)


def is_guess(line: str, said: str, missing: str) -> bool:
    """Whether all that the line imports is the name that is `missing`, and the examples `said` no
    more of it than that it is an import: there need be no such module, and a tool that does not
    look would take a misspelling for mended.
    """
    return _named_in(line) == {missing} and not _named_in(said)


def is_elsewhere(line: str, said: str, text: str) -> bool:
    """Whether the line imports from a path beside the file, which the examples `said`, and the text
    imports nothing from there: from another file the path leads elsewhere.
    """
    path = module_of(line)
    words = _named_in(path)
    if not path.startswith(".") or not words or not words <= _named_in(said):
        return False
    told = re.escape(path)
    return not re.search(rf"\bfrom[ \t]+{told}[ \t]+import\b|['\"]{told}['\"]", text)


def module_of(line: str) -> str:
    """What the line imports from; empty where it imports nothing."""
    found = _MODULE.match(line) if LINE.match(line) else None
    return (found["of"] or found["path"] or found["name"]) if found else ""


def _named_in(text: str) -> set[str]:
    return set(re.findall(r"\w+", text)) - KEYWORDS


def standard_of(line: str) -> str | None:
    """The module that the line imports as a whole, if the language itself brings it along."""
    found = re.fullmatch(r"import (\w+)", line)
    return found[1] if found and found[1] in sys.stdlib_module_names else None


def _among(text: str, known: Sequence[Import], line: str) -> Place:
    """Its place in the first group that has imports of where it comes from: of the same package,
    or else of such packages.
    """
    groups: list[list[Import]] = [[known[0]]]
    for above, one in pairwise(known):
        if text[above.end : one.start].count("\n") > 1:
            groups.append([])
        groups[-1].append(one)
    group = groups[-1]
    for of in (_package, _origin):
        alike = [some for some in groups if any(of(one.line) == of(line) for one in some)]
        if alike and of(line):
            group = alike[0]
            break
    keys = [_key(one.line) for one in group]
    if keys == sorted(keys):
        for one, key in zip(group, keys, strict=True):
            if key > _key(line):
                return Place(one.start, line + "\n")
    return Place(group[-1].end, "\n" + line)


def _module(line: str) -> str:
    found = _MODULE.match(line)
    return found[found.lastgroup or 0] if found else ""


def _package(line: str) -> str:
    return re.split(r"[./]", _module(line))[0]


def _origin(line: str) -> str:
    """Where it comes from. `__future__` is no module, and nothing may stand before it."""
    module = _module(line)
    if module == "__future__":
        return "first"
    if module.startswith((".", "@/", "~/")):
        return "own"
    # JavaScript has its modules in quotes.
    standard = not re.search(r"['\"]", line) and _package(line) in sys.stdlib_module_names
    return "standard" if standard or module.startswith("node:") else "other"


def _key(line: str) -> tuple[int, bool, str]:
    """What is the project's own stands last; Python has `import x` before `from x import`."""
    return _ORIGINS.index(_origin(line)), line.startswith("from "), _module(line).casefold()


def _merged(text: str, line: str, before: int, *, is_sorted: bool) -> Place | None:
    """The name added to what is imported of the same module; without text if it is there."""
    for named in _NAMED:
        wanted = named.match(line)
        if wanted is None or "," in wanted["names"]:
            continue
        for found in named.finditer(text, 0, max(before, 0)):
            # What is imported as a type only is no value.
            alike = found["head"].startswith("import type ") == line.startswith("import type ")
            if found["module"] == wanted["module"] and "*" not in found["names"] and alike:
                names = {name.strip() for name in found["names"].split(",")}
                if wanted["names"].strip() in names:
                    return Place(0, "")
                at = found.start("names")
                if "\\" in found["names"] or not names - {""}:
                    continue
                return _name_among(at, found["names"], wanted["names"].strip(), is_sorted=is_sorted)
    return None


def _name_among(start: int, names: str, name: str, *, is_sorted: bool) -> Place:
    """The place of one more name among those that begin at `start`."""
    known = [found for found in re.finditer(r"[^,]+", names) if found[0].strip()]
    folded = [found[0].strip().casefold() for found in known]
    if is_sorted and folded == sorted(folded):
        for found, one in zip(known, folded, strict=True):
            if one > name.casefold():
                blank = len(found[0]) - len(found[0].lstrip())
                return Place(start + found.start() + blank, f"{name}, ")
    last = known[-1]
    return Place(start + last.start() + len(last[0].rstrip()), f", {name}")


def _standing(text: str, before: int, is_code: Callable[[int], bool]) -> Iterator[Import]:
    """The imports above `before`."""
    lines: list[tuple[int, str]] = []
    at = 0
    for line in text[: max(before, 0)].splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        if LINE.match(bare) and is_code(at):
            lines.append((at, bare))
        at += len(line)
    for (start, line), (following, _) in pairwise([*lines, (len(text), "")]):
        yield Import(start, _statement_end(text, start + len(line), line, following), line)


def _statement_end(text: str, end: int, line: str, following: int) -> int:
    """The end of an import that goes on until its brackets are closed, before the next one."""
    opened = max(line.rfind("("), line.rfind("{"))
    if opened < 0 or any(mark in line[opened:] for mark in ")}"):
        return end
    closed = re.compile(r"[)}][^\n]*").search(text, end, following)
    return closed.end() if closed else end
