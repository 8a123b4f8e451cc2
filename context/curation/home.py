"""The admin's first page: what needs a person now, how the service is, and its last days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from context.base import get_feeds
from context.builds import tally
from context.curation.charts import DAYS, charts
from context.cycle_admin import said
from context.killswitch import newest
from context.models import Cycle
from context.pipeline import ages, consumers, lag, minutes, outbox, silence
from context.waiting import (
    MOST_COUNTED,
    RECENT,
    failing,
    harming,
    known_harm,
    quarantined,
    unreleased,
)
from intake.lists import AtLeast, count_of
from intake.schedule import failing_since, states
from projects.models import ApiKey
from projects.querysets import SOON

# Which sources were never fed is looked up once in as many seconds: it takes a query for each.
KEPT = 60


@dataclass(frozen=True)
class Line:
    """One thing to do: in words with its number, since when (None: not known), and the address
    that has exactly that.
    """

    text: str
    url: str
    since: datetime | None = None


def page(name: str, mark: str = "") -> str:
    return reverse(f"admin:{name}") + (f"#{mark}" if mark else "")


def many(count: int, one: str, more: str) -> str:
    """`3 items wait`: the words for one, or for more."""
    return f"{count} {one if count == 1 else more}"


def silent_processes(now: datetime) -> Iterator[Line]:
    for name, age in ages(now).items():
        for words in silence(name, age):
            since = None if age is None else now - timedelta(seconds=age)
            yield Line(words, page("context_contextbuild_pipeline", "jobs"), since)


def waiting_events(now: datetime) -> Iterator[Line]:
    backlog = outbox(None, now)
    for words in lag(backlog):
        since = now - timedelta(seconds=backlog.oldest_seconds or 0)
        yield Line(words, f"{page('intake_outboxevent_changelist')}?closed_at__isempty=1", since)


def jobs(now: datetime) -> Iterator[Line]:
    told = states()
    failing_at = failing_since(told)
    for job in told:
        url = page("intake_jobrun_jobs", job.name)
        if job.has_failed:
            yield Line(f"The job {job.name} fails: {job.failure}", url, failing_at[job.name])
        elif job.is_late:
            yield Line(f"The job {job.name} is late", url, job.due_at)


def what_does_harm(now: datetime) -> Iterator[Line]:
    known = known_harm()
    served = harming(MOST_COUNTED + 1).values_list("pk", flat=True)
    if first := [known[pk].first_at for pk in served if pk in known]:
        count = AtLeast(MOST_COUNTED) if len(first) > MOST_COUNTED else len(first)
        words = many(count, "item does harm", "items do harm")
        text = f"{words}: more failures than successes in the last {RECENT.days} days"
        yield Line(text, page("context_standing_changelist", "harm"), min(first))


def what_is_quarantined(now: datetime) -> Iterator[Line]:
    if count := count_of(quarantined(), MOST_COUNTED):
        oldest = quarantined().values_list("moved_at", flat=True).first()
        words = many(count, "quarantined item waits", "quarantined items wait")
        text = f"{words} for somebody to look at"
        yield Line(text, page("context_standing_changelist", "quarantined"), oldest)


def what_is_not_released(now: datetime) -> Iterator[Line]:
    if rows := list(unreleased()[: MOST_COUNTED + 1]):
        count = AtLeast(MOST_COUNTED) if len(rows) > MOST_COUNTED else len(rows)
        words = many(count, "rule, hint or soul waits", "rules, hints and souls wait")
        text = f"{words} for somebody to look at them"
        yield Line(text, page("context_standing_changelist", "shipped"), rows[0][-1])


def what_fails(now: datetime) -> Iterator[Line]:
    if count := count_of(failing(), MOST_COUNTED):
        text = many(count, "built-in item fails", "built-in items fail")
        yield Line(text, page("context_standing_changelist", "failing"))


def silent_sources(now: datetime) -> Iterator[Line]:
    keys: list[str] | None = cache.get("home-silent")
    if keys is None:
        fed = [feed for feed in get_feeds() if not feed.is_shipped]
        keys = [feed.key for feed in fed if feed.last_fed_at(None) is None]
        cache.set("home-silent", keys, KEPT)
    if keys:
        text = many(len(keys), "source was never fed", "sources were never fed")
        yield Line(text, page("context_contextbuild_pipeline", "sources"))


def silent_consumers(now: datetime) -> Iterator[Line]:
    silent = [consumer for consumer in consumers(None, now) if consumer.warnings]
    if silent:
        words = many(len(silent), "consumer fetches", "consumers fetch")
        text = f"{words} contexts and never reported how it went"
        since = min(consumer.since for consumer in silent)
        yield Line(text, page("context_contextbuild_pipeline", "consumers"), since)


def expiring_keys(now: datetime) -> Iterator[Line]:
    ending = ApiKey.objects.expiring().order_by("expires_at").values_list("expires_at", flat=True)
    if first := ending.first():
        words = many(count_of(ending, MOST_COUNTED), "key expires", "keys expire")
        text = f"{words} within {SOON.days} days, the first on {first:%Y-%m-%d}"
        yield Line(text, f"{page('projects_apikey_changelist')}?state=expiring")


def switched_off(now: datetime) -> Iterator[Line]:
    turn = newest()
    if turn is not None and turn.is_off:
        text = "Learned content is switched off: nothing that was learned is served"
        yield Line(text, page("context_killswitch_changelist"), turn.at)


def needed(now: datetime) -> Iterator[Line]:
    """What HOME_LINES says, in that order."""
    for path in settings.HOME_LINES:
        yield from import_string(path)(now)


def health(now: datetime) -> list[tuple[str, str, str]]:
    """What is said of the service's state: (title, words, address)."""
    pipeline = page("context_contextbuild_pipeline", "jobs")
    processes = [(name.title(), heard(age), pipeline) for name, age in ages(now).items()]
    return [*processes, ("Last cycle", *last_cycle())]


def heard(age: float | None) -> str:
    if age is None:
        return "never heard"
    return "heard within the last minute" if age < 60 else f"heard {minutes(age)} ago"


def last_cycle() -> tuple[str, str]:
    """What the newest cycle made, and its address."""
    cycle = Cycle.objects.order_by("-number").first()
    if cycle is None:
        return "none yet", page("context_cycle_changelist")
    url = reverse("admin:context_cycle_change", args=[cycle.pk])
    made = "; ".join(filter(None, (said(counts) for counts in cycle.counts.values())))
    ended = "" if cycle.finished_at else ", not finished"
    begun = f"number {cycle.number}, begun {cycle.started_at:%Y-%m-%d %H:%M}{ended}"
    return f"{begun}: {made or 'nothing new'}", url


def on_first_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Adds all that to the admin's first page, for those with a role."""
    if request.user.has_perm("context.view_standing"):
        tally.flush()
        now = timezone.now()
        context["title"] = "Home"
        context["home"] = {
            "lines": list(needed(now)),
            "health": health(now),
            "charts": charts(),
            "days": DAYS,
        }
    return context
