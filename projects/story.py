"""The recorded history, told through the REST API as its three accounts would tell it.

`samples/story.toml` says the steps and their forms; what a step expects and does not get is a
`StoryFailed`.
"""

import difflib
import json
import tomllib
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings

SAMPLES = Path(settings.BASE_DIR) / "samples"
ANSWERS = {"created": 201, "quarantined": 201, "merged": 200}


class StoryFailed(Exception):
    """A step was not answered as the story says."""


@dataclass
class Story:
    """`keys` are API keys by account, `run_jobs` runs every scheduled job once and waits, `tell` is
    given progress.
    """

    url: str
    keys: Mapping[str, str]
    run_jobs: Callable[[], None]
    tell: Callable[[str], None]
    slugs: dict[str, str] = field(default_factory=dict)
    receipts: dict[tuple[str, str], str] = field(default_factory=dict)
    contexts: dict[str, str] = field(default_factory=dict)
    incidents: dict[str, str] = field(default_factory=dict)
    events: Counter[str] = field(default_factory=Counter)

    @cached_property
    def script(self) -> dict[str, Any]:
        return tomllib.loads((SAMPLES / "story.toml").read_text())

    @cached_property
    def cases(self) -> dict[str, dict[str, Any]]:
        lines = (SAMPLES / "history.jsonl").read_text().splitlines()
        return {case["id"]: case for case in map(json.loads, lines)}

    def play(self) -> None:
        steps = self.script["steps"]
        for number, step in enumerate(steps, 1):
            getattr(self, step["do"])(step)
            if number % 20 == 0 or number == len(steps):
                self.tell(f"{number} of {len(steps)} steps")

    def project(self, step: dict[str, Any]) -> None:
        key = step["project"]
        body = dict(self.script["projects"][key])
        body.pop("account")
        self.call(key, "PUT", f"projects/{quote(key, safe='')}/", body, {200, 201})

    def learn(self, step: dict[str, Any]) -> None:
        name = step.get("case") or step["lesson"]
        told = self.cases[name] if "case" in step else self.script["lessons"][name]
        wanted = ANSWERS.get(step.get("answer", ""))
        answer = self.post(
            step,
            "error-patterns/learn/",
            {
                "project": step["project"],
                "error": told["error"],
                "fix": fix_of(told),
                "versions": told.get("versions", {}),
                "evidence": told["evidence"],
                "event_id": self.event(step, name),
            },
            {wanted} if wanted else {200, 201},
        )
        if step.get("answer") == "quarantined" and answer["status"] != "quarantined":
            raise StoryFailed(f"{name} was not quarantined")
        self.slugs[name] = answer["pattern"]["id"]

    def match(self, step: dict[str, Any]) -> None:
        case = self.cases[step["case"]]
        body = {"project": step["project"], "errors": [case["error"]]}
        answer = self.post(step, "error-patterns/match/", body, {200})
        matches = {one["pattern"]["id"]: one for one in answer["results"][0]["matches"]}
        found = matches.get(self.slugs[step["finds"]])
        if found is None or found["trial"] != step.get("trial", False):
            raise StoryFailed(f"{step['case']} does not find {step['finds']} as the story says")
        self.receipts[step["project"], step["case"]] = found["receipt"]
        self.slugs.setdefault(step["case"], self.slugs[step["finds"]])

    def outcome(self, step: dict[str, Any]) -> None:
        if "context" in step:
            used = [f"error_pattern:{self.slugs[case]}" for case in step["used"]]
            body = {
                "context": self.contexts[step["context"]],
                "success": step["success"],
                "evidence": step["evidence"],
                "used": used,
                "event_id": self.event(step, step["context"]),
            }
            self.post(step, "outcomes/", body, {201})
            return
        case = self.cases[step["case"]]
        body = {
            "success": step["success"],
            "evidence": step.get("evidence", case["evidence"]),
            "receipt": self.receipts[step["project"], step["case"]],
            "versions": case.get("versions", {}),
            "event_id": self.event(step, step["case"]),
        }
        self.post(step, f"error-patterns/{self.slugs[step['case']]}/outcomes/", body, {201})

    def context(self, step: dict[str, Any]) -> None:
        project = self.script["projects"][step["project"]]
        body = {
            "project": step["project"],
            "task": step["task"],
            "errors": [self.cases[case]["error"] for case in step["cases"]],
            "language": project["language"],
            "framework": project["framework"],
        }
        answer = self.post(step, "context/", body, {200})
        carried = {item["ref"] for part in answer["sections"] for item in part["items"]}
        for case in step["carries"]:
            if f"error_pattern:{self.slugs[case]}" not in carried:
                raise StoryFailed(f"the context {step['as']} does not carry {case}")
        self.contexts[step["as"]] = answer["id"]

    def incident(self, step: dict[str, Any]) -> None:
        body = {"project": step["project"], "error": self.cases[step["case"]]["error"]}
        self.incidents[step["as"]] = self.post(step, "escalations/", body, {201})["id"]
        self.slugs[step["as"]] = step["case"]

    def attempt(self, step: dict[str, Any]) -> None:
        body = {name: step[name] for name in ("level", "model", "fix", "result")}
        body["event_id"] = self.event(step, step["incident"])
        self.post(step, f"escalations/{self.incidents[step['incident']]}/attempts/", body, {201})

    def resolve(self, step: dict[str, Any]) -> None:
        case = self.cases[self.slugs[step["incident"]]]
        body = {
            "level": step["level"],
            "evidence": step.get("evidence", case["evidence"]),
            "fix": fix_of(case),
            "event_id": self.event(step, step["incident"]),
        }
        self.post(step, f"escalations/{self.incidents[step['incident']]}/resolve/", body, {200})

    def jobs(self, step: dict[str, Any]) -> None:
        self.tell("running every scheduled job once, in the worker")
        self.run_jobs()

    def stands(self, step: dict[str, Any]) -> None:
        name = step.get("case") or step["lesson"]
        slug = self.slugs[name]
        seen = self.call(step["project"], "GET", f"error-patterns/{slug}/", None, {200})
        for what in ("status", "served_to"):
            if what in step and seen[what] != step[what]:
                raise StoryFailed(f"{name}: {what} is {seen[what]}, not {step[what]}")

    def event(self, step: dict[str, Any], name: str) -> str:
        event = f"story:{step['do']}:{step['project']}:{name}"
        self.events[event] += 1
        return event if self.events[event] == 1 else f"{event}:{self.events[event]}"

    def post(
        self, step: dict[str, Any], path: str, body: dict[str, Any], wanted: set[int]
    ) -> dict[str, Any]:
        return self.call(step["project"], "POST", path, body, wanted)

    def call(
        self,
        project: str,
        method: str,
        path: str,
        body: dict[str, Any] | None,
        wanted: set[int],
    ) -> dict[str, Any]:
        """The JSON answer, as the account that owns `project`."""
        key = self.keys[self.script["projects"][project]["account"]]
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
        found: dict[str, Any] = json.loads(text)
        return found


def fix_of(case: Mapping[str, Any]) -> dict[str, Any]:
    """The fix as the API takes it; where it is in another file than the error, a diff that names
    that file.
    """
    fix = {name: value for name, value in case["fix"].items() if name != "file"}
    file = case["fix"].get("file", "")
    if "before" not in fix or file == case["error"].get("file"):
        return fix
    before, after = fix.pop("before").splitlines(), fix.pop("after").splitlines()
    fix["diff"] = "\n".join(difflib.unified_diff(before, after, file, file, lineterm=""))
    return fix
