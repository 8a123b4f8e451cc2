"""The shipped patterns against real messages of the tools, in the engine that serves them."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import re2

from errorpatterns import builtins, regexes
from errorpatterns.builtins import BuiltIn
from errorpatterns.models import ErrorPattern

pytestmark = pytest.mark.once

PATTERNS = builtins.load()

NAMES = {
    "react-missing-import",
    "react-missing-usestate-import",
    "react-missing-useeffect-import",
    "react-missing-key",
    "react-invalid-hook-call",
    "ts-binding-implicitly-any",
    "ts-possibly-undefined",
    "ts-module-not-found",
    "ts-property-does-not-exist",
    "ts-type-not-assignable",
    "missing-semicolon",
    "unexpected-token",
    "bundler-module-not-found",
    "missing-environment-variable",
    "tailwind-unknown-class",
    "py-module-not-found",
    "py-cannot-import-name",
    "py-circular-import",
    "py-indentation",
    "py-missing-colon",
    "py-none-value",
    "py-key-error",
    "py-name-not-defined",
    "py-unbound-local",
    "pytest-fixture-not-found",
    "py-unused-import",
    "pip-conflicting-requirements",
    "pip-no-matching-distribution",
    "npm-eresolve",
    "npm-missing-script",
    "node-import-outside-module",
    "node-commonjs-in-module",
    "node-module-not-found",
    "js-property-of-undefined",
    "json-is-a-page",
    "js-missing-export",
    "address-in-use",
    "react-hook-dependencies",
    "react-hook-rules",
    "react-hydration-mismatch",
    "next-needs-use-client",
    "ts-missing-properties",
    "ts-parameter-implicitly-any",
    "ts-type-only-import",
    "js-unused-variable",
    "database-table-missing",
    "django-settings-not-configured",
    "django-apps-not-loaded",
    "django-model-outside-app",
    "django-no-reverse-match",
    "django-template-missing",
    "django-host-not-allowed",
    "database-not-null",
    "database-column-missing",
    "eslint-prefer-const",
    "eslint-eqeqeq",
    "eslint-explicit-any",
    "jsx-unescaped-entity",
    "react-dom-property",
    "jsx-one-parent",
    "jsx-in-js-file",
    "js-not-a-function",
    "js-browser-only",
    "json-incomplete",
    "js-constant-assigned",
    "node-unknown-extension",
    "file-not-found",
    "connection-refused",
    "npm-lock-out-of-sync",
    "npm-no-such-version",
    "npm-package-not-found",
    "command-not-found",
    "pip-externally-managed",
    "py-argument-missing",
    "py-unexpected-keyword",
    "py-attribute-missing",
    "py-index-out-of-range",
    "py-not-json-serializable",
    "py-json-decode",
    "py-decode-error",
    "py-recursion",
    "py-relative-import",
    "py-never-closed",
    "py-mutable-default",
    "react-missing-hook-import",
    "react-object-as-child",
    "react-too-many-renders",
    "react-undefined-component",
    "react-update-while-rendering",
    "react-uncontrolled-input",
    "next-metadata-in-client",
    "next-old-router",
    "pytest-fixture-called",
    "pytest-file-mismatch",
    "pytest-unknown-mark",
    "ts-name-misspelled",
    "ts-member-misspelled",
    "ts-literal-misspelled",
    "ts-import-extension",
    "ts-type-only-export",
    "py-name-misspelled",
    "py-none-comparison",
    "py-negated-test",
    "py-literal-identity",
    "py-f-string-without-placeholders",
    "c-name-misspelled",
    "ts-global-types",
    "ts-argument-count",
    "ts-index-implicitly-any",
    "ts-value-unknown",
    "ts-excess-property",
    "js-name-not-defined",
    "js-already-declared",
    "js-before-initialization",
    "js-await-outside-async",
    "js-promise-not-awaited",
    "node-require-of-module",
    "tailwind-postcss-moved",
    "react-dom-nesting",
    "py-coroutine-not-awaited",
    "database-not-unique",
    "js-not-iterable",
    "node-openssl-digest",
    "node-json-needs-attribute",
    "node-subpath-not-exported",
    "next-search-params-suspense",
    "next-server-action-sync",
    "next-server-only-in-client",
    "next-lint-gone",
    "eslint-no-config",
    "eslint-old-config",
    "ts-erasable-syntax",
    "ts-jsx-namespace",
    "npm-workspace-protocol",
    "npm-package-json-invalid",
    "npm-engine",
    "django-fields-not-named",
    "django-reverse-clash",
    "django-sync-in-async",
    "py-event-loop",
    "py-not-awaitable",
    "py-parameter-order",
    "pytest-async-plugin",
    "react-async-client-component",
    "react-uncached-promise",
    "node-builtin-in-browser",
    "js-circular-json",
    "js-endless-recursion",
    "node-relative-url",
    "eslint-empty-interface",
    "eslint-require",
    "ts-not-a-component",
    "django-unknown-lookup",
    "django-unknown-field",
    "django-set-assigned",
    "py-unpack",
    "py-mixed-types",
    "py-unused-variable",
    "py-boolean-comparison",
    "py-bare-except",
    "mypy-name-misspelled",
    "mypy-member-misspelled",
    "py-return-type",
    "py-argument-type",
    "py-assignment-type",
    "py-stub-not-found",
    "py-call-arguments",
    "eslint-no-var",
    "eslint-no-debugger",
    "eslint-no-empty",
    "c-unused-variable",
    "c-implicit-declaration",
    "c-missing-semicolon",
}


@cache
def compiled(regex: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(regex, options)


def search(pattern: BuiltIn, message: str) -> Any:
    return compiled(pattern.error_regex).search(message)


def holes(pattern: BuiltIn) -> set[int]:
    return {int(number) for number in re.findall(r"\$(\d+)", pattern.fix_template)}


def alternatives(regex: str) -> Iterator[str]:
    """The branches at the top of a regex: each is a way to match, with a literal of its own."""
    depth, start, escaped, in_class = 0, 0, False, False
    for at, char in enumerate(regex):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            yield regex[start:at]
            start = at + 1
    yield regex[start:]


def test_these_and_no_others_are_shipped() -> None:
    assert {pattern.slug for pattern in PATTERNS} == NAMES
    assert len(PATTERNS) >= 60


def test_examples_match_alone_and_inside_a_log() -> None:
    for pattern in PATTERNS:
        assert len(set(pattern.examples)) >= 3, pattern.slug
        for message in pattern.examples:
            assert search(pattern, message), (pattern.slug, message)
            assert search(pattern, f"> build\n\n{message}\n    at line 3\n"), message


def test_near_misses_do_not_match() -> None:
    for pattern in PATTERNS:
        assert len(set(pattern.near_misses)) >= 3, pattern.slug
        caught = [message for message in pattern.near_misses if search(pattern, message)]
        assert caught == [], pattern.slug


def test_examples_of_the_others_do_not_match() -> None:
    caught = [
        (pattern.slug, other.slug, message)
        for pattern in PATTERNS
        for other in PATTERNS
        if other.slug != pattern.slug
        for message in other.examples
        if search(pattern, message)
    ]
    assert caught == []


def test_each_hole_of_the_fix_is_captured_by_every_example_and_nothing_else() -> None:
    for pattern in PATTERNS:
        groups = re.compile(pattern.error_regex).groups
        assert holes(pattern) == set(range(1, groups + 1)), pattern.slug
        for message in pattern.examples:
            match = search(pattern, message)
            assert all(match.group(number) for number in holes(pattern)), message


def test_only_the_fix_is_filled() -> None:
    assert [each.slug for each in PATTERNS if re.search(r"\$\d", each.explanation)] == []


def test_the_regex_may_be_stored() -> None:
    for pattern in PATTERNS:
        regexes.check(pattern.error_regex, built_in=True)


def test_the_regex_means_the_same_to_both_readers() -> None:
    for pattern in PATTERNS:
        python = re.compile(pattern.error_regex)
        for message in (*pattern.examples, *pattern.near_misses):
            ours, theirs = search(pattern, message), python.search(message)
            assert (ours and ours.span()) == (theirs and theirs.span()), message


def test_every_way_to_match_has_a_literal() -> None:
    for pattern in PATTERNS:
        for branch in alternatives(pattern.error_regex):
            assert regexes.required_literal(branch), (pattern.slug, branch)


def test_what_is_shipped_fits_the_model() -> None:
    filled = {"slug", "name", "category", "error_regex", "fix_type", "fix_template", "explanation"}
    filled |= {"applicability", "code", "language", "framework"}
    every = {field.name for field in ErrorPattern._meta.get_fields()}
    for pattern in PATTERNS:
        row = ErrorPattern(**{name: getattr(pattern, name) for name in filled})
        row.clean_fields(exclude=every - filled)


def test_a_digest_tells_each_shipped_field() -> None:
    digests = {pattern.digest for pattern in PATTERNS}
    assert len(digests) == len(PATTERNS)
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in digests)
    assert builtins.load()[0].digest == PATTERNS[0].digest


MINIMAL = """
[[pattern]]
slug = "a"
name = "A"
category = "type"
error_regex = 'abcd'
fix_type = "insert"
fix_template = ';'
explanation = "So."
applicability = "unspecified"
examples = ["abcd"]
near_misses = ["abc"]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(builtins, "FOLDER", tmp_path)
    return tmp_path


def test_a_changed_field_changes_the_digest(folder: Path) -> None:
    (folder / "x.toml").write_text(MINIMAL)
    before = builtins.load()[0].digest
    (folder / "x.toml").write_text(MINIMAL.replace('["abc"]', '["abd"]'))
    assert builtins.load()[0].digest != before


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (MINIMAL + "colour = 1\n", r"x\.toml: a: unknown keys \['colour'\]"),
        (MINIMAL.replace('name = "A"\n', ""), r"x\.toml: a: missing keys \['name'\]"),
        (MINIMAL.replace('slug = "a"\n', ""), r"x\.toml: entry 1: missing keys \['slug'\]"),
        (MINIMAL.replace('"type"', '"types"'), r"x\.toml: a: category cannot be 'types'"),
        (MINIMAL.replace('["abcd"]', "[1]"), r"x\.toml: a: examples cannot be 1"),
        (MINIMAL.replace('["abcd"]', '"abcd"'), r"x\.toml: a: examples cannot be 'abcd'"),
        (MINIMAL + MINIMAL, r"x\.toml: a: this slug was met before"),
        (MINIMAL + "[other]\n", r"x\.toml: only \[\[pattern\]\]"),
        (MINIMAL + "broken", r"x\.toml: "),
    ],
)
def test_a_faulty_file_is_refused_by_name(folder: Path, text: str, complaint: str) -> None:
    (folder / "x.toml").write_text(text)
    with pytest.raises(ValueError, match=complaint):
        builtins.load()


def test_a_slug_is_unique_across_files(folder: Path) -> None:
    (folder / "x.toml").write_text(MINIMAL)
    (folder / "y.toml").write_text(MINIMAL)
    with pytest.raises(ValueError, match=r"y\.toml: a: this slug was met before"):
        builtins.load()
