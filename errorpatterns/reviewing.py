"""What a pattern and a proven fix show to whoever reviews them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Count

from context.base import Item, Subject
from context.curation.diffs import Line
from context.curation.pieces import Piece, visible, with_holes
from context.curation.showing import (
    Example,
    Reviewed,
    Similar,
    advice,
    diff_lines,
    short,
)
from context.offers import Grant, Offer
from errorpatterns.alignment import align, bands
from errorpatterns.effects import effects
from errorpatterns.induction import Hole, Template
from errorpatterns.matching import Index
from errorpatterns.models import ErrorPattern, FixType, PatternBand, ProvenFix
from errorpatterns.picturing import Picture, pictured
from errorpatterns.sections import fix_item, pattern_item
from errorpatterns.uniting import SHARE, NotOne, unite, united

MOST = 3
# Of those that share most, so many are read: some were merged.
COMPARED = 10
# A text of an example is shown so far.
LONGEST = 600
KINDS = {
    "quoted": "a quoted text",
    "identifier": "a name",
    "path": "a path",
    "placeholder": "something private, taken out",
    "version": "a version",
    "names": "names",
    "code": "a type",
    "number": "a number",
    "hex": "a hexadecimal number",
    "phrase": "some words",
    "rest": "anything to the end",
}
# What may stand in a hole, made up: more than one, as a quotation may take less than another.
MADE_UP = {
    "quoted": ("example", "./some/thing", "value"),
    "identifier": ("exampleName", "total", "ClientOptions"),
    "path": ("src/example.ts", "lib/some_file.py", "./main.go"),
    "placeholder": ("<path>", "<path>", "<path>"),
    "version": ("1.2.3", "20.11.0", "3.12"),
    "names": ("first, second", "one", "left, right"),
    "code": ("List<String>", "int|null", "string"),
    "number": ("2", "17", "404"),
    "hex": ("0x1f", "0xdeadbeef", "7f"),
    "phrase": ("some words", "something else", "a value"),
    "rest": ("", "", ""),
}


class PatternReview(Reviewed):
    section = "error_patterns"
    merge_page = "admin/errorpatterns/merge.html"

    def plain(self, item: ErrorPattern) -> Iterator[str]:
        of = " ".join(filter(None, (item.tool, item.code)))
        yield f"Recognises {item.category} errors{f' of {of}' if of else ''} {read(item)}."
        yield f"Advises to {advice(self.fix(item))}."
        yield f"Applies {applies_to(item)}."

    def template(self, item: ErrorPattern) -> Sequence[Piece]:
        template = item.learned
        if template is not None:
            return list(pieces_of(template))
        return with_holes(item.said) if item.said else [Piece(visible(item.error_regex))]

    def examples(self, item: ErrorPattern) -> Sequence[Example]:
        """What staff or the release say it matches; of a learned one made up, never as told."""
        origin = "came with the release" if item.is_built_in else "kept by staff"
        known = [Example(visible(text[:LONGEST]), origin) for text in item.examples[:MOST]]
        template = item.learned
        return known or (list(made_up(item, template)) if template else [])

    def near_misses(self, item: ErrorPattern, similar: Sequence[Similar]) -> Sequence[Example]:
        """What it must not match, then what the patterns that are most like it are about."""
        kept = [visible(text[:LONGEST]) for text in item.counter_examples[:MOST]]
        others = [one.item for one in similar if one.item.error_regex != item.error_regex]
        theirs = [like for other in others for like in list(self.examples(other))[:1]]
        return [
            *(Example(text, "must not match") for text in kept),
            *(Example(like.text, f"another pattern's, {like.origin}") for like in theirs),
        ][:MOST]

    def similar(self, item: ErrorPattern) -> Sequence[Similar]:
        """Those whose templates share most with its own, at least half: two queries."""
        template = Template.restored(item.template)
        shared = PatternBand.objects.filter(band__in=bands(template)).exclude(pattern=item)
        best = shared.values("pattern").annotate(shared=Count("pk")).order_by("-shared", "pattern")
        ids = list(best.values_list("pattern", flat=True)[:COMPARED])
        rows = ErrorPattern.objects.filter(merged_into=None).in_bulk(ids)
        shares = {pk: share_of(template, rows[pk]) for pk in ids if pk in rows}
        return [
            Similar(rows[pk], f"shares {share:.0%} of its words")
            for pk, share in shares.items()
            if share >= SHARE
        ][:MOST]

    def why_apart(self, older: ErrorPattern, younger: ErrorPattern) -> str:
        try:
            united(older, younger)
        except NotOne as refusal:
            return str(refusal)
        return ""

    def fix(self, item: ErrorPattern) -> Sequence[Line]:
        return diff_lines(item.fix_template, is_added=puts_code_in(item))

    def edit(self, item: ErrorPattern) -> Picture | None:
        return pictured(item)

    def becomes(self, older: ErrorPattern, younger: ErrorPattern) -> dict[str, Any]:
        known = united(older, younger)
        template = known.change and known.change.template
        pieces = list(pieces_of(template)) if template else self.template(older)
        told = known.examples, known.counter_examples
        gains = effects(older, known.regex, *told)
        fix = diff_lines(known.fix, is_added=puts_code_in(older))
        return {"pieces": pieces, "fix": fix, "effects": gains}

    def unite(self, older: ErrorPattern, younger: ErrorPattern) -> None:
        unite(older, younger)

    def printed(self, item: ErrorPattern, grant: Grant, *, is_sample: bool) -> Item:
        return pattern_item(item, grant, is_sample)


def puts_code_in(pattern: ErrorPattern) -> bool:
    return pattern.edit is not None and pattern.fix_type == FixType.INSERT


def read(pattern: ErrorPattern) -> str:
    """How such errors read; a regex only where nothing plainer is known."""
    if said := pattern.said:
        return f"that read “{short(said)}”"
    if pattern.examples:
        return f"such as “{short(pattern.examples[0])}”"
    return f"that match “{short(pattern.error_regex)}”"


def pieces_of(template: Template) -> Iterator[Piece]:
    """Its text with what may stand in each hole."""
    numbers = {id(hole): f"${n}" for n, hole in enumerate(template.captured, start=1)}
    for part in template.parts:
        if isinstance(part, Hole):
            yield Piece(numbers.get(id(part), "…"), "hole", KINDS[part.kind])
        else:
            yield Piece(visible(part))


def made_up(pattern: ErrorPattern, template: Template) -> Iterator[Example]:
    """Messages of its template with values of ours in its holes, those that it does match."""
    index = Index([(pattern.pk, pattern.error_regex)])
    for number in range(MOST):
        text = "".join(
            MADE_UP[part.kind][number] if isinstance(part, Hole) else part
            for part in template.parts
        )
        if index.match(text):
            yield Example(visible(text[:LONGEST]), "made up")


def share_of(template: Template, other: ErrorPattern) -> float:
    """Of the words of the wordier one, as they were learned, how many both have."""
    aligned = align(template, Template.restored(other.template))
    return aligned.share if aligned else 0.0


def applies_to(item: Any) -> str:
    where = []
    if item.language:
        where.append(f"to {item.language}")
    if item.framework:
        where.append(f"with {item.framework}")
    if getattr(item, "file_glob", ""):
        where.append(f"in files {item.file_glob}")
    return " ".join(where) or "to any language"


class FixReview(Reviewed):
    section = "proven_fixes"
    apart = "Two fixes of one error stay two."

    def plain(self, item: ProvenFix) -> Iterable[str]:
        yield f"Is about {item.category} errors that read “{short(item.words)}”."
        yield f"Advises to {advice(self.fix(item))}, which mended them."
        projects = "1 project" if item.projects == 1 else f"{item.projects} projects"
        uses = "once" if item.uses == 1 else f"{item.uses} times"
        yield f"It worked {uses} in {projects}, and applies {applies_to(item)}."

    def template(self, item: ProvenFix) -> Sequence[Piece]:
        return with_holes(item.words)

    def similar(self, item: ProvenFix) -> Sequence[Similar]:
        """Other fixes of the same error."""
        rows = ProvenFix.objects.filter(signature=item.signature, merged_into=None)
        return [
            Similar(row, "mends the same error otherwise")
            for row in rows.exclude(pk=item.pk).order_by("-uses", "pk")[:MOST]
        ]

    def fix(self, item: ProvenFix) -> Sequence[Line]:
        return diff_lines(item.approach)

    def printed(self, item: ProvenFix, grant: Grant, *, is_sample: bool) -> Item:
        account = item.only_account_id or item.pk
        return fix_item(Offer(item, grant, is_sample), Subject(account_id=account))
