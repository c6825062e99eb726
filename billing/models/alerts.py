"""What people are told about money, and over which channels it was told."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.models.budgets import Period, Subject


class Alert(models.Model):
    """One thing worth telling, once: the unique constraint is what keeps a thousand calls quiet."""

    class Kind(models.TextChoices):
        THRESHOLD = "threshold", _("threshold reached")
        FORECAST = "forecast", _("will run out early")
        UNUSUAL = "unusual", _("unusual spending")
        PRICE_MISSING = "price_missing", _("price missing")
        BREACH = "breach", _("dearer than reserved")
        REQUEST = "request", _("asks for more")
        DECISION = "decision", _("request answered")
        HEALTH = "health", _("health of the service")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACKNOWLEDGED = "acknowledged", _("acknowledged")
        RESOLVED = "resolved", _("resolved")

    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    subject = models.CharField(_("about"), max_length=12, choices=Subject)
    subject_id = models.BigIntegerField(_("id"), default=0)
    period = models.CharField(_("period"), max_length=5, choices=Period)
    first_day = models.DateField(_("first day"))
    threshold = models.PositiveIntegerField(_("percent"), default=0)
    measure = models.CharField(_("measure"), max_length=6, default="usd")
    detail = models.CharField(_("detail"), max_length=100, blank=True, default="")
    facts = models.JSONField(_("facts"), default=dict)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    raised_at = models.DateTimeField(_("raised"), default=timezone.now)
    state_at = models.DateTimeField(_("state since"), null=True, blank=True)
    state_by = models.BigIntegerField(_("state set by"), null=True, blank=True)
    dismissed_at = models.DateTimeField(_("dismissed by the person"), null=True, blank=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering: ClassVar[list[str]] = ["-raised_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=[
                    "kind",
                    "subject",
                    "subject_id",
                    "period",
                    "first_day",
                    "threshold",
                    "measure",
                    "detail",
                ],
                name="one_alert_per_occasion",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["raised_at"], name="alert_by_time")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.raised_at:%Y-%m-%d}"


class AlertChannel(models.Model):
    """A way to tell people. Its last failure stands on it, so that a dead channel is seen.

    The address of a webhook is a key to it: it stays out of the audit log like the secret.
    """

    audit_secrets = ("target", "secret")

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail to these addresses")
        PERSON = "person", _("e-mail to the person concerned")
        WEBHOOK = "webhook", _("webhook (JSON)")
        SLACK = "slack", _("webhook (Slack format)")
        REQUESTS = "requests", _("e-mail: requests to administrators, answers to the person")

    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    target = models.CharField(
        _("target"),
        max_length=500,
        blank=True,
        default="",
        help_text=_("E-mail addresses separated by commas, or the webhook's https address."),
    )
    secret = models.CharField(
        _("signing secret"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("Webhooks are signed with it (HMAC-SHA-256)."),
    )
    enabled = models.BooleanField(_("enabled"), default=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    last_error = models.CharField(
        _("last failure"), max_length=300, blank=True, default="", editable=False
    )
    last_sent_at = models.DateTimeField(_("last success"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("alert channel")
        verbose_name_plural = _("alert channels")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class AlertDelivery(models.Model):
    """One alert over one channel: claimed before it is sent, so that it is sent once."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(AlertChannel, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.CharField(_("failure"), max_length=300, blank=True, default="")
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("alert delivery")
        verbose_name_plural = _("alert deliveries")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alert", "channel"], name="one_delivery_per_channel")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"],
                name="delivery_due",
                condition=models.Q(state__in=["waiting", "sending"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} → {self.channel_id} {self.state}"
