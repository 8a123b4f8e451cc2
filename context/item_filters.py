"""What the lists of learned items are narrowed down by."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from context.models import Lesson, Standing, Status


class StatusFilter(admin.SimpleListFilter):
    title = "status before anybody"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, status.value) for status in Status]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        standings = Standing.objects.filter(item=OuterRef("pk"), status=self.value())
        return queryset.filter(Exists(standings)) if self.value() else queryset


class YesFilter(admin.SimpleListFilter):
    """Those for which something is so, or is not."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "No")]

    def condition(self) -> Any:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.filter(self.condition())
        return queryset.exclude(self.condition()) if self.value() == "no" else queryset


class WaitingFilter(YesFilter):
    title = "waiting for a person"
    parameter_name = "waiting"

    def condition(self) -> Any:
        return Exists(Standing.objects.waiting().filter(item=OuterRef("pk")))


class SampleFilter(YesFilter):
    title = "taught by samples only"
    parameter_name = "sample"

    def condition(self) -> Any:
        return taught_by_samples_only()


def taught_by_samples_only() -> Any:
    lessons = Lesson.objects.filter(item=OuterRef("pk"))
    return Exists(lessons.filter(account__is_sample=True)) & ~Exists(
        lessons.filter(account__is_sample=False)
    )
