"""The kill switch in the admin: how it stands, who turned it when and why, and turning it."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.decorators import action

from context.killswitch import newest, turn
from context.models import KillSwitch
from intake.admin import ReadOnlyAdmin
from projects.asking import ReasonForm, answer, ask

LIST = "admin:context_killswitch_changelist"
TITLES = {True: "Switch learned content off", False: "Switch learned content on again"}
NOTES = {
    True: "Within seconds no process serves anything that was learned: no pattern, strategy, "
    "proven fix or advice of a model, in contexts, matches and choices. What comes with the "
    "release is served on, and tools go on teaching and reporting.",
    False: "Within seconds all that stands active is served again, as it did before.",
}
TOLD = "The reason is kept in the history, and told to every account by the pipeline's status."


class TurnForm(ReasonForm):
    """Which way the page asked for, with why."""

    off = forms.BooleanField(required=False, widget=forms.HiddenInput)


@admin.register(KillSwitch)
class KillSwitchAdmin(ReadOnlyAdmin):
    """Its turns, the newest first, which is how it stands."""

    list_display = ("at", "learned", "by", "reason")
    list_display_links = None
    list_select_related = ("by",)
    show_full_result_count = False
    ordering = ("-pk",)
    actions_list = ("turn",)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return obj is None and bool(super().has_view_permission(request))

    def has_turn_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("context.turn_kill_switch")

    @admin.display(description="Learned content")
    def learned(self, row: KillSwitch) -> str:
        return "off" if row.is_off else "on"

    @action(description="Turn the kill switch", url_path="turn", permissions=["turn"])  # type: ignore[untyped-decorator]
    def turn(self, request: HttpRequest) -> HttpResponse:
        last = newest()
        # What was asked is what the page said, though somebody else turned it meanwhile.
        off = request.POST.get("off", str(last is None or not last.is_off)) == "True"
        form = TurnForm(answer(request), initial={"off": off})
        if not form.is_valid():
            return ask(self, request, form, title=TITLES[off], notes=[NOTES[off], TOLD], cancel="")
        if turn(is_off=off, reason=form.cleaned_data["reason"], user=request.user):
            messages.success(request, f"Learned content is {'off' if off else 'on'}.")
        else:
            messages.warning(request, "Nothing was changed: somebody was quicker.")
        return redirect(LIST)
