"""How a context is put together, by sections that say what the test wants."""

import logging
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as deciding
from hypothesis import strategies as st

from context import tokens
from context.assembly import Context, Options, assemble
from context.base import Found, Left, Subject
from context.tests.stubs import many, one
from projects.models import EndUser, Project

# Nothing here asks a database.
pytestmark = pytest.mark.once

ACCOUNT = UUID(int=1)


def subject(**fields: Any) -> Subject:
    return Subject(**{"account_id": ACCOUNT, **fields})


def of_project(**fields: Any) -> Subject:
    return subject(project=Project(key="shop"), **fields)


def entry(context: Context, key: str, part: str | None = None) -> Any:
    return next(
        told for told in context.sections if told["key"] == key and part in (None, told["part"])
    )


def refs(context: Context, key: str, part: str | None = None) -> list[str]:
    return [
        item["ref"]
        for told in context.sections
        if told["key"] == key and part in (None, told["part"])
        for item in told["items"]
    ]


def reasons(context: Context) -> dict[str, str]:
    return {told["ref"]: told["reason"] for told in context.omitted if "ref" in told}


def stable_text(context: Context) -> str:
    encoding = tokens.encoding("o200k_base")
    return encoding.decode(encoding.encode_ordinary(context.markdown)[: context.stable_tokens])


def test_a_section_says_its_items_under_one_heading(stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = Found([one("a:1", "first", group="x"), one("a:2", "second", group="x")])
    assert assemble(subject(), Options()).markdown == (
        "# Context\n\n## Always\n\nGroup x:\n\n- first\n- second\n\n"
    )


def test_sections_stand_by_class_and_the_tail_last(stubbed: dict[str, Any]) -> None:
    for key in ("project_rules", "app_soul", "error_patterns", "anti_slop", "error_history"):
        stubbed[key] = Found([one(f"{key}:1")])
    told = assemble(of_project(), Options()).sections
    assert [(one["key"], one["part"]) for one in told if one["status"] == "ok"] == [
        ("anti_slop", "stable"),
        ("app_soul", "stable"),
        ("error_patterns", "stable"),
        ("project_rules", "stable"),
        ("error_history", "tail"),
    ]


def test_order_by_number_is_one_entry_a_section(stubbed: dict[str, Any]) -> None:
    stubbed["error_patterns"] = Found([one("p:1"), one("p:2", tail=True)])
    stubbed["error_history"] = Found([one("i:1")])
    told = assemble(of_project(), Options(order="number"))
    assert [one["number"] for one in told.sections] == [1, 2, 3, 7, 8, 10, 11, 12, 15]
    assert refs(told, "error_patterns") == ["p:1", "p:2"]
    assert told.markdown.count("## ") == 2


def test_a_section_in_both_parts_has_a_heading_and_an_entry_in_each(
    stubbed: dict[str, Any],
) -> None:
    stubbed["error_patterns"] = Found([one("p:2", tail=True), one("p:1")])
    told = assemble(of_project(), Options())
    assert refs(told, "error_patterns", "stable") == ["p:1"]
    assert refs(told, "error_patterns", "tail") == ["p:2"]
    assert told.markdown == "# Context\n\n## Always\n\n- p:1\n\n## Now\n\n- p:2\n\n"


def test_an_item_may_stand_once_in_each_part_of_its_section(stubbed: dict[str, Any]) -> None:
    stubbed["error_patterns"] = Found([one("p:1", tail=True), one("p:1"), one("p:1")])
    stubbed["learned_patterns"] = Found([one("p:2")])
    stubbed["user_preferences"] = Found([one("p:2")])
    told = assemble(of_project(user=EndUser(id=UUID(int=2))), Options())
    assert refs(told, "error_patterns") == ["p:1", "p:1"]
    assert refs(told, "user_preferences") == []
    assert reasons(told) == {"p:2": "duplicate"}
    assert [item.ref for item in told.items] == ["p:1", "p:2"]


def test_items_are_printed_by_group_and_sort_not_by_value(stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = Found(
        [
            one("a:9", value=9.0, group="first", sort=(2,)),
            one("a:1", value=5.0, group="second"),
            one("a:5", value=1.0, group="first", sort=(1,)),
        ]
    )
    assert refs(assemble(subject(), Options()), "anti_slop") == ["a:5", "a:9", "a:1"]


@pytest.mark.parametrize("tokenizer", ["o200k_base", "cl100k_base", "estimate"])
@pytest.mark.parametrize("order", ["cache", "number"])
@pytest.mark.parametrize("form", ["full", "summary"])
@pytest.mark.parametrize("max_tokens", [256, 300, 1_000, 200_000])
def test_counts_are_exact_and_within_the_budget(
    stubbed: dict[str, Any], settings: Any, tokenizer: str, order: Any, form: Any, max_tokens: int
) -> None:
    settings.TOKENIZER = tokenizer
    for number, key in enumerate(("project_rules", "anti_slop", "error_patterns", "error_history")):
        stubbed[key] = many(key, 30, words=number * 7)
    told = assemble(of_project(), Options(max_tokens=max_tokens, order=order, form=form))
    assert told.tokens == tokens.count(told.markdown) <= max_tokens
    assert told.stable_tokens <= told.tokens
    for section in told.sections:
        assert sum(item["tokens"] for item in section["items"]) <= section["tokens"]
    if tokenizer != "estimate":
        opening = tokens.count("# Context\n\n")
        assert opening + sum(section["tokens"] for section in told.sections) == told.tokens


@deciding(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sizes=st.lists(st.integers(0, 200), max_size=12),
    rules=st.lists(st.integers(0, 200), max_size=5),
    max_tokens=st.integers(256, 2_000),
)
def test_any_sizes_fit(
    stubbed: dict[str, Any], sizes: list[int], rules: list[int], max_tokens: int
) -> None:
    stubbed["intent_lock"] = Found([one("intent:1", "w " * sum(rules))])
    for key, numbers in (("project_rules", rules), ("anti_slop", sizes), ("error_patterns", sizes)):
        stubbed[key] = Found([one(f"{key}:{n:03}", "w " * size) for n, size in enumerate(numbers)])
    told = assemble(of_project(), Options(max_tokens=max_tokens))
    assert told.tokens == tokens.count(told.markdown) <= max_tokens
    served = {item["ref"] for section in told.sections for item in section["items"]}
    assert served.isdisjoint(reasons(told))
    assert len(served) + len(reasons(told)) == 1 + len(rules) + 2 * len(sizes)


def test_the_stable_part_is_never_chosen_by_the_task(stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = many("a", 40)
    stubbed["error_patterns"] = many("p", 40)
    quiet = assemble(of_project(), Options(max_tokens=900))
    matching = Found([one(f"p:{n:03}", f"matches {n} " + "w " * 30, tail=True) for n in range(9)])
    stubbed["error_patterns"] = Found([*matching.items, *many("p", 40).items])
    stubbed["error_history"] = many("i", 40)
    busy = assemble(
        of_project(task="add a page", errors=[{"message": "x"}]), Options(max_tokens=900)
    )
    assert stable_text(busy) == stable_text(quiet)
    assert refs(busy, "error_patterns", "tail")


def test_one_projects_long_rules_never_move_anothers_prefix(stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = many("a", 40)
    stubbed["error_patterns"] = many("p", 40)
    short = assemble(of_project(), Options(max_tokens=2_000))
    stubbed["project_rules"] = many("r", 6)
    longer = assemble(of_project(), Options(max_tokens=2_000))
    assert stable_text(longer).startswith(stable_text(short))


def test_unused_shares_go_to_later_classes_only(stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = many("a", 100)
    alone = assemble(of_project(), Options(max_tokens=2_000))
    stubbed["app_soul"] = many("s", 100)
    stubbed["project_analysis"] = many("n", 100)
    crowded = assemble(of_project(), Options(max_tokens=2_000))
    assert refs(alone, "anti_slop", "stable") == refs(crowded, "anti_slop", "stable")
    stubbed["anti_slop"] = Found()
    inherited = assemble(of_project(), Options(max_tokens=2_000))
    assert len(refs(inherited, "app_soul", "stable")) > len(refs(crowded, "app_soul", "stable"))


def test_room_left_at_the_end_is_filled_in_the_tail(stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = many("a", 100)
    told = assemble(of_project(), Options(max_tokens=1_000))
    assert len(refs(told, "anti_slop", "tail")) > 10
    assert entry(told, "anti_slop", "tail")["items"][0]["reason"] == "there was room"
    assert told.tokens > 950


def test_a_class_that_the_request_cannot_have_leaves_its_share_to_earlier_ones(
    stubbed: dict[str, Any],
) -> None:
    stubbed["anti_slop"] = many("a", 100)
    without = assemble(subject(), Options(max_tokens=2_000))
    within = assemble(of_project(), Options(max_tokens=2_000))
    assert len(refs(without, "anti_slop", "stable")) > len(refs(within, "anti_slop", "stable"))


def test_preferences_have_a_share_whoever_asks(stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = many("a", 100)
    stubbed["user_preferences"] = many("u", 100)
    for asked in (subject(), of_project(), of_project(user=EndUser(id=UUID(int=2)))):
        told = assemble(asked, Options(max_tokens=1_000))
        assert refs(told, "user_preferences", "stable")
    shorter = assemble(of_project(), Options(max_tokens=1_000))
    stubbed["user_preferences"] = Found()
    assert stable_text(shorter).startswith(
        stable_text(assemble(of_project(), Options(max_tokens=1_000)))
    )


def test_rules_and_intent_are_reserved_and_others_shrink(stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = many("a", 60)
    stubbed["error_history"] = many("i", 60)
    stubbed["intent_lock"] = Found([one("intent:1", "word " * 100)])
    stubbed["project_rules"] = many("r", 30)
    told = assemble(of_project(), Options(max_tokens=1_000))
    assert len(refs(told, "project_rules")) == 30
    assert refs(told, "intent_lock") == ["intent:1"]
    assert refs(told, "anti_slop")


def test_whole_rules_go_from_the_last_before_the_intent(stubbed: dict[str, Any]) -> None:
    stubbed["intent_lock"] = Found([one("intent:1", "word " * 100)])
    stubbed["project_rules"] = Found(
        [one("r:1", "w " * 80), one("r:2", "w " * 200), one("r:3", "w " * 5)]
    )
    told = assemble(of_project(), Options(max_tokens=256))
    assert refs(told, "intent_lock") == ["intent:1"]
    assert refs(told, "project_rules") == ["r:1"]
    assert reasons(told) == {"r:2": "budget", "r:3": "budget"}


def test_an_intent_too_long_takes_its_summary_form(stubbed: dict[str, Any]) -> None:
    stubbed["intent_lock"] = Found([one("intent:1", "word " * 1_000)])
    stubbed["project_rules"] = Found([one("r:1", "short rule")])
    told = assemble(of_project(), Options(max_tokens=256))
    assert "- Short: word" in told.markdown
    assert entry(told, "intent_lock")["items"][0]["reason"] == "in short, for want of budget"
    assert refs(told, "project_rules") == ["r:1"]


def test_every_section_of_a_class_gets_its_best_before_any_gets_more(
    stubbed: dict[str, Any],
) -> None:
    stubbed["anti_slop"] = many("a", 50, value=100.0)
    stubbed["learned_patterns"] = many("l", 50, value=0.01)
    told = assemble(subject(), Options(max_tokens=500))
    assert "l:000" in refs(told, "learned_patterns", "stable")
    assert len(refs(told, "anti_slop", "stable")) > len(refs(told, "learned_patterns", "stable"))
    assert len(refs(told, "learned_patterns", "stable")) > 1


def test_within_a_section_its_own_order_decides(stubbed: dict[str, Any]) -> None:
    proven, cheap = one("p:proven", "w " * 60, value=1.2), one("p:cheap", value=1.0)
    stubbed["error_patterns"] = Found([proven, *[cheap] * 1, *many("p", 60).items])
    told = assemble(subject(), Options(max_tokens=400))
    assert "p:proven" in refs(told, "error_patterns")


def test_an_item_is_whole_or_not_there(stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = Found([one("a:long", "w " * 400), one("a:short")])
    told = assemble(subject(), Options(max_tokens=256))
    assert refs(told, "anti_slop") == ["a:short"]
    assert reasons(told) == {"a:long": "budget"}
    assert "w w" not in told.markdown


def test_what_is_too_long_to_be_counted_is_left_out(stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = Found([one("a:vast", "w " * tokens.MAX_CHARACTERS), one("a:short")])
    told = assemble(subject(), Options(max_tokens=200_000))
    assert refs(told, "anti_slop") == ["a:short"]
    assert reasons(told) == {"a:vast": "budget"}


def test_a_limit_caps_both_parts_and_the_tail_keeps_a_third(stubbed: dict[str, Any]) -> None:
    stubbed["error_patterns"] = Found(
        [one(f"t:{n}", tail=True) for n in range(5)] + [*many("p", 20).items]
    )
    told = assemble(of_project(), Options())
    assert len(refs(told, "error_patterns", "stable")) == 6
    assert refs(told, "error_patterns", "tail") == ["t:0", "t:1", "t:2"]
    assert reasons(told)["t:3"] == "limit"


def test_without_project_or_task_the_whole_limit_is_stable(stubbed: dict[str, Any]) -> None:
    stubbed["error_patterns"] = many("p", 20)
    assert len(refs(assemble(subject(), Options()), "error_patterns", "stable")) == 9


def test_the_rest_of_a_limit_is_filled_in_the_tail(stubbed: dict[str, Any]) -> None:
    stubbed["error_patterns"] = Found([one("t:0", tail=True), *many("p", 20).items])
    told = assemble(of_project(), Options())
    assert refs(told, "error_patterns", "tail") == ["p:006", "p:007", "t:0"]


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_limits_of_the_request_hold(stubbed: dict[str, Any], limit: int) -> None:
    stubbed["anti_slop"] = many("a", 9)
    told = assemble(subject(limits={"anti_slop": limit}), Options())
    assert len(refs(told, "anti_slop")) == limit
    assert reasons(told)["a:008"] == "limit"
    assert entry(told, "anti_slop")["status"] == ("ok" if limit else "empty")


def test_omissions_are_cut_at_fifty_a_section(stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = Found(
        many("a", 100).items, [Left(f"x:{n}", "low_reliability") for n in range(10)]
    )
    told = assemble(subject(limits={"anti_slop": 2}), Options())
    assert len([one for one in told.omitted if "ref" in one]) == 50
    assert told.omitted[-1] == {"key": "anti_slop", "reason": "limit", "more": True}


def test_a_section_tells_what_it_left_out_itself(stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = Found(
        [one("a:1")], [Left("a:2", "low_reliability"), Left("a:1", "status")]
    )
    assert reasons(assemble(subject(), Options())) == {"a:2": "low_reliability"}


def test_sections_are_chosen_and_excluded_by_key(stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = Found([one("a:1")])
    stubbed["learned_patterns"] = Found([one("l:1")])
    options = Options(
        sections=frozenset({"anti_slop", "learned_patterns"}),
        exclude=frozenset({"anti_slop", "tournament"}),
    )
    told = assemble(subject(), options)
    assert [one["key"] for one in told.sections] == ["learned_patterns"]
    assert {"key": "tournament", "reason": "excluded"} in told.omitted
    assert {"key": "anti_slop", "reason": "excluded"} in told.omitted


def test_a_failing_section_is_marked_and_logged_once(
    stubbed: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    stubbed["anti_slop"] = ValueError("with the words of an error: hunter2")
    stubbed["learned_patterns"] = Found([one("l:1")])
    with caplog.at_level(logging.ERROR):
        told = assemble(subject(), Options())
    assert entry(told, "anti_slop")["status"] == "failed"
    assert refs(told, "learned_patterns") == ["l:1"]
    [logged] = caplog.records
    assert logged.exc_info is not None
    assert "ValueError" in caplog.text
    assert "stubs.py" in caplog.text
    assert "hunter2" not in caplog.text


def test_a_section_whose_template_fails_is_failed(stubbed: dict[str, Any]) -> None:
    broken = one("a:1")
    stubbed["anti_slop"] = Found([broken, one("a:2")])
    object.__setattr__(broken, "facts", {})
    assert entry(assemble(subject(), Options()), "anti_slop")["status"] == "failed"


def test_the_summary_is_a_line_for_each_part(stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = many("a", 9, words=0)
    stubbed["error_patterns"] = Found([one("p:1"), one("p:2", tail=True)])
    told = assemble(of_project(), Options(form="summary"))
    assert told.markdown == (
        "# Context\n\n- Short: a 0 a 1 a 2 a 3 a 4\n- Short: p:1\n- Short: p:2\n\n"
    )
    assert len(refs(told, "anti_slop")) == 5
    assert reasons(told)["a:005"] == "limit"


def test_samples_are_marked(stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = Found([one("a:1", is_sample=True), one("a:2")])
    told = entry(assemble(subject(), Options()), "anti_slop")["items"]
    assert [item.get("sample") for item in told] == [True, None]


def test_the_same_is_the_same(stubbed: dict[str, Any]) -> None:
    stubbed["anti_slop"] = many("a", 50)
    stubbed["error_history"] = many("i", 50)
    assert assemble(of_project(), Options()) == assemble(of_project(), Options())
