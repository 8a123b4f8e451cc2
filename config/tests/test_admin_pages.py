"""Every page of the admin, as each role."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from context.models import AntiSlopRule, ContextBuild, Outcome, ProviderHint, Standing, Status
from context.tests.factories import make_lesson, make_standing
from errorpatterns.models import ErrorEscalation, ErrorPattern
from intake.models import JobRun, OutboxEvent
from projects.models import Account, ApiKey, Project
from projects.tests.factories import make_account, make_project
from projects.tests.staff import ROLES, assert_loads_nothing_foreign, person, staff

pytestmark = pytest.mark.django_db

# Who may look, and whose direct POST is not refused: v, c, a for viewer, curator, admin. Posted to
# a list or a history without an action, nothing happens.
PAGES = {
    ("ca", "ca"): """
        context_antisloprule_switch_off
        context_antisloprule_switch_on
        context_providerhint_switch_off
        context_providerhint_switch_on
        errorpatterns_errorpattern_activate_for_accounts
        errorpatterns_errorpattern_activate_for_everybody
        errorpatterns_errorpattern_deactivate_for_accounts
        errorpatterns_errorpattern_deactivate_for_everybody
        errorpatterns_errorpattern_reject
        intake_jobrun_run_now
    """,
    ("vca", "vca"): """
        context_antisloprule_changelist
        context_antisloprule_history
        context_contextbuild_changelist
        context_contextbuild_history
        context_outcome_changelist
        context_outcome_history
        context_providerhint_changelist
        context_providerhint_history
        context_standing_changelist
        errorpatterns_errorescalation_changelist
        errorpatterns_errorpattern_changelist
        errorpatterns_errorpattern_history
        intake_jobrun_changelist
        intake_jobrun_history
        intake_outboxevent_changelist
        intake_outboxevent_history
        projects_account_changelist
        projects_account_history
        projects_apikey_changelist
        projects_apikey_history
        projects_project_changelist
        projects_project_history
    """,
    ("-", "-"): """
        context_antisloprule_add
        context_antisloprule_delete
        context_contextbuild_add
        context_contextbuild_delete
        context_outcome_add
        context_outcome_delete
        context_providerhint_add
        context_providerhint_delete
        context_standing_add
        context_standing_change
        context_standing_delete
        context_standing_history
        errorpatterns_errorescalation_add
        errorpatterns_errorescalation_change
        errorpatterns_errorescalation_delete
        errorpatterns_errorescalation_history
        errorpatterns_errorpattern_add
        errorpatterns_errorpattern_delete
        intake_jobrun_add
        intake_jobrun_delete
        intake_outboxevent_add
        intake_outboxevent_delete
        projects_account_delete
        projects_apikey_add
        projects_apikey_delete
        projects_project_add
        projects_project_delete
    """,
    ("vca", "-"): """
        context_contextbuild_change
        context_outcome_change
        intake_jobrun_change
        intake_outboxevent_change
        projects_apikey_change
        projects_project_change
    """,
    ("a", "a"): """
        auth_group_add
        auth_group_change
        auth_group_changelist
        auth_group_delete
        auth_group_history
        auth_user_add
        auth_user_change
        auth_user_changelist
        auth_user_delete
        auth_user_history
        auth_user_password_change
        projects_account_add
        projects_apikey_make
        projects_apikey_revoke
        projects_project_erase
    """,
    ("vca", "a"): """
        projects_account_change
    """,
    ("vca", "ca"): """
        context_antisloprule_change
        context_providerhint_change
        errorpatterns_errorpattern_change
    """,
}


def make_everything() -> None:
    """A row of every model."""
    person("viewer", "somebody")
    account = make_account(name="Acme")
    project = make_project(account, key="shop")
    ApiKey.make(account, "ci", ["context:read"])
    pattern = ErrorPattern.objects.create(
        slug="a-pattern",
        name="A pattern",
        category="type",
        error_regex="Cannot find name",
        fix_type="insert",
        fix_template="Declare it.",
    )
    make_standing(pattern, account, Status.QUARANTINED, flags=["fix: URL"])
    make_lesson(pattern, project, example="Cannot find name 'x'")
    ErrorEscalation.objects.create(project=project, signature="s", message="m", scrub_version=1)
    ContextBuild.objects.create(
        id="ctx_1", account=account, project=project, tokens=1, template_digest="t", release="r"
    )
    Outcome.objects.create(account=account, project=project, item=pattern, success=True)
    JobRun.objects.create(job="weigh", started_at=timezone.now())
    OutboxEvent.objects.create(type="pattern.learned")


def pages(pk: str = "") -> Iterator[tuple[str, str]]:
    """(name, address) of each page of each model, once; of its first row, or of this id."""
    known = set()
    for model, model_admin in admin.site._registry.items():
        [first] = model._default_manager.values_list("pk", flat=True).order_by("pk")[:1]
        for url in model_admin.get_urls():
            if url.name and url.name not in known:
                known.add(url.name)
                args = url.pattern.converters or url.pattern.regex.groups
                yield url.name, reverse(f"admin:{url.name}", args=[pk or first] if args else [])


def table() -> dict[str, tuple[str, str]]:
    return {name: roles for roles, names in PAGES.items() for name in names.split()}


def test_the_table_names_every_page() -> None:
    make_everything()
    assert {name for name, _ in pages()} == set(table())


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_its_pages_and_nothing_of_elsewhere(role: str) -> None:
    make_everything()
    client = staff(role)
    for name, url in pages():
        page = client.get(url, follow=True)
        assert page.status_code == (200 if role[0] in table()[name][0] else 403), name
        assert_loads_nothing_foreign(page)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_post_where_it_may_write(role: str) -> None:
    make_everything()
    client = staff(role)
    before = everything()
    for name, url in pages():
        page = client.post(url, {})
        assert (page.status_code != 403) == (role[0] in table()[name][1]), name
    assert everything() == before


def everything() -> list[Any]:
    """All rows that staff could change."""
    models = (Account, ApiKey, Project, AntiSlopRule, ProviderHint, ErrorPattern, Standing)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def test_strangers_are_sent_to_the_login(client: Client) -> None:
    make_everything()
    for name, url in pages():
        for page in (client.get(url), client.post(url, {"confirmed": "yes", "reason": "r"})):
            assert page.status_code == 302, name
            assert page["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("pk", ["nonsense", "0", "x" * 300, "%00", "_5F"])
def test_what_is_unknown_is_not_found(pk: str) -> None:
    make_everything()
    client = staff("admin")
    for name, url in pages(pk):
        if pk in url or "%25" in url:
            assert client.get(url).status_code in (302, 403, 404), name


@pytest.mark.parametrize(
    "query", ["q=%00", "tool=%00", "language=%00", "status=%00", "waiting=%00", "o=x", "p=x", "e=1"]
)
def test_a_list_asked_for_nonsense_does_not_break(query: str) -> None:
    make_everything()
    client = staff("viewer")
    for name, url in pages():
        if name.endswith("_changelist"):
            assert client.get(f"{url}?{query}").status_code < 500, name
