"""The period a page looks at: a preset or two dates, in the organisation's time zone."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.days import Days

PRESETS: dict[str, "str | Promise"] = {
    "today": _("Today"),
    "yesterday": _("Yesterday"),
    "7": _("7 days"),
    "30": _("30 days"),
    "month": _("This month"),
    "last-month": _("Last month"),
    "year": _("This year"),
}
DEFAULT = "7"
MOST_DAYS = 3700


@dataclass(frozen=True, slots=True)
class Period(Days):
    """The days that a page looks at. `name` is a preset, or empty."""

    name: str = ""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def steps(self) -> list[str]:
        """What one bar of a chart may stand for: not thousands of bars, nor a single one."""
        most_days = {"hour": 14, "day": 400, "month": MOST_DAYS}
        fewest = {"hour": 1, "day": 2, "month": 62}
        return [s for s, most in most_days.items() if fewest[s] <= self.days <= most] or ["month"]

    @property
    def step(self) -> str:
        """What one bar stands for unless somebody chooses."""
        if self.days <= 2:
            return "hour"
        return "day" if self.days <= 100 else "month"

    def before(self) -> "Period":
        """As many days just before this period, to compare with; for whole months the months."""
        last = self.first - timedelta(days=1)
        if self.name == "last-month":
            return Period(last.replace(day=1), last, self.zone)
        return Period(self.first - timedelta(days=self.days), last, self.zone)


def chosen(query: QueryDict, zone: ZoneInfo, today: date, default: str = DEFAULT) -> Period:
    """The period that the address asks for; what makes no sense becomes the default."""
    first, last = _date(query.get("from", "")), _date(query.get("to", ""))
    if first and last:
        first, last = min(first, last), max(first, last)
        dates = max(first, last - timedelta(days=MOST_DAYS)), last
        names = [name for name in PRESETS if _preset(name, today) == dates]
        return Period(*dates, zone, names[0] if names else "")
    name = query.get("period", default)
    name = name if name in PRESETS else default
    return Period(*_preset(name, today), zone, name)


def _date(text: str) -> date | None:
    try:
        found = parse_date(text)
    except ValueError:  # such as the 31st of February
        return None
    return found if found and 1970 <= found.year < 9000 else None


def _preset(name: str, today: date) -> tuple[date, date]:
    first = today.replace(day=1)
    match name:
        case "today":
            return today, today
        case "yesterday":
            return today - timedelta(days=1), today - timedelta(days=1)
        case "month":
            return first, today
        case "last-month":
            last = first - timedelta(days=1)
            return last.replace(day=1), last
        case "year":
            return today.replace(month=1, day=1), today
        case days:
            return today - timedelta(days=int(days) - 1), today
