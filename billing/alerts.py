"""What about spending is worth telling: thresholds, forecasts, unusual days."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from accounts import facts
from accounts.models import Organisation
from billing import budgets, grants, windows
from billing.budgets import Standing
from billing.models import Alert, DaySpend, LedgerEntry, Period, Subject, Window
from billing.money import NANO
from billing.occasions import raise_once

FORECAST_AFTER_PERCENT = 10  # of the period and of the limit: before that a forecast is a guess
UNUSUAL_TIMES = 3  # as much as on an average day on which the person spent anything
UNUSUAL_LEAST_NANO = NANO
UNUSUAL_DAYS = 28
UNUSUAL_ACTIVE_DAYS = 5


def look_at(window_id: int, now: datetime | None = None) -> list[Alert]:
    """Raise what this window calls for, and set the mark at which to look again."""
    at = now or timezone.now()
    window = Window.objects.filter(pk=window_id).first()
    if window is None:
        return []
    raised: list[Alert] = []
    next_nano: list[int] = []
    next_tokens: list[int] = []
    for standing in _standings(window, at):
        for measure, spent, limit, marks in (
            ("usd", standing.spent_nano, standing.limit_nano, next_nano),
            ("tokens", standing.spent_tokens, standing.limit_tokens, next_tokens),
        ):
            if limit is None:
                continue
            for percent in standing.limit.thresholds:
                if spent * 100 < limit * percent:
                    marks.append(-(-limit * percent // 100))
                else:
                    facts = {"limit": limit, "spent": spent}
                    raised += _of_window(
                        window, Alert.Kind.THRESHOLD, standing, measure, percent, facts
                    )
        raised += _forecast(window, standing, at)
    Window.objects.filter(pk=window.pk).update(
        notify_nano=min(next_nano, default=None), notify_tokens=min(next_tokens, default=None)
    )
    return raised


def look_at_all(now: datetime | None = None) -> list[Alert]:
    """Every window that runs and has spent, and unusual spending: beat asks now and then."""
    at = now or timezone.now()
    spent = Q(spent_nano__gt=0) | Q(spent_tokens__gt=0)
    running = Window.objects.filter(spent, starts_at__lte=at, ends_at__gt=at)
    raised = [
        alert for pk in running.values_list("pk", flat=True).iterator() for alert in look_at(pk, at)
    ]
    return raised + unusual(at, Organisation.current().zone)


def unusual(now: datetime, zone: ZoneInfo) -> list[Alert]:
    """People who spent far more today than on a usual day of their own last weeks."""
    today = windows.first_day(Period.DAY, now, zone)
    midnight, _end = windows.bounds(Period.DAY, today, zone)
    raised = []
    for user_id, spent in _spent_since(midnight, now).items():
        if spent < UNUSUAL_LEAST_NANO:
            continue
        days = _days_before(user_id, today)
        if len(days) < UNUSUAL_ACTIVE_DAYS or spent * len(days) <= UNUSUAL_TIMES * sum(days):
            continue
        facts = {"spent": spent, "usual": sum(days) // len(days)}
        raised += raise_once(
            Alert.Kind.UNUSUAL, Subject.USER, user_id, Period.DAY, today,
            threshold=UNUSUAL_TIMES * 100, facts=facts,
        )  # fmt: skip
    return raised


def set_state(alert_id: int, state: str, by: int | None) -> None:
    """Acknowledge, resolve or reopen."""
    with transaction.atomic():
        alert = Alert.objects.select_for_update().get(pk=alert_id)
        alert.state, alert.state_at, alert.state_by = Alert.State(state), timezone.now(), by
        alert.save(update_fields=["state", "state_at", "state_by"])


def _standings(window: Window, at: datetime) -> list[Standing]:
    """The limits that hold for this window, and how they stand in it."""
    user_id = team_id = None
    if window.subject == Subject.USER:
        user_id = window.subject_id
        team_id = facts.team_of(user_id)
    elif window.subject == Subject.TEAM:
        team_id = window.subject_id
    key = windows.key_of(window)
    limits = budgets.terms_for(user_id, team_id).limits
    extra = grants.added([window], at)[key]
    return [budgets.stand(limit, window, extra) for limit in limits if limit.key == key]


def _forecast(window: Window, standing: Standing, at: datetime) -> list[Alert]:
    """Spending on like this, the dollars are gone before the period is."""
    limit, spent = standing.limit_nano, standing.spent_nano
    if limit is None or standing.renews_at is None or not spent < limit:
        return []
    whole = (window.ends_at - window.starts_at) // timedelta(seconds=1)
    gone = (at - window.starts_at) // timedelta(seconds=1)
    early = FORECAST_AFTER_PERCENT * whole > 100 * gone
    if early or spent * 100 < limit * FORECAST_AFTER_PERCENT or spent * whole <= limit * gone:
        return []
    runs_out = window.starts_at + timedelta(seconds=gone * limit // spent)
    facts = {"limit": limit, "spent": spent, "runs_out": runs_out.isoformat()}
    return _of_window(window, Alert.Kind.FORECAST, standing, "usd", 100, facts)


def _of_window(
    window: Window, kind: str, standing: Standing, measure: str, percent: int, facts: dict[str, Any]
) -> list[Alert]:
    return raise_once(
        kind, window.subject, window.subject_id, window.period, window.first_day,
        threshold=percent, measure=measure, detail=standing.limit.scope, facts=facts,
    )  # fmt: skip


def _spent_since(start: datetime, end: datetime) -> dict[int, int]:
    sums = (
        LedgerEntry.objects.filter(booked_at__gte=start, booked_at__lte=end, user_id__isnull=False)
        .order_by()
        .values("user_id")
        .annotate(sum=Sum("amount_nano"))
    )
    return {row["user_id"] or 0: row["sum"] for row in sums}


def _days_before(user_id: int, today: date) -> list[int]:
    """What the person spent on each of the last days on which they spent anything."""
    first = today - timedelta(days=UNUSUAL_DAYS)
    days = DaySpend.knowing(user_id=user_id, day__gte=first, day__lt=today)
    sums = days.order_by().values("day").annotate(sum=Sum("amount_nano"))
    return [row["sum"] for row in sums if row["sum"]]
