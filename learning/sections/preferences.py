"""Section 12 (user preferences): what must be reached, what the user set and what the user does."""

from collections.abc import Iterator, Mapping
from typing import Any

from context import snapshot
from context.base import Found, Item, Section, Stability, Subject
from context.killswitch import is_off
from context.models import AntiSlopRule
from learning.observing import MOST_TASKS, said
from projects.models import Project, UserPreference

# The least scores of a build mode: of the design, of the code.
MODES: Mapping[str, Mapping[str, int]] = {
    Project.BuildMode.LIGHTNING: {"design": 60, "code": 60},
    Project.BuildMode.STANDARD: {"design": 75, "code": 70},
    Project.BuildMode.TOURNAMENT: {"design": 85, "code": 80},
    Project.BuildMode.PRODUCTION: {"design": 90, "code": 85},
}
SWITCHES = ("extended_thinking", "tournament_mode", "security_scan", "placeholder_check")


class UserPreferences(Section):
    """The thresholds in effect, which stand nowhere else, and what is known of the user."""

    number = 12
    key = "user_preferences"
    title = "User preferences"
    scope = "user"
    stability = Stability.USER
    limit = 1 + MOST_TASKS

    def items(self, subject: Subject, limit: int) -> Found:
        preference = getattr(subject.user, "preference", None)
        settings = settings_item(preference, subject.build_mode)
        return Found([*settings, *observed_items(preference)])


def settings_item(preference: UserPreference | None, build_mode: str) -> Iterator[Item]:
    """One, unless staff switched off all thresholds and the user set nothing."""
    facts = {
        "thresholds": list(thresholds(preference, build_mode)),
        "model": preference.preferred_model if preference else "",
        "switches": list(switches(preference)),
    }
    if any(facts.values()):
        yield Item(
            ref="user_preference:current",
            version=preference.version if preference else 1,
            title="Thresholds and settings",
            facts=facts,
            value=2.0,
            reason="in effect for this user and build mode",
        )


def thresholds(preference: UserPreference | None, build_mode: str) -> Iterator[dict[str, Any]]:
    """Each threshold in effect, and who set it: the user, else the build mode, else the release."""
    shipped = {
        rule.slug: rule.value
        for rule in snapshot.rules()
        if rule.kind == AntiSlopRule.Kind.THRESHOLD
    }
    for what in ("design", "code"):
        of_mode = MODES.get(build_mode, {}).get(what)
        for by, value in (
            ("user", getattr(preference, f"{what}_threshold", None)),
            ("mode", of_mode),
            ("shipped", shipped.get(f"threshold-{what}")),
        ):
            if value is not None:
                yield {"what": what, "value": value, "by": by, "mode": build_mode}
                break
    # Nothing need be reached in a check that the user has switched off.
    most = shipped.get("threshold-placeholders")
    if most is not None and getattr(preference, "placeholder_check", None) is not False:
        yield {"what": "placeholders", "value": most, "by": "shipped", "mode": build_mode}


def switches(preference: UserPreference | None) -> Iterator[tuple[str, bool]]:
    """What the user switched on or off; what was not set is neither."""
    for name in SWITCHES:
        value = getattr(preference, name, None)
        if value is not None:
            yield name.replace("_", " "), value


def observed_items(preference: UserPreference | None) -> Iterator[Item]:
    """What interactions show, an item for each kind of task; what was done most stands first."""
    if preference is None or is_off():
        return
    for place, (task, facts) in enumerate(said(preference.observed).items()):
        yield Item(
            ref=f"interaction_pattern:{task}",
            version=preference.version,
            title=f"What this user does with {task}",
            facts=facts,
            group="observed",
            sort=(task,),
            value=1.0 / (1 + place),
            reason="what this user does",
        )
