"""The job `rescrub`: what was stored under older rules comes up to date, with all that follows."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from context.models import Generation, Lesson
from context.tests.factories import make_lesson
from errorpatterns.induction import Template, induce
from errorpatterns.models import Attempt, ErrorEscalation, ErrorPattern, PatternBand
from intake import rescrubbing
from intake.jobs import jobs
from intake.scrubbing import SCRUB_VERSION, ScrubbingFailed, scrub
from learning.models import Decision, Interaction, Judgment, LearnedPattern, PreferencePair
from projects.models import BuildPhase, EndUser, Project, ProjectRule, UserPreference
from projects.tests.factories import make_project
from shadowmodels.models import ShadowInference, ShadowModel

pytestmark = pytest.mark.django_db

PRIVATE = "mail to ada@acme.io failed"
CLEAN = "mail to <email> failed"


@pytest.fixture
def project() -> Project:
    return make_project()


def rescrub(**options: Any) -> dict[str, int]:
    counts: dict[str, int] = jobs()["rescrub"](**options)
    return counts


def judged(project: Project, **fields: Any) -> Judgment:
    return Judgment.objects.create(
        **{"project": project, "type": "code", "scrub_version": 1, "reasoning": PRIVATE, **fields}
    )


def taught(project: Project, **fields: Any) -> LearnedPattern:
    pattern = LearnedPattern.objects.create(
        **{
            "slug": "mail",
            "name": "Mail fails",
            "category": "code",
            "problem": PRIVATE,
            "solution": "Try again.",
            "digest": "d",
            **fields,
        }
    )
    make_lesson(pattern, project)
    Lesson.objects.update(scrub_version=1)
    return pattern


def test_text_of_an_older_version_is_scrubbed(project: Project) -> None:
    row = judged(project, issues=[PRIVATE], categories={"ada@acme.io": 3})
    new = judged(project, scrub_version=SCRUB_VERSION)
    assert rescrub() == {"checked": 1, "failed": 0, "learning.judgment": 1}
    row.refresh_from_db()
    new.refresh_from_db()
    assert (row.reasoning, row.issues, row.categories) == (CLEAN, [CLEAN], {"<email>": 3})
    assert row.scrub_version == SCRUB_VERSION
    assert new.reasoning == PRIVATE
    assert rescrub() == {"checked": 0, "failed": 0}


def test_a_row_of_two_tables_and_what_was_made_of_it(project: Project) -> None:
    decision = Decision.objects.create(
        kind="decision", project=project, type="x", chosen=PRIVATE, build="b", scrub_version=1
    )
    pair = PreferencePair.objects.create(
        project=project, experience=decision, domain="code", prompt=PRIVATE, margin=1
    )
    rescrub()
    decision.refresh_from_db()
    pair.refresh_from_db()
    assert (decision.chosen, decision.scrub_version) == (CLEAN, SCRUB_VERSION)
    assert pair.prompt == CLEAN


def test_attempts_follow_their_incident(project: Project) -> None:
    incident = ErrorEscalation.objects.create(
        project=project, signature="s", message=PRIVATE, scrub_version=1
    )
    attempt = Attempt.objects.create(incident=incident, level=0, fix=PRIVATE, result="failed")
    rescrub()
    incident.refresh_from_db()
    attempt.refresh_from_db()
    assert (incident.message, attempt.fix) == (CLEAN, CLEAN)


def test_served_text_raises_versions_and_generations(project: Project) -> None:
    phase = BuildPhase.objects.create(
        project=project, current_phase="build", blocking_error=PRIVATE, scrub_version=1
    )
    before = Project.objects.get(pk=project.pk).state_generation
    rescrub()
    phase.refresh_from_db()
    assert (phase.blocking_error, phase.version) == (CLEAN, 2)
    assert Project.objects.get(pk=project.pk).state_generation > before


def test_an_item_is_scrubbed_with_its_lessons_and_its_history_goes(project: Project) -> None:
    pattern = taught(project)
    pattern.problem = "The mail server fails"
    pattern.save()
    LearnedPattern.objects.filter(pk=pattern.pk).update(problem=PRIVATE)
    before = Generation.objects.values_by_name().get("library", 0)
    rescrub()
    pattern.refresh_from_db()
    assert (pattern.problem, pattern.version) == (CLEAN, 2)
    assert [past.problem for past in pattern.history.all()] == ["The mail server fails"]
    assert Generation.objects.values_by_name()["library"] > before
    assert Lesson.objects.get().scrub_version == SCRUB_VERSION


def test_what_is_shipped_stays(project: Project) -> None:
    pattern = taught(project, is_built_in=True)
    rescrub()
    pattern.refresh_from_db()
    assert (pattern.problem, pattern.version) == (PRIVATE, 1)


def test_rules_that_have_become_equal_are_one(project: Project) -> None:
    for name in ("ada", "bob"):
        ProjectRule.objects.create(
            project=project, text=f"Write to {name}@acme.io", digest=name, scrub_version=1
        )
    rescrub()
    assert [rule.text for rule in ProjectRule.objects.all()] == ["Write to <email>"]


def test_a_dry_run_counts_and_changes_nothing(project: Project) -> None:
    row = judged(project)
    assert rescrub(dry_run=True) == {"checked": 1, "failed": 0, "learning.judgment": 1}
    row.refresh_from_db()
    assert (row.reasoning, row.scrub_version) == (PRIVATE, 1)


def test_goes_on_where_it_was_stopped(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        judged(project)
    monkeypatch.setattr(rescrubbing, "BATCH", 2)
    write = rescrubbing._write
    done: list[int] = []

    def stop(*args: Any) -> int:
        if done:
            raise KeyboardInterrupt
        done.append(write(*args))
        return done[-1]

    monkeypatch.setattr(rescrubbing, "_write", stop)
    with pytest.raises(KeyboardInterrupt):
        rescrub()
    assert Judgment.objects.filter(reasoning=CLEAN).count() == 2
    monkeypatch.setattr(rescrubbing, "_write", write)
    assert rescrub() == {"checked": 3, "failed": 0, "learning.judgment": 3}


def test_what_cannot_be_scrubbed_stays_behind(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = judged(project, reasoning="bad"), judged(project)

    def fail(text: str) -> str:
        if text == "bad":
            raise ScrubbingFailed
        return scrub(text)

    monkeypatch.setattr(rescrubbing, "scrub", fail)
    assert rescrub() == {"checked": 2, "failed": 1, "learning.judgment": 1}
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.scrub_version, good.scrub_version) == (1, SCRUB_VERSION)


def test_a_row_that_was_rewritten_meanwhile_is_left_to_the_next_run(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = judged(project)
    changes_of = rescrubbing.changes_of

    def slow(row: Any) -> Any:
        changes = changes_of(row)
        Judgment.objects.filter(pk=row.pk).update(reasoning="told anew")
        return changes

    monkeypatch.setattr(rescrubbing, "changes_of", slow)
    rescrub()
    row.refresh_from_db()
    assert (row.reasoning, row.scrub_version) == ("told anew", 1)


def learned_of(project: Project, message: str, **fields: Any) -> ErrorPattern:
    """As it was learned of the message when nothing in it was known to be private."""
    template = induce(message)
    pattern = ErrorPattern.objects.create(
        **{
            "slug": "mail",
            "name": "Mail fails",
            "category": "runtime",
            "error_regex": template.regex,
            "words": template.words,
            "fix_type": "replace",
            "fix_template": "Try $1 again.",
            "template": [] if template.exact else template.stored,
            "edit": {"rules": [message]},
            **fields,
        }
    )
    make_lesson(pattern, project, example=message)
    Lesson.objects.update(scrub_version=1)
    rescrub()
    pattern.refresh_from_db()
    return pattern


def test_what_was_learned_of_private_text_is_learned_anew(project: Project) -> None:
    before = Generation.objects.values_by_name().get("library", 0)
    pattern = learned_of(project, "Dear Ada Lovelace, '/srv/a.ts' is missing")
    assert pattern.words == "Dear $1, '$2' is missing"
    assert pattern.fix_template == "Try $2 again."
    assert Template.restored(pattern.template).regex == pattern.error_regex
    assert "Lovelace" not in pattern.error_regex
    assert pattern.edit is None
    assert pattern.version > 1
    assert list(pattern.history.all()) == []
    assert PatternBand.objects.filter(pattern=pattern).exists()
    assert Generation.objects.values_by_name()["library"] > before
    # As it would have been learned, had it been known.
    assert pattern.error_regex == induce("Dear <user>, '/srv/a.ts' is missing").regex


def test_what_was_nothing_but_private_recognises_nothing_any_more(project: Project) -> None:
    pattern = learned_of(project, "ada@acme.io", fix_template="Try again.")
    assert (pattern.words, pattern.template) == ("<email>", [])
    assert not re.search(pattern.error_regex, "ada@acme.io")


def test_what_staff_wrote_of_it_stays(project: Project) -> None:
    regex = "Dear .+, '(.+)' is missing"
    pattern = learned_of(project, "Dear Ada Lovelace, '/srv/a.ts' is missing", error_regex=regex)
    assert (pattern.error_regex, pattern.template) == (regex, [])


def test_what_was_learned_of_other_text_stays(project: Project) -> None:
    pattern = learned_of(project, "mail to ada@acme.io failed")
    assert pattern.words == "mail to $1 failed"
    assert pattern.template
    assert Lesson.objects.get().example == CLEAN


def test_what_is_said_of_projects_people_and_models(project: Project) -> None:
    user = EndUser.objects.create(account=project.account, key="u1")
    Project.objects.update(name=PRIVATE, providers=[PRIVATE], scrub_version=1)
    preference = UserPreference.objects.create(user=user, preferred_model=PRIVATE, scrub_version=1)
    interaction = Interaction.objects.create(
        account=project.account, user=user, action="edited", task="x", model=PRIVATE,
        scrub_version=1,
    )  # fmt: skip
    model = ShadowModel.objects.create(
        account=project.account, name="a", base_model=PRIVATE, metrics={"ada@acme.io": 1},
        scrub_version=1,
    )  # fmt: skip
    before = Project.objects.get(pk=project.pk).state_generation
    assert rescrub()["checked"] == 4
    for row in (project, preference, interaction, model):
        row.refresh_from_db()
    assert (project.name, project.providers) == (CLEAN, [CLEAN])
    assert project.state_generation > before
    assert (preference.preferred_model, preference.version) == (CLEAN, 2)
    assert interaction.model == CLEAN
    assert (model.base_model, model.metrics) == (CLEAN, {"<email>": 1})
    assert {row.scrub_version for row in (project, preference, interaction, model)} == {
        SCRUB_VERSION
    }


def test_two_that_would_become_equal_stay_behind(project: Project) -> None:
    for name in ("ada", "bob"):
        ShadowModel.objects.create(
            account=project.account, name=f"{name}@acme.io", model_version="1", scrub_version=1
        )
    counts = rescrub()
    assert (counts["checked"], counts["failed"]) == (2, 1)
    assert sorted(ShadowModel.objects.values_list("scrub_version", flat=True)) == [1, SCRUB_VERSION]


def test_unchanged_rows_cost_no_query_each(project: Project) -> None:
    def queries(count: int) -> int:
        for _ in range(count):
            judged(project, reasoning="fine")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            rescrub()
        return len(captured)

    assert queries(20) == queries(2)


# Text that is no caller's: keys, digests, choices, and what staff or the house wrote.
OURS = {
    "build",
    # A caller's own name for what is his: checked, and never changed.
    "key",
    "signature", "digest", "fix_digest", "kind", "slug", "source", "flags", "evidence", "status",
    "levels", "origin", "visual_scores", "category", "fix_type", "applicability",
    # Made of what was told, and made anew when that is scrubbed.
    "error_regex", "template", "edit",
    "file_glob", "shipped_digest", "part", "domain", "phases_completed", "is_stale",
    # Of a standing: a job's words, or those that staff wrote for others to read.
    "reason",
    # Facts of an item, of which several lessons agree: names of tools and languages.
    "error_type", "code", "tool", "language", "framework",
}  # fmt: skip


@pytest.mark.parametrize("model", rescrubbing.tables(), ids=lambda model: model.__name__)
def test_all_told_text_is_named(model: Any) -> None:
    fields = {
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
    }
    assert set(model.told_fields) <= fields
    assert fields - set(model.told_fields) <= OURS


def test_every_versioned_model_is_rescrubbed() -> None:
    versioned = {
        model
        for model in apps.get_models()
        if any(field.name == "scrub_version" for field in model._meta.get_fields())
        # The common part of experiences, each of which is one of a kind.
        and not (model._meta.get_field("scrub_version").model is model and model.__subclasses__())
    }
    assert versioned <= set(rescrubbing.tables())
    assert {ErrorPattern, ShadowInference} <= set(rescrubbing.tables())
