"""Content that comes with the code: TOML files, read strictly into frozen dataclasses."""

import hashlib
import json
import tomllib
from collections.abc import Iterable
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """One item of a shipped file; its fields are the keys that the file may and must have."""

    slug: str

    @property
    def digest(self) -> str:
        """SHA-256 in hex of the fields as canonical JSON: sorted keys, no blanks, UTF-8."""
        text = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


Item = TypeVar("Item", bound=Shipped)


def read(kind: type[Item], table: str, paths: Iterable[Path]) -> list[Item]:
    """The `[[table]]` entries of the files, in order.

    A key without a default must be there. ValueError names the file and the slug of the first entry
    that is not of this form, or whose slug was met before.
    """
    items: dict[str, Item] = {}
    for path in paths:
        for item in _entries(kind, table, path):
            if item.slug in items:
                raise ValueError(f"{path.name}: {item.slug}: this slug was met before")
            items[item.slug] = item
    return list(items.values())


def _entries(kind: type[Item], table: str, path: Path) -> Iterable[Item]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error
    if unknown := document.keys() - {table}:
        raise ValueError(f"{path.name}: only [[{table}]] may stand here, not {sorted(unknown)}")
    for number, raw in enumerate(document.get(table, []), 1):
        try:
            yield _record(kind, raw)
        except ValueError as error:
            raise ValueError(f"{path.name}: {_label(raw, number)}: {error}") from error


def _label(raw: object, number: int) -> object:
    return raw["slug"] if isinstance(raw, dict) and "slug" in raw else f"entry {number}"


def _record(kind: type[Any], raw: object) -> Any:
    if not isinstance(raw, dict):
        raise ValueError("a table is expected")
    required = {field.name: field.default is MISSING for field in fields(kind)}
    if unknown := raw.keys() - required.keys():
        raise ValueError(f"unknown keys {sorted(unknown)}")
    if missing := {key for key, needed in required.items() if needed} - raw.keys():
        raise ValueError(f"missing keys {sorted(missing)}")
    hints = get_type_hints(kind)
    return kind(**{key: _value(hints[key], value, key) for key, value in raw.items()})


def _value(hint: Any, raw: object, key: str) -> Any:
    if get_origin(hint) is tuple and isinstance(raw, list):
        return tuple(_value(get_args(hint)[0], each, key) for each in raw)
    if is_dataclass(hint):
        return _record(hint, raw)  # type: ignore[arg-type]
    if not _fits(hint, raw):
        raise ValueError(f"{key} cannot be {raw!r}")
    # The newline before closing quotes is layout, not content.
    return raw.rstrip("\n") if isinstance(raw, str) else raw


def _fits(hint: Any, raw: object) -> bool:
    if isinstance(hint, UnionType):
        return any(_fits(each, raw) for each in get_args(hint))
    if get_origin(hint) is Literal:
        return raw in get_args(hint)
    return type(raw) is hint
