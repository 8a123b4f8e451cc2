"""Steps of what is written by hand: a project's state, its people, what it went through and what
was learned.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from projects.story.script import Step, with_case
from projects.story.teller import Story


@dataclass(frozen=True)
class Door:
    """Where a source is told. `{project}` and `{user}` of the path are the project's.

    Each body gets the key of the project (`names_project`) and of its user (`names_user`), an event
    of its own (`has_events`), and the ids of what its `links` name. What is kept by name stands
    under `answers` in the answer, or is the answer.
    """

    method: str
    path: str
    names_project: bool = False
    names_user: bool = False
    has_events: bool = False
    links: tuple[str, ...] = ()
    answers: str = ""


DOORS = {
    "intents": Door("PUT", "projects/{project}/intent-lock/"),
    "build_phases": Door("PUT", "projects/{project}/build-phase/"),
    "analyses": Door("PUT", "projects/{project}/analysis/"),
    "verification": Door("POST", "projects/{project}/verification-results/"),
    "tournaments": Door("POST", "projects/{project}/tournament-results/"),
    "rules": Door("PUT", "projects/{project}/rules/"),
    "user_rules": Door("PUT", "users/{user}/rules/"),
    "preferences": Door("PUT", "users/{user}/preferences/"),
    "interactions": Door("POST", "interactions/", names_project=True, names_user=True),
    "experiences": Door("POST", "experiences/", names_project=True),
    "judgments": Door("POST", "judgments/", names_project=True),
    "learned_patterns": Door("POST", "learned-patterns/", names_project=True, answers="pattern"),
    "strategies": Door("POST", "strategies/", names_project=True, answers="strategy"),
    "shadow_models": Door("POST", "shadow-models/"),
    "shadow_inferences": Door("POST", "shadow-inferences/", names_project=True, links=("model",)),
}
# What is told later of something named before, whose id stands in the path.
LATER = {
    "outcomes": Door("PATCH", "experiences/{id}/outcome/"),
    "inference_outcomes": Door("POST", "shadow-inferences/{id}/outcome/", has_events=True),
}


def project(story: Story, step: Step) -> None:
    key = step["project"]
    body = {name: value for name, value in story.script.projects[key].items() if name != "account"}
    story.call(key, "PUT", f"projects/{quote(key, safe='')}/", body, {200, 201})


def tell(story: Story, step: Step) -> None:
    """One source, in one request: what is written for the project or its user, or by `name` or
    `names`.
    """
    door = DOORS[step["what"]]
    owner = story.script.projects[step["project"]]["user"]
    path = door.path.format(project=quote(step["project"], safe=""), user=quote(owner, safe=""))
    told = told_by(story, step, owner if "{user}" in door.path else step["project"])
    entries = told if isinstance(told, list) else [told]
    bodies = [body_of(story, step, door, entry) for entry in entries]
    body = bodies if isinstance(told, list) else bodies[0]
    answer = story.call(step["project"], door.method, path, body, {200, 201})
    for entry, one in zip(entries, answer if isinstance(answer, list) else [answer], strict=True):
        if "as" in entry:
            story.name(entry["as"], one[door.answers] if door.answers else one)


def told_by(story: Story, step: Step, whose: str) -> Any:
    written = story.script.hand[step["what"]]
    if "names" in step:
        return [{**written[name], "as": name} for name in step["names"]]
    return written[step.get("name", whose)]


def body_of(story: Story, step: Step, door: Door, entry: Mapping[str, Any]) -> dict[str, Any]:
    if "case" in entry:
        entry = with_case(entry, story.script.cases[entry["case"]])
    body = {name: value for name, value in entry.items() if name != "as"}
    body |= dict(additions(story, step, door, entry))
    return body


def additions(
    story: Story, step: Step, door: Door, entry: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """What a body has that is not written: whose it is, and ids of what is named."""
    if door.names_project:
        yield "project", step["project"]
    if door.names_user:
        yield "user", story.script.projects[step["project"]]["user"]
    if door.has_events:
        yield "event_id", story.event(step, entry["as"])
    for name in door.links:
        yield name, story.ids[entry[name]]


def later(story: Story, step: Step) -> None:
    """How each of `names` went, which were told before."""
    door = LATER[step["what"]]
    for name in step["names"]:
        written = {**story.script.hand[step["what"]][name], "as": name}
        path = door.path.format(id=story.ids[name])
        body = body_of(story, step, door, written)
        story.call(step["project"], door.method, path, body, {200, 201})


def promote(story: Story, step: Step) -> None:
    story.promote(story.ids[step["model"]])
