"""How calls went in a span of time: counted rows added up, never the calls themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from accounts.days import Days
from chatapp.monitoring.models import SUMMED, CallDay, CallHour, PersonDay

FAILED = ~Q(code__in=("", "cancelled"))
MOST_STEPS = 4000


@dataclass(frozen=True, slots=True)
class Span(Days):
    """Days of the organisation; only calls of this model, team, person …"""

    model: str = ""
    purpose: str = ""
    team_id: int | None = None
    user_id: int | None = None

    @property
    def is_filtered(self) -> bool:
        return bool(self.model or self.purpose) or self.team_id is not None

    def filters(self) -> dict[str, Any]:
        """What the columns of every table must be."""
        wanted = {"model": self.model, "purpose": self.purpose}
        found: dict[str, Any] = {name: value for name, value in wanted.items() if value}
        if self.team_id is not None:
            found["team_id"] = self.team_id
        return found

    def days(self) -> "QuerySet[Any, Any]":
        """The rows by day in this span: those of the person, if it is about one."""
        rows: QuerySet[Any, Any] = CallDay.objects.all()
        if self.user_id is not None:
            rows = PersonDay.objects.filter(user_id=self.user_id)
        return rows.filter(day__gte=self.first, day__lte=self.last, **self.filters())

    def hours(self) -> "QuerySet[Any, Any]":
        """The rows by hour in this span; they know no persons."""
        rows = CallHour.objects.filter(hour__gte=self.since, hour__lt=self.until)
        return rows.filter(**self.filters())


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over calls. Durations in milliseconds, money in nano-dollars, the rest counts."""

    calls: int = 0
    failed: int = 0
    cancelled: int = 0
    attempts: int = 0
    waited_ms: int = 0
    duration_ms: int = 0
    first_token_ms: int = 0
    first_tokens: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    cache_hits: int = 0
    saved_nano: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        names = [field.name for field in fields(self)]
        return Figures(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def succeeded(self) -> int:
        return self.calls - self.failed - self.cancelled

    @property
    def success_rate(self) -> float | None:
        """Share of the calls that nobody stopped which brought a whole answer; None of none."""
        ended = self.calls - self.cancelled
        return self.succeeded / ended if ended else None

    @property
    def hit_rate(self) -> float | None:
        """Share of all calls that a kept answer served."""
        return self.cache_hits / self.calls if self.calls else None

    @property
    def prompt_hit_rate(self) -> float | None:
        """Share of the prompt's tokens that Claude read from its own cache."""
        prompt = self.input_tokens + self.cache_read_tokens + self.cache_write_tokens
        return self.cache_read_tokens / prompt if prompt else None

    @property
    def mean_duration_ms(self) -> int | None:
        return round(self.duration_ms / self.calls) if self.calls else None

    @property
    def mean_first_token_ms(self) -> int | None:
        return round(self.first_token_ms / self.first_tokens) if self.first_tokens else None

    @property
    def retries(self) -> int:
        """Attempts beyond the first of each call that was sent."""
        return max(0, self.attempts - (self.calls - self.cache_hits))

    @property
    def tokens(self) -> int:
        return (
            self.input_tokens
            + self.output_tokens
            + self.cache_read_tokens
            + self.cache_write_tokens
        )


_SUMS = {f"all_{name}": Coalesce(Sum(name), 0) for name in SUMMED} | {
    "all_failed": Coalesce(Sum("calls", filter=FAILED), 0),
    "all_cancelled": Coalesce(Sum("calls", filter=Q(code="cancelled")), 0),
}  # prefixed: a sum that is named like its column would hide it


def overall(span: Span) -> Figures:
    """All calls of the span."""
    return _figures(span.days().aggregate(**_SUMS))


def by(group: str, span: Span) -> dict[Any, Figures]:
    """Grouped by `model`, `purpose`, `team_id`, `code` or `status`, the largest group first."""
    rows = span.days().values(group).annotate(**_SUMS).order_by(group)
    found = {row[group]: _figures(row) for row in rows}
    return dict(sorted(found.items(), key=lambda item: -item[1].calls))


def over_time(step: str, span: Span) -> dict[datetime, Figures]:
    """The calls per `hour`, `day` or `month`, the oldest first, gaps too.

    Hours of one person aren't counted: they are shown by day.
    """
    found = dict.fromkeys(steps(step, span), Figures())
    for at, figures in _by_step(step, span):
        begins = begin_of(step, at, span)
        if begins in found:
            found[begins] += figures
    return found


def _by_step(step: str, span: Span) -> "list[tuple[date | datetime, Figures]]":
    rows: QuerySet[Any, Any]
    if step == "hour" and span.user_id is None:
        rows = span.hours().values(at=F("hour"))
    elif step == "month":
        rows = span.days().annotate(month=TruncMonth("day")).values(at=F("month"))
    else:
        rows = span.days().values(at=F("day"))
    return [(row["at"], _figures(row)) for row in rows.annotate(**_SUMS).order_by("at")]


def steps(step: str, span: Span) -> list[datetime]:
    """When each step of the span begins, in UTC: of two hours that a clock calls 2, each is one.

    Days of 23 and 25 hours are one day each.
    """
    at = begin_of(step, span.first, span)
    found: list[datetime] = []
    while at < span.until and len(found) < MOST_STEPS:
        found.append(at)
        if step == "hour":
            at += timedelta(hours=1)
        else:
            day = at.astimezone(span.zone).date()
            at = begin_of(step, day + timedelta(days=1 if step == "day" else 32), span)
    return found


def begin_of(step: str, at: "date | datetime", span: Span) -> datetime:
    """When the step that holds this hour or day begins, in UTC."""
    if isinstance(at, datetime):
        since = span.since.astimezone(UTC)
        return since + (at - since) // timedelta(hours=1) * timedelta(hours=1)
    day = at.replace(day=1) if step == "month" else at
    return datetime.combine(day, time.min, tzinfo=span.zone).astimezone(UTC)


def errors(span: Span) -> list[dict[str, Any]]:
    """Failed calls by `code`, `status` and `model`, with their `calls`; the most frequent first."""
    rows = span.days().filter(FAILED).values("code", "status", "model")
    return list(rows.annotate(failed=Sum("calls")).order_by("-failed", "code", "model"))


def errors_over_time(step: str, span: Span, most: int = 6) -> dict[str, list[int]]:
    """Failed calls per step by code, the most frequent codes first, the rest as one."""
    begins = {at: place for place, at in enumerate(steps(step, span))}
    found: dict[str, list[int]] = {}
    rows: QuerySet[Any, Any]
    if step == "hour" and span.user_id is None:
        rows = span.hours().filter(FAILED).values("code", at=F("hour"))
    else:
        rows = span.days().filter(FAILED).values("code", at=F("day"))
    for row in rows.annotate(failed=Sum("calls")).order_by():
        place = begins.get(begin_of(step, row["at"], span))
        if place is not None:
            found.setdefault(row["code"], [0] * len(begins))[place] += row["failed"]
    ranked = sorted(found.items(), key=lambda item: (-sum(item[1]), item[0]))
    rest = [values for _code, values in ranked[most:]]
    result = dict(ranked[:most])
    if rest:
        result[""] = [sum(column) for column in zip(*rest, strict=True)]
    return result


def values_of(column: str, span: Span) -> list[str]:
    """The models or purposes that calls of these days had, to choose from."""
    open_span = replace(span, model="", purpose="", team_id=None, user_id=None)
    rows = open_span.days().order_by(column).values_list(column, flat=True)
    return [value for value in rows.distinct() if value]


def ever(column: str) -> list[str]:
    """The models, purposes or codes that calls have ever had."""
    return list(CallDay.objects.order_by(column).values_list(column, flat=True).distinct())


def _figures(row: Mapping[str, Any]) -> Figures:
    return Figures(**{field.name: row[f"all_{field.name}"] for field in fields(Figures)})
