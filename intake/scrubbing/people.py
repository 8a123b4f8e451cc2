"""Names of people that nothing announces: a given name before a family name, as lists know them."""

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from faker.providers import lorem, person

from intake.scrubbing import vocabulary
from intake.scrubbing.labels import folded, words
from intake.scrubbing.names import PARTICLES
from intake.scrubbing.rules import Found, Rule, Span

_NOBODY = {"doe"}
_THINGS = words(vocabulary.GIVEN_TO_THINGS)
# A short name of fewer lists may be anything in another language.
_LISTS = 2
_SHORT = 3
_LONG = 6


class _Known(NamedTuple):
    """`given`: of how many lists each is; `words` name nobody, and no family is called so. All
    folded.
    """

    given: Counter[str]
    family: frozenset[str]
    words: frozenset[str]


@cache
def _known() -> _Known:
    given: Counter[str] = Counter()
    family: set[str] = set()
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        given.update(_listed(provider, "first_name"))
        family |= _listed(provider, "last_name")
    english = importlib.import_module(f"{lorem.__name__}.en_US").Provider.word_list
    spoken = frozenset(map(folded, english)) | _NOBODY
    return _Known(given, frozenset(family) - spoken, spoken)


def _listed(provider: type, kind: str) -> set[str]:
    """The names in the lists that a locale has of a kind, some for women or men alone."""
    lists = (getattr(provider, name) for name in dir(provider) if name.startswith(kind))
    named = (one for one in lists if isinstance(one, (tuple, list, dict)))
    return {folded(name) for names in named for name in names if isinstance(name, str)}


def _is_given(word: str) -> bool:
    return word[:1] != word[:1].lower() and folded(word) in _known().given


def _is_given_alone(word: str) -> bool:
    """Whether it is nothing but somebody's, so that any word after it is taken for a family's."""
    small = folded(word)
    lists = _known().given[small]
    return (
        (lists >= _LISTS or (lists > 0 and (len(word) >= _LONG or not word.isascii())))
        and len(word) >= _SHORT
        and small not in _known().words
        and small not in _THINGS
    )


def _is_family(word: str) -> bool:
    """Also one of two, as people have them who are married."""
    parts = folded(word).removesuffix("'s").split("-")
    return any(len(part) > 1 and part in _known().family for part in parts)


def _may_be_family(word: str) -> bool:
    small = folded(word).removesuffix("'s")
    return len(small) >= _SHORT and small not in _known().words and "." not in word


def _may_stand_between(word: str) -> bool:
    """An initial, a second given name, a particle."""
    return len(word.removesuffix(".")) == 1 or word.islower() or _is_given(word)


def _name(words: Sequence[str]) -> int:
    """How many of the words, from the first on, are somebody's name."""
    if len(words) > 1 and words[0].isupper() and _is_family(words[0]) and _is_given_alone(words[1]):
        return 2
    if (
        not words
        or not _is_given(words[0])
        or (words[0].isupper() and not _is_given_alone(words[0]))
    ):
        return 0
    count = 1
    while count < len(words) and _may_stand_between(words[count]):
        count += 1
    if count < len(words):
        found = _is_family(words[count])
        alone = _is_given_alone(words[0]) and not words[0].isupper()
        if found or (alone and _may_be_family(words[count]) and not words[count].isupper()):
            count += 1
            return count + (count < len(words) and _is_family(words[count]))
    while count > 1 and not _is_family(words[count - 1]):
        count -= 1
    return count if count > 1 else 0


_ROW = re.compile(r"\S+")


class _Names(Rule):
    """In a row of words with capitals, those that are somebody's name."""

    def spans(self, text: str, shadow: bytes, rank: int) -> Iterator[Span]:
        for row in super().spans(text, shadow, rank):
            said = list(_ROW.finditer(text, row.start, row.end))
            words = [word[0] for word in said]
            first = 0
            while first < len(words):
                count = _name(words[first:])
                if count:
                    yield row._replace(start=said[first].start(), end=said[first + count - 1].end())
                first += count or 1


_LETTERS = re.compile(r"[^\W\d_]+")


def _is_both(found: Found) -> bool:
    """`Lovelace, Ada`, `'Ada', 'Lovelace'`, `ada.lovelace`"""
    one, other = _LETTERS.findall(found.value)
    return any(
        _is_given_alone(given) and _is_family(family) and min(len(given), len(family)) > _SHORT
        for given, family in ((one, other), (other, one))
    )


def _is_one_word(found: Found) -> bool:
    """As scripts without capitals write it: the family's name first."""
    whole = found.value.replace(" ", "")
    given, family = _known().given, _known().family
    return len(whole) >= _SHORT and any(
        folded(whole[:n]) in family and folded(whole[n:]) in given for n in (1, 2, 3)
    )


def _begins_with_one(found: Found) -> bool:
    """`ada-laptop`"""
    name = _LETTERS.findall(found.value)[0].removesuffix("s")
    return len(name) > _SHORT and (_is_given_alone(name) or _is_family(name))


_WORD = r"[\p{Lu}](?:[\pL'\xa6-]*[\pL]\.?|\.)?"
_CELL = r"[\p{Lu}][\pL]{2,20}"

RULES = (
    _Names(
        rf"(?:^|[^\pL\pN_.$@#\\-])(?P<user>{_WORD}(?: {PARTICLES}{_WORD}){{1,4}})"
        r"(?:[^\pL\pN_(\x1a]|$)"
    ),
    Rule(
        rf"(?:^|[^\pL\pN_.$@#\\-])(?P<user>{_CELL}(?:, |[\"']?(?:[,;|] ?|\t)[\"']?|\^){_CELL})"
        r"(?:[^\pL\pN_(.\x1a]|\.(?:[^\pL\pN]|$)|$)",
        ",|;|||^|\t",
        accept=_is_both,
    ),
    Rule(
        r"(?:^|[^\pL\pN_])(?P<user>\xc9\xe9{0,2} ?[\xc9\xe9]{1,3})(?:[^\pL\pN_\x1a]|$)",
        accept=_is_one_word,
    ),
    Rule(
        r"(?:^|[^\pL\pN_.$\\-])(?P<user>[a-z]{4,20}[._][a-z]{4,20}\d{0,4})"
        r"(?:[^\pL\pN_.(\[\x1a-]|\.(?:[^\pL\pN]|$)|$)",
        accept=_is_both,
    ),
    Rule(
        r"(?:^|[^\pL\pN_.$\\-])(?P<host>(?i:[a-z]{4,20}-(?:pc|laptop|desktop|notebook|workstation"
        r"|mbp|macbook(?:-(?:air|pro))?|mac(?:-?mini)?|imac|thinkpad|xps|surface|dev|home|work|box)"
        r")\d{0,3})(?:[^\pL\pN_\x1a]|$)",
        "-pc|-laptop|-desktop|-notebook|-workstation|-mbp|-macbook|-mac|-imac|-thinkpad|-xps"
        "|-surface|-dev|-home|-work|-box",
        accept=_begins_with_one,
    ),
)
