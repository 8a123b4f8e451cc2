"""Who tells the story: three accounts with a key each, and what they were answered."""

import json
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from projects.story.script import Script, Step


class StoryFailed(Exception):
    """A step was not answered as the story says."""


@dataclass
class Story:
    """`keys` are API keys by account, `run_jobs` runs every scheduled job once and waits, `promote`
    promotes the specialist model of an id, as staff do; `tell` is given progress.

    What the story names is kept by that name: `ids`, `refs` as contexts carry them, `incidents`
    with the case that each is of, and receipts by project and case.
    """

    url: str
    script: Script
    keys: Mapping[str, str]
    run_jobs: Callable[[], None]
    promote: Callable[[str], None]
    tell: Callable[[str], None]
    ids: dict[str, str] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    incidents: dict[str, str] = field(default_factory=dict)
    receipts: dict[tuple[str, str], str] = field(default_factory=dict)
    events: Counter[str] = field(default_factory=Counter)

    def name(self, name: str, answer: Mapping[str, Any]) -> None:
        """Keep what was answered with by `name`."""
        self.ids[name] = answer["id"]
        if "ref" in answer:
            self.refs[name] = answer["ref"]

    def event(self, step: Step, name: str) -> str:
        event = f"story:{step['do']}:{step['project']}:{name}"
        self.events[event] += 1
        return event if self.events[event] == 1 else f"{event}:{self.events[event]}"

    def get(self, step: Step, path: str) -> Any:
        return self.call(step["project"], "GET", path, None, {200})

    def post(self, step: Step, path: str, body: Any, wanted: set[int]) -> Any:
        return self.call(step["project"], "POST", path, body, wanted)

    def call(self, project: str, method: str, path: str, body: Any, wanted: set[int]) -> Any:
        """The JSON answer, as the account that owns `project`; StoryFailed for any other status
        than is `wanted`.
        """
        key = self.keys[self.script.projects[project]["account"]]
        request = urllib.request.Request(  # noqa: S310 - the address is our own server's
            f"{self.url}/api/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read()
        if status not in wanted:
            raise StoryFailed(f"{method} {path} was answered {status}: {text.decode()[:500]}")
        return json.loads(text)
