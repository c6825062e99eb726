"""What went wrong: by type, status, model and hour, down to the calls themselves."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from chatapp.claude.errors import sentence_of
from chatapp.console import filters
from chatapp.console.charts import Chart, Series
from chatapp.console.pages import frame, series
from chatapp.monitoring import figures
from chatapp.reports import usage


def page(request: HttpRequest) -> HttpResponse:
    """The failed calls of a period. Each row leads to the calls, none of them to what was said."""
    frame.need(request, "chatapp.view_claudecall")
    asked = frame.asked(request)
    over_time = figures.over_time(asked.step, asked.span)
    kinds = figures.errors(asked.span)
    return frame.shown(
        request,
        "errors",
        _("Errors"),
        [
            series.errors(figures.errors_over_time(asked.step, asked.span), over_time, asked.step),
            series.retries(over_time, asked.step),
            _table(kinds),
        ],
        asked,
        now=figures.overall(asked.span),
        before=figures.overall(asked.before),
        kinds=kinds,
        sentences=_sentences(kinds),
        groups=[
            (_("Models"), _rates(asked, "model")),
            (_("Teams"), _rates(asked, "team")),
            (_("Purposes"), _rates(asked, "purpose")),
        ],
        **filters.choices(),
    )


def _table(kinds: list[dict[str, object]]) -> Chart:
    columns = {"status": _("status"), "model": _("model"), "failed": _("failed")}
    return Chart(
        name="errors",
        title=_("Errors"),
        labels=[str(row["code"]) for row in kinds],
        head=_("Type"),
        series=[
            Series(label, [row[name] for row in kinds])  # type: ignore[misc]
            for name, label in columns.items()
        ],
    )


def _sentences(kinds: list[dict[str, object]]) -> list[tuple[str, int, str]]:
    """Each type with how often it happened and what the person was told."""
    found: dict[str, int] = {}
    for row in kinds:
        found[str(row["code"])] = found.get(str(row["code"]), 0) + int(str(row["failed"]))
    ranked = sorted(found.items(), key=lambda item: -item[1])
    return [(code, failed, sentence_of(code)) for code, failed in ranked]


def _rates(asked: frame.Asked, group: str) -> list[tuple[str, figures.Figures]]:
    """The groups with the most failures."""
    found = figures.by(usage.GROUPS[group][0], asked.span)
    worst = sorted(found.items(), key=lambda item: -item[1].failed)[:8]
    named = usage.names_of(group, [key for key, _sums in worst])
    return [(named[key], sums) for key, sums in worst]
