"""The stable part of a context is the same bytes whatever the task: prompt caches live on it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from config.tests.rows import fill_tables
from context.assembly import Options, assemble
from context.base import Subject
from context.tokens import count
from intake.tests.amounts import fewer
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db

HISTORY = Path(settings.BASE_DIR) / "samples" / "history.jsonl"
MESSAGES = [json.loads(line)["error"] for line in HISTORY.read_text().splitlines()]
MESSAGES += [{"message": f"Part {number} is out of place"} for number in range(15, 120, 7)]


def stable(subject: Subject, options: Options) -> str:
    """What stands before the tail, which begins with a heading."""
    context = assemble(subject, options)
    text = context.markdown
    ends = [found.start() + 1 for found in re.finditer(r"\n(?=## )", text)] + [len(text)]
    [end] = [end for end in ends if count(text[:end]) == context.stable_tokens]
    return text[:end]


@hypothesis_settings(max_examples=fewer(15), suppress_health_check=list(HealthCheck))
@given(errors=st.lists(st.sampled_from(MESSAGES), min_size=1, max_size=4), data=st.data())
def test_errors_do_not_move_the_stable_part(errors: list[Any], data: Any, filled: Any) -> None:
    tokens = data.draw(st.sampled_from([1_500, 4_000, 8_000]))
    calm = Subject(filled.account_id, filled, language="typescript")
    busy = Subject(filled.account_id, filled, language="typescript", errors=errors, task="mend it")
    options = Options(max_tokens=tokens)
    assert stable(calm, options) == stable(busy, options)


@pytest.fixture
def filled(db: None) -> Any:
    project = make_project()
    fill_tables(project, 120)
    return project
