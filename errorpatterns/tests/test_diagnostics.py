"""Logs of real tools, each with the diagnostics that stand in it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errorpatterns import diagnostics
from errorpatterns.diagnostics import Diagnostics, matchers

LOGS = sorted((Path(__file__).parent / "logs").glob("*.txt"))


def log_of(path: Path) -> str:
    return path.read_bytes().decode()


def told(found: Diagnostics) -> list[dict[str, Any]]:
    return [one.told() for one in found]


def expected(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.with_suffix(".json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_reads_what_the_tool_reported(path: Path) -> None:
    found = diagnostics.read(log_of(path))
    assert told(found) == expected(path)
    assert not found.cut


def test_every_tool_has_logs() -> None:
    tools = {path.stem.partition("-")[0] for path in LOGS}
    assert {matcher.tool for matcher in matchers.MATCHERS} - {""} <= tools


# How logs come out of where they were written.
PREFIXES: dict[str, Callable[[int], str]] = {
    "plain": lambda n: "",
    "github": lambda n: f"2024-05-01T12:34:{n % 60:02}.1234567Z ",
    "gh run view": lambda n: f"build\tRun npm test\t2024-05-01T12:34:{n % 60:02}.1234567Z ",
    "gitlab": lambda n: f"2024-05-01T12:34:{n % 60:02}.123456Z 01O ",
    "kubernetes": lambda n: f"2024-05-01T12:34:{n % 60:02}.123456789Z stderr F ",
    "jenkins": lambda n: f"[2024-05-01T12:34:{n % 60:02}.123Z] ",
    "vercel": lambda n: f"12:34:{n % 60:02}.123  "[:-1],
    "docker compose": lambda n: "web-1  | ",
    "buildkit": lambda n: f"#12 {n // 10}.{n % 10:03} ",
    "turbo": lambda n: "@acme/web:build: ",
    "pnpm": lambda n: "packages/web build: ",
    "pnpm in a terminal": lambda n: "│ ",
    "concurrently": lambda n: "[1] ",
    "github and turbo": lambda n: f"2024-05-01T12:34:{n % 60:02}.1234567Z web:test: ",
}


def sent(log: str, prefix: str, ending: str = "\n") -> str:
    rows = log.rstrip("\n").replace("\r\n", "\n").split("\n")
    return "".join(f"{PREFIXES[prefix](n)}{row}{ending}" for n, row in enumerate(rows))


def key(one: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(one.get(name) for name in ("tool", "code", "message", "file", "line", "column"))


def once(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first of each, as places and messages tell them apart."""
    firsts: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in found:
        firsts.setdefault(key(one), one)
    return list(firsts.values())


def bare(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: one[name] for name in one if name != "stack"} for one in found]


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_reads_the_same_behind_any_prefix(path: Path) -> None:
    for number, prefix in enumerate(PREFIXES):
        log = sent(log_of(path), prefix, ("\n", "\r\n")[number % 2])
        assert bare(told(diagnostics.read(log))) == bare(expected(path)), prefix


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(LOGS), st.sampled_from(sorted(PREFIXES))), max_size=6),
    st.sampled_from(["\n", "\r\n"]),
)
def test_one_log_of_many_tools_has_the_errors_of_all_in_order(
    parts: list[tuple[Path, str]], ending: str
) -> None:
    log = "".join(sent(log_of(path), prefix, ending) + ending * 2 for path, prefix in parts)
    whole = [one for path, _ in parts for one in expected(path)]
    assert bare(told(diagnostics.read(log))) == bare(once(whole))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(LOGS), min_size=2, max_size=4, unique=True),
    st.randoms(use_true_random=False),
)
def test_what_is_written_at_once_is_told_apart_by_its_prefix(
    paths: list[Path], chance: Any
) -> None:
    """Lines of several packages, mixed at random, each package's in order."""
    left = {f"web{n}:build: ": log_of(path).split("\n") for n, path in enumerate(paths)}
    rows = []
    while left:
        prefix = chance.choice(sorted(left))
        rows.append(prefix + left[prefix].pop(0))
        if not left[prefix]:
            del left[prefix]
    found = told(diagnostics.read("\n".join(rows)))
    whole = once([one for path in paths for one in expected(path)])
    assert set(map(key, found)) == set(map(key, whole))
    assert len(found) == len(whole)
