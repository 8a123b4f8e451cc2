"""The static files' compressed forms, as `manage.py collectstatic` makes them."""

import gzip
import os
from pathlib import Path

from config.static import Storage

LONG = b"a { color: red }\n" * 100
OTHER = LONG.replace(b"red", b"tan")


def compress(folder: Path) -> list[str]:
    """The names of those that were compressed now."""
    names = [path.name for path in folder.iterdir() if path.suffix == ".css"]
    made = Storage(location=str(folder)).post_process(dict.fromkeys(names))
    return sorted(name for name, _, _ in made)


def test_only_what_has_changed_is_compressed_again(tmp_path: Path) -> None:
    for name in ("one.css", "two.css"):
        (tmp_path / name).write_bytes(LONG)
    assert compress(tmp_path) == ["one.css", "two.css"]
    assert compress(tmp_path) == []
    two = tmp_path / "two.css"
    before = two.stat().st_mtime
    two.write_bytes(OTHER)
    os.utime(two, (before, before + 0.01))
    assert compress(tmp_path) == ["two.css"]
    assert gzip.decompress((tmp_path / "two.css.gz").read_bytes()) == OTHER
    assert compress(tmp_path) == []
