"""The Django app "audit"."""

from typing import ClassVar

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """After every migration the triggers of the log are set anew."""

    name = "accounts.audit"
    label = "audit"
    verbose_name = _("Audit log")
    default_auto_field = "django.db.models.BigAutoField"
    role_permissions: ClassVar[dict[str, tuple[str, ...]]] = {"administrator": ("view_auditentry",)}

    def ready(self) -> None:
        from accounts.audit.append_only import check_triggers, prepare_database

        post_migrate.connect(prepare_database, sender=self, dispatch_uid="audit.prepare_database")
        checks.register(check_triggers, checks.Tags.database)
