"""What sections say, word by word, against files.

`GOLDEN=write python -m pytest learning` writes them anew: read the diff.
"""

import os
from pathlib import Path
from typing import Any

from projects.tests.factories import Caller

FOLDER = Path(__file__).parent / "golden"


def markdown(caller: Caller, key: str, **fields: Any) -> str:
    """A context of this section alone."""
    body = {"project": "shop", "sections": [key], "max_tokens": 20_000} | fields
    answer = caller.post("context/", body)
    assert answer.status_code == 200, answer.content
    assert {part["status"] for part in answer.json()["sections"]} <= {"ok", "empty"}
    text: str = answer.json()["markdown"]
    return text


def compare(name: str, text: str) -> None:
    path = FOLDER / f"{name}.md"
    if os.environ.get("GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
