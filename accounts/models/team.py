"""Teams: what budgets and policies hang on, apart from roles."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Team(models.Model):
    """People who share a budget and a policy. Says nothing about what they may administer."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    description = models.TextField(_("description"), max_length=1000, blank=True, default="")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name
