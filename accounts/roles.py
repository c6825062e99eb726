"""The three roles and what each may do.

A role is a Django group of the same name plus Django's two flags, kept in step by
`User.set_role`. What a role may do is declared by the app that owns the models, in its AppConfig:

    role_permissions = {"staff": ("view_ledgerentry",)}

so that nobody here has to know the apps above. The declaration is carried out after every
`migrate`, when the permissions of that app exist.
"""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS, models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is here. The value is the name of the Django group."""

    USER = "user", _("User")
    STAFF = "staff", _("Staff")
    ADMINISTRATOR = "administrator", _("Administrator")


def grant_declared_permissions(
    sender: AppConfig, apps: Apps = installed, using: str = DEFAULT_DB_ALIAS, **kwargs: Any
) -> None:
    """Give the roles what `sender` declares in `role_permissions`; runs after migrate and flush.

    The permission rows are made here first: Django makes them in the same phase, and the order
    of the two would otherwise hang on the order of INSTALLED_APPS. Only adds. For another set of
    rights, make a group of its own.
    """
    declared: dict[str, tuple[str, ...]] = getattr(sender, "role_permissions", {})
    try:
        group_model = apps.get_model("auth", "Group")
        permission_model = apps.get_model("auth", "Permission")
    except LookupError:  # a partial migrate, before auth has its tables
        return
    if declared:
        create_permissions(sender, verbosity=0, using=using, apps=apps)
    for role, codenames in declared.items():
        group, _made = group_model._default_manager.using(using).get_or_create(name=role)
        group.permissions.add(
            *permission_model._default_manager.using(using).filter(
                content_type__app_label=sender.label, codename__in=codenames
            )
        )
