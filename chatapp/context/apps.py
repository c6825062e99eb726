"""The Django app "context"."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContextConfig(AppConfig):
    name = "chatapp.context"
    label = "context"
    verbose_name = _("What Claude is told")
    default_auto_field = "django.db.models.BigAutoField"
