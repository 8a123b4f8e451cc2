"""What a context would be: rendered safely, each item linked, and compared without a trace."""

import html
import re
import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from config.tests.rows import fill_tables
from context import killswitch
from context.acts import ACTS
from context.curation.pretty import pretty
from context.models import BuildItem, ContextBuild, Generation, LearnedItem, Standing, Status
from context.releasing import carry_out
from errorpatterns.models import ErrorPattern
from projects.models import Project
from projects.tests.factories import client_of, make_account, make_project, row_counts
from projects.tests.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

COMPARE = "admin:context_contextbuild_compare"
PREVIEW = "admin:context_contextbuild_preview"
ASKED = {"project": "shop", "account": "", "task": "", "user": "", "language": ""}
ASKED |= {"max_tokens": "100000", "form": "full", "order": "cache"}
EMPTY = dict.fromkeys(("other_project", "other_account", "served", "later", "item", "act"), "")
MARKS = st.sampled_from(
    ["#", "`", "```", "~~~", "- ", "**", "<b>", "&", "\n", " ", "a", "<!--", "]("]
)


@pytest.fixture
def project() -> Project:
    project = make_project(make_account(name="Acme"), key="shop")
    fill_tables(project, 3)
    return project


def compare(role: str = "curator", **fields: Any) -> Any:
    return staff(role).post(reverse(COMPARE), {**ASKED, **EMPTY, **fields})


# What stands behind a fence that opens is the name of a language, which is not shown.
FENCES = {"`", "~"}


def text_of(rendered: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", rendered))


class TestPretty:
    @given(st.lists(MARKS, max_size=40).map("".join))
    def test_no_html_of_the_document_is_html(self, markdown: str) -> None:
        rendered = pretty(markdown)
        tags = set(re.findall(r"<(/?\w+|!)", rendered))
        known = {"h3", "h4", "h5", "h6", "p", "ul", "li", "pre", "code", "strong"}
        assert {tag.removeprefix("/") for tag in tags} <= known
        assert text_of(rendered).count("<b>") == markdown.count("<b>") or FENCES & set(markdown)

    @given(st.text("abc <&>\"'\n", max_size=60))
    def test_loses_no_word(self, text: str) -> None:
        assert text_of(pretty(text)).split() == text.split()

    def test_a_long_run_of_backticks_takes_no_time(self) -> None:
        began = time.process_time()
        pretty("a " + "`" * 20_000 + "b" * 20_000)
        assert time.process_time() - began < 2

    def test_renders_what_our_templates_write(self) -> None:
        rendered = pretty("# Context\n\n- **Regex**: `a|b`\n- Two\n\n````ts\n```\n<b>\n````\n")
        assert rendered == (
            "<h3>Context</h3>\n"
            "<ul><li><strong>Regex</strong>: <code>a|b</code></li><li>Two</li></ul>"
            '\n<pre tabindex="0"><code>```\n&lt;b&gt;</code></pre>'
        )


class TestPreview:
    def test_links_every_item_and_omission_to_a_page(self, project: Project) -> None:
        curator = staff("curator")
        page = curator.post(reverse(PREVIEW), {**ASKED, "max_tokens": "2000"})
        items = [item for bar in page.context["bars"] for item in bar["items"]]
        assert items
        assert page.context["omissions"]
        urls = {item["url"] for item in items} | {
            url for what, _, url in page.context["omissions"] if ":" in what
        }
        assert "" not in urls
        for url in urls:
            assert curator.get(url).status_code == 200, url

    def test_a_user_is_asked_for_by_key(self, project: Project) -> None:
        user = project.account.users.create(key="ada")
        user.rules.create(text="Write it in Latin.", digest="d", scrub_version=1)
        for key, is_told in (("ada", True), ("", False), ("nobody", False)):
            page = staff("curator").post(reverse(PREVIEW), {**ASKED, "user": key})
            assert ("Write it in Latin." in page.context["context"].markdown) == is_told
            staff_page = page.content.decode()
            assert 'class="curation-document' in staff_page
            forget_staff()

    @pytest.mark.parametrize("count", [1, 8])
    def test_takes_as_many_queries_for_many(
        self, count: int, django_assert_num_queries: Any
    ) -> None:
        fill_tables(make_project(make_account(), key="shop"), count)
        curator = staff("curator")
        curator.post(reverse(PREVIEW), ASKED)
        with django_assert_num_queries(18):
            curator.post(reverse(PREVIEW), ASKED)


def forget_staff() -> None:
    User.objects.all().delete()


class TestComparing:
    def test_two_projects(self, project: Project) -> None:
        make_project(make_account(name="Other"), key="blog")
        page = compare(other_project="blog")
        signs = {row.sign for row in page.context["item_rows"]}
        assert "-" in signs
        assert page.context["difference"] < 0
        assert page.context["section_rows"]
        assert any(line.sign == "-" for line in page.context["diff"])
        assert sum(row.difference for row in page.context["section_rows"]) <= 0

    def test_with_itself_there_is_no_difference(self, project: Project) -> None:
        page = compare(other_project="shop", other_account=project.account_id)
        assert page.context["difference"] == 0
        assert page.context["item_rows"] == []
        assert "They are the same." in page.content.decode()

    def test_a_served_context_with_now(self, project: Project) -> None:
        client = client_of(project.account)
        client.get("/api/v1/context/?project=shop&max_tokens=100000")
        build = ContextBuild.objects.get()
        pattern = ErrorPattern.objects.filter(is_built_in=False).first()
        assert pattern
        Standing.objects.filter(item=pattern).move(Status.REJECTED, by="staff", reason="r")
        page = compare(served=build.pk)
        html = page.content.decode()
        assert [(row.title, row.sign) for row in page.context["item_rows"]] == [(pattern.ref, "-")]
        assert "no text, no sections" in html
        assert "cannot be compared" in html
        assert page.context["diff"] == []
        filled = staff("admin").get(f"{reverse(COMPARE)}?served={build.pk}").content.decode()
        assert 'value="shop"' in filled

    def test_two_served_contexts(self, project: Project) -> None:
        builds = [
            ContextBuild.objects.create(
                id=f"ctx_{number:040}",
                account=project.account,
                project=project,
                tokens=100 * number,
            )
            for number in (1, 2)
        ]
        for build, ref, version in (
            (builds[0], "strategy:gone", 1),
            (builds[0], "strategy:edited", 1),
            (builds[1], "strategy:edited", 2),
        ):
            BuildItem.objects.create(build=build, ref=ref, version=version)
        page = compare(served=builds[0].pk, later=builds[1].pk)
        assert page.context["difference"] == 100
        signs = {row.title: row.sign for row in page.context["item_rows"]}
        assert signs == {"strategy:gone": "-", "strategy:edited": "±"}
        assert "is not stored" in page.content.decode()
        forget_staff()
        form = compare(served=builds[0].pk, later="ctx_x").context["form"]
        assert form.errors["later"]

    def test_of_another_project_none_is_found(self, project: Project) -> None:
        other = make_project(make_account(), key="blog")
        build = ContextBuild.objects.create(
            id="ctx_o", account=other.account, project=other, tokens=1
        )
        assert compare(served=build.pk).context["form"].errors["served"]

    @pytest.mark.parametrize(
        "wrong",
        [
            {},
            {"other_project": "nowhere"},
            {"other_project": "shop", "item": "error_pattern:x"},
            {"item": "error_pattern:x", "act": "reject"},
            {"item": "nonsense", "act": "reject"},
            {"item": "error_pattern:x"},
            {"served": "ctx_x"},
            {"act": "nonsense"},
        ],
    )
    def test_what_is_wrong_is_said_in_the_form(
        self, wrong: dict[str, str], project: Project
    ) -> None:
        page = compare(**wrong)
        assert page.status_code == 200
        assert page.context["form"].errors

    def test_is_not_for_viewers(self, project: Project) -> None:
        assert compare("viewer", other_project="shop").status_code == 403


class TestImagining:
    """Before and after an act: as it then is, and with no trace of having been asked."""

    @pytest.mark.parametrize("name", ACTS)
    @pytest.mark.parametrize("kind", LearnedItem.Kind.values)
    def test_is_what_the_act_then_makes(self, kind: str, name: str, project: Project) -> None:
        items = LearnedItem.objects.filter(kind=kind, is_built_in=False)
        assert items.count() > 1
        for item, status in zip(items, (Status.ACTIVE, Status.QUARANTINED), strict=False):
            Standing.objects.filter(item=item).update(status=status)
            Generation.objects.raise_for(Generation.Name.LIBRARY)
            page = compare(item=item.ref, act=name)
            told = page.context["right"]
            act = ACTS[name]
            rows = item.table.objects.filter(pk=item.pk)
            curator = User.objects.filter(is_staff=True).get()
            carry_out(act.decided("r", curator), rows, None)
            # What the act does to the version is not shown.
            served = client_of(project.account).get(
                "/api/v1/context/?project=shop&max_tokens=100000"
            )
            body = served.json()
            assert told.markdown == body["markdown"]
            assert told.items.keys() == {
                one["ref"] for section in body["sections"] for one in section["items"]
            }
            forget_staff()

    def test_leaves_no_trace(self, project: Project) -> None:
        item = LearnedItem.objects.filter(kind="error_pattern", is_built_in=False).first()
        assert item
        client = client_of(project.account)
        before = client.get("/api/v1/context/?project=shop").json()
        curator = staff("curator")
        rows, generations = row_counts(), Generation.objects.values_by_name()
        standings = list(Standing.objects.order_by("pk").values())
        asked = {**ASKED, **EMPTY, "item": item.ref, "act": "reject"}
        assert curator.post(reverse(COMPARE), asked).context["item_rows"]
        assert row_counts() == rows
        assert Generation.objects.values_by_name() == generations
        assert list(Standing.objects.order_by("pk").values()) == standings
        assert client.get("/api/v1/context/?project=shop").json() == before

    @pytest.mark.parametrize(
        ("status", "act", "said"),
        [
            (
                Status.ACTIVE,
                "deactivate_for_everybody",
                "the item is not in the context now either: no room in the budget.",
            ),
            (
                Status.INACTIVE,
                "activate_for_everybody",
                "the item would not be in it either: no room in the budget.",
            ),
            (Status.INACTIVE, "deactivate_for_everybody", "the item stands like that already"),
        ],
    )
    def test_says_why_nothing_changes(
        self, project: Project, status: str, act: str, said: str
    ) -> None:
        path = "/api/v1/context/?project=shop&max_tokens=300"
        left_out = client_of(project.account).get(path).json()["omitted"]
        refs = [one["ref"] for one in left_out if one["reason"] == "budget" and "ref" in one]
        ref = next(ref for ref in refs if ref.startswith("error_pattern:many-"))
        item = LearnedItem.objects.get(slug=ref.partition(":")[2])
        Standing.objects.filter(item=item).update(status=status)
        Generation.objects.raise_for(Generation.Name.LIBRARY)
        Generation.objects.raise_for(Generation.Name.PATTERNS)
        page = compare(item=ref, act=act, max_tokens="300")
        assert page.context["item_rows"] == []
        [note] = page.context["notes"]
        assert note.startswith(f"This act would change nothing here: {said}")

    def test_while_learned_content_is_off_nothing_comes_in(self, project: Project) -> None:
        item = LearnedItem.objects.filter(kind="strategy", is_built_in=False).first()
        assert item
        killswitch.turn(is_off=True, reason="r")
        page = compare(item=item.ref, act="activate_for_everybody")
        assert page.context["item_rows"] == []
        assert "would change nothing here" in page.content.decode()
