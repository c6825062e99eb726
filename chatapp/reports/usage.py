"""The usage report: what was used and what it cost, grouped, filtered, compared, sorted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import DaySpend
from billing.prices import canonical
from billing.words import kind_words, purpose_words
from chatapp.reports import names

GROUPS: dict[str, tuple[str, "str | Promise"]] = {
    "user": ("user_id", gettext_lazy("Person")),
    "team": ("team_id", gettext_lazy("Team")),
    "model": ("model", gettext_lazy("Model")),
    "assistant": ("assistant_id", gettext_lazy("Assistant")),
    "purpose": ("purpose", gettext_lazy("Purpose")),
    "kind": ("kind", gettext_lazy("Kind")),
    "day": ("day", gettext_lazy("Day")),
    "month": ("month", gettext_lazy("Month")),
}
SORTS = ("amount", "before", "calls", "input", "output", "cache_read", "cache_write", "name")


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is about: whole days of the organisation, both included; 0 is nobody, none."""

    first: date
    last: date
    group: str = "user"
    user_id: int | None = None
    team_id: int | None = None
    assistant_id: int | None = None
    model: str = ""
    purpose: str = ""

    def rows(self, *columns: str) -> "QuerySet[DaySpend, DaySpend]":
        """The sums by day that it is about, which tell these columns apart."""
        days = {"day__gte": self.first, "day__lte": self.last}
        return DaySpend.knowing(*columns, **days, **self.equal())

    def equal(self) -> dict[str, Any]:
        """What the columns of sums and entries must be; 0 is NULL in an entry."""
        wanted = {"user_id": self.user_id, "team_id": self.team_id}
        wanted |= {"assistant_id": self.assistant_id}
        found: dict[str, Any] = {name: one for name, one in wanted.items() if one is not None}
        if self.model:
            found["model__in"] = {self.model, canonical(self.model)}
        if self.purpose:
            found["purpose"] = self.purpose
        return found

    def before(self, first: date, last: date) -> "Question":
        """The same of other days, to compare with."""
        return replace(self, first=first, last=last)


@dataclass(frozen=True, slots=True)
class Sums:
    """Money in nano-dollars, tokens by kind, calls."""

    calls: int = 0
    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0
    amount: int = 0
    estimated: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        mine = [field.name for field in fields(self)]
        return Sums(*(getattr(self, name) + getattr(other, name) for name in mine))

    @property
    def tokens(self) -> int:
        return self.input + self.output + self.cache_read + self.cache_write


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a report. `before` is what the same group cost in the period before."""

    key: Any
    name: str
    sums: Sums
    before: int = 0


_COLUMN = {"cache_write_5m": "cache_write", "cache_write_1h": "cache_write"} | {
    name: name for name in ("input", "output", "cache_read")
}
"""Where tokens of a kind are shown; uses of tools are money only."""


def total(question: Question) -> Sums:
    """All of it. One query."""
    return sum(grouped(replace(question, group="purpose")).values(), Sums())


def rows(
    question: Question, before: Question | None = None, *, sort: str = "amount", down: bool = True
) -> list[Row]:
    """The groups of the report, sorted. Three queries, whatever the size."""
    earlier = grouped(before) if before is not None else {}
    return compared(question, grouped(question), earlier, sort=sort, down=down)


def compared(
    question: Question,
    found: dict[Any, Sums],
    earlier: Mapping[Any, Sums],
    *,
    sort: str = "amount",
    down: bool = True,
) -> list[Row]:
    """The groups beside what they cost before, sorted. Days aren't compared with days.

    A group that spent only in the period before is listed too: what stopped is news as well.
    """
    if question.group in ("day", "month"):
        earlier = {}
    keys = found.keys() | earlier.keys()
    named, none = names_of(question.group, keys), Sums()
    result = [
        Row(key, named[key], found.get(key, none), earlier.get(key, none).amount) for key in keys
    ]
    return sorted(result, key=lambda row: _sort_key(row, sort, question.group), reverse=down)


def dearest(question: Question, most: int) -> list[Row]:
    """The groups that cost most. Two queries; only these are named."""
    found = sorted(grouped(question).items(), key=lambda item: (-item[1].amount, str(item[0])))
    named = names_of(question.group, [key for key, _sums in found[:most]])
    return [Row(key, named[key], sums) for key, sums in found[:most]]


def amounts(question: Question, *columns: str) -> dict[tuple[Any, ...], int]:
    """Nano-dollars by several columns at once. One query."""
    found = question.rows(*columns).order_by().values_list(*columns)
    return {tuple(row[:-1]): row[-1] for row in found.annotate(nano=Sum("amount_nano"))}


def table(found: list[Row], group: str) -> tuple[list[str], Iterator[list[Any]]]:
    """The report as a file has it: headers, and lines with exact dollars."""
    headers = [
        str(GROUPS[group][1]),
        *([] if group in ("day", "month", "model", "purpose", "kind") else [_("Number")]),
        *(_("Calls"), _("Input"), _("Output"), _("Cache read"), _("Cache write")),
        *(_("US dollars"), _("of it estimated"), _("in the period before")),
    ]
    numbered = _("Number") in headers
    lines = (
        [
            row.key if isinstance(row.key, date) and group == "day" else row.name,
            *([row.key] if numbered else []),
            row.sums.calls,
            row.sums.input,
            row.sums.output,
            row.sums.cache_read,
            row.sums.cache_write,
            exact(row.sums.amount),
            exact(row.sums.estimated),
            exact(row.before),
        ]
        for row in found
    )
    return headers, lines


def exact(nano: int) -> Decimal:
    """Dollars with all nine decimals."""
    return Decimal(nano).scaleb(-9)


def by_day(question: Question, most: int = 6) -> tuple[list[date], dict[Any, list[int]]]:
    """Nano-dollars per day and group, the dearest groups first, the rest under None."""
    days = [
        question.first + timedelta(days=number)
        for number in range((question.last - question.first).days + 1)
    ]
    column = GROUPS[question.group][0]
    found: dict[Any, list[int]] = {}
    for row in (
        question.rows(column)
        .order_by()
        .values("day", key=F(column))
        .annotate(nano=Sum("amount_nano"))
    ):
        values = found.setdefault(row["key"], [0] * len(days))
        values[(row["day"] - question.first).days] += row["nano"]
    ranked = sorted(found.items(), key=lambda item: (-sum(item[1]), str(item[0])))
    result: dict[Any, list[int]] = dict(ranked[:most])
    if ranked[most:]:
        result[None] = [sum(day) for day in zip(*(v for _k, v in ranked[most:]), strict=True)]
    return days, result


def grouped(question: Question) -> dict[Any, Sums]:
    """The sums of each group. One query.

    Kinds are grouped by the database and put side by side here: a sum with a condition for each
    kind would take it twice as long.
    """
    column = GROUPS[question.group][0]
    found: Any
    if column == "month":
        found = question.rows().order_by().annotate(month=TruncMonth("day"))
    else:
        found = question.rows(column).order_by()
    result: dict[Any, Sums] = {}
    for key, kind, calls, quantity, amount, estimated in found.values_list(column, "kind").annotate(
        Sum("calls"), Sum("quantity"), Sum("amount_nano"), Sum("estimated_nano")
    ):
        tokens = {_COLUMN[kind]: quantity} if kind in _COLUMN else {}
        sums = Sums(calls=calls, amount=amount, estimated=estimated, **tokens)
        result[key] = result.get(key, Sums()) + sums
    return result


def names_of(group: str, found: Iterable[Any]) -> Mapping[Any, str]:
    """What the keys of a group are called. One query at most."""
    match group:
        case "user":
            return names.of_people(found)
        case "team":
            return names.of_teams(found)
        case "assistant":
            return names.of_assistants(found)
        case "purpose" | "kind":
            words = purpose_words() if group == "purpose" else kind_words()
            return {key: words.get(key, key) for key in found}
        case "day":
            return {key: date_format(key, "DATE_FORMAT") for key in found}
        case "month":
            return {key: date_format(key, "YEAR_MONTH_FORMAT") for key in found}
    return {key: str(key) for key in found}


def _sort_key(row: Row, sort: str, group: str) -> tuple[Any, str]:
    if sort == "name":
        return (row.key if group in ("day", "month") else row.name.casefold(), "")
    if sort == "before":
        return (row.before, row.name)
    return (getattr(row.sums, sort), row.name)
