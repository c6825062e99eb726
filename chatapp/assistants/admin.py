"""Administrators edit assistants here."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from chatapp.assistants.models import Assistant


@admin.register(Assistant)
class AssistantAdmin(ModelAdmin):
    """Who may use what, with which instructions."""

    list_display = ("name", "description", "model", "is_default", "is_open")
    list_filter = ("is_open", "teams")
    search_fields = ("name", "description")
    filter_horizontal = ("teams",)
