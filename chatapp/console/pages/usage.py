"""The usage report: who used what, and what it cost; as a page, CSV or XLSX."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from chatapp.console import filters
from chatapp.console.pages import frame, series
from chatapp.reports import entries, spreadsheets, usage
from chatapp.transfer.downloads import download

ROWS_ON_A_PAGE = 100
DRILL = {
    "user": "person",
    "team": "team",
    "model": "model",
    "assistant": "assistant",
    "purpose": "purpose",
}
"""The groups that a row leads into, with the name of the filter in the address."""


def page(request: HttpRequest) -> HttpResponseBase:
    """The report of a period, grouped, filtered, sorted; beside it the period before."""
    frame.need(request, "chatapp.view_claudecall")
    asked = frame.asked(request, default="month")
    group = request.GET.get("group", "user")
    group = group if group in usage.GROUPS else "user"
    sort = request.GET.get("sort", "")
    if sort not in usage.SORTS:
        sort = "name" if group in ("day", "month") else "amount"
    down = request.GET.get("order", "up" if sort == "name" else "down") == "down"
    question, before = asked.question(group), asked.question_before(group)
    wanted = request.GET.get("file")
    name = f"usage-{group}-{question.first}-{question.last}"
    if wanted == "entries":
        lines = entries.rows(question, asked.period.since, asked.period.until)
        pieces = spreadsheets.csv_pieces(entries.HEADERS, lines)
        return download(pieces, f"ledger-{question.first}-{question.last}.csv", spreadsheets.CSV)
    sums, sums_before = usage.grouped(question), usage.grouped(before)
    found = usage.compared(question, sums, sums_before, sort=sort, down=down)
    headers, table = usage.table(found, group)
    if wanted == "csv":
        return download(spreadsheets.csv_pieces(headers, table), f"{name}.csv", spreadsheets.CSV)
    if wanted == "xlsx":
        sheets = spreadsheets.xlsx_pieces(headers, table, _("Usage report"))
        return download(sheets, f"{name}.xlsx", spreadsheets.XLSX)
    shares = {"day": "model", "month": "model"}
    charts = [series.spending(asked.question(shares.get(group, group)))]
    pages = Paginator(found, ROWS_ON_A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    return frame.shown(
        request,
        "usage",
        _("Usage report"),
        charts,
        asked,
        group=group,
        groups=usage.GROUPS,
        columns=_columns(sort, group, down=down),
        shown=shown,
        dearest=max((row.sums.amount for row in found), default=0),
        total=sum(sums.values(), usage.Sums()),
        total_before=sum(sums_before.values(), usage.Sums()),
        compared=before,
        month=question.last,
        drill=DRILL.get(group, ""),
        **filters.choices(assistants=True),
    )


def _columns(sort: str, group: str, *, down: bool) -> list[dict[str, Any]]:
    """The heads of the table, each with the order it leads to."""
    heads = {
        "name": str(usage.GROUPS[group][1]),
        "calls": _("Calls"),
        "input": _("Input"),
        "output": _("Output"),
        "cache_read": _("Cache read"),
        "cache_write": _("Cache write"),
        "amount": _("Spent"),
        "before": _("in the period before"),
    }
    return [
        {
            "name": name,
            "label": label,
            "sorted": ("descending" if down else "ascending") if name == sort else "",
            "order": "up" if (name == sort and down) or (name == "name" != sort) else "down",
        }
        for name, label in heads.items()
    ]
