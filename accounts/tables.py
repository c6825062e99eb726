"""Tables of the console that people look at without counting or changing them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import display_for_value
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator
from unfold.views import ChangeList


def written(value: Any) -> Any:
    """A value as lists write it, a dash for none."""
    return display_for_value(value, "–")


def column(
    name: str, title: Any, write: Callable[[Any], Any] = written
) -> Callable[[Any, Any], Any]:
    """A column of the field `name` under a title and in a form that people read."""

    @admin.display(description=title, ordering=name)
    def shown(_model_admin: Any, row: Any) -> Any:
        return write(getattr(row, name))

    return shown


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


MOST_LOOKED_THROUGH = 50_000
"""Rows among which a filter without an index looks at once."""


class LongList(ChangeList):
    """Rows by time, the newest first; a rare value is looked for among so many at once.

    A page that is not full says how far back that was, and leads on to what is older.
    """

    def get_queryset(self, request: HttpRequest, *args: Any) -> "QuerySet[Any]":
        found: QuerySet[Any] = super().get_queryset(request, *args)
        self.time = self.model_admin.ordering[0].removeprefix("-")
        self.floor: datetime | None = None
        if self.query or not self._is_slow():
            return found
        rows = self.root_queryset.order_by(f"-{self.time}")
        if before := _moment(request.GET.get(f"{self.time}__lt", "")):
            rows = rows.filter(**{f"{self.time}__lt": before})
        times = rows.values_list(self.time, flat=True)
        self.floor = times[MOST_LOOKED_THROUGH : MOST_LOOKED_THROUGH + 1].first()
        if self.floor:
            found = found.filter(**{f"{self.time}__gte": self.floor})
        return found

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if self.floor and len(self.result_list) < self.list_per_page:
            further = self.get_query_string({f"{self.time}__lt": self.floor.isoformat()}, ["p"])
            words = _("Looked through %(count)s rows, back to %(moment)s.") % {
                "count": f"{MOST_LOOKED_THROUGH:,}",
                "moment": date_format(timezone.localtime(self.floor), "DATETIME_FORMAT"),
            }
            link = format_html('<a href="{}">{}</a>', further, _("Look further back"))
            messages.info(request, format_html("{} {}", words, link))

    def _is_slow(self) -> bool:
        """Whether a filter is chosen that no index knows."""
        chosen = {name.partition("__")[0] for name in self.get_filters_params()}
        return bool(chosen - {self.time, *self.model_admin.quick_filters})


class LongTableAdmin(ReadOnlyAdmin):
    """A table as quick with a million rows as with ten.

    `ordering`, `sortable_by` and `search_fields` name columns that have an index. What is typed is
    the whole value of the first of the search fields that can hold it: Django's own search would
    read every row. `quick_filters` are the columns whose values an index finds in that order.
    """

    list_per_page = 50
    quick_filters: Sequence[str] = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[LongList]:
        return LongList

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


def _moment(text: str) -> datetime | None:
    """The moment that an address names; None for nonsense."""
    try:
        return parse_datetime(text)
    except ValueError:
        return None


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
