"""What was counted is what happened, however calls are grouped."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Organisation
from chatapp.models import ClaudeCall
from chatapp.monitoring import counting, figures
from chatapp.monitoring.figures import Figures, Span
from chatapp.monitoring.histogram import bucket, milliseconds, percentile
from chatapp.monitoring.models import CallDay, CallHour
from tests.console.conftest import random_calls, store_call

pytestmark = pytest.mark.django_db


def whole(**only) -> Span:
    today = timezone.now().date()
    return Span(today - timedelta(days=40), today, ZoneInfo("UTC"), **only)


def added_up(calls: list[ClaudeCall]) -> Figures:
    """The same sums, by hand from the calls themselves."""
    return Figures(
        calls=len(calls),
        failed=sum(call.error_code not in ("", "cancelled") for call in calls),
        cancelled=sum(call.error_code == "cancelled" for call in calls),
        attempts=sum(len(call.attempts) for call in calls),
        waited_ms=sum(call.waited_ms for call in calls),
        duration_ms=sum(call.duration_ms for call in calls),
        first_token_ms=sum(call.first_token_ms or 0 for call in calls),
        first_tokens=sum(call.first_token_ms is not None for call in calls),
        input_tokens=sum(call.input_tokens or 0 for call in calls),
        output_tokens=sum(call.output_tokens or 0 for call in calls),
        cache_read_tokens=sum(call.cache_read_tokens or 0 for call in calls),
        cache_write_tokens=sum(call.cache_write_5m_tokens or 0 for call in calls),
    )


def test_the_sums_are_the_calls_added_up():
    calls = random_calls(120)
    assert figures.overall(whole()) == added_up(calls)
    for model, found in figures.by("model", whole()).items():
        assert found == added_up([call for call in calls if call.model == model])
    days = figures.over_time("day", whole())
    assert sum(day.calls for day in days.values()) == len(calls)
    for at, found in days.items():
        assert found == added_up([call for call in calls if call.started_at.date() == at.date()])
    failed = {}
    for row in figures.errors(whole()):
        failed[row["code"]] = failed.get(row["code"], 0) + row["failed"]
    assert failed == {code: sum(call.error_code == code for call in calls) for code in failed}
    assert sum(failed.values()) == added_up(calls).failed
    assert sum(row.calls for row in CallDay.objects.all()) == len(calls)


def test_a_call_that_cannot_be_stored_is_not_counted():
    call = store_call()
    with pytest.raises(IntegrityError):
        counting.store(ClaudeCall(pk=call.pk, started_at=timezone.now(), purpose="chat"))
    assert CallHour.objects.get().calls == 1


def test_a_day_is_one_of_the_organisation():
    Organisation.current()
    Organisation.objects.update(time_zone="Asia/Shanghai")
    store_call(datetime(2026, 3, 1, 17, 30, tzinfo=ZoneInfo("UTC")))
    assert str(CallDay.objects.get().day) == "2026-03-02"


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 10, 25), 25), (date(2026, 3, 29), 23)])
def test_the_day_clocks_change_has_all_its_hours_and_is_one_day(day, hours):
    berlin = ZoneInfo("Europe/Berlin")
    Organisation.current()
    Organisation.objects.update(time_zone=berlin.key)
    span = Span(day, day, berlin)
    for hour in range(hours):
        store_call(span.since.astimezone(UTC) + timedelta(hours=hour, minutes=59))
    assert [one.calls for one in figures.over_time("hour", span).values()] == [1] * hours
    assert [one.calls for one in figures.over_time("day", span).values()] == [hours]
    assert figures.overall(span).calls == hours


def test_an_hour_begins_where_the_organisations_does():
    india = ZoneInfo("Asia/Kolkata")  # half an hour off the full hours of UTC
    Organisation.current()
    Organisation.objects.update(time_zone=india.key)
    store_call(datetime(2026, 5, 1, 18, 40, tzinfo=UTC))  # ten past midnight there
    store_call(datetime(2026, 5, 1, 18, 20, tzinfo=UTC))
    second = Span(date(2026, 5, 2), date(2026, 5, 2), india)
    assert [one.calls for one in figures.over_time("hour", second).values()] == [1] + [0] * 23
    assert figures.overall(second).calls == 1


@given(st.lists(st.integers(0, 10_000_000), min_size=1, max_size=60), st.sampled_from([0.5, 0.95]))
def test_a_percentile_is_right_to_three_percent(durations, share):
    counts = {}
    for duration in durations:
        counts[bucket(duration)] = counts.get(bucket(duration), 0) + 1
    ranked = sorted(durations)
    exact = ranked[max(0, -(-int(share * 1000) * len(ranked) // 1000) - 1)]
    assert percentile(counts, share) == pytest.approx(exact, rel=0.03, abs=1)


def test_buckets_of_nothing_and_of_very_long():
    assert percentile({}, 0.5) is None
    assert milliseconds(bucket(10**12)) > 3 * 24 * 3_600_000
