"""What a text is about, as far as its words tell: for what is chosen by task or context."""

import re
import unicodedata
from collections.abc import Iterable

# Words that say nothing of what a text is about.
EMPTY = """
a all an and any are as at be but by can each every for from has have if in into is it its more my
of on or our out per should so some than that the their them then there these they this to up was
we when where which while will with you your
"""
# Words that any task may have, whatever it is about.
OF_EVERY_TASK = """
add build change create do does fix get implement make need new not one only own please set should
update use used using want without work write
"""
EMPTY_WORDS = frozenset(EMPTY.split())
TASK_WORDS = frozenset(OF_EVERY_TASK.split())
# A text is relevant to a task with which it shares so many words.
SHARED = 2


def folded(text: str) -> str:
    """Without what is a matter of writing: compatibility forms, case, white space, a full stop."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).rstrip(".!;")


def words(text: str) -> frozenset[str]:
    """The words that say what a text is about, folded, in the singular as far as English goes."""
    found = re.findall(r"[^\W_]+", folded(text))
    return frozenset(singular(word) for word in found if word not in EMPTY_WORDS)


def singular(word: str) -> str:
    plural = len(word) > 3 and word.endswith("s") and not word.endswith("ss")
    return word.removesuffix("s") if plural else word


def topic(task: str) -> frozenset[str]:
    """The words of a task that are its own."""
    return words(task) - TASK_WORDS


def is_relevant(task: frozenset[str], *texts: str) -> bool:
    """Whether the texts share enough words with the task, whose `topic` is given."""
    return len(task & words(" ".join(texts))) >= SHARED


def meet(told: Iterable[str], known: Iterable[str]) -> bool:
    """Whether any context of `told` is one of `known`: all words of the one are in the other."""
    theirs = [found for each in known if (found := words(each))]
    ours = [found for each in told if (found := words(each))]
    return any(one <= other or other <= one for one in ours for other in theirs)
