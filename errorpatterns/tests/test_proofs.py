"""Each built-in pattern against the real tool that prints its error: known, mended, silent."""

import shutil
from pathlib import Path

import pytest

from errorpatterns import builtins
from errorpatterns.level0.asking import Local
from errorpatterns.level0.trying import Fix, Known, Mending, fix_of
from errorpatterns.level0.workspace import Run, Workspace
from errorpatterns.tests.proofs import Proof, known_tools, proofs_of
from errorpatterns.tests.proofs.tools import NODE, OTHERS, PROGRAMS, SETUPS, TOOLS, Said, needed
from projects.tests.factories import Caller

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.timeout(300)]


def test_each_pattern_is_proved() -> None:
    assert set(known_tools()) == set(TOOLS)
    proved = {proof.slug for tool in TOOLS for proof in proofs_of(tool)}
    assert proved == {pattern.slug for pattern in builtins.load()}


def test_an_edit_is_proved_to_mend() -> None:
    edited = {p.slug for tool in TOOLS for p in proofs_of(tool) if not p.after}
    assert edited == {pattern.slug for pattern in builtins.load() if pattern.has_edit}


@pytest.fixture(scope="module")
def next_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where both tools of Next.js run: what the one has compiled of it, the other finds."""
    return tmp_path_factory.mktemp("next").resolve()


@pytest.fixture
def root(tool: str, tmp_path: Path, next_root: Path) -> Path:
    if not tool.startswith("next"):
        return tmp_path.resolve()
    shutil.rmtree(next_root / PROGRAMS, ignore_errors=True)
    return next_root


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_the_tool_says_it_and_is_silent_when_it_is_mended(
    tool: str, root: Path, ours: Caller
) -> None:
    if tool in NODE:
        prepare_node(tool, root)
    if tool in OTHERS and shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    proofs, run = proofs_of(tool), TOOLS[tool]
    for proof in proofs:
        proof.write(root / PROGRAMS, {**proof.before, **proof.declined})
    said = run(root, proofs)
    wrong = [one for proof in proofs for one in known(proof, root, said, ours)]
    assert wrong == []
    again = run(root, proofs)
    left = {slug: told for slug, told in again.items() if told.code or told.found}
    assert left == {}


def prepare_node(tool: str, root: Path) -> None:
    node = needed()
    setup = SETUPS / ("next" if tool.startswith("next") else tool)
    if setup.is_dir():
        shutil.copytree(setup, root, dirs_exist_ok=True)
    if not (root / "node_modules").exists():
        (root / "node_modules").symlink_to(node / "node_modules")


def known(proof: Proof, root: Path, said: Said, caller: Caller) -> list[str]:
    """Mends the program; what is wrong with what the service knew of it."""
    run = said[proof.slug]
    folder = root / PROGRAMS / proof.slug
    rows = look(run, folder, caller)
    found = [(row, match) for row in rows for match in row.matches[:1] if match.slug == proof.slug]
    told = [(row.error.file, row.error.message, [m.slug for m in row.matches]) for row in rows]
    if not run.code or not found:
        return [f"{proof.slug}: exit {run.code}, {told}"]
    proof.write(root / PROGRAMS, proof.after)
    if proof.after:
        return []
    fixes = {row.error.file: fix_of(row, match) for row, match in found}
    left = {file: fix for file, fix in fixes.items() if not isinstance(fix, Fix)}
    if left.keys() != proof.declined.keys() or len(fixes) != len(found):
        return [f"{proof.slug}: left are {left}, of {told}"]
    for file in proof.declined:
        (folder / file).unlink()
    for fix in fixes.values():
        if isinstance(fix, Fix):
            fix.source.path.write_bytes(fix.data)
    return []


def look(run: Run, folder: Path, caller: Caller) -> list[Known]:
    """What the service answers to the errors of a run."""
    return Mending(
        Local(caller.account), Workspace(folder), None, lambda limit: run, lambda fix, told: None
    ).look(run.found)
