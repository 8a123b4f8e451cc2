"""Lists of the admin whose cost does not grow with their tables."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import CharField, Field, ForeignKey, TextField
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin
from unfold.views import ChangeList

# What a list counts and leads to; for what lies beyond it is searched or filtered.
MOST_ROWS: Final = 2_000
MOST_CHOICES: Final = 100
# A filter offers the values of as many rows.
NEWEST: Final = 2_000
# No id is one, and no database holds it as a number.
LONG_NUMBER: Final = re.compile(r"\A\s*[+-]?\d{19}")


class AtLeast(int):
    """A number of rows that was not counted to its end."""

    def __str__(self) -> str:
        return f"{int(self)}+"


def count_of(rows: Any, most: int) -> int:
    """How many rows there are, counted no further than `most`."""
    counted: int = rows.order_by().values("pk")[: most + 1].count()
    return AtLeast(most) if counted > most else counted


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    @cached_property
    def count(self) -> int:
        return count_of(self.object_list, MOST_ROWS)


class BoundedList(ChangeList):  # type: ignore[misc]
    """Says “Show all” only where something may be left out."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not (self.query or self.has_active_filters):
            self.full_result_count = self.result_count


def mark(field: str, said: str) -> Callable[[Any], str]:
    """A column for what is no good or bad: the word where it is so, else nothing. The tick of an
    ordinary one is green, its cross red.
    """

    @admin.display(description=said.capitalize(), ordering=field)
    def marked(row: Any) -> str:
        return said if getattr(row, field) else ""

    marked.__name__ = f"{field}_mark"
    return marked


def in_words(field: str) -> Callable[[Any], str]:
    """For the page of a row: a list or an object that was told, without the signs of JSON."""

    @admin.display(description=field.capitalize())
    def worded(row: Any) -> str:
        return words(getattr(row, field))

    worded.__name__ = f"{field}_in_words"
    return worded


def words(told: Any) -> str:
    match told:
        case dict():
            return "; ".join(f"{name}: {words(value)}" for name, value in told.items())
        case list():
            return ", ".join(map(words, told))
        case bool():
            return "yes" if told else "no"
        case None:
            return ""
    return str(told)


class AskedAdmin(ModelAdmin):  # type: ignore[misc]
    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        # PostgreSQL fails on a NUL in what a row is sought by.
        if "\0" in object_id:
            raise Http404
        return super().get_object(request, object_id, from_field)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the page's own filters ask. Django itself takes any column of the table, and
        by `startswith` whoever sees the list could find out texts that it does not show, or by
        `regex` keep a process busy for ever.
        """
        # PostgreSQL fails on a NUL in what a list is filtered by, and SQLite on a long number.
        is_held = "\0" not in value and not LONG_NUMBER.search(value)
        return is_held and lookup in set(asked(self.get_list_filter(request)))


class BoundedAdmin(AskedAdmin):
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BoundedList


def asked(filters: Iterable[Any]) -> Iterator[str]:
    """What these filters of a list are called in its address."""
    for each in filters:
        if isinstance(each, type):
            yield each.parameter_name  # type: ignore[attr-defined]
        elif isinstance(each, tuple):
            yield f"{each[0]}__isempty"
        else:
            yield from (f"{each}{how}" for how in ("", "__exact", "__isnull", "__id__exact"))


class ValuesFilter(admin.AllValuesFieldListFilter):
    """The values that the newest rows have, and the one that is chosen."""

    def __init__(
        self,
        field: Any,
        request: HttpRequest,
        params: dict[str, Any],
        model: Any,
        model_admin: Any,
        field_path: str,
    ) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        self.newest = model_admin.model._base_manager.order_by("-pk")[:NEWEST]

    def choices(self, changelist: Any) -> Iterator[Any]:
        told = set(self.newest.values_list(self.field_path, flat=True)) - {None, ""}
        told.update(self.lookup_val or ())
        self.lookup_choices = sorted(told)[:MOST_CHOICES]  # type: ignore[assignment]
        yield from super().choices(changelist)


class RowFilter(admin.RelatedFieldListFilter):
    """The first rows of what is pointed to, by name."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: Any
    ) -> list[tuple[str, Any]]:
        rows = field.related_model._default_manager.all()[:MOST_CHOICES]
        return [(str(row.pk), str(row)) for row in rows]


def is_free_text(field: "Field[Any, Any]") -> bool:
    return isinstance(field, CharField | TextField) and not field.choices


admin.FieldListFilter.register(is_free_text, ValuesFilter, take_priority=True)
admin.FieldListFilter.register(
    lambda field: isinstance(field, ForeignKey), RowFilter, take_priority=True
)
