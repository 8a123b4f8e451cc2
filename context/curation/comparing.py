"""Two contexts side by side: of two projects, at two times, or before and after an act on an item.

An act is imagined: the rules of `context.offers` are asked about standings that are never written.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.response import TemplateResponse
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from context.acts import ACTS, Act
from context.assembly import Context
from context.curation.diffs import Line, folded, lines
from context.curation.linking import pages_of
from context.killswitch import is_off
from context.models import ContextBuild, LearnedItem, Standing
from context.offers import Grant, Imagined, grant, lessons_reach
from context.preview import REASONS, PreviewForm, made
from projects.models import Account, Project

# What a link may fill in.
FILLED = ("project", "served", "item", "act", "other_project")
STORED = (
    "Of a served context the references, the versions and the sum of the tokens are stored; no "
    "text, no sections, no reasons, nor task, language or budget that were asked for. So items and "
    "the sum are compared; what is as it is now was made with what the form says."
)
RAISED = "The act would also raise the item's version, which is not shown here."
NOTHING = "This act would change nothing here: the item "
ALREADY = "stands like that already, or it is kept from the project by something that the act does "
ALREADY += "not touch."
UNTOLD = "may be one of those that are left out of a section without being told, before and after."


@dataclass(frozen=True)
class Side:
    """One of the two. Without `sections` and `markdown` only references and versions are known."""

    title: str
    tokens: int
    items: Mapping[str, int]
    titles: Mapping[str, str]
    sections: Mapping[str, tuple[str, int]] | None = None
    markdown: str | None = None


def side_of(title: str, context: Context) -> Side:
    sections: dict[str, tuple[str, int]] = {}
    for told in context.sections:
        name = f"{told['number']} {told['title']}"
        tokens = sections.get(told["key"], (name, 0))[1] + told["tokens"]
        sections[told["key"]] = (name, tokens)
    items = [item for section in context.sections for item in section["items"]]
    return Side(
        title,
        context.tokens,
        {item["ref"]: item["version"] for item in items},
        {item["ref"]: item["title"] for item in items},
        {key: told for key, told in sections.items() if told[1]},
        context.markdown,
    )


def stored_side(build: ContextBuild) -> Side:
    items = dict(build.items.values_list("ref", "version"))
    when = f"{build.created_at:%Y-%m-%d %H:%M:%S}"
    return Side(f"as served from {when}", build.tokens, items, {})


@dataclass(frozen=True)
class Row:
    """Of an item or a section: what each side has of it; None: nothing."""

    title: str
    left: int | None
    right: int | None
    url: str = ""

    @property
    def sign(self) -> str:
        if self.left is None:
            return "+"
        if self.right is None:
            return "-"
        return "" if self.left == self.right else "±"

    @property
    def difference(self) -> int:
        return (self.right or 0) - (self.left or 0)


def item_rows(left: Side, right: Side, pages: Mapping[str, str]) -> list[Row]:
    """What only one has, or in another version; in the order of the references."""
    rows = [
        Row(
            right.titles.get(ref) or left.titles.get(ref) or ref,
            left.items.get(ref),
            right.items.get(ref),
            pages.get(ref, ""),
        )
        for ref in sorted(left.items.keys() | right.items.keys())
    ]
    return [row for row in rows if row.sign]


def section_rows(left: Side, right: Side) -> list[Row]:
    """Tokens by section, in the order of the numbers; nothing where one side's are not known."""
    if left.sections is None or right.sections is None:
        return []
    both = {**left.sections, **right.sections}
    rows = [
        Row(name, left.sections.get(key, ("", 0))[1], right.sections.get(key, ("", 0))[1])
        for key, (name, _) in both.items()
    ]
    return sorted(rows, key=lambda row: int(row.title.split()[0]))


def diff(left: Side, right: Side) -> list[Line]:
    """What differs of the documents, with a little of what is alike around it."""
    if left.markdown is None or right.markdown is None or left.markdown == right.markdown:
        return []
    return list(folded(lines(left.markdown, right.markdown)))


class CompareForm(PreviewForm):
    """What `PreviewForm` asks for is the left side; one of the rest is what it is compared with."""

    other_project = forms.CharField(
        max_length=200,
        required=False,
        label="Other project",
        widget=UnfoldAdminTextInputWidget,
    )
    other_account = forms.ModelChoiceField(
        Account.objects.all(),
        required=False,
        empty_label="any",
        label="Its account",
        widget=UnfoldAdminSelectWidget,
    )
    served = forms.CharField(
        max_length=44,
        required=False,
        label="Served context",
        help_text="Its id, of this project: ctx_…, as “Served contexts” lists it.",
        widget=UnfoldAdminTextInputWidget,
    )
    later = forms.CharField(
        max_length=44,
        required=False,
        label="And a later one",
        help_text="Its id, of this project. Empty: as it is now.",
        widget=UnfoldAdminTextInputWidget,
    )
    item = forms.CharField(
        max_length=130,
        required=False,
        label="Item",
        help_text="Its reference: error_pattern:…, as the preview tells it.",
        widget=UnfoldAdminTextInputWidget,
    )
    act = forms.ChoiceField(
        required=False,
        choices=[("", "which act"), *((name, act.title) for name, act in ACTS.items())],
        widget=UnfoldAdminSelectWidget,
    )
    wanted = ("other_project", "served", "item")

    def groups(self) -> Iterator[tuple[str, list[Any]]]:
        """Of the right side there is one of three."""
        ways = (("other_project", "other_account"), ("served", "later"), ("item", "act"))
        theirs = {name for names in ways for name in names}
        yield "The context", [field for field in self if field.name not in theirs]
        titles = (
            "Compare it with another project",
            "Or with what was served",
            "Or with itself after an act on an item",
        )
        for title, names in zip(titles, ways, strict=True):
            yield title, [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if sum(bool(cleaned[name]) for name in self.wanted) != 1:
            raise ValidationError("Compare with one of a project, a served context and an act.")
        if cleaned["other_project"]:
            cleaned["other"] = self.find_other(cleaned)
        elif cleaned["served"]:
            cleaned["build"] = self.find_build(cleaned, "served")
            if cleaned["later"]:
                cleaned["build_later"] = self.find_build(cleaned, "later")
        else:
            cleaned["imagined"] = self.find_item(cleaned)
        return cleaned

    def find_other(self, cleaned: Mapping[str, Any]) -> Project:
        try:
            return self.find(cleaned["other_project"], cleaned["other_account"])
        except ValidationError as error:
            raise ValidationError({"other_project": error.messages}) from error

    def find_build(self, cleaned: Mapping[str, Any], name: str) -> ContextBuild:
        builds = ContextBuild.objects.filter(project=cleaned["project"], pk=cleaned[name])
        if found := builds.first():
            return found
        raise ValidationError({name: "This project was served no such context, or long ago."})

    def find_item(self, cleaned: Mapping[str, Any]) -> LearnedItem:
        if not cleaned["act"]:
            raise ValidationError({"act": "Choose the act."})
        kind, _, slug = cleaned["item"].partition(":")
        row = LearnedItem.objects.filter(kind=kind, slug=slug, merged_into=None).first()
        if row is None:
            raise ValidationError({"item": "There is no such item."})
        return row


def compared(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the page shows, of a form that is valid."""
    left, right, notes = sides(dict(asked))
    pages = pages_of(left.items.keys() | right.items.keys(), asked["project"])
    return {
        "left": left,
        "right": right,
        "notes": notes,
        "difference": right.tokens - left.tokens,
        "section_rows": section_rows(left, right),
        "item_rows": item_rows(left, right, pages),
        "alike": len([ref for ref, at in left.items.items() if right.items.get(ref) == at]),
        "diff": diff(left, right),
        "has_texts": left.markdown is not None and right.markdown is not None,
    }


def sides(asked: dict[str, Any]) -> tuple[Side, Side, list[str]]:
    project: Project = asked["project"]
    if "build_later" in asked:
        return stored_side(asked["build"]), stored_side(asked["build_later"]), [STORED]
    before = made(asked)
    now = side_of(f"{project} now", before)
    if "other" in asked:
        other = asked["other"]
        title = f"{other} of {other.account} now"
        return now, side_of(title, made(asked, other)), []
    if "build" in asked:
        return stored_side(asked["build"]), now, [STORED]
    act, item = ACTS[asked["act"]], asked["imagined"]
    after = made(asked, imagined={item.pk: imagined(item, act, project)})
    shown = side_of(f"{project} after “{act.title}”", after)
    is_other = shown.markdown != now.markdown
    return now, shown, [RAISED if is_other else NOTHING + why_alike(item.ref, before, after)]


def why_alike(ref: str, before: Context, after: Context) -> str:
    """Why an act on an item changes nothing in a context: what keeps it out before comes first."""
    for when, context in (("is not in the context now", before), ("would not be in it", after)):
        for left in context.omitted:
            if left.get("ref") == ref:
                return f"{when} either: {REASONS[left['reason']]}."
    is_served = any(item["ref"] == ref for told in before.sections for item in told["items"])
    is_cut = any(left.get("more") for left in (*before.omitted, *after.omitted))
    return UNTOLD if is_cut and not is_served else ALREADY


def imagined(item: LearnedItem, act: Act, project: Project) -> Imagined:
    """What the project would be granted, if staff did this; nothing is written."""
    found = Standing.objects.filter(item=item)
    before = {
        standing.account_id is None: standing
        for standing in [*found.filter(account=None), *found.filter(account=project.account_id)]
    }
    after = {everybody: acted(standing, act, everybody) for everybody, standing in before.items()}
    if act.for_everybody and True not in after:
        after[True] = Standing(item=item, status=act.status, confidence=item.confidence)
        # Of a row that is not saved the database has computed nothing; without evidence it is this.
        after[True].reliability = item.confidence
    told = lessons_reach([item.pk], project.account_id, project.pk).get(item.pk)
    reach = "own" if told == "own" else None
    return Imagined(item.table.objects.get(pk=item.pk), granted(item, after, reach))


def acted(standing: Standing, act: Act, everybody: bool) -> Standing:
    """As `releasing.carry_out` would leave it."""
    moves = act.for_everybody if everybody else standing.status in act.before
    if moves:
        standing.status = act.status
    return standing


def granted(
    item: LearnedItem, standings: Mapping[bool, Standing], reach: str | None
) -> Grant | None:
    if is_off() and not item.is_built_in:
        return None
    return grant(standings, reach)


class ComparingPage:
    """Beside the list of served contexts, for who may preview."""

    admin_site: Any

    @action(description="Compare contexts", url_path="compare", permissions=["preview"])  # type: ignore[untyped-decorator]
    def compare(self, request: HttpRequest) -> TemplateResponse:
        """By POST, as it may hold a task; a link may fill the form."""
        asked = request.method == "POST"
        form = CompareForm(request.POST) if asked else CompareForm(initial=filled(request.GET))
        shown = {**self.admin_site.each_context(request), "title": "Compare contexts"}
        shown["form"] = form
        if form.is_bound and form.is_valid():
            shown |= compared(form.cleaned_data)
        return TemplateResponse(request, "admin/compare.html", shown)


def filled(told: Mapping[str, str]) -> dict[str, Any]:
    """What a link says, and the project and account of a served context that it names."""
    found: dict[str, Any] = {
        name: told[name][:200] for name in FILLED if "\0" not in told.get(name, "\0")
    }
    rows = ContextBuild.objects.filter(pk=found.get("served", "")).select_related("project")
    if (build := rows.first()) and build.project:
        found |= {"project": build.project.key, "account": build.account_id}
    return found
