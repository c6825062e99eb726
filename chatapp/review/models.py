"""Conversations as records without words, who may open one, and each time somebody did."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from chatapp.models import Conversation

OPEN_FOR = timedelta(minutes=30)


class ConversationRecord(Conversation):
    """That there is a conversation: whose, when, how long. Its name here is never its title."""

    class Meta:
        proxy = True
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")

    def __str__(self) -> str:
        return _now("Conversation %(id)s") % {"id": str(self.pk)[:8]}


class Reviewer(models.Model):
    """Somebody who may open other people's conversations until `until`; no role brings this right.

    Given by an administrator, also to themselves; the audit log shows both.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="reviewer",
        verbose_name=_("person"),
    )
    until = models.DateTimeField(
        _("until"), help_text=_("The right ends by itself. A few days are usually enough.")
    )

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")

    def __str__(self) -> str:
        return str(self.user)

    @classmethod
    def may_open(cls, user_id: int | None) -> bool:
        """Whether this person has the right now. Being administrator is not enough."""
        return cls._default_manager.filter(user=user_id, until__gt=timezone.now()).exists()


class Opening(models.Model):
    """One conversation, opened once by one person for one reason, until `ends_at`.

    Opaque ids: the row outlives the conversation and both people. `told_at` is when the e-mail
    to the owner went out, `due_at` when it may be tried (again), `seen_at` when they saw the notice
    on the page.
    """

    reviewer_id = models.BigIntegerField(_("number of the person"))
    reviewer_name = models.CharField(_("who"), max_length=254)
    conversation_id = models.UUIDField(_("conversation"))
    owner_id = models.BigIntegerField(_("number of the owner"))
    reason = models.CharField(_("reason"), max_length=500)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"))
    told_at = models.DateTimeField(_("owner told"), null=True, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    seen_at = models.DateTimeField(_("owner saw it"), null=True, blank=True)

    class Meta:
        verbose_name = _("opened conversation")
        verbose_name_plural = _("opened conversations")
        ordering: ClassVar[list[str]] = ["-opened_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner_id", "-opened_at"], name="opening_by_owner"),
            models.Index(fields=["reviewer_id", "conversation_id"], name="opening_by_reviewer"),
            models.Index(
                fields=["due_at"], name="opening_untold", condition=models.Q(told_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_name} {self.opened_at:%Y-%m-%d %H:%M}"
