"""After a release that reads messages otherwise, what was learned before is found again.

A signature is made of a message and of nothing else, so new ones are made of the texts that lessons
keep, which are scrubbed, and of the messages of open incidents. A row of an older version is found
by no message any more and goes; what says which rows are behind is that version.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from context.models import LearnedItem, Lesson, Standing, Status
from errorpatterns.induction import SIGNATURE_VERSION, Template, induced
from errorpatterns.models import ErrorEscalation, ErrorPattern, PatternSignature
from errorpatterns.regexes import captures_of
from intake.jobs import Counts, Run
from intake.scrubbing import SCRUB_VERSION

BATCH = 50
_NAMED = re.compile(r"\$\d")

Identity = tuple[str, str, int]  # signature, digest of the fix and its version


def is_due() -> bool:
    return behind().exists()


def behind() -> QuerySet[ErrorPattern]:
    """Patterns with keys of an older version. Those whose lessons are to be scrubbed anew wait."""
    older = PatternSignature.objects.filter(
        pattern=OuterRef("pk"), signature_version__lt=SIGNATURE_VERSION
    )
    unclean = Lesson.objects.filter(item=OuterRef("pk"), scrub_version__lt=SCRUB_VERSION)
    return ErrorPattern.objects.filter(Exists(older), ~Exists(unclean)).order_by("pk")


def rekey(run: Run) -> Counts:
    """Patterns and open incidents that got new keys; `lost` counts patterns of which no lesson
    tells the new key: the next one makes a pattern of its own.

    What was done stays done if it is killed, and done again it changes nothing.
    """
    counts = {"patterns": 0, "signatures": 0, "lost": 0, "incidents": 0}
    patterns = behind()
    total, last = patterns.count(), None
    while ids := _next_ids(patterns, last):
        last = ids[-1]
        for pk, made in _rekeyed(ids, dry_run=run.dry_run).items():
            counts["patterns"] += 1
            counts["signatures"] += made
            counts["lost"] += not made
            if run.dry_run:
                run.find({"pattern": str(pk), "signatures": made})
        run.progress(counts["patterns"] / max(total, 1), counts=counts)
    _rekey_incidents(run, counts)
    return counts


def _next_ids(rows: QuerySet[Any], last: UUID | None) -> list[UUID]:
    some = rows if last is None else rows.filter(pk__gt=last)
    return list(some.values_list("pk", flat=True)[:BATCH])


def _rekeyed(ids: Sequence[UUID], *, dry_run: bool) -> dict[UUID, int]:
    """How many keys each of these patterns has now."""
    patterns = behind().filter(pk__in=ids).prefetch_related("signatures", "lessons")
    # A lesson that comes in meanwhile brings its own key.
    known = {pattern: set(_identities(pattern)) for pattern in patterns}
    if not dry_run:
        with transaction.atomic():
            list(LearnedItem.objects.locked(list(ids)))
            for pattern, identities in known.items():
                _replace(pattern, identities)
    return {pattern.pk: len(identities) for pattern, identities in known.items()}


def _replace(pattern: ErrorPattern, known: set[Identity]) -> None:
    """What another pattern was taught meanwhile stays that one's; what staff rejected is not."""
    pattern.signatures.filter(signature_version__lt=SIGNATURE_VERSION).delete()
    PatternSignature.objects.bulk_create(
        (
            PatternSignature(
                pattern=pattern,
                signature=signature,
                signature_version=SIGNATURE_VERSION,
                fix_digest=digest,
                fix_version=version,
            )
            for signature, digest, version in sorted(known)
        ),
        ignore_conflicts=True,
    )
    for standing in Standing.objects.filter(item=pattern, status=Status.REJECTED):
        _reject_again(pattern, standing, known)


def _reject_again(pattern: ErrorPattern, standing: Standing, known: set[Identity]) -> None:
    """What was taught anew since the release, and which no staff have looked at."""
    for signature, digest, _ in known:
        again = ErrorPattern.objects.filter(
            signatures__signature=signature, signatures__fix_digest=digest
        ).exclude(pk=pattern.pk)
        looked_at = Standing.objects.filter(item=OuterRef("pk"), moved_by=Standing.By.STAFF)
        again.exclude(Exists(looked_at)).judge(
            Status.REJECTED,
            account_id=standing.account_id,
            reason="the same was rejected before",
        )


def _identities(pattern: ErrorPattern) -> Iterator[Identity]:
    fixes = {
        (row.fix_digest, row.fix_version)
        for row in pattern.signatures.all()
        if row.signature_version < SIGNATURE_VERSION
    }
    for lesson in pattern.lessons.all():
        template = induced(lesson.example)
        if template is not None and _means_the_same(pattern, template, lesson.example):
            for digest, version in fixes:
                yield template.signature, digest, version


def _means_the_same(pattern: ErrorPattern, template: Template, message: str) -> bool:
    """Whether the fix says the same by the captures of both: its digest holds then."""
    found = captures_of(pattern.error_regex, message)
    if found is None:
        return False
    names_none = not _NAMED.search(pattern.fix_template)
    return names_none or found == tuple(hole.text for hole in template.captured)


def _rekey_incidents(run: Run, counts: Counts) -> None:
    """An error that is told again is to find the incident that is open for it."""
    open_ones: QuerySet[ErrorEscalation] = ErrorEscalation.objects.all().open().order_by("pk")
    last = None
    while ids := _next_ids(open_ones, last):
        last = ids[-1]
        for incident in open_ones.filter(pk__in=ids):
            counts["incidents"] += _rekey_incident(incident, dry_run=run.dry_run)
        run.progress(counts=counts)


def _rekey_incident(incident: ErrorEscalation, *, dry_run: bool) -> bool:
    """Whether it has another key now. Where the project met the error since, and opened another
    incident for it, both stay as they are.
    """
    template = induced(incident.message)
    if template is None or template.signature == incident.signature:
        return False
    others = ErrorEscalation.objects.filter(project=incident.project_id).open()
    if others.filter(signature=template.signature).exists():
        return False
    if dry_run:
        return True
    own = ErrorEscalation.objects.filter(pk=incident.pk, message=incident.message).open()
    with suppress(IntegrityError), transaction.atomic():
        return bool(own.update(signature=template.signature))
    return False
