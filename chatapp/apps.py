"""The Django app "chatapp"."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatappConfig(AppConfig):
    name = "chatapp"
    verbose_name = _("Monitoring")
    role_permissions: ClassVar[dict[str, tuple[str, ...]]] = {"staff": ("view_claudecall",)}

    def ready(self) -> None:
        from chatapp import access, checks  # noqa: F401

        access.listen()
