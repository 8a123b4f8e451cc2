"""Steps that look: what the jobs made of what was told, and what is served of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from projects.story.script import Step
from projects.story.teller import Story, StoryFailed

# What a request that names none is given.
DEFAULT_TOKENS = 8000


def jobs(story: Story, step: Step) -> None:
    story.tell("running every scheduled job once, in the worker")
    story.run_jobs()


def context(story: Story, step: Step) -> None:
    """A context that carries what it should, lacks what it should not, and whose sections speak."""
    project = story.script.projects[step["project"]]
    body = {
        "project": step["project"],
        "task": step["task"],
        "errors": [story.script.cases[case]["error"] for case in step.get("cases", [])],
        "language": project["language"],
        "framework": project["framework"],
        "consumer": step.get("consumer", ""),
        "max_tokens": step.get("max_tokens", DEFAULT_TOKENS),
    }
    answer = story.post(step, "context/", body, {200})
    if wrong := wrong_of(story, step, answer["sections"]):
        raise StoryFailed(f"the context {step['as']} {wrong}")
    story.ids[step["as"]] = answer["id"]


def wrong_of(story: Story, step: Step, parts: Sequence[Mapping[str, Any]]) -> str:
    """What these parts of a context do otherwise than the step says; empty where nothing."""
    carried = {item["ref"] for part in parts for item in part["items"]}
    speaking = {part["key"] for part in parts if part["items"]}
    missing = [name for name in step.get("carries", []) if ref_of(story, name) not in carried]
    there = [name for name in step.get("lacks", []) if ref_of(story, name) in carried]
    silent = [key for key in step.get("says", []) if key not in speaking]
    found = (("does not carry", missing), ("carries", there), ("says nothing of", silent))
    return "; ".join(f"{what} {', '.join(names)}" for what, names in found if names)


def ref_of(story: Story, name: str) -> str:
    """The ref of what the story names, or `name` where it is one."""
    return name if ":" in name else story.refs[name]


def stands(story: Story, step: Step) -> None:
    """An item has the status and the reach that the story says."""
    name = step.get("case") or step.get("lesson") or step["learned"]
    kind = "learned-patterns" if "learned" in step else "error-patterns"
    seen = story.get(step, f"{kind}/{story.ids[name]}/")
    for what in ("status", "served_to"):
        if what in step and seen[what] != step[what]:
            raise StoryFailed(f"{name}: {what} is {seen[what]}, not {step[what]}")


def proven(story: Story, step: Step) -> None:
    slug = story.get(step, f"escalations/{story.ids[step['incident']]}/")["proven"]
    if slug is None:
        raise StoryFailed(f"the mend of {step['incident']} is no proven fix")
    story.name(step["as"], {"id": slug, "ref": f"proven_fix:{slug}"})


def status(story: Story, step: Step) -> None:
    """Every source has something: told by a caller, or made by the cycle of what was told."""
    sources = story.get(step, "pipeline/status/")["sources"]
    if empty := sorted(source["key"] for source in sources if not source["items"]):
        raise StoryFailed(f"sources that have nothing: {', '.join(empty)}")
