"""A replay in a process and a library of its own, so that the real one cannot be touched.

`python -m errorpatterns.backtest.throwaway` reads pairs from stdin, and writes how many are done
and at last what came of it, a line of JSON each.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from errorpatterns.backtest import Unusable

if TYPE_CHECKING:
    from errorpatterns.backtest.pairs import Pair
    from errorpatterns.backtest.replay import Replay

BASE = Path(__file__).resolve().parents[2]


def replayed(pairs: "Sequence[Pair]", folder: Path, tell: Callable[[int], None]) -> "Replay":
    """What `replay` comes to in an empty library, which lies in `folder` and is gone afterwards."""
    from errorpatterns.backtest.replay import Replay

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        lines = asked([pair.to_json() for pair in pairs], folder, tell)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Replay.from_json(lines)


def asked(pairs: Sequence[Any], folder: Path, tell: Callable[[int], None]) -> Any:
    given = folder / "pairs.json"
    given.write_text(json.dumps(pairs), encoding="utf-8")
    with given.open() as stdin, (folder / "errors").open("w+") as stderr:
        process = subprocess.Popen(  # noqa: S603 - this module itself
            [sys.executable, "-m", __name__],
            cwd=BASE,
            env=environment(folder),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
        last: Any = None
        with process:
            for line in process.stdout or ():
                last = json.loads(line)
                if isinstance(last, int):
                    tell(last)
        if process.returncode:
            stderr.seek(0)
            said = stderr.read().strip().splitlines()[-1:]
            raise Unusable(f"The replay ended with {process.returncode}: {''.join(said)}")
    return last


def environment(folder: Path) -> dict[str, str]:
    """That of this process, but for whatever names its database, its broker and its secrets."""
    return os.environ | {
        "STATE_DIR": str(folder),
        "ENV_FILE": str(folder / "env"),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "REDIS_URL": "",
        "SECRET_KEY": secrets.token_urlsafe(38),
        "KEY_PEPPER": secrets.token_urlsafe(38),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def make_tables() -> None:
    """The tables as the models say, with what is shipped, in an empty database: for that of one
    run the migrations, which take many times as long, have nothing to carry over.
    """
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)


def main() -> None:
    import django

    django.setup()
    from errorpatterns.backtest.pairs import Pair
    from errorpatterns.backtest.replay import replay
    from projects.models import Account, Project

    make_tables()
    account = Account.objects.create(name="backtest")
    project = Project.objects.create(account=account, key="history")
    pairs = [Pair.from_json(one) for one in json.load(sys.stdin)]
    say(replay(pairs, project, say).to_json())


def say(told: Any) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
