"""Files that tell a tool what to check: with one of them changed, an error may be gone by that."""

import re
from collections.abc import Mapping

# By tool, the names of files of its own; what builds with another tool reads that one's, too.
_TSC = r"[tj]sconfig[\w.-]*\.json"
_ESLINT = r"\.eslintrc[\w.]*|eslint\.config\.\w+|\.eslintignore"
_OWN = {
    "tsc": _TSC,
    "ts-loader": _TSC,
    "eslint": _ESLINT,
    "next": rf"next\.config\.\w+|{_TSC}|{_ESLINT}",
    "ruff": r"\.?ruff\.toml",
    "mypy": r"\.?mypy\.ini",
    "pyright": r"pyrightconfig\.json",
    "pytest": r"pytest\.ini",
    "rustc": r"\.?clippy\.toml",
}
# Of these the sections, or lines, that name the tool.
_SHARED = re.compile(r"pyproject\.toml|setup\.cfg|tox\.ini|package\.json|Cargo\.toml")
_SECTION = re.compile(r"(?m)^(?=\[)")


def settings(tool: str, name: str, text: str | None) -> str | None:
    """What the file tells the tool: nothing where it is none of its configurations; None where it
    is not there.
    """
    base = name.rpartition("/")[2]
    if re.fullmatch(_OWN.get(tool, r"(?!)"), base):
        return text
    if text is None or not _SHARED.fullmatch(base):
        return ""
    if base == "package.json":
        return "\n".join(line for line in text.splitlines() if tool in line)
    named = re.compile(rf".*\b{re.escape(tool)}\b")
    return "".join(one for one in _SECTION.split(text) if named.match(one))


def is_config(tool: str, name: str) -> bool:
    base = name.rpartition("/")[2]
    known = _OWN.get(tool, r"(?!)")
    return bool(_SHARED.fullmatch(base) or re.fullmatch(known, base))


def is_any_config(name: str) -> bool:
    return any(is_config(tool, name) for tool in _OWN)


def differ(tool: str, before: Mapping[str, str | None], after: Mapping[str, str | None]) -> bool:
    """Whether these files, texts by their names, tell the tool something else."""
    return any(
        settings(tool, name, before.get(name)) != settings(tool, name, after.get(name))
        for name in before.keys() | after.keys()
    )
