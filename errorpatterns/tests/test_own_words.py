"""Two accounts that taught one pattern: each is served it as its own lessons have it, and everybody
what all of them told.
"""

from typing import Any

import pytest

from context.models import LearnedItem, Standing
from errorpatterns.tests.factories import ERROR, FIX, learn, learned, matches, run_jobs
from errorpatterns.tests.shelf import edit
from projects.tests.factories import Caller, make_caller, where_stored, with_projects
from projects.tests.staff import staff

pytestmark = pytest.mark.django_db

MESSAGE = {"message": ERROR["message"]}
FACETS = {
    "tool": "tsc",
    "code": "TS2304",
    "language": "typescript",
    "framework": "react",
    "error_type": "Unknown",
    "file_glob": "**/*.tsx",
}
TOLD: dict[str, Any] = {
    "error": {**ERROR, "type": "Unknown"},
    "language": "typescript",
    "framework": "react",
}
BARE: dict[str, Any] = {"error": MESSAGE}
NOTHING = dict.fromkeys(FACETS, "")


def seen(caller: Caller, slug: str, *names: str) -> dict[str, Any]:
    told = caller.get(f"error-patterns/{slug}/").json()
    return {name: told[name] for name in names or FACETS}


def accounts(count: int) -> list[Caller]:
    return [with_projects(make_caller(), "shop", "blog") for _ in range(count)]


@pytest.mark.parametrize("place", range(3))
def test_what_one_of_three_told_is_its_own(place: int) -> None:
    *teachers, stranger = accounts(4)
    told = [TOLD if number == place else BARE for number in range(3)]
    [slug] = {
        learn(caller, **one)["pattern"]["id"] for caller, one in zip(teachers, told, strict=True)
    }
    run_jobs()
    assert seen(stranger, slug) == NOTHING
    for caller, one in zip(teachers, told, strict=True):
        assert seen(caller, slug) == (FACETS if one is TOLD else NOTHING)


def test_nobody_elses_lesson_makes_it_match_more(ours: Caller, theirs: Caller) -> None:
    slug = learned(ours).slug
    learn(theirs, **BARE)
    another = {**ERROR, "code": "TS9999"}
    assert slug in matches(ours)
    assert slug not in matches(ours, told=another)
    assert slug in matches(theirs, told=another)


@pytest.mark.parametrize("asked", ["typescript", "python"])
def test_nor_stand_in_contexts_of_another_language(
    ours: Caller, theirs: Caller, asked: str
) -> None:
    slug = learned(ours, language="typescript").slug
    learn(theirs, **BARE)
    body = {"project": "shop", "language": asked, "sections": ["error_patterns"]}
    markdown = ours.post("context/", body).json()["markdown"]
    assert (FIX["template"] in markdown) is (asked == "typescript")
    assert FIX["template"] in theirs.post("context/", body).json()["markdown"]
    assert slug


def test_an_account_agrees_with_itself(ours: Caller, theirs: Caller) -> None:
    slug = learned(ours, **TOLD).slug
    learn(theirs, **BARE)
    version = LearnedItem.objects.get(slug=slug).version
    learn(ours, "blog", **{**TOLD, "framework": "vue"})
    assert seen(ours, slug) == {**FACETS, "framework": ""}
    assert LearnedItem.objects.get(slug=slug).version > version


@pytest.mark.parametrize(
    ("fix", "told"),
    [
        ({"category": "style"}, {"category": "import"}),
        (
            {"type": "delete"},
            {"fix_type": "replace", "explanation": "Mended by a replacement."},
        ),
    ],
)
def test_what_one_account_calls_it_everybody_does_not(
    ours: Caller, theirs: Caller, fix: dict[str, str], told: dict[str, str]
) -> None:
    bare = {"template": FIX["template"]}
    slug = learned(ours, fix={**bare, **fix}).slug
    learn(theirs, fix=bare)
    assert seen(theirs, slug, *told) == told


def test_what_all_call_it_stays(ours: Caller, theirs: Caller) -> None:
    fix = {**FIX, "category": "style", "type": "delete"}
    slug = learned(ours, fix=fix).slug
    learn(theirs, fix=fix)
    assert seen(theirs, slug, "category", "fix_type") == {
        "category": "style",
        "fix_type": "delete",
    }


def test_what_staff_wrote_is_told_to_all_and_nothing_else(ours: Caller, theirs: Caller) -> None:
    pattern = learned(ours, **TOLD)
    learn(theirs, **BARE)
    assert edit(staff("curator"), pattern, framework="svelte").status_code == 302
    assert seen(ours, pattern.slug) == {**FACETS, "framework": "svelte"}
    assert seen(theirs, pattern.slug) == {**NOTHING, "framework": "svelte"}


def test_nor_does_a_lesson_after_it_take_away_more(ours: Caller, theirs: Caller) -> None:
    pattern = learned(ours, **TOLD)
    assert edit(staff("curator"), pattern, framework="svelte").status_code == 302
    learn(theirs, **BARE)
    assert seen(ours, pattern.slug) == {**FACETS, "framework": "svelte"}
    assert seen(theirs, pattern.slug) == {**NOTHING, "framework": "svelte"}


def test_its_own_lessons_go_on_to_say_less_when_it_is_everybodys() -> None:
    first, *others = accounts(3)
    slug = learned(first, **TOLD).slug
    for caller in others:
        learn(caller, **BARE)
    run_jobs()
    learn(first, project="blog", **BARE)
    assert seen(first, slug) == NOTHING


def test_what_a_project_keeps_its_account_is_not_told() -> None:
    keeping, *others = accounts(4)
    keeping.put("projects/shop/", {"sharing": "project"})
    slug = learned(keeping, **TOLD).slug
    for caller in others:
        learn(caller, **BARE)
    run_jobs()
    assert seen(keeping, slug) == NOTHING


def test_nor_what_it_comes_to_keep() -> None:
    keeping, *others = accounts(4)
    slug = learned(keeping, **TOLD).slug
    for caller in others:
        learn(caller, **BARE)
    run_jobs()
    assert seen(keeping, slug) == FACETS
    keeping.put("projects/shop/", {"sharing": "project"})
    assert seen(keeping, slug) == NOTHING


def test_it_goes_with_the_last_lesson(ours: Caller, theirs: Caller) -> None:
    slug = learned(ours, **{**TOLD, "framework": "acmeworks"}).slug
    learn(theirs, **BARE)
    assert "context.Standing.own" in where_stored("acmeworks")
    ours.delete("projects/shop/")
    assert where_stored("acmeworks") == []
    assert seen(theirs, slug) == NOTHING
    assert not Standing.objects.exclude(own={}).exists()


def test_and_with_the_project_that_told_it(ours: Caller, theirs: Caller) -> None:
    slug = learned(ours, **TOLD).slug
    learn(theirs, **BARE)
    learn(ours, project="blog", **TOLD)
    assert seen(ours, slug) == FACETS
    ours.delete("projects/shop/")
    assert seen(ours, slug) == NOTHING
