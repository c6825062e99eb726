"""What all our pages have in common: who may see them, the period, the way they are rendered."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from billing.words import purpose_words
from chatapp.console import filters, periods
from chatapp.console.charts import Chart
from chatapp.console.filters import Filters
from chatapp.monitoring import figures
from chatapp.monitoring.figures import Span
from chatapp.reports.usage import Question

STEPS = {"hour": _("By hour"), "day": _("By day"), "month": _("By month")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks of a page: the period, what to look at, how fine."""

    period: periods.Period
    filters: Filters
    span: Span
    before: Span
    step: str
    today: date

    def question(self, group: str) -> Question:
        """The same days and filters, asked of the money."""
        return _question(self.period, self.filters, group)

    def question_before(self, group: str) -> Question:
        return _question(self.period.before(), self.filters, group)


def need(request: HttpRequest, permission: str) -> None:
    """Raises PermissionDenied unless the person has this permission."""
    if not request.user.has_perm(permission):
        raise PermissionDenied


def asked(request: HttpRequest, default: str = periods.DEFAULT) -> Asked:
    """Reads the address. The organisation's time zone holds for the rest of the request."""
    zone = Organisation.current().zone
    timezone.activate(zone)
    today = timezone.localdate()
    period = periods.chosen(request.GET, zone, today, default)
    chosen = filters.chosen(request.GET)
    step = request.GET.get("step", "")
    step = step if step in period.steps else period.step
    if chosen.user_id is not None and step == "hour":
        step = "day"
    return Asked(
        period,
        chosen,
        _span(period, chosen),
        _span(period.before(), chosen),
        step,
        today,
    )


def shown(
    request: HttpRequest, template: str, title: Any, charts: list[Chart], asked: Asked, **more: Any
) -> HttpResponse:
    """The page; or one of its charts as CSV, if the address says `?csv=name`."""
    wanted = request.GET.get("csv")
    for chart in charts:
        if chart.name == wanted:
            return chart.csv()
    query = request.GET.copy()
    for name in ("csv", "file"):
        query.pop(name, None)
    kept = query.copy()
    for name in ("period", "from", "to", "step", "page"):
        kept.pop(name, None)
    days = query.copy()
    days.pop("step", None)
    return TemplateResponse(
        request,
        f"console/{template}.html",
        {
            **admin.site.each_context(request),
            "title": title,
            "charts": {chart.name: chart for chart in charts},
            "presets": periods.PRESETS,
            "steps": {name: STEPS[name] for name in asked.period.steps},
            "step": asked.step,
            "query": query.urlencode(),
            "kept": kept.urlencode(),
            "days_query": days.urlencode(),
            "period": asked.period,
            "filters": asked.filters,
            "span": asked.span,
            "model_choices": figures.values_of("model", asked.span),
            "purpose_choices": [
                (value, purpose_words().get(value, value))
                for value in figures.values_of("purpose", asked.span)
            ],
            **more,
        },
    )


def _span(period: periods.Period, chosen: Filters) -> Span:
    return Span(
        period.first,
        period.last,
        period.zone,
        chosen.model,
        chosen.purpose,
        chosen.team_id,
        chosen.user_id,
    )


def _question(period: periods.Period, chosen: Filters, group: str) -> Question:
    return Question(
        period.first,
        period.last,
        group,
        chosen.user_id,
        chosen.team_id,
        chosen.assistant_id,
        chosen.model,
        chosen.purpose,
    )
