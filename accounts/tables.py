"""Tables of the console that people look at without counting or changing them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator


class ReadOnlyAdmin(ModelAdmin):
    """A table to be looked at. Its rows aren't counted: that alone would read all of them."""

    paginator = InfinitePaginator
    show_full_result_count = False
    list_fullwidth = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class LongTableAdmin(ReadOnlyAdmin):
    """A table as quick with a million rows as with ten.

    `ordering`, `sortable_by` and `search_fields` name columns that have an index. What is typed
    is the whole value of one of them: Django's own search would read every row.
    """

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        """Rows of which one field is what was typed; fields that cannot hold it are left out."""
        if not (wanted := search_term.strip()):
            return queryset, False
        found = Q(pk__in=())
        for name in self.search_fields:
            try:
                found |= Q(**{name: self.opts.get_field(name).to_python(wanted)})
            except ValidationError:
                continue
        return queryset.filter(found), False


class WriteOnceAdmin(ModelAdmin):
    """To be added to; what is there stays as it is."""

    list_fullwidth = True

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class _ValueFilter(admin.SimpleListFilter):
    """Values of one column, found without reading the table."""

    find: Callable[[], Iterable[str]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, value) for value in type(self).find() if value]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        chosen = self.value()
        return queryset.filter(**{str(self.parameter_name): chosen}) if chosen else queryset


def value_filter(
    title: Any, parameter: str, find: Callable[[], Iterable[str]]
) -> type[admin.SimpleListFilter]:
    """A filter by the column `parameter`; `find` says which values there are.

    Django's own would read every row of the table to learn that.
    """
    facts = {"title": title, "parameter_name": parameter, "find": staticmethod(find)}
    return type(f"{parameter.title()}Filter", (_ValueFilter,), facts)
