"""The hidden truth, and who lives in it."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from context.models import LearnedItem
from context.offers import child_of
from learning.wording import folded

CATALOGUE = Path(__file__).parent / "catalogue.toml"
GRADES = ("good", "fair", "poor")
# What is shipped works as often as it does; nobody tells us.
SHIPPED = (0.4, 0.9)
# Where of each kind the words stand that tell one way from the others.
WORDS: Mapping[str, str] = {
    LearnedItem.Kind.ERROR_PATTERN: "fix_template",
    LearnedItem.Kind.LEARNED_PATTERN: "solution",
    LearnedItem.Kind.STRATEGY: "description",
    LearnedItem.Kind.PROVEN_FIX: "approach",
}


@dataclass(frozen=True)
class Way:
    """One way to go about a problem, and how often it works: the service never sees that."""

    text: str
    grade: str
    chance: float


@dataclass(frozen=True)
class Problem:
    """What a generator meets: `facts` as the catalogue has them."""

    kind: str
    facts: Mapping[str, Any]
    ways: tuple[Way, ...]

    @property
    def key(self) -> str:
        return f"{self.kind} {self.facts['key']}"

    def concerns(self, language: str) -> bool:
        return self.facts.get("language", "") in ("", language)


@dataclass(frozen=True)
class Habitant:
    """A project that is generated, and its generator's manners."""

    account: str
    key: str
    language: str
    framework: str
    place: int
    is_careless: bool
    is_contrary: bool


@dataclass(frozen=True)
class Known:
    """What is true of a learned item: of which problem it is a way, and how often it works."""

    ref: str
    kind: str
    problem: str
    way: Way | None

    @property
    def chance(self) -> float | None:
        return self.way.chance if self.way else None


class World:
    """All of it, for one seed."""

    def __init__(self, seed: int, most: int | None = None) -> None:
        self.rng = Random(seed)
        self.catalogue = tomllib.loads(CATALOGUE.read_text())
        self.problems = list(self._problems(most))
        self.habitants = list(self._habitants())
        self.roles: Mapping[str, str] = self.catalogue["roles"]
        self._ways = {
            folded(words): (problem.key, way)
            for problem in self.problems
            for way in problem.ways
            for words in all_wordings(problem, way)
        }
        self._shipped = Random(seed + 1)
        self._known: dict[str, Known] = {}

    def _problems(self, most: int | None) -> Iterator[Problem]:
        for kind in ("errors", "patterns", "designs", "strategies"):
            for facts in self.catalogue[kind][:most]:
                yield Problem(kind, facts, tuple(self._ways_of(facts)))

    def _ways_of(self, facts: Mapping[str, Any]) -> Iterator[Way]:
        for grade in GRADES:
            least, most = self.catalogue["grades"][grade]
            for text in facts.get(grade, ()):
                yield Way(text, grade, round(self.rng.uniform(least, most), 2))

    def _habitants(self) -> Iterator[Habitant]:
        roles = self.catalogue["roles"]
        for account, projects in self.catalogue["accounts"].items():
            for place, (key, language, framework) in enumerate(projects):
                careless, contrary = key == roles["careless"], account == roles["contrary"]
                yield Habitant(account, key, language, framework, place, careless, contrary)

    def load_shipped(self) -> None:
        """Shipped strategies are ways too, of every problem of their domain."""
        for item in LearnedItem.objects.filter(is_built_in=True).order_by("slug"):
            chance = round(self._shipped.uniform(*SHIPPED), 2)
            if item.kind == LearnedItem.Kind.STRATEGY:
                way = Way(child_of(item).description, "shipped", chance)
                self._known[item.ref] = Known(item.ref, item.kind, child_of(item).domain, way)

    def know(self, ref: str) -> Known:
        """What is true of an item, for who reads its words."""
        if ref not in self._known:
            kind, _, slug = ref.partition(":")
            item = LearnedItem.objects.filter(kind=kind, slug=slug).first()
            words = getattr(child_of(item), WORDS[item.kind]) if item else ""
            problem, way = self._ways.get(folded(words), ("", None))
            self._known[ref] = Known(ref, kind, problem, way)
        return self._known[ref]


def all_wordings(problem: Problem, way: Way) -> Sequence[str]:
    """Every text by which the service may come to know the way."""
    said = [in_words(way.text, style) for style in range(STYLES)]
    return [*said, f"Layout: {way.text}"] if problem.kind == "designs" else said


STYLES = 3
ARTICLES = (" the ", " a ", " an ")


def in_words(text: str, style: int) -> str:
    """The same said otherwise: as it is, without articles, or with more words that say nothing."""
    if style == 1:
        for article in ARTICLES:
            text = text.replace(article, " ")
    if style == 2:
        text = f"Always {text[0].lower()}{text[1:]}"
    return text
