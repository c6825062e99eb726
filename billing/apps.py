"""The Django app "billing"."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    """After every migration the triggers are set anew and missing published prices are added.

    Django remakes a table on SQLite to alter it and drops its triggers silently; post_migrate is
    Django's own place to put such things back.
    """

    name = "billing"
    verbose_name = _("Money")

    def ready(self) -> None:
        from billing.append_only import (
            check_triggers,
            prepare_database,
        )  # models must be loaded

        post_migrate.connect(prepare_database, sender=self, dispatch_uid="billing.prepare_database")
        checks.register(check_triggers, checks.Tags.database)
