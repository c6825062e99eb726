"""The one organisation that runs this installation, and its settings."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def validate_time_zone(value: str) -> None:
    """Raise ValidationError unless `value` names a time zone of the tz database."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValidationError(
            _("“%(value)s” is not a time zone. Use a name such as Europe/Berlin or Asia/Shanghai."),
            code="unknown_time_zone",
            params={"value": value},
        ) from error


class Organisation(models.Model):
    """Settings of the whole installation: one row, held to one by the database.

    Budget periods begin and end in `time_zone`. `founded_at` is set by the first sign-up and is
    never taken back: should every account be deleted, no stranger becomes administrator.
    """

    SINGLE_ROW = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=SINGLE_ROW, editable=False)
    name = models.CharField(_("name"), max_length=100, default="chatapp")
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="UTC",
        validators=[validate_time_zone],
        help_text=_("Days and months of budgets and reports begin in this time zone."),
    )
    default_model = models.CharField(
        _("default model"),
        max_length=100,
        blank=True,
        default="",
        help_text=_("The model for new conversations. Empty: the one the server is set up with."),
    )
    signup_message = models.TextField(
        _("sign-up message"),
        max_length=1000,
        blank=True,
        default="",
        help_text=_("Shown above the sign-up form, for example who may join and whom to ask."),
    )
    instructions = models.TextField(
        _("instructions for Claude"),
        max_length=20_000,
        blank=True,
        default="",
        help_text=_(
            "Told to Claude in every conversation. {name} stands for the person's name, {date} for "
            "the day in the time zone above."
        ),
    )
    founded_at = models.DateTimeField(
        _("founded"), null=True, editable=False, help_text=_("When the first account signed up.")
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisation")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(pk=1), name="organisation_has_one_row")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        validate_time_zone(self.time_zone)
        super().save(*args, **kwargs)

    @classmethod
    def current(cls) -> "Organisation":
        """The organisation; a migration made it, so that looking writes nothing."""
        return cls._default_manager.get_or_create(pk=cls.SINGLE_ROW)[0]

    @classmethod
    def locked(cls) -> "Organisation":
        """The organisation, locked until the transaction ends, for rules that span people."""
        cls.current()
        return cls._default_manager.select_for_update().get(pk=cls.SINGLE_ROW)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object to compute with."""
        return ZoneInfo(self.time_zone)
