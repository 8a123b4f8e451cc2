"""Many rows at once, for tests of what must not depend on how many there are."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models

from context.models import LearnedItem, Lesson, Standing, Status
from context.offers import kind_of
from errorpatterns.models import ErrorEscalation, ErrorPattern, ProvenFix
from intake.ids import uuid7
from learning.models import Judgment, LearnedPattern, Strategy
from projects.models import Project, ProjectRule, TournamentResult, VerificationResult
from shadowmodels.models import ShadowInference, ShadowModel


def insert(some: Iterable[models.Model]) -> None:
    """The rows' own table alone. Django's bulk_create refuses children of another table, and takes
    half as long again.
    """
    rows = list(some)
    if not rows:
        return
    fields = [field for field in rows[0]._meta.local_fields if not field.generated]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {rows[0]._meta.db_table} ({columns}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [
                [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
                for row in rows
            ],
        )


def make_patterns(count: int, start: int = 0, **fields: Any) -> list[ErrorPattern]:
    """Learned patterns that recognise `Part N is out of place`."""
    patterns = [
        ErrorPattern(
            kind=LearnedItem.Kind.ERROR_PATTERN,
            slug=f"many-{number}",
            name=f"Part {number} is out of place",
            category="build",
            error_regex=rf"^Part {number} is out of place$",
            fix_type="replace",
            fix_template=f"Put part {number} back.",
            **fields,
        )
        for number in range(start, start + count)
    ]
    insert(
        [
            LearnedItem(id=pattern.id, kind=pattern.kind, slug=pattern.slug, name=pattern.name)
            for pattern in patterns
        ]
    )
    for pattern in patterns:
        pattern.learneditem_ptr_id = pattern.id
    insert(patterns)
    return patterns


def make_children(model: type[LearnedItem], count: int, **fields: Any) -> list[Any]:
    """`count` rows of a kind of learned items; their number goes into the values of `fields`."""
    start = LearnedItem.objects.count()
    kind = kind_of(model)
    rows: list[Any] = [
        model(
            kind=kind,
            slug=f"{kind.replace('_', '-')}-{number}",
            name=f"{kind} {number}",
            **{name: value.format(number) for name, value in fields.items()},
        )
        for number in range(start, start + count)
    ]
    insert([LearnedItem(id=row.id, kind=kind, slug=row.slug, name=row.name) for row in rows])
    for row in rows:
        row.learneditem_ptr_id = row.id
    insert(rows)
    return rows


def make_standings(items: list[Any], project: Project) -> None:
    """Half of them active for everybody, half taught by the project."""
    insert(Standing(item_id=one.id, account=None, status=Status.ACTIVE) for one in items[::2])
    insert(
        Standing(item_id=one.id, account=project.account, status=Status.PROPOSED)
        for one in items[1::2]
    )
    insert(
        Lesson(
            item_id=one.id,
            account=project.account,
            project=project,
            example=one.name,
            source="build",
            scrub_version=1,
        )
        for one in items[1::2]
    )


def fill_tables(project: Project, count: int) -> None:
    """`count` rows more in every table that a context reads, of everybody, account and project."""
    total = LearnedItem.objects.count()
    make_standings(make_patterns(count, total), project)
    fill_learned(project, count)
    fill_state(project, count)
    fill_reports(project, count)


def fill_learned(project: Project, count: int) -> None:
    patterns = make_children(
        LearnedPattern,
        count,
        category="code",
        problem="Part {} is never put back",
        solution="Put part {} back.",
        digest="{}",
    )
    strategies = make_children(
        Strategy, count, domain="domain_{}", description="Begin with {}.", digest="{}"
    )
    fixes = make_children(
        ProvenFix,
        count,
        signature="{:032}",
        fix_digest="x",
        words="Part {} is out of place",
        category="build",
        approach="Put part {} back.",
    )
    for items in (patterns, strategies, fixes):
        make_standings(items, project)


def fill_state(project: Project, count: int) -> None:
    known: dict[str, Any] = {"project": project, "scrub_version": 1}
    insert(
        VerificationResult(agent="a", feature=f"{uuid7()}", passed=False, **known)
        for _ in range(count)
    )
    insert(TournamentResult(feature=f"feature {n}", winner="a", **known) for n in range(count))
    insert(
        ProjectRule(text=f"Rule {n}", digest=f"{uuid7()}", is_active=n < 5, **known)
        for n in range(count)
    )


def fill_reports(project: Project, count: int) -> None:
    known: dict[str, Any] = {"project": project, "scrub_version": 1}
    insert(
        ErrorEscalation(signature=f"{uuid7().hex}", message="Broken", **known) for _ in range(count)
    )
    insert(
        Judgment(type="code_quality", recommendations=["Test it."], recommends=True, **known)
        for _ in range(count)
    )
    model = ShadowModel.objects.create(
        account=project.account,
        name=f"specialist-{uuid7()}"[:60],
        model_version="1",
        status=ShadowModel.Status.READY,
    )
    insert(
        ShadowInference(
            model=model,
            account=project.account,
            domain="code",
            inference="Do so.",
            confidence=0.9,
            **known,
        )
        for _ in range(count)
    )
