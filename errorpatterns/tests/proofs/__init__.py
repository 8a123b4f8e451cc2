"""One small program for each built-in pattern, which makes the real tool print its error.

A file here is named for its tool, a table in it for its pattern: `before` are the files of the
program, `after` those that change when it is mended as the pattern says. Without `after` the
pattern's own edit must mend it, each of its files that has an error. `declined` are files in which
the tool says what the pattern knows too, and nothing may be done to them.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
SUFFIX = ".proofs.toml"  # some tools take a file that has their name for their settings


@dataclass(frozen=True)
class Proof:
    """`run` is the command, where the tool is not always started alike."""

    slug: str
    before: Mapping[str, str]
    after: Mapping[str, str] = field(default_factory=dict)
    declined: Mapping[str, str] = field(default_factory=dict)
    run: tuple[str, ...] = ()

    def write(self, folder: Path, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = folder / self.slug / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def proofs_of(tool: str) -> list[Proof]:
    tables = tomllib.loads((HERE / f"{tool}{SUFFIX}").read_text(encoding="utf-8"))
    return [
        Proof(slug, **{**table, "run": tuple(table.get("run", ()))})
        for slug, table in tables.items()
    ]


def known_tools() -> list[str]:
    return sorted(path.name.removesuffix(SUFFIX) for path in HERE.glob(f"*{SUFFIX}"))
