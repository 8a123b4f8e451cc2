from collections.abc import Iterator
from typing import Any

import pytest
from jinja2 import DictLoader

from context import builds, snapshot
from context.base import SECTION_KEYS
from context.tests import stubs


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Each test's database is another one than this process remembers."""
    snapshot.forget()
    builds.tally.forget()
    yield
    builds.tally.forget()


@pytest.fixture
def stubbed(settings: Any) -> Iterator[dict[str, Any]]:
    """Sections that say what the test puts into this dict: `{key: Found or an exception}`."""
    settings.CONTEXT_SECTIONS = stubs.PATHS
    templates = {f"{key}.md": stubs.TEMPLATE for key in SECTION_KEYS}
    loader = DictLoader({**templates, "document.md": stubs.DOCUMENT})
    html, markdown = settings.TEMPLATES
    options = {**markdown["OPTIONS"], "loader": loader}
    settings.TEMPLATES = [html, {**markdown, "OPTIONS": options}]
    stubs.SAID.clear()
    yield stubs.SAID
    stubs.SAID.clear()
