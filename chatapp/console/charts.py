"""Series of figures as a chart, as its table and as its CSV: always the same numbers.

The chart itself is drawn by Chart.js, which unfold brings along; colours are the site's own.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from billing.money import NANO
from chatapp.reports.spreadsheets import CSV, csv_pieces

COLOURS = {
    "good": "var(--color-primary-600)",
    "bad": "#c9564c",
    "calm": "var(--color-base-400)",
    "second": "var(--color-primary-300)",
}
PALETTE = ("#2f8f6c", "#4d7fb8", "#c98a3c", "#8a6bb1", "#c9564c", "#5f9ea0", "#a9a8a3")
TICKS = "#87847b"  # read on light and on dark


class Unit(StrEnum):
    """What the values are: plain counts, nano-dollars, milliseconds, or shares of one."""

    COUNT = ""
    USD = "usd"
    TIME = "ms"
    SHARE = "share"


FORMATS = {
    Unit.COUNT: {"notation": "compact"},
    Unit.USD: {"style": "currency", "currency": "USD", "maximumSignificantDigits": 3},
    Unit.TIME: {"style": "unit", "unit": "second", "unitDisplay": "narrow"},
    Unit.SHARE: {"style": "percent", "maximumFractionDigits": 1},
}


@dataclass(frozen=True, slots=True)
class Series:
    """One line or colour of a chart; `colour` is a name of `COLOURS` or a place in `PALETTE`."""

    label: str
    values: Sequence[float | int | None]
    colour: str | int = "good"

    @property
    def paint(self) -> str:
        if isinstance(self.colour, int):
            return PALETTE[self.colour % len(PALETTE)]
        return COLOURS[self.colour]


@dataclass(frozen=True, slots=True)
class Chart:
    """`labels` are what stands below the bars, `name` what the CSV is called."""

    name: str
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    head: str
    unit: Unit = Unit.COUNT
    kind: str = "bar"

    @property
    def is_empty(self) -> bool:
        return not any(any(series.values) for series in self.series)

    @property
    def data(self) -> str:
        """What Chart.js draws: dollars, seconds."""
        scale = {Unit.USD: NANO, Unit.TIME: 1000}.get(self.unit, 1)
        datasets = [
            {
                "label": str(series.label),
                "data": [None if v is None else v / scale for v in series.values],
                "backgroundColor": series.paint,
                "borderColor": series.paint,
                "borderWidth": 2 if self.kind == "line" else 0,
                "pointRadius": 2 if self.kind == "line" else 0,
                "tension": 0.25,
                "spanGaps": True,
            }
            for series in self.series
        ]
        return json.dumps({"labels": list(self.labels), "datasets": datasets})

    @property
    def options(self) -> str:
        bars = self.kind == "bar"
        axis: dict[str, Any] = {"stacked": bars, "grid": {"display": False}}
        ticks = {"color": TICKS}
        highest = {"suggestedMax": 1} if self.unit == Unit.SHARE else {}
        return json.dumps(
            {
                "animation": False,
                "maintainAspectRatio": False,
                "barPercentage": 0.9,
                "locale": get_language(),
                "interaction": {"mode": "index", "intersect": False},
                "scales": {
                    "x": axis | {"ticks": ticks | {"maxTicksLimit": 12, "maxRotation": 0}},
                    "y": axis
                    | highest
                    | {
                        "beginAtZero": self.unit != Unit.SHARE,
                        "ticks": ticks | {"maxTicksLimit": 6, "format": FORMATS[self.unit]},
                    },
                },
                "plugins": {
                    "legend": {
                        "display": len(self.series) > 1,
                        "position": "bottom",
                        "labels": ticks | {"boxWidth": 12, "boxHeight": 12},
                    }
                },
            }
        )

    @property
    def headers(self) -> list[str]:
        return [str(self.head), *(str(series.label) for series in self.series)]

    @property
    def rows(self) -> list[list[Any]]:
        return [
            [label, *(series.values[at] for series in self.series)]
            for at, label in enumerate(self.labels)
        ]

    def csv(self) -> HttpResponse:
        """The table as a file; money in dollars with all nine decimals."""
        rows = [[self._exact(cell) for cell in row] for row in self.rows]
        return csv_file(self.name, self.headers, rows)

    def _exact(self, cell: Any) -> Any:
        if self.unit == Unit.USD and isinstance(cell, int):
            return Decimal(cell).scaleb(-9)
        return cell


def csv_file(name: str, headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> HttpResponse:
    """A short table as a file."""
    response = HttpResponse(b"".join(csv_pieces(headers, rows)), content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
