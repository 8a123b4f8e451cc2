"""Patterns as staff find them in the admin, and how they stand."""

from typing import Any

from django.test import Client
from django.urls import reverse

from context.models import Generation, Standing, Status
from context.tests.factories import make_lesson, make_standing
from errorpatterns.models import ErrorPattern
from projects.models import Account
from projects.tests.factories import make_project

LIST = "admin:errorpatterns_errorpattern_changelist"

MESSAGE = "Cannot find name 'price'."

RAW = "Cannot find name 'acme_secret_price'."

YES = {"confirmed": "yes", "reason": "looked at it"}

ACTS = (
    "activate_for_accounts",
    "activate_for_everybody",
    "deactivate_for_accounts",
    "deactivate_for_everybody",
    "reject",
)


def make_pattern(**fields: Any) -> ErrorPattern:
    number = ErrorPattern.objects.count()
    given = {
        "slug": f"pattern-{number}",
        "name": f"Pattern {number}",
        "category": "type",
        "error_regex": r"Cannot find name '(\w+)'",
        "fix_type": "insert",
        "fix_template": "Declare $1.",
        "examples": [MESSAGE],
        **fields,
    }
    return ErrorPattern.objects.create(**given)


def make_taught(account: Account, status: str = Status.QUARANTINED, **fields: Any) -> ErrorPattern:
    """A pattern, and the flagged lesson of a project of the account."""
    pattern = make_pattern(**fields)
    flags = ["fix: shell command"] if status == Status.QUARANTINED else []
    make_standing(pattern, account, status, flags=flags)
    make_lesson(pattern, make_project(account), example=RAW, diff="acme_secret_diff", flags=flags)
    return pattern


def act_url(name: str, pattern: ErrorPattern, query: str = "") -> str:
    return reverse(f"admin:errorpatterns_errorpattern_{name}", args=[pattern.pk]) + query


def stands(pattern: ErrorPattern) -> dict[Any, str]:
    return dict(Standing.objects.filter(item=pattern).values_list("account__name", "status"))


def version(pattern: ErrorPattern) -> int:
    return ErrorPattern.objects.values_list("version", flat=True).get(pk=pattern.pk)


def generation() -> int:
    known = Generation.objects.values_by_name()
    return known[Generation.Name.LIBRARY] + known[Generation.Name.PATTERNS]


def edit(client: Client, pattern: ErrorPattern, **fields: Any) -> Any:
    """Post the form as it was shown, with these fields in it."""
    url = reverse("admin:errorpatterns_errorpattern_change", args=[pattern.pk])
    page = client.get(url)
    form = page.context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in shown.items() if value not in (None, False)}
    for formset in page.context["inline_admin_formsets"]:
        data |= {
            form_field.html_name: form_field.value()
            for form_field in formset.formset.management_form
        }
    return client.post(url, {**data, "why": "it missed some", **fields})
