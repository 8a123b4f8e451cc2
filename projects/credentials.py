"""The file that holds what is shown only once: `var/credentials`, readable by its owner alone."""

import os
from pathlib import Path

from django.conf import settings


def path() -> Path:
    return Path(settings.STATE_DIR) / "credentials"


def read() -> dict[str, str]:
    """NAME=value lines; empty where there is no file yet."""
    if not path().exists():
        return {}
    lines = path().read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def keep(**values: str) -> None:
    """Add values, or replace those of the same name. The file is written whole, with mode 600, then
    moved in place.
    """
    kept = {**read(), **values}
    path().parent.mkdir(parents=True, exist_ok=True)
    fresh = path().with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in kept.items())
    fresh.replace(path())


def drop(*names: str) -> None:
    """Take values out again."""
    kept = {name: value for name, value in read().items() if name not in names}
    path().unlink(missing_ok=True)
    if kept:
        keep(**kept)
