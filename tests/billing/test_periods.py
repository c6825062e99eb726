"""Days, weeks and months where the organisation is: daylight saving, boundaries, a moved zone."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Organisation
from billing import budgets, ledger, windows
from billing.models import Window
from billing.refusal import RefusedError
from tests.billing.money import ALICE, bound, call, charge, reserve, spend, sums

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ["UTC", "Europe/Berlin", "Asia/Shanghai", "America/Havana", "Africa/Cairo",
         "America/Santiago", "Pacific/Apia", "Asia/Kathmandu", "America/Los_Angeles"]  # fmt: skip


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(period: str, first: date, zone: ZoneInfo) -> float:
    starts, ends = windows.bounds(period, first, zone)
    return (ends - starts) / timedelta(hours=1)


def test_a_day_has_23_hours_in_spring_and_25_in_autumn():
    assert hours("day", date(2026, 3, 29), BERLIN) == 23
    assert hours("day", date(2026, 10, 25), BERLIN) == 25
    assert hours("day", date(2026, 10, 26), BERLIN) == 24


def test_a_midnight_that_does_not_exist_is_the_moment_of_the_jump():
    starts, ends = windows.bounds("day", date(2026, 4, 24), ZoneInfo("Africa/Cairo"))

    assert (ends - starts) == timedelta(hours=23)
    assert starts == utc("2026-04-23T22:00:00")


def test_weeks_begin_on_monday_and_december_ends_with_the_year():
    sunday_night = datetime(2026, 11, 22, 23, tzinfo=UTC)

    assert windows.first_day("week", sunday_night, ZoneInfo("UTC")) == date(2026, 11, 16)
    assert windows.first_day("week", sunday_night, BERLIN) == date(2026, 11, 23)
    assert windows.bounds("month", date(2026, 12, 1), ZoneInfo("UTC"))[1] == utc("2027-01-01")


@given(
    st.sampled_from(["day", "week", "month", "total"]),
    st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    st.sampled_from([ZoneInfo(name) for name in ZONES]),
)
def test_every_moment_is_in_exactly_one_window_and_windows_touch(period, moment, zone):
    starts, ends = windows.bounds(period, windows.first_day(period, moment, zone), zone)

    assert starts <= moment < ends
    if period != "total":
        following = windows.first_day(period, ends, zone)
        assert windows.bounds(period, following, zone)[0] == ends
        assert windows.first_day(period, ends - timedelta(microseconds=1), zone) < following


@pytest.fixture
def in_berlin(db) -> None:
    organisation = Organisation.current()
    organisation.time_zone = "Europe/Berlin"
    organisation.save()


@pytest.mark.usefixtures("in_berlin")
def test_a_new_day_begins_at_midnight_where_the_organisation_is():
    budgets.set_budget("user", ALICE, "day", limit_nano=100)
    spend(100, at=utc("2026-11-18T22:59:59"))

    with pytest.raises(RefusedError) as refused:
        reserve(call(), 1, at=utc("2026-11-18T22:59:59.999999"))
    assert refused.value.renews_at == utc("2026-11-18T23:00:00")

    spend(100, at=utc("2026-11-18T23:00:00"))
    assert sums() == [(100, 0), (100, 0)]


@pytest.mark.django_db
def test_a_stream_across_midnight_is_booked_for_the_day_on_which_it_began():
    budgets.set_budget("user", ALICE, "day", limit_nano=100)
    who = call()
    reserve(who, 60, at=utc("2026-11-18T23:59:50"))
    reserve(call(), 1, at=utc("2026-11-19T00:00:05"))

    ledger.top_up(who.id, bound(40), now=utc("2026-11-19T00:00:10"))
    ledger.settle(who.id, [charge(70)], now=utc("2026-11-19T00:00:20"))

    assert sums() == [(70, 0), (0, 1)]


@pytest.mark.django_db
def test_a_clock_that_goes_back_books_into_the_earlier_day_again():
    budgets.set_budget("user", ALICE, "day", limit_nano=100)

    spend(10, at=utc("2026-11-19T00:00:01"))
    spend(20, at=utc("2026-11-18T23:59:59"))

    by_day = dict(Window.objects.values_list("first_day", "spent_nano"))
    assert by_day == {date(2026, 11, 18): 20, date(2026, 11, 19): 10}


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_moving_the_time_zone_leaves_neither_overlap_nor_hole(zone):
    budgets.set_budget("user", ALICE, "month", limit_nano=1000)
    budgets.set_budget("user", ALICE, "day", limit_nano=1000)
    spend(1, at=utc("2026-11-18T12:00:00"))
    organisation = Organisation.current()
    organisation.time_zone = zone
    organisation.save()

    moments = [utc("2026-11-18T12:30:00") + timedelta(hours=3 * n) for n in range(140)]
    for moment in moments:
        spend(1, at=moment)

    for period in ("day", "month"):
        found = Window.objects.filter(period=period).order_by("starts_at")
        assert sum(window.spent_nano for window in found) == 141
        for earlier, later in pairwise(found):
            assert earlier.ends_at == later.starts_at
