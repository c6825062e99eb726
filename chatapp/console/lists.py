"""What long tables of calls need to stay quick: choices from the sums."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from chatapp.monitoring.models import CallDay


class _CountedFilter(admin.SimpleListFilter):
    """The values that calls have had, read from the sums instead of from every call."""

    column: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        found = CallDay.objects.values_list(self.column, flat=True).order_by(self.column)
        return [(value, value) for value in found.distinct() if value]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        chosen = self.value()
        return queryset.filter(**{str(self.parameter_name): chosen}) if chosen else queryset


def counted_filter(title: Any, parameter: str, column: str) -> type[admin.SimpleListFilter]:
    """A filter by `parameter` of the call, which the sums know as `column`."""
    facts = {"title": title, "parameter_name": parameter, "column": column}
    return type(f"{parameter.title()}Filter", (_CountedFilter,), facts)
