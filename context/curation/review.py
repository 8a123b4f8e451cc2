"""The review queue: one item at a time, with what is needed to judge it in seconds.

Judging itself is done by the pages of the acts, which lead back here, to the next.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Case, Count, Exists, IntegerField, Min, OuterRef, Q, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.decorators import action

from context.acts import ACTS, Act, acts_upon
from context.curation.evidence import chart_of
from context.curation.linking import page_of
from context.curation.merges import MergeRefused, merge_items, pair_of, refusal, reviewed_of
from context.curation.pieces import flagged
from context.curation.places import Place, address, back_to_queue, chosen, place_of
from context.curation.queue import GROUPS, Queue
from context.curation.showing import Reviewed, Similar, in_prompt
from context.curation.undoing import NotUndone, last, offered, undo
from context.gist import marked
from context.judging import admin_of, answered, rule
from context.models import Approval, LearnedItem, Lesson, Standing, Status
from context.offers import Evidence, Grant, evidence_of
from context.pruning import FAILING
from context.releasing import EDITED, accounts_of
from context.waiting import MOST_COUNTED
from intake.lists import count_of
from projects.asking import ReasonForm, ShortReasonForm, answer, ask

MOST_TEACHERS = 20
MOST_STANDINGS = 200
MOST_ACCOUNTS = 100
KEYS = {
    "activate_for_accounts": "a",
    "activate_for_everybody": "e",
    "reject": "r",
    "deactivate_for_accounts": "d",
    "deactivate_for_everybody": "f",
}
# One key each: of what is approved, and of what is not.
REASONS = {
    True: ("It is right, and general enough.", "Looked up: this is the usual fix.", "Harmless."),
    False: ("It is wrong.", "Too particular to one project.", "It is not safe.", "Out of date."),
}
UNDONE = "Judged by mistake."
BEFORE = "It is then as it was before."
WITHDRAWN = (
    "Where that puts the item back, and no other recall of it holds, who was told of the recall is "
    "told the event item.recall_withdrawn, with your reason."
)


@dataclass(frozen=True)
class Choice:
    """An act that may be chosen on the page; `refusal` says why not, where it may not be."""

    name: str
    act: Act
    url: str
    refusal: str = ""

    @property
    def key(self) -> str:
        return KEYS[self.name]

    @property
    def reasons(self) -> Sequence[str]:
        return REASONS[self.act.status == Status.ACTIVE]


class MergeForm(ShortReasonForm):
    """Why; of two items as they were seen."""

    seen_version = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class ReviewPages:
    """The pages of the queue beside a list of the admin."""

    admin_site: Any
    actions_list = ("review", "undo", "merge")

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("context.view_standing")

    def has_judge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("context.activate_for_account")

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("context.activate_for_everybody")

    @action(description="Review", url_path="review", permissions=["review"])  # type: ignore[untyped-decorator]
    def review(self, request: HttpRequest) -> TemplateResponse:
        queue = Queue(request.GET)
        place = where(queue, request.GET)
        shown = {
            **self.admin_site.each_context(request),
            "title": "Review",
            "queue": queue,
            "place": place,
            "last": offered(request),
            "undo_url": f"{reverse('admin:context_standing_undo')}?{urlencode(queue.filters)}",
            "undone": UNDONE,
        }
        if place is None:
            left = place_of(request.GET.get("after", ""))
            shown["first_url"] = address(request.GET) if left else ""
            shown["before_url"] = address(request.GET, before=left) if left else ""
        else:
            shown |= looked_at(request, queue, place)
        return TemplateResponse(request, "admin/review.html", shown)

    @action(description="Undo", url_path="undo", permissions=["judge"])  # type: ignore[untyped-decorator]
    def undo(self, request: HttpRequest) -> HttpResponse:
        """Take back this person's last judgement, in one step from the queue."""
        known = last(request)
        back = back_to(request, known)
        form = ReasonForm(answer(request), initial={"reason": UNDONE})
        if not form.is_valid() and known:
            title = f"Undo “{known['title']}” of {known['name']}"
            page: HttpResponse = ask(
                self,
                request,
                form,
                title=title,
                notes=[BEFORE, WITHDRAWN] if known.get("recall") else [BEFORE],
                cancel=back,
            )
            return page
        try:
            done = undo(request, form.cleaned_data.get("reason", "") if known else "")
        except NotUndone as refusal:
            messages.error(request, str(refusal))
            return redirect(back)
        messages.success(request, f"Undone: “{done['title']}” of {done['name'].rstrip('.')}.")
        return redirect(back)

    @action(description="Merge", url_path="merge", permissions=["merge"])  # type: ignore[untyped-decorator]
    def merge(self, request: HttpRequest) -> HttpResponse:
        """Make two items one: the older stays."""
        back = back_to_queue(request.GET, judged=False)
        try:
            survivor, other = pair_of(request.GET, request.user)
            told, seen = answered(request, [survivor, other])
            form = MergeForm(told, initial={"seen_version": seen})
            if not form.is_valid():
                return self.ask_to_merge(request, form, survivor, other, back)
            merge_items(survivor, other, form.cleaned_data, request.user)
        except MergeRefused as refusal:
            messages.error(request, f"Nothing was merged. {refusal}")
        else:
            survivor.refresh_from_db(fields=["name"])
            messages.success(request, f"“{other}” is now part of “{survivor}”.")
        return redirect(back)

    def ask_to_merge(
        self, request: HttpRequest, form: ReasonForm, survivor: Any, other: Any, back: str
    ) -> HttpResponse:
        page: TemplateResponse = ask(
            self,
            request,
            form,
            title="Merge",
            notes=[
                f"“{survivor}” stays, as it is the older. “{other}” points to it from then on; "
                "its lessons, reports and standings go over. This cannot be undone.",
            ],
            objects=[survivor, other],
            parts={each.pk: each.gist for each in (survivor, other)},
            cancel=back,
        )
        reviewed = reviewed_of(survivor)
        page.template_name = reviewed.merge_page
        page.context_data = {**(page.context_data or {}), **reviewed.becomes(survivor, other)}
        return page


def back_to(request: HttpRequest, judged: Mapping[str, Any] | None) -> str:
    """Where who undoes came from: the history of what was judged, or its place in the queue."""
    if judged is None:
        return address(request.GET, at=request.GET.get("at", ""))
    of_it = LearnedItem.objects.filter(pk=judged["item"])
    # It may have been erased since.
    if request.GET.get("back") == "history" and (item := of_it.first()):
        return reverse(f"{admin_of(item)}_history", args=[item.pk])
    return address(request.GET, at=judged["at"])


def where(queue: Queue, query: Mapping[str, str]) -> Place | None:
    """Where the address leads to; None at the end of the queue."""
    if (at := place_of(query.get("at", ""))) and at.group in GROUPS:
        known = LearnedItem.objects.filter(pk=at.item_id, merged_into=None).exists()
        return at if known else queue.after(at)
    if (later := place_of(query.get("before", ""))) and later.group in GROUPS:
        return queue.before(later) or queue.after(None)
    return queue.after(place_of(query.get("after", "")))


def looked_at(request: HttpRequest, queue: Queue, place: Place) -> dict[str, Any]:
    """What the page shows of one item."""
    item = item_at(place.item_id)
    reviewed = reviewed_of(item)
    ids = queue.waiting(place)
    standings = list(standings_of(item, ids))
    waiting = [one for one in standings if one.pk in ids]
    flags = sorted({flag for one in standings for flag in one.flags if flag != FAILING})
    parts = marked(item.gist, flags)
    unseen = untold(flags, [part.field for part in parts])
    taught, similar = teachers(item), reviewed.similar(item)
    told = {**chosen(request.GET), "at": str(place), "back": "review"}
    return {
        "item": item,
        "number": number(queue, item),
        "kind": str(item._meta.verbose_name).capitalize(),
        "edited_by": editors(item),
        "group": GROUPS[place.group][0],
        "after_url": address(request.GET, after=place),
        "before_url": address(request.GET, before=place),
        "edit_url": f"{reverse(f'{admin_of(item)}_change', args=[item.pk])}?{urlencode(told)}",
        "may_edit": request.user.has_perm(changing(item)),
        "standings": standings,
        "is_waiting": bool(waiting),
        "approvals": Approval.objects.in_force()
        .filter(item=item)
        .select_related("user", "account"),
        "reviewed": reviewed,
        "plain": list(reviewed.plain(item)),
        "template": reviewed.template(item),
        "examples": reviewed.examples(item),
        "near": reviewed.near_misses(item, similar),
        "fix": reviewed.fix(item),
        "edit": reviewed.edit(item),
        "flags": flags,
        "flagged": [(part, flagged(part)) for part in parts if part.rules],
        "untold": unseen,
        "unflagged": unflagged(item) if unseen else 0,
        "chart": chart_of(item),
        "taught": taught,
        "similar": list(beside(request, item, similar, told)),
        "most": {"standings": MOST_STANDINGS, "taught": MOST_TEACHERS},
        "prompt": prompt(reviewed, item, waiting or standings, taught),
        **judgeable(request, item, waiting, told),
    }


def beside(
    request: HttpRequest, item: Any, similar: Iterable[Similar], told: Mapping[str, str]
) -> Iterator[tuple[Similar, str, str, str]]:
    """Similar items, each with its page, the one that merges the two and why it would refuse, as
    far as this person may merge.
    """
    may = request.user.has_perm("context.activate_for_everybody")
    for one in similar:
        why = refusal(item, one.item, request.user) if may else ""
        url = merge_url(item, one.item, told) if may and not why else ""
        yield one, page_of(one.item), url, why


def item_at(pk: UUID) -> Any:
    common = LearnedItem.objects.filter(pk=pk).first()
    if common is None:
        raise Http404
    row = common.table.objects.select_related("last_edited_by").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def standings_of(item: LearnedItem, first_ids: Collection[Any]) -> QuerySet[Standing]:
    """How it stands, before whom a person has to decide first, as many as are shown."""
    first = Case(
        When(pk__in=first_ids, then=0),
        When(Q(status=Status.QUARANTINED) | ~Q(flags=[]), then=1),
        When(status=Status.PROPOSED, then=2),
        default=3,
        output_field=IntegerField(),
    )
    rows = Standing.objects.filter(item=item).select_related("account")
    return rows.order_by(first, "account__name", "id")[:MOST_STANDINGS]


def number(queue: Queue, item: LearnedItem) -> int | None:
    """Which of those that are counted it is."""
    ids = queue.counted.ids
    return ids.index(item.pk) + 1 if item.pk in ids else None


def changing(item: LearnedItem) -> str:
    meta = item.table._meta
    return f"{meta.app_label}.change_{meta.model_name}"


def teachers(item: LearnedItem) -> list[Any]:
    """Which accounts taught it, from what, how often and since when; never in which words."""
    rows = Lesson.objects.filter(item=item).order_by()
    told = rows.values("account__name", "account__is_sample", "source").annotate(
        lessons=Count("pk"), since=Min("created_at")
    )
    return list(told.order_by("since", "account__name")[:MOST_TEACHERS])


def editors(item: Any) -> list[str]:
    """Who counts as its editor, and who edited it since without becoming that."""
    if item.last_edited_by is None:
        return []
    records = item.history.exclude(history_user=None).select_related("history_user")
    latest = records.order_by("-history_id").first()
    names = [item.last_edited_by.get_username()]
    return list(dict.fromkeys([*names, latest.history_user.get_username()] if latest else names))


def untold(flags: Sequence[str], fields: Sequence[str]) -> list[str]:
    """Flags of what an account told and no page shows."""
    return [flag for flag in flags if flag.partition(": ")[0] not in fields]


def unflagged(item: LearnedItem) -> int:
    """How many accounts taught the item without anything that is flagged."""
    flagged = Standing.objects.filter(item=item, account=OuterRef("account")).exclude(flags=[])
    taught = Lesson.objects.filter(~Exists(flagged), item=item)
    return taught.order_by().values("account").distinct().count()


def merge_url(item: LearnedItem, other: LearnedItem, told: Mapping[str, str]) -> str:
    query = urlencode({**told, "one": str(item.pk), "other": str(other.pk)})
    return f"{reverse('admin:context_standing_merge')}?{query}"


def prompt(
    reviewed: Reviewed,
    item: Any,
    standings: Sequence[Standing],
    taught: Sequence[Mapping[str, Any]],
) -> str:
    """The item as it would be served before the first of these audiences."""
    standing = standings[0] if standings else None
    evidence = evidence_of(standing) if standing else Evidence(0, 0, 0.0, 0.0)
    audience = "account" if standing and standing.account_id else "global"
    is_sample = bool(taught) and all(one["account__is_sample"] for one in taught)
    return in_prompt(
        reviewed, reviewed.printed(item, Grant(audience, evidence), is_sample=is_sample)
    )


def judgeable(
    request: HttpRequest, item: Any, waiting: Sequence[Standing], told: Mapping[str, str]
) -> dict[str, Any]:
    """What this person may decide, before whom, and how many it takes."""
    names = list(dict.fromkeys(name for one in waiting for name in acts_upon(one)))
    allowed = [name for name in names if request.user.has_perm(f"context.{ACTS[name].permission}")]
    if not allowed:
        return {"choices": [], "needs_two": False}
    of_two = rule(ACTS["activate_for_everybody"], [item], request.user)
    reach = [ACTS[name].before for name in allowed if not ACTS[name].for_everybody]
    reached = accounts_of(reach[0] if reach else (), [item]).order_by("name")
    accounts = list(reached[: MOST_ACCOUNTS + 1]) if reach else []
    return {
        "choices": list(choices(item, allowed, told, is_own=of_two.is_own(item))),
        "accounts_in_all": count_of(reached, MOST_COUNTED) if accounts[MOST_ACCOUNTS:] else 0,
        "needs_two": of_two.needs_two(item),
        "recall_url": recall_url(item, told) if "deactivate" in names[0] else "",
        "accounts": accounts[:MOST_ACCOUNTS],
    }


def recall_url(item: LearnedItem, told: Mapping[str, str]) -> str:
    return f"{reverse(f'{admin_of(item)}_recall', args=[item.pk])}?{urlencode(told)}"


def choices(
    item: LearnedItem, names: Sequence[str], told: Mapping[str, str], *, is_own: bool
) -> Iterator[Choice]:
    for name in names:
        page = reverse(f"{admin_of(item)}_{name}", args=[item.pk])
        refusal = EDITED if is_own and ACTS[name].status == Status.ACTIVE else ""
        yield Choice(name, ACTS[name], f"{page}?{urlencode(told)}", refusal)
