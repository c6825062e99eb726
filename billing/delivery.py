"""Alerts on their way out: e-mail, webhooks as plain JSON or for Slack, signed.

A delivery is claimed by one conditional update before it is sent, so that it is sent once; a
claim whose process died is taken over after CLAIM_SECONDS. What fails is tried again with growing
pauses, and stands on its channel for everybody to see.
"""

import hashlib
import hmac
import json
import logging
import urllib.request
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation

from billing import messages
from billing.models import Alert, AlertChannel, AlertDelivery

MOST_TRIES = 8
CLAIM_SECONDS = 300
TIMEOUT_SECONDS = 10
FIRST_PAUSE_SECONDS = 30

logger = logging.getLogger(__name__)
State = AlertDelivery.State


class CannotDeliverError(Exception):
    """The channel is set up in a way that can never work."""

    code = "cannot_deliver"


def due(now: datetime | None = None) -> list[int]:
    """Deliveries that wait and whose time has come."""
    at = now or timezone.now()
    waiting = AlertDelivery.objects.filter(state__in=[State.WAITING, State.SENDING], due_at__lte=at)
    return list(waiting.order_by("due_at").values_list("pk", flat=True)[:500])


def deliver(delivery_id: int, now: datetime | None = None) -> bool:
    """Send one delivery, unless somebody else does; returns whether it was sent here."""
    at = now or timezone.now()
    claimed = AlertDelivery.objects.filter(
        Q(state=State.WAITING) | Q(state=State.SENDING, due_at__lte=at), pk=delivery_id
    ).update(
        state=State.SENDING, tries=F("tries") + 1, due_at=at + timedelta(seconds=CLAIM_SECONDS)
    )
    if not claimed:
        return False
    delivery = AlertDelivery.objects.select_related("alert", "channel").get(pk=delivery_id)
    channel = AlertChannel.objects.filter(pk=delivery.channel_id)
    try:
        _send(delivery.alert, delivery.channel)
    except Exception as error:  # whatever a channel does, it must not reach the chat
        logger.warning("Alert %s over channel %s failed: %s", delivery.alert_id, channel, error)
        reason = f"{type(error).__name__}: {error}"[:300]
        lost = isinstance(error, CannotDeliverError) or delivery.tries >= MOST_TRIES
        pause = FIRST_PAUSE_SECONDS * 2 ** (delivery.tries - 1)
        AlertDelivery.objects.filter(pk=delivery_id).update(
            state=State.FAILED if lost else State.WAITING,
            error=reason,
            due_at=at + timedelta(seconds=pause),
        )
        channel.update(failures=F("failures") + 1, last_error=reason)
        return False
    AlertDelivery.objects.filter(pk=delivery_id).update(state=State.SENT, error="", sent_at=at)
    channel.update(failures=0, last_error="", last_sent_at=at)
    return True


def sign(secret: str, timestamp: str, content: bytes) -> str:
    """What the receiver recomputes: HMAC-SHA-256 over timestamp, a dot, and the body."""
    message = timestamp.encode() + b"." + content
    return "sha256=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def payload(alert: Alert) -> dict[str, Any]:
    """The generic webhook's body. Money is in nano-dollars (10^-9 USD)."""
    return {
        "id": alert.pk,
        "kind": alert.kind,
        "subject": alert.subject,
        "subject_id": alert.subject_id,
        "who": messages.who(alert),
        "period": alert.period,
        "first_day": alert.first_day.isoformat(),
        "threshold": alert.threshold,
        "measure": alert.measure,
        "detail": alert.detail,
        "facts": alert.facts,
        "text": f"{messages.headline(alert)}. {messages.body(alert)}",
        "raised_at": alert.raised_at.isoformat(),
    }


def _send(alert: Alert, channel: AlertChannel) -> None:
    if channel.kind == AlertChannel.Kind.PERSON or alert.kind == Alert.Kind.DECISION:
        _mail_people(alert, _people().filter(pk=alert.subject_id))
        return
    if channel.kind == AlertChannel.Kind.REQUESTS:
        _mail_people(alert, _people().filter(is_active=True, is_superuser=True))
        return
    with translation.override(settings.LANGUAGE_CODE):
        if channel.kind == AlertChannel.Kind.EMAIL:
            _mail(alert, [address.strip() for address in channel.target.split(",")])
        elif channel.kind == AlertChannel.Kind.SLACK:
            text = f"*{messages.headline(alert)}*\n{messages.body(alert)}"
            _post(channel, {"text": text})
        else:
            _post(channel, payload(alert))


def _people() -> QuerySet[Any]:
    return get_user_model()._default_manager.all()


def _mail_people(alert: Alert, people: QuerySet[Any]) -> None:
    """Each in their own language."""
    for email, language in people.values_list("email", "language"):
        with translation.override(language or settings.LANGUAGE_CODE):
            _mail(alert, [email])


def _mail(alert: Alert, to: list[str]) -> None:
    addresses = [address for address in to if address]
    if not addresses:
        raise CannotDeliverError("The channel names no e-mail address.")
    send_mail(messages.headline(alert), messages.body(alert), None, addresses)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A webhook that answers with another address gets nothing: alerts go where they were sent."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _post(channel: AlertChannel, content: dict[str, Any]) -> None:
    if urlsplit(channel.target).scheme not in ("http", "https"):
        raise CannotDeliverError("The webhook's address must begin with https:// or http://.")
    raw = json.dumps(content).encode()
    timestamp = str(int(timezone.now().timestamp()))
    headers = {"Content-Type": "application/json", "X-Chatapp-Timestamp": timestamp}
    if channel.secret:
        headers["X-Chatapp-Signature"] = sign(channel.secret, timestamp, raw)
    request = urllib.request.Request(channel.target, raw, headers, method="POST")  # noqa: S310
    opener = urllib.request.build_opener(_NoRedirect)
    with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
        answer.read(1024)
