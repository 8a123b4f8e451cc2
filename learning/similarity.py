"""Whether two texts say the same in other words: for what several generators tell alike.

A wrong merge loses advice and a missed one costs a line. So two texts are alike that have nearly
the same words in any order and inflection, and of which nothing keeps them apart: a negation, a
number, a name of code, a word in place of another, a word in another's company. The measure, its
threshold and the guards were chosen by `bench/near_duplicates.py`.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from itertools import combinations, pairwise
from typing import Generic, TypeVar

from learning.wording import EMPTY_WORDS, folded, singular

K = TypeVar("K", bound=Hashable)

# Similarity from which two texts say the same: of twenty words one may be more. Texts of the
# benchmark are short, on longer ones a word that makes a difference weighs less.
ALIKE = 0.95
# Texts with fewer words that say something are the same only if nothing but case and space differs.
FEWEST = 3
# A negation or a turn is about so many of the words that follow it.
SCOPE = 4
# A clause is cut after so many words that say something.
LONGEST_CLAUSE = 16
MOST_CLAUSES = 16
# A text is compared with so many others, those with which it shares most of its rare words.
CANDIDATES = 100

# Words that make no difference, besides those that say nothing of what a text is about.
LIGHT = """
actually also always become could did do does ensure get give happen just let may might must
necessary need often properly put really s simply so such sure too try use various very want way
would
"""
# Of the words that say nothing of what a text is about, those that do say what to do.
TELLING = "more out up"
# Spellings and short forms.
SPELLINGS = """
centre center, config configuration, db database, dialogue dialog, grey gray, js javascript,
postgres postgresql, repo repository, ts typescript, utilise use, utilize use
"""
IRREGULAR = """
broke break, broken break, built build, caught catch, children child, chosen choose, done do,
drawn draw, found find, given give, held hold, hidden hide, indices index, kept keep, lost lose,
made make, ran run, sent send, shown show, taken take, thrown throw, told tell, written write
"""
# Words that are written in one or in two.
COMPOUNDS = """
backend backoff checkbox codebase dataset dropdown email endpoint filename frontend keyframe
keystroke lifecycle login logout middleware namespace offline online placeholder popup runtime
signin signup stylesheet textarea timeout timestamp timezone toolbar tooltip typeface username
viewport webhook website websocket whitespace workflow
"""
PREFIXES = "auto co de multi non pre re sub un"
NUMERALS = "zero one two three four five six seven eight nine ten eleven twelve"
NEGATIONS = """
avoid avoids avoiding except forbid forbids lack lacks neither never no none nor not unless without
"""
# Words that begin another clause.
CONJUNCTIONS = """
after although and because before but if or since so than that then though until when where
whereas which while who
"""
# Words that say that the order of the clauses is that of the work.
STEPS = "afterwards finally first then"
# What stands behind one of these has another part than what stands before it.
TURNS = """
after against as before by for from if in into over than to until when with
"""

STOPS = frozenset(".,;:!?()\n–—")
FUNCTION_WORDS = EMPTY_WORDS - set(TELLING.split()) | set(LIGHT.split())
SPELT = dict(pair.split() for pair in f"{SPELLINGS},{IRREGULAR}".split(","))
COMPOUND_WORDS = frozenset(COMPOUNDS.split())
# "one" is a pronoun more often.
NUMBERS = {word: str(number) for number, word in enumerate(NUMERALS.split()) if number != 1}
NEGATING = frozenset(NEGATIONS.split())
BREAKING = STOPS | NEGATING | set(CONJUNCTIONS.split())
STEPPING = frozenset(STEPS.split())
TURNING = frozenset(TURNS.split())

# In this order.
INFLECTIONS = [
    (re.compile(shape), rest)
    for shape, rest in (
        (r"(?<=...)our", "or"),
        (r"(?<=....)is(e[sd]?|ing|ation)$", r"iz\1"),
        (r"(?<=..)(?:ies|ied|ily)$", "y"),
        (r"(?:(?<=ss|sh|ch)|(?<=x))es$|(?<![sui])s$", ""),
        (r"(?<=...)iz(?:ation|ing|ed|e)$", "iz"),
        (r"(?<=....)at(?:ion|ing|ed|e)$", ""),
        (r"(?<=[aeiouy].)(?:ing|ed|ly)$|(?<=[aeiouy]..)(?:ing|ed|ly)$", ""),
        (r"(?<=..)([bdgkmnprt])\1$", r"\1"),
        (r"(?<=..[ts])ion$", ""),
        (r"(?<=.l)l$", ""),
        (r"e$", ""),
    )
]

TOKEN = re.compile(
    r"""
    (?P<name>
        (?<![\w-])--?[a-z][\w-]*             # a flag
        | </?[a-z][\w-]*                     # a tag
        | [=!]={1,2} | && | \|\| | \?[?.] | [<>]= | [=-]> | \*\* | (?<!\S)[<>+*/%](?!\S)
        | \#[0-9a-f]{3,8}\b                  # a colour
        | [^\W\d]\w*(?:\.[^\W\d]\w*)+        # an attribute, a file
        | [@.][^\W\d]\w* | [^\W\d]\w*\(\) | c\+\+ | c\#
    )
    | (?P<number> v?\d+(?:[.,]\d+)*(?:e-?\d+)? )
    | (?P<word> [^\W\d]\w* )
    | (?P<stop> [;!?()\n–—] | [.,:](?!\w) )
    """,
    re.IGNORECASE | re.VERBOSE,
)
CONTRACTIONS = (
    (re.compile(r"\bcan(?:not|'t)\b", re.IGNORECASE), "can not"),
    (re.compile(r"\bwon't\b", re.IGNORECASE), "will not"),
    (re.compile(r"n't\b", re.IGNORECASE), " not"),
    (re.compile(r"\b(?:instead of|rather than|no longer)\b", re.IGNORECASE), "not"),
    (re.compile(r"'(?:s|re|ll|ve|d)\b", re.IGNORECASE), ""),
    (re.compile(rf"\b({'|'.join(PREFIXES.split())})-(?=[a-z])", re.IGNORECASE), r"\1"),
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text, folded. `stem` is empty where it says nothing."""

    text: str
    stem: str = ""
    is_name: bool = False
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A text as it is compared, in stems of words that say something.

    `said` are all words in all their forms, `names` those of code, in order. `denied` is what
    stands behind each negation, `turned` what stands behind each turn, after the turn.
    `is_ordered`: the order of the clauses is that of the work.
    """

    folded: str
    words: frozenset[str]
    said: frozenset[str]
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    clauses: tuple[tuple[str, ...], ...]
    denied: tuple[tuple[str, ...], ...]
    turned: tuple[tuple[str, ...], ...]
    is_ordered: bool


Prepared = tuple[Part, ...]


def prepare(*texts: str) -> Prepared:
    """What `similarity` compares: of several texts each with its counterpart."""
    return tuple(map(part_of, texts))


def part_of(text: str) -> Part:
    tokens = list(tokens_of(text))
    places = list(enumerate(tokens))
    return Part(
        folded=folded(text),
        words=frozenset(token.stem for token in tokens if token.stem),
        said=frozenset(form for token in tokens for form in forms(token)),
        names=tuple(token.text for token in tokens if token.is_name),
        numbers=tuple(token.text for token in tokens if token.is_number),
        clauses=tuple(clauses_of(tokens)),
        denied=tuple(behind(tokens, at) for at, each in places if each.text in NEGATING),
        turned=tuple(
            (each.text, *behind(tokens, at)) for at, each in places if each.text in TURNING
        ),
        is_ordered=any(token.text in STEPPING for token in tokens),
    )


def tokens_of(text: str) -> Iterator[Token]:
    plain = spelt_out(text)
    quoted = [match.span() for match in re.finditer(r"`[^`\n]+`", plain)]
    ends = [end for _, end in quoted]
    capitals_mean = not is_title(plain)
    begins = True
    for match in TOKEN.finditer(plain):
        raw, kind = match[0], match.lastgroup
        if kind == "stop":
            yield Token(raw)
        elif kind == "number":
            number = raw.casefold().removeprefix("v").replace(",", "")
            yield Token(number, number, is_number=True)
        elif kind == "name":
            name = raw.casefold().removesuffix("()")
            yield Token(name, name, is_name=True)
        else:
            at = bisect_right(ends, match.start())
            is_code = at < len(quoted) and quoted[at][0] < match.start()
            yield word_token(raw, is_code or (capitals_mean and is_name(raw, begins)))
        begins = kind == "stop"


def spelt_out(text: str) -> str:
    """Compatibility forms, contractions and hyphens resolved."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'")
    for shape, whole in CONTRACTIONS:
        plain = shape.sub(whole, plain)
    return re.sub(r"\b(?=([^\W\d_]+)[ -]([^\W\d_]+))\1[ -]", joined, plain)


def joined(match: re.Match[str]) -> str:
    """The first of two words, with what divides them unless they are one."""
    is_one = singular((match[1] + match[2]).casefold()) in COMPOUND_WORDS
    return match[1] if is_one else match[0]


def is_title(text: str) -> bool:
    """Whether most words begin with a capital, so that it tells nothing."""
    found: list[str] = re.findall(r"[^\W\d_]+", text)
    return sum(word[0].isupper() for word in found) * 2 > len(found)


def is_name(raw: str, begins: bool) -> bool:
    """Whether a word is written as names are: a capital, an underscore, a digit in it."""
    capital = raw[0].isupper() and not begins and len(raw) > 1
    return capital or any(c.isupper() or c.isdigit() or c == "_" for c in raw[1:])


def word_token(raw: str, is_name: bool) -> Token:
    word = raw.casefold()
    if word in NUMBERS:
        return Token(NUMBERS[word], NUMBERS[word], is_number=True)
    if word in FUNCTION_WORDS or word in NEGATING:
        return Token(word)
    return Token(word, stem(word), is_name)


def forms(token: Token) -> Iterable[str]:
    """As it stands, its stem, and of a dotted name each piece."""
    return {token.text, stem(token.text), *re.split(r"\W+", token.text)}


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word without its inflection, as far as a few rules go; not a word itself."""
    word = SPELT.get(word, word)
    if len(word) < 4 or not word.isalpha():
        return word
    for shape, rest in INFLECTIONS:
        word = shape.sub(rest, word)
    return word


def clauses_of(tokens: Sequence[Token]) -> Iterator[tuple[str, ...]]:
    clause: list[str] = []
    for token in (*tokens, Token(".")):
        if token.stem:
            clause.append(token.stem)
        if clause and (token.text in BREAKING or len(clause) == LONGEST_CLAUSE):
            yield tuple(clause)
            clause = []


def behind(tokens: Sequence[Token], place: int) -> tuple[str, ...]:
    """The first stems after a place, to the end of the clause."""
    found: list[str] = []
    for token in tokens[place + 1 :]:
        if token.text in BREAKING or len(found) == SCOPE:
            break
        if token.stem:
            found.append(token.stem)
    return tuple(found)


def are_alike(a: Prepared, b: Prepared) -> bool:
    """Whether the two say the same."""
    return similarity(a, b) >= ALIKE


def similarity(a: Prepared, b: Prepared) -> float:
    """0 to 1, of the texts that are least similar: the Jaccard index of their words.

    1 for what differs in case and white space only. Where anything keeps them apart it is below
    ALIKE, and so it is of texts of more than MOST_CLAUSES clauses that are not the same.
    """
    if len(a) != len(b):
        return 0.0
    return min((similarity_of(*both) for both in zip(a, b, strict=True)), default=1.0)


def similarity_of(a: Part, b: Part) -> float:
    if a.folded == b.folded:
        return 1.0
    if min(len(a.words), len(b.words)) < FEWEST:
        return 0.0
    found = len(a.words & b.words) / len(a.words | b.words)
    # The guards cost far more; of long texts they would cost too much.
    is_long = max(len(a.clauses), len(b.clauses)) > MOST_CLAUSES
    return found if found < ALIKE else 0.0 if is_long or are_apart(a, b) else found


def are_apart(a: Part, b: Part) -> bool:
    """Whether something makes a difference, however similar they are."""
    return any(guard(a, b) for guard in GUARDS)


def words_differ(a: Part, b: Part) -> bool:
    """Whether each has a word that the other has not: one may stand in place of the other."""
    return not (a.words <= b.words or b.words <= a.words)


def numbers_differ(a: Part, b: Part) -> bool:
    return a.numbers != b.numbers


def names_differ(a: Part, b: Part) -> bool:
    if not (b.said.issuperset(a.names) and a.said.issuperset(b.names)):
        return True
    # Which comes before which is what a query, an index or a call is about.
    return in_common(a.names, b.names) != in_common(b.names, a.names)


def in_common(names: Sequence[str], others: Collection[str]) -> list[str]:
    """Each once, in the order of `names`."""
    return [name for name in dict.fromkeys(names) if name in others]


def negations_differ(a: Part, b: Part) -> bool:
    """Whether one denies what the other does not."""
    return denies_more(a, b) or denies_more(b, a)


def denies_more(a: Part, b: Part) -> bool:
    theirs = {word for scope in b.denied for word in scope}
    heads = {scope[0] for scope in a.denied if scope}
    return (
        bool(a.denied) > bool(b.denied)
        or any(scope and theirs.isdisjoint(scope) for scope in a.denied)
        or not (heads & b.words <= theirs)
    )


def turns_differ(a: Part, b: Part) -> bool:
    """Whether what follows a turn in the one stands elsewhere in the other, and the reverse."""
    return any(strays(a, b, turn) and strays(b, a, turn) for turn, *_ in a.turned)


def strays(a: Part, b: Part, turn: str) -> bool:
    theirs = {word for other, *scope in b.turned if other == turn for word in scope}
    heads = {scope[0] for other, *scope in a.turned if other == turn and scope}
    return bool(theirs) and not (heads & b.words <= theirs)


def company_differs(a: Part, b: Part) -> bool:
    """Whether in each two words of both stand in one clause that in the other do not."""
    both = a.words & b.words
    ours, theirs = company(a, both), company(b, both)
    return not (ours <= theirs or theirs <= ours)


def company(text: Part, words: frozenset[str]) -> set[tuple[str, str]]:
    return {
        pair
        for clause in text.clauses
        for pair in combinations(sorted(words.intersection(clause)), 2)
    }


def order_differs(a: Part, b: Part) -> bool:
    """Whether clauses come in another order, but for one that was moved to the front or back.

    Of work that is told in steps none may be moved.
    """
    allowed = 0 if a.is_ordered and b.is_ordered else 1
    return max(turned_back(a, b), turned_back(b, a)) > allowed


def turned_back(a: Part, b: Part) -> int:
    """How often who reads the clauses of `a` has to go back in those of `b`."""
    ours, theirs = clause_numbers(a), clause_numbers(b)
    order = sorted((place, theirs[word]) for word, place in ours.items() if word in theirs)
    return sum(there > after for (_, there), (_, after) in pairwise(order))


def clause_numbers(text: Part) -> dict[str, int]:
    """Of words that occur once, the place of their clause."""
    counts = Counter(word for clause in text.clauses for word in clause)
    return {
        word: place
        for place, clause in enumerate(text.clauses)
        for word in clause
        if counts[word] == 1
    }


def roles_differ(a: Part, b: Part) -> bool:
    """Whether in a clause three words come in reverse, as where who does it and to whom do."""
    return any(is_reversed(ours, theirs) for ours in a.clauses for theirs in b.clauses)


def is_reversed(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    order = [theirs.index(word) for word in dict.fromkeys(ours) if word in theirs]
    return any(x > y > z for x, y, z in combinations(order, 3))


# Cheapest first. Each is the same for (a, b) and (b, a).
GUARDS = (
    words_differ,
    numbers_differ,
    names_differ,
    negations_differ,
    turns_differ,
    company_differs,
    order_differs,
    roles_differ,
)


def alike_pairs(texts: Mapping[K, Prepared], fresh: Collection[K]) -> Iterator[tuple[K, K, float]]:
    """Of each fresh key the most similar other text, where there is one from ALIKE on.

    In the order of `texts`; each pair once. Of texts that are equally similar it is one of the
    first. A text is compared with CANDIDATES others at most, so that the time is bounded.
    """
    index = Index(texts)
    wanted, told = set(fresh), set[frozenset[K]]()
    for key in texts:
        if key in wanted and (best := index.closest(key)) is not None:
            other, found = best
            if frozenset((key, other)) not in told:
                told.add(frozenset((key, other)))
                yield key, other, found


class Index(Generic[K]):
    """Texts by their words, those that are prepared alike as one."""

    def __init__(self, texts: Mapping[K, Prepared]) -> None:
        self._texts = texts
        self._keys: dict[Prepared, list[K]] = defaultdict(list)
        for key, text in texts.items():
            self._keys[text].append(key)
        self._distinct = list(self._keys)
        self._having: dict[tuple[int, str], list[int]] = defaultdict(list)
        for place, text in enumerate(self._distinct):
            for word in marked_words(text):
                self._having[word].append(place)

    def closest(self, key: K) -> tuple[K, float] | None:
        """The key of the most similar other text, with the similarity."""
        text = self._texts[key]
        if (other := self._equal(key, text)) is not None:
            return other, 1.0
        best, most = None, 0.0
        for candidate in self._candidates(text):
            found = similarity(text, candidate)
            if found >= ALIKE and found > most:
                best, most = self._keys[candidate][0], found
            if most == 1.0:
                break
        return None if best is None else (best, most)

    def _equal(self, key: K, text: Prepared) -> K | None:
        return next((other for other in self._keys[text][:2] if other != key), None)

    def _candidates(self, text: Prepared) -> Iterator[Prepared]:
        """Other texts that may be alike, those first that share most of its rare words."""
        shared = Counter(place for word in self._rare_words(text) for place in self._having[word])
        best = nsmallest(CANDIDATES + 1, shared, key=lambda place: (-shared[place], place))
        return (found for place in best if (found := self._distinct[place]) is not text)

    def _rare_words(self, text: Prepared) -> list[tuple[int, str]]:
        """Of its words the rarest, so many that whatever is alike has one of them.

        Prefix filtering: Chaudhuri, Ganti, Kaushik, "A primitive operator for similarity joins in
        data cleaning", ICDE 2006.
        """
        whole, *words = marked_words(text)
        words.sort(key=lambda word: (len(self._having[word]), word))
        return [whole, *words[: int(len(words) * (1 - ALIKE)) + 1]]


def marked_words(text: Prepared) -> list[tuple[int, str]]:
    """The folded text as one word, then the words of each part with its number."""
    whole = "\0".join(part.folded for part in text)
    return [(-1, whole), *((at, word) for at, part in enumerate(text) for word in part.words)]
