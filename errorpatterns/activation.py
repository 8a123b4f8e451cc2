"""What must hold before a pattern is activated: it recognises its examples, and nothing that it
must not.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from context.models import Lesson
from errorpatterns.matching import Index
from errorpatterns.regexes import RegexRefused, check

if TYPE_CHECKING:
    from errorpatterns.models import ErrorPattern

# Of what was taught, as many of the newest are tried.
LESSONS = 20


class NotRecognised(ValueError):
    """The pattern misses an example or takes a counter-example; the message names both, but quotes
    no account.
    """


def check_examples(patterns: "Iterable[ErrorPattern]") -> None:
    """Raises NotRecognised for the first pattern that the index does not find by its examples, or
    finds where it must not.
    """
    for pattern in patterns:
        try:
            check(pattern.error_regex, built_in=pattern.is_built_in)
        except RegexRefused as error:
            raise NotRecognised(f"{pattern.slug}: {error.reason}") from error
        index = Index([(pattern.pk, pattern.error_regex)])
        for example in pattern.examples:
            if not index.match(example):
                raise NotRecognised(f"{pattern.slug} does not match “{example[:200]}”.")
        for account, lesson in taught_as(pattern):
            if not index.match(lesson):
                raise NotRecognised(f"{pattern.slug} does not match an error as {account} told it.")
        for example in pattern.counter_examples:
            if index.match(example):
                raise NotRecognised(f"{pattern.slug} matches “{example[:200]}”, which it must not.")


def taught_as(pattern: "ErrorPattern") -> Iterable[tuple[str, str]]:
    """By account, the errors that taught it. Their text is the account's own: it goes into no
    message.
    """
    lessons = Lesson.objects.filter(item=pattern.pk).order_by("-created_at")
    return lessons.values_list("account__name", "example")[:LESSONS]
