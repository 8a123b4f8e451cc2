"""What a browser sends of a form that nobody touched is no edit."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import RequestFactory

from config.tests.curation import LEARNED, as_a_browser_sends, edit_rule, make_flagged
from context.models import AntiSlopRule, AppSoul, LearnedItem, ProviderHint, Standing, Status
from errorpatterns.models import ErrorPattern
from projects.tests.factories import make_account
from projects.tests.staff import person, staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [ErrorPattern, AntiSlopRule, ProviderHint, AppSoul])
def test_nothing_that_came_with_the_release_is_edited_by_looking_at_it(model: Any) -> None:
    request = RequestFactory().get("/")
    request.user = person("curator")
    form_of: Any = admin.site._registry[model].get_form(request)
    touched = {}
    for row in model.objects.all():
        form = form_of(sent(form_of(instance=row)), instance=row)
        form.is_valid()
        if form.edited:
            touched[row.slug] = form.edited
    assert model.objects.exists()
    assert touched == {}


def sent(shown: Any) -> dict[str, Any]:
    told = {name: shown[name].value() for name in shown.fields}
    # Of lists a form sends what they were, too.
    told |= {shown[name].html_initial_name: value for name, value in told.items()}
    return as_a_browser_sends({name: value for name, value in told.items() if value is not None})


def test_a_rename_keeps_the_evidence_and_brings_in_no_flag() -> None:
    person("curator", "another")
    pattern = make_flagged(
        make_account(), flags=[], fix_template="- import $1\n+ npm install $1\n", success_count=9
    )
    Standing.objects.filter(item=pattern).update(status=Status.ACTIVE)
    assert LEARNED.edit(staff("curator"), pattern, name="Other words").status_code == 302
    pattern.refresh_from_db()
    assert (pattern.success_count, pattern.version) == (9, 2)
    assert pattern.fix_template == "- import $1\n+ npm install $1\n"
    assert pattern.error_regex == "Cannot find (.+)"
    [change] = ErrorPattern.history.filter(id=pattern.pk, version=2)
    assert change.diff_against(change.prev_record).changed_fields == ["name"]
    assert set(Standing.objects.filter(item=pattern).values_list("status", flat=True)) == {"active"}


def test_a_text_of_blanks_is_none() -> None:
    rule: Any = AntiSlopRule.objects.filter(kind="principle").first()
    page = edit_rule(staff("curator"), rule, text=" \n ")
    assert page.context["adminform"].form.errors["text"] == ["This field is required."]


def test_what_is_private_is_shown_where_it_stands() -> None:
    rule: Any = AntiSlopRule.objects.filter(kind="principle").first()
    told = "Say what is so. " * 30 + "Write to maria@example.org."
    page = edit_rule(staff("curator"), rule, text=told)
    [said] = page.context["adminform"].form.errors["text"]
    assert "Write to " in said
    assert "maria" not in said
    assert LearnedItem.objects.filter(version=2).count() == 0
