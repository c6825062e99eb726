"""The Django app "review"."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    name = "chatapp.review"
    label = "review"
    verbose_name = _("Review")
    default_auto_field = "django.db.models.BigAutoField"
    role_permissions: ClassVar[dict[str, tuple[str, ...]]] = {
        "staff": ("view_conversationrecord",),
        "administrator": ("view_conversationrecord", "view_opening"),
    }
