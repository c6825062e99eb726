"""The charts of the console's pages, made from figures over time."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from chatapp.console.charts import Chart, Series, Unit
from chatapp.monitoring.figures import Figures
from chatapp.monitoring.latency import Percentiles
from chatapp.reports import usage
from chatapp.reports.usage import Question


def requests(over_time: Mapping[datetime, Figures], step: str) -> Chart:
    """Requests and how they ended."""
    found = list(over_time.values())
    return Chart(
        name="requests",
        title=_("Requests"),
        labels=labels(over_time, step),
        head=_("Time"),
        series=[
            Series(_("succeeded"), [one.succeeded for one in found], "good"),
            Series(_("stopped"), [one.cancelled for one in found], "calm"),
            Series(_("failed"), [one.failed for one in found], "bad"),
        ],
    )


def success(over_time: Mapping[datetime, Figures], step: str) -> Chart:
    """The share of requests that brought a whole answer, and of those a kept answer served."""
    found = list(over_time.values())
    return Chart(
        name="success",
        title=_("Success rate and cache hits"),
        labels=labels(over_time, step),
        head=_("Time"),
        unit=Unit.SHARE,
        kind="line",
        series=[
            Series(_("success rate"), [one.success_rate for one in found], 0),
            Series(_("answered from the cache"), [one.hit_rate for one in found], 1),
        ],
    )


def tokens(over_time: Mapping[datetime, Figures], step: str) -> Chart:
    """Tokens by kind."""
    found = list(over_time.values())
    return Chart(
        name="tokens",
        title=_("Tokens"),
        labels=labels(over_time, step),
        head=_("Time"),
        series=[
            Series(_("input"), [one.input_tokens for one in found], 0),
            Series(_("output"), [one.output_tokens for one in found], 1),
            Series(_("cache read"), [one.cache_read_tokens for one in found], 6),
            Series(_("cache write"), [one.cache_write_tokens for one in found], 2),
        ],
    )


def retries(over_time: Mapping[datetime, Figures], step: str) -> Chart:
    """Attempts beyond the first, and what was waited before them."""
    found = list(over_time.values())
    return Chart(
        name="retries",
        title=_("Tried again"),
        labels=labels(over_time, step),
        head=_("Time"),
        series=[Series(_("further attempts"), [one.retries for one in found], 2)],
    )


def latency(
    over_time: Mapping[datetime, Mapping[str, Percentiles]],
    means: Mapping[datetime, Figures],
    step: str,
    measure: str,
) -> Chart:
    """Mean, p50, p95 and p99 of one measure, in milliseconds."""
    title = _("Time to first token") if measure == "first" else _("Time to the whole answer")
    mean = "mean_first_token_ms" if measure == "first" else "mean_duration_ms"
    columns = [[one[measure][at] for one in over_time.values()] for at in range(3)]
    return Chart(
        name=f"latency-{measure}",
        title=title,
        labels=labels(over_time, step),
        head=_("Time"),
        unit=Unit.TIME,
        kind="line",
        series=[
            Series("p50", columns[0], 0),
            Series("p95", columns[1], 2),
            Series("p99", columns[2], 4),
            Series(_("mean"), [getattr(one, mean) for one in means.values()], 6),
        ],
    )


def spending(question: Question) -> Chart:
    """Nano-dollars by day and group of the question."""
    days, found = usage.by_day(question)
    named = usage.names_of(question.group, [key for key in found if key is not None])
    return Chart(
        name="spending",
        title=_("Spending"),
        labels=[date_format(day, "MONTH_DAY_FORMAT") for day in days],
        head=_("Day"),
        unit=Unit.USD,
        series=[
            Series(_("others") if key is None else named[key], values, place)
            for place, (key, values) in enumerate(found.items())
        ],
    )


def errors(found: Mapping[str, list[int]], moments: Mapping[datetime, object], step: str) -> Chart:
    """Failed requests by type."""
    return Chart(
        name="failed",
        title=_("Failed requests"),
        labels=labels(moments, step),
        head=_("Time"),
        series=[
            Series(code or _("others"), values, (4, 2, 3, 1, 5, 0, 6)[place % 7])
            for place, (code, values) in enumerate(found.items())
        ],
    )


def labels(moments: Mapping[datetime, object], step: str) -> list[str]:
    """The moments as they stand below the bars; hours of several days say which day."""
    several = len({localtime(at).date() for at in moments}) > 1
    return [_label(at, step, several=several) for at in moments]


def _label(at: datetime, step: str, *, several: bool) -> str:
    local = localtime(at)
    if step == "month":
        return date_format(local, "YEAR_MONTH_FORMAT")
    day = date_format(local, "MONTH_DAY_FORMAT")
    if step == "day":
        return day
    return f"{day} {date_format(local, 'H:i')}" if several else date_format(local, "H:i")
