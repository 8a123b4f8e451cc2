"""Names of people that nothing announces: a given name before a family name, as lists know them."""

import importlib
import json
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any, NamedTuple

from intake.scrubbing import vocabulary
from intake.scrubbing.labels import folded, words
from intake.scrubbing.lexicon import is_small_word
from intake.scrubbing.names import GREETED, PARTICLES, REGARDS, TITLE_CASE, is_no_thing
from intake.scrubbing.rules import MASK, Found, Rule, Span

_NOBODY = {"doe"}
_THINGS = words(vocabulary.GIVEN_TO_THINGS)
# A short name of fewer lists may be anything in another language.
_LISTS = 2
_SHORT = 3
_LONG = 6
_MOST_WORDS = 4


class _Known(NamedTuple):
    """`given`: of how many lists each is; `words` name nobody, or a family behind a given name of
    many lists; `common` are words of English, some of them names as well. All folded.
    """

    given: Counter[str]
    family: frozenset[str]
    words: frozenset[str]
    common: frozenset[str]


@cache
def _known() -> _Known:
    """Read with the first text, for many processes scrub none."""
    given: Counter[str] = Counter()
    family: set[str] = set()
    person = importlib.import_module("faker.providers.person")
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        given.update(_listed(provider, "first_name"))
        family |= _listed(provider, "last_name")
    english = importlib.import_module("faker.providers.lorem.en_US").Provider.word_list
    data = resources.files("mimesis") / "datasets"
    more: set[str] = set()
    for path in data.iterdir():
        listed = path / "person.json"
        if listed.is_file():
            person = json.loads(listed.read_text(encoding="utf-8"))
            more.update(_names_in(person.get("names", ())))
            family.update(map(folded, _names_in(person.get("surnames", ()))))
    # The shortest of some are words of others.
    given |= Counter({name for name in map(folded, more) if len(name) > _SHORT})
    spoken = frozenset(map(folded, english)) | _NOBODY
    text = json.loads((data / "en" / "text.json").read_text(encoding="utf-8"))
    return _Known(given, frozenset(family), spoken, frozenset(map(folded, text["words"])))


def _listed(provider: type, kind: str) -> set[str]:
    """The names in the lists that a locale has of a kind, some for women or men alone."""
    lists = (getattr(provider, name) for name in dir(provider) if name.startswith(kind))
    named = (one for one in lists if isinstance(one, (tuple, list, dict)))
    return {folded(name) for names in named for name in names if isinstance(name, str)}


def _names_in(listed: Any) -> Iterator[str]:
    """Of lists within lists, or within lists by gender."""
    if isinstance(listed, str):
        yield listed
    else:
        for one in listed.values() if isinstance(listed, dict) else listed:
            yield from _names_in(one)


def _is_given(word: str) -> bool:
    """Also one of two: `Aino-Maija`"""
    given = _known().given
    return word[:1] != word[:1].lower() and all(part in given for part in folded(word).split("-"))


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


def _is_listed(word: str) -> bool:
    small = folded(word)
    return small in _known().given and small not in _known().words and small not in _THINGS


def is_of_names(word: str) -> bool:
    """Whether it is in the lists, and no word of another kind."""
    return (_is_listed(word) or _is_family(word)) and folded(word) not in _THINGS


def may_be_called(word: str) -> bool:
    """Whether somebody may be called `word`, in small letters, though it is a word too: `mark`."""
    return _is_given(word.capitalize()) or is_of_names(word)


def is_named_so(word: str) -> bool:
    """Whether `word`, in small letters, is a name of the lists and nothing of English."""
    known = _known()
    return (word in known.family or word in known.given) and is_of_no_list(word)


def is_family(word: str) -> bool:
    """Whether `word`, in small letters, is a family's name of the lists and nothing of English."""
    return word in _known().family and is_of_no_list(word)


def _is_family(word: str) -> bool:
    """Also one of two, as people have them who are married."""
    parts = folded(word).removesuffix("'s").split("-")
    known = _known()
    return any(len(part) > 1 and part in known.family and part not in known.words for part in parts)


def _is_spoken(word: str) -> bool:
    """`Little`, `Young`"""
    small = folded(word).removesuffix("'s")
    return small in _known().family and small not in _NOBODY


# `IdFiscale`, but `McGregor`
_OF_HUMPS = re.compile(r"(?!(?:Ma?c|Di|De|Du|Da|La|Le|Lo|Van|Von|Fitz|O)[A-Z]).*[a-z][A-Z].*")


def _may_be_family(word: str) -> bool:
    small = folded(word).removesuffix("'s")
    return (
        len(small) >= _SHORT
        and small not in _known().words
        and "." not in word
        and _OF_HUMPS.fullmatch(word) is None
    )


def _may_be_anothers(given: str, word: str) -> bool:
    """Whether a word of no list is a family's, behind a name that is nothing but somebody's."""
    if given.isupper() or word.isupper():
        both = given.isupper() and word.isupper()
        return both and min(len(given), len(word)) >= _LONG - 1 and _may_be_family(word)
    word = word.removesuffix(".") if len(word) > _LONG - 2 else word
    return _may_be_family(word) or (_is_spoken(word) and len(given) > _LONG - 2)


def _may_stand_between(word: str) -> bool:
    """An initial, a second given name, a particle."""
    return len(word.removesuffix(".")) == 1 or word.islower() or _is_given(word)


def is_unsaid(word: str) -> bool:
    """Whether no text has `word` in small letters, so that it is a name of something."""
    return (
        len(word) >= _SHORT
        and word.istitle()
        and word.isalpha()
        and is_of_no_list(word)
        and not is_small_word(word.lower())
        and not word.endswith(_OF_LABELS)
    )


_OF_LABELS = ("name", "namn", "navn", "naam", "nummer", "adresse", "datum", "ort", "konto")


_MOST_UNSAID = 4


def _named_alone(words: Sequence[str]) -> int:
    """How many, of which one is in the lists and none is a word: `Kirra Gurung`"""
    count = 0
    while count < min(len(words), _MOST_UNSAID) and is_unsaid(words[count]):
        count += 1
    return count if count > 1 and any(map(is_of_names, words[:count])) else 0


def _name(words: Sequence[str]) -> int:
    """How many of the words, from the first on, are somebody's name."""
    return _name_of_lists(words) or _named_alone(words)


def _name_of_lists(words: Sequence[str]) -> int:
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
        alone = _is_given_alone(words[0])
        if found or (alone and _may_be_anothers(words[0], words[count])):
            count += 1
            return count + (count < len(words) and _is_family(words[count]))
    spoken = _is_spoken if _is_given_alone(words[0]) else _is_family
    while count > 1 and not (_is_family(words[count - 1]) or spoken(words[count - 1])):
        count -= 1
    return count if count > 1 else 0


def is_near_somebody(text: str, is_reached: bool) -> bool:
    """Words in capitals of which none says another thing, one in the lists or no English word;
    or none of them one, right where somebody can be reached.
    """
    said = text.split()
    if is_reached and all(is_of_no_list(word) for word in said):
        return all(
            part[:1].isupper() and part[1:].islower() for part in text.replace("-", " ").split()
        )
    return all(
        (word.islower() and len(word) <= _SHORT + 1)
        or (word[:1].isupper() and not word.isupper() and _may_be_family(word))
        for word in said
    ) and (not text.isascii() or any(map(is_of_names, said)))


def is_a_name(text: str) -> bool:
    """Of one word that is in the lists, or of some of which one is."""
    said = text.split()
    return (
        len(said) <= _MOST_WORDS
        and all(word[:1].isupper() or len(word) <= _SHORT for word in said)
        and all(_may_stand_between(word) or _may_be_family(word) for word in said)
        and any(map(is_of_names, said))
    )


_ROW = re.compile(r"\S+")


class _Names(Rule):
    """In a row of words with capitals, those that are somebody's name."""

    def matches(self, text: str, shadow: bytes, rank: int) -> Iterator[list[Span]]:
        for (row,) in super().matches(text, shadow, rank):
            said = list(_ROW.finditer(text, row.start, row.end))
            words = [word[0] for word in said]
            first = 0
            while first < len(words):
                count = _name(words[first:])
                if count:
                    end = said[first + count - 1].end()
                    yield [row._replace(start=said[first].start(), end=end)]
                first += count or 1


_A_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{2,4}")
_LETTERS = re.compile(r"[^\W\d_]+")
_QUOTES = ("'", '"')


def _is_both(found: Found) -> bool:
    """`Lovelace, Ada`, `'Ada', 'Lovelace'`, `ada.lovelace`"""
    one, other = _LETTERS.findall(found.value)
    if min(len(one), len(other)) <= _SHORT:
        return False
    # All that quotes hold, so that a word of no list may be one of them.
    quoted = ", " in found.value and found.before(1) == found.after(1) and found.after(1) in _QUOTES
    return any(
        (
            (_is_family(family) and folded(family) not in _THINGS)
            and (_is_given_alone(given) or _is_listed(given))
        )
        or (quoted and _is_given_alone(given) and is_of_no_list(family))
        for given, family in ((one, other), (other, one))
    )


def is_of_no_list(word: str) -> bool:
    """Neither of names of things, nor of English."""
    small, known = folded(word), _known()
    return not (small in known.words or small in known.common or small in _THINGS)


_PERSON_BEFORE = re.compile(
    r"(?:用户|用戶|客户|客戶|姓名|收件人|收货人|联系人|患者|会员|学生|员工|持卡人|수신자|수취인|고객|사용자"
    r"|이름|성명|환자|회원|학생|신청자|氏名|名前|お客様|顧客|ユーザー?|担当者|宛先|利用者)(?:名)?"
    r"\s?[:\uff1a=は]?\s?[\"'「]?$|(?:안녕하세요|저는|제\s이름은|私は|我是|我叫)[,、,]?\s?$"
)
_HONOURED = re.compile(
    r"\s?(?:님|씨|さん|様|さま|先生|女士|小姐|老师|입니다|이에요|예요|と申します|です)"
)


# Of scripts without capitals that part a given name from a family's
_ANNOUNCING = words(
    """
    הלקוח הלקוחה לקוח לקוחה המשתמש המשתמשת המטופל המטופלת העובד העובדת שמי
    العميل العميلة المستخدم المستخدمة المريض المريضة الموظف الموظفة اسمي السيد السيدة
    ग्राहक उपयोगकर्ता मरीज़ मरीज कर्मचारी श्री श्रीमती ลูกค้า คุณ ผู้ป่วย
    """
)


def _is_one_word(found: Found) -> bool:
    """As scripts without capitals write it: the family's name first."""
    whole = found.value.replace(" ", "")
    given, family = _known().given, _known().family
    announced = " " not in found.value and bool(
        _PERSON_BEFORE.search(found.before(12)) or _HONOURED.match(found.after(4))
    )
    return len(whole) >= _SHORT and any(
        folded(whole[:n]) in family and (announced or folded(whole[n:]) in given) for n in (1, 2, 3)
    )


class _OneWord(Rule):
    """In a row of words of a script without capitals, those that are somebody's name."""

    def matches(self, text: str, shadow: bytes, rank: int) -> Iterator[list[Span]]:
        for (row,) in super().matches(text, shadow, rank):
            words = [word.span() for word in _ROW.finditer(text, row.start, row.end)]
            for (start, end), (first, _), (_, last) in zip(
                words, words[1:], words[2:], strict=False
            ):
                if folded(text[start:end]) in _ANNOUNCING:
                    yield [row._replace(start=first, end=last)]
            pairs = ((start, end) for (start, _), (_, end) in pairwise(words))
            for start, end in (*words, *pairs):
                if _SHORT <= end - start <= _LONG and _is_one_word(Found(text, start, end)):
                    yield [row._replace(start=start, end=end)]


def _is_known(found: Found) -> bool:
    return _is_given(found.value) and _is_listed(found.value)


def _is_of_lists(found: Found) -> bool:
    return any(map(is_of_names, found.value.split()))


def _begins_with_one(found: Found) -> bool:
    """`ada-laptop`"""
    name = _LETTERS.findall(found.value)[0].removesuffix("s")
    return len(name) > _SHORT and (_is_given_alone(name) or _is_family(name))


_WORD = r"[\p{Lu}](?:[\pL'\xa6-]*[\pL]\.?|\.)?"
_CELL = r"[\p{Lu}][\pL]{2,20}"


def _is_beside_a_name(found: Found) -> bool:
    """No date, of which those of a birth are known otherwise, and nothing that is counted."""
    return _A_DATE.search(found.value) is None and is_no_thing(found)


def _is_somebody_named(found: Found) -> bool:
    """Names of which one is in the lists and none is a word; beside what is private, of no list."""
    said = found.value.split()
    return (
        is_no_thing(found)
        and all(len(one) <= _SHORT or is_unsaid(one) for one in said)
        and (any(map(is_of_names, said)) or MASK in found.before(_BESIDE))
    )


_BESIDE = 80


RULES = (
    Rule(rf"\b{GREETED} (?P<user>{_CELL}) ?[,!]", accept=_is_known),
    Rule(
        r"\b(?i:for you|thanks?(?: you)?(?: so much| again)?|sorry|sure|danke|merci|gracias|grazie"
        rf"|obrigad[oa]|tack|tak|kiitos|bedankt), (?P<user>{_CELL}) ?[,.!:?\n]",
        "for you, |thank|sorry, |sure, |danke, |merci, |gracias, |grazie, |obrigad|ta|kiitos, "
        "|bedankt, ",
        accept=_is_known,
    ),
    # What a database was given, and its log tells
    Rule(rf"\$\d{{1,2}} = '(?P<user>{_CELL}(?: {_CELL})?)'", "$", accept=_is_of_lists),
    # The next of a list, of somebody behind somebody: `… – on leave; Ada Lovelace – reviewing`
    Rule(
        rf"\x1a{{6}} [\xa6\x96\x97] [^;\n]{{2,80}}; (?P<user>{_WORD}"
        rf"(?: {PARTICLES}{_WORD}){{1,2}}) [\xa6\x96\x97] ",
        "; ",
        accept=is_no_thing,
    ),
    # The number of a file of somebody's
    Rule(r"\x1a{6}[_-](?P<id>\d{6,12})(?:[_.-]|$)", "\x1a"),
    Rule(rf"[\n.!?] ?(?:--?|\xa6) ?(?P<user>{_CELL})\.?(?:[\"'\n]|$)", accept=_is_known),
    Rule(  # whom nothing but people do: `Ada Lovelace from QA (…) says`
        rf"(?:^|[^\pL\pN_.-])(?P<user>{_WORD}(?: {PARTICLES}{_WORD}){{1,3}})"
        r"(?: (?:from|in|at|of) [\p{Lu}]\w+)?"
        r"(?: \([^()\n]{2,40}\)?)? (?:says|said|wrote|writes|asked|asks|told|complains|complained"
        r"|noticed|mentioned|suggested|thinks|emailed|called|paged|approved|signed off|acknowledged"
        r"|confirmed|insists)\b",
        " says| said| wr| ask| told| complain| noticed| mentioned| suggested| thinks| emailed"
        "| called| paged| approved| signed off| acknowledged| confirmed| insists",
        accept=_is_of_lists,
    ),
    Rule(  # as airlines write it
        r"(?:^|[^\pL\pN/])(?P<user>[\p{Lu}][\pL-]{1,30}/[\p{Lu}][\pL-]{1,30})"
        r" (?:MR|MRS|MS|MISS|MSTR|CHD|INF)\b",
        "/",
    ),
    Rule(  # the cells behind a name
        r"\x1a[\"']?[;|\t] ?[\"']?(?P<value>[^;=|\t\"'\n\x1a]{0,40}\d[^;=|\t\"'\n\x1a]{0,40})[\"']?"
        r"(?: ?[;|\t]|\n|$)",
        ";|\t|\\|",
        accept=_is_beside_a_name,
    ),
    _Names(
        rf"(?:^|[^\pL\pN_.$@#\\-])(?P<user>{_WORD}(?: {PARTICLES}{_WORD}){{1,4}})"
        r"(?:[^\pL\pN_(\x1a]|$)"
    ),
    Rule(
        rf"(?:^|[^\pL\pN_.$@#\\-])(?P<user>{_CELL}(?:, |[\"']?(?:[,;|] ?|\t)[\"']?|\^){_CELL})"
        r"(?:[^\pL\pN_(.\x1a]|\.(?:[^\pL\pN]|$)|$)",
        ",|;|\\||^|\t",
        accept=_is_both,
    ),
    _OneWord(r"(?P<user>\xc9\xe9*(?: \xc9\xe9*){0,40})"),
    Rule(
        r"(?:^|[^\pL\pN_.$\\-])(?P<user>[a-z]{4,20}[._][a-z]{4,20}\d{0,4})"
        r"(?:[^\pL\pN_.(=\[\x1a-]|\.(?:[^\pL\pN]|$)|$)",
        accept=_is_both,
    ),
    Rule(
        r"(?:^|[^\pL\pN_.$\\-])(?P<host>(?i:[a-z]{3,20}-(?:mbp|macbook(?:-(?:air|pro))?|imac|thinkpad"
        r"|xps)-?\d{0,3}))(?:[^\pL\pN_\x1a]|$)",
        "-mbp|-macbook|-imac|-thinkpad|-xps",
        accept=lambda found: not found.value.lower().startswith(("my-", "the-", "your-", "apple-")),
    ),
    Rule(
        r"\b(?:iPhone|iPad|MacBook(?: Air| Pro)?|iMac|Apple Watch|AirPods)"
        r" (?:von|de|di|van|do|da|af|av|of) "
        rf"(?P<user>{_CELL})(?:[^\pL\pN]|$)",
        "iphone|ipad|macbook|imac|apple watch|airpods",
    ),
    Rule(
        r"(?:^|[^\pL\pN_.$\\-])(?P<host>(?i:[a-z]{4,20}-(?:pc|laptop|desktop|notebook|workstation"
        r"|mac(?:-?mini|book)?|mbp|imac|surface|dev|home|work|box|latitude|thinkpad|precision"
        r"|elitebook|probook|zbook|zenbook|ideapad|chromebook|inspiron|optiplex|ubuntu|debian|fedora"
        r"|manjaro|nixos|windows|win1[01]|raspberrypi|nuc|vm)"
        r")(?:-?\d{1,3})?)(?:[^\pL\pN_\x1a]|$)",
        "-pc|-laptop|-desktop|-notebook|-workstation|-mac|-surface|-dev|-home|-work|-box|-mbp|-imac"
        "|-latitude|-thinkpad|-precision|book|-ideapad|-inspiron|-optiplex|-ubuntu|-debian|-fedora"
        "|-manjaro|-nixos|-win|-raspberrypi|-nuc|-vm",
        accept=_begins_with_one,
    ),
    Rule(  # of one name, with which a text ends
        rf"(?m)(?:^|[\s,.!]){REGARDS}(?:[,!.]?\s{{0,3}}\n\s{{0,8}}|[,!] |,? ?[\xa6-] ?)"
        rf"(?P<user>{TITLE_CASE})\s*$",
        "\n|, |! |-",
        accept=_is_somebody_named,
    ),
    Rule(  # a row of two cells: `'Ada Lovelace;473 887 329'`
        rf"[\"'](?P<user>{TITLE_CASE}(?: {PARTICLES}{TITLE_CASE}){{1,3}})[;|\t,]"
        r"(?:[A-Z]{0,3}\d[\d ./-]{5,20})[\"']",
        ";|,|\t|\\|",
        accept=lambda found: all(map(is_unsaid, found.value.split())),
    ),
    Rule(  # of a letter, a line each
        r"(?m)^(?:From|To|Cc|Bcc|Reply-To|Sender|Von|An|De|Para|Da|Od|Fra|Till): "
        rf"(?P<user>{TITLE_CASE}(?: {PARTICLES}{TITLE_CASE}){{1,3}})\s*$",
        ": ",
        accept=_is_somebody_named,
    ),
    Rule(
        r"\balready (?:used|taken|claimed|held|owned|assigned to|registered|reserved|booked|in use)"
        rf" (?:by )?(?P<user>{TITLE_CASE}(?: {PARTICLES}{TITLE_CASE}){{1,3}})(?:[\s\"'.,;)]|$)",
        "already ",
        accept=_is_somebody_named,
    ),
)
