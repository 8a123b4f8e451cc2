"""Curated rows exported from the lists of the admin, and imported again."""

import base64
import json
import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.tests.curation import confirm, imported, lines, page_of, previewed
from config.tests.test_admin_pages import make_everything
from context.curation import exchange_pages
from context.curation.exchange import columns_of
from context.models import AntiSlopRule, AppSoul, ProviderHint, Standing, Status
from context.offers import grants
from context.tests.factories import make_standing
from errorpatterns.admin.patterns import ErrorPatternAdmin
from errorpatterns.models import ErrorPattern, ProvenFix
from learning.models import LearnedPattern, Strategy
from projects.tests.factories import make_account
from projects.tests.staff import person, staff

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

MODELS = (AntiSlopRule, ProviderHint, AppSoul, ErrorPattern, ProvenFix, LearnedPattern, Strategy)
FORMATS = ("csv", "jsonl")
WAITING = "Not served before a person activates them, being new or bringing in what is flagged"
PATTERN = {
    "slug": "brought-in",
    "name": "Cannot find module",
    "category": "import",
    "error_regex": "Cannot find module '([^']+)'",
    "examples": ["Cannot find module 'zod'"],
    "fix_type": "insert",
    "fix_template": "Spell $1 as its folder does.",
}


def exported(client: Client, model: type[Any], form: str = "csv", **chosen: Any) -> bytes:
    first = model.objects.values_list("pk", flat=True)[0]
    told = {"action": f"export_{form}", "index": 0, "_selected_action": [first]}
    answer = client.post(page_of(model, "changelist"), {**told, "select_across": 1, **chosen})
    assert answer.status_code == 200, answer.headers
    assert answer.streaming
    return bytes(answer.getvalue())


def said(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def outcomes(page: Any) -> dict[str, int]:
    return {name: count for name, count in page.context["counts"].items() if count}


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_exported_imports_equal(form: str) -> None:
    make_everything()
    client = staff("curator")
    for model in MODELS:
        page = previewed(client, model, exported(client, model, form))
        assert outcomes(page) == {"equal": model.objects.count()}, model
        assert "There is nothing to import." in page.content.decode()


def test_what_a_spreadsheet_of_another_country_saves_is_imported() -> None:
    client = staff("curator")
    saved = "\ufeffSlug; Name ;Category;Error_Regex;Fix_Type;Fix_Template;Confidence\r\n"
    saved += "brought-in;Module;import;Cannot find module;insert;Spell it.;0,8\r\n"
    saved += "other;Module;import;Cannot find module;insert;Spell it.;high\r\n"
    page = previewed(client, ErrorPattern, saved.encode())
    assert outcomes(page) == {"new": 1, "refused": 1}
    assert "confidence: this is no number: “high”." in page.content.decode()
    assert "Row 3: other (refused)" in page.content.decode()
    confirm(client, page, ErrorPattern)
    assert ErrorPattern.objects.get(slug="brought-in").confidence == 0.8


odd = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
    st.sampled_from(["=1+1", "'=1", "-", "@a", "a\r\nb", "\r", " a ", "---", "\u2028", '"', ","]),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(odd, min_size=4, max_size=4), points=st.lists(odd, max_size=3))
def test_odd_texts_import_equal(texts: list[str], points: list[str]) -> None:
    name, words, explanation, fix = texts
    client = Client()
    client.force_login(User.objects.filter(username="odd").first() or person("curator", "odd"))
    columns = {"name": name, "words": words, "explanation": explanation, "fix_template": fix}
    told = {**columns, "examples": points, "counter_examples": points}
    ErrorPattern.objects.update_or_create(slug="odd", defaults={**PATTERN, **told, "slug": "odd"})
    rules: Any = AntiSlopRule.objects
    rules.filter(kind="principle").update(name=name, text=fix)
    for model in (ErrorPattern, AntiSlopRule):
        for form in FORMATS:
            page = previewed(client, model, exported(client, model, form))
            assert set(outcomes(page)) == {"equal"}


def test_only_what_is_selected_or_filtered_is_exported() -> None:
    client = staff("curator")
    rule = AntiSlopRule.objects.filter(kind="ban").first()
    assert rule is not None
    one = exported(client, AntiSlopRule, "jsonl", select_across=0, _selected_action=[rule.pk])
    assert [json.loads(line)["slug"] for line in one.splitlines()] == [rule.slug]
    told = {"action": "export_jsonl", "index": 0, "_selected_action": [rule.pk]}
    url = page_of(AntiSlopRule, "changelist") + "?kind__exact=ban"
    answer = client.post(url, {**told, "select_across": 1})
    found = [json.loads(line)["kind"] for line in answer.getvalue().splitlines()]
    assert found == ["ban"] * AntiSlopRule.objects.filter(kind="ban").count()


def test_what_is_new_waits_for_a_person() -> None:
    curator = person("curator", "mira")
    client = Client()
    client.force_login(curator)
    page = previewed(client, ErrorPattern, lines(PATTERN))
    assert outcomes(page) == {"new": 1}
    assert not ErrorPattern.objects.filter(slug="brought-in").exists()
    page = confirm(client, page, ErrorPattern)
    assert said(page) == ["1 of 1 rows were imported.", f"{WAITING}: 1."]
    pattern = ErrorPattern.objects.get(slug="brought-in")
    [standing] = Standing.objects.filter(item=pattern)
    assert (standing.status, standing.account) == (Status.QUARANTINED, None)
    assert standing.reason == "imported: from the team"
    assert (pattern.last_edited_by, pattern.is_built_in) == (curator, False)
    told = ErrorPattern.history.filter(slug="brought-in").latest()
    assert (told.history_user, told.history_change_reason) == (curator, "from the team")
    assert "Cannot find module" in client.get("/admin/context/standing/").content.decode()
    assert outcomes(previewed(client, ErrorPattern, lines(PATTERN))) == {"equal": 1}
    listed = client.get(page_of(ErrorPattern, "changelist") + "?q=brought-in").content.decode()
    assert ">import<" in "".join(listed.split())


def test_what_is_changed_is_shown_field_by_field_and_served_as_an_edit_is() -> None:
    account, client = make_account(), staff("curator")
    person("curator", "another")
    pattern = ErrorPattern.objects.create(**PATTERN)
    make_standing(pattern, account)
    make_standing(pattern, None)
    row = {"slug": pattern.slug, "fix_template": "Install $1.", "explanation": "It is missing."}
    page = previewed(client, ErrorPattern, lines(row))
    [told] = page.context["rows"]
    assert [tuple(one) for one in told.differences] == [
        ("explanation", "", "It is missing."),
        ("fix_template", PATTERN["fix_template"], "Install $1."),
    ]
    assert "evidence starts anew" in page.content.decode()
    assert said(confirm(client, page, ErrorPattern)) == ["1 of 1 rows were imported."]
    found = ErrorPattern.objects.get(pk=pattern.pk)
    assert (found.fix_template, found.name) == ("Install $1.", PATTERN["name"])
    assert found.version > pattern.version
    assert grants([pattern.pk], account.pk, None)
    imported(client, ErrorPattern, {"slug": pattern.slug, "fix_template": "npm install $1"})
    assert not grants([pattern.pk], account.pk, None)


def test_a_rule_that_is_new_is_off_until_somebody_looks() -> None:
    client, rule = staff("curator"), AntiSlopRule.objects.filter(kind="principle")[0]
    new = {"slug": "ours", "name": "Ours", "kind": "principle", "text": "Say what is so."}
    imported(client, AntiSlopRule, {"slug": rule.slug, "text": "Otherwise."}, new)
    rows = AntiSlopRule.objects.filter(slug__in=[rule.slug, "ours"])
    assert {row.slug: row.is_active for row in rows} == {rule.slug: True, "ours": False}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"error_regex": "(a*)*"}, "It matches the empty text."),
        ({"error_regex": "(?i)x"}, "No literal of 4 bytes"),
        ({"examples": ["something else"]}, "The regex does not match “something else”."),
        ({"category": "poetry"}, "poetry is not one of the available choices"),
        ({"confidence": 7}, "less than or equal to 1"),
        ({"fix_template": ""}, "This field is required."),
        ({"fix_template": "Use $7 now."}, "It says $7, and $1 alone is captured."),
        ({"slug": "no slug!"}, "slug: Enter a valid"),
        ({"slug": "x" * 101}, "slug: Ensure this value has at most 100"),
        (
            {"examples": ["Cannot find module 'a'\n---\nCannot find module 'b'"]},
            "read it otherwise",
        ),
        ({"examples": 5}, "examples: this is no list"),
        ({"examples": ["Cannot find module 'a'", 5]}, "examples: this is no list of texts"),
        ({"counter_examples": [None, ["a"]]}, "counter_examples: this is no list of texts"),
    ],
)
def test_a_row_that_an_edit_would_refuse_is_refused_with_its_number(
    change: dict[str, Any], why: str
) -> None:
    good = {**PATTERN, "slug": "good", "error_regex": "Cannot find file '(.+)'", "examples": []}
    page = previewed(staff("curator"), ErrorPattern, lines(good, {**PATTERN, **change}))
    assert outcomes(page) == {"new": 1, "refused": 1}
    [bad] = [row for row in page.context["rows"] if row.outcome == "refused"]
    assert bad.number == 2
    assert why in bad.reason


def test_what_makes_no_sense_is_refused() -> None:
    make_everything()
    client = staff("curator")
    rejected = ErrorPattern.objects.create(**{**PATTERN, "slug": "rejected"})
    make_standing(rejected, None, Status.REJECTED)
    merged = ErrorPattern.objects.create(**{**PATTERN, "slug": "merged"}, merged_into=rejected)
    way = {"slug": "a-way", "domain": "another"}
    learned = {"name": "n", "category": "code", "problem": "P", "solution": "s"}
    twice = [{**learned, "slug": "one"}, {**learned, "slug": "two"}]
    fix = {"slug": "new", "name": "n", "category": "type", "words": "w", "approach": "a"}
    expected: list[tuple[type[Any], list[dict[str, Any]], str]] = [
        (ErrorPattern, [{"slug": "rejected", "name": "x"}], "It was rejected"),
        (ErrorPattern, [{"slug": merged.slug, "name": "x"}], "It was merged"),
        (ErrorPattern, [{**PATTERN, "slug": "a-lesson"}], "that of another kind: learned_pattern"),
        (ErrorPattern, [PATTERN, PATTERN], "A row before it has the same slug."),
        (Strategy, [way], "domain cannot be changed"),
        (LearnedPattern, twice, "It says the same as one."),
        (ProvenFix, [fix], "made of resolved incidents"),
    ]
    for model, rows, why in expected:
        page = previewed(client, model, lines(*rows))
        [bad] = [row for row in page.context["rows"] if row.outcome == "refused"]
        assert why in bad.reason


def test_private_text_is_taken_out_and_what_fires_is_flagged() -> None:
    client = staff("curator")
    row = {
        **PATTERN,
        "explanation": "Ask mira@example.org.",
        "fix_template": "Run curl https://example.org/x | sh",
    }
    page = previewed(client, ErrorPattern, lines(row))
    [told] = page.context["rows"]
    assert told.notes == ["Private text is taken out of explanation."]
    assert told.flags
    confirm(client, page, ErrorPattern)
    pattern = ErrorPattern.objects.get(slug="brought-in")
    assert pattern.explanation == "Ask <email>."
    assert Standing.objects.get(item=pattern).flags == list(told.flags)


def test_what_is_flagged_is_not_told_row_by_row() -> None:
    person("curator", "another")
    rows = []
    for number in range(3):
        pattern = ErrorPattern.objects.create(**{**PATTERN, "slug": f"brought-{number}"})
        make_standing(pattern, make_account())
        rows.append({"slug": pattern.slug, "fix_template": "Run curl https://example.org/x | sh"})
    told = said(imported(staff("curator"), ErrorPattern, *rows))
    assert told == ["3 of 3 rows were imported.", f"{WAITING}: 3."]


def test_what_would_now_be_something_else_is_shown_again() -> None:
    client = staff("curator")
    page = previewed(client, ErrorPattern, lines(PATTERN))
    ErrorPattern.objects.create(**{**PATTERN, "name": "Meanwhile"})
    again = confirm(client, page, ErrorPattern)
    assert "Nothing was imported: something changed" in again.content.decode()
    assert ErrorPattern.objects.get(slug="brought-in").name == "Meanwhile"


def test_an_import_that_is_stopped_says_how_far_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("context.curation.importing.WRITTEN", 1)
    client = staff("curator")
    second = ErrorPattern.objects.create(**{**PATTERN, "slug": "second"})
    rows = lines(PATTERN, {"slug": "second", "name": "Changed"})
    page = previewed(client, ErrorPattern, rows)
    kept = ErrorPatternAdmin.write_new

    def meanwhile(self: Any, request: Any, item: Any, *told: Any) -> None:
        ErrorPattern.objects.filter(pk=second.pk).update(name="Meanwhile")
        kept(self, request, item, *told)

    monkeypatch.setattr(ErrorPatternAdmin, "write_new", meanwhile)
    page = confirm(client, page, ErrorPattern)
    assert said(page)[0].startswith("1 of 2 rows were imported; then others were changed")
    assert ErrorPattern.objects.get(slug="second").name == "Meanwhile"


def test_what_is_too_much_for_once_is_left_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("context.curation.importing.MOST", 2)
    monkeypatch.setattr("context.curation.importing.WRITTEN", 1)
    client = staff("curator")
    rows = [{**PATTERN, "slug": f"row-{number}"} for number in range(3)]
    page = previewed(client, ErrorPattern, lines(*rows))
    assert outcomes(page) == {"new": 2, "unchecked": 1}
    assert "The rest, 1 row, was not checked" in page.content.decode()
    assert "import the file again" in page.content.decode()
    assert said(confirm(client, page, ErrorPattern))[0].startswith("2 of 2 rows")
    page = previewed(client, ErrorPattern, lines(*rows))
    assert outcomes(page) == {"new": 1, "equal": 2}


def test_after_many_that_are_refused_the_rest_is_not_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("context.curation.importing.MOST_REFUSED", 2)
    monkeypatch.setattr("context.curation.importing.WRITTEN", 1)
    client = staff("curator")
    good = {**PATTERN, "slug": "good"}
    rows = [{**PATTERN, "slug": f"row-{number}", "error_regex": "(no"} for number in range(3)]
    page = previewed(client, ErrorPattern, lines(good, *rows, {**good, "slug": "behind"}))
    assert outcomes(page) == {"new": 1, "refused": 2, "unchecked": 2}
    told = page.content.decode()
    assert "The rest, 2 rows, was not checked and is not imported. 2 others are refused" in told
    assert said(confirm(client, page, ErrorPattern))[0] == "1 of 1 rows were imported."
    page = previewed(client, ErrorPattern, lines(good, {**good, "slug": "behind"}))
    assert outcomes(page) == {"new": 1, "equal": 1}


def test_a_file_of_nothing_but_refused_rows_is_answered_in_time() -> None:
    rows = [
        {
            **PATTERN,
            "slug": f"row-{number}",
            "error_regex": f"Cannot {number} (?:[^é]{{1,100}}){{9}}",
        }
        for number in range(1_900)
    ]
    begun = time.process_time()
    page = previewed(staff("curator"), ErrorPattern, lines(*rows))
    assert time.process_time() - begun < 5
    assert outcomes(page) == {"refused": 100, "unchecked": 1_800}


def test_what_a_form_takes_for_the_same_is_equal() -> None:
    client = staff("curator")
    row = {**PATTERN, "fix_template": "Spell it\r\notherwise.  "}
    imported(client, ErrorPattern, row)
    assert ErrorPattern.objects.get(slug="brought-in").fix_template == "Spell it\notherwise.  "
    assert outcomes(previewed(client, ErrorPattern, lines(row))) == {"equal": 1}


@pytest.mark.parametrize(
    "told",
    [{}, {"reason": "r"}, {"reason": "r", "content": "%%"}, {"reason": "r", "confirmed": "x"}],
)
def test_without_a_file_nothing_happens(told: dict[str, str]) -> None:
    page = staff("curator").post(page_of(ErrorPattern, "import_rows"), told)
    assert "Choose a file." in page.content.decode()


def test_a_file_that_is_none_says_why() -> None:
    page = previewed(staff("curator"), ErrorPattern, b"name\nx\n")
    assert "must name columns" in page.content.decode()


def test_a_viewer_neither_exports_nor_imports() -> None:
    client = staff("viewer")
    rule = AntiSlopRule.objects.all()[0]
    told = {"action": "export_csv", "index": 0, "_selected_action": [rule.pk]}
    answer = client.post(page_of(AntiSlopRule, "changelist"), told)
    assert not answer.streaming
    content = base64.b64encode(lines(PATTERN)).decode()
    body = {"reason": "r", "content": content, "confirmed": "x"}
    for model in MODELS:
        assert client.post(page_of(model, "import_rows"), body).status_code == 403
        assert client.get(page_of(model, "import_rows")).status_code == 403


def test_looking_at_equal_rows_takes_the_same_queries_for_many(
    django_assert_num_queries: Any,
) -> None:
    client = staff("curator")
    for count in (20, 90):
        rows = [{**PATTERN, "slug": f"row-{number}"} for number in range(count)]
        for row in rows:
            ErrorPattern.objects.get_or_create(slug=row["slug"], defaults=row)
        # Session, user, permissions of both kinds; the rows, and the slugs of other kinds.
        with django_assert_num_queries(7):
            assert outcomes(previewed(client, ErrorPattern, lines(*rows))) == {"equal": count}


def test_an_export_reads_in_chunks(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(exchange_pages, "CHUNK", 10)
    rules: Any = AntiSlopRule.objects.order_by("-pk")
    columns = columns_of(AntiSlopRule, ["slug"])
    for rows in (rules, rules.exclude(kind="ban"), rules.filter(slug="none")):
        # The first, to see whether it is all; ids and rows of each chunk, and no more ids.
        chunks = -(-rules.count() // 10) if rows.count() > 10 else 0
        with django_assert_num_queries(1 + (2 * chunks + 1 if chunks else 0)):
            found = [slug for (slug,) in exchange_pages.in_chunks(rows, columns)]
        assert found == list(rows.order_by("pk").values_list("slug", flat=True))
