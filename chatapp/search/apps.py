"""The Django app "search"."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "chatapp.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from chatapp.search import index

        post_migrate.connect(index.after_migrate, sender=self, dispatch_uid="chatapp.search")
