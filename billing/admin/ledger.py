"""What was booked, what is set aside, what each period has come to. To be looked at."""

from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.tables import LongTableAdmin, ReadOnlyAdmin, value_filter
from billing.admin import columns
from billing.admin.columns import dollars, whose
from billing.models import DaySpend, LedgerEntry, Reservation, Subject, Window
from billing.models.prices import ONE_PPM
from billing.models.subjects import name_of_team
from billing.words import kind_words, purpose_words


def booked(column: str) -> list[str]:
    """The models, purposes or kinds for which something has ever been booked."""
    rows = DaySpend.knowing(column).order_by(column)
    return list(rows.values_list(column, flat=True).distinct())


@admin.register(LedgerEntry)
class LedgerEntryAdmin(LongTableAdmin):
    list_display = ("booked_at", "whose", "model", "shown_kind", "count", "amount", "guessed")
    list_filter = (
        value_filter(gettext_lazy("purpose"), "purpose", partial(booked, "purpose"), purpose_words),
        value_filter(gettext_lazy("model"), "model", partial(booked, "model")),
        value_filter(gettext_lazy("kind"), "kind", partial(booked, "kind"), kind_words),
        "estimated",
    )
    fieldsets = (
        (
            None,
            {"fields": ("booked_at", "day", "whose", "team", "shown_purpose", "model")},
        ),
        (
            gettext_lazy("Amount"),
            {"fields": ("shown_kind", "count", "unit", "factor", "amount", "guessed")},
        ),
        (
            gettext_lazy("Where it comes from"),
            {"fields": ("call_id", "attempt", "part", "conversation_id", "price_id", "created_at")},
        ),
    )
    quick_filters = ("user_id",)
    ordering = ("-booked_at",)
    sortable_by = ("booked_at",)
    search_fields = ("call_id", "user_id")
    search_help_text = gettext_lazy("The id of a call, or the number of a person.")
    whose, amount = whose, dollars("amount_nano", gettext_lazy("amount"))
    unit = dollars("unit_nano", gettext_lazy("price of one"))

    def get_queryset(self, request: HttpRequest) -> Any:
        return columns.with_person(super().get_queryset(request))

    @admin.display(description=gettext_lazy("team"))
    def team(self, entry: LedgerEntry) -> str:
        return name_of_team(entry.team_id)

    @admin.display(description=gettext_lazy("purpose"))
    def shown_purpose(self, entry: LedgerEntry) -> str:
        return purpose_words().get(entry.purpose, entry.purpose)

    @admin.display(description=gettext_lazy("quantity"))
    def count(self, entry: LedgerEntry) -> str:
        return f"{entry.quantity:,}"

    @admin.display(description=gettext_lazy("factor"))
    def factor(self, entry: LedgerEntry) -> str:
        return f"× {Decimal(entry.factor_ppm) / ONE_PPM:f}"

    @admin.display(description=gettext_lazy("kind"))
    def shown_kind(self, entry: LedgerEntry) -> str:
        return kind_words().get(entry.kind, entry.kind)

    @admin.display(description=gettext_lazy("estimated"), empty_value="")
    def guessed(self, entry: LedgerEntry) -> str:
        """A word where it is so; what is exact needs none."""
        return _("estimated") if entry.estimated else ""


@admin.register(Reservation)
class ReservationAdmin(LongTableAdmin):
    list_display = ("call_id", "whose", "state", "reserved", "settled", "reserved_at")
    list_filter = (
        "state",
        value_filter(gettext_lazy("purpose"), "purpose", partial(booked, "purpose")),
    )
    ordering = ("-reserved_at",)
    sortable_by = ("reserved_at",)
    search_fields = ("call_id",)
    whose = whose
    reserved = dollars("reserved_nano", gettext_lazy("reserved"))
    settled = dollars("settled_nano", gettext_lazy("settled"))

    def get_queryset(self, request: HttpRequest) -> Any:
        return columns.with_person(super().get_queryset(request))


@admin.register(Window)
class WindowAdmin(ReadOnlyAdmin):
    list_display = ("subject", "whose", "period", "first_day", "spent", "reserved")
    list_filter = ("subject", "period")
    whose = whose
    spent = dollars("spent_nano", gettext_lazy("spent"))
    reserved = dollars("reserved_nano", gettext_lazy("reserved"))

    def get_queryset(self, request: HttpRequest) -> Any:
        return columns.with_subject(
            super().get_queryset(request), "subject", "subject_id", (Subject.USER,), (Subject.TEAM,)
        )
