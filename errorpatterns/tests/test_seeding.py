"""Shipped patterns come with each migration, and take nothing from who works with them."""

from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps

from context.models import Generation, Standing, Status
from context.seeding import digest_of
from errorpatterns import seeding
from errorpatterns.builtins import Lesson, load
from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import judge

pytestmark = pytest.mark.django_db


def seed() -> Any:
    return seeding.seed(apps)


def rows() -> list[Any]:
    return sorted(ErrorPattern.objects.filter(is_built_in=True).values_list(), key=str)


@pytest.fixture
def pattern() -> ErrorPattern:
    return ErrorPattern.objects.filter(is_built_in=True).order_by("slug")[0]


def test_all_are_there_and_active_for_everybody() -> None:
    shipped = ErrorPattern.objects.filter(is_built_in=True)
    assert set(shipped.values_list("slug", flat=True)) == {item.slug for item in load()}
    assert set(shipped.values_list("confidence", "kind")) == {(0.9, "error_pattern")}
    standings = Standing.objects.filter(account=None, item__in=shipped)
    assert set(standings.values_list("status", "moved_by")) == {("active", "release")}
    assert standings.count() == shipped.count()


def test_again_changes_nothing() -> None:
    before, generation = rows(), Generation.objects.values_by_name()
    done = seed()
    assert (done.inserted, done.updated, done.kept) == ([], [], [])
    assert rows() == before
    assert Generation.objects.values_by_name() == generation


def test_what_is_missing_is_inserted(pattern: ErrorPattern) -> None:
    pattern.delete()
    assert seed().inserted == [pattern.slug]
    standing = Standing.objects.get(item__slug=pattern.slug)
    assert (standing.account, standing.status) == (None, Status.ACTIVE)


def test_an_older_release_is_updated_and_keeps_its_counts(pattern: ErrorPattern) -> None:
    old = {name: getattr(pattern, name) for name in seeding.COLUMNS} | {"explanation": "older"}
    ErrorPattern.objects.filter(pk=pattern.pk).update(
        **old, shipped_digest=digest_of(old), success_count=7, failure_count=2
    )
    generation = Generation.objects.values_by_name()["library"]
    assert seed().updated == [pattern.slug]
    fresh = ErrorPattern.objects.get(pk=pattern.pk)
    assert fresh.explanation == pattern.explanation
    assert (fresh.success_count, fresh.failure_count) == (7, 2)
    assert fresh.version == pattern.version + 1
    assert Generation.objects.values_by_name()["library"] == generation + 1


def test_a_release_that_brings_the_first_edit_updates_what_is_as_it_was_shipped() -> None:
    slug = next(item.slug for item in load() if item.lessons)
    pattern = ErrorPattern.objects.get(slug=slug)
    old = {name: getattr(pattern, name) for name in seeding.COLUMNS}
    ErrorPattern.objects.filter(slug=slug).update(edit=None, shipped_digest=digest_of(old))
    assert seed().updated == [slug]
    assert ErrorPattern.objects.get(slug=slug).edit == pattern.edit


def test_what_staff_edited_stays_and_is_said(
    pattern: ErrorPattern, caplog: pytest.LogCaptureFixture
) -> None:
    ErrorPattern.objects.filter(pk=pattern.pk).update(explanation="ours", shipped_digest="older")
    done = seed()
    assert (done.updated, done.kept) == ([], [pattern.slug])
    assert ErrorPattern.objects.get(pk=pattern.pk).explanation == "ours"
    assert pattern.slug in caplog.text


def test_an_edit_is_what_is_written_down_and_what_the_lessons_teach() -> None:
    taught = {item.slug for item in load() if item.has_edit}
    with_edit = ErrorPattern.objects.filter(is_built_in=True).exclude(edit=None)
    assert set(with_edit.values_list("slug", flat=True)) == taught


LESSON = Lesson(message="'a' is wrong", before="«a» = 1", after="b = 1")


@pytest.mark.parametrize(
    ("lesson", "why"),
    [
        (replace(LESSON, message="'a' is right"), "does not recognise 'a' is right"),
        (replace(LESSON, after="a = 1"), "both versions are alike"),
    ],
)
def test_a_lesson_that_teaches_nothing_is_refused(lesson: Lesson, why: str) -> None:
    item = replace(load()[0], error_regex="'(a)' is wrong", lessons=(lesson,))
    with pytest.raises(ValueError, match=why):
        seeding.edit_of(item)


def test_what_staff_switched_off_stays_off(pattern: ErrorPattern) -> None:
    judge(pattern, Status.INACTIVE)
    seed()
    assert Standing.objects.get(item=pattern).status == Status.INACTIVE
