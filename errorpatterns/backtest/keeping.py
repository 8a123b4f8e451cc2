"""What a history taught, told to the real library: proposed, for people to look at."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from context.models import Lesson, Standing, Status
from errorpatterns.backtest import Unusable
from errorpatterns.backtest.pairs import Pair
from errorpatterns.backtest.replay import learn
from errorpatterns.models import ErrorPattern
from projects.models import Account, Project, caller_key


@dataclass
class Kept:
    """How many lessons and patterns the project has more than before; `flagged` are those of all
    its patterns that wait for a person.
    """

    project: str
    account: str
    lessons: int
    patterns: int
    flagged: int
    refused: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "refused": dict(self.refused)}


def project_for(key: str, account: str | None) -> Project:
    """The account's project, made if it is not there; without an account named the operator's."""
    if account is None:
        owner = Account.objects.filter(is_operator=True).first()
    else:
        owner = Account.objects.filter(name=account).first()
    if owner is None:
        told = f"There is no account “{account}”" if account else "There is no operator's account"
        raise Unusable(f"{told}: `manage.py account list` shows all; name one with --account.")
    try:
        caller_key(key)
    except ValidationError as error:
        raise Unusable(f"--project: {error.messages[0]}.") from error
    return Project.objects.get_or_create(account=owner, key=key)[0]


def keep(pairs: Sequence[Pair], project: Project, tell: Callable[[int], None]) -> Kept:
    """Teaches all pairs. What was told before adds nothing."""
    before = counts(project)
    refused: Counter[str] = Counter()
    for number, pair in enumerate(pairs, 1):
        if why := learn(pair, project):
            refused[why] += 1
        tell(number)
    lessons, patterns = (new - old for new, old in zip(counts(project), before, strict=True))
    flagged = Standing.objects.filter(
        item__lessons__project=project, account=project.account, status=Status.QUARANTINED
    )
    return Kept(
        project.key,
        project.account.name,
        lessons,
        patterns,
        flagged.distinct().count(),
        refused,
    )


def counts(project: Project) -> tuple[int, int]:
    lessons = Lesson.objects.filter(project=project)
    return lessons.count(), ErrorPattern.objects.filter(lessons__in=lessons).distinct().count()
