"""An error and its fix, told by a project, become a pattern and a lesson.

Everything told is scrubbed before it is stored or compared. What the pattern itself says is derived
from the template and the fix; the lesson keeps the project's own words, which stay in its account.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from context.ledger import event_digest
from context.models import EventSeen, LearnedItem, Lesson, Standing, Status
from context.own_words import keep_own
from context.teaching import (
    CONFIDENCE,
    Rejected,
    is_everybodys,
    keep_common,
    note_lesson,
    stand,
    take_back,
    tell,
)
from errorpatterns import explaining, own_edits
from errorpatterns.codes import are_one_kind
from errorpatterns.editing.captures import captures_by
from errorpatterns.editing.doubts import doubt, heard
from errorpatterns.editing.learning import NoEdit
from errorpatterns.editing.rules import Rule, is_one, refined
from errorpatterns.fixes import (
    FIX_VERSION,
    MAX_STEPS,
    TOO_ALIKE,
    CanonicalFix,
    FixRefused,
    canonical_fix,
    fill,
    infer_category,
    infer_type,
)
from errorpatterns.flags import flags_of
from errorpatterns.induction import SIGNATURE_VERSION, Template, induce
from errorpatterns.mending import (
    EDIT_VERSION,
    NOWHERE,
    Position,
    is_clean,
    rule_of,
    told_by_edit,
)
from errorpatterns.models import Applicability, ErrorEscalation, ErrorPattern, PatternSignature
from errorpatterns.refining import TELLING, Refining, note_bands, refined_by
from intake.comparing import Steps, TooLong, unified
from intake.problems import Conflict
from intake.scrubbing import SCRUB_VERSION, scrub
from projects.models import Project

CONTEXT_LINES = 3
LONGEST_ENDING = 20
GUESSED = (
    "nothing but this code tells what is put in, so other code is left alone: send a lesson whose "
    "message names it"
)
PRIVATE = "what it does holds private text: send the lesson with made-up values in its place"
_TOKEN = re.compile(r"\$\d+|\w+|\W")
LONGEST = {field.name: field.max_length for field in ErrorEscalation._meta.fields}
FACTS = ("error_type", "code", "tool", "file", "language", "framework")
FACETS = ("error_type", "code", "tool", "language", "framework", "file_glob")


@dataclass(frozen=True)
class Told:
    """An error and its fix as a caller told them; empty where nothing was said."""

    message: str
    error_type: str = ""
    code: str = ""
    tool: str = ""
    file: str = ""
    language: str = ""
    framework: str = ""
    before: str | None = None
    after: str | None = None
    diff: str = ""
    template: str = ""
    explanation: str = ""
    fix_type: str = ""
    category: str = ""
    source: str = "build"
    versions: Mapping[str, str] = field(default_factory=dict)
    position: Position = NOWHERE

    def scrubbed(self) -> "Told":
        """The same without private text, and of long files only what surrounds the change."""
        before, after = around(self.before, self.after)
        texts: dict[str, Any] = {
            **{name: scrubbed_fact(name, getattr(self, name)) for name in FACTS},
            **{
                name: scrub(getattr(self, name))
                for name in ("message", "diff", "template", "explanation")
            },
        }
        return replace(
            self,
            **texts,
            before=None if before is None else scrub(before),
            after=None if after is None else scrub(after),
            versions={scrub(name): scrub(value) for name, value in self.versions.items()},
        )

    @cached_property
    def file_glob(self) -> str:
        """All files with the ending of the one that had the error."""
        name = self.file.rpartition("/")[2]
        stem, dot, ending = name.rpartition(".")
        known = stem and dot and ending.isalnum() and len(ending) <= LONGEST_ENDING
        return f"**/*.{ending}" if known else ""

    @property
    def facets(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in FACETS}

    @property
    def kind(self) -> str:
        """The category that it is given, or that its facts speak for."""
        facts = (self.code or None, self.tool or None, self.error_type or None)
        return self.category or infer_category(self.message, *facts)

    @property
    def type_of_fix(self) -> str:
        return self.fix_type or self.inferred_type

    @property
    def inferred_type(self) -> str:
        return infer_type(self.before, self.after, self.diff or None)


def scrubbed_fact(name: str, text: str) -> str:
    """One of FACTS without private text, which may have grown by it, within its column."""
    return scrub(text)[: LONGEST[name]]


@dataclass(frozen=True)
class Taught:
    """What came of a lesson. `created`: the account had no such pattern before; `no_edit`: why the
    lesson tells no edit, or why that is not offered yet; empty where it is.
    """

    pattern: ErrorPattern
    standing: Standing
    created: bool
    flags: list[str]
    no_edit: str = ""


def facts_of_fix(fix: Mapping[str, Any]) -> dict[str, Any]:
    """What the API's `fix` says, by the names of `Told`."""
    texts = {name: fix.get(name, "") for name in ("diff", "template", "explanation", "category")}
    versions = {"before": fix.get("before"), "after": fix.get("after")}
    return {**texts, **versions, "fix_type": fix.get("type", "")}


def around(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Both texts without what they begin and end with alike, but for a few lines of it."""
    if before is None or after is None:
        return before, after
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    head = max(0, shared(old, new) - CONTEXT_LINES)
    old, new = old[head:], new[head:]
    tail = max(0, shared(old[::-1], new[::-1]) - CONTEXT_LINES)
    return "".join(old[: len(old) - tail]), "".join(new[: len(new) - tail])


def shared(old: list[str], new: list[str]) -> int:
    """How many lines, or words, both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (x, y) in pairs if x != y), min(len(old), len(new)))


def teach(project: Project, told: Told, event: str, kind: str = "learn") -> Taught:
    """Learn what `project` tells, once for each `event` of its `kind`.

    Raises ValueError where the message or the fix says too little (or `FixRefused`, with the
    reason), Rejected where staff have rejected it, ScrubbingFailed where it could not be scrubbed,
    Conflict where the project was erased meanwhile, or the event told something else before;
    nothing is stored then.
    """
    raw, told = told, told.scrubbed()
    template = induce(told.message)
    captures = [hole.text for hole in template.captured]
    fix = canonical_fix(told.before, told.after, told.diff or None, told.template or None, captures)
    rule, no_edit = taught_edit(raw, told, template)
    if rule is not None:
        fix = told_by_edit(fix, rule)
    filled = fill(fix.text, captures)
    flags = flags_of(told, filled, told.explanation, captures, is_edit=fix.kind == "edit")
    with transaction.atomic():
        Project.objects.hold(project.pk)
        digest = event_digest(kind, event)
        if known := already(project, digest):
            same(known, template, fix)
            pattern, fresh = known.pattern, False
        else:
            pattern, fresh = hold(project, told, template, fix, rule)
            # Another project of the account may have told the same event until it was ours.
            known = already(project, digest)
        if rule is not None and pattern.error_regex != template.regex:
            # Of a refined pattern the captures are others than those of the message alone.
            rule, no_edit = taught_edit(raw, told, template, pattern.error_regex)
        taught = known or learn(project, pattern, told, flags, digest, fresh, rule, fix.text)
        if rule is not None and not no_edit:
            captures = captures_by(template, raw.message, pattern.error_regex)
            no_edit = waiting(project, taught.pattern, rule, captures)
        return replace(taught, no_edit=no_edit)


def waiting(project: Project, pattern: ErrorPattern, rule: Rule, captures: Sequence[str]) -> str:
    """Why the account is not served yet what its lesson told, beside its others; empty where it is,
    or where the lesson changed nothing.
    """
    known = own_edits.edit_of(project.account_id, pattern)
    told = next((one for one in known["rules"] if is_one(one, rule)), None) if known else None
    if known is None or told is None:
        return ""
    return doubt(told, heard(known, captures, rule.get("c", "")), captures)


def taught_edit(
    raw: Told, told: Told, template: Template, regex: str = ""
) -> tuple[Rule | None, str]:
    """What the lesson does to the code by the captures of `regex`, the template's own by default,
    and why that tells no edit for other code: there is none, it is private, or but a guess.
    """
    versions = raw.before, raw.after
    captured = captures_by(template, raw.message, regex)
    try:
        rule = rule_of(raw.message, captured, versions, raw.diff, raw.position, told.code, raw.file)
    except NoEdit as error:
        return None, error.reason
    scrubbed = "\n".join(filter(None, (told.before, told.after, told.diff)))
    if not is_clean(rule, scrubbed):
        return None, PRIVATE
    return rule, GUESSED if rule["g"] else ""


def diff_of(told: Told) -> str:
    """What was changed: as of the fix, the two versions tell it before the diff does. Raises
    FixRefused where that takes too long to tell.
    """
    if told.before is None and told.after is None:
        return told.diff
    try:
        return unified(told.before or "", told.after or "", told.file, Steps(MAX_STEPS))
    except TooLong as error:
        raise FixRefused(TOO_ALIKE) from error


def already(project: Project, digest: UUID) -> Taught | None:
    """What this event taught when it was told before."""
    # What it taught may have been erased since, and taught again.
    seen = EventSeen.objects.filter(account_id=project.account_id, event=digest)
    pattern = ErrorPattern.objects.filter(pk__in=seen.values("item_id")).first()
    if pattern is None:
        return None
    standing = Standing.objects.before(project.account_id).get(item=pattern)
    return Taught(pattern, standing, created=False, flags=standing.flags)


def same(known: Taught, template: Template, fix: CanonicalFix) -> None:
    """Conflict unless the event taught this: an id used twice must not lose the second lesson."""
    taught = known.pattern.signatures.filter(signature=template.signature, fix_digest=fix.digest)
    if not taught.exists():
        raise Conflict("This event_id was told before, with another error or another fix.")


def hold(
    project: Project, told: Told, template: Template, fix: CanonicalFix, rule: Rule | None
) -> tuple[ErrorPattern, bool]:
    """The pattern of this signature and fix, locked, and whether it was made just now."""
    while True:
        pattern, fresh = find_or_make(project, told, template, fix, rule)
        # What is found may be erased with another project, or merged, until it is locked.
        if LearnedItem.objects.locked([pattern.pk]).filter(merged_into=None).first():
            return pattern, fresh


def find_or_make(
    project: Project, told: Told, template: Template, fix: CanonicalFix, rule: Rule | None
) -> tuple[ErrorPattern, bool]:
    """The pattern of this signature and fix, or else one that they refine, or else a new one; of
    two who add the signature at once one finds the other's.
    """
    identity = PatternSignature.objects.filter(signature=template.signature, fix_digest=fix.digest)
    if found := identity.select_related("pattern").first():
        return found.pattern, False
    facts = {name: getattr(told, name) for name in TELLING}
    try:
        with transaction.atomic():
            kin = refined_by(Refining(project.account_id, template, fix.text, facts, rule))
            pattern = kin or make(told, template, fix, rule)
            PatternSignature.objects.create(
                pattern=pattern,
                signature=template.signature,
                signature_version=SIGNATURE_VERSION,
                fix_digest=fix.digest,
                fix_version=FIX_VERSION if rule is None else EDIT_VERSION,
            )
            return pattern, kin is None
    except IntegrityError:
        return identity.select_related("pattern").get().pattern, False


def make(told: Told, template: Template, fix: CanonicalFix, rule: Rule | None) -> ErrorPattern:
    identity = event_digest(template.signature, fix.digest)
    fix_type = told.type_of_fix
    edit = None if rule is None else refined(None, rule)
    pattern = ErrorPattern.objects.create(
        # No words: those of the first lesson are read by whoever teaches the same later.
        slug=f"learned-{identity.hex[:16]}",
        name=template.words[:120],
        confidence=CONFIDENCE,
        category=told.kind,
        error_regex=template.regex,
        words=template.words[:1000],
        template=[] if template.exact else template.stored,
        fix_type=fix_type,
        fix_template=fix.text,
        fix_digest=fix.digest,
        edit=edit,
        explanation=explaining.derived(fix_type, fix.text, edit),
        applicability=Applicability.MAYBE_INCORRECT,
        **told.facets,
    )
    note_bands(pattern, template)
    return pattern


def learn(
    project: Project,
    pattern: ErrorPattern,
    told: Told,
    rules: list[str],
    digest: UUID,
    fresh: bool,
    rule: Rule | None,
    fix: str,
) -> Taught:
    standing, created = stand(project, pattern, rules)
    if standing.status == Status.REJECTED:
        raise Rejected
    own = not fresh and is_own(project, pattern)
    if not fresh:
        common = partial(common_facets, told)
        keep_own(pattern, project, told.facets, common)
        keep_common(pattern, common({name: getattr(pattern, name) for name in FACETS}))
    if own:
        keep_looks(pattern, induce(told.message))
    added = add_lesson(project, pattern, told, rules)
    if added and rule is not None and own:
        keep_edit(pattern, rule)
    if not fresh and is_anothers(project, pattern):
        share(project, pattern, told, fix, rule, added)
    EventSeen.objects.create(account_id=project.account_id, event=digest, item_id=pattern.pk)
    note_lesson(project, pattern)
    if created or added:
        tell(project, pattern, pattern.category, flagged=standing.status == Status.QUARANTINED)
    return Taught(pattern, standing, created, rules)


def is_own(project: Project, pattern: ErrorPattern) -> bool:
    """Whether nobody but the account is served what its lesson would change, and not staff's."""
    if pattern.is_built_in or pattern.last_edited_by_id is not None or is_everybodys(pattern):
        return False
    return not is_anothers(project, pattern)


def is_anothers(project: Project, pattern: ErrorPattern) -> bool:
    """Whether another account taught it, too."""
    others = Lesson.objects.filter(item=pattern).exclude(account_id=project.account_id)
    return others.exists()


def share(
    project: Project, pattern: ErrorPattern, told: Told, fix: str, rule: Rule | None, added: bool
) -> None:
    """Let the pattern say what all who taught it say; what it does to code each has of its own."""
    # As it is now that it is locked.
    pattern.refresh_from_db(fields=["edit", "explanation", "fix_template"])
    own_edits.keep(project.account_id, pattern, rule if added else None)
    rules = own_edits.rules_of(pattern) or ([rule] if rule else [])
    if pattern.last_edited_by_id is None:
        keep_common(pattern, common_words(pattern, told, fix, rules))


def common_words(
    pattern: ErrorPattern, told: Told, fix: str, rules: Sequence[Rule]
) -> dict[str, str]:
    """What the pattern says to several accounts, of which one taught `fix` and `rules`; its name is
    of its words, which all of them share, and what they call it otherwise is not theirs to say.
    """
    name, words = pattern.name, pattern.words[:120]
    both = common_text(pattern.fix_template, fix)
    kinds = {"category": told.kind, "fix_type": told.type_of_fix}
    if kinds["category"] != pattern.category:
        facets = (getattr(pattern, name) or None for name in ("code", "tool", "error_type"))
        kinds["category"] = infer_category(told.message, *facets)
    if kinds["fix_type"] != pattern.fix_type:
        kinds["fix_type"] = told.inferred_type
    explanation = explaining.common(pattern, kinds["fix_type"], both, rules)
    return {"name": words or name, "fix_template": both, "explanation": explanation, **kinds}


def common_text(known: str, new: str) -> str:
    """What both say, line by line where they have as many: of each line that says something else
    what both begin and end with, and `…` for the rest. White space tells nothing of anybody.
    """
    lines, others = known.split("\n"), new.split("\n")
    if len(lines) != len(others):
        lines, others = [known], [new]
    return "\n".join(map(common_line, lines, others))


def common_line(known: str, new: str) -> str:
    if known.split() == new.split():
        return known
    one, other = _TOKEN.findall(known), _TOKEN.findall(new)
    head = shared(one, other)
    tail = shared(one[head:][::-1], other[head:][::-1])
    return "".join([*one[:head], "…", *one[len(one) - tail :]])


def keep_looks(pattern: ErrorPattern, template: Template) -> None:
    """How the values of this example looked, too, which ranks it among its like; the pattern is
    locked.
    """
    if not looks_new(pattern, template):
        return
    # Another lesson may have added to it until it was locked.
    pattern.refresh_from_db(fields=["template"])
    both = Template.restored(pattern.template).seen_with(template)
    ErrorPattern.objects.filter(pk=pattern.pk).update(
        template=both.stored, version=F("version") + 1
    )
    pattern.refresh_from_db()


def looks_new(pattern: ErrorPattern, template: Template) -> bool:
    known = Template.restored(pattern.template)
    return known.seen_with(template) != known


def keep_edit(pattern: ErrorPattern, rule: Rule) -> None:
    """What this example and those before do to the code; the pattern is locked."""
    pattern.refresh_from_db(fields=["edit", "explanation", "fix_template"])
    edit = refined(pattern.edit, rule)
    if edit != pattern.edit:
        explanation = explaining.refined(pattern, pattern.fix_template, edit)
        take_back(pattern, {"explanation": explanation})
        ErrorPattern.objects.filter(pk=pattern.pk).update(
            edit=edit, explanation=explanation, version=F("version") + 1
        )
        pattern.refresh_from_db()


def common_facets(told: Told, known: Mapping[str, str]) -> dict[str, str]:
    """On what the lesson and what is `known` agree; empty where they do not."""
    same = {name: value if value == told.facets[name] else "" for name, value in known.items()}
    return {**same, "code": known["code"] if are_one_kind(known["code"], told.code) else ""}


def add_lesson(project: Project, pattern: ErrorPattern, told: Told, rules: list[str]) -> bool:
    """One row for each thing that the project told; the same again adds nothing, and is False."""
    told_before = Lesson.objects.filter(
        Q(project=project, item=pattern, example=told.message, explanation=told.explanation)
    )
    if told_before.exists():
        return False
    Lesson.objects.create(
        item=pattern,
        account_id=project.account_id,
        project=project,
        example=told.message,
        explanation=told.explanation,
        diff=diff_of(told),
        versions=dict(told.versions),
        flags=rules,
        source=told.source,
        scrub_version=SCRUB_VERSION,
    )
    return True
