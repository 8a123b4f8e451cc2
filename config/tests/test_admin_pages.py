"""Every page of the admin, as each role."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.db.models import Model
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.tests.curation import LEARNED as LEARNED_ROWS
from config.tests.curation import edit_rule, lines, previewed
from config.tests.test_private import holding, rows
from context.acts import ACTS
from context.models import (
    AntiSlopRule,
    ContextBuild,
    Cycle,
    Daily,
    KillSwitch,
    Outcome,
    ProviderHint,
    Standing,
    Status,
)
from context.tests.factories import make_lesson, make_standing
from errorpatterns.editing.learning import learn
from errorpatterns.editing.places import Span
from errorpatterns.editing.rules import refined
from errorpatterns.models import ErrorEscalation, ErrorPattern, ProvenFix
from intake.models import JobRun, OutboxEvent
from intake.reasons import ReasonField
from learning.models import (
    CodeArtifact,
    DesignChoice,
    ErrorRecovery,
    Interaction,
    Judgment,
    LearnedPattern,
    Strategy,
)
from learning.tests.factories import make_pair
from projects.models import Account, ApiKey, EndUser, Erasure, Project
from projects.tests.factories import make_account, make_project
from projects.tests.staff import ROLES, assert_loads_nothing_foreign, person, staff
from projects.tests.state import make_state
from shadowmodels.models import ShadowInference, ShadowModel

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

# To draw the page that refuses takes as long as to draw the one that is asked for.
REFUSALS = "config.tests.refusals"

# Who may look, and whose direct POST is not refused: v, c, a for viewer, curator, admin. Posted to
# a list or a history without an action, nothing happens.
LIST = {
    "changelist": ("vca", "vca"),
    "change": ("-", "-"),
    "history": ("-", "-"),
    "add": ("-", "-"),
    "delete": ("-", "-"),
}
READ = {**LIST, "change": ("vca", "-"), "history": ("vca", "vca")}
CURATED = {**READ, "change": ("vca", "ca"), "import_rows": ("ca", "ca")}
SHIPPED = {**CURATED, **dict.fromkeys(("switch_on", "switch_off"), ("ca", "ca"))}
LEARNED = {**CURATED, "carried": ("vca", "vca"), **dict.fromkeys(ACTS, ("ca", "ca"))}
ADMINS_OWN = dict.fromkeys(READ, ("a", "a"))
PAGES = {
    "auth_group": {**ADMINS_OWN, "roles": ("vca", "vca")},
    "auth_user": {**ADMINS_OWN, "delete": ("-", "-"), "password_change": ("a", "a")},
    "context_antisloprule": SHIPPED,
    "context_appsoul": SHIPPED,
    "context_contextbuild": {
        **READ,
        "pipeline": ("vca", "vca"),
        "preview": ("ca", "ca"),
        "compare": ("ca", "ca"),
    },
    "context_cycle": {**READ, "run_now": ("ca", "ca")},
    "context_killswitch": {**LIST, "turn": ("a", "a")},
    "context_outcome": READ,
    "context_providerhint": SHIPPED,
    "context_standing": {
        **LIST,
        "review": ("vca", "vca"),
        **dict.fromkeys(("undo", "merge"), ("ca", "ca")),
    },
    "errorpatterns_errorescalation": LIST,
    "errorpatterns_errorpattern": {
        **LEARNED,
        **dict.fromkeys(("try_edit", "try_out"), ("ca", "ca")),
    },
    "errorpatterns_provenfix": LEARNED,
    "intake_jobrun": {**READ, "jobs": ("vca", "vca"), "run_now": ("ca", "ca")},
    "intake_outboxevent": READ,
    "learning_codeartifact": READ,
    "learning_decision": READ,
    "learning_designchoice": READ,
    "learning_errorrecovery": READ,
    "learning_interaction": READ,
    "learning_judgment": READ,
    "learning_learnedpattern": LEARNED,
    "learning_preferencepair": READ,
    "learning_strategy": LEARNED,
    "projects_account": {**READ, "add": ("a", "a"), "change": ("vca", "a")},
    "projects_apikey": {**READ, "make": ("a", "a"), "revoke": ("a", "a")},
    "projects_buildphase": LIST,
    "projects_erasure": READ,
    "projects_intentlock": LIST,
    "projects_project": {**READ, "erase": ("a", "a")},
    "projects_projectanalysis": LIST,
    "projects_projectrule": LIST,
    "projects_tournamentresult": LIST,
    "projects_userpreference": LIST,
    "projects_verificationresult": LIST,
    "shadowmodels_shadowinference": READ,
    "shadowmodels_shadowmodel": {**READ, "promote": ("ca", "ca")},
}

# Every act that changes something, and who does it.
ACTING = {
    **dict.fromkeys((*ACTS, "switch_on", "switch_off", "promote", "run_now"), "ca"),
    **dict.fromkeys(("make", "revoke", "erase"), "a"),
}
# Done to those selected in a list alone, without a page of its own.
LIST_ACTS = {"export_csv": "ca", "export_jsonl": "ca", "delete_selected": "a"}
CONFIRMED = {"confirmed": "yes", "reason": "r"}


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
        edit=refined(None, learn("let a;", "let a: string;", Span(4, 5), ["a"])),
    )
    make_standing(pattern, account, Status.QUARANTINED, flags=["fix: URL"])
    make_lesson(pattern, project, example="Cannot find name 'x'")
    ErrorEscalation.objects.create(project=project, signature="s", message="m", scrub_version=1)
    ContextBuild.objects.create(
        id=f"ctx_{'1' * 40}",
        account=account,
        project=project,
        tokens=1,
        template_digest="t" * 64,
        release="r",
    )
    Outcome.objects.create(account=account, project=project, item=pattern, success=True)
    JobRun.objects.create(job="weigh", started_at=timezone.now())
    OutboxEvent.objects.create(type="pattern.learned")
    Daily.objects.add({(timezone.now().date(), name): 3 for name in Daily.Name.values})
    Cycle.objects.create(number=1, started_at=timezone.now(), step="pairing")
    KillSwitch.objects.create(is_off=True, reason="r")
    Erasure.objects.create(account=account, key="gone", reason="r")
    make_state(project)
    make_learned(project)


def make_learned(project: Project) -> None:
    learned = LearnedPattern.objects.create(
        slug="a-lesson", name="A lesson", category="code", problem="p", solution="s", digest="1"
    )
    strategy = Strategy.objects.create(
        slug="a-way", name="A way", domain="code_generation", description="d", digest="1"
    )
    fix = ProvenFix.objects.create(
        slug="a-fix", name="A fix", signature="s", words="w", category="type", approach="a"
    )
    for item in (learned, strategy, fix):
        make_standing(item, project.account, Status.QUARANTINED, flags=["fix: URL"])
        make_lesson(item, project)
    known: dict[str, Any] = {"project": project, "scrub_version": 1}
    CodeArtifact.objects.create(kind="code_artifact", path="a.ts", **known)
    DesignChoice.objects.create(kind="design_choice", soul="social", **known)
    ErrorRecovery.objects.create(kind="error_recovery", message="m", **known)
    Judgment.objects.create(type="code_quality", **known)
    make_pair(project)
    Interaction.objects.create(
        account=project.account,
        user=EndUser.objects.filter(account=project.account).first()
        or EndUser.objects.create(account=project.account, key="u"),
        action="accepted",
        task="component",
    )
    model = ShadowModel.objects.create(
        account=project.account, name="code_specialist", model_version="1", status="ready"
    )
    ShadowInference.objects.create(
        model=model, account=project.account, domain="d", inference="i", confidence=0.9, **known
    )


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
    return {
        f"{model}_{name}": roles for model, told in PAGES.items() for name, roles in told.items()
    }


def test_the_table_names_every_page() -> None:
    make_everything()
    assert {name for name, _ in pages()} == set(table())


@pytest.mark.once
@pytest.mark.urls(REFUSALS)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_its_pages_and_nothing_of_elsewhere(role: str) -> None:
    make_everything()
    client = staff(role)
    for name, url in pages():
        page = client.get(url, follow=True)
        assert page.status_code == (200 if role[0] in table()[name][0] else 403), name
        assert_loads_nothing_foreign(page)


@pytest.mark.once
@pytest.mark.urls(REFUSALS)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_post_where_it_may_write(role: str) -> None:
    make_everything()
    client = staff(role)
    before = everything()
    for name, url in pages():
        page = client.post(url, {})
        assert (page.status_code != 403) == (role[0] in table()[name][1]), name
    assert everything() == before


def doors() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(name, address, answer) by which each act is done directly, past the page that asks: on its
    own page, and on those selected in a list.
    """
    account = Account.objects.get(name="Acme").pk
    answers: dict[str, dict[str, Any]] = {
        **{name: {"accounts": [account]} for name, act in ACTS.items() if not act.for_everybody},
        "make": {"account": account, "name": "k", "scopes": ["context:read"]},
        "run_now": {"job": "purge"},
    }
    for name, url in pages():
        own = name.split("_", 2)[2]
        if own not in READ:
            yield name, url, {**answers.get(own, {}), **CONFIRMED}
    for model, model_admin in admin.site._registry.items():
        first = model._default_manager.order_by("pk").values_list("pk", flat=True)[0]
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        for act in model_admin.actions or ():
            selected = {"action": act, "_selected_action": [first], **CONFIRMED}
            yield f"{label}_{act}", reverse(f"admin:{label}_changelist"), selected


@pytest.mark.once
@pytest.mark.urls(REFUSALS)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_directly_what_it_may_and_nothing_else(role: str) -> None:
    make_everything()
    AntiSlopRule.objects.update(is_active=False)
    client, before, done = staff(role), everything(), set()
    for name, url, posted in doors():
        with transaction.atomic():
            page = client.post(url, posted)
            has_changed = everything() != before
            transaction.set_rollback(True)
        own = name.split("_", 2)[2]
        if role[0] in (LIST_ACTS.get(own) or table()[name][1]):
            assert page.status_code != 403, name
            done |= {name.split("_", 2)[2]} if has_changed else set()
        else:
            assert not has_changed, name
    assert done == {act for act, roles in ACTING.items() if role[0] in roles}


def everything() -> list[Any]:
    """All rows that staff could change, as the database has them."""
    models: tuple[type[Model], ...] = (
        Account,
        ApiKey,
        Project,
        AntiSlopRule,
        ProviderHint,
        ErrorPattern,
        Standing,
        ShadowModel,
        OutboxEvent,
    )
    whole = {part for model in models for part in (model, *model._meta.get_parent_list())}
    with connection.cursor() as cursor:
        return [rows(cursor, part._meta.db_table) for part in sorted(whole, key=str)]


def test_strangers_are_sent_to_the_login(client: Client) -> None:
    make_everything()
    for name, url in pages():
        for page in (client.get(url), client.post(url, {"confirmed": "yes", "reason": "r"})):
            assert page.status_code == 302, name
            assert page["Location"].startswith(reverse("admin:login"))


@pytest.mark.urls(REFUSALS)
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


def test_a_number_that_no_database_holds_is_no_filter() -> None:
    make_everything()
    page = staff("admin").get(f"{reverse('admin:auth_user_changelist')}?groups={'9' * 30}")
    assert page.status_code == 400


@pytest.mark.parametrize("how", ["startswith", "regex", "exact", "isnull", "in"])
def test_no_list_is_asked_for_what_it_does_not_offer(how: str) -> None:
    """By `startswith` texts could be found out that are not shown, and one `regex` never ends."""
    make_everything()
    client = staff("admin")
    for name, url in pages():
        if name.endswith("_changelist"):
            page = client.get(f"{url}?pk__{how}=1")
            # What is no list asks no table by its address.
            assert page.status_code in (400, 403) or "cl" not in page.context, name


OURS = {"context", "errorpatterns", "intake", "learning", "projects", "shadowmodels"}
PRIVATE = "told by jane.doe@example.com token ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"[:36]
CLEAN = "told by <email> token <secret>"


@pytest.mark.once
def test_no_reason_is_kept_that_is_private() -> None:
    make_everything()
    AntiSlopRule.objects.update(is_active=False)
    client, before, refused = staff("admin"), everything(), set()
    without_reason = {"make", *LIST_ACTS}
    for name, url, posted in doors():
        act = name.split("_", 2)[2]
        if act in without_reason:
            continue
        page = client.post(url, {**posted, "reason": PRIVATE})
        form = page.context and page.context.get("form")
        if form and "reason" in form.errors:
            [said] = form.errors["reason"]
            assert said == f"It holds what is private. Write instead: “{CLEAN}”", name
            refused.add(act)
    assert refused >= {*ACTING, "turn"} - without_reason
    assert everything() == before
    assert not holding("jane.doe")


@pytest.mark.once
def test_no_edit_is_kept_for_a_reason_that_is_private() -> None:
    make_everything()
    client, before = staff("admin"), everything()
    rule: Any = AntiSlopRule.objects.filter(kind="principle").first()
    pattern, account = ErrorPattern.objects.get(slug="a-pattern"), Account.objects.get(name="Acme")
    edit = {"name": "Other", "sharing": "account", "why": PRIVATE}
    for page in (
        LEARNED_ROWS.edit(client, pattern, name="Other", why=PRIVATE),
        edit_rule(client, rule, name="Other", why=PRIVATE),
        client.post(reverse("admin:projects_account_change", args=[account.pk]), edit),
    ):
        [said] = page.context["adminform"].form.errors["why"]
        assert CLEAN in said
    row = {"slug": rule.slug, "name": "Other"}
    page = previewed(client, AntiSlopRule, lines(row), PRIVATE)
    assert CLEAN in page.context["form"].errors["reason"][0]
    assert everything() == before
    assert not holding("jane.doe")


def test_every_reason_is_asked_for_in_one_way() -> None:
    def kinds(of: type[Any]) -> Iterator[type[Any]]:
        for kind in of.__subclasses__():
            yield from (kind, *kinds(kind))

    asked = [
        (form.__qualname__, field)
        for form in kinds(BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if name in ("why", "reason") and form.__module__.partition(".")[0] in OURS
    ]
    assert len(asked) > 5
    assert [form for form, field in asked if not isinstance(field, ReasonField)] == []
