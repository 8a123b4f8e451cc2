"""A kind of learned items in the admin: how each stands, what staff decide, what it is to say."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import (
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    JSONField,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, Greatest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from context.acts import ACTS, act_to
from context.admin import LessonInline, StandingInline
from context.curating import WHY, CuratedAdmin, WhyForm, Written, start_anew
from context.curation.places import Place, address
from context.curation.queue import Queue
from context.curation.undoing import last_of
from context.item_filters import taught_by_samples_only
from context.judging import JudgingAdmin, admin_of
from context.models import Approval, Due, Generation, LearnedItem, Lesson, Standing, Status
from context.offers import kind_of
from context.own_words import tell_all
from context.recalling import newest_of
from context.releasing import FLAGGED_AS, hold_back
from context.takingout import keep_text, take_out

HOW_IT_STANDS = (
    "for_everybody",
    "accounts",
    "evidence",
    "reports",
    "rate",
    "confidence",
    "came_from",
    "flags",
    "updated",
)
RECORDED = (
    "slug",
    "version",
    "is_built_in",
    "success_count",
    "failure_count",
    "success_rate",
    "last_matched_at",
    "last_edited_by",
    "created_at",
    "updated_at",
)
RECORD = ("Record", {"fields": RECORDED, "classes": ("collapse",)})
MENDED = (
    "Nothing that is flagged is left in it. Before whom it waited for that alone it stands as it "
    "did: active where it says again what it said then, else proposed."
)
WHY_AND_MEANING = ("Why", {"fields": ("same_meaning", *WHY[1]["fields"])})


class ItemForm(WhyForm):
    """An edit of what an item says. `meaning`: the fields by which it is another advice."""

    meaning: ClassVar[frozenset[str]]
    same_meaning = forms.BooleanField(
        required=False,
        label="The meaning is the same",
        help_text="Without this, an edit of what it advises starts the evidence anew: every report "
        "so far is forgotten, and what the reports alone had activated is taken back.",
    )

    @property
    def starts_anew(self) -> bool:
        means = self.meaning & set(self.changed_data)
        return bool(means) and not self.cleaned_data["same_meaning"]


def with_ways_back(moves: Iterable[Any], item: LearnedItem, user: Any) -> list[Any]:
    """The moves, newest first, each with the status that the one before it gave as `was`; with
    `why`: where flags alone were noted, why that was; and as `again` the address of the act by
    which this user may let it stand so again.
    """
    found, now = list(moves), dict[Any, Any]()
    for move in reversed(found):
        move.was = now.get(move.account_id, "")
        now[move.account_id] = move.status
        noted = move.history_change_reason or ""
        move.why = move.reason if move.reason.startswith(noted) else noted
    for move in found:
        move.again = way_to(move, now[move.account_id], item, user)
    return found


def way_to(move: Any, now: str, item: LearnedItem, user: Any) -> str:
    name = act_to(move.status, now, for_everybody=move.account_id is None)
    if not name or item.merged_into_id or not user.has_perm(f"context.{ACTS[name].permission}"):
        return ""
    told = {"back": "history", **({"account": move.account_id} if move.account_id else {})}
    return f"{reverse(f'{admin_of(item)}_{name}', args=[item.pk])}?{urlencode(told)}"


def place_in_queue(item: LearnedItem) -> str:
    """The address of the review queue at this item; empty where it does not wait."""
    queue = Queue({})
    for group in queue.groups:
        if queue.rows(group).filter(item=item.pk).exists():
            return address({}, at=Place(group, item.pk))
    return ""


def waits_elsewhere(item: LearnedItem, edits: Collection[str], user: Any) -> bool:
    """Whether something else than these columns is flagged already, and not by this user's edit."""
    if item.last_edited_by_id == user.pk:
        return False
    waiting = Standing.objects.filter(item=item).flagged().values_list("flags", flat=True)
    found = {flag.partition(": ")[0] for flags in waiting for flag in flags}
    return bool(found - {FLAGGED_AS.get(name, name) for name in edits})


class LearnedItemAdmin(JudgingAdmin, CuratedAdmin):
    """Columns, pages and edits of one kind. The last fieldset is `WHY_AND_MEANING`."""

    generation = Generation.Name.LIBRARY
    releasing = "activate_for_everybody"
    readonly_fields: tuple[str, ...] = RECORDED
    ordering = ("-updated_at", "-id")
    list_per_page = 50
    actions = (*JudgingAdmin.actions, *CuratedAdmin.exports)
    inlines: tuple[type[Any], ...] = (StandingInline, LessonInline)
    change_form_outer_before_template = "admin/queue_place.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        before = Standing.objects.filter(item=OuterRef("pk"))
        everybody = before.filter(account=None)
        served = before.filter(status=Status.ACTIVE).exclude(account=None).order_by()
        # By its kind, for the index that the list is read from.
        rows: QuerySet[Any] = found.filter(kind=kind_of(self.model), merged_into=None).annotate(
            everybody_status=Subquery(everybody.values("status")),
            accounts_for=Subquery(everybody.values("evidence_for")),
            accounts_against=Subquery(everybody.values("evidence_against")),
            accounts_served=Coalesce(
                Subquery(
                    served.values("item").annotate(n=Count("pk")).values("n"),
                    output_field=IntegerField(),
                ),
                0,
            ),
            open_flags=Subquery(
                before.exclude(flags=[]).order_by("moved_at").values("flags")[:1],
                output_field=JSONField(),
            ),
            is_sample=taught_by_samples_only(),
            is_taught=Exists(Lesson.objects.filter(item=OuterRef("pk"))),
            bound=Subquery(everybody.values("lower_bound"), output_field=FloatField()),
        )
        return rows

    @admin.display(description="Everybody", ordering="everybody_status")
    def for_everybody(self, item: Any) -> str:
        return item.everybody_status or ""

    @admin.display(description="Accounts", ordering="accounts_served")
    def accounts(self, item: Any) -> int:
        served: int = item.accounts_served
        return served

    @admin.display(description="For / against", ordering=F("bound").asc(nulls_first=True))
    def evidence(self, item: Any) -> str:
        return f"{item.accounts_for or 0} / {item.accounts_against or 0}"

    @admin.display(description="Reports", ordering=F("success_count") + F("failure_count"))
    def reports(self, item: Any) -> str:
        return f"{item.success_count} / {item.failure_count}"

    @admin.display(description="Rate", ordering="success_rate")
    def rate(self, item: Any) -> str:
        told = item.success_count + item.failure_count
        return f"{item.success_rate:.0%}" if told else ""

    @admin.display(description="From", ordering="is_built_in")
    def came_from(self, item: Any) -> str:
        if item.is_built_in:
            return "release"
        if not item.is_taught:
            return "import"
        return "samples" if item.is_sample else "lessons"

    @admin.display(description="Updated", ordering="updated_at")
    def updated(self, item: Any) -> str:
        return f"{item.updated_at:%Y-%m-%d}"

    @admin.display(description="Flags")
    def flags(self, item: Any) -> str:
        return ", ".join(item.open_flags or ())

    def write(self, request: HttpRequest, obj: Any, form: Any) -> Written:
        is_of_several = waits_elsewhere(obj, form.edits, request.user)
        is_back = not self.flagged(obj, form.edits) and self.take_out(obj, form, request.user)
        written = super().write(request, obj, form)
        tell_all(obj.pk, form.edited)
        # What is active again stands on what it stood on, if that is still enough.
        due = Due.RECONSIDERING if is_back else Due.WEIGHING
        owes: dict[str, Any] = {"due": Greatest(F("due"), due.value)}
        if written.is_held and is_of_several:
            # None of them is kept from releasing it, so that two have to.
            owes["last_edited_by"] = None
        self.model.objects.filter(pk=obj.pk).update(**owes)
        if form.starts_anew:
            start_anew(obj.pk)
        return written

    def write_new(self, request: HttpRequest, row: Any, flags: Sequence[str], why: str) -> None:
        super().write_new(request, row, flags, why)
        Standing.objects.create(
            item_id=row.pk,
            account=None,
            status=Status.QUARANTINED,
            confidence=row.confidence,
            flags=list(flags),
            reason=f"imported: {why}",
            moved_by=Standing.By.STAFF,
        )

    def is_flagged(self, row: Any) -> bool:
        return Standing.objects.filter(item=row).flagged().exists()

    def hold_back(self, row: Any, flags: Sequence[str], user: Any) -> None:
        keep_text(row, self.texts)
        hold_back(row, flags, user)

    @property
    def texts(self) -> list[str]:
        return [column.name for column in self.exchanged()]

    def take_out(self, row: Any, form: Any, user: Any) -> bool:
        broken = self.flagged(row, {name: (None, getattr(row, name)) for name in self.texts})
        return take_out(row, broken, self.texts, why=form.cleaned_data["why"], user=user)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        was_flagged = self.is_flagged(obj)
        super().save_model(request, obj, form, change)
        if was_flagged and not self.is_flagged(obj):
            messages.info(request, MENDED)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,
        obj: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:
        if obj is not None and (recall := newest_of(obj)):
            tell = messages.info if recall.withdrawn_at else messages.error
            tell(request, recall.told)
        if obj is not None and request.user.has_perm("context.view_standing"):
            context["queue_url"] = place_in_queue(obj)
        page: HttpResponse = super().render_change_form(request, context, *args, obj=obj, **kwargs)
        return page

    def taken(self, slugs: Collection[str]) -> Mapping[str, str]:
        others = LearnedItem.objects.filter(slug__in=slugs).exclude(kind=kind_of(self.model))
        found = others.values_list("slug", "kind")
        return {slug: f"The slug is that of another kind: {kind}." for slug, kind in found}

    def refuse_import(self, item: Any) -> str:
        if item.merged_into_id is not None:
            return "It was merged into another one: change that."
        if Standing.objects.before(None).filter(item=item, status=Status.REJECTED).exists():
            return "It was rejected, and may not be submitted again."
        return ""

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Of what was merged, to the page of what stands for it."""
        merged = self.merged(object_id)
        if merged is None:
            page: HttpResponse = super()._get_obj_does_not_exist_redirect(request, opts, object_id)
            return page
        messages.info(
            request,
            format_html(
                '“{}” was merged into this one. <a href="{}">Its history</a> is kept.',
                merged,
                reverse(f"admin:{self.page}_history", args=[merged.pk]),
            ),
        )
        return redirect(f"admin:{self.page}_change", merged.merged_into_id)

    def merged(self, object_id: str) -> Any:
        """The item of this id, if another one stands for it."""
        try:
            pk = self.opts.pk.to_python(unquote(object_id))
        except forms.ValidationError:
            return None
        return self.model.objects.filter(pk=pk, merged_into__isnull=False).first()

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        place = request.resolver_match
        if row is None and place and place.url_name == f"{self.page}_history":
            return self.merged(object_id)
        return row

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Its edits and, below, how its standings moved."""
        item = self.get_object(request, unquote(object_id))
        moves = Standing.history.filter(item=item).select_related("account", "history_user")
        newest = moves.order_by("-history_date", "-history_id")[:200]
        approvals = Approval.objects.filter(item=item).select_related("account", "user")
        ways = with_ways_back(newest, item, request.user) if item else []
        shown: dict[str, Any] = {
            "moves": ways,
            "can_stand_so": any(move.again for move in ways),
            "undo": last_of(request, item),
            "approvals": approvals.order_by("-created_at", "-id")[:200],
        }
        if item and item.merged_into_id:
            url = reverse(f"admin:{self.page}_change", args=[item.merged_into_id])
            shown |= {"survivor": item.merged_into, "survivor_url": url, "restore": ""}
        return super().history_view(request, object_id, {**shown, **(extra_context or {})})
