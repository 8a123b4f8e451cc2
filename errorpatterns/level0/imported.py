"""What an edit imports from other files of the folder, and whether it is there.

A linter that looks into one file alone takes any name for found once an import has it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from errorpatterns.level0.workspace import Untouchable, Workspace

_PYTHON = (".py", ".pyi", ".pyw")
_SCRIPTS = (".ts", ".tsx", ".d.ts", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_FROM = re.compile(
    r"(?m)^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(?:\(([^()]*)\)|([^\n(#;]+))",
)
_BRACES = re.compile(
    r"""\bimport\s+(?:type\s+)?(?:[\w$]+\s*,\s*)?\{([^{}]*)\}\s*from\s*['"](\.[^'"\n]*)['"]"""
)
_COMMENT = re.compile(r"#[^\n]*|//[^\n]*")
_NAME = re.compile(r"\s*(?:type\s+)?([\w$]+)")
# What may have names that its text does not say.
_PASSES_ON = re.compile(r"\bexport\s*\*|\bimport\s*\*|\b(?:__getattr__|globals|require)\b")


def missing(workspace: Workspace, path: Path, before: str, after: str) -> str:
    """Which name that `after` alone imports, the new text of a file, is not to be had from a file
    of the folder; empty where all are, or where that is not known.
    """
    is_python = path.suffix in _PYTHON
    imports = _from_modules if is_python else _in_braces
    for module, name in sorted({*imports(after)} - {*imports(before)}):
        bases = _modules(workspace.root, path, module) if is_python else [path.parent / module]
        if is_python and any(_is_there(file) for base in bases for file in _files(base / name)):
            continue
        files = _files if is_python else _scripts
        there = [
            file for base in bases for file in files(base) if _is_there(file) and file.is_file()
        ]
        if there and not _has(workspace, there[0], name):
            return f"it imports “{name}” from “{module}”, which has no such name"
        if not there and module.startswith(".") and "$" not in module:
            return f"it imports “{name}” from “{module}”, which is not there"
    return ""


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no such name may be
        return False


def _from_modules(text: str) -> Iterator[tuple[str, str]]:
    for module, some, others in _FROM.findall(text):
        yield from ((module, name) for name in _names(some or others))


def _in_braces(text: str) -> Iterator[tuple[str, str]]:
    """Of relative modules: where others lie, only the project's tools know."""
    for names, module in _BRACES.findall(text):
        yield from ((module, name) for name in _names(names))


def _names(told: str) -> Iterator[str]:
    for one in _COMMENT.sub("", told).split(","):
        if found := _NAME.match(one):
            yield found[1]


def _modules(root: Path, path: Path, module: str) -> list[Path]:
    """Where the module may lie, without the ends of its files."""
    name = module.lstrip(".")
    dots = len(module) - len(name)
    tops = [*path.parents[max(0, dots - 1) : dots]] if dots else [root, root / "src"]
    return [top.joinpath(*filter(None, name.split("."))) for top in tops]


def _files(base: Path) -> Iterator[Path]:
    """Those of a module of Python, and its folder."""
    yield from (base.parent / f"{base.name}{end}" for end in _PYTHON)
    yield from (base / f"__init__{end}" for end in _PYTHON)
    yield base


def _scripts(base: Path) -> Iterator[Path]:
    yield base
    # A compiler finds `a.ts` where the import says `a.js`.
    stems = [base, base.with_suffix("")] if base.suffix in _SCRIPTS else [base]
    for stem in stems:
        yield from (stem.parent / f"{stem.name}{end}" for end in _SCRIPTS)
    yield from (base / f"index{end}" for end in _SCRIPTS)


def _has(workspace: Workspace, file: Path, name: str) -> bool:
    try:
        text = workspace.source(str(file)).text
    except Untouchable:
        return True
    return bool(_PASSES_ON.search(text)) or name in re.findall(r"[\w$]+", text)
