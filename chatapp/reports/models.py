"""Reports that are sent by e-mail, again and again."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from chatapp.reports.usage import GROUPS

MOST_RECIPIENTS = 50


def validate_addresses(text: str) -> None:
    """Raise ValidationError unless these are e-mail addresses, separated by commas or lines."""
    found = addresses(text)
    for address in found:
        validate_email(address)
    if not 0 < len(found) <= MOST_RECIPIENTS:
        raise ValidationError(
            _("Name one to %(most)s e-mail addresses."), params={"most": MOST_RECIPIENTS}
        )


def addresses(text: str) -> list[str]:
    """The addresses in a text, in their order, none twice."""
    found = [part.strip() for part in text.replace("\n", ",").replace(";", ",").split(",")]
    return list(dict.fromkeys(part for part in found if part))


class ReportSchedule(models.Model):
    """Which report goes to whom, how often.

    `sent_through` is the last day of the period that was sent last: the next period is due when
    it is over. `due_at` is when it may be tried (again): whoever moves it on sends it.
    """

    class Every(models.TextChoices):
        DAY = "day", _("every day")
        WEEK = "week", _("every week, on Monday")
        MONTH = "month", _("every month, on the 1st")

    class Form(models.TextChoices):
        XLSX = "xlsx", _("Excel (XLSX)")
        CSV = "csv", _("CSV")

    name = models.CharField(_("name"), max_length=100)
    recipients = models.TextField(
        _("recipients"),
        max_length=5000,
        validators=[validate_addresses],
        help_text=_("E-mail addresses, separated by commas or on lines of their own."),
    )
    every = models.CharField(_("sent"), max_length=5, choices=Every, default=Every.MONTH)
    group = models.CharField(
        _("grouped by"),
        max_length=10,
        default="user",
        choices=[(name, label) for name, (_column, label) in GROUPS.items()],
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: everybody."),
    )
    form = models.CharField(_("file"), max_length=4, choices=Form, default=Form.XLSX)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    enabled = models.BooleanField(_("enabled"), default=True)
    sent_through = models.DateField(_("sent up to"), null=True, editable=False)
    due_at = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    last_error = models.CharField(
        _("last failure"), max_length=300, blank=True, default="", editable=False
    )
    last_sent_at = models.DateTimeField(_("last success"), null=True, editable=False)

    class Meta:
        verbose_name = _("scheduled report")
        verbose_name_plural = _("scheduled reports")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name
