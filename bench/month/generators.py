"""What generators do: they meet a problem, ask, go about it, and tell how it went."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bench.month.world import STYLES, Habitant, Problem, Way, World, in_words
from projects.tests.factories import Caller

# Of the generations, those that fetch nothing: by them the others are judged.
CONTROL = 0.25
# Who fetched goes by the first that fits, or sometimes the next, or its own idea.
FIRST, NEXT = 0.8, 0.1
WEIGHTS = {"errors": 40, "patterns": 27, "designs": 8, "strategies": 25}
# How often a generator comes upon each grade by itself.
IDEAS = {"good": 3, "fair": 3, "poor": 4}
CARELESS_IDEAS = {"good": 1, "fair": 2, "poor": 7}
EVIDENCE = {"build": 5, "test": 4, "tool": 2, "human": 1, "verifier": 1}
# Of errors and patterns, how they are told.
TELLS_ERROR = {"learn": 4, "incident": 4, "experience": 2}
TELLS_PATTERN = {"pattern": 7, "artifact": 3}
OUTCOME_AFTER = (1, 3)
POOR_LOOK, GOOD_LOOK = (40, 62), (76, 95)
QUALITY = (45, 60), (72, 95)


@dataclass
class Telling:
    """What was counted while they worked."""

    with_context: Counter[tuple[int, bool]] = field(default_factory=Counter)
    without: Counter[tuple[int, bool]] = field(default_factory=Counter)
    fitting: Counter[int] = field(default_factory=Counter)
    # Of each generation that fetched or did not, by week: how often what it went by works.
    truths: dict[tuple[int, bool], list[float]] = field(default_factory=lambda: defaultdict(list))
    # By kind of problem, where a context offers ways of different worth: the worth of each.
    rivals: dict[str, list[list[float]]] = field(default_factory=lambda: defaultdict(list))
    contexts: int = 0
    served_injection: int = 0
    requests: int = 0


@dataclass(frozen=True)
class Work:
    """One generation: who, when, and at which problem."""

    who: Habitant
    problem: Problem
    name: str
    day: int

    @property
    def message(self) -> str:
        names = self.problem.facts.get("names", [""])
        return str(self.problem.facts["message"].format(names[self.day % len(names)]))


class Generators:
    """All of them; `later` are outcomes of experiences that are told on a day to come."""

    def __init__(self, world: World, callers: Mapping[str, Caller]) -> None:
        self.world = world
        self.rng = world.rng
        self.callers = callers
        self.telling = Telling()
        self.later: list[tuple[int, Habitant, str, Mapping[str, Any]]] = []
        self.interactions: dict[str, list[dict[str, str]]] = defaultdict(list)
        self.models: dict[tuple[str, str], str] = {}
        self.gone_by = 0.0
        self._events = count(1)

    def event(self) -> str:
        return f"event-{next(self._events)}"

    def call(self, who: str, method: str, path: str, body: Any, *allowed: int) -> Any:
        """The answer, which is to be one of `allowed` (200 and 201)."""
        answer = self.callers[who].call(method, path, body)
        self.telling.requests += 1
        if answer.status_code not in (allowed or (200, 201, 204)):
            raise AssertionError(f"{method} {path}: {answer.status_code} {answer.content}")
        return answer.json() if answer.content else None

    def post(self, who: Habitant, path: str, body: Mapping[str, Any], *allowed: int) -> Any:
        return self.call(who.account, "POST", path, {"project": who.key, **body}, *allowed)

    def chosen(self, weights: Mapping[str, int]) -> str:
        return self.rng.choices(list(weights), list(weights.values()))[0]

    # One generation, from its problem to what it tells.

    def generate(self, who: Habitant, day: int) -> None:
        kind = self.chosen(WEIGHTS)
        fitting = [
            problem
            for problem in self.world.problems
            if problem.kind == kind and problem.concerns(who.language)
        ]
        work = Work(who, self.rng.choice(fitting), self.event(), day)
        is_control = self.rng.random() < CONTROL
        if is_control:
            success = self.try_own(work)
        elif kind == "strategies" and self.rng.random() < 0.5:
            success = self.with_selected(work)
        else:
            success = self.with_context(work)
        counts = self.telling.without if is_control else self.telling.with_context
        counts[day // 7, success] += 1
        self.telling.truths[day // 7, is_control].append(self.gone_by)
        self.interact(work, success)

    def try_own(self, work: Work) -> bool:
        """Its own idea; what seems to have worked is taught."""
        ideas = CARELESS_IDEAS if work.who.is_careless else IDEAS
        weights = [ideas[way.grade] for way in work.problem.ways]
        way = self.rng.choices(work.problem.ways, weights)[0]
        success = self.works(way)
        seems = self.seen(work.who, success)
        if work.problem.kind in ("designs", "strategies") or seems or work.who.is_careless:
            self.teach(work, way, seems)
        return success

    def works(self, way: Way) -> bool:
        self.gone_by = way.chance
        return self.rng.random() < way.chance

    def seen(self, who: Habitant, success: bool) -> bool:
        """What it says of it."""
        return success != who.is_contrary

    def evidence(self, who: Habitant) -> str:
        return "tool" if who.is_careless else self.chosen(EVIDENCE)

    # With what the service knows.

    def with_context(self, work: Work) -> bool:
        context = self.fetch(work)
        fitting = self.fitting(work.problem, context)
        self.telling.fitting[work.day // 7] += bool(fitting)
        self.compare(work.problem.kind, fitting)
        matching = self.fitting(work.problem, context, "matches")
        self.compare(f"{work.problem.kind}, those that match the error", matching)
        ref = self.preferred(fitting)
        if ref is None:
            success = self.try_own(work)
        else:
            way = self.world.know(ref).way
            assert way is not None  # noqa: S101 - it fits
            success = self.works(way)
        self.report(work, context["id"], [ref] if ref else [], success)
        return success

    def fetch(self, work: Work) -> Any:
        body: dict[str, Any] = {"consumer": "generator", "build": work.name, "max_tokens": 12_000}
        if work.problem.kind == "errors":
            body |= {"task": "Mend the build.", "errors": [self.error(work)]}
        else:
            body |= {"task": self.task(work)}
        context = self.post(work.who, "context/", body)
        self.telling.contexts += 1
        self.telling.served_injection += self.shows_injection(context)
        return context

    def task(self, work: Work) -> str:
        facts = work.problem.facts
        if work.problem.kind == "designs":
            return f"How {facts['soul']} pages should look"
        return str(facts.get("problem") or facts["situations"][work.day % 2])

    def shows_injection(self, context: Mapping[str, Any]) -> bool:
        marks = self.world.catalogue["injection"]
        return any(marks[name] in context["markdown"] for name in ("name", "problem", "solution"))

    def compare(self, kind: str, refs: Sequence[str]) -> None:
        worth = [way.chance for ref in refs if (way := self.world.know(ref).way)]
        if len(set(worth)) > 1:
            self.telling.rivals[kind].append(worth)

    def fitting(self, problem: Problem, context: Mapping[str, Any], why: str = "") -> list[str]:
        """Refs of what the context says of the problem, in the order of the document."""
        items = [item for section in context["sections"] for item in section["items"]]
        refs = dict.fromkeys(item["ref"] for item in items if item["reason"].startswith(why))
        names = (problem.key, problem.facts.get("domain"))
        return [ref for ref in refs if self.is_way(ref) and self.world.know(ref).problem in names]

    def is_way(self, ref: str) -> bool:
        kinds = ("error_pattern:", "learned_pattern:", "strategy:", "proven_fix:")
        return ref.startswith(kinds) and self.world.know(ref).way is not None

    def preferred(self, fitting: Sequence[str]) -> str | None:
        draw = self.rng.random()
        if not fitting or draw >= FIRST + NEXT:
            return None
        return fitting[0] if draw < FIRST else fitting[min(1, len(fitting) - 1)]

    def report(self, work: Work, context: str, used: Sequence[str], success: bool) -> None:
        body = {
            "context": context,
            "success": self.seen(work.who, success),
            "evidence": self.evidence(work.who),
            "used": list(used),
            "consumer": "generator",
            "build": work.name,
            "event_id": self.event(),
        }
        self.call(work.who.account, "POST", "outcomes/", body)

    def with_selected(self, work: Work) -> bool:
        """By the strategy that the service selects, if there is one whose worth is known to us."""
        facts = work.problem.facts
        asked = {
            "domain": facts["domain"],
            "contexts": [facts["situations"][work.day % 2]],
            "seed": self.rng.randrange(2**31),
        }
        answer = self.post(work.who, "strategies/select/", asked, 200, 422)
        way = self.world.know(answer["ref"]).way if "ref" in answer else None
        if way is None:
            return self.try_own(work)
        success = self.works(way)
        decision = {"type": "strategy_selection", "chosen": answer["strategy"]["slug"]}
        self.experience(work, {"kind": "decision", **decision}, self.seen(work.who, success))
        return success

    # What they teach.

    def teach(self, work: Work, way: Way, seems: bool) -> None:
        ways: Mapping[str, Callable[[Work, Way, bool], None]] = {
            "errors": self.teach_error,
            "patterns": self.teach_pattern,
            "designs": self.teach_design,
            "strategies": self.teach_strategy,
        }
        ways[work.problem.kind](work, way, seems)

    def error(self, work: Work) -> dict[str, Any]:
        facts = work.problem.facts
        told = {"message": work.message, "tool": facts["tool"], "file": facts["file"]}
        return told | ({"code": facts["code"]} if facts["code"] else {})

    def teach_error(self, work: Work, way: Way, seems: bool) -> None:
        how = self.chosen(TELLS_ERROR)
        fix, said = {"template": way.text}, {"evidence": self.evidence(work.who)}
        if how == "learn":
            told = {"error": self.error(work), "fix": fix, **said, "event_id": self.event()}
            self.post(work.who, "error-patterns/learn/", told)
        elif how == "incident":
            self.mend_incident(work, fix, said)
        else:
            self.experience(work, self.recovery(work, way), seems)

    def mend_incident(self, work: Work, fix: Mapping[str, str], said: Mapping[str, str]) -> None:
        opened = self.post(work.who, "escalations/", {"error": self.error(work), "level": 1})
        told = {"fix": fix, **said, "event_id": self.event()}
        path = f"escalations/{opened['id']}/resolve/"
        self.call(work.who.account, "POST", path, told)

    def recovery(self, work: Work, way: Way) -> dict[str, Any]:
        tried = {"attempt": 1, "level": 1, "fix": "Build again.", "result": "failed"}
        fixed = {"attempt": 2, "level": 1, "fix": way.text, "result": "fixed"}
        message = work.problem.facts["message"].format(work.problem.facts["names"][0])
        return {
            "kind": "error_recovery",
            "error": {**self.error(work), "message": message},
            "journey": [tried, fixed],
            "fix": {"level": 1, "description": way.text},
        }

    def teach_pattern(self, work: Work, way: Way, seems: bool) -> None:
        facts, style = work.problem.facts, work.who.place % STYLES
        if self.chosen(TELLS_PATTERN) == "pattern":
            told = {
                "category": facts["category"],
                "name": facts["problem"][:60],
                "problem": in_words(facts["problem"], style),
                "solution": in_words(way.text, style),
                "language": facts["language"],
                "evidence": self.evidence(work.who),
            }
            self.post(work.who, "learned-patterns/", told)
        else:
            self.experience(work, self.artifact(work, way, style), seems)

    def artifact(self, work: Work, way: Way, style: int) -> dict[str, Any]:
        worse, better = (self.rng.randint(*bounds) for bounds in QUALITY)
        used = {"name": in_words(way.text, style), "category": work.problem.facts["key"]}
        return {
            "kind": "code_artifact",
            "path": f"src/part_{work.day}",
            "versions": [
                {"version": 1, "code": "first", "trigger": "initial", "quality": worse},
                {"version": 2, "code": f"then {work.name}", "trigger": "fix", "quality": better},
            ],
            "patterns_used": [{**used, "first_attempt_success": True}],
        }

    def teach_design(self, work: Work, way: Way, seems: bool) -> None:
        score = self.rng.randint(*(GOOD_LOOK if seems else POOR_LOOK))
        told = {"soul": work.problem.facts["soul"], "layout": way.text}
        told |= {"kind": "design_choice", "visual_scores": {"overall": score}}
        self.experience(work, told, seems)

    def teach_strategy(self, work: Work, way: Way, seems: bool) -> None:
        facts = work.problem.facts
        decision = {
            "type": facts["type"],
            "context": facts["situations"][work.day % 2],
            "chosen": way.text,
            "rejected": [other.text for other in work.problem.ways if other != way],
        }
        self.experience(work, {"kind": "decision", **decision}, seems)

    def experience(self, work: Work, told: Mapping[str, Any], seems: bool) -> None:
        """Tell it, and its outcome days later."""
        given = self.post(work.who, "experiences/", {**told, "build": work.name})
        outcome: dict[str, Any] = {"result": "success" if seems else "failure"}
        if seems:
            outcome |= {"in_production": True, "satisfaction": self.rng.randint(3, 5)}
        else:
            outcome |= {"required_fixes": self.rng.randint(1, 4)}
        due = work.day + self.rng.randint(*OUTCOME_AFTER)
        self.later.append((due, work.who, given["id"], outcome))

    def tell_outcomes(self, day: int) -> None:
        """Those that are due, of projects that are still there."""
        due = [one for one in self.later if one[0] <= day]
        self.later = [one for one in self.later if one[0] > day]
        for _, who, pk, outcome in due:
            path = f"experiences/{pk}/outcome/"
            self.call(who.account, "PATCH", path, outcome, 200, 404)

    def interact(self, work: Work, success: bool) -> None:
        """What the user did with it, which is told in the evening."""
        told = {"user": f"user-{work.who.account}", "task": work.problem.facts["key"]}
        told |= {"action": "accepted" if success else "rejected", "file_type": "tsx"}
        self.interactions[work.who.account].append({**told, "project": work.who.key})

    def tell_interactions(self) -> None:
        for account, told in self.interactions.items():
            self.call(account, "POST", "interactions/", told)
        self.interactions.clear()

    # What else they bring.

    def inject(self, who: Habitant) -> None:
        told = {**self.world.catalogue["injection"], "category": "code", "evidence": "test"}
        self.post(who, "learned-patterns/", told)

    def register_models(self) -> None:
        for name, facts in self.world.catalogue["models"].items():
            for account in self.callers:
                for version in facts["versions"]:
                    told = {"name": name, "version": version, "status": "ready"}
                    answer = self.call(account, "POST", "shadow-models/", told)
                    self.models[account, f"{name} {version}"] = answer["id"]

    def advise(self, who: Habitant) -> None:
        """One advice of each version, and how it went."""
        for name, facts in self.world.catalogue["models"].items():
            for version, manner in facts["versions"].items():
                sure = round(self.rng.uniform(*manner["says"]), 2)
                told = {
                    "model": self.models[who.account, f"{name} {version}"],
                    "domain": facts["domain"],
                    "inference": facts["advice"],
                    "confidence": sure,
                }
                advice = self.post(who, "shadow-inferences/", told)
                success = self.rng.random() < manner.get("right", sure)
                said: dict[str, Any] = {"success": self.seen(who, success), "used": True}
                said |= {"evidence": self.evidence(who), "event_id": self.event()}
                path = f"shadow-inferences/{advice['id']}/outcome/"
                self.call(who.account, "POST", path, said)
