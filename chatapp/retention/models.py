"""Rules: whose conversations are deleted, and after how many days without a message."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team

MOST_DAYS = 36_500


class RetentionRule(models.Model):
    """Without a team it holds for everybody whose team has no rule of its own."""

    team = models.OneToOneField(
        Team,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("team"),
        related_name="retention_rule",
        help_text=_("Empty: everybody whose team has no rule of its own."),
    )
    days = models.PositiveIntegerField(
        _("days"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("A conversation is deleted so many days after its last message."),
    )
    keep_pinned = models.BooleanField(
        _("keep pinned conversations"),
        default=True,
        help_text=_("What somebody has pinned is kept until they unpin it."),
    )

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering: ClassVar[list[str]] = ["team__name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                models.functions.Coalesce("team", 0),
                name="one_retention_rule_each",
                violation_error_message=_("There is a rule for everybody already."),
            ),
            models.CheckConstraint(condition=models.Q(days__gte=1), name="retention_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.team or '*'}: {self.days}"
