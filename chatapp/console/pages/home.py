"""The dashboard: the state of everything, in ten seconds."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import Team
from billing import budgets, messages, months, occasions
from billing.models import Alert
from billing.prices import canonical
from chatapp.console import filters
from chatapp.console.pages import frame, series
from chatapp.console.pages.frame import Asked
from chatapp.monitoring import figures, latency
from chatapp.monitoring.figures import Figures
from chatapp.reports import usage
from chatapp.reports.usage import Question, Row

MOST_LINES = 8
MOST_ALERTS = 5
MOST_TEAMS = 4
GROUPS = ("model", "purpose", "team")


@dataclass(frozen=True, slots=True)
class ModelLine:
    """How a model, purpose or team did; `spent` in nano-dollars."""

    name: str
    figures: Figures
    spent: int


def page(request: HttpRequest) -> HttpResponse:
    """Money against budgets; calls, how they ended, how long they took; compared with before."""
    frame.need(request, "chatapp.view_claudecall")
    asked = frame.asked(request)
    over_time = figures.over_time(asked.step, asked.span)
    took = latency.over_time(asked.step, asked.span)
    question = asked.question("model")
    charts = [
        series.spending(question),
        series.requests(over_time, asked.step),
        series.latency(took, over_time, asked.step, "first"),
        series.latency(took, over_time, asked.step, "whole"),
        series.success(over_time, asked.step),
        series.tokens(over_time, asked.step),
        series.errors(figures.errors_over_time(asked.step, asked.span), over_time, asked.step),
        series.retries(over_time, asked.step),
    ]
    today = replace(question, first=asked.today, last=asked.today)
    yesterday = replace(question, first=asked.today - timedelta(days=1), last=asked.today)
    amounts = usage.amounts(question, *(usage.GROUPS[group][0] for group in GROUPS))
    alerts = occasions.open_for_staff()
    return frame.shown(
        request,
        "home",
        _("Overview"),
        charts,
        asked,
        now=figures.overall(asked.span),
        before=figures.overall(asked.before),
        latency=latency.overall(asked.span),
        spent=sum(amounts.values()),
        spent_before=_amount(asked.question_before("model")),
        spent_today=_amount(today),
        spent_yesterday=_amount(replace(yesterday, last=yesterday.first)),
        budgets=[one for one in budgets.standings(None, None) if one.limit_nano is not None],
        fullest=_fullest(),
        alerts=[
            (alert, messages.headline_for_staff(alert), is_grave(alert))
            for alert in alerts[:MOST_ALERTS]
        ],
        alerts_open=len(alerts),
        by_model=_lines(asked, "model", amounts),
        by_purpose=_lines(asked, "purpose", amounts),
        by_team=_lines(asked, "team", amounts),
        people=_dearest(asked),
        errors=figures.errors(asked.span)[:MOST_LINES],
        **filters.choices(),
    )


def is_grave(alert: Alert) -> bool:
    """Whether it has happened already: a budget is used up, or people notice."""
    return alert.threshold >= 100 or alert.kind in (Alert.Kind.HEALTH, Alert.Kind.BREACH)


def _fullest() -> list[tuple[str, months.Month]]:
    """The teams whose budget of this month is used most."""
    names = dict(Team.objects.values_list("pk", "name"))
    limited = [item for item in months.of_teams(names).items() if item[1].percent is not None]
    fullest = sorted(limited, key=lambda item: (-(item[1].percent or 0), names[item[0]]))
    return [(names[team], month) for team, month in fullest[:MOST_TEAMS]]


def _amount(question: Question) -> int:
    return sum(usage.amounts(question, "purpose").values())


def _lines(asked: Asked, group: str, amounts: dict[tuple[Any, ...], int]) -> list[ModelLine]:
    """The groups with the most calls, with what they cost."""
    found = list(figures.by(usage.GROUPS[group][0], asked.span).items())[:MOST_LINES]
    place = GROUPS.index(group)
    spent: dict[Any, int] = {}
    for key, nano in amounts.items():
        spent[key[place]] = spent.get(key[place], 0) + nano
    named = usage.names_of(group, [key for key, _figures in found])
    return [
        ModelLine(named[key], sums, spent.get(key, spent.get(_priced(key), 0)))
        for key, sums in found
    ]


def _priced(key: object) -> object:
    """The name under which a model has its price, which the ledger books."""
    return canonical(key) if isinstance(key, str) else key


def _dearest(asked: Asked) -> list[Row]:
    """The people who spent most."""
    return usage.dearest(asked.question("user"), MOST_LINES)
