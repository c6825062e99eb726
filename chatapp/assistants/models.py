"""What an assistant is, and who may use which."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User


class AssistantQuerySet(models.QuerySet["Assistant"]):
    """Assistants by who may use them."""

    def for_user(self, user: User) -> "AssistantQuerySet":
        """Those in use that are open to everybody or to the person's team, the default first."""
        everybody = models.Q(teams__isnull=True)
        mine = models.Q(teams=user.team_id) if user.team_id else models.Q(pk__in=[])
        usable = self.filter(everybody | mine, is_open=True).distinct()
        return usable.order_by("-is_default", "name")

    def usable(self, user_id: int, assistant: int) -> "Assistant | None":
        """The assistant of this id, if the person may choose it."""
        return self.for_user(User.objects.get(pk=user_id)).filter(pk=assistant).first()


class Assistant(models.Model):
    """Instructions that come before every conversation with it, and how Claude is asked.

    Blank fields leave the choice to the site (model, effort, length) or to the person (model).
    """

    class Icon(models.TextChoices):
        SPARK = "spark", _("Spark")
        PEN = "pen", _("Pen")
        CODE = "code", _("Code")
        BOOK = "book", _("Book")
        GLOBE = "globe", _("Globe")
        CHART = "chart", _("Chart")
        PEOPLE = "people", _("People")

    class Effort(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    name = models.CharField(_("name"), max_length=60, unique=True)
    description = models.CharField(_("description"), max_length=200, blank=True, default="")
    icon = models.CharField(_("icon"), max_length=10, choices=Icon, default=Icon.SPARK)
    instructions = models.TextField(
        _("instructions"),
        blank=True,
        default="",
        max_length=50_000,
        help_text=_("What Claude should know and do in every conversation with this assistant."),
    )
    model = models.CharField(
        _("model"), max_length=100, blank=True, default="", help_text=_("Empty: people choose.")
    )
    fallback_model = models.CharField(
        _("fallback model"),
        max_length=100,
        blank=True,
        default="",
        help_text=_("Answers when the model is overloaded. Empty: people wait for the model."),
    )
    effort = models.CharField(_("effort"), max_length=10, choices=Effort, blank=True, default="")
    max_tokens = models.PositiveIntegerField(
        _("longest reply (tokens)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(256), MaxValueValidator(128_000)],
    )
    starters = models.TextField(
        _("starter prompts"), blank=True, default="", help_text=_("One on each line.")
    )
    teams = models.ManyToManyField(
        Team, verbose_name=_("teams"), blank=True, help_text=_("Empty: everybody may use it.")
    )
    is_default = models.BooleanField(_("default"), default=False)
    is_open = models.BooleanField(_("in use"), default=True)

    objects: ClassVar[models.Manager["Assistant"]] = AssistantQuerySet.as_manager()

    class Meta:
        verbose_name = _("assistant")
        verbose_name_plural = _("assistants")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="one_default_assistant",
                violation_error_message=_("There is another default assistant."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def starter_prompts(self) -> list[str]:
        """The starter prompts, one each."""
        return [line.strip() for line in self.starters.splitlines() if line.strip()]
