"""Record the history: run real tools on the broken programs, mend them, run the tools again.

    python samples/record.py             write samples/history.jsonl
    python samples/record.py --check     record again and compare with the file
    python samples/record.py --install   only install the npm packages of the tools

Every program in `programs/` is copied to a temporary folder and put through its tool. The first
thing the tool reports is the case's error; after the mend the same tool must report nothing at all.
Two runs write the same bytes: no times, no temporary names, no paths of this machine.
"""

import argparse
import dataclasses
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from errorpatterns import diagnostics  # noqa: E402 (found by the line above)

PROGRAMS = HERE / "programs"
SETUPS = HERE / "setups"
HISTORY = HERE / "history.jsonl"
CACHE = HERE.parent / "var" / "samples"
NODE = (20, 19)  # the oldest that all tools work with
RECORDED_WITH = "3.11"  # wording and carets of tracebacks change from one Python to the next
FIX_TYPES = ("replace", "insert", "delete", "refactor", "multi_file")
LANGUAGES = {".ts": "typescript", ".tsx": "typescript", ".json": "typescript"}
LANGUAGES |= {".js": "javascript", ".mjs": "javascript", ".py": "python", ".toml": "python"}

Error = dict[str, Any]


class RecordingError(Exception):
    """Something stands in the way of an honest recording; the text says what to do."""


@dataclasses.dataclass(frozen=True)
class Tool:
    """How one tool is run, and how its own output is read."""

    command: tuple[str, ...]
    read: Callable[[str, Path], Error | None]
    evidence: str
    package: str
    node: bool = False


@dataclasses.dataclass(frozen=True)
class Case:
    """One broken program and the replacement that mends it."""

    name: str
    tool: str
    file: str
    before: str
    after: str
    fix_type: str
    explanation: str
    framework: str

    @property
    def folder(self) -> Path:
        return PROGRAMS / self.name

    @property
    def language(self) -> str:
        return LANGUAGES[Path(self.file).suffix]


def load_case(folder: Path) -> Case:
    facts = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    mend = facts["mend"]
    case = Case(
        name=folder.name,
        tool=facts["tool"],
        framework=facts.get("framework", ""),
        file=mend["file"],
        before=mend["before"],
        after=mend["after"],
        fix_type=mend["type"],
        explanation=mend["why"],
    )
    if case.tool not in TOOLS:
        raise RecordingError(f"{case.name}: unknown tool {case.tool!r}, one of {sorted(TOOLS)}")
    if case.fix_type not in FIX_TYPES:
        raise RecordingError(f"{case.name}: unknown fix type {case.fix_type!r}")
    return case


# What a tool says, as one error object.


def first(output: str, folder: Path) -> Error | None:
    """The first error that the tool reports; of `line` and the like only what it told."""
    found = diagnostics.read(output)
    if not found:
        return None
    told = found[0].told()
    order = ("message", "code", "file", "line", "column", "end_line", "end_column", "type")
    return {name: told[name] for name in order if name in told}


def first_of_python(output: str, folder: Path) -> Error | None:
    """With the columns that the carets mark: only the file tells how far the line is indented."""
    error = first(output, folder)
    if error is None or "line" not in error:
        return error
    lines = output.rstrip().splitlines()
    place = f'  File "{error["file"]}", line {error["line"]}'
    index = max(i for i, line in enumerate(lines) if line == place or line.startswith(f"{place},"))
    kind = error.pop("type")
    return error | carets(folder, error, lines[index + 1 : index + 3]) | {"type": kind}


def carets(folder: Path, error: Error, below: list[str]) -> Error:
    """Columns (from 1) that the line of carets marks; the traceback shows source unindented."""
    if len(below) < 2 or not re.fullmatch(r" +[~^]+ *", below[1]):
        return {}
    source = (folder / error["file"]).read_text(encoding="utf-8").splitlines()
    line = source[error["line"] - 1]
    indent = len(line) - len(line.lstrip())
    mark = below[1].rstrip()
    start = len(mark) - len(mark.lstrip()) - 4 + indent + 1
    return {
        "column": start,
        "end_line": error["line"],
        "end_column": start + len(mark.strip()),
    }


PYTEST = ("-m", "pytest", "-q", "-x", "--tb=long", "-p", "no:cacheprovider", "--rootdir=.")
TOOLS = {
    "tsc": Tool(("tsc", "--pretty", "false"), first, "build", "typescript", node=True),
    "eslint": Tool(
        ("eslint", "--format", "json", "--no-warn-ignored", "."),
        first,
        "tool",
        "eslint",
        node=True,
    ),
    "vite": Tool(
        ("vite", "build", "--configLoader", "runner", "--logLevel", "error"),
        first,
        "build",
        "vite",
        node=True,
    ),
    "webpack": Tool(("webpack", "--json"), first, "build", "webpack", node=True),
    "python": Tool((sys.executable, "main.py"), first_of_python, "tool", "python"),
    "pytest": Tool((sys.executable, *PYTEST), first, "test", "pytest"),
    "ruff": Tool(
        (sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "json", "."),
        first,
        "tool",
        "ruff",
    ),
}


# Running them.


def node_folder(cache: Path) -> Path:
    """Where the packages of this lock file are or will be; with a file `installed` they are."""
    lock = (HERE / "package-lock.json").read_bytes()
    return cache / f"node-{hashlib.sha256(lock).hexdigest()[:12]}"


def node_version() -> tuple[int, ...]:
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(map(int, re.findall(r"\d+", told)))


def install_node(cache: Path) -> Path:
    """The folder of `npm ci` for this lock file; installed once, kept under `cache`."""
    target = node_folder(cache)
    if (target / "installed").exists():
        return target
    if not shutil.which("npm") or node_version() < NODE:
        raise RecordingError("install Node.js 20.19 or newer, with npm, then run this again")
    print(f"npm ci in {target}", flush=True)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, target)
    # No package runs code of its own while it is installed; these tools work without.
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=target, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RecordingError(f"npm ci failed; is the npm registry reachable?\n{done.stderr}")
    (target / "installed").touch()
    return target


def check_python() -> None:
    if not platform.python_version().startswith(RECORDED_WITH + "."):
        raise RecordingError(
            f"the history is recorded with Python {RECORDED_WITH}, this is "
            f"{platform.python_version()}: run it with the project's environment"
        )
    for package in ("django", "pytest", "ruff"):
        try:
            version(package)
        except PackageNotFoundError as missing:
            raise RecordingError(
                f"{package} is missing: pip install -r requirements-test.txt"
            ) from missing


def environment(folder: Path, node: Path) -> dict[str, str]:
    """A small one of our own: nothing of the caller's settings may show in what a tool says."""
    return {
        "PATH": f"{node / 'node_modules' / '.bin'}:{os.environ.get('PATH', os.defpath)}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "COLUMNS": "100",
        "CI": "1",
        "NO_COLOR": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }


def run_tool(case: Case, folder: Path, node: Path) -> tuple[int, Error | None, str]:
    """Exit status, first error reported if there is one, and the whole output without paths."""
    tool = TOOLS[case.tool]
    done = subprocess.run(
        tool.command,
        cwd=folder,
        env=environment(folder, node),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        # The machine-readable formats are on the standard output alone.
        stderr=subprocess.PIPE if case.tool in ("eslint", "ruff", "webpack") else subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    output = relative(done.stdout, folder, node)
    if done.returncode and not done.stdout.strip():
        raise RecordingError(f"{case.name}: {case.tool} said nothing\n{done.stderr}")
    return done.returncode, tool.read(output, folder), output


def relative(text: str, folder: Path, node: Path) -> str:
    """The text with this machine's folders taken out of its paths."""
    libraries = sysconfig.get_paths()
    text = text.replace(f"file://{folder}/", "").replace(f"{folder}/", "").replace(f"{folder}", ".")
    text = text.replace(f"{node}/", "")
    text = text.replace(f"{libraries['purelib']}/", "site-packages/")
    return text.replace(f"{libraries['stdlib']}/", f"lib/python{RECORDED_WITH}/")


def copy_program(case: Case, folder: Path, node: Path) -> None:
    """The setup of the tool, the program's own files over it, and the installed packages."""
    setup = SETUPS / case.tool
    if setup.is_dir():
        shutil.copytree(setup, folder, dirs_exist_ok=True)
    ignored = shutil.ignore_patterns("case.toml", "__pycache__")
    shutil.copytree(case.folder, folder, dirs_exist_ok=True, ignore=ignored)
    if TOOLS[case.tool].node:
        (folder / "node_modules").symlink_to(node / "node_modules")


def mend(case: Case, folder: Path) -> tuple[str, str]:
    """Replace the broken text; the whole file before and after."""
    path = folder / case.file
    broken = path.read_text(encoding="utf-8")
    if broken.count(case.before) != 1:
        raise RecordingError(
            f"{case.name}: `before` stands {broken.count(case.before)} times in {case.file}, not 1"
        )
    mended = broken.replace(case.before, case.after)
    path.write_text(mended, encoding="utf-8")
    return broken, mended


def record(case: Case, node: Path) -> dict[str, Any]:
    """One line of the history, proved by running the tool twice."""
    with tempfile.TemporaryDirectory(prefix="sample-") as name:
        folder = Path(name).resolve()
        copy_program(case, folder, node)
        status, error, output = run_tool(case, folder, node)
        if not status or error is None:
            raise RecordingError(f"{case.name}: {case.tool} reports no error\n{output}")
        before, after = mend(case, folder)
        status, left, output = run_tool(case, folder, node)
        if status or left is not None:
            raise RecordingError(f"{case.name}: {case.tool} still complains\n{output}")
    tool = TOOLS[case.tool]
    return {
        "id": case.name,
        "tool": case.tool,
        "versions": versions(case, node),
        "language": case.language,
        "framework": case.framework,
        "error": {**error, "tool": case.tool},
        "fix": {
            "file": case.file,
            "type": case.fix_type,
            "before": before,
            "after": after,
            "explanation": case.explanation,
        },
        "evidence": tool.evidence,
    }


def versions(case: Case, node: Path) -> dict[str, str]:
    tool = TOOLS[case.tool]
    named = {"tool": package_version(tool.package, node if tool.node else None)}
    if case.framework:
        named["framework"] = package_version(case.framework, None if python(case) else node)
    return named


def python(case: Case) -> bool:
    return case.language == "python"


def package_version(package: str, node: Path | None) -> str:
    if package == "python":
        return RECORDED_WITH
    if node is None:
        return version(package)
    manifest = node / "node_modules" / package / "package.json"
    return str(json.loads(manifest.read_text(encoding="utf-8"))["version"])


def record_all(cases: list[Case], node: Path) -> Iterator[str]:
    """Lines in the order of the cases; what failed is told together, at the end."""
    failures = []
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        started = [pool.submit(record, case, node) for case in cases]
        for number, future in enumerate(started, start=1):
            try:
                line = future.result()
            except RecordingError as failure:
                failures.append(str(failure))
                continue
            print(f"[{number}/{len(cases)}] {line['id']}: {summary(line['error'])}", flush=True)
            yield json.dumps(line, ensure_ascii=False) + "\n"
    if failures:
        raise RecordingError("\n".join(failures))


def summary(error: Error) -> str:
    return f"{error.get('code', '')} {error['message'].splitlines()[0]}".strip()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--install", action="store_true", help="install the tools, run none")
    parser.add_argument("--only", help="record the cases whose name has this in it; print them")
    parser.add_argument(
        "--cache",
        type=Path,
        default=CACHE,
        help="where the npm packages are installed (default: var/samples)",
    )
    return parser.parse_args()


def main() -> int:
    options = arguments()
    if options.install:
        install_node(options.cache.resolve())
        return 0
    check_python()
    cases = [load_case(path.parent) for path in sorted(PROGRAMS.glob("*/case.toml"))]
    if options.only:
        cases = [case for case in cases if options.only in case.name]
    node = install_node(options.cache.resolve())
    text = "".join(record_all(cases, node))
    if options.only:
        print(text, end="")
        return 0
    if not options.check:
        HISTORY.write_text(text, encoding="utf-8")
        print(f"{len(cases)} errors recorded in {HISTORY.name}")
        return 0
    if text == HISTORY.read_text(encoding="utf-8"):
        print(f"{len(cases)} errors, as recorded")
        return 0
    print(f"{HISTORY.name} differs: run samples/record.py and look at the difference")
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except RecordingError as error:
        sys.exit(f"Not recorded. {error}")
