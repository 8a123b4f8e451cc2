"""Whether Python's own parser reads a text.

That of tree-sitter, for other languages, is not for code that anybody may send: ADR 11.
"""

import ast
import warnings
from threading import Lock

MAX_READ = 64 * 1024  # characters: at worst some 0.4 s

_filters = Lock()  # those of warnings are the process's own, and not a thread's


def is_read(text: str) -> bool:
    """Whether Python reads it; what only a later version has, it does not."""
    with _filters, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True
