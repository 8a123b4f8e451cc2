"""The job `rekey`: what was learned under an older version of signatures is found again."""

from typing import Any

import pytest

from context.models import Lesson
from errorpatterns import rekeying
from errorpatterns.induction import SIGNATURE_VERSION
from errorpatterns.models import ErrorEscalation, ErrorPattern, PatternSignature
from errorpatterns.tests.factories import (
    LEARN,
    error,
    judge,
    learn,
    learned,
    lesson,
    matches,
    opened,
)
from intake.jobs import jobs
from projects.tests.factories import Caller

pytestmark = pytest.mark.django_db

OLD = "0" * 32


def rekey(**options: Any) -> dict[str, int]:
    counts: dict[str, int] = jobs()["rekey"](**options)
    return counts


def outdate(*patterns: ErrorPattern) -> None:
    """As if a release before had keyed them."""
    for number, pattern in enumerate(patterns):
        rows = pattern.signatures.all()
        rows.update(signature=f"{number:032}", signature_version=SIGNATURE_VERSION - 1)
        # The signature is in the slug, too.
        ErrorPattern.objects.filter(pk=pattern.pk).update(slug=f"learned-before-{number}")


def keys(pattern: ErrorPattern) -> set[tuple[Any, ...]]:
    columns = ("signature", "signature_version", "fix_digest", "fix_version")
    return set(pattern.signatures.values_list(*columns))


def test_the_next_lesson_of_the_same_finds_its_pattern(ours: Caller) -> None:
    pattern = learned(ours)
    before = keys(pattern)
    outdate(pattern)

    assert rekey()["signatures"] == 1
    assert keys(pattern) == before
    assert learned(ours, error=error("Cannot find name 'useRef'.")) == pattern


def test_without_it_the_same_would_be_learned_twice(ours: Caller, theirs: Caller) -> None:
    pattern = learned(ours)
    outdate(pattern)
    assert learned(theirs) != pattern


def test_is_due_once_and_changes_nothing_when_done_again(ours: Caller) -> None:
    pattern = learned(ours)
    assert rekey() == {}
    outdate(pattern)
    assert rekey()["patterns"] == 1
    before = keys(pattern)
    assert rekey() == {}
    assert keys(pattern) == before


def test_goes_on_where_it_was_killed(ours: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    patterns = [learned(ours, error=error(f"No {word} of 'x'")) for word in ("port", "host", "key")]
    before = [keys(pattern) for pattern in patterns]
    outdate(*patterns)
    monkeypatch.setattr(rekeying, "BATCH", 1)
    done = []

    class Killed(Exception):
        pass

    class Run:
        dry_run = False

        def progress(self, *args: Any, **kwargs: Any) -> None:
            done.append(args)
            if len(done) == 2:
                raise Killed

    with pytest.raises(Killed):
        rekeying.rekey(Run())  # type: ignore[arg-type]
    assert rekeying.behind().count() == 1
    assert rekey()["patterns"] == 1
    assert [keys(pattern) for pattern in patterns] == before


def test_what_others_taught_meanwhile_stays_theirs(ours: Caller, theirs: Caller) -> None:
    pattern = learned(ours)
    outdate(pattern)
    others = learned(theirs)
    before = keys(others)
    assert others != pattern

    rekey()
    assert keys(others) == before
    assert keys(pattern) == set()
    assert not rekeying.is_due()


def test_texts_that_are_to_be_scrubbed_anew_are_not_read(ours: Caller) -> None:
    pattern = learned(ours)
    outdate(pattern)
    Lesson.objects.update(scrub_version=0)
    assert not rekeying.is_due()
    assert jobs()["rescrub"]()["checked"]
    assert rekey()["signatures"] == 1


def test_a_pattern_whose_lessons_are_gone_loses_its_keys(ours: Caller) -> None:
    pattern = learned(ours)
    outdate(pattern)
    Lesson.objects.all().delete()
    assert rekey() == {"patterns": 1, "signatures": 0, "lost": 1, "incidents": 0}
    assert not PatternSignature.objects.exists()


def test_where_captures_are_others_now_the_fix_is_not_taken_for_the_same(ours: Caller) -> None:
    pattern = learned(ours)
    outdate(pattern)
    ErrorPattern.objects.update(error_regex=r"^Cannot (find) name '(.*?)'\.$")
    assert rekey()["lost"] == 1


def test_an_error_told_again_finds_its_open_incident(ours: Caller) -> None:
    outdate(learned(ours))
    incident = opened(ours)
    ErrorEscalation.objects.update(signature=OLD)
    assert rekey()["incidents"] == 1
    assert opened(ours)["id"] == incident["id"]


def test_of_two_open_incidents_neither_takes_the_others_place(ours: Caller) -> None:
    outdate(learned(ours))
    opened(ours)
    ErrorEscalation.objects.update(signature=OLD)
    opened(ours)
    assert rekey()["incidents"] == 0
    assert ErrorEscalation.objects.filter(signature=OLD).count() == 1


def test_lessons_of_one_pattern_bring_a_key_each(ours: Caller) -> None:
    message = "cannot open the log of node {} for writing at 3"
    fix = {"template": "Make it larger."}
    slugs = {
        learn(ours, error=error(message.format(name)), fix=fix)["pattern"]["id"]
        for name in ("x1", "main")
    }
    [slug] = slugs
    pattern = ErrorPattern.objects.get(slug=slug)
    before = keys(pattern)
    for number, row in enumerate(pattern.signatures.all()):
        pattern.signatures.filter(pk=row.pk).update(signature=f"{number:032}", signature_version=1)
    assert rekey()["signatures"] == 2
    assert keys(pattern) == before


def test_what_staff_rejected_stays_so_though_it_was_taught_again_meanwhile(
    ours: Caller, theirs: Caller
) -> None:
    pattern = learned(ours)
    judge(pattern, "rejected")
    outdate(pattern)
    learned(theirs)  # a release later, and before the job has run

    rekey()
    assert theirs.post(LEARN, lesson()).status_code == 422
    assert list(matches(theirs)) == []


def test_a_rejected_pattern_stays_rejected(ours: Caller, theirs: Caller) -> None:
    pattern = learned(ours)
    judge(pattern, "rejected")
    outdate(pattern)
    rekey()
    assert theirs.post(LEARN, lesson()).status_code == 422
