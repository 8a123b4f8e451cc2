"""Where what an edit puts in, or what is left, meets the code beside it: two things that stand
side by side in few places, and are no code at all in others.
"""

from collections.abc import Iterator, Sequence

from errorpatterns.editing.places import Edit
from errorpatterns.editing.shapes import GROUPS, LITERALS
from errorpatterns.editing.tokens import Source, Token

BLANK = "blank"  # before a separator that is put in
ANY = ""  # the end of a line or of a block, a comment, what is in a string
OPERAND, OPERATOR, PREFIX, KEYWORD = "operand", "operator", "prefix", "keyword"
NAMING = "naming"  # a keyword that a name follows
_NAMING = ("class", "def", "enum", "fn", "func", "function", "interface", "struct", "trait")
POSTFIX = "postfix"  # an operator that nothing but a separator can follow
_POSTFIX = ("++", "--", "!")
_SEPARATORS = (",", ";", ":")
_OPENING, _CLOSING = ("(", "[", "{"), (")", "]")


def seams(source: Source, edits: Sequence[Edit]) -> list[str]:
    """The kinds of those that the edits make, of which an example has to tell that they may be."""
    return sorted({f"{a} {b}" for edit in edits for a, b in _of(source, edit) if _is_rare(a, b)})


def _of(source: Source, edit: Edit) -> Iterator[tuple[str, str]]:
    """What comes to stand beside what; not where such a thing was there before."""
    first, last = source.at(edit.start), source.at(edit.end)
    left, right = _beside(source, first - 1, -1), _beside(source, last, 1)
    begins, ends = _beside(source, first, 1), _beside(source, last - 1, -1)
    put = [_kind(token) for token in Source(edit.text) if token.kind != "space"]
    if put[1:] == [] and right == ANY and left in (KEYWORD, PREFIX, POSTFIX):
        return  # `return;` and `else:` at the end of a line
    if put and not _are_alike(put[0], begins):
        is_apart = first > 0 and source[first - 1].kind == "space" and not edit.text[0].isspace()
        yield (BLANK if is_apart and put[0] in _SEPARATORS else left), put[0]
    if put and put[-1] != ends:
        yield put[-1], right
    gone = source.text[edit.start : edit.end].strip()
    if gone and not put and left != ends and not _are_alike(right, begins):
        yield left, right


def _are_alike(one: str, other: str) -> bool:
    return one == other or {one, other} <= {*_CLOSING, "}"}


def _is_rare(left: str, right: str) -> bool:
    if left == NAMING and right in (PREFIX, KEYWORD, NAMING):
        return True
    if right in _SEPARATORS:
        return left in (*_SEPARATORS, *_OPENING, OPERATOR, PREFIX, KEYWORD, NAMING, BLANK)
    if right in _CLOSING:
        return left in (*_SEPARATORS, OPERATOR, PREFIX, KEYWORD, NAMING)
    if left in (OPERAND, *_CLOSING):
        return right in (OPERAND, PREFIX)
    return left == right == KEYWORD or (left == PREFIX and right == "{")


def _beside(source: Source, index: int, step: int) -> str:
    while 0 <= index < len(source) and source[index].kind == "space":
        index += step
    if not 0 <= index < len(source):
        return ANY
    token = source[index]
    if step < 0 and token.text in _POSTFIX:
        return POSTFIX
    within = token.kind == ("open" if step < 0 else "close") and token.text[-1:] in ("'", '"', "`")
    return ANY if within else _kind(token)


def _kind(token: Token) -> str:
    text = token.text
    if token.kind in ("text", "newline") or not text or text in ("//", "/*", "*/", "#", "..."):
        return ANY
    if token.kind in ("word", "number") or text in LITERALS or text[-1] in "'\"`":
        return OPERAND
    if text in _NAMING:
        return NAMING
    if token.kind == "keyword":
        return {"y": PREFIX, **dict.fromkeys("acl", OPERATOR)}.get(GROUPS.get(text, ""), KEYWORD)
    return text if token.kind in ("open", "close") or text in _SEPARATORS else OPERATOR
