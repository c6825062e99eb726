"""The Django app "caching"."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CachingConfig(AppConfig):
    name = "chatapp.caching"
    label = "caching"
    verbose_name = _("Cache of answers")
    default_auto_field = "django.db.models.BigAutoField"
    role_permissions: ClassVar[dict[str, tuple[str, ...]]] = {"staff": ("view_hit",)}
