"""The monthly statement, ready to be printed or kept as PDF by the browser."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts.models import Organisation
from chatapp.console import filters
from chatapp.console.pages import frame
from chatapp.reports import statements


def page(request: HttpRequest) -> HttpResponse:
    """`?person=7&month=2026-11`, `?team=3`, or everybody; the current month by default."""
    frame.need(request, "chatapp.view_claudecall")
    organisation = Organisation.current()
    today = timezone.now().astimezone(organisation.zone).date()
    chosen = filters.chosen(request.GET)
    try:
        month = parse_date(f"{request.GET.get('month', '')[:7]}-01")
    except ValueError:
        month = None
    if month is None or not 1970 <= month.year < 9000:
        month = today
    team = chosen.team_id if chosen.user_id is None else None
    return TemplateResponse(
        request,
        "console/statement.html",
        {
            "organisation": organisation,
            "statement": statements.of_month(month, user_id=chosen.user_id, team_id=team),
            "is_running": month.replace(day=1) >= today.replace(day=1),
            "made_on": today,
            "who": _who(chosen.user_id, team),
        },
    )


def _who(user_id: int | None, team_id: int | None) -> str:
    """The part of the address that says whose statement it is."""
    if user_id is not None:
        return f"person={user_id}"
    return "" if team_id is None else f"team={team_id}"
