"""The Django app "ratings"."""

from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "chatapp.ratings"
    label = "ratings"
    default_auto_field = "django.db.models.BigAutoField"
