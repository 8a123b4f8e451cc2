"""Every known form goes, whatever stands around it; what only begins like one stays."""

import re
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.scrubbing import own
from intake.scrubbing import RULES, scrub
from intake.scrubbing.entropy import has_digit
from intake.scrubbing.issuers import FORMS, MARKED, Form

pytestmark = pytest.mark.once

FEW = settings(max_examples=3, suppress_health_check=list(HealthCheck))
AROUND = st.sampled_from(
    ["{}", "401 Incorrect API key: {}.", "client = Client('{}')", "- {}\n- b", '{{"a": "{}"}}']
)
ALL = [pytest.param(form, id=f"{form.issuer} {place}") for place, form in enumerate(FORMS + MARKED)]


@pytest.mark.parametrize("form", ALL)
@FEW
@given(data=st.data())
def test_a_known_form_goes_and_what_only_begins_like_it_stays(
    form: Form, data: st.DataObject
) -> None:
    secret = data.draw(
        st.from_regex(form.pattern, fullmatch=True, alphabet=st.characters(max_codepoint=126))
    )
    # A key of one letter repeated, or of words, is nobody's.
    if has_digit(secret):
        assert secret not in scrub(data.draw(AROUND).format(secret))
    text = f"the value {secret[:5]} is refused"
    assert scrub(text) == text


def test_every_form_is_readable() -> None:
    for form in FORMS + MARKED:
        assert form.issuer
        assert re.compile(form.pattern)
        assert "(?P<" not in form.pattern


def test_all_rules_compile() -> None:
    for rule in RULES:
        assert list(rule.spans("", b"", 0)) == []


@pytest.mark.parametrize(
    "text",
    [
        "npm_config_user_agent is not set",
        "sk_learn.fit(x), pk_field.name, rk_method(y)",
        "SG.get(x); sl.open(); pat.match(y); hf_hub_download(repo)",
        "the ASIA region, an AKIA prefix and xoxb- in words",
        "api-docs-for-the-new-version, key-value-store-implementation",
    ],
)
def test_names_that_begin_like_a_key_stay(text: str) -> None:
    assert scrub(text) == text


def test_the_benchmark_finds_nothing_wrong() -> None:
    wrong = [case for case in own(Random(1)) if not case.is_right(scrub(case.text))]
    assert wrong == []
