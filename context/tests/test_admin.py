"""Shipped content is edited with a reason, and what waits for a person is found on one page."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from context.gist import Part, marked
from context.models import (
    AntiSlopRule,
    AppSoul,
    BuildItem,
    ContextBuild,
    Generation,
    Outcome,
    ProviderHint,
    Standing,
    Status,
)
from context.tests.factories import make_item, make_standing
from projects.tests.factories import make_account, make_project
from projects.tests.staff import person, staff

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

WAITING = "admin:context_standing_changelist"


def generation(name: str = Generation.Name.SHIPPED) -> int:
    return Generation.objects.values_by_name()[name]


def edit(client: Client, row: Any, **fields: Any) -> Any:
    """Post the form as it was shown, with these fields in it."""
    url = reverse(f"admin:context_{row._meta.model_name}_change", args=[row.pk])
    form = client.get(url).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in shown.items()}
    return client.post(url, {**data, "why": "it reads better", **fields})


class TestEditing:
    def test_raises_version_and_generation_and_keeps_what_was(self) -> None:
        rule = AntiSlopRule.objects.filter(kind="ban").first()
        assert rule
        before = generation()
        assert edit(staff("curator"), rule, text="Because.").status_code == 302
        after = AntiSlopRule.objects.get(pk=rule.pk)
        assert (after.text, after.version) == ("Because.", rule.version + 1)
        assert generation() > before
        record = AntiSlopRule.history.filter(id=rule.pk).latest()
        assert (record.text, record.history_change_reason) == ("Because.", "it reads better")
        assert record.history_user.get_username() == "a-curator"

    def test_shows_that_it_is_no_longer_as_shipped(self) -> None:
        curator = staff("curator")
        rule = AntiSlopRule.objects.filter(kind="ban").first()
        assert rule
        edit(curator, rule, text="Because.")
        listed = curator.get(reverse("admin:context_antisloprule_changelist")).content.decode()
        assert listed.count("edited") == 1
        assert "as shipped" in listed

    def test_its_history_shows_old_and_new(self) -> None:
        curator = staff("curator")
        rule = AntiSlopRule.objects.filter(kind="ban").first()
        assert rule
        edit(curator, rule, text="First <b>")
        edit(curator, rule, text="Second", why="once more")
        page = curator.get(reverse("admin:context_antisloprule_history", args=[rule.pk]))
        html = page.content.decode()
        assert "First &lt;b&gt;" in html
        assert "Second" in html
        assert "once more" in html

    @pytest.mark.parametrize(
        "wrong",
        [
            {"why": ""},
            {"why": "x" * 101},
            {"name": ""},
            {"name": "a\0b"},
            {"text": ""},
            {"text": "x" * 4097},
            {"pattern": ""},
            {"kind": "threshold"},
            {"value": "5"},
            {"seen_version": "0"},
            {},
        ],
    )
    def test_what_is_wrong_is_said_in_the_form(self, wrong: dict[str, Any]) -> None:
        rule = AntiSlopRule.objects.filter(kind="ban").first()
        assert rule
        before = generation()
        page = edit(staff("curator"), rule, **wrong)
        assert page.status_code == 200
        assert page.context["errors"]
        assert AntiSlopRule.objects.get(pk=rule.pk).version == rule.version
        assert generation() == before

    @pytest.mark.parametrize("value", ["-1", "101", "many"])
    def test_a_threshold_lies_within_its_bounds(self, value: str) -> None:
        rule = AntiSlopRule.objects.filter(kind="threshold").first()
        assert rule
        page = edit(staff("curator"), rule, value=value)
        assert "value" in page.context["adminform"].form.errors

    @pytest.mark.parametrize(
        "wrong",
        [
            {"install": "a\0b"},
            {"install": "left-pad\n" * 21},
            {"environment": f"X: {'y' * 501}"},
            {"environment": "X"},
            {"environment": "X:"},
            {"environment": ": of what?"},
            {"environment": "X: a\0b"},
        ],
    )
    def test_a_hint_keeps_its_shape(self, wrong: dict[str, str]) -> None:
        hint = ProviderHint.objects.first()
        assert hint
        page = edit(staff("curator"), hint, **wrong)
        assert set(wrong) == set(page.context["adminform"].form.errors) - {"__all__"}

    @pytest.mark.parametrize(("count", "is_saved"), [(20, True), (21, False)])
    def test_the_variables_of_a_hint_are_bounded(self, count: int, is_saved: bool) -> None:
        hint = ProviderHint.objects.first()
        assert hint
        lines = "".join(f"KEY_{number}: see https://a.example\r\n" for number in range(count))
        page = edit(staff("curator"), hint, environment=lines)
        assert (page.status_code == 302) is is_saved
        assert is_saved or "more than 20" in page.content.decode()
        hint.refresh_from_db()
        first = {"name": "KEY_0", "note": "see https://a.example"}
        assert (hint.environment[0] == first) is is_saved

    def test_a_soul_too(self) -> None:
        soul = AppSoul.objects.get(slug="gaming")
        before = generation()
        points = "One light.\r\n\r\n  One shadow. \r\n"
        assert edit(staff("curator"), soul, depth=points).status_code == 302
        after = AppSoul.objects.get(pk=soul.pk)
        assert (after.depth, after.version) == (["One light.", "One shadow."], soul.version + 1)
        assert after.motion == soul.motion
        assert generation() > before
        assert AppSoul.history.filter(id=soul.pk).latest().history_change_reason

    @pytest.mark.parametrize("wrong", [{"depth": "a\0b"}, {"name": ""}, {"depth": "same"}])
    def test_what_is_wrong_with_a_soul_is_said(self, wrong: dict[str, str]) -> None:
        soul = AppSoul.objects.get(slug="gaming")
        if wrong == {"depth": "same"}:
            wrong = {"depth": "\r\n".join(soul.depth) + "\r\n\r\n"}
        page = edit(staff("curator"), soul, **wrong)
        assert page.status_code == 200
        assert page.context["errors"]
        assert AppSoul.objects.get(pk=soul.pk).version == soul.version

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [("a point\n" * 21, "more than 20"), ("x" * 501, "longer than 500 characters")],
    )
    def test_the_points_of_a_soul_are_bounded(self, wrong: str, said: str) -> None:
        soul = AppSoul.objects.get(slug="gaming")
        page = edit(staff("curator"), soul, depth=wrong)
        assert said in str(page.context["adminform"].form.errors["depth"])
        assert AppSoul.objects.get(pk=soul.pk).version == soul.version

    def test_a_viewer_cannot(self) -> None:
        rule = AntiSlopRule.objects.filter(kind="ban").first()
        assert rule
        url = reverse("admin:context_antisloprule_change", args=[rule.pk])
        viewer = staff("viewer")
        assert viewer.get(url).status_code == 200
        assert viewer.post(url, {"text": "x", "why": "y"}).status_code == 403

    def test_no_old_version_is_restored_past_the_form(self) -> None:
        rule = AntiSlopRule.objects.filter(kind="ban").first()
        assert rule
        curator = staff("curator")
        edit(curator, rule, text="Because.")
        record = AntiSlopRule.history.filter(id=rule.pk).latest()
        url = reverse("admin:context_antisloprule_history", args=[rule.pk])
        assert curator.post(f"{url}{record.pk}/").status_code in (302, 404)
        assert AntiSlopRule.objects.get(pk=rule.pk).version == rule.version + 1


class TestSwitching:
    def test_asks_why_and_then_switches(self) -> None:
        hint = ProviderHint.objects.first()
        assert hint
        curator, before = staff("curator"), generation()
        url = reverse("admin:context_providerhint_switch_off", args=[hint.pk])
        assert curator.get(url).status_code == 200
        assert curator.post(url, {"confirmed": "yes", "reason": ""}).status_code == 200
        assert ProviderHint.objects.get(pk=hint.pk).is_active
        curator.post(url, {"confirmed": "yes", "reason": "the service is gone"})
        after = ProviderHint.objects.get(pk=hint.pk)
        assert (after.is_active, after.version) == (False, hint.version + 1)
        assert generation() > before
        record = ProviderHint.history.filter(id=hint.pk).latest()
        assert record.history_change_reason == "the service is gone"
        assert record.history_user.get_username() == "a-curator"

    def test_a_soul_too(self) -> None:
        soul = AppSoul.objects.get(slug="gaming")
        url = reverse("admin:context_appsoul_switch_off", args=[soul.pk])
        assert staff("viewer").post(url, {"confirmed": "yes", "reason": "r"}).status_code == 403
        staff("curator").post(url, {"confirmed": "yes", "reason": "nobody makes games"})
        after = AppSoul.objects.get(pk=soul.pk)
        assert (after.is_active, after.version) == (False, soul.version + 1)

    def test_asks_for_a_reason_that_the_history_has_room_for(self) -> None:
        hint = ProviderHint.objects.active()[0]
        url = reverse("admin:context_providerhint_switch_off", args=[hint.pk])
        curator = staff("curator")
        page = curator.post(url, {"confirmed": "yes", "reason": "x" * 101})
        assert "at most 100 characters" in page.content.decode()
        curator.post(url, {"confirmed": "yes", "reason": "x" * 100})
        record = ProviderHint.history.filter(id=hint.pk).latest()
        assert record.history_change_reason == "x" * 100

    def test_switches_what_is_selected_in_the_list(self) -> None:
        rules = list(AntiSlopRule.objects.all()[:3])
        curator = staff("curator")
        url = reverse("admin:context_antisloprule_changelist")
        selected = {"action": "switch_off", "_selected_action": [rule.pk for rule in rules]}
        page = curator.post(url, selected)
        assert "confirmed" in page.content.decode()
        assert not AntiSlopRule.objects.filter(is_active=False).exists()
        curator.post(url, {**selected, "confirmed": "yes", "reason": "noisy"})
        assert AntiSlopRule.objects.filter(is_active=False).count() == len(rules)

    def test_is_counted_once(self) -> None:
        hint = ProviderHint.objects.first()
        assert hint
        url = reverse("admin:context_providerhint_switch_on", args=[hint.pk])
        before = generation()
        staff("curator").post(url, {"confirmed": "yes", "reason": "again"})
        assert ProviderHint.objects.get(pk=hint.pk).version == hint.version
        assert generation() == before

    def test_a_viewer_cannot(self) -> None:
        hint = ProviderHint.objects.first()
        assert hint
        viewer = staff("viewer")
        url = reverse("admin:context_providerhint_switch_off", args=[hint.pk])
        assert viewer.get(url).status_code == 403
        assert viewer.post(url, {"confirmed": "yes", "reason": "r"}).status_code == 403
        listed = reverse("admin:context_providerhint_changelist")
        posted = {"action": "switch_off", "_selected_action": [hint.pk], "confirmed": "yes"}
        viewer.post(listed, {**posted, "reason": "r"})
        assert ProviderHint.objects.get(pk=hint.pk).is_active

    @pytest.mark.parametrize("action", ["switch_on", "switch_off", "export_csv"])
    def test_a_number_that_is_no_id_is_refused(self, action: str) -> None:
        told = {"action": action, "_selected_action": ["9" * 30]}
        url = reverse("admin:context_antisloprule_changelist")
        assert staff("curator").post(url, told).status_code == 400


class TestWaiting:
    def test_lists_what_only_a_person_can_decide(self) -> None:
        account = make_account(name="Acme")
        flagged, failing, promising = make_item(), make_item(is_built_in=True), make_item()
        make_standing(flagged, account, Status.QUARANTINED, flags=["fix: shell command"])
        make_standing(failing, None, flags=["failing"])
        make_standing(promising, account, Status.PROPOSED, evidence_for=2)
        quiet = make_item(name="Nothing to decide")
        make_standing(quiet, account, Status.PROPOSED)
        make_standing(quiet, None, Status.ACTIVE)
        page = staff("curator").get(reverse(WAITING))
        rows = [[row.standing.item for row in part["rows"]] for part in page.context["sections"]]
        assert rows == [[], [flagged], [failing], [promising]]
        html = page.content.decode()
        assert "fix: shell command" in html
        assert "Nothing: what is served helps more often than it fails." in html
        reviewed = re.findall(r"/review/\?what=(\w+)\"", html)
        assert reviewed == ["flagged", "failing", "proposed"]

    def test_what_is_shared_or_switched_off_waits_no_more(self) -> None:
        account = make_account()
        shared = make_item()
        make_standing(shared, account, Status.PROPOSED, evidence_for=2)
        make_standing(shared, None, Status.ACTIVE)
        make_standing(make_item(is_built_in=True), None, Status.INACTIVE, flags=["failing"])
        page = staff("curator").get(reverse(WAITING))
        assert not any(part["rows"] for part in page.context["sections"])

    def test_offers_each_what_he_may(self) -> None:
        make_standing(make_item(), make_account(), Status.QUARANTINED)
        curator = staff("curator").get(reverse(WAITING)).content.decode()
        for act in ("activate_for_accounts", "activate_for_everybody", "reject"):
            assert f"/{act}/?back=waiting" in curator
        assert "back=waiting" not in staff("viewer").get(reverse(WAITING)).content.decode()

    def test_is_not_for_people_without_a_role(self) -> None:
        nobody = person("viewer")
        nobody.groups.clear()
        client = Client()
        client.force_login(nobody)
        assert client.get(reverse(WAITING)).status_code == 403

    @pytest.mark.parametrize("count", [2, 40])
    def test_takes_as_many_queries_for_many(
        self, count: int, django_assert_num_queries: Any
    ) -> None:
        curator = staff("curator")
        for _ in range(count):
            make_standing(make_item(), make_account(), Status.QUARANTINED, flags=["fix: URL"])
            make_standing(make_item(is_built_in=True), None, flags=["failing"])
            make_standing(make_item(), make_account(), Status.PROPOSED, evidence_for=1)
        with django_assert_num_queries(12):
            curator.get(reverse(WAITING))


class TestGist:
    def test_marks_the_part_that_a_flag_names(self) -> None:
        parts = [Part("Recognises", "message", "m"), Part("Fix", "fix", "f")]
        flags = ["failing", "fix: URL", "fix: install", "fix: URL", "fixes: shell"]
        assert [part.rules for part in marked(parts, flags)] == [(), ("URL", "install")]

    @pytest.mark.parametrize(
        ("text", "visible"),
        [
            ("npm i\r\n\tzod — ünïcode", "npm i\r\n\tzod — ünïcode"),
            ("zo\u200bd", "zo⟨U+200B⟩d"),
            ("\u202egnp.exe", "⟨U+202E⟩gnp.exe"),
            ("a\x1b[8m", "a⟨U+001B⟩[8m"),
            ("\U000e0041", "⟨U+E0041⟩"),
        ],
    )
    def test_hides_nothing(self, text: str, visible: str) -> None:
        assert Part("Fix", "fix", text).visible == visible


class TestRecords:
    @pytest.mark.parametrize("count", [2, 20])
    @pytest.mark.parametrize(("model", "queries"), [("contextbuild", 8), ("outcome", 8)])
    def test_a_list_takes_as_many_queries_for_many(
        self, model: str, queries: int, count: int, django_assert_num_queries: Any
    ) -> None:
        viewer, project, item = staff("viewer"), make_project(), make_item()
        for number in range(count):
            build = ContextBuild.objects.create(
                id=f"ctx_{number}",
                account=project.account,
                project=project,
                tokens=1,
                template_digest="t",
                release="r",
            )
            BuildItem.objects.create(build=build, ref=item.ref, version=1, item=item)
            Outcome.objects.create(
                account=project.account, project=project, item=item, build=build, success=True
            )
        with django_assert_num_queries(queries):
            page = viewer.get(reverse(f"admin:context_{model}_changelist"))
        assert len(page.context["cl"].result_list) == count

    def test_nobody_writes_them(self) -> None:
        standing = make_standing(make_item(), make_account(), Status.QUARANTINED)
        admin = staff("admin")
        for model in ("contextbuild", "outcome", "standing"):
            assert admin.post(reverse(f"admin:context_{model}_add"), {}).status_code == 403
        before = Standing.objects.filter(pk=standing.pk).values().get()
        url = reverse("admin:context_standing_change", args=[standing.pk])
        assert admin.post(url, {"status": "active"}).status_code == 403
        assert Standing.objects.filter(pk=standing.pk).values().get() == before
