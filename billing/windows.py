"""Periods in the organisation's time zone, and the rows that count what was spent in them.

A window is made when it is first needed, with the sums of what happened before. There is no job
that resets anything: a new day is a new row.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Q, QuerySet, Sum

from billing.models import LedgerEntry, Period, Reservation, Subject, Window
from billing.tokens import OUTPUT, TOKEN_KINDS

EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))
_Row = TypeVar("_Row", LedgerEntry, Reservation)
Key = tuple[str, int, str]  # subject, subject id, period


def first_day(period: str, at: datetime, zone: ZoneInfo) -> date:
    """The first day of the period that holds `at` in `zone`. Weeks begin on Monday."""
    today = at.astimezone(zone).date()
    match period:
        case Period.DAY:
            return today
        case Period.WEEK:
            return today - timedelta(days=today.weekday())
        case Period.MONTH:
            return today.replace(day=1)
        case _:
            return EVER[0].date()


def bounds(period: str, first: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The moments at which the period begins and ends. A day may have 23 or 25 hours.

    A midnight that daylight saving skips is the moment of the jump; one that comes twice is
    the first of the two.
    """
    match period:
        case Period.DAY:
            after = first + timedelta(days=1)
        case Period.WEEK:
            after = first + timedelta(days=7)
        case Period.MONTH:
            after = (first + timedelta(days=31)).replace(day=1)
        case _:
            return EVER
    return _midnight(first, zone), _midnight(after, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def key_of(window: Window) -> Key:
    """What names a window among those that count at one moment."""
    return (window.subject, window.subject_id, window.period)


def open_window(key: Key, at: datetime, zone: ZoneInfo) -> Window:
    """The window of `key` that holds `at`; made, with what was spent before, if there is none.

    Runs in a transaction of its own, in which no reservation can be written: so its first sums
    miss nothing and count nothing twice. After a change of time zone, a window neither
    overlaps the one before it nor leaves a hole.
    """
    subject, subject_id, period = key
    with transaction.atomic():
        _hold_off_reservations()
        of_key = Window.objects.filter(subject=subject, subject_id=subject_id, period=period)
        if found := of_key.filter(starts_at__lte=at, ends_at__gt=at).first():
            return found
        first = first_day(period, at, zone)
        starts, ends = bounds(period, first, zone)
        before = of_key.filter(ends_at__lte=at).order_by("-ends_at").first()
        after = of_key.filter(starts_at__gt=at).order_by("starts_at").first()
        if before:
            starts = max(starts, before.ends_at)
        if after:
            ends = min(ends, after.starts_at)
        window = of_key.filter(first_day=first).first() or Window(
            subject=subject, subject_id=subject_id, period=period, first_day=first,
            starts_at=starts, ends_at=ends,
        )  # fmt: skip
        window.starts_at, window.ends_at = (
            min(window.starts_at, starts),
            max(window.ends_at, ends),
        )
        for name, value in actual_sums(window).items():
            setattr(window, name, value)
        window.save()
        return window


def actual_sums(window: Window) -> dict[str, int]:
    """What the window's sums must be, from the entries and the open reservations themselves."""
    entries = _of(window, LedgerEntry.objects.all()).filter(
        booked_at__gte=window.starts_at, booked_at__lt=window.ends_at
    )
    held = _of(window, Reservation.objects.filter(state=Reservation.State.OPEN)).filter(
        reserved_at__gte=window.starts_at, reserved_at__lt=window.ends_at
    )
    spent = entries.aggregate(
        nano=Sum("amount_nano"),
        tokens=Sum("quantity", filter=Q(kind__in=TOKEN_KINDS)),
        output=Sum("quantity", filter=Q(kind=OUTPUT)),
    )
    reserved = held.aggregate(
        nano=Sum("reserved_nano"),
        tokens=Sum("reserved_tokens"),
        output=Sum("reserved_output"),
    )
    return {f"spent_{name}": value or 0 for name, value in spent.items()} | {
        f"reserved_{name}": value or 0 for name, value in reserved.items()
    }


def _of(window: Window, rows: QuerySet[_Row, _Row]) -> QuerySet[_Row, _Row]:
    if window.subject == Subject.ORGANISATION:
        return rows
    return rows.filter(**{f"{window.subject}_id": window.subject_id})


def _hold_off_reservations() -> None:
    """Wait for the running reserve and settle transactions, and let no new one write.

    SQLite's transactions are one at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE billing_reservation IN SHARE ROW EXCLUSIVE MODE")
