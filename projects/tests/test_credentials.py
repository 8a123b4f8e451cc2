"""`var/credentials`: what is shown once, for its owner's eyes."""

import stat
from pathlib import Path
from typing import Any

import pytest

from projects import credentials

# Nothing here asks a database.
pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def state(settings: Any, tmp_path: Path) -> Path:
    settings.STATE_DIR = tmp_path / "state"
    return tmp_path / "state"


def mode() -> int:
    return stat.S_IMODE(credentials.path().stat().st_mode)


def test_nothing_kept_is_nothing_read() -> None:
    assert credentials.read() == {}


def test_is_readable_by_its_owner_alone() -> None:
    credentials.keep(LOCAL_KEY="a=b=c")
    assert credentials.read() == {"LOCAL_KEY": "a=b=c"}
    assert mode() == 0o600


def test_keeps_what_was_there_and_replaces_the_same_name() -> None:
    credentials.keep(ONE="1", TWO="2")
    credentials.keep(TWO="3", THREE="4")
    assert credentials.read() == {"ONE": "1", "TWO": "3", "THREE": "4"}


def test_a_file_that_others_could_read_is_so_no_more(state: Path) -> None:
    state.mkdir()
    credentials.path().write_text("ONE=1\n")
    credentials.path().chmod(0o644)
    credentials.keep(TWO="2")
    assert mode() == 0o600
    assert credentials.read() == {"ONE": "1", "TWO": "2"}


def test_a_left_over_half_does_not_stop_it(state: Path) -> None:
    state.mkdir()
    (state / "credentials.new").write_text("half")
    credentials.keep(ONE="1")
    assert credentials.read() == {"ONE": "1"}
    assert not (state / "credentials.new").exists()


def test_takes_out() -> None:
    credentials.keep(ONE="1", TWO="2")
    credentials.drop("ONE", "UNKNOWN")
    assert credentials.read() == {"TWO": "2"}
    assert mode() == 0o600
    credentials.drop("TWO")
    assert not credentials.path().exists()
