"""Adds calls to the sums, in the transaction that stores them.

Django's `bulk_create` can overwrite on conflict but not add, hence SQL of our own: the same
statement on SQLite and PostgreSQL. Rows are always written in the same order, so that two
processes cannot wait for each other.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models, transaction

from accounts import facts, rows
from chatapp.models import ClaudeCall
from chatapp.monitoring.histogram import bucket
from chatapp.monitoring.models import (
    ENDING,
    SUMMED,
    CallDay,
    CallHour,
    Latency,
    LatencyDay,
    LatencyHour,
    PersonDay,
)

Measure = Latency.Measure
OF_LATENCY = ("purpose", "team_id", "measure", "bucket")
TABLES: dict[type[models.Model], tuple[tuple[str, ...], tuple[str, ...]]] = {
    CallHour: (("hour", *ENDING), SUMMED),
    CallDay: (("day", *ENDING), SUMMED),
    PersonDay: (("user_id", "day", *ENDING), SUMMED),
    LatencyHour: (("model", "hour", *OF_LATENCY), ("calls",)),
    LatencyDay: (("model", "day", *OF_LATENCY), ("calls",)),
}
"""Each table with its key and its sums, in the order in which they are written."""
ROWS_AT_ONCE = 400


def store(call: ClaudeCall) -> None:
    """Stores the call and counts it, both or neither."""
    with transaction.atomic():
        if call.team_id is None and call.user_id is not None:
            call.team_id = facts.team_of(call.user_id)
        rows.insert(call)
        tally = Tally(facts.time_zone())
        tally.add(call)
        tally.write()


class Tally:
    """Sums of calls, gathered in memory and written in few statements."""

    def __init__(self, zone: ZoneInfo) -> None:
        """`zone` is the organisation's: it decides where hours and days begin."""
        self.zone = zone
        self.sums: dict[type[models.Model], dict[tuple[Any, ...], list[int]]] = {
            table: {} for table in TABLES
        }

    def add(self, call: ClaudeCall) -> None:
        """Counts one call that has ended."""
        hour, day = hour_of(call.started_at, self.zone), day_of(call.started_at, self.zone)
        model, team = call.answered_by or call.model, call.team_id or 0
        ending = (team, model, call.purpose, call.error_code, call.status or 0)
        sums = sums_of(call)
        self._add(CallHour, (hour, *ending), sums)
        self._add(CallDay, (day, *ending), sums)
        self._add(PersonDay, (call.user_id or 0, day, *ending), sums)
        if call.error_code:
            return
        took = {Measure.FIRST: call.first_token_ms, Measure.WHOLE: call.duration_ms}
        for measure, milliseconds in took.items():
            if milliseconds is None:
                continue
            about = (measure.value, bucket(milliseconds))
            for of_model, rest in ((model, (call.purpose, team)), ("", ("", 0))):
                self._add(LatencyHour, (of_model, hour, *rest, *about), (1,))
                self._add(LatencyDay, (of_model, day, *rest, *about), (1,))

    def write(self) -> None:
        """Adds everything to the tables. The caller owns the transaction."""
        for table, counted in self.sums.items():
            keys = iter(sorted(counted))
            while some := list(islice(keys, ROWS_AT_ONCE)):
                _write(table, [(*key, *counted[key]) for key in some])
            counted.clear()

    def _add(self, table: type[models.Model], key: tuple[Any, ...], sums: Sequence[int]) -> None:
        row = self.sums[table].setdefault(key, [0] * len(sums))
        for at, value in enumerate(sums):
            row[at] += value


def is_failure(code: str) -> bool:
    """Whether a call that ended so failed. One that a person stopped did what it should."""
    return code not in ("", "cancelled")


def hour_of(at: datetime, zone: ZoneInfo) -> datetime:
    """When the hour of this moment began in this zone, which may be half an hour off UTC's."""
    return at.astimezone(zone).replace(minute=0, second=0, microsecond=0).astimezone(UTC)


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The day of this moment in this zone."""
    return at.astimezone(zone).date()


def sums_of(call: ClaudeCall) -> tuple[int, ...]:
    """What this call adds to every sum, in the order of `SUMMED`."""
    return (
        1,
        len(call.attempts),
        call.waited_ms,
        call.duration_ms,
        call.first_token_ms or 0,
        int(call.first_token_ms is not None),
        call.input_tokens or 0,
        call.output_tokens or 0,
        call.cache_read_tokens or 0,
        (call.cache_write_5m_tokens or 0) + (call.cache_write_1h_tokens or 0),
        int(bool(call.from_cache)),
        call.saved_nano,
    )


def _write(table: type[models.Model], counted: list[tuple[Any, ...]]) -> None:
    """Adds to the row of each key, which is made if it isn't there."""
    values = [value for row in counted for value in row]
    rows.execute(_adding(table, len(counted)), *values)


@lru_cache(maxsize=64)
def _adding(table: type[models.Model], count: int) -> str:
    key, sums = TABLES[table]
    name, columns = table._meta.db_table, (*key, *sums)
    places = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * count)
    added = ", ".join(f"{column} = {name}.{column} + excluded.{column}" for column in sums)
    return (
        f"INSERT INTO {name} ({', '.join(columns)}) VALUES {places}"  # noqa: S608 (our names)
        f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {added}"
    )
