"""What a rule does, in words that hold wherever it is applied, however little it then asks for.

They name captures as `$1`, as a template for `fixes.fill`, and quote what the rule itself puts in
or takes out; of strings and comments only that there are some. What cannot be told so is not told.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, product
from typing import Any, NamedTuple

from errorpatterns.editing import imports
from errorpatterns.editing.loosening import LEVELS, is_quote, loosened
from errorpatterns.editing.rules import Element, Rule
from errorpatterns.editing.shapes import GROUPS
from errorpatterns.editing.tokens import KEYWORDS
from errorpatterns.fixes import MAX_CAPTURES, abstract

LONGEST = 60  # characters of code
MOST_CHANGES = 3
ANYTHING = "…"
_ENDING = (",", ";")  # of what a blank follows
SPACED = tuple("acls")  # classes of operators that blanks surround
_VERBS = ("inserts ", "takes out ")
_STRING = re.compile(r"""(["'])(?!\$\d+\1)(?:(?!\1).)+\1""")
_COMMENT = re.compile(r"(/\*|//|<!--|#)\s.*?(?=\*/|-->|$)")
_IMPORT = re.compile(
    r"""(?x)(?:import|use|using|\#[ ]*include) [ ]\S+ (?:[ ]from[ ]\S+)?
        | from[ ]\S+[ ]import[ ]\S+ | import[ ]\{[^{}]*\}[ ]from[ ]\S+"""
)
_LISTED = re.compile(r"^[,|&] ?(?=[\w$…])|(?<=[\w$…]) ?[,|&]$")
_WORDS = re.compile(r"[\w$…]+")


def wordings(rules: Iterable[Rule]) -> list[str]:
    """Sentences that each tell all that any of the rules does, the most telling first; none where
    nothing is certain.
    """
    return _shared([_of_rule(rule) for rule in rules])


def _of_rule(rule: Rule) -> list[str]:
    if rule["g"]:
        return []
    levels = [loosened(rule["e"], level) for level in range(1 if rule.get("a") else LEVELS)]
    return _shared([list(_sentences(elements, rule)) for elements in levels if elements])


def _shared(said: Sequence[Sequence[str]]) -> list[str]:
    """What all of them have, in the order of the first."""
    return [one for one in said[0] if all(one in other for other in said[1:])] if said else []


def import_wording(line: str) -> str:
    """The clause for an import that is added; empty where it is none."""
    names, module = imports.named_of(line) or ("", "")
    if names and (of := _quoted(module)) and (named := _quoted(names)):
        return f"imports {named} from {of}"
    told = _ticked(line) if _IMPORT.fullmatch(line) else ""
    return told and f"adds {told}"


def sentence(clauses: Sequence[str]) -> str:
    said: list[str] = []
    verb = ""
    for clause in dict.fromkeys(clauses):
        again = verb and clause.startswith(verb)
        said.append(clause.removeprefix(verb) if again else clause)
        verb = next((one for one in _VERBS if clause.startswith(one)), "")
    *first, last = said
    told = f"{', '.join(first)} and {last}" if first else last
    return f"{told[0].upper()}{told[1:]}."


def _sentences(elements: Sequence[Element], rule: Rule) -> Iterator[str]:
    aim = f"`{_numbered(rule['w'])}`" if "w" in rule else "what the error points at"
    changes = [change for change in _changes(elements) if not _is_idle(change, elements)]
    options = [_clauses(change, elements, aim) for change in changes]
    beside = [*_imports(rule), *(["changes other files"] if rule.get("o") else [])]
    every = [*options, *([told] for told in beside)]
    if not every or len(every) > MOST_CHANGES or not all(map(any, every)):
        return
    if len(changes) == 2 and (around := _around(changes[0], changes[1], elements)):
        yield sentence([around, *beside])
    # The more each of them tells, the sooner.
    chosen = sorted(product(*map(enumerate, every)), key=lambda told: sum(rank for rank, _ in told))
    for told in chosen:
        yield sentence([clause for _, clause in told])


def _imports(rule: Rule) -> Iterator[str]:
    if "f" in rule:
        # There is a rule of each module that was missing.
        yield f"imports `{_numbered(rule['f'][0])}`, a module of the language"
        return
    for pieces in rule["i"]:
        text = _text_of(pieces, [])
        yield "" if text is None else import_wording(text)


class _Change(NamedTuple):
    """One place: its elements, with the marks of the range that touch it, and those beside it."""

    before: Element | None
    elements: list[Element]
    behind: Element | None

    @property
    def puts(self) -> list[Element]:
        return [element for element in self.elements if element[0] == "+"]

    @property
    def cuts(self) -> list[Element]:
        return [element for element in self.elements if element[0] in "=*_?"]

    @property
    def marks(self) -> set[str]:
        return {element[0] for element in self.elements} & {"<", ">"}

    @property
    def covers_range(self) -> bool:
        """Whether all that the error's range covers goes."""
        kinds = [element[0] for element in self.elements if element[0] not in "_+"]
        return kinds[:1] == ["<"] and kinds[-1:] == [">"]


def _changes(elements: Sequence[Element]) -> Iterator[_Change]:
    seen = [e for e in elements if e[0] != "~" and (e[0] != "_" or e[2])]
    groups = [(stays, list(some)) for stays, some in groupby(seen, key=_stays)]
    for at, (stays, some) in enumerate(groups):
        if not stays and any(element[0] not in "<>" for element in some):
            before = groups[at - 1][1][-1] if at else None
            behind = groups[at + 1][1][0] if at + 1 < len(groups) else None
            yield _Change(before, some, behind)


def _stays(element: Element) -> bool:
    return element[0] == ".." or (element[0] in "=*_?" and not element[2])


def _is_idle(change: _Change, elements: Sequence[Element]) -> bool:
    """Whether what goes is put in again."""
    if len(change.puts) != 1 or not change.cuts:
        return False
    return _text_of(change.puts[0][1], elements) == _code(change.cuts) != ""


def _clauses(change: _Change, elements: Sequence[Element], aim: str) -> list[str]:
    """Ways to tell it, the most telling first; none where nothing is certain."""
    put = _put_in(change, elements)
    if change.puts and not put:
        return []
    if not change.cuts:
        return [*(f"inserts {put} {place}" for place in _places(change, aim)), f"inserts {put}"]
    gone = list(_gone(change, aim))
    if change.puts:
        if gone[:1] == [put]:
            return [f"changes {put}"]
        known = (f"replaces {one} with {put}" for one in gone)
        return [*known, f"puts {put} in place of other code"]
    return [*_listed(change), *(f"takes out {one}" for one in gone)]


def _put_in(change: _Change, elements: Sequence[Element]) -> str:
    """What is put in, for a sentence; empty where that is nothing, or cannot be told."""
    if len(change.puts) != 1:
        return ""
    pieces = change.puts[0][1]
    text = _text_of(pieces, elements)
    if text == "":
        return "a line end" if any(piece[0] == "n" for piece in pieces) else "white space"
    lines = any(piece[0] == "n" for piece in pieces[1:-1])
    return "" if text is None or lines else _quoted(text)


def _gone(change: _Change, aim: str) -> Iterator[str]:
    if all(element[0] == "_" for element in change.cuts):
        yield "white space"
    elif all(
        is_quote(element[1]) if element[0] == "=" else element[1] is True
        for element in change.cuts
        if element[0] != "_"
    ):
        yield "quotes"
    elif told := _quoted(_code(change.cuts)):
        yield told
    if change.covers_range:
        yield aim


def _listed(change: _Change) -> Iterator[str]:
    """What goes as one of several: an import, or an item of a list."""
    cut = _code(change.cuts)
    names = {*_WORDS.findall(cut)} - imports.KEYWORDS - {ANYTHING}
    if imports.LINE.match(cut) and len(names) == 1:
        yield f"takes out the import of `{names.pop()}`"
    bare = _LISTED.sub("", cut, count=1)
    if bare != cut and (told := _quoted(bare)):
        yield f"takes out {told} and the separator beside it"


def _around(one: _Change, other: _Change, elements: Sequence[Element]) -> str:
    """What is put in on both sides of one thing; empty where that is not what is done."""
    named = _named(one.behind) if one.behind and one.behind is other.before else ""
    texts = [_put_in(change, elements) for change in (one, other) if not change.cuts]
    both = len(texts) == 2 and all(texts)
    return f"puts {texts[0]} and {texts[1]} around {named}" if named and both else ""


def _places(change: _Change, aim: str) -> Iterator[str]:
    if change.before and (named := _named(change.before)):
        yield f"after {named}"
    if change.behind and (named := _named(change.behind)):
        yield f"before {named}"
    if change.marks:
        where = {"<": f"before {aim}", ">": f"after {aim}"}
        yield where.get("".join(sorted(change.marks)), "where the error points")
    if change.before == ["..", None, False]:
        yield f"after {aim}"
    if change.before and change.before[0] == "=" and _is_common(change.before[1]):
        yield f"after {_quoted(change.before[1])}"
    if change.behind and change.behind[0] == "=" and _is_common(change.behind[1]):
        yield f"before {_quoted(change.behind[1])}"


def _named(element: Element) -> str:
    """The capture that the element is."""
    text = _cut(element) if element[0] == "*" else ANYTHING
    return "" if text == ANYTHING else f"`{text}`"


def _is_common(token: str) -> bool:
    """Whether it is a sign or a word of languages."""
    return token in KEYWORDS or not re.search(r"[\w'\"`]", token)


def _cut(element: Element) -> str:
    if element[0] == "=":
        return abstract(str(element[1]), ())
    if element[0] == "_":
        return " "
    # Of several captures it may be each.
    return _of_capture(element[3]) if element[0] == "*" and len(element[3]) == 1 else ANYTHING


def _of_capture(sources: Sequence[Any]) -> str:
    """The capture among `sources`, as it stands in templates."""
    known = (s[1] for s in sources if s[0] == "c" and s[2] == "" and s[1] < MAX_CAPTURES)
    return next(map(_numbered, known), ANYTHING)


def _numbered(place: int) -> str:
    return f"${place + 1}"


def _text_of(pieces: Sequence[Any], elements: Sequence[Element]) -> str | None:
    """As a template what is put in; None where that would be read otherwise."""
    text = ""
    for piece in pieces:
        told = " "
        if piece[0] == "t":
            told = abstract(str(piece[1]), ())
        elif piece[0] == "v":
            told = _of_capture(piece[1])
            copied = [elements[s[1]] for s in piece[1] if s[0] == "e" and not s[2:]]
            if told == ANYTHING and copied:
                told = _cut(copied[0])
        if _runs_on(text, told):
            return None
        text += told
    return text.strip()


def _runs_on(text: str, more: str) -> bool:
    """Whether a capture's number would be read with what stands beside it."""
    return bool(re.search(r"\$\d+$", text) and more[:1].isdigit()) or (
        text.endswith("$") and more.startswith("$")
    )


def are_apart(code: str, text: str, *, only_words: bool = False) -> bool:
    """Whether there is a blank between them where code is written as usual, and none yet;
    `only_words`: because they would be one word.
    """
    if not code or code[-1].isspace() or text[:1].isspace():
        return False
    return _are_words(code, text) if only_words else _is_spaced(code, text)


def _is_spaced(code: str, text: str) -> bool:
    signs = (text, code.rpartition(" ")[2])
    spaced = any(GROUPS.get(one, "") in SPACED for one in signs)
    return _are_words(code, text) or spaced or code[-1:] in _ENDING


def _are_words(code: str, text: str) -> bool:
    return bool(_WORDS.match(text) and re.search(r"[\w$…]$", code))


def _code(elements: Sequence[Element]) -> str:
    """Tokens as they would be written; only white space that matters is told among them."""
    code = ""
    for text in map(_cut, elements):
        code += f" {text}" if _is_spaced(code, text) else text
    return re.sub(r"\s+", " ", code).strip()


def _quoted(text: str) -> str:
    """As code; empty where that says nothing, or is too long or of several lines."""
    bare = _COMMENT.sub(rf"\1 {ANYTHING} ", _STRING.sub(rf"\1{ANYTHING}\1", text))
    return _ticked(bare.strip())


def _ticked(text: str) -> str:
    says = text.strip(f"{ANYTHING} ")
    return f"`{text}`" if says and len(text) <= LONGEST and not re.search(r"[`\n\r]", text) else ""
