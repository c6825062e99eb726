"""One change by an administrator, never changed itself."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Who did what to which row. Opaque ids and names as they were: the entry outlives all of them.

    `changes` maps a field to [old, new] as JSON; None before an addition and after a deletion.
    A secret shows as `values.HIDDEN` on both sides.
    """

    class Action(models.TextChoices):
        ADD = "add", _("added")
        CHANGE = "change", _("changed")
        DELETE = "delete", _("deleted")
        READ = "read", _("opened to read")

    at = models.DateTimeField(_("when"), default=timezone.now)
    actor_id = models.BigIntegerField(_("number of the person"), null=True, blank=True)
    actor = models.CharField(_("who"), max_length=254)
    place = models.CharField(_("where"), max_length=300)
    action = models.CharField(_("action"), max_length=6, choices=Action)
    model = models.CharField(_("kind"), max_length=100)
    object_id = models.CharField(_("id"), max_length=64)
    object_text = models.CharField(_("what"), max_length=200)
    changes = models.JSONField(_("changes"), default=dict)
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-at", "-id"], name="audit_newest_first"),
            models.Index(fields=["model", "object_id"], name="audit_by_object"),
            models.Index(fields=["actor_id", "-at"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return (
            f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor} {self.action} {self.model} {self.object_id}"
        )
