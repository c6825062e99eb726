"""The Django app "longtext"."""

from django.apps import AppConfig


class LongTextConfig(AppConfig):
    name = "chatapp.longtext"
    label = "longtext"
    default_auto_field = "django.db.models.BigAutoField"
