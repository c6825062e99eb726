"""Budgets and grants, in dollars and by name."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin

from accounts.tables import WriteOnceAdmin
from billing import budgets
from billing.admin import columns
from billing.admin.columns import dollars, whose
from billing.forms import OF_TEAMS, PERSONAL, BudgetForm, GrantForm
from billing.models import Budget, Grant, Subject


@admin.register(Budget)
class BudgetAdmin(ModelAdmin):
    form = BudgetForm
    list_display = ("scope", "whose", "period", "dollars", "limit_tokens", "hard", "changed_at")
    list_filter = ("scope", "period", "hard")
    list_fullwidth = True
    whose, dollars = whose, dollars("limit_nano", gettext_lazy("limit"))

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return columns.with_subject(rows, "scope", "scope_id", PERSONAL, OF_TEAMS)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        return ("scope", "whose", "period", "changed_at") if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        whom = ("scope", "whose", "period") if obj else ("scope", "person", "team", "period")
        return (
            (gettext_lazy("Who and when"), {"fields": whom}),
            (
                gettext_lazy("Limits"),
                {"fields": ("limit_nano", "limit_tokens", "hard", "thresholds")},
            ),
            (
                gettext_lazy("Length of replies"),
                {"fields": ("reply_output", "day_output"), "classes": ("collapse",)},
            ),
        )

    def save_model(self, request: HttpRequest, obj: Budget, form: Any, change: bool) -> None:
        obj.changed_by = request.user.pk
        super().save_model(request, obj, form, change)
        budgets.look_again()

    def delete_model(self, request: HttpRequest, obj: Budget) -> None:
        super().delete_model(request, obj)
        budgets.look_again()


@admin.register(Grant)
class GrantAdmin(WriteOnceAdmin):
    form = GrantForm
    list_display = ("granted_at", "subject", "whose", "dollars", "tokens", "reason", "expires_at")
    list_filter = ("subject",)
    whose, dollars = whose, dollars("amount_nano", gettext_lazy("amount"))

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return columns.with_subject(rows, "subject", "subject_id", (Subject.USER,), (Subject.TEAM,))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        whom = (
            ("subject", "whose", "dollars") if obj else ("subject", "person", "team", "amount_nano")
        )
        fields = (*whom, "tokens", "reason", *(("granted_at",) if obj else ()), "expires_at")
        return ((None, {"fields": fields}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        return ("whose", "dollars", "granted_at") if obj else ()

    def save_model(self, request: HttpRequest, obj: Grant, form: Any, change: bool) -> None:
        obj.granted_by = request.user.pk
        super().save_model(request, obj, form, change)
