"""Tables of the console that people look at without counting or changing them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
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

    `ordering`, `sortable_by` and `search_fields` name columns that have an index. What is typed is
    the whole value of the first of the search fields that can hold it: Django's own search would
    read every row.
    """

    list_per_page = 50

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        """The rows of which that field is what was typed; none where no field can hold it."""
        wanted = search_term.strip()
        for name in self.search_fields if wanted else ():
            try:
                return queryset.filter(**{name: self.opts.get_field(name).to_python(wanted)}), False
            except ValidationError:
                continue
        return (queryset.none() if wanted else queryset), False


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
    words: Callable[[], Mapping[str, str]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        words = type(self).words()
        return [(value, words.get(value, value)) for value in type(self).find() if value]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        chosen = self.value()
        return queryset.filter(**{str(self.parameter_name): chosen}) if chosen else queryset


def value_filter(
    title: Any,
    parameter: str,
    find: Callable[[], Iterable[str]],
    words: Callable[[], Mapping[str, str]] = dict,
) -> type[admin.SimpleListFilter]:
    """A filter by the column `parameter`; `find` says which values there are, `words` how to.

    Django's own would read every row of the table to learn that.
    """
    facts = {"title": title, "parameter_name": parameter}
    how = {"find": staticmethod(find), "words": staticmethod(words)}
    return type(f"{parameter.title()}Filter", (_ValueFilter,), facts | how)
