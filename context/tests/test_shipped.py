"""What comes with the code for sections 2, 3 and 14, and how strictly it is read."""

import re
from pathlib import Path
from typing import Any

import pytest

from context import shipped
from context.seeding import stored_form
from context.shipped import ShippedHint, ShippedRule, ShippedSoul
from intake.rescrubbing import cleaned

# Nothing here asks a database.
pytestmark = pytest.mark.once

RULES = shipped.load_rules()
HINTS = [pytest.param(hint, id=hint.slug) for hint in shipped.load_hints()]
SOULS = [pytest.param(soul, id=soul.slug) for soul in shipped.load_souls()]
SOUL_LISTS = ("typography", "colour", "motion", "depth", "layout", "anti_patterns")

RULE = """
[[rule]]
slug = "a"
kind = "ban"
name = "A"
pattern = "TODO"
text = "So."
position = 1
"""


def of_kind(kind: str) -> list[ShippedRule]:
    return [rule for rule in RULES if rule.kind == kind]


def test_the_bans_are_these() -> None:
    assert [rule.slug for rule in of_kind("ban")] == [
        "ban-purple-pink-gradient",
        "ban-blue-purple-gradient",
        "ban-interface-emoji",
        "ban-coming-soon",
        "ban-todo",
        "ban-fixme",
        "ban-lorem-ipsum",
        "ban-bare-font-sans",
    ]


def test_the_principles_are_these() -> None:
    assert [rule.name for rule in of_kind("principle")] == [
        "Depth",
        "Motion",
        "Typography",
        "Intentional colour",
        "Purposeful spacing",
    ]


def test_the_thresholds_are_these() -> None:
    values = {rule.slug: rule.value for rule in of_kind("threshold")}
    assert values == {"threshold-design": 85, "threshold-code": 70, "threshold-placeholders": 0}


@pytest.mark.parametrize(
    "text", [*(pytest.param(rule, id=rule.slug) for rule in RULES), *HINTS, *SOULS]
)
def test_scrubbing_leaves_all_texts_as_they_are(text: Any) -> None:
    told = stored_form(text)
    assert cleaned(told) == told


def test_rules_stand_by_position() -> None:
    positions = [rule.position for rule in RULES]
    assert positions == sorted(set(positions))


def test_the_providers_are_these() -> None:
    by_category: dict[str, list[str]] = {}
    for hint in shipped.load_hints():
        by_category.setdefault(hint.category, []).append(hint.slug)
    assert by_category == {
        "auth": ["better-auth", "clerk", "supabase-auth"],
        "database": ["turso", "supabase", "planetscale"],
        "storage": ["s3", "cloudflare-r2"],
        "payments": ["stripe"],
    }


@pytest.mark.parametrize("hint", HINTS)
def test_install_names_packages_and_each_is_imported(hint: ShippedHint) -> None:
    for package in hint.install:
        assert re.fullmatch(r"(@[a-z0-9-]+/)?[a-z0-9-]+", package)
    imported = re.findall(r'from "([^"]+)"', hint.imports)
    roots = {"/".join(name.split("/")[: 2 if name[0] == "@" else 1]) for name in imported}
    # A client library may be there for its peer, as supabase-js is for @supabase/ssr.
    assert roots & set(hint.install)
    assert roots <= {*hint.install, "@/env", "next"}


@pytest.mark.parametrize("hint", HINTS)
def test_each_imported_name_is_used(hint: ShippedHint) -> None:
    names = re.findall(r"[{,]\s*(\w+)(?=[^}]*})|import (\w+) from", hint.imports)
    for name in (first or second for first, second in names):
        assert re.search(rf"\b{name}\b", hint.usage), name


@pytest.mark.parametrize("hint", HINTS)
def test_the_code_reads_only_declared_variables_and_holds_no_secret(hint: ShippedHint) -> None:
    declared = {variable.name for variable in hint.environment}
    assert declared
    assert set(re.findall(r"\benv\.(\w+)", hint.usage)) <= declared
    assert not re.search(r"process\.env\.|sk_(test|live)_|whsec_\w|AKIA", hint.usage)


@pytest.mark.parametrize("hint", HINTS)
def test_secrets_are_never_public(hint: ShippedHint) -> None:
    public = [v.name for v in hint.environment if v.name.startswith("NEXT_PUBLIC_")]
    assert not [name for name in public if "SECRET" in name or "TOKEN" in name]


def test_the_souls_are_these() -> None:
    assert [soul.slug for soul in shipped.load_souls()] == [
        "immersive_media",
        "professional",
        "developer",
        "creative",
        "social",
        "ecommerce",
        "utility",
        "gaming",
    ]


@pytest.mark.parametrize("soul", SOULS)
def test_a_soul_says_something_of_everything_and_is_short(soul: ShippedSoul) -> None:
    for name in SOUL_LISTS:
        points = getattr(soul, name)
        assert 3 <= len(points) <= 5, name
        assert len(set(points)) == len(points)
        assert all(15 <= len(point) <= 170 for point in points), name
    told = " ".join(point for name in SOUL_LISTS for point in getattr(soul, name))
    assert len(told) < 3_500


@pytest.mark.parametrize("soul", SOULS)
def test_a_soul_asks_for_nothing_that_the_rules_ban(soul: ShippedSoul) -> None:
    wanted = " ".join(point for name in SOUL_LISTS[:-1] for point in getattr(soul, name))
    assert not re.search(r"TODO|FIXME|coming soon|lorem ipsum|emoji|purple|font-sans", wanted)


def test_no_interface_is_told_what_the_rules_ban() -> None:
    for hint in shipped.load_hints():
        assert not re.search(r"TODO|FIXME|coming soon|lorem ipsum", hint.usage + hint.notes)


def test_a_digest_tells_each_item() -> None:
    items = (*RULES, *shipped.load_hints(), *shipped.load_souls())
    digests = [item.digest for item in items]
    assert len(set(digests)) == len(digests) == 16 + 9 + 8
    assert [rule.digest for rule in shipped.load_rules()] == [rule.digest for rule in RULES]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(shipped, "FOLDER", tmp_path)
    return tmp_path


def test_a_changed_field_changes_the_digest(folder: Path) -> None:
    (folder / "anti_slop.toml").write_text(RULE)
    before = shipped.load_rules()[0].digest
    (folder / "anti_slop.toml").write_text(RULE.replace("position = 1", "position = 2"))
    assert shipped.load_rules()[0].digest != before


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (RULE + "value = 5\n", "a: a threshold, and nothing else, has a value"),
        (RULE.replace('"TODO"', '""'), "a: a ban, and nothing else, has a pattern"),
        (RULE.replace('"ban"', '"threshold"'), "a: a ban, and nothing else"),
        (RULE.replace("position = 1", "position = true"), "a: position cannot be True"),
        (RULE.replace("position = 1", 'position = "1"'), "a: position cannot be '1'"),
        (RULE.replace('name = "A"\n', ""), r"a: missing keys \['name'\]"),
        (RULE + "colour = 1\n", r"a: unknown keys \['colour'\]"),
        (RULE + RULE, "a: this slug was met before"),
    ],
)
def test_a_faulty_rule_is_refused_by_name(folder: Path, text: str, complaint: str) -> None:
    (folder / "anti_slop.toml").write_text(text)
    with pytest.raises(ValueError, match=rf"anti_slop\.toml: {complaint}"):
        shipped.load_rules()


def test_a_threshold_lies_within_its_scale(folder: Path) -> None:
    text = RULE.replace('"ban"', '"threshold"').replace('pattern = "TODO"', "value = 101")
    (folder / "anti_slop.toml").write_text(text)
    with pytest.raises(ValueError, match=r"anti_slop\.toml: a: a threshold lies between"):
        shipped.load_rules()


def test_an_environment_variable_needs_a_note(folder: Path) -> None:
    source = Path(shipped.__file__).parent / "provider_hints.toml"
    text = re.sub(r', note = "[^"]*"', "", source.read_text(), count=1)
    (folder / "provider_hints.toml").write_text(text)
    with pytest.raises(ValueError, match=r"provider_hints\.toml: better-auth: missing keys"):
        shipped.load_hints()


def test_a_soul_leaves_nothing_out(folder: Path) -> None:
    source = Path(shipped.__file__).parent / "app_souls.toml"
    text = source.read_text().replace("depth = [", "deep = [", 1)
    (folder / "app_souls.toml").write_text(text)
    with pytest.raises(ValueError, match=r"app_souls\.toml: immersive_media: unknown keys"):
        shipped.load_souls()
