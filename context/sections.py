"""The sections whose content comes with the release: 3 (anti-slop) and 14 (provider hints)."""

from collections.abc import Iterable

from context import snapshot
from context.base import Found, Item, Section, Stability, Subject
from context.models import AntiSlopRule, ProviderHint

ALL = 200


class AntiSlop(Section):
    """What generated work must not contain, and what it must show.

    The thresholds stand here for want of a section with the user's own; they move there with it.
    """

    number = 3
    key = "anti_slop"
    title = "Anti-slop rules"
    limit = ALL
    priority = 1.5
    kinds = (AntiSlopRule.Kind.BAN, AntiSlopRule.Kind.PRINCIPLE, AntiSlopRule.Kind.THRESHOLD)

    def items(self, subject: Subject, limit: int) -> Found:
        rules = [rule for kind in self.kinds for rule in snapshot.rules() if rule.kind == kind]
        return Found([rule_item(rule) for rule in rules])


def rule_item(rule: AntiSlopRule) -> Item:
    return Item(
        ref=f"anti_slop_rule:{rule.slug}",
        version=rule.version,
        title=rule.name,
        facts={
            "kind": rule.kind,
            "name": rule.name,
            "pattern": rule.pattern,
            "text": rule.text,
            "value": rule.value,
        },
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
