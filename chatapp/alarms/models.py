"""When to raise an alarm, and each time one was."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _


class Condition(models.TextChoices):
    SUCCESS_RATE = "success_rate", _("success rate below (percent)")
    SLOW = "slow", _("95 % of the answers take longer than (seconds)")
    REFUSED = "refused", _("attempts that Claude refuses with 429 or 529, above (percent)")
    BREAKER_OPEN = "breaker_open", _("requests to a model are held back, for more than (models)")
    QUEUE = "queue", _("requests waiting in the queue, above")
    WORKER_SILENT = "worker_silent", _("the worker has been silent for longer than (seconds)")


DEFAULTS = {
    Condition.SUCCESS_RATE.value: 95,
    Condition.SLOW.value: 60,
    Condition.REFUSED.value: 20,
    Condition.BREAKER_OPEN.value: 0,
    Condition.QUEUE.value: 50,
    Condition.WORKER_SILENT.value: 120,
}


class Threshold(models.Model):
    """One condition. Rates and times count only once `least_calls` were made in `over_minutes`."""

    condition = models.CharField(
        _("condition"), max_length=20, choices=Condition, primary_key=True, editable=False
    )
    limit = models.PositiveIntegerField(_("threshold"), validators=[MaxValueValidator(10**6)])
    over_minutes = models.PositiveSmallIntegerField(
        _("over so many minutes"),
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(1440)],
    )
    least_calls = models.PositiveIntegerField(
        _("from so many requests on"),
        default=20,
        help_text=_("With fewer requests in that time, a rate says nothing."),
    )
    enabled = models.BooleanField(_("enabled"), default=True)

    class Meta:
        verbose_name = _("alarm threshold")
        verbose_name_plural = _("alarm thresholds")
        ordering: ClassVar[list[str]] = ["condition"]

    def __str__(self) -> str:
        return f"{self.get_condition_display()}: {self.limit}"

    @classmethod
    def all(cls) -> "QuerySet[Threshold]":
        """One row for each condition; made with its default on first use."""
        missing = set(DEFAULTS) - set(cls._default_manager.values_list("condition", flat=True))
        cls._default_manager.bulk_create(
            [cls(condition=name, limit=DEFAULTS[name]) for name in sorted(missing)],
            ignore_conflicts=True,
        )
        return cls._default_manager.all()


class Occurrence(models.Model):
    """From when a condition held until it no longer did. At most one of each is open."""

    condition = models.CharField(_("condition"), max_length=20, choices=Condition)
    began_at = models.DateTimeField(_("began"))
    held_at = models.DateTimeField(_("held last"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    alert_id = models.BigIntegerField(_("alert"), null=True, blank=True)

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        ordering: ClassVar[list[str]] = ["-began_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["condition"],
                condition=models.Q(ended_at=None),
                name="one_open_occurrence_per_condition",
            )
        ]

    def __str__(self) -> str:
        return f"{self.condition} {self.began_at:%Y-%m-%d %H:%M}"
