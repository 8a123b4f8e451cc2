"""The static files as they are served: each beside its compressed form."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedStaticFilesStorage


class Storage(CompressedStaticFilesStorage):  # type: ignore[misc]
    """Compresses what has changed since it was compressed: all would take seconds at each start."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, Any]]:
        changed = {name: found for name, found in paths.items() if not self.is_compressed(name)}
        yield from super().post_process(changed, dry_run, **options)

    def is_compressed(self, name: str) -> bool:
        """The compressed form has the time of the file that it was made of, but for rounding."""
        if not self.exists(f"{name}.gz"):
            return False
        made, found = (Path(self.path(each)).stat().st_mtime for each in (f"{name}.gz", name))
        return abs(made - found) < 0.001
