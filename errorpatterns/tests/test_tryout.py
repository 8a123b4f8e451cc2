"""The pages on which a curator tries an error, or an edit, before anything is stored."""

from typing import Any, get_args

import pytest
from django.test import Client
from django.urls import reverse

from context import snapshot
from context.curation.pieces import Piece, cut
from context.models import Lesson, Standing, Status
from context.tests.factories import make_lesson, make_standing
from errorpatterns import effects
from errorpatterns.matching import Index
from errorpatterns.mismatches import note
from errorpatterns.models import ErrorPattern
from errorpatterns.reviewing import KINDS, MADE_UP
from errorpatterns.shapes import Kind
from errorpatterns.tests.factories import learned
from errorpatterns.tryout import pieces_of, unlike
from intake.models import OutboxEvent
from projects.models import Account, Scope
from projects.tests.factories import Caller, make_account, make_project
from projects.tests.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

PAGE = "admin:errorpatterns_errorpattern_try_out"
LOG = (
    "src/Field.tsx(2,12): error TS2304: Cannot find name 'useId'.\n"
    "src/App.tsx(9,1): error TS2307: Cannot find module 'zod' for mira@example.org.\n"
)
BEFORE = "export function Field() {\n  const id = useId();\n  return id;\n}\n"


def make_pattern(slug: str = "a-pattern", **fields: Any) -> ErrorPattern:
    return ErrorPattern.objects.create(
        **{
            "slug": slug,
            "name": slug.replace("-", " ").capitalize(),
            "category": "type",
            "error_regex": r"Cannot find name '([^']+)'",
            "fix_type": "insert",
            "fix_template": "Declare $1.",
            **fields,
        }
    )


def tried(client: Client, **told: str) -> Any:
    page = client.post(reverse(PAGE), told)
    assert page.status_code == 200
    return page


@pytest.fixture
def shelf() -> None:
    """The library with nothing of the release in it."""
    ErrorPattern.objects.all().delete()


@pytest.mark.usefixtures("shelf")
def test_each_error_of_a_log_has_its_patterns_and_why() -> None:
    pattern = make_pattern()
    make_pattern("another", error_regex=r"Cannot find name '(\d+)'")
    make_standing(pattern, None)
    page = tried(staff("curator"), log=LOG)
    first, second = page.context["answer"].errors
    [match] = first.matches
    assert match.pattern == pattern
    assert match.pieces == [
        Piece("Cannot find name '", "literal"),
        Piece("useId", "hole", "$1"),
        Piece("'."),
    ]
    assert (match.fix, match.served) == ("Declare useId.", "everybody")
    [other] = first.others
    assert other.why.startswith("All its words are there")
    assert second.matches == []
    assert ("hole", "a quoted text") in [(piece.kind, piece.label) for piece in second.lesson]


def test_each_kind_of_hole_has_a_name_and_examples() -> None:
    log = "a.java(1,1): error TS1: List<String> cannot be converted to Set<String>.\n"
    [error] = tried(staff("curator"), log=log).context["answer"].errors
    holes = [piece.label for piece in error.lesson if piece.kind == "hole"]
    assert holes == ["a type", "a type"]
    assert set(get_args(Kind)) == KINDS.keys() == MADE_UP.keys()


@pytest.mark.usefixtures("shelf")
def test_a_fix_that_is_cut_is_shown_and_says_so() -> None:
    make_pattern(fix_template="Declare $1, not $1.")
    log = f"src/Field.tsx(2,12): error TS2304: Cannot find name '{'name ' * 840}'.\n"
    client = staff("curator")
    page = tried(client, log=log)
    [match] = page.context["answer"].errors[0].matches
    assert match.fix.startswith("Declare name name")
    assert "Cut here:" in page.content.decode()
    assert "Cut here:" not in tried(client, log=LOG).content.decode()


@pytest.mark.usefixtures("shelf")
def test_what_is_pasted_is_scrubbed_and_nowhere_else() -> None:
    page = tried(staff("curator"), log=LOG, source="mail = 'mira@example.org'")
    html = page.content.decode()
    assert "mira@example.org" not in html
    assert "&lt;email&gt;" in html
    assert not OutboxEvent.objects.exists()
    assert not Lesson.objects.exists()


MISSPELT = "Property '{}' does not exist on type 'string'. Did you mean '{}'?"


def learn_misspelt() -> None:
    caller = Caller(make_account(), (Scope.INGEST_WRITE, Scope.CONTEXT_READ))
    make_project(caller.account, key="shop")
    error = {"message": MISSPELT.format("lenght", "length"), "tool": "tsc", "code": "TS2551"}
    fix = {"before": "one.lenght;\n", "after": "one.length;\n"}
    learned(caller, error={**error, "line": 1, "column": 5}, fix=fix)


@pytest.mark.timeout(30, func_only=True)
@pytest.mark.usefixtures("shelf")
def test_a_file_of_lines_that_are_alike_takes_no_long_while() -> None:
    learn_misspelt()
    log = f"src/a.ts(1,7): error TS2551: {MISSPELT.format('indexof', 'indexOf')}"
    source = "other.indexof(1);\n" + "".join(
        f"{chr(0x4E00 + number % 120)}\n" for number in range(110_000)
    )
    page = tried(staff("curator"), log=log, source=source)
    [match] = page.context["answer"].errors[0].matches
    assert [line.text for line in match.diff if line.sign] == [
        "other.indexof(1);",
        "other.indexOf(1);",
    ]
    assert len(match.diff) < 10


@pytest.mark.usefixtures("shelf")
def test_the_fix_is_shown_as_a_diff_of_the_pasted_file() -> None:
    learn_misspelt()
    log = f"src/a.ts(2,7): error TS2551: {MISSPELT.format('indexof', 'indexOf')}"
    client = staff("curator")
    page = tried(client, log=log, source="a('mira@example.org');\nother.indexof(1);\n")
    [match] = page.context["answer"].errors[0].matches
    assert ("-", "other.indexof(1);") in match.diff
    assert ("+", "other.indexOf(1);") in match.diff
    assert "<ins>+ other.indexOf(1);</ins>" in page.content.decode()
    assert "mira@example.org" not in page.content.decode()
    assert match.declined == ""
    page = tried(client, log=log, source="a();\nmore();\nother.indexof(1);\n")
    [match] = page.context["answer"].errors[0].matches
    assert match.declined.startswith("its examples do not fit this code")


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "its fix is told in words, and no edit is known for it"),
        ({"fix_type": "refactor"}, "its fix is a larger change, which is told in words alone"),
    ],
)
def test_it_says_why_no_edit_is_made(fields: dict[str, str], why: str) -> None:
    make_pattern(**fields)
    page = tried(staff("curator"), log=LOG, source=BEFORE)
    [match] = page.context["answer"].errors[0].matches
    assert match.declined == why
    assert f"<dd>None: {why}.</dd>" in page.content.decode()


@pytest.mark.usefixtures("shelf")
def test_an_edit_that_people_are_to_look_at_is_shown_and_says_so() -> None:
    learn_misspelt()
    ErrorPattern.objects.update(applicability="unspecified")
    log = f"src/a.ts(1,7): error TS2551: {MISSPELT.format('indexof', 'indexOf')}"
    client = staff("curator")
    page = tried(client, log=log, source="other.indexof(1);\n")
    [match] = page.context["answer"].errors[0].matches
    assert ("+", "other.indexOf(1);") in match.diff
    assert "Not to be applied unseen: nobody has said yet" in page.content.decode()
    [match] = tried(client, log=log).context["answer"].errors[0].matches
    assert match.declined == "the text of its file was not sent"


@pytest.mark.usefixtures("shelf")
def test_as_an_account_it_is_what_the_account_is_served() -> None:
    pattern, acme = make_pattern(), make_account(name="Acme")
    other = make_account(name="Other")
    make_standing(pattern, acme)
    client = staff("curator")
    [own] = tried(client, log=LOG, account="Acme").context["answer"].errors[0].matches
    assert own.served == "Acme"
    page = tried(client, log=LOG, account=other.name)
    [left] = page.context["answer"].errors[0].others
    assert left.why == "It matches, but is not served to this account."
    make_standing(pattern, None, Status.QUARANTINED)
    [match] = tried(client, log=LOG).context["answer"].errors[0].matches
    assert match.served == "nobody: it is quarantined"
    assert (
        "There is no account “Nobody”." in tried(client, log=LOG, account="Nobody").content.decode()
    )


@pytest.mark.usefixtures("shelf")
def test_the_queries_do_not_grow_with_errors_or_matches(
    django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only a request as it begins looks at the generations.
    monkeypatch.setattr(snapshot, "POLL_SECONDS", 60.0)
    client = staff("curator")
    acme = make_account(name="Acme")
    for number in range(20):
        make_standing(make_pattern(f"pattern-{number}"), acme)
    tried(client, log=LOG)
    # Session, user, permissions, generation; the library anew after a change; the audiences.
    counts = []
    line = "a.ts({0},1): error TS2304: Cannot find name 'n{0}'.\n"
    for log in (LOG, LOG + "".join(line.format(number) for number in range(1, 30))):
        # Session, user, permissions of both kinds, kill switch, generation, who is served what,
        # and what the error without a match is like.
        with django_assert_num_queries(8):
            page = tried(client, log=log)
        # Which account, how all stands before it, its own words of them, and what it said of them.
        with django_assert_num_queries(13):
            tried(client, log=log, account="Acme")
        counts.append(len(page.context["answer"].errors))
    assert counts == [2, 20]


def test_a_viewer_may_not_try() -> None:
    pattern = make_pattern()
    client = staff("viewer")
    edit = reverse("admin:errorpatterns_errorpattern_try_edit", args=[pattern.pk])
    for url in (reverse(PAGE), edit):
        assert client.get(url).status_code == client.post(url, {"log": LOG}).status_code == 403
    assert "Try an error" not in client.get("/admin/errorpatterns/errorpattern/").content.decode()


def test_marks_that_overlap_count_once() -> None:
    assert list(cut("abcd", [(2, 4, "literal", ""), (1, 3, "hole", "$1"), (3, 3, "flag", "")])) == [
        Piece("a"),
        Piece("bc", "hole", "$1"),
        Piece("d", "literal"),
    ]
    assert pieces_of("nothing(.)", "abc", "") == [Piece("abc")]


def test_an_order_that_differs_is_told() -> None:
    assert unlike("first .* second", "a second first b").startswith("All its words are there")
    assert unlike("first (.*) second", "first b") == "The text does not have “second”."


def test_every_candidate_says_what_came_of_it() -> None:
    index = Index([("a", "cannot find (a)"), ("b", "cannot find (b)"), ("c", "other words")])
    told = index.tried("cannot find b")
    assert [(one.id, one.literal, one.hit is not None) for one in told] == [
        ("a", "cannot find ", False),
        ("b", "cannot find ", True),
    ]


# The edit.


def form_of(client: Client, pattern: ErrorPattern, **changed: str) -> dict[str, str]:
    page = client.get(reverse("admin:errorpatterns_errorpattern_change", args=[pattern.pk]))
    form = page.context["adminform"].form
    told = {name: form[name].value() for name in form.fields}
    return {name: "" if v is None or v is False else str(v) for name, v in told.items()} | changed


def try_edit(client: Client, pattern: ErrorPattern, **changed: str) -> Any:
    url = reverse("admin:errorpatterns_errorpattern_try_edit", args=[pattern.pk])
    page = client.post(url, form_of(client, pattern, **changed))
    assert page.status_code == 200
    return page


@pytest.mark.usefixtures("shelf")
def test_an_edit_tells_what_it_gains_and_loses_and_saves_nothing() -> None:
    acme = make_project(make_account(name="Acme"))
    pattern = make_pattern(examples=["Cannot find name 'a'."])
    other = make_pattern(
        "other", error_regex="Cannot find module '(.+)'", examples=["Cannot find module 'b'"]
    )
    make_lesson(pattern, acme, example="Cannot find name 'secret-of-acme'.")
    make_lesson(other, acme, example="Cannot find module 'secret-too'")
    before = list(ErrorPattern.objects.values())
    page = try_edit(staff("curator"), pattern, error_regex="Cannot find module '([^']+)'")
    told = page.context["effects"]
    assert [(one.pattern, one.role) for one in told.gained.curated] == [(other, "must match")]
    assert [(one.account, one.name, one.lessons) for one in told.gained.lessons] == [
        ("Acme", "Other", 1)
    ]
    assert [one.text for one in told.lost.curated] == ["Cannot find name 'a'."]
    assert [(one.name, one.lessons) for one in told.lost.lessons] == [("A pattern", 1)]
    html = page.content.decode()
    assert "secret" not in html
    assert "1 lesson of Acme, about Other" in html
    assert "Looked at 4 of 4 stored texts" in html
    assert "The regex does not match" in html  # as saving says
    assert list(ErrorPattern.objects.values()) == before


@pytest.mark.usefixtures("shelf")
def test_of_many_texts_the_rest_is_counted() -> None:
    pattern = make_pattern(error_regex="Nothing like it")
    make_pattern("other", examples=[f"Cannot find name '{number}'" for number in range(30)])
    page = try_edit(staff("curator"), pattern, error_regex="Cannot find name")
    assert "Gains: 30" in page.content.decode()
    assert "And 10 more." in page.content.decode()


@pytest.mark.usefixtures("shelf")
def test_what_an_account_said_is_another_error_is_not_offered() -> None:
    pattern, project = make_pattern(), make_project(make_account(name="Acme"), key="shop")
    make_lesson(pattern, project, example="Cannot find name 'a'.")
    Standing.objects.filter(item=pattern).update(status=Status.ACTIVE)
    note(pattern, project.account_id, project.pk, "Cannot find name 'useId'.")
    page = tried(staff("curator"), log=LOG, account="Acme")
    [other] = page.context["answer"].errors[0].others
    assert (
        other.why
        == "It matches, but the account said, or its lessons tell, that this is another error."
    )


@pytest.mark.usefixtures("shelf")
def test_what_the_tool_calls_another_is_not_offered() -> None:
    make_pattern(code="TS2552", tool="tsc")
    first, *_ = tried(staff("curator"), log=LOG).context["answer"].errors
    assert not first.matches
    [other] = first.others
    assert other.why == "It matches, but is of TS2552, and the tool says that this is TS2304."


@pytest.mark.usefixtures("shelf")
def test_a_regex_that_may_not_be_stored_is_refused_as_by_saving() -> None:
    pattern = make_pattern()
    page = try_edit(staff("curator"), pattern, error_regex="(a*)*")
    assert "It matches the empty text." in page.content.decode()
    assert "effects" not in page.context


@pytest.mark.usefixtures("shelf")
def test_looking_ends_when_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effects, "SECONDS", 0.0)
    monkeypatch.setattr(effects, "OFTEN", 1)
    pattern = make_pattern(examples=["Cannot find name 'a'."])
    page = try_edit(staff("curator"), pattern, error_regex="Cannot find nam. '([^']+)'")
    assert (page.context["effects"].looked, page.context["effects"].texts) == (0, 1)
    assert "then the time was up" in page.content.decode()


@pytest.mark.usefixtures("shelf")
def test_the_queries_of_a_try_are_the_same_for_many_lessons(
    django_assert_num_queries: Any,
) -> None:
    project, pattern, client = make_project(make_account()), make_pattern(), staff("curator")
    make_pattern("other", examples=["Cannot find name 'b'."])
    Standing.objects.create(item=pattern, account=project.account, status=Status.ACTIVE)
    url = reverse("admin:errorpatterns_errorpattern_try_edit", args=[pattern.pk])
    form = form_of(client, pattern, error_regex="Cannot find nam. '([^']+)'")
    client.post(url, form)
    for count in (1, 20):
        for number in range(count):
            make_lesson(pattern, project, example=f"Cannot find name '{number}'")
        with django_assert_num_queries(15):
            client.post(url, form)


class TestOneEdit:
    """What the page of an edit leads to: code pasted beside a message that names no place."""

    CODE = "const rows = load();\n"

    @pytest.fixture
    def pattern(self, shelf: None) -> ErrorPattern:
        return self.teach("shop")

    def teach(self, key: str) -> ErrorPattern:
        account = Account.objects.filter(name="acme").first() or make_account(name="acme")
        make_project(account, key=key)
        told = {"message": "'g' needs a type annotation.", "line": 1, "column": 7}
        fix = {"before": "const g = f();\n", "after": "const g: number = f();\n"}
        return learned(Caller(account), key, error=told, fix=fix)

    def test_begins_with_an_error_of_it(self, pattern: ErrorPattern) -> None:
        page = staff("curator").get(reverse(PAGE), {"of": str(pattern.pk)})
        assert page.context["form"]["log"].value() == "'example' needs a type annotation."

    @pytest.mark.parametrize("of", ["", "x", "\0", "01a22378-4fbd-741a-acdb-f1c0a6503725"])
    def test_or_with_nothing_where_there_is_none(self, of: str) -> None:
        page = staff("curator").get(reverse(PAGE), {"of": of})
        assert page.context["form"]["log"].value() is None

    def test_says_what_it_waits_for_and_then_what_it_does(self, pattern: ErrorPattern) -> None:
        client, log = staff("curator"), "'rows' needs a type annotation."
        told = {"log": log, "source": self.CODE, "line": "1"}
        [match] = tried(client, **told).context["answer"].errors[0].matches
        assert match.declined.startswith("what it puts in may be of its place alone")
        assert self.teach("blog") == pattern
        page = tried(client, **told)
        [match] = page.context["answer"].errors[0].matches
        assert "<ins>+ const rows: number = load();</ins>" in page.content.decode()
        assert match.declined == ""

    def test_without_a_line_it_asks_for_one(self, pattern: ErrorPattern) -> None:
        page = tried(staff("curator"), log="'rows' needs a type annotation.", source=self.CODE)
        [match] = page.context["answer"].errors[0].matches
        assert match.declined.startswith("the error names no line of its file")

    def test_a_place_that_the_error_names_stands(self, pattern: ErrorPattern) -> None:
        self.teach("blog")
        log = "src/a.ts(1,7): error TS1: 'rows' needs a type annotation."
        page = tried(staff("curator"), log=log, source=self.CODE, line="9", column="9")
        [match] = page.context["answer"].errors[0].matches
        assert match.diff

    @pytest.mark.parametrize("line", ["0", "-1", "x", "9" * 400])
    def test_a_line_that_is_none_is_refused(self, line: str) -> None:
        page = tried(staff("curator"), log="x", source=self.CODE, line=line)
        assert "line" in page.context["form"].errors
        assert "answer" not in page.context
