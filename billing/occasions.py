"""Telling something about money once.

Every occasion is one row; a unique constraint makes the thousandth call past a threshold say
nothing. Whoever made the row also makes its deliveries, one per channel, in the same transaction.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from billing import windows
from billing.models import Alert, AlertChannel, AlertDelivery, BudgetRequest, Period, Subject

Kind = Alert.Kind
ABOUT_REQUESTS = (Kind.REQUEST, Kind.DECISION)


def raise_once(
    kind: str,
    subject: str,
    subject_id: int,
    period: str,
    first_day: date,
    *,
    threshold: int = 0,
    measure: str = "usd",
    detail: str = "",
    facts: dict[str, Any],
) -> list[Alert]:
    """The new alert with its deliveries, or nothing if it was raised before."""
    with transaction.atomic():
        alert, made = Alert.objects.get_or_create(
            kind=kind,
            subject=subject,
            subject_id=subject_id,
            period=period,
            first_day=first_day,
            threshold=threshold,
            measure=measure,
            detail=detail[:100],
            defaults={"facts": facts},
        )
        if not made:
            return []
        AlertDelivery.objects.bulk_create(
            [
                AlertDelivery(alert=alert, channel=channel)
                for channel in AlertChannel.objects.filter(enabled=True)
                if _carries(channel, alert)
            ]
        )
    return [alert]


def price_missing(model: str, now: datetime | None = None) -> list[Alert]:
    """Somebody wanted a model or tool that has no price. Told once a month for each."""
    return _of_month(Kind.PRICE_MISSING, model, {"model": model}, now)


def bound_broken(model: str, over_nano: int, now: datetime | None = None) -> list[Alert]:
    """A call cost so many nano-dollars more than was set aside. Told once a month per model."""
    return _of_month(Kind.BREACH, model, {"model": model, "over": over_nano}, now)


def asked(request: BudgetRequest) -> list[Alert]:
    """Somebody asks for more: administrators are told."""
    facts = {"asked": request.asked_nano, "reason": request.reason}
    return _of_request(Kind.REQUEST, request, facts)


def decided(request: BudgetRequest) -> list[Alert]:
    """The request has its answer: the person is told, and administrators need not be any more."""
    for alert in Alert.objects.filter(kind=Kind.REQUEST, detail=str(request.pk)):
        alert.state = Alert.State.RESOLVED
        alert.state_at, alert.state_by = request.decided_at, request.decided_by
        alert.save(update_fields=["state", "state_at", "state_by"])
    granted = request.grant.amount_nano if request.grant else None
    facts = {"asked": request.asked_nano, "granted": granted, "answer": request.answer}
    return _of_request(Kind.DECISION, request, facts)


def open_for(user_id: int, now: datetime | None = None) -> list[Alert]:
    """What the person should see in the app, the newest first.

    About themselves, of a period that isn't over, not resolved and not dismissed. Of several
    thresholds of one budget only the highest that was reached.
    """
    at, zone = now or timezone.now(), Organisation.current().zone
    about_them = Alert.objects.filter(
        subject=Subject.USER, subject_id=user_id, dismissed_at=None
    ).exclude(state=Alert.State.RESOLVED)
    found = about_them.exclude(kind=Kind.REQUEST).order_by("-threshold", "-raised_at")[:50]
    current = [a for a in found if windows.bounds(a.period, a.first_day, zone)[1] > at]
    return sorted(_highest(current), key=lambda alert: alert.raised_at, reverse=True)


def open_for_staff() -> list[Alert]:
    """What is open for those who look after everybody, the newest first.

    Without answers to people's requests, which concern only them, and of several thresholds of
    one budget only the highest. Of very many the newest hundred.
    """
    found = Alert.objects.filter(state=Alert.State.OPEN).exclude(kind=Kind.DECISION)
    newest = sorted(found.order_by("-raised_at")[:100], key=lambda alert: -alert.threshold)
    return sorted(_highest(newest), key=lambda alert: alert.raised_at, reverse=True)


def dismiss(user_id: int, alert_id: int) -> bool:
    """The person has seen it; in the admin nothing changes. False if it isn't theirs."""
    theirs = Alert.objects.filter(pk=alert_id, subject=Subject.USER, subject_id=user_id)
    alert = theirs.first()
    if alert is None:
        return False
    alike = theirs
    if alert.kind == Kind.THRESHOLD:  # lower ones of the same budget need not come up now
        alike = Alert.objects.filter(
            kind=alert.kind, subject=alert.subject, subject_id=user_id, period=alert.period,
            first_day=alert.first_day, measure=alert.measure, detail=alert.detail,
        )  # fmt: skip
    alike.update(dismissed_at=timezone.now())
    return True


def _highest(alerts: Iterable[Alert]) -> list[Alert]:
    """Of several thresholds of one budget the first that comes."""
    kept: dict[tuple[object, ...], Alert] = {}
    for alert in alerts:
        is_threshold = alert.kind == Kind.THRESHOLD
        about = (alert.subject, alert.subject_id, alert.period, alert.measure, alert.detail)
        key = about if is_threshold else (alert.pk,)
        kept.setdefault(key, alert)
    return list(kept.values())


def _of_month(kind: str, model: str, facts: dict[str, Any], now: datetime | None) -> list[Alert]:
    first = windows.first_day(Period.MONTH, now or timezone.now(), Organisation.current().zone)
    return raise_once(
        kind, Subject.ORGANISATION, 0, Period.MONTH, first, detail=model, facts=facts
    )  # fmt: skip


def _of_request(kind: str, request: BudgetRequest, facts: dict[str, Any]) -> list[Alert]:
    return raise_once(
        kind, Subject.USER, request.user_id, Period.TOTAL, windows.EVER[0].date(),
        detail=str(request.pk), facts=facts,
    )  # fmt: skip


def _carries(channel: AlertChannel, alert: Alert) -> bool:
    """Whether an alert goes over a channel: nobody is told what only somebody else can use."""
    if channel.kind == AlertChannel.Kind.REQUESTS:
        return alert.kind in ABOUT_REQUESTS
    if channel.kind == AlertChannel.Kind.PERSON:
        return alert.subject == Subject.USER and alert.kind not in ABOUT_REQUESTS
    return alert.kind != Kind.DECISION
