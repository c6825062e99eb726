"""How things stand against their thresholds, read from the calls themselves and the heartbeat."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chatapp import health
from chatapp.alarms.models import Condition, Threshold
from chatapp.models import ClaudeCall, Heartbeat
from chatapp.monitoring.counting import is_failure

MOST_CALLS = 5000
REFUSALS = (429, 529)


@dataclass(frozen=True, slots=True)
class Gate:
    """How the way to Claude stands: models that are held back, requests that wait."""

    held_back: tuple[str, ...] = ()
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` in the unit of the threshold; None when it says nothing. `over`: beyond it."""

    threshold: Threshold
    value: int | None
    over: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Calls:
    """What is asked of the last calls."""

    ended: int
    failed: int
    p95_ms: int | None
    attempts: int
    refused: int


def readings(now: datetime, gate: Gate | None = None) -> list[Reading]:
    """Every enabled condition. A few queries, none of which grows with the history."""
    enabled = list(Threshold.all().filter(enabled=True))
    spans = {
        minutes: calls_since(now - timedelta(minutes=minutes))
        for minutes in {one.over_minutes for one in enabled}
    }
    return [_read(one, now, spans[one.over_minutes], gate) for one in enabled]


def calls_since(since: datetime) -> Calls:
    """The newest calls that began since then, at most `MOST_CALLS`. Stopped ones don't count."""
    found = ClaudeCall.objects.filter(started_at__gte=since).exclude(error_code="cancelled")
    rows = list(
        found.order_by("-started_at").values_list("error_code", "duration_ms", "attempts")[
            :MOST_CALLS
        ]
    )
    whole = sorted(duration for code, duration, _attempts in rows if not code)
    tries = [attempt.get("status") for _code, _duration, attempts in rows for attempt in attempts]
    return Calls(
        ended=len(rows),
        failed=sum(is_failure(code) for code, _duration, _attempts in rows),
        p95_ms=whole[math.ceil(0.95 * len(whole)) - 1] if whole else None,
        attempts=len(tries),
        refused=sum(status in REFUSALS for status in tries),
    )


def silent_seconds(now: datetime) -> int | None:
    """Since when the worker has given no sign of life; None if there has never been one."""
    beats = Heartbeat.objects.filter(name=health.WORKER).values_list("beat_at", flat=True)
    return next((int((now - at).total_seconds()) for at in beats), None)


def _read(one: Threshold, now: datetime, calls: Calls, gate: Gate | None) -> Reading:
    enough = calls.ended >= max(1, one.least_calls)
    match one.condition:
        case Condition.SUCCESS_RATE if enough:
            share = 100 * (calls.ended - calls.failed) / calls.ended
            return Reading(one, math.floor(share), share < one.limit)
        case Condition.SLOW if enough and calls.p95_ms is not None:
            return Reading(one, round(calls.p95_ms / 1000), calls.p95_ms > one.limit * 1000)
        case Condition.REFUSED if calls.attempts >= max(1, one.least_calls):
            share = 100 * calls.refused / calls.attempts
            return Reading(one, math.ceil(share), share > one.limit)
        case Condition.WORKER_SILENT if (silent := silent_seconds(now)) is not None:
            return Reading(one, silent, silent > one.limit)
        case Condition.QUEUE if gate is not None:
            return Reading(one, gate.waiting, gate.waiting > one.limit)
        case Condition.BREAKER_OPEN if gate is not None:
            held = len(gate.held_back)
            return Reading(one, held, held > one.limit, _names(gate.held_back))
    return Reading(one, None, over=False)


def _names(models: Iterable[str]) -> str:
    return ", ".join(sorted(models))[:200]
