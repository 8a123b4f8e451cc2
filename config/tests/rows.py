"""Many rows at once, for tests of what must not depend on how many there are."""

from typing import Any

from django.db import connection, models

from context.models import LearnedItem, Lesson, Standing, Status
from errorpatterns.models import ErrorEscalation, ErrorPattern
from projects.models import Project


def insert(rows: list[models.Model]) -> None:
    """The rows' own table alone: Django's bulk_create refuses children of another table."""
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
    LearnedItem.objects.bulk_create(
        [
            LearnedItem(id=pattern.id, kind=pattern.kind, slug=pattern.slug, name=pattern.name)
            for pattern in patterns
        ]
    )
    for pattern in patterns:
        pattern.learneditem_ptr_id = pattern.id
    insert(list(patterns))
    return patterns


def fill_tables(project: Project, count: int) -> None:
    """`count` rows more in every table that a context reads, of everybody, account and project."""
    total = LearnedItem.objects.count()
    patterns = make_patterns(count, total)
    Standing.objects.bulk_create(
        Standing(item_id=one.id, account=None, status=Status.ACTIVE) for one in patterns[::2]
    )
    Standing.objects.bulk_create(
        Standing(item_id=one.id, account=project.account, status=Status.PROPOSED)
        for one in patterns[1::2]
    )
    Lesson.objects.bulk_create(
        Lesson(
            item_id=one.id,
            account=project.account,
            project=project,
            example=one.name,
            source="build",
            scrub_version=1,
        )
        for one in patterns[1::2]
    )
    ErrorEscalation.objects.bulk_create(
        ErrorEscalation(
            project=project, signature=f"{total + n:032}", message="Broken", scrub_version=1
        )
        for n in range(count)
    )
