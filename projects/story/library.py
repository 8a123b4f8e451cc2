"""Steps of the error library: what is taught, tried and reported, and the incidents."""

from projects.repairs import Repair
from projects.story.script import Step
from projects.story.teller import Story, StoryFailed

ANSWERS = {"created": 201, "quarantined": 201, "merged": 200}


def learn(story: Story, step: Step) -> None:
    name = step.get("case") or step["lesson"]
    told = story.script.cases[name] if "case" in step else story.script.lessons[name]
    wanted = ANSWERS.get(step.get("answer", ""))
    answer = story.post(
        step,
        "error-patterns/learn/",
        Repair.of(told).lesson(step["project"], story.event(step, name)),
        {wanted} if wanted else {200, 201},
    )
    if step.get("answer") == "quarantined" and answer["status"] != "quarantined":
        raise StoryFailed(f"{name} was not quarantined")
    name_pattern(story, name, answer["pattern"]["id"])


def name_pattern(story: Story, name: str, slug: str) -> None:
    story.name(name, {"id": slug, "ref": f"error_pattern:{slug}"})


def match(story: Story, step: Step) -> None:
    case = story.script.cases[step["case"]]
    body = {"project": step["project"], "errors": [case["error"]]}
    answer = story.post(step, "error-patterns/match/", body, {200})
    matches = {one["pattern"]["id"]: one for one in answer["results"][0]["matches"]}
    found = matches.get(story.ids[step["finds"]])
    if found is None or found["trial"] != step.get("trial", False):
        raise StoryFailed(f"{step['case']} does not find {step['finds']} as the story says")
    story.receipts[step["project"], step["case"]] = found["receipt"]
    if step["case"] not in story.ids:
        name_pattern(story, step["case"], story.ids[step["finds"]])


def outcome(story: Story, step: Step) -> None:
    """Of a context, or of a fix that was matched."""
    if "context" in step:
        body = {
            "context": story.ids[step["context"]],
            "success": step["success"],
            "evidence": step["evidence"],
            "used": [story.refs[name] for name in step["used"]],
            "consumer": step.get("consumer", ""),
            "event_id": story.event(step, step["context"]),
        }
        story.post(step, "outcomes/", body, {201})
        return
    case = story.script.cases[step["case"]]
    body = {
        "success": step["success"],
        "evidence": step.get("evidence", case["evidence"]),
        "receipt": story.receipts[step["project"], step["case"]],
        "versions": case.get("versions", {}),
        "event_id": story.event(step, step["case"]),
    }
    story.post(step, f"error-patterns/{story.ids[step['case']]}/outcomes/", body, {201})


def incident(story: Story, step: Step) -> None:
    body = {"project": step["project"], "error": story.script.cases[step["case"]]["error"]}
    story.name(step["as"], story.post(step, "escalations/", body, {201}))
    story.incidents[step["as"]] = step["case"]


def attempt(story: Story, step: Step) -> None:
    body = {name: step[name] for name in ("level", "model", "fix", "result", "ms") if name in step}
    body["event_id"] = story.event(step, step["incident"])
    story.post(step, f"escalations/{story.ids[step['incident']]}/attempts/", body, {201})


def resolve(story: Story, step: Step) -> None:
    case = story.script.cases[story.incidents[step["incident"]]]
    body = {
        "level": step["level"],
        "evidence": step.get("evidence", case["evidence"]),
        "fix": Repair.of(case).told,
        "was_rebuilt_from_intent": step["level"] == 4,
        "event_id": story.event(step, step["incident"]),
    }
    story.post(step, f"escalations/{story.ids[step['incident']]}/resolve/", body, {200})
