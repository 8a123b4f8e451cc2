"""How the real tools are run on the programs, and what each program is told."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from errorpatterns.diagnostics import Diagnostic, Diagnostics, read
from errorpatterns.level0.workspace import Run
from errorpatterns.tests.proofs import HERE, Proof, indexes
from samples import record

SETUPS = HERE / "setups"
PROGRAMS = "app"  # the folder of the programs, beside what a tool is set up with
SECONDS = 100
NO_PACKAGES = "the tools of Node.js are not installed: python samples/record.py --install"

# It reads the types of browsers, and checks its own, in most of its time.
TSC = ("tsc", "--noEmit", "--lib", "es2022", "--skipLibCheck")

# What the tool says of each program: its exit code and its errors.
Said = dict[str, Run]
Tool = Callable[[Path, Sequence[Proof]], Said]


@cache
def packages() -> Path | None:
    """The npm packages at their exact versions, where `dev.py test` has installed them."""
    folder = record.node_folder(record.CACHE)
    return folder if (folder / "installed").exists() else None


def needed() -> Path:
    """The packages, for a test that is skipped without them, save where everything is tested."""
    node = packages()
    if node is None and os.environ.get("CI"):
        pytest.fail(NO_PACKAGES)
    if node is None:
        pytest.skip(NO_PACKAGES)
    return node


def environment(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    """A small one: nothing of the caller's may show in what a tool says."""
    node = packages()
    return {
        "PATH": f"{node}/node_modules/.bin:{os.environ['PATH']}" if node else os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "NO_COLOR": "1",
        "NEXT_TELEMETRY_DISABLED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        **more,
    }


def output_of(command: Sequence[str], folder: Path, **more: str) -> tuple[int, str]:
    done = subprocess.run(  # noqa: S603 - the commands stand here
        command,
        cwd=folder,
        env=environment(folder, more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    return done.returncode, done.stdout


def together(*command: str) -> Tool:
    """The tool is run once over all programs, and told apart by the files that it names."""

    def run(root: Path, proofs: Sequence[Proof]) -> Said:
        code, output = output_of(command, root)
        found = {proof.slug: Diagnostics() for proof in proofs}
        for one in read(output):
            slug, _, file = relative(one.file, root / PROGRAMS).partition("/")
            assert slug in found, f"{one.message}\n\n{output}"
            found[slug].append(replace(one, file=file))
        assert bool(code) == any(found.values()), output
        return {slug: Run(int(bool(errors)), errors) for slug, errors in found.items()}

    return run


def relative(file: str, programs: Path) -> str:
    """A file of a program, however the tool names it."""
    for prefix in (f"{programs}/", f"{programs}/".lstrip("/"), f"{PROGRAMS}/"):
        file = file.removeprefix(prefix)
    return file


def apart(*command: str, **more: str) -> Tool:
    """The tool is run for each program, in its folder."""

    def run(root: Path, proofs: Sequence[Proof]) -> Said:
        def run_one(proof: Proof) -> Run:
            code, output = output_of(proof.run or command, root / PROGRAMS / proof.slug, **more)
            return Run(code, read(output))

        with ThreadPoolExecutor(2) as pool:
            return dict(
                zip((proof.slug for proof in proofs), pool.map(run_one, proofs), strict=True)
            )

    return run


def console(root: Path, proofs: Sequence[Proof]) -> Said:
    """What React throws and writes to the console, as whoever watches a page collects it."""
    code, output = output_of(["node", str(root / "watch.mjs"), *(p.slug for p in proofs)], root)
    assert code == 0, output
    told = json.loads(output)
    return {
        slug: Run(int(bool(messages)), Diagnostics.of(map(Diagnostic, messages)))
        for slug, messages in told.items()
    }


def prerendered(root: Path, proofs: Sequence[Proof]) -> Said:
    """What is said of the one program that is there."""
    [proof] = proofs
    code, output = output_of(["next", "build"], root)
    return {proof.slug: Run(code, read(output))}


def npm(root: Path, proofs: Sequence[Proof]) -> Said:
    quiet = {f"npm_config_{name}": "false" for name in ("audit", "fund", "update_notifier")}
    with indexes.registry() as address:
        run = apart("npm", "run", "build", **quiet, npm_config_registry=address)
        return run(root, proofs)


def pip(root: Path, proofs: Sequence[Proof]) -> Said:
    wheels = root / "wheels"
    if not wheels.exists():
        indexes.make_wheels(wheels)
        indexes.make_system(root / "system")
    python = (indexes.base_python(), "-m", "pip", "--python", sys.executable)
    run = apart(
        *(*python, "install", "--dry-run", "-r", "requirements.txt"),
        PIP_CONFIG_FILE=os.devnull,
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        PIP_FIND_LINKS=str(wheels),
        PIP_NO_INDEX="1",
        PIP_ROOT_USER_ACTION="ignore",
    )
    return run(root, proofs)


NODE: dict[str, Tool] = {
    "tsc": together("tsc", "--pretty", "false"),
    "tsc-node": together("tsc", "--pretty", "false"),
    "eslint": together("eslint", "--format", "json", "--no-warn-ignored", "."),
    "vite": apart("vite", "build", "--config", "../../vite.config.mjs", "--logLevel", "error"),
    "next": together("next", "build", "--experimental-build-mode", "compile"),
    "next-prerender": prerendered,
    "react": console,
    "node": apart("node", "main.mjs"),
    "npm": npm,
}
PYTHON: dict[str, Tool] = {
    "python": apart(sys.executable, "main.py"),
    "django": apart(sys.executable, "main.py"),
    "pytest": apart(sys.executable, *record.PYTEST),
    "ruff": together(
        *(sys.executable, "-m", "ruff", "check", "--no-cache", "--extend-select", "E7", ".")
    ),
    "mypy": together(*(sys.executable, "-m", "mypy", "--cache-dir", os.devnull, ".")),
    "pip": pip,
}
OTHERS: dict[str, Tool] = {"gcc": apart("gcc", "-fsyntax-only", "main.c")}
TOOLS = NODE | PYTHON | OTHERS
