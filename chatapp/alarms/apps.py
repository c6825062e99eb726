"""The Django app "alarms"."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlarmsConfig(AppConfig):
    """Billing's alerts learn here how an alarm is put into words."""

    name = "chatapp.alarms"
    label = "alarms"
    verbose_name = _("Alarms")
    default_auto_field = "django.db.models.BigAutoField"
    role_permissions: ClassVar[dict[str, tuple[str, ...]]] = {
        "staff": ("view_threshold", "view_occurrence")
    }

    def ready(self) -> None:
        from billing import messages
        from billing.models import Alert
        from chatapp.alarms import words

        messages.speak_for(Alert.Kind.HEALTH, words.headline, words.body)
