"""The Celery edge of billing: look at thresholds, send alerts. No rules here.

Database rows are the truth: a task that is lost is made up for by `watch_spending` and
`deliver_alerts`, which beat starts regularly.
"""

import logging
from collections.abc import Sequence

from celery import shared_task

from billing import alerts, delivery, occasions
from billing.calls import Settled
from billing.models import Alert

logger = logging.getLogger(__name__)


def announce(settled: Settled) -> None:
    """Have somebody look at what a settlement reached. Never fails, never waits for a broker."""
    try:
        if settled.crossed:
            look_at_windows.apply_async(args=(list(settled.crossed),), retry=False)
        for model in settled.unpriced:
            tell_price_missing.apply_async(args=(model,), retry=False)
        if settled.breach_nano:
            tell_breach.apply_async(args=(settled.model, settled.breach_nano), retry=False)
    except Exception:  # whatever a broker raises; beat makes up for it
        logger.warning("No broker for alerts; beat will look later.", exc_info=True)


@shared_task(name="billing.tasks.look_at_windows")
def look_at_windows(window_ids: Sequence[int]) -> None:
    """After a settlement reached a threshold."""
    for window_id in window_ids:
        _send(alerts.look_at(window_id))


@shared_task(name="billing.tasks.tell_price_missing")
def tell_price_missing(model: str) -> None:
    """After a model without price was wanted or used."""
    _send(occasions.price_missing(model))


@shared_task(name="billing.tasks.tell_breach")
def tell_breach(model: str, over_nano: int) -> None:
    """After a call cost more than was set aside for it."""
    _send(occasions.bound_broken(model, over_nano))


@shared_task(name="billing.tasks.watch_spending")
def watch_spending() -> None:
    """From beat: thresholds that nobody looked at, forecasts, unusual spending."""
    _send(alerts.look_at_all())


@shared_task(name="billing.tasks.deliver_alerts")
def deliver_alerts() -> None:
    """From beat: what waits, what failed and is due again, what a dead worker left."""
    for delivery_id in delivery.due():
        delivery.deliver(delivery_id)


def _send(raised: Sequence[Alert]) -> None:
    for alert in raised:
        for delivery_id in alert.deliveries.values_list("pk", flat=True):
            delivery.deliver(delivery_id)
