"""The Django app "redaction"."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RedactionConfig(AppConfig):
    name = "chatapp.redaction"
    label = "redaction"
    verbose_name = _("Redaction")
    default_auto_field = "django.db.models.BigAutoField"
