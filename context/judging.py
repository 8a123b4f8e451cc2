"""The acts of staff on the pages of learned items, and the page that asks why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from context import recalling
from context.acts import ACTS, Act
from context.curation.carrying import CarryingPages
from context.curation.places import back_to_queue
from context.curation.showing import Reviewed
from context.curation.undoing import Judged, remember, stood
from context.gist import Part, marked
from context.models import LearnedItem, Recall, Shipped, Standing, Status
from context.releasing import EDITED, Done, Rule, accounts_of, carry_out, rule_of
from projects.asking import ReasonForm, answer, ask
from projects.models import Account

MOST = 200
MOST_TOLD = 5
WITHDRAWN = (
    "What was recalled no longer is: who was told so is told the event item.recall_withdrawn, with "
    "your reason."
)


class JudgeForm(ReasonForm):
    """Why and, where one item is judged for accounts, for which; of items as they were seen."""

    seen_version = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if accounts is not None:
            self.fields["accounts"] = forms.ModelMultipleChoiceField(
                accounts, label="Accounts", widget=UnfoldAdminCheckboxSelectMultipleWidget
            )
            self.order_fields(["accounts", "reason"])


def judging(name: str) -> Any:
    """The method of an act: unfold calls it for one item, Django for those selected in a list."""
    act = ACTS[name]

    def judge(
        admin: "JudgingAdmin", request: HttpRequest, queryset: Any = None, object_id: str = ""
    ) -> HttpResponse | None:
        return admin.judged(request, act, queryset, object_id)

    judge.__name__ = name
    return action(description=act.title, permissions=[act.permission])(judge)


class JudgingAdmin(CarryingPages, ModelAdmin):  # type: ignore[misc]
    """An admin of a kind of learned items, with what staff decide about them."""

    actions = tuple(ACTS)
    actions_detail = (
        {"title": "Activate", "items": ["activate_for_accounts", "activate_for_everybody"]},
        {"title": "Deactivate", "items": ["deactivate_for_accounts", "deactivate_for_everybody"]},
        {"title": "Withdraw", "items": ["reject", "recall"]},
        "carried",
    )
    reviewed: Reviewed
    # What a kind's `judge` raises when it refuses.
    refusals: tuple[type[Exception], ...] = ()

    def has_activate_for_account_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("context.activate_for_account")

    def has_activate_for_everybody_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("context.activate_for_everybody")

    activate_for_accounts = judging("activate_for_accounts")
    activate_for_everybody = judging("activate_for_everybody")
    deactivate_for_accounts = judging("deactivate_for_accounts")
    deactivate_for_everybody = judging("deactivate_for_everybody")
    reject = judging("reject")
    recall = judging("recall")

    def judged(
        self, request: HttpRequest, act: Act, queryset: Any, object_id: str
    ) -> HttpResponse | None:
        """The page, or what follows the act. From a list, None leads back to it."""
        items = self.judged_items(request, queryset, object_id)
        back = self.back(request, object_id)
        if refusal := refused(act, items, request.user):
            messages.error(request, refusal)
            return back
        form = self.asked(request, act, items, one=bool(object_id))
        if not form.is_valid():
            cancel = back.url if isinstance(back, HttpResponseRedirect) else ""
            return ask(
                self,
                request,
                form,
                title=act.title,
                notes=[act.note, *notes(act, items, request.user)],
                objects=items,
                parts=flagged(items),
                cancel=cancel,
            )
        self.carry_out(request, act, items, form.cleaned_data)
        return self.back(request, object_id, judged=True)

    def asked(self, request: HttpRequest, act: Act, items: list[Any], *, one: bool) -> JudgeForm:
        """What was answered; the question again where it was about another version."""
        accounts = accounts_of(act.before, items) if one and not act.for_everybody else None
        told, seen = answered(request, items)
        chosen = request.GET.getlist("account") or accounts
        shown = {"accounts": chosen, "seen_version": seen}
        return JudgeForm(told, accounts=accounts, initial=shown)

    def judged_items(self, request: HttpRequest, queryset: Any, object_id: str) -> list[Any]:
        if queryset is not None:
            return list(queryset[: MOST + 1])
        item = self.get_object(request, unquote(object_id))
        if item is None:
            raise Http404
        return [item]

    def back(
        self, request: HttpRequest, object_id: str, *, judged: bool = False
    ) -> HttpResponse | None:
        """Where who came from there goes on; in the queue to the next, once it is `judged`."""
        if request.GET.get("back") == "waiting":
            return redirect("admin:context_standing_changelist")
        if request.GET.get("back") == "review":
            return redirect(back_to_queue(request.GET, judged=judged))
        name = "history" if request.GET.get("back") == "history" else "change"
        page = f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}"
        return redirect(page, object_id) if object_id else None

    def carry_out(
        self, request: HttpRequest, act: Act, items: list[Any], chosen: Mapping[str, Any]
    ) -> None:
        rows = self.model.objects.filter(pk__in=[item.pk for item in items])
        decision = act.decided(chosen["reason"], request.user)
        refusals: tuple[type[Exception], ...] = (NotAsSeen, *self.refusals)
        known = recalling.given_before([item.pk for item in items]) if act.is_announced else {}
        try:
            with transaction.atomic():
                judged = as_seen(items, chosen["seen_version"])
                recalls: list[Recall] = []
                if act.is_announced:
                    recalls = announce(rows, chosen["reason"], request.user, known)
                done = carry_out(decision, rows, chosen.get("accounts"))
                if judged:
                    kept = {"title": act.title, "permission": act.permission}
                    at = request.GET.get("at", "")
                    remember(request, judged, done.approved, recalls, **kept, at=at)
        except refusals as refusal:
            messages.error(request, f"Nothing was changed: {refusal}")
            return
        tell(request, act, done)


def announce(
    rows: QuerySet[Any], reason: str, user: Any, known: Mapping[UUID, recalling.Given]
) -> list[Recall]:
    """Tell whoever was served these items that they are bad. In the transaction that withdraws
    them.
    """
    items = list(LearnedItem.objects.locked(rows.values_list("pk", flat=True)))
    shared = recalling.active_before_everybody([item.pk for item in items])
    return recalling.announce(items, shared, reason, user, known)


def answered(request: HttpRequest, items: Iterable[Any]) -> tuple[Any, str]:
    """What was answered about these items, and in which versions they are; nothing, and said so,
    where the answer was about others.
    """
    told, seen = answer(request), seen_of(items)
    if told and told.get("seen_version", "") not in ("", seen):
        messages.error(
            request, "It was changed meanwhile. Look at it as it is now, and decide again."
        )
        return None, seen
    return told, seen


class NotAsSeen(ValueError):
    """The item was changed since it was looked at."""

    def __init__(self) -> None:
        super().__init__("it was changed while you decided. Look at it as it is now.")


def seen_of(items: Iterable[LearnedItem | Shipped]) -> str:
    """In which versions these items are seen: of one its number, of several a digest."""
    versions = {str(item.pk): item.version for item in items}
    if len(versions) == 1:
        return str(*versions.values())
    return sha256(repr(sorted(versions.items())).encode()).hexdigest()


def as_seen(items: list[Any], seen: str) -> Judged | None:
    """Hold the items; one alone is returned as it stands before it is judged.

    Raises NotAsSeen where they no longer are what was seen.
    """
    held = list(LearnedItem.objects.locked([item.pk for item in items]))
    if seen not in ("", seen_of(held)):
        raise NotAsSeen
    return Judged(held[0], stood(held[0])) if len(held) == len(items) == 1 else None


def tell(request: HttpRequest, act: Act, done: Done) -> None:
    """What was done, what waits for another, and what was left, each with why."""
    if act.is_announced:
        messages.success(request, f"{act.title}: done, and announced.")
    elif done.moved:
        messages.success(request, f"{act.title}: done for {named(done.moved)}.")
    for name in dict.fromkeys(approval.item.name for approval in done.approved):
        messages.info(
            request,
            f"“{name}” was flagged. Your approval is kept, one of two: "
            "it is served once somebody else approves it too.",
        )
    tell_left(request, done.left)
    if not (act.is_announced or done.moved or done.approved or done.left):
        messages.warning(request, "Nothing was changed: they stood like that already.")


def tell_left(request: HttpRequest, left: Sequence[tuple[str, str]]) -> None:
    """Names what was not touched, each with why."""
    for name, why in left[:MOST_TOLD]:
        messages.warning(request, f"Left as it was: “{name}”, as {why.rstrip('.')}.")
    if more := left[MOST_TOLD:]:
        messages.warning(request, f"{len(more)} more were left for such reasons.")


def refused(act: Act, items: list[Any], user: Any) -> str:
    """Why none of these items can be judged so by this user; empty where any can."""
    if not items:
        return "Nothing was changed: what was selected is not in this list any more."
    if len(items) > MOST:
        return f"Nothing was changed: select {MOST} at most."
    if act.status == Status.ACTIVE and all(map(rule(act, items, user).is_own, items)):
        return f"Nothing was changed: “{items[0].name}” cannot be activated, as {EDITED}."
    if not act.for_everybody and not accounts_of(act.before, items).exists():
        return (
            "Nothing was changed: it stands before no account where this would change anything. "
            "“How it stands” tells before whom it does; “for everybody” reaches the others."
        )
    return ""


def notes(act: Act, items: list[Any], user: Any) -> Iterable[str]:
    """What has to be known before: what will be left, and what waits for another person."""
    if act.status != Status.ACTIVE:
        return
    told = rule(act, items, user)
    if own := [item.name for item in items if told.is_own(item)]:
        yield f"{len(own)} will be left as they are, as {EDITED}: {', '.join(own[:MOST_TOLD])}."
    if any(told.needs_two(item) for item in items):
        yield (
            "What was flagged is served once two have approved it as it is now; the first approval "
            "is kept."
        )
    if act.for_everybody and recalling.recalled(items):
        yield WITHDRAWN


def rule(act: Act, items: Iterable[Any], user: Any) -> Rule:
    return rule_of(items, act.permission, user.pk)


def named(audiences: Collection[Account | None]) -> str:
    """Who they are, in words: everybody, and how many accounts."""
    accounts = sum(account is not None for account in audiences)
    words = ["everybody"] if None in audiences else []
    if accounts:
        words.append("1 account" if accounts == 1 else f"{accounts} accounts")
    return " and ".join(words)


def flagged(items: Collection[Any]) -> dict[UUID, list[Part]]:
    """What these items of one kind say, by id, with what was flagged before anybody: one query."""
    flags: dict[UUID, list[str]] = defaultdict(list)
    standings = Standing.objects.filter(item__in=[item.pk for item in items]).exclude(flags=[])
    for pk, found in standings.values_list("item_id", "flags"):
        flags[pk] += found
    return {item.pk: marked(item.gist, sorted(flags[item.pk])) for item in items}


def gists(items: Iterable[LearnedItem]) -> dict[UUID, list[Part]]:
    """What these items say, by id: one query for each kind among them."""
    ids: dict[Any, list[UUID]] = defaultdict(list)
    for item in items:
        ids[item.table].append(item.pk)
    return {
        each.pk: each.gist
        for model, pks in ids.items()
        for each in model.objects.filter(pk__in=pks)
    }


def admin_of(item: LearnedItem) -> str:
    """The first part of the names of the pages of the item's kind."""
    meta = item.table._meta
    return f"admin:{meta.app_label}_{meta.model_name}"
