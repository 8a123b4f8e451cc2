"""What a generator sends: errors, fixes and reports."""

from itertools import count
from typing import Any

from django.db import transaction

from context.learned import weigh_due
from context.pruning import prune
from errorpatterns import proving
from errorpatterns.models import ErrorPattern, ProvenFix
from projects.models import Scope
from projects.tests.factories import Caller, make_account

numbers = count(1)

ERROR = {
    "message": "Cannot find name 'useId'.",
    "code": "TS2304",
    "tool": "tsc",
    "file": "src/Field.tsx",
    "line": 2,
    "column": 14,
}
FIX = {"template": "Ask the hooks folder for '$1'.", "type": "insert"}
LEARN = "error-patterns/learn/"
MATCH = "error-patterns/match/"


def event() -> str:
    return f"event-{next(numbers)}"


def lesson(project: str = "shop", **fields: Any) -> dict[str, Any]:
    """A body for `learn`."""
    return {
        "project": project,
        "error": ERROR,
        "fix": FIX,
        "evidence": "build",
        "event_id": event(),
        **fields,
    }


def error(message: str, **fields: Any) -> dict[str, Any]:
    return {**ERROR, "message": message, **fields}


def learn(caller: Caller, project: str = "shop", **fields: Any) -> Any:
    """The answer to a lesson that is accepted."""
    answer = caller.post(LEARN, lesson(project, **fields))
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def learned(caller: Caller, project: str = "shop", **fields: Any) -> ErrorPattern:
    return ErrorPattern.objects.get(slug=learn(caller, project, **fields)["pattern"]["id"])


def matches(
    caller: Caller, project: str | None = "shop", told: dict[str, Any] = ERROR
) -> dict[str, Any]:
    """What the library offers for one error, by slug, in the order of the answer."""
    body = {"errors": [told], **({"project": project} if project else {})}
    answer = caller.post(MATCH, body)
    assert answer.status_code == 200, answer.content
    [result] = answer.json()["results"]
    return {match["pattern"]["id"]: match for match in result["matches"]}


def report(
    caller: Caller, slug: str, project: str = "shop", success: bool = True, **fields: Any
) -> Any:
    """The answer to an outcome that cites a receipt, of a new match unless one is given."""
    body = {"success": success, "evidence": "build", "event_id": event(), **fields}
    if "receipt" not in body and "context" not in body:
        told = body.pop("told", ERROR)
        body["receipt"] = matches(caller, project, told)[slug]["receipt"]
    body.pop("told", None)
    return caller.post(f"error-patterns/{slug}/outcomes/", body)


def run_jobs() -> None:
    """Weigh and prune, as beat does."""
    weigh_due()
    prune()


def opened(caller: Caller, project: str = "shop", **fields: Any) -> Any:
    """The answer to an incident that is opened."""
    answer = caller.post("escalations/", {"project": project, "error": ERROR, **fields})
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def resolve(caller: Caller, pk: str, **fields: Any) -> Any:
    body = {"evidence": "build", "event_id": event(), **fields}
    return caller.post(f"escalations/{pk}/resolve/", body)


def mended(
    caller: Caller, project: str = "shop", told: dict[str, Any] = ERROR, **fields: Any
) -> Any:
    """An incident that was opened and resolved by a fix."""
    pk = opened(caller, project, error=told, level=fields.pop("level", 1))["id"]
    answer = resolve(caller, pk, **{"fix": FIX, **fields})
    assert answer.status_code == 200, answer.content
    return answer.json()


def aggregate() -> dict[str, int]:
    """Give what was resolved to its fixes, as beat does."""
    return proving.aggregate(lambda **said: None)


def prove(*callers: Caller, projects: tuple[str, ...] = ("shop", "blog", "site")) -> ProvenFix:
    """A fix that mended the same error in these projects of each, weighed."""
    for caller in callers:
        for project in projects:
            mended(caller, project)
    aggregate()
    weigh_due()
    return ProvenFix.objects.get()


def judge(item: ErrorPattern | ProvenFix, status: str, account: Any = None) -> None:
    """Staff's act, for an account or for everybody."""
    with transaction.atomic():
        type(item).objects.filter(pk=item.pk).judge(
            status, account_id=account and account.pk, reason="looked at"
        )


def make_reviewer() -> Caller:
    return Caller(
        make_account(is_operator=True), (Scope.REVIEW, Scope.CONTEXT_READ, Scope.INGEST_WRITE)
    )
