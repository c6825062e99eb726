"""The Django app "console", and Django's admin with our site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConsoleConfig(AppConfig):
    name = "chatapp.console"
    label = "console"


class ConsoleSiteConfig(AdminConfig):
    default_site = "chatapp.console.site.ConsoleSite"
