"""The Django app "monitoring"."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "chatapp.monitoring"
    label = "monitoring"
    default_auto_field = "django.db.models.BigAutoField"
