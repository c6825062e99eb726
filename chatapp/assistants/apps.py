"""The Django app "assistants"."""

from django.apps import AppConfig


class AssistantsConfig(AppConfig):
    name = "chatapp.assistants"
    label = "assistants"
    default_auto_field = "django.db.models.BigAutoField"
