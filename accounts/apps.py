"""The Django app "accounts"."""

from typing import ClassVar

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from accounts.roles import grant_declared_permissions


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")
    role_permissions: ClassVar[dict[str, tuple[str, ...]]] = {
        "administrator": (
            *("add_user", "change_user", "delete_user", "view_user"),
            *("add_team", "change_team", "delete_team", "view_team"),
            *("change_organisation", "view_organisation"),
        ),
        "staff": ("view_user", "view_team", "view_organisation"),
    }

    def ready(self) -> None:
        post_migrate.connect(grant_declared_permissions, dispatch_uid="accounts.roles")
