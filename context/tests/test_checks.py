from typing import Any

import pytest
from jinja2 import DictLoader

from context.checks import check_sections, check_tokenizer
from context.tests import stubs
from context.tests.stubs import Stub

FULL = {f"{key}.md": stubs.TEMPLATE for key in ("anti_slop", "learned_patterns")}


class Misnumbered(Stub):
    number, key = 4, "anti_slop"


def ids(settings: Any, templates: dict[str, str], *sections: str) -> list[str | None]:
    html, markdown = settings.TEMPLATES
    loader = DictLoader({"document.md": stubs.DOCUMENT, **templates})
    settings.TEMPLATES = [
        html,
        {**markdown, "OPTIONS": {**markdown["OPTIONS"], "loader": loader}},
    ]
    settings.CONTEXT_SECTIONS = list(sections)
    return [found.id for found in check_sections()]


def test_the_sections_of_the_settings_are_right() -> None:
    assert [*check_sections(), *check_tokenizer()] == []


def test_what_is_right_is_not_told(settings: Any) -> None:
    sections = ("context.tests.stubs.Global", "context.tests.stubs.OtherGlobal")
    assert ids(settings, FULL, *sections) == []


def test_e001_a_section_that_cannot_be_imported(settings: Any) -> None:
    assert ids(settings, FULL, "context.tests.stubs.Nobody") == ["context.E001"]


def test_e002_a_section_listed_twice(settings: Any) -> None:
    twice = ["context.tests.stubs.Global"] * 2
    assert ids(settings, FULL, *twice) == ["context.E002"]


def test_e003_a_number_that_is_not_the_keys(settings: Any) -> None:
    assert ids(settings, FULL, "context.tests.test_checks.Misnumbered") == ["context.E003"]


def test_e004_a_section_without_a_template(settings: Any) -> None:
    assert ids(settings, {}, "context.tests.stubs.Global") == ["context.E004"]


@pytest.mark.parametrize("macro", ["heading", "group", "item", "summary"])
def test_e005_a_template_without_a_macro(settings: Any, macro: str) -> None:
    lacking = {"anti_slop.md": stubs.TEMPLATE.replace(f"macro {macro}(", "macro other(")}
    assert ids(settings, lacking, "context.tests.stubs.Global") == ["context.E005"]


def test_e006_an_unknown_tokenizer(settings: Any) -> None:
    settings.TOKENIZER = "words"
    assert [found.id for found in check_tokenizer()] == ["context.E006"]
