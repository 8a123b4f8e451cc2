"""Two accounts that told the same: each keeps when it applies by its own words."""

from typing import Any

import pytest

from context.models import LearnedItem, Lesson, Standing
from intake.jobs import jobs
from learning.tests.teaching import (
    PATTERNS,
    SELECT,
    STRATEGIES,
    make_pattern,
    make_strategy,
    pattern,
    run_jobs,
    strategy,
    taught,
)
from projects.tests.factories import Caller, make_caller, make_project, where_stored

pytestmark = pytest.mark.django_db

OWN: dict[str, Any] = {
    "name": "Zorgblatt",
    "conditions": ["The form is posted as JSON."],
    "language": "typescript",
    "framework": "react",
}


def seen(caller: Caller, item: LearnedItem, *names: str) -> list[object]:
    path = PATTERNS if item.kind == item.Kind.LEARNED_PATTERN else STRATEGIES
    told = caller.get(f"{path}{item.slug}/").json()
    return [told[name] for name in names]


def markdown(caller: Caller) -> str:
    body = {"project": "shop", "sections": ["learned_patterns"]}
    return str(caller.post("context/", body).json()["markdown"])


def test_a_pattern_keeps_its_conditions_before_who_told_them(ours: Caller, theirs: Caller) -> None:
    item = make_pattern(ours, **OWN)
    taught(theirs, pattern())
    assert seen(ours, item, *OWN) == [*OWN.values()]
    assert "When: `The form is posted as JSON.`" in markdown(ours)
    assert "When:" not in markdown(theirs)
    assert "Zorgblatt" not in markdown(theirs)


def test_also_when_it_is_everybodys(ours: Caller, theirs: Caller) -> None:
    item = make_pattern(ours, evidence="build", **OWN)
    third, stranger = make_caller(), make_caller()
    for caller in (third, stranger):
        make_project(caller.account, key="shop")
    for caller in (theirs, third):
        taught(caller, pattern(evidence="build"))
    run_jobs()
    assert seen(stranger, item, "served_to", "conditions") == ["global", []]
    assert "The form is posted" in markdown(ours)
    assert "The form is posted" not in markdown(stranger)


def test_a_strategy_is_not_chosen_where_its_account_said_not_to(
    ours: Caller, theirs: Caller
) -> None:
    told: dict[str, Any] = {"domain": "own", "anti_contexts": ["a legacy ledger"]}
    item = make_strategy(ours, **told)
    taught(theirs, strategy(domain="own"))
    assert seen(ours, item, "anti_contexts") == [["a legacy ledger"]]
    asked = {"project": "shop", "domain": "own", "contexts": ["legacy ledger"]}
    assert ours.post(SELECT, asked).status_code != 200
    assert theirs.post(SELECT, asked).status_code == 200


def test_it_is_scrubbed_anew_with_its_lessons(ours: Caller, theirs: Caller) -> None:
    item = make_pattern(ours, **OWN)
    taught(theirs, pattern())
    mine = Standing.objects.filter(item=item, account=ours.account)
    mine.update(own={**OWN, "conditions": ["Mail to ada@acme.io"]})
    version = LearnedItem.objects.get(pk=item.pk).version
    Lesson.objects.update(scrub_version=1)
    jobs()["rescrub"]()
    assert where_stored("acme.io") == []
    assert seen(ours, item, "conditions") == [["Mail to <email>"]]
    assert LearnedItem.objects.get(pk=item.pk).version > version
