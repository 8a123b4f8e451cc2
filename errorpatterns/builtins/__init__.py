"""The error patterns that come with the code; what the fields mean is said in `ErrorPattern`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from intake.shipped import Shipped, read

FOLDER = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One mended program, from which the pattern's edit is learned as from a project's.

    In `before` « and » stand around what the tool reports; `message` is what it says of it. With a
    `code` the edit is made for no error of another code.
    """

    message: str
    code: str = ""
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class BuiltIn(Shipped):
    """A shipped pattern, with real messages it must match (`examples`) or not (`near_misses`).

    With `lessons` or `edits` (see `editing.declared`) its fix is an edit too; without, it is
    guidance.
    """

    name: str
    category: Literal["syntax", "import", "type", "runtime", "build", "lint", "style"]
    error_regex: str
    file_glob: str = ""
    error_type: str = ""
    code: str = ""
    tool: str = ""
    language: str = ""
    framework: str = ""
    fix_type: Literal["replace", "insert", "delete", "refactor", "multi_file"]
    fix_template: str
    explanation: str
    applicability: Literal[
        "machine_applicable", "maybe_incorrect", "has_placeholders", "unspecified"
    ]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]
    lessons: tuple[Lesson, ...] = ()
    edits: tuple[str, ...] = ()

    @property
    def has_edit(self) -> bool:
        return bool(self.lessons or self.edits)


def load() -> list[BuiltIn]:
    """All built-in patterns. ValueError names the file and the slug of a faulty one."""
    return read(BuiltIn, "pattern", sorted(FOLDER.glob("*.toml")))
