"""What generators teach of their own making, and what comes of it."""

from typing import Any

from django.db import transaction

from context.learned import weigh_due
from context.ledger import Report, event_digest, record_use
from context.models import LearnedItem, Standing
from context.pruning import prune
from learning.models import LearnedPattern, Strategy
from projects.models import Account, Project
from projects.tests.factories import Caller, make_project

PATTERNS = "learned-patterns/"
STRATEGIES = "strategies/"
SELECT = "strategies/select/"
PATTERN: dict[str, Any] = {
    "project": "shop",
    "category": "code",
    "name": "Validate at the edge",
    "problem": "Checkout forms accept what the server refuses later.",
    "solution": "Parse the input once, where it comes in, with a schema.",
}
STRATEGY: dict[str, Any] = {
    "project": "shop",
    "domain": "code_generation",
    "name": "Tests first",
    "description": "Write the test that fails, then the code that lets it pass.",
}


def pattern(project: str = "shop", **fields: Any) -> dict[str, Any]:
    return {**PATTERN, "project": project, **fields}


def strategy(project: str = "shop", **fields: Any) -> dict[str, Any]:
    return {**STRATEGY, "project": project, **fields}


def taught(caller: Caller, body: dict[str, Any]) -> Any:
    """The answer to a lesson, of whichever kind, that is accepted."""
    answer = caller.post(STRATEGIES if "domain" in body else PATTERNS, body)
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def make_pattern(caller: Caller, project: str = "shop", **fields: Any) -> LearnedPattern:
    slug = taught(caller, pattern(project, **fields))["pattern"]["id"]
    return LearnedPattern.objects.get(slug=slug)


def make_strategy(caller: Caller, project: str = "shop", **fields: Any) -> Strategy:
    slug = taught(caller, strategy(project, **fields))["strategy"]["id"]
    return Strategy.objects.get(slug=slug)


def with_site(caller: Caller) -> Caller:
    """With a third project, so that two others can confirm what one teaches."""
    make_project(caller.account, key="site")
    return caller


def use(caller: Caller, item: LearnedItem, *results: bool, project: str = "shop") -> None:
    """Outcomes of the item as a project reports them, each an event of its own."""
    whose = Project.objects.get(account=caller.account, key=project)
    known = item.outcomes.count()
    for number, success in enumerate(results, known):
        event = event_digest("outcome", f"{whose.pk} {item.pk} {number}")
        report = Report(whose.account_id, whose.pk, success, "build")
        record_use(report, {item.pk: 1}, [event])


def run_jobs() -> None:
    """Weigh and prune, as beat does."""
    weigh_due()
    prune()


def judge(item: Any, status: str, account: Account | None = None) -> None:
    """Staff's act, for an account or for everybody."""
    with transaction.atomic():
        type(item).objects.filter(pk=item.pk).judge(
            status, account_id=account and account.pk, reason="looked at"
        )


def stands(item: LearnedItem, account: Account | None = None) -> Standing:
    return Standing.objects.before(account.pk if account else None).get(item=item)


def items_of(caller: Caller, key: str, project: str | None = "shop", **fields: Any) -> Any:
    """By part, the items of a section as the manifest tells them."""
    body = {"max_tokens": 100_000, "sections": [key], **({"project": project} if project else {})}
    answer = caller.post("context/", {**body, **fields})
    assert answer.status_code == 200, answer.content
    return {part["part"]: part["items"] for part in answer.json()["sections"]}


def refs_of(caller: Caller, key: str, **fields: Any) -> dict[str, str]:
    """Why each item of a section stands there."""
    parts = items_of(caller, key, **fields).values()
    return {item["ref"]: item["reason"] for part in parts for item in part}
