"""What administrators decide about kept answers, who takes no part, and what was saved."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """Whose questions a kept answer may answer."""

    USER = "user", _("The same person's")
    TEAM = "team", _("The same team's")
    EVERYONE = "everyone", _("Everybody's")
    NOBODY = "nobody", _("Nobody's: keep no answers")


class CacheRule(models.Model):
    """How answers of one assistant are kept; without an assistant, of conversations without one.

    A new `generation` makes every answer kept so far unreachable.
    """

    assistant = models.OneToOneField(
        "assistants.Assistant",
        verbose_name=_("assistant"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="cache_rule",
        help_text=_("Empty: conversations without an assistant."),
    )
    scope = models.CharField(_("answers"), max_length=10, choices=Scope, default=Scope.USER)
    keep_seconds = models.PositiveIntegerField(
        _("kept for (seconds)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(10), MaxValueValidator(30 * 86_400)],
        help_text=_("Empty: as the site is set up."),
    )
    generation = models.PositiveIntegerField(default=0, editable=False)
    similar = models.BooleanField(
        _("similar questions"),
        default=False,
        help_text=_(
            "Also answer a question that means the same in other words. For assistants that are "
            "asked the same things again and again, such as an FAQ."
        ),
    )
    wrong_percent = models.PositiveSmallIntegerField(
        _("wrong answers allowed (%)"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_(
            "When more than this are shown to be wrong, similar questions are switched off."
        ),
    )
    similar_since = models.DateTimeField(null=True, editable=False)
    similar_stopped_at = models.DateTimeField(_("switched off"), null=True, editable=False)

    class Meta:
        verbose_name = _("cache rule")
        verbose_name_plural = _("cache rules")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(assistant=None),
                name="one_cache_rule_without_assistant",
                violation_error_message=_("There is a rule for conversations without one already."),
            )
        ]

    def __str__(self) -> str:
        return self.assistant.name if self.assistant else str(_("Without an assistant"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Switched on, learning begins anew: what was judged before counts no more."""
        if not self.similar:
            self.similar_since = None
        elif self.similar_since is None:
            self.similar_since, self.similar_stopped_at = timezone.now(), None
        super().save(*args, **kwargs)

    def stop_similar(self) -> None:
        """Switches similar questions off because too many answers were wrong."""
        mine = CacheRule.objects.filter(pk=self.pk, similar=True, similar_since=self.similar_since)
        mine.update(similar=False, similar_since=None, similar_stopped_at=timezone.now())


class OptOut(models.Model):
    """A person whose questions are always asked anew."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("opt-out of the cache")
        verbose_name_plural = _("opt-outs of the cache")

    def __str__(self) -> str:
        return str(self.user)


class Tier(models.TextChoices):
    """Which cache answered."""

    EXACT = "exact", _("the same question")
    SIMILAR = "similar", _("a similar question")


class Hit(models.Model):
    """An answer that Claude did not have to give again. `saved_nano` in nano-dollars."""

    call_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user_id = models.BigIntegerField(_("user"), null=True)
    assistant_id = models.BigIntegerField(_("assistant"), null=True)
    model = models.CharField(_("model"), max_length=100)
    tier = models.CharField(_("answered from"), max_length=10, choices=Tier, default=Tier.EXACT)
    saved_nano = models.BigIntegerField(_("saved"), null=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("answer from the cache")
        verbose_name_plural = _("answers from the cache")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-created_at"])]

    def __str__(self) -> str:
        return f"{self.model} {self.created_at:%Y-%m-%d %H:%M:%S}"


class SimilarAnswer(models.Model):
    """A similar question that was found, how like it was, and whether its answer was right.

    Holds no text. `is_given`: the kept answer was shown; else Claude was asked, and the two
    were compared.
    """

    class Verdict(models.TextChoices):
        RIGHT = "right", _("right")
        WRONG = "wrong", _("wrong")

    class Judge(models.TextChoices):
        SHADOW = "shadow", _("compared with what Claude said")
        AGAIN = "again", _("asked anyway")
        PERSON = "person", _("rated")

    call_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assistant_id = models.BigIntegerField(_("assistant"), null=True)
    message_id = models.BigIntegerField(null=True, db_index=True)
    score = models.FloatField(_("likeness"))
    is_given = models.BooleanField(_("given"), default=True)
    verdict = models.CharField(_("verdict"), max_length=5, choices=Verdict, blank=True, default="")
    judged_by = models.CharField(
        _("judged by"), max_length=6, choices=Judge, blank=True, default=""
    )
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("similar answer")
        verbose_name_plural = _("similar answers")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["assistant_id", "-created_at"])
        ]

    def __str__(self) -> str:
        return f"{self.score:.2f} {self.verdict}".strip()
