"""The pages of the admin for what a context says, by its references."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.urls import reverse

from context.models import LearnedItem
from projects.models import Project

# Kinds of what is shipped, by slug, and of rows that have a page of their own, by id.
SHIPPED = {
    "anti_slop_rule": "context.antisloprule",
    "app_soul": "context.appsoul",
    "provider_hint": "context.providerhint",
}
ROWS = {"judgment": "learning_judgment", "shadow_inference": "shadowmodels_shadowinference"}
# What an account told of itself has no page, as staff do not read it: the list of its project.
LISTS = {
    "build_phase": "projects_buildphase",
    "incident": "errorpatterns_errorescalation",
    "intent_lock": "projects_intentlock",
    "project_analysis": "projects_projectanalysis",
    "project_rule": "projects_projectrule",
    "tournament_result": "projects_tournamentresult",
    "verification_result": "projects_verificationresult",
}
USERS = {
    "interaction_pattern": "learning_interaction",
    "user_preference": "projects_userpreference",
}


def pages_of(refs: Collection[str], project: Project | None) -> dict[str, str]:
    """Addresses by reference: a query for the learned and one for each kind of the shipped."""
    slugs: dict[str, dict[str, str]] = defaultdict(dict)
    for ref in refs:
        kind, _, name = ref.partition(":")
        slugs[kind][name] = ref
    found = learned(slugs)
    for kind, names in slugs.items():
        if kind in SHIPPED:
            found |= shipped(SHIPPED[kind], names)
        elif kind in ROWS:
            found |= {ref: page(ROWS[kind], pk) for pk, ref in names.items()}
        elif kind in LISTS or kind in USERS:
            found |= dict.fromkeys(names.values(), listed(kind, project))
    return found


def learned(slugs: dict[str, dict[str, str]]) -> dict[str, str]:
    kinds = [kind for kind in LearnedItem.Kind.values if kind in slugs]
    names = [name for kind in kinds for name in slugs[kind]]
    rows = LearnedItem.objects.filter(kind__in=kinds, slug__in=names) if names else []
    return {row.ref: page_of(row) for row in rows}


def page_of(item: LearnedItem) -> str:
    meta = item.table._meta
    return page(f"{meta.app_label}_{meta.model_name}", item.pk)


def shipped(label: str, names: dict[str, str]) -> dict[str, str]:
    model: Any = apps.get_model(label)
    rows = model.objects.filter(slug__in=list(names)).values_list("slug", "pk")
    return {names[slug]: page(label.replace(".", "_"), pk) for slug, pk in rows}


def listed(kind: str, project: Project | None) -> str:
    sought = project.key if project else ""
    if kind in USERS:
        sought = project.user.key if project and project.user else ""
    url = reverse(f"admin:{LISTS.get(kind) or USERS[kind]}_changelist")
    return f"{url}?{urlencode({'q': sought})}" if sought else url


def page(name: str, pk: Any) -> str:
    return reverse(f"admin:{name}_change", args=[pk])
