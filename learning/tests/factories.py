"""What generators tell of their work, and what is made of it."""

from typing import Any

from learning.models import Decision, Experience, PreferencePair
from projects.models import Project
from projects.tests.factories import Caller

EXPERIENCES = "experiences/"
JUDGMENTS = "judgments/"
INTERACTIONS = "interactions/"

DECISION = {
    "project": "shop",
    "kind": "decision",
    "type": "styling_approach",
    "chosen": "CSS modules",
}
ARTIFACT: dict[str, Any] = {
    "project": "shop",
    "kind": "code_artifact",
    "path": "src/Cart.tsx",
    "versions": [{"version": 1, "code": "let total = 0", "trigger": "initial"}],
}
DESIGN = {"project": "shop", "kind": "design_choice", "soul": "ecommerce"}
RECOVERY = {
    "project": "shop",
    "kind": "error_recovery",
    "error": {"message": "Cannot find name 'useId'."},
}
JUDGMENT = {"project": "shop", "type": "code_quality"}
INTERACTION = {"user": "u-7", "action": "accepted", "task": "component"}


def told(caller: Caller, path: str, body: Any, status: int = 201) -> Any:
    """The answer to a body that is accepted."""
    answer = caller.post(path, body)
    assert answer.status_code == status, answer.content
    return answer.json()


def make_pair(project: Project, **fields: Any) -> PreferencePair:
    experience = Decision.objects.create(
        kind=Experience.Kind.DECISION, project=project, type="x", chosen="a", scrub_version=1
    )
    return PreferencePair.objects.create(
        **{
            "project": project,
            "experience": experience,
            "domain": "architecture",
            "prompt": "Which styles?",
            "chosen": "CSS modules",
            "rejected": "Inline styles",
            "margin": 60,
            **fields,
        }
    )
