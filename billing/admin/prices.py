"""Prices: added, never edited; downloaded as they are."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from accounts.tables import WriteOnceAdmin
from billing import price_csv
from billing import prices as book
from billing.admin.columns import dollars
from billing.models import ModelPrice, ToolPrice


class PriceAdmin(WriteOnceAdmin):
    """Prices hold from the moment they are saved."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        book.forget_book()


def per_million(name: str, title: Any) -> Any:
    """Nano-dollars per token are thousandths of a dollar per million."""

    @admin.display(description=title, ordering=name)
    def shown(_model_admin: Any, price: ModelPrice) -> str:
        value = getattr(price, name)
        return "–" if value is None else f"${value / 1000:,.2f}"

    return shown


@admin.register(ModelPrice)
class ModelPriceAdmin(PriceAdmin):
    list_display = (
        "model",
        "speed",
        "prompt_from",
        "shown_input",
        "shown_output",
        "effective_from",
    )
    list_filter = ("speed", "model")
    search_fields = ("model",)
    actions = ("export",)
    shown_input = per_million("input_nano", gettext_lazy("input, per million"))
    shown_output = per_million("output_nano", gettext_lazy("output, per million"))

    @admin.action(description=gettext_lazy("Download all prices as CSV"), permissions=["view"])
    def export(self, request: HttpRequest, chosen: "QuerySet[ModelPrice]") -> HttpResponse:
        headers = {"Content-Disposition": 'attachment; filename="prices.csv"'}
        return HttpResponse(price_csv.export_csv(), "text/csv; charset=utf-8", headers=headers)


@admin.register(ToolPrice)
class ToolPriceAdmin(PriceAdmin):
    list_display = ("tool", "shown_use", "effective_from")
    shown_use = dollars("use_nano", gettext_lazy("each use"))
