"""Where somebody is in the queue, as its addresses say it: `flagged.<item>`, and what is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

PAGE = "admin:context_standing_review"
# What of the queue is wanted: a group, a kind, an account's, with a flag of a rule.
FILTERS = ("what", "kind", "of", "flag")


@dataclass(frozen=True)
class Place:
    """An item in a group of the queue."""

    group: str
    item_id: UUID

    def __str__(self) -> str:
        return f"{self.group}.{self.item_id}"


def place_of(text: str) -> Place | None:
    group, _, item = text.partition(".")
    try:
        return Place(group, UUID(item))
    except ValueError:
        return None


def chosen(query: Mapping[str, str]) -> dict[str, str]:
    """The filters that say something."""
    told = {name: query.get(name, "") for name in FILTERS}
    # PostgreSQL fails on a NUL in what is asked for.
    return {name: text for name, text in told.items() if text and "\0" not in text}


def address(query: Mapping[str, str], **place: object) -> str:
    """The page of the queue with the filters of `query`, `at`, `after` or `before` a place."""
    told = {**{name: str(each) for name, each in place.items() if each}, **chosen(query)}
    return f"{reverse(PAGE)}?{urlencode(told)}" if told else reverse(PAGE)


def back_to_queue(query: Mapping[str, str], *, judged: bool) -> str:
    """Where somebody came from: there again, or at what comes after it."""
    return address(query, **{"after" if judged else "at": query.get("at", "")})
