"""What is wrong with the sections and sources of this installation, before anybody is served."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from jinja2 import TemplateNotFound

from context.base import SECTION_KEYS, Section, get_feeds, get_sections
from context.cycle import get_steps
from context.rendering import DOCUMENT, module
from context.tokens import TOKENIZERS

MACROS = ("heading", "group", "item", "summary")


@register
def check_sections(**kwargs: Any) -> Sequence[CheckMessage]:
    try:
        sections = get_sections()
    except ImportError as error:
        return [Error(f"CONTEXT_SECTIONS: {error}", id="context.E001")]
    found = [*repeated(sections), *lacking(DOCUMENT, ("opening",))]
    for section in sections:
        found += [*misnamed(section), *lacking(section.key, MACROS)]
    return found


@register
def check_sources(**kwargs: Any) -> Sequence[CheckMessage]:
    try:
        get_feeds()
    except ImportError as error:
        return [Error(f"PIPELINE_SOURCES: {error}", id="context.E007")]
    return []


@register
def check_steps(**kwargs: Any) -> Sequence[CheckMessage]:
    try:
        keys = Counter(step.key for step in get_steps())
    except ImportError as error:
        return [Error(f"CYCLE_STEPS: {error}", id="context.E008")]
    return [
        Error(f"The step {key} is listed {times} times.", id="context.E009")
        for key, times in keys.items()
        if times > 1
    ]


@register
def check_tokenizer(**kwargs: Any) -> Sequence[CheckMessage]:
    if settings.TOKENIZER in TOKENIZERS:
        return []
    hint = f"It is one of {', '.join(TOKENIZERS)}."
    return [Error(f"TOKENIZER is {settings.TOKENIZER!r}.", hint=hint, id="context.E006")]


def repeated(sections: Sequence[Section]) -> Iterator[CheckMessage]:
    for key, times in Counter(section.key for section in sections).items():
        if times > 1:
            yield Error(f"The section {key} is listed {times} times.", id="context.E002")


def misnamed(section: Section) -> Iterator[CheckMessage]:
    numbered = dict(enumerate(SECTION_KEYS, 1))
    if numbered.get(section.number) != section.key:
        said = f"Section {section.number} is called {section.key}."
        yield Error(said, hint="See SECTION_KEYS.", obj=type(section), id="context.E003")


def lacking(key: str, macros: Sequence[str]) -> Iterator[CheckMessage]:
    try:
        found = module(key)
    except TemplateNotFound:
        yield Error(f"There is no template {key}.md.", id="context.E004")
        return
    for name in macros:
        if not hasattr(found, name):
            yield Error(f"{key}.md has no macro {name}.", id="context.E005")
