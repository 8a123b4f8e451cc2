"""The sections whose content comes with the release: 2 (app soul), 3 (anti-slop) and 14 (provider
hints).
"""

import re
from collections.abc import Iterable

from context import snapshot
from context.base import Found, Item, Section, Stability, Subject
from context.models import AntiSlopRule, AppSoul, ProviderHint

ALL = 200


class Soul(Section):
    """The design system that the project's intent selects; none where it selects none of ours."""

    number = 2
    key = "app_soul"
    title = "App soul"
    scope = "app_type"
    stability = Stability.APP_TYPE
    limit = 1
    priority = 1.5

    def items(self, subject: Subject, limit: int) -> Found:
        known = {folded(slug): soul for slug, soul in snapshot.souls().items()}
        chosen = [known[name] for name in selected(subject) if name in known]
        return Found([soul_item(soul) for soul in chosen[:1]])


def selected(subject: Subject) -> Iterable[str]:
    """What the intent names as its soul, as `folded`: first of the app, then of its looks."""
    intent = subject.project.intent if subject.project else None
    if intent is not None:
        yield folded(intent.app_soul)
        yield folded(intent.visual_identity.get("soul") or "")


def folded(name: str) -> str:
    """The same for `Immersive Media`, `immersive-media` and `immersive_media`, or `e-commerce`."""
    return re.sub(r"[\s_-]+", "", name.lower())


def soul_item(soul: AppSoul) -> Item:
    return Item(
        ref=f"app_soul:{soul.slug}",
        version=soul.version,
        title=soul.name,
        facts={
            "name": soul.name,
            "description": soul.description,
            "typography": soul.typography,
            "colour": soul.colour,
            "motion": soul.motion,
            "depth": soul.depth,
            "layout": soul.layout,
            "anti_patterns": soul.anti_patterns,
        },
        reason="selected by the intent",
    )


class AntiSlop(Section):
    """What generated work must not contain, and what it must show.

    What it must reach depends on user and project, and stands with the user's preferences.
    """

    number = 3
    key = "anti_slop"
    title = "Anti-slop rules"
    limit = ALL
    priority = 1.5
    kinds = (AntiSlopRule.Kind.BAN, AntiSlopRule.Kind.PRINCIPLE)

    def items(self, subject: Subject, limit: int) -> Found:
        rules = [rule for kind in self.kinds for rule in snapshot.rules() if rule.kind == kind]
        return Found([rule_item(rule) for rule in rules])


def rule_item(rule: AntiSlopRule) -> Item:
    return Item(
        ref=f"anti_slop_rule:{rule.slug}",
        version=rule.version,
        title=rule.name,
        facts={"kind": rule.kind, "name": rule.name, "pattern": rule.pattern, "text": rule.text},
        group=rule.kind,
        sort=(rule.position,),
        reason="for everybody",
    )


class ProviderHints(Section):
    """How the services that the project or the request names are imported, configured and used."""

    number = 14
    key = "provider_hints"
    title = "Provider hints"
    stability = Stability.APP_TYPE
    limit = ALL

    def items(self, subject: Subject, limit: int) -> Found:
        known = snapshot.hints()
        return Found([hint_item(known[slug]) for slug in named(subject) if slug in known])


def named(subject: Subject) -> Iterable[str]:
    """The keys of providers, as the request names them, then the project."""
    of_project = subject.project.providers if subject.project else []
    return dict.fromkeys(name.strip().lower() for name in [*subject.providers, *of_project])


def hint_item(hint: ProviderHint) -> Item:
    return Item(
        ref=f"provider_hint:{hint.slug}",
        version=hint.version,
        title=hint.name,
        facts={
            "name": hint.name,
            "category": hint.category,
            "install": hint.install,
            "imports": hint.imports,
            "environment": hint.environment,
            "usage": hint.usage,
            "notes": hint.notes,
        },
        sort=(hint.category,),
        reason="named by project or request",
    )
