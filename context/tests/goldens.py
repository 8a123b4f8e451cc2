"""What is said, word by word, against files in `golden/`.

`GOLDEN=write python -m pytest context/tests` writes them anew: read the diff.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def compare(name: str, text: str) -> None:
    path = FOLDER / f"{name}.md"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
