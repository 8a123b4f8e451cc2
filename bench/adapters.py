"""The error library behind the contracts of the benchmarks: the product's own path, no database.

A message is scrubbed, induced and indexed exactly as a lesson is, and refines a pattern of its kind
as a lesson of the same account does.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress

from errorpatterns.alignment import bands
from errorpatterns.codes import all_of, differ, few_of
from errorpatterns.editing import places
from errorpatterns.editing.captures import agree, captures_by, recounted, renumbered
from errorpatterns.editing.finding import propose
from errorpatterns.editing.learning import NoEdit, learn
from errorpatterns.editing.rules import Rule, RuleSet, pooled, refined
from errorpatterns.editing.tokens import Source
from errorpatterns.induction import Template, induce
from errorpatterns.kinship import MAX_CANDIDATES, recognise, refine
from errorpatterns.likeness import MAX_TOLD, familiar, likeness
from errorpatterns.matching import Index
from errorpatterns.regexes import Captures, captures_of
from intake.scrubbing import scrub


class Library:
    """Learns patterns from single messages and recognises others by them.

    The service keeps two patterns of one signature apart where their fixes differ. No fix is told
    here: each message stands for one of its own.
    """

    def __init__(self) -> None:
        self._index: Index[int] = Index()
        self._known: dict[tuple[object, ...], int] = {}
        self._told: dict[int, list[str]] = defaultdict(list)
        self._templates: dict[int, Template] = {}
        self._bands: dict[int, set[int]] = defaultdict(set)
        self._codes: dict[int, str] = {}

    def learn(self, message: str, code: str | None = None) -> tuple[int, str]:
        """Number and regex of the message's pattern. ValueError where it has too little text."""
        told = scrub(message)
        template = induce(told)
        identity = (template.signature, code, *(hole.text for hole in template.captured))
        if identity not in self._known:
            self._known[identity] = self._place(template, code or "")
        number = self._known[identity]
        self._told[number].append(told)
        return number, self._templates[number].regex

    def _place(self, template: Template, code: str) -> int:
        """The pattern that the new template refines, or one of its own."""
        for kin in refine(template, *self._candidates(template, code)[:2]):
            if kin.alignment.gaps:  # without, only a fix could say that they are one
                self._keep(kin.id, kin.template)
                self._codes[kin.id] = self._codes[kin.id] or code
                return kin.id
        number = len(self._templates)
        self._keep(number, template)
        self._codes[number] = code
        return number

    def _candidates(
        self, template: Template, code: str
    ) -> tuple[list[tuple[int, Template]], set[int], set[int]]:
        """What may be of its kind, of which of these the code says so, and which have it."""
        shared = Counter(n for band in set(bands(template)) for n in self._bands.get(band, ()))
        best = sorted(shared, key=lambda number: (-shared[number], number))[:MAX_CANDIDATES]
        codes = {number: self._codes[number] for number in best}
        known = [(n, self._templates[n]) for n in best if not differ(codes[n], code)]
        return known, few_of(code, codes), all_of(code, codes)

    def _keep(self, number: int, template: Template) -> None:
        if number in self._templates:
            for band in bands(self._templates[number]):
                self._bands[band].discard(number)
        for band in bands(template):
            self._bands[band].add(number)
        self._templates[number] = template
        self._index.add(number, template.regex)

    def match(self, message: str, code: str | None = None) -> tuple[int, list[str]] | None:
        """The best pattern's number and captures; the caller's raw text is matched."""
        found = self._index.match(message)
        hits = [hit for hit in found if not differ(self._codes[hit.id], code or "")]
        if not hits:
            return self._recognised(message, code or "")
        regex = self._templates[hits[0].id].regex
        alike = [hit for hit in hits if self._templates[hit.id].regex == regex]
        if len(alike) == 1:
            return alike[0].id, list(alike[0].groups)
        told = scrub(message)
        newest = {hit.id: self._told[hit.id][-MAX_TOLD:] for hit in alike}
        speak = familiar(regex, alike[0].groups, newest)
        best = max(
            alike,
            key=lambda hit: (
                told in self._told[hit.id],
                speak[hit.id],
                likeness(self._templates[hit.id].looks, hit.groups),
            ),
        )
        return best.id, list(best.groups)

    def _recognised(self, message: str, code: str) -> tuple[int, list[str]] | None:
        """By a pattern that does not match the message, but would with its kind."""
        try:
            template = induce(scrub(message))
        except ValueError:
            return None
        for like in recognise(template, *self._candidates(template, code)):
            if (groups := captures_of(like.template.regex, message)) is not None:
                return like.id, list(groups)
        return None


class Matcher:
    """An index over given regexes."""

    def __init__(self, rows: Iterable[tuple[int, str]]) -> None:
        self._index: Index[int] = Index(rows)

    def match(self, text: str) -> list[tuple[int, list[str]]]:
        """Id and captures of each pattern that matches, best first."""
        return [(hit.id, list(hit.groups)) for hit in self._index.match(text)]

    def add(self, id: int, regex: str) -> None:
        self._index.add(id, regex)

    def remove(self, id: int) -> None:
        self._index.remove(id)


class Scrubber:
    def scrub(self, text: str) -> str:
        return scrub(text)


class Fixer:
    """Learns edits from before and after, and gives what they make of other code."""

    def __init__(self) -> None:
        self._index: Index[int] = Index()
        self._signatures: dict[str, int] = {}
        self._templates: dict[int, Template] = {}
        self._rules: dict[int, RuleSet] = {}
        self._codes: dict[int, set[str]] = defaultdict(set)

    def learn_fix(
        self,
        message: str,
        before: str,
        after: str,
        code: str | None = None,
        loc: Mapping[str, int | None] | None = None,
    ) -> None:
        template = induce(scrub(message))
        number = self._signatures.get(template.signature)
        regex = "" if number is None else self._templates[number].regex
        captures = captures_by(template, message, regex)
        rule: Rule | None = None
        with suppress(NoEdit):
            rule = learn(before, after, located(before, loc), captures, message, code or "")
        if number is None:
            number, rule = self._place(template, rule, code or "")
            self._signatures[template.signature] = number
        self._codes[number].add(code or "")
        self._rules[number] = refined(self._rules.get(number), rule, code or "")

    def _place(self, template: Template, rule: Rule | None, code: str) -> tuple[int, Rule | None]:
        """The pattern that the example refines, or one of its own, and the rule for it."""
        for kin in refine(template, *self._candidates(code)[:2]):
            known = recounted(self._rules[kin.id], *kin.alignment.captures(0))
            own = rule and renumbered(rule, *kin.alignment.captures(1))
            if own and known and agree(known, own):
                self._rules[kin.id] = known
                return self._keep(kin.id, kin.template), own
        return self._keep(len(self._templates), template), rule

    def _candidates(self, code: str) -> tuple[list[tuple[int, Template]], set[int], set[int]]:
        """What may be of its kind, of which of these the code says so, and which have it."""
        codes = {number: self._code_like(number, code) for number in self._templates}
        others = {its for its in set(codes.values()) if differ(its, code)}
        near = {number: its for number, its in codes.items() if its not in others}
        known = [(number, self._templates[number]) for number in near]
        return known, few_of(code, near), all_of(code, near)

    def _code_like(self, number: int, code: str) -> str:
        """Of several codes that one message was told with, this one."""
        told = self._codes[number]
        return code if code in told else min(told)

    def _keep(self, number: int, template: Template) -> int:
        self._templates[number] = template
        self._index.add(number, template.regex)
        return number

    def apply_fix(
        self,
        message: str,
        before: str,
        code: str | None = None,
        loc: Mapping[str, int | None] | None = None,
    ) -> str | None:
        # As the service ranks: what is known of this code goes before what reads alike.
        hits = sorted(
            self._index.match(message), key=lambda hit: (code or "") not in self._codes[hit.id]
        )
        if hits:
            groups = hits[0].groups
            alike = [self._rules[hit.id] for hit in hits if hit.groups == groups]
            return _edited(pooled(alike), groups, before, code, loc)
        for known, groups in self._likes(message, code or "")[:1]:
            return _edited(known, groups, before, code, loc)
        return None

    def _likes(self, message: str, code: str) -> list[tuple[RuleSet, Captures]]:
        """What is known of errors that the message is like, by which it is recognised."""
        try:
            fresh = induce(scrub(message))
        except ValueError:
            return []
        return [
            (known, groups)
            for like in recognise(fresh, *self._candidates(code))
            if (known := recounted(self._rules[like.id], *like.alignment.captures(0)))
            and (groups := captures_of(like.template.regex, message)) is not None
        ]


def _edited(
    known: RuleSet,
    groups: Captures,
    before: str,
    code: str | None,
    loc: Mapping[str, int | None] | None,
) -> str | None:
    found = propose(known, Source(before), located(before, loc), groups, code or "")
    return None if found is None else places.applied(before, found)


def located(text: str, loc: Mapping[str, int | None] | None) -> places.Span:
    """The place that a tool names by lines and columns; the whole text where it names none."""
    if not loc or not loc.get("line"):
        return places.Span(0, len(text))
    end = (loc["endLine"], loc.get("endColumn") or 1) if loc.get("endLine") else None
    return places.span_at(text, (loc["line"] or 1, loc.get("column") or 1), end)


def make_fixer() -> Fixer:
    return Fixer()


def make() -> Library:
    return Library()


def make_matcher(rows: Iterable[tuple[int, str]]) -> Matcher:
    return Matcher(rows)


def make_scrubber() -> Scrubber:
    return Scrubber()
