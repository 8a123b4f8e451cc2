"""What a kind of learned items shows to whoever reviews one; each kind says it in its own way."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from context.assembly import laid_out
from context.base import Item
from context.curation.diffs import Line
from context.curation.pieces import Piece, visible
from context.offers import Grant
from context.rendering import render


@dataclass(frozen=True)
class Example:
    """A text that the item matches, or leaves alone, and where it comes from."""

    text: str
    origin: str


@dataclass(frozen=True)
class Similar:
    """Another item of the kind, and how it is similar."""

    item: Any
    why: str


class Reviewed:
    """A kind of learned items. `section` is the key of the section that serves them, `fix_title`
    what is above what to do; `apart` says why no two of them are ever made one, if so. `merge_page`
    asks whether to make two one, by what `becomes` tells.
    """

    section: ClassVar[str]
    fix_title: ClassVar[str] = "The fix"
    apart: ClassVar[str] = ""
    merge_page: ClassVar[str] = "admin/ask.html"

    def plain(self, item: Any) -> Iterable[str]:
        """What it is about, what it advises and where it applies, in sentences."""
        raise NotImplementedError

    def printed(self, item: Any, grant: Grant, *, is_sample: bool) -> Item:
        """As its section would serve it."""
        raise NotImplementedError

    def template(self, item: Any) -> Sequence[Piece]:
        return ()

    def examples(self, item: Any) -> Sequence[Example]:
        return ()

    def near_misses(self, item: Any, similar: Sequence[Similar]) -> Sequence[Example]:
        return ()

    def similar(self, item: Any) -> Sequence[Similar]:
        return ()

    def fix(self, item: Any) -> Sequence[Line]:
        return ()

    def edit(self, item: Any) -> Any:
        """What it does to code by itself, as `admin/errorpatterns/edit.html` shows it; None where
        it only advises.
        """
        return None

    def why_apart(self, older: Any, younger: Any) -> str:
        """Why these two may not be made one, for reasons of the kind; empty where they may."""
        return ""

    def becomes(self, older: Any, younger: Any) -> Mapping[str, Any]:
        """What the older becomes if the two, which may, are made one; nothing where its words stay
        as they are.
        """
        return {}

    def unite(self, older: Any, younger: Any) -> None:
        """Let the older be that, in a transaction that holds both."""


def in_prompt(reviewed: Reviewed, item: Item) -> str:
    """The item as it stands in a context: heading, the words before its group, and itself."""
    key = reviewed.section
    part = "tail" if item.tail else "stable"
    texts = [render(key, "heading", part), render(key, "group", item.group)]
    return "".join(laid_out([text for text in (*texts, render(key, "item", item.facts)) if text]))


_SIGNED = re.compile(r"[-+](?: |$)")


def diff_lines(text: str, *, is_added: bool = False) -> list[Line]:
    """A fix as lines with signs, if all of them have one and it is no list; `is_added` says that it
    is code to be put in.
    """
    lines = visible(text).split("\n")
    if all(map(_SIGNED.match, lines)) and (is_added or any(line[0] == "+" for line in lines)):
        return [Line(line[0], line[2:]) for line in lines]
    return [Line("+" if is_added else "", line) for line in lines]


def advice(lines: Sequence[Line]) -> str:
    """What a fix is, in a few words."""
    first = {line.sign: short(line.text) for line in reversed(lines) if line.text.strip()}
    if "-" in first and "+" in first:
        return f"replace “{first['-']}” by “{first['+']}”"
    if "-" in first:
        return f"take out “{first['-']}”"
    return f"put in “{first['+']}”" if "+" in first else f"do this: “{first.get('', '')}”"


def listed(texts: Iterable[str], most: int = 3) -> str:
    """“a”, “b” and 2 more."""
    known = [f"“{text}”" for text in texts]
    more = len(known) - most
    told = known[:most] if more > 0 else known
    if more > 0:
        return f"{', '.join(told)} and {more} more"
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def short(text: str, most: int = 160) -> str:
    """The first line, cut, without its full stop."""
    line = visible(text.strip().split("\n", 1)[0]).rstrip(".")
    return line if len(line) <= most else f"{line[: most - 1]}…"
