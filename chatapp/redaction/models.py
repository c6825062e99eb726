"""What administrators decide, and what a conversation keeps hidden."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from chatapp.redaction import own
from chatapp.redaction.kinds import KINDS, Action


class Policy(models.Model):
    """What is done about each kind, for one team or, without a team, for everybody else.

    `actions` names kinds that differ from their default (`kinds.KINDS`).
    """

    team = models.OneToOneField(
        Team,
        verbose_name=_("team"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="redaction_policy",
        help_text=_("Empty: everybody whose team has no policy of its own."),
    )
    actions = models.JSONField(default=dict, blank=True, editable=False)
    may_correct = models.BooleanField(
        _("people may correct"),
        default=True,
        help_text=_("Whether people may say that a value to be replaced is a false alarm."),
    )

    class Meta:
        verbose_name = _("redaction policy")
        verbose_name_plural = _("redaction policies")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(team=None),
                name="one_policy_for_everybody",
                violation_error_message=_("There is a policy for everybody already."),
            )
        ]

    def __str__(self) -> str:
        return self.team.name if self.team else str(_("Everybody"))

    def action(self, kind: str) -> Action:
        """What this policy does about a built-in kind."""
        chosen = self.actions.get(kind)
        return Action(chosen) if chosen in Action.values else KINDS[kind].default


class OwnKind(models.Model):
    """A kind that an administrator defined: a pattern, or a list of words."""

    class Form(models.TextChoices):
        WORDS = "words", _("Words, one on each line")
        PATTERN = "pattern", _("Regular expression (RE2)")

    name = models.CharField(_("name"), max_length=60, unique=True)
    form = models.CharField(_("form"), max_length=10, choices=Form, default=Form.WORDS)
    terms = models.TextField(_("words or pattern"), max_length=100_000)
    action = models.CharField(_("action"), max_length=10, choices=Action, default=Action.REPLACE)
    team = models.ForeignKey(
        Team, verbose_name=_("team"), on_delete=models.CASCADE, null=True, blank=True,
        related_name="+", help_text=_("Empty: everybody."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("own kind")
        verbose_name_plural = _("own kinds")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        try:
            own.compile_terms(self.form, self.terms)
        except ValueError as error:
            raise ValidationError({"terms": str(error)}) from error

    @property
    def code(self) -> str:
        """The word that stands for it where built-in kinds have theirs."""
        return f"own_{self.pk}"


class HiddenValue(models.Model):
    """A value of a conversation behind its placeholder's code, sealed; deleted with it."""

    conversation = models.ForeignKey(
        "chatapp.Conversation", on_delete=models.CASCADE, related_name="+"
    )
    code = models.CharField(max_length=7)
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conversation", "code"], name="one_value_per_code")
        ]

    def __str__(self) -> str:
        return self.code


class FalseAlarm(models.Model):
    """A value that the owner of a conversation says is nothing to hide; only its digest is kept."""

    conversation = models.ForeignKey(
        "chatapp.Conversation", on_delete=models.CASCADE, related_name="+"
    )
    digest = models.CharField(max_length=32)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conversation", "digest"], name="one_alarm_per_value")
        ]

    def __str__(self) -> str:
        return self.digest
