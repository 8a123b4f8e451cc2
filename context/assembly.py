"""A context from its sections: gathered, chosen, put in order, and accounted for to the token."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from context import tokens
from context.base import SECTION_KEYS, Item, Left, Section, Stability, Subject, get_sections
from context.budget import Draft, Part, Piece, Source, choose, cost, has_tail
from context.rendering import DOCUMENT, clean, render

logger = logging.getLogger(__name__)

# The tail's part of the limit of a section that splits.
TAIL_PART = 3
SUMMARY_ITEMS = 5
MAX_OMITTED = 50
# Candidates beyond the limit that are tried where others do not fit.
SPARE = 20
PARTS: tuple[Part, ...] = ("stable", "tail")


@dataclass(frozen=True)
class Options:
    """How a context is to be made: budget in tokens, order of print, form, sections by key."""

    max_tokens: int = 8_000
    order: Literal["cache", "number"] = "cache"
    form: Literal["full", "summary"] = "full"
    sections: frozenset[str] | None = None
    exclude: frozenset[str] = frozenset()

    def wants(self, key: str) -> bool:
        return key not in self.exclude and (self.sections is None or key in self.sections)


@dataclass(frozen=True)
class Context:
    """A context as served: `sections` and `omitted` as the API has them, `items` each once.

    `crowded` are the keys of sections that had something to say, and no room for any of it.
    """

    markdown: str
    tokens: int
    stable_tokens: int
    sections: Sequence[Mapping[str, Any]]
    omitted: Sequence[Mapping[str, Any]]
    items: Sequence[Item]
    crowded: frozenset[str]


def assemble(subject: Subject, options: Options) -> Context:
    """The context for `subject`: the same bytes for the same rows and arguments.

    Never more than `options.max_tokens` by the tokenizer of the settings. A section that raises is
    `failed`.
    """
    wanted = [section for section in get_sections() if options.wants(section.key)]
    sources = [gather(section, subject, options) for section in wanted]
    opening = render(DOCUMENT, "opening", options.form)
    draft = Draft(options.max_tokens - cost(opening))
    choose(draft, sources, subject)
    page = Page(opening, entries(draft, sources, options.order))
    return Context(
        markdown=page.text,
        tokens=tokens.count_all(page.blocks),
        stable_tokens=tokens.count_all(page.stable_blocks),
        sections=list(page.manifest()),
        omitted=[*excluded(options), *omitted(draft, sources)],
        items=served(draft),
        crowded=frozenset(crowded(draft, sources)),
    )


def gather(section: Section, subject: Subject, options: Options) -> Source:
    """What the section has to say, each piece rendered."""
    limit = subject.limits.get(section.key, section.limit)
    kept = -(-limit // TAIL_PART) if section.splits and has_tail(subject) else 0
    source = Source(section, limit, limit - kept)
    try:
        source.found = section.items(subject, limit)
        if source.found.items:
            express(source, options.form)
    except Exception as error:  # noqa: BLE001  One section's failure is never the document's.
        log_failure(section, error)
        return Source(section, limit, limit, failed=True)
    return source


class SectionFailed(Exception):
    """Stands in the log for what a section raised, whose own message might quote the request."""


def log_failure(section: Section, error: Exception) -> None:
    told = SectionFailed(type(error).__name__)
    logger.error(
        "The section %s failed.", section.key, exc_info=(SectionFailed, told, error.__traceback__)
    )


def express(source: Source, form: str) -> None:
    """Put what the section found into words."""
    key = source.section.key
    if form == "summary":
        source.pieces = list(summary(source))
        return
    source.headings = {part: render(key, "heading", part) for part in PARTS}
    groups = dict.fromkeys(item.group for item in source.found.items)
    source.groups = {group: render(key, "group", group) for group in groups}
    source.pieces = [
        Piece(source, part_of(source, item), (item,), render(key, "item", item.facts))
        for item in within_reach(source)
    ]
    if source.section.reserved and source.section.limit == 1:
        source.brief = line_of(source, "stable", source.found.items, most=1)


def within_reach(source: Source) -> Iterator[Item]:
    """The items that the limit allows, and some more of each part where these do not fit."""
    seen: Counter[Part] = Counter()
    for item in source.found.items:
        part = part_of(source, item)
        seen[part] += 1
        if seen[part] <= source.limit + SPARE:
            yield item


def summary(source: Source) -> Iterator[Piece]:
    """One line for each part that has something to say."""
    for part in PARTS:
        items = [item for item in source.found.items if part_of(source, item) == part]
        most = min(SUMMARY_ITEMS, source.quota if part == "stable" else source.limit)
        if items[:most]:
            yield line_of(source, part, items, most)


def line_of(source: Source, part: Part, found: Sequence[Item], most: int) -> Piece:
    """The section's line about `found`, which names the first of them."""
    items = found[:most]
    facts = {"items": [item.facts for item in items], "all": [item.facts for item in found]}
    return Piece(source, part, tuple(items), render(source.section.key, "summary", facts))


def part_of(source: Source, item: Item) -> Part:
    return "tail" if item.tail or source.section.stability == Stability.TAIL else "stable"


@dataclass(frozen=True)
class Entry:
    """A section's part as it is printed; under the order `number` both parts together."""

    source: Source
    part: Part
    pieces: Sequence[Piece]

    def texts(self) -> Iterator[tuple[str, Piece | None]]:
        """Its blocks in order: heading, and each group's words before the first of its pieces."""
        opened: set[str] = {""}
        for piece in self.pieces:
            (_, heading), (_, group) = piece.words
            for words in (heading if piece is self.pieces[0] else "", group):
                if words not in opened:
                    opened.add(words)
                    yield words, None
            yield piece.text, piece


def entries(draft: Draft, sources: Iterable[Source], order: str) -> list[Entry]:
    """What is printed, and what has nothing to say, in the order of print."""
    found = [entry for source in sources for entry in entries_of(source, draft, order)]
    if order == "number":
        return sorted(found, key=lambda entry: entry.source.section.number)
    return sorted(found, key=stable_first)


def stable_first(entry: Entry) -> tuple[int, int, int]:
    """By class in the stable part; the tail in the order of the numbers."""
    section = entry.source.section
    is_tail = entry.part == "tail"
    return (is_tail, 0 if is_tail else section.stability, section.number)


def entries_of(source: Source, draft: Draft, order: str) -> Iterator[Entry]:
    groups = list(source.groups)

    def place(piece: Piece) -> tuple[Any, ...]:
        first = piece.items[0]
        known = groups.index(first.group) if first.group in groups else 0
        return (PARTS.index(piece.part), known, first.sort, first.ref)

    mine = sorted((piece for piece in draft.chosen if piece.source is source), key=place)
    if not mine:
        yield Entry(source, "tail" if source.section.stability == Stability.TAIL else "stable", [])
    elif order == "number":
        yield Entry(source, mine[0].part, mine)
    else:
        for part in PARTS:
            if pieces := [piece for piece in mine if piece.part == part]:
                yield Entry(source, part, pieces)


class Page:
    """The document as blocks.

    Each ends in a newline and begins with no white space, so that their tokens add up.
    """

    def __init__(self, opening: str, entries: Sequence[Entry]) -> None:
        self.entries = entries
        told = [(opening, None, None)] + [
            (text, entry, piece) for entry in entries for text, piece in entry.texts()
        ]
        self.blocks = laid_out([text for text, _, _ in told])
        self.owners = [(entry, piece) for _, entry, piece in told]

    @property
    def text(self) -> str:
        return "".join(self.blocks)

    @property
    def stable_blocks(self) -> Sequence[str]:
        for place, (entry, piece) in enumerate(self.owners):
            if entry and (piece.part if piece else entry.part) == "tail":
                return self.blocks[:place]
        return self.blocks

    def manifest(self) -> Iterator[Mapping[str, Any]]:
        costs = [
            (owner, tokens.count(block))
            for owner, block in zip(self.owners, self.blocks, strict=True)
        ]
        for entry in self.entries:
            section = entry.source.section
            mine = [(piece, count) for (owner, piece), count in costs if owner is entry]
            yield {
                "number": section.number,
                "key": section.key,
                "title": section.title,
                "scope": section.scope,
                "tokens": sum(count for _, count in mine),
                "status": "failed" if entry.source.failed else "ok" if entry.pieces else "empty",
                "part": entry.part,
                "items": [told for piece, count in mine if piece for told in told_of(piece, count)],
            }


def laid_out(texts: Sequence[str]) -> list[str]:
    """With a blank line between blocks, but none between the points of a list."""
    return [
        f"{text}\n" if text.startswith("- ") and following.startswith("- ") else f"{text}\n\n"
        for text, following in pairwise([*texts, ""])
    ]


def told_of(piece: Piece, count: int) -> Iterator[Mapping[str, Any]]:
    """Manifest entries of a piece's items, among which the tokens of a shared line are divided."""
    each, more = divmod(count, len(piece.items))
    for place, item in enumerate(piece.items):
        yield {
            "ref": item.ref,
            "version": item.version,
            "title": clean(item.title),
            "tokens": each + (place < more),
            "reason": reason_of(piece, item),
        } | ({"sample": True} if item.is_sample else {})


def reason_of(piece: Piece, item: Item) -> str:
    if piece is piece.source.brief:
        return "in short, for want of budget"
    if piece.part != part_of(piece.source, item):
        return f"{item.reason}; there was room" if item.reason else "there was room"
    return item.reason or "best of its section"


def served(draft: Draft) -> Sequence[Item]:
    found = {item.ref: item for piece in draft.chosen for item in piece.items}
    return [found[ref] for ref in sorted(found)]


def excluded(options: Options) -> Iterator[Mapping[str, Any]]:
    configured = {section.key for section in get_sections()}
    for key in SECTION_KEYS:
        if not options.wants(key) and (key in options.exclude or key in configured):
            yield {"key": key, "reason": "excluded"}


def crowded(draft: Draft, sources: Iterable[Source]) -> Iterator[str]:
    told = {piece.source.section.key for piece in draft.chosen}
    for source in sources:
        key = source.section.key
        if key not in told and any(left.reason == "budget" for left in left_out(draft, source)):
            yield key


def omitted(draft: Draft, sources: Iterable[Source]) -> Iterator[Mapping[str, Any]]:
    """What the sections considered and did not serve, each once; MAX_OMITTED a section."""
    for source in sources:
        reasons = {left.ref: left.reason for left in left_out(draft, source)}
        for ref, reason in list(reasons.items())[:MAX_OMITTED]:
            yield {"ref": ref, "reason": reason}
        if len(reasons) > MAX_OMITTED:
            yield {"key": source.section.key, "reason": "limit", "more": True}


def left_out(draft: Draft, source: Source) -> Iterator[Left]:
    offered = {item.ref for piece in source.pieces for item in piece.items}
    for item in source.found.items:
        at = draft.said.get(item.ref, set())
        if not any(there is source for there, _ in at):
            full = draft.taken[source] >= source.limit or item.ref not in offered
            twice = at or draft.tells(source, item)
            yield Left(item.ref, "duplicate" if twice else "limit" if full else "budget")
    yield from (left for left in source.found.left if left.ref not in draft.said)
