"""Flagged patterns, and what staff do with them through the admin's own pages."""

import json
import re
from itertools import count
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from context.models import AntiSlopRule, Standing, Status
from context.tests.factories import make_lesson, make_standing
from errorpatterns.models import ErrorPattern, ProvenFix
from learning.models import LearnedPattern
from projects.models import Account
from projects.tests.factories import make_project

REVIEW = "admin:context_standing_review"
YES = {"confirmed": "yes", "reason": "looked at it"}

numbers = count(1)


def make_flagged(
    account: Account, *, flags: list[str] | None = None, teach: bool = True, **fields: Any
) -> ErrorPattern:
    """A pattern that installs something, quarantined before the account that taught it."""
    number = next(numbers)
    told: dict[str, Any] = {
        "slug": f"flagged-{number}",
        "name": "Cannot find module",
        "category": "import",
        "error_regex": r"Cannot find (.+)",
        "words": "Cannot find module '$1'.",
        "tool": "tsc",
        "code": "TS2307",
        "language": "typescript",
        "file_glob": "**/*.ts",
        "fix_type": "replace",
        "fix_template": "- import $1\n+ npm install evil",
        "examples": ["Cannot find module 'zod'."],
        **fields,
    }
    pattern = ErrorPattern.objects.create(**told)
    found = ["explanation: url", "fix: install"] if flags is None else flags
    make_standing(pattern, account, Status.QUARANTINED, flags=found)
    if teach:
        make_lesson(pattern, make_project(account), example="Cannot find acme_secret", flags=found)
    return pattern


def act_url(name: str, pattern: ErrorPattern, query: dict[str, str] | None = None) -> str:
    url = reverse(f"admin:errorpatterns_errorpattern_{name}", args=[pattern.pk])
    return f"{url}?{urlencode(query)}" if query else url


def judge(client: Client, name: str, pattern: ErrorPattern) -> Any:
    """What follows when somebody decides so, for all accounts that it is about."""
    accounts = Standing.objects.filter(item=pattern).exclude(account=None)
    told = {"accounts": [str(pk) for pk in accounts.values_list("account", flat=True)]}
    return client.post(act_url(name, pattern), {**YES, **(told if "accounts" in name else {})})


def stands(pattern: ErrorPattern) -> dict[Any, str]:
    return dict(Standing.objects.filter(item=pattern).values_list("account__name", "status"))


def messages(page: Any) -> list[str]:
    """What is told with a page, or with what leads on to one."""
    told = page.context["messages"] if page.context else get_messages(page.wsgi_request)
    return [str(message) for message in told]


def html(client: Client, name: str = REVIEW) -> str:
    return client.get(reverse(name)).content.decode()


class LEARNED:
    """Edits of patterns by their form, sent without having looked at it: that costs more."""

    fields: ClassVar = (
        *("name", "category", "explanation", "confidence", "error_regex", "words", "fix_type"),
        *("fix_template", "applicability", "tool", "language", "framework", "error_type", "code"),
        "file_glob",
    )
    inlines: ClassVar = ("standings", "lessons", "signatures")

    @classmethod
    def edit(cls, client: Client, pattern: ErrorPattern, **to: str) -> Any:
        row = ErrorPattern.objects.get(pk=pattern.pk)
        data = {name: getattr(row, name) for name in cls.fields}
        data |= {"examples": "\n---\n".join(row.examples), "counter_examples": ""}
        for name in cls.inlines:
            data |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
        data |= {"why": "it reads better", "seen_version": row.version, **to}
        url = reverse("admin:errorpatterns_errorpattern_change", args=[pattern.pk])
        return client.post(url, as_a_browser_sends(data))


def as_a_browser_sends(data: dict[str, Any]) -> dict[str, Any]:
    return {
        name: re.sub(r"\r?\n", "\r\n", value) if isinstance(value, str) else value
        for name, value in data.items()
    }


def edit_rule(client: Client, rule: AntiSlopRule, **to: Any) -> Any:
    """Sent as LEARNED does."""
    row = AntiSlopRule.objects.get(pk=rule.pk)
    fields = ("name", "kind", "pattern", "text", "value", "position")
    data = {name: "" if getattr(row, name) is None else getattr(row, name) for name in fields}
    data |= {"why": "it reads better", "seen_version": row.version, **to}
    url = reverse("admin:context_antisloprule_change", args=[rule.pk])
    return client.post(url, as_a_browser_sends(data))


def switch(client: Client, name: str, rule: AntiSlopRule, **told: Any) -> Any:
    url = reverse(f"admin:context_antisloprule_{name}", args=[rule.pk])
    return client.post(url, {**YES, **told}, follow=True)


def page_of(model: type[Any], name: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}")


def previewed(client: Client, model: type[Any], content: bytes, why: str = "from the team") -> Any:
    told = {"file": SimpleUploadedFile("rows", content), "reason": why}
    answer = client.post(page_of(model, "import_rows"), told)
    assert answer.status_code == 200
    return answer


def confirm(client: Client, page: Any, model: type[Any]) -> Any:
    told = {name: page.context[name] for name in ("content", "confirmed")}
    told["reason"] = page.context["form"].cleaned_data["reason"]
    return client.post(page_of(model, "import_rows"), told, follow=True)


def imported(client: Client, model: type[Any], *rows: dict[str, Any]) -> Any:
    """What the page says after both steps."""
    return confirm(client, previewed(client, model, lines(*rows)), model)


def lines(*rows: dict[str, Any]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def learned_pattern(account: Account, name: str, solution: str) -> LearnedPattern:
    pattern = LearnedPattern.objects.create(
        slug=name.lower().replace(" ", "-"),
        name=name,
        category="code",
        problem="The search box sends a request with each key stroke.",
        solution=solution,
        digest=name,
    )
    make_lesson(pattern, make_project(account))
    Standing.objects.filter(item=pattern).update(evidence_for=1)
    return pattern


def proven_fix(number: int) -> ProvenFix:
    return ProvenFix.objects.create(
        slug=f"fix-{number}",
        name="Restart it",
        signature="s",
        fix_digest=str(number),
        words="It hangs.",
        category="runtime",
        approach="Restart it.",
    )


def undo(client: Client) -> Any:
    return client.post(reverse("admin:context_standing_undo"), YES)
