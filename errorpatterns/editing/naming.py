"""Names that a fix takes from the code before the error, by the keyword that introduces them."""

from collections.abc import Iterator

from errorpatterns.editing.tokens import Source

# Of these there is one around a place; the last of those that `const` or `import` introduce is any.
INTRODUCING = {"as", "catch", "class", "def", "except", "fn", "for", "func", "function"}
Names = dict[tuple[str, ...], str]


def introduced(source: Source, at: int) -> Names:
    """The last name before token `at` by the keyword, and the bracket behind it, that introduce it;
    not what stands in blocks that end before.
    """
    names: Names = {}
    for index in _outer(source, at):
        if source[index].kind == "word" and (lead := _lead(source, index)):
            names.setdefault(lead, source[index].text)
    return names


def _outer(source: Source, at: int) -> Iterator[int]:
    """The tokens before, nearest first: of brackets only what heads a block that is not closed."""
    index, heads = at - 1, False
    while index >= 0:
        token = source[index]
        if token.kind == "close" and not heads:
            index = source.partner.get(index, index)
        else:
            yield index
            if not token.is_blank and token.kind != "close":
                heads = token.text == "{"
        index -= 1


def _lead(source: Source, index: int) -> tuple[str, ...]:
    before = [token for token in source[max(0, index - 4) : index] if not token.is_blank]
    texts = tuple(token.text for token in before)
    if texts[-1:] and texts[-1] in INTRODUCING:
        return texts[-1:]
    if len(texts) > 1 and before[-1].kind == "open" and texts[-2] in INTRODUCING:
        return texts[-2:]
    return ()
