"""`/api/v1/error-patterns/match/`: Level 0."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from context import receipts
from context.api.standing import EvidenceSerializer
from context.builds import tally
from context.models import Lesson
from context.offers import Grant, grants
from context.snapshot import look
from errorpatterns import diagnostics, explaining
from errorpatterns.api.fields import ErrorSerializer
from errorpatterns.applying import Declined, changes_of, doubted_by_more, lowered, not_to_apply
from errorpatterns.editing.forms import Change, sarif_fix, text_edits, workspace_edit
from errorpatterns.editing.tokens import Source
from errorpatterns.fixes import fill_shown
from errorpatterns.induction import Template
from errorpatterns.library import library
from errorpatterns.likeness import MAX_TOLD, familiar, likeness
from errorpatterns.mismatches import hits_of
from errorpatterns.models import Category, ErrorPattern, FixType
from errorpatterns.recognising import Like
from errorpatterns.sections import clues
from intake.cuts import Cut
from intake.problems import Malformed, step
from intake.scrubbing import scrub
from intake.strict import ErrorText, KeyField, StrictSerializer, Text, cuts_in
from projects.api import project_of
from projects.auth import caller
from projects.models import Project, Scope

MAX_EDITED = 5  # the best of an error's matches: each reads all of the code
TOO_MANY = f"only the {MAX_EDITED} best matches of an error are tried on its code"
MAX_MATCHES = 20  # of one error; what is worse than so many better ones nobody tries
MAX_MATCH_BODY = 1024 * 1024
SOURCES = ("errors", "log", "diagnostics", "sarif")


@extend_schema_field({"type": "array", "items": {"type": "object"}})
class LspField(serializers.JSONField):
    """Diagnostics of the Language Server Protocol; each may have a `uri` of its own."""


@extend_schema_field({"type": "object"})
class SarifField(serializers.JSONField):
    """A document in SARIF 2.1.0."""


class MatchSerializer(StrictSerializer):
    project = KeyField(required=False, allow_null=True)
    errors = ErrorSerializer(  # type: ignore[assignment,call-arg]
        many=True, max_length=100, required=False
    )
    log = Text(
        max_length=MAX_MATCH_BODY,
        required=False,
        allow_blank=True,
        help_text="The raw output of builds, linters and tests, as it came.",
    )
    diagnostics = LspField(required=False)
    sarif = SarifField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not any(name in attrs for name in SOURCES):
            said = "This field is required, or one of log, diagnostics and sarif."
            raise serializers.ValidationError({"errors": [said]})
        return attrs

    def read(self) -> tuple[list[dict[str, Any]], list[str]]:
        """All errors of the request, and the pointers of what was cut in reading them."""
        given = self.validated_data
        errors: list[dict[str, Any]] = [dict(error) for error in given.get("errors", [])]
        cuts: list[str] = list(self.cuts)
        for name, reader in READERS.items():
            if name in given:
                found = reading(name, reader, given[name])
                told = [reported(one) for one in found]
                errors += told
                if found.cut or any(isinstance(v, Cut) for one in told for v in one.values()):
                    cuts.append(step("", name))
        return errors, cuts


READERS: Mapping[str, Callable[[Any], diagnostics.Diagnostics]] = {
    "log": diagnostics.read,
    "diagnostics": diagnostics.from_lsp,
    "sarif": diagnostics.from_sarif,
}


def reading(
    name: str, reader: Callable[[Any], diagnostics.Diagnostics], given: Any
) -> diagnostics.Diagnostics:
    try:
        return reader(given)
    except diagnostics.Malformed as wrong:
        raise Malformed({step("", name) + wrong.pointer: wrong.detail}) from wrong


def reported(one: diagnostics.Diagnostic) -> dict[str, Any]:
    """As if it had been sent among the errors: long texts are cut."""
    told = one.told()
    for name in ("message", "stack"):
        if name in told:
            told[name] = ErrorText().run_validation(told[name])
    return told


class MatchFixSerializer(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=FixType.choices)
    applicability = serializers.CharField()
    declined = serializers.CharField(
        help_text="Why there are no edits, or why a person is to look at them first; else empty."
    )
    title = serializers.CharField()
    text = serializers.CharField(help_text="In words, filled; `cut` names it where it is cut.")
    explanation = serializers.CharField()
    edits = serializers.ListField(child=serializers.DictField(), allow_null=True)
    workspace_edit = serializers.DictField(
        allow_null=True, help_text="A WorkspaceEdit of LSP, where several files are changed."
    )
    sarif = serializers.DictField(
        allow_null=True,
        help_text="The edits as a `fix` of SARIF 2.1.0, for a run with columnKind utf16CodeUnits.",
    )
    command = serializers.DictField(allow_null=True)


class MatchPatternSerializer(serializers.Serializer[Any]):
    id = serializers.SlugField()
    slug = serializers.SlugField()
    name = serializers.CharField()
    category = serializers.ChoiceField(choices=Category.choices)


class OneMatchSerializer(serializers.Serializer[Any]):
    pattern = MatchPatternSerializer()
    receipt = serializers.CharField(allow_null=True)
    trial = serializers.BooleanField()
    confidence = serializers.FloatField()
    captures = serializers.ListField(child=serializers.CharField())
    fix = MatchFixSerializer()
    evidence = EvidenceSerializer()


class ResultSerializer(serializers.Serializer[Any]):
    error = serializers.DictField()
    matches = OneMatchSerializer(many=True, help_text=f"The best {MAX_MATCHES}, best first.")
    more = serializers.IntegerField(
        required=False, help_text="How many further ones there are, where they were cut."
    )


class MatchesSerializer(serializers.Serializer[Any]):
    results = ResultSerializer(many=True)
    cut = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Pointers of what was cut: of the request, or of matches and fixes told here.",
    )


class Taught(NamedTuple):
    """What the lessons of an account tell of an error and one of several patterns with one regex:
    whether this very message taught it, and how much its values speak for it.
    """

    is_told: bool = False
    familiar: int = 0


class MatchView(APIView):
    """Which known errors these are, and what mended them. Nothing of them is stored."""

    scopes = Scope.CONTEXT_READ.value
    max_body = MAX_MATCH_BODY
    throttled_as = "read"

    @extend_schema(request=MatchSerializer, responses=MatchesSerializer)
    def post(self, request: Request) -> Response:
        serializer = MatchSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        project = project_of(caller(request).account_id, given.get("project"))
        errors, cuts = serializer.read()
        told = results(errors, caller(request).account_id, project)
        tally.add(errors=len(told), recognised=sum(bool(one["matches"]) for one in told))
        for n, one in enumerate(told):
            at = f"/results/{n}/matches"
            cuts += [at] if "more" in one else []
            cuts += cuts_in(one["matches"], at)
        body: dict[str, Any] = {"results": told}
        if cuts:
            body["cut"] = cuts
        return Response(body)


def results(
    errors: Sequence[Mapping[str, Any]], account_id: UUID, project: Project | None
) -> list[dict[str, Any]]:
    look()
    known = library()
    messages = [str(error["message"]) for error in errors]
    hits = hits_of(known, account_id, errors)
    taught = taught_by(account_id, messages, hits)
    ids = {hit.pattern.pk for found in hits for hit in found}
    views = grants(ids, account_id, project.pk if project else None)
    doubted = doubted_by_more(account_id, views)
    return [
        limited(error, matches_of(views, error, found, account_id, project, those, doubted))
        for error, found, those in zip(errors, hits, taught, strict=True)
    ]


def limited(error: Mapping[str, Any], matches: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The best matches of an error, and how many more there are, if there are."""
    told: dict[str, Any] = {"error": dict(error), "matches": matches[:MAX_MATCHES]}
    if len(matches) > MAX_MATCHES:
        told["more"] = len(matches) - MAX_MATCHES
    return told


def taught_by(
    account_id: UUID, messages: Sequence[str], hits: Sequence[Sequence[Like]]
) -> list[dict[UUID, Taught]]:
    """Of several patterns with one regex that match a message, what the account's own lessons tell
    of which it is: one query, where there are such.
    """
    alike = [alike_among(found) for found in hits]
    if not any(alike):
        return [{} for _ in alike]
    texts = [scrub(text) if some else "" for text, some in zip(messages, alike, strict=True)]
    ids = {like.pattern.pk for some in alike for group in some for like in group}
    lessons: dict[UUID, list[str]] = defaultdict(list)
    newest = Lesson.objects.of(account_id).filter(item__in=ids).newest(MAX_TOLD, texts)
    for pk, example in newest.values_list("item", "example"):
        lessons[pk].append(example)
    return [
        {pk: taught for group in some for pk, taught in told_apart(group, lessons, text).items()}
        for some, text in zip(alike, texts, strict=True)
    ]


def told_apart(
    alike: Sequence[Like], lessons: Mapping[UUID, Sequence[str]], text: str
) -> dict[UUID, Taught]:
    """Of patterns with one regex, by what was taught of each."""
    told = {like.pattern.pk: lessons.get(like.pattern.pk, ()) for like in alike}
    speak = familiar(alike[0].pattern.error_regex, alike[0].groups, told)
    return {pk: Taught(text in texts, speak[pk]) for pk, texts in told.items()}


def alike_among(found: Sequence[Like]) -> list[list[Like]]:
    """Those that have their regex in common with others."""
    by_regex: dict[str, list[Like]] = defaultdict(list)
    for like in found:
        by_regex[like.pattern.error_regex].append(like)
    return [group for group in by_regex.values() if len(group) > 1]


def matches_of(
    views: Mapping[UUID, Grant],
    error: Mapping[str, Any],
    hits: Sequence[Like],
    account_id: UUID,
    project: Project | None,
    taught: Mapping[UUID, Taught] = MappingProxyType({}),
    doubted: Collection[UUID] = (),
) -> list[dict[str, Any]]:
    """Best first: what more clues speak for, what is no trial, as the index ranks, and of several
    fixes for one pattern that which the account `taught` by this very message, that whose errors
    had these values, then such as looked like them, and what has proved itself. What is `doubted`
    failed by more than what tools say.
    """
    found = []
    places: dict[str, int] = {}
    shown = [
        (place, hit.pattern, views[hit.pattern.pk], hit.groups)
        for place, hit in enumerate(hits)
        if hit.pattern.pk in views
    ]
    shown = [one for one in shown if not one[2].evidence.is_unreliable]
    for place, pattern, view, groups in shown:
        body = match_body(pattern, view, groups, account_id, project, doubted)
        same = places.setdefault(pattern.error_regex, place)
        bound = -view.evidence.lower_bound
        unlike = -round(likeness(Template.restored(pattern.template).looks, groups), 1)
        told, known = taught.get(pattern.pk, Taught())
        rank = (not told, -known, unlike, bound, place)
        key = (-clues(pattern, error), view.is_trial, same, *rank)
        found.append((key, body, pattern, groups))
    found.sort(key=itemgetter(0))
    source = Source(str(error.get("source") or ""), str(error.get("file") or ""))
    for place, (_, body, pattern, groups) in enumerate(found):
        if place >= MAX_EDITED:
            body["fix"]["declined"] = TOO_MANY
            continue
        alike = [
            other
            for _, other, _, captures in shown
            if other.error_regex == pattern.error_regex
            or (other.code and other.code == pattern.code and captures == groups)
        ]
        try:
            body["fix"] |= forms(changes_of(pattern, alike, error, source, groups), pattern.name)
        except Declined as declined:
            body["fix"]["declined"] = declined.reason
    return [body for _, body, _, _ in found]


def forms(changes: Sequence[Change], title: str) -> dict[str, Any]:
    """The same edits for editors and for analysers; of several files only as a whole."""
    alone = text_edits(changes[0].text, changes[0].edits) if len(changes) == 1 else None
    return {
        "edits": alone,
        "workspace_edit": workspace_edit(changes) if len(changes) > 1 else None,
        "sarif": sarif_fix(changes, title),
    }


def match_body(
    pattern: ErrorPattern,
    view: Grant,
    captures: Sequence[str],
    account_id: UUID,
    project: Project | None,
    doubted: Collection[UUID],
) -> dict[str, Any]:
    receipt = (
        receipts.sign(account_id, project.pk, pattern.pk, pattern.version) if project else None
    )
    applicability = lowered(
        pattern.applicability, view.evidence, by_tools_alone=pattern.pk not in doubted
    )
    by_failures = view.evidence if applicability != pattern.applicability else None
    return {
        "pattern": {
            "id": pattern.slug,
            "slug": pattern.slug,
            "name": pattern.name,
            "category": pattern.category,
        },
        "receipt": receipt,
        "trial": view.is_trial,
        "confidence": pattern.confidence,
        "captures": list(captures),
        "fix": {
            "type": pattern.fix_type,
            "applicability": applicability,
            "declined": not_to_apply(applicability, by_failures),
            "title": pattern.name,
            "text": fill_shown(pattern.fix_template, captures),
            "explanation": explaining.filled(pattern, captures),
            "edits": None,
            "workspace_edit": None,
            "sarif": None,
            "command": None,
        },
        "evidence": {
            "successes": view.evidence.successes,
            "failures": view.evidence.failures,
            "reliability": view.evidence.reliability,
        },
    }
