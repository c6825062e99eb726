"""How long calls took: percentiles read from counted buckets, over a span and step by step."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Sum

from chatapp.models import ClaudeCall
from chatapp.monitoring.figures import Span, begin_of, steps
from chatapp.monitoring.histogram import bucket, percentile
from chatapp.monitoring.models import Latency, LatencyDay, LatencyHour

SHARES = (0.5, 0.95, 0.99)
MOST_CALLS_OF_A_PERSON = 2000
MEASURES = tuple(Latency.Measure.values)

Percentiles = tuple[int | None, ...]
Counts = dict[int, int]


def overall(span: Span) -> Mapping[str, Percentiles]:
    """p50, p95 and p99 (ms) of the time to the `first` token and to the `whole` answer.

    One person's are read from their newest `MOST_CALLS_OF_A_PERSON` calls of the span.
    """
    counts: dict[str, Counts] = {measure: defaultdict(int) for measure in MEASURES}
    if span.user_id is not None:
        _count_calls(span, counts)
    else:
        rows = _rows("day", span).values("measure", "bucket")
        for row in rows.annotate(of_bucket=Sum("calls")).order_by():
            counts[row["measure"]][row["bucket"]] = row["of_bucket"]
    return {measure: _percentiles(found) for measure, found in counts.items()}


def over_time(step: str, span: Span) -> dict[datetime, Mapping[str, Percentiles]]:
    """The same for each step; nothing for a single person, who has too few calls for it."""
    counts: dict[datetime, dict[str, Counts]] = {
        at: {measure: defaultdict(int) for measure in MEASURES} for at in steps(step, span)
    }
    if span.user_id is None:
        column = "hour" if step == "hour" else "day"
        rows = _rows(column, span).values("measure", "bucket", at=F(column))
        for row in rows.annotate(of_bucket=Sum("calls")).order_by():
            begins = begin_of(step, row["at"], span)
            if begins in counts:
                counts[begins][row["measure"]][row["bucket"]] += row["of_bucket"]
    return {
        at: {measure: _percentiles(found) for measure, found in measures.items()}
        for at, measures in counts.items()
    }


def _rows(column: str, span: Span) -> "QuerySet[Any, Any]":
    """Counted durations; without a filter the rows that sum everything up."""
    rows: QuerySet[Any, Any] = LatencyDay.objects.filter(day__gte=span.first, day__lte=span.last)
    if column == "hour":
        rows = LatencyHour.objects.filter(hour__gte=span.since, hour__lt=span.until)
    if not span.is_filtered:
        return rows.filter(model="")
    return rows.exclude(model="").filter(**span.filters())


def _count_calls(span: Span, counts: dict[str, Counts]) -> None:
    calls = ClaudeCall.objects.filter(
        user_id=span.user_id, started_at__gte=span.since, started_at__lt=span.until, error_code=""
    ).filter(**span.filters())
    columns = ("first_token_ms", "duration_ms")
    for took in calls.order_by("-started_at").values_list(*columns)[:MOST_CALLS_OF_A_PERSON]:
        for measure, milliseconds in zip(MEASURES, took, strict=True):
            if milliseconds is not None:
                counts[measure][bucket(milliseconds)] += 1


def _percentiles(counts: Counts) -> Percentiles:
    return tuple(percentile(counts, share) for share in SHARES)
