"""What else changes when lessons are scrubbed anew: what was learned of them."""

import re
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.db.models import F

from context.models import Generation, Lesson
from context.teaching import say_no_more
from errorpatterns import explaining
from errorpatterns.fixes import renumbered
from errorpatterns.induction import Hole, Part, Template, is_usable
from errorpatterns.models import ErrorPattern
from errorpatterns.refining import note_bands
from intake.scrubbing import PLACEHOLDER, scrub
from intake.scrubbing.rules import MASK

_HIDDEN = re.compile(rf"({MASK}|{PLACEHOLDER.pattern})")
_BODY = re.compile(
    r"\^(?:\(\?s:\\s\*Traceback \.\*\\n\)\?)?\\s\*(.*)\\s\*\(\?:\\n\(\?s:\.\*\)\)\?\$", re.S
)


def follow(sender: type[Any], ids: Collection[UUID], **kwargs: Any) -> None:
    """Receiver of `rescrubbed`: of texts that held something private the regex is learned anew, and
    until they are taught again the pattern proposes no edit.
    """
    if sender is Lesson:
        patterns = ErrorPattern.objects.filter(lessons__in=ids, is_built_in=False)
        for pattern in patterns.distinct():
            pattern.own_edits.all().delete()
            if pattern.edit is not None:
                told = explaining.refined(pattern, pattern.fix_template, None, is_shared=True)
                say_no_more(pattern, {"edit": None, "explanation": told})
                pattern.refresh_from_db()
            _learn_anew(pattern)
        Generation.objects.raise_for(Generation.Name.LIBRARY)


def _learn_anew(pattern: ErrorPattern) -> None:
    known = learned(pattern)
    text = _text(known or Template.restored(pattern.template))
    scrubbed = scrub(text)
    if scrubbed == text:
        return
    pattern.bands.all().delete()
    if known is None:
        # What staff have written stays, and is refined by nothing.
        ErrorPattern.objects.filter(pk=pattern.pk).update(template=[])
        return
    template, fix = clean(known, scrubbed, pattern.fix_template)
    ErrorPattern.objects.filter(pk=pattern.pk).update(
        error_regex=template.regex,
        words=template.words[:1000],
        template=[] if template.exact else template.stored,
        fix_template=fix,
        explanation=explaining.refined(pattern, fix, None, is_shared=True),
        version=F("version") + 1,
    )
    pattern.history.all().delete()
    if not template.exact:
        note_bands(pattern, template)


def learned(pattern: ErrorPattern) -> Template | None:
    """The template that the pattern's regex is made of; None where staff have written it."""
    template = Template.restored(pattern.template)
    if not template.parts and (body := _BODY.fullmatch(pattern.error_regex)):
        template = Template((re.sub(r"\\(.)", r"\1", body[1], flags=re.S),), exact=True)
    return template if template.parts and template.regex == pattern.error_regex else None


def _text(template: Template) -> str:
    return "".join(part if isinstance(part, str) else MASK for part in template.parts)


def clean(known: Template, scrubbed: str, fix: str) -> tuple[Template, str]:
    """The template with a hole for each placeholder in its scrubbed text, as if it had been taught
    so, and the fix for its captures; where that says too little, the scrubbed text word for word.
    """
    template = Template(tuple(_parts(known, scrubbed)))
    numbers = {id(hole): number for number, hole in enumerate(template.captured, start=1)}
    kept = {
        old: numbers[id(hole)]
        for old, hole in enumerate(known.captured, start=1)
        if id(hole) in numbers
    }
    told = renumbered(fix, kept, ())
    if told is None or not is_usable(template.regex):
        return Template((scrubbed.replace(MASK, "…"),), exact=True), fix
    return template, told


def _parts(known: Template, scrubbed: str) -> Iterator[Part]:
    """A placeholder that touches a hole is part of it: two could not be told apart."""
    holes = (part for part in known.parts if isinstance(part, Hole))
    before: Part = ""
    for piece in filter(None, _HIDDEN.split(scrubbed)):
        part = next(holes) if piece == MASK else _part(piece, before)
        if not (isinstance(part, Hole) and isinstance(before, Hole)):
            yield part
            before = part


def _part(piece: str, before: Part) -> Part:
    if not PLACEHOLDER.fullmatch(piece):
        return piece
    quote = before[-1:] if isinstance(before, str) and before.endswith(("'", '"', "`")) else ""
    return Hole("quoted" if quote else "placeholder", quote=quote)
