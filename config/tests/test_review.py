"""The review queue: what it shows, and who may judge."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from config.tests.curation import (
    REVIEW,
    YES,
    act_url,
    html,
    judge,
    learned_pattern,
    make_flagged,
    messages,
    proven_fix,
    stands,
)
from context.models import Outcome, Standing, Status
from context.tests.factories import make_lesson, make_standing
from errorpatterns.models import ErrorPattern
from projects.models import Account
from projects.tests.factories import make_account, make_project
from projects.tests.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]


def shown(client: Client, **query: str) -> Any:
    return client.get(reverse(REVIEW), query).context


def make_harmful(account: Account, *, flags: Sequence[str] = ()) -> ErrorPattern:
    """Active before the account, which reported three failures of it."""
    pattern = make_flagged(account, name="Harms", flags=list(flags))
    Standing.objects.filter(item=pattern).update(status=Status.ACTIVE)
    project = pattern.lessons.get().project
    for _ in range(3):
        Outcome.objects.create(account=account, project=project, item=pattern, success=False)
    return pattern


class TestQueue:
    def test_is_what_waits_the_harmful_first(self) -> None:
        account, viewer = make_account(), staff("viewer")
        promising = learned_pattern(account, "Wait a little", "Wait 300 ms.")
        failing = ErrorPattern.objects.filter(is_built_in=True)[0]
        Standing.objects.filter(item=failing, account=None).update(flags=["failing"])
        flagged = make_flagged(account)
        harmful = make_harmful(account)
        found: list[Any] = []
        at: dict[str, str] = {}
        while (page := shown(viewer, **at))["place"]:
            found.append(page["item"])
            at = {"after": str(page["place"])}
        assert found == [harmful, flagged, failing, promising]
        assert shown(viewer, before=at["after"])["item"] == failing
        assert shown(viewer, before=f"flagged.{flagged.pk}")["item"] == harmful

    def test_what_does_harm_is_taken_away_from_whom_it_harms(self) -> None:
        harmed, other, curator = make_account(name="acme"), make_account(), staff("curator")
        pattern = make_harmful(harmed)
        make_standing(pattern, other, Status.ACTIVE)
        page = shown(curator, what="harm")
        assert page["is_waiting"]
        assert {choice.key: choice.name for choice in page["choices"]} == {
            "d": "deactivate_for_accounts"
        }
        assert page["standings"][0].account == harmed
        assert "Recall it" in html(curator)
        [choice] = page["choices"]
        after = curator.post(choice.url, {**YES, "accounts": [harmed.pk]}, follow=True)
        assert after.context["place"] is None
        assert stands(pattern) == {"acme": Status.INACTIVE, other.name: Status.ACTIVE}
        assert not shown(curator, at=f"harm.{pattern.pk}")["is_waiting"]

    def test_what_is_built_in_and_fails_does_not_wait_twice(self) -> None:
        pattern = make_harmful(make_account(), flags=["failing"])
        ErrorPattern.objects.filter(pk=pattern.pk).update(is_built_in=True)
        viewer = staff("viewer")
        place = shown(viewer)["place"]
        assert place.group == "failing"
        assert shown(viewer, after=str(place))["place"] is None

    def test_a_place_outlives_what_others_judge(self) -> None:
        first, second, third = (make_flagged(make_account()) for _ in range(3))
        curator = staff("curator")
        at = str(shown(curator)["place"])
        assert at == f"flagged.{first.pk}"
        judge(curator, "reject", first)
        judge(curator, "reject", second)
        assert shown(curator, after=at)["item"] == third
        here = curator.get(reverse(REVIEW), {"at": at})
        assert here.context["item"] == first
        assert "It no longer waits" in here.content.decode()

    def test_judging_goes_on_to_the_next_and_cancelling_stays(self) -> None:
        first, second = make_flagged(make_account()), make_flagged(make_account())
        curator = staff("curator")
        [reject] = [one for one in shown(curator, what="flagged")["choices"] if one.key == "r"]
        page = curator.post(reject.url, {**YES, "seen_version": "1"}, follow=True)
        assert page.context["item"] == second
        assert page.context["queue"].filters == {"what": "flagged"}
        assert stands(first)[None] == Status.REJECTED

    def test_is_narrowed_down(self) -> None:
        acme, other = make_account(name="acme"), make_account(name="other")
        installs = make_flagged(acme)
        shells = make_flagged(other, flags=["fix: shell"])
        viewer = staff("viewer")
        for query, wanted in (
            ({"flag": "shell"}, [shells]),
            ({"of": str(acme.pk)}, [installs]),
            ({"kind": "strategy"}, []),
            ({"what": "proposed"}, []),
            ({"kind": "error_pattern", "flag": "install"}, [installs]),
        ):
            ids = shown(viewer, **query)["queue"].counted.ids
            assert ids == [item.pk for item in wanted], query
        choices = {name: dict(told) for name, _, told in shown(viewer)["queue"].choices}
        assert choices["of"] == {str(acme.pk): "acme", str(other.pk): "other"}
        assert set(choices["flag"]) == {"install", "shell", "url"}

    @pytest.mark.parametrize(
        "query", ["at=x", "after=flagged.x", "before=%00", "kind=%00", "of=x", "flag=%25", "what=x"]
    )
    def test_nonsense_does_not_break_it(self, query: str) -> None:
        make_flagged(make_account())
        assert staff("viewer").get(f"{reverse(REVIEW)}?{query}").status_code == 200

    @pytest.mark.parametrize("count", [20, 210])
    def test_takes_as_many_queries_for_many(
        self, count: int, django_assert_num_queries: Any
    ) -> None:
        account = make_account()
        patterns = [make_flagged(account, teach=False) for _ in range(count)]
        for _ in range(3):
            make_lesson(patterns[1], make_project(account))
            make_standing(patterns[1], make_account(), Status.QUARANTINED, flags=["fix: install"])
        curator = staff("curator")
        with django_assert_num_queries(22):
            page = shown(curator, after=f"flagged.{patterns[0].pk}")
        assert page["item"] == patterns[1]
        assert str(page["queue"].counted) == ("200+" if count > 200 else "20")

    def test_viewers_look_and_do_not_judge(self) -> None:
        pattern = make_flagged(make_account())
        viewer = staff("viewer")
        page = html(viewer)
        assert "Curators judge it; you may look." in page
        assert "formaction" not in page
        assert viewer.post(act_url("reject", pattern), YES).status_code == 403
        for name in ("undo", "merge"):
            assert viewer.post(reverse(f"admin:context_standing_{name}"), YES).status_code == 403
        assert stands(pattern) == {Account.objects.get().name: Status.QUARANTINED}

    def test_the_page_of_what_waits_leads_to_its_place(self) -> None:
        _, second = (make_flagged(make_account()) for _ in range(2))
        viewer = staff("viewer")
        page = reverse("admin:errorpatterns_errorpattern_change", args=[second.pk])
        [link] = re.findall(r'href="([^"]*/review/[^"]*)"', viewer.get(page).content.decode())
        assert viewer.get(link).context["item"] == second
        Standing.objects.filter(item=second).update(status=Status.ACTIVE, flags=[])
        assert "/review/?" not in viewer.get(page).content.decode()

    def test_editing_leads_back(self) -> None:
        pattern = make_flagged(make_account())
        curator = staff("curator")
        url = shown(curator)["edit_url"]
        form = curator.get(url).context["adminform"].form
        told = {name: form[name].value() for name in form.fields}
        data = {name: value for name, value in told.items() if value not in (None, False)}
        sets = ("standings", "lessons", "signatures")
        data |= {f"{name}-{count}_FORMS": "0" for name in sets for count in ("TOTAL", "INITIAL")}
        back = curator.post(url, {**data, "name": "Plainer", "why": "it reads better"})
        assert back["Location"] == f"{reverse(REVIEW)}?at=flagged.{pattern.pk}"


class TestPage:
    def test_says_in_plain_words_and_marks_what_was_flagged(self) -> None:
        make_flagged(make_account(name="Acme"))
        page = shown(staff("viewer"))
        assert page["plain"] == [
            "Recognises import errors of tsc TS2307 that read “Cannot find module '$1'”.",
            "Advises to replace “import $1” by “npm install evil”.",
            "Applies to typescript in files **/*.ts.",
        ]
        [(part, pieces)] = page["flagged"]
        assert (part.rules, [piece.text for piece in pieces if piece.kind == "flag"]) == (
            ("install",),
            ["npm install evil"],
        )
        assert page["untold"] == ["explanation: url"]
        assert page["fix"] == [
            ("-", "import $1"),
            ("+", "npm install evil"),
        ]
        assert [row["account__name"] for row in page["taught"]] == ["Acme"]

    def test_says_who_taught_it_without_what_is_flagged(self) -> None:
        pattern, viewer = make_flagged(make_account(name="Acme")), staff("viewer")
        assert "taught it without that" not in html(viewer)
        make_lesson(pattern, make_project())
        assert "1 account taught it without that" in html(viewer)

    def test_shows_holes_and_examples_of_our_own(self) -> None:
        from errorpatterns.induction import induce

        template = induce("Cannot find module 'acme-secret' in src/acme/secret.ts:12")
        pattern = make_flagged(
            make_account(),
            words=template.words,
            error_regex=template.regex,
            template=template.stored,
            examples=[],
            counter_examples=["Cannot find name 'x'"],
        )
        page = shown(staff("viewer"))
        holes = {piece.text: piece.label for piece in page["template"] if piece.kind}
        assert holes["$1"] == "a quoted text"
        assert {example.origin for example in page["examples"]} == {"made up"}
        assert "example" in page["examples"][0].text
        assert [one.text for one in page["near"]] == ["Cannot find name 'x'"]
        assert "acme" not in html(staff("curator"))
        assert pattern.lessons.get().example == "Cannot find acme_secret"

    def test_prints_it_as_its_section_does(self) -> None:
        from context.assembly import Options, assemble
        from context.base import Subject

        account = make_account()
        pattern = make_flagged(account)
        prompt = shown(staff("viewer"))["prompt"]
        Standing.objects.filter(item=pattern).move(
            Status.ACTIVE, by=Standing.By.STAFF, reason="r", flags=[]
        )
        project = pattern.lessons.get().project
        only = Options(sections=frozenset({"error_patterns"}))
        document = assemble(Subject(account.pk, project, language="typescript"), only).markdown
        item = prompt[prompt.index("### Cannot find module") :].strip()
        assert item in document
        assert prompt.startswith("## Known error patterns (instant fixes)")

    def test_draws_what_was_reported_and_says_it_as_a_table(self) -> None:
        account = make_account()
        pattern = make_flagged(account)
        project = pattern.lessons.get().project
        for success in (True, True, False):
            Outcome.objects.create(account=account, project=project, item=pattern, success=success)
        page = html(staff("viewer"))
        assert "2 successes, 1 failure." in page
        assert page.count('class="bar-good" x') == page.count('class="bar-bad" x') == 1
        assert "2, 1, 67 %</title>" in page

    def test_shows_what_is_similar_and_merges_it(self) -> None:
        account, curator = make_account(), staff("curator")
        older = learned_pattern(account, "Wait a little", "Wait 300 ms before searching.")
        newer = learned_pattern(account, "Wait a bit", "Wait 300 ms before each search.")
        page = shown(curator, at=f"proposed.{newer.pk}")
        [(similar, of_it, url, _)] = page["similar"]
        assert curator.get(of_it).status_code == 200
        assert similar.item == older
        assert {each.pk for each, _ in curator.get(url).context["objects"]} == {older.pk, newer.pk}
        after = curator.post(url, YES, follow=True)
        assert messages(after) == ["“Wait a bit” is now part of “Wait a little”."]
        newer.refresh_from_db()
        assert newer.merged_into_id == older.pk
        assert older.lessons.count() == 2
        assert older.history.latest().history_change_reason == YES["reason"]
        assert "merged already" in messages(curator.post(url, YES, follow=True))[0]

    def test_two_fixes_of_one_error_stay_two(self) -> None:
        curator = staff("curator")
        made = [proven_fix(number) for number in (1, 2)]
        pair = {"one": str(made[0].pk), "other": str(made[1].pk)}
        page = curator.get(reverse("admin:context_standing_merge"), pair, follow=True)
        assert messages(page) == ["Nothing was merged. Two fixes of one error stay two."]

    def test_says_why_two_stay_two(self) -> None:
        curator = staff("curator")
        ours = learned_pattern(make_account(), "Wait a little", "Wait 300 ms before searching.")
        theirs = learned_pattern(make_account(), "Wait a bit", "Wait 300 ms before each search.")
        [(_, _, url, why)] = shown(curator, at=f"proposed.{theirs.pk}")["similar"]
        assert (url, why) == (
            "",
            "Several accounts taught them: one's words must not stand for another's.",
        )
        pair = {"one": str(ours.pk), "other": str(theirs.pk)}
        url = f"{reverse('admin:context_standing_merge')}?{urlencode(pair)}"
        page = curator.post(url, YES, follow=True)
        assert messages(page) == [f"Nothing was merged. {why}"]
        pair = {"one": str(make_flagged(make_account()).pk), "other": str(ours.pk)}
        page = curator.get(reverse("admin:context_standing_merge"), pair, follow=True)
        assert messages(page) == ["Nothing was merged. They are of different kinds."]

    def test_says_how_many_accounts_it_does_not_show(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pattern, curator = make_flagged(make_account(name="a")), staff("curator")
        assert shown(curator)["accounts_in_all"] == 0
        make_standing(pattern, make_account(name="b"), Status.QUARANTINED)
        monkeypatch.setattr("context.curation.review.MOST_ACCOUNTS", 1)
        page = curator.get(reverse(REVIEW))
        assert [account.name for account in page.context["accounts"]] == ["a"]
        assert "The first 1 of 2, by name." in page.content.decode()
        [choice] = [one for one in page.context["choices"] if one.key == "a"]
        assert f'href="{choice.url.replace("&", "&amp;")}"' in page.content.decode()
        assert len(curator.get(choice.url).context["form"].fields["accounts"].queryset) == 2
