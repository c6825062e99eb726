"""Thresholds to set, and what has happened."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from accounts.tables import ReadOnlyAdmin
from chatapp.alarms.models import Occurrence, Threshold


@admin.register(Threshold)
class ThresholdAdmin(ModelAdmin):
    """The conditions are given; when they count is set here."""

    list_display = ("condition", "limit", "over_minutes", "least_calls", "enabled")
    readonly_fields = ("condition",)
    fields = ("condition", "limit", "over_minutes", "least_calls", "enabled")
    list_fullwidth = True

    def get_queryset(self, request: HttpRequest) -> Any:
        return Threshold.all()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Occurrence)
class OccurrenceAdmin(ReadOnlyAdmin):
    """Since when, until when."""

    list_display = ("condition", "began_at", "held_at", "ended_at")
    list_filter = ("condition",)
