"""Looks at the conditions now and then: raises an alarm once, ends it when the condition has."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation
from billing import alerts, occasions, windows
from billing.models import Alert, AlertDelivery, Period, Subject
from chatapp.alarms.conditions import Gate, Reading, readings
from chatapp.alarms.models import Occurrence
from chatapp.models import Heartbeat

LOOK_SECONDS = 30
CALM_SECONDS = 300
"""So long a condition must not have held before it is over: one that flutters is told once."""

_LOOKED = "alarms"


def look(gate: Gate | None = None, now: datetime | None = None) -> list[Alert]:
    """The alarms that are new. Of several processes that ask, one looks each `LOOK_SECONDS`."""
    at = now or timezone.now()
    return look_now(gate, at) if _is_ours(at) else []


def look_now(gate: Gate | None, now: datetime) -> list[Alert]:
    """Looks, whoever looked when."""
    raised: list[Alert] = []
    for reading in readings(now, gate):
        if reading.over:
            raised += _hold(reading, now)
    _end_what_is_over(now)
    return raised


def undelivered(raised: list[Alert]) -> list[int]:
    """What the process that looked must send itself: the worker may be the one that is silent."""
    waiting = AlertDelivery.objects.filter(
        alert__in=[alert.pk for alert in raised], state=AlertDelivery.State.WAITING
    )
    return list(waiting.values_list("pk", flat=True))


def _is_ours(now: datetime) -> bool:
    """Claims this look by one conditional update."""
    before = now - timedelta(seconds=LOOK_SECONDS - 1)
    mark = Heartbeat.objects.filter(name=_LOOKED)
    if mark.filter(Q(beat_at__lt=before)).update(beat_at=now):
        return True
    return Heartbeat.objects.get_or_create(name=_LOOKED, defaults={"beat_at": now})[1]


def _hold(reading: Reading, now: datetime) -> list[Alert]:
    """The condition holds: told if that is new, noted if not."""
    condition = reading.threshold.condition
    if Occurrence.objects.filter(condition=condition, ended_at=None).update(held_at=now):
        return []
    try:
        with transaction.atomic():
            begun = Occurrence.objects.create(condition=condition, began_at=now, held_at=now)
            raised = occasions.raise_once(
                Alert.Kind.HEALTH,
                Subject.ORGANISATION,
                0,
                Period.DAY,
                windows.first_day(Period.DAY, now, Organisation.current().zone),
                threshold=reading.threshold.limit,
                measure="health",
                detail=f"{condition}:{begun.pk}",
                facts={
                    "condition": condition,
                    "value": reading.value,
                    "limit": reading.threshold.limit,
                    "minutes": reading.threshold.over_minutes,
                    "detail": reading.detail,
                },
            )
            Occurrence.objects.filter(pk=begun.pk).update(alert_id=raised[0].pk if raised else None)
    except IntegrityError:  # another process was first
        return []
    return raised


def _end_what_is_over(now: datetime) -> None:
    """Occurrences that have not held for a while end, and their alerts are resolved."""
    calm = now - timedelta(seconds=CALM_SECONDS)
    for over in Occurrence.objects.filter(ended_at=None, held_at__lte=calm):
        mine = Occurrence.objects.filter(pk=over.pk, ended_at=None, held_at__lte=calm)
        if mine.update(ended_at=now) and over.alert_id:
            alerts.set_state(over.alert_id, Alert.State.RESOLVED, None)
