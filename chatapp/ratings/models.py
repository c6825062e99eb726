"""A person's verdict on a reply, kept for reports on models and assistants."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rating(models.Model):
    """One reply, rated by the person it was written for. Rated again, it is replaced.

    Opaque ids instead of foreign keys, and a reason from a list instead of words: a report can
    count what people think without showing anybody's conversation, and still can when the
    conversation and the account are gone.
    """

    class Verdict(models.TextChoices):
        UP = "up", _("good")
        DOWN = "down", _("bad")

    class Reason(models.TextChoices):
        WRONG = "wrong", _("It is wrong")
        OFF = "off", _("It is not what I asked for")
        INCOMPLETE = "incomplete", _("Something is missing")
        STYLE = "style", _("Too long, too short or in the wrong tone")
        UNSAFE = "unsafe", _("It is offensive or dangerous")
        OTHER = "other", _("Something else")

    message_id = models.BigIntegerField(primary_key=True)
    conversation_id = models.UUIDField()
    user_id = models.BigIntegerField()
    assistant_id = models.BigIntegerField(null=True, blank=True)
    model = models.CharField(max_length=100, blank=True, default="")
    verdict = models.CharField(max_length=4, choices=Verdict)
    reason = models.CharField(max_length=12, choices=Reason, blank=True, default="")
    rated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-rated_at"])]

    def __str__(self) -> str:
        return f"{self.verdict} {self.model} {self.reason}".strip()
