"""The recorded history, told through the REST API as its three accounts would tell it.

`samples/story.toml` says the steps and their forms; what a step expects and does not get is a
`StoryFailed`.
"""

from collections.abc import Callable, Mapping

from projects.story import checking, library, sources
from projects.story.script import Step, read
from projects.story.teller import Story, StoryFailed

__all__ = ["VERBS", "Story", "StoryFailed", "play", "read"]

# What a step may say it does.
VERBS: Mapping[str, Callable[[Story, Step], None]] = {
    "project": sources.project,
    "tell": sources.tell,
    "later": sources.later,
    "promote": sources.promote,
    "learn": library.learn,
    "match": library.match,
    "outcome": library.outcome,
    "incident": library.incident,
    "attempt": library.attempt,
    "resolve": library.resolve,
    "jobs": checking.jobs,
    "context": checking.context,
    "stands": checking.stands,
    "proven": checking.proven,
    "status": checking.status,
}


def play(story: Story) -> None:
    steps = story.script.steps
    for number, step in enumerate(steps, 1):
        VERBS[step["do"]](story, step)
        if number % 20 == 0 or number == len(steps):
            story.tell(f"{number} of {len(steps)} steps")
