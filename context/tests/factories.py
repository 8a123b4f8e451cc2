from itertools import count

from context.models import LearnedItem, Lesson, Standing, Status
from projects.models import Account, Project

numbers = count(1)


def make_item(**fields: object) -> LearnedItem:
    number = next(numbers)
    return LearnedItem.objects.create(
        **{"kind": "error_pattern", "slug": f"item-{number}", "name": f"Item {number}", **fields}
    )


def make_lesson(item: LearnedItem, project: Project, **fields: object) -> Lesson:
    """A lesson, and the standing before its account that comes with the first."""
    Standing.objects.get_or_create(item=item, account=project.account)
    return Lesson.objects.create(
        **{
            "item": item,
            "account": project.account,
            "project": project,
            "example": "x",
            "source": "build",
            "scrub_version": 1,
            **fields,
        }
    )


def make_standing(
    item: LearnedItem, account: Account | None, status: str = Status.ACTIVE, **fields: object
) -> Standing:
    return Standing.objects.create(item=item, account=account, status=status, **fields)
