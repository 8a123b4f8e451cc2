"""Accounts, their keys and projects; and staff, who belong to none of them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.decorators import action
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextInputWidget,
)

from intake.admin import ReadOnlyAdmin, counted
from intake.lists import AskedAdmin, in_words, mark
from intake.reasons import ReasonField
from projects.asking import ReasonForm, answer, ask
from projects.erasing import ask_for
from projects.models import Account, ApiKey, Erasure, Project, Scope
from projects.querysets import ApiKeyQuerySet
from projects.signals import sharing_changed

SECONDS_BETWEEN_LOOKS = 2
MOST_LOGGED = 2_000
# Of these the log keeps no value.
UNLOGGED = {"why", "password", "password1", "password2", "usable_password", "last_login"}

# What nobody takes from himself, as it could be that nobody is left to give it back.
OWN = {"is_active", "is_staff", "is_superuser"}
LOCKED_OUT = "This would lock you out: somebody else has to do it."

admin.site.unregister([User, Group])


class Logged:
    """Writes into Django's log what each changed field was and is, behind the reason if one is
    asked for.
    """

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> str:
        told = [
            f"{name}: {said(form.initial.get(name))} → {said(form.cleaned_data[name])}"
            for name in form.changed_data
            if name not in UNLOGGED
        ]
        reason = form.cleaned_data.get("why")
        return "; ".join([reason, *told] if reason else told)[:MOST_LOGGED] or "Saved."


def said(value: Any) -> str:
    if isinstance(value, str) or not isinstance(value, Iterable):
        return "nothing" if value in (None, "") else str(value)
    return ", ".join(sorted(map(str, value))) or "none"


class StaffForm(UserChangeForm):  # type: ignore[misc]
    """What somebody may do, as another one says: nobody locks himself out."""

    editor: User  # by the admin

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk == self.editor.pk:
            for name in OWN & set(self.changed_data):
                if not told.get(name):
                    self.add_error(name, LOCKED_OUT)
            if "groups" in self.changed_data and not self.keeps_staff(told):
                self.add_error("groups", LOCKED_OUT)
        return told

    def keeps_staff(self, told: Mapping[str, Any]) -> bool:
        """Whether this user may still open this page."""
        roles = told.get("groups") or Group.objects.none()
        keeping = {"permissions__content_type__app_label": "auth"}
        keeping |= {"permissions__codename": "change_user"}
        return self.editor.is_superuser or roles.filter(**keeping).exists()


@admin.register(User)
class StaffAdmin(Logged, UserAdmin, AskedAdmin):  # type: ignore[misc, type-arg]
    form = StaffForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "is_active", "is_superuser", "roles", "last_login")
    # What somebody may do is what the roles may.
    fieldsets = (
        (None, {"fields": ("username", "password", "email")}),
        ("May", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Record", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        form.editor = request.user  # type: ignore[attr-defined]
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        more = () if getattr(request.user, "is_superuser", False) else ("is_superuser",)
        return (*super().get_readonly_fields(request, obj), *more)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of a superuser, whose password would make one, for superusers alone."""
        may = super().has_change_permission(request, obj)
        is_above = obj is not None and obj.is_superuser
        return may and (not is_above or getattr(request.user, "is_superuser", False))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who goes is made inactive: who edited what decides who may release it."""
        return False

    @admin.display(description="Roles")
    def roles(self, user: User) -> str:
        return ", ".join(sorted(group.name for group in user.groups.all()))


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """An edit of an account, with its reason; a new one needs none."""

    why = ReasonField(max_length=100, label="Why this edit?", widget=UnfoldAdminTextInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields.pop("why", None)


@admin.register(Account)
class AccountAdmin(Logged, AskedAdmin):
    form = AccountForm
    list_display = (
        "name",
        "sharing",
        "projects_owned",
        mark("is_operator", "operator"),
        mark("is_sample", "sample"),
        "created_at",
    )
    list_filter = ("sharing", "is_operator", "is_sample")
    search_fields = ("name",)
    fields = ("name", "sharing", "is_operator", "is_sample", "created_at", "why")
    readonly_fields = ("is_sample", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        found: QuerySet[Account] = super().get_queryset(request)
        return found.annotate(projects_count=Count("projects"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj and self.has_change_permission(request, obj) else self.fields[:-1]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Account, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "sharing" in form.changed_data:
            # Of the others what they say themselves holds.
            sharing_changed.send(sender=Account, projects=list(obj.projects.filter(sharing="")))

    @admin.display(description="Projects", ordering="projects_count")
    def projects_owned(self, account: Any) -> int:
        owned: int = account.projects_count
        return owned


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin):
    list_display = ("key", "name", "account", "language", "framework", "build_mode", "updated_at")
    list_filter = ("account", "language", "framework", "build_mode")
    list_select_related = ("account",)
    search_fields = ("key", "name")
    ordering = ("-updated_at",)
    exclude = ("providers",)
    readonly_fields = (in_words("providers"),)
    actions_detail = ("erase",)

    def has_erase_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("projects.delete_project")

    @action(description="Erase", permissions=["erase"])  # type: ignore[untyped-decorator]
    def erase(self, request: HttpRequest, object_id: str) -> HttpResponse:
        project = self.get_object(request, unquote(object_id))
        if project is None:
            messages.warning(request, "This project was erased already, or never was.")
            return redirect("admin:projects_erasure_changelist")
        if erasure := project.erasures.filter(finished_at=None).first():
            messages.info(
                request, f"{project} is being erased already; this page says how far it is."
            )
            return redirect("admin:projects_erasure_change", erasure.pk)
        form = ReasonForm(answer(request))
        if not form.is_valid():
            notes = [
                "Everything that this project taught and reported is deleted, and every item that "
                "nobody else taught. It cannot be undone."
            ]
            return ask(self, request, form, title="Erase", notes=notes, objects=[project])
        erasure = ask_for(project, form.cleaned_data["reason"], request.user)
        messages.success(request, f"{project} is being erased; this page says how far it is.")
        return redirect("admin:projects_erasure_change", erasure.pk)


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    """What was erased, why, and what that took away; its page is shown again until it is done."""

    list_display = ("key", "account", "asked_at", "asked_by", "state", "took")
    list_filter = (("finished_at", admin.EmptyFieldListFilter), "account")
    list_select_related = ("account", "asked_by")
    search_fields = ("key", "reason")
    ordering = ("-pk",)
    show_full_result_count = False
    fields = ("key", "account", "reason", "asked_by", "asked_at", "state", "took", "finished_at")

    @admin.display(description="State", ordering="finished_at")
    def state(self, erasure: Erasure) -> str:
        if erasure.finished_at:
            return "done"
        return "at work" if erasure.counts else "waits for the worker"

    @admin.display(description="Took away")
    def took(self, erasure: Erasure) -> str:
        return ", ".join(counted(count, what) for what, count in sorted(erasure.counts.items()))

    def change_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        page: HttpResponse = super().change_view(request, object_id, *args)
        erasure = self.get_object(request, unquote(object_id))
        if erasure is not None and erasure.finished_at is None:
            page["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
        return page


class KeyForm(forms.Form):
    account = forms.ModelChoiceField(Account.objects.all(), widget=UnfoldAdminSelectWidget)
    name = forms.CharField(max_length=120, widget=UnfoldAdminTextInputWidget)
    scopes = forms.MultipleChoiceField(
        choices=[(scope.value, f"{scope.value}: {scope.label}") for scope in Scope],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    expires_at = forms.SplitDateTimeField(
        required=False, widget=UnfoldAdminSplitDateTimeWidget, help_text="Empty: never."
    )

    def clean_expires_at(self) -> datetime | None:
        expires_at: datetime | None = self.cleaned_data["expires_at"]
        if expires_at is not None and expires_at <= timezone.now():
            raise forms.ValidationError("This is past: such a key would never work.")
        return expires_at

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        account = cleaned.get("account")
        if account and Scope.REVIEW in cleaned.get("scopes", ()) and not account.is_operator:
            self.add_error("scopes", "Only the operator's account may have keys with “review”.")
        return cleaned


def scopes_in_words(scopes: Iterable[str]) -> list[str]:
    """What each of these lets a caller do; one that is no more is told as it is."""
    words = dict(Scope.choices)
    return [f"{scope}: {words.get(scope, 'not known any more')}" for scope in scopes]


class KeyStateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"
    # By name: what the address says is never called.
    states: ClassVar[Mapping[str, Callable[[ApiKeyQuerySet], ApiKeyQuerySet]]] = {
        "live": ApiKeyQuerySet.live,
        "expiring": ApiKeyQuerySet.expiring,
        "expired": ApiKeyQuerySet.expired,
        "revoked": ApiKeyQuerySet.revoked,
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in self.states]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = self.states.get(self.value() or "")
        return chosen(queryset) if chosen else queryset


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    list_display = (
        "name",
        "state",
        "prefix",
        "account",
        "scopes_listed",
        "created_at",
        "last_used_at",
        "expires_at",
    )
    list_filter = ("account", KeyStateFilter)
    list_select_related = ("account",)
    search_fields = ("name", "prefix", "account__name")
    fields = (
        "name",
        "state",
        "prefix",
        "account",
        "scopes_said",
        "created_at",
        "last_used_at",
        "expires_at",
        "revoked_at",
    )
    actions_list = ("make",)
    actions_detail = ("revoke",)

    def has_make_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("projects.add_apikey")

    def has_revoke_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("projects.change_apikey")

    @admin.display(description="Scopes")
    def scopes_listed(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)

    @admin.display(description="What it may do")
    def scopes_said(self, key: ApiKey) -> str:
        return "; ".join(scopes_in_words(key.scopes))

    @admin.display(description="State")
    def state(self, key: ApiKey) -> str:
        return key.state

    @action(description="Make a key", url_path="make", permissions=["make"])  # type: ignore[untyped-decorator]
    def make(self, request: HttpRequest) -> TemplateResponse:
        """The page that follows shows the key: it is in no redirect, cookie or session."""
        form = KeyForm(answer(request))
        if not form.is_valid():
            return ask(self, request, form, title="Make a key")
        with transaction.atomic():
            key, token = ApiKey.make(**form.cleaned_data)
            self.log_addition(request, key, "Made.")
        context = {**self.admin_site.each_context(request), "title": "Your new key"}
        context |= {"key": key, "token": token, "scopes": scopes_in_words(key.scopes)}
        return TemplateResponse(request, "admin/key_made.html", context)

    @action(description="Revoke", permissions=["revoke"])  # type: ignore[untyped-decorator]
    def revoke(self, request: HttpRequest, object_id: str) -> HttpResponse:
        key = self.get_object(request, unquote(object_id))
        if key is None:
            raise Http404
        form = ReasonForm(answer(request))
        if not form.is_valid():
            notes = ["Requests with this key are refused from now on."]
            return ask(self, request, form, title="Revoke", notes=notes, objects=[key])
        with transaction.atomic():
            if ApiKey.objects.filter(pk=key.pk).revoke():
                self.log_change(request, key, f"Revoked: {form.cleaned_data['reason']}")
        messages.success(request, f"{key} is revoked.")
        return redirect("admin:projects_apikey_changelist")
