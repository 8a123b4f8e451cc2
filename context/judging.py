"""What staff decide about learned items: the acts, who may do them, and the page that asks why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from context import recalling
from context.curation.carrying import CarryingPages
from context.gist import Part, marked
from context.models import LearnedItem, Lesson, Standing, Status
from projects.asking import ReasonForm, answer, ask
from projects.models import Account

MOST = 200
ANYTHING_BUT_ACTIVE = (Status.PROPOSED, Status.QUARANTINED, Status.INACTIVE, Status.REJECTED)


@dataclass(frozen=True)
class Act:
    """A status that items get before everybody, or before their accounts only.

    Of the accounts it reaches those where an item stands at one of `before`. `short` is what it
    is called beside one standing.
    """

    title: str
    short: str
    permission: str
    status: Status
    before: tuple[Status, ...]
    for_everybody: bool
    note: str
    # Who was served it is told not to use it.
    is_announced: bool = False


ACTS: Mapping[str, Act] = {
    "activate_for_accounts": Act(
        "Activate for its accounts",
        "Activate here",
        "activate_for_account",
        Status.ACTIVE,
        ANYTHING_BUT_ACTIVE,
        for_everybody=False,
        note="All projects of these accounts will be served it. Flags are taken as looked at.",
    ),
    "activate_for_everybody": Act(
        "Activate for everybody",
        "Activate for all",
        "activate_for_everybody",
        Status.ACTIVE,
        (Status.QUARANTINED,),
        for_everybody=True,
        note="Every project will be served it, also of accounts for which it was quarantined. "
        "Flags are taken as looked at.",
    ),
    "deactivate_for_accounts": Act(
        "Deactivate for its accounts",
        "Deactivate here",
        "activate_for_account",
        Status.INACTIVE,
        (Status.PROPOSED, Status.ACTIVE, Status.QUARANTINED),
        for_everybody=False,
        note="These accounts will not be served it, even where it is active for everybody.",
    ),
    "deactivate_for_everybody": Act(
        "Deactivate for everybody",
        "Deactivate for all",
        "activate_for_everybody",
        Status.INACTIVE,
        (),
        for_everybody=True,
        note="Only accounts where it is active, and projects that taught it, will be served it.",
    ),
    "reject": Act(
        "Reject",
        "Reject",
        "activate_for_everybody",
        Status.REJECTED,
        (Status.PROPOSED, Status.ACTIVE, Status.INACTIVE, Status.QUARANTINED),
        for_everybody=True,
        note="Nobody will be served it, and it may not be taught again.",
    ),
    "recall": Act(
        "Recall",
        "Recall",
        "activate_for_everybody",
        Status.REJECTED,
        (Status.PROPOSED, Status.ACTIVE, Status.INACTIVE, Status.QUARANTINED),
        for_everybody=True,
        note="Nobody will be served it, it may not be taught again, and the accounts that were "
        "served it are told by the event item.recalled not to use it, with your reason. “Contexts "
        "that carried it” lists them.",
        is_announced=True,
    ),
}


class JudgeForm(ReasonForm):
    """Why and, where one item is judged for accounts, for which."""

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


class StatusFilter(admin.SimpleListFilter):
    title = "status before anybody"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, status.value) for status in Status]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        standings = Standing.objects.filter(item=OuterRef("pk"), status=self.value())
        return queryset.filter(Exists(standings)) if self.value() else queryset


class YesFilter(admin.SimpleListFilter):
    """Those for which something is so, or is not."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "No")]

    def condition(self) -> Any:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.filter(self.condition())
        return queryset.exclude(self.condition()) if self.value() == "no" else queryset


class WaitingFilter(YesFilter):
    title = "waiting for a person"
    parameter_name = "waiting"

    def condition(self) -> Any:
        return Exists(Standing.objects.waiting().filter(item=OuterRef("pk")))


class SampleFilter(YesFilter):
    title = "taught by samples only"
    parameter_name = "sample"

    def condition(self) -> Any:
        return taught_by_samples_only()


def taught_by_samples_only() -> Any:
    lessons = Lesson.objects.filter(item=OuterRef("pk"))
    return Exists(lessons.filter(account__is_sample=True)) & ~Exists(
        lessons.filter(account__is_sample=False)
    )


class JudgingAdmin(CarryingPages, ModelAdmin):  # type: ignore[misc]
    """An admin of a kind of learned items, with what staff decide about them."""

    actions = tuple(ACTS)
    actions_detail = (
        {"title": "Activate", "items": ["activate_for_accounts", "activate_for_everybody"]},
        {"title": "Deactivate", "items": ["deactivate_for_accounts", "deactivate_for_everybody"]},
        {"title": "Withdraw", "items": ["reject", "recall"]},
        "carried",
    )
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
        accounts = accounts_of(act, items) if object_id and not act.for_everybody else None
        chosen = request.GET.getlist("account") or accounts
        form = JudgeForm(answer(request), accounts=accounts, initial={"accounts": chosen})
        if not form.is_valid():
            cancel = back.url if isinstance(back, HttpResponseRedirect) else ""
            return ask(
                self,
                request,
                form,
                title=act.title,
                notes=[act.note],
                objects=items,
                parts=flagged(items),
                cancel=cancel,
            )
        self.carry_out(request, act, items, form.cleaned_data)
        return back

    def judged_items(self, request: HttpRequest, queryset: Any, object_id: str) -> list[Any]:
        if queryset is not None:
            return list(queryset[: MOST + 1])
        item = self.get_object(request, unquote(object_id))
        if item is None:
            raise Http404
        return [item]

    def back(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        if request.GET.get("back") == "waiting":
            return redirect("admin:context_standing_changelist")
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return redirect(name, object_id) if object_id else None

    def carry_out(
        self, request: HttpRequest, act: Act, items: list[Any], chosen: Mapping[str, Any]
    ) -> None:
        rows = self.model.objects.filter(pk__in=[item.pk for item in items])
        try:
            with transaction.atomic():
                moved = perform(act, rows, chosen.get("accounts"), chosen["reason"], request.user)
        except self.refusals as refusal:
            messages.error(request, f"Nothing was changed: {refusal}")
            return
        if act.is_announced:
            messages.success(request, f"{act.title}: done, and announced.")
        elif moved:
            messages.success(request, f"{act.title}: done for {named(moved)}.")
        else:
            messages.warning(request, "Nothing was changed: they stood like that already.")


def refused(act: Act, items: list[Any], user: Any) -> str:
    """Why these items cannot be judged so by this user; empty where they can."""
    if len(items) > MOST:
        return f"Nothing was changed: select {MOST} at most."
    own = [item.name for item in items if item.last_edited_by_id == user.pk]
    if act.status == Status.ACTIVE and own and has_others(act, user):
        return f"Nothing was changed: you edited “{own[0]}”, so somebody else must activate it."
    if not act.for_everybody and not accounts_of(act, items).exists():
        return "Nothing was changed: it stands before no account where this would change anything."
    return ""


def has_others(act: Act, user: Any) -> bool:
    """Whether anybody else may do this."""
    able = User.objects.with_perm(f"context.{act.permission}")
    return able.filter(is_staff=True).exclude(pk=user.pk).exists()


def accounts_of(act: Act, items: Iterable[Any]) -> Any:
    """Before whom the act would move any of the items."""
    standings = Standing.objects.filter(
        item__in=[item.pk for item in items], status__in=act.before
    ).exclude(account=None)
    return Account.objects.filter(pk__in=standings.values("account_id"))


def perform(
    act: Act, items: Any, accounts: Any, reason: str, user: Any
) -> Collection[Account | None]:
    """Before whom anything was moved; None is everybody. Must be called in a transaction."""
    ids = list(items.values_list("pk", flat=True))
    locked = list(LearnedItem.objects.locked(ids))
    if act.is_announced:
        shared = recalling.active_before_everybody(ids)
        recalling.announce(locked, shared, reason, user)
    moved: list[Account | None] = []
    if act.for_everybody and items.judge(act.status, account_id=None, reason=reason, user=user):
        moved.append(None)
    for account in accounts_of(act, items) if accounts is None else accounts:
        before = Standing.objects.before(account.pk).filter(item__in=ids, status__in=act.before)
        there = items.filter(pk__in=list(before.values_list("item_id", flat=True)))
        if there.judge(act.status, account_id=account.pk, reason=reason, user=user):
            moved.append(account)
    return moved


def named(audiences: Collection[Account | None]) -> str:
    """Who they are, in words: everybody, and how many accounts."""
    accounts = sum(account is not None for account in audiences)
    words = ["everybody"] if None in audiences else []
    if accounts:
        words.append("1 account" if accounts == 1 else f"{accounts} accounts")
    return " and ".join(words)


def acts_upon(standing: Standing) -> list[str]:
    """The names of the acts that make sense for a standing that waits."""
    if standing.status in (Status.QUARANTINED, Status.PROPOSED):
        account = ["activate_for_accounts"] if standing.account_id else []
        return [*account, "activate_for_everybody", "reject"]
    return ["deactivate_for_accounts" if standing.account_id else "deactivate_for_everybody"]


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
