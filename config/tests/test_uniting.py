"""Two error patterns that staff make one: what stays does what both did."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.tests.curation import LEARNED, REVIEW, YES, messages
from context import snapshot
from context.ledger import reconcile
from context.models import LearnedItem, Lesson, Standing
from context.tests.test_one_order import meeting
from errorpatterns.fixes import fill
from errorpatterns.models import ErrorEscalation, ErrorPattern, Mismatch
from errorpatterns.regexes import captures_of
from errorpatterns.tests.factories import (
    FIX,
    LEARN,
    error,
    learn,
    learned,
    lesson,
    matches,
    mended,
    report,
    run_jobs,
)
from errorpatterns.uniting import NotOne, unite
from projects.models import Project
from projects.tests.factories import Caller, make_caller, with_projects
from projects.tests.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

EXPECTED = "The component 'Menu' expected a controlled value."
UNEXPECTED = "The component 'List' unexpected a controlled value."
OTHER = "Element 'Tabs' wants a value that is controlled."


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "POLL_SECONDS", 0.0)


@pytest.fixture
def ours() -> Caller:
    return with_projects(make_caller(), "shop", "blog", "site")


@pytest.fixture
def curator() -> Client:
    return staff("curator")


@pytest.fixture
def older(ours: Caller) -> ErrorPattern:
    return learned(ours, "shop", error=error(EXPECTED))


@pytest.fixture
def younger(ours: Caller, older: ErrorPattern) -> ErrorPattern:
    return learned(ours, "blog", error=error(UNEXPECTED))


def merge_url(one: ErrorPattern, other: ErrorPattern) -> str:
    pair = urlencode({"one": str(one.pk), "other": str(other.pk)})
    return f"{reverse('admin:context_standing_merge')}?{pair}"


def merge(curator: Client, one: ErrorPattern, other: ErrorPattern) -> str:
    """What staff are told."""
    *_, told = messages(curator.post(merge_url(one, other), YES, follow=True))
    one.refresh_from_db()
    other.refresh_from_db()
    return told


def refused(curator: Client, one: ErrorPattern, other: ErrorPattern) -> str:
    """Why, and that nothing came of it."""
    before = one.error_regex, other.error_regex, one.version
    told = merge(curator, one, other)
    assert messages(curator.get(merge_url(one, other), follow=True)) == [told]
    assert (one.error_regex, other.error_regex, one.version) == before
    assert (one.merged_into, other.merged_into) == (None, None)
    assert (one.lessons.count(), one.signatures.count()) == (1, 1)
    assert told.startswith("Nothing was merged. ")
    return told.removeprefix("Nothing was merged. ")


class TestMerging:
    def test_is_shown_before(
        self, curator: Client, older: ErrorPattern, younger: ErrorPattern
    ) -> None:
        page = curator.get(merge_url(younger, older))
        pieces = [piece.text for piece in page.context["pieces"]]
        assert pieces == ["The component '", "$1", "' ", "$2", " a controlled value."]
        assert [line.text for line in page.context["fix"]] == [FIX["template"]]
        effects = page.context["effects"]
        assert [(one.name, one.lessons) for one in effects.gained.lessons] == [(younger.name, 1)]
        assert (effects.lost.count, effects.kept) == (0, 1)
        html = page.content.decode()
        assert "What the older becomes" in html
        assert "'List'" not in html
        assert not ErrorPattern.objects.exclude(merged_into=None).exists()

    def test_is_what_was_shown(
        self, curator: Client, older: ErrorPattern, younger: ErrorPattern
    ) -> None:
        """Somebody edits both while somebody else reads the page."""
        page = curator.get(merge_url(older, younger))
        yes = {**YES, "seen_version": page.context["form"]["seen_version"].value()}
        for pattern in (older, younger):
            LEARNED.edit(curator, pattern, fix_template="Remove '$1' and all that calls it.")
        again = curator.post(merge_url(older, younger), yes)
        assert "It was changed meanwhile" in messages(again)[-1]
        assert "Remove" in again.content.decode()
        younger.refresh_from_db()
        assert younger.merged_into is None
        yes |= {"seen_version": again.context["form"]["seen_version"].value()}
        assert "is now part of" in messages(curator.post(merge_url(older, younger), yes))[-1]

    def test_recognises_and_mends_what_both_did(
        self, ours: Caller, curator: Client, older: ErrorPattern, younger: ErrorPattern
    ) -> None:
        told = merge(curator, older, younger)
        assert older.name == "The component '$1' $2 a controlled value."
        assert told == f"“{younger}” is now part of “{older}”."
        assert younger.merged_into_id == older.pk
        for message, name in ((EXPECTED, "Menu"), (UNEXPECTED, "List")):
            match = matches(ours, "shop", error(message))[older.slug]
            assert match["captures"][0] == name
            assert match["fix"]["text"] == f"Ask the hooks folder for '{name}'."
            assert set(matches(ours, "blog", error(message))) == {older.slug}
        assert older.history.latest().history_change_reason == YES["reason"]
        assert older.words == "The component '$1' $2 a controlled value."

    def test_later_lessons_of_both_are_its_own(
        self, ours: Caller, curator: Client, older: ErrorPattern, younger: ErrorPattern
    ) -> None:
        merge(curator, older, younger)
        for message in (EXPECTED, UNEXPECTED, UNEXPECTED.replace("List", "Grid")):
            answer = learn(ours, "site", error=error(message))
            assert answer["pattern"]["id"] == older.slug
        assert older.lessons.count() == 5
        assert not younger.lessons.exists()

    def test_a_lesson_that_was_told_twice_is_known_still(
        self, ours: Caller, curator: Client, older: ErrorPattern
    ) -> None:
        told = lesson("blog", error=error(UNEXPECTED))
        slug = ours.post(LEARN, told).json()["pattern"]["id"]
        merge(curator, older, ErrorPattern.objects.get(slug=slug))
        again = ours.post(LEARN, told)
        assert (again.status_code, again.json()["pattern"]["id"]) == (200, older.slug)

    def test_evidence_of_both_counts(
        self, ours: Caller, curator: Client, older: ErrorPattern, younger: ErrorPattern
    ) -> None:
        report(ours, older.slug, "shop", told=error(EXPECTED))
        report(ours, younger.slug, "blog", told=error(UNEXPECTED))
        merge(curator, older, younger)
        run_jobs()
        older.refresh_from_db()
        assert older.success_count == 2
        # Two reports, and what the second project taught.
        assert Standing.objects.get(item=older).evidence_for == 3
        assert reconcile(lambda *args, **said: None) == {"tallies": 0, "items": 0}

    def test_what_taught_it_and_was_said_of_it_goes_over(
        self, ours: Caller, curator: Client, older: ErrorPattern
    ) -> None:
        mended(ours, "blog", error(UNEXPECTED))
        incident = ErrorEscalation.objects.get()
        younger = incident.taught
        assert younger is not None
        project = Project.objects.get(key="blog")
        Mismatch.objects.create(
            pattern=younger,
            account=ours.account,
            project=project,
            message="The component 'X' unexpected a controlled value.",
            scrub_version=1,
        )
        merge(curator, older, younger)
        incident.refresh_from_db()
        assert incident.taught == older
        assert Mismatch.objects.get().pattern == older

    def test_examples_and_clues_are_those_of_both(
        self, ours: Caller, curator: Client, older: ErrorPattern
    ) -> None:
        younger = learned(ours, "blog", error=error(UNEXPECTED, code="TS9", file="a.jsx"))
        ErrorPattern.objects.filter(pk=older.pk).update(examples=[EXPECTED])
        ErrorPattern.objects.filter(pk=younger.pk).update(
            examples=[UNEXPECTED], counter_examples=["Unexpected end."]
        )
        merge(curator, older, younger)
        assert older.examples == [EXPECTED, UNEXPECTED]
        assert older.counter_examples == ["Unexpected end."]
        assert (older.tool, older.code, older.file_glob) == ("tsc", "", "")

    def test_the_less_certain_edit_says_how_far_to_trust_it(
        self, curator: Client, older: ErrorPattern, younger: ErrorPattern
    ) -> None:
        ErrorPattern.objects.filter(pk=older.pk).update(applicability="machine_applicable")
        merge(curator, older, younger)
        assert older.applicability == "maybe_incorrect"


class TestEdits:
    """What is done to code counts the captures of another regex."""

    SIZE = "Prop 'size' of 'Menu' expected a number."
    KIND = "Prop 'kind' of 'List' unexpected a number."

    def taught(self, ours: Caller, project: str, message: str, name: str, after: str) -> Any:
        before = f"<div {name}=1 />"
        column = before.index(name) + 1
        told = error(message, line=1, column=column, end_line=1, end_column=column + len(name))
        fix = {"before": before, "after": before.replace(name, after)}
        return learned(ours, project, error=told, fix=fix)

    def proposed(self, ours: Caller, slug: str, message: str, name: str) -> list[Any]:
        source = f"<p {name}=1 />"
        told = error(message, line=1, column=4, end_line=1, end_column=4 + len(name))
        return matches(ours, "shop", {**told, "source": source})[slug]["fix"]["edits"] or []

    def test_are_those_of_both(self, ours: Caller, curator: Client) -> None:
        older = self.taught(ours, "shop", self.SIZE, "size", "data-size")
        younger = self.taught(ours, "blog", self.KIND, "kind", "data-kind")
        merge(curator, older, younger)
        assert older.fix_template != ""
        for message, name in ((self.SIZE, "size"), (self.KIND, "kind")):
            [edit] = self.proposed(ours, older.slug, message, name)
            assert edit["newText"] == "data-"

    def test_that_differ_stay_two(self, ours: Caller, curator: Client) -> None:
        older = self.taught(ours, "shop", self.SIZE, "size", "data-size")
        younger = self.taught(ours, "blog", self.KIND, "kind", "aria-kind")
        assert "Their fixes differ" in refused(curator, older, younger)


class TestRefusing:
    def test_another_fix(self, ours: Caller, curator: Client, older: ErrorPattern) -> None:
        other = {"template": "Leave '$1' alone.", "type": "replace"}
        younger = learned(ours, "blog", error=error(UNEXPECTED), fix=other)
        told = refused(curator, older, younger)
        assert told.startswith("Their fixes differ")
        LEARNED.edit(curator, younger, fix_template=older.fix_template)
        assert "is now part of" in merge(curator, older, younger)

    def test_what_no_template_covers_until_staff_write_a_regex(
        self, ours: Caller, curator: Client, older: ErrorPattern
    ) -> None:
        younger = learned(ours, "blog", error=error(OTHER))
        assert "Edit the regex of the older" in refused(curator, older, younger)
        regex = r"^(?:The component|Element) '([^']+)' .*(?:controlled)"
        LEARNED.edit(curator, older, error_regex=regex)
        assert "is now part of" in merge(curator, older, younger)
        assert (older.error_regex, older.said) == (regex, older.words)
        for message, name in ((EXPECTED, "Menu"), (OTHER, "Tabs")):
            match = matches(ours, "blog", error(message))[older.slug]
            assert match["fix"]["text"] == f"Ask the hooks folder for '{name}'."

    def test_a_regex_of_staff_that_misses_something(
        self, curator: Client, older: ErrorPattern, younger: ErrorPattern
    ) -> None:
        LEARNED.edit(curator, older, error_regex=r"The component '([^']+)' expected")
        older.refresh_from_db()
        assert "does not recognise all that both must match" in refused(curator, older, younger)

    def test_what_one_of_them_must_not_match(
        self, curator: Client, older: ErrorPattern, younger: ErrorPattern
    ) -> None:
        counter = "The component 'Menu' rejected a controlled value."
        ErrorPattern.objects.filter(pk=younger.pk).update(counter_examples=[counter])
        assert refused(curator, older, younger) == (
            f"Together they would match “{counter}”, which one of them must not."
        )

    def test_what_the_account_said_it_is_not(
        self, ours: Caller, curator: Client, older: ErrorPattern, younger: ErrorPattern
    ) -> None:
        project = Project.objects.get(key="shop")
        Mismatch.objects.create(
            pattern=older,
            account=ours.account,
            project=project,
            message=UNEXPECTED,
            scrub_version=1,
        )
        assert "not the other" in refused(curator, older, younger)

    def test_more_examples_than_a_form_takes(
        self, curator: Client, older: ErrorPattern, younger: ErrorPattern
    ) -> None:
        for pattern, name in ((older, "Menu"), (younger, "List")):
            text = EXPECTED if pattern == older else UNEXPECTED
            some = [text.replace(name, f"A{n}") for n in range(11)]
            ErrorPattern.objects.filter(pk=pattern.pk).update(examples=some)
        assert "more than 20 examples" in refused(curator, older, younger)

    def test_another_accounts(self, curator: Client, older: ErrorPattern) -> None:
        theirs = with_projects(make_caller())
        younger = learned(theirs, error=error(UNEXPECTED))
        assert refused(curator, older, younger).startswith("Several accounts taught them")


class TestShowing:
    """What staff made a regex recognise, and what is like it."""

    def queue(self, curator: Client, item: ErrorPattern) -> Any:
        Standing.objects.filter(item=item).update(evidence_for=1)
        return curator.get(reverse(REVIEW), {"at": f"proposed.{item.pk}"}).context

    def test_words_that_hold_no_more_are_said_nowhere(
        self, ours: Caller, curator: Client, older: ErrorPattern
    ) -> None:
        regex = r"Build step failed: ([a-z]+) \(see the log\)"
        LEARNED.edit(curator, older, error_regex=regex)
        page = self.queue(curator, older)
        assert [piece.text for piece in page["template"]] == [regex]
        assert "controlled" not in " ".join(page["plain"])
        assert "controlled" not in page["prompt"].partition("\n")[2].replace(older.name, "")
        LEARNED.edit(curator, older, error_regex=r"component '(\w+)' expected")
        assert "controlled" in " ".join(self.queue(curator, older)["plain"])

    def test_only_what_may_be_one_is_offered_to_be_merged(
        self, ours: Caller, curator: Client, older: ErrorPattern
    ) -> None:
        other_fix = {"template": "Leave '$1' alone.", "type": "replace"}
        differing = learned(ours, "blog", error=error(UNEXPECTED), fix=other_fix)
        learned(ours, "blog", error=error("Unexpected '}' in the value of 'a'."))
        [(similar, _, url, why)] = self.queue(curator, older)["similar"]
        assert similar.item == differing
        assert (url, why.partition(",")[0]) == ("", "Their fixes differ")


class TestErasing:
    """As with what a lesson refined: what is left is what others told."""

    def test_who_taught_the_older(
        self, ours: Caller, curator: Client, older: ErrorPattern, younger: ErrorPattern
    ) -> None:
        merge(curator, older, younger)
        Project.objects.get(key="shop").erase()
        older.refresh_from_db()
        assert set(matches(ours, "blog", error(UNEXPECTED))) == {older.slug}
        assert Lesson.objects.get().item_id == older.pk
        assert learn(ours, "site", error=error(UNEXPECTED))["pattern"]["id"] == older.slug
        assert learn(ours, "site", error=error(EXPECTED))["pattern"]["id"] == older.slug

    def test_who_taught_the_younger(
        self, ours: Caller, curator: Client, older: ErrorPattern, younger: ErrorPattern
    ) -> None:
        merge(curator, older, younger)
        Project.objects.get(key="blog").erase()
        assert set(matches(ours, "shop", error(EXPECTED))) == {older.slug}
        assert not ErrorPattern.objects.filter(pk=younger.pk).exists()

    def test_both(self, curator: Client, older: ErrorPattern, younger: ErrorPattern) -> None:
        merge(curator, older, younger)
        for key in ("shop", "blog"):
            Project.objects.get(key=key).erase()
        assert not ErrorPattern.objects.filter(is_built_in=False).exists()

    def test_another_account_taught_the_younger_since(
        self,
        ours: Caller,
        curator: Client,
        older: ErrorPattern,
        younger: ErrorPattern,
    ) -> None:
        merge(curator, older, younger)
        theirs = with_projects(make_caller())
        answer = learn(theirs, error=error(UNEXPECTED))
        assert answer["pattern"]["id"] == older.slug
        for key in ("shop", "blog"):
            Project.objects.filter(account=ours.account).get(key=key).erase()
        assert set(matches(theirs, told=error(UNEXPECTED))) == {older.slug}


WORDS = st.sampled_from(
    ["must", "never", "be", "given", "a", "value", "twice", "'size'", "of", "7"]
)
NAMES = st.sampled_from(["'Menu'", "'List'", "useId", "src/app.ts"])


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    """Two messages that begin alike and differ in a few words."""
    words = draw(st.lists(WORDS, min_size=4, max_size=9))
    place = draw(st.integers(0, len(words)))
    other = [*words[:place], *draw(st.lists(WORDS, max_size=2)), *words[place + 1 :]]
    names = draw(NAMES), draw(NAMES)
    one, two = (
        " ".join(["Component", name, *some])
        for name, some in zip(names, (words, other), strict=True)
    )
    return one, two


@pytest.mark.once
@settings(
    max_examples=24,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(pairs())
def test_for_what_both_were_taught_it_says_what_they_said(
    ours: Caller, messages: tuple[str, str]
) -> None:
    fix = {"template": "See what '$1' is told of Component $2.", "type": "replace"}
    with transaction.atomic():
        one, two = (
            learned(ours, project, error=error(message), fix=fix)
            for project, message in zip(("shop", "blog"), messages, strict=True)
        )
        said = [said_by(pattern, text) for pattern, text in zip((one, two), messages, strict=True)]
        try:
            if one != two:
                unite(*sorted((one, two), key=lambda pattern: pattern.pk))
        except NotOne:
            pass
        else:
            one.refresh_from_db()
            assert [said_by(one, text) for text in messages] == said
        transaction.set_rollback(True)


def said_by(pattern: ErrorPattern, message: str) -> str:
    found = captures_of(pattern.error_regex, message)
    assert found is not None
    return fill(pattern.fix_template, found)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_lesson_that_comes_meanwhile_is_what_stays_taught(ours: Caller, curator: Client) -> None:
    """It found the younger, and waits for it while the two become one."""
    older = learned(ours, "shop", error=error(EXPECTED))
    younger = learned(ours, "blog", error=error(UNEXPECTED))
    answers: list[Any] = []
    both = [older.pk, younger.pk]
    with meeting(
        lambda: answers.append(learn(ours, "site", error=error(UNEXPECTED))),
        lambda: list(LearnedItem.objects.locked(both)),
    ):
        assert "is now part of" in merge(curator, older, younger)
    assert answers[0]["pattern"]["id"] == older.slug
    assert older.lessons.count() == 3
