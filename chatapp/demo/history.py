"""A history to judge the console by: weeks of calls with all that happens in an office.

Busy mornings, quiet weekends, one bad afternoon of overload, people who use it much and people who
hardly do. What it writes is what the product would have written: entries at their price, calls,
and sums of both, so that `audit_ledger` finds nothing.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, User
from billing import alerts, budgets, spending, windows
from billing.models import Budget, LedgerEntry, Reservation, Window
from billing.models.spending import SUMS
from chatapp.assistants.models import Assistant
from chatapp.caching.models import Hit
from chatapp.demo import bulk, colleagues
from chatapp.demo.happenings import Happening, Office
from chatapp.models import ClaudeCall
from chatapp.monitoring.counting import Tally

CALLS_AT_ONCE = 20_000
CALL = tuple(field.attname for field in ClaudeCall._meta.concrete_fields)
ENTRY = tuple(f.attname for f in LedgerEntry._meta.concrete_fields if f.attname != "id")
HELD = tuple(field.attname for field in Reservation._meta.concrete_fields)
HIT = tuple(field.attname for field in Hit._meta.concrete_fields)
HOURS = (0, 0, 0, 0, 0, 1, 2, 5, 14, 22, 24, 20, 12, 18, 23, 21, 17, 11, 6, 4, 3, 2, 1, 0)
ASSISTANTS = ("Support replies", "Code review", "合同翻译")


def write(entries: int, *, days: int = 62, people: int = 0, seed: int = 1) -> tuple[int, int]:
    """Adds at least so many ledger entries over the last days; returns (entries, calls) added."""
    luck = random.Random(seed)  # noqa: S311
    zone = Organisation.current().zone
    now = timezone.now()
    written = calls = 0
    bulk.make_room()
    with transaction.atomic():
        colleagues.add(people)
        office = Office(
            luck,
            list(User.objects.filter(is_active=True).order_by("pk").values_list("pk", "team_id")),
            [Assistant.objects.get_or_create(name=name)[0].pk for name in ASSISTANTS],
        )
        waiting: list[Happening] = []
        for day, quota in _quotas(now.astimezone(zone).date(), days, entries):
            office.begin(day)
            while written < quota:
                happening = office.call(_moment(day, now, luck, zone))
                written += len(happening.entries)
                waiting.append(happening)
                if len(waiting) == CALLS_AT_ONCE:
                    calls += _store(waiting, Tally(zone))
        calls += _store(waiting, Tally(zone))
    _budgets(now)
    return written, calls


def _quotas(today: date, days: int, entries: int) -> Iterator[tuple[date, int]]:
    """Each day with the number of entries there are by its end: weekdays, slowly growing."""
    dates = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    weights = [
        (0.12 if one.weekday() > 4 else 1.0 - 0.06 * abs(one.weekday() - 1.5)) * (1 + at / days)
        for at, one in enumerate(dates)
    ]
    for one, upto in zip(dates, accumulate(weights), strict=True):
        yield one, round(entries * upto / sum(weights))


def _moment(day: date, now: datetime, luck: random.Random, zone: object) -> datetime:
    hour = luck.choices(range(24), HOURS)[0]
    clock = time(hour, luck.randrange(60), luck.randrange(60), luck.randrange(10**6))
    at = datetime.combine(day, clock, tzinfo=zone)  # type: ignore[arg-type]
    if at <= now:
        return at.astimezone(now.tzinfo)
    return now - timedelta(seconds=luck.uniform(1, max(2, (now - _midnight(day, zone)).seconds)))


def _midnight(day: date, zone: object) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)  # type: ignore[arg-type]


def _store(waiting: list[Happening], tally: Tally) -> int:
    """Writes what waits, and the sums of it; forgets it."""
    sums: dict[spending.Key, list[int]] = {}
    for one in waiting:
        tally.add(one.call)
        first = 1
        for entry in one.entries:
            row = sums.setdefault(spending.key_of(entry), [0] * len(SUMS))
            guessed = entry.amount_nano if entry.estimated else 0
            added = (first, 1, entry.quantity, entry.amount_nano, guessed)
            for at, value in enumerate(added):
                row[at] += value
            first = 0
    bulk.insert(ClaudeCall, CALL, (_values(one.call, CALL) for one in waiting))
    bulk.insert(LedgerEntry, ENTRY, (_values(e, ENTRY) for one in waiting for e in one.entries))
    held = (one.reservation for one in waiting if one.reservation)
    bulk.insert(Reservation, HELD, (_values(one, HELD) for one in held))
    hits = (one.hit for one in waiting if one.hit)
    bulk.insert(Hit, HIT, (_values(one, HIT) for one in hits))
    spending.write(sums)
    tally.write()
    number = len(waiting)
    waiting.clear()
    return number


def _values(row: object, names: tuple[str, ...]) -> list[object]:
    return [getattr(row, name) for name in names]


def _budgets(now: datetime) -> None:
    """A budget for the month that is nearly used, windows that know it, and what follows."""
    zone = Organisation.current().zone
    for window in Window.objects.all():
        for name, value in windows.actual_sums(window).items():
            setattr(window, name, value)
        window.save()
    month = windows.open_window(("organisation", 0, "month"), now, zone)
    if not Budget.objects.filter(scope="organisation").exists() and month.spent_nano:
        cents = month.spent_nano * 12 // 10 // 10**7 + 1
        budgets.set_budget("organisation", limit_nano=cents * 10**7)
    alerts.look_at_all(now)
