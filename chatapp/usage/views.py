"""The page "Usage", and its tables as CSV."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from billing.money import format_usd
from chatapp import money
from chatapp.claude import catalog
from chatapp.usage import own
from chatapp.usage.limits import OwnLimitForm
from chatapp.usage.own import ConversationSums, Days, Sums, Usage

PERIODS = (7, 30, 90, 365)
USUAL = 30
BAR = 10  # a bar and its gap in the units of the chart, which is 100 high
LEAST_BAR = 1.5
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the chart, in its own units."""

    day: date
    sums: Sums
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table on the page."""

    name: str
    sums: Sums
    url: str = ""


@require_http_methods(["GET", "POST"])
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """What the person used in the last days. A POST sets their own lower limit."""
    user = cast(User, request.user)
    limit = OwnLimitForm(request.POST) if request.method == "POST" else OwnLimitForm.of(user.pk)
    if limit.is_bound and limit.save(user.pk):
        messages.success(request, _("Your own limit was saved."))
        return redirect(f"{request.get_full_path()}#budgets")
    asked = request.GET.get("days", "")
    count = int(asked) if asked in map(str, PERIODS) else USUAL
    days = Days.until_today(count)
    match request.GET.get("csv"):
        case "days":
            return as_csv(f"usage {days.first} {days.last}", *day_rows(user.pk, days))
        case "conversations":
            return as_csv(f"conversations {days.first} {days.last}", *chat_rows(user.pk, days))
    found = own.usage(user.pk, days)
    context = {
        "usage": found,
        "bars": bars(found),
        "width": count * BAR,
        "most": format_usd(max(sums.nano for sums in found.by_day.values())),
        "days": [Row(formats.date_format(d), s) for d, s in found.by_day.items() if s.calls][::-1],
        "models": [Row(catalog.find(name).name, sums) for name, sums in found.by_model.items()],
        "conversations": [conversation_row(sums) for sums in found.by_conversation],
        "periods": PERIODS,
        "count": count,
        "budgets": money.budgets(user.pk),
        "limit": limit,
    }
    return render(request, "usage/page.html", context)


def conversation_row(sums: ConversationSums) -> Row:
    """A line that leads to its conversation, if there still is one."""
    if sums.id is None:
        return Row(_("Deleted, and everything else"), sums)
    return Row(sums.title or _("Without a title"), sums, reverse("conversation", args=[sums.id]))


def bars(found: Usage) -> list[Bar]:
    """The days as bars; whatever cost anything is at least seen."""
    most = max(sums.nano for sums in found.by_day.values())
    chart = []
    for number, (day, sums) in enumerate(found.by_day.items()):
        height = max(LEAST_BAR, round(100 * sums.nano / most, 2)) if sums.nano else 0
        chart.append(Bar(day, sums, number * BAR, 100 - height, height))
    return chart


def day_rows(user_id: int, days: Days) -> tuple[list[str], Iterable[list[Any]]]:
    """One line per day, model, purpose and kind of token."""
    headers = [_("Day"), _("Model"), _("Purpose"), _("Kind"), _("Calls"), _("Quantity")]
    rows = (
        [row.day, row.model, row.purpose, row.kind, row.calls, row.quantity,
         usd(row.amount_nano), usd(row.estimated_nano)]
        for row in own.booked(user_id, days)
    )  # fmt: skip
    return [*headers, _("Cost in USD"), _("of it estimated")], rows


def chat_rows(user_id: int, days: Days) -> tuple[list[str], Iterable[list[Any]]]:
    """One line per conversation."""
    headers = [_("Conversation"), _("Last used"), _("Calls"), _("Tokens read")]
    rows = (
        [row.title or _("Deleted, and everything else"), row.last or "", row.calls, row.read,
         row.written, usd(row.nano)]
        for row in own.conversations(user_id, days)
    )  # fmt: skip
    return [*headers, _("Tokens written"), _("Cost in USD")], rows


def usd(nano: int) -> str:
    """Exact dollars as spreadsheets read them."""
    return format_usd(nano).replace("$", "").replace(",", "")


def as_csv(name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A file that a spreadsheet opens, and runs nothing of."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    writer = csv.writer(response)
    writer.writerow(headers)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return response


def harmless(cell: Any) -> Any:
    """Text that begins like a formula is told to be text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell
