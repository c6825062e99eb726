"""Administrators say here which report goes to whom."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from chatapp.reports.models import ReportSchedule


@admin.register(ReportSchedule)
class ReportScheduleAdmin(ModelAdmin):
    """A schedule, and how its last sending went."""

    list_display = (
        "name", "every", "group", "team", "enabled", "sent_through", "last_sent_at", "last_error",
    )  # fmt: skip
    list_filter = ("every", "enabled")
    list_select_related = ("team",)
    readonly_fields = ("sent_through", "last_sent_at", "last_error")
    fieldsets = (
        (None, {"fields": ("name", "recipients", "enabled")}),
        (None, {"fields": ("every", "group", "team", "form", "language")}),
        (None, {"fields": ("sent_through", "last_sent_at", "last_error")}),
    )
